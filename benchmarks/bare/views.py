"""One view that keeps a questionnaire in the same tables as Cadre, and asks and checks as little as can be."""

import json
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

STATEMENTS = 30
TO_A_PAGE = 6
KEEP = """
INSERT INTO assessments_draft (invitation_id, ratings, comments) VALUES (%s, %s, '{}')
ON CONFLICT (invitation_id) DO UPDATE SET ratings = assessments_draft.ratings || excluded.ratings
"""
RESPOND = """
INSERT INTO assessments_response (key, subject_id, relationship, ratings, comments)
SELECT %s, subject_id, relationship,
       ARRAY(SELECT (ratings ->> number::text)::smallint FROM generate_series(1, 30) AS number), %s
FROM assessments_draft JOIN assessments_invitation ON id = invitation_id WHERE invitation_id = %s
"""
SCALE = [*((str(number), str(number)) for number in range(1, 11)), ("unable", "Not able to observe")]
TEXTS = [(number, f"Opens a conversation with a patient by giving name and role, {number}") for number in range(1, 31)]


def questionnaire(request: HttpRequest, pk: UUID) -> HttpResponse:
    if request.method == "GET":
        request.session["answering"] = str(pk)
        return page(request, 1)
    if request.session["answering"] != str(pk):
        return HttpResponse(status=404)
    if "first" not in request.POST:
        submit(pk, [request.POST[f"comment-{place}"] for place in range(3)])
        return render(request, "done.html")
    first = int(request.POST["first"])
    keep(pk, {number: int(request.POST[f"statement-{number}"]) for number in range(first, first + TO_A_PAGE)})
    return page(request, first + TO_A_PAGE)


def page(request: HttpRequest, first: int) -> HttpResponse:
    if first > STATEMENTS:
        return render(request, "comments.html", {"places": range(3)})
    statements = TEXTS[first - 1 : first - 1 + TO_A_PAGE]
    return render(request, "page.html", {"first": first, "statements": statements, "scale": SCALE})


def keep(pk: UUID, ratings: dict[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [pk, json.dumps(ratings)])


@transaction.atomic
def submit(pk: UUID, comments: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RESPOND, [uuid4(), comments, pk])
        cursor.execute("DELETE FROM assessments_draft WHERE invitation_id = %s", [pk])
        cursor.execute("UPDATE assessments_invitation SET state = 'answered' WHERE id = %s", [pk])
