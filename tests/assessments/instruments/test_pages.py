import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.imported_scores.files import COLUMNS as SCORES
from assessments.instruments.files import COLUMNS, LICENCE_KEYS, SCALE, SINGLE_KEYS, STATEMENT, EntryKind
from assessments.instruments.importing import own_instrument
from people.models import Organisation, Person
from tests import cast
from tests.assessments.questionnaire_files import imported
from tests.conftest import ClientFor
from tests.reading import read
from tests.service import ROOT

URL = "/instruments/"


@pytest.fixture
def client(client_for: ClientFor, administrator: Person) -> Client:
    return client_for(administrator)


def test_cadres_own_comes_first_and_what_was_imported_with_its_licence_and_seats(
    client: Client, trust: Organisation
) -> None:
    imported(trust, name="Another", seats=25, expires_in=12)
    page = client.get(URL).content.decode()
    assert page.index("Cadre leadership questionnaire") < page.index("Another")
    assert "Expires in 12 days" in page
    assert "0 of 25" in page


def test_before_anything_is_imported_the_page_says_that_nothing_need_be(client: Client) -> None:
    assert "Your organisation has imported no questionnaire yet" in client.get(URL).content.decode()


def test_the_page_says_where_scores_are_imported(client: Client) -> None:
    page = read(client.get(URL))
    words = page[page.index("If people were assessed elsewhere") :]
    assert f'<a href="{reverse("programmes")}">Programmes</a>, then 360' in words


def test_what_another_organisation_has_imported_is_nowhere(client: Client) -> None:
    theirs = imported(cast.trust("Otherside Trust"), name="Theirs alone")
    assert "Theirs alone" not in client.get(URL).content.decode()
    assert client.get(reverse("instrument", args=[theirs.pk])).status_code == 404


def test_the_page_of_one_shows_all_that_it_asks(client: Client, trust: Organisation) -> None:
    found = imported(trust)
    page = read(client.get(reverse("instrument", args=[found.pk])))
    for said in ("Order 1234", "0 of 40", "Practically always", "Correct the licence"):
        assert said in page
    assert page.count('<tr><th scope="row">') == 10 + 30


def test_cadres_own_can_be_read_by_every_administrator_and_has_no_licence_to_correct(client: Client) -> None:
    page = client.get(reverse("instrument", args=[own_instrument().pk])).content.decode()
    assert "Anybody who runs Cadre may use it" in page
    assert "Correct the licence" not in page


def test_the_list_takes_as_many_queries_for_one_as_for_many(client: Client, trust: Organisation) -> None:
    own_instrument()
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        counts.append(len(captured))
        imported(trust, name=f"Questionnaire {number}")
    assert len(set(counts)) == 1


def test_it_is_found_from_the_programmes(client: Client) -> None:
    assert f'href="{URL}"' in client.get("/programmes/").content.decode()


def test_the_formats_are_documented_as_they_are_read() -> None:
    documented = (ROOT / "docs" / "instruments.md").read_text()
    page = (ROOT / "templates" / "assessments" / "instruments" / "formats.html").read_text()
    assert all(part in documented and part in page for part in EntryKind)
    assert ",".join(column.label for column in COLUMNS) in documented
    assert ",".join(column.label for column in SCORES) in documented
    for key in (*SINGLE_KEYS, *SCALE, *STATEMENT, *LICENCE_KEYS):
        assert f'"{key}":' in documented
