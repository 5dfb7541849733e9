"""Pages on which an administrator asks for plans, watches the search, compares plans and takes one as the draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.models import Cohort
from people.access import get_authorised, person_in
from people.conflicts import seen_in
from people.forms import post_data
from scheduling.models import Plan, PlanningRun
from scheduling.plans import comparison, questions, take, worker
from scheduling.plans.dropouts import losses_of
from scheduling.plans.forms import PlanForm, RepairForm
from scheduling.plans.problem_builder import scope_of, unfilled_seats
from scheduling.plans.storage import explanation_of

COHORTS = Cohort.objects.select_related("programme__organisation", "design")
RUNS = PlanningRun.objects.select_related("organisation")
RUNS_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def plan_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_authorised(COHORTS.run_by, request, pk=pk)
    if refusal := questions.why_nothing_to_plan(cohort):
        return _back_to_sessions(request, cohort, refusal)
    form = PlanForm(post_data(request), cohort=cohort)
    if form.is_valid() and (run := _ask(request, form)):
        return redirect(run)
    context = {
        "form": form,
        "cohort": cohort,
        "lacking": unfilled_seats(scope_of([cohort])),
        "runs": cohort.planning_runs.select_related("asked_by").prefetch_related("plans")[:RUNS_SHOWN],
    }
    return render(request, "scheduling/plans/ask.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_authorised(COHORTS.run_by, request, pk=pk)
    if refusal := questions.why_nothing_to_plan(cohort):
        return _back_to_sessions(request, cohort, refusal)
    form = RepairForm(post_data(request), cohort=cohort)
    if form.is_valid() and (run := _ask(request, form)):
        return redirect(run)
    return render(request, "scheduling/plans/repair.html", {"form": form, "cohort": cohort})


def _back_to_sessions(request: HttpRequest, cohort: Cohort, refusal: str) -> HttpResponse:
    messages.error(request, refusal)
    return redirect("cohort_sessions", cohort.pk)


def _ask(request: HttpRequest, form: PlanForm | RepairForm) -> PlanningRun | None:
    cohorts = form.cohorts()
    by = person_in(cohorts[0].organisation, request)
    try:
        return questions.ask(cohorts=cohorts, by=by, question=form.question())
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


@require_safe
def planning_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_authorised(RUNS.run_by, request, pk=pk)
    is_part = bool(request.htmx) and run.is_under_way  # type: ignore[attr-defined]
    if request.htmx and not run.is_under_way:  # type: ignore[attr-defined]
        # The search has ended, so the whole page is new.
        return HttpResponse(headers={"HX-Refresh": "true"})
    template = "scheduling/plans/progress.html" if is_part else "scheduling/plans/run.html"
    return render(request, template, _context(run))


def _context(run: PlanningRun) -> dict[str, Any]:
    cohorts = list(run.cohorts.select_related("programme"))
    context: dict[str, Any] = {"run": run, "cohorts": cohorts, "losses": losses_of(run)}
    if run.state == PlanningRun.State.IMPOSSIBLE:
        context["why"] = explanation_of(run)
    if run.plans.exists():
        context["comparison"] = comparison.compare(run)
    return context


@require_POST
def planning_stop(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_authorised(RUNS.run_by, request, pk=pk)
    worker.stop(run=run)
    return redirect(run)


@require_POST
def planning_relax(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask again, with a change that allows a plan."""
    run = get_authorised(RUNS.run_by, request, pk=pk)
    choices = explanation_of(run).ways
    if not 1 <= number <= len(choices):
        return redirect(run)
    return _ask_again(request, run, questions.question_of(run).relaxed(choices[number - 1].changes))


@require_POST
def planning_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the same question of everything as it is now."""
    run = get_authorised(RUNS.run_by, request, pk=pk)
    return _ask_again(request, run, questions.question_of(run))


def _ask_again(request: HttpRequest, run: PlanningRun, question: questions.Question) -> HttpResponse:
    cohorts = list(run.cohorts.select_related("programme__organisation", "design"))
    try:
        again = questions.ask(cohorts=cohorts, by=person_in(run.organisation, request), question=question)
    except ValidationError as refusal:
        _show_refusal(request, refusal)
        return redirect(run)
    return redirect(again)


@require_POST
def plan_take(request: HttpRequest, pk: int) -> HttpResponse:
    plans = Plan.objects.select_related("run__organisation")
    plan = get_authorised(plans.run_by, request, pk=pk)
    try:
        by = person_in(plan.run.organisation, request)
        taken = take.take(plan=plan, by=by, seen=seen_in(request))
    except ValidationError as refusal:
        _show_refusal(request, refusal)
        return redirect(plan.run)
    done = ["The plan is your draft now.", *taken.entered, "Nobody is told before you release it."]
    messages.success(request, " ".join(done))
    return redirect("cohort_sessions", plan.run.cohorts.first().pk)  # type: ignore[union-attr]


def _show_refusal(request: HttpRequest, refusal: ValidationError) -> None:
    for words in refusal.messages:
        messages.error(request, words)
