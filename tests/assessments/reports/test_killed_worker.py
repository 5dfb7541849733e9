"""A worker killed in the middle of twenty reports, and a broker that forgets: there are twenty reports, each once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from assessments.models import CohortRelease, Release
from assessments.rounds import closing
from cohorts.models import Cohort
from reports import documents as report_documents
from reports import tasks
from reports.models import Document, DocumentState
from tests import cast
from tests.assessments.closed_rounds import full_round
from tests.service import service, wait_for

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
    """Share one folder of documents between the worker and this process."""
    from reports.storage import DocumentStorage

    monkeypatch.setattr(Document._meta.get_field("file"), "storage", DocumentStorage(tmp_path.as_uri()))
    return tmp_path


def ready() -> int:
    return Document.objects.ready().count()


def close_round(cohort: Cohort, *, of: int) -> None:
    closing.close(round=full_round(cohort, [f"Participant {number:02}" for number in range(of)]))


def assert_each_made_once(folder: Path, count: int) -> None:
    """A report for each participant, and the cohort's own."""
    documents = list(Document.objects.all())
    assert len(documents) == Release.objects.count() + CohortRelease.objects.count() == count + 1
    assert {document.state for document in documents} == {DocumentState.READY}
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{document.pk}.pdf" for document in documents)
    assert all(report_documents.read(document) for document in documents)


def test_a_worker_killed_among_twenty_reports_leaves_twenty_in_the_end(
    cohort: Cohort, broker: "redis.Redis[bytes]", folder: Path
) -> None:
    close_round(cohort, of=TWENTY)
    with service(STORAGE_URL=folder.as_uri()) as running:
        running.start_worker()
        wait_for(lambda: ready() >= 3, PATIENCE)
        running.kill("worker")
        made_before = set(Document.objects.ready().values_list("pk", "rendered_at"))
        assert 3 <= len(made_before) < TWENTY

        running.start_worker()
        tasks.sweep()
        wait_for(lambda: ready() == TWENTY + 1, PATIENCE)

    assert_each_made_once(folder, TWENTY)
    assert made_before <= set(Document.objects.values_list("pk", "rendered_at"))


def test_a_broker_that_forgets_everything_delays_and_loses_nothing(
    cohort: Cohort, broker: "redis.Redis[bytes]", folder: Path
) -> None:
    close_round(cohort, of=FIVE)
    assert broker.llen("documents") == FIVE + 1
    broker.flushdb()

    tasks.sweep()
    tasks.sweep()
    with service(STORAGE_URL=folder.as_uri()) as running:
        running.start_worker()
        wait_for(lambda: ready() == FIVE + 1, PATIENCE)

    assert_each_made_once(folder, FIVE)
