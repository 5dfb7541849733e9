"""The form for pasting or uploading a list."""

from typing import Any, BinaryIO, Self

from django import forms
from django.core.files.uploadedfile import UploadedFile

from people.forms import CadreForm
from spreadsheets.limits import Limits, UnreadableError
from spreadsheets.reading import as_text, read_file, read_text


class ListForm(CadreForm):
    """A list that is pasted or uploaded; `cleaned_data["table"]` holds what was read."""

    limits: Limits
    mark_optional = False
    text = forms.CharField(
        label="Paste the list",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
        help_text="Copy the rows from your spreadsheet, with the names of the columns in the first row.",
    )
    file = forms.FileField(
        label="Or upload a file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text="A CSV file (UTF-8) or an Excel workbook (.xlsx). Of a workbook, the first sheet is read.",
    )

    # Whether the text was put there by us, from a list that needed to be put right.
    filled = forms.BooleanField(required=False, widget=forms.HiddenInput)
    neither = "Paste the list, or upload a file"
    both = "Paste the list or upload a file, not both"

    def from_text(self, text: str) -> Any:
        """Read a pasted list. Raises UnreadableError."""
        return read_text(text, self.limits)

    def from_file(self, file: BinaryIO, name: str) -> Any:
        """Read an uploaded list. Raises UnreadableError."""
        return read_file(file, name, self.limits)

    def text_of(self, table: Any) -> str:
        """Write the list as text that can be pasted."""
        return as_text(table)

    def refilled(self) -> Self:
        """Make a form that holds the checked list as text, along with everything else that was entered."""
        return type(self)(initial=self.refilled_initial())

    def refilled_initial(self) -> dict[str, Any]:
        entered = {name: self.cleaned_data[name] for name in self.fields if name != "file"}
        return entered | {"text": self.text_of(self.cleaned_data["table"]), "filled": True}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"text", "file", "filled"} & self.errors.keys():
            file_replaces_text = cleaned["filled"] and cleaned["file"]
            self._read("" if file_replaces_text else cleaned["text"], cleaned["file"])
        return cleaned

    def _read(self, text: str, file: "UploadedFile[Any] | None") -> None:
        pasted = bool(text.strip())
        if pasted and file:
            self.add_error("file", self.both)
        elif not pasted and not file:
            self.add_error("text", self.neither)
        else:
            self._understand(text, file)

    def _understand(self, text: str, file: "UploadedFile[Any] | None") -> None:
        try:
            table = self.from_file(file, file.name or "") if file else self.from_text(text)  # type: ignore[arg-type]
        except UnreadableError as reason:
            self.add_error("file" if file else "text", str(reason))
        else:
            self.cleaned_data["table"] = table
            if file:
                self._keep(table)

    def _keep(self, table: Any) -> None:
        """Put an uploaded list into the box as text, since no browser shows a chosen file again."""
        self.data = dict(self.data.items()) | {"text": self.text_of(table), "filled": "on"}
