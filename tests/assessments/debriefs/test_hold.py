"""The emergency hold: at once nobody can open a report, and nothing moves until it is lifted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from assessments.debriefs import assign, redact, release, workflow
from assessments.debriefs import hold as debrief_hold
from assessments.models import Debrief, DebriefStep, Round, Subject
from cohorts.models import Cohort
from messaging import letters
from messaging.models import Message
from people.models import Person, Role
from tests import cast
from tests.assessments.debrief_states import (
    COACH,
    OTHER_COACH,
    PARTICIPANT,
    State,
    closed,
    come_to,
    put_on_hold,
    ravi,
    state_of,
)
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

    assert debrief_hold.hold(subject=subject, by=administrator.user, reason=REASON)
    assert (readers(subject), state_of(subject)) == ([], state)
    assert debrief_hold.lift(subject=subject, by=administrator.user, reason="Put right.")
    assert (readers(subject), state_of(subject)) == (open_to, state)

    steps = DebriefStep.objects.order_by("-pk").values_list("action", "reason")[:2]
    assert list(steps) == [("lift", "Put right."), ("hold", REASON)]


def test_the_state_does_not_move_meanwhile_nor_by_itself(subject: Subject, administrator: Person) -> None:
    Round.objects.update(without_coach_after=0)
    put_on_hold(subject)
    with pytest.raises(ValidationError, match="on hold"):
        workflow.give_to_coach(subject=subject, by=administrator.user)
    assert release.release_overdue(today=timezone.localdate() + timedelta(days=99)) == 0
    assert state_of(subject) == State.PREPARED

    debrief_hold.lift(subject=subject, by=administrator.user, reason="Put right.")
    assert release.release_overdue() == 1


@pytest.mark.parametrize("verb", [debrief_hold.hold, debrief_hold.lift])
def test_a_reason_is_required(verb: object, subject: Subject, administrator: Person) -> None:
    with pytest.raises(ValidationError, match="Enter the reason"):
        verb(subject=subject, by=administrator.user, reason=" ")  # type: ignore[operator]
    assert not DebriefStep.objects.exists()


def test_holding_twice_is_one_step(subject: Subject, administrator: Person) -> None:
    assert debrief_hold.hold(subject=subject, by=administrator.user, reason=REASON)
    assert not debrief_hold.hold(subject=subject, by=administrator.user, reason=REASON)
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
    first = closed(cohort)[0]
    second = closed(cast.cohort(cohort.organisation, "Cohort 2"), "Ana Able")[0]
    debrief_hold.hold_all(round=first.round, by=administrator.user, reason=REASON)
    assert list(Debrief.objects.filter(is_on_hold=True)) == [first.debrief]
    assert not second.debrief.is_on_hold


# Whose hold it is


def test_a_coach_does_not_lift_what_an_administrator_holds(
    subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    come_to(State.WITH_COACH, subject)
    put_on_hold(subject)
    client, lift = client_for(ravi(subject.round.cohort)), reverse("debrief_lift", args=[subject.pk])

    page = client.get(reverse("debrief", args=[subject.pk])).content.decode()
    assert "An administrator can lift the hold." in page
    assert lift not in page
    assert client.get(lift).headers["Location"] == reverse("debrief", args=[subject.pk])
    assert "Only an administrator can lift this hold." in client.post(lift, {"reason": "Go on."}).content.decode()
    assert Debrief.objects.get().is_on_hold
    assert debrief_hold.lift(subject=subject, by=administrator.user, reason="Put right.")


def test_an_administrator_lifts_what_a_coach_holds_and_another_coach_does_not(
    subject: Subject, administrator: Person
) -> None:
    olu = cast.member(subject.organisation, Role.COACH, OTHER_COACH)
    come_to(State.WITH_COACH, subject)
    debrief_hold.hold(subject=subject, by=ravi(subject.round.cohort).user, reason=REASON)
    assign.assign(round=subject.round, coaches={subject.pk: olu}, by=administrator.user)
    with pytest.raises(ValidationError, match="Only an administrator"):
        debrief_hold.lift(subject=subject, by=olu.user, reason="Go on.")
    assert debrief_hold.lift(subject=subject, by=administrator.user, reason="Put right.")


def test_an_administrator_makes_a_coachs_hold_their_own(subject: Subject, administrator: Person) -> None:
    """Otherwise a coach who holds first could open what an administrator has put on hold since."""
    coach = ravi(subject.round.cohort)
    come_to(State.WITH_COACH, subject)
    debrief_hold.hold(subject=subject, by=coach.user, reason=REASON)
    sent = Message.objects.count()

    assert debrief_hold.hold_all(round=subject.round, by=administrator.user, reason="Everything waits.") == 1
    assert debrief_hold.hold_all(round=subject.round, by=administrator.user, reason="Everything waits.") == 0
    assert Message.objects.count() == sent
    with pytest.raises(ValidationError, match="Only an administrator"):
        debrief_hold.lift(subject=subject, by=coach.user, reason="Go on.")


# The comments meanwhile

WRITTEN = "Explains why."


def test_a_coach_chosen_during_a_hold_reads_no_comment_until_it_is_lifted(
    subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    olu = cast.member(subject.organisation, Role.COACH, OTHER_COACH)
    come_to(State.WITH_COACH, subject)
    put_on_hold(subject)
    assign.assign(round=subject.round, coaches={subject.pk: olu}, by=administrator.user)
    client, comments = client_for(olu), reverse("debrief_comments", args=[subject.pk])
    one = reverse("debrief_leave_out", args=[subject.pk, 1, 0])

    for address in (comments, one):
        page = client.get(address, follow=True).content.decode()
        assert "You can read its comments once the hold is lifted." in page
        assert "I listen." not in page
    assert comments not in client.get(reverse("debrief", args=[subject.pk])).content.decode()
    with pytest.raises(ValidationError, match="once the hold is lifted"):
        redact.leave_out(subject=subject, question=0, comment=WRITTEN, reason=REASON, by=olu.user)

    debrief_hold.lift(subject=subject, by=administrator.user, reason="Put right.")
    assert WRITTEN in client.get(comments).content.decode()
    # They have it for the first time: nothing is said of "again".
    assert Message.objects.filter(to_email=olu.email).get().kind == "report_to_debrief"


def test_a_coach_chosen_before_a_later_hold_reads_on(
    subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    olu = cast.member(subject.organisation, Role.COACH, OTHER_COACH)
    come_to(State.WITH_COACH, subject)
    assign.assign(round=subject.round, coaches={subject.pk: olu}, by=administrator.user)
    put_on_hold(subject)
    assert WRITTEN in client_for(olu).get(reverse("debrief_comments", args=[subject.pk])).content.decode()


def test_a_hold_taken_over_does_not_open_the_comments_to_who_came_between(
    subject: Subject, administrator: Person
) -> None:
    """Ravi holds, Olu comes, Ravi comes back, an administrator holds too: the first of these holds counts."""
    coach, olu = ravi(subject.round.cohort), cast.member(subject.organisation, Role.COACH, OTHER_COACH)
    come_to(State.WITH_COACH, subject)
    debrief_hold.hold(subject=subject, by=coach.user, reason=REASON)
    for chosen in (olu, coach):
        assign.assign(round=subject.round, coaches={subject.pk: chosen}, by=administrator.user)
    assert debrief_hold.hold(subject=subject, by=administrator.user, reason=REASON)
    assert not workflow.coach_has_read(Debrief.objects.get())


# What is said of it


def test_the_participant_reads_that_it_is_on_hold_and_not_why(subject: Subject, client_for: ClientFor) -> None:
    come_to(State.RELEASED, subject)
    put_on_hold(subject)
    page = client_for(subject.enrolment.person).get(reverse("my_assessment", args=[subject.pk])).content.decode()
    assert "Your report is on hold for the moment" in page
    assert "A rater has written to us." not in page


def letters_sent() -> dict[str, letters.Letter | None]:
    return {message.kind: letters.letter_for(message) for message in Message.objects.order_by("pk")}


def test_only_those_who_could_open_it_are_emailed_and_never_why(subject: Subject, administrator: Person) -> None:
    debrief_hold.hold(subject=subject, by=administrator.user, reason=REASON)
    assert list(letters_sent()) == ["report_on_its_way"]
    debrief_hold.lift(subject=subject, by=administrator.user, reason="Put right.")

    come_to(State.RELEASED, subject)
    debrief_hold.hold(subject=subject, by=administrator.user, reason=REASON)
    written = letters_sent()
    held, to_coach = written["report_on_hold"], written["report_on_hold_coach"]
    assert held
    assert to_coach
    assert held.subject == "Your 360 report is on hold"
    assert not [letter for letter in written.values() if letter and REASON in letter.text()]
    # What was to be said before is not true now.
    assert written["report_released"] is None

    debrief_hold.lift(subject=subject, by=administrator.user, reason="Put right.")
    written = letters_sent()
    assert written["report_on_hold"] is None
    assert written["report_hold_lifted"]
    assert written["report_hold_lifted_coach"]
