"""Forms for a diary, used by its owner and by administrators."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from cohorts.models import Element
from people.dates import WEEKDAYS
from people.fields import NameField, TimeField
from people.forms import CadreForm, VerbForm
from people.models import Person
from scheduling.availability.diaries.editing import Hours
from scheduling.availability.forms import DaysForm
from scheduling.models import Availability
from scheduling.working_days.clock import at
from scheduling.working_days.days import DAY
from spreadsheets.limits import Limits, UnreadableError
from spreadsheets.reading import bytes_of

MOST_BYTES = 2_000_000
DIARY = Limits(
    most_lines=0,
    too_many="",
    empty="The file is empty. Export your diary again.",
    too_big="The file is bigger than 2 MB. Export fewer months of your diary.",
    most_bytes=MOST_BYTES,
    endings=(".ics", ".ifb", ".vfb"),
    wrong_type="The file must be an iCalendar file (.ics). If it came as a .zip file, unpack it first.",
)
# An assessment has no leader: people do it in their own time.
LED = [choice for choice in Element.Kind.choices if choice[0] != Element.Kind.ASSESSMENT]


class WeekForm(CadreForm):
    """The hours of each weekday. On a day without hours the person cannot be planned."""

    mark_optional = False

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {each.weekday: each for each in reversed(person.availabilities.all())}
        for number, day in enumerate(WEEKDAYS):
            self._ask(number, day, known.get(number))

    def _ask(self, number: int, day: str, known: Availability | None) -> None:
        for name, label in (("starts", "from"), ("ends", "to")):
            initial = getattr(known, name) if known else None
            self.fields[f"{name}_{number}"] = TimeField(label=f"{day} {label}", required=False, initial=initial)

    @property
    def days(self) -> Iterator[tuple[str, Any, Any]]:
        """The weekdays, each with its two fields."""
        for number, day in enumerate(WEEKDAYS):
            yield day, self[f"starts_{number}"], self[f"ends_{number}"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number, day in enumerate(WEEKDAYS):
            if {f"starts_{number}", f"ends_{number}"} <= cleaned.keys():
                self._check(number, day)
        return cleaned

    def _check(self, number: int, day: str) -> None:
        starts, ends = self._hours(number)
        if starts and not ends:
            self.add_error(f"ends_{number}", f"Enter until when on {day}, or leave both empty")
        elif ends and not starts:
            self.add_error(f"starts_{number}", f"Enter from when on {day}, or leave both empty")
        elif starts and ends and ends <= starts:
            self.add_error(f"ends_{number}", f"On {day}, the second time must be later than the first")

    def _hours(self, number: int) -> tuple[time | None, time | None]:
        return self.cleaned_data[f"starts_{number}"], self.cleaned_data[f"ends_{number}"]

    def hours(self) -> list[Hours]:
        pairs = [(number, *self._hours(number)) for number in range(len(WEEKDAYS))]
        return [Hours(number, starts, ends) for number, starts, ends in pairs if starts and ends]


class AbsenceForm(DaysForm):
    starts = TimeField(
        label="From what time?",
        required=False,
        help_text="Only if it is part of one day. For whole days, leave both times empty.",
    )
    ends = TimeField(label="Until what time?", required=False)
    reason = NameField(
        label="Reason",
        max_length=200,
        required=False,
        help_text="For example Annual leave. You need not give one.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self._refuse_hours(cleaned["first_on"], cleaned["last_on"], cleaned["starts"], cleaned["ends"])
            self._refuse_past(cleaned["last_on"])
        return cleaned

    def _refuse_hours(self, first: date, last: date, starts: time | None, ends: time | None) -> None:
        if starts and not ends:
            self.add_error("ends", "Enter until what time, or leave both times empty")
        elif ends and not starts:
            self.add_error("starts", "Enter from what time, or leave both times empty")
        elif starts and ends and first != last:
            self.add_error("starts", "Times can be given for one day only. For several days, leave them empty")
        elif starts and ends and at(first, ends) <= at(first, starts):
            self.add_error("ends", "It must end after it starts")

    def _refuse_past(self, last: date) -> None:
        if last < timezone.localdate():
            self.add_error("last_on", "These days are over")

    def arguments(self) -> dict[str, Any]:
        starts_at, ends_at = self._ends()
        return {"starts_at": starts_at, "ends_at": ends_at, "reason": self.cleaned_data["reason"]}

    def _ends(self) -> tuple[datetime, datetime]:
        given = self.cleaned_data
        if given["starts"]:
            return at(given["first_on"], given["starts"]), at(given["first_on"], given["ends"])
        return at(given["first_on"], time.min), at(given["last_on"] + DAY, time.min)


class LeadsForm(VerbForm):
    mark_optional = False
    leads = forms.MultipleChoiceField(
        label="May lead", choices=LED, required=False, widget=forms.CheckboxSelectMultiple
    )
    helps = forms.MultipleChoiceField(
        label="May help to lead, as in-house co-facilitator",
        choices=LED,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        known = [(each.kind, each.is_co_facilitator) for each in person.leads.all()]
        initial = {
            "leads": [kind for kind, helps in known if not helps],
            "helps": [kind for kind, helps in known if helps],
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in set(cleaned.get("leads", [])) & set(cleaned.get("helps", [])):
            label = Element.Kind(kind).label
            self.add_error("helps", f"{label} is ticked above. Who may lead may help too: untick it here")
        return cleaned


class DiaryForm(CadreForm):
    """The file of a diary, whose bytes are in `cleaned_data["file"]`."""

    file = forms.FileField(
        label="Diary file",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".ics,.ifb,.vfb,text/calendar"}),
        help_text="An iCalendar file (.ics) of up to 2 MB",
        error_messages={"required": "Select the file of your diary"},
    )

    def clean_file(self) -> bytes:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            data = bytes_of(file, file.name or "", DIARY)  # type: ignore[arg-type] # it reads like any file
        except UnreadableError as reason:
            raise forms.ValidationError(str(reason)) from reason
        if not data.strip():
            raise forms.ValidationError(DIARY.empty)
        return data
