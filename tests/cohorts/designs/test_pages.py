"""The pages of a design: read, compared, edited, copied, imported, published."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cohorts.designs.drafts import draft_of, edit_version
from cohorts.designs.files import write_design
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec
from cohorts.designs.storage import leading_for_change, spec_of
from cohorts.models import Design, Programme
from cohorts.programmes.editing import commission_programme
from people.accounts import grant
from people.models import Organisation, Person, Role
from tests import cast
from tests.conftest import ClientFor
from tests.reading import read

ELEMENT = {
    "name": "Leading outwards",
    "kind": "masterclass",
    "practice": "inspire",
    "share": "formal",
    "note": "",
    "format": "whole_cohort",
    "windows": "Weeks 31 to 32\r\n33",
    "minutes": "210",
    "agenda": "Welcome, 30\r\nIn twos: what we ask for, 180 minutes",
    "least_days_between": "3",
    "most_days_between": "",
    "weekdays": ["3", "1"],
    "half_day": "morning",
    "facilitators_needed": "2",
    "co_facilitators_needed": "0",
    "executives_attend": "on",
    "equipment": "Projector\r\n\r\nFlip charts",
    "preparation": "Read  this.\r\nThen that.",
}
RULE = {"kind": "gap", "then": "conference", "first": "launch", "least_days": "7", "most_days": "", "hard": "yes"}


@pytest.fixture
def programme(trust: Organisation) -> Programme:
    return commission_programme(organisation=trust, name="Leading for Change 2026")


@pytest.fixture
def design(programme: Programme) -> Design:
    found = programme.current_design
    assert found is not None
    return found


@pytest.fixture
def draft(design: Design) -> str:
    """The address of a working copy."""
    return edit_version(design=design).get_absolute_url()


def spec(programme: Programme) -> DesignSpec:
    found = draft_of(programme)
    assert found is not None
    return spec_of(found)


def errors(page: Any) -> dict[str, list[str]]:
    assert page.status_code == 200
    found: dict[str, list[str]] = page.context["form"].errors
    return found


def test_a_design_shows_its_picture_elements_rules_and_agenda(administrators_client: Client, design: Design) -> None:
    page = administrators_client.get(design.get_absolute_url()).content.decode()
    for words in (
        "The design over its 36 weeks",
        "Influencing change",
        "In-house co-facilitators: 1",
        "Coaching comes at least 7 days after 360 assessment",
        "Insights: how I lead",
        "51%",
    ):
        assert words in page


def test_the_first_edit_makes_a_working_copy_and_the_second_opens_it(
    administrators_client: Client, design: Design, programme: Programme
) -> None:
    for _ in range(2):
        answer = administrators_client.post(f"/programmes/designs/{design.pk}/edit/")
        assert answer.headers["Location"] == f"/programmes/{programme.pk}/draft/"
    assert programme.designs.count() == 2
    page = read(administrators_client.get(f"/programmes/{programme.pk}/draft/"))
    assert "Working copy" in page
    assert "There is a working copy already" in page


def test_an_element_is_added_with_all_that_was_entered(
    administrators_client: Client, programme: Programme, draft: str
) -> None:
    for _ in range(2):
        assert administrators_client.post(f"{draft}elements/new/", ELEMENT).headers["Location"] == draft
    assert len(spec(programme).elements) == 11
    assert spec(programme).elements[-1] == ElementSpec(
        key="leading-outwards",
        kind="masterclass",
        name="Leading outwards",
        format="whole_cohort",
        share="formal",
        minutes=210,
        windows=((31, 32), (33, 33)),
        practice="inspire",
        weekdays=(1, 3),
        half_day="morning",
        least_days_between=3,
        facilitators_needed=2,
        executives_attend=True,
        equipment=("Projector", "Flip charts"),
        preparation="Read this.\nThen that.",
        agenda=(("Welcome", 30), ("In twos: what we ask for", 180)),
    )


@pytest.mark.parametrize("key", ["launch", "coaching", "learning-set", "conference"])
def test_saving_a_form_as_it_was_shown_changes_nothing(
    administrators_client: Client, programme: Programme, draft: str, key: str
) -> None:
    form = administrators_client.get(f"{draft}element/{key}/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    posted = {name: value for name, value in shown.items() if value is not None and value is not False}
    assert administrators_client.post(f"{draft}element/{key}/", posted).status_code == 302
    assert spec(programme) == leading_for_change()


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("windows", "", "Enter the weeks of at least one session"),
        ("windows", "4 to 6\n7 to 5", "Line 2 must be weeks in order, between 1 and 200"),
        ("windows", "soon", "Line 1 must be two weeks, for example 4 to 6, or one week, for example 4"),
        ("windows", "201", "Line 1 must be weeks in order, between 1 and 200"),
        ("agenda", "Welcome", "Line 1 must end with its minutes, for example Welcome, 30"),
        ("agenda", "Welcome, 0", "Line 1 must end with its minutes, for example Welcome, 30"),
        ("agenda", "Welcome, 30\nWork, 181", "The parts take 211 minutes together, but a session takes 210"),
        ("minutes", "half a day", "Enter a whole number, for example 2"),
        ("minutes", "0", "Minutes of one session must be 1 or more"),
        ("most_days_between", "2", "This must be 3 or more, as that is the least"),
        ("equipment", "x" * 51, "Line 1 must be 50 characters or fewer"),
        ("preparation", "a\0b", "Preparation has a character that cannot be stored. Type it again"),
        ("name", "", "Enter name"),
        ("weekdays", ["9"], "Select a valid choice. 9 is not one of the available choices."),
    ],
)
def test_what_cannot_be_saved_is_said_beside_it_and_nothing_typed_is_lost(
    administrators_client: Client, draft: str, field: str, typed: str, says: str
) -> None:
    page = administrators_client.post(f"{draft}element/coaching/", ELEMENT | {field: typed})
    assert errors(page)[field] == [says]
    assert "In twos: what we ask for" in page.content.decode() or field == "agenda"
    assert spec(Programme.objects.get()) == leading_for_change()


def test_an_element_moves_up_and_down(administrators_client: Client, programme: Programme, draft: str) -> None:
    for _ in range(2):
        administrators_client.post(f"{draft}element/launch/move/", {"place": "0"})
    assert [element.key for element in spec(programme).elements[:2]] == ["launch", "assessment"]
    assert administrators_client.post(f"{draft}element/launch/move/", {"place": "-1"}).status_code == 404


def test_removing_an_element_tells_which_rules_go_with_it(
    administrators_client: Client, programme: Programme, draft: str
) -> None:
    page = administrators_client.get(f"{draft}element/coaching/remove/").content.decode()
    assert "Coaching comes at least 7 days after 360 assessment" in page
    for _ in range(2):
        assert administrators_client.post(f"{draft}element/coaching/remove/").status_code == 302
    assert spec(programme).element("coaching") is None
    assert administrators_client.get(f"{draft}element/coaching/").status_code == 404
    assert administrators_client.post(f"{draft}element/coaching/", ELEMENT).status_code == 404


def test_name_and_weeks_are_changed(administrators_client: Client, programme: Programme, draft: str) -> None:
    assert errors(administrators_client.post(f"{draft}settings/", {"name": "Ours", "weeks": "many"}))["weeks"]
    administrators_client.post(f"{draft}settings/", {"name": "Ours", "weeks": "40"})
    assert (spec(programme).name, spec(programme).weeks) == ("Ours", 40)


def test_a_rule_is_added_changed_and_removed(administrators_client: Client, programme: Programme, draft: str) -> None:
    for _ in range(2):
        administrators_client.post(f"{draft}rules/new/", RULE)
    rules = spec(programme).rules
    assert rules[-1] == RuleSpec("gap", "launch", "conference", 7)
    assert len(rules) == len(leading_for_change().rules) + 1
    administrators_client.post(f"{draft}rule/{rules[-1].key}/", RULE | {"least_days": "", "hard": "no"})
    changed = spec(programme).rules[-1]
    assert changed == RuleSpec("gap", "launch", "conference", 1, hard=False)
    for _ in range(2):
        administrators_client.post(f"{draft}rule/{changed.key}/remove/")
    assert spec(programme).rules == leading_for_change().rules


def test_a_wish_that_becomes_a_rule_is_one_of_the_two_and_the_page_says_so(
    administrators_client: Client, programme: Programme, draft: str
) -> None:
    wish = RULE | {"hard": "no"}
    words = "Leadership and Learning conference comes at least 7 days after Programme launch and Insights."
    for values, says in (
        (wish, f"New wish: {words}"),
        (wish, "It is as it was: nothing has changed."),
        (RULE, f"Now a rule, no longer a wish: {words}"),
    ):
        answer = administrators_client.post(f"{draft}rules/new/", values)
        assert answer.headers["Location"] == draft
        assert says in administrators_client.get(draft).content.decode()
    assert spec(programme).rules == (*leading_for_change().rules, RuleSpec("gap", "launch", "conference", 7))
    key = spec(programme).rules[-1].key
    page = administrators_client.post(f"{draft}rule/{key}/remove/", follow=True).content.decode()
    assert f"No longer a rule: {words}" in page


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"then": ""}, "then", "Select the element that comes after"),
        ({"first": ""}, "first", "Select what it comes after"),
        ({"first": "conference"}, "first", "Select two different elements: none comes after itself"),
        ({"most_days": "6"}, "most_days", "This must be 7 or more, as that is the least"),
        ({"kind": "apart"}, "least_days", "Leave this empty: the rule is about weeks"),
        (
            {"kind": "apart", "least_days": "", "first": ""},
            "first",
            "Select both elements, or neither for all sessions that have a day",
        ),
        ({"kind": ""}, "kind", "Select what kind of rule it is"),
        ({"hard": ""}, "hard", "Select whether it must hold"),
    ],
)
def test_a_rule_that_says_nothing_is_refused_in_words(
    administrators_client: Client, draft: str, values: dict[str, str], field: str, says: str
) -> None:
    assert errors(administrators_client.post(f"{draft}rules/new/", RULE | values))[field] == [says]


def test_what_contradicts_itself_is_said_and_not_published(
    administrators_client: Client, programme: Programme, draft: str
) -> None:
    turned = RULE | {"then": "launch", "first": "conference", "least_days": ""}
    saved = administrators_client.post(f"{draft}rules/new/", turned, follow=True)
    assert [str(message) for message in saved.context["messages"]] == [
        "New rule: Programme launch and Insights comes after Leadership and Learning conference. "
        "The design contradicts itself: what clashes is listed below."
    ]
    clashes = [rule.clashes for rule in saved.context["shown"].rules]
    ends = "Leadership and Learning conference is in weeks 35 to 36; Programme launch and Insights is in week 1"
    assert clashes[-1] == [f"Clashes with: {'; '.join(sorted(ends.split('; '), reverse=True))}."]
    assert not any(clashes[:-1])
    for page in (administrators_client.get(draft), administrators_client.post(f"{draft}check/")):
        text = read(page)
        assert "falls 233 days after the end of its weeks." in text
        assert "Programme launch and Insights comes after Leadership and Learning conference." in text
        assert f'href="{draft}element/conference/">Change this element' in text
        backwards = RuleSpec("gap", "conference", "launch", 1).key
        assert f'href="{draft}rule/{backwards}/">Change this rule' in text
    assert programme.designs.published().count() == 1


def test_what_is_published_is_the_next_version_and_tells_what_changed(
    administrators_client: Client, programme: Programme, draft: str
) -> None:
    administrators_client.post(f"{draft}settings/", {"name": "Leading for Change", "weeks": "38"})
    assert "It takes 38 weeks instead of 36." in administrators_client.get(f"{draft}check/").content.decode()
    first = administrators_client.post(f"{draft}check/")
    second = administrators_client.post(f"{draft}check/")
    assert first.headers["Location"] == programme.designs.published()[0].get_absolute_url()
    assert second.headers["Location"] == f"/programmes/{programme.pk}/designs/"
    page = administrators_client.get(f"/programmes/{programme.pk}/designs/").content.decode()
    assert "Leading for Change, version 2 is published" in page
    assert "It takes 38 weeks instead of 36." in page
    assert programme.designs.count() == 2


def test_a_working_copy_is_discarded_once(administrators_client: Client, programme: Programme, draft: str) -> None:
    for _ in range(2):
        assert administrators_client.post(f"{draft}discard/").status_code == 302
    assert programme.designs.count() == 1
    assert administrators_client.get(draft).headers["Location"] == f"/programmes/{programme.pk}/designs/"
    for page in ("settings/", "elements/new/", "element/launch/", "rules/new/", "check/", "discard/"):
        assert administrators_client.get(f"{draft}{page}").status_code == 404


def test_a_design_is_copied_from_another_programme_of_any_organisation_that_one_runs(
    administrators_client: Client, administrator: Person, programme: Programme, other_trust: Organisation
) -> None:
    grant(organisation=other_trust, email=administrator.email, name="Same", role=Role.ADMINISTRATOR)
    other = cast.design(cast.programme(other_trust, "Elsewhere"))
    copy = f"/programmes/{programme.pk}/designs/copy/"
    page = administrators_client.get(copy).content.decode()
    assert "Small design, version 1 (Elsewhere, Otherside Trust)" in page
    administrators_client.post(copy, {"design": other.pk})
    assert spec(programme) == spec_of(other)
    assert "This replaces the working copy" in administrators_client.get(copy).content.decode()
    administrators_client.post(copy, {"design": "cadre"})
    assert spec(programme) == leading_for_change()


def test_a_design_can_be_built_from_nothing(administrators_client: Client, programme: Programme) -> None:
    administrators_client.post(f"/programmes/{programme.pk}/designs/copy/", {"design": "empty"})
    assert spec(programme) == DesignSpec("New design", 36, ())
    draft = f"/programmes/{programme.pk}/draft/"
    for page in (draft, f"{draft}check/"):
        text = administrators_client.get(page).content.decode()
        assert "There are no elements yet." in text
        assert "contradicts itself" not in text
    administrators_client.post(f"{draft}elements/new/", ELEMENT)
    administrators_client.post(f"{draft}check/")
    assert programme.current_design.version == 2  # type: ignore[union-attr]


def test_an_element_is_filled_in_like_another_but_for_its_name(
    administrators_client: Client, programme: Programme, draft: str
) -> None:
    assert f'href="{draft}elements/new/?like=masterclass-self"' in administrators_client.get(draft).content.decode()
    form = administrators_client.get(f"{draft}elements/new/?like=masterclass-self").context["form"]
    known = spec(programme).element("masterclass-self")
    assert known is not None
    assert (form["name"].value(), form["minutes"].value(), form["windows"].value()) == ("", known.minutes, "4 to 6")
    assert form["practice"].value() == "model"
    assert administrators_client.get(f"{draft}elements/new/?like=nothing").context["form"]["name"].value() is None


def test_a_design_that_one_may_not_read_cannot_be_copied(
    administrators_client: Client, programme: Programme, other_trust: Organisation
) -> None:
    secret = cast.design(cast.programme(other_trust, "Elsewhere"))
    page = administrators_client.post(f"/programmes/{programme.pk}/designs/copy/", {"design": secret.pk})
    assert errors(page)["design"]
    assert "Elsewhere" not in page.content.decode()
    assert draft_of(programme) is None


def test_a_downloaded_file_can_be_imported_again(
    administrators_client: Client, programme: Programme, design: Design
) -> None:
    answer = administrators_client.get(f"/programmes/designs/{design.pk}/file/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="leading-for-change-version-1.toml"'
    file = SimpleUploadedFile("design.toml", answer.content)
    administrators_client.post(f"/programmes/{programme.pk}/designs/import/", {"file": file})
    assert spec(programme) == leading_for_change()


def test_every_mistake_of_a_file_is_named_and_the_file_is_put_where_it_can_be_put_right(
    administrators_client: Client, programme: Programme
) -> None:
    text = write_design(leading_for_change()).replace("minutes = 90", "minutes = 0").replace("weeks = 36", "weeks = 0")
    address = f"/programmes/{programme.pk}/designs/import/"
    page = administrators_client.post(address, {"file": SimpleUploadedFile("d.toml", text.encode())})
    found = errors(page)["text"]
    assert found[0] == "design: weeks must be a whole number from 1 to 200."
    assert "coaching: minutes must be a whole number from 1 to 1440." in found
    assert "A session with patients" not in page.content.decode()
    assert "[[elements]]" in page.content.decode()
    mended = {"text": text.replace("minutes = 0", "minutes = 90").replace("weeks = 0", "weeks = 36"), "filled": "on"}
    assert administrators_client.post(address, mended).status_code == 302
    assert spec(programme) == leading_for_change()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"x" * 200_001, "bigger than 200 KB"),
        (b"", "at least one element"),
        (b"name = ", "not valid TOML"),
        (b"name = '\x00'", "not valid TOML"),
        (b"weeks = " + b"9" * 5000, "A number in the design is too long."),
    ],
)
def test_a_file_that_is_no_design_is_refused_in_words(
    administrators_client: Client, programme: Programme, content: bytes, says: str
) -> None:
    address = f"/programmes/{programme.pk}/designs/import/"
    page = administrators_client.post(address, {"file": SimpleUploadedFile("d.toml", content)})
    assert says in str(errors(page))
    assert administrators_client.post(address, {}).context["form"].errors["text"] == [
        "Paste the design, or upload a file"
    ]
    assert draft_of(programme) is None


def test_none_of_it_is_anybody_elses(
    other_clients: list[Client], client_for: ClientFor, design: Design, programme: Programme, draft: str
) -> None:
    before = spec(programme)
    for client in other_clients:
        for page in (draft, f"{draft}check/", f"/programmes/{programme.pk}/designs/", design.get_absolute_url()):
            assert client.get(page).status_code == 404
        assert client.post(f"{draft}settings/", {"name": "Mine", "weeks": "3"}).status_code == 404
        assert client.post(f"/programmes/{programme.pk}/designs/copy/", {"design": "cadre"}).status_code == 404
        assert client.get(f"/programmes/designs/{design.pk}/file/").status_code == 404
    assert spec(programme) == before


def test_the_form_says_who_reads_a_note(administrators_client: Client, draft: str) -> None:
    """It stands on the page of the session and in the handbook, which participants see."""
    page = administrators_client.get(f"{draft}elements/new/").content.decode()
    assert "Participants see it too" in page
