"""The people invited to a session, by their answers."""

from dataclasses import dataclass

from scheduling.bookings.attendees import executives_of
from scheduling.models import Invitee, Session

ANSWERS = [Invitee.Answer.ACCEPTED, Invitee.Answer.TENTATIVE, Invitee.Answer.DECLINED, Invitee.Answer.NONE]


@dataclass(frozen=True)
class AnswerGroup:
    """The people who gave the same answer."""

    label: str
    people: list[str]


@dataclass(frozen=True)
class InvitedCircle:
    """People invited for the same reason, by their answer. Those who have not answered come last."""

    label: str
    groups: list[AnswerGroup]

    @property
    def count(self) -> int:
        return sum(len(group.people) for group in self.groups)


@dataclass(frozen=True)
class Attendance:
    circles: list[InvitedCircle]

    @property
    def count(self) -> int:
        return sum(circle.count for circle in self.circles)


def find_attendance(session: Session) -> Attendance:
    """Group the people expected. Executives who neither take part nor lead are a circle of their own."""
    expected = list(session.invitees.filter(is_cancelled=False).select_related("person").order_by("person__name"))
    executives = _executives(session)
    others = [invitee for invitee in expected if invitee.person_id not in executives]
    circles = [
        _circle("Participants and facilitators", others),
        _circle("Executives", [invitee for invitee in expected if invitee not in others]),
    ]
    return Attendance([circle for circle in circles if circle.count])


def _executives(session: Session) -> set[int]:
    if not session.element.executives_attend:
        return set()
    found = executives_of(session.organisation).exclude(enrolments__cohort=session.cohort_id)
    return set(found.exclude(released_sessions__session=session).values_list("pk", flat=True))


def _circle(label: str, invitees: list[Invitee]) -> InvitedCircle:
    groups = [
        AnswerGroup(answer.label, [invitee.person.name for invitee in invitees if invitee.answer == answer])
        for answer in ANSWERS
    ]
    return InvitedCircle(label, groups)


def invited_before_cancellation(session: Session) -> list[str]:
    """Name the people who were still invited when a release cancelled the session."""
    if session.as_released is None or not session.as_released.is_cancelled:
        return []
    told = session.invitees.filter(is_cancelled=True, release=session.as_released.release_id)
    return list(told.order_by("person__name").values_list("person__name", flat=True))
