"""Order a document, order it again, and read it once it is made."""

import hashlib
import logging

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

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
    """Owe a document once: a second call with the same key gives back the first document unchanged."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
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
    """Owe a document anew that could not be made. One that is made or on its way stays as it is."""
    failed = Document.objects.filter(pk=document.pk, state=DocumentState.FAILED)
    is_owed = bool(failed.update(state=DocumentState.OWED, attempts=0, due_at=timezone.now()))
    if is_owed:
        render.delay_on_commit(str(document.pk))  # type: ignore[attr-defined]
    return is_owed


def _next_number(organisation: Organisation, kind: str) -> int:
    last = Document.objects.filter(organisation=organisation, kind=kind).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


class LostError(Exception):
    """The stored file is gone, out of reach, or not the one that was made. It is never made again in its place."""


def read(document: Document) -> bytes:
    """The bytes of a ready document. Raises LostError."""
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
