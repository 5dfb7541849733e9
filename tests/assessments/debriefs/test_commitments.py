"""The commitments of a participant after reading the report."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessments.debriefs.commitments import Intention, commit_to
from assessments.models import Commitment, Subject
from assessments.rounds import closing
from cohorts.models import Cohort
from people.models import Person
from reports.models import Document
from tests.assessments.closed_rounds import full_round, subject
from tests.conftest import ClientFor
from tests.reading import read


@pytest.fixture
def reported(cohort: Cohort) -> Subject:
    """Their report is theirs to read."""
    made = full_round(cohort)
    closing.close(round=made)
    found = made.subjects.get()
    Document.objects.get(release__subject=found).shown_to.add(found.enrolment.person)
    return found


@pytest.fixture
def client(reported: Subject, client_for: ClientFor) -> Client:
    return client_for(reported.enrolment.person)


def written(*texts: str, **values: str) -> dict[str, str]:
    padded = [*texts, "", "", ""][:3]
    return {f"text_{place}": text for place, text in enumerate(padded, start=1)} | values


def post(client: Client, about: Subject, data: dict[str, str]) -> Any:
    return client.post(reverse("commitments", args=[about.pk]), data)


def kept(about: Subject) -> list[tuple[int, str, str]]:
    return list(about.commitments.values_list("place", "practice", "text"))


def test_they_are_kept_and_shown_with_the_report(client: Client, reported: Subject) -> None:
    response = post(client, reported, written("Ask first.", "Thank them.", practice_2="encourage"))
    assert response.status_code == 302
    assert response.url == reverse("report", args=[reported.pk]) + "#commitments"
    assert kept(reported) == [(1, "", "Ask first."), (2, "encourage", "Thank them.")]
    page = read(client.get(reverse("report", args=[reported.pk])))
    assert "Ask first." in page
    assert "<strong>Encourage the Heart:</strong> Thank them." in page


def test_they_can_be_changed_and_taken_back(client: Client, reported: Subject) -> None:
    post(client, reported, written("Ask first.", "Thank them."))
    assert "Ask first." in client.get(reverse("commitments", args=[reported.pk])).content.decode()
    post(client, reported, written("", "Thank them all."))
    assert kept(reported) == [(1, "", "Thank them all.")]
    post(client, reported, written())
    assert kept(reported) == []


def test_what_is_too_long_is_refused_and_nothing_typed_is_lost(client: Client, reported: Subject) -> None:
    response = post(client, reported, written("Ask first.", "x" * 501))
    page = response.content.decode()
    assert response.status_code == 200
    assert "What you will do must be 500 characters or fewer" in page
    assert "Ask first." in page
    assert "x" * 501 in page
    assert kept(reported) == []


def test_a_practice_without_a_text_is_asked_about(client: Client, reported: Subject) -> None:
    page = post(client, reported, written(practice_3="model")).content.decode()
    assert "Write what you will do, or choose no practice" in page


@pytest.mark.parametrize("odd", [{"practice_1": "nonsense", "text_1": "Ask."}, {"text_1": "a\x00b"}])
def test_odd_input_is_refused_in_words(client: Client, reported: Subject, odd: dict[str, str]) -> None:
    response = post(client, reported, written() | odd)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert kept(reported) == []


def test_nobody_else_sees_or_writes_them(
    client: Client, reported: Subject, administrator: Person, coach: Person, client_for: ClientFor
) -> None:
    post(client, reported, written("Ask first."))
    Document.objects.get(release__subject=reported).shown_to.add(coach)
    for other in (administrator, coach):
        assert client_for(other).get(reverse("commitments", args=[reported.pk])).status_code == 404
        assert post(client_for(other), reported, written("Mine.")).status_code == 404
    seen_by_coach = client_for(coach).get(reverse("report", args=[reported.pk])).content.decode()
    assert "The five practices" in seen_by_coach
    assert "Ask first." not in seen_by_coach
    assert [text for _, _, text in kept(reported)] == ["Ask first."]


def test_there_are_none_before_the_report_is_theirs(client: Client, reported: Subject) -> None:
    Document.objects.get(release__subject=reported).shown_to.clear()
    assert client.get(reverse("commitments", args=[reported.pk])).status_code == 404


def test_a_fourth_is_refused_whole(cohort: Cohort) -> None:
    about = subject(full_round(cohort, []))
    commit_to(subject=about, intentions=[Intention("Kept.")])
    with pytest.raises(ValidationError):
        commit_to(subject=about, intentions=[Intention(str(number)) for number in range(4)])
    assert [one.text for one in Commitment.objects.all()] == ["Kept."]
