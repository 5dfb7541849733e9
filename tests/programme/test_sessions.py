from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import Person
from programme.sessions import SessionStore
from tests.conftest import ClientFor


@pytest.mark.django_db
def test_what_was_stored_is_found_by_one_query() -> None:
    stored = SessionStore()
    stored["seats"] = {"a": 1}
    stored.create()
    stored.save()

    with CaptureQueriesContext(connection) as captured:
        assert SessionStore(stored.session_key)["seats"] == {"a": 1}
    assert len(captured) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["", "nonsense", "eyJhIjoxfQ:forged:signature"])
def test_what_was_not_written_by_us_is_an_empty_session(content: str) -> None:
    Session.objects.create(session_key="k" * 32, session_data=content, expire_date=timezone.now() + timedelta(hours=1))

    assert dict(SessionStore("k" * 32).items()) == {}


def test_a_session_that_is_over_or_gone_is_nobodys(executive: Person, client_for: ClientFor) -> None:
    client = client_for(executive)
    assert client.get(reverse("home")).status_code == 200

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(reverse("home")).status_code == 302
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))
    assert client.get(reverse("home")).status_code == 302


def test_a_key_that_somebody_made_up_is_not_taken_over(db: None) -> None:
    made_up = SessionStore("x" * 32)
    made_up.load()

    assert made_up.session_key is None
