"""Files to download: empty lists to fill in, and others."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from spreadsheets.columns import Column

CSV = "text/csv; charset=utf-8"

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_of(rows: Iterable[Iterable[str]]) -> bytes:
    """Write rows as CSV, with the byte order mark that tells Excel it is UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def template_workbook(columns: Sequence[Column], *, title: str) -> bytes:
    """Make an empty list: the names of the columns, above cells that keep as text what is typed."""
    book = Workbook()
    del book["Sheet"]
    sheet = book.create_sheet(title)
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(row=1, column=number, value=column.label)
        cell.font = Font(bold=True)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = 28
        dimension.number_format = "@"
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
