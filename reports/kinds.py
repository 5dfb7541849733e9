"""The kinds of document: the template of each, the function that prepares its context, and the rule of who reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string

from people.models import User

Content = dict[str, Any]
Rule = Callable[[User], Q]


@dataclass(frozen=True)
class Kind:
    template: str
    context: Callable[[Content], dict[str, Any]]
    read_by: Rule | None
    is_numbered: bool


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    *,
    template: str,
    context: Callable[[Content], dict[str, Any]],
    read_by: Rule | None = None,
    is_numbered: bool = True,
) -> None:
    """Register a kind of document.

    `read_by` finds documents that an account may read beyond those shown to it or to one of its roles. `is_numbered`
    is False if the kind has a number of its own, which readers see in place of the document's.
    """
    _kinds[kind] = Kind(template, context, read_by, is_numbered)


def is_numbered(kind: str) -> bool:
    return kind not in _kinds or _kinds[kind].is_numbered


def readable_by(user: User) -> Q:
    """Join the kinds' own rules of what an account may read now."""
    found = Q(pk__in=[])
    for name, kind in _kinds.items():
        if kind.read_by:
            found |= Q(kind=name) & kind.read_by(user)
    return found


def html_of(kind: str, *, content: Content, title: str, number: int) -> str:
    known = _kinds[kind]
    return render_to_string(known.template, {**known.context(content), "title": title, "number": number})
