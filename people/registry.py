"""Registries, through which packages add to pages of the packages below them.

A package registers a function, and the page calls all that are registered.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from django.apps import AppConfig

if TYPE_CHECKING:
    from people.models import User

P = ParamSpec("P")
T = TypeVar("T")


class Package(AppConfig):
    """One of our packages, and the modules in it that register something when they are imported."""

    registers: Sequence[str] = ()

    def ready(self) -> None:
        """Import the modules that register something, now that all models are loaded."""
        for module in self.registers:
            import_module(f"{self.name}.{module}")


class Registry(Generic[P, T]):
    """Functions of several packages that take the same arguments and find things of one kind."""

    def __init__(self) -> None:
        self._functions: list[Callable[P, Iterable[T]]] = []

    def register(self, function: Callable[P, Iterable[T]]) -> Callable[P, Iterable[T]]:
        """Add a function. This works as a decorator."""
        self._functions.append(function)
        return function

    def __iter__(self) -> Iterator[Callable[P, Iterable[T]]]:
        return iter(self._functions)

    def collect(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        """Call each function and join the results, in the order in which the packages were loaded."""
        return [found for function in self for found in function(*args, **kwargs)]


@dataclass(frozen=True)
class Task:
    """Something to do, as a task list shows it. Tasks with a lower rank come first."""

    label: str
    url: str
    hint: str = ""
    is_done: bool = False
    is_begun: bool = False
    # Typed loosely, since this package may not import cohorts.
    cohort: Any = None
    rank: int = 0
    due_on: date | None = None

    @property
    def status(self) -> str:
        if self.is_done:
            return "Done"
        return "In progress" if self.is_begun else "To do"

    @property
    def colour(self) -> str:
        return "" if self.is_done else "blue"


def sort_tasks(tasks: Iterable[Task]) -> list[Task]:
    """Sort by rank, then by due date. Tasks without a due date come last and keep the order of their package."""
    return sorted(tasks, key=lambda task: (task.rank, task.due_on or date.max))


@dataclass(frozen=True)
class HomePart:
    """A package's part of the home page: tasks of the account, and anything else that is shown, by name."""

    tasks: Sequence[Task] = ()
    shown: Mapping[str, Any] = field(default_factory=dict)


# Each function uses two queries at most. It finds tasks and other content together, because they often come from the
# same rows.
home_parts: "Registry[[User], HomePart]" = Registry()


def tasks_for(user: "User") -> list[Task]:
    """Find all tasks of the account, the most urgent first."""
    return tasks_of(home_parts.collect(user))


def tasks_of(parts: Iterable[HomePart]) -> list[Task]:
    return sort_tasks(task for part in parts for task in part.tasks)
