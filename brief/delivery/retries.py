"""Tries again what may go well a little later, and never what may have arrived."""

import time
from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from brief.delivery.base import MaybeSent, NotSent

T = TypeVar("T")

_ATTEMPTS = 4
_LONGEST_WAIT_SECONDS = 30
_sleep = time.sleep
_backoff = wait_exponential_jitter(initial=1, max=_LONGEST_WAIT_SECONDS)


def with_retries(send: Callable[[], T], repeatable: bool = False) -> T:
    """What `send` returns. `repeatable`: its receiver knows what it has had before, so that twice is once.

    Raises NotSent or MaybeSent as the last try did.
    """

    def worth_it(error: BaseException) -> bool:
        return isinstance(error, NotSent) and error.again and (repeatable or not isinstance(error, MaybeSent))

    retrying = Retrying(
        stop=stop_after_attempt(_ATTEMPTS),
        wait=_wait,
        retry=retry_if_exception(worth_it),
        sleep=_sleep,
        reraise=True,
    )
    return retrying(send)


def _wait(state: RetryCallState) -> float:
    """As long as the receiver asks for, within reason; else longer each time."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.after_seconds if isinstance(error, NotSent) else 0
    return min(asked, _LONGEST_WAIT_SECONDS) or _backoff(state)
