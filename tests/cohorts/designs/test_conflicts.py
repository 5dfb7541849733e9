"""Two administrators at one working copy: nobody overwrites unseen what the other has changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cohorts.designs.drafts import change_draft, draft_of, edit_version, publish_draft
from cohorts.designs.editing import without
from cohorts.designs.specs import DesignSpec, RuleSpec
from cohorts.designs.storage import leading_for_change, spec_of
from cohorts.models import Design, Programme
from cohorts.programmes.editing import commission_programme
from people.models import Organisation, Person, Role
from tests import cast
from tests.conftest import ClientFor

TYPED = "What you entered is still here"
LAUNCH = leading_for_change().elements[1]
Change = Callable[[DesignSpec], DesignSpec]


@pytest.fixture
def programme(trust: Organisation) -> Programme:
    made = commission_programme(organisation=trust, name="Leading for Change 2026")
    edit_version(design=made.designs.get())
    return made


@pytest.fixture
def other(trust: Organisation, client_for: ClientFor) -> Client:
    """A colleague, who is called Olu Other."""
    return client_for(cast.member(trust, Role.ADMINISTRATOR, "Olu Other"))


def spec(programme: Programme) -> DesignSpec:
    found = draft_of(programme)
    assert found is not None
    return spec_of(found)


def address(programme: Programme, page: str = "") -> str:
    return f"/programmes/{programme.pk}/draft/{page}"


def opened(client: Client, where: str) -> dict[str, Any]:
    """The data that a browser would send back from a form as it is shown."""
    form = client.get(where).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in shown.items() if value is not None and value is not False}


def said(page: Any) -> list[str]:
    assert page.status_code == 200
    found: list[str] = page.context["form"].non_field_errors()
    return found


def test_who_saves_an_element_second_is_told_who_changed_what_and_can_save_again(
    administrators_client: Client, other: Client, programme: Programme
) -> None:
    launch = address(programme, "element/launch/")
    mine = opened(administrators_client, launch) | {"minutes": "480", "weekdays": ["1", "3"]}
    other.post(launch, opened(other, launch) | {"name": "The launch", "minutes": "460"})
    refused = administrators_client.post(launch, mine)
    first, then = said(refused)
    assert TYPED in first
    assert then.startswith("Olu Other, ")
    assert "length now 7 hours 40 minutes instead of 7 hours 30 minutes." in then
    assert "name now The launch instead of Programme launch and Insights." in then
    assert refused.context["form"]["minutes"].value() == "480"
    assert refused.context["form"]["weekdays"].value() == ["1", "3"]
    assert spec(programme).elements[1].minutes == 460
    again = mine | {"seen": refused.context["form"]["seen"].value()}
    assert administrators_client.post(launch, again).status_code == 302
    assert spec(programme).elements[1] == replace(LAUNCH, minutes=480, weekdays=(1, 3))


def test_the_same_sent_twice_is_saved_once_and_refused_never(
    administrators_client: Client, programme: Programme
) -> None:
    launch, coaching = address(programme, "element/launch/"), spec(programme).rules[1].key
    for page, more in (
        (launch, {"minutes": "460"}),
        (address(programme, "settings/"), {"weeks": "38"}),
        (address(programme, f"rule/{coaching}/"), {"least_days": "9"}),
        (f"/programmes/{programme.pk}/designs/copy/", {"design": "cadre"}),
    ):
        typed = opened(administrators_client, page) | more
        for _ in range(2):
            assert administrators_client.post(page, typed).status_code == 302


def test_changes_of_other_things_do_not_stand_in_the_way(
    administrators_client: Client, other: Client, programme: Programme
) -> None:
    launch, weeks = address(programme, "element/launch/"), address(programme, "settings/")
    mine = opened(administrators_client, launch) | {"minutes": "460"}
    other.post(weeks, opened(other, weeks) | {"weeks": "38"})
    assert administrators_client.post(launch, mine).status_code == 302
    assert (spec(programme).weeks, spec(programme).elements[1].minutes) == (38, 460)


def test_a_mistake_between_does_not_make_the_others_change_seen(
    administrators_client: Client, other: Client, programme: Programme
) -> None:
    weeks = address(programme, "settings/")
    mine = opened(administrators_client, weeks)
    other.post(weeks, opened(other, weeks) | {"weeks": "40"})
    wrong = administrators_client.post(weeks, mine | {"weeks": "many"})
    mended = mine | {"weeks": "38", "seen": wrong.context["form"]["seen"].value()}
    assert "It takes 40 weeks instead of 36." in said(administrators_client.post(weeks, mended))[1]
    assert spec(programme).weeks == 40


def test_a_rule_that_another_has_changed_is_not_saved_beside_theirs_unseen(
    administrators_client: Client, other: Client, programme: Programme
) -> None:
    rule = address(programme, f"rule/{spec(programme).rules[1].key}/")
    mine = opened(administrators_client, rule) | {"least_days": "9"}
    other.post(rule, opened(other, rule) | {"least_days": "8"})
    refused = administrators_client.post(rule, mine)
    assert "New rule: Coaching comes at least 8 days after 360 assessment." in said(refused)[1]
    assert RuleSpec("gap", "assessment", "coaching", 9) not in spec(programme).rules
    assert administrators_client.post(rule, mine | {"seen": refused.context["form"]["seen"].value()}).status_code == 302
    assert RuleSpec("gap", "assessment", "coaching", 9) in spec(programme).rules


def test_a_wish_that_another_has_just_made_a_rule_is_not_made_a_wish_again_unseen(
    administrators_client: Client, other: Client, programme: Programme
) -> None:
    new = address(programme, "rules/new/")
    rule = {"kind": "apart", "then": "launch", "first": "conference", "hard": "yes"}
    mine = opened(administrators_client, new) | rule | {"hard": "no"}
    other.post(new, opened(other, new) | rule | {"then": "conference", "first": "launch"})
    refused = administrators_client.post(new, mine)
    assert "New rule: No two sessions of Programme launch and Insights and Leadership" in said(refused)[1]
    assert spec(programme).rules[-1].hard
    administrators_client.post(new, mine | {"seen": refused.context["form"]["seen"].value()})
    assert [each.hard for each in spec(programme).rules[-2:]] == [leading_for_change().rules[-1].hard, False]


def test_a_rule_about_an_element_that_another_removes_at_that_very_moment_is_refused_in_words(
    administrators_client: Client, programme: Programme
) -> None:
    """The form has found the element there; the other comes first to the lock under which the rule is to be saved."""
    new = address(programme, "rules/new/")
    mine = opened(administrators_client, new) | {"kind": "gap", "then": "conference", "first": "launch"}
    with connection.execute_wrapper(Meanwhile(programme, lambda spec: without(spec, "launch"))):
        refused = administrators_client.post(new, mine)
    assert refused.status_code == 200
    assert refused.context["form"].errors == {"first": ["This element is no longer there. Select another"]}
    assert refused.context["form"]["then"].value() == "conference"
    assert spec(programme).rules == leading_for_change().rules


class Meanwhile:
    """A change of the working copy after it was read for a form, and before it is read for a change.

    On one connection the two changes are one transaction: what is refused undoes the other's too.
    """

    def __init__(self, programme: Programme, change: Change) -> None:
        self.programme = programme
        self.change = change
        self.locks = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.locks += sql.startswith("SELECT") and "FOR NO KEY UPDATE" in sql
        if self.locks == 2:
            self.locks += 1
            change_draft(programme=self.programme, change=self.change)
        return execute(sql, params, many, context)


def test_an_element_that_another_has_removed_can_be_put_back_as_it_was_entered(
    administrators_client: Client, other: Client, programme: Programme
) -> None:
    launch = address(programme, "element/launch/")
    mine = opened(administrators_client, launch) | {"minutes": "460"}
    other.post(f"{launch}remove/")
    refused = administrators_client.post(launch, mine)
    assert "Programme launch and Insights is no longer part of it." in said(refused)[1]
    administrators_client.post(launch, mine | {"seen": refused.context["form"]["seen"].value()})
    assert spec(programme).elements[-1] == replace(LAUNCH, minutes=460)


@pytest.mark.parametrize(
    ("end", "says"), [("check/", "published as Leading for Change, version 2."), ("discard/", "was discarded.")]
)
def test_what_was_entered_outlives_the_working_copy(
    administrators_client: Client, other: Client, programme: Programme, end: str, says: str
) -> None:
    change_draft(programme=programme, change=lambda spec: replace(spec, weeks=38))
    launch = address(programme, "element/launch/")
    mine = opened(administrators_client, launch) | {"minutes": "460"}
    other.post(address(programme, end))
    refused = administrators_client.post(launch, mine)
    assert says in said(refused)[1]
    assert draft_of(programme) is None
    assert (
        administrators_client.post(launch, mine | {"seen": refused.context["form"]["seen"].value()}).status_code == 302
    )
    assert spec(programme).elements[1].minutes == 460


@pytest.mark.parametrize("end", ["check/", "discard/"])
def test_nobody_publishes_or_discards_what_they_have_not_seen(
    administrators_client: Client, programme: Programme, end: str
) -> None:
    where = address(programme, end)
    seen = administrators_client.get(where).context["form"]["seen"].value()
    change_draft(programme=programme, change=lambda spec: replace(spec, weeks=38))
    refused = administrators_client.post(where, {"seen": seen})
    assert "It takes 38 weeks instead of 36." in str(refused.context["mistakes"])
    assert [design.is_draft for design in programme.designs.order_by("version")] == [True, False]
    assert administrators_client.post(where, {"seen": refused.context["form"]["seen"].value()}).status_code == 302
    assert draft_of(programme) is None


def test_a_working_copy_that_was_begun_meanwhile_is_not_replaced_unseen(
    administrators_client: Client, programme: Programme
) -> None:
    publish_draft(programme=programme)
    copy = f"/programmes/{programme.pk}/designs/copy/"
    mine = opened(administrators_client, copy) | {"design": "cadre"}
    edit_version(design=Design.objects.get())
    change_draft(programme=programme, change=lambda spec: replace(spec, weeks=38))
    refused = administrators_client.post(copy, mine)
    assert "Look at it before you replace it" in said(refused)[0]
    assert spec(programme).weeks == 38
    administrators_client.post(copy, mine | {"seen": refused.context["form"]["seen"].value()})
    assert spec(programme).weeks == 36


def test_the_page_of_versions_tells_who_changed_what_the_last_first(
    administrators_client: Client, other: Client, programme: Programme
) -> None:
    weeks = address(programme, "settings/")
    other.post(weeks, opened(other, weeks) | {"weeks": "38"})
    administrators_client.post(address(programme, "check/"))
    history = administrators_client.get(f"/programmes/{programme.pk}/designs/").context["history"]
    assert [step.split(": ", 1)[1] for step in history] == [
        "The working copy was published as Leading for Change, version 2.",
        "It takes 38 weeks instead of 36.",
        "The working copy was begun with Leading for Change, version 1.",
    ]
    assert [step.split(", ")[0] for step in history] == ["You", "Olu Other", "Somebody"]


def test_the_file_of_a_working_copy_keeps_its_address(administrators_client: Client, programme: Programme) -> None:
    before = draft_of(programme)
    change_draft(programme=programme, change=lambda spec: replace(spec, weeks=38))
    assert draft_of(programme) == before


def test_one_s_own_change_in_another_tab_is_told_as_such(
    administrators_client: Client, administrator: Person, programme: Programme
) -> None:
    weeks = address(programme, "settings/")
    mine = opened(administrators_client, weeks)
    administrators_client.post(weeks, mine | {"weeks": "38"})
    assert said(administrators_client.post(weeks, mine | {"weeks": "40"}))[1].startswith("You, ")
