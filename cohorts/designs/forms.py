"""Forms for editing, copying and importing a design."""

from dataclasses import asdict
from typing import Any, BinaryIO

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from cohorts.designs.fields import (
    AgendaField,
    CountField,
    LinesField,
    PlainTextField,
    WeeksField,
    agenda_lines,
    weeks_lines,
)
from cohorts.designs.files import LONGEST_WEEKS, MOST_DAYS, MOST_PEOPLE, DesignFileError, read_design, write_design
from cohorts.designs.specs import DesignSpec, ElementSpec, RuleSpec
from cohorts.designs.storage import leading_for_change, spec_of
from cohorts.models import Design, Element, PlacingRule, Practice
from people.dates import WEEKDAYS
from people.fields import InlineRadioSelect, NameField
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


class SettingsForm(CadreForm):
    name = NameField(label="Name of the design", max_length=200)
    weeks = CountField(
        label="How many weeks does it take?",
        min_value=1,
        max_value=LONGEST_WEEKS,
        help_text="Week 1 is the week in which a cohort starts.",
        error_messages={"required": "Enter how many weeks it takes"},
    )


class ElementForm(CadreForm):
    name = NameField(label="Name", max_length=200, help_text="What participants and the Executive Team call it")
    kind = forms.ChoiceField(label="Kind", choices=Element.Kind.choices, widget=forms.RadioSelect)
    practice = forms.ChoiceField(
        label="Practice that it serves",
        choices=[("", "All five, or none by itself"), *Practice.choices],
        required=False,
    )
    share = forms.ChoiceField(label="Share of 70:20:10", choices=Element.Share.choices, widget=forms.RadioSelect)
    note = NameField(
        label="Note", max_length=300, required=False, help_text="What it is about. Participants see it too."
    )
    format = forms.ChoiceField(
        label="Who takes part",
        choices=Element.Format.choices,
        widget=forms.RadioSelect,
        help_text="Sessions of the whole cohort and of learning sets get a day. The others stay open for all of their "
        "weeks, and participants find their own time.",
    )
    windows = WeeksField(
        label="Weeks of its sessions",
        help_text="One line for each session: the weeks in which it may fall, for example 4 to 6.",
        error_messages={"required": "Enter the weeks of at least one session"},
    )
    minutes = CountField(
        label="Minutes of one session",
        min_value=1,
        max_value=24 * 60,
        help_text="Half a day is up to 240 minutes, and a day up to 480.",
        error_messages={"required": "Enter how many minutes a session takes"},
    )
    agenda = AgendaField(
        label="Agenda",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One line for each part of a session, with its minutes, for example Welcome, 30.",
    )
    least_days_between = CountField(
        label="Least days between two of its sessions", min_value=0, max_value=MOST_DAYS, required=False
    )
    most_days_between = CountField(
        label="Most days between two of its sessions", min_value=0, max_value=MOST_DAYS, required=False
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Weekdays",
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Plans prefer these. Tick none if any will do.",
    )
    half_day = forms.ChoiceField(
        label="Half of the day",
        choices=[ANY, *Element.HalfDay.choices],
        widget=InlineRadioSelect,
        required=False,
    )
    facilitators_needed = CountField(
        label="Facilitators or coaches", min_value=0, max_value=MOST_PEOPLE, help_text="How many lead one session"
    )
    co_facilitators_needed = CountField(label="In-house co-facilitators", min_value=0, max_value=MOST_PEOPLE)
    executives_attend = forms.BooleanField(label="Executives attend", required=False)
    equipment = LinesField(
        label="Equipment of the venue", required=False, help_text="One line for each, for example Projector"
    )
    preparation = PlainTextField(
        label="Preparation", max_length=4000, required=False, help_text="What participants do before they come"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            Fieldset("What it is", "name", "kind", "practice", "share", "note"),
            Fieldset("Its sessions", "format", "windows", "minutes", "agenda"),
            Fieldset("When", "least_days_between", "most_days_between", "weekdays", "half_day"),
            Fieldset(
                "What it needs",
                "facilitators_needed",
                "co_facilitators_needed",
                "executives_attend",
                "equipment",
                "preparation",
            ),
        )

    def clean_weekdays(self) -> tuple[int, ...]:
        return tuple(sorted(self.cleaned_data["weekdays"]))

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
        return ElementSpec(key=key, **self.cleaned_data)


def in_order(form: forms.Form, least: str, most: str) -> None:
    fewest, longest = form.cleaned_data.get(least), form.cleaned_data.get(most)
    if fewest is not None and longest is not None and fewest > longest:
        form.add_error(most, f"This must be {fewest} or more, as that is the least")


def element_answers(element: ElementSpec) -> dict[str, Any]:
    """Give the values of an element as the form shows them."""
    lines = {
        "windows": weeks_lines(element.windows),
        "agenda": agenda_lines(element.agenda),
        "equipment": "\n".join(element.equipment),
    }
    return asdict(element) | lines


class RuleForm(CadreForm):
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
        """Make the rule. Raises ValidationError where one of its elements was removed since the form was checked."""
        gone = [name for name in ("then", "first") if (key := self.cleaned_data[name]) and not spec.element(key)]
        if gone:
            raise ValidationError(dict.fromkeys(gone, GONE))
        return RuleSpec(**self.cleaned_data)


def rule_answers(rule: RuleSpec) -> dict[str, Any]:
    least = None if rule.least_days == 1 else rule.least_days
    return asdict(rule) | {"hard": "yes" if rule.hard else "no", "least_days": least}


class CopyForm(CadreForm):
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


class DesignFileForm(ListForm):
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
        """Put the text of a file into the box, where it can be put right and need not be chosen again."""
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
