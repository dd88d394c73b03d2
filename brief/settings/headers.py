"""Headers that the user configures: no secret is spelled out, placeholders are filled when they are sent."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, SecretStr

from brief.errors import ConfigError

PLACEHOLDER = re.compile(r"\{(key|\$\w+)\}")
_SECRET_HEADER = re.compile(r"authorization|cookie|key|secret|token", re.IGNORECASE)


def _no_secret_is_spelled_out(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if _SECRET_HEADER.search(name) and "{" not in value:
            raise ValueError(f'{name} looks like a secret; write "{{key}}" or "{{$VARIABLE}}" in its place')
    return headers


Headers = Annotated[dict[str, str], AfterValidator(_no_secret_is_spelled_out)]
"""By name. In a value "{key}" stands for the endpoint's key, if it has one, "{$NAME}" for an environment variable."""


def filled(value: str, where: str, key: SecretStr | None, env: Mapping[str, str]) -> SecretStr:
    """The value of a header with its placeholders filled. Raises ConfigError, with `where`, if one has no value."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        found = env.get(name[1:], "").strip() if name.startswith("$") else key.get_secret_value() if key else ""
        if not found:
            raise ConfigError(f"{match[0]} has no value.", where=where, next="Set the key or variable that it names.")
        return found

    return SecretStr(PLACEHOLDER.sub(fill, value))
