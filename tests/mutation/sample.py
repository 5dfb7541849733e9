"""A random sample of faults: the same one for the same code and seed."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from tests.mutation.faults import Fault, changes, faults, learn
from tests.mutation.source import Source
from tests.mutation.tree import sources

JUDGED = Path(__file__).with_name("equivalent.txt")


def read_sources(tree: Path) -> dict[str, Source]:
    return {name: Source((tree / name).read_text()) for name in sources(tree)}


def sample(code: Mapping[str, Source], *, seed: int, count: int) -> list[Fault]:
    known = learn(source.tree for source in code.values())
    proposed = (fault for name, source in code.items() for fault in faults(name, source, known))
    return list(islice(draw(proposed, code, random.Random(seed)), count))


def draw(proposed: Iterable[Fault], code: Mapping[str, Source], chance: random.Random) -> Iterator[Fault]:
    """Draw lines, and on each a kind and then a fault, so that a line with many constants weighs no more."""
    by_line: defaultdict[tuple[str, int], list[Fault]] = defaultdict(list)
    for fault in proposed:
        by_line[fault.file, fault.line].append(fault)
    for place in chance.sample(sorted(by_line), len(by_line)):
        yield from islice(_real(by_line[place], code[place[0]], chance), 1)


def _real(proposed: list[Fault], source: Source, chance: random.Random) -> Iterator[Fault]:
    left = list(proposed)
    while left:
        kind = chance.choice(sorted({fault.kind for fault in left}))
        fault = chance.choice([fault for fault in left if fault.kind == kind])
        left.remove(fault)
        if changes(source, fault.edit):
            yield fault


def judged(file: Path = JUDGED) -> set[str]:
    lines = (line.strip() for line in file.read_text().splitlines())
    return {line for line in lines if line and not line.startswith("#")}


def in_one_line(change: str) -> str:
    """Write a diff as the list of the judged does."""
    sides = (" ".join(line[1:].strip() for line in change.splitlines() if line.startswith(sign)) for sign in ("-", "+"))
    return " => ".join(sides).strip()
