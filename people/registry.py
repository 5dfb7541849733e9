"""How a package shows something on the pages of packages below it: it registers a function, and the page calls all."""

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
    """One of our packages, with the modules that register something when they are imported."""

    registers: Sequence[str] = ()

    def ready(self) -> None:
        """Import them now that all models are there."""
        for module in self.registers:
            import_module(f"{self.name}.{module}")


class Registry(Generic[P, T]):
    """Functions that take the same and find the same kind of thing, of several packages."""

    def __init__(self) -> None:
        self._functions: list[Callable[P, Iterable[T]]] = []

    def register(self, function: Callable[P, Iterable[T]]) -> Callable[P, Iterable[T]]:
        """Add a function, as a decorator does."""
        self._functions.append(function)
        return function

    def __iter__(self) -> Iterator[Callable[P, Iterable[T]]]:
        return iter(self._functions)

    def collect(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        """Call each function and join what they find, in the order in which packages start."""
        return [found for function in self for found in function(*args, **kwargs)]


@dataclass(frozen=True)
class Task:
    """Something to do, as the task list shows it. Of two, the one with the lower rank comes first."""

    label: str
    url: str
    hint: str = ""
    is_done: bool = False
    is_begun: bool = False
    # The cohort for which it is to be done: packages at the bottom know nothing of cohorts.
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


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Sort by rank, and in a rank by due date. Those that are never due come last, as their package lists them."""
    return sorted(tasks, key=lambda task: (task.rank, task.due_on or date.max))


@dataclass(frozen=True)
class HomePart:
    """A part of a home page: what the account has to do, and what else is shown, by its name."""

    tasks: Sequence[Task] = ()
    shown: Mapping[str, Any] = field(default_factory=dict)


# Each function takes two queries at most. It finds both together: often the same rows are listed, and have something to
# do about them.
home_parts: "Registry[[User], HomePart]" = Registry()


def tasks_for(user: "User") -> list[Task]:
    """Find all that somebody has to do, the most urgent first."""
    return tasks_of(home_parts.collect(user))


def tasks_of(parts: Iterable[HomePart]) -> list[Task]:
    return in_order(task for part in parts for task in part.tasks)
