from celery import shared_task

from assessments import releasing


@shared_task
def close_due_rounds() -> None:
    releasing.close_due()
