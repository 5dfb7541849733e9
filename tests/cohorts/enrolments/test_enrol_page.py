import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.models import Cohort, Enrolment
from people.models import Person
from tests import cast
from tests.conftest import ClientFor
from tests.reading import read
from tests.spreadsheets.people_lists import HEADING, people, person, text_of, workbook_of


@pytest.fixture
def url(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.pk}/enrol/"


def file(data: bytes, name: str = "people.csv") -> dict[str, object]:
    return {"text": "", "file": SimpleUploadedFile(name, data)}


def hidden_text(page: str) -> str:
    found = re.search(r'<input type="hidden" name="text" value="([^"]*)">', page)
    assert found
    return found[1]


def test_a_list_is_pasted_checked_and_enrolled(administrators_client: Client, url: str, cohort: Cohort) -> None:
    checked = administrators_client.post(url, {"text": text_of(people(3))})
    assert checked.context["preview"].can_be_imported
    assert checked.context["preview"].new_sites == ["North site"]
    assert "1 new site will be added: North site." in read(checked)
    assert not Enrolment.objects.exists()
    done = administrators_client.post(url, {"text": checked.context["text"], "confirm": "1"})
    assert done.headers["Location"] == cohort.get_absolute_url()
    assert Enrolment.objects.count() == 3
    assert "3 people are enrolled in Cohort 1" in administrators_client.get(cohort.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["people.csv", "people.xlsx"])
def test_a_file_is_read_as_the_list_pasted_would_be(administrators_client: Client, url: str, name: str) -> None:
    data = workbook_of(people(2)) if name.endswith("xlsx") else text_of(people(2), separator=",").encode("utf-8-sig")
    checked = administrators_client.post(url, file(data, name))
    assert hidden_text(checked.content.decode()).count("robin.person") == 2
    administrators_client.post(url, {"text": checked.context["text"], "confirm": "1"})
    assert Enrolment.objects.count() == 2


def test_the_same_confirmation_twice_leads_to_the_same_page(
    administrators_client: Client, url: str, cohort: Cohort
) -> None:
    for _ in range(2):
        done = administrators_client.post(url, {"text": text_of(people(2)), "confirm": "1"})
        assert done.headers["Location"] == cohort.get_absolute_url()
    assert Enrolment.objects.count() == 2


def test_every_mistake_is_shown_with_its_row_and_the_list_can_be_put_right(
    administrators_client: Client, url: str
) -> None:
    rows = [person(1), person(2, Email="nonsense"), person(1)]
    response = administrators_client.post(url, {"text": text_of(rows)})
    page = response.content.decode()
    assert "<title>Error: " in read(response)
    assert "Row 3: Email is not an email address" in page
    assert "Row 4: This email is in row 2 already." in page
    assert 'href="#row-3"' in page
    assert 'id="row-3"' in page
    assert "nonsense\tWard manager" in page
    assert 'name="confirm"' not in page


def test_of_many_mistakes_the_first_20_are_listed_and_the_others_stand_beside_their_rows(
    administrators_client: Client, url: str
) -> None:
    response = administrators_client.post(url, {"text": text_of([person(n, Email="nonsense") for n in range(1, 31)])})
    # 30 bad addresses, and 29 of them the same as the first
    assert len(response.context["mistakes"]) == 21
    assert response.context["mistakes"][-1]["text"] == "and 39 more"
    assert response.content.decode().count('<span class="cadre-table__reason">') == 59


def test_a_list_of_thousands_of_columns_is_refused_in_words(administrators_client: Client, url: str) -> None:
    page = administrators_client.post(url, {"text": "Name," * 5_000})
    assert page.context["form"].errors["text"] == ["Row 1 has more than 40 columns. Keep only those of this list."]


def test_a_confirmation_with_a_mistake_in_it_enrols_nobody(administrators_client: Client, url: str) -> None:
    page = administrators_client.post(url, {"text": text_of([person(1), person(1)]), "confirm": "1"})
    assert "Nobody has been added yet" in page.content.decode()
    assert not Enrolment.objects.exists()


def test_a_wrong_heading_is_explained(administrators_client: Client, url: str) -> None:
    heading = (*HEADING[:-1], "Shoe size")
    page = administrators_client.post(url, {"text": text_of(people(1), heading)}).content.decode()
    assert "“Shoe size” is not a column of this list" in page
    assert "There is no column “Line manager&#x27;s email”" in page


@pytest.mark.parametrize(
    ("posted", "field", "says"),
    [
        ({}, "text", "Paste the list, or upload a file"),
        ({"text": "  \n"}, "text", "Paste the list, or upload a file"),
        ({"text": 'Name\n"Pat'}, "text", "Row 2 cannot be read"),
        ({"text": "Name\n" * 300}, "text", "more than 200 people"),
        ({"text": "Name\0"}, "text", "Null characters"),
    ],
)
def test_a_list_that_cannot_be_read_is_explained_and_kept(
    administrators_client: Client, url: str, posted: dict[str, str], field: str, says: str
) -> None:
    page = administrators_client.post(url, posted)
    assert says in page.context["form"].errors[field][0]
    assert page.context["form"]["text"].value() == posted.get("text")


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        ("Name\nSiân".encode("cp1252"), "people.csv", "CSV UTF-8"),
        (b"", "people.csv", "The list is empty"),
        (b"PK\x03\x04", "people.xlsx", "could not be opened"),
        (b"%PDF-1.7", "people.pdf", "must be a CSV file"),
        (b"Name\n" + b"Pat\n" * 100_000, "people.csv", "more than 200 people"),
        (b"x" * 3_000_000, "people.csv", "bigger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_beside_it(
    administrators_client: Client, url: str, data: bytes, name: str, says: str
) -> None:
    page = administrators_client.post(url, file(data, name))
    assert page.status_code == 200
    assert says in page.context["form"].errors["file"][0]


def test_a_list_and_a_file_at_once_are_not_guessed_at(administrators_client: Client, url: str) -> None:
    both = file(b"Name\nPat\n") | {"text": "Name\nLee\n"}
    page = administrators_client.post(url, both)
    assert page.context["form"].errors["file"] == ["Paste the list or upload a file, not both"]


def test_what_was_pasted_is_shown_as_text_and_never_as_markup(administrators_client: Client, url: str) -> None:
    row = person(1, Name="<script>alert(1)</script>", Site="</textarea><b>x</b>")
    page = administrators_client.post(url, {"text": text_of([row, person(2, Email="")])}).content.decode()
    assert "<script>alert" not in page
    assert "</textarea><b>" not in page


def test_a_full_cohort_says_that_no_places_are_left(administrators_client: Client, administrator: Person) -> None:
    small = cast.cohort(administrator.organisation, "Small", capacity=1)
    cast.enrolled(small)
    page = administrators_client.get(f"/cohorts/{small.pk}/enrol/").content.decode()
    assert "Small has 0 places left" in page


def test_only_the_administrators_of_the_organisation_enrol(other_clients: list[Client], url: str) -> None:
    before = Enrolment.objects.count()
    for client in other_clients:
        assert client.get(url).status_code == 404
        assert client.post(url, {"text": text_of(people(1)), "confirm": "1"}).status_code == 404
    assert Enrolment.objects.count() == before


def test_the_csv_template_opens_in_excel_as_utf_8_and_can_be_read_back(administrators_client: Client) -> None:
    response = administrators_client.get("/cohorts/enrol/template.csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert tuple(next(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))) == HEADING
    assert 'filename="people.csv"' in response.headers["Content-Disposition"]


def test_both_templates_are_lists_without_people(administrators_client: Client, url: str) -> None:
    for ending in ("csv", "xlsx"):
        data = administrators_client.get(f"/cohorts/enrol/template.{ending}").content
        page = administrators_client.post(url, file(data, f"people.{ending}")).content.decode()
        assert "There are no people below the first row" in page
        assert "is not a column" not in page


def test_there_is_no_template_of_another_kind_or_for_others(
    administrators_client: Client, client_for: ClientFor, coach: Person
) -> None:
    assert administrators_client.get("/cohorts/enrol/template.pdf").status_code == 404
    assert client_for(coach).get("/cohorts/enrol/template.csv").status_code == 404


def test_the_preview_takes_as_many_queries_at_1_3_and_20_rows(administrators_client: Client, url: str) -> None:
    counts = []
    for number in (1, 3, 20):
        with CaptureQueriesContext(connection) as captured:
            administrators_client.post(url, {"text": text_of(people(number))})
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_a_file_that_was_put_right_replaces_the_list_that_was_not(
    administrators_client: Client, url: str, cohort: Cohort
) -> None:
    """The page fills the box with the first list; who chooses a new file has typed nothing."""
    wrong = text_of([*people(1), person(2, email="not an address")]).encode()
    refused = administrators_client.post(url, file(wrong))
    filled = refused.context["form"]
    right = file(text_of(people(2)).encode())
    again = right | {"text": filled["text"].value(), "filled": filled["filled"].value()}

    checked = administrators_client.post(url, again).content.decode()

    assert "not both" not in checked
    assert "Enrol 2 people" in checked


def test_who_pastes_and_uploads_is_asked_which(administrators_client: Client, url: str) -> None:
    both = file(text_of(people(1)).encode()) | {"text": text_of(people(2))}

    assert "not both" in administrators_client.post(url, both).content.decode()
