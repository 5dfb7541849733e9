"""Forms for editing, copying and importing a design."""

from dataclasses import asdict
from typing import Any, BinaryIO

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from cohorts.designs.element_fields import ELEMENT_FIELDS, names_in
from cohorts.designs.fields import CountField
from cohorts.designs.files import DesignFileError, read_design, write_design
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec
from cohorts.designs.storage import leading_for_change, spec_of
from cohorts.designs.toml_tables import LONGEST_WEEKS, MOST_DAYS
from cohorts.models import Design, PlacingRule
from people.conflicts import SeenMixin
from people.fields import NameField, max_length
from people.forms import CadreForm
from people.words import counted
from spreadsheets.forms import ListForm
from spreadsheets.limits import UnreadableError

MOST_BYTES = 200_000
MOST_MISTAKES = 20
AS_SHIPPED = "cadre"
EMPTY = "empty"
GONE = "This element is no longer there. Select another"
ANY = ("", "Any")


class SettingsForm(SeenMixin, CadreForm):
    name = NameField(label="Name of the design", max_length=max_length(Design, "name"))
    weeks = CountField(
        label="How many weeks does it take?",
        min_value=1,
        max_value=LONGEST_WEEKS,
        help_text="Week 1 is the week in which a cohort starts.",
        error_messages={"required": "Enter how many weeks it takes"},
    )


class ElementForm(SeenMixin, CadreForm):
    """The fields of an element, in their sections."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = dict.fromkeys(field.section for field in ELEMENT_FIELDS)
        self.helper.layout = Layout(*(Fieldset(section, *names_in(section)) for section in sections))
        self.helper.render_hidden_fields = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        in_order(self, "least_days_between", "most_days_between")
        self._refuse_long_agenda(cleaned)
        return cleaned

    def _refuse_long_agenda(self, cleaned: dict[str, Any]) -> None:
        minutes, agenda = cleaned.get("minutes"), sum(length for _, length in cleaned.get("agenda", ()))
        if minutes is not None and agenda > minutes:
            together = counted(agenda, "minute")
            self.add_error("agenda", f"The parts take {together} together, but a session takes {minutes}")

    def element(self, key: str = "") -> ElementSpec:
        return ElementSpec(key=key, **self.answers)


# Django copies them for each form.
ElementForm.base_fields.update({field.name: field.form_field for field in ELEMENT_FIELDS})


def in_order(form: forms.Form, least: str, most: str) -> None:
    fewest, longest = form.cleaned_data.get(least), form.cleaned_data.get(most)
    if fewest is not None and longest is not None and fewest > longest:
        form.add_error(most, f"This must be {fewest} or more, as that is the least")


def element_answers(element: ElementSpec) -> dict[str, Any]:
    """Return the values of an element as the form shows them."""
    return {field.name: field.to_form(getattr(element, field.name)) for field in ELEMENT_FIELDS}


class RuleForm(SeenMixin, CadreForm):
    kind = forms.ChoiceField(
        label="What kind of rule is it?",
        choices=[
            (PlacingRule.Kind.GAP, "One element comes after another"),
            (PlacingRule.Kind.APART, "Never two sessions in the same week"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of rule it is"},
    )
    then = forms.ChoiceField(label="This element", required=False)
    first = forms.ChoiceField(label="Comes after, or is kept apart from", required=False)
    least_days = CountField(
        label="At least so many days after",
        min_value=0,
        max_value=MOST_DAYS,
        required=False,
        help_text="From the last session of the one to the first of the other. Leave it empty if after is enough.",
    )
    most_days = CountField(
        label="At most so many days after",
        min_value=0,
        max_value=MOST_DAYS,
        required=False,
    )
    hard = forms.TypedChoiceField(
        label="Must it hold?",
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes, always"), ("no", "No, but plans try to keep it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it must hold"},
    )

    def __init__(self, *args: Any, spec: DesignSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(element.key, spec.name_of(element.key)) for element in spec.elements]
        for field in ("then", "first"):
            self.fields[field].choices = [("", "All, or choose one"), *names]  # type: ignore[attr-defined]
            self.fields[field].error_messages["invalid_choice"] = GONE

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == PlacingRule.Kind.GAP:
            self._clean_gap(cleaned)
        elif cleaned.get("kind") == PlacingRule.Kind.APART:
            self._clean_apart(cleaned)
        return cleaned

    def _clean_gap(self, cleaned: dict[str, Any]) -> None:
        for field, words in (("then", "Select the element that comes after"), ("first", "Select what it comes after")):
            if field not in self.errors and not cleaned.get(field):
                self.add_error(field, words)
        if cleaned.get("first") and cleaned.get("first") == cleaned.get("then"):
            self.add_error("first", "Select two different elements: none comes after itself")
        in_order(self, "least_days", "most_days")
        if cleaned.get("least_days") is None:
            cleaned["least_days"] = 1

    def _clean_apart(self, cleaned: dict[str, Any]) -> None:
        for field, other in (("then", "first"), ("first", "then")):
            if cleaned.get(other) and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, "Select both elements, or neither for all sessions that have a day")
        for field in ("least_days", "most_days"):
            if cleaned.get(field) is not None:
                self.add_error(field, "Leave this empty: the rule is about weeks")

    def rule(self, spec: DesignSpec) -> RuleSpec:
        """Make the rule. Raises ValidationError if one of its elements has been removed since the form was checked."""
        gone = [name for name in ("then", "first") if (key := self.cleaned_data[name]) and not spec.element(key)]
        if gone:
            raise ValidationError(dict.fromkeys(gone, GONE))
        return RuleSpec(**self.answers)


def rule_answers(rule: RuleSpec) -> dict[str, Any]:
    least = None if rule.least_days == 1 else rule.least_days
    return asdict(rule) | {"hard": "yes" if rule.hard else "no", "least_days": least}


class CopyForm(SeenMixin, CadreForm):
    """The design to start from: that of a programme which the account runs, the one Cadre comes with, or none."""

    design = forms.ChoiceField(
        label="Which design do you want to start from?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the design to start from"},
    )

    def __init__(self, *args: Any, designs: list[Design], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.designs = {str(design.pk): design for design in designs}
        named = [(key, f"{design} ({design.programme}, {design.organisation})") for key, design in self.designs.items()]
        choices = [
            *named,
            (AS_SHIPPED, "Leading for Change, as it comes with Cadre"),
            (EMPTY, "None: I add every element myself"),
        ]
        self.fields["design"].choices = choices  # type: ignore[attr-defined]

    @property
    def spec(self) -> DesignSpec:
        design = self.designs.get(self.cleaned_data["design"])
        if design is not None:
            return spec_of(design)
        known = leading_for_change()
        return known if self.cleaned_data["design"] == AS_SHIPPED else DesignSpec("New design", known.weeks, ())


class DesignFileForm(SeenMixin, ListForm):
    """A design's file; `cleaned_data["table"]` is the design that it holds."""

    text = forms.CharField(
        label="Paste the design",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
        help_text="All of a file that was downloaded as a design (TOML).",
    )
    file = forms.FileField(
        label="Or upload a file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        help_text="A TOML file, as a design is downloaded.",
    )
    neither = "Paste the design, or upload a file"
    both = "Paste the design or upload a file, not both"

    def from_text(self, text: str) -> DesignSpec:
        return read_design(text)

    def from_file(self, file: BinaryIO, name: str) -> str:
        content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UnreadableError("The file is bigger than 200 KB. Upload a design, and nothing else.")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise UnreadableError(
                "The file is not text in UTF-8. Download a design to see what it looks like."
            ) from None

    def text_of(self, table: DesignSpec) -> str:
        return write_design(table)

    def _understand(self, text: str, file: "UploadedFile[Any] | None") -> None:
        """Put the text of a file into the box, where it can be corrected and need not be chosen again."""
        try:
            text = self.from_file(file, "") if file else text  # type: ignore[arg-type]
        except UnreadableError as reason:
            self.add_error("file", str(reason))
            return
        self.data = dict(self.data.items()) | {"text": text, "filled": "on"}
        try:
            self.cleaned_data["table"] = self.from_text(text)
        except DesignFileError as error:
            self.add_error("text", [ValidationError(mistake) for mistake in shown_mistakes(error.mistakes)])


def shown_mistakes(mistakes: list[str]) -> list[str]:
    """Cut the list short: nobody reads hundreds."""
    more = len(mistakes) - MOST_MISTAKES
    return mistakes if more <= 0 else [*mistakes[:MOST_MISTAKES], f"There are {more} more mistakes."]
