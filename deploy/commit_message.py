"""The check of a commit message, as a pre-commit hook: a short subject, and a body that says why."""

import sys
from pathlib import Path

from deploy.refusal import Refusal, leave

LONGEST_SUBJECT = 72
# Messages that git itself writes, and commits that are folded into another before anybody reads them.
WITHOUT_BODY = ("Merge ", "Revert ", "fixup! ", "squash! ")


def main(path: str) -> None:
    try:
        check(Path(path).read_text())
    except Refusal as refusal:
        leave(refusal)


def check(message: str) -> None:
    """Check a message. Raises Refusal, which says what is wrong."""
    subject, *body = [line for line in message.splitlines() if not line.startswith("#")] or [""]
    if len(subject) > LONGEST_SUBJECT:
        raise Refusal(f"The subject has {len(subject)} characters: {LONGEST_SUBJECT} at most.")
    if not subject.startswith(WITHOUT_BODY) and not any(line.strip() for line in body):
        raise Refusal("Say below the subject, after an empty line, why this is done.")


if __name__ == "__main__":
    main(sys.argv[1])
