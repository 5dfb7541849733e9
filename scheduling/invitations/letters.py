"""Emails to people whose dates a release changes, and to administrators when somebody declines."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from messaging.letters import CalendarPart, Letter, writes
from messaging.models import Message
from scheduling.ics.writer import CANCEL
from scheduling.invitations.answers import DECLINED_LETTER, make_answer_link
from scheduling.invitations.events import calendar_part
from scheduling.models import Invitee, ScheduleRelease
from scheduling.releases.release import DATES_LETTER


@dataclass(frozen=True)
class PersonalChange:
    """The change that a release makes to one session for one person."""

    entry: dict[str, Any]
    invitee: Invitee

    @property
    def words(self) -> str:
        title, was, now = (self.entry[key] for key in ("title", "was", "now"))
        if self.invitee.is_cancelled:
            return f"{title}, {was}: {self.why_cancelled}"
        if self.is_update:
            return f"{title} was {was}. It is now {now}."
        return f"{title}: {now}"

    @property
    def why_cancelled(self) -> str:
        if not self.entry["is_off"]:
            return "you are no longer expected."
        because = self.entry.get("because")
        return "cancelled. It does not take place." + (f" Reason: {because}" if because else "")

    @property
    def heading(self) -> str:
        if self.is_no_longer_invited:
            return "You are no longer expected"
        if self.invitee.is_cancelled:
            return "Cancelled"
        return "Changed" if self.is_update else "New date"

    @property
    def is_update(self) -> bool:
        return self.invitee.person_id in self.entry["updated"]

    @property
    def is_new(self) -> bool:
        return self.invitee.person_id in self.entry["invited"]

    @property
    def is_no_longer_invited(self) -> bool:
        """Whether the session takes place without the person, who may no longer open its page."""
        return self.invitee.is_cancelled and not self.entry["is_off"]


@writes(DATES_LETTER)
def write_dates(message: Message) -> Letter | None:
    """Write the email about a release. None if a later release, with its own email, has changed all of it."""
    release_id, person_id = message.about.split(":")
    release = ScheduleRelease.objects.select_related("cohort__programme__organisation").get(pk=release_id)
    changes = list(_changes_for(release, int(person_id)))
    if not changes:
        return None
    calendars = _calendars(changes)
    return Letter(
        subject=_subject(release, changes),
        greeting=f"Dear {message.to_name},",
        paragraphs=[_opening(release, changes), *_note(release)],
        points=[change.words for change in changes],
        action=_action(changes),
        url=settings.BASE_URL + _path(changes),
        closing=[*_about_calendars(calendars), *_ask_for_answer(changes)],
        calendars=calendars,
    )


def _changes_for(release: ScheduleRelease, person_id: int) -> Iterator[PersonalChange]:
    """Find the changes for a person, in the order of the dates."""
    invitees = Invitee.objects.filter(release=release, person=person_id).select_related(
        "session__element", "session__cohort__programme__organisation", "person__user", "release"
    )
    by_session = {each.session_id: each for each in invitees.prefetch_related("session__element__windows")}
    for entry in release.changes:
        told = [*entry.get("invited", []), *entry.get("updated", []), *entry.get("cancelled", [])]
        if person_id in told and entry["session"] in by_session:
            yield PersonalChange(entry, by_session[entry["session"]])


def _subject(release: ScheduleRelease, changes: list[PersonalChange]) -> str:
    programme = release.cohort.programme.name
    if _is_first(release, changes):
        return f"Your dates on {programme}"
    if len(changes) > 1:
        return f"Your dates on {programme} have changed"
    return f"{changes[0].heading}: {changes[0].entry['title']}"


def _opening(release: ScheduleRelease, changes: list[PersonalChange]) -> str:
    of = f"{release.cohort.name} of {release.cohort.programme.name}"
    if _is_first(release, changes):
        return f"These are your dates in {of}."
    return f"Something has changed in your dates in {of}. All that is not named here stays as it was."


def _is_first(release: ScheduleRelease, changes: list[PersonalChange]) -> bool:
    """Return whether these are all the dates that the person has in the cohort."""
    told = Invitee.objects.filter(
        session__cohort=release.cohort, person=changes[0].invitee.person_id, is_cancelled=False
    )
    return all(change.is_new for change in changes) and not told.exclude(release=release).exists()


def _note(release: ScheduleRelease) -> list[str]:
    return [f"A note from those who run the programme: {release.note}"] if release.note else []


def _calendars(changes: list[PersonalChange]) -> tuple[CalendarPart, ...]:
    """Write a diary entry for each session on a day. Windows are left out: nobody need keep them free."""
    dated = [change.invitee for change in changes if not change.invitee.session.is_window]
    if len(dated) == 1:
        return (calendar_part(dated[0], name="invite.ics"),)
    return tuple(calendar_part(each, name=f"invite-{number}.ics") for number, each in enumerate(dated, start=1))


def _about_calendars(calendars: tuple[CalendarPart, ...]) -> list[str]:
    if not calendars:
        return []
    if len(calendars) > 1:
        return [f"{len(calendars)} diary entries are attached, one for each date. Open each to have it in your diary."]
    if calendars[0].method == CANCEL:
        return ["Many diaries take the date out by themselves when this email comes. If yours still has it, remove it."]
    return ["Your diary can take the date from this email."]


def _action(changes: list[PersonalChange]) -> str:
    return "See the session" if _has_page(changes) else "See your sessions"


def _ask_for_answer(changes: list[PersonalChange]) -> list[str]:
    """Ask for an answer: by a personal link for one date, on the pages of the sessions for several."""
    unanswered = [change.invitee for change in changes if change.invitee.can_answer]
    if len(unanswered) == 1:
        say = "Please say here whether you will come. You need not sign in, and the link is yours alone"
        return [f"{say}: {make_answer_link(unanswered[0])}"]
    return ["Please sign in and say on the page of each session whether you will come."] if unanswered else []


def _path(changes: list[PersonalChange]) -> str:
    return changes[0].invitee.session.get_absolute_url() if _has_page(changes) else reverse("home")


def _has_page(changes: list[PersonalChange]) -> bool:
    return len(changes) == 1 and not changes[0].is_no_longer_invited


@writes(DECLINED_LETTER)
def write_session_declined(message: Message) -> Letter | None:
    """Tell an administrator that somebody declined. None if they have accepted or been told of another date since."""
    invitee_id, sequence = message.about.split(":")
    declined = Invitee.objects.for_page().filter(answer=Invitee.Answer.DECLINED, is_cancelled=False)
    invitee = declined.filter(pk=invitee_id, sequence=sequence).first()
    if invitee is None:
        return None
    session, cohort = invitee.session, invitee.session.cohort
    day = f"{timezone.localtime(invitee.starts_at):%A %-d %B %Y}"
    return Letter(
        subject=f"{invitee.person.name} cannot come to {session.title}",
        greeting=f"Dear {message.to_name},",
        paragraphs=[
            f"{invitee.person.name} cannot come to {session.title} of {cohort.name}, {cohort.programme.name}, on {day}."
        ],
        action="See who comes",
        url=settings.BASE_URL + session.get_absolute_url(),
    )
