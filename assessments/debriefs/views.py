"""The pages of debriefs: of one report, of all reports of a round, and the participant's commitments."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.debriefs import assign, hold, redact, status, workflow
from assessments.debriefs.commitments import commit_to
from assessments.debriefs.forms import CoachesForm, CommitmentsForm, HeldForm, LeaveOutForm, ReasonForm
from assessments.debriefs.release import give_to_participant
from assessments.models import Debrief, Release, Round, Subject
from assessments.raters.access import authorised_round
from assessments.reports.views import forbid_copies, readable_release
from assessments.rules import OWN, is_coach, is_subject
from people.access import administers, get_authorised, user_of
from people.forms import VerbForm, post_data
from people.models import User
from reports import documents

SUBJECTS = Subject.objects.select_related(
    "round__cohort__programme", "enrolment__person__user", "enrolment__person__organisation", "coach__user"
)

Verb = Callable[..., Any]

OWN_LEFT_OUT = "Your own 360 is left out: another administrator has to do this for you."


@require_http_methods(["GET", "HEAD", "POST"])
def commitments(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_authorised(SUBJECTS.visible_to, request, pk=pk)
    readable_release(request, pk)
    form = CommitmentsForm(subject, post_data(request))
    if form.is_valid():
        commit_to(subject=subject, intentions=form.intentions())
        messages.success(request, "Your commitments are saved.")
        return redirect(reverse("report", args=[subject.pk]) + "#commitments")
    context = {"subject": subject, "form": form}
    return forbid_copies(render(request, "assessments/debriefs/commitments.html", context))


@require_safe
def debrief(request: HttpRequest, pk: int) -> HttpResponse:
    subject, user = get_authorised(SUBJECTS.followed_by, request, pk=pk), user_of(request)
    is_own = is_subject(user, subject)
    context = {
        **_about(subject),
        "is_coach": is_coach(user, subject) and not is_own,
        "is_administrator": administers(user, subject.organisation),
        "refusal": OWN if is_own else "",
        "release": Release.objects.readable_by(user).filter(subject=subject).latest_first().first(),
        # A participant is not told why their report was held, though they administer those of others.
        "trail": [] if is_own else status.trail_of(subject),
    }
    return render(request, "assessments/debriefs/debrief.html", context | _permissions(_debrief_of(subject), user))


def _about(subject: Subject) -> dict[str, Any]:
    return {"subject": subject, "round": subject.round, "status": status.status_of(subject)}


def _debrief_of(subject: Subject) -> Debrief | None:
    return workflow.debriefs().filter(subject=subject).first()


def _permissions(debrief: Debrief | None, user: User) -> dict[str, bool]:
    """Work out which actions the account may take, and whether the comments are open to the coach."""
    if debrief is None:
        return {}
    return {
        "may_hold": hold.may_hold(debrief, user),
        "may_lift": hold.may_lift(debrief, user),
        "may_leave_out": workflow.coach_has_read(debrief),
    }


@require_POST
def debrief_give(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_authorised(SUBJECTS.run_by, request, pk=pk)
    success = f"{subject.coach} has the report now, and is emailed."
    return _carry_out(request, subject, lambda: workflow.give_to_coach(subject=subject, by=user_of(request)), success)


@require_POST
def debrief_release(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_authorised(SUBJECTS.coached_by, request, pk=pk)
    success = f"{subject.name} has the report now, and is emailed."
    return _carry_out(request, subject, lambda: give_to_participant(subject=subject, by=user_of(request)), success)


@require_POST
def debrief_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more to make a document that could not be made."""
    subject = get_authorised(SUBJECTS.run_by, request, pk=pk)
    document = status.status_of(subject).document
    if document and documents.try_again(document=document):
        messages.success(request, f"The report of {subject.name} is being made again.")
    return redirect(subject.round)


def _carry_out(request: HttpRequest, subject: Subject, verb: Callable[[], object], success: str) -> HttpResponse:
    """Call the verb, and show this sentence if it succeeds, or the verb's own if it refuses."""
    try:
        verb()
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, success)
    return redirect("debrief", pk=subject.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_held(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_authorised(SUBJECTS.coached_by, request, pk=pk)
    form = HeldForm(post_data(request))
    if request.method == "POST":
        if form.is_valid() and (done := form.carry_out(_record, subject=subject, by=user_of(request))):
            messages.success(request, done)
            return redirect("debrief", pk=pk)
    elif not status.status_of(subject).may_be_recorded:
        return redirect("debrief", pk=pk)
    return _form_page(request, "held", subject, form)


@transaction.atomic
def _record(*, subject: Subject, by: User, held_on: Any, release: bool) -> str:
    workflow.record_debrief(subject=subject, by=by, held_on=held_on)
    if not release:
        return "The debrief is recorded. The report waits for you to release it."
    give_to_participant(subject=subject, by=by)
    return f"The debrief is recorded. {subject.name} has the report now, and is emailed."


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_hold(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_authorised(SUBJECTS.followed_by, request, pk=pk)
    debrief = _debrief_of(subject)
    is_due = debrief is not None and hold.may_hold(debrief, user_of(request))
    return _with_reason(request, "hold", subject, hold.hold, "The report is on hold.", is_due=is_due)


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_lift(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_authorised(SUBJECTS.followed_by, request, pk=pk)
    debrief = _debrief_of(subject)
    is_due = debrief is not None and hold.may_lift(debrief, user_of(request))
    return _with_reason(request, "lift", subject, hold.lift, "The report is no longer on hold.", is_due=is_due)


def _with_reason(
    request: HttpRequest, page: str, subject: Subject, verb: Verb, success: str, *, is_due: bool
) -> HttpResponse:
    form = ReasonForm(post_data(request))
    if request.method == "POST":
        if form.is_valid() and form.carry_out(verb, subject=subject, by=user_of(request)) is not None:
            messages.success(request, success)
            return redirect("debrief", pk=subject.pk)
    elif not is_due:
        return redirect("debrief", pk=subject.pk)
    return _form_page(request, page, subject, form)


def _form_page(request: HttpRequest, page: str, subject: Subject, form: VerbForm, **more: Any) -> HttpResponse:
    return render(request, f"assessments/debriefs/{page}.html", {**_about(subject), "form": form, **more})


# Leaving comments out


@require_safe
def debrief_comments(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_authorised(SUBJECTS.coached_by, request, pk=pk)
    release = _release_with_coach(request, subject)
    if release is None:
        return redirect("debrief", pk=pk)
    context = {**_about(subject), "release": release, "comments": redact.comments_in(release)}
    return render(request, "assessments/debriefs/comments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_leave_out(request: HttpRequest, pk: int, number: int, place: int) -> HttpResponse:
    """Leave out a comment of this numbered release: in another release its place could belong to another comment."""
    subject = get_authorised(SUBJECTS.coached_by, request, pk=pk)
    latest = _release_with_coach(request, subject)
    if latest is None:
        return redirect("debrief", pk=pk)
    comment, form = _comment_at(subject, number, place), LeaveOutForm(post_data(request))
    if comment and form.is_valid() and _leave_out(request, subject, comment, form):
        return redirect("debrief_comments", pk=pk)
    if comment is None or comment.is_left_out or number != latest.number:
        messages.error(request, redact.NOT_THERE)
        return redirect("debrief_comments", pk=pk)
    return _form_page(request, "leave_out", subject, form, comment=comment)


def _leave_out(request: HttpRequest, subject: Subject, comment: redact.ReportComment, form: LeaveOutForm) -> bool:
    about = {"subject": subject, "question": comment.question, "comment": comment.text, "by": user_of(request)}
    if form.carry_out(redact.leave_out, **about) is None:
        return False
    messages.success(request, "The comment is left out, and the report is being made again.")
    return True


def _release_with_coach(request: HttpRequest, subject: Subject) -> Release | None:
    """Find the latest release if the coach has it, on hold or not: comments can be left out during a hold."""
    debrief = _debrief_of(subject)
    if debrief is None or not workflow.coach_has_read(debrief):
        is_on_hold = debrief is not None and debrief.is_on_hold
        messages.error(request, redact.NOT_WHILE_ON_HOLD if is_on_hold else redact.NOT_YET)
        return None
    return subject.releases.latest_first().first()


def _comment_at(subject: Subject, number: int, place: int) -> redact.ReportComment | None:
    release = subject.releases.filter(number=number).first()
    comments = redact.comments_in(release) if release else []
    return comments[place] if place < len(comments) else None


@require_http_methods(["GET", "HEAD", "POST"])
def round_coaches(request: HttpRequest, pk: int) -> HttpResponse:
    round = authorised_round(request, pk)
    people = ("enrolment__person__user", "enrolment__person__organisation", "coach__user")
    everybody = list(round.subjects.select_related(*people))
    subjects = [subject for subject in everybody if not is_subject(user_of(request), subject)]
    coaches = list(assign.coaches_of(round.organisation))
    saves = request.method == "POST" and "share" not in request.POST
    form = CoachesForm(subjects, coaches, request.POST if saves else None)
    if request.method == "POST" and not saves:
        form.propose(assign.propose_coaches(subjects, coaches))
        messages.info(request, "Shared out below. Nothing is saved yet: check it, then save.")
    elif saves and form.is_valid() and _assign(request, round, form):
        return redirect(round)
    left_out = "" if len(subjects) == len(everybody) else OWN_LEFT_OUT
    context = {"round": round, "form": form, "coaches": coaches, "left_out": left_out}
    return render(request, "assessments/debriefs/coaches.html", context)


def _say_left_out(request: HttpRequest, round: Round) -> None:
    if Subject.objects.visible_to(user_of(request)).filter(round=round).exists():
        messages.info(request, OWN_LEFT_OUT)


def _assign(request: HttpRequest, round: Round, form: CoachesForm) -> bool:
    try:
        changed = assign.assign(round=round, coaches=form.coaches(), by=user_of(request))
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    people = "1 participant has" if changed == 1 else f"{changed} participants have"
    messages.success(request, f"Saved. {people} another coach now." if changed else "Nothing was changed.")
    return True


@require_POST
def round_give(request: HttpRequest, pk: int) -> HttpResponse:
    round = authorised_round(request, pk)
    given = workflow.give_all_to_coaches(round=round, by=user_of(request))
    reports = "1 report is" if given == 1 else f"{given} reports are"
    messages.success(
        request, f"{reports} with a coach now. Each coach is emailed." if given else "There was none to give."
    )
    _say_left_out(request, round)
    return redirect(round)


@require_http_methods(["GET", "HEAD", "POST"])
def round_hold(request: HttpRequest, pk: int) -> HttpResponse:
    return _round_with_reason(request, authorised_round(request, pk), "hold_all", hold.hold_all, "put on hold")


@require_http_methods(["GET", "HEAD", "POST"])
def round_lift(request: HttpRequest, pk: int) -> HttpResponse:
    return _round_with_reason(request, authorised_round(request, pk), "lift_all", hold.lift_all, "taken off hold")


def _round_with_reason(
    request: HttpRequest, round: Round, page: str, verb: Callable[..., int], done: str
) -> HttpResponse:
    form = ReasonForm(post_data(request))
    if form.is_valid():
        count = form.carry_out(verb, round=round, by=user_of(request))
        if count is not None:
            messages.success(request, f"{count} {'report' if count == 1 else 'reports'} {done}.")
            _say_left_out(request, round)
            return redirect(round)
    return render(request, f"assessments/debriefs/{page}.html", {"round": round, "form": form})
