"""Settings of the test suite: local ones without demonstration mode, on servers that the suite starts."""

import os

# Tests run in several processes on one Redis: each has a numbered database of its own.
_process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{_process}"

from .local import *  # noqa: E402, F403
from .local import STATIC_ROOT, VAR_DIR, env  # noqa: E402

DEMO = env.bool("DEMO", default=False)
MAILBOX_DIR = VAR_DIR / "mailbox"
# A code is valid for half a minute, which may end during a test: here it lasts until long after the tests.
MFA_TOTP_PERIOD = 10**9

# Nothing is collected for tests, but whitenoise warns if this folder is missing.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
