"""How much the ground of a story holds, which decides what is asked of it."""

from builders import AI, asking, document, event, evidence, passage, script, section_evidence
from hypothesis import given
from hypothesis import strategies as st

from agents.ground import measured
from agents.table_writer import quote_table, write_table
from brief.extractive import Extractive
from brief.llm.prompt_template import fill, load_prompt
from brief.settings.project import shipped_folder
from checks.answers.table import tidied
from facts.text.language import LONGER
from schemas.classification import Evidence
from schemas.section import Column, Measure
from schemas.table import CellAnswer, RowAnswer, StatementAnswer, TableAnswer, TableQuestion

FIRST = "甲公司称产线年产能6GWh，总投资21亿元。"
SECOND = "另一家媒体写道，客户为三座储能电站，合同期8年，首批设备重320吨。"


def story(headline: str, *texts: str, background: tuple[str, ...] = ()) -> Evidence:
    """Each text is another publisher's."""
    told = [
        (f"d{number}", place, text) for number, one in enumerate(texts, 1) for place, text in ((1, headline), (2, one))
    ]
    passages = [passage(*one) for one in told]
    documents = (
        document(headline, text, id=f"d{n}", host=f"outlet{n}.example") for n, text in enumerate(texts, start=1)
    )
    return Evidence(
        event=event("e1", headline, passages),
        documents=tuple(documents),
        passages=tuple(passages),
        terms=(),
        reason="its words",
        background=background,
    )


def test_a_copy_adds_nothing_and_headlines_are_not_counted() -> None:
    assert measured(story("钠电产线投产", FIRST, FIRST)) == measured(story("钠电产线投产", FIRST))
    assert measured(story("钠电产线投产", FIRST)).chars == len(FIRST)


def test_facts_are_amounts_and_each_publisher_counts_that_brings_some_in_its_own_words() -> None:
    both = measured(story("钠电产线投产", FIRST, SECOND))
    assert (both.facts, both.publishers) == (3, 2)
    assert measured(story("钠电产线投产", FIRST, "当地媒体也报道了投产，没有给出任何数字。")).publishers == 1


def test_english_counts_for_less_since_it_takes_more_letters() -> None:
    english = "The line makes six gigawatt hours a year and cost the firm a good deal of money."
    assert measured(story("A line opens", english)).chars == round(len(english) / LONGER)


def test_money_and_rules_count_where_a_story_opens() -> None:
    assert measured(story("甲公司获5亿美元投资", FIRST)).money == 1 + 1
    later = measured(story("甲公司办展", "展会今天开幕。去年它获得5亿元，监管部门批准了它。"))
    assert (later.money, later.rules) == (0, 0)
    assert measured(story("两部门发布新规", "规则下月施行。")).rules == 1


def test_what_was_told_before_the_period_is_no_ground() -> None:
    assert measured(story("钠电产线投产", FIRST, SECOND, background=("d2",))) == measured(story("钠电产线投产", FIRST))


@given(st.lists(st.sampled_from((FIRST, SECOND, "没有数字的一句话。")), min_size=2, max_size=4))
def test_more_texts_never_make_a_ground_smaller(texts: list[str]) -> None:
    assert measured(story("钠电产线投产", *texts)).reaches(measured(story("钠电产线投产", *texts[:-1])))


def test_a_ground_reaches_what_it_holds_of_every_kind() -> None:
    ground = Measure(chars=100, facts=3, publishers=2)
    assert ground.reaches(Measure(facts=3, publishers=2))
    assert not ground.reaches(Measure(facts=3, publishers=3))


# -- columns that need one --------------------------------------------------------------------------------------------

COLUMNS = (
    Column(id="event", title="事件", max_chars=60),
    Column(id="points1", title="要点", max_chars=90, like="technical"),
    Column(id="points2", title="要点", max_chars=90, like="technical"),
    Column(id="depth", title="解读", max_chars=90, holds="inferred", asks="一段", needs=(Measure(chars=30, facts=2),)),
    Column(
        id="effect",
        title="影响",
        max_chars=90,
        holds="inferred",
        asks="一方",
        like="insight",
        needs=(Measure(money=9),),
    ),
)
SECTION = AI.model_copy(update={"columns": COLUMNS})
THICK = evidence(
    "e1", "某厂建成100兆瓦储能电站", "项目总投资5亿元，年产能6GWh，采用构网型变流器。公司预计电价明显下降。"
)
THIN = evidence("e2", "甲公司获储能订单", "公司没有透露细节。")
NOTHING = StatementAnswer(text="", passages=())


def cells(event_id: str, *texts: tuple[str, str]) -> RowAnswer:
    document_id = f"d{event_id[1:]}"
    ids = (f"{document_id}#1", f"{document_id}#2")
    return RowAnswer(event_id=event_id, cells=tuple(CellAnswer(column=c, text=t, passages=ids) for c, t in texts))


def test_a_column_is_asked_only_of_events_with_a_ground_and_no_answer_gets_round_that() -> None:
    rows = (
        cells(
            "e1",
            ("event", "储能电站建成"),
            ("points", "投资：总投资5亿元"),
            ("points", "产能：年产能6GWh"),
            ("depth", "产能6GWh由总投资5亿元换来"),
        ),
        cells("e2", ("event", "甲公司获订单"), ("depth", "甲公司的订单可能改变储能格局"), ("effect", "甲公司受益")),
    )
    answer = TableAnswer(thesis=NOTHING, rows=rows, effects=())
    ask, asked = script(table_writer=lambda question: tidied(question, answer))
    made = write_table(section_evidence(SECTION, THICK, THIN), ask)
    question = asked.asked[0][1]
    assert isinstance(question, TableQuestion)
    assert [one.without for one in question.events] == [("effect",), ("depth", "effect")]
    assert {column["id"] for column in question.model_dump()["columns"]} >= set(question.events[1].without)
    said = {cell.id.removeprefix("ai."): cell.text for row in made.rows for cell in row.cells if cell.text}
    assert said == {
        "e1.event": "储能电站建成",
        "e1.points1": "投资：总投资5亿元",
        "e1.points2": "产能：年产能6GWh",
        "e1.depth": "产能6GWh由总投资5亿元换来",
        "e2.event": "甲公司获订单",
    }


TWICE = evidence(
    "e1",
    "某厂建成100兆瓦储能电站",
    "项目总投资5亿元，采用构网型变流器。配套变电站的电压等级为220千伏。公司预计，这将推动当地电价明显下降。",
)


def test_what_a_writer_left_empty_of_several_texts_is_no_gap_when_another_cell_is_quoted() -> None:
    row = cells(
        "e1", ("event", "储能电站建成"), ("points", "投资：总投资5亿元"), ("depth", "总投资5亿元换来220千伏变电站")
    )
    answer = TableAnswer(thesis=NOTHING, rows=(row,), effects=())
    ask, _ = script(table_writer=lambda question: tidied(question, answer))
    whole = section_evidence(SECTION, TWICE)
    made = quote_table(whole, ask, write_table(whole, ask), {"ai.e1.depth": "unsupported"})
    said = {cell.column: cell.text for cell in made.rows[0].cells}
    assert (said["points1"], said["points2"], said["depth"]) == ("投资：总投资5亿元", "", "")


def test_a_prompt_names_a_column_of_several_texts_once_with_the_most_and_no_need() -> None:
    ask, asked = script(table_writer=TableAnswer(thesis=NOTHING, rows=(), effects=()))
    write_table(section_evidence(SECTION, THICK), ask)
    style = dict.fromkeys(("period", "house_style", "thesis_chars", "most_effects", "effect_chars"), "8")
    style |= {"reader": "", "instruction": "", "persona": ""}
    template = load_prompt(shipped_folder() / "prompts", "table_writer")
    prompt = fill(template, asked.asked[0][1], style).user
    assert '{"id":"points","title":"要点","max_chars":90,"holds":"stated","most":2}' in prompt
    assert '"without":["effect"]' in prompt
    assert "needs" not in prompt


def test_extraction_deals_its_spans_out_and_fills_nothing_that_the_ground_does_not_carry() -> None:
    (row,) = write_table(section_evidence(SECTION, TWICE), asking(Extractive())).rows
    said = {cell.column: cell.text for cell in row.cells}
    assert "5亿元" in said["points1"]
    assert "220千伏" in said["points2"]
    assert (said["depth"], said["effect"]) == ("", "")
