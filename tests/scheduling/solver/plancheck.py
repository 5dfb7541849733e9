"""Plan many realistic cohorts, and hold every plan to the rules.

    make plancheck INSTANCES=1000           (or: python -m tests.scheduling.solver.plancheck --instances 1000)
    make plancheck SEED=123                 one instance again, with its plans

It needs no servers. It ends with 1 when a plan breaks a rule or costs something else than its sheet says, or when no
plan was found within the time though none is proved impossible, with the seeds to replay.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pool

from scheduling.solver.planner import plan
from scheduling.solver.pricing import score_sheet
from scheduling.solver.validator import faults
from tests.scheduling.solver.instances import realistic

PROCESSES = 2
SECONDS = 20
SECONDS_BETWEEN_LINES = 10


@dataclass(frozen=True)
class Checked:
    """The result of one instance: how many plans, whether the best is proved, its faults, and how long it took."""

    seed: int
    plans: int
    is_proved: bool
    faults: tuple[str, ...]
    seconds: float

    @property
    def is_good(self) -> bool:
        return not self.faults and bool(self.plans or self.is_proved)


def check(seed: int) -> Checked:
    asked, began = realistic(seed), time.monotonic()
    found = plan(asked, seconds=SECONDS)
    took = time.monotonic() - began
    wrong = [fault for each in found.plans for fault in faults(asked, each.placements)]
    wrong += [
        "The score is not its sheet's." for each in found.plans if each.sheet != score_sheet(asked, each.placements)
    ]
    return Checked(seed, len(found.plans), found.is_proved, tuple(wrong), took)


def main(arguments: list[str]) -> int:
    asked = _parsed(arguments)
    if asked.replay:
        return _replayed(asked.seed)
    seeds = range(asked.seed, asked.seed + asked.instances)
    with Pool(PROCESSES) as pool:
        return _verdict(list(_with_progress(pool.imap_unordered(check, seeds, chunksize=5), asked.instances)))


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make plancheck")
    parser.add_argument("--instances", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="the first instance")
    parser.add_argument("--replay", action="store_true", help="only that instance, with its plans")
    return parser.parse_args(arguments)


def _with_progress(checked: Iterable[Checked], instances: int) -> Iterator[Checked]:
    began = last = time.monotonic()
    for done, each in enumerate(checked, start=1):
        yield each
        if not each.is_good:
            print(f"Wrong: {each}", file=sys.stderr, flush=True)
        if time.monotonic() - last > SECONDS_BETWEEN_LINES or done == instances:
            last = time.monotonic()
            print(f"{done} of {instances} instances, {done / (last - began):.1f} a second", file=sys.stderr, flush=True)


def _verdict(checked: list[Checked]) -> int:
    plans, proved = Counter(each.plans for each in checked), sum(each.is_proved for each in checked)
    wrong = sorted(each.seed for each in checked if not each.is_good)
    print(f"{sum(plans.elements())} plans of {len(checked)} instances; {len(wrong)} instances have something wrong.")
    for number, instances in sorted(plans.items(), reverse=True):
        print(f"  {instances} with {number} plans")
    print(f"  {proved} proved; the slowest took {max(each.seconds for each in checked):.1f} s.")
    for seed in wrong:
        print(f"  Replay it: make plancheck SEED={seed}")
    return 1 if wrong else 0


def _replayed(seed: int) -> int:
    asked = realistic(seed)
    found = plan(asked, seconds=SECONDS)
    for number, each in enumerate(found.plans, start=1):
        print(f"Plan {number}: {each.score} points")
        for line in [*(str(placement) for placement in each.placements), *(charge.words for charge in each.sheet)]:
            print(f"  {line}")
        for fault in faults(asked, each.placements):
            print(f"  WRONG: {fault}")
    is_best = "proved" if found.is_proved else "not proved"
    print(f"{len(found.plans)} plans, {is_best}: no plan costs less than {found.bound}.")
    return int(not check(seed).is_good)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
