"""The test suite: local settings without demonstration mode, on servers that the suite starts itself."""

import os

# Tests run in several processes on one Redis: each has a numbered database of its own.
_process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{_process}"

from .local import *  # noqa: E402, F403
from .local import VAR_DIR, env  # noqa: E402

DEMO = env.bool("DEMO", default=False)
MAILBOX_DIR = VAR_DIR / "mailbox"
