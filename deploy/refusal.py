"""What the launcher says when it cannot go on. Standard library only: it runs before anything is installed."""

import sys
from typing import NoReturn


class Refusal(Exception):  # noqa: N818 - it is what we say, not a fault
    """Carries one plain sentence for the person at the keyboard: what is wrong and what to do."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def leave(refusal: Refusal) -> NoReturn:
    sys.stdout.flush()
    sys.exit(str(refusal))
