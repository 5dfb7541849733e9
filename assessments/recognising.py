"""Whom a rater's comments could point to: the people around the participant, and what only one of them is or has."""

from collections import Counter
from collections.abc import Iterator, Sequence

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
    enrolments = list(Enrolment.objects.filter(cohort=subject.round.cohort_id).select_related("person", "site"))
    raters = Invitation.objects.filter(subject=subject).exclude(relationship=Relationship.SELF)
    names = [each.person.name for each in enrolments] + list(raters.values_list("name", flat=True))
    around = [term for name in names for term in names_of(name)] + list(held_by_one(enrolments))
    own = {term.text.casefold() for term in names_of(subject.name)}
    own |= {thing for each in enrolments if each.pk == subject.enrolment_id for thing in things_of(each)}
    return [term for term in around if term.text.casefold() not in own]


def held_by_one(enrolments: Sequence[Enrolment]) -> Iterator[Term]:
    held = Counter(thing for enrolment in enrolments for thing in things_of(enrolment))
    yield from (Term(thing, HELD_BY_ONE) for thing, count in held.items() if count == 1 and words_of(thing))


def things_of(enrolment: Enrolment) -> set[str]:
    return {enrolment.job_title.casefold(), enrolment.site.name.casefold()}
