"""The invitation behind a rater's page, found by its link or its key in one query.

The SQL is written by hand and composed once, since nearly every request of a rater starts with it. By `make bench
NAME=answering` a completed questionnaire costs 78 to 84 ms of processor time this way and 97 ms with `select_related`;
45 and 60 ms if the answers of a page are saved together.
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models

from assessments.models import Draft, Invitation, Round, Subject
from cohorts.models import Enrolment
from messaging import links
from people.models import Person

MODELS = (Invitation, Subject, Round, Enrolment, Person)

FROM = """
FROM assessments_invitation
JOIN assessments_subject ON assessments_subject.id = assessments_invitation.subject_id
JOIN assessments_round ON assessments_round.id = assessments_subject.round_id
JOIN cohorts_enrolment ON cohorts_enrolment.id = assessments_subject.enrolment_id
JOIN people_person ON people_person.id = cohorts_enrolment.person_id
LEFT JOIN assessments_draft ON assessments_draft.invitation_id = assessments_invitation.id
"""

BY_KEY = "WHERE assessments_invitation.id = %s"

OTHERS = """
WHERE assessments_invitation.email = %s AND people_person.organisation_id = %s AND assessments_invitation.id <> %s
AND assessments_invitation.state IN ('invited', 'started') AND assessments_invitation.relationship <> 'self'
AND assessments_subject.state = 'open'
ORDER BY COALESCE(assessments_subject.extended_to, assessments_round.closes_on), people_person.name
"""

LOCK_ROUND = """
SELECT FROM assessments_round
JOIN assessments_subject ON assessments_subject.round_id = assessments_round.id
JOIN assessments_invitation ON assessments_invitation.subject_id = assessments_subject.id
WHERE assessments_invitation.id = %s
FOR NO KEY UPDATE OF assessments_round
"""

# The purpose of a rater's personal link. Its target is the key of the invitation.
LINK_PURPOSE = "rater"


def find_invitation(pk: UUID) -> Invitation | None:
    """Find an invitation with its subject, round, enrolment, person and draft."""
    return next(select(BY_KEY, pk), None)


def lock_invitation(pk: UUID) -> Invitation | None:
    """Find an invitation likewise, and lock it until the transaction ends: the round first, as everywhere."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ROUND, [pk])
    return next(select(f"{BY_KEY} FOR UPDATE OF assessments_invitation", pk), None)


def other_requests(invitation: Invitation) -> list[Invitation]:
    """Find the other invitations of the same address in the organisation that can still be answered, by last day."""
    return list(select(OTHERS, invitation.email, invitation.subject.enrolment.person.organisation_id, invitation.pk))


def select(where: str, *values: Any) -> Iterator[Invitation]:
    with connection.cursor() as cursor:
        cursor.execute(f"{select_clause()} {where}", values)
        yield from map(from_row, cursor.fetchall())


@cache
def select_clause() -> str:
    columns = [f"{model._meta.db_table}.{column}" for model in MODELS for column in columns_of(model)]
    of_draft = ["assessments_draft.ratings", "assessments_draft.comments"]
    return f"SELECT {', '.join([*columns, *of_draft])} {FROM}"


@cache
def columns_of(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


@cache
def names_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def from_row(row: tuple[Any, ...]) -> Invitation:
    values = iter(row)
    invitation: Invitation = read(Invitation, values)
    subject, round_, enrolment, person = (read(model, values) for model in MODELS[1:])
    enrolment.person, subject.enrolment, subject.round, invitation.subject = person, enrolment, round_, subject
    ratings, comments = values
    draft = Draft(pk=invitation.pk, ratings=json.loads(ratings), comments=json.loads(comments)) if ratings else None
    Invitation._meta.get_field("draft").set_cached_value(invitation, draft)
    return invitation


def read(model: type[models.Model], values: Iterator[Any]) -> Any:
    names = names_of(model)
    return model.from_db("default", names, list(islice(values, len(names))))


def find_by_link(token: str) -> Invitation | None:
    """Find the invitation of a link; None if the link is unknown or void."""
    target = links.target_of(token, purpose=LINK_PURPOSE)
    if target is None:
        return None
    try:
        return find_invitation(UUID(target))
    except ValueError:
        return None
