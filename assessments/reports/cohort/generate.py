"""The cohort's 360 report, generated from the results released so far, once the round has closed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from assessments.models import CohortRelease, Release, Round
from assessments.reports.cohort.profile_arithmetic import (
    LEAST_SUBJECTS,
    EarlierReport,
    Norm,
    ReportSource,
    has_hardly_changed,
    make_profile,
)
from assessments.reports.cohort.profiles import thaw as thaw_profile
from assessments.reports.cohort.readers import READERS, update_readers
from assessments.reports.cohort.report_content import content_of, context
from assessments.results.values import ALL, Result, thaw
from reports import documents
from reports.kinds import register
from reports.models import Document

KIND = "cohort_360"
TEMPLATE = "assessments/reports/cohort/document.html"
LONGEST_TITLE = cast(int, Document._meta.get_field("title").max_length)
USUAL_SCALE = (1, 10)

NO_BASELINE = "There is no change to show: this cohort has no baseline round."
ANOTHER_QUESTIONNAIRE = "There is no change to show: the baseline asked another questionnaire."


@transaction.atomic
def generate_with_comparisons(*, round: Round, on: date | None = None) -> None:
    """Generate the round's report, and those of the reassessments that are compared with it."""
    generate_report(round=round, on=on)
    for compared in round.cohort.rounds.filter(kind=Round.Kind.REASSESSMENT).exclude(pk=round.pk):
        generate_report(round=compared)


@transaction.atomic
def generate_report(*, round: Round, on: date | None = None) -> CohortRelease | None:
    """Generate the next number of the report, dated `on` or today.

    Returns None while the round is open, with fewer than five subjects, and when nothing has changed since the last.
    """
    found = Round.objects.select_related("cohort__programme__organisation", "instrument").locked(round.pk)
    releases = _latest_releases(found)
    if found.is_open or len(releases) < LEAST_SUBJECTS:
        return None
    return _generate(found, releases, on or timezone.localdate())


def _generate(round: Round, releases: list[int], on: date) -> CohortRelease | None:
    earlier, baseline = list(round.cohort_releases.all()), _baseline_releases(round)
    source, norm = _read_source(releases, baseline, _scale(round)), _norm_reports(round, earlier)
    frozen = make_profile(
        source.results,
        norms=_read_norms(norm),
        baseline=source.baseline,
        earlier=[_read_earlier_report(one, source.scale) for one in earlier],
        scale=source.scale,
    ).frozen()
    if earlier and earlier[-1].result["profile"] == frozen:
        return None
    result = {"profile": frozen, "releases": releases, "baseline": baseline, "norm": norm}
    return _save_release(round, len(earlier) + 1, result, made_on=on)


def _save_release(round: Round, number: int, result: dict[str, Any], *, made_on: date) -> CohortRelease:
    without_change = "" if result["baseline"] else _why_no_change(round)
    content = content_of(round, result["profile"], made_on=made_on, without_change=without_change)
    document = documents.owe(
        kind=KIND,
        key=f"{KIND}:{round.pk}:{number}",
        organisation=round.organisation,
        title=Truncator(f"{round.get_kind_display()} cohort 360 report: {round.cohort.name}").chars(LONGEST_TITLE),
        content=content,
        readers=READERS,
    )
    release = CohortRelease(round=round, number=number, result=result, document=document)
    release.full_clean()
    release.save()
    update_readers(round.cohort)
    return release


def _latest_releases(round: Round) -> list[int]:
    """Return the ids of each subject's latest release."""
    latest = Release.objects.filter(subject__round=round).order_by("subject_id", "-number").distinct("subject_id")
    return list(latest.values_list("pk", flat=True))


def _comparable_rounds(round: Round) -> QuerySet[Round]:
    """Find the organisation's other rounds with the same questionnaire, or with scores taken over from the same."""
    rounds = Round.objects.filter(cohort__programme__organisation=round.organisation)
    return rounds.filter(instrument=round.instrument, source=round.source).exclude(pk=round.pk)


def _baseline_releases(round: Round) -> list[int]:
    """Return the ids of the releases in the cohort's baseline report."""
    if round.kind != Round.Kind.REASSESSMENT:
        return []
    found = _comparable_rounds(round).filter(cohort=round.cohort, kind=Round.Kind.BASELINE).first()
    if found is None:
        return []
    report = found.cohort_releases.last()
    return list(report.result["releases"]) if report else _latest_releases(found)


def _why_no_change(round: Round) -> str:
    if round.kind != Round.Kind.REASSESSMENT:
        return ""
    has_baseline = round.cohort.rounds.filter(kind=Round.Kind.BASELINE).exists()
    return ANOTHER_QUESTIONNAIRE if has_baseline else NO_BASELINE


def _norm_reports(round: Round, earlier: Sequence[CohortRelease]) -> list[int]:
    """Return the ids of the earlier cohorts' reports on the same kind of round.

    When only a few of their subjects have changed since an earlier number of this report, use the reports that it used.
    """
    before = (
        _comparable_rounds(round).filter(kind=round.kind, closes_on__lt=round.closes_on).exclude(cohort=round.cohort)
    )
    reports = CohortRelease.objects.filter(round__in=before).order_by("round_id", "-number").distinct("round_id")
    latest = list(reports.values_list("pk", flat=True))
    norms = _read_norms(latest)
    known = (one.result.get("norm", []) for one in reversed(earlier))
    return next((norm for norm in known if has_hardly_changed(norms, _read_norms(norm))), latest)


def _read_norms(reports: Iterable[int]) -> list[Norm]:
    """Read the scores of each cohort's subjects, the earliest cohort first."""
    found = CohortRelease.objects.filter(pk__in=reports).select_related("round__cohort").order_by("round__closes_on")
    return [Norm(report.round.cohort.name, _read_scores(report.result["releases"])) for report in found]


def _read_scores(releases: Iterable[int]) -> dict[str, dict[int, float]]:
    """Read each subject's score by all raters on each practice, and no other figure."""
    found: dict[str, dict[int, float]] = {}
    rows = Release.objects.filter(pk__in=releases).values_list("subject", "result__practices")
    for subject, practices in rows:
        for practice in practices:
            score = practice["cells"].get(ALL, {}).get("sum")
            found.setdefault(practice["key"], {}).update({} if score is None else {subject: score})
    return found


def _read_source(releases: Iterable[int], baseline: Iterable[int], scale: tuple[int, int]) -> ReportSource:
    return ReportSource(_read_results(releases), _read_results(baseline), scale)


def _read_results(releases: Iterable[int]) -> dict[int, Result]:
    found = Release.objects.filter(pk__in=releases).values_list("subject__enrolment", "result")
    return {enrolment: thaw(result) for enrolment, result in found}


def _read_earlier_report(release: CohortRelease, scale: tuple[int, int]) -> EarlierReport:
    source = _read_source(release.result["releases"], release.result["baseline"], scale)
    return EarlierReport(thaw_profile(release.result["profile"]), source)


def _scale(round: Round) -> tuple[int, int]:
    return (round.instrument.lowest, round.instrument.highest) if round.instrument else USUAL_SCALE


register(KIND, template=TEMPLATE, context=context)
