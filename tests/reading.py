"""A page as one reads it, however its template is laid out."""

import re
from typing import Any, Protocol

BLOCKS = r"br|dd|div|dl|dt|h\d|li|ol|p|table|tbody|td|tfoot|th|thead|tr|ul"


class Page(Protocol):
    content: bytes


def read(page: Page) -> str:
    return without_layout(page.content.decode())


def without_layout(html: str) -> str:
    """White space is one space at most, and none where an element begins or ends or beside a block."""
    text = re.sub(r"\s+", " ", html)
    text = re.sub(r"(<\w[^<>]*>) ", r"\1", re.sub(r" (?=</)", "", text))
    return re.sub(rf" ?(</?(?:{BLOCKS})\b[^<>]*>) ?", r"\1", text)


def form_errors(page: Any) -> str:
    """The errors of a form that a page shows again."""
    assert page.status_code == 200
    return str(page.context["form"].errors)
