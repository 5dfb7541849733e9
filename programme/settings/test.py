"""The test suite: local settings without demonstration mode, on servers that the suite starts itself."""

from .local import *  # noqa: F403
from .local import VAR_DIR, env

DEMO = env.bool("DEMO", default=False)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAILBOX_DIR = VAR_DIR / "mailbox"
