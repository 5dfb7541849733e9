"""How far each report is, and who has to act next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from assessments.debriefs.release import RELEASED_ON
from assessments.debriefs.workflow import State
from assessments.models import Debrief, DebriefStep, Release, Round, Subject
from people.models import Person, User
from reports.models import Document, DocumentState

COLOURS = {State.PREPARED: "grey", State.WITH_COACH: "blue", State.HELD: "purple", State.RELEASED: "green"}


@dataclass(frozen=True)
class DebriefStatus:
    """A subject's debrief and latest document, without its content, and the day on which it is released without one."""

    subject: Subject
    debrief: Debrief | None
    document: Document | None = None
    released_on: date | None = None

    @property
    def label(self) -> str:
        return str(Debrief.State(self.debrief.state).label) if self.debrief else "No report yet"

    @property
    def colour(self) -> str:
        return COLOURS[State(self.debrief.state)] if self.debrief else "white"

    @property
    def is_on_hold(self) -> bool:
        return self.debrief is not None and self.debrief.is_on_hold

    @property
    def has_failed(self) -> bool:
        return self.document is not None and self.document.state == DocumentState.FAILED

    @property
    def is_ready(self) -> bool:
        return self.document is not None and self.document.state == DocumentState.READY

    @property
    def is_being_made(self) -> bool:
        return self.document is not None and not self.is_ready and not self.has_failed

    @property
    def may_be_given(self) -> bool:
        return self.waits(State.PREPARED) and self.subject.coach is not None

    @property
    def may_be_recorded(self) -> bool:
        return self.waits(State.WITH_COACH)

    @property
    def may_be_released(self) -> bool:
        return self.waits(State.HELD)

    @property
    def is_with_coach(self) -> bool:
        """Whether the coach has it, on hold or not."""
        return self.debrief is not None and self.debrief.state != State.PREPARED

    @property
    def is_released(self) -> bool:
        return self.debrief is not None and self.debrief.state == State.RELEASED

    def waits(self, state: Debrief.State) -> bool:
        return self.debrief is not None and self.debrief.state == state and not self.debrief.is_on_hold

    @property
    def waits_for(self) -> str:
        """Say who has to do what next; "" if nobody has to."""
        return self._waits_for(self.subject.coach.name if self.subject.coach else "")

    @property
    def waits_for_you(self) -> str:
        """Say the same to the coach."""
        return self._waits_for("you")

    def _waits_for(self, coach: str) -> str:
        if self.debrief is None or self.is_released:
            return ""
        if self.is_on_hold:
            return "Waits until the hold is lifted"
        if self.subject.coach is None:
            return "Waits for an administrator to choose a coach"
        return {
            State.PREPARED: f"Waits for an administrator to release it to {coach}",
            State.WITH_COACH: f"Waits for {coach} to hold the debrief",
            State.HELD: f"Waits for {coach} to release it",
        }[State(self.debrief.state)]


def status_of(subject: Subject) -> DebriefStatus:
    return _status(_with_reports(Subject.objects.filter(pk=subject.pk)).get())


def statuses_of(round: Round) -> list[DebriefStatus]:
    """List the reports of the round's subjects, by name, in two queries."""
    return [_status(subject) for subject in _with_reports(round.subjects.all())]


def statuses_for_coach(user: User) -> list[DebriefStatus]:
    """List the reports that the account debriefs: those that wait for it first, and the newest round first."""
    found = [_status(subject) for subject in _with_reports(Subject.objects.coached_by(user)).order_by("-round", "pk")]
    return sorted(found, key=lambda one: (one.is_released, one.debrief is None))


def _with_reports(subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    latest = Release.objects.filter(subject=OuterRef("subject")).order_by("-number").values("number")[:1]
    releases = Release.objects.filter(number=Subquery(latest)).select_related("document")
    return (
        subjects.select_related("round__cohort__programme", "enrolment__person", "coach", "debrief")
        .annotate(released_on=_released_on())
        .prefetch_related(
            Prefetch("releases", queryset=releases.defer("result", "change", "document__content"), to_attr="latest")
        )
    )


def _released_on() -> Any:
    days = Debrief.objects.filter(subject=OuterRef("pk"), state__in=[State.PREPARED, State.WITH_COACH])
    return Subquery(days.filter(is_on_hold=False).annotate(released_on=RELEASED_ON).values("released_on")[:1])


def _status(subject: Any) -> DebriefStatus:
    debrief = subject.debrief if hasattr(subject, "debrief") else None
    document = subject.latest[0].document if subject.latest else None
    return DebriefStatus(subject, debrief, document, subject.released_on)


def trail_of(subject: Subject) -> QuerySet[DebriefStep]:
    """List the steps of the report in their order, each with the name that the organisation has for its account."""
    names = Person.objects.filter(user=OuterRef("by"), organisation=subject.organisation)
    return DebriefStep.objects.filter(debrief__subject=subject).annotate(name=Subquery(names.values("name")[:1]))
