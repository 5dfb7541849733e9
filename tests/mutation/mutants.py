"""Put random faults into our code, one at a time, and see which the tests notice.

    make mutants SEED=7             forty faults (COUNT=10 for fewer); the same seed draws the same from the same code

Nothing is written to the tree: the faults go into copies of it. Which tests run which line is found once for each state
of the code, by running the whole suite under coverage (minutes), and kept. The last line is JSON.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

from deploy.refusal import Refusal, leave, say
from tests.mutation.covering import Covering, covering
from tests.mutation.faults import Fault
from tests.mutation.relevance import Mentions, mentions, relevant
from tests.mutation.sample import in_one_line, judged, read_sources, sample
from tests.mutation.source import Source
from tests.mutation.tree import copies
from tests.mutation.trials import Outcome, Trial, attempt, change, fails_without_fault

AT_ONCE = 2


@dataclass(frozen=True)
class Laboratory:
    """What every trial needs: the code, who covers it, and the copies that are free."""

    code: Mapping[str, Source]
    covering: Covering
    mentions: Mentions
    free: "SimpleQueue[Path]"

    def tests(self, fault: Fault) -> frozenset[str]:
        return relevant(fault, self.code[fault.file], self.covering, self.mentions)

    def attempt(self, fault: Fault) -> Trial:
        source, tree = self.code[fault.file], self.free.get()
        try:
            return attempt(fault, source, self.tests(fault), self.covering, tree)
        finally:
            self.free.put(tree)


def main(arguments: Sequence[str]) -> int:
    asked, began = _parsed(arguments), time.monotonic()
    with copies(AT_ONCE) as trees:
        code = read_sources(trees[0])
        chosen = sample(code, seed=asked.seed, count=asked.count)
        known = judged()
        same = [_equivalent(fault, code) for fault in chosen if _judged(fault, code, known)]
        left = [fault for fault in chosen if not _judged(fault, code, known)]
        trials = _all_trials(left, _laboratory(code, trees), trees[0])
    return _report([*trials, *same], seed=asked.seed, seconds=time.monotonic() - began)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=40)
    return parser.parse_args(arguments)


def _judged(fault: Fault, code: Mapping[str, Source], known: set[str]) -> bool:
    return in_one_line(change(fault, code[fault.file])) in known


def _equivalent(fault: Fault, code: Mapping[str, Source]) -> Trial:
    return Trial(fault, change(fault, code[fault.file]), 0, Outcome.EQUIVALENT, "judged before")


def _laboratory(code: Mapping[str, Source], trees: Sequence[Path]) -> Laboratory:
    free: SimpleQueue[Path] = SimpleQueue()
    found = covering(trees[0])
    for tree in trees:
        free.put(tree)
    return Laboratory(code, found, mentions(code), free)


def _all_trials(faults: Sequence[Fault], laboratory: Laboratory, tree: Path) -> list[Trial]:
    trials = []
    for done, trial in enumerate(_as_they_end(faults, laboratory), start=1):
        say(f"\n{done}/{len(faults)} {trial.outcome}  {trial.place}  {trial.fault.kind}, {trial.tests} tests")
        say(f"{trial.change}\n  by {trial.by}")
        trials.append(trial)
    unsound = fails_without_fault(trials, tree)
    return [_doubted(trial) if trial.by in unsound else trial for trial in trials]


def _as_they_end(faults: Sequence[Fault], laboratory: Laboratory) -> Iterator[Trial]:
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for ended in as_completed([pool.submit(laboratory.attempt, fault) for fault in faults]):
            yield ended.result()
    finally:
        # Ctrl-C ends the trials that run; the others must not start.
        pool.shutdown(cancel_futures=True)


def _doubted(trial: Trial) -> Trial:
    return replace(trial, outcome=Outcome.UNDECIDED, by=f"{trial.by}, which fails without the fault too")


def _report(trials: Sequence[Trial], *, seed: int, seconds: float) -> int:
    for outcome in (Outcome.SURVIVED, Outcome.UNDECIDED):
        listed = sorted((trial for trial in trials if trial.outcome == outcome), key=lambda trial: trial.place)
        if listed:
            say(f"\n== {outcome.capitalize()} ==")
        for trial in listed:
            say(f"\n{trial.place}  {trial.fault.kind}: {trial.by} ({trial.tests} tests)\n{trial.change}")
    say(json.dumps(summary(trials, seed=seed, seconds=seconds)))
    return int(any(trial.outcome == Outcome.UNDECIDED for trial in trials))


def summary(trials: Sequence[Trial], *, seed: int, seconds: float) -> dict[str, object]:
    """Give the figures; those judged equivalent and undecided count neither way in the share."""
    counts = Counter(trial.outcome for trial in trials)
    decided = counts[Outcome.CAUGHT] + counts[Outcome.SURVIVED]
    return {
        "seed": seed,
        "count": len(trials),
        **{outcome.value: counts[outcome] for outcome in Outcome},
        "share_caught": round(counts[Outcome.CAUGHT] / decided, 3) if decided else None,
        "by_kind": _by_kind(trials),
        "survivors": sorted(trial.place for trial in trials if trial.outcome == Outcome.SURVIVED),
        "seconds": round(seconds),
    }


def _by_kind(trials: Iterable[Trial]) -> dict[str, str]:
    """Give caught of decided for each kind: some kinds are seen by any test, and should not hide the others."""
    decided = [trial for trial in trials if trial.outcome in {Outcome.CAUGHT, Outcome.SURVIVED}]
    of = Counter(trial.fault.kind for trial in decided)
    caught = Counter(trial.fault.kind for trial in decided if trial.outcome == Outcome.CAUGHT)
    return {kind: f"{caught[kind]} of {of[kind]}" for kind in sorted(of)}


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refusal as refusal:
        leave(refusal)
    except KeyboardInterrupt:
        sys.exit(130)
