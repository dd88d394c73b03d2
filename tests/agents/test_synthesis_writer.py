import pytest
from builders import AI, ENERGY, WEB3, asking, evidence, row, script, section_evidence, table
from scripted import Scripted

from agents.synthesis_writer import quote_synthesis, write_synthesis
from brief.llm.ask import extractive_ask
from schemas.claim import Claim
from schemas.draft import KeywordAnswer, SignalAnswer, Synthesis, SynthesisAnswer, SynthesisQuestion
from schemas.table import StatementAnswer

POWER = "某厂建成储能电站", "储能电站有望推动当地电价下降。若补贴退坡，电站的投资回报将存在较大的不确定性。"
MODEL = "OpenAI为储能数据中心选址", "OpenAI计划使用储能电站为数据中心供电，推理成本有望降低。"
MONEY = "稳定币用于储能电站结算", "稳定币结算有望让储能电站更快回笼资金。"
SECTIONS = (
    section_evidence(AI, evidence("e1", *MODEL, terms=("OpenAI", "储能"))),
    section_evidence(ENERGY, evidence("e2", *POWER, terms=("储能",))),
    section_evidence(WEB3, evidence("e3", *MONEY, terms=("稳定币", "储能"))),
)
TABLES = (
    table("ai", row("ai", "e1", MODEL[0])),
    table("energy", row("energy", "e2", POWER[0])),
    table("web3", row("web3", "e3", MONEY[0])),
)
PAIRS = (("ai", "energy"), ("ai", "web3"), ("energy", "web3"))


def signal_answer(first: str, second: str, text: str = "储能电站把两边连在一起", *rows: str) -> SignalAnswer:
    events = {"ai": "e1", "energy": "e2", "web3": "e3"}
    named = tuple(f"{section}.{events[section]}" for section in (first, second) if section in events)
    passages = tuple(f"d{name[-1]}#{n}" for name in named for n in (1, 2))
    return SignalAnswer(sections=(first, second), text=text, rows=rows or named, passages=passages)


ANSWER = SynthesisAnswer(
    keywords=(
        KeywordAnswer(term="储能", meaning="储能电站推动电价下降", passages=("d2#2",)),
        KeywordAnswer(term="稳定币", meaning="储能电站用稳定币回笼资金", passages=("d3#2",)),
    ),
    signals=tuple(signal_answer(*pair) for pair in PAIRS),
    risks=(StatementAnswer(text="补贴退坡带来投资回报不确定性", passages=("d2#2",)),),
)


def written(answer: SynthesisAnswer = ANSWER) -> Synthesis:
    return write_synthesis(TABLES, SECTIONS, script(synthesis_writer=answer)[0])


def claims(synthesis: Synthesis) -> dict[str, Claim]:
    return {one.id: one for one in (*synthesis.keywords, *synthesis.signals, *synthesis.risks)}


def with_signals(*signals: SignalAnswer) -> list[tuple[str, tuple[str, ...], str]]:
    """Of the signals that a model wrote: id, rows and text."""
    made = written(ANSWER.model_copy(update={"signals": signals}))
    return [(one.id, one.rows, one.text) for one in made.signals if one.by == "model"]


ABROAD = (
    section_evidence(
        AI,
        evidence(
            "e1",
            "Storage plant powers an OpenAI data centre",
            "The storage plant is expected to lower the cost of inference. However, power prices may still rise.",
            terms=("storage", "OpenAI"),
        ),
    ),
    section_evidence(
        ENERGY,
        evidence(
            "e2",
            "Storage plant opens in Texas",
            "The storage plant will lower power prices in the region. If subsidies end, returns may be at risk.",
            terms=("storage",),
        ),
    ),
)
SHORT = tuple(table(one.section.id, row(one.section.id, one.evidence[0].event.id, "投运")) for one in ABROAD)


def test_beside_a_models_texts_nothing_is_quoted_in_another_language() -> None:
    nothing = SynthesisAnswer(keywords=(), signals=(), risks=())
    assert claims(write_synthesis(SHORT, ABROAD, extractive_ask())), "as a run by extraction does"
    assert claims(write_synthesis(SHORT, ABROAD, script(synthesis_writer=nothing)[0])) == {}
    assert claims(write_synthesis(SHORT, ABROAD, asking(Scripted({}, heard="no")))) == {}
    risk = StatementAnswer(text="补贴或将退坡", passages=("d2#2",))
    given = write_synthesis(SHORT, ABROAD, script(synthesis_writer=nothing.model_copy(update={"risks": (risk,)}))[0])
    assert claims(given).keys() == {"risk1"}
    assert claims(quote_synthesis(SHORT, ABROAD, script()[0], given, {"risk1": "unread"})) == {}


# -- asking -----------------------------------------------------------------------------------------------------------


def test_the_writer_is_shown_every_row_and_every_pair_of_sections() -> None:
    ask, scripted = script(synthesis_writer=ANSWER)
    write_synthesis(TABLES, SECTIONS, ask)
    ((_, question),) = scripted.asked
    assert isinstance(question, SynthesisQuestion)
    assert question.pairs == PAIRS
    rows = [one for brief in question.tables for one in brief.rows]
    assert [(one.row_id, one.cells) for one in rows] == [
        ("ai.e1", (MODEL[0],)),
        ("energy.e2", (POWER[0],)),
        ("web3.e3", (MONEY[0],)),
    ]
    assert rows[0].terms == ("OpenAI", "储能")
    assert [one.id for one in rows[0].passages] == ["d1#1", "d1#2"]


def test_without_a_row_nobody_is_asked() -> None:
    ask, scripted = script()
    empty = tuple(table(one.section_id) for one in TABLES)
    assert write_synthesis(empty, SECTIONS, ask) == Synthesis(keywords=(), signals=(), risks=())
    assert scripted.asked == []


# -- writing ----------------------------------------------------------------------------------------------------------


def test_where_no_part_shows_signals_nobody_is_asked_for_them() -> None:
    ask, scripted = script(synthesis_writer=ANSWER.model_copy(update={"signals": ()}))
    none = [one.model_copy(update={"lengths": one.lengths.model_copy(update={"signals": 0})}) for one in SECTIONS]
    synthesis = write_synthesis(TABLES, none, ask)
    ((_, question),) = scripted.asked
    assert isinstance(question, SynthesisQuestion)
    assert (question.pairs, synthesis.signals) == ((), ())
    assert write_synthesis(TABLES, none, extractive_ask()).signals == ()


def test_keywords_signals_and_risks_are_claims_with_quotes() -> None:
    made = claims(written())
    assert list(made) == [
        "keyword1",
        "keyword2",
        "signal.ai-energy",
        "signal.ai-web3",
        "signal.energy-web3",
        "risk1",
    ]
    assert all(one.citations and one.kind == "inferred" and one.by == "model" for one in made.values())


def test_a_keyword_without_a_term_or_a_meaning_is_none() -> None:
    blank = (
        KeywordAnswer(term=" ", meaning="储能电站推动电价下降", passages=("d2#2",)),
        KeywordAnswer(term="储能", meaning="", passages=("d2#2",)),
        KeywordAnswer(term="**储能**", meaning="储能电站推动电价下降", passages=("d2#2",)),
    )
    assert [(one.id, one.term) for one in written(ANSWER.model_copy(update={"keywords": blank})).keywords] == [
        ("keyword3", "储能")
    ]


def test_a_signal_rests_on_a_row_of_each_of_its_sections() -> None:
    assert with_signals(signal_answer("ai", "energy", "联动", "ai.e1", "energy.e2"))[0][1] == ("ai.e1", "energy.e2")


@pytest.mark.parametrize(
    "signal",
    [
        signal_answer("ai", "energy", "联动", "ai.e1"),
        signal_answer("ai", "energy", "联动", "ai.e1", "web3.e3"),
        signal_answer("ai", "energy", "联动", "ai.e1", "energy.e99"),
        signal_answer("ai", "ai", "联动", "ai.e1"),
        signal_answer("ai", "nowhere", "联动", "ai.e1"),
        signal_answer("ai", "energy", " "),
    ],
    ids=["one row", "a row of another section", "an unknown row", "one section", "an unknown section", "no text"],
)
def test_what_joins_no_two_sections_is_no_signal(signal: SignalAnswer) -> None:
    assert with_signals(signal) == []


def test_rows_of_other_sections_and_repeated_rows_are_left_out_of_a_signal() -> None:
    (made,) = with_signals(signal_answer("ai", "energy", "联动", "ai.e1", "web3.e3", "energy.e2", "ai.e1"))
    assert made[1] == ("ai.e1", "energy.e2")


def test_a_pair_of_sections_has_one_signal_in_the_order_of_the_tables() -> None:
    made = with_signals(signal_answer("energy", "ai", "第一句"), signal_answer("ai", "energy", "第二句"))
    assert made == [("signal.ai-energy", ("energy.e2", "ai.e1"), "第一句")]


def test_passages_of_events_without_a_row_are_not_cited() -> None:
    ask, _ = script(synthesis_writer=ANSWER)
    made = write_synthesis((TABLES[0], table("energy"), TABLES[2]), SECTIONS, ask)
    assert not {citation.document_id for one in claims(made).values() for citation in one.citations} & {"d2"}
    assert [one.sections for one in made.signals] == [("ai", "web3")]


# -- what a model leaves out ------------------------------------------------------------------------------------------


def test_what_a_model_leaves_out_is_extracted_where_the_evidence_has_it() -> None:
    made = written(SynthesisAnswer(keywords=(), signals=ANSWER.signals[:1], risks=()))
    assert [one.by for one in made.signals if one.sections == ("ai", "energy")] == ["model"]
    others = [*made.keywords, *made.risks, *(one for one in made.signals if one.sections != ("ai", "energy"))]
    assert others
    assert {(one.by, one.instead) for one in others} == {("extraction", "left_empty")}


def test_a_full_answer_needs_no_extraction() -> None:
    assert {one.by for one in claims(written(ANSWER)).values()} == {"model"}


# -- a critic that is not heard ---------------------------------------------------------------------------------------


def test_where_nobody_would_read_it_the_writer_is_not_asked_and_all_is_extracted() -> None:
    scripted = Scripted({"synthesis_writer": [ANSWER]}, heard="no")
    made = write_synthesis(TABLES, SECTIONS, asking(scripted))
    assert scripted.asked == []
    assert claims(made)
    assert {(one.by, one.instead) for one in claims(made).values()} == {("extraction", "unread")}


def test_a_critic_half_heard_is_enough_to_ask_the_writer() -> None:
    scripted = Scripted({"synthesis_writer": [ANSWER]}, heard="half")
    assert claims(write_synthesis(TABLES, SECTIONS, asking(scripted))) == claims(written())


def test_a_run_by_extraction_has_no_reason_to_give() -> None:
    made = claims(write_synthesis(TABLES, SECTIONS, extractive_ask()))
    assert {(one.by, one.instead) for one in made.values()} == {("extraction", None)}


# -- what nobody mends ------------------------------------------------------------------------------------------------


def test_what_nobody_mends_is_quoted_or_gone() -> None:
    ask, scripted = script()
    before = written()
    after = claims(quote_synthesis(TABLES, SECTIONS, ask, before, {"risk1": "filler", "keyword2": "filler"}))
    assert scripted.asked == []
    assert after["keyword1"] == claims(before)["keyword1"]
    for name in ("risk1", "keyword2"):
        assert name not in after or (after[name].kind, after[name].by) == ("quoted", "extraction")
    assert after["risk1"].kind == "quoted"
