"""The forms that every page's form descends from."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

DJANGO_REQUIRED = forms.Field.default_error_messages["required"]
CHOOSING = (forms.ChoiceField, forms.ModelChoiceField)
# A label with more words than this is a statement, and does not fit into a sentence of ours.
LONGEST_NAME = 4
LIMITS = {
    "max_length": "%(limit_value)d characters or fewer",
    "min_length": "%(limit_value)d characters or more",
    "max_value": "%(limit_value)s or less",
    "min_value": "%(limit_value)s or more",
}


class CadreFormMixin:
    """The <form> tag, its token and its buttons belong to the page; required fields are refused by us, in words."""

    # The name of the one field whose label is the heading of its page.
    page_heading = ""
    # Turned off by forms in which everything is optional, such as filters.
    mark_optional = True
    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for name, field in self.fields.items():
            speak_plainly(str(field.label or name.replace("_", " ").capitalize()), field)


class CadreForm(CadreFormMixin, forms.Form):
    pass


def speak_plainly(label: str, field: forms.Field) -> None:
    """Puts sentences that name the field in place of Django's; what a form says itself is left as it is."""
    if field.error_messages["required"] == DJANGO_REQUIRED:
        field.error_messages["required"] = required_message(label, field)
    if isinstance(field, forms.EmailField):
        field.error_messages.setdefault("invalid", "Enter an email address like name@example.com")
    for code, ending in LIMITS.items():
        field.error_messages.setdefault(code, f"{subject(label)} must be {ending}")


def subject(label: str) -> str:
    return "Your answer" if label.endswith("?") else label.replace("%", "%%")


def required_message(label: str, field: forms.Field) -> str:
    if label.endswith("?"):
        return f"Answer the question: {label}"
    if len(label.split()) > LONGEST_NAME and isinstance(field, CHOOSING):
        return f"Choose an answer: {label}"
    if isinstance(field, forms.BooleanField):
        return f"Tick the box: {label}"
    verb = "Select" if isinstance(field, (*CHOOSING, forms.FileField)) else "Enter"
    return f"{verb} {lower_first(label)}"


def lower_first(label: str) -> str:
    """An initialism such as NHS keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
