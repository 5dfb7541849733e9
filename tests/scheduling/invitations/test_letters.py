"""The email as a mail server receives it: words, and invitations that diaries obey."""

from datetime import UTC, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings
from icalendar import Calendar

from cohorts.models import Cohort, Enrolment
from messaging.models import Message, MessageState
from messaging.sending import send
from people.models import Person, Role
from scheduling.models import Invitee, Session
from scheduling.releases.release import DATES_LETTER, release
from scheduling.sessions.cancel import cancel
from tests import cast
from tests.post_office import PostOffice

pytestmark = pytest.mark.django_db


@pytest.fixture
def pat(ahead: Cohort) -> Enrolment:
    return cast.enrolled(ahead, "Pat Participant")


@pytest.fixture
def conference(ahead: Cohort) -> Session:
    return ahead.sessions.get(element__kind="conference")


def post() -> None:
    for message in Message.objects.filter(kind=DATES_LETTER).due().order_by("pk"):
        send(message.pk)


def release_and_post(cohort: Cohort, by: Person, note: str = "") -> None:
    release(cohort=cohort, by=by, note=note)
    post()


def parts(mail: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in mail.walk()]


def calendars(mail: EmailMessage) -> list[EmailMessage]:
    return [part for part in mail.walk() if part.get_content_type() == "text/calendar"]


def read(part: EmailMessage) -> tuple[str, Calendar]:
    """The METHOD in the calendar, and its one entry."""
    calendar = Calendar.from_ical(part.get_content())
    [entry] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), entry


def sequence(entry: Any) -> int:
    return int(entry["SEQUENCE"])


def put_off(session: Session) -> None:
    session.starts_at, session.ends_at = (at + timedelta(weeks=1) for at in (session.starts_at, session.ends_at))
    session.save()


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def test_the_first_email_has_one_file_for_each_dated_session_and_words_for_all(
    ahead: Cohort, pat: Enrolment, administrator: Person, post_office: PostOffice
) -> None:
    release_and_post(ahead, administrator, note="Please keep them free.")

    [mail] = post_office.mails
    assert mail["Subject"] == "Your dates on Leading for Change 2026"
    assert mail.get_content_type() == "multipart/mixed"
    assert parts(mail)[1:4] == ["multipart/alternative", "text/plain", "text/html"]
    text = text_of(mail)
    assert "Please keep them free." in text
    assert "10 diary entries are attached" in text
    for session in ahead.sessions.with_titles():
        assert session.title in text
    # 10 dated sessions, and no entry for the 3 windows
    files = calendars(mail)
    assert [part.get_filename() for part in files] == [f"invite-{number}.ics" for number in range(1, 11)]
    assert {part.get_param("method") for part in files} == {"REQUEST"}
    read_back = [read(part) for part in files]
    assert {method for method, _ in read_back} == {"REQUEST"}
    dated = [session for session in ahead.sessions.with_titles() if not session.is_window]
    assert {str(entry["UID"]) for _, entry in read_back} == {str(session.uid) for session in dated}
    assert {sequence(entry) for _, entry in read_back} == {0}
    assert [entry["DTSTART"].dt.astimezone(UTC) for _, entry in read_back] == [
        session.starts_at.astimezone(UTC) for session in dated
    ]


def test_one_change_is_the_email_itself_with_the_next_sequence(
    ahead: Cohort, pat: Enrolment, conference: Session, administrator: Person, post_office: PostOffice
) -> None:
    release_and_post(ahead, administrator)
    post_office.mails.clear()
    was = f"{conference.starts_at:%-d %B %Y}"
    put_off(conference)

    release_and_post(ahead, administrator, note="The hall is taken.")

    [mail] = post_office.mails
    assert mail["Subject"] == f"Changed: {conference.title}"
    assert parts(mail) == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    [part] = calendars(mail)
    assert (part.get_param("method"), part.get_content_charset()) == ("REQUEST", "utf-8")
    method, entry = read(part)
    assert method == "REQUEST"
    assert (str(entry["UID"]), sequence(entry)) == (str(conference.uid), 1)
    assert entry["DTSTART"].dt == conference.starts_at
    assert str(entry["ATTENDEE"]) == f"mailto:{pat.person.email}"
    assert entry["ATTENDEE"].params["RSVP"] == "TRUE"
    assert str(entry["ORGANIZER"]) == f"mailto:{mail['From'].addresses[0].addr_spec}"
    assert entry["ORGANIZER"].params["CN"] == "Fenmoor Trust"
    text = text_of(mail)
    assert f"{conference.title} was" in text
    assert was in text
    assert f"{conference.starts_at:%-d %B %Y}" in text
    assert "The hall is taken." in text
    assert f"{settings.BASE_URL}/sessions/{conference.pk}/" in text


def test_only_those_whose_dates_changed_are_written_to(
    ahead: Cohort, pat: Enrolment, conference: Session, administrator: Person, post_office: PostOffice
) -> None:
    lead = cast.member(ahead.organisation, Role.FACILITATOR, "Femi Facilitator")
    other = cast.member(ahead.organisation, Role.FACILITATOR, "Otis Other")
    conference.facilitators.add(lead)
    ahead.sessions.get(element__kind="launch").facilitators.add(other)
    release_and_post(ahead, administrator)
    assert len(post_office.mails) == 3
    post_office.mails.clear()
    put_off(conference)

    release_and_post(ahead, administrator)

    to = {mail["To"].addresses[0].addr_spec for mail in post_office.mails}
    assert to == {pat.person.email, lead.email}
    assert {sequence(read(calendars(mail)[0])[1]) for mail in post_office.mails} == {1}


def test_a_cancelled_session_is_taken_out_of_diaries(
    ahead: Cohort, pat: Enrolment, conference: Session, administrator: Person, post_office: PostOffice
) -> None:
    release_and_post(ahead, administrator)
    post_office.mails.clear()
    cancel(session=conference, because="The hall is flooded")

    release_and_post(ahead, administrator)

    [mail] = post_office.mails
    assert mail["Subject"] == f"Cancelled: {conference.title}"
    [part] = calendars(mail)
    assert part.get_param("method") == "CANCEL"
    method, entry = read(part)
    assert method == "CANCEL"
    assert (str(entry["UID"]), sequence(entry), str(entry["STATUS"])) == (str(conference.uid), 1, "CANCELLED")
    text = text_of(mail)
    assert "cancelled. It does not take place. Reason: The hall is flooded" in text
    assert "If yours still has it, remove it." in text
    # There is nothing to answer, and nothing to put into a diary.
    assert "whether you will come" not in text
    assert "can take the date from this email" not in text


def test_two_changes_are_two_files_each_with_its_own_method(
    ahead: Cohort, pat: Enrolment, conference: Session, administrator: Person, post_office: PostOffice
) -> None:
    release_and_post(ahead, administrator)
    post_office.mails.clear()
    launch = ahead.sessions.get(element__kind="launch")
    Session.objects.filter(pk=launch.pk).update(is_cancelled=True)
    put_off(conference)

    release_and_post(ahead, administrator)

    [mail] = post_office.mails
    assert mail["Subject"] == "Your dates on Leading for Change 2026 have changed"
    found = {(part.get_filename(), part.get_param("method")) for part in calendars(mail)}
    assert found == {("invite-1.ics", "CANCEL"), ("invite-2.ics", "REQUEST")}
    assert {str(read(part)[1]["UID"]) for part in calendars(mail)} == {str(launch.uid), str(conference.uid)}


def test_who_no_longer_leads_a_session_is_let_go_and_not_told_that_it_is_off(
    ahead: Cohort, conference: Session, coach: Person, administrator: Person, post_office: PostOffice
) -> None:
    conference.facilitators.add(coach)
    release_and_post(ahead, administrator)
    post_office.mails.clear()
    conference.facilitators.clear()

    release_and_post(ahead, administrator)

    [mail] = post_office.mails
    assert mail["Subject"] == f"You are no longer expected: {conference.title}"
    assert "you are no longer expected." in text_of(mail)
    assert read(calendars(mail)[0])[0] == "CANCEL"
    # They may not open its page any more.
    assert f"/sessions/{conference.pk}/" not in text_of(mail)


def test_who_leads_one_session_more_is_not_told_that_these_are_all_their_dates(
    ahead: Cohort, conference: Session, coach: Person, administrator: Person, post_office: PostOffice
) -> None:
    ahead.sessions.get(element__kind="launch").facilitators.add(coach)
    release_and_post(ahead, administrator)
    [first] = post_office.mails
    assert first["Subject"] == "Your dates on Leading for Change 2026"
    assert "These are your dates" in text_of(first)
    post_office.mails.clear()
    conference.facilitators.add(coach)

    release_and_post(ahead, administrator)

    [mail] = post_office.mails
    assert mail["Subject"] == f"New date: {conference.title}"
    assert "These are your dates" not in text_of(mail)
    assert "All that is not named here stays as it was." in text_of(mail)


def test_the_link_with_which_one_answers_is_a_link_in_either_form_of_the_email(
    ahead: Cohort, pat: Enrolment, conference: Session, administrator: Person, post_office: PostOffice
) -> None:
    release_and_post(ahead, administrator)
    post_office.mails.clear()
    put_off(conference)

    release_and_post(ahead, administrator, note="The hall is taken.\nLunch is at one.")

    [mail] = post_office.mails
    link = text_of(mail).rpartition("yours alone: ")[2].split()[0]
    assert link.startswith(f"{settings.BASE_URL}/a/")
    html = mail.get_body(("html",))
    assert html is not None
    assert f'<a href="{link}"' in html.get_content()
    assert "The hall is taken.<br>Lunch is at one." in html.get_content()


def test_a_window_is_told_in_words_alone(
    ahead: Cohort, pat: Enrolment, administrator: Person, post_office: PostOffice
) -> None:
    release_and_post(ahead, administrator)
    post_office.mails.clear()
    coaching = ahead.sessions.filter(element__kind="coaching")[0]
    put_off(coaching)

    release_and_post(ahead, administrator)

    [mail] = post_office.mails
    assert parts(mail) == ["multipart/alternative", "text/plain", "text/html"]
    assert f"{coaching.title} was" in text_of(mail)


def test_an_email_that_a_later_release_has_overtaken_is_not_sent(
    ahead: Cohort, pat: Enrolment, conference: Session, administrator: Person, post_office: PostOffice
) -> None:
    release_and_post(ahead, administrator)
    post_office.mails.clear()
    put_off(conference)
    release(cohort=ahead, by=administrator, note="")
    put_off(conference)
    release(cohort=ahead, by=administrator, note="")

    post()

    [mail] = post_office.mails
    assert sequence(read(calendars(mail)[0])[1]) == 2
    states = Message.objects.filter(kind=DATES_LETTER).order_by("pk").values_list("state", flat=True)
    assert list(states) == [MessageState.SENT, MessageState.WITHDRAWN, MessageState.SENT]


def test_the_same_email_is_not_owed_twice(ahead: Cohort, pat: Enrolment, administrator: Person) -> None:
    made = release(cohort=ahead, by=administrator, note="")
    release(cohort=ahead, by=administrator, note="")

    keys = Message.objects.filter(kind=DATES_LETTER).values_list("key", flat=True)
    assert list(keys) == [f"dates:{made.pk}:{pat.person_id}"]


def test_words_of_an_administrator_stay_words(
    ahead: Cohort, pat: Enrolment, administrator: Person, post_office: PostOffice
) -> None:
    pat.person.name = "Pat; O'Neill, \r\nBEGIN:VALARM"
    pat.person.save()

    release_and_post(ahead, administrator, note="<b>Bold</b>\r\nBcc: all@fenmoor.example")

    [mail] = post_office.mails
    assert "Bcc" not in mail
    html = mail.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;Bold" in html.get_content()
    assert not Calendar.from_ical(calendars(mail)[0].get_content()).walk("VALARM")
    assert Invitee.objects.filter(person=pat.person).exists()
