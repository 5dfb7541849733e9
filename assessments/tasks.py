from celery import shared_task

from assessments import releasing
from assessments.debriefs import giving
from assessments.rounds import reminding


@shared_task
def close_due_rounds() -> None:
    releasing.close_due()


@shared_task
def remind_due() -> None:
    reminding.remind_due()


@shared_task
def release_overdue_reports() -> None:
    giving.release_overdue()
