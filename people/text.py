"""Clean and check text that people enter: one line, storable characters, email addresses."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST_SHOWN = 80

# A spreadsheet takes a cell that begins with one of these for a formula, and addresses stand in lists for spreadsheets.
STARTS_FORMULA = ("=", "+", "-", "@", "|", "%")

# Control characters, halves of characters, and codes that stand for nothing.
UNSTORABLE = ("Cc", "Cs", "Cn", "Co")


def shortened(text: str) -> str:
    """Fit for a page: half of a character, as JSON can hold it, cannot be sent to any browser."""
    short = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    return short.encode(errors="replace").decode()


def is_address(text: str) -> bool:
    """Whether mail can be sent there. Only ASCII: the database and Python must agree what lower case is."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and not text.startswith(STARTS_FORMULA)


def one_line(text: str) -> str:
    """Spaces of every kind and width, and line breaks, are one space."""
    return " ".join(text.split())


def is_unstorable(text: str) -> bool:
    return any(unicodedata.category(sign) in UNSTORABLE for sign in text)
