import io
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.enrolments.rows import PEOPLE_LIMITS
from spreadsheets.limits import MOST_BYTES, UnreadableError
from spreadsheets.reading import Table, as_text, read_file, read_text
from tests.spreadsheets.people_lists import HEADING, people, text_of


def cells(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in table.lines]


def repr_of(text: str) -> str:
    return repr(text[:4])


def upload(data: bytes, name: str = "people.csv") -> Table:
    return read_file(io.BytesIO(data), name, PEOPLE_LIMITS)


def test_rows_copied_from_a_spreadsheet_are_read() -> None:
    table = read_text("Name\tEmail\nPat Smith\tpat@x.example\n", PEOPLE_LIMITS)
    assert table.heading.cells == ("Name", "Email")
    assert cells(table) == [("Pat Smith", "pat@x.example")]


def test_commas_and_semicolons_separate_too_and_quotes_hold_a_comma() -> None:
    assert cells(read_text('Name,Title\n"Smith, Pat",Matron\n', PEOPLE_LIMITS)) == [("Smith, Pat", "Matron")]
    assert cells(read_text("Name;Title\nPat;Matron\n", PEOPLE_LIMITS)) == [("Pat", "Matron")]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    table = read_text("\nName,Title\n\n,\nPat,Matron\n", PEOPLE_LIMITS)
    assert table.heading.number == 2
    assert [line.number for line in table.lines] == [5]


def test_spaces_of_every_kind_become_one_space() -> None:
    assert cells(read_text("Name\n\u200bPat\u00a0 \u2003Smith \n", PEOPLE_LIMITS)) == [("Pat Smith",)]


def test_a_table_written_as_text_reads_back_with_the_same_numbers() -> None:
    table = read_text('Name,Title\n\n\nPat "P" Smith,"Lead, ward"\n\nLee,Matron\n', PEOPLE_LIMITS)
    assert read_text(as_text(table), PEOPLE_LIMITS) == table


def test_utf_8_is_read_with_and_without_a_byte_order_mark() -> None:
    text = "Name,Site\nSiân Ó Briain,Ysbyty Môn\n"
    assert cells(upload(text.encode())) == cells(upload(text.encode("utf-8-sig"))) == [("Siân Ó Briain", "Ysbyty Môn")]
    assert upload(text.encode("utf-8-sig")).heading.cells == ("Name", "Site")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le"])
def test_other_encodings_are_told_how_to_save_as_utf_8(encoding: str) -> None:
    with pytest.raises(UnreadableError, match="CSV UTF-8"):
        upload("Name,Site\nSiân,Môn\n".encode(encoding))


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n\n", b",,,\n , ,\n"])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="The list is empty"):
        upload(data)


@pytest.mark.parametrize("name", ["people.pdf", "people.docx", "people", "people.csv.exe"])
def test_another_type_of_file_is_refused(name: str) -> None:
    with pytest.raises(UnreadableError, match=r"must be a CSV file or an Excel workbook"):
        upload(b"Name\nPat\n", name)


@pytest.mark.parametrize("name", ["people.xls", "people.xlsx", "people.csv"])
def test_an_old_or_locked_excel_file_is_told_how_to_save(name: str) -> None:
    with pytest.raises(UnreadableError, match="of an old kind, or has a password"):
        upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, name)


def test_a_picture_that_says_it_is_csv_is_refused() -> None:
    with pytest.raises(UnreadableError, match="not UTF-8"):
        upload(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


def test_200_people_are_read_and_201_are_not() -> None:
    assert len(read_text(text_of(people(200)), PEOPLE_LIMITS).lines) == 200
    with pytest.raises(UnreadableError, match="more than 200 people"):
        read_text(text_of(people(201)), PEOPLE_LIMITS)


def test_a_list_of_100_000_rows_is_refused_without_reading_all_of_it() -> None:
    text = "Name\n" + "Pat\n" * 100_000

    class Watched(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            Watched.taken += len(data)
            return data

    with pytest.raises(UnreadableError, match="more than 200 people"):
        read_file(Watched(text.encode()), "people.csv", PEOPLE_LIMITS)
    with pytest.raises(UnreadableError, match="bigger than 2 MB"):
        read_file(Watched(text.encode() * 10), "people.csv", PEOPLE_LIMITS)
    assert Watched.taken <= 2 * (MOST_BYTES + 1)


def test_40_columns_are_read_and_41_are_not() -> None:
    assert len(read_text(",".join(["Name"] * 40), PEOPLE_LIMITS).heading.cells) == 40
    with pytest.raises(UnreadableError, match="Row 1 has more than 40 columns"):
        read_text(",".join(["Name"] * 41), PEOPLE_LIMITS)
    with pytest.raises(UnreadableError, match="Row 3 has more than 40 columns"):
        read_text("Name,Email\nPat,x\n" + "x," * 50, PEOPLE_LIMITS)


def test_empty_columns_beside_the_list_do_no_harm() -> None:
    assert cells(read_text("Name,Title" + "," * 60 + "\nPat,Matron" + "," * 60, PEOPLE_LIMITS)) == [("Pat", "Matron")]


@pytest.mark.parametrize(
    "text", ["x," * 2_400_000, "," * 4_900_000 + "x", "\n" * 4_900_000, " ,\n" * 1_600_000], ids=repr_of
)
def test_a_vast_list_is_refused_at_once(text: str) -> None:
    began = time.thread_time()
    with pytest.raises(UnreadableError):
        read_text(text, PEOPLE_LIMITS)
    assert time.thread_time() - began < 3


@pytest.mark.parametrize("text", ['Name\n"Pat\n', 'Name\n"Pat" Smith\n', "Name\n" + "x" * 200_000])
def test_quotation_marks_that_do_not_match_are_named_with_their_row(text: str) -> None:
    with pytest.raises(UnreadableError, match="Row 2 cannot be read"):
        read_text(text, PEOPLE_LIMITS)


def outcome(read: Callable[[], Table]) -> Table | str:
    try:
        return read()
    except UnreadableError as reason:
        return str(reason)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_gives_rows_or_a_reason(text: str) -> None:
    found = outcome(lambda: read_text(text, PEOPLE_LIMITS))
    assert found
    if isinstance(found, Table):
        assert all(any(line.cells) for line in (found.heading, *found.lines))


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xef\xbb\xbf"]),
    st.binary(max_size=300),
    st.sampled_from(["a.csv", "a.xlsx", "a.txt"]),
)
def test_any_file_gives_rows_or_a_reason(start: bytes, data: bytes, name: str) -> None:
    assert outcome(lambda: upload(start + data, name))


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=5), max_size=8))
def test_what_was_read_once_reads_the_same_again(rows: list[list[str]]) -> None:
    heading = ["Name", "Email", *HEADING[2:5]]
    text = "\n".join("\t".join(cell.replace('"', "").replace("\t", " ") for cell in row) for row in [heading, *rows])
    table = read_text(text, PEOPLE_LIMITS)
    assert read_text(as_text(table), PEOPLE_LIMITS) == table
