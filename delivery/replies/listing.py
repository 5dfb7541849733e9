"""Who comes to a session, as far as those invited have said."""

from dataclasses import dataclass

from delivery.models import Invitee, Session


@dataclass(frozen=True)
class Group:
    label: str
    people: list[str]


@dataclass(frozen=True)
class Answers:
    groups: list[Group]

    @property
    def asked(self) -> int:
        return sum(len(group.people) for group in self.groups)


def answers_of(session: Session) -> Answers:
    """Everybody who is expected, by their answer; whoever has not answered comes last."""
    expected = session.invitees.filter(is_cancelled=False).select_related("person").order_by("person__name")
    by_answer: dict[str, list[str]] = {answer: [] for answer in Invitee.Answer.values}
    for row in expected:
        by_answer[row.answer].append(row.person.name)
    said = [Invitee.Answer.ACCEPTED, Invitee.Answer.TENTATIVE, Invitee.Answer.DECLINED, Invitee.Answer.NONE]
    return Answers([Group(answer.label, by_answer[answer]) for answer in said])


def let_go(session: Session) -> list[str]:
    """Who had been invited when a release called it off. Who had left before is not among them."""
    if session.known is None or not session.known.is_cancelled:
        return []
    told = session.invitees.filter(is_cancelled=True, release=session.known.release_id)
    return list(told.order_by("person__name").values_list("person__name", flat=True))
