"""Asking again what is away: after pauses that double, for so long."""

import time


class Patience:
    def __init__(self, seconds: float, first_pause_seconds: float) -> None:
        self._until, self._pause = time.monotonic() + seconds, first_pause_seconds

    def waits(self) -> bool:
        """After the next pause; False at once where that would end too late."""
        if time.monotonic() + self._pause > self._until:
            return False
        time.sleep(self._pause)
        self._pause *= 2
        return True
