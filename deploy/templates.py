"""The layout of templates with djade, and a search for lines that are too long: `python -m deploy.templates`.

With --check nothing is written. Plain text stays as it is, because the line breaks of a letter are sent with it.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.refusal import say

TEMPLATES = Path("templates")
DJADE = (str(Path(sys.executable).parent / "djade"), "--target-version", "5.2")
LONGEST = 120


def main(choices: Sequence[str]) -> int:
    pages = sorted(TEMPLATES.rglob("*.html"))
    laid_out = subprocess.run([*DJADE, *choices, *map(str, pages)], check=False).returncode == 0
    too_long = [place for page in pages for place in long_lines(page)]
    for place in too_long:
        say(place)
    return int(bool(too_long) or not laid_out)


def long_lines(page: Path) -> Iterator[str]:
    for number, line in enumerate(page.read_text().splitlines(), start=1):
        if len(line) > LONGEST:
            yield f"{page}:{number}: {len(line)} characters, where {LONGEST} may stand."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
