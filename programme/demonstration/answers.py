"""The answers of invented raters and participants."""

from collections.abc import Iterator
from random import Random

from assessments.models import Invitation, Relationship, Response, Round, Subject
from assessments.raters.naming import NamedRater, name_raters
from cohorts.models import Cohort, Practice
from evaluations.models import Evaluation
from programme.demonstration import ratings
from programme.demonstration.data import address, make_random, newcomer_email, people, words
from scheduling.models import Session

EVALUATES = 0.9
# How many raters of the reassessment were not asked before.
NEW_THE_SECOND_TIME = 0.3
SCORES = (2, 3, 4, 5)
WEIGHTS = (1, 5, 42, 52)


def ask_raters(round_: Round, *, by_email: bool) -> None:
    """Name raters for every subject, most of whom answer. The newcomer has not rated themselves."""
    practices = list(round_.questionnaire.statements.values_list("practice", flat=True))
    subjects = round_.subjects.select_related("round", "enrolment__person__user", "enrolment__person__organisation")
    for subject in subjects:
        named = list(_named(subject))
        if by_email:
            name_raters(subject=subject, raters=named)
        else:
            _put_on_record(subject, named)
    for subject in subjects:
        _answer(subject, practices)


def _put_on_record(subject: Subject, named: list[NamedRater]) -> None:
    """Invite raters as of long ago, without emails."""
    Invitation.objects.bulk_create(
        Invitation(subject=subject, relationship=rater.relationship, name=rater.name, email=rater.email)
        for rater in named
    )
    Subject.objects.filter(pk=subject.pk).update(has_named_raters=True)


def _named(subject: Subject) -> Iterator[NamedRater]:
    chance, again = (
        make_random(subject.round.cohort.name, subject.name, "raters", *each) for each in ((), _turn(subject))
    )
    taken = set(subject.invitations.values_list("email", flat=True))
    for relationship, fewest, most in ratings.NAMED:
        for _ in range(chance.randint(fewest, most)):
            name = _new_name(chance, taken)
            if _turn(subject) and again.random() < NEW_THE_SECOND_TIME:
                name = _new_name(again, taken)
            taken.add(address(name))
            yield NamedRater(relationship=relationship, name=name, email=address(name))


def _new_name(chance: Random, taken: set[str]) -> str:
    invented = people()["raters"]
    while True:
        name = f"{chance.choice(invented['given'])} {chance.choice(invented['family'])}"
        if address(name) not in taken:
            return name


def _answer(subject: Subject, practices: list[str]) -> None:
    answered = [invitation for invitation in subject.invitations.all() if _answers(subject, invitation)]
    Response.objects.bulk_create(
        Response(
            subject=subject,
            relationship=invitation.relationship,
            ratings=_ratings(subject, invitation, practices),
            comments=ratings.comments(subject.name, place, turn=_turn(subject)),
        )
        for place, invitation in enumerate(answered)
    )
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in answered]).update(state=Invitation.State.ANSWERED)


def _ratings(subject: Subject, invitation: Invitation, practices: list[str]) -> list[int | None]:
    relationship = Relationship(invitation.relationship)
    return ratings.ratings(subject.name, relationship, invitation.email, practices, turn=_turn(subject))


def _turn(subject: Subject) -> list[str]:
    """Return the extra seed that makes the random numbers of a reassessment differ."""
    return [subject.round.kind] if subject.round.kind == Round.Kind.REASSESSMENT else []


def _answers(subject: Subject, invitation: Invitation) -> bool:
    chance = make_random(subject.round.cohort.name, subject.name, invitation.email, *_turn(subject)).random()
    if subject.enrolment.person.email == newcomer_email():
        return invitation.relationship != Relationship.SELF and chance < ratings.ANSWERS / 2
    return invitation.relationship == Relationship.SELF or chance < ratings.ANSWERS


def evaluate_held_sessions(cohort: Cohort) -> None:
    """Evaluate sessions that were held, for most participants but not for the newcomer."""
    enrolments = list(cohort.enrolments.exclude(person__user__email=newcomer_email()).select_related("person"))
    for session in Session.objects.filter(cohort=cohort).ended().select_related("element"):
        chance = make_random(cohort.name, session.element.key, session.number)
        given = [enrolment for enrolment in enrolments if chance.random() < EVALUATES]
        learned = _learned(session, len(given), chance)
        Evaluation.objects.bulk_create(
            Evaluation(
                session=session,
                enrolment=enrolment,
                score=chance.choices(SCORES, WEIGHTS)[0],
                learned=text,
                will_do=chance.choice(words()["will_do"]["any"]),
            )
            for enrolment, text in zip(given, learned, strict=True)
        )


def _learned(session: Session, count: int, chance: Random) -> list[str]:
    """Choose what participants wrote; most wrote nothing. No text is used for two sessions."""
    texts: list[str] = words()["learned"][session.element.kind]
    sessions = {"masterclass": len(Practice), "learning_set": 3, "coaching": 2}.get(session.element.kind, 1)
    is_masterclass = session.element.kind == "masterclass"
    turn = Practice.values.index(session.element.practice) if is_masterclass else session.number
    own = texts[turn % sessions :: sessions]
    places = chance.sample(range(count), k=min(len(own), count))
    written = dict(zip(places, own, strict=False))
    return [written.get(place, "") for place in range(count)]
