"""Owing a document: once, numbered, frozen."""

import threading

import pytest
from django.db import connection, connections, transaction

from people.models import Organisation, Person, Role
from reports.models import Document, DocumentState
from tests import cast
from tests.reports.conftest import owe_page


def test_a_document_owed_twice_is_one_and_stays_as_it_was(trust: Organisation) -> None:
    first = owe_page(trust, words="First words.")
    second = owe_page(trust, words="Other words.")
    assert second == first
    assert Document.objects.get().content["words"] == "First words."


def test_each_organisation_and_kind_counts_for_itself(trust: Organisation, other_trust: Organisation) -> None:
    numbers = [owe_page(trust, "a:1").number, owe_page(trust, "a:2").number, owe_page(other_trust, "b:1").number]
    assert numbers == [1, 2, 1]


def test_a_document_begins_as_owed_without_a_file(owed: Document) -> None:
    assert (owed.state, owed.sha256, bool(owed.file)) == (DocumentState.OWED, "", False)


@pytest.mark.django_db(transaction=True)
def test_nobody_else_of_the_organisation_waits_for_documents_that_are_being_owed() -> None:
    """Closing a round owes twenty in one transaction, while others name raters and enrol people."""
    trust = cast.trust()

    def write() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            cast.member(trust, Role.EXECUTIVE)
        finally:
            connection.close()

    with transaction.atomic():
        owe_page(trust)
        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert Person.objects.filter(organisation=trust).exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_owed_at_once_have_twenty_numbers() -> None:
    trust = cast.trust()

    def owe_one(place: int) -> None:
        try:
            owe_page(trust, f"page:{place}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=owe_one, args=[place]) for place in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Document.objects.values_list("number", flat=True)) == list(range(1, 21))
