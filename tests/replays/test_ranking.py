import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.replays.metrics import DEFAULT, METRICS, Ranking, Spread, ranked, spread_of


def spreads(**values: list[float]) -> dict[str, Spread | None]:
    return {name: spread_of(found) for name, found in values.items()}


def test_the_spread_is_half_the_way_from_lowest_to_highest() -> None:
    spread = Spread((0.9, 0.8, 1.0))
    assert (round(spread.mean, 6), round(spread.half_range, 6)) == (0.9, 0.1)


def test_the_best_is_the_highest_or_the_lowest_as_the_metric_has_it() -> None:
    found = spreads(a=[1.0], b=[2.0])
    assert ranked(found, "higher").best == ("b",)
    assert ranked(found, "lower").best == ("a",)


def test_equal_means_are_a_tie() -> None:
    assert ranked(spreads(a=[0.1, 0.3], b=[0.2, 0.2], c=[0.1]), "higher").best == ("a", "b")


def test_one_whose_repeats_reach_the_best_is_within_the_spread_and_one_far_off_is_not() -> None:
    found = ranked(spreads(best=[0.9, 0.7], near=[0.8, 0.6], far=[0.5, 0.6]), "higher")
    assert found == Ranking(("best",), ("near",), repeated=True)


def test_without_repeats_nothing_is_within_a_spread() -> None:
    assert ranked(spreads(a=[0.9], b=[0.89]), "higher") == Ranking(("a",), (), repeated=False)


def test_what_could_not_be_measured_takes_no_part() -> None:
    assert ranked({"a": None, "b": Spread((1.0,))}, "lower").best == ("b",)
    assert ranked({"a": None}, "lower") == Ranking((), (), repeated=False)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.lists(st.floats(-9, 9), min_size=1, max_size=4), min_size=1))
def test_somebody_is_always_best_and_nobody_is_both_best_and_near(values: dict[str, list[float]]) -> None:
    found = ranked({name: spread_of(given) for name, given in values.items()}, "higher")
    assert found.best
    assert not set(found.best) & set(found.within_spread)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_has_a_direction(name: str) -> None:
    assert METRICS[name].name == name
    assert METRICS[name].better in {"higher", "lower"}
    assert DEFAULT in METRICS
