"""Reading a questionnaire from a CSV or a JSON file, in the way of docs/instruments.md. Text in, entries out."""

from typing import BinaryIO

from assessments.instruments.as_json import read_json
from assessments.instruments.parts import WHOLE_FILE, Entry, Mistake, Part, Sheet, part_for
from cohorts.checking import MORE_CELLS, heading_mistakes, shortened
from cohorts.columns import Column, column_for
from cohorts.importing import Line, Table, Wanted, bytes_of, decoded
from cohorts.importing import read_text as read_table

MOST_ENTRIES = 200
COLUMNS = (
    Column("part", "What", 40, hint="What the row is: one of the words below."),
    Column("number", "Number", 4, required=False, hint="Of a statement, 1 to 30; of the scale, the rating."),
    Column("practice", "Practice", 40, required=False, hint="Of a statement: one of the five practices."),
    Column("text", "Text", 300, hint="The name, the statement, the label, the question, and so on."),
)
WANTED = Wanted(
    most_lines=MOST_ENTRIES,
    too_many=f"The file has more than {MOST_ENTRIES} rows. A questionnaire needs about 60: remove the others.",
    empty="The file is empty. Download the example, and put your questionnaire in its place.",
    too_big="The file is bigger than 200 KB. Upload the questionnaire alone, as CSV or JSON.",
    most_bytes=200 * 1024,
    endings=(".csv", ".txt", ".json"),
    wrong_type="The file must be a CSV file or a JSON file.",
)


def read_file(file: BinaryIO, name: str) -> Sheet:
    """Raises UnreadableError."""
    return read_text(decoded(bytes_of(file, name, WANTED)))


def read_text(text: str) -> Sheet:
    """JSON when it begins as JSON does, and otherwise CSV. Raises UnreadableError."""
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return read_json(text, most=MOST_ENTRIES)
    return _sheet(read_table(text, WANTED), text)


def _sheet(table: Table, text: str) -> Sheet:
    mistakes = [Mistake(f"Row {table.heading.number}", each) for each in heading_mistakes(table.heading, COLUMNS)]
    if mistakes:
        return Sheet([], mistakes, text)
    if not table.lines:
        return Sheet([], [Mistake(WHOLE_FILE, "There are no rows below the names of the columns.")], text)
    columns = [column_for(name, COLUMNS) for name in table.heading.cells]
    entries = [_entry(line, columns) for line in table.lines]
    return Sheet(
        entries=[one for one in entries if isinstance(one, Entry)],
        mistakes=[one for one in entries if isinstance(one, Mistake)],
        text=text,
    )


def _entry(line: Line, columns: list[Column | None]) -> Entry | Mistake:
    place = f"Row {line.number}"
    if len(line.cells) > len(columns):
        return Mistake(place, MORE_CELLS)
    cells = {column.key: cell for column, cell in zip(columns, line.cells, strict=False) if column}
    what = cells.get("part", "")
    part = part_for(what[:100])
    if part is None:
        return Mistake(place, f"“{shortened(what)}” is not known in the column “What”. Use one of: {', '.join(Part)}.")
    return Entry(place, part, cells.get("text", ""), cells.get("number", ""), cells.get("practice", ""))
