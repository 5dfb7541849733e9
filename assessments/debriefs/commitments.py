"""A participant's commitments after reading the report: up to three, theirs to change."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assessments.models import Commitment, Subject
from people.locking import lock


@dataclass(frozen=True)
class Intention:
    """One thing to do and the practice that it serves, if any. Without a text it is not stored."""

    text: str
    practice: str = ""


@transaction.atomic
def commit_to(*, subject: Subject, intentions: Sequence[Intention]) -> None:
    """Replace the subject's commitments by these, in their order. Raises ValidationError for more than three."""
    locked = lock(subject)
    locked.commitments.all().delete()
    written = [each for each in intentions if each.text]
    for place, each in enumerate(written, start=1):
        commitment = Commitment(subject=locked, place=place, practice=each.practice, text=each.text)
        commitment.full_clean()
        commitment.save()
