"""Find the invitation behind a rater's page, by its link or key, with one SQL query that is composed once."""

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

READ = (Invitation, Subject, Round, Enrolment, Person)

FROM = """
FROM assessments_invitation
JOIN assessments_subject ON assessments_subject.id = assessments_invitation.subject_id
JOIN assessments_round ON assessments_round.id = assessments_subject.round_id
JOIN cohorts_enrolment ON cohorts_enrolment.id = assessments_subject.enrolment_id
JOIN people_person ON people_person.id = cohorts_enrolment.person_id
LEFT JOIN assessments_draft ON assessments_draft.invitation_id = assessments_invitation.id
"""

THIS = "WHERE assessments_invitation.id = %s"

ALSO = """
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

# What a rater's personal link is for. Its target is the id of the invitation.
LINK_PURPOSE = "rater"


def invitation(pk: UUID) -> Invitation | None:
    """With its subject, round, enrolment, person and draft."""
    return next(found(THIS, pk), None)


def locked(pk: UUID) -> Invitation | None:
    """The same, held until the end of the transaction: the round first and then the invitation, as everybody does."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ROUND, [pk])
    return next(found(f"{THIS} FOR UPDATE OF assessments_invitation", pk), None)


def also_asking(of: Invitation) -> list[Invitation]:
    """What else the same address is asked in the same organisation, and can still answer, by its last day."""
    return list(found(ALSO, of.email, of.subject.enrolment.person.organisation_id, of.pk))


def found(where: str, *values: Any) -> Iterator[Invitation]:
    with connection.cursor() as cursor:
        cursor.execute(f"{selected()} {where}", values)
        yield from map(joined, cursor.fetchall())


@cache
def selected() -> str:
    columns = [f"{model._meta.db_table}.{column}" for model in READ for column in columns_of(model)]
    drafted = ["assessments_draft.ratings", "assessments_draft.comments"]
    return f"SELECT {', '.join([*columns, *drafted])} {FROM}"


@cache
def columns_of(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


@cache
def names_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def joined(row: tuple[Any, ...]) -> Invitation:
    values = iter(row)
    asked: Invitation = read(Invitation, values)
    subject, round_, enrolment, person = (read(model, values) for model in READ[1:])
    enrolment.person, subject.enrolment, subject.round, asked.subject = person, enrolment, round_, subject
    ratings, comments = values
    draft = None if ratings is None else Draft(pk=asked.pk, ratings=json.loads(ratings), comments=json.loads(comments))
    Invitation._meta.get_field("draft").set_cached_value(asked, draft)
    return asked


def read(model: type[models.Model], values: Iterator[Any]) -> Any:
    names = names_of(model)
    return model.from_db("default", names, list(islice(values, len(names))))


def invitation_for(token: str) -> Invitation | None:
    """Whose link this is, or nothing when it is unknown or void."""
    target = links.target_of(token, purpose=LINK_PURPOSE)
    if target is None:
        return None
    try:
        return invitation(UUID(target))
    except ValueError:
        return None
