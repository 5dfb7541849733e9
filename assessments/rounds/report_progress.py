"""The number of a closed round's reports that are ready."""

from dataclasses import dataclass

from assessments.models import Release, Round, Subject
from reports.models import Document, DocumentState


@dataclass(frozen=True)
class SubjectReport:
    subject: Subject
    document: Document

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def is_ready(self) -> bool:
        return self.document.state == DocumentState.READY

    @property
    def has_failed(self) -> bool:
        return self.document.state == DocumentState.FAILED


@dataclass(frozen=True)
class ReportProgress:
    """The reports of a round, by name, and the subjects without one, about whom too few have answered."""

    reports: list[SubjectReport]
    without: list[Subject]

    @property
    def ready(self) -> int:
        return sum(report.is_ready for report in self.reports)

    @property
    def failed(self) -> int:
        return sum(report.has_failed for report in self.reports)

    @property
    def total(self) -> int:
        return len(self.reports)

    @property
    def is_done(self) -> bool:
        return self.ready + self.failed == self.total


def progress_of(round: Round) -> ReportProgress:
    """Count each subject's latest release: nobody can open an earlier one."""
    name = "subject__enrolment__person__name"
    releases = (
        Release.objects.filter(subject__round=round)
        .order_by(name, "subject_id", "-number")
        .distinct(name, "subject_id")
    )
    with_names = releases.select_related("subject__enrolment__person", "document").defer(
        "result", "change", "document__content"
    )
    without = round.subjects.filter(releases=None).select_related("enrolment__person")
    return ReportProgress([SubjectReport(each.subject, each.document) for each in with_names], list(without))
