"""From prepared to released: each step once, in its order, by whom it belongs."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from assessments import tasks
from assessments.debriefs import assign, hold, redact, release, workflow
from assessments.models import Debrief, DebriefStep, Relationship, Round, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from messaging.models import Message
from people.models import Organisation, Person, Role, RoleGrant
from tests import cast
from tests.assessments.closed_rounds import answered, open_round
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
from tests.assessments.open_rounds import all_at_once, opened, settle
from tests.conftest import ClientFor
from tests.reading import read

WAYS = [State.PREPARED, State.WITH_COACH, State.HELD, State.RELEASED]
TODAY = timezone.localdate

# Who may take each step, and the one state in which it leads on.
STEPS = {
    "debrief_give": ("administrator", State.PREPARED, State.WITH_COACH),
    "debrief_held": (COACH, State.WITH_COACH, State.HELD),
    "debrief_release": (COACH, State.HELD, State.RELEASED),
}


@pytest.fixture
def subject(cohort: Cohort) -> Subject:
    return closed(cohort)[0]


def everybody(subject: Subject) -> dict[str, Person]:
    trust = subject.organisation
    return {
        PARTICIPANT: subject.enrolment.person,
        COACH: ravi(subject.round.cohort),
        OTHER_COACH: cast.member(trust, Role.COACH, OTHER_COACH),
        "facilitator": cast.member(trust, Role.FACILITATOR),
        "administrator": cast.member(trust, Role.ADMINISTRATOR),
        "executive": cast.member(trust, Role.EXECUTIVE),
        "outsider": cast.member(cast.trust("Otherside Trust"), Role.ADMINISTRATOR),
    }


def day_of(day: date) -> dict[str, str]:
    return {"held_on_day": str(day.day), "held_on_month": str(day.month), "held_on_year": str(day.year)}


def actions(subject: Subject) -> list[str]:
    return [step.action for step in DebriefStep.objects.filter(debrief__subject=subject)]


def kinds_of_mail() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def test_a_report_begins_prepared_and_goes_all_the_way(subject: Subject, administrator: Person) -> None:
    coach = ravi(subject.round.cohort)
    assert state_of(subject) == State.PREPARED

    workflow.give_to_coach(subject=subject, by=administrator.user)
    assert state_of(subject) == State.WITH_COACH
    workflow.record_debrief(subject=subject, by=coach.user, held_on=TODAY())
    assert state_of(subject) == State.HELD
    release.give_to_participant(subject=subject, by=coach.user)
    assert state_of(subject) == State.RELEASED

    assert actions(subject) == ["give_to_coach", "record_debrief", "give_to_participant"]
    by = DebriefStep.objects.values_list("by__email", flat=True)
    assert list(by) == [administrator.email, coach.email, coach.email]
    assert kinds_of_mail() == ["report_on_its_way", "report_to_debrief", "report_released"]


@pytest.mark.parametrize("held", [False, True], ids=["going on", "on hold"])
@pytest.mark.parametrize("state", WAYS)
def test_every_step_in_every_state_by_every_role(
    state: Debrief.State, held: bool, subject: Subject, client_for: ClientFor
) -> None:
    """Seven people try three steps; only one of them by one of them leads on, and none while it is on hold."""
    come_to(state, subject)
    if held:
        put_on_hold(subject)
    before = (state_of(subject), actions(subject))
    form = {**day_of(TODAY()), "release": "no"}

    for role, person in everybody(subject).items():
        client = client_for(person)
        for step, (who, due, after) in STEPS.items():
            answer = client.post(reverse(step, args=[subject.pk]), form)
            assert (answer.status_code == 404) == (role != who), (role, step)
            if role == who and due == state and not held:
                assert state_of(subject) == after
                Debrief.objects.update(state=state)
                DebriefStep.objects.order_by("pk").last().delete()  # type: ignore[union-attr]
            assert (state_of(subject), actions(subject)) == before, (role, step)


def test_nobody_who_is_signed_out_takes_a_step(subject: Subject) -> None:
    from django.test import Client

    for step in STEPS:
        answer = Client().post(reverse(step, args=[subject.pk]))
        assert answer.headers["Location"].startswith(reverse("account_login"))
    assert state_of(subject) == State.PREPARED


def test_a_step_out_of_order_is_refused_in_words(
    subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    coach = ravi(subject.round.cohort)
    with pytest.raises(ValidationError, match="Record the debrief first"):
        release.give_to_participant(subject=subject, by=coach.user)
    with pytest.raises(ValidationError, match="There is no debrief to record now"):
        workflow.record_debrief(subject=subject, by=coach.user, held_on=TODAY())

    page = client_for(coach).post(reverse("debrief_release", args=[subject.pk]), follow=True)
    assert "Record the debrief first." in page.content.decode()
    assert actions(subject) == []


def test_a_report_without_a_coach_is_given_to_nobody(subject: Subject, administrator: Person) -> None:
    Subject.objects.update(coach=None)
    with pytest.raises(ValidationError, match="Choose a coach first"):
        workflow.give_to_coach(subject=subject, by=administrator.user)
    assert state_of(subject) == State.PREPARED


def test_a_subject_without_a_report_has_nothing_to_give(cohort: Cohort, administrator: Person) -> None:
    from tests.assessments.closed_rounds import full_round

    subject = full_round(cohort).subjects.get()
    subject.coach = ravi(cohort)
    subject.save()
    with pytest.raises(ValidationError, match="There is no report yet"):
        workflow.give_to_coach(subject=subject, by=administrator.user)


def test_the_same_post_twice_is_one_step_and_twice_the_same_page(
    subject: Subject, administrator: Person, client_for: ClientFor
) -> None:
    coach = ravi(subject.round.cohort)
    posts = [
        (administrator, "debrief_give", {}),
        (coach, "debrief_held", {**day_of(TODAY()), "release": "yes"}),
    ]
    for person, step, form in posts:
        client, address = client_for(person), reverse(step, args=[subject.pk])
        first, second = (client.post(address, form, follow=True) for _ in range(2))
        assert said(first) == said(second) != []
    assert actions(subject) == ["give_to_coach", "record_debrief", "give_to_participant"]
    assert kinds_of_mail().count("report_released") == 1


def said(response: object) -> list[str]:
    return [str(message) for message in response.context["messages"]]  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_take_a_step_once() -> None:
    subject = closed(cast.cohort(cast.trust()))[0]
    administrator = cast.member(subject.organisation, Role.ADMINISTRATOR)
    coach = ravi(subject.round.cohort)

    given = all_at_once(10, lambda _: workflow.give_to_coach(subject=subject, by=administrator.user))
    assert sorted(given) == [False] * 9 + [True]
    come_to(State.HELD, subject)
    released = all_at_once(10, lambda _: release.give_to_participant(subject=subject, by=coach.user))
    assert sorted(released) == [False] * 9 + [True]
    assert actions(subject) == ["give_to_coach", "record_debrief", "give_to_participant"]
    assert kinds_of_mail().count("report_released") == 1


@pytest.mark.django_db(transaction=True)
def test_a_hold_and_a_release_at_once_leave_nothing_open() -> None:
    """Whichever comes first: with both done, nobody can open the report."""
    subject = closed(cast.cohort(cast.trust()))[0]
    come_to(State.HELD, subject)
    administrator, coach = cast.member(subject.organisation, Role.ADMINISTRATOR), ravi(subject.round.cohort)

    def act(place: int) -> None:
        try:
            if place:
                release.give_to_participant(subject=subject, by=coach.user)
            else:
                hold.hold(subject=subject, by=administrator.user, reason="Wait.")
        except ValidationError:
            pass

    all_at_once(2, act)
    debrief = Debrief.objects.get()
    assert debrief.is_on_hold
    assert debrief.state in (State.HELD, State.RELEASED)
    assert not subject.releases.get().document.shown_to.exists()


# The day of the debrief


@pytest.mark.parametrize(
    ("days", "refusal"), [(1, "must be today or in the past"), (-1, "before the coach had the report")]
)
def test_a_debrief_has_a_day_on_which_it_can_have_been(
    days: int, refusal: str, subject: Subject, client_for: ClientFor
) -> None:
    come_to(State.WITH_COACH, subject)
    form = {**day_of(TODAY() + timedelta(days=days)), "release": "yes"}
    page = client_for(ravi(subject.round.cohort)).post(reverse("debrief_held", args=[subject.pk]), form)
    assert refusal in page.content.decode()
    assert f'value="{form["held_on_year"]}"' in page.content.decode()
    assert state_of(subject) == State.WITH_COACH


def test_the_trail_keeps_the_day_of_the_debrief(subject: Subject) -> None:
    come_to(State.WITH_COACH, subject)
    Debrief.objects.update(since=date(2026, 3, 2))
    workflow.record_debrief(subject=subject, by=ravi(subject.round.cohort).user, held_on=date(2026, 3, 9))
    assert Debrief.objects.get().since == date(2026, 3, 9)
    step = DebriefStep.objects.get(action="record_debrief")
    assert step.reason == "Held on 9 March 2026."
    assert timezone.localtime(step.at).date() == TODAY()


# All of a round


def test_an_administrator_gives_all_prepared_reports_to_their_coaches(
    cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    with_coach, without, on_hold, gone_on = closed(cohort, "Ana Able", "Ben Brisk", "Cai Calm", "Dee Done")
    Subject.objects.filter(pk=without.pk).update(coach=None)
    put_on_hold(on_hold)
    come_to(State.RELEASED, gone_on)

    page = client_for(administrator).post(reverse("round_give", args=[with_coach.round_id]), follow=True)

    assert "1 report is with a coach now." in page.content.decode()
    states = [state_of(subject) for subject in (with_coach, without, on_hold, gone_on)]
    assert states == [State.WITH_COACH, State.PREPARED, State.PREPARED, State.RELEASED]


# Without a coach after so many days


def waits_at_most(trust: Organisation, days: int | None) -> None:
    """As it was settled when these rounds opened."""
    Round.objects.filter(cohort__programme__organisation=trust).update(without_coach_after=days)


@pytest.mark.parametrize("state", [State.PREPARED, State.WITH_COACH])
def test_a_report_that_waits_too_long_goes_to_its_participant(
    state: Debrief.State, subject: Subject, trust: Organisation
) -> None:
    """Since 1 March with 14 days: on 14 March it waits, on 15 March it goes."""
    waits_at_most(trust, 14)
    come_to(state, subject)
    Debrief.objects.update(since=date(2026, 3, 1))

    assert release.release_overdue(today=date(2026, 3, 14)) == 0
    assert state_of(subject) == state
    assert release.release_overdue(today=date(2026, 3, 15)) == 1
    assert state_of(subject) == State.RELEASED
    assert release.release_overdue(today=date(2026, 3, 16)) == 0

    last = DebriefStep.objects.order_by("pk").last()
    assert last
    assert (last.action, last.by) == ("give_to_participant", None)
    assert kinds_of_mail().count("report_released") == 1


def test_a_round_without_subjects_has_nothing_to_release(cohort: Cohort, trust: Organisation) -> None:
    open_round(cohort, without_coach_after=0)
    assert release.release_overdue() == 0

    (other,) = closed(cast.cohort(trust, "Cohort 2"))
    waits_at_most(trust, 0)
    assert release.release_overdue() == 1
    assert state_of(other) == State.RELEASED


def test_it_goes_also_when_there_is_no_coach_at_all(subject: Subject, trust: Organisation) -> None:
    waits_at_most(trust, 0)
    Subject.objects.update(coach=None)
    tasks.release_overdue_reports()
    assert state_of(subject) == State.RELEASED
    assert [person.name for person in subject.releases.get().document.shown_to.all()] == [PARTICIPANT]


@pytest.mark.parametrize("days", [None, 400])
def test_it_waits_for_ever_where_the_organisation_says_so(
    days: int | None, subject: Subject, trust: Organisation
) -> None:
    waits_at_most(trust, days)
    assert release.release_overdue(today=TODAY() + timedelta(days=399)) == 0
    assert state_of(subject) == State.PREPARED


def test_settings_changed_since_release_no_report_of_a_round_that_opened_before(
    cohort: Cohort, trust: Organisation
) -> None:
    """With the 30 days of its opening it waits on the 29th, though the settings now say 1 day; a later round has 1."""
    settle(trust, without_coach_after=30)
    first = opened(cohort)
    settle(trust, without_coach_after=1)
    second = opened(cast.cohort(trust, "Cohort 2"))
    assert (first.without_coach_after, second.without_coach_after) == (30, 1)

    answered(first.subjects.get(), Relationship.CO_WORKER, 5, 6, 7)
    closing.close(round=first)
    assert release.release_overdue(today=TODAY() + timedelta(days=29)) == 0
    assert release.release_overdue(today=TODAY() + timedelta(days=30)) == 1


def test_a_debrief_that_was_held_waits_for_its_coach(subject: Subject, trust: Organisation) -> None:
    waits_at_most(trust, 0)
    come_to(State.HELD, subject)
    assert release.release_overdue() == 0
    assert state_of(subject) == State.HELD


def test_another_trust_that_waits_less_moves_nothing_here(subject: Subject, other_trust: Organisation) -> None:
    opened(cast.cohort(other_trust))
    waits_at_most(other_trust, 0)
    assert release.release_overdue() == 0


# Who is coach


def test_somebody_who_is_no_coach_any_more_loses_the_report(subject: Subject, client_for: ClientFor) -> None:
    coach = ravi(subject.round.cohort)
    come_to(State.WITH_COACH, subject)
    document = subject.releases.get().document
    assert list(document.shown_to.all()) == [coach]

    RoleGrant.objects.get(person=coach).delete()

    assert not document.shown_to.exists()
    assert client_for(coach).get(reverse("debrief", args=[subject.pk])).status_code == 404
    RoleGrant.objects.create(person=coach, role=Role.FACILITATOR)
    assert list(document.shown_to.all()) == [coach]


def test_a_report_of_the_second_round_has_a_way_of_its_own(cohort: Cohort) -> None:
    first, second = closed(cohort, "Ana Able", "Ben Brisk")
    come_to(State.RELEASED, first)
    assert (state_of(first), state_of(second)) == (State.RELEASED, State.PREPARED)


def test_somebody_who_was_the_coach_when_they_opened_the_page_takes_no_step_any_more(
    subject: Subject, administrator: Person
) -> None:
    """The administrator chooses another coach while the one of before is about to press the button."""
    before = ravi(subject.round.cohort).user
    come_to(State.WITH_COACH, subject)
    olu = cast.member(subject.organisation, Role.COACH, OTHER_COACH)
    assign.assign(round=subject.round, coaches={subject.pk: olu}, by=administrator.user)

    with pytest.raises(ValidationError, match="Another coach debriefs this participant now"):
        workflow.record_debrief(subject=subject, by=before, held_on=TODAY())
    workflow.record_debrief(subject=subject, by=olu.user, held_on=TODAY())
    with pytest.raises(ValidationError, match="Another coach debriefs this participant now"):
        release.give_to_participant(subject=subject, by=before)
    with pytest.raises(ValidationError, match="Another coach debriefs this participant now"):
        hold.hold(subject=subject, by=before, reason="Wait.")
    with pytest.raises(ValidationError, match="Another coach debriefs this participant now"):
        redact.leave_out(subject=subject, question=0, comment="I listen.", reason="A name.", by=before)
    assert state_of(subject) == State.HELD


# Somebody who administers, and takes part


def also_administers(subject: Subject) -> Person:
    person = subject.enrolment.person
    RoleGrant.objects.create(person=person, role=Role.ADMINISTRATOR)
    return person


OWN = "This is your own 360: another administrator has to do this."


def test_nobody_takes_a_step_with_their_own_report(subject: Subject, client_for: ClientFor) -> None:
    person = also_administers(subject)
    client, olu = client_for(person), cast.member(subject.organisation, Role.COACH, OTHER_COACH)

    assert OWN in client.post(reverse("debrief_give", args=[subject.pk]), follow=True).content.decode()
    with pytest.raises(ValidationError, match="your own 360"):
        assign.assign(round=subject.round, coaches={subject.pk: olu}, by=person.user)
    assert OWN in client.post(reverse("debrief_hold", args=[subject.pk]), {"reason": "Wait."}).content.decode()
    assert state_of(subject) == State.PREPARED
    assert not Debrief.objects.get().is_on_hold

    put_on_hold(subject)
    assert OWN in client.post(reverse("debrief_lift", args=[subject.pk]), {"reason": "Go on."}).content.decode()
    assert Debrief.objects.get().is_on_hold


def test_the_page_of_their_own_debrief_offers_nothing_and_tells_no_reasons(
    subject: Subject, client_for: ClientFor
) -> None:
    put_on_hold(subject)
    page = client_for(also_administers(subject)).get(reverse("debrief", args=[subject.pk])).content.decode()
    assert OWN in page
    for words in ("A rater has written to us.", "Lift the hold", "Release to coach", "Change<span"):
        assert words not in page


def test_what_is_done_for_a_whole_round_leaves_their_own_report_out_and_says_so(
    cohort: Cohort, client_for: ClientFor
) -> None:
    own, other = closed(cohort, "Ana Able", "Ben Brisk")
    client = client_for(also_administers(own))

    def post(name: str, **form: str) -> str:
        return read(client.post(reverse(name, args=[own.round_id]), form, follow=True))

    left_out = "Your own 360 is left out: another administrator has to do this for you."
    page = post("round_hold", reason="Wait.")
    assert ("1 report put on hold." in page, left_out in page) == (True, True)
    assert list(Debrief.objects.filter(is_on_hold=True).values_list("subject", flat=True)) == [other.pk]
    put_on_hold(own)
    page = post("round_lift", reason="Go on.")
    assert ("1 report taken off hold." in page, left_out in page) == (True, True)
    assert list(Debrief.objects.filter(is_on_hold=True).values_list("subject", flat=True)) == [own.pk]
    Debrief.objects.update(is_on_hold=False)
    page = post("round_give")
    assert ("1 report is with a coach now." in page, left_out in page) == (True, True)
    assert (state_of(own), state_of(other)) == (State.PREPARED, State.WITH_COACH)

    page = read(client.get(reverse("round_coaches", args=[own.round_id])))
    assert (f'name="coach-{own.pk}"' in page, f'name="coach-{other.pk}"' in page) == (False, True)
    assert left_out in page
