"""How one source asks its server: by `fetch`, as config.toml says."""

import os
from functools import partial

from brief.documents.sources.base import Ask, SourceFailed
from brief.documents.sources.turns import Slots
from brief.errors import ConfigError
from brief.settings.fetch_settings import FetchConfig
from brief.settings.headers import filled
from brief.settings.source_settings import SourceConfig


def asking(config: SourceConfig, fetching: FetchConfig, until: float | None = None, slots: Slots | None = None) -> Ask:
    """`fetch` with what a source and [fetch] say; `until` and `slots` as told there.

    Its headers and its password go to the source's own host, whatever else is asked for it.

    Raises SourceFailed for a header that names a variable which is not set.
    """
    from brief.documents.sources.fetching import fetch

    try:
        where = f"headers of {config.name}"
        headers = {
            name: filled(value, where, None, os.environ).get_secret_value()
            for name, value in (fetching.headers | config.headers).items()
        }
    except ConfigError as error:
        raise SourceFailed(f"cannot be asked: {error.where}: {error.what}") from error
    return partial(
        fetch,
        allow_private=config.allow_private_addresses,
        user_agent=config.user_agent or fetching.user_agent,
        headers=headers,
        limits=fetching,
        until=until,
        slots=slots,
        home=config.url,
    )
