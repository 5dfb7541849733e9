"""Recognise addresses of personal links and raters by how they begin."""

import re

TOKEN = re.compile(r"/+(?:r|e|a|feeds)/")
SAVING = re.compile(r"/+answer/[^/]+/save/")
ANSWERING = re.compile(r"/+(?:r|e|answer)/")


def holds_token(path: str) -> bool:
    """Whether whoever reads the address can use it."""
    return TOKEN.match(path) is not None


def is_of_rater(path: str) -> bool:
    """Whether knowing who asked for it, and when, could tell who a rater is."""
    return ANSWERING.match(path) is not None


def saves_answers(path: str) -> bool:
    """Whether a rater's browser saves there by itself what was just answered."""
    return SAVING.fullmatch(path) is not None
