"""The page on which executives and administrators read a cohort's evaluation."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.models import Cohort
from people.models import Person, Role
from scheduling.models import Session
from tests import cast
from tests.conftest import ClientFor
from tests.evaluations.conftest import Gives


def read(client_for: ClientFor, person: Person, cohort: Cohort) -> str:
    response = client_for(person).get(f"/cohorts/{cohort.pk}/evaluation/")
    assert response.status_code == 200
    return response.content.decode()


def cells(page: str) -> str:
    """The words of the page, its tags and line ends taken away."""
    without_tags = "".join(part.split(">", 1)[-1] + "|" for part in page.split("<"))
    return "|".join(word.strip() for word in without_tags.split("|") if word.strip())


def test_the_figures_of_the_whole_cohort(
    client_for: ClientFor, executive: Person, launch: Session, coaching: Session, gives: Gives
) -> None:
    # Launch: 3 4 4 5 5, sum 21, mean 4.2; squares 1.44 + 0.04 + 0.04 + 0.64 + 0.64 = 2.8, / 4 = 0.7, root 0.837.
    # Coaching: 4 4 4 5 5, sum 22, mean 4.4; squares 0.16 x 3 + 0.36 x 2 = 1.2, / 4 = 0.3, root 0.548.
    # Overall: sum 43 of 10, mean 4.3; squares 1.69 + 5 x 0.09 + 4 x 0.49 = 4.1, / 9 = 0.4556, root 0.675.
    gives(launch, 3, 4, 4, 5, 5)
    gives(coaching, 4, 4, 4, 5, 5)
    cast.enrolled(launch.cohort)

    page = cells(read(client_for, executive, launch.cohort))

    assert "Participants|6|5 have answered" in page
    assert "Sessions held|2 of 2" in page
    assert "Evaluations|10 of 12" in page
    assert "Overall mean|4.3|out of 5, from 10 evaluations of 2 of 2 elements" in page
    assert "Launch|4.2|5 of 6|0|0|1|2|2|0.8" in page
    assert "Coaching|4.4|5 of 6|0|0|0|3|2|0.5" in page
    assert "Overall|2 of 2 elements|4.3|10 of 12|0|0|1|5|4|0.7" in page
    assert "Launch: mean 4.2; 1 Satisfactory, 2 Good, 2 Excellent." in page


def test_a_half_is_rounded_up(
    client_for: ClientFor, executive: Person, cohort: Cohort, launch: Session, gives: Gives
) -> None:
    # 5 4 4 4: sum 17, mean 4.25. Rounding to even would make it 4.2.
    gives(launch, 5, 4, 4, 4)

    assert "Launch|4.3|4 of 4|Withheld: fewer than 5 people answered|Withheld" in cells(
        read(client_for, executive, cohort)
    )


def test_sessions_to_come_are_listed_and_not_counted(
    client_for: ClientFor, executive: Person, launch: Session, to_come: Session, gives: Gives
) -> None:
    gives(launch, 4, 4, 4, 4, 4)

    page = cells(read(client_for, executive, launch.cohort))

    assert "Sessions to come|Coaching 2, " in page
    assert "Sessions held|1 of 2" in page
    assert "Evaluations|5 of 5" in page


def test_answers_about_a_session_that_was_put_off_again_wait(
    client_for: ClientFor, executive: Person, launch: Session, coaching: Session, gives: Gives
) -> None:
    gives(launch, 4, 4, 4, 4, 4)
    gives(coaching, 1, 1, 1, 1, 1)
    cast.put_off(coaching, timezone.now() + timedelta(days=3))

    page = cells(read(client_for, executive, launch.cohort))

    assert "Overall|1 of 1 elements|4.0|5 of 5|0|0|0|5|0|0.0" in page
    assert "Evaluations|5 of 5" in page


def test_an_administrator_is_not_told_who_has_answered(
    client_for: ClientFor, administrator: Person, cohort: Cohort, launch: Session, gives: Gives
) -> None:
    """Beside figures that move as answers come in, a list of names would tell whose score has just been added."""
    gives(launch, 5, learned="Something of my own")
    cast.enrolled(cohort, "Robin Participant")

    page = cells(read(client_for, administrator, cohort))

    assert "1 of 2" in page
    assert "Participant Number1" not in page
    assert "Robin Participant" not in page
    assert "Something of my own" not in page
    assert "Issue the evaluation report" in page


def test_an_executive_sees_no_names_and_issues_nothing(
    client_for: ClientFor, executive: Person, cohort: Cohort, launch: Session, gives: Gives
) -> None:
    gives(launch, 5, 5, 5, 5, 5, learned="Something of my own")
    client = client_for(executive)

    page = cells(read(client_for, executive, cohort))

    assert "Participant Number" not in page
    assert "Something of my own" not in page
    assert "Issue the evaluation report" not in page
    assert client.get(f"/cohorts/{cohort.pk}/evaluation/issue/").status_code == 404
    assert client.post(f"/cohorts/{cohort.pk}/evaluation/issue/").status_code == 404


@pytest.mark.parametrize("role", ["coach", "participant", "outsider"])
def test_nobody_else_finds_it(
    client_for: ClientFor, cohort: Cohort, launch: Session, role: str, request: pytest.FixtureRequest
) -> None:
    someone: Person = request.getfixturevalue(role)
    cast.leads(someone, launch)
    client = client_for(someone)

    for path in (f"/cohorts/{cohort.pk}/evaluation/", f"/cohorts/{cohort.pk}/evaluation/issue/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code in (404, 405)


def test_an_executive_of_another_organisation_does_not_find_it(
    client_for: ClientFor, cohort: Cohort, outsider: Person
) -> None:
    executive = cast.member(outsider.organisation, Role.EXECUTIVE)

    assert client_for(executive).get(f"/cohorts/{cohort.pk}/evaluation/").status_code == 404


def test_an_empty_cohort_leads_on(
    client_for: ClientFor, administrator: Person, executive: Person, cohort: Cohort
) -> None:
    page = cells(read(client_for, administrator, cohort))

    assert "No session has been held yet" in page
    assert "Overall mean|None yet" in page
    assert "No report has been issued yet. It will be here when it is." in cells(read(client_for, executive, cohort))


def test_a_session_without_answers_says_so(
    client_for: ClientFor, executive: Person, cohort: Cohort, launch: Session
) -> None:
    cast.enrolled(cohort)

    assert "Launch|None|0 of 1|No answers yet|None" in cells(read(client_for, executive, cohort))


@pytest.mark.parametrize("role", ["administrator", "executive"])
def test_the_queries_do_not_grow_with_the_participants(
    client_for: ClientFor, launch: Session, gives: Gives, role: str, request: pytest.FixtureRequest
) -> None:
    client = client_for(request.getfixturevalue(role))
    coaching: Session = request.getfixturevalue("coaching")
    counts = []
    for first, last in ((1, 1), (2, 3), (4, 20)):
        for session in (launch, coaching):
            gives(session, *[4] * (last - first + 1), first=first)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/cohorts/{launch.cohort_id}/evaluation/")
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
