import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.enrolments.rows import COLUMNS, PEOPLE_LIMITS, person_rows
from spreadsheets.columns import heading_mistakes
from spreadsheets.limits import UnreadableError
from spreadsheets.reading import read_text
from tests.spreadsheets.people_lists import HEADING, person, text_of


def reasons(*rows: dict[str, str]) -> list[list[str]]:
    return [row.reasons for row in person_rows(read_text(text_of(list(rows)), PEOPLE_LIMITS))]


def mistakes(heading: str) -> list[str]:
    return heading_mistakes(read_text(heading, PEOPLE_LIMITS).heading, COLUMNS)


def test_a_whole_row_has_nothing_wrong() -> None:
    assert reasons(person(1), person(2)) == [[], []]


@pytest.mark.parametrize(
    "heading",
    [
        "name,email,job title,site,profession,band,line manager's name,line manager's email",
        "FULL NAME,E-Mail,JobTitle, Site ,Profession,Pay band,Line Manager’s Name,line_manager_email",
        "Email address,Name,Job  title,Site,Line manager,Manager email",
    ],
)
def test_headings_may_be_written_in_several_ways_and_any_order(heading: str) -> None:
    assert mistakes(heading) == []


def test_an_unknown_a_missing_and_a_repeated_column_are_named() -> None:
    found = mistakes("Name,Name,Shoe size,Email,Site,Line manager,Manager email")
    assert found == [
        "“Shoe size” is not a column of this list. Remove it, or give it one of the names below.",
        "There is no column “Job title”. Add it to the first row.",
        "The column “Name” is there twice. Remove one of them.",
    ]


def test_a_vast_name_of_a_column_is_cut_short() -> None:
    began = time.thread_time()
    (first, *_) = mistakes(",".join(["x" * 120_000] * 40))
    assert first == f"“{'x' * 79}…” is not a column of this list. Remove it, or give it one of the names below."
    assert time.thread_time() - began < 3


def test_a_column_without_a_name_is_named() -> None:
    heading = ",".join(("", *HEADING))
    assert mistakes(heading) == ["There is a column without a name. Give it a name, or remove it."]


def test_profession_and_band_may_be_left_out() -> None:
    assert reasons(person(Profession="", Band="")) == [[]]


@pytest.mark.parametrize("name", ["Name", "Email", "Job title", "Site", "Line manager's name", "Line manager's email"])
def test_a_missing_value_is_named(name: str) -> None:
    assert reasons(person(**{name: ""})) == [[f"{name} is missing."]]


@pytest.mark.parametrize(
    "address",
    [
        *("pat", "pat@", "pat@trust", "pat smith@trust.example", "pät@trust.example", "pat@trüst.example"),
        *("a@b@c.example", "=cmd|pat@trust.example", "+pat@trust.example", "-1@trust.example", "|pat@trust.example"),
    ],
)
def test_a_bad_address_is_named(address: str) -> None:
    expected = [["Email is not an email address, for example name@trust.nhs.uk."]]
    assert reasons(person(Email=address)) == expected
    assert reasons(person(**{"Line manager's email": address}))[0][0].startswith("Line manager's email is not")


@pytest.mark.parametrize(("name", "longest"), [("Name", 200), ("Job title", 200), ("Site", 200), ("Band", 20)])
def test_a_value_that_is_too_long_is_named_and_the_longest_is_taken(name: str, longest: int) -> None:
    assert reasons(person(**{name: "x" * longest})) == [[]]
    assert reasons(person(**{name: "x" * (longest + 1)})) == [[f"{name} is longer than {longest} characters."]]


def test_a_character_that_the_database_cannot_hold_is_named() -> None:
    assert reasons(person(Name="Pat\0Smith")) == [["Name has a character that cannot be stored. Type it again."]]


def test_a_manager_with_the_participants_own_address_is_refused() -> None:
    row = person(Email="Pat@x.example", **{"Line manager's email": "pat@X.example"})
    assert reasons(row) == [["The line manager has the same email as the participant. Give the manager's own."]]


def test_the_second_row_of_one_person_names_the_first_whatever_its_capitals() -> None:
    second = person(2, Email="ROBIN.PERSON.1@fenmoor.example")
    assert reasons(person(1), second) == [[], ["This email is in row 2 already."]]


def test_more_cells_than_columns_are_not_dropped_in_silence() -> None:
    text = text_of([person()], separator=",").replace("Ward manager", "Manager, ward")
    found = person_rows(read_text(text, PEOPLE_LIMITS))[0].reasons
    assert found[0] == "There are more cells than columns. Put quotation marks around a value with a comma."


def test_addresses_are_lower_case() -> None:
    assert (
        person_rows(read_text(text_of([person(Email="Pat@Trust.Example")]), PEOPLE_LIMITS))[0].email
        == "pat@trust.example"
    )


@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_any_list_gets_rows_with_or_without_reasons(text: str) -> None:
    try:
        table = read_text("\t".join(HEADING) + "\n" + text, PEOPLE_LIMITS)
    except UnreadableError:
        return
    for row in person_rows(table):
        assert len(row.values) == len(HEADING)
