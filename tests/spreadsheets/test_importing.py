"""The flow by which every list is imported: its rows, their repeats, and the columns of its preview."""

from collections.abc import Sequence

import pytest
from django.test import Client

from assessments.imported_scores import files as scores
from cohorts.enrolments import rows as people
from scheduling.availability.closed_days import importing as closed_days
from spreadsheets.columns import Column
from spreadsheets.importing import (
    ListPreview,
    ListRow,
    RefusedError,
    checked_rows,
    mark_repeats,
    refuse_mistakes,
    rows_of,
)
from spreadsheets.limits import Limits
from spreadsheets.preview import PreviewColumn, mistakes_of, preview_rows
from spreadsheets.reading import Table, read_text

COLUMNS = (Column("name", "Name", 10), Column("email", "Email", 40), Column("band", "Band", 5, required=False))
ANY = Limits(most_lines=10, too_many="", empty="", too_big="")


def table(text: str) -> Table:
    return read_text(text, ANY)


def rows(text: str) -> list[ListRow]:
    return rows_of(table(text), COLUMNS, ListRow)


def test_a_row_has_its_number_its_values_and_every_reason_against_it() -> None:
    (good, bad) = rows("Email,Name\nPAT@X.EXAMPLE,Pat\n,A name too long,8a")
    assert (good.number, good.values, good.reasons) == (2, {"name": "Pat", "email": "pat@x.example", "band": ""}, [])
    assert bad.reasons == [
        "There are more cells than columns. Put quotation marks around a value with a comma.",
        "Name is longer than 10 characters.",
        "Email is missing.",
    ]


def test_a_column_that_is_not_there_is_missing_in_the_heading_alone() -> None:
    (row,) = rows("Name\nPat")
    assert row.reasons == []


def test_a_repeat_names_the_first_row_and_a_key_of_none_repeats_nothing() -> None:
    found = rows("Name,Email\nPat,p@x.example\nPat,\nSam,\nPat,p@x.example\nPat,p@x.example")
    mark_repeats(found, lambda row: row.values["email"] or None, "As row {row}.")
    assert [row.reasons[-1:] for row in found] == [
        [],
        ["Email is missing."],
        ["Email is missing."],
        ["As row 2."],
        ["As row 2."],
    ]


@pytest.mark.parametrize(
    ("text", "mistakes", "read"),
    [
        ("Name,Email\nPat,p@x.example", [], 1),
        ("Name,Email\n", ["No rows."], 0),
        # Rows are read below right headings alone.
        ("Name\nPat", ["There is no column “Email”. Add it to the first row."], 0),
    ],
)
def test_a_list_without_rows_or_headings_is_refused_as_a_whole(text: str, mistakes: list[str], read: int) -> None:
    found, wrong = checked_rows(table(text), COLUMNS, lambda one: rows_of(one, COLUMNS, ListRow), no_rows="No rows.")
    assert (wrong, len(found)) == (mistakes, read)


@pytest.mark.parametrize(
    "preview",
    [
        ListPreview[ListRow](rows=[]),
        ListPreview(rows=[ListRow(2, {})], mistakes=["Wrong."]),
        ListPreview(rows=[ListRow(2, {}), ListRow(3, {}, reasons=["Wrong."])]),
    ],
)
def test_a_list_with_anything_wrong_is_refused_with_its_preview(preview: ListPreview[ListRow]) -> None:
    with pytest.raises(RefusedError) as refused:
        refuse_mistakes(preview)
    assert refused.value.preview is preview


def test_notes_do_not_refuse_a_list() -> None:
    preview = ListPreview(rows=[ListRow(2, {}, notes=["Stays as it is."])])
    assert refuse_mistakes(preview) is preview


def test_mistakes_of_the_list_come_first_and_those_of_a_row_lead_to_it() -> None:
    preview = ListPreview(rows=[ListRow(2, {}), ListRow(7, {}, reasons=["Odd."])], mistakes=["Wrong."])
    assert mistakes_of(preview) == [{"text": "Wrong.", "id": "id_text"}, {"text": "Row 7: Odd.", "id": "row-7"}]


def test_a_preview_shows_the_columns_of_its_list() -> None:
    columns = (PreviewColumn("Name, band", ("name", "band"), email_key="email"), PreviewColumn("Band", ("band",)))
    preview = ListPreview(rows=rows("Name,Email,Band\nPat,p@x.example,8a\nSam,s@x.example,"))
    shown = [[(cell.text, cell.email) for cell in row.cells] for row in preview_rows(preview, columns)]
    assert shown == [[("Pat, 8a", "p@x.example"), ("8a", "")], [("Sam", "s@x.example"), ("", "")]]


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (people.COLUMNS, people.PREVIEW_COLUMNS),
        (closed_days.COLUMNS, closed_days.PREVIEW_COLUMNS),
        (scores.COLUMNS, scores.PREVIEW_COLUMNS),
    ],
    ids=["people", "closed days", "scores"],
)
def test_no_column_of_a_list_is_left_out_of_its_preview(
    columns: Sequence[Column], shown: Sequence[PreviewColumn]
) -> None:
    keys = [key for column in shown for key in (*column.keys, column.email_key) if key]
    assert sorted(keys) == sorted(column.key for column in columns)


@pytest.mark.django_db
def test_the_preview_of_closed_days_shows_their_days(administrators_client: Client) -> None:
    text = "Name\tKind\tFirst day\tLast day\nHalf term\tSchool holiday\t26/10/2026\t30/10/2026"
    page = administrators_client.post("/closed-days/import/", {"text": text})
    assert [column.heading for column in page.context["preview_columns"]] == ["Name", "Kind", "First day", "Last day"]
    (row,) = page.context["preview_rows"]
    assert [cell.text for cell in row.cells] == ["Half term", "School holiday", "26/10/2026", "30/10/2026"]
