"""Tables marked up so that a phone shows each row as a card."""

from html import escape
from html.parser import HTMLParser
from itertools import count

from django.utils.safestring import SafeString

ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}
SCOPES = {"col": "columnheader", "row": "rowheader"}
BEFORE = '<span class="cadre-table__head" aria-hidden="true">{}</span><div class="cadre-table__value">'


def stack_rows(html: SafeString) -> SafeString:
    """Add to a table what the style sheet needs to show each row as a card. Nothing is escaped or unescaped.

    Some browsers no longer treat cells as cells once they are laid out as blocks, so each part also gets a role.
    """
    table = StackedTable()
    table.feed(html)
    table.close()
    return SafeString("".join(table.parts))


class StackedTable(HTMLParser):
    """A parser that copies a table, adding a role to each part and a heading before each cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.heads: list[str] = []
        self.columns = count()
        self.is_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.with_role(tag, dict(attrs)))
        if tag == "tr":
            self.columns = count()
        elif tag == "th":
            self.begin_head(dict(attrs))
        elif tag == "td":
            self.parts.append(BEFORE.format(self.head_of(next(self.columns))))

    def with_role(self, tag: str, attrs: dict[str, str | None]) -> str:
        written = self.get_starttag_text() or ""
        role = SCOPES.get(attrs.get("scope") or "") if tag == "th" else ROLES.get(tag)
        return written.replace(f"<{tag}", f'<{tag} role="{role}"', 1) if role else written

    def head_of(self, column: int) -> str:
        """Return the heading of a column, or "" if it has none."""
        return self.heads[column].strip() if column < len(self.heads) else ""

    def begin_head(self, attrs: dict[str, str | None]) -> None:
        next(self.columns)
        self.is_head = attrs.get("scope") == "col"
        if self.is_head:
            self.heads.append("")

    def handle_endtag(self, tag: str) -> None:
        self.is_head = self.is_head and tag != "th"
        if tag == "td":
            self.end_cell()
        self.parts.append(f"</{tag}>")

    def end_cell(self) -> None:
        """Remove white space at the end of a cell: the style sheet hides empty cells, and would show this one."""
        while self.parts[-1].isspace():
            self.parts.pop()
        self.parts.append("</div>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        if self.is_head:
            self.heads[-1] += escape(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_reference(f"&#{name};")

    def handle_reference(self, reference: str) -> None:
        self.parts.append(reference)
        if self.is_head:
            self.heads[-1] += reference
