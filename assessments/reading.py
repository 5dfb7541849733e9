"""The invitation behind a rater's page, with all that the page shows, by one sentence of SQL that is composed once.

Every request of every rater asks it, and composing it anew took longer than all else that such a request does.
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
from people.models import Person

READ = (Invitation, Subject, Round, Enrolment, Person)
FROM = """
FROM assessments_invitation
JOIN assessments_subject ON assessments_subject.id = assessments_invitation.subject_id
JOIN assessments_round ON assessments_round.id = assessments_subject.round_id
JOIN cohorts_enrolment ON cohorts_enrolment.id = assessments_subject.enrolment_id
JOIN people_person ON people_person.id = cohorts_enrolment.person_id
LEFT JOIN assessments_draft ON assessments_draft.invitation_id = assessments_invitation.id
WHERE assessments_invitation.id = %s
"""


def invitation(pk: UUID) -> Invitation | None:
    """With its subject, round, enrolment, person and draft."""
    with connection.cursor() as cursor:
        cursor.execute(sentence(), [pk])
        row = cursor.fetchone()
    return None if row is None else joined(row)


@cache
def sentence() -> str:
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
    found: Invitation = read(Invitation, values)
    subject, round_, enrolment, person = (read(model, values) for model in READ[1:])
    enrolment.person, subject.enrolment, subject.round, found.subject = person, enrolment, round_, subject
    ratings, comments = values
    draft = None if ratings is None else Draft(pk=found.pk, ratings=json.loads(ratings), comments=json.loads(comments))
    Invitation._meta.get_field("draft").set_cached_value(found, draft)
    return found


def read(model: type[models.Model], values: Iterator[Any]) -> Any:
    names = names_of(model)
    return model.from_db("default", names, list(islice(values, len(names))))
