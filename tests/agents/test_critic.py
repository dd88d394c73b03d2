"""The critic: what code proves, what it suspects, what a critic says, and what its words count for."""

from collections.abc import Mapping, Sequence

import pytest
from builders import (
    AI,
    ENERGY,
    asking,
    cell,
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
from scripted import Line, Scripted

from agents.critic import critique, read_tables, role_of
from brief.llm.ask import extractive_ask
from brief.pipeline.revision import failing
from checks.catalogue import PROVEN, SUSPECTED
from schemas.claim import Claim, Ground
from schemas.critique import Critique, CritiqueAnswer, CritiqueQuestion, Heard, Verdict, VerdictAnswer
from schemas.draft import Draft, Synthesis
from schemas.reasons import IssueKind
from schemas.table import Row

EVENT = "某厂建成100兆瓦储能电站"
BODY = "总投资5亿元。公司称，若补贴到位，当地电价有望下降。"
OTHER = "OpenAI发布新一代语音模型"
CLASSIFICATION = classification(
    section_evidence(ENERGY, evidence("e1", EVENT, BODY)),
    section_evidence(AI, evidence("e2", OTHER, "延迟降至0.3秒。")),
)
E, T, I = "energy.e1.event", "energy.e1.technical", "energy.e1.insight"  # noqa: E741  # the cells in order
SOUND = "若补贴到位，当地电价可能下降"
FILLER = "若补贴到位，当地电价可能下降且未来可期"
"""What code suspects of saying nothing."""
WRONG = "一座200兆瓦电站建成"
"""What code proves to be wrong."""


def written(insight: str = SOUND, event: str = "一座100兆瓦电站建成", kept: str = "", **more: object) -> Draft:
    """A row whose event, on the headline, and insight, on the body, a model wrote in its own words."""
    told = cell("energy.e1", "insight", insight, *([cite("d1", BODY, 2)] if insight else []))
    if insight:
        told = told.model_copy(update={"kind": "inferred", "kept": kept})
    cells = (cell("energy.e1", "event", event, cite("d1", EVENT)), cell("energy.e1", "technical", ""), told)
    rows = table("energy", Row(id="energy.e1", event_id="e1", cells=cells), **more)
    return draft(rows, table("ai", row("ai", "e2", OTHER)))


def verdict(question: CritiqueQuestion, claim_id: str, word: Verdict) -> VerdictAnswer:
    """Standing on the first words of its first passage."""
    (claim,) = (one for one in question.claims if one.claim_id == claim_id)
    shown = {one.id: one.text for one in question.passages}
    fix = "" if word == "stands" else f"{word}: {claim_id}"
    return VerdictAnswer(claim_id=claim_id, rests_on=shown[claim.passages[0]][:4], verdict=word, fix=fix)


def says(words: Mapping[str, Verdict | None] | None = None, otherwise: Verdict | None = "stands") -> Line:
    """A reader with these verdicts, and another for all other claims; None is none."""

    def answer(question: CritiqueQuestion) -> CritiqueAnswer:
        given = {one.claim_id: (words or {}).get(one.claim_id, otherwise) for one in question.claims}
        return CritiqueAnswer(verdicts=tuple(verdict(question, one, word) for one, word in given.items() if word))

    return answer


def judged(
    given: Draft, *lines: Line, heard: Heard = "yes", unasked: Sequence[str] = ()
) -> tuple[Critique, list[CritiqueQuestion]]:
    """The critique, and what the critic was asked; every line of it must be asked for."""
    scripted = Scripted({"critic": list(lines)}, heard=heard)
    made = critique(given, CLASSIFICATION, asking(scripted), unasked)
    scripted.assert_all_asked()
    questions = [question for _, question in scripted.asked if isinstance(question, CritiqueQuestion)]
    assert len(questions) == len(scripted.asked) == len(lines)
    return made, questions


def issues(made: Critique) -> list[tuple[str, IssueKind]]:
    return [(one.claim_id, one.kind) for one in made.issues]


def looks(question: CritiqueQuestion) -> list[tuple[str, bool]]:
    """Claim, and whether it is a second look."""
    return [(one.claim_id, bool(one.doubt)) for one in question.claims]


def readings(made: Critique) -> dict[str, tuple[Verdict, bool]]:
    return {one.claim_id: (one.verdict, bool(one.doubt)) for one in made.readings}


def test_the_texts_of_these_tests_are_what_they_are_taken_for() -> None:
    kinds = {
        text: {one.kind for one in judged(written(text), heard="no")[0].issues if one.claim_id == I} - {"unread"}
        for text in (SOUND, FILLER)
    }
    assert kinds[SOUND] == set()
    assert kinds[FILLER] <= SUSPECTED
    assert kinds[FILLER]
    assert {one.kind for one in judged(written(event=WRONG), heard="no")[0].issues if one.claim_id == E} <= PROVEN


# -- asking -----------------------------------------------------------------------------------------------------------


def test_a_sound_draft_that_nobody_objects_to_is_accepted() -> None:
    made, _ = judged(written(), says())
    assert not failing(made)
    assert (made.revision, made.checked, made.heard, made.issues) == (1, 3, "yes", ())
    assert list(readings(made)) == [E, I, "ai.e2.event"]


def test_each_claim_is_read_beside_its_whole_passages_and_blind() -> None:
    _, (question,) = judged(written(FILLER), says({I: "empty"}))
    assert [(one.claim_id, one.role, one.text, one.passages, one.doubt) for one in question.claims] == [
        (E, "event", "一座100兆瓦电站建成", ("d1#1",), ""),
        (I, "insight", FILLER, ("d1#2",), ""),
        ("ai.e2.event", "event", OTHER, ("d2#1",), ""),
    ]
    assert [(one.id, one.title, one.published, one.text) for one in question.passages] == [
        ("d1#1", EVENT, "2026-01-07", EVENT),
        ("d1#2", EVENT, "2026-01-07", BODY),
        ("d2#1", OTHER, "2026-01-07", OTHER),
    ]
    assert question.language == "zh"


def test_a_claim_is_read_beside_all_its_ground_and_not_its_quotes_alone() -> None:
    given = written()
    first = given.tables[0].rows[0]
    ground = tuple(Ground(document_id="d1", passage_id=one, added=one == "d1#1") for one in ("d1#2", "d1#1"))
    cells = (*first.cells[:2], first.cells[2].model_copy(update={"ground": ground}))
    wide = draft(table("energy", first.model_copy(update={"cells": cells})), table("ai"))
    _, (question,) = judged(wide, says())
    assert [one.passages for one in question.claims] == [("d1#1",), ("d1#2", "d1#1")]


def test_an_empty_draft_is_accepted_and_nobody_is_asked() -> None:
    assert not failing(judged(draft(table("energy"), table("ai")))[0])


@pytest.mark.parametrize("by", ["extraction", "hand"])
def test_what_no_model_wrote_is_nobodys_question(by: str) -> None:
    given = written()
    rows = (given.tables[0].rows[0], given.tables[1].rows[0])
    other = [
        one.model_copy(update={"cells": tuple(cell.model_copy(update={"by": by}) for cell in one.cells)})
        for one in rows
    ]
    made, _ = judged(draft(table("energy", other[0]), table("ai", other[1])))
    assert (made.issues, made.checked) == ((), 3)


def test_a_models_own_quotation_is_read_like_any_text_of_its() -> None:
    quoted = row("energy", "e1", EVENT)
    cells = tuple(one.model_copy(update={"kind": "quoted"}) if one.text else one for one in quoted.cells)
    _, (question,) = judged(draft(table("energy", quoted.model_copy(update={"cells": cells})), table("ai")), says())
    assert looks(question) == [(E, False)]


def test_verdicts_on_claims_that_were_not_asked_about_are_ignored() -> None:
    def strange(question: CritiqueQuestion) -> CritiqueAnswer:
        verdicts = tuple(verdict(question, one.claim_id, "stands") for one in question.claims)
        names = ("energy.e9.event", "", "energy.e1", T)
        more = (VerdictAnswer(claim_id=one, rests_on="", verdict="unsupported", fix="") for one in names)
        return CritiqueAnswer(verdicts=(*verdicts, *more))

    assert judged(written(), strange)[0].issues == ()


# -- objections -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heard", ["yes", "half"])
@pytest.mark.parametrize(("word", "accepted"), [("unsupported", False), ("weak", True), ("empty", False)])
def test_an_objection_is_an_issue_of_its_kind_in_the_critics_words(word: Verdict, accepted: bool, heard: Heard) -> None:
    made, _ = judged(written(), says({I: word}), heard=heard)
    assert [(one.claim_id, one.kind, one.message) for one in made.issues] == [(I, word, f"{word}: {I}")]
    assert (not failing(made)) is accepted
    assert readings(made)[I] == (word, False)


# -- proof ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heard", ["yes", "half"])
def test_what_code_proves_wrong_is_not_asked_about_and_stays_wrong(heard: Heard) -> None:
    made, (question,) = judged(written(event=WRONG), says(), heard=heard)
    assert looks(question) == [(I, False), ("ai.e2.event", False)]
    assert issues(made) == [(E, "figure_not_in_evidence")]
    assert failing(made)


@pytest.mark.parametrize(("heard", "told"), [("yes", 1), ("half", 2)])
def test_what_is_written_anew_for_a_proven_fault_is_not_sent_back_for_what_a_critic_would_clear(
    heard: Heard, told: int
) -> None:
    wrong = FILLER.replace("若补贴到位", "若补贴9亿元")
    made, _ = judged(written(insight=wrong), says(), heard=heard)
    assert len([kind for claim, kind in issues(made) if claim == I]) == told


def test_of_a_row_with_a_proven_fault_no_cell_is_asked_about() -> None:
    given = draft(written().tables[0], table("ai", row("ai", "e1", EVENT)))
    made, (question,) = judged(given, says())
    assert {one.claim_id for one in made.issues} == {"ai.e1"}
    assert {one.kind for one in made.issues} <= PROVEN
    assert looks(question) == [(E, False), (I, False)]


# -- suspicion --------------------------------------------------------------------------------------------------------


def test_where_a_suspected_claim_stands_a_second_look_names_the_suspicion_and_its_word_counts() -> None:
    made, (first, second) = judged(written(FILLER), says(), says())
    (claim,) = second.claims
    assert looks(first) == [(E, False), (I, False), ("ai.e2.event", False)]
    assert (claim.claim_id, claim.text, claim.passages) == (I, FILLER, ("d1#2",))
    assert "未来可期" in claim.doubt
    assert made.issues == ()
    assert readings(made)[I] == ("stands", True)


@pytest.mark.parametrize("word", ["unsupported", "weak", "empty"])
def test_a_second_look_that_objects_is_an_issue_in_place_of_the_suspicion(word: Verdict) -> None:
    made, _ = judged(written(FILLER), says(), says({I: word}))
    assert issues(made) == [(I, word)]
    assert readings(made)[I] == (word, True)


def test_an_objection_at_first_sight_needs_no_second_look_and_stands_in_place_of_the_suspicion() -> None:
    made, _ = judged(written(FILLER), says({I: "unsupported"}))
    assert issues(made) == [(I, "unsupported")]


@pytest.mark.parametrize("lines", [[says({I: None})], [says(), says({I: None})]], ids=["first look", "second look"])
def test_a_suspicion_of_which_nobody_who_knew_said_a_word_stays(lines: list[Line]) -> None:
    made, _ = judged(written(FILLER), *lines)
    assert issues(made) == [(I, "filler")]


def test_all_suspicions_of_one_claim_are_named_in_one_look() -> None:
    text = f"{FILLER}，{OTHER}的延迟有望随之下降"
    found = [one for one in judged(written(text), heard="no")[0].issues if one.claim_id == I and one.kind in SUSPECTED]
    assert len(found) > 1
    made, (_, second) = judged(written(text), says(), says())
    assert [one.doubt for one in second.claims] == [" ".join(one.message for one in found)]
    assert made.issues == ()


# -- half heard, not heard --------------------------------------------------------------------------------------------


def test_of_a_critic_half_heard_a_suspicion_stays_though_the_claim_stands_to_it() -> None:
    made, (question,) = judged(written(FILLER), says(), heard="half")
    assert looks(question) == [(E, False), (I, False), ("ai.e2.event", False)]
    assert issues(made) == [(I, "filler")]
    assert made.heard == "half"


def test_of_a_critic_half_heard_an_objection_counts_beside_the_suspicion() -> None:
    made, _ = judged(written(FILLER), says({I: "unsupported", E: "unsupported"}), heard="half")
    assert issues(made) == [(I, "filler"), (E, "unsupported"), (I, "unsupported")]


def test_an_inference_that_a_critic_half_heard_lets_stand_is_accepted() -> None:
    assert judged(written(), says(), heard="half")[0].issues == ()


def test_a_critic_that_is_not_heard_is_not_asked_and_what_infers_is_unread() -> None:
    made, questions = judged(written(), heard="no")
    assert questions == []
    assert issues(made) == [(I, "unread")]
    assert (made.readings, made.heard) == ((), "no")


def test_without_a_heard_critic_what_is_stated_needs_no_proof_and_no_suspicion() -> None:
    stated = "一座100兆瓦电站建成且未来可期"
    made, _ = judged(written("", event=stated), heard="no")
    assert issues(made) == [(E, "filler")]
    assert judged(written("", event=WRONG), heard="no")[0].issues[0].kind in PROVEN
    assert judged(written(""), heard="no")[0].issues == ()


def test_an_inference_that_is_suspected_is_not_unread_as_well() -> None:
    assert issues(judged(written(FILLER), heard="no")[0]) == [(I, "filler")]


@pytest.mark.parametrize("heard", ["yes", "half"])
def test_an_inference_without_a_verdict_is_unread_and_a_statement_without_one_passes(heard: Heard) -> None:
    made, _ = judged(written(), says(otherwise=None), heard=heard)
    assert issues(made) == [(I, "unread")]


def test_without_a_model_code_alone_judges() -> None:
    assert not failing(critique(written(""), CLASSIFICATION, extractive_ask()))
    assert failing(critique(written("", event=WRONG), CLASSIFICATION, extractive_ask()))


@pytest.mark.parametrize(("turned", "left"), [("no", [(I, "filler")]), ("half", [(I, "filler")])])
def test_a_critic_that_loses_its_hearing_while_it_reads_clears_nothing_that_it_read(
    turned: Heard, left: list[tuple[str, IssueKind]]
) -> None:
    def turns(question: CritiqueQuestion) -> CritiqueAnswer:
        scripted.heard = turned
        given = [verdict(question, one.claim_id, "stands") for one in question.claims]
        return CritiqueAnswer(verdicts=tuple(given))

    scripted = Scripted({"critic": [turns]})
    made = critique(written(FILLER), CLASSIFICATION, asking(scripted))
    assert (issues(made), made.heard, len(scripted.asked)) == (left, turned, 1)
    assert (made.readings == ()) == (turned == "no")


# -- a critic that is too strict --------------------------------------------------------------------------------------

HEADLINES = (
    "甲厂建成储能电站",
    "乙港开通冷链航线",
    "丙矿探明锂资源",
    "丁校设立芯片学院",
    "戊市试点无人配送",
    "己行发行绿色债券",
    "庚所上线碳配额交易",
    "辛局公布频谱方案",
    "壬院完成手术机器人试验",
)


def many(rows: int) -> tuple[Draft, list[str]]:
    """A row for each event, with nothing to suspect; then one suspected."""
    told = [row("energy", f"e{n}", headline) for n, headline in enumerate(HEADLINES[:rows], start=1)]
    last = row("energy", f"e{rows + 1}", "癸园动工")
    vague = cell(last.id, "event", "癸园动工且未来可期", cite(f"d{rows + 1}", "癸园动工"))
    return draft(table("energy", *told, last.model_copy(update={"cells": (vague,)}))), [one.cells[0].id for one in told]


@pytest.mark.parametrize(
    ("rows", "sent_back", "heard"),
    [(9, 0, "yes"), (9, 3, "yes"), (9, 4, "half"), (9, 9, "half"), (8, 3, "yes"), (8, 8, "yes")],
)
def test_a_critic_that_sends_back_more_than_a_third_of_what_code_does_not_suspect_is_half_heard(
    rows: int, sent_back: int, heard: Heard
) -> None:
    given, ids = many(rows)
    shown = (evidence(f"e{n}", one) for n, one in enumerate((*HEADLINES[:rows], "癸园动工"), start=1))
    scripted = Scripted({"critic": [says(dict.fromkeys(ids[:sent_back], "weak")), says()]})
    made = critique(given, classification(section_evidence(ENERGY, *shown)), asking(scripted))
    assert made.heard == heard
    objections = [(one, "weak") for one in ids[:sent_back]]
    suspicion = [(f"energy.e{rows + 1}.event", "filler")] if heard == "half" else []
    assert issues(made) == [*suspicion, *objections]


def test_the_same_strictness_of_a_critic_half_heard_makes_it_no_worse() -> None:
    given, ids = many(9)
    shown = (evidence(f"e{n}", one) for n, one in enumerate((*HEADLINES, "癸园动工"), start=1))
    scripted = Scripted({"critic": [says(dict.fromkeys(ids, "weak"))]}, heard="half")
    assert critique(given, classification(section_evidence(ENERGY, *shown)), asking(scripted)).heard == "half"


# -- texts that their writer kept -------------------------------------------------------------------------------------


def test_a_text_that_its_writer_kept_gets_a_second_look_at_the_words_that_it_stands_on() -> None:
    made, (first, second) = judged(written(kept="当地电价有望下降"), says({I: "unsupported"}), says())
    assert all(not one.doubt for one in first.claims)
    assert [(one.claim_id, one.doubt) for one in second.claims] == [(I, "当地电价有望下降")]
    assert made.issues == ()
    assert readings(made)[I] == ("stands", True)


def test_a_kept_text_that_fails_again_is_an_issue() -> None:
    made, _ = judged(written(kept="当地电价有望下降"), says({I: "unsupported"}), says({I: "weak"}))
    assert issues(made) == [(I, "weak")]


def test_a_kept_text_that_stands_at_once_needs_no_second_look() -> None:
    assert judged(written(kept="当地电价有望下降"), says())[0].issues == ()


def test_a_critic_half_heard_looks_at_a_kept_text_once() -> None:
    made, _ = judged(written(kept="当地电价有望下降"), says({I: "unsupported"}), heard="half")
    assert issues(made) == [(I, "unsupported")]


# -- what an editor wrote or keeps ------------------------------------------------------------------------------------


def test_what_an_editor_keeps_is_not_read_and_no_suspicion_touches_it() -> None:
    made, (question,) = judged(written(FILLER), says(), unasked=[I])
    assert looks(question) == [(E, False), ("ai.e2.event", False)]
    assert made.issues == ()


def test_what_is_proven_of_a_text_that_an_editor_keeps_is_told() -> None:
    made, _ = judged(written(event=WRONG), says(), unasked=[E])
    assert issues(made) == [(E, "figure_not_in_evidence")]


def test_an_inference_that_an_editor_keeps_is_not_unread() -> None:
    assert judged(written(), heard="no", unasked=[I])[0].issues == ()


# -- in as few calls as may be ----------------------------------------------------------------------------------------

RISK = Claim(**claim_values("risk1", "补贴若有变数，当地电价可能承压", cite("d1", BODY, 2), kind="inferred"))


def with_risk(risk: Claim = RISK, insight: str = SOUND) -> Draft:
    return written(insight).model_copy(update={"synthesis": Synthesis(keywords=(), signals=(), risks=(risk,))})


def tables_of(given: Draft) -> Draft:
    """As the tables are before their synthesis is written."""
    return given.model_copy(update={"synthesis": Synthesis(keywords=(), signals=(), risks=())})


def test_tables_are_read_first_and_their_second_looks_go_with_the_synthesis() -> None:
    _, (tables, rest) = judged(with_risk(insight=FILLER), says(), says())
    assert looks(tables) == [(E, False), (I, False), ("ai.e2.event", False)]
    assert looks(rest) == [("risk1", False), (I, True)]


def test_a_suspected_text_of_the_synthesis_gets_its_second_look_last() -> None:
    vague = RISK.model_copy(update={"text": "补贴若有变数，当地电价可能承压且值得关注"})
    made, questions = judged(with_risk(vague), says(), says(), says())
    assert [looks(one) for one in questions[1:]] == [[("risk1", False)], [("risk1", True)]]
    assert made.issues == ()


def test_tables_read_ahead_are_asked_about_as_the_critique_asks_again() -> None:
    given = with_risk(insight=FILLER)
    ahead = Scripted({"critic": [says()]})
    read_tables(tables_of(given), CLASSIFICATION, asking(ahead))
    _, (tables, _) = judged(given, says(), says())
    assert ahead.asked == [("critic", tables)]


def test_tables_read_ahead_leave_out_what_code_proves_wrong() -> None:
    ahead = Scripted({"critic": [says()]})
    read_tables(tables_of(written(event=WRONG)), CLASSIFICATION, asking(ahead))
    ((_, question),) = ahead.asked
    assert isinstance(question, CritiqueQuestion)
    assert looks(question) == [(I, False), ("ai.e2.event", False)]


def test_of_tables_without_a_models_text_nobody_is_asked_ahead() -> None:
    ahead = Scripted({})
    read_tables(tables_of(draft(table("energy"), table("ai"))), CLASSIFICATION, asking(ahead))
    assert ahead.asked == []


# -- what a claim is --------------------------------------------------------------------------------------------------


def test_a_critic_is_told_what_each_text_is_in_the_report() -> None:
    thesis, effect = (
        Claim(**claim_values(name, "储能与电价", cite("d1", BODY, 2))) for name in ("energy.thesis", "energy.effect1")
    )
    joined = signal(("energy.e1", "ai.e2"), "两边相连", cite("d1", EVENT), cite("d2", OTHER))
    term = keyword("补贴", "电价下降的前提", cite("d1", BODY, 2))
    given = written(thesis=thesis, effects=(effect,)).model_copy(
        update={"synthesis": Synthesis(keywords=(term,), signals=(joined,), risks=(RISK,))}
    )
    _, questions = judged(given, says(), says(), says())
    told = {one.claim_id: (one.role, one.text) for part in questions for one in part.claims}
    assert [role for role, _ in told.values()] == [
        "thesis",
        "event",
        "insight",
        "effect",
        "event",
        "keyword",
        "signal",
        "risk",
    ]
    assert told["keyword1"][1] == "补贴：电价下降的前提"
    assert role_of(cell("energy.e1", "impact", "影响")) == "impact"
