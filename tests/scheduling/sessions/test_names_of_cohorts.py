"""Names of cohorts and venues stand in the subjects of emails, so they are one line."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from cohorts.models import Cohort, Programme
from tests.scheduling.sessions.test_cohort_start import GOOD


@pytest.fixture
def url(programme: Programme) -> str:
    return f"/programmes/{programme.pk}/cohorts/new/"


def test_line_breaks_in_them_become_spaces(administrators_client: Client, url: str) -> None:
    administrators_client.post(url, GOOD | {"name": "Cohort\r\n1", "venue": "Fenmoor\nHouse"})

    made = Cohort.objects.get()
    assert (made.name, made.venue) == ("Cohort 1", "Fenmoor House")
    assert EmailMessage(subject=made.name).message()["Subject"] == "Cohort 1"


@pytest.mark.parametrize("field", ["name", "venue"])
def test_what_cannot_be_stored_is_refused_beside_its_field(administrators_client: Client, url: str, field: str) -> None:
    page = administrators_client.post(url, GOOD | {field: "a\x1bb"})

    assert list(page.context["form"].errors) == [field]
    assert not Cohort.objects.exists()
