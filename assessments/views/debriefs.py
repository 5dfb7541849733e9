"""The debrief: the coach reads first, speaks with the participant and releases the report; an administrator follows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.debriefs import debriefing, giving, holding, redacting
from assessments.debriefs import listing as debriefs
from assessments.debriefs.forms import HeldForm, LeaveOutForm, ReasonForm
from assessments.debriefs.listing import Debriefs
from assessments.models import Debrief, Release, Subject
from assessments.rules import OWN
from cohorts.forms import VerbForm
from people.access import get_authorised, user_of
from people.models import User
from reports import issuing

Verb = Callable[..., Any]


def authorised(request: HttpRequest, perm: str, pk: int) -> Subject:
    subject: Subject = get_authorised(Debriefs(), f"assessments.{perm}", request, pk=pk)
    return subject


@require_safe
def debrief(request: HttpRequest, pk: int) -> HttpResponse:
    subject, user = authorised(request, "follow_debrief", pk), user_of(request)
    is_own = user.has_perm("assessments.be_assessed", subject)
    context = {
        **_about(subject),
        "is_coach": user.has_perm("assessments.debrief", subject) and not is_own,
        "is_administrator": user.has_perm("assessments.run_debrief", subject),
        "refusal": OWN if is_own else "",
        "release": Release.objects.readable_by(user).filter(subject=subject).latest_first().first(),
        # A participant is not told why their report was held, though they administer those of others.
        "trail": [] if is_own else debriefs.trail_of(subject),
    }
    return render(request, "assessments/debriefs/debrief.html", context | _may(_debrief_of(subject), user))


def _about(subject: Subject) -> dict[str, Any]:
    return {"subject": subject, "round": subject.round, "standing": debriefs.standing_of(subject)}


def _debrief_of(subject: Subject) -> Debrief | None:
    return debriefing.debriefs().filter(subject=subject).first()


def _may(debrief: Debrief | None, user: User) -> dict[str, bool]:
    """Which of the actions are open to the account, and whether the comments are open to the coach."""
    if debrief is None:
        return {}
    return {
        "may_hold": holding.may_hold(debrief, user),
        "may_lift": holding.may_lift(debrief, user),
        "may_leave_out": debriefing.coach_has_read(debrief),
    }


@require_POST
def debrief_give(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised(request, "run_debrief", pk)
    said = f"{subject.coach} has the report now, and is emailed."
    return _do(request, subject, lambda: debriefing.give_to_coach(subject=subject, by=user_of(request)), said)


@require_POST
def debrief_release(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised(request, "debrief", pk)
    said = f"{subject.name} has the report now, and is emailed."
    return _do(request, subject, lambda: giving.give_to_participant(subject=subject, by=user_of(request)), said)


@require_POST
def debrief_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A document that could not be made is tried once more."""
    subject = authorised(request, "run_debrief", pk)
    document = debriefs.standing_of(subject).document
    if document and issuing.try_again(document=document):
        messages.success(request, f"The report of {subject.name} is being made again.")
    return redirect(subject.round)


def _do(request: HttpRequest, subject: Subject, verb: Callable[[], object], said: str) -> HttpResponse:
    """What the verb refuses, it says itself."""
    try:
        verb()
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, said)
    return redirect("debrief", pk=subject.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_held(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised(request, "debrief", pk)
    form = HeldForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid() and (done := form.carry_out(_record, subject=subject, by=user_of(request))):
            messages.success(request, done)
            return redirect("debrief", pk=pk)
    elif not debriefs.standing_of(subject).may_be_recorded:
        return redirect("debrief", pk=pk)
    return _form_page(request, "held", subject, form)


@transaction.atomic
def _record(*, subject: Subject, by: User, held_on: Any, release: bool) -> str:
    debriefing.record_debrief(subject=subject, by=by, held_on=held_on)
    if not release:
        return "The debrief is recorded. The report waits for you to release it."
    giving.give_to_participant(subject=subject, by=by)
    return f"The debrief is recorded. {subject.name} has the report now, and is emailed."


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_hold(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised(request, "follow_debrief", pk)
    debrief = _debrief_of(subject)
    is_due = debrief is not None and holding.may_hold(debrief, user_of(request))
    return _with_reason(request, "hold", subject, holding.hold, "The report is on hold.", is_due=is_due)


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_lift(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised(request, "follow_debrief", pk)
    debrief = _debrief_of(subject)
    is_due = debrief is not None and holding.may_lift(debrief, user_of(request))
    return _with_reason(request, "lift", subject, holding.lift, "The report is no longer on hold.", is_due=is_due)


def _with_reason(
    request: HttpRequest, page: str, subject: Subject, verb: Verb, said: str, *, is_due: bool
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid() and form.carry_out(verb, subject=subject, by=user_of(request)) is not None:
            messages.success(request, said)
            return redirect("debrief", pk=subject.pk)
    elif not is_due:
        return redirect("debrief", pk=subject.pk)
    return _form_page(request, page, subject, form)


def _form_page(request: HttpRequest, page: str, subject: Subject, form: VerbForm, **more: Any) -> HttpResponse:
    return render(request, f"assessments/debriefs/{page}.html", {**_about(subject), "form": form, **more})


# Leaving comments out


@require_safe
def debrief_comments(request: HttpRequest, pk: int) -> HttpResponse:
    subject = authorised(request, "debrief", pk)
    release = _release_with_coach(request, subject)
    if release is None:
        return redirect("debrief", pk=pk)
    context = {**_about(subject), "release": release, "comments": redacting.comments_in(release)}
    return render(request, "assessments/debriefs/comments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def debrief_leave_out(request: HttpRequest, pk: int, number: int, place: int) -> HttpResponse:
    """One comment of the release of this number: of another number it could be another comment."""
    subject = authorised(request, "debrief", pk)
    latest = _release_with_coach(request, subject)
    if latest is None:
        return redirect("debrief", pk=pk)
    said, form = _said(subject, number, place), LeaveOutForm(request.POST or None)
    if request.method == "POST" and said and form.is_valid() and _leave_out(request, subject, said, form):
        return redirect("debrief_comments", pk=pk)
    if said is None or said.is_left_out or number != latest.number:
        messages.error(request, redacting.NOT_THERE)
        return redirect("debrief_comments", pk=pk)
    return _form_page(request, "leave_out", subject, form, said=said)


def _leave_out(request: HttpRequest, subject: Subject, said: redacting.Said, form: LeaveOutForm) -> bool:
    about = {"subject": subject, "question": said.question, "comment": said.text, "by": user_of(request)}
    if form.carry_out(redacting.leave_out, **about) is None:
        return False
    messages.success(request, "The comment is left out, and the report is being made again.")
    return True


def _release_with_coach(request: HttpRequest, subject: Subject) -> Release | None:
    """The latest release once the coach has it. A hold closes the report, and not the way to put it right."""
    debrief = _debrief_of(subject)
    if debrief is None or not debriefing.coach_has_read(debrief):
        is_on_hold = debrief is not None and debrief.is_on_hold
        messages.error(request, redacting.NOT_WHILE_ON_HOLD if is_on_hold else redacting.NOT_YET)
        return None
    return subject.releases.latest_first().first()


def _said(subject: Subject, number: int, place: int) -> redacting.Said | None:
    release = subject.releases.filter(number=number).first()
    comments = redacting.comments_in(release) if release else []
    return comments[place] if place < len(comments) else None
