"""The home page of each role."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import CohortRelease, Debrief, Invitation, Subject
from assessments.rounds.closing import close
from assessments.rounds.opening import open_round
from cohorts.models import Cohort, Element, Enrolment, Programme
from evaluations.answers import answer
from evaluations.executive_report import issue
from people import accounts
from people.accounts import grant
from people.models import Organisation, Person, Role
from people.registry import home_parts, tasks_for
from reports.documents import owe
from scheduling.models import Invitee, ReleasedSession, ScheduleRelease, Session
from tests import cast
from tests.assessments import debrief_states
from tests.conftest import ClientFor
from tests.reading import without_layout

pytestmark = pytest.mark.django_db

HOME = "/"
# For somebody who holds every role at once.
MOST_QUERIES = 15
PARTS = ("my-programme", "my-programmes", "my-sessions", "my-debriefs", "evaluations")


def days(number: int) -> Any:
    return timezone.now() + timedelta(days=number)


def page_of(client_for: ClientFor, person: Person) -> str:
    response = client_for(person).get(HOME)
    assert response.status_code == 200
    return response.content.decode()


def plain(page: str) -> str:
    return " ".join(page.split())


def test_an_administrator_of_nothing_yet_is_led_on(client_for: ClientFor, administrator: Person) -> None:
    page = page_of(client_for, administrator)

    assert "Make your first programme" in page
    assert reverse("programme_new") in page


def test_a_programme_without_cohorts_leads_on_too(
    client_for: ClientFor, administrator: Person, trust: Organisation
) -> None:
    programme = cast.programme(trust)

    assert reverse("cohort_new", args=[programme.pk]) in page_of(client_for, administrator)


def test_an_administrator_sees_where_each_cohort_stands(
    client_for: ClientFor, administrator: Person, trust: Organisation
) -> None:
    cohort = cast.cohort(trust, "Cohort Zircon")
    enrolments = [cast.enrolled(cohort, f"Person {number}") for number in range(3)]
    held = cast.session(cohort, "launch", starts_at=days(-3))
    cast.session(cohort, "coaching", starts_at=days(5))
    answer(session=held, enrolment=enrolments[0], score=4)

    page = plain(page_of(client_for, administrator))

    assert "Cohort Zircon" in page
    assert "3 of 20" in page
    # 1 of the 3 people has evaluated the 1 session that is over.
    assert "1 of 3" in page
    assert str(timezone.localtime(days(5)).day) in page
    assert "Open the 360 round" in page


def test_a_cohort_says_what_it_waits_for(client_for: ClientFor, administrator: Person, cohort: Cohort) -> None:
    assert "Enrol people" in page_of(client_for, administrator)

    cast.enrolled(cohort)
    assert "Open the 360 round" in page_of(client_for, administrator)

    draft = cast.drafted(cohort)
    assert reverse("release_dates", args=[cohort.pk]) in page_of(client_for, administrator)

    ScheduleRelease.objects.create(cohort=cohort, number=1)
    assert reverse("release_dates", args=[cohort.pk]) not in page_of(client_for, administrator)
    draft.delete()

    opened = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=14))
    assert "See who has answered the 360" in page_of(client_for, administrator)

    close(round=opened)
    assert "Read the evaluation" in page_of(client_for, administrator)


def test_an_administrator_sees_nothing_of_another_organisation(
    client_for: ClientFor, outsider: Person, cohort: Cohort
) -> None:
    page = page_of(client_for, outsider)

    assert cohort.name not in page
    assert cohort.programme.name not in page


def test_a_participant_sees_what_is_next_and_what_to_do(client_for: ClientFor, cohort: Cohort) -> None:
    enrolment = cast.enrolled(cohort, "Pat Participant")
    held = cast.session(cohort, "launch", starts_at=days(-3))
    cast.session(cohort, "coaching", starts_at=days(5))
    opened = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=14))
    subject = opened.subjects.get()

    page = plain(page_of(client_for, enrolment.person))

    assert "Next: Coaching 1" in page
    assert "Fenmoor House" in page
    assert reverse("my_assessment", args=[subject.pk]) in page
    assert "Name your raters" in page
    assert "Rate yourself" in page
    assert reverse("evaluate", args=[held.pk]) in page
    assert "Evaluate Launch" in page


def test_a_window_that_is_open_for_weeks_does_not_hide_the_day_that_comes_next(
    client_for: ClientFor, cohort: Cohort
) -> None:
    enrolment = cast.enrolled(cohort)
    open_now = cast.session(cohort, "coaching", starts_at=days(-3))
    ReleasedSession.objects.filter(session=open_now).update(ends_at=days(20))
    assert "Next: Coaching 1" in page_of(client_for, enrolment.person)

    cast.session(cohort, "launch", starts_at=days(5))

    assert "Next: Launch" in page_of(client_for, enrolment.person)


def test_somebody_who_holds_sessions_finds_the_handbooks_of_their_cohorts(
    client_for: ClientFor, coach: Person, cohort: Cohort, trust: Organisation
) -> None:
    other, third = cast.cohort(trust, "Cohort Zircon"), cast.cohort(trust, "Cohort Topaz")
    for run in (cohort, other):
        cast.leads(coach, cast.session(run, "coaching", starts_at=days(5)))
    cast.session(third, "coaching", starts_at=days(5))
    client = client_for(coach)

    page = client.get(HOME).content.decode()

    for run in (cohort, other):
        assert reverse("handbook", args=[run.pk]) in page
        assert client.get(reverse("handbook", args=[run.pk])).status_code == 200
    assert reverse("handbook", args=[third.pk]) not in page


def test_what_is_done_is_not_asked_again(client_for: ClientFor, cohort: Cohort) -> None:
    enrolment = cast.enrolled(cohort)
    held = cast.session(cohort, "launch", starts_at=days(-3))
    answer(session=held, enrolment=enrolment, score=5)
    opened = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=14))
    Subject.objects.update(has_named_raters=True)
    Invitation.objects.filter(subject__round=opened, relationship="self").update(state="answered")

    page = page_of(client_for, enrolment.person)

    assert "Change your answers" in page
    assert page.count("Done") == 3
    assert "To do" not in page


def test_what_was_done_long_ago_is_no_task_any_more(client_for: ClientFor, cohort: Cohort) -> None:
    enrolment = cast.enrolled(cohort)
    given, missed = (cast.session(cohort, key, starts_at=days(-30)) for key in ("launch", "coaching"))
    answer(session=given, enrolment=enrolment, score=5)

    page = page_of(client_for, enrolment.person)

    assert reverse("evaluate", args=[given.pk]) not in page
    assert reverse("evaluate", args=[missed.pk]) in page


def test_a_programme_that_is_long_over_asks_for_nothing_any_more(client_for: ClientFor, cohort: Cohort) -> None:
    enrolment = cast.enrolled(cohort)
    missed = [cast.session(cohort, key, starts_at=days(-60)) for key in ("launch", "coaching")]

    page = page_of(client_for, enrolment.person)

    assert not any(reverse("evaluate", args=[session.pk]) in page for session in missed)


def test_a_participant_is_asked_who_comes_in_the_next_weeks_until_they_have_said_it(
    client_for: ClientFor, cohort: Cohort
) -> None:
    person = cast.enrolled(cohort).person
    soon, later, off = (cast.session(cohort, "launch", number, days(at)) for number, at in enumerate((10, 40, 20), 1))
    for session in (soon, later, off):
        cast.invited(person, session)
    Invitee.objects.filter(session=off).update(is_cancelled=True)

    page = page_of(client_for, person)
    assert "Say whether you will come to Launch" in page
    asked = [session for session in (soon, later, off) if reverse("session_answer", args=[session.pk]) in page]
    assert asked == [soon]

    Invitee.objects.filter(session=soon).update(answer=Invitee.Answer.DECLINED)
    page = page_of(client_for, person)
    assert "Say whether you will come" not in page
    assert "You have said that you cannot come." in page


def test_dates_that_have_changed_since_they_were_released_are_the_next_step(
    client_for: ClientFor, administrator: Person, cohort: Cohort
) -> None:
    cast.enrolled(cohort)
    session = cast.session(cohort, "launch", starts_at=days(5))
    step = "Release the dates that have changed"
    assert step not in page_of(client_for, administrator)

    Session.objects.filter(pk=session.pk).update(
        starts_at=days(6), ends_at=days(6) + (session.ends_at - session.starts_at)
    )
    assert step in page_of(client_for, administrator)
    Session.objects.filter(pk=session.pk).update(starts_at=session.starts_at, ends_at=session.ends_at)
    assert step not in page_of(client_for, administrator)
    Session.objects.filter(pk=session.pk).update(is_cancelled=True)
    assert step in page_of(client_for, administrator)


def test_of_their_own_report_an_administrator_is_not_asked_to_take_care(
    client_for: ClientFor, administrator: Person, cohort: Cohort
) -> None:
    [about] = debrief_states.closed(cohort)
    Enrolment.objects.filter(pk=about.enrolment_id).update(person=administrator)
    assert "Release the 360 reports to coaches" not in page_of(client_for, administrator)


def test_the_360_that_comes_next_leads_to_its_own_page_while_it_is_open(client_for: ClientFor, cohort: Cohort) -> None:
    enrolment = cast.enrolled(cohort)
    window = cast.session(cohort, "assessment", starts_at=days(1))
    card = 'nhsuk-card__link" href="{}"'
    assert card.format(window.get_absolute_url()) in page_of(client_for, enrolment.person)

    subject = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=14)).subjects.get()

    assert card.format(reverse("my_assessment", args=[subject.pk])) in page_of(client_for, enrolment.person)


def test_reports_that_wait_to_be_given_to_coaches_are_the_next_step(
    client_for: ClientFor, administrator: Person, cohort: Cohort
) -> None:
    [about] = debrief_states.closed(cohort)
    step = "Release the 360 reports to coaches"
    assert step in page_of(client_for, administrator)
    debrief_states.come_to(Debrief.State.WITH_COACH, about)
    assert step not in page_of(client_for, administrator)


def test_a_360_that_has_closed_is_found_on_the_home_page_with_its_report_once_it_is_there(
    client_for: ClientFor, cohort: Cohort
) -> None:
    [about, colleague] = debrief_states.closed(cohort, "Pat Participant", "Robin Reader")
    own = reverse("my_assessment", args=[about.pk])
    document = reverse("document", args=[about.releases.get().document.pk])

    waiting = page_of(client_for, about.enrolment.person)
    debrief_states.come_to(Debrief.State.RELEASED, about)
    debrief_states.finish_documents()
    there = page_of(client_for, about.enrolment.person)

    assert (own in waiting, document in waiting) == (True, False)
    assert (own in there, document in there) == (True, True)
    assert "Baseline 360 of Cohort 1" in there
    assert reverse("my_assessment", args=[colleague.pk]) not in there


def test_a_participant_sees_nothing_of_a_colleague(client_for: ClientFor, cohort: Cohort) -> None:
    pat, robin = cast.enrolled(cohort, "Pat Participant"), cast.enrolled(cohort, "Robin Reader")
    held = cast.session(cohort, "launch", starts_at=days(-3))
    answer(session=held, enrolment=pat, score=5)
    open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=14))

    page = page_of(client_for, robin.person)

    assert "Pat Participant" not in page
    assert reverse("my_assessment", args=[pat.subjects.get().pk]) not in page
    # Pat's answer does not count as Robin's.
    assert "Evaluate Launch" in page


def test_a_coach_sees_the_sessions_that_they_hold_and_no_others(
    client_for: ClientFor, coach: Person, cohort: Cohort
) -> None:
    mine = cast.session(cohort, "coaching", starts_at=days(5))
    cast.leads(coach, mine)
    other = cast.session(cohort, "launch", starts_at=days(6))

    page = page_of(client_for, coach)

    assert reverse("session", args=[mine.pk]) in page
    assert reverse("session", args=[other.pk]) not in page


def test_before_anybody_could_evaluate_no_share_of_nothing_is_shown(
    client_for: ClientFor, executive: Person, administrator: Person, cohort: Cohort
) -> None:
    for person in (executive, administrator):
        page = plain(page_of(client_for, person))
        assert "None asked yet" in page
        assert "0 of 0" not in page


def test_an_executive_reads_how_many_evaluated(client_for: ClientFor, executive: Person, cohort: Cohort) -> None:
    enrolments = [cast.enrolled(cohort, f"Person {number}") for number in range(4)]
    held = cast.session(cohort, "launch", starts_at=days(-3))
    for enrolment in enrolments[:3]:
        answer(session=held, enrolment=enrolment, score=4)

    page = plain(page_of(client_for, executive))

    assert reverse("cohort_evaluation", args=[cohort.pk]) in page
    assert "3 of 4" in page
    assert "None yet" in page


def test_somebody_without_any_part_gets_a_kind_word(client_for: ClientFor, trust: Organisation) -> None:
    nobody = accounts.get_or_make_person(organisation=trust, email="new@fenmoor.example", name="New Person")

    assert "There is nothing here for new@fenmoor.example yet" in page_of(client_for, nobody)


def everything_at_once(trust: Organisation, cohorts: int) -> Person:
    """Somebody who holds every role, in an organisation with this many cohorts."""
    person = cast.member(trust, Role.ADMINISTRATOR, "Every Body")
    for role in (Role.COACH, Role.FACILITATOR, Role.EXECUTIVE):
        grant(organisation=trust, email=person.email, name=person.name, role=role)
    for number in range(cohorts):
        cohort = cast.cohort(trust, f"Cohort {number}")
        cast.enrolled(cohort, f"Other {number}")
        enrolment = cast.enrolled(cohort, f"Every {number}")
        enrolment.person = person
        enrolment.save()
        for key, start in (("launch", -3), ("coaching", 5)):
            cast.leads(person, cast.session(cohort, key, starts_at=days(start)))
        opened = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=14))
        opened.subjects.exclude(enrolment=enrolment).update(coach=person)
    return person


def test_one_account_may_hold_every_role(client_for: ClientFor, trust: Organisation) -> None:
    page = page_of(client_for, everything_at_once(trust, 1))

    assert all(f'id="{part}"' in page for part in PARTS)


def queries_of_home(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(HOME).status_code == 200
    return len(captured)


@pytest.mark.parametrize("cohorts", [1, 3, 20])
def test_the_number_of_queries_stays_the_same(client_for: ClientFor, trust: Organisation, cohorts: int) -> None:
    assert queries_of_home(client_for(everything_at_once(trust, cohorts))) == MOST_QUERIES


@pytest.mark.parametrize("cohorts", [1, 3])
def test_each_part_of_a_home_page_takes_two_queries_at_most(trust: Organisation, cohorts: int) -> None:
    user = everything_at_once(trust, cohorts).user
    assert len(user.roles) == 4

    for find in home_parts:
        with CaptureQueriesContext(connection) as captured:
            list(find(user))
        assert 1 <= len(captured) <= 2


def test_each_task_says_for_which_cohort_it_is_and_how_urgent(trust: Organisation) -> None:
    person = everything_at_once(trust, 2)
    cast.invited(person, cast.session(Cohort.objects.earliest("pk"), "launch", 2, days(9)))

    tasks = tasks_for(person.user)

    # One reply; two tasks of each of two 360s; two launches to evaluate.
    assert [task.rank for task in tasks] == [10, 20, 20, 20, 20, 30, 30]
    assert {task.cohort for task in tasks} == set(Cohort.objects.all())
    assert [bool(task.due_on) for task in tasks] == [True] * 5 + [False] * 2


@pytest.mark.parametrize("cohorts", [1, 3])
def test_somebody_who_attends_nothing_takes_no_more_queries(
    client_for: ClientFor, trust: Organisation, cohorts: int
) -> None:
    person = everything_at_once(trust, cohorts)
    Enrolment.objects.filter(person=person).update(person=cast.member(trust, Role.COACH, "Some Body"))

    assert queries_of_home(client_for(person)) <= MOST_QUERIES


@pytest.mark.parametrize("cohorts", [1, 3])
@pytest.mark.parametrize(
    ("role", "queries"),
    [(Role.ADMINISTRATOR, 11), (Role.FACILITATOR, 12), (Role.COACH, 12), (Role.EXECUTIVE, 11), (None, 10)],
)
def test_each_role_has_its_few_queries(
    client_for: ClientFor, trust: Organisation, role: Role | None, queries: int, cohorts: int
) -> None:
    everything_at_once(trust, cohorts)
    person = accounts.get_or_make_person(organisation=trust, email="own@fenmoor.example", name="Own Role")
    if role:
        grant(organisation=trust, email=person.email, name=person.name, role=role)
    for cohort in Cohort.objects.all():
        give_everything_of(person, role, cohort)

    assert queries_of_home(client_for(person)) == queries


def give_everything_of(person: Person, role: Role | None, cohort: Cohort) -> None:
    """Give the person something of the role in a cohort: without any role they take part."""
    soon = cast.session(cohort, "launch", 2, days(9))
    if role is None:
        Enrolment.objects.filter(cohort=cohort, person__name__startswith="Other").update(person=person)
        cast.invited(person, soon)
    elif role in (Role.COACH, Role.FACILITATOR):
        cast.leads(person, soon)
        Subject.objects.filter(round__cohort=cohort).update(coach=person)
    elif role == Role.EXECUTIVE:
        Element.objects.filter(pk=soon.element_id).update(executives_attend=True)
        cast.invited(person, soon)


def test_an_executive_finds_the_reports_issued_with_the_latest_first(
    client_for: ClientFor, executive: Person, cohort: Cohort
) -> None:
    debrief_states.closed(cohort, "Pat Participant")
    held = cast.session(cohort, "launch", starts_at=days(-3))
    answer(session=held, enrolment=cohort.enrolments.get(), score=4)
    reports = [issue(cohort=cohort, request_key=uuid.uuid4()).document for _ in range(2)]
    being_made = page_of(client_for, executive)

    debrief_states.finish_documents()
    page = page_of(client_for, executive)

    assert [f"Report {report.number}, being made" in being_made for report in reports] == [True, True]
    first, second = (page.index(reverse("document", args=[report.pk])) for report in reports)
    assert second < first


def test_a_round_with_a_report_on_the_whole_of_it_is_named(
    client_for: ClientFor, executive: Person, cohort: Cohort
) -> None:
    debrief_states.closed(cohort, "Pat Participant")
    round_ = cohort.rounds.get()
    document = owe(kind="any", key="any", organisation=cohort.organisation, title="A report", content={})
    CohortRelease.objects.update_or_create(round=round_, number=1, defaults={"result": {}, "document": document})

    page = without_layout(page_of(client_for, executive))

    assert f'<a href="{reverse("cohort_report", args=[round_.pk])}">Baseline<span' in page


def test_what_is_due_first_is_asked_first_and_evaluations_last(client_for: ClientFor, cohort: Cohort) -> None:
    person = cast.enrolled(cohort).person
    ended, ended_before, later, soon = (
        cast.session(cohort, "launch", number, days(at)) for number, at in enumerate((-3, -9, 20, 9), 1)
    )
    for session in (later, soon):
        cast.invited(person, session)
    subject = open_round(cohort=cohort, closes_on=timezone.localdate() + timedelta(days=14)).subjects.get()

    urls = re.findall(r'nhsuk-task-list__link nhsuk-link" href="([^"]*)"', page_of(client_for, person))

    assert urls == [
        *(reverse("session_answer", args=[session.pk]) for session in (soon, later)),
        *[reverse("my_assessment", args=[subject.pk])] * 2,
        *(reverse("evaluate", args=[session.pk]) for session in (ended, ended_before)),
    ]


def test_two_programmes_keep_their_cohorts_apart(
    client_for: ClientFor, administrator: Person, trust: Organisation
) -> None:
    cast.cohort(trust, "Cohort Zircon")
    Programme.objects.create(organisation=trust, name="A second programme")

    page = page_of(client_for, administrator)

    assert page.index("A second programme") < page.index("No cohort yet") < page.index("Cohort Zircon")
