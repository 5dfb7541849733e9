"""Settings of allauth in code: people sign in with a code sent to the address of an account that exists."""

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

# The errors of a mail server that refuses, is away, or takes too long.
SENDING_ERRORS = (OSError, smtplib.SMTPException, BadHeaderError)

WRONG_CODE = "That code is not right. Check it and enter it again"
TOO_MANY = "You have tried too many times. Wait 5 minutes and try again"
USED_UP = "That code can no longer be used. Ask for a new one."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        # Shown after too many wrong codes: a new one can be asked for at once.
        "too_many_login_attempts": USED_UP,
        "rate_limited": TOO_MANY,
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return the error shown beside a field. Too many login attempts here mean that a rate limit was reached."""
        shown = "rate_limited" if code == "too_many_login_attempts" else code
        error: ValidationError = super().validation_error(shown, *args)
        return error

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send an email now, since somebody waits for its code. Show a page of its own if that fails."""
        try:
            self.render_mail(template_prefix, email, {**context, "base_url": settings.BASE_URL}).send()
        except SENDING_ERRORS as error:
            logger.warning("a sign-in email could not be sent: %s", type(error).__name__)
            page = render(self.request, "account/mail_refused.html", {"email": email}, status=503)
            raise ImmediateHttpResponse(page) from None

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody that their account has changed. A failure is only logged, since the change is made."""
        try:
            self.render_mail(template_prefix, email or user.email, {"base_url": settings.BASE_URL}).send()
        except SENDING_ERRORS as error:
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
