"""A questionnaire written as JSON: its types are checked here, and its values where those of a CSV file are."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from assessments.instruments.parts import WHOLE_FILE, Entry, Mistake, Part, Sheet
from cohorts.checking import shortened
from cohorts.importing import tidy
from cohorts.unreadable import UnreadableError

NOT_AN_OBJECT = "The file must hold one JSON object, in { and }, as the example does."
TOO_DEEP = "The file has brackets within brackets beyond counting. Write it as the example is written."
TOO_LONG_NUMBER = "The file holds a number with thousands of digits. Remove it."
KINDS = {
    str: "text, in quotation marks",
    int: "a whole number, without quotation marks",
    bool: "true or false, without quotation marks",
    list: "a list, in [ and ]",
    dict: "an object, in { and }",
}

Keys = Mapping[str, tuple[type, Part]]
SINGLE: Keys = {
    "name": (str, Part.NAME),
    "version": (int, Part.VERSION),
    "not_able_to_observe": (bool, Part.MAY_BE_UNOBSERVED),
}
LICENCE: Keys = {
    "holder": (str, Part.HOLDER),
    "reference": (str, Part.REFERENCE),
    "expires_on": (str, Part.EXPIRES_ON),
    "seats": (int, Part.SEATS),
}
SCALE = {"number": int, "label": str}
STATEMENT = {"number": int, "practice": str, "text": str}
KNOWN = (*SINGLE, "scale", "statements", "questions", "licence")

Found = Iterator[Entry | Mistake]


class _Repeats(dict[str, Any]):
    """An object of the file that remembers which of its keys stood there twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]


def read_json(text: str, *, most: int) -> Sheet:
    """Raises UnreadableError."""
    try:
        content = json.loads(text.lstrip("\ufeff"), object_pairs_hook=_Repeats)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"Line {error.lineno} of the file cannot be read as JSON. "
            "Look there, and just above it, for a comma, bracket or quotation mark that is missing or too many."
        ) from error
    except RecursionError as error:
        raise UnreadableError(TOO_DEEP) from error
    except ValueError as error:
        raise UnreadableError(TOO_LONG_NUMBER) from error
    if not isinstance(content, _Repeats):
        raise UnreadableError(NOT_AN_OBJECT)
    return _sheet(content, text, most)


def _sheet(content: _Repeats, text: str, most: int) -> Sheet:
    if any(isinstance(each, (list, dict)) and len(each) > most for each in (content, *content.values())):
        raise UnreadableError(f"The file has a list of more than {most} things. A questionnaire has 30 statements.")
    found = [*_all_of(content)]
    return Sheet(
        entries=[one for one in found if isinstance(one, Entry)],
        mistakes=[one for one in found if isinstance(one, Mistake)],
        text=text,
    )


def _all_of(content: _Repeats) -> Found:
    yield from _strangers(content, KNOWN, WHOLE_FILE)
    yield from _values(content, SINGLE, "")
    yield from _objects(content, "scale", SCALE, Part.SCALE)
    yield from _objects(content, "statements", STATEMENT, Part.STATEMENT)
    yield from _questions(content)
    if (licence := content.get("licence")) is None:
        return
    if not isinstance(licence, _Repeats):
        yield _wrong(WHOLE_FILE, "licence", dict)
        return
    yield from _strangers(licence, tuple(LICENCE), "“licence”")
    yield from _values(licence, LICENCE, "licence: ")


def _strangers(found: _Repeats, known: tuple[str, ...], place: str, part: Part | None = None) -> Found:
    for key in found:
        if key not in known:
            yield Mistake(place, f"“{shortened(tidy(key))}” is not known here. Use only: {', '.join(known)}.", part)
    for key in found.twice:
        yield Mistake(place, f"“{shortened(tidy(key))}” is there twice. Remove one of them.", part)


def _values(found: _Repeats, keys: Keys, within: str) -> Found:
    for key, (kind, part) in keys.items():
        if key not in found:
            continue
        if _is(found[key], kind):
            yield Entry(f"“{within}{key}”", part, _as_text(found[key]))
        else:
            yield _wrong(f"“{within}{key}”", key, kind, part)


def _objects(content: _Repeats, key: str, shape: Mapping[str, type], part: Part) -> Found:
    for place, each in _list(content, key, part):
        if isinstance(each, Mistake):
            yield each
        elif isinstance(each, _Repeats):
            yield from _object(place, each, shape, part)
        else:
            yield Mistake(place, f"It must be {KINDS[dict]}, with {', '.join(shape)}.", part)


def _object(place: str, found: _Repeats, shape: Mapping[str, type], part: Part) -> Found:
    """One entry, or each of its mistakes."""
    mistakes: list[Entry | Mistake] = [*_strangers(found, tuple(shape), place, part)]
    for key, kind in shape.items():
        if key not in found:
            mistakes.append(Mistake(place, f"“{key}” is missing. Add it.", part))
        elif not _is(found[key], kind):
            mistakes.append(_wrong(place, key, kind, part))
    if mistakes:
        yield from mistakes
        return
    values = {key: _as_text(found[key]) for key in shape}
    text = values["label"] if part is Part.SCALE else values["text"]
    yield Entry(place, part, text, values["number"], values.get("practice", ""))


def _questions(content: _Repeats) -> Found:
    for place, each in _list(content, "questions", Part.QUESTION):
        if isinstance(each, Mistake):
            yield each
        elif isinstance(each, str):
            yield Entry(place, Part.QUESTION, _as_text(each))
        else:
            yield Mistake(place, f"It must be {KINDS[str]}.", Part.QUESTION)


def _list(content: _Repeats, key: str, part: Part) -> Iterator[tuple[str, Any]]:
    """Each thing in the list of this name, and where it stands."""
    if key not in content:
        return
    if not isinstance(content[key], list):
        yield WHOLE_FILE, _wrong(WHOLE_FILE, key, list, part)
        return
    for number, each in enumerate(content[key], start=1):
        yield f"“{key}”, number {number} in the list", each


def _is(value: object, kind: type) -> bool:
    """To Python true is a number, but not to whoever writes a file."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _wrong(place: str, key: str, kind: type, part: Part | None = None) -> Mistake:
    return Mistake(place, f"“{key}” must be {KINDS[kind]}.", part)


def _as_text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return tidy(value)
