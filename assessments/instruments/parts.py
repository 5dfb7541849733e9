"""What a questionnaire's file is made of, whichever way it is written: plain values."""

from dataclasses import dataclass
from enum import StrEnum

from cohorts.columns import plain

WHOLE_FILE = "The whole file"
# Of the example files: words that are no licence.
EXAMPLE_HOLDER = "Name of the organisation that holds the licence"
EXAMPLE_REFERENCE = "Number of the licence"


class Part(StrEnum):
    """What an entry is, as the first column of a CSV file calls it."""

    NAME = "Name"
    VERSION = "Version"
    MAY_BE_UNOBSERVED = "Not able to observe"
    SCALE = "Scale"
    STATEMENT = "Statement"
    QUESTION = "Question"
    HOLDER = "Licence holder"
    REFERENCE = "Licence reference"
    EXPIRES_ON = "Licence expires on"
    SEATS = "Licence seats"


LICENCE = (Part.HOLDER, Part.REFERENCE, Part.EXPIRES_ON, Part.SEATS)


@dataclass(frozen=True)
class Entry:
    """One thing that the file says, as text, and where it says so."""

    place: str
    part: Part
    text: str
    number: str = ""
    practice: str = ""


@dataclass(frozen=True)
class Mistake:
    """What is wrong, where, and how to mend it; and with what, so that the same is not called missing too."""

    place: str
    text: str
    part: Part | None = None


@dataclass(frozen=True)
class Sheet:
    """All that a file says, what in it could not be understood, and the file itself."""

    entries: list[Entry]
    mistakes: list[Mistake]
    text: str


def part_for(text: str) -> Part | None:
    return next((part for part in Part if plain(part) == plain(text)), None)
