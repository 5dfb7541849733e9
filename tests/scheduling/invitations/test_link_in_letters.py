"""The email about one date holds a link with which to answer it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort
from messaging.models import Message
from people.models import Person
from scheduling.invitations.letters import write_dates
from scheduling.models import Invitee
from scheduling.releases.release import DATES_LETTER, release
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter_text(cohort: Cohort, participant: Person, administrator: Person) -> str:
    cast.drafted(cohort, starts_at=timezone.now() + timedelta(days=30))
    release(cohort=cohort, by=administrator, note="")
    letter = write_dates(Message.objects.get(kind=DATES_LETTER, to_email=participant.email))
    assert letter
    return letter.text()


def test_the_link_in_the_email_records_the_answer(letter_text: str, participant: Person, client: Client) -> None:
    found = re.search(r"http\S+(/a/\S+/)", letter_text)
    assert found

    client.post(found[1], {"answer": "declined", "sequence": "0"})

    assert Invitee.objects.get(person=participant).answer == "declined"


def test_of_many_dates_people_answer_on_their_pages(cohort: Cohort, participant: Person, administrator: Person) -> None:
    for number in (1, 2):
        cast.drafted(cohort, number=number, starts_at=timezone.now() + timedelta(days=30 * number))
    release(cohort=cohort, by=administrator, note="")

    letter = write_dates(Message.objects.get(kind=DATES_LETTER, to_email=participant.email))

    assert letter
    assert "on the page of each session" in letter.text()
    assert "/a/" not in letter.text()
