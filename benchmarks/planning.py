"""Measure how long planning takes, how close to the best plan it comes, and how much memory it needs.

    make bench NAME=planning                (ARGS="--seed 3" plans another year)

Cohorts of twenty with the case study's design, four facilitators, three venues and a year of closed days: one, then
three and ten at once, each planned in a process of its own that has loaded the solver, as the worker has. It needs no
database. The last line is JSON.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduling.solver.problem import PlanningResult as Found
    from scheduling.solver.problem import Problem, Progress

SECONDS = 20
LONG = 120
COHORTS = (1, 3, 10)


@dataclass
class Heard:
    """The progress that a search reported while it ran."""

    first_plan_s: float | None = None


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench NAME=planning")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--cohorts", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.cohorts:
        print(json.dumps(measured(asked.seed, asked.cohorts)))
        return 0
    say(f"Planning on {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    figures: dict[str, float | None] = {}
    for cohorts in COHORTS:
        figures |= reported(asked.seed, cohorts)
    print(json.dumps(figures))
    return 0


def reported(seed: int, cohorts: int) -> dict[str, float | None]:
    command = [sys.executable, "-m", "benchmarks.planning", "--seed", str(seed), "--cohorts", str(cohorts)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    suffix = "" if cohorts == 1 else f"_{cohorts}"
    figures = {f"{name}{suffix}": value for name, value in json.loads(done.stdout.splitlines()[-1]).items()}
    for name, value in figures.items():
        say(f"{name}: {value}")
    return figures


def measured(seed: int, cohorts: int) -> dict[str, float | None]:
    """Measure in one process: import, warm up, plan for twenty seconds, and search longer for the proof if needed."""
    began = time.monotonic()
    from scheduling.solver.planner import plan

    imported = time.monotonic() - began
    from tests.scheduling.solver.instances import realistic

    plan(realistic(0), plans=1, seconds=1)
    asked = realistic(seed, cohorts)
    heard, busy = Heard(), time.process_time()
    found, took = watched(asked, SECONDS, heard)
    busy = time.process_time() - busy
    proved = took if found.is_proved else proof(asked)
    score = found.plans[0].score if found.plans else None
    return {
        "import_s": round(imported, 2),
        "first_plan_s": heard.first_plan_s,
        "gap_at_20s": gap(score, found.bound),
        "score": score,
        "searched_s": round(took, 2),
        "processor_s": round(busy, 2),
        "proved_s": proved and round(proved, 2),
        "peak_memory_mb": peak_memory(),
        "three_plans_s": three_plans(asked),
    }


def watched(asked: "Problem", seconds: float, heard: Heard) -> "tuple[Found, float]":
    from scheduling.solver.planner import plan

    def hear(progress: "Progress") -> bool:
        if progress.found and heard.first_plan_s is None:
            heard.first_plan_s = round(progress.seconds, 2)
        return True

    began = time.monotonic()
    found = plan(asked, seconds=seconds, plans=1, on_progress=hear)
    return found, time.monotonic() - began


def proof(asked: "Problem") -> float | None:
    """Measure the seconds until the best plan is proved, if a longer search proves it."""
    found, took = watched(asked, LONG, Heard())
    return took if found.is_proved else None


def three_plans(asked: "Problem") -> float:
    from scheduling.solver.planner import plan

    began = time.monotonic()
    plan(asked, seconds=SECONDS)
    return round(time.monotonic() - began, 2)


def gap(score: int | None, bound: int) -> float | None:
    """Return by which part the score might still improve: 0 if it is proved the best, None without a plan."""
    if score is None:
        return None
    return round((score - bound) / score, 4) if score else 0.0


def peak_memory() -> float:
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
