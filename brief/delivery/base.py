"""How a delivery can fail, what is tried again, and what carriers report while they work."""

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import SecretStr
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from brief.errors import ConfigError
from brief.report.render.plain import plain
from brief.settings.delivery_settings import ChannelConfig
from brief.settings.keys import read_key, scrubbed

T = TypeVar("T")
Clock = Callable[[], datetime]
"""What time it is: each line that is kept is dated when it is written."""
Arrived = Callable[[int], None]
"""Called with the number of messages that have arrived, as soon as another one has."""
_ATTEMPTS = 4
_LONGEST_WAIT_SECONDS = 30
_sleep = time.sleep
_backoff = wait_exponential_jitter(initial=1, max=_LONGEST_WAIT_SECONDS)


def wall_clock() -> datetime:
    return datetime.now(UTC)


class NotSent(Exception):
    """It did not arrive. The message says why, and holds no secret."""

    def __init__(self, why: str, *, again: bool = False, after_seconds: float = 0) -> None:
        super().__init__(why)
        self.again = again
        """Whether the same may go well a little later."""
        self.after_seconds = after_seconds
        """What the receiver asks to wait first."""


class MaybeSent(NotSent):
    """Nobody knows whether it arrived: the connection broke after all was said, and before it was answered."""


def with_retries(send: Callable[[], T], repeatable: bool = False) -> T:
    """What `send` returns, tried again where it may go well a little later, and never where it may have arrived.

    `repeatable`: its receiver knows what it has had before, so that twice is once. Raises NotSent or MaybeSent as the
    last try did.
    """

    def worth_it(error: BaseException) -> bool:
        return isinstance(error, NotSent) and error.again and (repeatable or not isinstance(error, MaybeSent))

    stop, retry = stop_after_attempt(_ATTEMPTS), retry_if_exception(worth_it)
    return Retrying(stop=stop, wait=_wait, retry=retry, sleep=_sleep, reraise=True)(send)


def _wait(state: RetryCallState) -> float:
    """As long as the receiver asks for, within reason; else longer each time."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.after_seconds if isinstance(error, NotSent) else 0
    return min(asked, _LONGEST_WAIT_SECONDS) or _backoff(state)


def one_by_one(messages: Sequence[T], done: int, arrived: Arrived) -> Iterator[T]:
    """Those behind the `done` first; one has arrived where the next is asked for."""
    for number, message in enumerate(messages[done:], start=done + 1):
        yield message
        arrived(number)


_SECRETS = ("url", "secret", "password")


def secret_of(name: str, channel: ChannelConfig, key: str, env: Mapping[str, str] = os.environ) -> str:
    """The secret that `<key>_env` or `<key>_file` of the channel names; empty where it names none.

    Raises NotSent where it names one that is not there, ConfigError where it cannot be used.
    """
    variable, file = getattr(channel, f"{key}_env"), getattr(channel, f"{key}_file")
    found = read_key(f"[delivery.{name}]", variable, file, env)
    if found is None and (variable or file):
        raise NotSent(f"the variable {variable}, which [delivery.{name}] {key}_env names, is not set")
    return found.get_secret_value() if found else ""


def missing_secrets(name: str, channel: ChannelConfig, env: Mapping[str, str] = os.environ) -> Iterator[str]:
    """Why each of the secrets that the channel names cannot be had."""
    for key in _SECRETS:
        try:
            secret_of(name, channel, key, env)
        except (NotSent, ConfigError) as error:
            yield str(error)


def words_of(error: Exception) -> str:
    """Why a connection failed, as the system says it: without its number, its name for it, and its line of C."""
    said = getattr(error, "verify_message", None) or getattr(error, "strerror", None) or str(error)
    return plain(_AROUND_WORDS.sub("", said)).strip()[:200] or type(error).__name__


_AROUND_WORDS = re.compile(r"\[(?:Errno -?\d+|[A-Z]+: \w+)\] ?| ?\(_ssl\.c:\d+\)")


def without_secrets(text: str, channel: ChannelConfig) -> str:
    """The text with "[key]" for every secret of the channel in it."""
    variables = (channel.url_env, channel.secret_env, channel.password_env)
    secrets = [os.environ.get(name, "").strip() for name in variables if name]
    files = filter(None, (channel.url_file, channel.secret_file, channel.password_file))
    secrets += [file.read_text("utf-8", errors="replace").strip() for file in files if file.is_file()]
    return scrubbed(text, map(SecretStr, secrets))
