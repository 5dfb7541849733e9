"""The emergency hold: at once nobody can open a report, and nothing moves until it is lifted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from assessments import debriefing, holding
from assessments.models import Debrief, DebriefStep, Policy, Subject
from cohorts.models import Cohort
from messaging import letters
from messaging.models import Message
from people.models import Organisation, Person
from tests.assessments.debrief_cast import COACH, PARTICIPANT, State, closed, come_to, put_on_hold, ravi, state_of
from tests.conftest import ClientFor

REASON = "A rater was named in it."


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    return closed(cohort)[0]


def readers(subject: Subject) -> list[str]:
    return sorted(person.name for person in subject.releases.get().document.shown_to.all())


@pytest.mark.parametrize(
    ("state", "open_to"),
    [
        (State.PREPARED, []),
        (State.WITH_COACH, [COACH]),
        (State.HELD, [COACH]),
        (State.RELEASED, [PARTICIPANT, COACH]),
    ],
)
def test_a_hold_closes_a_report_and_lifting_it_opens_it_to_the_same(
    state: Debrief.State, open_to: list[str], subject: Subject, administrator: Person
) -> None:
    come_to(state, subject)
    assert readers(subject) == open_to

    assert holding.hold(subject=subject, by=administrator.user, reason=REASON)
    assert (readers(subject), state_of(subject)) == ([], state)
    assert holding.lift(subject=subject, by=administrator.user, reason="Put right.")
    assert (readers(subject), state_of(subject)) == (open_to, state)

    steps = DebriefStep.objects.order_by("-pk").values_list("action", "reason")[:2]
    assert list(steps) == [("lift", "Put right."), ("hold", REASON)]


def test_the_state_does_not_move_meanwhile_nor_by_itself(
    subject: Subject, administrator: Person, trust: Organisation
) -> None:
    Policy.objects.create(organisation=trust, without_coach_after=0)
    put_on_hold(subject)
    with pytest.raises(ValidationError, match="on hold"):
        debriefing.give_to_coach(subject=subject, by=administrator.user)
    assert debriefing.release_overdue(today=timezone.localdate() + timedelta(days=99)) == 0
    assert state_of(subject) == State.PREPARED

    holding.lift(subject=subject, by=administrator.user, reason="Put right.")
    assert debriefing.release_overdue() == 1


@pytest.mark.parametrize("verb", [holding.hold, holding.lift])
def test_a_reason_is_required(verb: object, subject: Subject, administrator: Person) -> None:
    with pytest.raises(ValidationError, match="Enter the reason"):
        verb(subject=subject, by=administrator.user, reason=" ")  # type: ignore[operator]
    assert not DebriefStep.objects.exists()


def test_holding_twice_is_one_step(subject: Subject, administrator: Person) -> None:
    assert holding.hold(subject=subject, by=administrator.user, reason=REASON)
    assert not holding.hold(subject=subject, by=administrator.user, reason=REASON)
    assert DebriefStep.objects.count() == 1


@pytest.mark.parametrize("who", ["administrator", "coach"])
def test_administrator_and_coach_hold_and_lift_by_their_pages(
    who: str, subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    client = client_for(administrator if who == "administrator" else ravi(subject.round.cohort))
    hold, lift = (reverse(name, args=[subject.pk]) for name in ("debrief_hold", "debrief_lift"))

    assert client.get(lift).headers["Location"] == reverse("debrief", args=[subject.pk])
    assert "Enter the reason" in client.post(hold, {"reason": ""}).content.decode()
    page = client.post(hold, {"reason": REASON}, follow=True).content.decode()
    assert "The report is on hold." in page
    assert REASON in page
    assert Debrief.objects.get().is_on_hold
    client.post(lift, {"reason": "Put right."})
    assert not Debrief.objects.get().is_on_hold


def test_nobody_else_holds_or_lifts(
    subject: Subject, coach: Person, executive: Person, outsider: Person, client_for: ClientFor
) -> None:
    for person in (subject.enrolment.person, coach, executive, outsider):
        client = client_for(person)
        for name in ("debrief_hold", "debrief_lift"):
            assert client.post(reverse(name, args=[subject.pk]), {"reason": REASON}).status_code == 404
        for name in ("round_hold", "round_lift"):
            assert client.post(reverse(name, args=[subject.round_id]), {"reason": REASON}).status_code == 404
    assert not Debrief.objects.get().is_on_hold


def test_a_whole_round_is_held_and_lifted_at_once(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    subjects = closed(cohort, "Ana Able", "Ben Brisk", "Cai Calm")
    put_on_hold(subjects[0])
    come_to(State.RELEASED, subjects[1])
    client, round_id = client_for(administrator), subjects[0].round_id

    page = client.post(reverse("round_hold", args=[round_id]), {"reason": REASON}, follow=True)
    assert "2 reports put on hold." in page.content.decode()
    assert not any(readers(subject) for subject in subjects)
    page = client.post(reverse("round_lift", args=[round_id]), {"reason": "Put right."}, follow=True)
    assert "3 reports taken off hold." in page.content.decode()
    assert [bool(readers(subject)) for subject in subjects] == [False, True, False]


def test_a_hold_of_one_round_leaves_the_others_open(cohort: Cohort, administrator: Person) -> None:
    from tests import cast

    first = closed(cohort)[0]
    second = closed(cast.cohort(cohort.organisation, "Cohort 2"), "Ana Able")[0]
    holding.hold_all(round=first.round, by=administrator.user, reason=REASON)
    assert list(Debrief.objects.filter(is_on_hold=True)) == [first.debrief]
    assert not second.debrief.is_on_hold


# What is said of it


def test_the_participant_reads_that_it_is_on_hold_and_not_why(subject: Subject, client_for: ClientFor) -> None:
    come_to(State.RELEASED, subject)
    put_on_hold(subject)
    page = client_for(subject.enrolment.person).get(reverse("my_assessment", args=[subject.pk])).content.decode()
    assert "Your report is on hold for the moment" in page
    assert "A rater has written to us." not in page


def letters_sent() -> dict[str, letters.Letter | None]:
    return {message.kind: letters.letter_for(message) for message in Message.objects.order_by("pk")}


def test_only_whoever_could_open_it_is_emailed_and_never_why(subject: Subject, administrator: Person) -> None:
    holding.hold(subject=subject, by=administrator.user, reason=REASON)
    assert list(letters_sent()) == ["report_on_its_way"]
    holding.lift(subject=subject, by=administrator.user, reason="Put right.")

    come_to(State.RELEASED, subject)
    holding.hold(subject=subject, by=administrator.user, reason=REASON)
    written = letters_sent()
    held, to_coach = written["report_on_hold"], written["report_on_hold_coach"]
    assert held
    assert to_coach
    assert held.subject == "Your 360 report is on hold"
    assert not [letter for letter in written.values() if letter and REASON in letter.text()]
    # What was to be said before is not true now.
    assert written["report_released"] is None

    holding.lift(subject=subject, by=administrator.user, reason="Put right.")
    written = letters_sent()
    assert written["report_on_hold"] is None
    assert written["report_hold_lifted"]
    assert written["report_hold_lifted_coach"]
