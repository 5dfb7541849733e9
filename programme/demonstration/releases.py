"""The released dates of the demonstration, and one change that is still a draft."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cohorts.models import Cohort
from people.models import Person, Role
from programme.demonstration.data import make_random, newcomer_email
from scheduling.models import Invitee, ScheduleRelease
from scheduling.releases.release import release
from scheduling.sessions.move import move

BEFORE = timedelta(weeks=6)
ANSWERS = [Invitee.Answer.ACCEPTED, Invitee.Answer.TENTATIVE, Invitee.Answer.DECLINED, Invitee.Answer.NONE]
WEIGHTS = [14, 1, 1, 4]


def release_as_planned(cohort: Cohort) -> None:
    """Release the dates as of some weeks before the start."""
    by = Person.objects.filter(organisation=cohort.organisation, grants__role=Role.ADMINISTRATOR)[0]
    made = release(cohort=cohort, by=by, note="The dates as agreed with the venue. Please keep them free.")
    released_at = datetime.combine(cohort.starts_on - BEFORE, time(11, 0), tzinfo=ZoneInfo("Europe/London"))
    ScheduleRelease.objects.filter(pk=made.pk).update(released_at=released_at)
    _answer(cohort, released_at + timedelta(days=2))


def _answer(cohort: Cohort, answered_at: datetime) -> None:
    """Answer most invitations. The newcomer's are left for them to answer."""
    chance = make_random(cohort.name, "answers")
    asked = Invitee.objects.filter(session__cohort=cohort).exclude(person__user__email=newcomer_email())
    rows = [row for row in asked.select_related("session__element") if not row.session.is_window]
    for row in rows:
        row.answer = chance.choices(ANSWERS, WEIGHTS)[0]
        row.answered_at = answered_at if row.answer else None
    Invitee.objects.bulk_update(rows, ["answer", "answered_at"], batch_size=500)


def leave_a_draft(cohort: Cohort) -> None:
    """Move the last session by a week without releasing it."""
    last = cohort.sessions.filter(element__kind="conference").latest("starts_at")
    week = timedelta(weeks=1)
    move(
        session=last,
        starts_at=last.starts_at + week,
        ends_at=last.ends_at + week,
        venue=last.venue,
        facilitators=list(last.facilitators.all()),
    )
