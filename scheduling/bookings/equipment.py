"""The equipment that sessions need, compared with that of venues, however it is spelt."""

from collections.abc import Iterable, Mapping


def spelling_key(thing: str) -> str:
    """Strip the differences between spellings: capitals, spaces, hyphens and the plural."""
    return "".join(letter for letter in thing.casefold() if letter.isalnum()).removesuffix("s")


def missing_equipment(needed: Iterable[str], there: Iterable[str]) -> list[str]:
    found = {spelling_key(thing) for thing in there}
    return [thing for thing in needed if spelling_key(thing) not in found]


def common_spelling(things: Iterable[str]) -> dict[str, str]:
    """Choose one spelling for each thing, by its spelling key."""
    return {spelling_key(thing): thing.casefold() for thing in sorted(things, reverse=True)}


def in_common_spelling(things: Iterable[str], spelling: Mapping[str, str]) -> frozenset[str]:
    return frozenset(spelling.get(spelling_key(thing), thing.casefold()) for thing in things)
