"""The conversion of the planner's values to JSON and back: equal values always freeze to the same text."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from scheduling.solver import problem

Value = TypeVar("Value")
MOMENTS: tuple[type[Any], ...] = (datetime, date, time)


def freeze(value: Any) -> Any:
    """Convert a value for JSON: dates and times in ISO format, sets sorted, dataclasses by their fields' names."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: freeze(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, MOMENTS):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(freeze(each) for each in value)
    if isinstance(value, tuple | list):
        return [freeze(each) for each in value]
    if isinstance(value, dict):
        return {str(key): freeze(value[key]) for key in sorted(value)}
    return value.value if isinstance(value, Enum) else value


def thaw(kind: type[Value], frozen: Any) -> Value:
    """Convert a frozen value back to one of this class.

    Raises TypeError, KeyError or ValueError for anything else.
    """
    thawed: Value = _thawed(kind, frozen)
    return thawed


def text_of(value: Any) -> str:
    """Return the value's JSON text: two values have the same text if and only if they are equal."""
    return json.dumps(freeze(value), sort_keys=True, ensure_ascii=False)


def _thawed(kind: Any, frozen: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _thawed(hints[name], each) for name, each in frozen.items()})
    if kind in MOMENTS:
        return kind.fromisoformat(frozen)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(frozen)
    return _thawed_many(get_origin(kind), get_args(kind), frozen)


def _thawed_many(origin: Any, arguments: tuple[Any, ...], frozen: Any) -> Any:
    if origin in (Union, UnionType):
        return None if frozen is None else _thawed(next(each for each in arguments if each is not NoneType), frozen)
    if origin in (tuple, frozenset):
        many: Callable[[Any], Any] = origin
        return many(_thawed(arguments[0], each) for each in frozen)
    if origin is dict:
        return {key: _thawed(arguments[1], each) for key, each in frozen.items()}
    return frozen


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, vars(problem))
