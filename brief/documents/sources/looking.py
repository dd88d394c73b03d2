"""One look at a source, by its kind; and how it asks its server: by `fetch`, as config.toml says."""

import math
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

from brief.documents.sources.article import page_tree
from brief.documents.sources.base import NO_VALIDATORS, Ask, Fetched, Reading, SourceFailed, Validators, usable
from brief.documents.sources.feed import parse_feed
from brief.documents.sources.jsonlines import json_lines
from brief.documents.sources.listing_page import listed_articles
from brief.documents.sources.mailbox import read_mailbox
from brief.documents.sources.sitemap import read_sitemap
from brief.documents.sources.turns import Slots
from brief.errors import ConfigError
from brief.settings.keys import filled
from brief.settings.source_settings import FetchConfig, SourceConfig


def look_at(config: SourceConfig, ask: Ask, validators: Validators = NO_VALIDATORS) -> Reading:
    """What an entry of config.toml gives now; `ask` is how it asks its server. Raises SourceFailed."""
    if config.kind == "jsonl":
        return Reading(json_lines(config.path or Path()))
    if config.kind == "mailbox":
        return read_mailbox(config, validators)
    fetched = ask(config.url or "", validators)
    if fetched is None:
        return Reading((), validators, unchanged=True)
    return replace(_read(config, fetched, ask), reserved=fetched.reserved)


def _read(config: SourceConfig, fetched: Fetched, ask: Ask) -> Reading:
    if config.kind == "sitemap":
        return read_sitemap(fetched, ask)
    if config.kind == "feed":
        items = parse_feed(fetched.content, fetched.headers, fetched.url, config.lang)
        return Reading(tuple(items), fetched.validators)
    found = listed_articles(page_tree(fetched.content, fetched.headers), fetched.url, config.select)
    return Reading(tuple(map(usable, found)), fetched.validators)


def asking(config: SourceConfig, fetching: FetchConfig, until: float = math.inf, slots: Slots | None = None) -> Ask:
    """`fetch` in the `Manner` that a source and [fetch] say.

    Its headers and its password go to the source's own host, whatever else is asked for it.

    Raises SourceFailed for a header that names a variable which is not set.
    """
    from brief.documents.sources.fetching import Manner, fetch

    try:
        where = f"headers of {config.name}"
        headers = {
            name: filled(value, where, None, os.environ).get_secret_value()
            for name, value in (fetching.headers | config.headers).items()
        }
    except ConfigError as error:
        raise SourceFailed(f"cannot be asked: {error.where}: {error.what}") from error
    how = Manner(
        allow_private=config.allow_private_addresses,
        user_agent=config.user_agent or fetching.user_agent,
        headers=headers,
        home=config.url,
        limits=fetching,
        until=until,
        slots=slots,
    )
    return partial(fetch, how=how)
