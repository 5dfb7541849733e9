"""Each release of a subject under its own number, with a document of its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments import reporting
from assessments.debriefs import debriefing
from assessments.models import Release, Subject
from reports import issuing
from reports.kinds import Content


@transaction.atomic
def release_next(*, subject: Subject, result: Mapping[str, Any], content: Content, on: date) -> Release:
    """Freeze the result under the subject's next number, and show it to whoever may read a report of theirs now."""
    number = (subject.releases.aggregate(last=Max("number"))["last"] or 0) + 1
    person = subject.enrolment.person
    document = issuing.owe(
        kind=reporting.KIND,
        key=f"individual-360:{subject.round_id}:{subject.pk}:{number}",
        organisation=person.organisation,
        title=f"360 report: {person.name}"[:200],
        content=content,
        about=person,
    )
    release = Release(subject=subject, number=number, result=result, change=content.get("change"), document=document)
    release.full_clean()
    release.save()
    debriefing.prepare(subject=subject, on=on)
    return release
