"""The draft that keeps a rater's answers until they are submitted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from assessments.instruments.questionnaires import Questionnaire, load_questionnaire
from assessments.models import Draft, Invitation

Ratings = Mapping[int, int | None]

Comments = Mapping[int, str]

CAN_ANSWER = (Invitation.State.INVITED, Invitation.State.STARTED)

# One SQL statement, so that two tabs never overwrite each other's answers; Django has no upsert that merges JSON. It
# waits for a submission or a closing that holds the rows and looks again: answers that come later are not kept. The
# round is locked first, as they do. A request that its page has given up on may arrive after the page's next one: then
# it only fills gaps.
LATE = "(draft.saved_by = excluded.saved_by AND draft.saved_count > excluded.saved_count)"

MERGE_DRAFT = """
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


class RequestOrder(NamedTuple):
    """The page load that a request comes from, and its number among the requests of that page load."""

    page_load: str
    number: int


# For a form that is sent without a script: it waits for its answer before it sends another.
UNORDERED = RequestOrder("", 0)


class RoundIsClosedError(Exception):
    """A submission that came after the round had closed."""


@dataclass(frozen=True)
class DraftAnswers:
    """The answers that a rater has given so far. None stands for "not able to observe"."""

    ratings: Ratings
    comments: Comments

    def with_more(self, *, ratings: Ratings | None = None, comments: Comments | None = None) -> "DraftAnswers":
        return DraftAnswers({**self.ratings, **(ratings or {})}, {**self.comments, **(comments or {})})

    def missing(self, count: int) -> list[int]:
        """List the numbers of the statements without an answer, given how many statements there are."""
        return [number for number in range(1, count + 1) if number not in self.ratings]


def start(*, invitation: Invitation) -> None:
    """Record that the rater has started."""
    if invitation.state == Invitation.State.INVITED:
        invited = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.INVITED)
        invited.update(state=Invitation.State.STARTED)


def save_draft(*, invitation_id: UUID, ratings: Ratings, comments: Comments, order: RequestOrder = UNORDERED) -> bool:
    """Add these answers to the draft. Return False if the round has closed, or the answers are submitted already."""
    with connection.cursor() as cursor:
        cursor.execute(MERGE_DRAFT, [json.dumps(ratings), json.dumps(comments), *order, invitation_id])
        return bool(cursor.rowcount == 1)


def questionnaire_of(invitation: Invitation) -> Questionnaire:
    """Load the questionnaire of an invitation. Raises LookupError if its round only has imported scores."""
    instrument = invitation.subject.round.instrument_id
    if instrument is None:
        raise LookupError(f"{invitation.subject.round} was asked elsewhere")
    return load_questionnaire(instrument)


def answers_of(invitation: Invitation) -> DraftAnswers:
    draft: Draft | None = getattr(invitation, "draft", None)
    if draft is None:
        return DraftAnswers({}, {})
    return DraftAnswers(
        ratings={int(number): rating for number, rating in draft.ratings.items()},
        comments={int(place): text for place, text in draft.comments.items()},
    )
