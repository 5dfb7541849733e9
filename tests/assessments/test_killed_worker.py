"""A worker killed in the middle of twenty reports, and a broker that forgets: there are twenty reports, each once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection

from assessments import releasing
from assessments.models import Release
from cohorts.models import Cohort
from reports import reading, tasks
from reports.models import Document, DocumentState
from tests import cast
from tests.assessments.closing_cast import full_round

pytestmark = pytest.mark.django_db(transaction=True)

TWENTY = 20
FIVE = 5
PATIENCE = 180


@pytest.fixture
def cohort() -> Cohort:
    return cast.cohort(cast.trust())


@pytest.fixture
def broker() -> Iterator["redis.Redis[bytes]"]:
    server = redis.Redis.from_url(settings.REDIS_URL)
    server.flushdb()
    yield server
    server.flushdb()
    server.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the worker lays the documents, and where this process looks for them."""
    from reports.storage import DocumentStorage

    monkeypatch.setattr(Document._meta.get_field("file"), "storage", DocumentStorage(tmp_path.as_uri()))
    return tmp_path


@contextmanager
def worker(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A real worker in a process group of its own, on the test's database and broker."""
    command = [sys.executable, "-m", "celery", "-A", "programme.celery", "worker", "-c", "2", "--loglevel", "WARNING"]
    process = subprocess.Popen(command, env=_environment(folder), start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def _environment(folder: Path) -> dict[str, str]:
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return {**os.environ, "DATABASE_URL": database, "STORAGE_URL": folder.as_uri()}


def wait_until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, f"only {ready()} were made in time"
        time.sleep(0.1)


def ready() -> int:
    return Document.objects.ready().count()


def close_round(cohort: Cohort, *, of: int) -> None:
    releasing.close(round=full_round(cohort, [f"Participant {number:02}" for number in range(of)]))


def assert_each_made_once(folder: Path, count: int) -> None:
    documents = list(Document.objects.all())
    assert len(documents) == Release.objects.count() == count
    assert {document.state for document in documents} == {DocumentState.READY}
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{document.pk}.pdf" for document in documents)
    assert all(reading.read(document) for document in documents)


def test_a_worker_killed_among_twenty_reports_leaves_twenty_in_the_end(
    cohort: Cohort, broker: "redis.Redis[bytes]", folder: Path
) -> None:
    close_round(cohort, of=TWENTY)
    with worker(folder) as first:
        wait_until(lambda: ready() >= 3)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(30)
    made_before = set(Document.objects.ready().values_list("pk", "rendered_at"))
    assert 3 <= len(made_before) < TWENTY

    with worker(folder):
        tasks.sweep()
        wait_until(lambda: ready() == TWENTY)

    assert_each_made_once(folder, TWENTY)
    assert made_before <= set(Document.objects.values_list("pk", "rendered_at"))


def test_a_broker_that_forgets_everything_delays_and_loses_nothing(
    cohort: Cohort, broker: "redis.Redis[bytes]", folder: Path
) -> None:
    close_round(cohort, of=FIVE)
    assert broker.llen("documents") == FIVE
    broker.flushdb()

    tasks.sweep()
    tasks.sweep()
    with worker(folder):
        wait_until(lambda: ready() == FIVE)

    assert_each_made_once(folder, FIVE)
