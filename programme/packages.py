"""Our packages, from the top of the stack to its bottom.

Settings, urls and checks read them here. Three files that cannot are held to it by tests: pyproject.toml,
.dockerignore, and the folders themselves.
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
