from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.published import Published, parse_published

SHANGHAI = ZoneInfo("Asia/Shanghai")
instants = st.datetimes(datetime(1991, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
offsets = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))


def read(text: str | None) -> Published:
    return parse_published(text, SHANGHAI)


@given(st.one_of(st.text(), st.from_regex(r"\d{1,5}[-/]\d{1,3}[-/ T]\d{1,3}( \d\d:\d\d)?", fullmatch=True)))
def test_any_text_gives_a_date_or_the_reason_why_not(text: str) -> None:
    found = read(text)
    assert (found.at is None) == (found.problem is not None)
    assert found.at is None or found.at.tzinfo is UTC


@given(instants)
def test_an_instant_is_read_back_from_iso_form(at: datetime) -> None:
    assert read(at.isoformat()) == (at, False, None)
    assert read(at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S.%f")) == (at, False, None)


@given(instants)
def test_an_instant_is_read_back_from_rfc_822_form(at: datetime) -> None:
    whole = at.replace(microsecond=0)
    assert read(whole.strftime("%a, %d %b %Y %H:%M:%S +0000")) == (whole, False, None)
    assert read(str(int(whole.timestamp()))).at == (whole if whole.timestamp() >= 1e8 else None)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-07T23:24:03.000Z", "2026-01-07 23:24:03"),
        ("2026-03-06T22:27:47+08:00", "2026-03-06 14:27:47"),
        ("2026-03-06 22:27", "2026-03-06 14:27:00"),
        ("2026/3/6 22:27:00", "2026-03-06 14:27:00"),
        ("2026年3月6日 22:27", "2026-03-06 14:27:00"),
        ("2026年3月6日22时27分", "2026-03-06 14:27:00"),
        ("20260306222700", "2026-03-06 14:27:00"),
        ("20260306T142700Z", "2026-03-06 14:27:00"),
        ("2026-03-06T24:00:00Z", "2026-03-07 00:00:00"),
        ("2026-12-31T23:59:60Z", "2026-12-31 23:59:59"),
        ("Mon, 09 Mar 2026 01:06:31 GMT", "2026-03-09 01:06:31"),
        ("Mon, 09 Mar 2026 01:06:31 EST", "2026-03-09 06:06:31"),
        ("Mon, 9 Mar 2026 09:06:31 CST", "2026-03-09 01:06:31"),
        ("Mon, 09 Mar 26 01:06:31 +0000", "2026-03-09 01:06:31"),
        ("Thu Jan  1 08:00:00 2026", "2026-01-01 08:00:00"),
        ("Mar 5, 2026 10:15 PM UTC", "2026-03-05 22:15:00"),
        ("March 5, 2026 at 12:15 am +0000", "2026-03-05 00:15:00"),
        ("1772600000", "2026-03-04 04:53:20"),
        ("1772600000000", "2026-03-04 04:53:20"),
        (" 2026-03-06T22:27:47\n+08:00 ", "2026-03-06 14:27:47"),
        ("2026年03月04日 下午3:05", "2026-03-04 07:05:00"),
        ("2026年3月4日 下午15:05", "2026-03-04 07:05:00"),
        ("2026年3月4日上午12:05", "2026-03-03 16:05:00"),
        ("2026/03/04 (水) 15:05", "2026-03-04 07:05:00"),
        ("2026年3月4日（水）15時05分", "2026-03-04 07:05:00"),
        ("2026년 3월 4일 오후 3:05", "2026-03-04 07:05:00"),
        ("04.03.2026 15:05", "2026-03-04 07:05:00"),
        ("Wed,04 Mar 2026 15:05:00 +0800 (CST)", "2026-03-04 07:05:00"),
        ("Wednesday, 04-Mar-26 15:05:00 GMT", "2026-03-04 15:05:00"),
        ("Wed Mar  4 15:05:00 EST 2026", "2026-03-04 20:05:00"),
        ("Mar 4, 2026 10:05 AM ET", "2026-03-04 15:05:00"),
        ("Jul 4, 2026 10:05 AM ET", "2026-07-04 14:05:00"),
        ("Tue Nov 19 2019 03:05:46 GMT+0000 (Coordinated Universal Time)", "2019-11-19 03:05:46"),
        ("2026-03-04T15:05:00+08:00[Asia/Shanghai]", "2026-03-04 07:05:00"),
        ("2026-03-04 15:05 (UTC)", "2026-03-04 15:05:00"),
    ],
)
def test_the_usual_forms_are_read(text: str, utc: str) -> None:
    assert read(text) == (datetime.fromisoformat(f"{utc}+00:00"), False, None)


@pytest.mark.parametrize(
    "text",
    ["2026-03-06", "20260306", "2026/3/6", "2026年3月6日", "6 March 2026", "Fri, 06 Mar 2026", "March 6th, 2026"],
)
def test_a_day_begins_at_midnight_of_the_configured_zone(text: str) -> None:
    assert read(text) == (datetime(2026, 3, 5, 16, tzinfo=UTC), True, None)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_date_is_missing(text: str | None) -> None:
    assert read(text) == (None, False, "missing")


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026",
        "2026-03",
        "March 2026",
        "三月六日",
        "12 13 14",
        "5/3/2026",
        "2026-W10",
        "10:15",
        "2026-03-04 sometime",
        "2026-03-04 15:05 Mars",
        "2026-03-04 15:05 LMT",
        "Wed, 04 Mar 2026 15:05:00 XYZ",
        "2026-03-04 15:05 (market time)",
        "2017-06-13T03:18:00+00:0",
    ],
)
def test_what_is_no_date_or_is_not_read_whole_is_unreadable(text: str) -> None:
    assert read(text) == (None, False, "unreadable")


@given(instants, st.from_regex(r"[A-Z]{2,5}", fullmatch=True))
def test_a_zone_of_an_odd_name_gives_no_day_that_the_text_does_not_name(at: datetime, name: str) -> None:
    found = read(f"{at:%Y-%m-%d %H:%M:%S} {name}").at
    assert found is None or abs(found - at.replace(microsecond=0)) <= timedelta(hours=14)


@given(st.dates(date(1991, 1, 1), date(2099, 12, 31)))
def test_a_day_is_the_same_in_every_form(day: date) -> None:
    forms = (
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y年%m月%d日",
        "%Y년 %m월 %d일",
        "%d.%m.%Y",
        "%d %B %Y",
        "%b %d, %Y",
        "%a, %d %b %Y",
    )
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    assert {read(day.strftime(form)) for form in forms} == {(midnight.astimezone(UTC), True, None)}


@pytest.mark.parametrize(
    "text",
    [
        "8439-01-01",
        "8439-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "1970-01-01",
        "2026-02-30",
        "2026-13-01",
        "99999-01-01",
        "2026-03-06T25:00:00Z",
        "2026-03-06 10:15:00 +99:00",
        "Mon, 31 Feb 2026 10:00:00 GMT",
        "2026-03-06 13:15 pm",
        "0001-01-01",
    ],
)
def test_a_date_that_cannot_be_is_impossible(text: str) -> None:
    assert read(text) == (None, False, "impossible")


def test_a_date_long_after_the_fetch_is_impossible() -> None:
    fetched = datetime(2026, 3, 6, tzinfo=UTC)
    assert parse_published("2026-03-07T12:00:00Z", SHANGHAI, fetched).problem is None
    assert parse_published("2026-03-09T12:00:00Z", SHANGHAI, fetched).problem == "impossible"
    assert parse_published("2026-03-09T12:00:00Z", SHANGHAI).problem is None
