"""An authenticator app for tests: it is set up for an account, counted as given in a session, and shows codes."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpRequest
from django.test import Client

from people.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def set_up_app(user: User) -> Authenticator:
    existing = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return existing or TOTP.activate(user, SECRET).instance


def give_second_factor(client: Client, user: User) -> None:
    """As if the person had typed the code of their app when they signed in."""
    app = set_up_app(user)
    request = HttpRequest()
    request.user = user
    request.session = client.session
    record_authentication(request, user, "mfa", id=app.pk, type=app.type, reauthenticated=True)
    request.session.save()


def code_now(secret: str = SECRET) -> str:
    """The one code that is good: earlier and later ones are not tolerated."""
    (counter,) = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))
