"""Lists of invented people, as an administrator would paste or upload them."""

import io
import zipfile

from openpyxl import Workbook

HEADING = (
    "Name",
    "Email",
    "Job title",
    "Site",
    "Profession",
    "Band",
    "Line manager's name",
    "Line manager's email",
)


def person(number: int = 1, **changes: str) -> dict[str, str]:
    """One row, by the names of the columns."""
    values = (
        f"Robin Person {number}",
        f"robin.person.{number}@fenmoor.example",
        "Ward manager",
        "North site",
        "Nursing",
        "8a",
        f"Morgan Manager {number}",
        f"morgan.manager.{number}@fenmoor.example",
    )
    return dict(zip(HEADING, values, strict=True)) | changes


def people(count: int) -> list[dict[str, str]]:
    return [person(number) for number in range(1, count + 1)]


def text_of(rows: list[dict[str, str]], heading: tuple[str, ...] = HEADING, separator: str = "\t") -> str:
    lines = [heading, *([row.get(name, "") for name in heading] for row in rows)]
    return "\n".join(separator.join(line) for line in lines) + "\n"


def workbook_of(rows: list[dict[str, str]], heading: tuple[str, ...] = HEADING) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(heading))
    for row in rows:
        sheet.append([row.get(name, "") for name in heading])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_member(book: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one of its members replaced, or with one more."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(written, "w", compression=zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return written.getvalue()


def member_of(book: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name)
