from collections.abc import Iterable, Mapping

from django import forms

SCALE = [*((str(number), str(number)) for number in range(1, 11)), ("unable", "Not able to observe")]
QUESTIONS = 3


def rating(value: str) -> int | None:
    return None if value == "unable" else int(value)


class StatementsForm(forms.Form):
    def __init__(self, numbers: Iterable[int], data: Mapping[str, str]) -> None:
        super().__init__(data)
        for number in numbers:
            self.fields[str(number)] = forms.TypedChoiceField(choices=SCALE, coerce=rating)

    def add_prefix(self, field_name: str) -> str:
        return f"statement-{field_name}"


class CommentsForm(forms.Form):
    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data)
        for place in range(QUESTIONS):
            self.fields[f"comment-{place}"] = forms.CharField(required=False, max_length=2000)
