"""Email addresses as the whole of Cadre keeps them: lower case, and letters that every mail server takes."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email


def is_address(text: str) -> bool:
    """Whether mail can be sent there. Only ASCII: the database and Python must agree what lower case is."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii()
