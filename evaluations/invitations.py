"""Invitations to participants, by email, to evaluate a session once it has ended."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from cohorts.models import Enrolment
from evaluations.models import Evaluation
from messaging import links, outbox
from messaging.models import Message
from scheduling.models import Session

KIND = "evaluation"
PURPOSE = "evaluation"
ASK_WITHIN = timedelta(days=14)


class EvaluationInvitation(NamedTuple):
    session: Session
    enrolment: Enrolment


@transaction.atomic
def ask_after_sessions(*, now: datetime | None = None) -> int:
    """Owe an email to everybody who has neither answered nor been asked. Return how many emails are new."""
    due = list(_due(now or timezone.now()))
    people = Enrolment.objects.select_related("person__organisation", "person__user")
    enrolments = people.in_bulk({enrolment_id for _, enrolment_id in due})
    for session_id, enrolment_id in due:
        _ask(session_id, enrolments[enrolment_id])
    return len(due)


def _due(now: datetime) -> QuerySet[Session, Any]:
    """Find pairs of a session and an enrolment that are to be asked, in one query for all cohorts."""
    # Filter and annotate the same join: a second filter on enrolments would join them again.
    recent = Session.objects.ended(now).filter(released__ends_at__gt=now - ASK_WITHIN)
    paired = recent.filter(cohort__enrolments__isnull=False)
    keyed = paired.annotate(
        invited=F("cohort__enrolments__pk"),
        key=Concat(Value(f"{KIND}:"), _text("pk"), Value(":"), _text("cohort__enrolments__pk")),
    )
    answered = Evaluation.objects.filter(session=OuterRef("pk"), enrolment=OuterRef("invited"))
    owed = Message.objects.filter(key=OuterRef("key"))
    return keyed.exclude(Exists(answered)).exclude(Exists(owed)).order_by("pk", "invited").values_list("pk", "invited")


def _text(field: str) -> Cast:
    return Cast(field, CharField())


def _ask(session_id: int, enrolment: Enrolment) -> None:
    target = f"{session_id}:{enrolment.pk}"
    outbox.owe_person(kind=KIND, key=f"{KIND}:{target}", person=enrolment.person, about=target)


def invitation_by_token(token: str) -> EvaluationInvitation | None:
    """Find the session and enrolment of a personal link, or None if it is unknown or no longer valid."""
    target = links.target_of(token, purpose=PURPOSE)
    return None if target is None else invitation_by_target(target)


def invitation_by_target(target: str) -> EvaluationInvitation | None:
    session_id, enrolment_id = target.split(":")
    session = Session.objects.select_related("element", "cohort__programme", "released").filter(pk=session_id).first()
    if session is None:
        return None
    members = Enrolment.objects.select_related("person").filter(cohort=session.cohort_id)
    enrolment = members.filter(pk=enrolment_id).first()
    return None if enrolment is None else EvaluationInvitation(session, enrolment)


def has_answered(invitation: EvaluationInvitation) -> bool:
    return Evaluation.objects.filter(session=invitation.session, enrolment=invitation.enrolment).exists()
