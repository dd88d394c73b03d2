from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from builders import COLUMNS, ENERGY, EXAMPLE, ROOT, news_texts, silence, stands_in
from hypothesis import given
from hypothesis import strategies as st

from brief.extractive import Extractive
from brief.extractive.critic import judge
from brief.extractive.entries import entries_of_report
from brief.extractive.section_classifier import choose
from brief.extractive.signals import links_within
from brief.extractive.synthesis_writer import synthesise
from brief.extractive.table_writer import fill_table
from brief.llm.ask import extractive_ask
from brief.pipeline.gather import gather
from brief.pipeline.graph import GraphResult, walk
from brief.pipeline.plan import RunOptions, plan_run
from brief.runs.steps import MemorySteps
from brief.settings.project import find_project
from checks.base import claims_of, rows_of
from facts.text.cleaning import plain
from facts.text.language import LONGER, as_long, language_of
from facts.text.overlap import novelty
from facts.text.quoting import parted
from facts.text.sentences import clauses
from schemas.claim import Claim
from schemas.classification import (
    ClassificationAnswer,
    ClassificationQuestion,
    Ranked,
    SectionBrief,
    SectionSeats,
    StoryBrief,
)
from schemas.critique import CritiqueAnswer, CritiqueQuestion
from schemas.draft import RowBrief, SynthesisQuestion, TableBrief
from schemas.retrieval import Document
from schemas.section import Block, ColumnId
from schemas.table import (
    EntryAnswer,
    EventEvidence,
    PassageBrief,
    RowAnswer,
    StatementAnswer,
    TableAnswer,
    TableQuestion,
)

# -- a whole run on the example ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def week() -> GraphResult:
    options = RunOptions(period="2026-W02", as_of="2026-01-12", corpus_files=(EXAMPLE,), offline=True)
    plan = plan_run(options, find_project(ROOT), datetime(2026, 1, 12, 1, tzinfo=UTC))
    notes: list[str] = []
    gathered = gather(plan, notes.append)
    assert notes == []
    return walk(plan.request, gathered.documents, extractive_ask(), MemorySteps(), silence())


def said(week: GraphResult) -> list[Claim]:
    return [claim for claim in claims_of(week.drafts[-1]) if claim.kind != "none"]


def fields(document: Document) -> Iterator[str]:
    yield from (plain(text) for text in (document.title, document.summary, document.body) if text)


def test_a_run_without_a_model_is_accepted_at_once(week: GraphResult) -> None:
    assert len(week.drafts) == 1
    assert not week.critiques[0].issues


def test_every_section_is_full_and_nearly_every_cell_says_something(week: GraphResult) -> None:
    rows = list(rows_of(week.drafts[0]))
    assert [len(table.rows) for table in week.drafts[0].tables] == [8, 8, 8]
    cells = [cell for row in rows for cell in row.cells]
    assert sum(cell.kind == "none" for cell in cells) <= 0.1 * len(cells)


def test_every_part_of_every_line_is_a_quotation_of_a_document_it_cites(week: GraphResult) -> None:
    documents = {one.id: one for one in week.retrieval.documents}
    for claim in said(week):
        assert (claim.kind, claim.by) == ("quoted", "extraction"), claim
        texts = [text for one in claim.citations for text in fields(documents[one.document_id])]
        for part in parted(claim.text):
            assert any(part in text for text in texts), (claim.id, part)


def test_no_line_is_cut_in_mid_word_or_mid_number(week: GraphResult) -> None:
    documents = {one.id: one for one in week.retrieval.documents}
    for claim in said(week):
        texts = [text for one in claim.citations for text in fields(documents[one.document_id])]
        for part in parted(claim.text):
            assert any(stands_in(part, text) for text in texts), part


def test_no_insight_repeats_its_event(week: GraphResult) -> None:
    for row in rows_of(week.drafts[0]):
        event, *others = row.cells
        for cell in others:
            assert cell.kind == "none" or novelty(cell.text, (event.text,)) > 0.3, cell
            assert cell.text != event.text


def test_no_cell_repeats_another_of_its_row(week: GraphResult) -> None:
    for row in rows_of(week.drafts[0]):
        _, technical, insight = row.cells
        assert not technical.text or novelty(insight.text, (technical.text,)) > 0.3 or insight.kind == "none"


def test_no_cell_is_longer_than_its_column(week: GraphResult) -> None:
    columns = {column.id: column.max_chars for one in week.classification.sections for column in one.section.columns}
    for row in rows_of(week.drafts[0]):
        for cell in row.cells:
            one_clause = cell.column == "event" and len(clauses(cell.text)) == 1
            room = as_long(columns[cell.column], "zh", language_of(cell.text))
            assert one_clause or len(cell.text) <= room, cell


def test_there_are_effects_keywords_and_risks(week: GraphResult) -> None:
    draft = week.drafts[0]
    assert all(table.effects for table in draft.tables)
    assert draft.synthesis.keywords
    assert draft.synthesis.risks


def test_sentences_that_share_what_half_the_week_tells_of_are_not_joined(week: GraphResult) -> None:
    """数据中心 stands in seven rows of the example, 稳定币 in three."""
    draft = week.drafts[0]
    assert draft.synthesis.signals == ()
    assert not any(
        len({one.document_id for one in effect.citations}) > 1 for table in draft.tables for effect in table.effects
    )


def test_a_keyword_stands_in_its_meaning(week: GraphResult) -> None:
    for keyword in week.drafts[0].synthesis.keywords:
        assert keyword.term.lower() in keyword.text.lower()


def test_a_thesis_is_the_headline_of_its_first_row(week: GraphResult) -> None:
    for table in week.drafts[0].tables:
        assert table.thesis is not None
        assert table.thesis.text == table.rows[0].cells[0].text


# -- tables -----------------------------------------------------------------------------------------------------------

TEXT = "项目总投资5亿元，采用构网型变流器。分析人士预计，储能项目投产将推动当地电价明显下降。"


def event(event_id: str, headline: str, *texts: str, terms: tuple[str, ...] = ()) -> EventEvidence:
    document = f"d{event_id[1:]}"
    passages = (headline, *texts)
    return EventEvidence(
        event_id=event_id,
        published="2026-01-07",
        passages=tuple(
            PassageBrief(id=f"{document}#{number}", headline=number == 1, text=text)
            for number, text in enumerate(passages, start=1)
        ),
        terms=terms,
    )


def question(*events: EventEvidence, language: str = "zh") -> TableQuestion:
    return TableQuestion(
        section=SectionBrief(id="energy", title="能源", description=""),
        columns=ENERGY.columns,
        language=language,
        events=events,
    )


def texts(row: RowAnswer) -> dict[ColumnId, str]:
    return {cell.column: cell.text for cell in row.cells}


def test_headline_hard_points_and_insight_of_an_event() -> None:
    (row,) = fill_table(question(event("e1", "某厂建成储能电站", TEXT))).rows
    assert texts(row) == {
        "event": "某厂建成储能电站",
        "technical": "项目总投资5亿元，采用构网型变流器",
        "insight": "分析人士预计，储能项目投产将推动当地电价明显下降",
    }
    assert [cell.passages for cell in row.cells] == [("d1#1",), ("d1#2",), ("d1#2",)]


def test_where_the_evidence_has_nothing_the_cells_are_empty() -> None:
    for told in ((), ("某厂建成储能电站。",), ("现场气氛热烈。",)):
        (row,) = fill_table(question(event("e1", "某厂建成储能电站", *told))).rows
        assert texts(row) == {"event": "某厂建成储能电站", "technical": "", "insight": ""}
        assert [cell.passages for cell in row.cells[1:]] == [(), ()]


def test_a_headline_in_the_reports_language_is_preferred() -> None:
    passages = (
        PassageBrief(id="d1#1", headline=True, text="American Electric Power buys fuel cells"),
        PassageBrief(id="d2#1", headline=True, text="美国电力公司采购燃料电池"),
    )
    both = event("e1", "").model_copy(update={"passages": passages})
    assert texts(fill_table(question(both)).rows[0])["event"] == passages[1].text
    assert texts(fill_table(question(both, language="en")).rows[0])["event"] == passages[0].text


def test_the_cells_of_a_row_are_in_the_language_of_its_headline() -> None:
    both = event("e1", "某厂建成储能电站", "The plant adds 300 MW of capacity, costs $2 billion.", TEXT)
    cells = texts(fill_table(question(both)).rows[0])
    assert cells["technical"] == "项目总投资5亿元，采用构网型变流器"


def test_facts_in_another_language_than_the_reports_have_room_for_as_much() -> None:
    told = "The cap takes effect on 1 April 2027, and applies to issuers with more than 5 billion euros at any bank."
    given = event("e1", "EU regulators cap stablecoin reserves at a single bank", told)
    assert len(told) > COLUMNS[1].max_chars
    assert texts(fill_table(question(given)).rows[0])["technical"] == told
    wider = [one.model_copy(update={"max_chars": round(LONGER * one.max_chars)}) for one in ENERGY.columns]
    english = question(given, language="en").model_copy(update={"columns": tuple(wider)})
    assert texts(fill_table(english).rows[0])["technical"] == told


def test_a_headline_that_plays_on_words_leads_neither_its_row_nor_its_section() -> None:
    passages = (
        PassageBrief(id="d1#1", headline=True, text="某厂放大招！储能电站建成投产"),
        PassageBrief(id="d2#1", headline=True, text="某厂的储能电站建成投产"),
    )
    both = event("e1", "").model_copy(update={"passages": passages})
    assert texts(fill_table(question(both)).rows[0])["event"] == passages[1].text
    loud = event("e2", "某厂放大招！储能电站建成投产")
    assert fill_table(question(loud, both)).thesis.text == passages[1].text
    assert fill_table(question(loud)).thesis.text == ""


LONG = "美国电力公司向Bloom Energy采购燃料电池，供电怀俄明州的数据中心，合同期二十年，并将分三期陆续交付，总价26亿美元"


def test_a_long_headline_is_shortened_by_whole_clauses() -> None:
    short = texts(fill_table(question(event("e1", LONG))).rows[0])["event"]
    assert len(LONG) > COLUMNS[0].max_chars >= len(short)
    assert LONG.startswith(f"{short}，")


def test_of_a_headline_whose_first_clause_is_too_long_that_clause_alone_is_told() -> None:
    clause = "某厂" + "长" * 70 + "电站"
    assert texts(fill_table(question(event("e1", f"{clause}，总价26.5亿美元"))).rows[0])["event"] == clause


def test_a_row_per_event_in_order_with_the_lead_as_thesis() -> None:
    answer = fill_table(question(event("e1", "某厂建成储能电站", TEXT), event("e2", "甲公司获储能订单", TEXT)))
    assert [row.event_id for row in answer.rows] == ["e1", "e2"]
    assert (answer.thesis.text, answer.thesis.passages) == ("某厂建成储能电站", ("d1#1",))


def test_a_section_leads_with_the_fullest_row_of_its_weightier_half() -> None:
    bare, full = event("e1", "甲公司获储能订单"), event("e2", "某厂建成储能电站", TEXT)
    assert fill_table(question(bare, full, event("e3", "乙公司获储能订单"))).thesis.text == "某厂建成储能电站"
    later = question(bare, event("e2", "乙公司获储能订单"), event("e3", "丙公司获储能订单"), full)
    assert fill_table(later).thesis.text == "甲公司获储能订单"


def test_an_aside_may_fill_a_cell_and_is_cited_and_gives_no_headline_or_effect() -> None:
    own = event("e1", "某厂建成储能电站", "项目总投资5亿元，采用构网型变流器。")
    told = "业内预计，某厂的储能项目将使周边电价低于全省平均，并可能加剧行业竞争。"
    asides = (
        PassageBrief(id="d9#1", headline=True, aside=True, text="某厂的储能电站今日并网"),
        PassageBrief(id="d9#2", headline=False, aside=True, text=told),
    )
    beside = own.model_copy(update={"passages": (*own.passages, *asides)})
    answer = fill_table(question(beside))
    event_cell, _, insight = answer.rows[0].cells
    assert (event_cell.text, event_cell.passages) == ("某厂建成储能电站", ("d1#1",))
    assert (insight.text, insight.passages) == (told.rstrip("。"), ("d9#2",))
    assert answer.effects == ()


@given(st.lists(st.tuples(news_texts(8), st.lists(news_texts(), max_size=2)), min_size=1, max_size=3))
def test_every_cell_is_made_of_spans_of_the_passages_it_names(given_events: list[tuple[str, list[str]]]) -> None:
    events = [event(f"e{n}", plain(title) or "无", *map(plain, rest)) for n, (title, rest) in enumerate(given_events)]
    answer = fill_table(question(*events))
    passages = {one.id: one.text for each in events for one in each.passages}
    statements = [(cell.text, cell.passages) for row in answer.rows for cell in row.cells]
    statements += [(one.text, one.passages) for one in (*answer.effects, answer.thesis)]
    for text, cited in statements:
        assert bool(text) == bool(cited)
        for part in parted(text):
            whole = any(stands_in(part, passages[one]) for one in cited)
            assert whole or not part or len(parted("".join(passages[one] for one in cited))) > 1


# -- links ------------------------------------------------------------------------------------------------------------

OTHER = "甲公司表示，储能订单增长意味着收入结构更加均衡，行业竞争将加剧。"
FIRST = (
    "项目总投资26.5亿元，规模为100兆瓦，采用构网型变流器。储能投产意味着运营成本下降三成，行业竞争加剧。"
    "分析人士认为，储能有望压低当地峰谷价差。"
)
SECOND = (
    "合同金额3亿元，供货200兆瓦时，采用磷酸铁锂电池。储能订单意味着收入结构更加均衡，市场份额扩大。"
    "储能需求增长将使电芯供应更加紧张。"
)
"""Each has two sentences about 储能: one fills a cell, the other is left for an effect."""


def test_two_events_about_one_term_are_linked_by_a_sentence_of_each() -> None:
    pair = (event("e1", "甲地储能电站", FIRST, terms=("储能",)), event("e2", "乙地储能电站", SECOND, terms=("储能",)))
    (effect,) = fill_table(question(*pair)).effects
    first, second = parted(effect.text)
    assert first in FIRST
    assert second in SECOND
    assert effect.passages == ("d1#2", "d2#2")


@pytest.mark.parametrize(
    "second",
    [
        event("e2", "乙地储能电站", OTHER, terms=("代币",)),
        event("e2", "乙地储能电站", "别的话题。", terms=("储能",)),
        event("e2", "乙地储能电站", TEXT, terms=("储能",)),
    ],
    ids=["no shared term", "no sentence about it", "the same sentence"],
)
def test_without_a_shared_term_that_both_speak_of_nothing_is_linked(second: EventEvidence) -> None:
    assert fill_table(question(event("e1", "甲地储能电站", TEXT, terms=("储能",)), second)).effects == ()


def test_a_name_joins_no_two_happenings_of_one_firm() -> None:
    pair = [
        event("e1", "OpenAI建数据中心", "OpenAI的数据中心意味着推理成本下降三成，行业竞争加剧。", terms=("OpenAI",)),
        event("e2", "OpenAI卖广告", "OpenAI的广告业务有望带来收入，广告市场格局将改变。", terms=("OpenAI",)),
    ]
    assert links_within([(one.event_id, one.terms, one.passages) for one in pair], (), 9) == []


def test_a_term_mentioned_in_passing_by_both_links_nothing() -> None:
    pair = (event("e1", "甲地项目投产", TEXT, terms=("储能",)), event("e2", "乙地获得订单", OTHER, terms=("储能",)))
    assert fill_table(question(*pair)).effects == ()


CONSEQUENCE = "油轮装满之后，陆上储油罐将迅速填满，从而导致更多油田停产。"


def test_where_nothing_links_two_events_what_one_of_them_brought_about_is_an_effect() -> None:
    cells = "每艘油轮可装载200万桶原油，日产能120万桶。油轮数量预计降至9艘，供应市场的运价创下三年新高。"
    known = event("e1", "波斯湾只剩九艘空载油轮", cells + CONSEQUENCE)
    (effect,) = fill_table(question(known)).effects
    assert (effect.text, effect.passages) == (CONSEQUENCE.rstrip("。"), ("d1#2",))


def test_what_somebody_unnamed_says_came_of_it_is_no_effect() -> None:
    cells = "每艘油轮可装载200万桶原油，日产能120万桶。油轮数量预计降至9艘，供应市场的运价创下三年新高。"
    hearsay = "媒体称，油轮装满将导致陆上储油罐迅速填满，更多油田停产。"
    assert fill_table(question(event("e1", "波斯湾只剩九艘空载油轮", cells + hearsay))).effects == ()


def test_a_consequence_that_a_cell_holds_is_no_effect() -> None:
    answer = fill_table(question(event("e1", "波斯湾只剩九艘空载油轮", CONSEQUENCE)))
    assert CONSEQUENCE.rstrip("。") in [cell.text for cell in answer.rows[0].cells]
    assert answer.effects == ()


def documents(one: StatementAnswer) -> set[str]:
    return {passage.partition("#")[0] for passage in one.passages}


def test_a_thing_that_a_third_event_holds_too_or_that_one_headline_does_not_name_joins_none() -> None:
    first, second = (event(f"e{n}", f"{n}号储能电站", text, terms=("储能",)) for n, text in enumerate((FIRST, SECOND)))
    third = event("e9", "丙地储能电站", terms=("储能",))
    other = event("e8", "乙地电站", SECOND, terms=("储能",))
    assert len(documents(fill_table(question(first, second)).effects[0])) == 2
    for joined in ((first, second, third), (first, other)):
        assert not any(len(documents(one)) > 1 for one in fill_table(question(*joined)).effects)


def test_each_event_stands_in_one_link() -> None:
    pairs = (
        ("储能", TEXT, OTHER),
        ("换电", "换电装机扩张有望压缩火电利润，倒逼机组转型。", "换电出口增长预计带动港口运量创下新高。"),
    )
    events = [
        (f"{term}{n}", (term,), event(f"e{term}{n}", f"{n}号{term}站", text).passages)
        for term, *told in pairs
        for n, text in enumerate(told)
    ]
    links = links_within(events, (), 9)
    used = [passage for link in links for passage in link.passages]
    assert len(used) == len(set(used)) == 4


# -- the other roles --------------------------------------------------------------------------------------------------


def synthesis_question() -> SynthesisQuestion:
    risk = "若补贴退坡，电站的投资回报将存在较大的不确定性。"
    tables = tuple(
        TableBrief(
            section=SectionBrief(id=section, title=section, description=""),
            rows=(
                RowBrief(
                    row_id=f"{section}.{one.event_id}",
                    cells=(one.passages[0].text,),
                    terms=("储能",),
                    passages=one.passages,
                ),
            ),
        )
        for section, one in (
            ("ai", event("e1", "储能数据中心动工", OTHER + risk)),
            ("energy", event("e2", "某厂建成储能电站", TEXT)),
        )
    )
    return SynthesisQuestion(
        tables=tables,
        pairs=(("ai", "energy"),),
        language="zh",
    )


def test_the_synthesis_quotes_a_term_a_link_and_a_risk() -> None:
    answer = synthesise(synthesis_question())
    assert [one.term for one in answer.keywords] == ["储能"]
    assert [(one.sections, one.rows) for one in answer.signals] == [(("ai", "energy"), ("ai.e1", "energy.e2"))]
    assert [one.text for one in answer.risks] == ["储能数据中心动工；若补贴退坡，电站的投资回报将存在较大的不确定性"]


def test_a_keyword_is_a_theme_that_cells_of_two_sections_tell_of() -> None:
    given = synthesis_question()
    assert [one.term for one in synthesise(given).keywords] == ["储能"]
    (row,) = given.tables[1].rows
    elsewhere = row.model_copy(update={"cells": ("某厂建成电站",)})
    tables = (given.tables[0], given.tables[1].model_copy(update={"rows": (elsewhere,)}))
    assert synthesise(given.model_copy(update={"tables": tables})).keywords == ()


def test_what_a_keyword_means_stands_in_no_cell() -> None:
    given = synthesis_question()
    (keyword,) = synthesise(given).keywords
    rows = tuple(one.model_copy(update={"cells": (*one.cells, keyword.meaning)}) for one in given.tables[1].rows)
    tables = (given.tables[0], given.tables[1].model_copy(update={"rows": rows}))
    assert keyword.meaning not in [
        one.meaning for one in synthesise(given.model_copy(update={"tables": tables})).keywords
    ]


def test_a_signal_repeats_no_effect() -> None:
    given = synthesis_question()
    other = "储能扩产预计压缩火电利润，迫使机组转为备用电源。"

    def signal(energy: str) -> str:
        row = given.tables[1].rows[0].model_copy(update={"passages": event("e2", "某厂建成储能电站", energy).passages})
        tables = (given.tables[0], given.tables[1].model_copy(update={"rows": (row,), "effects": (told,)}))
        return synthesise(given.model_copy(update={"tables": tables})).signals[0].text

    told = parted(synthesise(given).signals[0].text)[1]
    assert signal(TEXT) == ""
    assert other.rstrip("。") in signal(TEXT + other)


def test_a_pair_without_a_link_says_so_with_an_empty_text() -> None:
    given = synthesis_question()
    rows = tuple(one.model_copy(update={"terms": ("代币",)}) for one in given.tables[1].rows)
    lonely = given.model_copy(update={"tables": (given.tables[0], given.tables[1].model_copy(update={"rows": rows}))})
    (signal,) = synthesise(lonely).signals
    assert (signal.sections, signal.text, signal.rows) == (("ai", "energy"), "", ())


def test_each_section_prints_the_best_ranked_stories_that_it_has_seats_for() -> None:
    sections = (
        SectionSeats(id="ai", title="AI", description="", seats=1),
        SectionSeats(id="energy", title="能源", description="", seats=2),
    )
    ranked = [("e4", "energy"), ("e1", "ai"), ("e3", "energy"), ("e2", "ai"), ("e5", "energy")]
    question = ClassificationQuestion(
        sections=sections,
        stories=tuple(StoryBrief(event_id=one, title="", day="01-07") for one in ("e1", "e2", "e3", "e4", "e5")),
        ranked=tuple(Ranked(event_id=one, section_id=name) for one, name in ranked),
    )
    picks = [(one.event_id, one.section_id) for one in choose(question).picks]
    assert picks == [("e1", "ai"), ("e4", "energy"), ("e3", "energy")]


def test_without_a_model_the_critic_has_nothing_to_add() -> None:
    assert judge(CritiqueQuestion(passages=(), claims=(), language="zh")) == CritiqueAnswer(verdicts=())


def test_an_unknown_role_and_another_roles_answer_are_errors() -> None:
    nothing = CritiqueQuestion(passages=(), claims=(), language="zh")
    with pytest.raises(KeyError):
        Extractive().answer("proof_reader", nothing, CritiqueAnswer)
    with pytest.raises(TypeError, match="CritiqueAnswer, not TableAnswer"):
        Extractive().answer("critic", nothing, TableAnswer)
    answered = Extractive().answer("critic", nothing, CritiqueAnswer)
    assert (answered.by, Extractive.name) == ("extraction", "extractive")
    empty = ClassificationQuestion(sections=(), stories=())
    assert Extractive().answer("section_classifier", empty, ClassificationAnswer).value.picks == ()


def test_what_changed_is_quoted_only_where_no_earlier_report_is_compared_with() -> None:
    def told(name: str, text: str, background: str = "") -> PassageBrief:
        return PassageBrief(id=name, headline=False, text=text, background=background)

    now = told("d1#2", "伊拉克南部油田的原油产量由1月2日的每日430万桶降至1月9日的每日130万桶。")
    row = RowBrief(row_id="energy.e1", cells=("伊拉克油田减产",), terms=(), passages=(now,))
    block = Block(
        id="changes", title="变化", holds="inferred", most=3, max_chars=130, asks="前后两个值。", like="change"
    )

    def entries(one: RowBrief) -> list[EntryAnswer]:
        table = TableBrief(section=SectionBrief(id="energy", title="能源", description=""), rows=(one,))
        return entries_of_report((block,), (table,), (), "zh")

    (entry,) = entries(row)
    assert entry.passages == ("d1#2",)
    then = told("bt0#2", "伊拉克南部油田的原油产量为每日430万桶。", "2026-01-02 reported")
    assert entries(row.model_copy(update={"earlier": (then,)})) == []
