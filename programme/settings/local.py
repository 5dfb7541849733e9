"""Settings of `make run`: one machine, loopback only. DEMO=0 starts it empty."""

from programme.logging import log_config

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, STORAGES, VAR_DIR, env

LOGGING = log_config(as_json=False)

DEMO = env.bool("DEMO", default=True)
ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
# Styles that are built again are used at once, without collectstatic.
WHITENOISE_AUTOREFRESH = True
MAILBOX_DIR = VAR_DIR / "mailbox"
if not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAILBOX_DIR
# Passkeys need a secure context, and browsers count loopback as one.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
