"""Our packages, from the top of the stack to its bottom.

Settings, urls and checks use this list. Tests compare it with what cannot: pyproject.toml, .dockerignore and the
folders themselves.
"""

PACKAGES = (
    "programme",
    "evaluations",
    "delivery",
    "assessments",
    "scheduling",
    "cohorts",
    "spreadsheets",
    "messaging",
    "reports",
    "people",
)
