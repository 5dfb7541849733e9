"""How long a file may take, whatever whoever made it has thought of."""

import time

from delivery.ics.unreadable import UnreadableDiaryError

SECONDS = 5
TOO_SLOW = "The calendar takes too long to read. Export only the months that you need"


class Deadline:
    """Counts the work that a file makes, and not the time that other work keeps it waiting."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._ends = time.thread_time() + seconds

    def check(self) -> None:
        if time.thread_time() > self._ends:
            raise UnreadableDiaryError(TOO_SLOW)
