"""Each kind of document: its template, and what turns frozen content into the template's context."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

Content = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    template: str
    context: Callable[[Content], dict[str, Any]]


_kinds: dict[str, Kind] = {}


def register(kind: str, *, template: str, context: Callable[[Content], dict[str, Any]]) -> None:
    _kinds[kind] = Kind(template, context)


def html_of(kind: str, *, content: Content, title: str, number: int) -> str:
    known = _kinds[kind]
    return render_to_string(known.template, {**known.context(content), "title": title, "number": number})
