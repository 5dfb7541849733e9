"""How people sign in: by a code sent to the address of an account that an administrator made."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError
from django.http import HttpRequest
from django.shortcuts import render

from people.models import User

logger = logging.getLogger(__name__)

# A mail server that refuses, is away, or takes too long.
CannotSend = (OSError, smtplib.SMTPException, BadHeaderError)

WRONG_CODE = "That code is not right. Check it and enter it again"
TOO_MANY = "You have tried too many times. Wait 5 minutes and try again"
USED_UP = "That code can no longer be used. Ask for a new one."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        # Said when a code has been guessed at too often: asking for another works at once.
        "too_many_login_attempts": USED_UP,
        "rate_limited": TOO_MANY,
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Beside a field the same name means that a limit is reached, and only waiting helps."""
        shown = "rate_limited" if code == "too_many_login_attempts" else code
        error: ValidationError = super().validation_error(shown, *args)
        return error

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send now, since somebody waits for the code; when that fails, say so on a page of its own."""
        try:
            self.render_mail(template_prefix, email, {**context, "base_url": settings.BASE_URL}).send()
        except CannotSend as error:
            logger.warning("a sign-in email could not be sent: %s", type(error).__name__)
            page = render(self.request, "account/mail_refused.html", {"email": email}, status=503)
            raise ImmediateHttpResponse(page) from None

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody that their account changed. It has changed already, so a failure stops nothing."""
        try:
            self.render_mail(template_prefix, email or user.email, {"base_url": settings.BASE_URL}).send()
        except CannotSend as error:
            logger.warning("a notice about an account could not be sent: %s", type(error).__name__)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": "Set up an app or a passkey first",
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}"
