"""What a participant takes from the report: up to three things, theirs to change."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assessments.models import Commitment, Subject


@dataclass(frozen=True)
class Intention:
    """One thing to do, and which practice it serves, if any. Without a text it is nothing."""

    text: str
    practice: str = ""


@transaction.atomic
def commit_to(*, subject: Subject, intentions: Sequence[Intention]) -> None:
    """Keep these in place of whatever was kept before, in their order. Raises ValidationError for more than three."""
    locked = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    locked.commitments.all().delete()
    meant = [each for each in intentions if each.text]
    for place, each in enumerate(meant, start=1):
        commitment = Commitment(subject=locked, place=place, practice=each.practice, text=each.text)
        commitment.full_clean()
        commitment.save()
