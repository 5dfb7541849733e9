"""A questionnaire's file: what it becomes, and everything that is wrong with it at once."""

import io
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.instruments import examples as instrument_examples
from assessments.instruments.files import read_file, read_text
from assessments.instruments.validation import LicenceSpec, StatementSpec, check
from cohorts.models import Practice
from spreadsheets.limits import UnreadableError
from tests.assessments.questionnaire_files import (
    HOLDER,
    REFERENCE,
    TODAY,
    changed,
    content,
    csv_of,
    filled_in,
    mistakes,
    rows,
    spec_of,
    without,
)

KEYS = ["name", "version", "not_able_to_observe", "scale", "statements", "questions", "licence", "number", "text"]


def test_the_csv_example_is_a_questionnaire() -> None:
    found = spec_of()

    assert (found.name, found.version, found.may_be_unobserved) == ("Example questionnaire", 1, True)
    assert (found.lowest, found.highest) == (1, 10)
    assert found.labels[1] == "Hardly ever"
    assert found.labels[10] == "Practically always"
    assert [one.number for one in found.statements] == list(range(1, 31))
    assert found.statements[1].practice is Practice.INSPIRE
    assert len(found.questions) == 3
    # A year after the first of September 2026
    assert found.licence == LicenceSpec(HOLDER, REFERENCE, date(2027, 9, 1), 40)


def test_the_json_example_is_the_same_questionnaire() -> None:
    assert spec_of(filled_in(instrument_examples.as_json(TODAY)).decode()) == spec_of()


@pytest.mark.parametrize("name", ["questionnaire.csv", "Questionnaire.JSON"])
def test_an_uploaded_example_is_read_with_or_without_a_byte_order_mark(name: str) -> None:
    write = instrument_examples.as_csv if name.endswith("csv") else instrument_examples.as_json
    plain = filled_in(write(TODAY)).removeprefix(b"\xef\xbb\xbf")
    for data in (plain, b"\xef\xbb\xbf" + plain):
        assert check(read_file(io.BytesIO(data), name)).spec == spec_of()


@pytest.mark.parametrize("write", [instrument_examples.as_csv, instrument_examples.as_json])
def test_the_licence_of_an_untouched_example_is_no_licence(write: Callable[[date], bytes]) -> None:
    assert [text for _, text in mistakes(write(TODAY).decode("utf-8-sig"))] == [
        "“Name of the organisation that holds the licence” is not who holds your licence: it comes from the example. "
        "Put in what stands on the licence.",
        "“Number of the licence” is not the reference of your licence: it comes from the example. "
        "Put in what stands on the licence.",
    ]


def test_rows_may_stand_in_any_order_and_be_copied_from_a_spreadsheet() -> None:
    mixed = sorted(rows(), key=lambda row: (row[0] != "Question", row[3]))
    pasted = "\n".join("\t".join(row) for row in [["text", "WHAT", "practice", "number"], *_turned(mixed)])
    found = spec_of(pasted)

    assert found.statements == spec_of().statements
    assert found.labels == spec_of().labels
    assert found.questions == sorted(spec_of().questions)


def _turned(table: list[list[str]]) -> list[list[str]]:
    return [[text, what, practice, number] for what, number, practice, text in table]


def test_a_practice_may_be_named_by_its_first_word_and_a_date_may_be_as_excel_leaves_it() -> None:
    assert spec_of(changed("Statement", practice="model")).statements[0] == StatementSpec(
        1, Practice.MODEL, spec_of().statements[0].text
    )
    licence = spec_of(changed("Licence expires on", text="31/12/2027")).licence
    assert licence
    assert licence.expires_on == date(2027, 12, 31)


def test_a_shorter_scale_may_begin_at_nought() -> None:
    scale = [["Scale", str(number), "", f"Label {number}"] for number in range(5)]
    found = spec_of(csv_of([*scale, *(row for row in rows() if row[0] != "Scale")]))
    assert (found.lowest, found.highest) == (0, 4)


def test_a_questionnaire_may_come_without_its_licence_but_not_with_half_of_it() -> None:
    assert (
        spec_of(without("Licence holder", "Licence reference", "Licence expires on", "Licence seats")).licence is None
    )
    assert mistakes(without("Licence holder", "Licence seats")) == [
        ("The whole file", "There is no “Licence holder”. Add it."),
        ("The whole file", "There is no “Licence seats”. Add it."),
    ]


@pytest.mark.parametrize("part", ["Name", "Version", "Not able to observe", "Scale", "Statement", "Question"])
def test_what_is_missing_is_named_once(part: str) -> None:
    assert mistakes(without(part)) == [("The whole file", f"There is no “{part}”. Add it.")]


# The example's rows: 2 name, 3 version, 4 not able to observe, 5 to 14 scale, 15 to 44 statements, 45 to 47 questions,
# 48 to 51 licence.
@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        (changed("Name", what="Nmae"), "Row 2", "“Nmae” is not known in the column “What”. Use one of: Name, Version"),
        (changed("Name", text=""), "Row 2", "“Name” has no text"),
        (changed("Name", text="x" * 201), "Row 2", "longer than 200 characters"),
        (changed("Name", text="Six\u0007Seven"), "Row 2", "a character that cannot be stored"),
        (changed("Name", number="1"), "Row 2", "“Name” has no number. Leave that cell empty"),
        (changed("Question", practice="Model the Way"), "Row 45", "“Question” has no practice"),
        (changed("Version", text="two"), "Row 3", "“two” is not a version: give a whole number from 1 to 999"),
        (changed("Version", text="0"), "Row 3", "“0” is not a version"),
        (changed("Version", text="１"), "Row 3", "“１” is not a version"),
        (changed("Not able to observe", text="perhaps"), "Row 4", "“perhaps” is not yes or no"),
        (changed("Scale", number=""), "Row 5", "“Scale” needs a number from 0 to 10. It has none"),
        (changed("Scale", number="11"), "Row 5", "“11” is not one"),
        (changed("Scale", number="2"), "Row 6", "Scale 2 is there already: row 5"),
        (changed("Statement", number="31"), "Row 15", "“Statement” needs a number from 1 to 30. “31” is not one"),
        (changed("Statement", number="2"), "Row 16", "Statement 2 is there already: row 15"),
        (changed("Statement", practice="Be Bold"), "Row 15", "“Be Bold” is not a practice. Give one of: Model the Way"),
        (changed("Statement", practice=""), "Row 15", "It has no practice"),
        (changed("Statement", text="x" * 301), "Row 15", "longer than 300 characters"),
        (changed("Licence expires on", text="31 December"), "Row 50", "“31 December” is not a date"),
        (changed("Licence expires on", text="2027-02-29"), "Row 50", "“2027-02-29” is not a date"),
        (changed("Licence seats", text="0"), "Row 51", "“0” is not a number of seats"),
        (changed("Licence seats", text="9999999"), "Row 51", "a whole number from 1 to 100,000"),
        (csv_of([*rows(), ["Name", "", "", "Another"]]), "Row 52", "“Name” is there already: row 2. Remove one"),
        (csv_of([*rows(), ["Name", "", "", "A", "B"]]), "Row 52", "There are more cells than columns"),
        (csv_of([*rows(), ["", "", "", "Alone"]]), "Row 52", "“” is not known in the column “What”"),
    ],
)
def test_each_mistake_is_named_with_its_row_and_how_to_mend_it(text: str, place: str, says: str) -> None:
    found = mistakes(text)
    assert [each for each in found if each[0] == place and says in each[1]], found


def test_a_scale_with_gaps_is_refused() -> None:
    kept = [row for row in rows() if row[0] != "Scale" or row[1] in ("3", "4", "9")]
    assert mistakes(csv_of(kept)) == [
        ("The whole file", "The scale begins at 3. Begin it at 0 or 1."),
        ("The whole file", "The scale has no label for 5, 6, 7 or 8. Every number needs one."),
        ("The whole file", "The scale has 3 numbers. It needs at least 4."),
    ]


def test_each_practice_has_six_statements_and_each_number_stands_once() -> None:
    kept = [row for row in rows() if not (row[0] == "Statement" and row[1] in ("6", "30"))]
    assert mistakes(csv_of(kept)) == [
        ("The whole file", "No statement is numbered 6 or 30. Use each of 1 to 30 once."),
        ("The whole file", "Model the Way has 5 statements. Each practice needs 6."),
        ("The whole file", "Encourage the Heart has 5 statements. Each practice needs 6."),
    ]


def test_the_same_words_twice_are_found_whatever_their_capitals() -> None:
    first = next(row for row in rows() if row[0] == "Statement")
    assert mistakes(changed("Statement", at=4, text=first[3].upper())) == [
        ("Row 19", "Statement 5 has the same words as statement 1. Change one of them.")
    ]


def test_an_eleventh_question_is_too_many() -> None:
    more = [["Question", "", "", f"Question {number}?"] for number in range(8)]
    assert mistakes(csv_of([*rows(), *more])) == [("Row 59", "There are more than 10 questions. Remove this one.")]


def test_every_mistake_of_a_file_is_named_at_once() -> None:
    found = rows()
    found[0][3] = ""
    found[1][3] = "first"
    found[13][2] = "Nonsense"
    found[49][3] = "many"
    assert [place for place, _ in mistakes(csv_of(found))] == ["Row 2", "Row 3", "Row 15", "Row 51"]


def test_mistakes_stand_in_the_order_of_the_file_and_what_has_no_row_first() -> None:
    lines = csv_of(rows()).splitlines()
    broken = [line.replace("Version,,,1", "Version,,,one").replace("Scale,3,,", "Scala,3,,") for line in lines]
    places = [place for place, _ in mistakes("\n".join([*broken, "Colour,,,blue"]))]
    # The heading is row 1; the third number of the scale was row 7.
    assert places == ["The whole file", "Row 3", "Row 7", f"Row {len(lines) + 1}"]


def test_wrong_names_of_columns_are_explained() -> None:
    said = mistakes(csv_of(rows(), heading=("What", "Number", "Number", "Colour")))
    assert ("Row 1", "There is no column “Practice”. Add it to the first row.") not in said
    assert ("Row 1", "There is no column “Text”. Add it to the first row.") in said
    assert ("Row 1", "The column “Number” is there twice. Remove one of them.") in said
    assert any("“Colour” is not a column" in text for _, text in said)


def test_a_file_of_headings_alone_says_so() -> None:
    assert mistakes("What,Number,Practice,Text\n") == [
        ("The whole file", "There are no rows below the names of the columns.")
    ]


# JSON


def written(**changes: Any) -> str:
    return json.dumps(content() | changes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (written(name=7), [("“name”", "“name” must be text, in quotation marks.")]),
        (written(name=None), [("“name”", "“name” must be text, in quotation marks.")]),
        (written(version="1"), [("“version”", "“version” must be a whole number, without quotation marks.")]),
        (written(version=True), [("“version”", "“version” must be a whole number, without quotation marks.")]),
        (written(version=1.0), [("“version”", "“version” must be a whole number, without quotation marks.")]),
        (
            written(not_able_to_observe=1),
            [("“not_able_to_observe”", "“not_able_to_observe” must be true or false, without quotation marks.")],
        ),
        (written(statements={}), [("The whole file", "“statements” must be a list, in [ and ].")]),
        (written(scale="1 to 10"), [("The whole file", "“scale” must be a list, in [ and ].")]),
        (
            written(questions=["Why?", 7]),
            [("“questions”, number 2 in the list", "It must be text, in quotation marks.")],
        ),
        (written(licence=[]), [("The whole file", "“licence” must be an object, in { and }.")]),
        (
            written(licence=content()["licence"] | {"seats": False}),
            [("“licence: seats”", "“seats” must be a whole number, without quotation marks.")],
        ),
        (
            written(colour="blue"),
            [
                (
                    "The whole file",
                    "“colour” is not known here. Use only: name, version, not_able_to_observe, scale, statements, "
                    "questions, licence.",
                )
            ],
        ),
    ],
)
def test_a_wrong_type_is_named_and_not_called_missing_as_well(text: str, expected: list[tuple[str, str]]) -> None:
    assert mistakes(text) == expected


def test_each_statement_of_a_json_file_is_checked_by_itself() -> None:
    found = content()
    found["statements"][0] = {"number": True, "practice": "Model the Way"}
    found["statements"][1] = "Listens"
    found["statements"][2]["text"] = ""
    where = "“statements”, number {} in the list"
    assert mistakes(json.dumps(found)) == [
        (where.format(1), "“number” must be a whole number, without quotation marks."),
        (where.format(1), "“text” is missing. Add it."),
        (where.format(2), "It must be an object, in { and }, with number, practice, text."),
        (where.format(3), "“Statement” has no text. Fill it in, or remove it."),
    ]


def test_a_key_that_stands_twice_is_not_guessed_at() -> None:
    twice = written().replace('"version": 1', '"version": 1, "version": 2')
    assert mistakes(twice) == [("The whole file", "“version” is there twice. Remove one of them.")]


# Hostile files


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"\xff\xfe" + "What".encode("utf-16-le"), "not UTF-8"),
        ("What,Text\nName,Siân".encode("cp1252"), "not UTF-8"),
        (b"What\0,Text", "not UTF-8"),
        (b"\xd0\xcf\x11\xe0 old Excel", "old kind"),
        (b"x" * 300_000, "bigger than 200 KB"),
        (b"What," * 50, "more than 40 columns"),
        (b"What,Text\n" + b"Name,x\n" * 300, "more than 200 rows"),
        (b'What,Text\nName,"open', "quotation mark"),
        (b"{", "Line 1 of the file cannot be read as JSON"),
        (b'{"name": "x",\n}', "Line 2 of the file cannot be read as JSON"),
        (b"[" * 100_000, "brackets within brackets"),
        (b'{"name": ' + b"[" * 90_000, "brackets within brackets"),
        (b"[]", "must hold one JSON object"),
        (b'{"version": ' + b"9" * 5_000 + b"}", "a number with thousands of digits"),
        (b'{"questions": [' + b'"x",' * 300 + b'"x"]}', "a list of more than 200 things"),
        (b"{" + b",".join(b'"%d": 1' % each for each in range(300)) + b"}", "more than 200 things"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says.replace("(", r"\(")):
        read_file(io.BytesIO(data), "file.csv")


def test_a_file_of_another_kind_is_refused_by_its_name() -> None:
    with pytest.raises(UnreadableError, match="must be a CSV file or a JSON file"):
        read_file(io.BytesIO(b"%PDF-1.7"), "questionnaire.pdf")


@pytest.mark.parametrize("odd", ["\ud800", "a\u0000b", "\ue000"])
def test_half_characters_and_null_characters_of_json_are_named(odd: str) -> None:
    assert mistakes(written(name=odd)) == [("“name”", "The text has a character that cannot be stored. Type it again.")]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", "1e400", "99999999"])
def test_numbers_beyond_reason_are_refused(number: str) -> None:
    assert len(mistakes(written().replace('"version": 1', f'"version": {number}'))) == 1


def test_a_page_can_show_a_key_that_is_half_a_character() -> None:
    found = check(read_text('{"\\ud800": 1, "\\ud800": 2, "scale": [{"\\udfff": 1}]}'))
    assert "“?” is not known here" in found.mistakes[0].text
    assert [mistake.text.encode() for mistake in found.mistakes]


# With halves of characters, which JSON can hold and UTF-8 cannot.
TEXT = st.text(st.characters())
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | TEXT, each, max_size=4),
    max_leaves=8,
)


# The first text of all is slow to come where the table of all characters has not been made before.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS) | TEXT, ANY, max_size=7))
def test_whatever_json_says_is_judged_in_words(changes: dict[str, Any]) -> None:
    found = check(read_text(json.dumps(content() | changes)))
    assert found.mistakes or found.spec
    assert all(mistake.place.encode() and mistake.text.encode().endswith(b".") for mistake in found.mistakes)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TEXT)
def test_whatever_is_pasted_is_judged_in_words(text: str) -> None:
    with suppress(UnreadableError):
        found = check(read_text(text)).mistakes
        assert [mistake.text.encode() for mistake in found]


def test_reading_text_never_fails_but_in_words() -> None:
    """Every cell of the example in turn emptied, repeated, and filled with nonsense."""
    for at, row in enumerate(rows()):
        for column in range(4):
            for value in ("", "x" * 400, "=1+1", "\u200b", "9" * 50):
                spoilt = rows()
                spoilt[at] = [*row[:column], value, *row[column + 1 :]]
                check(read_text(csv_of(spoilt)))
