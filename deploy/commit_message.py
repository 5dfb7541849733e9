"""Holds what a commit says to a subject of one short line and a body that says why: a hook of pre-commit."""

import sys
from pathlib import Path

from deploy.refusal import Refusal, leave

LONGEST_SUBJECT = 72
# What git itself writes, and what is folded into another commit before anybody reads it.
WITHOUT_BODY = ("Merge ", "Revert ", "fixup! ", "squash! ")


def main(path: str) -> None:
    try:
        check(Path(path).read_text())
    except Refusal as refusal:
        leave(refusal)


def check(message: str) -> None:
    """Raises Refusal with what is wrong with it."""
    subject, *body = [line for line in message.splitlines() if not line.startswith("#")] or [""]
    if len(subject) > LONGEST_SUBJECT:
        raise Refusal(f"The subject has {len(subject)} characters: {LONGEST_SUBJECT} at most.")
    if not subject.startswith(WITHOUT_BODY) and not any(line.strip() for line in body):
        raise Refusal("Say below the subject, after an empty line, why this is done.")


if __name__ == "__main__":
    main(sys.argv[1])
