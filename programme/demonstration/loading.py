"""The loading of the demonstration: an invented Trust with a pilot, two more complete cohorts and one under way.

It calls the functions that the pages call. Only dates in the past are changed in the database afterwards.
"""

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from assessments.models import Invitation, Round
from assessments.rounds.closing import close
from assessments.rounds.opening import open_round
from assessments.rounds.policies import policy_of
from cohorts.enrolments.enrolling import enrol
from cohorts.enrolments.rows import PEOPLE_LIMITS
from cohorts.models import Cohort, Programme
from cohorts.programmes.editing import commission_programme
from evaluations.executive_report import issue
from messaging.models import Message, MessageState
from people.accounts import grant, start_organisation
from people.models import Organisation, Person, Role
from programme.demonstration.answers import ask_raters, evaluate_held_sessions
from programme.demonstration.availability import add_rooms, close_days, keep_diaries
from programme.demonstration.data import address, make_random, newcomer_email, people, planning
from programme.demonstration.debriefs import assign_coaches, debrief
from programme.demonstration.releases import leave_a_draft, release_as_planned
from scheduling.bookings.booking import book_all
from scheduling.models import Session
from scheduling.sessions.cohort_start import start_cohort
from spreadsheets.reading import read_text

LONDON = ZoneInfo("Europe/London")
WEEKS_AGO = {"Pilot cohort": 150, "Cohort 2": 104, "Cohort 3": 52, "Cohort 4": 4}
UNDER_WAY = "Cohort 4"
REASSESSED = "Cohort 2"
LATEST_CLOSED = "Cohort 3"
CAPACITY = 20


@transaction.atomic
def load(today: date) -> Organisation:
    """Load the whole demonstration. It is always the same for the same day."""
    invented = people()
    organisation = start_organisation(
        name=invented["organisation"],
        administrator_name=invented["team"]["administrator"][0],
        administrator_email=f"administrator@{invented['email_domain']}",
    )
    team = {role: _team(organisation, role) for role in (Role.FACILITATOR, Role.COACH, Role.EXECUTIVE)}
    programme = commission_programme(
        organisation=organisation, name=invented["programme"], aims=invented["aims"].strip()
    )
    _settle_assessments(organisation)
    add_rooms(organisation, today)
    close_days(organisation, today)
    for name, weeks in WEEKS_AGO.items():
        cohort = _cohort(programme, name, tuesday(today) - timedelta(weeks=weeks))
        _facilitate(cohort, team[Role.FACILITATOR], team[Role.COACH])
        release_as_planned(cohort)
        _run(cohort, today)
    leave_a_draft(Cohort.objects.get(programme=programme, name=UNDER_WAY))
    keep_diaries(organisation, today)
    _mark_old_emails_sent(organisation)
    return organisation


def tuesday(day: date) -> date:
    """Return the Tuesday of the day's week."""
    return day + timedelta(days=1 - day.weekday())


def _team(organisation: Organisation, role: Role) -> list[Person]:
    """Make the team. The first of each role is the one a newcomer signs in as with one click."""
    names: list[str] = people()["team"][role.value]
    first = {names[0]: f"{role.value}@{people()['email_domain']}"}
    return [
        grant(organisation=organisation, email=first.get(name, address(name)), name=name, role=role) for name in names
    ]


def _cohort(programme: Programme, name: str, starts_on: date) -> Cohort:
    cohort = start_cohort(
        programme=programme, name=name, starts_on=starts_on, venue=planning()["venues"][0]["name"], capacity=CAPACITY
    )
    enrol(cohort=cohort, table=read_text(_list_of_people(name), PEOPLE_LIMITS))
    return cohort


def _list_of_people(cohort: str) -> str:
    """Write the list of people as an administrator would paste it."""
    invented = people()
    lines = ["Name\tEmail\tJob title\tSite\tProfession\tBand\tLine manager's name\tLine manager's email"]
    for place, name in enumerate(invented["cohorts"][cohort]):
        chance = make_random(cohort, name)
        job_title, profession, band = chance.choice(invented["posts"])
        manager = f"{chance.choice(invented['raters']['given'])} {chance.choice(invented['raters']['family'])}"
        email = newcomer_email() if (cohort, place) == (UNDER_WAY, 0) else address(name)
        site = chance.choice(invented["sites"])
        lines.append("\t".join([name, email, job_title, site, profession, band, manager, address(manager)]))
    return "\n".join(lines)


def _settle_assessments(organisation: Organisation) -> None:
    """Let raters be emailed as soon as they are named, so that people who try Cadre see the emails."""
    policy = policy_of(organisation)
    policy.approves_raters = False
    policy.save()


def _facilitate(cohort: Cohort, facilitators: list[Person], coaches: list[Person]) -> None:
    for session in cohort.sessions.select_related("element"):
        if session.element.format == session.element.Format.ONE_TO_ONE:
            session.facilitators.set(coaches)
        elif not session.element.is_window:
            leads = [facilitators[session.element.position % len(facilitators)]]
            session.facilitators.set([*leads, coaches[0]] if session.element.kind == "learning_set" else leads)
    book_all(list(cohort.sessions.select_related("element", "venue")))


def _run(cohort: Cohort, today: date) -> None:
    """Let everything happen that would have happened in the cohort until today."""
    _assess(cohort, Round.Kind.BASELINE, _close_of_assessment(cohort), today)
    if cohort.name == REASSESSED:
        last: Session = cohort.sessions.latest("ends_at")
        _assess(cohort, Round.Kind.REASSESSMENT, last.ends_at.date(), today)
    evaluate_held_sessions(cohort)
    if cohort.name != UNDER_WAY:
        _report(cohort)


def _assess(cohort: Cohort, kind: Round.Kind, last_day: date, today: date) -> None:
    round_ = open_round(cohort=cohort, kind=kind, closes_on=max(last_day, today + timedelta(days=1)))
    ask_raters(round_, by_email=cohort.name == UNDER_WAY)
    # Before a bank holiday the window ends some days early, but the round still runs until now.
    if last_day < today and cohort.name != UNDER_WAY:
        Round.objects.filter(pk=round_.pk).update(closes_on=last_day)
        assign_coaches(round_)
        close(round=round_, on=last_day)
        debrief(round_, last_day=last_day, leaves_some=cohort.name == LATEST_CLOSED)


def _close_of_assessment(cohort: Cohort) -> date:
    window = cohort.sessions.get(element__kind="assessment")
    return window.ends_at.astimezone(LONDON).date()


def _report(cohort: Cohort) -> None:
    """Issue the report as of two weeks after the last session."""
    last: Session = cohort.sessions.latest("ends_at")
    issued_at = datetime.combine(last.ends_at.date() + timedelta(weeks=2), time(11, 0), tzinfo=LONDON)
    issue(cohort=cohort, request_key=uuid5(NAMESPACE_URL, cohort.name), issued_at=issued_at)


def _mark_old_emails_sent(organisation: Organisation) -> None:
    """Mark old emails as sent. Only those that people can try out are sent now."""
    asked = Message.objects.filter(organisation=organisation, kind="rater_invitation", about__in=_open_questions())
    recent = Message.objects.filter(organisation=organisation, to_email=newcomer_email()) | asked
    old = Message.objects.filter(organisation=organisation).exclude(pk__in=recent.values("pk"))
    for message in old:
        message.state, message.sent_at = MessageState.SENT, message.due_at
    Message.objects.bulk_update(old, ["state", "sent_at"])


def _open_questions() -> list[str]:
    """List the newcomer's raters who have not answered yet."""
    asked = Invitation.objects.asked_by_email().exclude(state=Invitation.State.ANSWERED)
    waiting = asked.filter(
        subject__enrolment__person__user__email=newcomer_email(), subject__round__state=Round.State.OPEN
    )
    return [str(pk) for pk in waiting.values_list("pk", flat=True)]
