"""Documents that are owed, tried again if they could not be made, and read once they are made."""

import hashlib
import logging

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from people.locking import lock
from people.models import Organisation, Person, Role
from reports.kinds import Content
from reports.models import Document, DocumentState
from reports.tasks import render

logger = logging.getLogger(__name__)


@transaction.atomic
def owe(
    *,
    kind: str,
    key: str,
    organisation: Organisation,
    title: str,
    content: Content,
    about: Person | None = None,
    readers: list[Role] | None = None,
) -> Document:
    """Owe a document once. A second call with the same key returns the first document unchanged."""
    lock(organisation)
    document, new = Document.objects.get_or_create(
        key=key,
        defaults={
            "organisation": organisation,
            "kind": kind,
            "number": _next_number(organisation, kind),
            "title": title,
            "content": content,
            "about": about,
            "readers": readers or [],
        },
    )
    if new:
        render.delay_on_commit(str(document.pk))  # type: ignore[attr-defined]
    return document


def try_again(*, document: Document) -> bool:
    """Make another attempt at a document that could not be made. Others stay as they are."""
    failed = Document.objects.filter(pk=document.pk, state=DocumentState.FAILED)
    is_owed = bool(failed.update(state=DocumentState.OWED, attempts=0, due_at=timezone.now()))
    if is_owed:
        render.delay_on_commit(str(document.pk))  # type: ignore[attr-defined]
    return is_owed


def _next_number(organisation: Organisation, kind: str) -> int:
    last = Document.objects.filter(organisation=organisation, kind=kind).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


class LostError(Exception):
    """A stored file that is missing, out of reach, or not the one that was made. It is never replaced."""


def read(document: Document) -> bytes:
    """Read the file of a ready document. Raises LostError."""
    try:
        with document.file.open("rb") as stored:
            found: bytes = stored.read()
    except Exception as error:
        logger.exception("document %s cannot be read", document.pk)
        raise LostError from error
    if hashlib.sha256(found).hexdigest() != document.sha256:
        logger.error("document %s is not the one that was made", document.pk)
        raise LostError
    return found
