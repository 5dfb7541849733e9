"""Turn a rater's draft into a response once, without a trace of who gave it."""

from uuid import UUID

from django.db import transaction

from assessments.answering import lookup
from assessments.answering.drafts import WAITING, RoundIsClosedError, answers_of, questionnaire_of
from assessments.models import Draft, Invitation, Response


class NoLongerAskedError(Exception):
    """Somebody else is asked now, or the rater has said that they would rather not answer."""


class NotCompleteError(Exception):
    """Statements are left that are neither rated nor said to be unobservable."""


@transaction.atomic
def submit(*, invitation_id: UUID) -> None:
    """Turn the draft into a response once; a second submit of the same answers changes nothing."""
    invitation = lookup.locked(invitation_id)
    if invitation is None:
        # Of a rater who was replaced nothing is left.
        raise NoLongerAskedError
    if invitation.is_answered:
        return
    if not invitation.subject.is_open:
        raise RoundIsClosedError
    if invitation.state not in WAITING:
        raise NoLongerAskedError
    _respond(invitation)
    Draft.objects.filter(pk=invitation.pk).delete()
    invitation.state = Invitation.State.ANSWERED
    invitation.save(update_fields=["state"])


def _respond(invitation: Invitation) -> None:
    """The response takes nothing of the invitation but whom it is about and from which group."""
    asked = questionnaire_of(invitation)
    answers = answers_of(invitation)
    if answers.missing(asked.count):
        raise NotCompleteError
    response = Response(
        subject=invitation.subject,
        relationship=invitation.relationship,
        ratings=[answers.ratings[statement.number] for statement in asked.statements],
        comments=[answers.comments.get(place, "") for place in range(len(asked.questions))],
    )
    # The rows are held, so that nobody can come between: what is left to judge by asking is judged by the database.
    response.full_clean(exclude=["subject"], validate_unique=False, validate_constraints=False)
    response.save()
