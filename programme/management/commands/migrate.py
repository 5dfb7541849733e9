from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

# The first migration of databases made before the migrations started anew. Newer databases do not record it.
FIRST = ("people", "0001_first")
TOO_OLD = (
    "This database was made before Cadre's first release and cannot be brought up to date: "
    "start with an empty one (for 'make run', move the folder var/ away)."
)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, unless the database is from before the migrations started anew."""
        if FIRST in MigrationRecorder(connections[options["database"]]).applied_migrations():
            raise CommandError(TOO_OLD)
        super().handle(*args, **options)
