from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from builders import document

from brief.documents.corpus.fetches import Fetch
from brief.documents.coverage import coverage_of
from brief.documents.sources.base import SourceReport, SourceStatus
from brief.settings.source_settings import SourceConfig
from schemas.period import Period
from schemas.run import Coverage

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = Period(kind="weekly", start=date(2026, 1, 5), end=date(2026, 1, 11), label="2026-W02")
START = datetime(2026, 1, 5, tzinfo=SHANGHAI).astimezone(UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
END = START + 7 * DAY
FEED = SourceConfig(name="feed", kind="feed", url="https://a.example/feed")


def fetch(at: datetime, oldest: datetime | None = None, status: SourceStatus = "ok", source: str = "feed") -> Fetch:
    return Fetch(source, at, SourceReport(source, status, oldest=oldest))


def covered(*fetches: Fetch, sources: tuple[SourceConfig, ...] = (FEED,), until: datetime = END) -> Coverage:
    return coverage_of(WEEK, until, SHANGHAI, sources, fetches, ())


def missing(*fetches: Fetch) -> list[int]:
    return [day.day for day in covered(*fetches).missing_days]


@pytest.mark.parametrize(
    ("fetches", "days"),
    [
        ([], [5, 6, 7, 8, 9, 10, 11]),
        ([fetch(END, START)], []),
        ([fetch(END + 3 * DAY, START - DAY)], []),
        ([fetch(END, START + HOUR)], [5]),
        ([fetch(END, START + 4 * DAY)], [5, 6, 7, 8]),
        ([fetch(START + 2 * DAY, START), fetch(END, START + 2 * DAY)], []),
        ([fetch(START + 2 * DAY, START), fetch(END, START + 2 * DAY + HOUR)], [7]),
        ([fetch(START - DAY, START - DAY), fetch(END, None, "unchanged")], []),
        ([fetch(END, None, "unchanged")], [5, 6, 7, 8, 9, 10, 11]),
        ([fetch(END, START, "failed")], [5, 6, 7, 8, 9, 10, 11]),
        ([fetch(END, START, "postponed")], [5, 6, 7, 8, 9, 10, 11]),
        ([fetch(END, START, "degraded")], []),
        ([fetch(END, None, "empty")], [5, 6, 7, 8, 9, 10, 11]),
    ],
)
def test_a_day_is_read_where_fetches_reach_over_all_of_it(fetches: list[Fetch], days: list[int]) -> None:
    assert missing(*fetches) == days


def test_a_fetch_that_failed_in_between_breaks_no_bridge_that_the_next_one_builds() -> None:
    assert missing(fetch(START + DAY, START), fetch(START + 3 * DAY, None, "failed"), fetch(END, START + DAY)) == []


def test_days_are_missing_that_most_sources_were_not_read_for() -> None:
    names = ("a", "b", "c", "d")
    sources = tuple(SourceConfig(name=name, kind="feed", url=f"https://{name}.example/") for name in names)
    whole, part = [fetch(END, START, source="a"), fetch(END, START, source="b")], fetch(END, START + DAY, source="c")
    assert covered(*whole, part, sources=sources).missing_days == ()
    assert covered(whole[0], part, sources=sources).missing_days == tuple(date(2026, 1, day) for day in [5])
    assert covered(*whole, part, sources=sources).failed_sources == ("d",)


def test_a_source_that_was_read_for_some_of_the_period_did_not_fail() -> None:
    assert covered(fetch(START + HOUR, START - DAY)).failed_sources == ()
    assert covered(fetch(START - HOUR, START - DAY)).failed_sources == ("feed",)
    assert covered(fetch(END + DAY, END + HOUR)).failed_sources == ("feed",)


def test_a_file_is_all_that_was_until_it_was_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = SourceConfig(name="file", kind="jsonl", path=tmp_path_factory.getbasetemp() / "x.jsonl")
    assert covered(fetch(END, START + DAY, source="file"), sources=(file,)).missing_days == ()


def test_what_lies_behind_the_moment_was_not_to_be_read() -> None:
    assert covered(fetch(START + DAY, START), until=START + DAY).missing_days == ()


def test_documents_are_counted_by_the_days_of_the_zone() -> None:
    found = coverage_of(
        WEEK, END, SHANGHAI, (), [fetch(END)], [document(day=5), document(day=5, hour=20), document(published_at=None)]
    )
    assert [one.documents for one in found.days] == [1, 1, 0, 0, 0, 0, 0]
    assert found.last_fed_at == END
    assert (found.missing_days, found.failed_sources) == ((), ())
