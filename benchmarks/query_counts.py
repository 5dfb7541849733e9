"""Count the queries of one completion in a process of its own: `python -m benchmarks.query_counts bare PK PK`.

The first of the two only warms up. Prints one line of JSON.
"""

import json
import sys

import django
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.browser import HOST, InProcess, follow
from benchmarks.completion import attribute, complete, complete_bare, save


def browser() -> InProcess:
    return InProcess(Client(enforce_csrf_checks=True, SERVER_NAME=HOST, headers={"Referer": f"https://{HOST}/"}))


def bare(warm_up: str, counted: str) -> dict[str, int]:
    complete_bare(browser(), warm_up)
    with CaptureQueriesContext(connection) as captured:
        complete_bare(browser(), counted)
    return {"queries": len(captured)}


def cadre(warm_up: str, counted: str, half_way: str, subject: str) -> dict[str, int]:
    complete(browser(), warm_up)
    with CaptureQueriesContext(connection) as captured:
        complete(browser(), counted)
    return {"queries": len(captured), "autosave": max(autosave_of_rater(half_way), autosave_of_participant(subject))}


def autosave_of_rater(token: str) -> int:
    rater = browser()
    path, page = follow(rater, f"/r/{token}/")
    return autosave(rater, *follow_start(rater, path, page.token))


def autosave_of_participant(subject: str) -> int:
    """Count the queries of one save by a participant, who is signed in."""
    participant = browser()
    user = get_user_model().objects.get(people__enrolments__subjects=subject)
    participant.client.force_login(user)
    _, page = follow(participant, f"/360/{subject}/")
    return autosave(participant, *follow_start(participant, f"/360/{subject}/rate/", page.token))


def follow_start(of: InProcess, path: str, token: str) -> tuple[str, str]:
    _, page = follow(of, path, {"csrfmiddlewaretoken": token})
    return attribute(page, "data-autosave"), page.token


def autosave(of: InProcess, address: str, token: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert save(of, address, token, {"statement-1": "7"})
    return len(captured)


if __name__ == "__main__":
    django.setup()
    what, *arguments = sys.argv[1:]
    print(json.dumps({"bare": bare, "cadre": cadre}[what](*arguments)))
