"""The test settings with the migration linter, which no running Cadre needs."""

from programme.settings.test import *  # noqa: F403
from programme.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
