"""The working copy of a design, without pages: begun, changed, published, discarded."""

from dataclasses import replace

import pytest
from django.db import IntegrityError

from cohorts.designs import editing
from cohorts.designs.drafts import (
    ContradictoryError,
    NoDraftError,
    begin_draft,
    change_draft,
    discard_draft,
    draft_of,
    edit_version,
    publish_draft,
)
from cohorts.designs.files import DesignFileError
from cohorts.designs.specs import ElementSpec, RuleSpec
from cohorts.designs.storage import leading_for_change, spec_of, store_design
from cohorts.models import Design, Programme
from people.models import Organisation
from scheduling.sessions.cohort_start import start_cohort
from tests import cast

EXTRA = ElementSpec("", "masterclass", "Leading outwards", "whole_cohort", "formal", 210, ((31, 32),))


@pytest.fixture
def programme(trust: Organisation) -> Programme:
    made = cast.programme(trust)
    store_design(programme=made, spec=leading_for_change())
    return made


def current(programme: Programme) -> Design:
    found = programme.current_design
    assert found is not None
    return found


def test_a_working_copy_is_the_version_that_it_was_made_of_and_no_cohort_starts_with_it(programme: Programme) -> None:
    draft = edit_version(design=current(programme))
    assert spec_of(draft) == leading_for_change()
    assert current(programme).version == 1
    assert str(draft) == "Leading for Change, working copy"


def test_a_change_is_in_the_working_copy_alone_until_it_is_published(programme: Programme) -> None:
    first = current(programme)
    edit_version(design=first)
    change_draft(programme=programme, change=lambda spec: editing.with_added(spec, EXTRA))
    assert spec_of(first) == leading_for_change()
    published = publish_draft(programme=programme)
    assert (published.version, published.is_draft) == (2, False)
    assert current(programme) == published
    assert spec_of(published).elements[-1] == replace(EXTRA, key="leading-outwards")
    assert draft_of(programme) is None


def test_a_cohort_keeps_the_version_that_it_started_with(programme: Programme) -> None:
    day = cast.cohort(cast.trust("Second Trust")).starts_on
    planned = start_cohort(programme=programme, name="Cohort 1", starts_on=day, venue="Fenmoor House")
    edit_version(design=current(programme))
    change_draft(programme=programme, change=lambda spec: editing.without(spec, "conference"))
    publish_draft(programme=programme)
    planned.refresh_from_db()
    assert planned.design.version == 1
    assert planned.design.elements.filter(key="conference").exists()
    later = start_cohort(programme=programme, name="Cohort 2", starts_on=day, venue="Fenmoor House")
    assert later.design.version == 2
    assert not later.sessions.filter(element__key="conference").exists()


def test_what_has_not_changed_makes_no_new_version(programme: Programme) -> None:
    edit_version(design=current(programme))
    assert publish_draft(programme=programme).version == 1
    assert programme.designs.count() == 1


def test_what_contradicts_itself_is_not_published(programme: Programme) -> None:
    edit_version(design=current(programme))
    backwards = RuleSpec("gap", "conference", "launch", 1)
    change_draft(programme=programme, change=lambda spec: editing.with_rule(spec, backwards))
    with pytest.raises(ContradictoryError) as refusal:
        publish_draft(programme=programme)
    # Weeks 35 to 36 begin with day 238; week 1 ends with day 6: 1 - (6 - 238) = 233 days
    assert [found.sentence for found in refusal.value.found] == [
        "These cannot all hold: even at best, Programme launch and Insights falls 233 days after the end of its weeks."
    ]
    assert current(programme).version == 1
    assert draft_of(programme) is not None


def test_a_working_copy_that_was_begun_is_not_overwritten_by_editing_a_version(programme: Programme) -> None:
    edit_version(design=current(programme))
    change_draft(programme=programme, change=lambda spec: editing.with_settings(spec, "Ours", 40))
    assert spec_of(edit_version(design=current(programme))).name == "Ours"


def test_another_design_takes_its_place_when_that_is_asked_for(programme: Programme) -> None:
    edit_version(design=current(programme))
    begin_draft(programme=programme, spec=replace(leading_for_change(), name="Other"))
    assert [design.name for design in programme.designs.filter(is_draft=True)] == ["Other"]


def test_what_was_discarded_is_gone_and_cannot_be_changed_or_published(programme: Programme) -> None:
    edit_version(design=current(programme))
    discard_draft(programme=programme)
    discard_draft(programme=programme)
    assert programme.designs.count() == 1
    with pytest.raises(NoDraftError):
        change_draft(programme=programme, change=lambda spec: spec)
    with pytest.raises(NoDraftError):
        publish_draft(programme=programme)


def test_a_change_that_fails_leaves_the_working_copy_as_it_was(programme: Programme) -> None:
    edit_version(design=current(programme))
    with pytest.raises(DesignFileError, match="cannot be blank"):
        change_draft(programme=programme, change=lambda spec: replace(spec, elements=(EXTRA, *spec.elements)))
    draft = draft_of(programme)
    assert draft is not None
    assert spec_of(draft) == leading_for_change()


def test_a_programme_has_one_working_copy_at_most(programme: Programme) -> None:
    edit_version(design=current(programme))
    with pytest.raises(IntegrityError, match="design_number_once_per_programme"):
        Design.objects.create(programme=programme, name="Second", version=0, is_draft=True, weeks=4)


def test_a_renamed_design_goes_on_counting_its_versions(programme: Programme) -> None:
    edit_version(design=current(programme))
    change_draft(programme=programme, change=lambda spec: editing.with_settings(spec, "A new name", 36))
    assert str(publish_draft(programme=programme)) == "A new name, version 2"


# Changes that are asked for twice


def test_the_same_element_added_twice_is_there_once_and_another_of_its_name_gets_a_key_of_its_own() -> None:
    once = editing.with_added(leading_for_change(), EXTRA)
    assert editing.with_added(once, EXTRA) == once
    other = editing.with_added(once, replace(EXTRA, minutes=90))
    assert [element.key for element in other.elements[-2:]] == ["leading-outwards", "leading-outwards-2"]


def test_moving_to_a_place_twice_moves_once() -> None:
    moved = editing.with_moved(leading_for_change(), "conference", 0)
    assert moved.elements[0].key == "conference"
    assert editing.with_moved(moved, "conference", 0) == moved
    assert editing.with_moved(moved, "conference", 99) == leading_for_change()


def test_the_same_rule_stands_once_and_removing_it_twice_removes_no_other() -> None:
    made = leading_for_change()
    assert editing.with_rule(made, made.rules[0]) == made
    without = editing.without_rule(made, made.rules[0].key)
    assert without.rules == made.rules[1:]
    assert editing.without_rule(without, made.rules[0].key) == without


@pytest.mark.parametrize("hard", [True, False])
def test_a_rule_that_is_a_wish_already_takes_its_place_and_a_wish_that_of_a_rule(hard: bool) -> None:
    apart = RuleSpec("apart", "launch", "coaching", hard=not hard)
    made = editing.with_rule(replace(leading_for_change(), rules=()), apart)
    assert editing.with_rule(made, replace(apart, hard=hard)).rules == (replace(apart, hard=hard),)
    turned = RuleSpec("apart", "coaching", "launch", hard=not hard)
    assert editing.with_rule(made, turned) == made
    assert editing.with_rule(made, replace(turned, hard=hard)).rules == (replace(turned, hard=hard),)


def test_other_days_between_the_same_two_are_another_rule() -> None:
    """A week at least, and better two."""
    week, fortnight = RuleSpec("gap", "launch", "coaching", 7), RuleSpec("gap", "launch", "coaching", 14, hard=False)
    made = replace(leading_for_change(), rules=(week,))
    assert editing.with_rule(made, fortnight).rules == (week, fortnight)
    turned = RuleSpec("gap", "coaching", "launch", 7, hard=False)
    assert editing.with_rule(made, turned).rules == (week, turned)


def test_a_rule_that_is_changed_into_another_leaves_one() -> None:
    first, other = RuleSpec("apart"), RuleSpec("gap", "launch", "coaching", 7, hard=False)
    made = replace(leading_for_change(), rules=(first, other))
    assert editing.with_rule(made, replace(other, hard=True), first.key).rules == (replace(other, hard=True),)


def test_a_rule_is_changed_in_its_place() -> None:
    made = leading_for_change()
    softer = replace(made.rules[1], hard=False)
    assert editing.with_rule(made, softer, made.rules[1].key).rules == (made.rules[0], softer, *made.rules[2:])


def test_rules_about_an_element_go_with_it() -> None:
    left = editing.without(leading_for_change(), "coaching")
    assert not [rule for rule in left.rules if "coaching" in (rule.first, rule.then)]
    assert len(left.rules) == len(leading_for_change().rules) - 2
