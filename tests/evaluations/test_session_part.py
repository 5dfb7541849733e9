"""The page of a session offers its participants to say how it was, once it was held."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from delivery.session_parts import session_parts
from people.models import Person
from scheduling.models import ReleasedSession, Session
from tests import cast
from tests.conftest import ClientFor


@pytest.fixture
def held(cohort: Cohort) -> Session:
    return cast.session(cohort, "launch", starts_at=timezone.now() - timedelta(days=3))


def offers(client_for: ClientFor, person: Person, session: Session) -> bool:
    page = client_for(person).get(session.get_absolute_url()).content.decode()
    return f'<a class="nhsuk-button" href="{reverse("evaluate", args=[session.pk])}">Say how it was</a>' in page


def test_a_participant_is_offered_it_and_nobody_else(
    client_for: ClientFor, participant: Person, administrator: Person, executive: Person, held: Session
) -> None:
    assert offers(client_for, participant, held)
    assert not offers(client_for, administrator, held)
    assert not offers(client_for, executive, held)


def test_what_is_to_come_or_is_off_is_not_evaluated(
    client_for: ClientFor, participant: Person, cohort: Cohort, held: Session
) -> None:
    to_come = cast.session(cohort, "coaching", starts_at=timezone.now() + timedelta(days=3))
    cast.invited(participant, held)
    ReleasedSession.objects.filter(session=held).update(is_cancelled=True)

    assert not offers(client_for, participant, to_come)
    assert not offers(client_for, participant, held)


def test_the_button_is_a_registered_part_of_the_session(participant: Person, held: Session) -> None:
    [part] = session_parts.collect(held, participant.user)

    assert (part.label, part.url) == ("Say how it was", reverse("evaluate", args=[held.pk]))
