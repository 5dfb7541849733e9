"""The models of the 360: instruments, rounds, subjects, raters' invitations, responses, releases and debriefs.

A response carries no link, no clock time and no id shared with the invitation it came from.
"""

from assessments.models.debriefs import Commitment, Debrief, DebriefStep, Redaction
from assessments.models.instruments import Instrument, Licence, Statement
from assessments.models.raters import (
    Draft,
    Invitation,
    KnownAddress,
    RaterChange,
    Relationship,
    Removal,
    Response,
)
from assessments.models.releases import CohortRelease, Release
from assessments.models.rounds import LEAST_IN_GROUP, Policy, Round, Subject

__all__ = [
    "LEAST_IN_GROUP",
    "CohortRelease",
    "Commitment",
    "Debrief",
    "DebriefStep",
    "Draft",
    "Instrument",
    "Invitation",
    "KnownAddress",
    "Licence",
    "Policy",
    "RaterChange",
    "Redaction",
    "Relationship",
    "Release",
    "Removal",
    "Response",
    "Round",
    "Statement",
    "Subject",
]
