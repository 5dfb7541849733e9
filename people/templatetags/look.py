"""Template tags for fields, components and words in the NHS.UK style, used by the crispy pack `nhsuk` and by pages."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.template.defaultfilters import date, time
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from people.fields import DateWidget
from people.responsive_tables import stack_rows

register = template.Library()

# The first match counts: Django's checkbox list is a subclass of its radio list.
TEMPLATES: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.Widget, "input"),
)
CLASSES = {
    "input": "nhsuk-input",
    "textarea": "nhsuk-textarea",
    "select": "nhsuk-select",
    "file": "nhsuk-file-upload__input",
    "checkbox": "nhsuk-checkboxes__input",
}
GROUPED = (forms.RadioSelect, forms.MultiWidget)


@register.simple_tag
@cache
def constant(template_name: str) -> SafeString:
    """Render a part that is the same on every page, once per process, which saves each page 0.1 ms."""
    return render_to_string(template_name)


def kind(field: BoundField) -> str:
    return next(name for widget_class, name in TEMPLATES if isinstance(field.field.widget, widget_class))


@register.filter
def field_template(field: BoundField) -> str:
    return f"nhsuk/fields/{kind(field)}.html"


@register.filter
def described_by(field: BoundField) -> str:
    """List the ids of everything that explains this field, in the order in which it is read out."""
    ids = [field.field.widget.attrs.get("aria-describedby", "")]
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    if counts(field):
        ids.append(f"{field.auto_id}-info")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(filter(None, ids))


@register.simple_tag
def group_classes(field: BoundField, wrapper_class: str) -> str:
    """List the classes of the element that wraps a field, its label and its explanations."""
    classes = ["nhsuk-form-group"]
    if kind(field) == "file":
        classes.append("nhsuk-file-upload")
    if counts(field):
        classes.append("nhsuk-character-count")
    if field.errors:
        classes.append("nhsuk-form-group--error")
    return " ".join([*classes, wrapper_class]).strip()


@register.filter
def counts(field: BoundField) -> int:
    """Return the most characters that a text of several lines may have, or 0 if there is no limit."""
    if kind(field) != "textarea":
        return 0
    return getattr(field.field, "max_length", None) or 0


@register.filter
def first_control_id(field: BoundField) -> str:
    widget = field.field.widget
    own: str = widget.attrs.get("id") or field.auto_id
    return f"{own}_0" if isinstance(widget, GROUPED) else own


@register.filter
def is_page_heading(field: BoundField) -> bool:
    return getattr(field.form, "page_heading", "") == field.name


@register.filter
def is_marked_optional(field: BoundField) -> bool:
    return not field.field.required and getattr(field.form, "mark_optional", True)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Render the input of a field. There is no maxlength: a browser would cut pasted text short without saying so."""
    attrs: dict[str, Any] = {"class": control_classes(field), "maxlength": False}
    if ids := described_by(field):
        attrs["aria-describedby"] = ids
    return field.as_widget(attrs=attrs)


def control_classes(field: BoundField) -> str:
    base = CLASSES[kind(field)]
    classes = [base, field.field.widget.attrs.get("class", "")]
    if counts(field):
        classes.append("nhsuk-js-character-count")
    if field.errors and base in ("nhsuk-input", "nhsuk-textarea", "nhsuk-select"):
        classes.append(f"{base}--error")
    return " ".join(filter(None, classes))


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_shown: "forms.BaseForm | BaseFormSet[Any]") -> dict[str, Any]:
    """Show all errors of forms and formsets, each with a link to its field."""
    return {"mistakes": [mistake for form in forms_shown for mistake in mistakes_in(form)]}


def mistakes_in(form: "forms.BaseForm | BaseFormSet[Any]") -> Iterator[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        yield from ({"text": str(text), "id": ""} for text in form.non_form_errors())
        for member in form.forms:
            yield from mistakes_in(member)
        return
    yield from ({"text": str(text), "id": ""} for text in form.non_field_errors())
    for field in form:
        target = "" if field.is_hidden else first_control_id(field)
        yield from ({"text": str(text), "id": target} for text in field.errors)


@register.inclusion_tag("components/tag.html")
def tag_status(text: object, colour: str = "") -> dict[str, object]:
    """Show a status. The colour is a suffix of the class nhsuk-tag--, for example aqua-green. None is dark blue."""
    return {"text": text, "colour": colour}


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: Context, url: str, label: str, variant: str = "secondary", about: str = "", **hidden: object
) -> dict[str, Any]:
    """Show a form of one button. Screen readers read `about` after the label; `hidden` is posted with it."""
    return {
        "csrf_token": context.get("csrf_token"),
        "url": url,
        "label": label,
        "variant": variant,
        "about": about,
        "hidden": hidden,
    }


@register.simple_block_tag
def scrolling(content: str, label: str) -> SafeString:
    """Let a table or picture that is wider than a phone scroll by itself, so that the page need not."""
    return render_to_string("components/scrolling.html", {"content": content, "label": label})


@register.simple_block_tag
def stacking(content: SafeString, label: str) -> SafeString:
    """Show each row of a table as a card on a phone, so that nothing scrolls sideways."""
    table = render_to_string("components/stacking.html", {"content": stack_rows(content)})
    return scrolling(table, label)


@register.simple_block_tag
def inset(content: str) -> SafeString:
    return render_to_string("components/inset.html", {"content": content})


@register.simple_block_tag
def warning(content: str, heading: str) -> SafeString:
    return render_to_string("components/warning.html", {"content": content, "heading": heading})


@register.simple_block_tag
def details(content: str, summary: str) -> SafeString:
    return render_to_string("components/details.html", {"content": content, "summary": summary})


@register.simple_block_tag
def card(content: str, heading: str, url: str = "", level: int = 2) -> SafeString:
    context = {"content": content, "heading": heading, "url": url, "tag": f"h{level}"}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def empty_state(content: str, heading: str, url: str = "", label: str = "") -> SafeString:
    """Say that there is nothing here yet, with a button to add the first."""
    context = {"content": content, "heading": heading, "url": url, "label": label}
    return render_to_string("components/empty.html", context)


@register.filter(expects_localtime=True)
def moment(at: datetime) -> str:
    """Write a day and time, for example 3 May 2026, 4:15pm."""
    return f"{date(at)}, {time(at, 'g:iA').lower()}"


@register.simple_tag
def address(email: str) -> SafeString:
    """Let an email address break before its @ or after a dot of its domain."""
    local, at, domain = email.partition("@")
    *before, last = domain.split(".")
    dotted = format_html_join("", "{}.<wbr>", ((part,) for part in before))
    return format_html("{}<wbr>{}{}{}", local, at, dotted, last)
