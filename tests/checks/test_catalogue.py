from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import get_args

import pytest
from builders import (
    AI,
    ENERGY,
    cell,
    cite,
    classification,
    document,
    draft,
    evidence,
    keyword,
    row,
    section_evidence,
    signal,
    table,
)
from hypothesis import given
from hypothesis import strategies as st

import checks.catalogue
from checks.base import Check, Finding, claims_of, rows_of
from checks.catalogue import CHECKS, PROVEN, SUSPECTED, accepted_canaries, examine
from checks.citations import DATES, LINKS, OUTSIDE_ID, OUTSIDE_TITLE, QUOTES
from checks.evidence_index import EvidenceIndex, library_of
from checks.remarks import remark
from checks.repeats import DOCUMENTS, EVENTS
from checks.shape import BROKEN, EMPTY, SIGNALS
from checks.typed_cells import TYPED
from schemas.claim import Citation
from schemas.draft import Draft, Synthesis
from schemas.reasons import IssueKind

FIRST = ("某厂建成100兆瓦储能电站Polaris，并计划年内扩建二期", "总投资5亿元", "有望推动电价下降")
SECOND = ("OpenAI发布新一代语音模型", "延迟降至0.3秒", "意味着客服成本下降")
CLASSIFICATION = classification(
    section_evidence(ENERGY, evidence("e1", *FIRST)), section_evidence(AI, evidence("e2", *SECOND))
)


def sound() -> Draft:
    """Two rows of two sections, and a signal between them."""
    joined = signal(("energy.e1", "ai.e2"), "电价与成本", cite("d1", FIRST[2], 3), cite("d2", SECOND[2], 3))
    return draft(
        table("energy", row("energy", "e1", *FIRST)),
        table("ai", row("ai", "e2", *SECOND)),
        synthesis=Synthesis(
            keywords=(keyword("储能", "储能推动电价下降", cite("d1", FIRST[2], 3)),), signals=(joined,), risks=()
        ),
    )


def library() -> EvidenceIndex:
    """With the document before the period that the canary of the dates needs."""
    known = library_of(CLASSIFICATION)
    known = replace(known, asked={name: {**own, **{one.id: one for one in TYPED}} for name, own in known.asked.items()})
    return replace(
        known, documents={**known.documents, OUTSIDE_ID: document(id=OUTSIDE_ID, title=OUTSIDE_TITLE, day=1)}
    )


def found(check: Check, given: Draft) -> list[str]:
    return [issue.claim_id for issue in check.issues(given, library())]


def nothing(draft: Draft, library: EvidenceIndex) -> Iterable[Finding]:
    return ()


def everything(draft: Draft, library: EvidenceIndex) -> Iterable[Finding]:
    return [(claim.id, remark("says_nothing")) for claim in claims_of(draft)]


def with_text(text: str) -> Draft:
    """The first cell says something else, and quotes what it did."""
    first = sound().tables[0].rows[0]
    changed = first.cells[0].model_copy(update={"text": text})
    return draft(table("energy", first.model_copy(update={"cells": (changed, *first.cells[1:])})))


# -- the catalogue ----------------------------------------------------------------------------------------------------


def test_a_sound_draft_has_no_issue() -> None:
    assert examine(sound(), library()) == ()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.kind))
def test_each_check_finds_its_canary_and_nothing_on_a_sound_draft(check: Check) -> None:
    assert found(check, sound()) == []
    spoiled = check.spoil(sound())
    assert spoiled != sound()
    assert found(check, spoiled)


def test_each_kind_of_issue_belongs_to_one_check() -> None:
    assert len({check.kind for check in CHECKS}) == len(CHECKS)


def test_each_kind_is_proven_or_suspected_and_none_is_both() -> None:
    assert {check.kind for check in CHECKS} == PROVEN | SUSPECTED
    assert not PROVEN & SUSPECTED
    assert {check.kind for check in CHECKS if check.yields == "suspicion"} == SUSPECTED


def test_what_follows_from_the_texts_alone_is_proof_and_what_guesses_is_not() -> None:
    links = {"quote_not_in_passage", "link_not_in_evidence", "date_outside_period"}
    values = {"figure_not_in_evidence", "date_not_in_evidence", "name_not_in_evidence"}
    forms = {"markup_in_text", "machine_text", "wrong_language", "too_long", "empty_text", "broken_text"}
    assert links | values | forms <= PROVEN
    guesses = {"direction_turned", "attribution_lost", "events_joined", "name_doubtful", "citation_unrelated"}
    assert guesses | {"says_no_more", "filler"} <= SUSPECTED


def test_no_critic_can_give_a_kind_that_a_check_gives() -> None:
    assert not (PROVEN | SUSPECTED) & {"unsupported", "weak", "empty", "unread", "comment"}
    assert PROVEN | SUSPECTED | {"unsupported", "weak", "empty", "unread", "comment"} >= set(get_args(IssueKind)) - _OLD


_OLD = {"off_topic", "weak_reasoning", "poor_style"}
"""Kinds of critics of earlier runs."""


def test_all_checks_reject_their_canaries() -> None:
    assert accepted_canaries() == ()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.kind))
def test_a_check_that_accepts_everything_is_reported(check: Check) -> None:
    asleep = tuple(replace(one, find=nothing) if one is check else one for one in CHECKS)
    assert accepted_canaries(asleep) == (check.kind,)


def test_a_check_that_rejects_everything_is_reported() -> None:
    jumpy = replace(QUOTES, find=everything)
    assert accepted_canaries((jumpy,)) == (QUOTES.kind,)


def test_the_checks_that_examine_are_those_that_face_their_canaries(monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = replace(QUOTES, find=nothing)
    monkeypatch.setattr(checks.catalogue, "CHECKS", (asleep,))
    assert accepted_canaries() == (QUOTES.kind,)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.kind))
def test_what_is_looked_for_alone_is_found_as_among_the_rest(check: Check) -> None:
    spoilt = check.spoil(sound())
    proven = tuple(issue for issue in examine(spoilt, library()) if issue.kind in PROVEN)
    assert examine(spoilt, library(), PROVEN) == proven


def test_a_finding_is_told_once_with_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks.catalogue, "CHECKS", (QUOTES, QUOTES))
    issues = examine(QUOTES.spoil(sound()), library())
    assert [(issue.claim_id, issue.kind) for issue in issues] == [("energy.e1.event", "quote_not_in_passage")]


def test_claims_come_in_the_order_of_the_report() -> None:
    assert [claim.id for claim in claims_of(sound())] == [
        "energy.e1.event",
        "energy.e1.technical",
        "energy.e1.insight",
        "ai.e2.event",
        "ai.e2.technical",
        "ai.e2.insight",
        "keyword1",
        "signal.energy-ai",
    ]
    assert [one.id for one in rows_of(sound())] == ["energy.e1", "ai.e2"]


# -- citations --------------------------------------------------------------------------------------------------------


def only(*citations: Citation, text: str = "任何话") -> Draft:
    one = row("energy", "e1", FIRST[0])
    return draft(table("energy", one.model_copy(update={"cells": (cell("energy.e1", "event", text, *citations),)})))


def test_a_claim_that_cites_nothing_is_found() -> None:
    assert found(QUOTES, only()) == ["energy.e1.event"]


def test_a_cell_that_says_nothing_need_not_cite() -> None:
    assert found(QUOTES, only(text="")) == []


@pytest.mark.parametrize("quote", ["某厂建成200兆瓦储能电站", "", " ", FIRST[0] + FIRST[1], FIRST[1]])
def test_a_quote_must_stand_in_the_very_passage_it_names(quote: str) -> None:
    assert found(QUOTES, only(cite("d1", quote))) == ["energy.e1.event"]


def test_a_quote_of_a_passage_nobody_was_shown_is_found() -> None:
    assert found(QUOTES, only(cite("d9", "任何话"))) == ["energy.e1.event"]


def test_a_link_to_a_document_nobody_was_shown_is_found() -> None:
    assert found(LINKS, only(cite("d9", "任何话"))) == ["energy.e1.event"]


def test_a_link_to_another_document_than_the_passages_is_found() -> None:
    citation = cite("d1", FIRST[0]).model_copy(update={"document_id": "d2"})
    assert found(LINKS, only(citation)) == ["energy.e1.event"]
    assert found(QUOTES, only(citation)) == []


@given(st.text(max_size=20))
def test_a_quote_is_accepted_only_where_it_is_a_substring(quote: str) -> None:
    accepted = not found(QUOTES, only(cite("d1", quote)))
    assert accepted == (bool(quote.strip()) and quote in FIRST[0])


# -- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "within"), [(4, 15, False), (4, 16, True), (7, 4, True), (11, 15, True), (11, 16, False)]
)
def test_a_document_is_of_the_period_by_the_days_of_its_time_zone(day: int, hour: int, within: bool) -> None:
    shifted = replace(library(), documents={"d1": document(id="d1", day=day, hour=hour)})
    assert bool(list(DATES.find(only(cite("d1", FIRST[0])), shifted))) is not within


def test_a_document_without_a_date_is_of_no_period() -> None:
    undated = replace(library(), documents={"d1": document(id="d1", published_at=None)})
    assert list(DATES.find(only(cite("d1", FIRST[0])), undated))


# -- repeats ----------------------------------------------------------------------------------------------------------


def test_a_document_in_two_rows_is_found_in_the_second() -> None:
    again = row("ai", "e1", "另一件完全不同的事情")
    assert found(DOCUMENTS, draft(table("energy", row("energy", "e1", *FIRST)), table("ai", again))) == ["ai.e1"]


def test_a_document_may_stand_in_several_cells_of_one_row() -> None:
    assert found(DOCUMENTS, draft(table("energy", row("energy", "e1", *FIRST)))) == []


def test_an_event_in_two_sections_is_found() -> None:
    assert found(
        EVENTS, draft(table("energy", row("energy", "e1", *FIRST)), table("ai", row("ai", "e1", "别的话题")))
    ) == ["ai.e1"]


def test_two_rows_with_nearly_one_headline_are_one_happening() -> None:
    other = row("ai", "e2", f"{FIRST[0]}了")
    assert found(EVENTS, draft(table("energy", row("energy", "e1", *FIRST)), table("ai", other))) == ["ai.e2"]


def test_two_rows_without_a_headline_are_not_alike() -> None:
    assert found(EVENTS, draft(table("energy", row("energy", "e1", ""), row("energy", "e2", "")))) == []


# -- shape ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["……", " ", "—", "。。。"])
def test_a_claim_without_a_letter_or_digit_is_empty(text: str) -> None:
    assert found(EMPTY, with_text(text)) == ["energy.e1.event"]


@pytest.mark.parametrize(
    "text",
    [
        "成本下降\x00",
        "成本\u202e下降",
        "成本\u200b下降",
        "成本\ufffd下降",
        "成本\n下降",
        "<script>alert(1)</script>",
        "成本</td>",
        "<!-- 成本 -->",
        "[成本](https://evil.example)",
        "R&amp;D成本",
        "R&#38;D成本",
    ],
)
def test_markup_and_what_cannot_be_shown_is_broken(text: str) -> None:
    assert found(BROKEN, with_text(text)) == ["energy.e1.event"]


@pytest.mark.parametrize("text", ["成本<5元且>3元", "R&D成本下降", "a & b", "数组[1]与(2)", "1 < 2", "C++、C#、*号"])
def test_signs_that_are_no_markup_are_sound(text: str) -> None:
    assert found(BROKEN, with_text(text)) == []


def test_the_term_of_a_keyword_is_checked_like_its_meaning() -> None:
    meaning = cite("d1", FIRST[2], 3)

    def issues(check: Check, term: str) -> list[str]:
        synthesis = Synthesis(keywords=(keyword(term, FIRST[2], meaning),), signals=(), risks=())
        return found(check, draft(synthesis=synthesis))

    assert issues(BROKEN, "<b>储能</b>") == ["keyword1"]
    assert issues(EMPTY, "…") == ["keyword1"]
    assert issues(BROKEN, "储能") == issues(EMPTY, "储能") == []


@pytest.mark.parametrize(
    ("rows", "sections"),
    [
        (("energy.e1",), ("energy", "ai")),
        (("energy.e1", "ai.e9"), ("energy", "ai")),
        (("energy.e1", "energy.e1"), ("energy", "energy")),
        ((), ("energy", "ai")),
        (("energy.e1", "ai.e2"), ("energy", "web3")),
    ],
)
def test_a_signal_needs_a_row_of_each_of_two_sections(rows: tuple[str, ...], sections: tuple[str, str]) -> None:
    joined = signal(("energy.e1", "ai.e2")).model_copy(update={"rows": rows, "sections": sections})
    given = sound().model_copy(update={"synthesis": Synthesis(keywords=(), signals=(joined,), risks=())})
    assert found(SIGNALS, given) == [joined.id]


@pytest.mark.parametrize("quoted", [("d1", FIRST[2]), ("d2", SECOND[2])], ids=["the one", "the other"])
def test_a_signal_quotes_something_of_each_of_its_two_sections(quoted: tuple[str, str]) -> None:
    joined = signal(("energy.e1", "ai.e2"), "电价与成本", cite(*quoted, 3))
    given = sound().model_copy(update={"synthesis": Synthesis(keywords=(), signals=(joined,), risks=())})
    assert found(SIGNALS, given) == [joined.id]


KINDS: dict[IssueKind, Callable[[Draft], Draft]] = {check.kind: check.spoil for check in CHECKS}


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_check_spoils_is_seen_in_the_whole_examination(kind: IssueKind) -> None:
    assert kind in {issue.kind for issue in examine(KINDS[kind](sound()), library())}
