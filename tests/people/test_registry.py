"""A page finds all that packages register for it, in an order that does not depend on who registered first."""

from collections.abc import Iterator
from datetime import date

from people.registry import HomePart, Registry, Task, sort_tasks, tasks_of


def test_what_each_function_finds_is_joined() -> None:
    doubles: Registry[[int], int] = Registry()

    @doubles.register
    def none_or_two(number: int) -> Iterator[int]:
        if number > 1:
            yield number
            yield 2 * number

    doubles.register(lambda number: [-number])

    assert doubles.collect(3) == [3, 6, -3]
    assert doubles.collect(1) == [-1]


def test_two_registries_have_nothing_in_common() -> None:
    first: Registry[[], str] = Registry()
    second: Registry[[], str] = Registry()
    first.register(lambda: ["first"])

    assert second.collect() == []


def task(label: str, rank: int, due_on: date | None = None) -> Task:
    return Task(label, "/", rank=rank, due_on=due_on)


def test_tasks_stand_by_rank_then_by_due_date_and_then_as_their_package_lists_them() -> None:
    soon, late = date(2020, 1, 1), date(2020, 6, 1)
    low = [task("whenever", 20), task("also whenever", 20), task("late", 20, late), task("soon", 20, soon)]
    high = [task("first of all", 10)]

    labels = [each.label for each in tasks_of([HomePart(low), HomePart(), HomePart(high)])]

    assert labels == ["first of all", "soon", "late", "whenever", "also whenever"]
    assert [each.label for each in sort_tasks(low)] == labels[1:]
