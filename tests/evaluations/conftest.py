from datetime import timedelta
from typing import Protocol

import pytest
from django.utils import timezone

from cohorts.models import Cohort, Enrolment
from evaluations.models import Evaluation
from scheduling.models import Session
from tests import cast


class Gives(Protocol):
    def __call__(self, session: Session, *scores: int, learned: str = "", first: int = 1) -> list[Evaluation]: ...


@pytest.fixture
def launch(cohort: Cohort) -> Session:
    """A session that ended yesterday."""
    return cast.session(cohort, starts_at=timezone.now() - timedelta(days=1, hours=8))


@pytest.fixture
def coaching(cohort: Cohort) -> Session:
    return cast.session(cohort, "coaching", starts_at=timezone.now() - timedelta(days=2))


@pytest.fixture
def to_come(cohort: Cohort) -> Session:
    return cast.session(cohort, "coaching", number=2, starts_at=timezone.now() + timedelta(days=5))


@pytest.fixture
def gives(cohort: Cohort) -> Gives:
    """Store an evaluation for each score, by participants numbered from `first`. New ones are enrolled."""

    def given(session: Session, *scores: int, learned: str = "", first: int = 1) -> list[Evaluation]:
        return [
            Evaluation.objects.create(
                session=session,
                enrolment=_participant(cohort, number),
                score=score,
                learned=f"{learned} {number}" if learned else "",
            )
            for number, score in enumerate(scores, start=first)
        ]

    return given


def _participant(cohort: Cohort, number: int) -> Enrolment:
    name = f"Participant Number{number}"
    return cohort.enrolments.filter(person__name=name).first() or cast.enrolled(cohort, name)
