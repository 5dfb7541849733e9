"""The fetch of a round, a subject or a rater for a user who may see it, or 404."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters.naming import GROUPS
from people.access import get_authorised

SUBJECTS = Subject.objects.select_related(
    "round__cohort__programme__organisation",
    "round__instrument",
    "enrolment__person__user",
    "enrolment__person__organisation",
)


def authorised_subject(request: HttpRequest, pk: int) -> Subject:
    return get_authorised(SUBJECTS.run_by, request, pk=pk)


def authorised_own_subject(request: HttpRequest, pk: int) -> Subject:
    return get_authorised(SUBJECTS.visible_to, request, pk=pk)


def own_rater(subject: Subject, pk: UUID) -> Invitation:
    """Find a rater in the groups that participants name. The manager is changed on the page that lists all raters."""
    found: Invitation = get_object_or_404(subject.invitations, pk=pk, relationship__in=GROUPS)
    found.subject = subject
    return found


def round_rater(round_: Round, pk: UUID) -> Invitation:
    """Find a rater of anybody in the round. The participant's own questionnaire is not a rater's."""
    invitations = Invitation.objects.exclude(relationship=Relationship.SELF).filter(subject__round=round_)
    found: Invitation = get_object_or_404(invitations.select_related("subject__enrolment__person__user"), pk=pk)
    found.subject.round = round_
    return found


def authorised_round(request: HttpRequest, pk: int) -> Round:
    rounds = Round.objects.select_related("cohort__programme__organisation", "instrument")
    return get_authorised(rounds.run_by, request, pk=pk)
