"""A participant who is signed in evaluates a session."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cohorts.models import Cohort, Enrolment
from evaluations.answers import answer
from evaluations.models import Evaluation
from people.models import Organisation, Person
from scheduling.models import Session
from tests import cast
from tests.conftest import ClientFor
from tests.evaluations.conftest import Gives

ANSWERS = {"score": "4", "learned": "To listen first", "will_do": "Meet my team on Mondays"}


def path(session: Session) -> str:
    return f"/sessions/{session.pk}/evaluate/"


def test_the_form_says_what_it_is_about_and_who_sees_what(
    client_for: ClientFor, participant: Person, launch: Session
) -> None:
    page = client_for(participant).get(path(launch)).content.decode()

    assert "Evaluate: Launch" in page
    assert "only when 3 or more people have answered" in page
    assert "What you will do is for you alone" in page
    assert "5: Excellent" in page


def test_somebody_signed_in_finds_the_way_back(client_for: ClientFor, participant: Person, launch: Session) -> None:
    page = client_for(participant).get(path(launch)).content.decode()

    assert '<a class="nhsuk-back-link" href="/">Home</a>' in page


def test_answers_are_stored_and_thanked_for(
    client_for: ClientFor, participant: Person, launch: Session, enrolment: Enrolment
) -> None:
    response = client_for(participant).post(path(launch), ANSWERS, follow=True)

    assert response.redirect_chain == [(f"{path(launch)}done/", 302)]
    assert "Thank you" in response.content.decode()
    assert "Meet my team on Mondays" in response.content.decode()
    stored = Evaluation.objects.get()
    assert (stored.session, stored.enrolment, stored.score) == (launch, enrolment, 4)
    assert (stored.learned, stored.will_do) == ("To listen first", "Meet my team on Mondays")


def test_only_the_score_must_be_given(client_for: ClientFor, participant: Person, launch: Session) -> None:
    client_for(participant).post(path(launch), {"score": "5"})

    assert (Evaluation.objects.get().score, Evaluation.objects.get().learned) == (5, "")


def test_a_later_answer_replaces_the_earlier_one(client_for: ClientFor, participant: Person, launch: Session) -> None:
    client = client_for(participant)
    client.post(path(launch), ANSWERS)

    page = client.get(path(launch)).content.decode()
    client.post(path(launch), {"score": "2", "learned": "", "will_do": "Wait"})

    assert "To listen first" in page
    assert list(Evaluation.objects.values_list("score", "learned", "will_do")) == [(2, "", "Wait")]


def test_looking_changes_nothing(client_for: ClientFor, participant: Person, launch: Session) -> None:
    client = client_for(participant)

    assert client.get(path(launch), ANSWERS).status_code == 200
    assert client.head(path(launch)).status_code == 200
    assert client.get(f"{path(launch)}done/").status_code == 302
    assert not Evaluation.objects.exists()


def test_a_session_that_is_not_over_is_not_yet_evaluated(
    client_for: ClientFor, participant: Person, to_come: Session
) -> None:
    client = client_for(participant)

    for response in (client.get(path(to_come)), client.post(path(to_come), ANSWERS)):
        assert response.status_code == 200
        assert "is not over yet" in response.content.decode()
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"score": ""}, "Select a score from 1, Poor, to 5, Excellent"),
        ({"score": "6"}, "Select a score from 1, Poor, to 5, Excellent"),
        ({"score": "0"}, "Select a score from 1, Poor, to 5, Excellent"),
        ({"score": "4.5"}, "Select a score from 1, Poor, to 5, Excellent"),
        ({"score": "9" * 400}, "Select a score from 1, Poor, to 5, Excellent"),
        ({"score": "four"}, "Select a score from 1, Poor, to 5, Excellent"),
        ({"score": "\x00"}, "Select a score from 1, Poor, to 5, Excellent"),
        ({"learned": "a\x00b"}, "has a character in it that cannot be saved"),
        ({"will_do": "x" * 2001}, "must be 2000 characters or fewer"),
    ],
)
def test_bad_input_gets_a_plain_sentence_and_nothing_is_lost(
    client_for: ClientFor, participant: Person, launch: Session, wrong: dict[str, str], said: str
) -> None:
    response = client_for(participant).post(path(launch), ANSWERS | wrong)

    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in page
    assert said in page
    kept = ANSWERS["will_do"] if "learned" in wrong else ANSWERS["learned"]
    assert kept in page
    assert not Evaluation.objects.exists()


def test_new_lines_count_as_one_character(client_for: ClientFor, participant: Person, launch: Session) -> None:
    client_for(participant).post(path(launch), ANSWERS | {"learned": "a" + "\r\n" * 1998 + "b"})

    assert len(Evaluation.objects.get().learned) == 2000


def test_words_are_shown_as_words(client_for: ClientFor, participant: Person, launch: Session) -> None:
    page = client_for(participant).post(path(launch), ANSWERS | {"will_do": "<b>bold</b>"}, follow=True)

    assert "&lt;b&gt;bold&lt;/b&gt;" in page.content.decode()


def test_a_session_of_another_cohort_is_not_found(
    client_for: ClientFor, participant: Person, trust: Organisation
) -> None:
    other = cast.session(cast.cohort(trust, "Cohort 2"), starts_at=timezone.now() - timedelta(days=1))
    client = client_for(participant)

    assert client.get(path(other)).status_code == 404
    assert client.post(path(other), ANSWERS).status_code == 404
    assert client.get(f"/sessions/{10**30}/evaluate/").status_code == 404
    assert not Evaluation.objects.exists()


def test_a_session_that_is_still_a_draft_is_not_found(
    client_for: ClientFor, participant: Person, cohort: Cohort
) -> None:
    draft = cast.drafted(cohort, starts_at=timezone.now() - timedelta(days=1))
    client = client_for(participant)

    assert client.get(path(draft)).status_code == 404
    assert client.post(path(draft), ANSWERS).status_code == 404


@pytest.mark.parametrize("role", ["administrator", "executive", "coach", "outsider"])
def test_nobody_but_a_participant_evaluates(
    client_for: ClientFor, launch: Session, role: str, request: pytest.FixtureRequest
) -> None:
    someone: Person = request.getfixturevalue(role)
    cast.leads(someone, launch)

    assert client_for(someone).get(path(launch)).status_code == 404
    assert client_for(someone).post(path(launch), ANSWERS).status_code == 404
    assert client_for(someone).get(f"{path(launch)}done/").status_code == 404


def test_nobody_sees_what_another_participant_wrote(
    client_for: ClientFor, participant: Person, launch: Session, gives: Gives
) -> None:
    other = gives(launch, 1, learned="A secret of mine")[0]
    client = client_for(participant)

    assert "A secret of mine" not in client.get(path(launch)).content.decode()
    assert client.get(f"{path(launch)}done/").status_code == 302
    assert list(Evaluation.objects.visible_to(other.enrolment.person.user)) == [other]
    assert not Evaluation.objects.visible_to(participant.user).exists()


@pytest.mark.parametrize("score", [0, 6])
def test_the_verb_refuses_a_score_off_the_scale(launch: Session, enrolment: Enrolment, score: int) -> None:
    with pytest.raises(ValidationError):
        answer(session=launch, enrolment=enrolment, score=score)


def test_the_verb_refuses_strangers_and_sessions_to_come(
    launch: Session, to_come: Session, enrolment: Enrolment, trust: Organisation
) -> None:
    stranger = cast.enrolled(cast.cohort(trust, "Cohort 2"), "Sam Stranger")

    wrong: list[dict[str, Any]] = [
        {"session": launch, "enrolment": stranger},
        {"session": to_come, "enrolment": enrolment},
    ]
    for pair in wrong:
        with pytest.raises(ValidationError):
            answer(**pair, score=4)
