"""Sentences that the launcher shows. It uses the standard library only, since it runs before installation."""

import sys
from typing import NoReturn


class Refusal(Exception):  # noqa: N818 - shown to people, who need no word for it
    """An error with one plain sentence for the person at the keyboard: what is wrong and what to do."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def leave(refusal: Refusal) -> NoReturn:
    sys.stdout.flush()
    sys.exit(str(refusal))
