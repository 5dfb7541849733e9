"""The import of the scores of reports made elsewhere: first a preview, then all of it is stored or nothing.

They become a closed round whose releases have practices and no statements; cohort and reassessment reports treat it
like any other. The debrief of each participant begins as it would after a round that was asked here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessments.debriefs import workflow
from assessments.debriefs.refresh import compare_again
from assessments.imported_scores.conversion import result_of
from assessments.imported_scores.files import COLUMNS, PRACTICES, ScoreRow, mark_unfit, rows_of
from assessments.models import Release, Round, Subject
from assessments.reports.cohort.generate import generate_report, generate_with_comparisons
from assessments.reports.individual.generate import generate_individual_report
from assessments.rounds.policies import policy_of
from cohorts.models import Cohort, Enrolment
from people.models import User
from spreadsheets.importing import ListPreview, checked_rows, refuse_mistakes
from spreadsheets.reading import Table

ASKED_HERE = "This round was asked here: its scores come from its answers."
CORRECTED = "The scores that were imported were put right."
NO_ROWS = "There are no scores below the first row. Fill in one row for each group of a participant."
OWN_SCORES = "These are your own scores. Remove the row: another administrator has to import it."


@dataclass(frozen=True, kw_only=True)
class ScoresPreview(ListPreview[ScoreRow]):
    """A checked list of scores, with the enrolments that have scores in it and those that have none."""

    people: list[Enrolment]
    without: list[Enrolment]


@dataclass(frozen=True)
class Correction:
    """A participant whose scores differ from their last report, and the groups that the new one would lose."""

    enrolment: Enrolment
    result: dict[str, Any]
    loses: list[str]

    @property
    def name(self) -> str:
        return self.enrolment.person.name


def next_kind(cohort: Cohort) -> Round.Kind | None:
    """Return the kind of round to import next: a baseline, then a reassessment, or None if the cohort has both."""
    have = set(cohort.rounds.values_list("kind", flat=True))
    return next((kind for kind in Round.Kind if kind not in have), None)


def least_in(cohort: Cohort) -> int:
    """Look up the fewest raters with which the cohort's organisation shows a group."""
    return policy_of(cohort.organisation).least_in_group


def preview(*, cohort: Cohort, table: Table, by: User, least: int | None = None) -> ScoresPreview:
    """Check the list against the cohort, and work out what importing it would do.

    `least` is that of the round whose scores are corrected; without it, that of the organisation holds. Nobody may
    import their own scores: they could enter any.
    """
    rows, mistakes = checked_rows(table, COLUMNS, rows_of, no_rows=NO_ROWS)
    enrolled = {one.person.email: one for one in cohort.enrolments.select_related("person__user")}
    for row in rows:
        if not row.reasons and row.email not in enrolled:
            row.reasons.append(f"Nobody in {cohort} has this email address. Enrol them first, or put it right.")
        if row.email in enrolled and enrolled[row.email].person.user_id == by.pk:
            row.reasons.append(OWN_SCORES)
    mark_unfit(rows, least or least_in(cohort))
    named = {row.email for row in rows}
    return ScoresPreview(
        rows=rows,
        people=[one for email, one in enrolled.items() if email in named],
        without=[one for email, one in enrolled.items() if email not in named],
        mistakes=mistakes,
    )


@transaction.atomic
def import_scores(*, cohort: Cohort, kind: Round.Kind, source: str, closed_on: date, table: Table, by: User) -> Round:
    """Store all the scores as a closed round. The same list sent twice is stored once.

    Raises RefusedError, and stores nothing, when something is wrong with the list; ValidationError when the cohort has
    another round of this kind, or a reassessment comes before the baseline.
    """
    cohort = Round.objects.lock_all_of(cohort)
    found = refuse_mistakes(preview(cohort=cohort, table=table, by=by))
    results = _results(found, least_in(cohort))
    if existing := cohort.rounds.filter(kind=kind).first():
        return _same_as_before(existing, source, closed_on, results)
    if kind != next_kind(cohort):
        raise ValidationError("There is no baseline yet. Take over its scores first.")
    round_ = _closed_round(cohort, kind, source, closed_on)
    for enrolment in found.people:
        _add_subject(round_, enrolment, results[enrolment.pk])
    generate_report(round=round_)
    return round_


@transaction.atomic
def correct(*, round_: Round, table: Table, by: User) -> int:
    """Make a new report for everybody in the list whose scores have changed, and return how many there were.

    People who are not in the list keep their report. Raises RefusedError when something is wrong with the list, and
    ValidationError for a round that was asked here.
    """
    if round_.instrument_id is not None:
        raise ValidationError(ASKED_HERE)
    cohort = Round.objects.lock_all_of(round_.cohort)
    found = refuse_mistakes(preview(cohort=cohort, table=table, by=by, least=round_.least_in_group))
    changed = corrections(round_, found)
    for each in changed:
        _correct(round_, each.enrolment, each.result, by)
    generate_with_comparisons(round=round_)
    return len(changed)


def corrections(round_: Round, found: ScoresPreview) -> list[Correction]:
    """List who would get a new report from a list without mistakes."""
    results, last = _results(found, round_.least_in_group), _last_results(round_)
    return [
        Correction(person, results[person.pk], _lost(last.get(person.pk), results[person.pk]))
        for person in found.people
        if last.get(person.pk) != results[person.pk]
    ]


def _lost(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[str]:
    kept = [column["key"] for column in now["columns"]]
    return [column["name"] for column in (before["columns"] if before else []) if column["key"] not in kept]


def _last_results(round_: Round) -> dict[int, dict[str, Any]]:
    latest = Release.objects.filter(subject__round=round_).order_by("number")
    return dict(latest.values_list("subject__enrolment", "result"))


def _correct(round_: Round, enrolment: Enrolment, result: dict[str, Any], by: User) -> None:
    subject = round_.subjects.filter(enrolment=enrolment).first()
    if subject is None:
        subject = _add_subject(round_, enrolment, result)
    else:
        _release(subject, result)
        workflow.announce_correction(subject=subject, by=by, reason=CORRECTED)
    compare_again(baseline=subject, by=by)


def _results(found: ScoresPreview, least: int) -> dict[int, dict[str, Any]]:
    """Make the frozen result of each participant, by enrolment."""
    return {
        person.pk: result_of(
            [row.scores for row in found.rows if row.email == person.person.email], PRACTICES, least=least
        ).frozen()
        for person in found.people
    }


def _same_as_before(existing: Round, source: str, closed_on: date, results: Mapping[int, dict[str, Any]]) -> Round:
    """Return the existing round if this same list made it. Raises ValidationError if another did."""
    first = Release.objects.filter(subject__round=existing, number=1).select_related("subject")
    stored = {release.subject.enrolment_id: release.result for release in first}
    if existing.source == source and existing.closes_on == closed_on and stored == results:
        return existing
    raise ValidationError(f"This cohort has a {existing.get_kind_display().lower()} already.")


def _closed_round(cohort: Cohort, kind: Round.Kind, source: str, closed_on: date) -> Round:
    round_ = Round(
        cohort=cohort,
        source=source,
        kind=kind,
        state=Round.State.CLOSED,
        opened_on=closed_on,
        closes_on=closed_on,
        least_in_group=least_in(cohort),
        without_coach_after=policy_of(cohort.organisation).without_coach_after,
    )
    round_.full_clean()
    round_.save()
    return round_


def _add_subject(round_: Round, enrolment: Enrolment, result: dict[str, Any]) -> Subject:
    subject = Subject.objects.create(round=round_, enrolment=enrolment, state=Round.State.CLOSED)
    _release(subject, result)
    return subject


def _release(subject: Subject, result: dict[str, Any]) -> None:
    generate_individual_report(subject=subject, round=subject.round, result=result, closed_on=subject.round.closes_on)
    workflow.prepare(subject=subject, on=timezone.localdate())
