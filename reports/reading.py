"""Getting a document out of its storage, exactly as it was made."""

import hashlib
import logging

from reports.models import Document

logger = logging.getLogger(__name__)


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
