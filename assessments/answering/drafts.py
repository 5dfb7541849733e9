"""Keep a rater's answers as a draft while they answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from assessments.instruments.questionnaires import Questionnaire, questionnaire
from assessments.models import Draft, Invitation

Ratings = Mapping[int, int | None]

Comments = Mapping[int, str]

WAITING = (Invitation.State.INVITED, Invitation.State.STARTED)

# One statement, so that two tabs never overwrite each other's answers. It waits for a submit or a close that holds
# the rows, then looks again: what comes after either is not kept. The round is locked first, as by them.
# A request that its page has given up on may come after the page's next one: then it only fills gaps.
LATE = "(draft.saved_by = excluded.saved_by AND draft.saved_count > excluded.saved_count)"

MERGE = """
INSERT INTO assessments_draft AS draft (invitation_id, ratings, comments, saved_by, saved_count)
SELECT invitation.id, %s::jsonb, %s::jsonb, %s, %s
FROM assessments_round AS round
JOIN assessments_subject AS subject ON subject.round_id = round.id
JOIN assessments_invitation AS invitation ON invitation.subject_id = subject.id
WHERE invitation.id = %s AND invitation.state IN ('invited', 'started') AND subject.state = 'open'
FOR SHARE OF round, subject FOR NO KEY UPDATE OF invitation
ON CONFLICT (invitation_id) DO UPDATE
SET ratings = CASE WHEN {late} THEN excluded.ratings || draft.ratings ELSE draft.ratings || excluded.ratings END,
    comments = CASE WHEN {late} THEN excluded.comments || draft.comments ELSE draft.comments || excluded.comments END,
    saved_by = CASE WHEN excluded.saved_by = '' THEN draft.saved_by ELSE excluded.saved_by END,
    saved_count = CASE WHEN excluded.saved_by IN ('', draft.saved_by) THEN
        GREATEST(draft.saved_count, excluded.saved_count) ELSE excluded.saved_count END
""".replace("{late}", LATE)


class Order(NamedTuple):
    """From which load of a page a request comes, and the how-manieth of it."""

    load: str
    number: int


# Of a form that was sent without a script: it waits for its answer before it sends another.
UNORDERED = Order("", 0)


class RoundIsClosedError(Exception):
    """The round closed before the answers were submitted."""


@dataclass(frozen=True)
class DraftAnswers:
    """What a rater has answered so far: None stands for "not able to observe"."""

    ratings: Ratings
    comments: Comments

    def with_more(self, *, ratings: Ratings | None = None, comments: Comments | None = None) -> "DraftAnswers":
        return DraftAnswers({**self.ratings, **(ratings or {})}, {**self.comments, **(comments or {})})

    def missing(self, count: int) -> list[int]:
        """The numbers of the statements, of so many in all, that have no answer."""
        return [number for number in range(1, count + 1) if number not in self.ratings]


def start(*, invitation: Invitation) -> None:
    """A human has opened the questionnaire."""
    if invitation.state == Invitation.State.INVITED:
        invited = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.INVITED)
        invited.update(state=Invitation.State.STARTED)


def save_draft(*, invitation_id: UUID, ratings: Ratings, comments: Comments, order: Order = UNORDERED) -> bool:
    """Add these answers to the draft; False when the round has closed or they were submitted before."""
    with connection.cursor() as cursor:
        cursor.execute(MERGE, [json.dumps(ratings), json.dumps(comments), *order, invitation_id])
        return bool(cursor.rowcount == 1)


def questionnaire_of(invitation: Invitation) -> Questionnaire:
    """Raises LookupError for a round whose scores were taken over."""
    instrument = invitation.subject.round.instrument_id
    if instrument is None:
        raise LookupError(f"{invitation.subject.round} was asked elsewhere")
    return questionnaire(instrument)


def answers_of(invitation: Invitation) -> DraftAnswers:
    draft: Draft | None = getattr(invitation, "draft", None)
    if draft is None:
        return DraftAnswers({}, {})
    return DraftAnswers(
        ratings={int(number): rating for number, rating in draft.ratings.items()},
        comments={int(place): text for place, text in draft.comments.items()},
    )
