"""The claims and tries of a planning run: one worker at a time works on it, and one that keeps failing is given up."""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from people.locking import lock
from scheduling import tasks
from scheduling.models import Plan, PlanningRun
from scheduling.plans import worker
from scheduling.solver import infeasibility
from tests.scheduling.plans.working import worked_out

State = PlanningRun.State
MINUTE = timedelta(minutes=1)


def rows(run: PlanningRun) -> Any:
    return PlanningRun.objects.filter(pk=run.pk)


@contextmanager
def after_each_statement(do: Any) -> Iterator[None]:
    """Call this after each statement of this connection, but not after those that it makes itself."""
    is_calling = False

    def watching(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal is_calling
        done = execute(sql, params, many, context)
        if not is_calling and "scheduling_planningrun" in sql:
            is_calling = True
            do()
            is_calling = False
        return done

    with connection.execute_wrapper(watching):
        yield


def is_running(run: PlanningRun) -> bool:
    return bool(rows(run).filter(state=State.RUNNING).exists())


# The claim


@pytest.mark.parametrize(("asked", "state"), [("run", State.DONE), ("impossible", State.IMPOSSIBLE)])
def test_a_worker_extends_its_claim_as_long_as_it_searches_or_explains_and_then_gives_it_up(
    asked: str, state: PlanningRun.State, request: pytest.FixtureRequest
) -> None:
    run: PlanningRun = request.getfixturevalue(asked)
    claims: list[datetime] = []

    def note() -> None:
        claims.extend(rows(run).filter(state=State.RUNNING).values_list("claimed_until", flat=True))

    began = timezone.now()
    with after_each_statement(note):
        run = worked_out(run)
    ended = timezone.now()
    assert (run.state, run.attempts, run.claimed_until) == (state, 1, None)
    assert run.ended_at is not None
    assert all(began + worker.CLAIM <= each <= ended + worker.CLAIM for each in claims)
    assert claims == sorted(claims)
    # Claimed once, and extended at least twice.
    assert len(set(claims)) >= 3


def test_a_claim_outlasts_the_longest_silence_of_a_worker() -> None:
    """While it explains it reports before each search, which may take ten seconds."""
    assert timedelta(seconds=infeasibility.LIMITS.seconds) * 2 < worker.CLAIM


def test_a_run_that_another_worker_has_claimed_is_left_to_it(run: PlanningRun) -> None:
    claim = timezone.now() + MINUTE
    rows(run).update(state=State.RUNNING, attempts=1, claimed_until=claim)
    run = worked_out(run)
    assert (run.state, run.attempts, run.claimed_until) == (State.RUNNING, 1, claim)
    assert not run.plans.exists()


def test_a_worker_that_died_is_replaced_once_its_claim_is_over(run: PlanningRun) -> None:
    rows(run).update(state=State.RUNNING, attempts=1, claimed_until=timezone.now() - timedelta(seconds=1))
    run = worked_out(run)
    assert (run.state, run.attempts) == (State.DONE, 2)


def test_a_worker_whose_run_another_one_has_taken_stores_nothing(run: PlanningRun) -> None:
    """It was away for longer than its claim, and comes back while the other is still at work."""
    claim = timezone.now() + MINUTE

    def take_over() -> None:
        rows(run).filter(state=State.RUNNING, attempts=1).update(attempts=2, claimed_until=claim)

    with after_each_statement(take_over):
        run = worked_out(run)
    assert (run.state, run.attempts, run.claimed_until) == (State.RUNNING, 2, claim)
    assert not run.plans.exists()


# Two workers at once


def on_another_connection(run_id: int) -> None:
    """Work a run out as a second worker would; waiting for a row that is locked is an error."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        worker.work_out(run_id)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_being_claimed_is_passed_over_without_waiting(run: PlanningRun) -> None:
    with transaction.atomic():
        lock(run)
        with ThreadPoolExecutor(1) as other:
            other.submit(on_another_connection, run.pk).result()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.QUEUED, 0)


@pytest.mark.django_db(transaction=True)
def test_of_five_workers_at_once_exactly_one_works_on_a_run(run: PlanningRun) -> None:
    barrier = Barrier(5)

    def statements_that_write(_: int) -> int:
        written = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith(("UPDATE", "INSERT")):
                written.append(sql)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(note):
                barrier.wait()
                worker.work_out(run.pk)
        finally:
            connection.close()
        return len(written)

    with ThreadPoolExecutor(5) as pool:
        written = sorted(pool.map(statements_that_write, range(5)))
    assert written[:4] == [0, 0, 0, 0]
    # The claim, a report or more, the outcome and three plans.
    assert written[4] >= 6
    run.refresh_from_db()
    assert (run.state, run.attempts, run.plans.count()) == (State.DONE, 1, 3)


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_leaves_a_run_alone_while_the_first_is_in_the_middle_of_it(run: PlanningRun) -> None:
    seen: list[tuple[str, int]] = []

    def send_another_worker() -> None:
        if not seen and is_running(run):
            with ThreadPoolExecutor(1) as other:
                other.submit(on_another_connection, run.pk).result()
            seen.append(rows(run).values_list("state", "attempts").get())

    with after_each_report(send_another_worker):
        assert worked_out(run).state == State.DONE
    assert seen == [(State.RUNNING, 1)]
    assert Plan.objects.count() == 3


@contextmanager
def after_each_report(do: Any) -> Iterator[None]:
    """Call this only outside transactions, when other connections can see what was written."""
    with after_each_statement(lambda: None if connection.in_atomic_block else do()):
        yield


# Tries


@pytest.fixture
def failing(run: PlanningRun) -> PlanningRun:
    """A run at which the planner fails: something is fixed that has no place."""
    run.problem["activities"][0] |= {"is_fixed": True, "now": None}
    run.save()
    return run


def fail(run: PlanningRun) -> tuple[str, int, datetime | None, bool]:
    with pytest.raises(ValueError, match="is fixed, but has no place"):
        worker.work_out(run.pk)
    run.refresh_from_db()
    return run.state, run.attempts, run.claimed_until, run.ended_at is not None


def test_a_run_that_fails_is_tried_three_times_and_then_given_up(failing: PlanningRun) -> None:
    assert [fail(failing) for _ in range(3)] == [
        (State.QUEUED, 1, None, False),
        (State.QUEUED, 2, None, False),
        (State.FAILED, 3, None, True),
    ]
    run = worked_out(failing)
    assert (run.state, run.attempts) == (State.FAILED, 3)


def test_a_run_that_failed_twice_may_succeed_at_its_third_try(failing: PlanningRun) -> None:
    kept = PlanningRun.objects.get(pk=failing.pk).problem
    fail(failing)
    fail(failing)
    kept["activities"][0]["is_fixed"] = False
    rows(failing).update(problem=kept)
    run = worked_out(failing)
    assert (run.state, run.attempts, run.plans.count()) == (State.DONE, 3, 3)


@pytest.mark.parametrize(("died", "state", "plans"), [(2, State.DONE, 3), (3, State.FAILED, 0)])
def test_a_run_that_kills_three_workers_is_given_up(
    run: PlanningRun, died: int, state: PlanningRun.State, plans: int
) -> None:
    """Nobody wrote how those tries ended, so that only the next worker can tell that there were too many."""
    rows(run).update(state=State.RUNNING, attempts=died, claimed_until=timezone.now() - MINUTE)
    run = worked_out(run)
    assert (run.state, run.plans.count()) == (state, plans)
    assert run.ended_at is not None
    assert not PlanningRun.objects.owed().exists()


# The sweep


@pytest.fixture
def broker() -> "redis.Redis[bytes]":
    server = redis.Redis.from_url(settings.REDIS_URL)
    server.flushdb()
    return server


def published(broker: "redis.Redis[bytes]") -> list[list[int]]:
    """The arguments of each task in the queue of plans."""
    messages = [json.loads(each) for each in broker.lrange("plans", 0, -1)]
    return [json.loads(base64.b64decode(each["body"]))[0] for each in messages]


@pytest.mark.parametrize(
    ("values", "is_owed"),
    [
        ({"state": State.QUEUED}, True),
        ({"state": State.RUNNING, "attempts": 1, "claimed_until": -MINUTE}, True),
        ({"state": State.RUNNING, "attempts": 1, "claimed_until": MINUTE}, False),
        ({"state": State.DONE, "attempts": 1}, False),
        ({"state": State.IMPOSSIBLE, "attempts": 1}, False),
        ({"state": State.STOPPED}, False),
        ({"state": State.FAILED, "attempts": 3}, False),
    ],
)
def test_the_sweep_publishes_what_waits_or_was_abandoned_and_nothing_else(
    run: PlanningRun, broker: "redis.Redis[bytes]", values: dict[str, Any], is_owed: bool
) -> None:
    if from_now := values.get("claimed_until"):
        values = values | {"claimed_until": timezone.now() + from_now}
    rows(run).update(**values)
    tasks.sweep_plans()
    assert published(broker) == ([[run.pk]] if is_owed else [])


def test_a_run_that_failed_once_is_published_again_and_one_that_was_given_up_is_not(
    failing: PlanningRun, broker: "redis.Redis[bytes]"
) -> None:
    fail(failing)
    tasks.sweep_plans()
    assert published(broker) == [[failing.pk]]
    broker.flushdb()
    fail(failing)
    fail(failing)
    tasks.sweep_plans()
    assert published(broker) == []


def test_the_task_works_out_the_run_that_it_names(run: PlanningRun) -> None:
    tasks.work_out(run.pk)
    run.refresh_from_db()
    assert run.state == State.DONE
