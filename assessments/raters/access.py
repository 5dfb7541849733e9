"""Fetch a round, a participant's own 360 or a rater for somebody who may see it, or answer 404."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assessments.models import Invitation, Relationship, Round, Subject
from assessments.raters import naming
from people.access import get_authorised


def authorised_own_subject(request: HttpRequest, pk: int) -> Subject:
    subjects = Subject.objects.select_related(
        "round__cohort__programme", "enrolment__person__user", "enrolment__person__organisation"
    )
    subject: Subject = get_authorised(subjects, "assessments.be_assessed", request, pk=pk)
    return subject


def authorised_rater(subject: Subject, pk: UUID) -> Invitation:
    """One of the participant's own raters. The manager is put right on the page of all, and they themselves nowhere."""
    found: Invitation = get_object_or_404(subject.invitations, pk=pk, relationship__in=naming.GROUPS)
    found.subject = subject
    return found


def rater_in(shown: Round, pk: UUID) -> Invitation:
    """Nobody is found for the participant's own questionnaire: that is not a rater's."""
    invitations = Invitation.objects.exclude(relationship=Relationship.SELF).filter(subject__round=shown)
    found: Invitation = get_object_or_404(invitations.select_related("subject__enrolment__person__user"), pk=pk)
    found.subject.round = shown
    return found


def authorised_round(request: HttpRequest, pk: int) -> Round:
    rounds = Round.objects.select_related("cohort__programme__organisation", "instrument")
    found: Round = get_authorised(rounds, "assessments.run_round", request, pk=pk)
    return found
