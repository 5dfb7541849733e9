"""The submission of a rater's draft as a response that holds no trace of who gave it."""

from uuid import UUID

from django.db import transaction

from assessments.answering import invitations
from assessments.answering.drafts import CAN_ANSWER, RoundIsClosedError, answers_of, questionnaire_of
from assessments.models import Draft, Invitation, Response


class NoLongerAskedError(Exception):
    """A submission by a rater who was replaced or has declined."""


class NotCompleteError(Exception):
    """A submission in which some statements have no answer."""


@transaction.atomic
def submit(*, invitation_id: UUID) -> None:
    """Turn the draft into a response. Submitting again changes nothing."""
    invitation = invitations.lock_invitation(invitation_id)
    if invitation is None:
        # The invitation of a rater who was replaced is deleted.
        raise NoLongerAskedError
    if invitation.is_answered:
        return
    if not invitation.subject.is_open:
        raise RoundIsClosedError
    if invitation.state not in CAN_ANSWER:
        raise NoLongerAskedError
    _respond(invitation)
    Draft.objects.filter(pk=invitation.pk).delete()
    invitation.state = Invitation.State.ANSWERED
    invitation.save(update_fields=["state"])


def _respond(invitation: Invitation) -> None:
    """Store the response. Of the invitation it keeps only the subject and the relationship."""
    questionnaire = questionnaire_of(invitation)
    answers = answers_of(invitation)
    if answers.missing(questionnaire.count):
        raise NotCompleteError
    response = Response(
        subject=invitation.subject,
        relationship=invitation.relationship,
        ratings=[answers.ratings[statement.number] for statement in questionnaire.statements],
        comments=[answers.comments.get(place, "") for place in range(len(questionnaire.questions))],
    )
    # The rows are locked, so checks that need a query are left to the database's own constraints.
    response.full_clean(exclude=["subject"], validate_unique=False, validate_constraints=False)
    response.save()
