"""Measure what a completed questionnaire costs the server, beside a bare Django view that stores the same rows.

The bare view (`benchmarks/bare`) is what a tutorial teaches: the middleware of `startproject`, a session, models, forms
and templates. It has neither hand-written SQL, which is cheaper, nor form widgets, which are dearer.

Both run in gunicorn with the same settings, on the same database, in the same run. Their rounds alternate, and figures
are medians of rounds. `ARGS="rounds completions"` makes it longer or shorter.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import django

from benchmarks.browser import HOST, OverTheWire, follow
from benchmarks.completion import complete, complete_bare
from benchmarks.servers import Server, manage, server

ROUNDS, COMPLETIONS, WARM_UP = 5, 20, 8
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "programme.settings.production",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "BASE_URL": f"https://{HOST}",
    "ALLOWED_HOSTS": HOST,
    "BEHIND_TLS_PROXY": "1",
    "DATABASE_POOL": "1",
}


@dataclass(frozen=True)
class Cost:
    """The cost of a completion and of one of its requests, in milliseconds of processor time."""

    completion: float
    request: float
    requests: int


def main(rounds: int = ROUNDS, completions: int = COMPLETIONS) -> None:
    var = Path(os.environ["CADRE_VAR"])
    ours = {**os.environ, **PRODUCTION}
    theirs = {**ours, "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings"}
    manage(ours, var, "collectstatic", "--no-input")
    manage(ours, var, "migrate", "--no-input")
    os.environ.update({**PRODUCTION, "DATABASE_POOL": "0"})
    django.setup()
    with (
        server("cadre", "programme.wsgi", ours, var, "/health") as at_cadre,
        server("bare", "benchmarks.bare.wsgi", theirs, var, "/") as at_bare,
    ):
        costs = measured(at_cadre, at_bare, rounds, completions)
        report(costs, queries(ours, theirs), weights(at_cadre))


def measured(at_cadre: Server, at_bare: Server, rounds: int, completions: int) -> dict[str, Cost]:
    from benchmarks.invitations import invitations, tokens

    sides: dict[str, tuple[Server, Callable[[int], list[str]], Callable[[OverTheWire, str], None]]] = {
        "cadre": (at_cadre, tokens, complete),
        "cadre, gathered": (at_cadre, tokens, partial(complete, gathers=True)),
        "bare": (at_bare, invitations, complete_bare),
    }
    found: dict[str, list[Cost]] = {each: [] for each in sides}
    for at, make, work in sides.values():
        cost(at, make(WARM_UP), work)
    for number in range(rounds):
        for each, (at, make, work) in sides.items():
            found[each].append(cost(at, make(completions), work))
            print(f"round {number + 1}, {each}: {found[each][-1].completion:.1f} ms of CPU a completion", flush=True)
    return {each: middle(of) for each, of in found.items()}


def middle(costs: list[Cost]) -> Cost:
    completion, request = (median(getattr(cost, name) for cost in costs) for name in ("completion", "request"))
    return Cost(completion, request, costs[0].requests)


def cost(at: Server, keys: list[str], work: Callable[[OverTheWire, str], None]) -> Cost:
    requests, before = 0, at.cpu()
    for key in keys:
        browser = OverTheWire(at.port)
        work(browser, key)
        browser.close()
        requests += browser.requests
    spent = at.cpu() - before
    return Cost(spent / len(keys), spent / requests, requests // len(keys))


def queries(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, dict[str, int]]:
    from benchmarks.invitations import a_subject, invitations, tokens

    return {
        "cadre": counted(ours, "cadre", *tokens(3), a_subject()),
        "bare": counted(theirs, "bare", *invitations(2)),
    }


def counted(environment: Mapping[str, str], *arguments: str) -> dict[str, int]:
    command = [sys.executable, "-m", "benchmarks.query_counts", *arguments]
    without_pool = {**environment, "DATABASE_POOL": "0"}
    said = subprocess.run(command, env=without_pool, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, int] = json.loads(said.splitlines()[-1])
    return found


def weights(at: Server) -> dict[str, int]:
    """Count the bytes sent with an empty cache: pages as a proxy compresses them, assets as they are served."""
    from benchmarks.invitations import tokens

    first, whole = tokens(2)
    return {"first": first_page(at, first), "whole": whole_completion(at, whole)}


def first_page(at: Server, token: str) -> int:
    """Count the bytes of the first page of statements and all that it loads, without the landing page before it."""
    browser = OverTheWire(at.port)
    path, landing = follow(browser, f"/r/{token}/")
    started = browser.send(path, {"csrfmiddlewaretoken": landing.token})
    browser.keeps_assets, browser.compressed = True, 0
    follow(browser, started.location)
    return browser.compressed


def whole_completion(at: Server, token: str) -> int:
    """Count the bytes from the landing page to the receipt, with each asset once."""
    browser = OverTheWire(at.port, keeps_assets=True)
    complete(browser, token)
    return browser.compressed


def report(costs: dict[str, Cost], asked: dict[str, dict[str, int]], weight: dict[str, int]) -> None:
    cadre, bare = costs["cadre"], costs["bare"]
    print(f"machine: {os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}")
    for name, of in costs.items():
        print(f"{name}: {of.completion:.1f} ms of CPU in {of.requests} requests, {of.request:.2f} ms each")
    print(f"queries: {asked}")
    print(f"compressed, with all assets: first page {weight['first']} bytes, completion {weight['whole']} bytes")
    print(
        json.dumps(
            {
                "cpu_ratio_to_bare_django": round(cadre.request / bare.request, 2),
                "completion_ratio_to_bare": round(cadre.completion / bare.completion, 2),
                "completion_ratio_to_bare_when_gathered": round(
                    costs["cadre, gathered"].completion / bare.completion, 2
                ),
                "autosave_queries": asked["cadre"]["autosave"],
                "requests_per_completion": cadre.requests,
                "queries_per_completion": asked["cadre"]["queries"],
                "cpu_ms_per_completion": round(cadre.completion, 1),
                "bare_cpu_ms_per_completion": round(bare.completion, 1),
                "first_page_bytes": weight["first"],
                "completion_bytes": weight["whole"],
            }
        )
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
