"""A world that many tests share: changes of a test are undone before the next."""

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from people.models import Organisation, Role
from tests import cast
from tests.programme.world import World, standing

pytestmark = pytest.mark.django_db


def small_world() -> World:
    return World({"coach": cast.member(cast.trust(), Role.COACH)}, {"names": ["Fenmoor Trust"]})


def change(world: World) -> None:
    """Its rows, what it holds in memory, and what those hold."""
    Organisation.objects.update(name="Renamed Trust")
    world.people["coach"].name = "Renamed coach"
    world.objects["names"].append("Renamed Trust")
    cast.trust("Another Trust")


def test_what_one_test_changes_the_next_does_not_see(django_db_blocker: DjangoDbBlocker) -> None:
    with standing(small_world, django_db_blocker) as copy:
        with transaction.atomic():
            change(copy())
            transaction.set_rollback(True)

        assert copy().objects == {"names": ["Fenmoor Trust"]}
        assert copy().people["coach"].name == "Coach of Fenmoor Trust"
        assert [each.name for each in Organisation.objects.all()] == ["Fenmoor Trust"]


def test_a_change_that_stays_is_noticed(django_db_blocker: DjangoDbBlocker) -> None:
    def leak() -> None:
        with standing(small_world, django_db_blocker) as copy:
            change(copy())

    with pytest.raises(AssertionError, match="people_organisation"):
        leak()


def test_nothing_of_a_world_outlives_it(django_db_blocker: DjangoDbBlocker) -> None:
    with standing(small_world, django_db_blocker) as copy:
        assert Organisation.objects.count() == len(copy().people)

    assert not Organisation.objects.exists()
