"""A round with answers in it, made without going through the questionnaire."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.instruments.importing import own_instrument
from assessments.models import Debrief, Invitation, Relationship, Response, Round, Subject
from cohorts.models import Cohort
from tests import cast

STATEMENTS = 30
QUESTIONS = 3


def open_round(cohort: Cohort, **values: Any) -> Round:
    return Round.objects.create(
        cohort=cohort, instrument=own_instrument(), **({"closes_on": date(2099, 1, 31)} | values)
    )


def subject(of: Round, name: str = "Pat Participant") -> Subject:
    return Subject.objects.create(round=of, enrolment=cast.enrolled(of.cohort, name))


def answered(
    about: Subject,
    relationship: str,
    *levels: int,
    comment: str = "",
    differing: Mapping[int, int | None] | None = None,
) -> list[Response]:
    """One answered invitation and one response for each level, which is the rating of every statement but some."""
    return [_answered(about, relationship, level, comment, differing or {}) for level in levels]


def _answered(
    about: Subject, relationship: str, level: int, comment: str, differing: Mapping[int, int | None]
) -> Response:
    invite(about, relationship, state=Invitation.State.ANSWERED)
    ratings = [differing.get(number, level) for number in range(1, STATEMENTS + 1)]
    return Response.objects.create(
        subject=about, relationship=relationship, ratings=ratings, comments=[comment] * QUESTIONS
    )


def invite(about: Subject, relationship: str, *, state: str = Invitation.State.INVITED) -> Invitation:
    number = about.invitations.count()
    return Invitation.objects.create(
        subject=about,
        relationship=relationship,
        name=f"Rater {number}",
        email=f"rater-{number}@fenmoor.example",
        state=state,
    )


def full_round(cohort: Cohort, names: Sequence[str] = ("Pat Participant",)) -> Round:
    """Everybody answered by self, manager, four direct reports and three co-workers."""
    made = open_round(cohort)
    for name in names:
        about = subject(made, name)
        answered(about, Relationship.SELF, 8, comment="I listen.")
        answered(about, Relationship.MANAGER, 7, comment="Calm under pressure.")
        answered(about, Relationship.DIRECT_REPORT, 5, 6, 6, 7, comment="Explains why.")
        answered(about, Relationship.CO_WORKER, 4, 6, 8, comment="Answers quickly.")
    return made


def debriefed(made: Round) -> None:
    """Every participant has the report of the round."""
    Debrief.objects.filter(subject__round=made).update(state=Debrief.State.RELEASED)
