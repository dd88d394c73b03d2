"""The list of sources to begin with."""

import tomllib
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest

from brief.cli.source_files import STARTER
from brief.documents.urls import document_key, publisher
from brief.settings.source_settings import SourceConfig

ENTRIES: list[dict[str, Any]] = tomllib.loads(STARTER.read_text("utf-8"))["sources"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_an_entry_is_valid_and_says_what_is_known_of_its_source(entry: dict[str, Any]) -> None:
    source = SourceConfig.model_validate(entry)
    assert entry.keys() >= {"lang", "weight", "tier", "publisher", "read_at"}
    assert source.lang in ("zh", "en")
    assert source.publisher == publisher(f"https://{source.publisher}"), "a family is named by its registered host"
    assert source.verified is None, "nobody has tried it"
    assert urlsplit(source.url or "").hostname


def test_no_name_and_no_address_stands_twice() -> None:
    for found in (
        Counter(entry["name"] for entry in ENTRIES),
        Counter(document_key(entry["url"]) for entry in ENTRIES),
    ):
        assert {one: times for one, times in found.items() if times > 1} == {}


def test_it_is_broad_enough_to_begin_with() -> None:
    enabled = [entry for entry in ENTRIES if entry.get("enabled", True)]
    assert len(enabled) >= 70
    assert sum(entry["lang"] == "zh" for entry in enabled) >= 20
    assert {entry["tier"] for entry in enabled} == {"primary", "wire", "trade", "aggregator", "social"}


def test_what_is_not_enabled_says_why() -> None:
    lines = [line for line in STARTER.read_text("utf-8").splitlines() if line.startswith("enabled = false")]
    assert lines
    assert all("# " in line for line in lines)
