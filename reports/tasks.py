from uuid import UUID

from celery import shared_task

from reports import rendering
from reports.models import Document


@shared_task
def render(document_id: str) -> None:
    rendering.make(UUID(document_id))


@shared_task
def sweep() -> None:
    """Publish again all that is owed: Redis may have lost it, or a worker may have died."""
    for document_id in Document.objects.owed().order_by("due_at").values_list("pk", flat=True):
        render.delay(str(document_id))
