from celery import shared_task

from evaluations import asking


@shared_task
def ask_after_sessions() -> None:
    asking.ask_after_sessions()
