"""What a critic's words count for, and what then becomes of a claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.claims import is_sent_back
from brief.llm.examination import hearing
from checks.catalogue import PROVEN, SUSPECTED
from schemas.critique import Heard, Verdict
from schemas.reasons import IssueKind

ORDER: tuple[Heard, ...] = ("no", "half", "yes")
OBJECTIONS: tuple[Verdict, ...] = ("unsupported", "weak", "empty")


@pytest.mark.parametrize(
    ("found", "spared", "heard"),
    [
        (50, 56, "yes"),
        (60, 60, "yes"),
        (49, 56, "half"),
        (50, 55, "half"),
        (40, 48, "half"),
        (60, 48, "half"),
        (40, 60, "half"),
        (39, 48, "no"),
        (40, 47, "no"),
        (60, 47, "no"),
        (39, 60, "no"),
        (0, 60, "no"),
        (60, 0, "no"),
    ],
)
def test_a_hearing_is_earned_at_both_marks(found: int, spared: int, heard: Heard) -> None:
    assert hearing(found / 60, spared / 60) == heard


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_who_finds_and_spares_no_less_is_heard_no_less(found: int, spared: int, more: int, further: int) -> None:
    before = hearing(found / 60, spared / 60)
    after = hearing(min(60, found + more) / 60, min(60, spared + further) / 60)
    assert ORDER.index(before) <= ORDER.index(after)


SUSPICION: tuple[IssueKind, ...] = ("direction_turned",)
PROOF: tuple[IssueKind, ...] = ("figure_not_in_evidence",)


@pytest.mark.parametrize("heard", ORDER)
@pytest.mark.parametrize("verdict", ["stands", "unsupported", None])
def test_proof_sends_back_whatever_a_critic_says(verdict: Verdict | None, heard: Heard) -> None:
    assert is_sent_back(PROOF, verdict, heard)
    assert is_sent_back((*SUSPICION, *PROOF), verdict, heard)


@pytest.mark.parametrize(
    ("found", "verdict", "heard", "sent_back"),
    [
        ((), None, "yes", False),
        ((), "stands", "yes", False),
        ((), "unsupported", "yes", True),
        ((), "weak", "yes", True),
        ((), "empty", "yes", True),
        (SUSPICION, None, "yes", True),
        (SUSPICION, "stands", "yes", False),
        (SUSPICION, "unsupported", "yes", True),
        ((), None, "half", False),
        ((), "stands", "half", False),
        ((), "unsupported", "half", True),
        ((), "empty", "half", True),
        (SUSPICION, None, "half", True),
        (SUSPICION, "stands", "half", True),
        (SUSPICION, "unsupported", "half", True),
        ((), None, "no", False),
        ((), "stands", "no", False),
        ((), "unsupported", "no", False),
        (SUSPICION, None, "no", True),
        (SUSPICION, "stands", "no", True),
        (SUSPICION, "unsupported", "no", True),
    ],
)
def test_a_suspicion_yields_to_a_heard_critic_alone(
    found: tuple[IssueKind, ...], verdict: Verdict | None, heard: Heard, sent_back: bool
) -> None:
    assert is_sent_back(found, verdict, heard) is sent_back


FOUND = st.lists(st.sampled_from(sorted(PROVEN | SUSPECTED)), max_size=3)


@given(FOUND, st.sampled_from(("stands", *OBJECTIONS, None)))
def test_of_a_critic_that_is_not_heard_no_verdict_counts(found: list[IssueKind], verdict: Verdict | None) -> None:
    assert is_sent_back(found, verdict, "no") == is_sent_back(found, None, "no") == bool(found)


@given(FOUND, st.sampled_from(OBJECTIONS), st.sampled_from(("half", "yes")))
def test_an_objection_that_counts_sends_back_whatever_code_found(
    found: list[IssueKind], verdict: Verdict, heard: Heard
) -> None:
    assert is_sent_back(found, verdict, heard)
