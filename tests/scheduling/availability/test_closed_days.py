"""An organisation's closed days and school holidays, beside England's bank holidays."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from people.models import Organisation
from scheduling.availability.closed_days.importing import WANTED, day_in, rows_of
from scheduling.availability.closed_days.views import days_of_year, year_asked_for
from scheduling.models import ClosedDays
from spreadsheets.reading import read_text
from tests.scheduling.typed import day
from tests.spreadsheets.people_lists import workbook_of

pytestmark = pytest.mark.django_db
NEW, IMPORT = "/closed-days/new/", "/closed-days/import/"
HEADING = ("Name", "Kind", "First day", "Last day")
LATEST = date(2036, 12, 31)
LIST = """Name\tKind\tFirst day\tLast day
Autumn half term\tSchool holiday\t26/10/2026\t30 October 2026
Board day\tclosed\t12.11.2026\t
"""


def form(first: str, last: str = "", **more: str) -> dict[str, str]:
    return {"name": "Half term", "kind": "school_holiday"} | day("first_on", first) | day("last_on", last) | more


def stored() -> list[tuple[str, str, date, date]]:
    return list(ClosedDays.objects.values_list("name", "kind", "first_on", "last_on"))


def closed(organisation: Organisation, name: str, first: date, last: date) -> ClosedDays:
    return ClosedDays.objects.create(organisation=organisation, name=name, first_on=first, last_on=last)


def test_days_are_added_once_and_shown_in_their_year(administrators_client: Client) -> None:
    for _ in range(2):
        response = administrators_client.post(NEW, form("26/10/2026", "30/10/2026"))
        assert response.headers["Location"] == "/closed-days/?year=2026"
    assert stored() == [("Half term", "school_holiday", date(2026, 10, 26), date(2026, 10, 30))]
    page = administrators_client.get("/closed-days/?year=2026").content.decode()
    assert "Half term" in page
    assert "Half term" not in administrators_client.get("/closed-days/?year=2027").content.decode()


def test_bank_holidays_stand_among_them_and_cannot_be_changed(trust: Organisation) -> None:
    christmas = closed(trust, "Christmas", date(2026, 12, 24), date(2027, 1, 2))
    entries = days_of_year(2026, [christmas])
    # England's weekday bank holidays of 2026: Boxing Day falls on a Saturday, and has its substitute on Monday 28.
    assert [(entry.first_on.month, entry.first_on.day) for entry in entries if entry.closed is None] == [
        (1, 1),
        (4, 3),
        (4, 6),
        (5, 4),
        (5, 25),
        (8, 31),
        (12, 25),
        (12, 28),
    ]
    assert [entry.days for entry in entries if entry.closed] == [10]
    # It reaches into the next year, and is there too.
    assert days_of_year(2027, [christmas])[0].name in ("Christmas", "New Year's Day")
    assert christmas in [entry.closed for entry in days_of_year(2027, [christmas])]
    assert days_of_year(2028, [christmas])[0].closed is None


@pytest.mark.parametrize(
    ("text", "year"), [("2027", 2027), ("", 2026), ("1066", 2026), ("9999", 2026), ("x", 2026), ("²027", 2026)]
)
def test_an_odd_year_in_the_address_is_this_year(text: str, year: int) -> None:
    assert year_asked_for(text, date(2026, 11, 23)) == year


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        (form("31/2/2027"), "first_on"),
        (form("", "1/2/2027"), "first_on"),
        (form("2/2/2027", "1/2/2027"), "last_on"),
        (form("1/1/2999"), "first_on"),
        (form("1/2/2027", name=""), "name"),
        (form("1/2/2027", kind="party"), "kind"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    administrators_client: Client, posted: dict[str, str], field: str
) -> None:
    page = administrators_client.post(NEW, posted)
    assert list(page.context["form"].errors) == [field]
    assert stored() == []


def test_they_are_changed_and_removed(administrators_client: Client, trust: Organisation) -> None:
    found = closed(trust, "Away day", date(2026, 11, 12), date(2026, 11, 12))
    administrators_client.post(f"/closed-days/{found.pk}/", form("13/11/2026", name="Away day", kind="closed"))
    assert stored() == [("Away day", "closed", date(2026, 11, 13), date(2026, 11, 13))]
    administrators_client.post(f"/closed-days/{found.pk}/remove/")
    assert stored() == []


def test_two_of_the_same_name_and_day_are_refused_in_words(administrators_client: Client, trust: Organisation) -> None:
    closed(trust, "Away day", date(2026, 11, 12), date(2026, 11, 12))
    page = administrators_client.post(NEW, form("12/11/2026", "13/11/2026", name="Away day", kind="closed"))
    assert "are there already" in page.context["form"].errors["name"][0]


def test_those_of_another_organisation_are_out_of_reach(
    administrators_client: Client, other_trust: Organisation
) -> None:
    found = closed(other_trust, "Secret day", date(2026, 11, 12), date(2026, 11, 12))
    assert "Secret day" not in administrators_client.get("/closed-days/?year=2026").content.decode()
    assert administrators_client.get(f"/closed-days/{found.pk}/").status_code == 404
    assert administrators_client.post(f"/closed-days/{found.pk}/remove/").status_code == 404


# Importing a list


def test_a_list_is_checked_and_then_stored_once(administrators_client: Client) -> None:
    checked = administrators_client.post(IMPORT, {"text": LIST})
    assert "2 of the 2 rows are new" in checked.content.decode()
    assert stored() == []
    for _ in range(2):
        done = administrators_client.post(IMPORT, {"text": checked.context["text"], "confirm": "1"})
        assert done.headers["Location"] == "/closed-days/"
    assert stored() == [
        ("Autumn half term", "school_holiday", date(2026, 10, 26), date(2026, 10, 30)),
        ("Board day", "closed", date(2026, 11, 12), date(2026, 11, 12)),
    ]


@pytest.mark.parametrize("name", ["days.csv", "days.xlsx"])
def test_a_file_is_read_as_the_list_pasted_would_be(administrators_client: Client, name: str) -> None:
    rows = [dict(zip(HEADING, ("Half term", "School holidays", "26/10/2026", "30/10/2026"), strict=True))]
    text = ",".join(HEADING) + "\n" + ",".join(rows[0].values()) + "\n"
    data = workbook_of(rows, HEADING) if name.endswith("xlsx") else text.encode("utf-8-sig")
    checked = administrators_client.post(IMPORT, {"text": "", "file": SimpleUploadedFile(name, data)})
    administrators_client.post(IMPORT, {"text": checked.context["text"], "confirm": "1"})
    assert stored() == [("Half term", "school_holiday", date(2026, 10, 26), date(2026, 10, 30))]


def test_the_example_to_download_can_be_imported_as_it_is(administrators_client: Client) -> None:
    example = administrators_client.get("/closed-days/example.csv")
    file = SimpleUploadedFile("closed-days.csv", example.content)
    checked = administrators_client.post(IMPORT, {"text": "", "file": file})
    assert checked.context["preview"].can_be_imported
    assert len(checked.context["preview"].rows) == 3


def test_one_bad_row_stores_nothing_and_every_reason_stands_beside_its_row(administrators_client: Client) -> None:
    text = LIST + "\tParty\t31/2/2027\t1/2/27\nBoard day\tClosed\t12/11/2026\t\nLong\tClosed\t3/3/2027\t2/3/2027\n"
    page = administrators_client.post(IMPORT, {"text": text, "confirm": "1"})
    reasons = {row.number: row.reasons for row in page.context["preview"].rows}
    assert reasons == {
        2: [],
        3: [],
        4: [
            "Name is missing.",
            "“Party” is not a kind. Write Closed or School holiday.",
            "First day: “31/2/2027” is not a date. Write it like 26/10/2026.",
            "Last day: “1/2/27” is not a date. Write it like 26/10/2026.",
        ],
        5: ["These days are in row 3 already. Remove one of them."],
        6: ["The last day is before the first."],
    }
    assert "Nothing is stored yet" in page.content.decode()
    assert stored() == []


def test_what_is_stored_already_stays_unless_it_differs(administrators_client: Client, trust: Organisation) -> None:
    closed(trust, "Board day", date(2026, 11, 12), date(2026, 11, 12))
    page = administrators_client.post(IMPORT, {"text": LIST})
    assert "1 of the 2 rows" in page.content.decode()
    ClosedDays.objects.update(last_on=date(2026, 11, 13))
    refused = administrators_client.post(IMPORT, {"text": LIST}).context["preview"]
    assert "with 13 November 2026 as the last" in refused.rows[1].reasons[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Name\tKind\n", "There is no column “First day”"),
        ("Name\tKind\tFirst day\n", "There are no days below the first row"),
        ("Name\tKind\tFirst day\tColour\nx\tClosed\t1/2/2027\tred", "“Colour” is not a column"),
    ],
)
def test_a_list_that_is_wrong_as_a_whole_is_explained(administrators_client: Client, text: str, says: str) -> None:
    assert says in administrators_client.post(IMPORT, {"text": text}).content.decode()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("26/10/2026", date(2026, 10, 26)),
        ("5/3/2027", date(2027, 3, 5)),
        ("05-03-2027", date(2027, 3, 5)),
        ("26 October 2026", date(2026, 10, 26)),
        ("Monday 26th Oct 2026", date(2026, 10, 26)),
        ("Mon, 26 October, 2026", date(2026, 10, 26)),
        # A cell of a workbook that holds a date
        ("2026-10-26 00:00:00", date(2026, 10, 26)),
        ("2026-13-01", None),
        ("13/13/2026", None),
        ("10/26/2026", None),
        ("26/10/26", None),
        ("0/1/2026", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_are_read_the_british_way(text: str, read: date | None) -> None:
    assert day_in(text) == read


def test_a_day_too_far_off_is_refused() -> None:
    table = read_text("Name\tKind\tFirst day\nx\tClosed\t1/1/2999\ny\tClosed\t1/1/1999", WANTED)
    assert [row.reasons for row in rows_of(table, LATEST)] == [
        ["First day: 1 January 2999 is not between 2000 and 2036."],
        ["First day: 1 January 1999 is not between 2000 and 2036."],
    ]
