"""The command that makes an organisation and its first administrator: the first step in an empty installation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.accounts import start_organisation


class Command(BaseCommand):
    help = "Make an organisation and its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="the name of the organisation, for example a Trust")
        parser.add_argument("--email", required=True, help="the administrator's email address")
        parser.add_argument("--person", required=True, help="the administrator's name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = start_organisation(
                name=options["name"], administrator_email=options["email"], administrator_name=options["person"]
            )
        except ValidationError as error:
            raise CommandError(f"Nothing was made. {' '.join(error.messages)}") from None
        self.stdout.write(f"Made {made.name}. {options['person']} can now sign in with {options['email']}.")
