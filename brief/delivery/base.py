"""How a delivery can fail, and what carriers report while they work."""

from collections.abc import Callable

from pydantic import SecretStr

from brief.settings.delivery_settings import ChannelConfig
from brief.settings.keys import read_key

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


def secret_of(name: str, channel: ChannelConfig, key: str, env: dict[str, str]) -> SecretStr | None:
    """The secret that `<key>_env` or `<key>_file` of the channel names; None where it names none.

    Raises NotSent where it names one that is not there, ConfigError where it cannot be used.
    """
    variable, file = getattr(channel, f"{key}_env"), getattr(channel, f"{key}_file")
    found = read_key(f"[delivery.{name}]", variable, file, env)
    if found is None and (variable or file):
        raise NotSent(f"the variable {variable}, which [delivery.{name}] {key}_env names, is not set")
    return found


def secrets_of(channel: ChannelConfig, env: dict[str, str]) -> list[SecretStr]:
    """All that must not stand in a text, as far as they can be read."""
    variables = (channel.url_env, channel.secret_env, channel.password_env)
    said = [env[name].strip() for name in variables if name and env.get(name, "").strip()]
    files = filter(None, (channel.url_file, channel.secret_file, channel.password_file))
    said += [file.read_text("utf-8", errors="replace").strip() for file in files if file.is_file()]
    return [SecretStr(one) for one in said]
