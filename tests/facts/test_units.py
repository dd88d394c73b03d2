"""The table of units."""

from decimal import Decimal

import pytest

from facts.values.units import UNITS, below_at, rate, unit_at


def test_every_unit_has_a_positive_factor_and_one_kind_for_its_base() -> None:
    assert all(unit.factor > 0 for unit in UNITS.values())
    kinds: dict[str, set[str]] = {}
    for unit in UNITS.values():
        kinds.setdefault(unit.symbol, set()).add(unit.kind)
    assert {symbol: found for symbol, found in kinds.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("written", "symbol", "factor"),
    [
        ("MW", "W", "1e6"),
        ("mW", "W", "1e-3"),
        ("GWh", "Wh", "1e9"),
        ("nm", "m", "1e-9"),
        ("TB", "byte", "1e12"),
        ("Gb", "bit", "1e9"),
    ],
)
def test_case_tells_prefixes_apart(written: str, symbol: str, factor: str) -> None:
    assert (UNITS[written].symbol, UNITS[written].factor) == (symbol, Decimal(factor))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("千瓦时的", "千瓦时"),
        ("个百分点", "个百分点"),
        ("港元", "港元"),
        ("GWh级", "GWh"),
        ("元", "元"),
        ("分钟", "分钟"),
    ],
)
def test_the_longest_unit_is_found(text: str, written: str) -> None:
    found = unit_at(text, 0)
    assert found is not None
    assert found[0] == written


@pytest.mark.parametrize("text", ["元素", "分析师", "家庭", "GWx", "起，", "起", "成立", "天然气", "年轻", "手机", ""])
def test_a_word_that_only_begins_like_a_unit_is_none(text: str) -> None:
    assert unit_at(text, 0) is None


def test_a_rate_is_in_tonnes_kilowatt_hours_and_seconds_below_the_line() -> None:
    per_tonne = rate(UNITS["元"], UNITS["公斤"])
    assert (per_tonne.symbol, per_tonne.factor) == ("CNY/t", Decimal(1000))
    below = below_at("小时", 0)
    assert below is not None
    assert rate(UNITS["km"], below[1]).symbol == "m/s"
