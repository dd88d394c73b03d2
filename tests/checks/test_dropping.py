from builders import cite, claim_values, draft, keyword, row, signal, table
from hypothesis import given
from hypothesis import strategies as st

from brief.pipeline.revision import settle
from checks.base import claims_of
from checks.dropping import with_claims, without_failed
from schemas.claim import Claim
from schemas.critique import Critique, Issue
from schemas.draft import Draft, Synthesis

HERE = cite("d1", "甲")


def written() -> Draft:
    """Two tables of two rows each, and everything else that a draft can hold."""
    tables = tuple(
        table(
            section,
            row(section, f"e{n}", f"{section}一", "一百兆瓦", "意味着变化"),
            row(section, f"e{n + 1}", f"{section}二", "二百兆瓦", "有望增长"),
            thesis=Claim(**claim_values(f"{section}.thesis", "主线", HERE)),
            effects=(Claim(**claim_values(f"{section}.effect1", "效应", HERE)),),
        )
        for section, n in (("ai", 1), ("energy", 3))
    )
    synthesis = Synthesis(
        keywords=(keyword("甲", "含义", HERE), keyword("乙", "含义", HERE, number=2)),
        signals=(signal(("ai.e1", "energy.e3"), "联动", HERE),),
        risks=(Claim(**claim_values("risk1", "风险", HERE)),),
    )
    return draft(*tables, synthesis=synthesis)


IDS = [claim.id for claim in claims_of(written())]
ROW_IDS = ["ai.e1", "ai.e2", "energy.e3", "energy.e4"]


def issue(claim_id: str) -> Issue:
    return Issue(claim_id=claim_id, kind="empty_text", message="no")


def settled(*claim_ids: str) -> Draft:
    return without_failed(written(), [issue(claim_id) for claim_id in claim_ids])


def test_without_an_issue_nothing_changes() -> None:
    assert settled() == written()


def test_an_issue_of_an_unknown_claim_changes_nothing() -> None:
    assert settled("ai.e99.event", "nobody") == written()


def test_a_failed_cell_keeps_its_place_and_says_nothing() -> None:
    cell = settled("ai.e1.insight").tables[0].rows[0].cells[2]
    assert (cell.id, cell.column, cell.text, cell.kind, cell.citations) == ("ai.e1.insight", "insight", "", "none", ())


def test_a_row_whose_event_failed_goes_and_so_does_the_signal_that_rests_on_it() -> None:
    left = settled("ai.e1.event")
    assert [one.id for one in left.tables[0].rows] == ["ai.e2"]
    assert left.synthesis.signals == ()


def test_a_row_that_failed_as_a_whole_goes() -> None:
    left = settled("energy.e4")
    assert [one.id for one in left.tables[1].rows] == ["energy.e3"]
    assert left.synthesis.signals == written().synthesis.signals


def test_a_failed_thesis_effect_keyword_signal_or_risk_goes() -> None:
    left = settled("ai.thesis", "ai.effect1", "keyword1", "signal.ai-energy", "risk1")
    assert left.tables[0].thesis is None
    assert left.tables[0].effects == ()
    assert [one.term for one in left.synthesis.keywords] == ["乙"]
    assert left.synthesis.signals == left.synthesis.risks == ()
    assert left.tables[1] == written().tables[1]


def test_a_table_of_which_every_row_failed_stays_empty() -> None:
    left = settled("ai.e1.event", "ai.e2.event")
    assert [one.section_id for one in left.tables] == ["ai", "energy"]
    assert left.tables[0].rows == ()


def test_a_thesis_that_rests_on_a_row_that_is_gone_goes_too() -> None:
    lead, other = row("ai", "e1", "甲"), row("ai", "e2", "乙")
    both = (cite("d1", "甲"), cite("d2", "乙"))
    for citations, stays in (((both[0],), False), ((both[1],), True), (both, True), ((), True)):
        thesis = Claim(**claim_values("ai.thesis", "主线", *citations))
        left = without_failed(draft(table("ai", lead, other, thesis=thesis)), [issue("ai.e1.event")])
        assert (left.tables[0].thesis is not None) is stays


def test_a_thesis_keeps_its_place_while_its_row_stands_with_a_cell_less() -> None:
    lead = row("ai", "e1", "甲", "一百兆瓦")
    thesis = Claim(**claim_values("ai.thesis", "主线", cite("d1", "甲")))
    left = without_failed(draft(table("ai", lead, thesis=thesis)), [issue("ai.e1.technical")])
    assert left.tables[0].thesis == thesis


def test_settling_makes_the_next_revision() -> None:
    assert settle(written(), Critique(revision=1, issues=(issue("risk1"),), checked=1)).revision == 2


@given(st.sets(st.sampled_from([*IDS, *ROW_IDS])))
def test_no_failed_claim_survives_and_no_sound_one_changes(failed: set[str]) -> None:
    before = {claim.id: claim for claim in claims_of(written())}
    after = {claim.id: claim for claim in claims_of(settled(*failed)) if claim.kind != "none"}
    assert not failed & after.keys()
    assert all(claim == before[claim_id] for claim_id, claim in after.items())
    gone = {name for name in ROW_IDS if name in failed or f"{name}.event" in failed}
    kept = {one for one in before if one not in failed and one.rpartition(".")[0] not in gone}
    if gone & {"ai.e1", "energy.e3"}:
        kept.discard("signal.ai-energy")
    if "ai.e1" in gone:
        kept.discard("ai.thesis")  # it cites the document of that row alone
    assert after.keys() == kept


@given(st.sets(st.sampled_from([*IDS, *ROW_IDS])))
def test_settling_twice_is_settling_once(failed: set[str]) -> None:
    issues = [issue(claim_id) for claim_id in failed]
    once = without_failed(written(), issues)
    assert without_failed(once, issues) == once


# -- claims put in place of others ------------------------------------------------------------------------------------


def changed(*claim_ids: str, text: str = "新写的话") -> Draft:
    """The draft with these claims written anew; without a text given up."""
    kind = "stated" if text else "none"
    claims = {claim.id: claim for claim in claims_of(written())}
    return with_claims(
        written(), {one: claims[one].model_copy(update={"text": text, "kind": kind}) for one in claim_ids}
    )


@given(st.sets(st.sampled_from(IDS)))
def test_only_the_claims_that_were_written_anew_change(claim_ids: set[str]) -> None:
    before, after = claims_of(written()), claims_of(changed(*claim_ids))
    assert {old.id for old, new in zip(before, after, strict=True) if old != new} == claim_ids


def test_a_claim_given_up_is_taken_out_and_a_cell_keeps_its_place() -> None:
    left = changed("ai.thesis", "ai.effect1", "ai.e1.insight", "keyword1", "signal.ai-energy", "risk1", text="")
    assert (left.tables[0].thesis, left.tables[0].effects) == (None, ())
    assert [cell.kind for cell in left.tables[0].rows[0].cells] == ["stated", "stated", "none"]
    synthesis = left.synthesis
    assert ([one.id for one in synthesis.keywords], synthesis.signals, synthesis.risks) == (["keyword2"], (), ())


def test_an_event_given_up_stays_as_it_was() -> None:
    assert changed("ai.e1.event", text="") == written()


def test_no_other_claim_is_taken_for_one_that_was_written_anew() -> None:
    assert with_claims(written(), {"ai.effect2": written().tables[0].effects[0]}) == written()
