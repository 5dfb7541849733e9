"""Attack many rounds at length, and say who could be found out.

    make leakcheck ROUNDS=20000             (or: python -m tests.attack.leakcheck --rounds 20000)
    make leakcheck SEED=123                 one round again, with the answers that were found

It needs no servers. It ends with 1 when an answer is pinned without an accomplice, or when a round could not be
decided, with the seeds to replay.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool

from tests.attack.accomplices import given_away
from tests.attack.attacker import Attack, UndecidedError
from tests.attack.worlds import World, generated, nasty, realistic

PROCESSES = 2
SECONDS_BETWEEN_LINES = 10
MOST_ROUNDS_WITH_ACCOMPLICES = 2000
THRESHOLDS = (3, 4, 5)


@dataclass(frozen=True)
class Found:
    """What came of one round: answers attacked, and those pinned; `pinned` is None when it could not be decided."""

    seed: int
    answers: int
    pinned: int | None


def attacked(seed: int) -> Found:
    world = generated(seed)
    try:
        return Found(seed, len(world.hidden), len(Attack(world).pinned()))
    except UndecidedError:
        return Found(seed, len(world.hidden), None)


def betrayed(seed: int, make: Callable[[int, int], World], least: int) -> tuple[int, int]:
    return given_away(make(seed, least))


def main(arguments: list[str]) -> int:
    asked = _parsed(arguments)
    if asked.replay:
        return _replayed(asked.seed)
    seeds = range(asked.seed, asked.seed + asked.rounds)
    with Pool(PROCESSES) as pool:
        found = list(_with_progress(pool.imap_unordered(attacked, seeds, chunksize=5), asked.rounds))
        some = range(min(asked.rounds, MOST_ROUNDS_WITH_ACCOMPLICES))
        for name, make in (("as people usually rate", realistic), ("nasty", nasty)):
            for least in THRESHOLDS:
                counts = pool.map(partial(betrayed, make=make, least=least), some, chunksize=5)
                _say_accomplice(name, least, counts)
    return _verdict(found)


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make leakcheck")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="the first round")
    parser.add_argument("--replay", action="store_true", help="only that round, and all that was answered in it")
    return parser.parse_args(arguments)


def _with_progress(found: Iterable[Found], rounds: int) -> Iterator[Found]:
    started = last = time.monotonic()
    for done, each in enumerate(found, start=1):
        yield each
        if each.pinned:
            print(f"Pinned: {each}", file=sys.stderr, flush=True)
        if time.monotonic() - last > SECONDS_BETWEEN_LINES or done == rounds:
            last = time.monotonic()
            print(f"{done} of {rounds} rounds, {done / (last - started):.1f} a second", file=sys.stderr, flush=True)


def _say_accomplice(name: str, least: int, counts: list[tuple[int, int]]) -> None:
    pinned, answers = (sum(each) for each in zip(*counts, strict=True))
    share = 100 * pinned / answers if answers else 0
    print(
        f"With an accomplice in a group of {least} ({name}, {len(counts)} rounds): "
        f"{share:.2f} % of the others' answers are pinned ({pinned} of {answers}).",
        flush=True,
    )


def _verdict(found: list[Found]) -> int:
    answers, pinned = sum(each.answers for each in found), sum(each.pinned or 0 for each in found)
    undecided = [each.seed for each in found if each.pinned is None]
    print(f"Without an accomplice: {pinned} of {answers} answers are pinned in {len(found)} rounds.")
    for seed in sorted(each.seed for each in found if each.pinned):
        print(f"  Replay it: make leakcheck SEED={seed}")
    if undecided:
        print(f"Not decided in time: {', '.join(map(str, undecided))}")
    return 1 if pinned or undecided else 0


def _replayed(seed: int) -> int:
    world = generated(seed)
    pinned = Attack(world).pinned()
    print(f"Round {seed}: at least {world.least}, {world.releases} release(s), invited {json.dumps(world.invited)}")
    for number, rater in enumerate(world.raters):
        marks = [f"{rating}{'!' if (number, at) in pinned else ''}" for at, rating in enumerate(rater.ratings)]
        print(f"  subject {rater.subject}, {rater.relationship}, release {rater.release}: {' '.join(marks)}")
    print(f"{len(pinned)} of {len(world.hidden)} answers are pinned.")
    return 1 if pinned else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
