"""The individual report of a subject: a result and its document, frozen under the subject's next number."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.models import Release, Round, Subject
from assessments.reports.individual import report_content
from reports import documents
from reports.kinds import Content
from reports.models import Document

LONGEST_TITLE = Document._meta.get_field("title").max_length


def generate_individual_report(
    *, subject: Subject, round: Round, result: Mapping[str, Any], closed_on: date
) -> Release:
    """Freeze the result under the subject's next number, with the report made of it.

    Nobody can open it before its debrief has been prepared: see `assessments.debriefs.workflow.prepare`.
    """
    content = report_content.content_of(subject, round, result, closed_on=closed_on)
    return freeze(subject=subject, result=result, content=content)


@transaction.atomic
def freeze(*, subject: Subject, result: Mapping[str, Any], content: Content) -> Release:
    """Store the result under the subject's next number, and owe the document that says what `content` holds."""
    number = (subject.releases.aggregate(last=Max("number"))["last"] or 0) + 1
    person = subject.enrolment.person
    document = documents.owe(
        kind=report_content.KIND,
        key=f"individual-360:{subject.round_id}:{subject.pk}:{number}",
        organisation=person.organisation,
        title=f"360 report: {person.name}"[:LONGEST_TITLE],
        content=content,
        about=person,
    )
    release = Release(subject=subject, number=number, result=result, change=content.get("change"), document=document)
    release.full_clean()
    release.save()
    return release
