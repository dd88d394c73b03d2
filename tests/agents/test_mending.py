"""Texts that failed, written again by their owners: only the named ones, each under its id."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from builders import (
    AI,
    ENERGY,
    asking,
    cite,
    claim_values,
    classification,
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
from scripted import Line, Scripted

from agents.base import Answer
from agents.mending import mend
from agents.table_writer import shown_of
from checks.base import claims_of
from schemas.claim import Claim
from schemas.critique import Issue
from schemas.draft import Draft, Keyword, Signal, Synthesis
from schemas.reasons import IssueKind
from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion
from schemas.section import Block
from schemas.table import Cell, Entry

FIRST = ("某厂建成100兆瓦储能电站", "项目总投资5亿元。", "若补贴到位，当地电价有望下降。")
SECOND = ("OpenAI发布新一代语音模型", "延迟降至0.3秒。", "客服成本有望下降。")
CLASSIFICATION = classification(
    section_evidence(ENERGY, evidence("e1", *FIRST)), section_evidence(AI, evidence("e2", *SECOND))
)
EVERY_PASSAGE = ("d1#1", "d1#2", "d1#3", "d2#1", "d2#2", "d2#3")


def claim(claim_id: str, text: str) -> Claim:
    return Claim(**claim_values(claim_id, text, cite("d1", FIRST[2], 3), cite("d2", SECOND[2], 3), kind="inferred"))


def written() -> Draft:
    """Two rows, and one of everything else; two effects."""
    return draft(
        table(
            "energy",
            row("energy", "e1", *FIRST),
            thesis=claim("energy.thesis", "补贴与电价"),
            effects=(claim("energy.effect1", "电价下降带动用电"), claim("energy.effect2", "客服用电成本下降")),
        ),
        table("ai", row("ai", "e2", *SECOND)),
        synthesis=Synthesis(
            keywords=(keyword("补贴", "电价下降的前提", cite("d1", FIRST[2], 3)),),
            signals=(signal(("energy.e1", "ai.e2"), "成本都降", cite("d1", FIRST[2], 3), cite("d2", SECOND[2], 3)),),
            risks=(claim("risk1", "补贴不到位"),),
        ),
    )


IDS = [one.id for one in claims_of(written())]
IN_TABLES = [one for one in IDS if not one.startswith(("keyword", "signal", "risk"))]


def issue(claim_id: str, kind: IssueKind = "unsupported", message: str = "原文没有这么说") -> Issue:
    return Issue(claim_id=claim_id, kind=kind, message=message)


def mended(claim_id: str, text: str, *passages: str, keep: str = "") -> MendedText:
    return MendedText(claim_id=claim_id, keep=keep, text=text, passages=passages)


def answers(*texts: MendedText) -> Line:
    return RevisionAnswer(texts=texts)


def again(text: str = "客服成本有望随之下降") -> Callable[[RevisionQuestion], RevisionAnswer]:
    """Every text that is asked for, in reversed order, on its first passage."""

    def answer(question: RevisionQuestion) -> RevisionAnswer:
        given = (mended(one.claim_id, text, one.passages[0]) for one in reversed(question.texts))
        return RevisionAnswer(texts=tuple(given))

    return answer


def revised(*issues: Issue, **lines: Line) -> tuple[Draft, dict[str, RevisionQuestion]]:
    """The next draft, and what each owner was asked."""
    scripted = Scripted({role: [line] for role, line in lines.items()})
    made = mend(written(), issues, CLASSIFICATION, asking(scripted))
    scripted.assert_all_asked()
    return made, {role: one for role, one in scripted.asked if isinstance(one, RevisionQuestion)}


def changed(after: Draft) -> dict[str, Claim]:
    """The claims that are not what they were."""
    before = {one.id: one for one in claims_of(written())}
    return {one.id: one for one in claims_of(after) if one != before[one.id]}


def gone(after: Draft) -> set[str]:
    return set(IDS) - {one.id for one in claims_of(after)}


# -- who is asked for what --------------------------------------------------------------------------------------------


def test_only_the_named_texts_are_asked_for_each_with_its_remark_and_role() -> None:
    _, asked = revised(
        issue("energy.e1.insight"), issue("energy.effect2", message="没有这个后果"), table_writer=again()
    )
    assert [(one.claim_id, one.role, one.text, one.remark) for one in asked["table_writer"].texts] == [
        ("energy.e1.insight", "insight", FIRST[2], "原文没有这么说"),
        ("energy.effect2", "effect", "客服用电成本下降", "没有这个后果"),
    ]
    assert asked["table_writer"].language == "zh"


def test_a_cell_is_shown_with_the_other_cells_of_its_row_and_nothing_else_is() -> None:
    _, asked = revised(issue("energy.e1.insight"), issue("energy.effect2"), table_writer=again())
    assert [one.beside for one in asked["table_writer"].texts] == [FIRST[:2], ()]


def test_a_sentence_is_shown_with_the_others_of_its_paragraph_and_where_it_stands() -> None:
    block = Block(id="analysis", title="", holds="inferred", most=9, max_chars=60, asks="", paragraphs=True)
    section = ENERGY.model_copy(update={"blocks": (block,)})
    texts = [("第一句。", 1), ("第二句。", 1), ("第三句。", 1), ("另一段。", 2)]
    entries = [
        Entry(
            **claim_values(f"energy.analysis{n}", text, cite("d1", FIRST[2], 3)), block="analysis", paragraph=paragraph
        )
        for n, (text, paragraph) in enumerate(texts, 1)
    ]
    told = draft(table("energy", row("energy", "e1", *FIRST)).model_copy(update={"entries": tuple(entries)}))
    scripted = Scripted({"table_writer": [again()]})
    issues = (issue("energy.analysis2"), issue("energy.analysis4"))
    mend(told, issues, classification(section_evidence(section, evidence("e1", *FIRST))), asking(scripted))
    ((_, asked),) = scripted.asked
    assert isinstance(asked, RevisionQuestion)
    assert [one.beside for one in asked.texts] == [("第一句。", "", "第三句。"), ()]


def test_what_stands_beside_its_ground_is_offered_though_its_writer_had_not_seen_it() -> None:
    long = "储能电站的业主与施工方反复商议并网日期。" * 60
    said = ("榆关研究的季衡接着说。", "价格不会等四年。", "他没有说依据。", "另一段。")
    shown = evidence("e1", FIRST[0], long, *(f"{one}{long}" for one in said))
    rows = table("energy", row("energy", "e1", FIRST[0]))
    quote = claim_values("risk1", "季衡认为价格不会等", cite("d1", "价格不会等四年。", 4), kind="inferred")
    told = draft(rows, synthesis=Synthesis(keywords=(), signals=(), risks=(Claim(**quote),)))
    scripted = Scripted({"synthesis_writer": [again()]})
    mend(told, (issue("risk1"),), classification(section_evidence(ENERGY, shown)), asking(scripted))
    ((_, asked),) = scripted.asked
    assert isinstance(asked, RevisionQuestion)
    assert [one.id for one in asked.passages] == ["d1#1", "d1#3", "d1#4", "d1#5"]


def test_all_that_is_wrong_with_a_text_stands_in_one_remark() -> None:
    _, asked = revised(issue("risk1", message="一。"), issue("risk1", "weak", "二。"), synthesis_writer=again())
    assert [one.remark for one in asked["synthesis_writer"].texts] == ["一。 二。"]


@pytest.mark.parametrize("claim_id", IDS)
def test_each_text_is_written_again_by_its_owner_and_no_other_changes(claim_id: str) -> None:
    owner = "table_writer" if claim_id in IN_TABLES else "synthesis_writer"
    made, asked = revised(issue(claim_id), **{owner: again()})
    assert list(asked) == [owner]
    assert list(changed(made)) == [claim_id]
    assert (changed(made)[claim_id].by, made.revision, gone(made)) == ("model", 2, set())


def test_owners_that_are_one_model_are_asked_once() -> None:
    _, asked = revised(issue("risk1"), issue("energy.thesis"), table_writer=again())
    assert {role: [one.claim_id for one in question.texts] for role, question in asked.items()} == {
        "table_writer": ["energy.thesis", "risk1"],
    }


def test_a_cell_is_offered_its_own_event_and_all_else_the_events_that_it_rests_on() -> None:
    _, asked = revised(
        *map(issue, ("energy.e1.technical", "energy.thesis", "ai.e2.event", "keyword1")), table_writer=again()
    )
    offered = {one.claim_id: one.passages for question in asked.values() for one in question.texts}
    assert offered == {
        "energy.e1.technical": EVERY_PASSAGE[:3],
        "energy.thesis": EVERY_PASSAGE,
        "ai.e2.event": EVERY_PASSAGE[3:],
        "keyword1": EVERY_PASSAGE[:3],
    }
    assert [one.id for one in asked["table_writer"].passages] == list(EVERY_PASSAGE)
    assert {one.id: one.text for one in asked["table_writer"].passages}["d1#3"] == FIRST[2]


def test_a_writer_is_offered_what_it_was_shown_and_no_more_but_what_the_text_rests_on() -> None:
    long = evidence("e1", FIRST[0], *(f"第{n}段：{'电站分期投产。' * 40}" for n in range(1, 5)))
    of_one = classification(section_evidence(ENERGY, long))
    thesis = Claim(**claim_values("energy.thesis", "分期投产", cite("d1", "第4段", 5), kind="inferred"))
    scripted = Scripted({"table_writer": [again("电站建成")]})
    given = draft(table("energy", row("energy", "e1", FIRST[0]), thesis=thesis))
    mend(given, [issue("energy.thesis")], of_one, asking(scripted))
    ((_, question),) = scripted.asked
    assert isinstance(question, RevisionQuestion)
    shown = [one.id for one in shown_of(long, of_one.sections[0])]
    assert [one.id for one in question.passages] == [*shown, "d1#5"]
    assert "d1#5" not in shown


def test_what_is_wrong_with_a_whole_row_or_with_nobodys_text_is_not_asked_about() -> None:
    made, asked = revised(issue("energy.e1"), issue("energy.e9.event"))
    assert asked == {}
    assert changed(made) == {}
    assert made.revision == 2


# -- by id ------------------------------------------------------------------------------------------------------------


def test_a_second_effect_alone_is_the_second_effect() -> None:
    """Answered alone it was once taken for the first, and lost."""
    made, _ = revised(
        issue("energy.effect2"), table_writer=answers(mended("energy.effect2", "客服成本有望下降", "d2#3", "d1#3"))
    )
    assert [one.id for one in made.tables[0].effects] == ["energy.effect1", "energy.effect2"]
    assert {name: one.text for name, one in changed(made).items()} == {"energy.effect2": "客服成本有望下降"}


@given(st.permutations(range(3)))
def test_texts_are_matched_by_id_whatever_their_order(order: list[int]) -> None:
    texts = {
        "energy.e1.insight": "若补贴到位，电价可能下降",
        "energy.effect1": "电价下降可能带动用电",
        "energy.effect2": "客服用电成本可能下降",
    }
    given = [mended(name, text, "d1#3") for name, text in texts.items()]
    made, _ = revised(*map(issue, texts), table_writer=answers(*(given[number] for number in order)))
    assert {name: one.text for name, one in changed(made).items()} == texts


def test_a_text_that_its_owner_does_not_answer_for_stays_as_it_was() -> None:
    made, _ = revised(issue("energy.effect1"), issue("energy.effect2"), table_writer=answers())
    assert changed(made) == {}
    assert made.revision == 2


def test_a_text_that_nobody_asked_for_changes_nothing() -> None:
    stranger = mended("energy.e1.event", "某厂建成电站", "d1#1")
    made, _ = revised(
        issue("energy.effect2"), table_writer=answers(stranger, mended("energy.effect2", "成本有望下降", "d2#3"))
    )
    assert list(changed(made)) == ["energy.effect2"]


def test_what_a_claim_is_beside_its_text_stays() -> None:
    made, _ = revised(issue("keyword1"), issue("signal.energy-ai"), synthesis_writer=again())
    (term,), (joined,) = made.synthesis.keywords, made.synthesis.signals
    assert isinstance(term, Keyword)
    assert term.term == "补贴"
    assert isinstance(joined, Signal)
    assert (joined.sections, joined.rows) == (("energy", "ai"), ("energy.e1", "ai.e2"))


# -- keeping ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["当地电价有望下降", "若补贴到位…有望下降", "“当地电价 有望下降”"])
def test_a_text_may_be_kept_with_words_of_its_passages(words: str) -> None:
    made, _ = revised(issue("energy.e1.insight"), table_writer=answers(mended("energy.e1.insight", "", keep=words)))
    (kept,) = changed(made).values()
    assert (kept.text, kept.kept, kept.kind) == (FIRST[2], words, "stated")
    assert isinstance(kept, Cell)


@pytest.mark.parametrize("words", ["当地电价已经下降", "…", "延迟降至0.3秒"])
def test_words_that_are_not_among_its_passages_keep_nothing(words: str) -> None:
    made, _ = revised(issue("energy.e1.insight"), table_writer=answers(mended("energy.e1.insight", "", keep=words)))
    assert changed(made) == {}


def test_a_new_text_beside_false_words_to_keep_the_old_one_counts() -> None:
    both = mended("energy.e1.insight", "若补贴到位，电价可能下降", "d1#3", keep="当地电价已经下降")
    made, _ = revised(issue("energy.e1.insight"), table_writer=answers(both))
    assert [(one.text, one.kept) for one in changed(made).values()] == [("若补贴到位，电价可能下降", "")]


@pytest.mark.parametrize("also", [(), (issue("energy.e1.insight"),)], ids=["alone", "beside an objection"])
def test_a_text_is_never_kept_against_proof(also: tuple[Issue, ...]) -> None:
    proven = issue("energy.e1.insight", "figure_not_in_evidence")
    kept = mended("energy.e1.insight", "", keep="当地电价有望下降")
    made, _ = revised(proven, *also, table_writer=answers(kept))
    assert changed(made) == {}


def test_what_is_proven_of_a_text_is_told_to_its_writer() -> None:
    _, asked = revised(issue("risk1"), issue("energy.thesis", "figure_not_in_evidence"), table_writer=again())
    told = {one.claim_id: one.proven for question in asked.values() for one in question.texts}
    assert told == {"energy.thesis": True, "risk1": False}


@pytest.mark.parametrize(("kind", "text"), [("weak", "补贴不到位"), ("unsupported", "补贴" * 200)])
def test_a_weak_text_gives_way_to_none_that_could_not_be_used_and_a_false_one_does(kind: IssueKind, text: str) -> None:
    lost = Answer(
        RevisionAnswer(texts=(mended("risk1", "补贴" * 200, "d1#3"),)), "model", {("text", "risk1"): "too_long"}
    )

    class Refused(Scripted):
        def answer(self, *_: object, **__: object) -> Any:
            return lost

    made = mend(written(), [issue("risk1", kind)], CLASSIFICATION, asking(Refused({})))
    assert made.synthesis.risks[0].text == text


def test_a_text_may_be_kept_against_a_suspicion() -> None:
    kept = mended("energy.e1.insight", "", keep="当地电价有望下降")
    made, _ = revised(issue("energy.e1.insight", "direction_turned"), table_writer=answers(kept))
    assert [one.kept for one in changed(made).values()] == ["当地电价有望下降"]


def test_a_text_written_anew_is_kept_no_longer() -> None:
    before, _ = revised(issue("risk1"), synthesis_writer=answers(mended("risk1", "", keep="若补贴到位")))
    scripted = Scripted({"synthesis_writer": [answers(mended("risk1", "若补贴不到位，电价可能不降", "d1#3"))]})
    after = mend(before, [issue("risk1")], CLASSIFICATION, asking(scripted))
    assert [(before.synthesis.risks[0].kept, after.synthesis.risks[0].kept)] == [("若补贴到位", "")]
    assert after.revision == 3


# -- giving up --------------------------------------------------------------------------------------------------------

GIVEN_UP: Mapping[str, Callable[[Draft], bool]] = {
    "energy.e1.technical": lambda made: made.tables[0].rows[0].cells[1].kind == "none",
    "energy.e1.insight": lambda made: made.tables[0].rows[0].cells[2].kind == "none",
    "energy.thesis": lambda made: made.tables[0].thesis is None,
    "energy.effect1": lambda made: [one.id for one in made.tables[0].effects] == ["energy.effect2"],
    "keyword1": lambda made: made.synthesis.keywords == (),
    "signal.energy-ai": lambda made: made.synthesis.signals == (),
    "risk1": lambda made: made.synthesis.risks == (),
}


@pytest.mark.parametrize("claim_id", GIVEN_UP)
def test_a_text_that_its_owner_gives_up_says_nothing(claim_id: str) -> None:
    owner = "table_writer" if claim_id in IN_TABLES else "synthesis_writer"
    made, _ = revised(issue(claim_id), **{owner: answers(mended(claim_id, ""))})
    assert GIVEN_UP[claim_id](made)
    assert set(changed(made)) | gone(made) == {claim_id}


def test_a_text_of_which_an_editor_wants_more_stays_where_its_owner_has_nothing_to_say() -> None:
    wanted = Issue(claim_id="energy.e1.insight", kind="comment", message="say whose cost")
    made, _ = revised(wanted, table_writer=answers(mended("energy.e1.insight", "")))
    assert changed(made) == {}


def test_an_event_that_its_owner_gives_up_stays_for_without_it_there_is_no_row() -> None:
    made, _ = revised(issue("energy.e1.event"), table_writer=answers(mended("energy.e1.event", "")))
    assert changed(made) == {}


# -- ground -----------------------------------------------------------------------------------------------------------


def test_a_mended_cell_quotes_its_own_event_alone() -> None:
    borrowed = mended("energy.e1.insight", "客服成本有望下降", "d2#3", "d1#3")
    made, _ = revised(issue("energy.e1.insight"), table_writer=answers(borrowed))
    (cell,) = changed(made).values()
    assert {one.document_id for one in cell.citations} == {"d1"}
    assert {one.passage_id for one in cell.ground} <= set(EVERY_PASSAGE[:3])


def test_a_mended_text_rests_on_all_that_its_owner_names_and_a_figure_brings_its_passage() -> None:
    new = mended("energy.e1.technical", "电站总投资5亿元", "d1#3", "d1#1")
    made, _ = revised(issue("energy.e1.technical"), table_writer=answers(new))
    (cell,) = changed(made).values()
    assert [(one.passage_id, one.added) for one in cell.ground] == [("d1#3", False), ("d1#1", False), ("d1#2", True)]


@pytest.mark.parametrize(
    ("claim_id", "kind"),
    [
        ("energy.e1.event", "stated"),
        ("energy.e1.technical", "stated"),
        ("energy.e1.insight", "inferred"),
        ("energy.thesis", "inferred"),
        ("energy.effect1", "inferred"),
        ("keyword1", "inferred"),
        ("signal.energy-ai", "inferred"),
        ("risk1", "inferred"),
    ],
)
def test_a_mended_text_is_stated_or_inferred_as_its_place_says(claim_id: str, kind: str) -> None:
    owner = "table_writer" if claim_id in IN_TABLES else "synthesis_writer"
    made, _ = revised(issue(claim_id), **{owner: again("补贴到位之后电价可能下降")})
    assert changed(made)[claim_id].kind == kind
