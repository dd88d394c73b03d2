"""Forms: whatever a draft holds can be written, read back, and nothing of the news gets out of its place."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import (
    AI,
    ENERGY,
    WEB3,
    cite,
    claim_values,
    classification,
    draft,
    evidence,
    hostile_texts,
    keyword,
    row,
    section_evidence,
    signal,
    table,
)
from hypothesis import given
from hypothesis import strategies as st

from brief.amendments.amendments import moves
from brief.amendments.steering import Steer
from brief.editing.changes import Rewriting
from brief.editing.forms.claims import ClaimsForm, claims_text, must_stand_together, read_claims
from brief.editing.forms.reading import FormError, read_form
from brief.editing.forms.rows import bare_rows_text, read_rows
from brief.editing.forms.writing import on_one_line
from checks.base import claims_of
from facts.text.cleaning import plain
from schemas.amendment import Steering
from schemas.claim import Claim
from schemas.draft import Draft, Synthesis
from schemas.table import Entry

COLUMNS = ("event", "technical", "insight")
BLOCKS = ("ai.hard_points", "moves")


def drafted(text: str) -> Draft:
    """A draft that says the same everywhere, also in blocks of a section and of the report."""
    synthesis = Synthesis(
        keywords=(keyword(text, text, cite("d1", text)),),
        signals=(signal(["ai.e1", "energy.e2"], text, cite("d1", text)),),
        risks=(Claim(**claim_values("risk1", text, cite("d2", text))),),
        entries=(Entry(block="moves", **claim_values("moves1", text, cite("d2", text))),),
    )
    points = (Entry(block="hard_points", **claim_values("ai.hard_points1", text, cite("d1", text))),)
    thesis = Claim(**claim_values("ai.thesis", text, cite("d1", text)))
    ai = table("ai", row("ai", "e1", text, text, text), thesis=thesis, entries=points)
    tables = ai, table("energy", row("energy", "e2", text))
    return draft(*tables, synthesis=synthesis)


def read(form: str, *sections: str) -> ClaimsForm:
    return read_claims(form, COLUMNS, sections, BLOCKS)


@given(text=hostile_texts())
def test_a_form_that_nobody_changed_changes_nothing(text: str) -> None:
    made = drafted(text)
    sections = section_evidence(AI, evidence("e1", text, text)), section_evidence(ENERGY, evidence("e2", text))
    texts = claims_text(made, sections, text, ZoneInfo("Asia/Shanghai")), claims_text(made)
    form, bare = (read(one, "ai", "energy") for one in texts)
    assert list(form.rows) == ["ai.e1", "energy.e2"]
    assert set(form.claims) == {claim.id for claim in claims_of(made)}
    assert {plain(claim.text) for claim in form.claims.values()} <= {plain(on_one_line(text)), ""}
    assert Rewriting(made, sections).amendments(bare, form) == ()


@pytest.mark.parametrize("name", ["ai.moves1", "hard_points1", "energy.hard_points1", "moves", "ai.effect"])
def test_a_text_has_no_place_where_the_format_asks_for_none(name: str) -> None:
    with pytest.raises(FormError, match="text is nothing that row"):
        read(f"{name}:\n  text: x\n", "ai", "energy")


@given(text=hostile_texts(), basis=hostile_texts())
def test_a_basis_and_a_view_come_back_as_they_were_written(text: str, basis: str) -> None:
    signed = Claim(**claim_values("risk1", text, cite("d1", text))).model_copy(update={"basis": basis, "by": "hand"})
    view = signed.model_copy(update={"id": "risk2", "kind": "view", "citations": ()})
    made = draft(synthesis=Synthesis(keywords=(), signals=(), risks=(signed, view)))
    form = read(claims_text(made))
    assert [claim.basis for claim in form.claims.values()] == [plain(on_one_line(basis))] * 2
    assert [claim.is_view for claim in form.claims.values()] == [False, True]
    assert form.claims["risk2"].passages == ()


def test_an_entry_that_was_moved_among_those_of_another_section_is_refused() -> None:
    made = claims_text(drafted("某厂建成储能电站"))
    row, rest = made[made.index("ai.e1:") : made.index("energy.e2:")], made[made.index("energy.e2:") :]
    moved = made[: made.index("ai.e1:")] + rest.split("\nkeyword")[0] + "\n" + row
    with pytest.raises(FormError, match=r"ai\.e1 stands among the entries of energy"):
        must_stand_together(read(moved, "ai", "energy"), ("ai", "energy"))


@given(text=hostile_texts())
def test_rows_that_nobody_changed_are_read_as_they_were_written(text: str) -> None:
    made = classification(section_evidence(AI, evidence("e1", text), evidence("e3", text)), section_evidence(ENERGY))
    assert read_rows(bare_rows_text(made), ("ai", "energy"), {"e1": 1, "e3": 1}) == {"ai": ["e1", "e3"], "energy": []}


def test_lines_of_chinese_are_joined_without_a_blank() -> None:
    def text(form: str) -> str:
        return read_form(form)["risk1"].entries()["text"].text()

    assert text("risk1:\n  text: |-\n    储能电站\n    投产\n") == "储能电站投产"
    assert text("risk1:\n  text: >-\n    100\n    MW\n") == "100 MW"
    assert text("risk1:\n  text: 储能电站：投产\n") == "储能电站：投产"
    assert text("risk1:\n  text: 2026\n") == "2026"
    assert text("risk1:\n  text:\n") == ""


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("a: 1\nb: [", 2),
        ("a: 1\na: 2", 2),
        ("a: 1\nb: \x07", 2),
        ("- a\n- b", 1),
        ("a: *nobody", 1),
        ("a: {" * 3000, 1),
    ],
)
def test_what_is_no_form_is_told_by_its_line(form: str, line: int) -> None:
    with pytest.raises(FormError) as caught:
        read_form(form)
    assert caught.value.line == line


def test_a_tag_makes_nothing() -> None:
    with pytest.raises(FormError):
        read_claims("risk1: !!python/object/apply:os.system ['true']", COLUMNS, ("ai",))


# -- rows and their order --------------------------------------------------------------------------------------------

IDS = [f"e{number}" for number in range(8)]


@st.composite
def arrangements(draw: Any) -> dict[str, list[str]]:
    """Some of the events, in any order, over three sections."""
    ids = draw(st.permutations(IDS))[: draw(st.integers(0, len(IDS)))]
    cuts = sorted(draw(st.tuples(st.integers(0, len(ids)), st.integers(0, len(ids)))))
    return {"ai": ids[: cuts[0]], "energy": ids[cuts[0] : cuts[1]], "web3": ids[cuts[1] :]}


@given(before=arrangements(), after=arrangements())
def test_moves_make_of_one_arrangement_the_other(before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    steer = Steer(Steering(amendments=tuple(moves(before, after))))
    assert steer._placed(before, set(IDS)) == after


@given(rows=arrangements())
def test_no_move_where_nothing_was_moved(rows: dict[str, list[str]]) -> None:
    assert list(moves(rows, rows)) == []


def test_only_what_was_moved_is_moved() -> None:
    before = {"ai": ["e1", "e2", "e3", "e4"]}
    (move,) = moves(before, {"ai": ["e4", "e1", "e2", "e3"]})
    assert move.event_id == "e4"


# -- claims ----------------------------------------------------------------------------------------------------------


def test_quotes_of_a_hand_are_cut_as_those_of_a_model() -> None:
    """Of the passages named, the sentences that carry the words are quoted, each whole; the others are ground."""
    text = "项目总投资5亿元，采用构网型变流器。分析人士预计电价将下降。"
    sections = (section_evidence(ENERGY, evidence("e1", "某厂建成储能电站", text)),)
    made = draft(table("energy", row("energy", "e1", "某厂建成储能电站", "采用构网型变流器")))
    form = claims_text(made).replace("采用构网型变流器", "储能项目的总投资为5亿元").replace("[d1#2]", "[d1#1, d1#2]")
    (put,) = Rewriting(made, sections).amendments(read(claims_text(made), "energy"), read(form, "energy"))
    (cell,) = [
        one for one in claims_of(Steer(Steering(amendments=(put,))).applied_to(made, sections)) if one.by == "hand"
    ]
    assert cell.id == "energy.e1.technical"
    assert cell.kind == "stated"
    assert [citation.quote for citation in cell.citations] == ["项目总投资5亿元，采用构网型变流器。"]
    assert [one.passage_id for one in cell.ground] == ["d1#1", "d1#2"]


def test_sections_without_rows_can_be_read() -> None:
    made = classification(section_evidence(AI), section_evidence(ENERGY), section_evidence(WEB3))
    assert read_rows(bare_rows_text(made), ("ai", "energy", "web3"), {}) == {"ai": [], "energy": [], "web3": []}
