"""The authorised fetch with which every view begins."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from cohorts.models import Cohort
from people.access import get_authorised
from people.models import Person


def test_an_account_that_is_closed_is_refused_however_it_was_signed_in(
    cohort: Cohort, administrator: Person, rf: RequestFactory
) -> None:
    """The sign-in refuses it too; another way in might not."""
    request = rf.get("/")
    request.user = administrator.user
    assert get_authorised(Cohort.objects.run_by, request, pk=cohort.pk) == cohort

    administrator.user.is_active = False

    with pytest.raises(Http404):
        get_authorised(Cohort.objects.run_by, request, pk=cohort.pk)
