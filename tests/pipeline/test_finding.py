"""What words find and what vectors find, as one list."""

from hypothesis import given
from hypothesis import strategies as st

from brief.pipeline.finding import joined

RANKING = st.lists(st.integers(0, 30), unique=True)


def test_what_both_rankings_name_comes_before_what_one_does() -> None:
    assert joined([1, 2, 3], [4, 3]) == [3, 1, 4, 2]


@given(RANKING)
def test_one_ranking_stays_as_it_is(ranking: list[int]) -> None:
    assert joined(ranking, []) == ranking


@given(RANKING, RANKING)
def test_nothing_is_lost_or_named_twice(first: list[int], second: list[int]) -> None:
    found = joined(first, second)
    assert sorted(found) == sorted({*first, *second})
    assert sorted(joined(second, first)) == sorted(found)
