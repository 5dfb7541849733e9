"""Fields, components and the frame of pages, as every page uses them."""

import datetime
from collections import Counter
from html.parser import HTMLParser

import pytest
from django import forms
from django.forms import formset_factory
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from people.fields import DateField, InlineRadioSelect, LongTextField, TimeField
from people.forms import CadreForm
from tests.reading import without_layout


class Everything(CadreForm):
    name = forms.CharField(label="<b>Full</b> name", help_text="<i>As on the badge</i>", max_length=5)
    email = forms.EmailField(label="Email address", required=False)
    learned = LongTextField(label="What did you learn?", max_length=10)
    site = forms.ChoiceField(label="Site", choices=[("", ""), ("a", "St <Anne>")])
    agree = forms.BooleanField(label="I agree")
    topics = forms.MultipleChoiceField(
        label="Topics", choices=[("c", "Coaching"), ("f", "Finance")], widget=forms.CheckboxSelectMultiple
    )
    coming = forms.ChoiceField(label="Will you come?", choices=[("y", "Yes"), ("n", "No")], widget=InlineRadioSelect)
    starts_on = DateField(label="Start date", help_text="For example, 31 3 2026")
    starts_at = TimeField(label="Start time")
    sheet = forms.FileField(label="Spreadsheet")


class Day(CadreForm):
    page_heading = "launch"
    launch = DateField(label="When is the launch?")


class Page(HTMLParser):
    """The elements of a page, with what a test asks about them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag and wanted.items() <= attrs.items()]

    @property
    def ids(self) -> Counter[str | None]:
        return Counter(attrs["id"] for _, attrs in self.elements if "id" in attrs)


def rendered(form: forms.BaseForm) -> str:
    source = "{% load look crispy_forms_tags %}{% error_summary form %}{% crispy form %}"
    return Template(source).render(Context({"form": form}))


def page_of(form: forms.BaseForm) -> Page:
    return Page(rendered(form))


def day(day: str, month: str, year: str) -> Day:
    return Day({"launch_day": day, "launch_month": month, "launch_year": year})


def test_a_label_and_a_hint_are_text_and_not_markup() -> None:
    html = rendered(Everything())
    assert "&lt;b&gt;Full&lt;/b&gt; name" in html
    assert "&lt;i&gt;As on the badge&lt;/i&gt;" in html
    assert "St &lt;Anne&gt;" in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_a_typed_value_and_an_error_are_text_and_not_markup() -> None:
    form = Everything({"name": '"><script>', "site": "<script>"})
    html = rendered(form)
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_every_link_of_the_error_summary_leads_to_a_control_on_the_page() -> None:
    page = page_of(Everything({"name": "too long", "starts_on_day": "31"}))
    targets = [link["href"] for link in page.all("a")]
    controls = {attrs.get("id") for tag, attrs in page.elements if tag in ("input", "select", "textarea")}
    # Nine of the ten fields are required, and each has exactly one thing wrong with it.
    assert len(targets) == 9
    assert {(target or "").removeprefix("#") for target in targets} <= controls


def test_every_control_has_one_label() -> None:
    page = page_of(Everything())
    labelled = Counter(label["for"] for label in page.all("label"))
    shown = [attrs for tag, attrs in page.elements if tag in ("input", "select", "textarea")]
    # Two radios, two checkboxes and one, three of a date, six others.
    assert len(shown) == 14
    assert all(labelled[control["id"]] == 1 for control in shown)


@pytest.mark.parametrize("data", [None, {}])
def test_what_describes_a_field_is_on_the_page_and_no_id_is_there_twice(data: dict[str, str] | None) -> None:
    page = page_of(Everything(data))
    described = [attrs["aria-describedby"] or "" for _, attrs in page.elements if "aria-describedby" in attrs]
    assert described
    assert set(" ".join(described).split()) <= set(page.ids)
    assert max(page.ids.values()) == 1


def test_a_date_keeps_what_was_typed_and_says_once_what_is_wrong() -> None:
    page = page_of(day("31", "Febuary", "2026"))
    assert [box["value"] for box in page.all("input", type="text")] == ["31", "Febuary", "2026"]
    # Once in the summary and once beside the field.
    assert page.text.count("Enter a real date, for example 31 3 2026") == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("", "", ""), "Answer the question: When is the launch?"),
        (("1", "", ""), "The date must include a month and a year"),
        (("1", "3", ""), "The date must include a year"),
        (("1", "3", "26"), "The year must have 4 numbers, for example 2026"),
        (("29", "2", "2026"), "Enter a real date, for example 31 3 2026"),
        (("1", "13", "2026"), "Enter a real date, for example 31 3 2026"),
        (("²", "3", "2026"), "Enter a real date, for example 31 3 2026"),
    ],
)
def test_a_date_that_cannot_be_is_refused_in_a_plain_sentence(typed: tuple[str, str, str], said: str) -> None:
    assert day(*typed).errors == {"launch": [said]}


@pytest.mark.parametrize("month", ["3", "03", "mar", "March", " MARCH "])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    form = day("31", month, "2026")
    assert form.is_valid()
    assert form.cleaned_data["launch"] == datetime.date(2026, 3, 31)


def test_a_date_that_is_already_there_is_shown_in_three_parts_and_is_not_a_change() -> None:
    initial = {"launch": datetime.date(2026, 3, 31)}
    assert [box["value"] for box in page_of(Day(initial=initial)).all("input")] == ["31", "3", "2026"]
    typed = {"launch_day": "31", "launch_month": "3", "launch_year": "2026"}
    assert not Day(typed, initial=initial).has_changed()


def test_a_label_can_be_the_heading_of_its_page() -> None:
    assert len(page_of(Day()).all("h1")) == 1
    assert not page_of(Everything()).all("h1")


def test_only_an_optional_field_is_marked() -> None:
    assert page_of(Everything()).text.count("(optional)") == 1


def test_text_that_is_too_long_is_explained_and_not_cut_by_the_browser() -> None:
    form = Everything({"name": "Amina Yusuf", "learned": "eleven char"})
    page = page_of(form)
    assert not [attrs for _, attrs in page.elements if "maxlength" in attrs]
    assert form.errors["name"] == ["<b>Full</b> name must be 5 characters or fewer"]
    assert form.errors["learned"] == ["Your answer must be 10 characters or fewer"]


def test_a_new_line_counts_as_one_character_as_it_does_in_the_browser() -> None:
    form = Everything({"learned": "four\r\nfive."})
    assert "learned" not in form.errors
    assert form.cleaned_data["learned"] == "four\nfive."


def test_the_browser_does_not_refuse_before_we_can_explain() -> None:
    assert not [attrs for _, attrs in page_of(Everything()).elements if "required" in attrs]


def test_a_chosen_answer_stays_chosen() -> None:
    page = page_of(Everything({"coming": "n", "topics": ["f"]}))
    chosen = [(box["name"], box["value"]) for box in page.all("input") if "checked" in box]
    assert chosen == [("topics", "f"), ("coming", "n")]


def test_the_summary_of_a_formset_links_to_the_form_that_is_wrong() -> None:
    formset = formset_factory(Day, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-1-launch_day": "1"}
    )
    html = Template("{% load look %}{% error_summary formset %}").render(Context({"formset": formset}))
    assert [link["href"] for link in Page(html).all("a")] == ["#id_form-0-launch_0", "#id_form-1-launch_0"]


def test_a_form_without_errors_has_no_summary() -> None:
    assert not page_of(Day()).all("div", role="alert")


def test_the_title_of_a_page_with_errors_says_so_first() -> None:
    request = RequestFactory().get("/")
    wrong = render_to_string("base_plain.html", {"form": day("1", "", ""), "request": request})
    right = render_to_string("base_plain.html", {"form": Day(), "request": request})
    assert "<title>Error: Leadership programmes - Cadre</title>" in without_layout(wrong)
    assert "<title>Leadership programmes - Cadre</title>" in without_layout(right)


def test_a_button_that_posts_carries_the_token_and_escapes_whom_it_is_about() -> None:
    source = '{% load look %}{% post_button "/remind" "Remind" about=name person=7 %}'
    html = Template(source).render(Context({"csrf_token": "abc", "name": "<Amina>"}))
    page = Page(html)
    assert page.all("form", method="post", action="/remind")
    assert page.all("input", name="csrfmiddlewaretoken", value="abc")
    assert page.all("input", name="person", value="7")
    assert "&lt;Amina&gt;" in html


class Numbers(CadreForm):
    places = forms.IntegerField(label="Number of places", min_value=1)


def control_of(page: Page, field: str) -> dict[str, str | None]:
    """The one input, select or text box whose name begins with the field's."""
    found = [attrs for _, attrs in page.elements if (attrs.get("name") or "").startswith(field)]
    return found[0]


def classes_of(page: Page, field: str) -> list[str]:
    return (control_of(page, field)["class"] or "").split()


@pytest.mark.parametrize(
    ("field", "plain"),
    [
        ("name", "nhsuk-input"),
        ("email", "nhsuk-input"),
        ("learned", "nhsuk-textarea"),
        ("site", "nhsuk-select"),
        ("starts_on", "nhsuk-input"),
        ("starts_at", "nhsuk-input"),
    ],
)
def test_a_field_with_an_error_has_the_style_of_errors_and_loses_it_without(field: str, plain: str) -> None:
    wrong = {"name": "too long", "email": "nobody", "learned": "eleven char", "starts_on_day": "31"}
    right = {
        "name": "Ann",
        "email": "ann@trust.example",
        "learned": "ten chars.",
        "site": "a",
        "starts_on_day": "31",
        "starts_on_month": "3",
        "starts_on_year": "2026",
        "starts_at": "14:30",
    }
    with_error, without = classes_of(page_of(Everything(wrong)), field), classes_of(page_of(Everything(right)), field)

    assert {plain, f"{plain}--error"} <= set(with_error)
    assert plain in without
    assert f"{plain}--error" not in without


@pytest.mark.parametrize(
    ("field", "plain"),
    [
        ("agree", "nhsuk-checkboxes__input"),
        ("topics", "nhsuk-checkboxes__input"),
        ("coming", "nhsuk-radios__input"),
        ("sheet", "nhsuk-file-upload__input"),
    ],
)
def test_boxes_to_tick_and_files_have_no_error_style_of_their_own(field: str, plain: str) -> None:
    """The service manual has none for them: the group around them is marked."""
    assert classes_of(page_of(Everything({})), field) == [plain]


def test_the_group_of_each_field_is_marked_only_when_the_field_is_wrong() -> None:
    def marked(form: forms.BaseForm) -> list[str]:
        groups = [(attrs.get("class") or "").split() for attrs in page_of(form).all("div")]
        return [group[-1] for group in groups if "nhsuk-form-group--error" in group]

    assert marked(Everything()) == []
    # Nine required fields, and the three parts of the date.
    assert len(marked(Everything({}))) == 12


def test_a_number_has_a_label_of_its_own_and_the_style_of_a_text_box() -> None:
    html = without_layout(rendered(Numbers({"places": "0"})))

    assert '<label class="nhsuk-label nhsuk-label--s" for="id_places">Number of places</label>' in html
    page = Page(html)
    assert control_of(page, "places")["type"] == "number"
    assert control_of(page, "places")["id"] == "id_places"
    assert control_of(page, "places")["aria-describedby"] == "id_places_error"
    assert classes_of(page, "places") == ["nhsuk-input", "nhsuk-input--error"]


def test_a_long_text_says_how_many_characters_it_may_have() -> None:
    html = rendered(Everything())

    (group,) = [attrs for attrs in Page(html).all("div") if "data-maxlength" in attrs]
    assert group["data-maxlength"] == "10"
    assert "You can enter up to 10 characters" in html
    assert control_of(Page(html), "learned")["aria-describedby"] == "id_learned-info"


def test_a_wide_table_scrolls_with_the_keyboard_and_has_a_name() -> None:
    source = "{% load look %}{% scrolling label %}<table><tr><td>{{ name }}</td></tr></table>{% endscrolling %}"
    html = Template(source).render(Context({"label": 'People of "Cohort 4"', "name": "<Amina>"}))
    assert Page(html).all("div", role="region", tabindex="0", **{"aria-label": 'People of "Cohort 4"'})
    assert "<table>" in html
    assert "&lt;Amina&gt;" in html


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_the_pages_of_last_resort_need_nothing_at_all(name: str) -> None:
    page = Page(render_to_string(name))
    assert len(page.all("h1")) == 1
    assert not page.all("script")


def test_an_address_breaks_before_its_at_and_is_escaped() -> None:
    page = Template('{% load look %}{% address "jo<b>@fenmoor.example" %}').render(Context())

    assert page == "jo&lt;b&gt;<wbr>@fenmoor.<wbr>example"
