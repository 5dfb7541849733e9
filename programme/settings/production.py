"""Settings of a real service behind TLS. It has no demonstration mode, whatever the environment says."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, BASE_URL, EMAIL_CONFIG, env

DEMO = False


def refuse_unless(holds: object, sentence: str) -> None:
    if not holds:
        raise ImproperlyConfigured(sentence)


# The defaults of the base settings suit one machine only: codes and links would be printed instead of sent.
refuse_unless(
    EMAIL_CONFIG["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend" and EMAIL_CONFIG["EMAIL_HOST"],
    "Set EMAIL_URL to the mail server that sends Cadre's emails, for example smtp+tls://user:password@host:587.",
)
refuse_unless(
    BASE_URL.startswith("https://") and urlsplit(BASE_URL).hostname,
    "Set BASE_URL to the https address at which people reach Cadre, for example https://cadre.example.",
)
refuse_unless(ALLOWED_HOSTS, "Set ALLOWED_HOSTS to the names by which people reach Cadre, for example cadre.example.")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
