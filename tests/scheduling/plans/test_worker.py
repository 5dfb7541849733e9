"""A run while a worker is at it: its page says what it does, and it can be stopped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from scheduling.models import PlanningRun
from scheduling.plans import worker
from tests.scheduling.plans.working import worked_out

State = PlanningRun.State


def pages(client: Client, run: PlanningRun) -> str:
    return " ".join(client.get(run.get_absolute_url()).content.decode().split())


def test_a_run_that_waits_says_so(run: PlanningRun, administrators_client: Client) -> None:
    assert "Waiting to start" in pages(administrators_client, run)


def test_one_that_is_to_stop_says_so_and_offers_no_second_button(
    run: PlanningRun, administrators_client: Client
) -> None:
    PlanningRun.objects.filter(pk=run.pk).update(state=State.RUNNING, attempts=1)
    assert "Stop here" in pages(administrators_client, run)
    worker.stop(run=run)
    page = pages(administrators_client, run)
    assert "Stopping" in page
    assert "Stop here" not in page


@contextmanager
def whenever_it_tells_that_it_explains(do: Callable[[], object]) -> Iterator[None]:
    def watching(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        # What is written as JSON comes in a wrapper, which shows only the beginning of it.
        if sql.startswith("UPDATE") and any("is_explaining" in (getattr(each, "obj", None) or ()) for each in params):
            do()
        return done

    with connection.execute_wrapper(watching):
        yield


def test_while_it_explains_it_holds_its_claim_and_the_page_says_what_it_looks_for(
    impossible: PlanningRun, administrators_client: Client
) -> None:
    """With several cohorts that takes minutes: another worker would begin again, and neither would ever end."""
    seen = []
    with whenever_it_tells_that_it_explains(lambda: seen.append(pages(administrators_client, impossible))):
        assert worked_out(impossible).state == State.IMPOSSIBLE
    assert len(seen) > 10
    assert "Looking for what stands in the way" in seen[0]


def test_one_that_is_stopped_while_it_explains_ends_without_an_answer(
    impossible: PlanningRun, administrators_client: Client
) -> None:
    with whenever_it_tells_that_it_explains(lambda: worker.stop(run=impossible)):
        assert worked_out(impossible).state == State.STOPPED
    assert "The search was stopped before it found one" in pages(administrators_client, impossible)


def test_one_for_which_the_time_was_too_short_is_not_said_to_have_been_stopped(
    run: PlanningRun, administrators_client: Client
) -> None:
    PlanningRun.objects.filter(pk=run.pk).update(state=State.STOPPED)
    page = pages(administrators_client, run)
    assert "No plan was found in time" in page
    assert "was stopped" not in page
