"""The guard that every test runs under: code that locks rows opens its own transaction."""

from functools import partial

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from pytest_django import DjangoDbBlocker

from people.locking import lock
from people.models import Organisation
from tests import cast
from tests.programme.world import standing

pytestmark = pytest.mark.django_db


def test_a_row_is_not_locked_in_the_transaction_of_the_test(trust: Organisation) -> None:
    with pytest.raises(TransactionManagementError):
        lock(trust)


def test_a_row_is_locked_in_a_transaction_of_the_code(trust: Organisation) -> None:
    with transaction.atomic():
        assert lock(trust) == trust


def test_the_transaction_of_a_shared_world_is_the_tests_too(django_db_blocker: DjangoDbBlocker) -> None:
    with standing(cast.trust, django_db_blocker) as copy, pytest.raises(TransactionManagementError):
        lock(copy())


def test_full_locks_count_as_well(trust: Organisation) -> None:
    found = Organisation.objects.select_for_update().filter(pk=trust.pk)

    with pytest.raises(TransactionManagementError):
        found.get()
    assert transaction.atomic(partial(found.get))() == trust
