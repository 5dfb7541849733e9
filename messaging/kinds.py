"""Kinds of message that no list may show: who was sent one tells what an administrator may not know."""

_unlisted: set[str] = set()


def unlist(kind: str) -> None:
    _unlisted.add(kind)


def unlisted() -> frozenset[str]:
    return frozenset(_unlisted)
