"""The base classes of all forms, and the form of the team page."""

from collections.abc import Callable
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from people.fields import NameField
from people.models import Organisation, Person, Role, User
from people.text import is_address

Made = TypeVar("Made")

DJANGO_REQUIRED = forms.Field.default_error_messages["required"]

CHOOSING = (forms.ChoiceField, forms.ModelChoiceField)

LONGEST_PERSON = Person._meta.get_field("name").max_length
LONGEST_EMAIL = User._meta.get_field("email").max_length

# A label with more words than this is a statement: it does not fit into an error message.
LONGEST_NAME = 4

LIMITS = {
    "max_length": "%(limit_value)d characters or fewer",
    "min_length": "%(limit_value)d characters or more",
    "max_value": "%(limit_value)s or less",
    "min_value": "%(limit_value)s or more",
}


def post_data(request: HttpRequest) -> QueryDict | None:
    """Return the posted data, or None if the form is only shown."""
    return request.POST if request.method == "POST" else None


class OrganisationField(forms.ModelChoiceField):  # type: ignore[type-arg] # not generic at run time
    """The organisation that an administrator means. Administrators of a single one are not asked."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organisation.objects.none(), label="Organisation", empty_label=None, **kwargs)


class CadreFormMixin:
    """Common settings of forms: the page has the form tag, token and buttons, and the server checks required fields."""

    # The name of the field whose label is the heading of the page, if there is one.
    page_heading = ""
    # False in forms where every field is optional, such as filters.
    mark_optional = True
    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for name, field in self.fields.items():
            set_error_messages(str(field.label or name.replace("_", " ").capitalize()), field)


class CadreForm(CadreFormMixin, forms.Form):
    pass


class VerbForm(CadreForm):
    """A form whose answers are the arguments of a function. Its validation errors are shown beside the fields."""

    def carry_out(self, verb: Callable[..., Made], **more: Any) -> Made | None:
        """Call the function with the answers. Return None if it raised a ValidationError, which the form then shows."""
        try:
            return verb(**self.arguments(), **more)
        except ValidationError as error:
            self.add_error(None, error)
            return None

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data


class OrganisationForm(VerbForm):
    organisation = OrganisationField()

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        if len(organisations) == 1:
            del self.fields["organisation"]
        else:
            keys = [organisation.pk for organisation in organisations]
            self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=keys)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len(self.organisations) == 1:
            cleaned["organisation"] = self.organisations[0]
        return cleaned


class TeamForm(OrganisationForm):
    name = NameField(label="Name", max_length=LONGEST_PERSON, error_messages={"required": "Enter their name"})
    email = forms.EmailField(
        label="Email address", max_length=LONGEST_EMAIL, error_messages={"required": "Enter their email address"}
    )
    role = forms.ChoiceField(
        label="Role", choices=Role.choices, widget=forms.RadioSelect, error_messages={"required": "Select their role"}
    )
    field_order = ["organisation", "name", "email", "role"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if not is_address(email):
            raise ValidationError("Enter an email address without accents, for example name@trust.nhs.uk")
        return email

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


def set_error_messages(label: str, field: forms.Field) -> None:
    """Replace Django's error messages with ones that name the field. Messages that a form sets itself stay."""
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
    """Make the first letter small, unless the label begins with an initialism such as NHS."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
