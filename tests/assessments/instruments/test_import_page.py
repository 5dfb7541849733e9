import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.instruments import examples as instrument_examples
from assessments.instruments.importing import import_instrument, own_instrument
from assessments.models import Instrument, Licence, Statement
from people.accounts import grant
from people.models import Organisation, Person, Role
from tests import cast
from tests.assessments.open_rounds import all_at_once
from tests.assessments.questionnaire_files import REFERENCE, TODAY, changed, csv_of, filled_in, rows, spec_of, without
from tests.conftest import ClientFor
from tests.reading import read

URL = "/instruments/import/"


@pytest.fixture
def client(client_for: ClientFor, administrator: Person) -> Client:
    return client_for(administrator)


def hidden_text(page: str) -> str:
    found = re.search(r'<input type="hidden" name="text" value="([^"]*)">', page)
    assert found
    return html.unescape(found[1])


def stored() -> list[Instrument]:
    return list(Instrument.objects.exclude(organisation=None))


@pytest.mark.parametrize("name", ["questionnaire.csv", "questionnaire.json"])
def test_a_file_is_uploaded_checked_and_stored(client: Client, name: str, trust: Organisation) -> None:
    write = instrument_examples.as_csv if name.endswith("csv") else instrument_examples.as_json
    checked = client.post(URL, {"file": SimpleUploadedFile(name, filled_in(write(TODAY)))}).content.decode()
    assert "This is exactly what will be stored for Fenmoor Trust" in checked
    assert "1 September 2027" in checked
    assert all(html.escape(one.text) in checked for one in spec_of().statements)
    assert not stored()

    done = client.post(URL, {"text": hidden_text(checked), "confirm": "1"})

    (found,) = stored()
    assert done.headers["Location"] == reverse("instrument", args=[found.pk])
    assert (found.organisation, found.name, found.version) == (trust, "Example questionnaire", 1)
    assert found.labels["10"] == "Practically always"
    assert found.may_be_unobserved
    assert [(one.number, one.practice, one.text) for one in found.statements.all()] == [
        (one.number, one.practice, one.text) for one in spec_of().statements
    ]
    assert found.questions == spec_of().questions
    assert (found.licence.reference, found.licence.seats) == (REFERENCE, 40)


def test_whatever_is_wrong_is_said_at_once_with_its_row_and_the_file_need_not_be_chosen_again(client: Client) -> None:
    spoilt = rows()
    spoilt[1][3], spoilt[13][2] = "first", "<b>Bold</b>"
    page = client.post(URL, {"file": SimpleUploadedFile("q.csv", csv_of(spoilt).encode())})
    text = read(page)

    assert "<title>Error: " in text
    assert "Row 3: “first” is not a version" in text
    assert "Row 15: “&lt;b&gt;Bold&lt;/b&gt;” is not a practice" in text
    assert 'href="#mistake-2"' in text
    assert 'id="mistake-2"' in text
    assert 'name="confirm"' not in text
    assert page.context["form"]["text"].value() == csv_of(spoilt)
    assert not stored()


def test_a_confirmation_with_a_mistake_in_it_stores_nothing(client: Client) -> None:
    page = client.post(URL, {"text": without("Version"), "confirm": "1"}).content.decode()
    assert "Nothing is stored yet" in page
    assert not stored()
    assert not Statement.objects.exclude(instrument__organisation=None).exists()


def test_the_same_confirmation_twice_leads_to_the_same_page(client: Client) -> None:
    places = {client.post(URL, {"text": csv_of(rows()), "confirm": "1"}).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert len(stored()) == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_store_it_once() -> None:
    trust, wanted = cast.trust(), spec_of()
    found = all_at_once(20, lambda _: import_instrument(organisation=trust, spec=wanted).pk)
    assert len(set(found)) == 1
    assert Statement.objects.count() == 30


def test_the_same_version_with_other_words_is_refused(client: Client) -> None:
    client.post(URL, {"text": csv_of(rows()), "confirm": "1"})
    other = changed("Statement", text="Says good morning")
    for posted in ({"text": other}, {"text": other, "confirm": "1"}):
        page = client.post(URL, posted).content.decode()
        assert "Raise the version in the file" in page
    raised = [["Version", "", "", "2"] if row[0] == "Version" else row for row in rows()]
    client.post(URL, {"text": csv_of(raised), "confirm": "1"})
    assert [each.version for each in stored()] == [2, 1]


def test_another_organisation_may_store_the_same(client: Client, other_trust: Organisation) -> None:
    import_instrument(organisation=other_trust, spec=spec_of())
    client.post(URL, {"text": csv_of(rows()), "confirm": "1"})
    assert len(stored()) == 2


def test_an_imported_one_by_the_name_of_cadres_own_takes_nothing_from_it(trust: Organisation) -> None:
    own = own_instrument()
    import_instrument(organisation=trust, spec=spec_of(changed("Name", text=own.name)))
    assert own_instrument() == own


@pytest.mark.parametrize(
    ("posted", "field", "says"),
    [
        ({}, "text", "Paste the questionnaire, or upload a file"),
        ({"text": "{"}, "text", "cannot be read as JSON"),
        ({"text": "What\0"}, "text", "Null characters"),
        ({"text": "What," * 5_000}, "text", "more than 40 columns"),
        ({"text": "[" * 100_000}, "text", "brackets within brackets"),
    ],
)
def test_what_cannot_be_read_is_explained_beside_the_field_and_kept(
    client: Client, posted: dict[str, str], field: str, says: str
) -> None:
    page = client.post(URL, posted)
    assert page.status_code == 200
    assert says in page.context["form"].errors[field][0]
    assert page.context["form"]["text"].value() == posted.get("text")


def test_a_file_and_a_text_at_once_are_not_guessed_at(client: Client) -> None:
    posted = {"file": SimpleUploadedFile("q.csv", csv_of(rows()).encode()), "text": "What"}
    assert client.post(URL, posted).context["form"].errors["file"] == [
        "Paste the questionnaire or upload a file, not both"
    ]


def test_an_administrator_of_two_organisations_says_which_and_keeps_the_file(
    client: Client, administrator: Person, other_trust: Organisation
) -> None:
    grant(organisation=other_trust, email=administrator.email, name="Ada", role=Role.ADMINISTRATOR)
    page = client.post(URL, {"file": SimpleUploadedFile("q.csv", csv_of(rows()).encode())})
    assert page.context["form"].errors["organisation"] == ["Select organisation"]
    assert page.context["form"]["text"].value() == csv_of(rows())

    again = {"text": csv_of(rows()), "filled": "on", "organisation": other_trust.pk}
    checked = client.post(URL, again).content.decode()
    assert f'name="organisation" value="{other_trust.pk}"' in checked
    client.post(URL, {"text": hidden_text(checked), "organisation": other_trust.pk, "confirm": "1"})
    assert [each.organisation for each in stored()] == [other_trust]


def test_nobody_imports_into_an_organisation_that_they_do_not_run(client: Client, other_trust: Organisation) -> None:
    client.post(URL, {"text": csv_of(rows()), "organisation": other_trust.pk, "confirm": "1"})
    assert [each.organisation for each in stored()] == [cast.trust()]


def test_a_licence_that_has_run_out_or_is_missing_is_pointed_out_before_it_is_stored(client: Client) -> None:
    over = client.post(URL, {"text": changed("Licence expires on", text="2020-01-31")}).content.decode()
    assert "The licence ran out on 31 January 2020." in over
    none = without("Licence holder", "Licence reference", "Licence expires on", "Licence seats")
    assert "The file names no licence." in client.post(URL, {"text": none}).content.decode()
    client.post(URL, {"text": none, "confirm": "1"})
    assert len(stored()) == 1
    assert not Licence.objects.exists()


def test_both_examples_are_downloaded_and_can_be_imported_as_they_are(client: Client) -> None:
    for ending in ("csv", "json"):
        example = client.get(f"/instruments/example.{ending}")
        assert example.headers["Content-Disposition"] == f'attachment; filename="questionnaire.{ending}"'
        posted = {"file": SimpleUploadedFile(f"example.{ending}", example.content)}
        page = client.post(URL, posted).content.decode()
        assert "Check the questionnaire" in page
        assert str(timezone.localdate().year + 1) in page
    assert client.get("/instruments/example.pdf").status_code == 404
