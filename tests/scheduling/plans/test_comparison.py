"""The comparison of plans with the draft, and with the changes made since they were asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cohorts.models import Cohort
from people.models import Person
from scheduling.models import PlanningRun
from scheduling.plans import take
from scheduling.plans.comparison import compare
from tests.scheduling.plans.working import taken


def swap(done: PlanningRun, key: str, **changes: object) -> None:
    """Change where the first plan has this session."""
    plan = done.plans.get(number=1)
    session = done.cohorts.get().sessions.get(element__key=key)
    for placement in plan.placements:
        if placement["activity"] == f"s{session.pk}":
            placement.update(changes)
    plan.save()


def test_who_comes_to_a_session_or_leaves_it_is_told_though_nothing_moves(
    done: PlanningRun, planned: Cohort, staff: dict[str, Person]
) -> None:
    session = taken(done).cohorts.get().sessions.get(element__key="masterclass-self")
    before = session.facilitators.get()
    other = next(staff[key] for key in ("fay", "finn") if staff[key] != before)
    swap(done, "masterclass-self", facilitators=[f"p{other.pk}"])
    choice = compare(done).choices[0]
    assert (choice.moved, choice.swapped) == (0, 1)
    assert choice.told == sorted([before.name, other.name])
    assert not choice.tells_participants


def test_the_words_that_differ_from_the_first_plan_are_marked_and_no_others(done: PlanningRun, planned: Cohort) -> None:
    swap(done, "masterclass-self", venue="")
    line = next(line for line in compare(done).lines if line.session.element.key == "masterclass-self")
    first, second, _ = line.cells
    assert not any(fact.differs for fact in first)
    assert "Fenmoor House" in [fact.words for fact in second if fact.differs]


def page_of(client: Client, run: PlanningRun) -> str:
    return " ".join(client.get(run.get_absolute_url()).content.decode().split())


def test_plans_that_the_draft_has_overtaken_are_not_offered_and_one_press_looks_again(
    done: PlanningRun, planned: Cohort, administrators_client: Client
) -> None:
    assert page_of(administrators_client, done).count("Take as draft") == 3
    cancelled = planned.sessions.get(element__key="masterclass-self")
    cancelled.starts_at += timedelta(days=7)
    cancelled.ends_at += timedelta(days=7)
    cancelled.save()
    page = page_of(administrators_client, done)
    assert "These plans are out of date" in page
    assert "Understanding and leading self has been changed since this plan was made." in page
    assert "Take as draft" not in page
    assert "the best there is" not in page
    response = administrators_client.post(f"/planning/{done.pk}/again/")
    again = PlanningRun.objects.exclude(pk=done.pk).get()
    assert response.headers["Location"] == again.get_absolute_url()
    assert again.request == done.request


def test_a_plan_that_is_the_draft_says_so_until_something_changes(
    done: PlanningRun, planned: Cohort, administrators_client: Client
) -> None:
    taken(done)
    page = page_of(administrators_client, done)
    assert "These plans are out of date" not in page
    assert page.count("Take as draft") == 2
    assert "It is the same as your draft." in page
    planned.sessions.get(element__key="launch").facilitators.clear()
    page = page_of(administrators_client, done)
    assert "These plans are out of date" in page
    assert "Take as draft" not in page


def test_one_plan_that_somebody_cannot_keep_any_more_is_not_offered_and_the_others_are(
    done: PlanningRun, administrators_client: Client
) -> None:
    swap(done, "masterclass-self", venue="v0")
    page = page_of(administrators_client, done)
    assert "Understanding and leading self is in none of the venues in which it may be." in page
    assert page.count("Take as draft") == 2
    assert "These plans are out of date" not in page


def test_a_plan_with_somebody_who_is_no_longer_there_is_refused_in_words(
    done: PlanningRun, staff: dict[str, Person], administrators_client: Client
) -> None:
    for key in ("fay", "finn"):
        staff[key].delete()
    assert "cannot be asked any more" in page_of(administrators_client, done)
    plan = done.plans.get(number=1)
    with pytest.raises(ValidationError, match="cannot be asked any more"):
        take.take(plan=plan, by=None)


def test_the_sessions_that_differ_come_first_and_the_rest_is_folded_away(
    done: PlanningRun, planned: Cohort, administrators_client: Client
) -> None:
    taken(done)
    done.plans.exclude(number=1).delete()
    assert "No session differs from your draft." in page_of(administrators_client, done)
    swap(done, "masterclass-self", venue="")
    comparison = compare(done)
    assert [line.session.element.key for line in comparison.differing] == ["masterclass-self"]
    assert len(comparison.staying) == 12
    page = page_of(administrators_client, done)
    assert "1 session with another venue or other people than in your draft. No date changes." in page
    assert "0 sessions" not in page
    assert "12 sessions as in your draft" in page


@pytest.mark.parametrize(
    ("moved", "swapped", "words"),
    [
        (0, 0, "It is the same as your draft."),
        (1, 0, "1 session on another day or at another time than in your draft."),
        (
            2,
            1,
            "2 sessions on other days or at another time than in your draft, and 1 session with another venue or "
            "other people.",
        ),
    ],
)
def test_how_far_a_plan_is_from_the_draft_is_said_without_noughts(
    done: PlanningRun, moved: int, swapped: int, words: str
) -> None:
    choice = replace(compare(done).choices[0], moved=moved, swapped=swapped)
    assert choice.compared == words
