from celery import shared_task

from assessments.debriefs import release
from assessments.rounds import closing, reminding


@shared_task
def close_due_rounds() -> None:
    closing.close_due()


@shared_task
def remind_due() -> None:
    reminding.remind_due()


@shared_task
def release_overdue_reports() -> None:
    release.release_overdue()
