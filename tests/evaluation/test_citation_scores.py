"""Figure 9 against examples worked out by hand, in the terms of ALCE."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.evaluation.citation_scores import Attribution, Chosen, Judged, Verdict, attribution
from brief.evaluation.scores import LinkedDocument, Statement
from schemas.judgement import Support

FULL: Support = "full"
PARTIAL: Support = "partial"
NONE: Support = "none"


def judged(place: str, citations: int, verdicts: dict[str, Support], kind: str = "stated") -> Judged:
    """`verdicts` are keyed by the citations judged together: "ab" for the first two."""
    cited = tuple(LinkedDocument(f"https://outlet.example/{number}", "来源") for number in range(citations))
    found = {frozenset("abcd".index(one) for one in key): Verdict(support) for key, support in verdicts.items()}
    return Judged(Statement(place, f"第{place}句", cited=cited, kind=kind), found)


EXAMPLE = (
    judged("1", 1, {"a": FULL}),
    judged("2", 2, {"ab": FULL, "a": FULL, "b": NONE}),  # b is irrelevant
    judged("3", 2, {"ab": FULL, "a": PARTIAL, "b": PARTIAL}),  # neither alone, both together
    judged("4", 1, {"a": PARTIAL}, kind="inferred"),
    judged("5", 2, {"ab": NONE, "a": NONE, "b": NONE}, kind="inferred"),
    judged("6", 0, {}),  # cites nothing
    judged("7", 3, {"abc": FULL, "a": NONE, "b": FULL, "c": NONE, "bc": FULL, "ac": NONE, "ab": FULL}),
    judged("8", 2, {"ab": FULL, "a": FULL}),  # b was never judged alone
)
"""Recall, strictly: 1, 2, 3 and 7 of the seven that are judged; with partial support also 4.

Precision, strictly: 1 of 1, 1 of 2, 2 of 2, 0 of 1, 0 of 2, of the third with three citations b alone: 5 of 11.
With partial support also the one of 4: 6 of 11.
"""


def test_recall_and_precision_are_those_worked_out_by_hand() -> None:
    found = attribution(EXAMPLE)
    assert (found.recall.good, found.recall.all) == (4, 7)
    assert (found.recall_with_partial.good, found.recall_with_partial.all) == (5, 7)
    assert (found.precision.good, found.precision.all) == (5, 11)
    assert (found.precision_with_partial.good, found.precision_with_partial.all) == (6, 11)


def test_an_irrelevant_citation_is_named_and_one_that_is_needed_is_not() -> None:
    failed = attribution(EXAMPLE).precision.failed
    assert [one for one in failed if one.startswith(("2:", "3:", "7:"))] == [
        "2: https://outlet.example/1",
        "7: https://outlet.example/0",
        "7: https://outlet.example/2",
    ]


def test_what_is_not_judged_counts_as_that_and_in_no_ratio() -> None:
    found = attribution(EXAMPLE)
    assert found.unjudged == ("8",)
    assert found.uncited == 1
    assert dict(found.supports) == {FULL: 4, PARTIAL: 1, NONE: 2}
    assert dict(found.by_kind["inferred"]) == {FULL: 0, PARTIAL: 1, NONE: 1}
    none_at_all = attribution([judged("1", 1, {}), judged("2", 2, {})])
    assert (none_at_all.recall.share, none_at_all.precision.share, len(none_at_all.unjudged)) == (None, None, 2)


@pytest.mark.parametrize(
    ("citations", "asked"),
    [(0, ""), (1, "a"), (2, "ab a b"), (3, "abc a b c bc ac ab"), (4, "abcd a b c d bcd acd abd abc")],
)
def test_single_citations_are_judged_only_where_there_are_several(citations: int, asked: str) -> None:
    assert [named(chosen) for chosen in judged("1", citations, {}).chosen] == asked.split()


def named(chosen: Chosen) -> str:
    return "".join("abcd"[one] for one in sorted(chosen))


@given(st.data())
def test_every_share_lies_between_none_and_all_and_partial_support_never_lowers_recall(data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(0, 4), max_size=6))
    verdicts = st.sampled_from((FULL, PARTIAL, NONE))
    drawn = [
        judged(str(number), count, {named(one): data.draw(verdicts) for one in judged("", count, {}).chosen})
        for number, count in enumerate(counts)
    ]
    found = attribution(drawn)
    assert found.recall.good <= found.recall_with_partial.good
    assert found.precision.all == found.precision_with_partial.all == sum(counts)
    assert _precise_only_where_recalled(found, drawn)


def _precise_only_where_recalled(found: Attribution, drawn: list[Judged]) -> bool:
    return found.precision.good <= sum(len(one.statement.cited) for one in drawn if one.verdict.support == "full")
