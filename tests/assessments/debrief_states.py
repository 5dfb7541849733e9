"""A closed round whose reports are on their way, and everybody who might want to read them."""

from django.core.files.base import ContentFile
from django.utils import timezone

from assessments.debriefs import hold, release, workflow
from assessments.models import Debrief, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from people.models import Person, Role
from reports.models import Document, DocumentState
from tests import cast
from tests.assessments.closed_rounds import full_round

State = Debrief.State
PARTICIPANT, COACH, OTHER_COACH = "Pat Participant", "Ravi Coach", "Olu Othercoach"


def closed(cohort: Cohort, *names: str) -> list[Subject]:
    """The subjects of a round that has closed, whose reports are prepared and whose coach is Ravi."""
    made = full_round(cohort, names or (PARTICIPANT,))
    made.subjects.update(coach=ravi(cohort))
    closing.close(round=made)
    return list(made.subjects.select_related("enrolment__person__user", "coach__user", "round__cohort"))


def ravi(cohort: Cohort) -> Person:
    return cast.member(cohort.organisation, Role.COACH, COACH)


def come_to(state: Debrief.State, subject: Subject) -> None:
    """By the steps that lead there, as administrator and coach take them."""
    coach, administrator = ravi(subject.round.cohort), cast.member(subject.organisation, Role.ADMINISTRATOR)
    if state in (State.WITH_COACH, State.HELD, State.RELEASED):
        workflow.give_to_coach(subject=subject, by=administrator.user)
    if state in (State.HELD, State.RELEASED):
        workflow.record_debrief(subject=subject, by=coach.user, held_on=timezone.localdate())
    if state == State.RELEASED:
        release.give_to_participant(subject=subject, by=coach.user)


def put_on_hold(subject: Subject) -> None:
    administrator = cast.member(subject.organisation, Role.ADMINISTRATOR)
    hold.hold(subject=subject, by=administrator.user, reason="A rater has written to us.")


def state_of(subject: Subject) -> str:
    return Debrief.objects.get(subject=subject).state


def finish_documents() -> None:
    """The worker has made them."""
    for document in Document.objects.exclude(state=DocumentState.READY):
        document.file.save(f"{document.pk}.pdf", ContentFile(b"%PDF"), save=False)
        document.state, document.size, document.rendered_at = DocumentState.READY, 4, timezone.now()
        # The checksum of those four bytes.
        document.sha256 = "315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027"
        document.save()
