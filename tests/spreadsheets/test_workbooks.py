import io
import time
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from cohorts.enrolments.rows import COLUMNS, PEOPLE_LIMITS
from spreadsheets.downloads import template_workbook
from spreadsheets.limits import UnreadableError
from spreadsheets.reading import read_file, read_text
from spreadsheets.workbooks import MOST_UNPACKED
from tests.spreadsheets.people_lists import member_of, people, text_of, with_member, workbook_of

SHEET = "xl/worksheets/sheet1.xml"


def read(data: bytes) -> list[tuple[str, ...]]:
    return [line.cells for line in read_file(io.BytesIO(data), "people.xlsx", PEOPLE_LIMITS).lines]


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_workbook_reads_as_the_same_rows_pasted() -> None:
    rows = people(3)
    assert read(workbook_of(rows)) == [line.cells for line in read_text(text_of(rows), PEOPLE_LIMITS).lines]


def test_numbers_dates_and_empty_cells_become_text() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Name", "Band", "Half", "Empty", "Day", "Yes"])
    sheet.append(["Pat", 7.0, 7.5, None, date(2026, 9, 8), True])
    assert read(saved(book)) == [("Pat", "7", "7.5", "", "2026-09-08 00:00:00", "True")]


def test_a_formula_is_read_as_the_value_that_excel_saved_and_never_as_a_formula() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Name", "Band"])
    sheet.append(["Pat", "=3+4"])
    assert read(saved(book)) == [("Pat",)]
    xml = member_of(saved(book), SHEET)
    as_excel_saves = xml.replace(b"<f>3+4</f><v />", b"<f>3+4</f><v>7</v>").replace(b"<v></v>", b"<v>7</v>")
    assert read(with_member(saved(book), SHEET, as_excel_saves)) == [("Pat", "7")]


def test_only_the_first_sheet_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["Name"])
    book.worksheets[0].append(["Pat"])
    book.create_sheet("Old").append(["Name"])
    assert read(saved(book)) == [("Pat",)]


def test_a_bomb_is_refused_by_its_size_before_it_is_unpacked() -> None:
    bomb = with_member(workbook_of(people(1)), "xl/media/zeros.bin", b"\0" * (MOST_UNPACKED + 1))
    assert len(bomb) < 100_000
    started = time.process_time()
    with pytest.raises(UnreadableError, match="too big when it is unpacked"):
        read(bomb)
    assert time.process_time() - started < 1


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    """The directory of the archive says 10 bytes; the member unpacks to 50 MB."""
    honest = with_member(workbook_of(people(1)), SHEET, b" " * 50_000_000)
    size = (50_000_000).to_bytes(4, "little")
    with pytest.raises(UnreadableError):
        read(honest.replace(size, (10).to_bytes(4, "little")))


def test_a_workbook_of_thousands_of_members_is_refused() -> None:
    written = io.BytesIO(workbook_of(people(1)))
    with zipfile.ZipFile(written, "a") as archive:
        for number in range(1000):
            archive.writestr(f"xl/media/{number}", b"")
    with pytest.raises(UnreadableError, match="too big"):
        read(written.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_names_entities_is_refused(encoding: str) -> None:
    attack = f"""<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]>
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
    <c r="A1" t="inlineStr"><is><t>Name &x;</t></is></c></row></sheetData></worksheet>"""
    with pytest.raises(UnreadableError, match="could not be opened"):
        read(with_member(workbook_of(people(1)), SHEET, attack.encode(encoding)))


def test_a_sheet_that_lies_about_its_size_is_read_all_the_same() -> None:
    book = workbook_of(people(2))
    xml = member_of(book, SHEET)
    assert b'ref="A1:H3"' in xml
    for lie in (b'ref="A1:A1"', b'ref="A1:XFD1048576"', b'ref="Q9:Q9"'):
        assert len(read(with_member(book, SHEET, xml.replace(b'ref="A1:H3"', lie)))) == 2


def test_a_cell_in_the_last_row_of_excel_does_not_make_a_million_rows() -> None:
    book = Workbook()
    book.worksheets[0].append(["Name"])
    book.worksheets[0].cell(row=1_048_576, column=1, value="Pat")
    started = time.process_time()
    with pytest.raises(UnreadableError, match=r"goes on below row 2,000"):
        read(saved(book))
    assert time.process_time() - started < 1


def test_a_cell_in_the_last_column_of_excel_is_not_reached() -> None:
    book = Workbook()
    book.worksheets[0].append(["Name"])
    book.worksheets[0].append(["Pat"])
    book.worksheets[0].cell(row=2, column=16_384, value="far away")
    assert read(saved(book)) == [("Pat",)]


def test_a_workbook_of_100_000_rows_is_refused_quickly() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(100_000):
        sheet.append(["Pat"])
    data = saved(book)
    started = time.process_time()
    with pytest.raises(UnreadableError, match="more than 200 people"):
        read(data)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 and nothing else",
        workbook_of([])[:-40],
        with_member(workbook_of([]), SHEET, b"<worksheet"),
        with_member(workbook_of([]), "xl/workbook.xml", b"not XML"),
    ],
)
def test_a_damaged_workbook_is_said_to_be_damaged(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="could not be opened"):
        read(data)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("letter.txt", "Dear Pat")
    with pytest.raises(UnreadableError, match="could not be opened"):
        read(written.getvalue())


def test_the_template_holds_the_names_of_the_columns_and_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(template_workbook(COLUMNS, title="People"))).worksheets[0]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert values[:3] == ["Name", "Email", "Job title"]
    assert not any(str(value).startswith(("=", "+", "-", "@")) for value in values)
