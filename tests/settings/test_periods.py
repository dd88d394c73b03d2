from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.errors import UsageError
from brief.settings.periods import end_of_day, parse_as_of, parse_by, parse_period, start_of_day
from schemas.period import Period

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = [SHANGHAI, NEW_YORK, UTC, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")]
NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)

days = st.dates(date(1990, 1, 1), date(2080, 12, 31))
zones = st.sampled_from([zone for zone in ZONES if isinstance(zone, ZoneInfo)])


def period(text: str, as_of: str | None = None, zone: ZoneInfo = SHANGHAI) -> Period:
    return parse_period(text, parse_as_of(as_of, zone, NOW), zone)


def span(found: Period) -> tuple[str, str]:
    return found.start.isoformat(), found.end.isoformat()


@pytest.mark.parametrize(
    ("text", "kind", "start", "end", "label"),
    [
        ("2026-W02", "weekly", "2026-01-05", "2026-01-11", "2026-W02"),
        ("2026-W01", "weekly", "2025-12-29", "2026-01-04", "2026-W01"),
        ("2020-W53", "weekly", "2020-12-28", "2021-01-03", "2020-W53"),
        ("2026-01", "monthly", "2026-01-01", "2026-01-31", "2026-01"),
        ("2024-02", "monthly", "2024-02-01", "2024-02-29", "2024-02"),
        ("2026-01-09", "daily", "2026-01-09", "2026-01-09", "2026-01-09"),
        ("2026-01-05..2026-01-11", "range", "2026-01-05", "2026-01-11", "2026-01-05..2026-01-11"),
        ("2026-01-05..2026-01-05", "daily", "2026-01-05", "2026-01-05", "2026-01-05"),
    ],
)
def test_every_named_form_gives_its_days(text: str, kind: str, start: str, end: str, label: str) -> None:
    found = period(text)
    assert (found.kind, *span(found), found.label) == (kind, start, end, label)


@pytest.mark.parametrize(
    ("text", "as_of", "label"),
    [
        ("weekly", "2026-01-11", "2026-W02"),  # a bare Sunday is over at its end, so its week is complete
        ("weekly", "2026-01-11T23:59:59", "2026-W01"),
        ("weekly", "2026-01-12T00:00:00", "2026-W02"),
        ("daily", "2026-01-09", "2026-01-09"),
        ("daily", "2026-01-09T12:00:00", "2026-01-08"),
        ("monthly", "2026-01-31", "2026-01"),
        ("monthly", "2026-01-30", "2025-12"),
        ("weekly", "2021-01-04T08:00:00+08:00", "2020-W53"),
        ("weekly", "2026-01-11T16:00:00Z", "2026-W02"),  # midnight in Shanghai
        ("weekly", "2026-01-11T15:59:59Z", "2026-W01"),
    ],
)
def test_a_relative_period_is_the_last_complete_one(text: str, as_of: str, label: str) -> None:
    assert period(text, as_of).label == label


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-W54", "2025-W53", "2026-W00", "2026-13", "2026-02-30", "yesterday", "2026-1-5", "2026-W2",
     "2026-01-11..2026-01-05", "2026-01-05..", "２０２６-01", "2026-W02\n2026-W03", "0000-01-01"],
)  # fmt: skip
def test_a_wrong_period_is_an_error_that_shows_the_forms(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        period(text)
    assert caught.value.exit_code == 2
    assert "2026-W02" in (caught.value.next or "")


def test_a_period_that_has_not_begun_is_an_error() -> None:
    with pytest.raises(UsageError, match="begins after"):
        period("2026-W03", "2026-01-11")


def test_a_period_under_way_is_allowed() -> None:
    assert period("2026-W02", "2026-01-07").label == "2026-W02"


@pytest.mark.parametrize("text", ["soon", "2026-02-30", "12:00", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_wrong_as_of_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="is no time"):
        parse_as_of(text, SHANGHAI, NOW)


def test_a_time_without_an_offset_is_in_the_configured_zone() -> None:
    assert parse_as_of("2026-01-12T09:00", SHANGHAI, NOW) == datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
    assert parse_as_of(None, SHANGHAI, NOW) == NOW


@given(days, zones)
def test_a_day_ends_just_before_the_next_begins(day: date, zone: ZoneInfo) -> None:
    following = start_of_day(day + timedelta(days=1), zone)
    assert end_of_day(day, zone) + timedelta(microseconds=1) == following
    assert timedelta(0) <= following - start_of_day(day, zone) <= timedelta(hours=25)


def test_days_of_23_and_25_hours_keep_their_length() -> None:
    for day, hours in (("2026-03-08", 23), ("2026-11-01", 25), ("2026-07-01", 24)):
        moment = date.fromisoformat(day)
        length = end_of_day(moment, NEW_YORK) - start_of_day(moment, NEW_YORK) + timedelta(microseconds=1)
        assert length == timedelta(hours=hours)


@given(days, st.sampled_from(["daily", "weekly", "monthly"]))
def test_a_relative_period_is_complete_and_the_next_one_is_not(day: date, text: str) -> None:
    found = period(text, day.isoformat())
    assert found.end <= day
    assert day < parse_next(found, text).end


def parse_next(found: Period, text: str) -> Period:
    """The period of the same kind that begins where `found` ends."""
    first = found.end + timedelta(days=1)
    label = {"daily": first.isoformat(), "monthly": first.isoformat()[:7]}.get(text)
    if label is None:
        year, week, _ = first.isocalendar()
        label = f"{year}-W{week:02}"
    return parse_period(label, datetime(2099, 1, 1, tzinfo=UTC), SHANGHAI)


@given(days, st.sampled_from(["daily", "weekly", "monthly"]))
def test_a_label_names_the_same_days_again(day: date, text: str) -> None:
    found = period(text, day.isoformat())
    assert period(found.label, "2090-01-01") == found


@given(st.text(max_size=24))
def test_any_text_is_a_period_or_a_usage_error(text: str) -> None:
    try:
        found = period(text)
    except UsageError:
        return
    assert found.start <= found.end


@pytest.mark.parametrize(
    ("text", "hours"),
    [("07:00", 22), ("9:30", 0.5), ("09:00", 24), ("2026-01-12T10:00", 1), ("2026-01-12T02:00Z", 1)],
)
def test_answers_are_due_at_the_next_such_time(text: str, hours: float) -> None:
    now = datetime(2026, 1, 12, 9, 0, tzinfo=SHANGHAI)
    assert parse_by(text, SHANGHAI, now) == now + timedelta(hours=hours)
    assert parse_by(None, SHANGHAI, now) is None


@pytest.mark.parametrize(("text", "what"), [("25:00", "no time"), ("tomorrow", "no time"), ("2026-01-11", "passed")])
def test_a_time_by_which_nothing_can_come_is_refused(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        parse_by(text, SHANGHAI, datetime(2026, 1, 12, 9, 0, tzinfo=SHANGHAI))
