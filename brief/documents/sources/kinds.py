"""Opens a source by its kind."""

from collections.abc import Callable, Mapping
from pathlib import Path

from brief.documents.sources.base import NO_VALIDATORS, Ask, Source, Validators
from brief.documents.sources.feed import Feed
from brief.documents.sources.jsonlines import JsonLines
from brief.documents.sources.listing_page import Listing
from brief.documents.sources.mailbox import Mailbox
from brief.documents.sources.sitemap import Sitemap
from brief.settings.source_settings import SourceConfig, SourceKind

_OPEN: Mapping[SourceKind, Callable[[SourceConfig, Ask, Validators], Source]] = {
    "feed": Feed,
    "sitemap": Sitemap,
    "listing": Listing,
    "mailbox": lambda config, _ask, validators: Mailbox(config, validators),
    "jsonl": lambda config, _ask, _validators: JsonLines(config.path or Path()),
}


def opened(config: SourceConfig, ask: Ask, validators: Validators = NO_VALIDATORS) -> Source:
    """The source that an entry of config.toml describes; `ask` is how it asks its server."""
    return _OPEN[config.kind](config, ask, validators)
