"""The cohorts and sessions of the tests of scheduling."""

from tests.scheduling.conftest import (  # noqa: F401
    administrators_client,
    ahead,
    assessment,
    masterclass,
    planned,
    programme,
    testing_day,
    told,
)
