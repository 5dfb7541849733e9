"""Addresses that are a personal link or a rater's page, told by their beginning."""

import re

TOKEN = re.compile(r"/+(?:r|e|a|feeds)/")
SAVING = re.compile(r"/+answer/[^/]+/save/")
ANSWERING = re.compile(r"/+(?:r|e|answer)/")


def holds_token(path: str) -> bool:
    """Whether the address alone opens something."""
    return TOKEN.match(path) is not None


def is_of_rater(path: str) -> bool:
    """Whether a log of who asked for the address, and when, could reveal who a rater is."""
    return ANSWERING.match(path) is not None


def saves_answers(path: str) -> bool:
    """Whether a rater's browser posts there by itself to save an answer."""
    return SAVING.fullmatch(path) is not None
