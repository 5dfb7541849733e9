"""Whom a rater's comments could point to: the people around the participant, and what only one of them is or has."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assessments.commenting import HELD_BY_ONE, Part, Term, names_of, parts, words_of
from assessments.models import Invitation, Relationship
from cohorts.models import Enrolment

SHOWN_AS_THEIRS = (Relationship.SELF, Relationship.MANAGER)


def shown_back(invitation: Invitation, comments: Sequence[str]) -> list[list[Part]]:
    """Each comment in pieces. The participant's own and the manager's are shown as theirs, with nothing marked."""
    if invitation.relationship in SHOWN_AS_THEIRS or not any(comments):
        return [parts_without_marks(comment) for comment in comments]
    terms = terms_around(invitation)
    return [parts(comment, terms) for comment in comments]


def parts_without_marks(comment: str) -> list[Part]:
    return [Part(comment)] if comment else []


def terms_around(invitation: Invitation) -> list[Term]:
    """The participant is not among them: that the comment is about them says nothing of who wrote it."""
    subject = invitation.subject
    members = list(members_of(subject.round.cohort_id))
    raters = Invitation.objects.filter(subject=subject).exclude(relationship=Relationship.SELF)
    names = [each.person__name for each in members] + list(raters.values_list("name", flat=True))
    around = [term for name in names for term in names_of(name)] + list(held_by_one(members))
    own = {term.text.casefold() for term in names_of(subject.name)}
    own |= {thing for each in members if each.pk == subject.enrolment_id for thing in things_of(each)}
    return [term for term in around if term.text.casefold() not in own]


def members_of(cohort_id: int) -> Iterable[Any]:
    """The one thing that is asked about twenty people at once: four words of each are a quarter of the time."""
    enrolments = Enrolment.objects.filter(cohort=cohort_id)
    return enrolments.values_list("pk", "person__name", "job_title", "site__name", named=True)


def held_by_one(members: Sequence[Any]) -> Iterator[Term]:
    held = Counter(thing for member in members for thing in things_of(member))
    yield from (Term(thing, HELD_BY_ONE) for thing, count in held.items() if count == 1 and words_of(thing))


def things_of(member: Any) -> set[str]:
    return {member.job_title.casefold(), member.site__name.casefold()}
