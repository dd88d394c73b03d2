"""Answers of models: what is wrong with one, told by its place, and what of it stands."""

from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_answers import THESIS, row, section, table, table_question

from brief.llm.providers.wire_schema import wire_schema
from checks import answers
from checks.answers.wording import in_language, make_wording, says_nothing
from schemas.base import Schema
from schemas.classification import ClassificationAnswer, ClassificationQuestion, EventBrief, Label
from schemas.critique import JUDGED_KINDS, ClaimBrief, CritiqueAnswer, CritiqueQuestion, Issue
from schemas.draft import (
    KeywordAnswer,
    RowBrief,
    SignalAnswer,
    SynthesisAnswer,
    SynthesisQuestion,
    TableBrief,
)
from schemas.lengths import Lengths
from schemas.table import (
    CellAnswer,
    PassageBrief,
    RowAnswer,
    StatementAnswer,
    TableAnswer,
)

T = TypeVar("T", bound=Schema)


# -- a table ----------------------------------------------------------------------------------------------------------


def problems(question: Schema, answer: Schema) -> tuple[str, ...]:
    """What a model is told of an answer, after it was tidied."""
    return tuple(map(str, answers.findings(question, answers.tidied(question, answer))))


def usable(question: Schema, answer: T) -> T:
    return answers.usable(question, answers.tidied(question, answer))


def only(question: Schema, answer: Schema) -> str:
    """The one problem of an answer."""
    (found,) = problems(question, answer)
    return found


def test_a_sound_table_has_no_problem_and_stands_as_it_is() -> None:
    answer = table(row(1), row(2), effects=(THESIS,))
    assert problems(table_question(), answer) == ()
    assert usable(table_question(), answer) == answer


def test_an_event_left_out_is_named() -> None:
    assert only(table_question(), table(row(1))) == "row e2: is left out; write a row for this event."


def test_in_a_revision_only_the_named_rows_are_wanted() -> None:
    question = table_question(remarks=("energy.e2.insight", "energy.thesis"))
    assert problems(question, table(row(2))) == ()
    assert only(question, table(row(1))).startswith("row e2: is left out")


def test_a_row_of_an_unknown_event_is_dropped() -> None:
    answer = table(row(1), row(2), row(7))
    assert problems(table_question(), answer) == ()
    assert usable(table_question(), answer) == table(row(1), row(2))


def test_of_two_rows_for_one_event_the_first_stands() -> None:
    answer = table(row(1), row(2), row(1, technical="年产能5GWh"))
    assert problems(table_question(), answer) == ()
    assert usable(table_question(), answer) == table(row(1), row(2))


def test_rows_stand_in_the_order_of_the_question() -> None:
    assert usable(table_question(), table(row(2), row(1))) == table(row(1), row(2))


@pytest.mark.parametrize("text", ["", "  ", "…", "无", "N/A"])
def test_an_empty_event_cell_is_a_problem_and_takes_its_row_along(text: str) -> None:
    answer = table(row(1), row(2, event=text))
    assert only(table_question(), answer) == "row e2 event: says nothing; say who did what."
    assert usable(table_question(), answer) == table(row(1))


@pytest.mark.parametrize("text", ["", "无", "来源未披露技术细节。", "未披露", "暂无", "not disclosed", "None"])
def test_another_cell_may_say_nothing_and_then_is_empty(text: str) -> None:
    answer = table(row(1), row(2, technical=text))
    assert problems(table_question(), answer) == ()
    assert usable(table_question(), answer) == table(row(1), row(2, technical=("", ())))


@pytest.mark.parametrize(
    "text", ["无人机首飞", "未来三年投产", "无需GPU", "公司未披露单价，总价21亿元", "None of it is sold"]
)
def test_a_text_that_begins_like_nothing_may_say_something(text: str) -> None:
    assert not says_nothing(text)


def test_a_missing_column_is_named_and_stands_empty() -> None:
    answer = table(row(1), row(2, insight=None))
    assert only(table_question(), answer).startswith("row e2 insight: is missing")
    assert usable(table_question(), answer) == table(row(1), row(2, insight=("", ())))


def test_a_column_that_was_not_asked_for_is_dropped() -> None:
    answer = table(row(1), row(2, impact="买家改签长单"))
    assert problems(table_question(), answer) == ()
    assert usable(table_question(), answer) == table(row(1), row(2))


def test_of_a_column_that_stands_twice_the_first_stands() -> None:
    twice = RowAnswer(event_id="e2", cells=(*row(2).cells, row(2, technical="年产能5GWh").cells[1]))
    assert problems(table_question(), table(row(1), twice)) == ()
    assert usable(table_question(), table(row(1), twice)) == table(row(1), row(2))


def test_a_passage_of_another_event_goes_from_beside_its_own() -> None:
    answer = table(row(1), row(2, technical=("年产能6GWh", ("d2#2", "d1#2"))))
    assert usable(table_question(), answer) == table(row(1), row(2))


@pytest.mark.parametrize("passages", [(), ("d9#1",), ("d1#2",)])
def test_where_no_passage_of_its_own_is_named_code_finds_the_one_that_carries_the_text(
    passages: tuple[str, ...],
) -> None:
    answer = table(row(1), row(2, technical=("年产能6GWh", passages)))
    assert usable(table_question(), answer) == table(row(1), row(2))


def test_a_passage_with_a_figure_that_the_named_one_lacks_joins_it() -> None:
    text = "第2厂投产，产能6GWh"
    answer = table(row(1), row(2, technical=(text, ("d2#1",))))
    assert usable(table_question(), answer) == table(row(1), row(2, technical=(text, ("d2#1", "d2#2"))))


@pytest.mark.parametrize("passages", [(), ("d9#1",)])
def test_a_text_that_no_passage_of_its_own_carries_is_emptied(passages: tuple[str, ...]) -> None:
    answer = table(row(1), row(2, technical=("港口吞吐创下纪录", passages)))
    assert only(table_question(), answer).startswith("row e2 technical: no passage that was shown carries it")
    assert usable(table_question(), answer) == table(row(1), row(2, technical=("", ())))


def test_a_cell_that_repeats_another_is_named() -> None:
    answer = table(row(1), row(2, insight="年产能6GWh。"))
    assert only(table_question(), answer).startswith("row e2 insight: repeats the cells before it")


def test_a_cell_that_says_no_more_than_another_is_named() -> None:
    for insight in ("据悉，年产能6GWh，客户已订七成", "客户已订七成", "客户已订七成，年产能6GWh。"):
        answer = table(row(1), row(2, technical="年产能6GWh，客户已订七成", insight=insight))
        assert only(table_question(), answer).startswith("row e2 insight: repeats the cells before it")
    more = table(row(1), row(2, technical="年产能6GWh", insight="年产能6GWh，客户已订七成，现货不多"))
    assert problems(table_question(), more) == ()


def test_a_cell_that_says_no_more_than_those_before_it_together_is_named() -> None:
    answer = table(row(1), row(2, technical="年产能6GWh，客户已订七成", insight="第2厂钠电池产线投产，客户已订七成"))
    assert only(table_question(), answer).startswith("row e2 insight: repeats the cells before it")


def test_a_cell_that_goes_on_with_the_sentence_of_another_is_named() -> None:
    sentence = "第2厂钠电池产线的年产能6GWh，首年产能客户已订七成"
    answer = table(row(1), row(2, technical=sentence, insight=f"{sentence}，其余买家短期内拿货余地不大，现货也很紧张"))
    assert only(table_question(), answer).startswith("row e2 insight: repeats the cells before it")


@pytest.mark.parametrize(("term", "meaning"), [("能源", "能源"), ("AI", "人工智能"), ("并网名额", "")])
def test_a_term_said_again_is_no_meaning(term: str, meaning: str) -> None:
    given = synthesis(signal(), NO_SIGNAL, keywords=(keyword(term, meaning),))
    assert any("it has no meaning" in one for one in problems(SYNTHESIS, given))


def test_a_clause_said_twice_in_one_text_is_named() -> None:
    insight = "储能客户已订七成，现货已经不多，储能客户已订七成"
    assert "says '储能客户已订七成' twice" in only(table_question(), table(row(1), row(2, insight=insight)))


def test_what_is_far_too_long_is_cut_between_clauses() -> None:
    thesis = THESIS.model_copy(update={"text": f"储能订单先于产能，{'客户已订七成、现货不多，' * 4}"})
    answer = table(row(1), row(2), thesis=thesis)
    assert problems(table_question(), answer) == ()
    assert usable(table_question(), answer).thesis.text == "储能订单先于产能，客户已订七成、现货不多"


def test_an_effect_that_says_no_more_than_the_rows_is_named() -> None:
    effect = StatementAnswer(text="第1厂钠电池产线投产，第2厂钠电池产线投产", passages=("d1#2", "d2#2"))
    assert "effect 1: says no more than the rows" in only(table_question(), table(row(1), row(2), effects=(effect,)))


def test_an_effect_joins_two_events() -> None:
    lonely = StatementAnswer(text="储能客户已订七成", passages=("d1#2",))
    answer = table(row(1), row(2), effects=(lonely, THESIS))
    assert only(table_question(), answer) == "effect 1: rests on one event alone; join two, or leave it out."
    assert usable(table_question(), answer).effects == (StatementAnswer(text="", passages=()), THESIS)


def test_a_little_over_the_length_is_let_pass_and_far_over_is_not() -> None:
    assert problems(table_question(), table(row(1), row(2, technical="产能" * 19))) == ()
    found = only(table_question(), table(row(1), row(2, technical="产能" * 20)))
    assert found == "row e2 technical: the text has 40 characters; at most 30 are allowed."


def test_effects_are_as_long_and_as_many_as_the_question_allows() -> None:
    short = table_question().model_copy(update={"lengths": Lengths(effect=20, effects=1)})
    effect = StatementAnswer(
        text="储能客户已订七成，年产能6GWh，其余买家要到明年下半年才有现货", passages=("d1#2", "d2#2")
    )
    assert only(short, table(row(1), row(2), effects=(effect, THESIS))).startswith("effect 1: the text has 32 char")
    assert usable(short, table(row(1), row(2), effects=(THESIS, effect))).effects == (THESIS,)


def test_a_thesis_that_no_passage_carries_is_named_and_falls_empty() -> None:
    answer = table(row(1), row(2), thesis=StatementAnswer(text="港口吞吐创下纪录", passages=()))
    assert only(table_question(), answer).startswith("thesis: no passage that was shown carries it")
    assert usable(table_question(), answer).thesis == StatementAnswer(text="", passages=())


def test_an_effect_that_no_passage_carries_is_named_and_keeps_its_place_empty() -> None:
    nothing = StatementAnswer(text="", passages=())
    answer = table(row(1), row(2), effects=(StatementAnswer(text="港口吞吐创下纪录", passages=()), THESIS, THESIS))
    assert only(table_question(), answer).startswith("effect 1: no passage that was shown carries it")
    assert usable(table_question(), answer).effects == (nothing, THESIS)


def test_an_empty_thesis_is_no_problem() -> None:
    assert problems(table_question(), table(row(1), row(2), thesis=StatementAnswer(text="", passages=()))) == ()


# -- wording ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "见https://news.example/a",
        "见 www.example.com 说明",
        "详情在news.example.com/story/1",
        "年产能6GWh（d2#2）",
        "年产能6GWh[e2]",
        "**年产能6GWh**",
        "年产能<b>6GWh</b>",
        "年产能6GWh&nbsp;以上",
        "[年产能6GWh](x)",
        "年产能6GWh[1]",
        "- 年产能6GWh",
        "年产能6GWh\n2. 七成已订",
        "| 6GWh | 七成 |",
        "年产能`6GWh`",
        "年产能\\u003c6GWh",
        "年产能6GWh\ufffd",
    ],
)
def test_what_belongs_in_no_text_is_a_problem(text: str) -> None:
    found = only(table_question(), table(row(1), row(2, technical=text)))
    assert found.startswith("row e2 technical: the text holds ")
    assert usable(table_question(), table(row(1), row(2, technical=text))).rows[1].cells[1].text == ""


@pytest.mark.parametrize(
    "text",
    [
        "R&D投入21亿元，占比5%",
        "A*STAR与5*8矩阵",
        "Character.AI上线，价格-5%",
        "reasoning_effort可调",
        "单价<5元，良率>90%",
        "Node.js与Booking.com接入",
        "#1机组投运",
        "E2级电芯，比e20轻",
    ],
)
def test_news_that_looks_a_little_like_markup_is_none(text: str) -> None:
    assert problems(table_question(), table(row(1), row(2, technical=text))) == ()


def test_a_word_of_the_evidence_is_no_id() -> None:
    assert make_wording("zh", ("e1", "e2"), ("小厂e2电芯",)).ids is not None
    assert list(make_wording("zh", ("e1", "e2"), ("小厂e2电芯",)).stray("e2电芯量产")) == []
    assert list(make_wording("zh", ("e1", "e2"), ("某厂",)).stray("e2电芯量产")) != []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The line makes 6 GWh a year", "zh"),
        ("OpenAI says the new model will be cheaper 模型", "zh"),
        ("OpenAI Launches Its New Model For Enterprise Customers With Lower Prices And Longer Context", "zh"),
        ("年产能6GWh，储能客户已订七成", "en"),
    ],
)
def test_a_text_in_another_language_is_a_problem(text: str, language: str) -> None:
    assert not in_language(text, language)
    found = problems(table_question(language), table(row(1), row(2, technical=text)))
    assert f"row e2 technical: the text is not written in the report's language ({language})" in " ".join(found)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("GPT-5.4 mini、GPT-5.4 nano、Claude Opus 5.5", "zh"),
        ("3nm、190GB/s、40 TOPS、5 km", "zh"),
        ("负责人称“we will ship it by the end of the year”", "zh"),
        ("OpenAI 发布 API", "zh"),
        ("Its slogan is “让每个人都用得起电”, the firm said", "en"),
        ("Lanchuan (澜川) starts a line", "en"),
        ("6 GWh, 160 Wh/kg", "en"),
    ],
)
def test_names_units_and_quotations_may_be_in_another_language(text: str, language: str) -> None:
    assert in_language(text, language)


# -- a classification -------------------------------------------------------------------------------------------------

EVENTS = ClassificationQuestion(
    sections=(section("ai"), section("web3"), section("energy")),
    events=tuple(EventBrief(event_id=f"e{n}", title="", lead="", candidates=("ai", "web3")) for n in (1, 2, 3)),
)


def labels(*given: str) -> ClassificationAnswer:
    pairs = (one.split(":") for one in given)
    return ClassificationAnswer(labels=tuple(Label(event_id=a, section_id=b, reason="核心动作") for a, b in pairs))


def test_sound_labels_have_no_problem() -> None:
    answer = labels("e1:ai", "e2:none", "e3:web3")
    assert problems(EVENTS, answer) == ()
    assert usable(EVENTS, answer) == answer


def test_what_is_wrong_with_labels_is_told_by_event() -> None:
    answer = labels("e1:energy", "e2:ai", "e2:web3", "e9:ai", "e1:sport")
    assert problems(EVENTS, answer) == (
        "label e1: 'energy' is none of ai, web3, none.",
        "label e3: is left out; give it a section id or none.",
    )
    assert usable(EVENTS, answer) == labels("e2:ai")


# -- a synthesis ------------------------------------------------------------------------------------------------------


def brief(name: str, number: int) -> RowBrief:
    passages = (PassageBrief(id=f"d{number}#2", headline=False, text="新增负荷排队至2029年。"),)
    return RowBrief(row_id=f"{name}.e{number}", cells=("某厂投产",), terms=(), passages=passages)


SYNTHESIS = SynthesisQuestion(
    tables=(
        TableBrief(section=section("ai"), rows=(brief("ai", 1), brief("ai", 2))),
        TableBrief(section=section("energy"), rows=(brief("energy", 3),)),
        TableBrief(section=section("web3"), rows=(brief("web3", 4),)),
    ),
    pairs=(("ai", "energy"), ("ai", "web3")),
    language="zh",
)
NO_SIGNAL = SignalAnswer(sections=("ai", "web3"), text="", rows=(), passages=())


def signal(**changes: Any) -> SignalAnswer:
    given: dict[str, Any] = {
        "sections": ("ai", "energy"),
        "text": "算力园区投用时间由并网名额决定",
        "rows": ("ai.e1", "energy.e3"),
        "passages": ("d1#2", "d3#2"),
        **changes,
    }
    return SignalAnswer(**given)


def keyword(
    term: str = "并网名额", meaning: str = "算力项目的先决条件", passages: tuple[str, ...] = ("d3#2",)
) -> KeywordAnswer:
    return KeywordAnswer(term=term, meaning=meaning, passages=passages)


RISK = StatementAnswer(text="若排队延长，园区投用将推迟", passages=("d3#2",))
OTHER_RISK = StatementAnswer(text="2029年之前新增负荷可能接不进来", passages=("d3#2",))


def synthesis(
    *signals: SignalAnswer,
    keywords: tuple[KeywordAnswer, ...] = (keyword(),),
    risks: tuple[StatementAnswer, ...] = (RISK,),
) -> SynthesisAnswer:
    return SynthesisAnswer(keywords=keywords, signals=signals, risks=risks)


def test_a_sound_synthesis_has_no_problem_and_stands_as_it_is() -> None:
    answer = synthesis(signal(), NO_SIGNAL)
    assert problems(SYNTHESIS, answer) == ()
    assert usable(SYNTHESIS, answer) == answer


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rows": ("ai.e1",)}, "name at least one row of each of its two sections"),
        ({"rows": ("ai.e1", "ai.e2")}, "name at least one row of each of its two sections"),
        ({"rows": ("ai.e1", "energy.e9")}, "name at least one row of each of its two sections"),
        ({"rows": ("ai.e1", "web3.e4")}, "name at least one row of each of its two sections"),
        (
            {"text": "港口吞吐创下纪录", "passages": ()},
            "name at least one passage of a row of each of its two sections",
        ),
        ({"text": "港口吞吐创下纪录", "passages": ("d1#2",)}, "name at least one passage of a row of each of its two"),
        ({"text": "算力园区（ai.e1）等待并网"}, "the text holds the id ai.e1"),
        ({"text": "园区" * 80}, "the text has 160 characters; at most 110 are allowed"),
    ],
)
def test_a_signal_that_does_not_join_two_sections_is_named_and_dropped(changes: dict[str, Any], said: str) -> None:
    answer = synthesis(signal(**changes), NO_SIGNAL)
    found = problems(SYNTHESIS, answer)
    assert any(one.startswith(f"signal ai-energy: {said}") for one in found)
    assert usable(SYNTHESIS, answer).signals == (NO_SIGNAL,)


def test_a_signal_keeps_its_known_rows_where_both_sections_are_left() -> None:
    answer = synthesis(signal(rows=("ai.e1", "ai.e9", "energy.e3")), NO_SIGNAL)
    assert problems(SYNTHESIS, answer) == ()
    assert usable(SYNTHESIS, answer).signals == (signal(), NO_SIGNAL)


def test_every_pair_is_answered_once_and_no_other() -> None:
    answer = synthesis(signal(), signal(), signal(sections=("energy", "web3"), rows=("energy.e3", "web3.e4")))
    assert problems(SYNTHESIS, answer) == ('signal ai-web3: is left out; where no link can be shown, its text is "".',)
    assert usable(SYNTHESIS, answer).signals == (signal(),)


def test_a_pair_turned_round_is_put_in_order() -> None:
    assert usable(SYNTHESIS, synthesis(signal(sections=("energy", "ai")))).signals == (signal(),)


def test_a_keyword_needs_a_term_a_meaning_and_a_passage() -> None:
    keywords = (keyword(term=""), keyword(meaning="…"), keyword("港口", "吞吐创下纪录", ()))
    found = problems(SYNTHESIS, synthesis(signal(), NO_SIGNAL, keywords=keywords))
    assert [one.split(";")[0].split(",")[0] for one in found] == [
        "keyword 1: it has no term",
        "keyword 2: it has no meaning",
        "keyword 3: no passage that was shown carries it",
    ]


def test_a_term_stands_once() -> None:
    twice = (keyword(), keyword(meaning="新增负荷排队至2029年才接入"))
    found = only(SYNTHESIS, synthesis(signal(), NO_SIGNAL, keywords=twice))
    assert found == "keyword 2: its term stands twice; name another."


def test_keywords_and_risks_keep_their_places_and_their_number() -> None:
    bad = StatementAnswer(text="若停摆", passages=("d9#9",))
    answer = synthesis(
        signal(), NO_SIGNAL, keywords=(keyword(term=""), keyword()), risks=(bad, RISK, OTHER_RISK, OTHER_RISK)
    )
    kept = usable(SYNTHESIS, answer)
    assert [one.term for one in kept.keywords] == ["", "并网名额"]
    assert [one.text for one in kept.risks] == ["", RISK.text, OTHER_RISK.text]
    assert problems(SYNTHESIS, kept) == ()


@pytest.mark.parametrize(
    "answer",
    [
        {"risks": (RISK, RISK)},
        {"risks": (StatementAnswer(text="算力园区的投用时间由并网名额决定", passages=("d3#2",)),)},
        {"keywords": (keyword(), keyword("先决条件", "算力项目的先决条件：并网名额"))},
    ],
    ids=["a risk twice", "a risk as a signal", "a meaning twice"],
)
def test_no_part_of_a_synthesis_repeats_another(answer: dict[str, Any]) -> None:
    assert "repeats the text of" in only(SYNTHESIS, synthesis(signal(), NO_SIGNAL, **answer))


# -- a critique -------------------------------------------------------------------------------------------------------

CLAIMS = CritiqueQuestion(
    claims=tuple(ClaimBrief(claim_id=f"ai.e{n}.event", text="某厂投产", quotes=()) for n in (1, 2)), language="zh"
)


def test_a_critic_names_claims_it_was_shown_and_kinds_that_are_its_own() -> None:
    sound = Issue(claim_id="ai.e1.event", kind="unsupported", message="原文是拟投产")
    answer = CritiqueAnswer(
        issues=(
            sound,
            Issue(claim_id="ai.e9.event", kind="unsupported", message="没有这一行"),
            Issue(claim_id="ai.e2.event", kind="quote_not_in_passage", message="引文不符"),
            Issue(claim_id="ai.e2.event", kind="poor_style", message=" "),
        )
    )
    assert [one.split(":")[0] for one in problems(CLAIMS, answer)] == [
        "issue ai.e9.event",
        "issue ai.e2.event",
        "issue ai.e2.event",
    ]
    assert usable(CLAIMS, answer) == CritiqueAnswer(issues=(sound,))


def test_a_quotation_is_not_unsupported_whatever_the_critic_says() -> None:
    quoted = ClaimBrief(claim_id="ai.e1.event", text="某厂拟投产。", quotes=("某厂拟投产，尚待批准",))
    question = CritiqueQuestion(claims=(quoted,), language="zh")
    unsupported = Issue(claim_id="ai.e1.event", kind="unsupported", message="没有说")
    poor = Issue(claim_id="ai.e1.event", kind="poor_style", message="空话")
    assert usable(question, CritiqueAnswer(issues=(unsupported, poor))) == CritiqueAnswer(issues=(poor,))


def test_what_states_a_fact_needs_no_reasoning() -> None:
    claims = tuple(one.model_copy(update={"kind": "stated"}) for one in CLAIMS.claims)
    issue = Issue(claim_id=claims[0].claim_id, kind="weak_reasoning", message="没有说明影响。")
    answer = CritiqueAnswer(issues=(issue,))
    assert usable(CLAIMS, answer) == answer
    assert usable(CLAIMS.model_copy(update={"claims": claims}), answer).issues == ()


def test_a_critic_may_find_nothing() -> None:
    assert problems(CLAIMS, CritiqueAnswer(issues=())) == ()


# -- what a model is asked for ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [ClassificationAnswer, TableAnswer, SynthesisAnswer, CritiqueAnswer])
def test_every_answer_can_be_asked_for_in_strict_mode(answer: type[Schema]) -> None:
    assert wire_schema(answer.model_json_schema())["type"] == "object"


def test_a_model_is_offered_only_the_kinds_that_are_its_to_judge() -> None:
    shape = wire_schema(CritiqueAnswer.model_json_schema())
    assert shape["properties"]["issues"]["items"]["properties"]["kind"]["enum"] == list(JUDGED_KINDS)


def test_rows_are_written_before_what_rests_on_them() -> None:
    assert list(TableAnswer.model_fields) == ["rows", "thesis", "effects"]


# -- whatever a model answers -----------------------------------------------------------------------------------------

TEXTS = st.sampled_from(
    ["", "无", "年产能6GWh", "见https://a.example/b", "e1电芯", "the line makes six gigawatt hours", "长" * 200]
)
PASSAGES = st.lists(st.sampled_from(["d1#1", "d1#2", "d2#2", "d3#2", "d9#9"]), max_size=3).map(tuple)
STATEMENTS = st.builds(StatementAnswer, text=TEXTS, passages=PASSAGES)
CELLS = st.builds(
    CellAnswer, column=st.sampled_from(["event", "technical", "insight", "impact"]), text=TEXTS, passages=PASSAGES
)
ROWS = st.builds(RowAnswer, event_id=st.sampled_from(["e1", "e2", "e3"]), cells=st.lists(CELLS, max_size=4).map(tuple))
TABLES = st.builds(
    TableAnswer,
    thesis=STATEMENTS,
    rows=st.lists(ROWS, max_size=4).map(tuple),
    effects=st.lists(STATEMENTS, max_size=4).map(tuple),
)
SYNTHESES = st.builds(
    SynthesisAnswer,
    keywords=st.lists(
        st.builds(KeywordAnswer, term=st.sampled_from(["", "并网", "e1"]), meaning=TEXTS, passages=PASSAGES), max_size=5
    ).map(tuple),
    signals=st.lists(
        st.builds(
            SignalAnswer,
            sections=st.tuples(*[st.sampled_from(["ai", "energy", "web3"])] * 2),
            text=TEXTS,
            rows=st.lists(st.sampled_from(["ai.e1", "energy.e3", "web3.e4", "x"]), max_size=3).map(tuple),
            passages=PASSAGES,
        ),
        max_size=4,
    ).map(tuple),
    risks=st.lists(STATEMENTS, max_size=5).map(tuple),
)


@given(TABLES)
def test_what_stands_of_a_table_has_no_problem_but_what_is_left_out(answer: TableAnswer) -> None:
    kept = usable(table_question(), answer)
    assert all("is left out" in one for one in problems(table_question(), kept))
    assert usable(table_question(), kept) == kept


@given(SYNTHESES)
def test_what_stands_of_a_synthesis_has_no_problem_but_what_is_left_out(answer: SynthesisAnswer) -> None:
    kept = usable(SYNTHESIS, answer)
    assert all("is left out" in one for one in problems(SYNTHESIS, kept))
    assert usable(SYNTHESIS, kept) == kept


@given(TABLES)
def test_problems_are_told_once_and_the_same_every_time(answer: TableAnswer) -> None:
    found = problems(table_question(), answer)
    assert len(set(found)) == len(found)
    assert problems(table_question(), answer.model_copy(deep=True)) == found


def test_a_question_that_no_role_asks_is_an_error() -> None:
    with pytest.raises(KeyError):
        problems(section("ai"), section("ai"))
