"""The reading of Excel workbooks: zip archives of XML, whose size and content are checked before they are opened."""

import io
import zipfile
from collections.abc import Iterator, Sequence

from openpyxl import load_workbook

from spreadsheets.limits import MOST_COLUMNS, MOST_ROWS, UnreadableError

MOST_MEMBERS = 200

MOST_UNPACKED = 20 * 1024 * 1024

ENCODINGS = ("ascii", "utf-16-le", "utf-16-be")

FORBIDDEN = tuple(word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ENCODINGS)

TOO_BIG = "The workbook is too big when it is unpacked. Copy only the rows that you need into a new workbook."

TOO_LONG = f"The sheet goes on below row {MOST_ROWS:,}. Copy only the rows that you need into a new workbook."

NOT_EXCEL = "The file could not be opened as an Excel workbook. Save it again as “Excel Workbook (.xlsx)”, or as CSV."


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK")


def rows_of_workbook(data: bytes) -> Iterator[Sequence[object]]:
    """Read the values of the first sheet, row by row. Raises UnreadableError."""
    try:
        _refuse_vast(data)
        yield from _rows(data)
    except UnreadableError:
        raise
    # A damaged workbook breaks openpyxl in more ways than it names.
    except Exception as error:
        raise UnreadableError(NOT_EXCEL) from error


def _refuse_vast(data: bytes) -> None:
    """Refuse a vast archive by the sizes that it states. Python reads no member beyond its stated size."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
            raise UnreadableError(TOO_BIG)
        if any(_names_entities(archive.read(member)) for member in members):
            raise UnreadableError(NOT_EXCEL)


def _names_entities(xml: bytes) -> bool:
    return any(word in xml for word in FORBIDDEN)


def _rows(data: bytes) -> Iterator[Sequence[object]]:
    """Read rows and columns up to our own limits: the size that a sheet states may be anything."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    rows = sheet.iter_rows(min_row=1, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise UnreadableError(TOO_LONG)
        yield row
