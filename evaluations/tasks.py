from celery import shared_task

from evaluations import invitations


@shared_task
def ask_after_sessions() -> None:
    invitations.ask_after_sessions()
