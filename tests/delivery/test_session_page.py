"""The page of a session, as each role reads it."""

from datetime import timedelta

from django.test import Client

from cohorts.models import Cohort
from people.models import Person
from scheduling.models import Invitee, Session
from scheduling.sessions.cancel import cancel
from scheduling.sessions.move import move
from tests import cast
from tests.assessments.open_rounds import opened
from tests.conftest import ClientFor
from tests.reading import read


def test_the_page_says_when_where_and_who(administrators_client: Client, masterclass: Session, coach: Person) -> None:
    masterclass.facilitators.add(coach)
    page = administrators_client.get(masterclass.get_absolute_url()).content.decode()
    for words in ("Tuesday 6 October 2026", "9:30am to 1pm", "Fenmoor House", coach.name, "Model the Way"):
        assert words in page
    assert "Move or change" in page


def test_a_window_says_when_it_opens_and_closes(administrators_client: Client, assessment: Session) -> None:
    page = administrators_client.get(assessment.get_absolute_url()).content.decode()
    # weeks 1 to 5 from Tuesday 8 September end on Monday 12 October
    assert "Tuesday 8 September 2026" in page
    assert "Monday 12 October 2026" in page


def test_participants_facilitators_and_executives_read_it_and_cannot_move_it(
    client_for: ClientFor, told: Cohort, masterclass: Session, coach: Person, executive: Person
) -> None:
    cast.leads(coach, masterclass)
    participant = cast.enrolled(told).person
    for person in (participant, coach, executive):
        client = client_for(person)
        page = client.get(masterclass.get_absolute_url())
        assert page.status_code == 200
        assert "Move or change" not in page.content.decode()
        assert client.get(f"/sessions/{masterclass.pk}/move/").status_code == 404
        assert client.post(f"/sessions/{masterclass.pk}/move/", {}).status_code == 404


def test_nobody_else_knows_of_it(
    client_for: ClientFor, masterclass: Session, coach: Person, outsider: Person, cohort: Cohort
) -> None:
    elsewhere = cast.enrolled(cohort, "Lee Elsewhere").person
    for person in (coach, outsider, elsewhere):
        assert client_for(person).get(masterclass.get_absolute_url()).status_code == 404
        assert client_for(person).get(f"/sessions/{masterclass.pk}/move/").status_code == 404


def test_a_participant_is_asked_how_it_was_once_it_is_over(
    client_for: ClientFor, told: Cohort, masterclass: Session
) -> None:
    client = client_for(cast.enrolled(masterclass.cohort).person)
    assert f"/sessions/{masterclass.pk}/evaluate/" in client.get(masterclass.get_absolute_url()).content.decode()
    to_come = masterclass.cohort.sessions.get(element__key="conference")
    assert "/evaluate/" not in client.get(to_come.get_absolute_url()).content.decode()


def test_participants_read_what_happens_and_what_to_prepare(client_for: ClientFor, told: Cohort) -> None:
    client = client_for(cast.enrolled(told).person)
    pages = {
        key: client.get(told.sessions.get(element__key=key).get_absolute_url()).content.decode()
        for key in ("launch", "conference")
    }

    assert "What happens" in pages["launch"]
    assert "Orientation: the programme, its aims and one another <span" in pages["launch"]
    assert "What to prepare" not in pages["launch"]
    assert "What to prepare" in pages["conference"]
    assert "how you and your team have developed" in pages["conference"]


def test_from_the_session_of_the_360_a_participant_goes_on_to_their_own(
    client_for: ClientFor, told: Cohort, assessment: Session
) -> None:
    own = cast.enrolled(told).person
    other = cast.enrolled(told, "Lee Other").person
    assert "Your 360" not in client_for(own).get(assessment.get_absolute_url()).content.decode()

    subjects = opened(told).subjects
    for person in (own, other):
        page = client_for(person).get(assessment.get_absolute_url()).content.decode()
        assert page.count("Your 360") == 1
        assert f'href="/360/{subjects.get(enrolment__person=person).pk}/"' in page


def test_a_kind_is_named_only_where_the_name_does_not_say_it(administrators_client: Client, planned: Cohort) -> None:
    kind = '<dt class="nhsuk-summary-list__key">Kind</dt>'
    for key, is_named in (("launch", True), ("coaching", False), ("assessment", False)):
        page = administrators_client.get(planned.sessions.filter(element__key=key)[0].get_absolute_url())
        assert (kind in page.content.decode()) is is_named
    sessions = administrators_client.get(f"/cohorts/{planned.pk}/sessions/").content.decode()
    # Its own name, and what is moved by the link at the end of its row.
    assert sessions[sessions.index("<tbody") :].count("360 assessment") == 2


def test_a_facilitator_reads_who_comes_and_a_participant_does_not(
    client_for: ClientFor, told: Cohort, masterclass: Session, coach: Person
) -> None:
    participant = cast.enrolled(told, "Pat Participant").person
    cast.invited(participant, masterclass, answer=Invitee.Answer.DECLINED)
    assert client_for(coach).get(masterclass.get_absolute_url()).status_code == 404

    cast.leads(coach, masterclass)
    page = client_for(coach).get(masterclass.get_absolute_url()).content.decode()
    assert "Who comes" in page
    assert "Pat Participant" in page
    assert "Who comes" not in client_for(participant).get(masterclass.get_absolute_url()).content.decode()

    masterclass.released.is_cancelled = True
    masterclass.released.save()
    cast.invited(coach, masterclass)
    assert "Who comes" not in client_for(coach).get(masterclass.get_absolute_url()).content.decode()


def test_administrators_read_what_was_changed_by_hand(administrators_client: Client, masterclass: Session) -> None:
    day = masterclass.starts_at + timedelta(days=1)
    move(session=masterclass, starts_at=day, ends_at=day + timedelta(hours=2), venue=None, facilitators=[])
    page = administrators_client.get(masterclass.get_absolute_url()).content.decode()
    assert "Tuesday 6 October 2026, 9:30am to 1pm, Fenmoor House" in page
    assert "Wednesday 7 October 2026, 9:30am to 11:30am" in page


def test_the_page_of_a_cancelled_session_says_why_and_how_to_reinstate_it(
    administrators_client: Client, masterclass: Session
) -> None:
    cancel(session=masterclass, because="The facilitator is ill")
    page = read(administrators_client.get(masterclass.get_absolute_url()))
    for words in ("Its venue and its people are free", "The facilitator is ill", "Hold it after all"):
        assert words in page
