from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Delete expired sessions: nobody needs them, and they reveal when somebody was here."""
    call_command("clearsessions")
