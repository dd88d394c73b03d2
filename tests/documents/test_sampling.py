"""What one look at a source tells, without anything being kept."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sampling import Entry, Sample, newest_first, samples
from brief.documents.sources.base import SourceReport, SourceStatus
from brief.settings.source_settings import FetchConfig, SourceConfig

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def sample(
    hours_ago: Sequence[float | None], status: SourceStatus = "ok", characters: int = 0, lang: str = "zh"
) -> Sample:
    times = [None if hours is None else NOW - timedelta(hours=hours) for hours in hours_ago]
    entries = tuple(Entry("t", at, characters, "zh" if lang == "zh" else "en") for at in times)
    return Sample(SourceReport("s", status), NOW, entries)


def hours(span: timedelta | None) -> float | None:
    return None if span is None else span / timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours_ago", "tick"),
    [
        (range(0, 100, 10), 80),  # ten, one every ten hours: five of them took forty
        ([0, 1, 2, 3, 40, 50, 60, 70], 6),  # the busiest half counts
        ([0, 10, 20, 30, 9000], 40),  # an old one that is pinned does not
        ([0, 10, 20], None),  # too few
        ([5, 5, 5, 5, 5], None),  # days without a time
        ([None] * 9, None),
        ([0, 10, 20, 30, None, None], 20),
    ],
)
def test_the_longest_tick_is_twice_the_time_of_the_busiest_half(
    hours_ago: Sequence[float | None], tick: float | None
) -> None:
    assert hours(sample(hours_ago).longest_tick) == tick


@given(st.lists(st.floats(0, 10_000), max_size=40))
def test_no_tick_is_longer_than_twice_what_is_held(hours_ago: list[float]) -> None:
    told = sample(hours_ago)
    if tick := told.longest_tick:
        assert tick <= 2 * (told.dates[-1] - told.dates[0])


@pytest.mark.parametrize(
    ("hours_ago", "a_week"),
    [
        ([1, 2, 3, 200], 3),  # it holds more than a week: those of the last seven days
        ([0, 6, 12, 18, 24], 35),  # it holds a day: as many a week at this pace
        ([9000], 0),
        ([], None),
        ([None], None),
        ([0], 168),  # one, of now: nothing is divided by nothing
    ],
)
def test_a_week_is_counted_or_reckoned_from_what_is_held(
    hours_ago: Sequence[float | None], a_week: float | None
) -> None:
    assert sample(hours_ago).a_week == a_week


@pytest.mark.parametrize(
    ("characters", "lang", "texts"),
    [(0, "zh", "titles"), (150, "zh", "summary"), (400, "zh", "full"), (400, "en", "summary"), (1200, "en", "full")],
)
def test_texts_are_articles_by_their_length_in_their_language(characters: int, lang: str, texts: str) -> None:
    assert sample([1, 2, 3], characters=characters, lang=lang).texts == texts


def test_a_source_that_gave_nothing_is_not_good() -> None:
    assert sample([1]).is_good
    assert sample([1], status="degraded").is_good
    assert not sample([], status="empty").is_good
    assert not sample([1], status="failed").is_good
    assert (sample([]).texts, sample([]).lang) == ("titles", None)


def test_the_newest_comes_first_and_what_has_no_date_last() -> None:
    entries = newest_first(sample([3, None, 1, 2]).entries)
    assert [entry.at and hours(NOW - entry.at) for entry in entries] == [1, 2, 3, None]


def test_sources_that_give_the_same_are_each_told_with_all_of_it_and_nothing_is_kept(tmp_path: Path) -> None:
    line = {
        "url": "https://a.example/1",
        "title": "钠电池\u202e量产",
        "published": "2026-11-28 10:00",
        "summary": "短讯",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\nnonsense\n", encoding="utf-8")
    files = ("a.jsonl", "a.jsonl", "none.jsonl")
    sources = [
        SourceConfig(name=str(place), kind="jsonl", path=tmp_path / file, enabled=False)
        for place, file in enumerate(files)
    ]
    first, second, failed = samples(sources, UTC, FetchConfig(), NOW)
    assert first.entries == second.entries == (Entry("钠电池量产", datetime(2026, 11, 28, 10, tzinfo=UTC), 2, "zh"),)
    assert (first.report.source, first.report.status, second.report.source) == ("0", "degraded", "1")
    assert (failed.report.status, failed.entries) == ("failed", ())
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
