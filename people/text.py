"""The cleaning and checking of text that people enter: one line, storable characters, email addresses."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST_SHOWN = 80

# Spreadsheets treat a cell that begins with one of these as a formula, and addresses are exported to spreadsheets.
STARTS_FORMULA = ("=", "+", "-", "@", "|", "%")

# Unicode categories: control characters, surrogates, and codes without a character.
UNSTORABLE = ("Cc", "Cs", "Cn", "Co")


def shortened(text: str) -> str:
    """Shorten a text for a page. Lone surrogates, which JSON allows, are replaced: they cannot be sent to a browser."""
    short = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    return short.encode(errors="replace").decode()


def is_address(text: str) -> bool:
    """Whether the text is an email address. Only ASCII: the database and Python must agree on lower case."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and not text.startswith(STARTS_FORMULA)


def one_line(text: str) -> str:
    """Replace each run of white space, line breaks included, with one space."""
    return " ".join(text.split())


def is_unstorable(text: str) -> bool:
    return any(unicodedata.category(sign) in UNSTORABLE for sign in text)
