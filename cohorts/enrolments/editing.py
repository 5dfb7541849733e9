"""Changes to a participant's name, post and line manager."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.enrolments.enrolling import POST_FIELDS, site_named
from cohorts.enrolments.rows import COLUMNS, person_mistakes
from cohorts.models import Enrolment
from people.conflicts import refuse_changed, save_values
from spreadsheets.columns import Column, cell_value


@transaction.atomic
def change_enrolment(*, enrolment: Enrolment, seen: str = "", **entered: str) -> Enrolment:
    """Change somebody's name, post and line manager, by the keys of `entered_values`.

    Raises ValidationError, also if somebody else has changed them since the page was shown.
    """
    # The name belongs to the person, whose row is locked too.
    rows = Enrolment.objects.select_related("person__user", "site", "cohort__programme__organisation")
    found = rows.select_for_update(no_key=True, of=("self", "person")).get(pk=enrolment.pk)
    columns = [column for column in COLUMNS if column.key in entered]
    values = {column.key: cell_value(column, entered[column.key]) for column in columns}
    _refuse_wrong(found, values, columns)
    site = site_named(found.organisation, values["site"])
    before, after = entered_values(found), values | {"site": site.name}
    if before != after:
        refuse_changed(found, before, seen)
        save_values(found.person, {"name": after["name"]})
        save_values(found, {name: after[name] for name in POST_FIELDS} | {"site": site})
    return found


def entered_values(enrolment: Enrolment) -> dict[str, str]:
    post = {name: getattr(enrolment, name) for name in POST_FIELDS}
    return {"name": enrolment.person.name, "site": enrolment.site.name} | post


def _refuse_wrong(enrolment: Enrolment, values: dict[str, str], columns: Sequence[Column]) -> None:
    """Check the values as those of a list of people; sentences beside a field have no full stop."""
    wrong: dict[str, list[str]] = {}
    for key, sentence in person_mistakes(values | {"email": enrolment.person.email}, columns):
        wrong.setdefault(key, []).append(sentence.rstrip("."))
    if wrong:
        raise ValidationError(wrong)
