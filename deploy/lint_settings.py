"""The test settings plus the migration linter, which a running Cadre does not need."""

from programme.settings.test import *  # noqa: F403
from programme.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
