from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.errors import UsageError
from brief.schedule.times import Regular, parse_timing
from brief.settings.periods import parse_period

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Havana",
)


@pytest.mark.parametrize(
    ("text", "period", "first"),
    [
        ("07:30", "daily", "2026-01-02 07:30"),
        ("7:30", "daily", "2026-01-02 07:30"),
        ("Mon 07:30", "weekly", "2026-01-05 07:30"),
        ("monday  07:30", "weekly", "2026-01-05 07:30"),
        ("SUN 23:00", "weekly", "2026-01-04 23:00"),
        ("1 00:00", "monthly", "2026-02-01 00:00"),
        ("1st 06:05", "monthly", "2026-02-01 06:05"),
        ("28 06:05", "monthly", "2026-01-28 06:05"),
        ("11th 06:05", "monthly", "2026-01-11 06:05"),
    ],
)
def test_a_time_is_read_by_the_form_of_its_period(text: str, period: Regular, first: str) -> None:
    found = parse_timing(text, period).next(datetime(2026, 1, 2, tzinfo=BERLIN), BERLIN)
    assert f"{found.astimezone(BERLIN):%Y-%m-%d %H:%M}" == first


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Mon 07:30", "daily"), ("07:30", "weekly"), ("Mond 07:30 x", "weekly"), ("Mon 24:00", "weekly"),
        ("29 07:30", "monthly"), ("0 07:30", "monthly"), ("Mon 07:30", "monthly"), ("07:60", "daily"), ("7", "daily"),
        ("", "daily"), ("٠٧:٣٠", "daily"), ("Mon 07:30\n* * * * * true", "weekly"),
    ],
)  # fmt: skip
def test_a_time_of_another_form_is_refused_with_an_example(text: str, period: Regular) -> None:
    with pytest.raises(UsageError, match="is no time of a") as caught:
        parse_timing(text, period)
    assert "07:30" in (caught.value.next or "")


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    period=st.sampled_from(["daily", "weekly", "monthly"]),
    start=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)
def test_each_period_is_due_once_also_where_clocks_are_changed(
    zone: ZoneInfo, hour: int, minute: int, period: Regular, start: date
) -> None:
    day = {"daily": "", "weekly": "Sun ", "monthly": "28 "}[period]
    timing = parse_timing(f"{day}{hour}:{minute:02}", period)
    after = datetime(start.year, start.month, start.day, tzinfo=zone)
    due = list(timing.between(after, after + timedelta(days=150), zone))
    labels = [parse_period(period, one, zone).label for one in due]
    assert len(set(labels)) == len(labels)
    local = [one.astimezone(zone).date() for one in due]
    assert local == sorted(set(local))
    days = {"daily": {1}, "weekly": {7}, "monthly": {28, 29, 30, 31}}[period]
    assert {(later - earlier).days for earlier, later in pairwise(local)} <= days
    assert due == sorted(due)


def test_a_time_that_a_day_has_not_comes_as_much_later_as_the_clocks_were_put_on() -> None:
    timing = parse_timing("Sun 02:30", "weekly")
    due = timing.next(datetime(2026, 3, 28, tzinfo=UTC), BERLIN)
    assert f"{due.astimezone(BERLIN):%m-%d %H:%M}" == "03-29 03:30"
    twice = timing.between(datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC), BERLIN)
    assert [f"{one:%m-%d %H:%M}" for one in twice] == ["10-25 00:30"]
