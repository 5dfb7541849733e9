from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from cohorts.enrolments.enrolling import EnrolPreview, enrol, preview, site_named
from cohorts.enrolments.rows import PEOPLE_LIMITS
from cohorts.models import Cohort, Enrolment
from messaging.models import Message
from people.models import Organisation, Person, Role, Site, User
from spreadsheets.importing import RefusedError
from spreadsheets.reading import Table, read_text
from tests import cast
from tests.spreadsheets.people_lists import people, person, text_of


def listed(*rows: dict[str, str]) -> Table:
    return read_text(text_of(list(rows)), PEOPLE_LIMITS)


def reasons(found: EnrolPreview) -> list[list[str]]:
    return [row.reasons for row in found.rows]


def test_twenty_people_are_enrolled_with_their_posts(cohort: Cohort) -> None:
    assert len(enrol(cohort=cohort, table=read_text(text_of(people(20)), PEOPLE_LIMITS))) == 20
    one = Enrolment.objects.get(person__user__email="robin.person.7@fenmoor.example")
    assert (one.person.name, one.job_title, one.site.name, one.profession, one.band) == (
        "Robin Person 7",
        "Ward manager",
        "North site",
        "Nursing",
        "8a",
    )
    assert (one.manager_name, one.manager_email) == ("Morgan Manager 7", "morgan.manager.7@fenmoor.example")


def test_everybody_enrolled_is_owed_one_welcome(cohort: Cohort) -> None:
    made = enrol(cohort=cohort, table=listed(person(1), person(2)))
    owed = Message.objects.order_by("about")
    assert [message.key for message in owed] == [f"welcome:{enrolment.pk}" for enrolment in made]
    assert {message.to_email for message in owed} == {enrolment.person.email for enrolment in made}


def test_one_bad_row_enrols_nobody_and_leaves_nothing_behind(cohort: Cohort) -> None:
    with pytest.raises(RefusedError):
        enrol(cohort=cohort, table=listed(person(1), person(2, Email="nonsense")))
    for model in (Enrolment, Person, User, Site, Message):
        assert not model._base_manager.exists()


def test_a_preview_stores_nothing(cohort: Cohort) -> None:
    assert preview(cohort=cohort, table=listed(person(1))).can_be_imported
    for model in (Enrolment, Person, User, Site, Message):
        assert not model._base_manager.exists()


def test_who_is_in_the_cohort_already_is_named(cohort: Cohort) -> None:
    enrol(cohort=cohort, table=listed(person(1)))
    found = preview(cohort=cohort, table=listed(person(1, **{"Job title": "Matron"}), person(2)))
    assert reasons(found) == [["This person is in the cohort already. Remove the row."], []]


def test_rows_beyond_the_last_place_are_named(trust: Organisation) -> None:
    small = cast.cohort(trust, capacity=3)
    cast.enrolled(small)
    found = preview(cohort=small, table=read_text(text_of(people(4)), PEOPLE_LIMITS))
    full = ["There is no place for this person: the cohort has 2 places left."]
    assert reasons(found) == [[], [], full, full]
    with pytest.raises(RefusedError):
        enrol(cohort=small, table=read_text(text_of(people(4)), PEOPLE_LIMITS))
    assert small.enrolments.count() == 1


def test_exactly_as_many_as_there_are_places_are_enrolled(trust: Organisation) -> None:
    small = cast.cohort(trust, capacity=3)
    assert len(enrol(cohort=small, table=read_text(text_of(people(3)), PEOPLE_LIMITS))) == 3


def test_the_same_person_in_two_cohorts_is_one_person_with_their_known_name(trust: Organisation) -> None:
    first, second = cast.cohort(trust, "Cohort 1"), cast.cohort(trust, "Cohort 2")
    enrol(cohort=first, table=listed(person(1)))
    again = listed(person(1, Name="Bob Person", Email="ROBIN.person.1@Fenmoor.example"))
    note = "Your organisation knows this address as “Robin Person 1”. That name stays."
    assert preview(cohort=second, table=again).rows[0].notes == [note]
    enrol(cohort=second, table=again)
    assert Person.objects.get().name == "Robin Person 1"
    assert Enrolment.objects.count() == 2


def test_a_person_of_another_organisation_is_not_revealed(trust: Organisation, other_trust: Organisation) -> None:
    enrol(cohort=cast.cohort(other_trust), table=listed(person(1, Name="Secret Name", Site="Secret site")))
    cohort = cast.cohort(trust)
    found = preview(cohort=cohort, table=listed(person(1)))
    assert (found.rows[0].notes, found.new_sites) == ([], ["North site"])
    enrol(cohort=cohort, table=listed(person(1)))
    assert Person.objects.get(organisation=trust).name == "Robin Person 1"
    assert Person.objects.get(organisation=other_trust).name == "Secret Name"


def test_new_sites_are_said_and_made_once_whatever_their_capitals(cohort: Cohort) -> None:
    cast.enrolled(cohort)
    table = listed(person(1, Site="NORTH SITE"), person(2, Site="Ysbyty Môn"), person(3, Site="ysbyty môn"))
    assert preview(cohort=cohort, table=table).new_sites == ["Ysbyty Môn"]
    enrol(cohort=cohort, table=table)
    assert sorted(Site.objects.values_list("name", flat=True)) == ["North site", "Ysbyty Môn"]


def test_a_list_of_headings_only_is_said_to_have_no_people(cohort: Cohort) -> None:
    found = preview(cohort=cohort, table=listed())
    assert found.mistakes == ["There are no people below the first row. Add one row for each person."]
    assert not found.can_be_imported


def test_the_same_list_sent_again_changes_nothing_and_is_no_mistake(cohort: Cohort) -> None:
    first = enrol(cohort=cohort, table=listed(person(1), person(2)))
    assert enrol(cohort=cohort, table=listed(person(1), person(2))) == first
    assert (Enrolment.objects.count(), Message.objects.count()) == (2, 2)


def at_once(cohort: Cohort, tables: list[Table]) -> list[bool]:
    """Enrol the lists from as many threads, and say which were taken."""
    start, taken = Barrier(len(tables)), [False] * len(tables)

    def work(number: int) -> None:
        start.wait()
        try:
            enrol(cohort=cohort, table=tables[number])
            taken[number] = True
        except RefusedError:
            pass
        finally:
            connection.close()

    threads = [Thread(target=work, args=(number,)) for number in range(len(tables))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


@pytest.mark.django_db(transaction=True)
def test_the_same_list_sent_five_times_at_once_makes_one_set() -> None:
    cohort = cast.cohort(cast.trust())
    assert at_once(cohort, [listed(person(1), person(2), person(3))] * 5) == [True] * 5
    assert (Enrolment.objects.count(), Message.objects.count(), Site.objects.count()) == (3, 3, 1)


@pytest.mark.django_db(transaction=True)
def test_two_lists_at_once_never_fill_more_than_the_places() -> None:
    cohort = cast.cohort(cast.trust(), capacity=3)
    taken = at_once(cohort, [listed(person(1), person(2)), listed(person(3), person(4))])
    assert sorted(taken) == [False, True]
    assert Enrolment.objects.count() == 2


def test_an_administrator_may_be_enrolled_too(cohort: Cohort, trust: Organisation) -> None:
    known = cast.member(trust, Role.ADMINISTRATOR)
    made = enrol(cohort=cohort, table=listed(person(1, Email=known.email, Name=known.name)))
    assert made[0].person == known


@pytest.mark.django_db(transaction=True)
def test_a_new_site_that_two_lists_bring_at_once_is_one_site() -> None:
    trust = cast.trust()
    for number in range(10):
        barrier = Barrier(2)

        def name(site: str, barrier: Barrier = barrier) -> Site:
            try:
                barrier.wait()
                return site_named(trust, site)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as threads:
            one, other = threads.map(name, [f"Site {number}", f"SITE {number}"])
        assert one == other
    assert Site.objects.count() == 10
