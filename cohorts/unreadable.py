class UnreadableError(Exception):
    """Nothing can be made of a list; the message says why, in words for the page."""
