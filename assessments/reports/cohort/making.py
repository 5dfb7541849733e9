"""The cohort's 360 report: frozen once a round has closed, from what was released of its subjects until then."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from assessments.models import CohortRelease, Release, Round
from assessments.reports.cohort.profile_arithmetic import LEAST, Former, Norm, Taken, has_hardly_changed, profile
from assessments.reports.cohort.profiles import thaw as thaw_profile
from assessments.reports.cohort.report_content import content_of, context
from assessments.reports.cohort.sharing import READERS, share
from assessments.results.values import ALL, Result, thaw
from reports import documents
from reports.kinds import register

KIND = "cohort_360"
TEMPLATE = "assessments/reports/cohort/document.html"
LONGEST_TITLE = 200
USUAL_SCALE = (1, 10)

NO_BASELINE = "There is no change to show: this cohort has no baseline round."
ANOTHER_QUESTIONNAIRE = "There is no change to show: the baseline asked another questionnaire."


@transaction.atomic
def make_anew(*, round: Round, on: date | None = None) -> None:
    """Make the round's report and, where it is a baseline, that of the reassessment that is compared with it."""
    make(round=round, on=on)
    for compared in round.cohort.rounds.filter(kind=Round.Kind.REASSESSMENT).exclude(pk=round.pk):
        make(round=compared)


@transaction.atomic
def make(*, round: Round, on: date | None = None) -> CohortRelease | None:
    """Make the next number of the report, today unless said otherwise.

    Nothing is made while the round is open, of fewer than five subjects, and when it would say what the last one says.
    """
    found = Round.objects.select_related("cohort__programme__organisation", "instrument").locked(round.pk)
    releases = _latest(found)
    if found.is_open or len(releases) < LEAST:
        return None
    return _make(found, releases, on or timezone.localdate())


def _make(round: Round, releases: list[int], on: date) -> CohortRelease | None:
    former, baseline = list(round.cohort_releases.all()), _baseline(round)
    taken, norm = _taken(releases, baseline, _scale(round)), _norm(round, former)
    frozen = profile(
        taken.results,
        earlier=_norms(norm),
        baseline=taken.baseline,
        former=[_former(one, taken.scale) for one in former],
        scale=taken.scale,
    ).frozen()
    if former and former[-1].result["profile"] == frozen:
        return None
    made_of = {"profile": frozen, "releases": releases, "baseline": baseline, "norm": norm}
    return _freeze(round, len(former) + 1, made_of, made_on=on)


def _freeze(round: Round, number: int, result: dict[str, Any], *, made_on: date) -> CohortRelease:
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
    share(round.cohort)
    return release


def _latest(round: Round) -> list[int]:
    """The releases that count: of each subject the latest."""
    latest = Release.objects.filter(subject__round=round).order_by("subject_id", "-number").distinct("subject_id")
    return list(latest.values_list("pk", flat=True))


def _alike(round: Round) -> QuerySet[Round]:
    """The organisation's rounds with the same questionnaire, or whose scores come from the same one."""
    rounds = Round.objects.filter(cohort__programme__organisation=round.organisation)
    return rounds.filter(instrument=round.instrument, source=round.source).exclude(pk=round.pk)


def _baseline(round: Round) -> list[int]:
    """The releases behind the cohort's baseline, as its own report counts them."""
    if round.kind != Round.Kind.REASSESSMENT:
        return []
    found = _alike(round).filter(cohort=round.cohort, kind=Round.Kind.BASELINE).first()
    if found is None:
        return []
    report = found.cohort_releases.last()
    return list(report.result["releases"]) if report else _latest(found)


def _why_no_change(round: Round) -> str:
    if round.kind != Round.Kind.REASSESSMENT:
        return ""
    has_baseline = round.cohort.rounds.filter(kind=Round.Kind.BASELINE).exists()
    return ANOTHER_QUESTIONNAIRE if has_baseline else NO_BASELINE


def _norm(round: Round, former: Sequence[CohortRelease]) -> list[int]:
    """The reports of the cohorts before this one, of the same kind of round.

    Where a few of their subjects have changed since an earlier number of this report, they are those that it took.
    """
    before = _alike(round).filter(kind=round.kind, closes_on__lt=round.closes_on).exclude(cohort=round.cohort)
    reports = CohortRelease.objects.filter(round__in=before).order_by("round_id", "-number").distinct("round_id")
    latest = list(reports.values_list("pk", flat=True))
    norms = _norms(latest)
    known = (one.result.get("norm", []) for one in reversed(former))
    return next((norm for norm in known if has_hardly_changed(norms, _norms(norm))), latest)


def _norms(reports: Iterable[int]) -> list[Norm]:
    """Of each cohort its subjects' scores, the earliest cohort first."""
    found = CohortRelease.objects.filter(pk__in=reports).select_related("round__cohort").order_by("round__closes_on")
    return [Norm(report.round.cohort.name, _scores(report.result["releases"])) for report in found]


def _scores(releases: Iterable[int]) -> dict[str, dict[int, float]]:
    """What all raters of each subject gave each practice; nobody else's figures are read."""
    found: dict[str, dict[int, float]] = {}
    rows = Release.objects.filter(pk__in=releases).values_list("subject", "result__practices")
    for subject, practices in rows:
        for practice in practices:
            score = practice["cells"].get(ALL, {}).get("sum")
            found.setdefault(practice["key"], {}).update({} if score is None else {subject: score})
    return found


def _taken(releases: Iterable[int], baseline: Iterable[int], scale: tuple[int, int]) -> Taken:
    return Taken(_results(releases), _results(baseline), scale)


def _results(releases: Iterable[int]) -> dict[int, Result]:
    found = Release.objects.filter(pk__in=releases).values_list("subject__enrolment", "result")
    return {enrolment: thaw(result) for enrolment, result in found}


def _former(release: CohortRelease, scale: tuple[int, int]) -> Former:
    taken = _taken(release.result["releases"], release.result["baseline"], scale)
    return Former(thaw_profile(release.result["profile"]), taken)


def _scale(round: Round) -> tuple[int, int]:
    return (round.instrument.lowest, round.instrument.highest) if round.instrument else USUAL_SCALE


register(KIND, template=TEMPLATE, context=context)
