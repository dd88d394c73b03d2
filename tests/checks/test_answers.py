"""Answers of models: what is wrong with one, told by its place, and what of it stands."""

from typing import Any, TypeVar, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_answers import COLUMNS, THESIS, row, section, table, table_question

from brief.llm.providers.wire_schema import wire_schema
from checks import answers
from checks.answers.classification import completed, tidied
from checks.answers.wording import in_language, make_wording, other_letters, says_nothing
from schemas.base import Schema
from schemas.classification import (
    ClassificationAnswer,
    ClassificationQuestion,
    Pick,
    SameStory,
    SectionSeats,
    StoryBrief,
    Theme,
    Unfit,
)
from schemas.critique import ClaimBrief, CritiqueAnswer, CritiqueQuestion, ShownPassage, Verdict, VerdictAnswer
from schemas.draft import (
    KeywordAnswer,
    RowBrief,
    SignalAnswer,
    SynthesisAnswer,
    SynthesisQuestion,
    TableBrief,
)
from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion, TextToMend
from schemas.section import Column, Lengths
from schemas.table import (
    CellAnswer,
    PassageBrief,
    RowAnswer,
    StatementAnswer,
    TableAnswer,
    TableQuestion,
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


def test_no_full_stop_ends_a_headline() -> None:
    first, second = row(1), row(2)
    stopped = first.cells[0].model_copy(update={"text": f"{first.cells[0].text}。"})
    answer = table(first.model_copy(update={"cells": (stopped, *first.cells[1:])}), second, effects=(THESIS,))
    assert usable(table_question(), answer) == table(first, second, effects=(THESIS,))


def test_an_event_left_out_is_named() -> None:
    assert only(table_question(), table(row(1))) == "row e2: is left out; write a row for this event."


def test_a_row_of_an_unknown_event_is_dropped() -> None:
    answer = table(row(1), row(2), row(7))
    assert problems(table_question(), answer) == ()
    assert usable(table_question(), answer) == table(row(1), row(2))


def test_of_two_rows_for_one_event_the_first_stands() -> None:
    answer = table(row(1), row(2), row(1, technical="年产能5GWh"))
    assert problems(table_question(), answer) == ()
    assert usable(table_question(), answer) == table(row(1), row(2))


def test_rows_stand_in_their_writers_order() -> None:
    assert usable(table_question(), table(row(2), row(1), row(2))) == table(row(2), row(1))


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


def test_every_passage_that_was_shown_and_named_stays_and_none_joins_it() -> None:
    text = "第2厂投产，产能6GWh"
    for passages in (("d2#1",), ("d2#2", "d1#2"), ("d1#2", "d2#2", "d1#1")):
        answer = table(row(1), row(2, technical=(text, passages)))
        assert problems(table_question(), answer) == ()
        assert usable(table_question(), answer) == answer


@pytest.mark.parametrize("passages", [(), ("d9#1",)])
def test_where_no_passage_is_named_that_one_carries_the_text_is_enough(passages: tuple[str, ...]) -> None:
    answer = table(row(1), row(2, technical=("年产能6GWh", passages)))
    assert problems(table_question(), answer) == ()
    assert usable(table_question(), answer) == table(row(1), row(2, technical=("年产能6GWh", ())))


@pytest.mark.parametrize("passages", [(), ("d9#1",), ("d1#2",)])
def test_a_text_that_no_passage_of_its_own_carries_is_emptied(passages: tuple[str, ...]) -> None:
    answer = table(row(1), row(2, technical=("港口吞吐创下纪录", passages)))
    assert only(table_question(), answer).startswith("row e2 technical: no passage that was shown carries it")
    assert usable(table_question(), answer) == table(row(1), row(2, technical=("", ())))


def test_a_cell_that_repeats_another_is_a_suspicion_of_the_draft_and_no_finding() -> None:
    for insight in ("年产能6GWh。", "据悉，年产能6GWh，客户已订七成"):
        assert problems(table_question(), table(row(1), row(2, insight=insight))) == ()


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


SEVERAL = (
    COLUMNS[0],
    Column(id="points1", title="要点", max_chars=30, asks="一条"),
    Column(id="points2", title="要点", max_chars=30, asks="一条"),
)


def several(*texts: tuple[str, str], without: tuple[str, ...] = ()) -> tuple[TableQuestion, TableAnswer]:
    """A table of one event, whose column of several texts is answered with `texts`, each under an id."""
    event = table_question().events[0].model_copy(update={"without": without})
    question = table_question().model_copy(update={"columns": SEVERAL, "events": (event,)})
    points = (CellAnswer(column=column, text=text, passages=("d1#2",)) for column, text in texts)
    cells = (*row(1).cells[:1], *points)
    return question, table(RowAnswer(event_id="e1", cells=cells), thesis=StatementAnswer(text="", passages=()))


@pytest.mark.parametrize("ids", [("points", "points"), ("points1", "points2"), ("points", "points2")])
def test_texts_of_one_column_stand_in_its_places_in_order(ids: tuple[str, str]) -> None:
    question, answer = several((ids[0], "产能：年产能6GWh"), (ids[1], "客户：储能客户已订七成"), ("points", "再来一条"))
    (made,) = answers.tidied(question, answer).rows
    assert [(one.column, one.text) for one in made.cells[1:]] == [
        ("points1", "产能：年产能6GWh"),
        ("points2", "客户：储能客户已订七成"),
    ]
    assert problems(question, answer) == ()


def test_of_several_texts_some_may_be_left_out_and_not_all() -> None:
    question, answer = several(("points", "产能：年产能6GWh"))
    assert problems(question, answer) == ()
    question, answer = several()
    assert any("points1" in one and "is missing" in one for one in problems(question, answer))


def test_what_is_not_asked_of_an_event_is_no_gap_and_no_text_either() -> None:
    for texts in ((), (("points", "产能：年产能6GWh"),)):
        question, answer = several(*texts, without=("points1", "points2"))
        assert problems(question, answer) == ()
        (made,) = usable(question, answer).rows
        assert [one.text for one in made.cells[1:]] == ["", ""]


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lanchuan (澜川) starts a line", "澜川"),
        ("澜川 starts a line", "澜川"),
        ("Its slogan is “让每个人都用得起电”, the firm said", ""),
        ("The rule 《澜川条例》 takes effect", ""),
        ("Lanchuan starts a line", ""),
    ],
)
def test_an_english_text_has_chinese_characters_in_quotations_and_titles_alone(text: str, found: str) -> None:
    assert other_letters(text, "en") == found
    assert other_letters(text, "zh") == ""
    told = " ".join(problems(table_question("en"), table(row(1), row(2, technical=text))))
    assert (f"row e2 technical: the text holds {found} in Chinese characters" in told) == bool(found)


# -- a classification -------------------------------------------------------------------------------------------------


def story(number: int) -> StoryBrief:
    return StoryBrief(event_id=f"e{number}", title="", day="01-07")


def seats(number: int, *sections: str) -> tuple[SectionSeats, ...]:
    return tuple(SectionSeats(**section(name).model_dump(), seats=number) for name in sections)


STORIES = ClassificationQuestion(sections=seats(2, "ai", "energy"), stories=(*map(story, range(1, 8)), story(71)))


def picked(*given: str, same: tuple[str, ...] = (), unfit: tuple[str, ...] = ()) -> ClassificationAnswer:
    pairs = (one.split(":") for one in given)
    return ClassificationAnswer(
        same=(SameStory(event_ids=same),) if same else (),
        unfit=tuple(Unfit(event_id=one, why="旧闻") for one in unfit),
        picks=tuple(Pick(event_id=a, section_id=b, why="最大一笔") for a, b in pairs),
        change="",
    )


def kept(answer: ClassificationAnswer, question: ClassificationQuestion = STORIES) -> list[str]:
    return [f"{one.event_id}:{one.section_id}" for one in tidied(question, answer).picks]


def test_themes_hold_each_pick_once_and_are_none_where_nobody_asked_for_them() -> None:
    given = picked("e4:ai", "e1:energy", "e2:ai")
    themes = (
        Theme(title="一", event_ids=("e1", "e99", "e4")),
        Theme(title="二", event_ids=("e4",)),
        Theme(title="三", event_ids=("e2", "e4")),
        Theme(title="四", event_ids=()),
    )
    answer = given.model_copy(update={"themes": themes})
    wanting = tuple(one.model_copy(update={"themes": 8}) for one in STORIES.sections)
    asked = STORIES.model_copy(update={"sections": wanting})
    assert [(one.title, one.event_ids) for one in tidied(asked, answer).themes] == [
        ("一", ("e1", "e4")),
        ("三", ("e2",)),
    ]
    assert tidied(STORIES, answer) == given


def test_sound_picks_have_no_problem_and_keep_their_order() -> None:
    answer = picked("e4:ai", "e1:energy", "e71:energy", "e2:ai", same=("e3", "e4"), unfit=("e5",))
    assert problems(STORIES, answer) == ()
    assert usable(STORIES, tidied(STORIES, answer)) == answer


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (picked("e9:ai", "e1:ai"), ["e1:ai"]),
        (picked("e1:sport", "e1:ai"), ["e1:ai"]),
        (picked("e1:ai", "e1:energy"), ["e1:ai"]),
        (picked("e2:ai", "e1:ai", same=("e1", "e2")), ["e2:ai"]),
        (picked("e1:ai", "e2:ai", unfit=("e1",)), ["e2:ai"]),
    ],
    ids=["unknown id", "unknown section", "twice", "one story", "called unfit"],
)
def test_a_pick_that_cannot_stand_goes(answer: ClassificationAnswer, left: list[str]) -> None:
    assert kept(answer) == left


def test_a_heavy_section_takes_half_of_its_seats_more_and_all_together_no_more_than_there_are() -> None:
    assert kept(picked("e1:ai", "e2:ai", "e3:ai", "e4:ai", "e5:energy", "e6:energy")) == [
        "e1:ai",
        "e2:ai",
        "e3:ai",
        "e5:energy",
    ]


def test_groups_and_refusals_of_what_was_not_shown_say_nothing() -> None:
    found = tidied(STORIES, picked(same=("e1", "e99"), unfit=("e98", "e2", "e2")))
    assert found.same == ()
    assert [one.event_id for one in found.unfit] == ["e2"]


def test_too_few_picks_are_told_with_how_many_are_wanted() -> None:
    assert problems(STORIES, picked("e1:ai", "e99:ai")) == (
        "picks: 1 of them name an event_id that was shown and one of the sections ai, energy; give at least 2.",
    )


def test_an_answer_that_leaves_most_seats_empty_is_filled_up_by_code_without_what_it_refused() -> None:
    ranking = picked("e2:ai", "e3:ai", "e5:energy", "e6:energy")
    few = picked("e1:ai", unfit=("e2",))
    assert kept(completed(STORIES, few, ranking)) == ["e1:ai", "e3:ai", "e5:energy", "e6:energy"]
    enough = picked("e1:ai", "e4:energy")
    assert completed(STORIES, enough, ranking) == enough


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


# -- a critique -------------------------------------------------------------------------------------------------------

SHOWN = (
    ShownPassage(id="p1", title="某厂拟投产", published="2026-01-07", text="某厂计划4月投产，**尚待**批准。"),
    ShownPassage(id="p2", title="另一家", published="2026-01-08", text="另一家的产线已经投产。"),
)
CLAIMS = CritiqueQuestion(
    passages=SHOWN,
    claims=tuple(
        ClaimBrief(claim_id=name, role="event", text="某厂计划投产", passages=passages)
        for name, passages in {"a": ("p1",), "b": ("p2",), "c": ("p1", "p2")}.items()
    ),
    language="zh",
)


def verdict(claim_id: str, word: Verdict = "stands", rests_on: str = "投产") -> VerdictAnswer:
    return VerdictAnswer(claim_id=claim_id, rests_on=rests_on, verdict=word, fix="" if word == "stands" else "改")


def critique(*verdicts: VerdictAnswer) -> CritiqueAnswer:
    return CritiqueAnswer(verdicts=verdicts)


def test_one_sound_verdict_for_each_claim_has_no_problem() -> None:
    answer = critique(verdict("a"), verdict("b", "weak", ""), verdict("c", "unsupported", ""))
    assert problems(CLAIMS, answer) == ()
    assert usable(CLAIMS, answer) == answer


def test_a_claim_without_a_verdict_is_named() -> None:
    answer = critique(verdict("a"), verdict("c"))
    assert only(CLAIMS, answer) == "verdict b: is left out; give a verdict for each claim."
    assert usable(CLAIMS, answer) == answer


@pytest.mark.parametrize("words", ["", "…", "已经全面投产", "另一家的产线已经投产"])
def test_a_claim_that_stands_on_words_of_none_of_its_passages_has_no_verdict(words: str) -> None:
    answer = critique(verdict("a", rests_on=words), verdict("b"), verdict("c"))
    assert only(CLAIMS, answer).startswith("verdict a: rests_on holds words that stand in none of its passages")
    assert usable(CLAIMS, answer) == critique(verdict("b"), verdict("c"))


@pytest.mark.parametrize("words", ["某厂拟投产", "计划4月投产，尚待批准", "尚待批准", "计划 4 月投产…批准"])
def test_a_claim_may_stand_on_words_of_its_passages_or_their_titles(words: str) -> None:
    assert problems(CLAIMS, critique(verdict("a", rests_on=words), verdict("b"), verdict("c"))) == ()


@pytest.mark.parametrize("word", ["unsupported", "weak", "empty"])
def test_an_objection_needs_no_words_and_may_hold_false_ones(word: Verdict) -> None:
    answer = critique(verdict("a", word, ""), verdict("b", word, "哪里都没有这句话"), verdict("c"))
    assert problems(CLAIMS, answer) == ()
    assert usable(CLAIMS, answer) == answer


def test_of_two_verdicts_on_one_claim_the_first_counts() -> None:
    answer = critique(verdict("a", "empty"), verdict("b"), verdict("a"), verdict("c"))
    assert problems(CLAIMS, answer) == ()
    assert usable(CLAIMS, answer) == critique(verdict("a", "empty"), verdict("b"), verdict("c"))


def test_a_verdict_on_what_was_not_asked_is_dropped_and_the_others_are_put_in_order() -> None:
    answer = critique(verdict("c"), verdict("z", "empty"), verdict("b"), verdict("A"), verdict("a"))
    assert problems(CLAIMS, answer) == ()
    assert usable(CLAIMS, answer) == critique(verdict("a"), verdict("b"), verdict("c"))


# -- texts mended -----------------------------------------------------------------------------------------------------

PASSAGES = {"d1#1": "第1厂投产", "d1#2": "年产能6GWh，储能客户已订七成。", "d2#2": "订单规模200兆瓦时。"}
TO_MEND = RevisionQuestion(
    passages=tuple(PassageBrief(id=one, headline=one.endswith("#1"), text=text) for one, text in PASSAGES.items()),
    texts=(
        TextToMend(
            claim_id="energy.e1.technical",
            role="technical",
            text="年产能60GWh",
            remark="原文是6GWh",
            max_chars=20,
            passages=("d1#1", "d1#2"),
        ),
        TextToMend(
            claim_id="energy.effect2", role="effect", text="旧", remark="错", max_chars=60, passages=tuple(PASSAGES)
        ),
    ),
    language="zh",
)


def mended(claim_id: str, text: str, *passages: str, keep: str = "") -> MendedText:
    return MendedText(claim_id=claim_id, keep=keep, text=text, passages=passages)


CELL = mended("energy.e1.technical", "年产能6GWh", "d1#2")
LATER = mended("energy.effect2", "储能客户已订七成，订单规模200兆瓦时", "d1#2", "d2#2")


def revision(*texts: MendedText) -> RevisionAnswer:
    return RevisionAnswer(texts=texts)


def test_mended_texts_are_matched_by_id_whatever_their_order() -> None:
    assert problems(TO_MEND, revision(LATER, CELL)) == ()
    assert usable(TO_MEND, revision(LATER, CELL)) == revision(CELL, LATER)


def test_a_text_to_mend_that_is_left_out_is_named_and_the_other_stands() -> None:
    assert only(TO_MEND, revision(LATER)) == "text energy.e1.technical: is left out; write it anew, or keep it."
    assert usable(TO_MEND, revision(LATER)) == revision(LATER)


def test_of_a_text_mended_twice_the_first_counts_and_strangers_are_dropped() -> None:
    stranger, again = mended("energy.effect1", "储能客户已订七成", "d1#2"), mended(CELL.claim_id, "产能6GWh", "d1#2")
    assert usable(TO_MEND, revision(stranger, CELL, LATER, again)) == revision(CELL, LATER)


def test_passages_that_were_not_offered_for_a_text_go_from_beside_it() -> None:
    answer = revision(mended(CELL.claim_id, CELL.text, "d2#2", "d1#2", "d9#1", "d1#2"), LATER)
    assert problems(TO_MEND, answer) == ()
    assert usable(TO_MEND, answer) == revision(CELL, LATER)


@pytest.mark.parametrize("text", ["", "  ", "无", "未披露"])
def test_a_text_given_up_or_kept_is_an_answer(text: str) -> None:
    answer = revision(mended(CELL.claim_id, text, "d1#2", keep="年产能6GWh"), LATER)
    assert problems(TO_MEND, answer) == ()
    assert usable(TO_MEND, answer) == revision(mended(CELL.claim_id, "", keep="年产能6GWh"), LATER)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("见https://a.example/b", "the text holds "),
        ("年产能6GWh（d1#2）", "the text holds "),
        ("The line makes six gigawatt hours a year", "the text is not written in the report's language"),
        ("产能" * 20, "the text has 40 characters; at most 20 are allowed"),
        ("港口吞吐创下纪录", "no passage that was shown carries it"),
    ],
)
def test_a_mended_text_is_held_to_what_every_text_is(text: str, said: str) -> None:
    answer = revision(mended(CELL.claim_id, text), LATER)
    assert any(one.startswith(f"text energy.e1.technical: {said}") for one in problems(TO_MEND, answer))
    assert usable(TO_MEND, answer) == answer, "every draft is looked through for that: its writer mends the newest text"


def test_a_mended_text_that_says_a_thing_twice_does_not_stand() -> None:
    answer = revision(mended(CELL.claim_id, "储能客户已订七成，储能客户已订七成", "d1#2"), LATER)
    assert "twice; once is enough" in only(TO_MEND, answer)
    assert usable(TO_MEND, answer) == revision(LATER)


@pytest.mark.parametrize(
    ("proven", "words", "said"),
    [
        (True, "年产能6GWh", "cannot be kept: the remark is proven. Mend the text, or give it up."),
        (False, "年产能9GWh", "keep holds words of none of its passages; copy them as they stand there."),
    ],
)
def test_a_text_is_kept_by_words_that_are_there_and_against_no_proof(proven: bool, words: str, said: str) -> None:
    asked = TO_MEND.model_copy(
        update={"texts": tuple(one.model_copy(update={"proven": proven}) for one in TO_MEND.texts)}
    )
    answer = revision(mended(CELL.claim_id, "", keep=words), LATER)
    assert only(asked, answer) == f"text energy.e1.technical: {said}"
    assert usable(asked, answer) == revision(LATER)


# -- what a model is asked for ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [ClassificationAnswer, TableAnswer, SynthesisAnswer, CritiqueAnswer, RevisionAnswer])
def test_every_answer_can_be_asked_for_in_strict_mode(answer: type[Schema]) -> None:
    assert wire_schema(answer.model_json_schema())["type"] == "object"


def test_a_model_is_offered_every_verdict_and_asked_for_its_ground_first() -> None:
    shape = wire_schema(CritiqueAnswer.model_json_schema())["properties"]["verdicts"]["items"]
    assert shape["properties"]["verdict"]["enum"] == list(get_args(Verdict))
    assert list(VerdictAnswer.model_fields) == ["claim_id", "rests_on", "verdict", "fix"]


def test_rows_are_written_before_what_rests_on_them() -> None:
    assert list(TableAnswer.model_fields) == ["rows", "thesis", "effects", "plan", "entries"]


# -- whatever a model answers -----------------------------------------------------------------------------------------

TEXTS = st.sampled_from(
    ["", "无", "年产能6GWh", "见https://a.example/b", "e1电芯", "the line makes six gigawatt hours", "长" * 200]
)
NAMED = st.lists(st.sampled_from(["d1#1", "d1#2", "d2#2", "d3#2", "d9#9"]), max_size=3).map(tuple)
STATEMENTS = st.builds(StatementAnswer, text=TEXTS, passages=NAMED)
CELLS = st.builds(
    CellAnswer, column=st.sampled_from(["event", "technical", "insight", "impact"]), text=TEXTS, passages=NAMED
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
        st.builds(KeywordAnswer, term=st.sampled_from(["", "并网", "e1"]), meaning=TEXTS, passages=NAMED), max_size=5
    ).map(tuple),
    signals=st.lists(
        st.builds(
            SignalAnswer,
            sections=st.tuples(*[st.sampled_from(["ai", "energy", "web3"])] * 2),
            text=TEXTS,
            rows=st.lists(st.sampled_from(["ai.e1", "energy.e3", "web3.e4", "x"]), max_size=3).map(tuple),
            passages=NAMED,
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


VERDICTS = st.builds(
    VerdictAnswer,
    claim_id=st.sampled_from(["a", "b", "c", "z"]),
    rests_on=st.sampled_from(["", "投产", "尚待批准", "某厂拟投产", "哪里都没有"]),
    verdict=st.sampled_from(get_args(Verdict)),
    fix=TEXTS,
)


@given(st.lists(VERDICTS, max_size=6))
def test_what_stands_of_a_critique_has_no_problem_but_what_is_left_out(verdicts: list[VerdictAnswer]) -> None:
    kept = usable(CLAIMS, critique(*verdicts))
    assert all("is left out" in one for one in problems(CLAIMS, kept))
    assert usable(CLAIMS, kept) == kept
    assert len({one.claim_id for one in kept.verdicts}) == len(kept.verdicts)


@given(
    st.lists(
        st.builds(
            MendedText,
            claim_id=st.sampled_from(["energy.e1.technical", "energy.effect2", "energy.effect1"]),
            keep=TEXTS,
            text=TEXTS,
            passages=NAMED,
        ),
        max_size=5,
    )
)
def test_what_stands_of_mended_texts_has_no_problem_that_nobody_would_find_again(texts: list[MendedText]) -> None:
    kept = usable(TO_MEND, revision(*texts))
    found = ("is left out", "the text holds", "characters; at most", "is not written in", "no passage that was shown")
    assert all(any(one in problem for one in found) for problem in problems(TO_MEND, kept))
    assert usable(TO_MEND, kept) == kept


@given(TABLES)
def test_problems_are_told_once_and_the_same_every_time(answer: TableAnswer) -> None:
    found = problems(table_question(), answer)
    assert len(set(found)) == len(found)
    assert problems(table_question(), answer.model_copy(deep=True)) == found


def test_a_question_that_no_role_asks_is_an_error() -> None:
    with pytest.raises(KeyError):
        problems(section("ai"), section("ai"))
