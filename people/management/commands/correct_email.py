"""The command that corrects the address with which somebody signs in. No page can do it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.accounts import correct_email


class Command(BaseCommand):
    help = "Correct the email address with which somebody signs in. Emails that are queued still go to the old one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="the address as it is now")
        parser.add_argument("--right", required=True, help="the address as it should be")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = correct_email(email=options["email"], right=options["right"])
        except ValidationError as error:
            raise CommandError(f"Nothing was changed. {' '.join(error.messages)}") from None
        self.stdout.write(f"They sign in with {user.email} from now on.")
