"""Who comes to a session, as far as those invited have said."""

from dataclasses import dataclass

from scheduling.bookings.attendees import executives_of
from scheduling.models import Invitee, Session

SAID = [Invitee.Answer.ACCEPTED, Invitee.Answer.TENTATIVE, Invitee.Answer.DECLINED, Invitee.Answer.NONE]


@dataclass(frozen=True)
class Group:
    label: str
    people: list[str]


@dataclass(frozen=True)
class InvitedCircle:
    """People who come for the same reason, by their answer; whoever has not answered comes last."""

    label: str
    groups: list[Group]

    @property
    def asked(self) -> int:
        return sum(len(group.people) for group in self.groups)


@dataclass(frozen=True)
class Answers:
    circles: list[InvitedCircle]

    @property
    def asked(self) -> int:
        return sum(circle.asked for circle in self.circles)


def answers_of(session: Session) -> Answers:
    """Everybody who is expected; executives for themselves, unless they take part or lead."""
    expected = list(session.invitees.filter(is_cancelled=False).select_related("person").order_by("person__name"))
    executives = _executives(session)
    others = [row for row in expected if row.person_id not in executives]
    circles = [
        _circle("Participants and facilitators", others),
        _circle("Executives", [row for row in expected if row not in others]),
    ]
    return Answers([circle for circle in circles if circle.asked])


def _executives(session: Session) -> set[int]:
    if not session.element.executives_attend:
        return set()
    found = executives_of(session.organisation).exclude(enrolments__cohort=session.cohort_id)
    return set(found.exclude(released_sessions__session=session).values_list("pk", flat=True))


def _circle(label: str, rows: list[Invitee]) -> InvitedCircle:
    return InvitedCircle(
        label, [Group(said.label, [row.person.name for row in rows if row.answer == said]) for said in SAID]
    )


def let_go(session: Session) -> list[str]:
    """Who had been invited when a release called it off. Who had left before is not among them."""
    if session.as_released is None or not session.as_released.is_cancelled:
        return []
    told = session.invitees.filter(is_cancelled=True, release=session.as_released.release_id)
    return list(told.order_by("person__name").values_list("person__name", flat=True))
