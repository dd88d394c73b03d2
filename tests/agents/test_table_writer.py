from dataclasses import replace
from typing import TypeVar

from builders import ENERGY, asking, draft, evidence, script, section_evidence, table
from scripted import Scripted

from agents.base import Answer
from agents.table_writer import quote_table, write_table
from brief.extractive import Extractive
from checks.answers.finding import Lost
from checks.base import claims_of
from schemas.base import Schema
from schemas.claim import By
from schemas.classification import with_headlines
from schemas.section import Block, Choice, Column, ColumnId, Counts, Section
from schemas.table import (
    CellAnswer,
    Row,
    RowAnswer,
    StatementAnswer,
    TableAnswer,
    TableDraft,
    TableQuestion,
)

T = TypeVar("T", bound=Schema)

FIRST = evidence(
    "e1",
    "某厂建成100兆瓦储能电站",
    "项目总投资5亿元，采用构网型变流器。分析人士预计，储能项目投产将推动当地电价明显下降。储能有望平滑电网的峰谷负荷。",
    terms=("储能",),
)
SECOND = evidence(
    "e2",
    "甲公司获3亿元储能订单",
    "订单规模为200兆瓦时，交付期18个月。公司预计，这意味着储能业务的收入结构将更加均衡。"
    "储能需求扩大将使电芯供应更加紧张。",
    terms=("储能",),
)
EVIDENCE = section_evidence(ENERGY, FIRST, SECOND)
SILENCE = StatementAnswer(text="", passages=())


def cells_of(event_id: str, **texts: str) -> RowAnswer:
    """Each cell cites the headline and the text of its event."""
    names: dict[str, ColumnId] = {"event": "event", "technical": "technical", "insight": "insight"}
    document_id = f"d{event_id[1:]}"
    passages = (f"{document_id}#1", f"{document_id}#2")
    cells = tuple(CellAnswer(column=names[name], text=text, passages=passages) for name, text in texts.items())
    return RowAnswer(event_id=event_id, cells=cells)


ROW1 = cells_of(
    "e1", event="某厂储能电站建成，规模100兆瓦", technical="投资总额5亿元", insight="当地电价将因项目投产下降"
)
ROW2 = cells_of(
    "e2", event="储能订单3亿元由甲公司获得", technical="规模200兆瓦时的订单", insight="收入结构因储能业务更均衡"
)
THESIS = StatementAnswer(text="储能电站与储能订单同时落地", passages=("d1#1", "d2#1"))
EFFECT = StatementAnswer(text="储能订单增加推动当地电价下降", passages=("d1#2", "d2#2"))
ANSWER = TableAnswer(thesis=THESIS, rows=(ROW1, ROW2), effects=(EFFECT,))


def written(answer: TableAnswer = ANSWER) -> TableDraft:
    return write_table(EVIDENCE, script(table_writer=answer)[0])


def texts(row: Row) -> list[str]:
    return [one.text for one in row.cells]


# -- asking -----------------------------------------------------------------------------------------------------------


def test_the_writer_is_shown_the_section_its_columns_and_the_events_with_their_passages() -> None:
    ask, scripted = script(table_writer=ANSWER)
    write_table(EVIDENCE, ask)
    ((role, question),) = scripted.asked
    assert role == "table_writer"
    assert isinstance(question, TableQuestion)
    assert (question.section.id, question.columns) == ("energy", ENERGY.columns)
    assert [(one.event_id, one.published, one.terms) for one in question.events] == [
        ("e1", "2026-01-07", ("储能",)),
        ("e2", "2026-01-07", ("储能",)),
    ]
    assert [(one.id, one.headline) for one in question.events[0].passages] == [("d1#1", True), ("d1#2", False)]


def test_a_section_without_events_is_not_asked_about() -> None:
    ask, scripted = script()
    assert write_table(section_evidence(ENERGY), ask) == table("energy")
    assert scripted.asked == []


def test_no_address_reaches_the_writer() -> None:
    ask, scripted = script(table_writer=ANSWER)
    write_table(EVIDENCE, ask)
    ((_, question),) = scripted.asked
    assert "://" not in question.model_dump_json()


# -- writing ----------------------------------------------------------------------------------------------------------


def test_each_event_has_a_row_and_each_column_a_cell_with_its_quotes() -> None:
    made = written()
    assert [(row.id, row.event_id) for row in made.rows] == [("energy.e1", "e1"), ("energy.e2", "e2")]
    assert [one.column for one in made.rows[0].cells] == ["event", "technical", "insight"]
    assert [one.id for one in made.rows[0].cells] == [
        "energy.e1.event",
        "energy.e1.technical",
        "energy.e1.insight",
    ]
    assert all(one.citations for row in made.rows for one in row.cells)
    assert {one.by for one in claims_of(draft(made))} == {"model"}


def test_what_an_insight_thesis_and_effect_say_is_inferred_or_stated_as_their_place_says() -> None:
    made = written()
    assert [one.kind for one in made.rows[0].cells] == ["stated", "stated", "inferred"]
    assert made.thesis is not None
    assert (made.thesis.id, made.thesis.kind) == ("energy.thesis", "inferred")
    assert [(one.id, one.kind) for one in made.effects] == [("energy.effect1", "inferred")]


def test_rows_stand_in_their_writers_order_weightiest_first() -> None:
    assert written(ANSWER.model_copy(update={"rows": (ROW2, ROW1)})).rows == written().rows[::-1]


def test_what_extraction_writes_comes_behind_in_the_order_of_the_evidence() -> None:
    third = evidence("e3", "丙公司投运氢能产线", "产线年产能8万吨，投资9亿元。", terms=("氢能",))
    ask = script(table_writer=ANSWER.model_copy(update={"rows": (ROW2,)}))[0]
    made = write_table(section_evidence(ENERGY, FIRST, SECOND, third), ask)
    assert [(row.event_id, row.cells[0].by) for row in made.rows] == [
        ("e2", "model"),
        ("e1", "extraction"),
        ("e3", "extraction"),
    ]


def test_what_is_quoted_in_a_writers_row_leaves_it_in_its_place() -> None:
    before = written(ANSWER.model_copy(update={"rows": (ROW2, ROW1)}))
    after = quote_table(EVIDENCE, script()[0], before, {"energy.e2": "figure_not_in_evidence"})
    assert [(row.event_id, row.cells[0].by) for row in after.rows] == [("e2", "extraction"), ("e1", "model")]


def test_an_event_that_nobody_asked_about_gets_no_row() -> None:
    stranger = cells_of("e9", event="不相干的事件")
    assert written(ANSWER.model_copy(update={"rows": (ROW1, stranger, ROW2)})) == written()


def test_a_row_cites_only_passages_of_its_own_event_and_rests_on_all_that_its_writer_named() -> None:
    borrowed = ROW1.model_copy(
        update={
            "cells": (*ROW1.cells[:2], CellAnswer(column="insight", text="订单规模为200兆瓦时", passages=("d2#2",)))
        }
    )
    cell = written(ANSWER.model_copy(update={"rows": (borrowed, ROW2)})).rows[0].cells[2]
    assert (cell.citations, [one.passage_id for one in cell.ground]) == ((), ["d2#2"])


def test_a_passage_that_alone_has_a_figure_of_a_cell_is_added_and_marked() -> None:
    pale = CellAnswer(column="technical", text="项目总投资5亿元", passages=("d1#1",))
    row = ROW1.model_copy(update={"cells": (ROW1.cells[0], pale, ROW1.cells[2])})
    cell = written(ANSWER.model_copy(update={"rows": (row, ROW2)})).rows[0].cells[1]
    assert [(one.passage_id, one.added) for one in cell.ground] == [("d1#1", False), ("d1#2", True)]
    assert "d1#2" in [one.passage_id for one in cell.citations]


def test_a_column_that_was_not_asked_for_is_left_out() -> None:
    wide = ROW1.model_copy(
        update={"cells": (*ROW1.cells, CellAnswer(column="impact", text="影响", passages=("d1#1",)))}
    )
    assert written(ANSWER.model_copy(update={"rows": (wide, ROW2)})) == written()


# -- what a model leaves out ------------------------------------------------------------------------------------------


def test_a_row_that_a_model_leaves_out_is_written_by_extraction() -> None:
    made = written(ANSWER.model_copy(update={"rows": (ROW1,)}))
    assert texts(made.rows[0]) == texts(written().rows[0])
    assert made.rows[1].cells[0].text == "甲公司获3亿元储能订单"
    assert {one.by for one in made.rows[1].cells} == {"extraction"}


def test_a_cell_that_a_model_leaves_empty_is_filled_by_extraction_where_the_evidence_has_it() -> None:
    made = written(ANSWER.model_copy(update={"rows": (cells_of("e1", event="某厂储能电站建成"), ROW2)}))
    event, technical, insight = made.rows[0].cells
    assert (event.by, technical.by, insight.by) == ("model", "extraction", "extraction")
    assert "5亿元" in technical.text
    assert made.rows[1] == written().rows[1]


def test_extraction_fills_no_cell_with_what_the_model_says_beside_it() -> None:
    everything = "项目总投资5亿元，采用构网型变流器，投产将推动当地电价明显下降"
    row = cells_of("e1", event="某厂储能电站建成，规模100兆瓦", insight=everything)
    made = written(ANSWER.model_copy(update={"rows": (row, ROW2)}))
    assert [(cell.by, cell.kind) for cell in made.rows[0].cells[1:]] == [("extraction", "none"), ("model", "inferred")]


def test_a_cell_that_was_left_empty_beside_a_models_is_filled_once_that_is_quoted() -> None:
    everything = "项目投产：分析人士预计，储能项目投产将推动当地电价明显下降，储能有望平滑电网的峰谷负荷"
    row = cells_of("e1", event="某厂储能电站建成，规模100兆瓦", technical=everything)
    before = written(ANSWER.model_copy(update={"rows": (row, ROW2)}))
    assert before.rows[0].cells[2].kind == "none"
    ask, _ = script()
    after = quote_table(EVIDENCE, ask, before, {before.rows[0].cells[1].id: "attribution_lost"})
    assert [(cell.by, cell.kind) for cell in after.rows[0].cells[1:]] == [("extraction", "quoted")] * 2


def test_none_of_several_choices_is_an_answer_that_extraction_leaves_alone() -> None:
    demands = Column(
        id="demands",
        holds="stated",
        title="要求",
        max_chars=16,
        kind="choice",
        many=True,
        choices=(Choice(title="构网型", words=("构网型变流器",)),),
    )
    typed = ENERGY.model_copy(update={"columns": (*ENERGY.columns, demands)})
    shown = section_evidence(typed, FIRST, SECOND)
    by_model = write_table(shown, script(table_writer=ANSWER)[0])
    by_extraction = write_table(shown, asking(Extractive()))
    assert [row.cells[3].text for row in by_model.rows] == ["", ""]
    assert by_extraction.rows[0].cells[3].text == "构网型"


def test_a_thesis_and_effects_that_a_model_leaves_empty_are_extracted() -> None:
    made = written(ANSWER.model_copy(update={"thesis": SILENCE, "effects": ()}))
    assert made.thesis is not None
    assert made.thesis.by == "extraction"
    assert all(one.by == "extraction" for one in made.effects)
    assert made.rows == written().rows


FOREIGN = evidence(
    "e1",
    "Plant with 100 MW of storage opens in Texas",
    "The project cost 500 million dollars. Analysts expect that the storage plant will lower power prices there.",
    terms=("storage",),
)


def test_beside_a_models_texts_extraction_quotes_in_the_reports_language_but_for_an_event() -> None:
    mixed = section_evidence(ENERGY, FOREIGN, SECOND)
    made = write_table(mixed, script(table_writer=TableAnswer(thesis=SILENCE, rows=(ROW2,), effects=()))[0])
    assert [cell.text for cell in made.rows[1].cells] == ["Plant with 100 MW of storage opens in Texas", "", ""]
    assert made.thesis
    assert made.thesis.text == "甲公司获3亿元储能订单"
    assert all(one.lang == "zh" for one in made.effects)


def test_a_thesis_is_in_the_reports_language_or_absent() -> None:
    foreign = section_evidence(ENERGY, FOREIGN)
    assert write_table(foreign, asking(Extractive())).thesis is None
    row = cells_of("e1", event="得州储能电站投运，规模100 MW")
    silent = write_table(foreign, script(table_writer=TableAnswer(thesis=SILENCE, rows=(row,), effects=()))[0])
    assert (silent.thesis, silent.effects, [cell.text for cell in silent.rows[0].cells[1:]]) == (None, (), ["", ""])
    thesis = StatementAnswer(text="储能电站投运", passages=("d1#1",))
    told = write_table(foreign, script(table_writer=TableAnswer(thesis=thesis, rows=(row,), effects=()))[0])
    assert told.thesis
    assert quote_table(foreign, script()[0], told, {told.thesis.id: "unsupported"}).thesis is None
    gone = quote_table(foreign, script()[0], told, {"energy.e1": "figure_not_in_evidence"})
    assert [cell.text for cell in gone.rows[0].cells] == ["Plant with 100 MW of storage opens in Texas", "", ""]


def test_an_extracted_thesis_and_effect_are_the_sections_even_where_a_row_is_extracted_too() -> None:
    made = written(TableAnswer(thesis=SILENCE, rows=(ROW1,), effects=()))
    whole = written(TableAnswer(thesis=SILENCE, rows=(), effects=()))
    assert whole.thesis is not None
    assert (made.thesis, made.effects) == (whole.thesis, whole.effects)
    assert whole.thesis.text == "某厂建成100兆瓦储能电站"
    assert whole.effects


def test_what_the_evidence_does_not_hold_stays_empty() -> None:
    bare = section_evidence(ENERGY, evidence("e1", "某厂建成100兆瓦储能电站"))
    (row,) = write_table(bare, script(table_writer=TableAnswer(thesis=SILENCE, rows=(), effects=()))[0]).rows
    assert [one.kind for one in row.cells] == ["quoted", "none", "none"]


def reasons_in(made: TableDraft) -> dict[str, str]:
    """By claim, without its section."""
    return {one.id.partition(".")[2]: one.instead for one in claims_of(draft(made)) if one.instead}


class Losing(Scripted):
    """A model of whose answer something did not stand."""

    def __init__(self, answer: TableAnswer, lost: Lost, by: By = "model") -> None:
        super().__init__({"table_writer": [answer]}, by)
        self._lost = lost

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        return replace(super().answer(role, question, answer, again), lost=self._lost)


def test_a_models_own_texts_have_no_reason_and_what_it_leaves_out_has_one() -> None:
    assert reasons_in(write_table(EVIDENCE, script(table_writer=ANSWER)[0])) == {}
    made = write_table(EVIDENCE, script(table_writer=ANSWER.model_copy(update={"effects": ()}))[0])
    assert reasons_in(made) == {"effect1": "left_empty"}


def test_each_text_that_extraction_writes_says_which_check_refused_the_models() -> None:
    lost: Lost = {("row", "e2"): "refused", ("row", "e1", "insight"): "too_long", ("effect", "2"): "one_event_alone"}
    row = ROW1.model_copy(update={"cells": (*ROW1.cells[:2], CellAnswer(column="insight", text="", passages=()))})
    given = ANSWER.model_copy(update={"rows": (row,), "effects": ()})
    found = reasons_in(write_table(EVIDENCE, asking(Losing(given, lost))))
    assert found == {
        "e1.insight": "too_long",
        **dict.fromkeys(("e2.event", "e2.technical", "e2.insight"), "refused"),
        "effect1": "one_event_alone",
    }


def test_a_table_that_no_model_would_write_says_so_in_every_text() -> None:
    answer = Extractive().answer("table_writer", _asked_first(), TableAnswer).value
    made = write_table(EVIDENCE, asking(Losing(answer, {(): "question_too_long"}, by="extraction")))
    assert set(reasons_in(made).values()) == {"question_too_long"}
    assert len(reasons_in(made)) == len([one for one in claims_of(draft(made)) if one.kind != "none"])


def test_a_table_by_extraction_alone_has_no_reasons() -> None:
    made = write_table(EVIDENCE, asking(Extractive()))
    assert made.rows
    assert reasons_in(made) == {}


def _asked_first() -> Schema:
    ask, scripted = script(table_writer=ANSWER)
    write_table(EVIDENCE, ask)
    return scripted.asked[0][1]


# -- what nobody mends ------------------------------------------------------------------------------------------------


def changed(after: TableDraft, before: TableDraft | None = None) -> list[str]:
    old = {one.id: one for one in claims_of(draft(before or written()))}
    return [one.id for one in claims_of(draft(after)) if old[one.id] != one]


def quoted(*claim_ids: str) -> TableDraft:
    ask, scripted = script()
    made = quote_table(EVIDENCE, ask, written(), dict.fromkeys(claim_ids, "filler"))
    assert scripted.asked == []
    return made


def test_only_the_named_claims_are_quoted_from_the_evidence() -> None:
    for claim_id in ("energy.e1.insight", "energy.e1.event", "energy.thesis", "energy.effect1"):
        made = quoted(claim_id)
        assert changed(made) == [claim_id]
        (claim,) = (one for one in claims_of(draft(made)) if one.id == claim_id)
        assert (claim.kind, claim.by, claim.instead) == ("quoted", "extraction", "filler")


def test_a_named_row_is_quoted_as_a_whole() -> None:
    assert changed(quoted("energy.e1")) == ["energy.e1.event", "energy.e1.technical", "energy.e1.insight"]


def test_a_name_that_nobody_bears_changes_nothing() -> None:
    assert quoted("energy.e77.event") == written()


def test_rows_that_nobody_names_are_not_extracted() -> None:
    assert reasons_in(quoted("energy.e1.insight")) == {"e1.insight": "filler"}


def test_a_cell_that_could_only_be_quoted_in_another_language_says_nothing() -> None:
    english = evidence(
        "e1", "某厂建成储能电站", "The grid plant cost $5bn and cuts power prices for local users.", terms=("储能",)
    )
    given = section_evidence(ENERGY, english)
    row = cells_of("e1", event="某厂的储能电站建成", technical="投资50亿美元", insight="当地用户电价或下降")
    ask, _ = script(table_writer=TableAnswer(thesis=SILENCE, rows=(row,), effects=()))
    before = write_table(given, ask)
    after = quote_table(given, script()[0], before, {"energy.e1.technical": "unsupported"})
    assert [(cell.kind, cell.text) for cell in after.rows[0].cells][1] == ("none", "")


# -- typed columns, counts, and what the others tell -------------------------------------------------------------------

STAGE = Column(
    id="stage",
    title="阶段",
    max_chars=8,
    kind="choice",
    choices=(Choice(title="中标", words=("中标",), labels=("金额",)),),
)
PUBLIC = Section(
    id="public",
    title="政企",
    description="d",
    columns=(
        Column(id="event", title="项目", max_chars=60),
        Column(id="amount", title="金额", max_chars=20, kind="money"),
        STAGE,
    ),
    blocks=(
        Block(
            id="totals",
            title="",
            holds="stated",
            most=9,
            max_chars=9,
            asks="",
            counts=Counts(by="stage", sums="amount"),
        ),
        Block(id="analysis", title="分析", holds="inferred", most=9, max_chars=90, asks="每段两件事", paragraphs=True),
    ),
    sees_others=True,
)
TENDERS = section_evidence(
    PUBLIC, evidence("e1", "澹湖算力采购中标", "金额4亿元。"), evidence("e2", "南璞集群采购中标", "金额8000万元。")
)


def test_the_writer_is_shown_what_code_counts_and_is_not_asked_for_it() -> None:
    ask, scripted = script(table_writer=TableAnswer(thesis=SILENCE, rows=(), effects=()))
    write_table(TENDERS, ask)
    ((_, question),) = scripted.asked
    assert isinstance(question, TableQuestion)
    assert question.counted == ("中标 2 · 4.8亿 = 480 million CNY",)
    assert [block.id for block in question.blocks] == ["analysis"]


def test_the_writer_of_a_section_that_sees_the_others_is_shown_their_headlines_once() -> None:
    public, energy = with_headlines((TENDERS, EVIDENCE))
    assert public.elsewhere == tuple(one.event.title for one in EVIDENCE.evidence)
    assert energy.elsewhere == ()


def test_a_typed_value_is_stated_and_no_quotation() -> None:
    made = write_table(TENDERS, script(table_writer=TableAnswer(thesis=SILENCE, rows=(), effects=()))[0])
    cells = {cell.column: cell for cell in made.rows[0].cells}
    assert (cells["amount"].text, cells["amount"].kind, cells["amount"].by) == ("4亿元", "stated", "extraction")
    assert (cells["stage"].text, cells["stage"].lang) == ("中标", "zh")
