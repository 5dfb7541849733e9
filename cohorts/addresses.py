"""Email addresses as the whole of Cadre keeps them: lower case, and letters that every mail server takes."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# A spreadsheet takes a cell that begins with one of these for a formula, and addresses stand in lists for spreadsheets.
STARTS_FORMULA = ("=", "+", "-", "@", "|", "%")


def is_address(text: str) -> bool:
    """Whether mail can be sent there. Only ASCII: the database and Python must agree what lower case is."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and not text.startswith(STARTS_FORMULA)
