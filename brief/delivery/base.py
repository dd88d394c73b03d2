"""How a delivery can fail, and what carriers report while they work."""

import os
import re
from collections.abc import Callable, Iterator, Mapping

from pydantic import SecretStr

from brief.errors import ConfigError
from brief.report.render.plain import plain
from brief.settings.delivery_settings import ChannelConfig
from brief.settings.keys import read_key, scrubbed

Arrived = Callable[[int], None]
"""Called with the number of messages that have arrived, as soon as another one has."""


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
