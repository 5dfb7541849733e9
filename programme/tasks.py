from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Sessions that have run out are of no use to anybody, and say when somebody was here."""
    call_command("clearsessions")
