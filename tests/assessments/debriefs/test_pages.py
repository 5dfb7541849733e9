"""The pages and emails that tell how far a report is, and for whom it waits."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessments.debriefs import status as debriefs
from assessments.models import Debrief, Policy, Round, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from messaging import letters
from messaging.models import Message
from people.models import Person
from reports.models import Document, DocumentState
from tests.assessments.closed_rounds import full_round, open_round, subject
from tests.assessments.debrief_states import State, closed, come_to, finish_documents, put_on_hold, ravi
from tests.conftest import ClientFor
from tests.reading import read

EXPLAINED = {
    State.PREPARED: "Ravi Coach reads it first, and you get it after your debrief with Ravi Coach.",
    State.WITH_COACH: "Your report is with Ravi Coach. You get it after your debrief with Ravi Coach.",
    State.HELD: "Your report is with Ravi Coach, who releases it to you.",
    State.RELEASED: "Download your report (PDF)",
}
WAITS = {
    State.PREPARED: "Waits for an administrator to release it to Ravi Coach",
    State.WITH_COACH: "Waits for Ravi Coach to hold the debrief",
    State.HELD: "Waits for Ravi Coach to release it",
    State.RELEASED: "",
}


@pytest.fixture
def pat(cohort: Cohort) -> Subject:
    return closed(cohort)[0]


def own_page(pat: Subject, client_for: ClientFor) -> str:
    client = client_for(pat.enrolment.person)
    return read(client.get(reverse("my_assessment", args=[pat.pk])))


@pytest.mark.parametrize("state", EXPLAINED)
def test_the_participant_reads_where_their_report_is(state: Debrief.State, pat: Subject, client_for: ClientFor) -> None:
    come_to(state, pat)
    finish_documents()
    page = own_page(pat, client_for)
    assert [said for said in EXPLAINED.values() if said in page] == [EXPLAINED[state]]


def test_without_a_coach_the_participant_reads_that_nobody_is_chosen_yet(pat: Subject, client_for: ClientFor) -> None:
    Subject.objects.update(coach=None)
    assert "Nobody has been chosen to be your coach yet." in own_page(pat, client_for)


def test_a_participant_about_whom_too_few_answered_reads_that(cohort: Cohort, client_for: ClientFor) -> None:
    made = open_round(cohort)
    alone = subject(made)
    closing.close(round=made)
    assert "Too few people answered" in own_page(alone, client_for)


def test_a_report_in_the_making_and_one_that_failed_say_so(pat: Subject, client_for: ClientFor) -> None:
    come_to(State.RELEASED, pat)
    assert "Your report is being made." in own_page(pat, client_for)
    Document.objects.update(state=DocumentState.FAILED)
    assert "Your report could not be made." in own_page(pat, client_for)


@pytest.mark.parametrize("state", WAITS)
def test_administrator_and_coach_read_for_whom_it_waits(
    state: Debrief.State, pat: Subject, administrator: Person, client_for: ClientFor
) -> None:
    come_to(state, pat)
    assert debriefs.status_of(pat).waits_for == WAITS[state]
    to_coach = {each: said.replace("Ravi Coach", "you") for each, said in WAITS.items()}
    for person, words in ((administrator, WAITS), (ravi(pat.round.cohort), to_coach)):
        page = client_for(person).get(reverse("debrief", args=[pat.pk])).content.decode()
        said = [each for each in {*WAITS.values(), *to_coach.values()} if each and each in page]
        assert said == ([words[state]] if words[state] else [])


def test_the_coach_is_not_spoken_of_on_their_home_page(pat: Subject, client_for: ClientFor) -> None:
    assert (
        "Waits for an administrator to release it to you"
        in client_for(ravi(pat.round.cohort)).get("/").content.decode()
    )


@pytest.mark.parametrize("state", [State.WITH_COACH, State.RELEASED])
def test_of_a_report_in_the_making_nobody_reads_that_it_is_there(
    state: Debrief.State, pat: Subject, administrator: Person, client_for: ClientFor
) -> None:
    come_to(state, pat)
    debrief, round_ = reverse("debrief", args=[pat.pk]), reverse("round", args=[pat.round_id])

    def pages() -> list[str]:
        asked = [(administrator, debrief), (administrator, round_), (coach, debrief), (coach, "/")]
        return [read(client_for(person).get(address)) for person, address in asked]

    coach = ravi(pat.round.cohort)
    making = pages()
    finish_documents()
    made = pages()

    # The page of the round says it once, above the debriefs.
    said = ["The report is being made", "it is made in a few minutes", *["The report is being made"] * 2]
    assert [words in page for words, page in zip(said * 2, (*making, *made), strict=True)] == [True] * 4 + [False] * 4
    there = "Go through the report with" if state == State.WITH_COACH else "has the report. You can still read it"
    assert (there in making[2], there in made[2]) == (False, True)


def test_where_all_are_on_hold_there_is_nothing_to_put_on_hold(
    pat: Subject, administrator: Person, client_for: ClientFor
) -> None:
    address = reverse("round", args=[pat.round_id])
    assert "Put all on hold" in client_for(administrator).get(address).content.decode()
    put_on_hold(pat)
    assert "Put all on hold" not in client_for(administrator).get(address).content.decode()


def test_the_day_on_which_it_goes_on_by_itself_is_said_to_everybody(
    pat: Subject, administrator: Person, client_for: ClientFor
) -> None:
    Round.objects.update(without_coach_after=14)
    Debrief.objects.update(since=date(2026, 3, 1))
    pages = [
        own_page(pat, client_for),
        client_for(administrator).get(reverse("round", args=[pat.round_id])).content.decode(),
        client_for(administrator).get(reverse("debrief", args=[pat.pk])).content.decode(),
        client_for(ravi(pat.round.cohort)).get("/").content.decode(),
    ]
    assert ["15 March 2026" in page for page in pages] == [True] * 4

    put_on_hold(pat)
    assert "15 March 2026" not in own_page(pat, client_for)


def test_where_it_waits_for_ever_no_day_is_said(pat: Subject, client_for: ClientFor) -> None:
    Policy.objects.create(organisation=pat.organisation, without_coach_after=14)
    assert debriefs.status_of(pat).released_on is None
    assert "even if there is no debrief" not in own_page(pat, client_for)


def test_the_coach_finds_on_the_home_page_what_waits_for_them_first(cohort: Cohort, client_for: ClientFor) -> None:
    ana, ben, _ = closed(cohort, "Ana Able", "Ben Brisk", "Cai Calm")
    come_to(State.RELEASED, ana)
    come_to(State.WITH_COACH, ben)
    finish_documents()
    page = client_for(ravi(cohort)).get("/").content.decode()
    assert page.index("Ben Brisk") < page.index("Cai Calm") < page.index("Ana Able")
    assert "Read the report, hold the debrief and record it" in page


def test_a_coach_sees_those_whose_360_is_still_open(cohort: Cohort, client_for: ClientFor) -> None:
    made = full_round(cohort)
    made.subjects.update(coach=ravi(cohort))
    client = client_for(ravi(cohort))
    assert "The 360 is open until" in client.get("/").content.decode()
    page = client.get(reverse("debrief", args=[made.subjects.get().pk])).content.decode()
    assert "There is no report yet." in page


def test_a_coach_of_somebody_without_a_report_reads_why(cohort: Cohort, client_for: ClientFor) -> None:
    made = open_round(cohort)
    subject(made)
    made.subjects.update(coach=ravi(cohort))
    closing.close(round=made)
    assert "Nothing: too few people answered" in client_for(ravi(cohort)).get("/").content.decode()


def test_a_coach_of_nobody_reads_that(coach: Person, client_for: ClientFor) -> None:
    assert "You debrief nobody yet." in client_for(coach).get("/").content.decode()


def test_a_failed_report_is_made_again_by_an_administrator(
    pat: Subject, administrator: Person, client_for: ClientFor
) -> None:
    Document.objects.update(state=DocumentState.FAILED, attempts=3)
    client, address = client_for(administrator), reverse("debrief_again", args=[pat.pk])
    assert address in read(client.get(reverse("debrief", args=[pat.pk])))

    page = read(client.post(address, follow=True))
    assert "The report of Pat Participant is being made again." in page
    document = Document.objects.get()
    assert (document.state, document.attempts) == (DocumentState.OWED, 0)
    assert "is being made again" not in read(client.post(address, follow=True))


def test_nobody_else_has_a_report_made_again(pat: Subject, outsider: Person, client_for: ClientFor) -> None:
    Document.objects.update(state=DocumentState.FAILED)
    for person in (outsider, ravi(pat.round.cohort), pat.enrolment.person):
        assert client_for(person).post(reverse("debrief_again", args=[pat.pk])).status_code == 404
    assert Document.objects.get().state == DocumentState.FAILED


def test_the_trail_names_the_person_who_took_each_step(
    pat: Subject, administrator: Person, client_for: ClientFor
) -> None:
    come_to(State.HELD, pat)
    page = client_for(administrator).get(reverse("debrief", args=[pat.pk])).content.decode()
    trail = page[page.index("What has been done") :]
    today = date_format(timezone.localdate(), "j F Y")
    for words in ("Released to coach", administrator.name, "Debrief held", "Ravi Coach", f"Held on {today}."):
        assert words in trail
    # As every other page writes a time: 23 November 2026, 4:05am.
    assert re.search(rf">{today}, 1?[0-9]:[0-5][0-9][ap]m</th>", trail)


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_pages_ask_as_often_for_many_as_for_one(
    count: int, cohort: Cohort, administrator: Person, client_for: ClientFor
) -> None:
    names = [f"Participant {number:02}" for number in range(count)]
    round_ = closed(cohort, *names)[0].round
    asked = {
        "round": (administrator, reverse("round", args=[round_.pk]), 15),
        "coaches": (administrator, reverse("round_coaches", args=[round_.pk]), 11),
        "home": (ravi(cohort), "/", 11),
    }
    for name, (person, address, at_most) in asked.items():
        client = client_for(person)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) <= at_most, name


def test_no_page_of_debriefs_reads_what_is_frozen(cohort: Cohort, administrator: Person, client_for: ClientFor) -> None:
    round_ = closed(cohort)[0].round
    with CaptureQueriesContext(connection) as queries:
        client_for(administrator).get(reverse("round", args=[round_.pk]))
        client_for(ravi(cohort)).get("/")
    assert not [each for each in queries if '"content"' in each["sql"] or '"result"' in each["sql"]]


# Emails


def letter(kind: str) -> letters.Letter | None:
    return letters.letter_for(Message.objects.filter(kind=kind).latest("pk"))


def test_after_the_close_the_participant_is_told_the_truth(pat: Subject) -> None:
    written = letter("report_on_its_way")
    assert written
    assert "Ravi Coach reads it first, and goes through it with you in a debrief." in written.text()
    come_to(State.RELEASED, pat)
    assert letter("report_on_its_way") is None


def test_the_coach_is_asked_to_debrief_and_the_participant_told_when_it_is_theirs(pat: Subject) -> None:
    come_to(State.WITH_COACH, pat)
    to_coach = letter("report_to_debrief")
    assert to_coach
    assert to_coach.subject == "A 360 report to debrief: Pat Participant"
    assert to_coach.url.endswith(reverse("debrief", args=[pat.pk]))

    Debrief.objects.update(since=timezone.localdate() - timedelta(days=3))
    come_to(State.RELEASED, pat)
    to_participant = letter("report_released")
    assert to_participant
    assert to_participant.url.endswith(reverse("my_assessment", args=[pat.pk]))
    # It has gone on: the coach need not be asked any more.
    assert letter("report_to_debrief") is None


def test_an_email_to_a_coach_who_is_none_any_more_is_not_sent(pat: Subject, coach: Person) -> None:
    come_to(State.WITH_COACH, pat)
    Subject.objects.update(coach=coach)
    assert letter("report_to_debrief") is None


def test_no_email_says_a_word_of_what_is_in_the_report(pat: Subject) -> None:
    come_to(State.RELEASED, pat)
    texts = [letters.letter_for(message) for message in Message.objects.all()]
    said = [each.text() for each in texts if each]
    assert said
    for words in ("Explains why.", "I listen.", "Calm under pressure."):
        assert not [text for text in said if words in text]
