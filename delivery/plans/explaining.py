"""Why there is no plan, as a page says it, and each way to allow one as a button."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from delivery.models import PlanningRun
from delivery.plans.keeping import why_of


@dataclass(frozen=True)
class Way:
    """Changes that together allow a plan; each keeps its words, so that the plans can say what they rest on."""

    words: list[str]
    changes: list[Mapping[str, Any]]


@dataclass(frozen=True)
class Explained:
    rules: list[str]
    ways: list[Way]


def explained(run: PlanningRun) -> Explained:
    """Nothing to say of a run that is not impossible."""
    why = why_of(run)
    if why is None:
        return Explained([], [])
    ways = [
        Way([each.words for each in way], [{**each.change, "words": each.words} for each in way])
        for way in why.relaxations
    ]
    return Explained(list(why.rules), ways)
