"""The command that loads the demonstration: an invented Trust with three complete cohorts and one under way."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.models import Organisation
from programme.demonstration.loading import load


class Command(BaseCommand):
    help = "Load the demonstration programme, with an invented Trust and invented people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is an organisation already")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is loaded in demonstration mode only: never beside real people.")
        if Organisation.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There is an organisation already. The demonstration is loaded into an empty database.")
        organisation = load(timezone.localdate())
        self.stdout.write(f"The demonstration is loaded: {organisation}.")
