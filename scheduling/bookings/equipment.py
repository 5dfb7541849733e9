"""Compare the equipment that sessions need with what venues have, however people spell it."""

from collections.abc import Iterable, Mapping


def plain(thing: str) -> str:
    """Without what people write now one way, now the other: capitals, spaces, hyphens and the plural."""
    return "".join(letter for letter in thing.casefold() if letter.isalnum()).removesuffix("s")


def lacking(needed: Iterable[str], there: Iterable[str]) -> list[str]:
    found = {plain(thing) for thing in there}
    return [thing for thing in needed if plain(thing) not in found]


def spelt(things: Iterable[str]) -> dict[str, str]:
    """One way of writing for each thing."""
    return {plain(thing): thing.casefold() for thing in sorted(things, reverse=True)}


def respelt(things: Iterable[str], spelling: Mapping[str, str]) -> frozenset[str]:
    return frozenset(spelling.get(plain(thing), thing.casefold()) for thing in things)
