"""Emails about a person's dates after a release, and to administrators when somebody declines."""

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
    """What a release changes for one person about one session."""

    entry: dict[str, Any]
    invitee: Invitee

    @property
    def words(self) -> str:
        title, was, now = (self.entry[key] for key in ("title", "was", "now"))
        if self.invitee.is_cancelled:
            return f"{title}, {was}: {self.why_off}"
        if self.is_update:
            return f"{title} was {was}. It is now {now}."
        return f"{title}: {now}"

    @property
    def why_off(self) -> str:
        if not self.entry["is_off"]:
            return "you are no longer expected."
        because = self.entry.get("because")
        return "cancelled. It does not take place." + (f" Reason: {because}" if because else "")

    @property
    def heading(self) -> str:
        if self.is_lost:
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
    def is_lost(self) -> bool:
        """Whether the person may no longer open the page of the session."""
        return self.invitee.is_cancelled and not self.entry["is_off"]


@writes(DATES_LETTER)
def write_dates(message: Message) -> Letter | None:
    """None where a later release has overtaken all of it: its own email says how things are now."""
    release_id, person_id = message.about.split(":")
    release = ScheduleRelease.objects.select_related("cohort__programme__organisation").get(pk=release_id)
    news = list(_changes_for(release, int(person_id)))
    if not news:
        return None
    calendars = _calendars(news)
    return Letter(
        subject=_subject(release, news),
        greeting=f"Dear {message.to_name},",
        paragraphs=[_opening(release, news), *_note(release)],
        points=[one.words for one in news],
        action=_action(news),
        url=settings.BASE_URL + _path(news),
        closing=[*_about_calendars(calendars), *_ask_for_answer(news)],
        calendars=calendars,
    )


def _changes_for(release: ScheduleRelease, person_id: int) -> Iterator[PersonalChange]:
    """In the order of the dates, as the changes are."""
    rows = Invitee.objects.filter(release=release, person=person_id).select_related(
        "session__element", "session__cohort__programme__organisation", "person__user", "release"
    )
    by_session = {row.session_id: row for row in rows.prefetch_related("session__element__windows")}
    for entry in release.changes:
        told = [*entry.get("invited", []), *entry.get("updated", []), *entry.get("cancelled", [])]
        if person_id in told and entry["session"] in by_session:
            yield PersonalChange(entry, by_session[entry["session"]])


def _subject(release: ScheduleRelease, news: list[PersonalChange]) -> str:
    programme = release.cohort.programme.name
    if _is_first(release, news):
        return f"Your dates on {programme}"
    if len(news) > 1:
        return f"Your dates on {programme} have changed"
    return f"{news[0].heading}: {news[0].entry['title']}"


def _opening(release: ScheduleRelease, news: list[PersonalChange]) -> str:
    of = f"{release.cohort.name} of {release.cohort.programme.name}"
    if _is_first(release, news):
        return f"These are your dates in {of}."
    return f"Something has changed in your dates in {of}. All that is not named here stays as it was."


def _is_first(release: ScheduleRelease, news: list[PersonalChange]) -> bool:
    """Whether these are all the dates that the person has in the cohort, and not some more of them."""
    told = Invitee.objects.filter(session__cohort=release.cohort, person=news[0].invitee.person_id, is_cancelled=False)
    return all(one.is_new for one in news) and not told.exclude(release=release).exists()


def _note(release: ScheduleRelease) -> list[str]:
    return [f"A note from those who run the programme: {release.note}"] if release.note else []


def _calendars(news: list[PersonalChange]) -> tuple[CalendarPart, ...]:
    """Windows are dates, but nobody need keep them free: they are told in words only."""
    dated = [one.invitee for one in news if not one.invitee.session.is_window]
    if len(dated) == 1:
        return (calendar_part(dated[0], name="invite.ics"),)
    return tuple(calendar_part(row, name=f"invite-{number}.ics") for number, row in enumerate(dated, start=1))


def _about_calendars(calendars: tuple[CalendarPart, ...]) -> list[str]:
    if not calendars:
        return []
    if len(calendars) > 1:
        return [f"{len(calendars)} diary entries are attached, one for each date. Open each to have it in your diary."]
    if calendars[0].method == CANCEL:
        return ["Many diaries take the date out by themselves when this email comes. If yours still has it, remove it."]
    return ["Your diary can take the date from this email."]


def _action(news: list[PersonalChange]) -> str:
    return "See the session" if _has_page(news) else "See your sessions"


def _ask_for_answer(news: list[PersonalChange]) -> list[str]:
    """A link of their own for one date; whoever is told of many answers on the pages of the sessions."""
    asked = [one.invitee for one in news if one.invitee.can_answer]
    if len(asked) == 1:
        say = "Please say here whether you will come. You need not sign in, and the link is yours alone"
        return [f"{say}: {make_answer_link(asked[0])}"]
    return ["Please sign in and say on the page of each session whether you will come."] if asked else []


def _path(news: list[PersonalChange]) -> str:
    return news[0].invitee.session.get_absolute_url() if _has_page(news) else reverse("home")


def _has_page(news: list[PersonalChange]) -> bool:
    return len(news) == 1 and not news[0].is_lost


@writes(DECLINED_LETTER)
def write_session_declined(message: Message) -> Letter | None:
    """None when the person comes after all, or has been told of another date since."""
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
