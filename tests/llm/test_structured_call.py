"""One question put to one model: what is asked again after a faulty answer, how much of it, and what of it stands."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from table_answers import row, table, table_question
from wiring import KEY, link_of, models_of

from brief.llm.base import Completion, Finish, Prompt
from brief.llm.budget import Budget
from brief.llm.context_window import TokenCounter
from brief.llm.ledger import Ledger
from brief.llm.prompt_set import load_prompts
from brief.llm.prompt_template import fill, style_of
from brief.llm.structured_call import CallContext, StructuredCall
from brief.report.format import load_format
from brief.settings.models import ModelLink
from schemas.classification import SectionBrief
from schemas.critique import ClaimBrief, CritiqueAnswer, CritiqueQuestion, ShownPassage, VerdictAnswer
from schemas.draft import RowBrief, SynthesisAnswer, SynthesisQuestion, TableBrief
from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion, TextToMend
from schemas.run import Call
from schemas.table import PassageBrief, RowAnswer, StatementAnswer, TableAnswer, TableQuestion

ROOT = Path(__file__).resolve().parents[2]
QUESTION = table_question()
NOWHERE = StatementAnswer(text="港口吞吐创下纪录", passages=())
"""A statement that no passage carries."""
Said = TableAnswer | SynthesisAnswer | str | Finish
"""What a model answers: a table, a text, or how it ends without one."""


class Model:
    """Answers with what it is given, in turn, or by the ids that the prompt shows; remembers what it was asked."""

    def __init__(self, *said: Said, by_prompt: Callable[[str], Said] | None = None) -> None:
        self._said, self._by_prompt = list(said), by_prompt
        self.asked: list[tuple[Prompt, Mapping[str, Any]]] = []

    def __call__(self, link: ModelLink, prompt: Prompt, schema: Mapping[str, Any], tokens: int) -> Completion:
        self.asked.append((prompt, schema))
        return _completion(self._by_prompt(prompt.user) if self._by_prompt else self._said.pop(0))


def _completion(said: Said) -> Completion:
    ended: Finish = said if said in ("length", "refusal", "filter") else "stop"
    text = (
        said.model_dump_json()
        if isinstance(said, TableAnswer | SynthesisAnswer)
        else '{"rows": ['
        if ended != "stop"
        else said
    )
    return Completion(
        text=text,
        finish=ended,
        input_tokens=10,
        cached_tokens=0,
        cache_write_tokens=0,
        output_tokens=5,
        request_id=None,
        seconds=0.1,
    )


PROMPTS = load_prompts(ROOT / "prompts", "zh")
STYLE = style_of(load_format(ROOT / "formats", "quantshark", "zh", ["ai", "energy", "web3"]), "weekly")
COUNTER = TokenCounter("estimate")
LINK = link_of(models_of("http://127.0.0.1:1/v1"))


def call(
    role: str, model: Model, link: ModelLink = LINK, repairs: int = 1, kept: list[Call] | None = None
) -> StructuredCall:
    context = CallContext(
        prompts=PROMPTS,
        style=STYLE,
        call=model,
        ledger=Ledger((kept if kept is not None else []).append),
        budget=Budget(None, None),
        counter=COUNTER,
        max_repairs=repairs,
    )
    return StructuredCall(role, link, context)


def ask(
    model: Model, question: TableQuestion = QUESTION, repairs: int = 1, kept: list[Call] | None = None
) -> TableAnswer | None:
    return call("table_writer", model, repairs=repairs, kept=kept).ask(question, TableAnswer)


def rows(answer: TableAnswer | None) -> tuple[RowAnswer, ...]:
    assert answer is not None
    return answer.rows


def events_shown(prompt: Prompt) -> list[str]:
    """Of the question, not of an answer that is shown after it."""
    return [one for one in ("e1", "e2") if f'"event_id":"{one}","published"' in prompt.user]


def test_a_sound_answer_is_asked_for_once() -> None:
    model = Model(table(row(1), row(2)))
    assert ask(model) == table(row(1), row(2))
    assert len(model.asked) == 1


def test_what_code_can_mend_is_not_asked_again() -> None:
    model = Model(table(row(2, technical=("年产能6GWh", ("d2#2", "d9#9"))), row(1), row(9)))
    assert ask(model) == table(row(2), row(1))
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "echo",
    [
        "年产能6GWh、总投资21亿元、客户均为储能电站",
        "储能客户已锁定首年七成产能，其他买家短期内拿货余地不大。",
        "储能与电网",
    ],
    ids=["good example", "another", "short"],
)
def test_the_words_of_a_prompt_are_no_statement(echo: str) -> None:
    section = QUESTION.section.model_copy(update={"description": "储能与电网：发电、输电和用电"})
    question = QUESTION.model_copy(update={"section": section})
    answer = table(row(1), row(2, insight=echo))
    model = Model(answer)
    kept = rows(ask(model, question, repairs=0))
    assert (kept[1].cells[2].text == "") == (len(echo) > 8)
    assert len(model.asked) == 1


SHOWN = ShownPassage(id="p1", title="某厂试产", published="2026-01-07", text="某厂的产线开始试产。")
CRITIQUE = CritiqueQuestion(
    passages=(SHOWN,),
    claims=tuple(ClaimBrief(claim_id=one, role="event", text="某厂试产", passages=("p1",)) for one in ("a", "b")),
    language="zh",
)


def stands(claim_id: str, rests_on: str = "产线开始试产") -> VerdictAnswer:
    return VerdictAnswer(claim_id=claim_id, rests_on=rests_on, verdict="stands", fix="")


def test_a_critic_whose_words_are_not_there_is_asked_again_about_that_claim_alone() -> None:
    first = CritiqueAnswer(verdicts=(stands("a"), stands("b", "产线已经投产")))
    model = Model(first.model_dump_json(), CritiqueAnswer(verdicts=(stands("b"),)).model_dump_json())
    kept = list[Call]()
    answer = call("critic", model, kept=kept).ask(CRITIQUE, CritiqueAnswer)
    assert answer == CritiqueAnswer(verdicts=(stands("a"), stands("b")))
    assert [one.purpose for one in kept] == ["answer", "repair"]
    assert model.asked[1][1]["$defs"]["VerdictAnswer"]["properties"]["claim_id"]["enum"] == ["b"]


def test_a_verdict_that_stays_void_is_none() -> None:
    said = CritiqueAnswer(verdicts=(stands("a"), stands("b", "产线已经投产"))).model_dump_json()
    asking = call("critic", Model(by_prompt=lambda _: said))
    assert asking.ask(CRITIQUE, CritiqueAnswer) == CritiqueAnswer(verdicts=(stands("a"),))
    assert asking.lost == {("verdict", "b"): "no_passage"}


REVISION = RevisionQuestion(
    passages=(PassageBrief(id="d1#2", headline=False, text="年产能6GWh，储能客户已订七成。"),),
    texts=tuple(
        TextToMend(claim_id=one, role="effect", text="旧", remark="错", max_chars=60, passages=("d1#2",))
        for one in ("energy.effect1", "energy.effect2")
    ),
    language="zh",
)


def mended(claim_id: str, text: str) -> MendedText:
    return MendedText(claim_id=claim_id, keep="", text=text, passages=("d1#2",))


def test_texts_are_mended_by_a_prompt_of_their_own_whoever_wrote_them() -> None:
    answer = RevisionAnswer(texts=tuple(mended(one.claim_id, "储能客户已订七成") for one in REVISION.texts))
    model, kept = Model(answer.model_dump_json()), list[Call]()
    assert call("table_writer", model, kept=kept).ask(REVISION, RevisionAnswer) == answer
    assert model.asked[0][0] == fill(PROMPTS["revision"], REVISION, STYLE)
    (made,) = kept
    assert (made.role, made.purpose, made.prompt_version) == ("table_writer", "revision", PROMPTS["revision"].version)


def test_a_revision_that_is_cut_off_is_asked_for_in_halves() -> None:
    def by_size(user: str) -> Said:
        ids = [text.claim_id for text in REVISION.texts if text.claim_id in user]
        said = RevisionAnswer(texts=tuple(mended(one, "储能客户已订七成") for one in ids))
        return "length" if len(ids) > 1 else said.model_dump_json()

    model = Model(by_prompt=by_size)
    answer = call("table_writer", model).ask(REVISION, RevisionAnswer)
    assert answer is not None
    assert [one.claim_id for one in answer.texts] == ["energy.effect1", "energy.effect2"]
    assert len(model.asked) == 3


def test_a_repair_of_mended_texts_shows_the_newest_of_those_at_fault_and_no_passage_of_the_others() -> None:
    other = PassageBrief(id="d2#1", headline=True, text="另一家动工")
    first, second = REVISION.texts
    asked = REVISION.model_copy(
        update={
            "passages": (*REVISION.passages, other),
            "texts": (first, second.model_copy(update={"passages": ("d2#1",)})),
        }
    )
    long = mended(first.claim_id, "储能客户已订七成" * 20)
    answers = [(long, mended(second.claim_id, "另一家动工")), (mended(first.claim_id, "储能客户已订七成"),)]
    model = Model(*(RevisionAnswer(texts=texts).model_dump_json() for texts in answers))
    answer = call("table_writer", model).ask(asked, RevisionAnswer)
    assert answer is not None
    assert {one.claim_id: one.text for one in answer.texts} == {
        first.claim_id: "储能客户已订七成",
        second.claim_id: "另一家动工",
    }
    prompt, schema = model.asked[1]
    assert f'"text":"{long.text}"' in prompt.user
    assert "at most 60 are allowed" in prompt.user.partition("</data>")[2]
    assert '"remark":"错"' not in prompt.user
    assert "另一家动工" not in prompt.user
    assert schema["$defs"]["MendedText"]["properties"]["passages"]["items"]["enum"] == ["d1#2"]


def test_a_repair_asks_only_about_the_cells_at_fault_and_leaves_the_others_as_they_were() -> None:
    first = table(row(1, insight="首年订单已满，其他买家拿不到货"), row(2, technical="产能" * 40))
    again = table(row(2, insight="换了一种说法"), row(1), thesis=NOWHERE)
    model = Model(first, again)
    assert ask(model) == table(first.rows[0], row(2))
    prompt, schema = model.asked[1]
    assert events_shown(model.asked[0][0]) == ["e1", "e2"]
    assert events_shown(prompt) == ["e2"]
    assert "row e2 technical: the text has 80 characters; at most 30 are allowed." in prompt.user
    assert "首年订单已满" not in prompt.user
    assert schema["$defs"]["RowAnswer"]["properties"]["event_id"]["enum"] == ["e2"]
    assert schema["$defs"]["CellAnswer"]["properties"]["column"]["enum"] == ["technical"]


def test_the_system_part_of_a_repair_is_that_of_the_question() -> None:
    model = Model(table(row(1)), table(row(2)))
    assert ask(model) == table(row(1), row(2))
    assert model.asked[0][0].system == model.asked[1][0].system


def test_a_fault_in_what_rests_on_all_rows_is_repaired_in_sight_of_all() -> None:
    model = Model(table(row(1), row(2), thesis=NOWHERE), table(row(1, event="另一件事"), row(2)))
    assert ask(model) == table(row(1), row(2))
    assert events_shown(model.asked[1][0]) == ["e1", "e2"]
    assert model.asked[1][1]["$defs"]["CellAnswer"]["properties"]["column"]["enum"] == ["event"]
    assert "thesis: no passage that was shown carries it" in model.asked[1][0].user


def test_a_row_that_was_left_out_is_asked_for_whole() -> None:
    model = Model(table(row(1)), table(row(2)))
    assert ask(model) == table(row(1), row(2))
    assert events_shown(model.asked[1][0]) == ["e2"]
    columns = model.asked[1][1]["$defs"]["CellAnswer"]["properties"]["column"]["enum"]
    assert columns == ["event", "technical", "insight"]


def test_a_repair_with_more_faults_than_before_is_not_taken() -> None:
    first = table(row(1), row(2, technical="产能" * 40))
    model = Model(first, table(row(2, technical="产能" * 40, insight="储能" * 60)))
    assert ask(model) == table(row(1), row(2, technical=("", ())))


@pytest.mark.parametrize("ended", ["refusal", "filter", "not JSON"])
def test_of_a_repair_that_gives_nothing_the_first_answer_stands(ended: Said) -> None:
    model = Model(table(row(1), row(2, technical="产能" * 40)), ended)
    assert ask(model) == table(row(1), row(2, technical=("", ())))


def test_an_answer_that_cannot_be_read_is_shown_with_its_error_once() -> None:
    model = Model("好的，下面是表格。", table(row(1), row(2)))
    assert ask(model) == table(row(1), row(2))
    assert "The answer is not valid JSON" in model.asked[1][0].user
    assert "好的，下面是表格。" in model.asked[1][0].user


def test_an_answer_that_can_never_be_read_is_none() -> None:
    assert ask(Model("一", "二")) is None
    assert ask(Model("一"), repairs=0) is None


def test_an_answer_that_is_cut_off_is_asked_for_in_halves() -> None:
    def by_size(user: str) -> Said:
        return "length" if '"e1"' in user and '"e2"' in user else table(row(1 if '"e1"' in user else 2))

    model = Model(by_prompt=by_size)
    assert rows(ask(model)) == (row(1), row(2))
    assert [events_shown(prompt) for prompt, _ in model.asked] == [["e1", "e2"], ["e1"], ["e2"]]


def test_a_model_that_writes_without_end_is_asked_for_halves_and_no_more() -> None:
    model = Model(by_prompt=lambda _: "length")
    assert ask(model) is None
    assert [events_shown(prompt) for prompt, _ in model.asked] == [["e1", "e2"], ["e1"], ["e2"]]


def test_of_an_answer_that_is_refused_only_the_event_to_blame_is_lost() -> None:
    model = Model(by_prompt=lambda user: "refusal" if '"e1"' in user else table(row(2)))
    assert rows(ask(model)) == (row(2),)
    assert [events_shown(prompt) for prompt, _ in model.asked] == [["e1", "e2"], ["e1"], ["e2"]]


def test_a_single_event_whose_answer_is_cut_off_is_repaired() -> None:
    one = QUESTION.model_copy(update={"events": QUESTION.events[:1]})
    model = Model("length", table(row(1), thesis=StatementAnswer(text="储能订单先于产能", passages=("d1#2",))))
    assert rows(ask(model, one)) == (row(1),)
    assert "cut off at the limit of its length" in model.asked[1][0].user


def test_what_is_asked_again_is_counted_as_a_repair() -> None:
    kept = list[Call]()
    ask(Model(table(row(1)), table(row(2))), kept=kept)
    assert [call.repair for call in kept] == [False, True]


def test_a_synthesis_that_is_too_long_for_the_model_is_asked_with_the_best_passages_of_each_row() -> None:
    question = synthesis_question(4)
    wanted = fill(PROMPTS["synthesis_writer"], synthesis_question(2), STYLE)
    room = COUNTER.count(wanted.system) + COUNTER.count(wanted.user) + LINK.settings.max_output_tokens
    model = Model(NO_SYNTHESIS)
    asked = call("synthesis_writer", model, replace(LINK, context_tokens=room)).ask(question, SynthesisAnswer)
    assert asked == NO_SYNTHESIS
    assert [prompt for prompt, _ in model.asked] == [wanted]


def test_a_synthesis_that_is_too_long_with_one_passage_a_row_is_not_asked_for() -> None:
    model = Model()
    short = replace(LINK, context_tokens=LINK.settings.max_output_tokens)
    assert call("synthesis_writer", model, short).ask(synthesis_question(4), SynthesisAnswer) is None
    assert model.asked == []


def test_a_question_that_is_too_long_says_by_how_much_and_what_to_set() -> None:
    context = COUNTER.count(SHORTEST.system) + COUNTER.count(SHORTEST.user) + 3000
    asking = call("table_writer", Model(), replace(LINK, context_tokens=context))
    assert asking.ask(QUESTION, TableAnswer) is None
    kept, over = LINK.settings.max_output_tokens, LINK.settings.max_output_tokens - 3000
    assert f"{context - 3000:,} tokens, and {kept:,} kept for the answer, are {over:,} more" in asking.too_long
    assert f"its context of {context:,}" in asking.too_long
    assert "[models.settings.table_writer] max_output_tokens to 3000 or less" in asking.too_long
    assert '[contexts] "fake:m"' in asking.too_long
    assert asking.lost == {("row", "e1"): "question_too_long", ("row", "e2"): "question_too_long"}


@pytest.mark.parametrize(
    ("role", "question", "answer", "helps"),
    [
        ("table_writer", QUESTION, TableAnswer, "a shorter table_writer.md"),
        ("synthesis_writer", None, SynthesisAnswer, "a smaller `limit` under [[sections]]"),
    ],
    ids=["table", "synthesis"],
)
def test_where_no_answer_would_have_room_a_shorter_answer_is_no_advice(
    role: str, question: TableQuestion | None, answer: type[Any], helps: str
) -> None:
    asking = call(role, Model(), replace(LINK, context_tokens=500))
    assert asking.ask(question or synthesis_question(4), answer) is None
    assert helps in asking.too_long
    assert "max_output_tokens to" not in asking.too_long


def test_what_could_be_cut_to_fit_is_not_too_long() -> None:
    room = COUNTER.count(SHORTEST.system) + COUNTER.count(SHORTEST.user) + LINK.settings.max_output_tokens + 5
    model = Model(by_prompt=lambda prompt: table(row(1 if '"event_id":"e1"' in prompt else 2)))
    asking = call("table_writer", model, replace(LINK, context_tokens=room))
    assert rows(asking.ask(QUESTION, TableAnswer)) == (row(1), row(2))
    assert (asking.too_long, asking.lost) == ("", {})


SHORTEST = fill(PROMPTS["table_writer"], QUESTION.model_copy(update={"events": QUESTION.events[:1]}), STYLE)


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        (table(row(1)), {("row", "e2"): "left_out"}),
        (table(row(1), row(9)), {("row", "e2"): "unknown_id"}),
        (table(row(1), row(2, technical="产能" * 40)), {("row", "e2", "technical"): "too_long"}),
        (
            table(row(1), row(2, event="see https://a.example/x")),
            {("row", "e2", "event"): "markup_in_text", ("row", "e2"): "markup_in_text"},
        ),
        (
            table(row(1), row(2, technical="年产能6GWh、总投资21亿元、客户均为储能电站")),
            {("row", "e2", "technical"): "prompt_echo"},
        ),
        (table(row(1), row(2), thesis=NOWHERE), {("thesis",): "no_passage"}),
        ("no JSON", {("row", "e1"): "unusable", ("row", "e2"): "unusable"}),
        ("refusal", {("row", "e1"): "refused", ("row", "e2"): "refused"}),
        ("length", {("row", "e1"): "cut_off", ("row", "e2"): "cut_off"}),
    ],
    ids=["left out", "stranger", "long", "address", "echo", "nowhere", "no form", "refusal", "cut"],
)
def test_why_something_does_not_stand_is_told_by_a_code(said: Said, lost: dict[tuple[str, ...], str]) -> None:
    asking = call("table_writer", Model(by_prompt=lambda _: said), repairs=0)
    asking.ask(QUESTION, TableAnswer)
    assert asking.lost == lost


def test_what_a_repair_mends_is_not_lost() -> None:
    model = Model(table(row(1), row(2, technical="产能" * 40)), table(row(2)))
    asking = call("table_writer", model)
    assert asking.ask(QUESTION, TableAnswer) == table(row(1), row(2))
    assert asking.lost == {}


NO_SYNTHESIS = SynthesisAnswer(keywords=(), signals=(), risks=())


def synthesis_question(passages: int) -> SynthesisQuestion:
    """About one row with so many passages."""
    shown = tuple(PassageBrief(id=f"d1#{n}", headline=n == 1, text=f"第{n}段。" * 90) for n in range(1, passages + 1))
    row = RowBrief(row_id="ai.e1", cells=("投产",), terms=(), passages=shown)
    brief = SectionBrief(id="ai", title="AI", description="人工智能")
    return SynthesisQuestion(tables=(TableBrief(section=brief, rows=(row,)),), pairs=(), language="zh")


def test_a_key_that_a_server_says_back_is_neither_recorded_nor_used_nor_asked_about() -> None:
    model, kept = Model(f"not JSON, but {KEY}", table(row(1), row(2, event=f"某厂投产，{KEY}"))), list[Call]()
    answer = ask(model, kept=kept)
    assert len(model.asked) == len(kept) == 2
    everything = "\n".join((str(answer), *(prompt.user for prompt, _ in model.asked), *map(str, kept)))
    assert KEY not in everything
    assert everything.count("[key]") >= 3


# -- a server that cuts what it is asked ------------------------------------------------------------------------------


def long_question(events: int) -> TableQuestion:
    """About so many events of some 700 tokens each."""
    text = "储能电站投产。" * 140
    shown = tuple(
        one.model_copy(
            update={"event_id": f"e{n}", "passages": (PassageBrief(id=f"d{n}#1", headline=True, text=text),)}
        )
        for n, one in ((n, QUESTION.events[0]) for n in range(1, events + 1))
    )
    return QUESTION.model_copy(update={"events": shown})


def shown_in(prompt: Prompt) -> list[int]:
    return [n for n in range(1, 9) if f'"event_id":"e{n}","published"' in prompt.user]


class CuttingModel(Model):
    """Of a server that reads so many tokens, tells of no more, and has no other fault."""

    def __init__(self, reads: int, least: int = 0) -> None:
        super().__init__()
        self.reads, self.least = reads, least

    def __call__(self, link: ModelLink, prompt: Prompt, schema: Mapping[str, Any], tokens: int) -> Completion:
        self.asked.append((prompt, schema))
        answer = table(*(row(n, event="", technical="", insight="") for n in shown_in(prompt)))
        return replace(_completion(answer), input_tokens=max(self.least, min(self.reads, tokens)))


def test_a_question_that_its_server_cut_is_asked_in_parts_that_it_reads() -> None:
    reads = COUNTER.count(PROMPTS["table_writer"].system) + 1300
    model = CuttingModel(reads)
    asking = call("table_writer", model, repairs=0)
    asking.ask(long_question(8), TableAnswer)
    assert shown_in(model.asked[0][0]) == list(range(1, 9))
    for prompt, _ in model.asked[1:]:
        assert COUNTER.count(prompt.system) + COUNTER.count(prompt.user) <= reads
    assert sorted(n for prompt, _ in model.asked[1:] for n in shown_in(prompt)) == list(range(1, 9))
    assert f"{reads:,} tokens of about" in asking.too_long
    assert '[contexts] "fake:m"' in asking.too_long


def test_counts_that_were_made_up_are_told_and_the_answer_is_kept() -> None:
    model = CuttingModel(20_000, least=20_000)
    kept = list[Call]()
    asking = call("table_writer", model, repairs=0, kept=kept)
    asking.ask(long_question(1), TableAnswer)
    model.reads = model.least = 2900
    asking.ask(long_question(8), TableAnswer)
    assert [shown_in(prompt) for prompt, _ in model.asked] == [[1], list(range(1, 9))]
    assert asking.too_long


@pytest.mark.parametrize("told", [0, 10, 999])
def test_a_count_that_no_context_is_as_small_as_tells_nothing(told: int) -> None:
    model = CuttingModel(told)
    asking = call("table_writer", model, repairs=0)
    asking.ask(long_question(8), TableAnswer)
    assert (len(model.asked), asking.too_long) == (1, "")


def test_what_is_known_to_be_cut_is_asked_the_same_way_from_the_ledger() -> None:
    model, kept = CuttingModel(3050), list[Call]()
    first = call("table_writer", model, repairs=0, kept=kept).ask(long_question(8), TableAnswer)
    desk = call("table_writer", Model(), repairs=0)._context
    known = replace(desk, ledger=Ledger(list[Call]().append, earlier=kept))
    assert StructuredCall("table_writer", LINK, known).ask(long_question(8), TableAnswer) == first


def test_a_long_question_about_whose_items_nothing_is_said_is_asked_in_halves() -> None:
    model = Model(by_prompt=lambda user: table(*(() if '"e8"' in user and '"e1"' in user else (row(1),))))
    asking = call("table_writer", model, repairs=0)
    asking.ask(long_question(8), TableAnswer)
    assert [shown_in(prompt) for prompt, _ in model.asked] == [[*range(1, 9)], [1, 2, 3, 4], [5, 6, 7, 8]]
    assert "names nothing that it was asked about" in asking.too_long


def test_a_short_question_about_whose_items_nothing_is_said_is_repaired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brief.llm.context_window._LONG", 2500)
    model = Model(table(row(9)), table(row(1), row(2)))
    asking = call("table_writer", model)
    assert asking.ask(QUESTION, TableAnswer) == table(row(1), row(2))
    assert (len(model.asked), asking.too_long) == (2, "")


def test_what_is_thought_is_not_shown_with_the_error() -> None:
    model = Model("<think>很长的想法</think>好的。", table(row(1), row(2)))
    assert ask(model) == table(row(1), row(2))
    assert "好的。" in model.asked[1][0].user
    assert "很长的想法" not in model.asked[1][0].user
