"""The command that records the answer to an invitation in an email that a mail server pipes in."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from scheduling.invitations.reply_mail import MOST_BYTES, NotAnAnswerError, record_mail


class Command(BaseCommand):
    help = "Record the answer to an invitation in the email on standard input."
    # A mail server waits for us, and shows the findings of checks to nobody.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = record_mail(sys.stdin.buffer.read(MOST_BYTES + 1))
        except NotAnAnswerError as reason:
            raise CommandError(str(reason), returncode=os.EX_DATAERR) from None
        except (InterfaceError, OperationalError):
            raise CommandError(
                "The database is away. Please send the email again later.", returncode=os.EX_TEMPFAIL
            ) from None
        self.stdout.write(outcome.value)
