"""Comments left out of a frozen result: the reason takes the place of the words."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from assessments.results.values import Comments, Result

WRITERS = ("own", "manager", "colleagues")


@dataclass(frozen=True)
class LeftOut:
    """A comment that is left out: the number of its question, its words, and why."""

    question: int
    comment: str
    reason: str

    @property
    def replacement(self) -> str:
        return replacement_for(self.reason)


def replacement_for(reason: str) -> str:
    """Write the sentence that stands in the report where the comment was."""
    return f"This comment has been left out. The reason: {reason}"


def apply(result: Mapping[str, Any], left_out: Iterable[LeftOut]) -> dict[str, Any]:
    """Copy a frozen result with each of these comments replaced, wherever its question has it."""
    changed = deepcopy(dict(result))
    for each in left_out:
        if each.question < len(changed["comments"]):
            asked = changed["comments"][each.question]
            for writer in WRITERS:
                asked[writer] = [each.replacement if text == each.comment else text for text in asked[writer]]
    return changed


def undo(result: Result, left_out: Iterable[LeftOut]) -> Result:
    """Put back the words that were left out of a result, so that a later one is compared with all answers."""
    found = list(left_out)
    comments = [
        _with_words(asked, [each for each in found if each.question == number])
        for number, asked in enumerate(result.comments)
    ]
    return replace(result, comments=comments)


def _with_words(asked: Comments, left_out: Iterable[LeftOut]) -> Comments:
    words: dict[str, list[str]] = {}
    for each in left_out:
        words.setdefault(each.replacement, []).append(each.comment)
    return replace(
        asked,
        own=_restored(asked.own, words),
        manager=_restored(asked.manager, words),
        colleagues=_restored(asked.colleagues, words),
    )


def _restored(texts: Iterable[str], words: Mapping[str, list[str]]) -> list[str]:
    """Replace a reason by every comment that was left out for it, so that no reason is taken for a comment."""
    return [comment for text in texts for comment in words.get(text, [text])]
