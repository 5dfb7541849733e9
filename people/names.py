"""Names of people, places and things: one line, which may stand in the subject of an email and in a file."""

import unicodedata

# Control characters, halves of characters, and codes that stand for nothing.
UNSTORABLE = ("Cc", "Cs", "Cn", "Co")


def one_line(text: str) -> str:
    """Spaces of every kind and width, and line breaks, are one space."""
    return " ".join(text.split())


def is_unstorable(text: str) -> bool:
    return any(unicodedata.category(sign) in UNSTORABLE for sign in text)
