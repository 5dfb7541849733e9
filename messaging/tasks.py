from celery import shared_task

from messaging import sending
from messaging.models import Message

SWEEP_AT_MOST = 500


@shared_task
def deliver(message_id: int) -> None:
    sending.send(message_id)


@shared_task
def sweep() -> None:
    """Publish again all that is owed: Redis may have lost it, or a worker may have died."""
    for message_id in Message.objects.due().order_by("due_at").values_list("pk", flat=True)[:SWEEP_AT_MOST]:
        deliver.delay(message_id)
