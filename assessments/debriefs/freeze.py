"""Freeze each result of a subject under its next number, with a document of its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.debriefs import workflow
from assessments.models import Release, Round, Subject
from assessments.reports.individual import report_content
from reports import documents
from reports.kinds import Content


@transaction.atomic
def release_next(*, subject: Subject, result: Mapping[str, Any], content: Content, on: date) -> Release:
    """Freeze the result under the subject's next number, and show it to whoever may read a report of theirs now."""
    number = (subject.releases.aggregate(last=Max("number"))["last"] or 0) + 1
    person = subject.enrolment.person
    document = documents.owe(
        kind=report_content.KIND,
        key=f"individual-360:{subject.round_id}:{subject.pk}:{number}",
        organisation=person.organisation,
        title=f"360 report: {person.name}"[:200],
        content=content,
        about=person,
    )
    release = Release(subject=subject, number=number, result=result, change=content.get("change"), document=document)
    release.full_clean()
    release.save()
    workflow.prepare(subject=subject, on=on)
    return release


def release_result(
    subject: Subject, round: Round, result: Mapping[str, Any], *, closed_on: date, on: date | None = None
) -> None:
    """Freeze the result with the report made of it, on the day of the close unless said otherwise.

    From that day on, whom it is shown to is decided by its debrief.
    """
    content = report_content.content_of(subject, round, result, closed_on=closed_on)
    release_next(subject=subject, result=result, content=content, on=on or closed_on)
