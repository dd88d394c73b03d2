"""Who answers for the critic: verdicts found again one by one, controls, and who is heard at all."""

import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stored_runs import record, started
from wiring import link_of, models_of

from brief.llm.base import Completion, Prompt, ProviderError
from brief.llm.budget import Budget
from brief.llm.context_window import TokenCounter
from brief.llm.critic_chain import CriticChain
from brief.llm.examination import batches, exam_texts
from brief.llm.ledger import Ledger
from brief.llm.prompt_set import load_prompts
from brief.llm.prompt_template import style_of
from brief.llm.structured_call import CallContext
from brief.report.format import load_format
from brief.runs.lineage import calls_of_lineage
from brief.settings.models import Binding, ModelLink
from schemas.critique import (
    ClaimBrief,
    CritiqueAnswer,
    CritiqueQuestion,
    Heard,
    ShownPassage,
    Verdict,
    VerdictAnswer,
)
from schemas.run import Call, Trust
from schemas.table import TableAnswer

ROOT = Path(__file__).resolve().parents[2]
PROMPTS = load_prompts(ROOT / "prompts", "zh")
STYLE = style_of(load_format(ROOT / "formats", "quantshark", "zh", ["ai", "energy", "web3"]), "weekly")
FIRST = link_of(models_of("http://127.0.0.1:1/v1"))
SECOND = replace(FIRST, model="n")
LABELS = {text.text: text.stands for text in exam_texts()}

Judge = Callable[[str, str], Verdict | None]
"""(model, text) -> verdict; None leaves the claim out."""


def always(word: Verdict) -> Judge:
    def judge(_model: str, _text: str) -> Verdict:
        return word

    return judge


def well(_model: str, text: str) -> Verdict:
    """Knows the examination; everything else stands."""
    return "stands" if LABELS.get(text, True) else "unsupported"


class Critics:
    """Models that judge each claim by its text; remembers which claims each was shown."""

    def __init__(self, judge: Judge = well, refuses: Iterable[str] = (), fails: Iterable[str] = ()) -> None:
        self.judge, self.refuses, self.fails = judge, set(refuses), set(fails)
        self.asked: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]] = []
        """Model, claims and passages of each call."""

    def __call__(self, link: ModelLink, prompt: Prompt, schema: Mapping[str, Any], tokens: int) -> Completion:
        claims, passages = block(prompt.user, "claims"), block(prompt.user, "passages")
        self.asked.append((link.model, claims, passages))
        if link.model in self.fails:
            raise ProviderError("server", "out of order", status=500)
        refused = self.refuses & {f"{link.model}: {claim['text']}" for claim in claims}
        texts = {one["id"]: one["text"] for one in passages}
        words = {claim["claim_id"]: self.judge(link.model, claim["text"]) for claim in claims}
        verdicts = [
            {"claim_id": claim["claim_id"], "rests_on": texts[claim["passages"][0]][:8], "verdict": word, "fix": ""}
            for claim in claims
            if (word := words[claim["claim_id"]])
        ]
        return Completion(
            text=json.dumps({"verdicts": verdicts}),
            finish="refusal" if refused else "stop",
            input_tokens=10,
            cached_tokens=0,
            output_tokens=5,
            request_id=None,
            seconds=0.1,
        )

    @property
    def texts(self) -> list[list[str]]:
        """Of each call, what it asked about beside controls."""
        return [[one["text"] for one in claims if one["text"] not in LABELS] for _, claims, _ in self.asked]

    @property
    def controls(self) -> list[int]:
        return [sum(one["text"] in LABELS for one in claims) for _, claims, _ in self.asked]


def block(user: str, name: str) -> list[dict[str, Any]]:
    """What stands in a block of a prompt; the first one of that name."""
    found = re.search(rf'<data name="{name}">\n(.*?)\n</data>', user, re.DOTALL)
    assert found
    return [json.loads(line) for line in found[1].split("\n")]


class Run:
    """One run's critic, with a ledger that goes on from earlier calls."""

    def __init__(
        self,
        critics: Critics | None = None,
        links: Sequence[ModelLink] = (FIRST,),
        heard: Mapping[str, Heard] | None = None,
        earlier: Iterable[Call] = (),
        own: Iterable[Call] = (),
        **changes: Any,
    ) -> None:
        self.critics = critics or Critics()
        self.file, self.notes, self.known = list[Call](), list[str](), heard or {}
        self.heard_of: list[str] = []
        ledger = Ledger(self.file.append, own=own, earlier=earlier)
        defaults: dict[str, Any] = {"prompts": PROMPTS, "style": STYLE, "call": self.critics, "ledger": ledger}
        fixed: dict[str, Any] = {"budget": Budget(None, None), "counter": TokenCounter("estimate")}
        self.context = CallContext(**{**defaults, **fixed, **changes})
        self.chain = CriticChain(Binding("critic", tuple(links), True), self.context, self.notes.append, self._hear)

    def _hear(self, _chain: CriticChain, link: ModelLink) -> Trust:
        self.heard_of.append(link.model)
        return Trust(model=link.name, examined=True, heard=self.known.get(link.model, "yes"))

    def read(self, question: CritiqueQuestion) -> list[tuple[str, Verdict]]:
        answer = self.chain.answer("critic", question, CritiqueAnswer)
        assert answer.by == "model"
        return [(one.claim_id, one.verdict) for one in answer.value.verdicts]


PASSAGES = {
    "d1#1": ("某厂投产", "某厂的产线开始投产，年产能6GWh。"),
    "d1#2": ("某厂投产", "客户已订七成，现货不多。"),
    "d2#1": ("另一家动工", "另一家的园区在本月动工。"),
}


def claim(claim_id: str, text: str, *passages: str, role: str = "event", doubt: str = "") -> ClaimBrief:
    return ClaimBrief(claim_id=claim_id, role=role, text=text, passages=passages or ("d1#1",), doubt=doubt)


def question(*claims: ClaimBrief, language: str = "zh", **texts: str) -> CritiqueQuestion:
    """`texts`: other texts of passages, by their letters and digits."""
    named = dict.fromkeys(one for claim in claims for one in claim.passages)
    shown = (
        ShownPassage(
            id=one,
            title=PASSAGES[one][0],
            published="2026-01-07",
            text=texts.get(one.replace("#", "_"), PASSAGES[one][1]),
        )
        for one in named
    )
    return CritiqueQuestion(passages=tuple(shown), claims=claims, language=language)


A, B, C = (
    claim("energy.e1.event", "某厂产线投产"),
    claim("energy.e1.insight", "现货吃紧", "d1#2"),
    claim("ai.e2.event", "园区动工", "d2#1"),
)
ALL = question(A, B, C)
STANDING = [(one.claim_id, "stands") for one in (A, B, C)]


# -- one reading ------------------------------------------------------------------------------------------------------


def test_each_claim_gets_its_verdict_under_its_own_id_in_the_order_of_the_question() -> None:
    run = Run(Critics(lambda model, text: "weak" if text == B.text else well(model, text)))
    assert run.read(ALL) == [(A.claim_id, "stands"), (B.claim_id, "weak"), (C.claim_id, "stands")]
    (call,) = run.file
    assert (call.role, call.purpose, call.model) == ("critic", "reading", "fake:m")


def test_a_model_sees_no_id_of_a_claim_and_cannot_tell_a_control() -> None:
    run = Run()
    run.read(ALL)
    ((_, claims, passages),) = run.critics.asked
    assert all(re.fullmatch("[0-9a-f]{8,10}", one["claim_id"]) for one in claims)
    assert [one["id"] for one in passages] == [f"p{n}" for n in range(1, len(passages) + 1)]
    assert all(set(one) == {"claim_id", "role", "text", "passages"} for one in claims)
    (call,) = run.file
    assert not [one for one in (*PASSAGES, *(one.claim_id for one in ALL.claims)) if one in call.user]


def test_what_is_too_long_to_attend_to_is_read_in_as_few_calls_as_may_be_each_with_its_own_passages() -> None:
    claims = [claim(f"energy.e{n}.event", f"某厂产线投产第{n}期", ("d1#1", "d2#1")[n > 14]) for n in range(30)]
    run = Run()
    assert run.read(question(*claims, d1_1="年产能6GWh。" * 1500, d2_1="动工。" * 2000)) == [
        (one.claim_id, "stands") for one in claims
    ]
    assert [len(texts) for texts in run.critics.texts] == [15, 15]
    assert [len(passages) for _, _, passages in run.critics.asked][1] == 1
    assert run.critics.controls[1] == 0


def test_one_text_is_read_whole_however_long_its_passage_is() -> None:
    run = Run()
    assert run.read(question(A, d1_1="年产能6GWh。" * 4000)) == STANDING[:1]
    assert len(run.file) == 1


def test_equal_claims_are_read_once_and_each_gets_the_verdict() -> None:
    twin = A.model_copy(update={"claim_id": "ai.e9.event"})
    run = Run()
    assert run.read(question(A, twin)) == [(A.claim_id, "stands"), ("ai.e9.event", "stands")]
    assert run.critics.texts == [[A.text]]


def test_another_question_than_a_critics_is_an_error() -> None:
    with pytest.raises(TypeError, match="a critic is not asked"):
        Run().chain.answer("critic", A, CritiqueAnswer)
    with pytest.raises(TypeError, match="a critic is not asked"):
        Run().chain.answer("critic", ALL, TableAnswer)


# -- found again ------------------------------------------------------------------------------------------------------


def test_a_verdict_is_found_again_whatever_its_batch() -> None:
    run = Run()
    run.read(question(A, B))
    assert run.read(question(C, B, A)) == [(C.claim_id, "stands"), (B.claim_id, "stands"), (A.claim_id, "stands")]
    assert run.critics.texts == [[A.text, B.text], [C.text]]


def test_a_verdict_is_found_again_under_another_id_of_claim_and_passage() -> None:
    run = Run()
    run.read(ALL)
    moved = ALL.model_copy(
        update={
            "passages": tuple(one.model_copy(update={"id": f"x{one.id}"}) for one in ALL.passages),
            "claims": (A.model_copy(update={"claim_id": "ai.e7.event", "passages": ("xd1#1",)}),),
        }
    )
    assert run.read(moved) == [("ai.e7.event", "stands")]
    assert len(run.critics.asked) == 1


@pytest.mark.parametrize("as_own", [True, False], ids=["resumed", "replayed"])
def test_a_verdict_of_an_earlier_ledger_is_no_call_and_the_run_is_whole_by_itself(as_own: bool) -> None:
    before = Run()
    before.read(ALL)
    later = Run(own=before.file) if as_own else Run(earlier=before.file)
    assert later.read(question(B, A)) == [(B.claim_id, "stands"), (A.claim_id, "stands")]
    assert later.critics.asked == []
    assert [(one.reused, one.key) for one in later.file] == ([] if as_own else [(True, before.file[0].key)])
    assert [one.controls for one in later.chain.trusts] == [None]


def test_of_an_earlier_ledger_only_what_changed_is_asked_and_its_controls_with_it() -> None:
    before = Run()
    before.read(ALL)
    later = Run(earlier=before.file)
    changed = A.model_copy(update={"text": "某厂产线开始投产"})
    assert later.read(question(changed, B, C)) == STANDING
    assert (later.critics.texts, later.critics.controls) == ([[changed.text]], [6])


SAME = question(A)
OTHERWISE: Mapping[str, CritiqueQuestion] = {
    "text": question(A.model_copy(update={"text": "某厂的产线投产"})),
    "role": question(A.model_copy(update={"role": "insight"})),
    "second look": question(A.model_copy(update={"doubt": "方向相反"})),
    "passage": question(A, d1_1="某厂的产线开始投产，年产能7GWh。"),
    "one more passage": question(A.model_copy(update={"passages": ("d1#1", "d1#2")})),
    "title": SAME.model_copy(update={"passages": (SAME.passages[0].model_copy(update={"title": "某厂停产"}),)}),
    "day": SAME.model_copy(update={"passages": (SAME.passages[0].model_copy(update={"published": "2026-01-08"}),)}),
    "language": question(A, language="en"),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_what_a_verdict_rests_on_decides_whether_it_is_found_again(what: str) -> None:
    run = Run()
    run.read(SAME)
    assert run.read(OTHERWISE[what]) == [(A.claim_id, "stands")]
    assert len(run.critics.asked) == 2


@pytest.mark.parametrize("what", ["model", "settings", "sample", "prompt"])
def test_a_verdict_belongs_to_the_model_its_settings_the_sample_and_the_prompt(what: str) -> None:
    before = Run()
    before.read(SAME)
    critic = PROMPTS["critic"]
    settings = FIRST.settings.model_copy(update={"max_output_tokens": FIRST.settings.max_output_tokens - 1})
    changes: Mapping[str, dict[str, Any]] = {
        "model": {"links": (SECOND,)},
        "settings": {"links": (replace(FIRST, settings=settings),)},
        "sample": {"sample": 1},
        "prompt": {"prompts": {**PROMPTS, "critic": replace(critic, system=f"{critic.system}\n从严。")}},
    }
    later = Run(earlier=before.file, **changes[what])
    assert later.read(SAME) == [(A.claim_id, "stands")]
    assert len(later.critics.asked) == 1


def test_a_void_verdict_is_not_used_and_not_found_again() -> None:
    class Careless(Critics):
        def __call__(self, *asked: Any) -> Completion:
            completion = super().__call__(*asked)
            text = json.dumps(
                {"verdicts": [{**one, "rests_on": "哪里都没有这句话"} for one in verdicts_in(completion)]}
            )
            return replace(completion, text=text)

    before = Run(Careless())
    assert before.read(SAME) == []
    assert [one.purpose for one in before.file] == ["reading", "repair"]
    later = Run(earlier=before.file, heard={"m": "half"})
    changed = question(A, B)
    assert later.read(changed) == [(A.claim_id, "stands"), (B.claim_id, "stands")]
    assert later.critics.texts == [[A.text, B.text]]


def verdicts_in(completion: Completion) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(completion.text)["verdicts"]
    return found


def test_a_verdict_mended_by_a_repair_is_the_one_that_is_found_again() -> None:
    class Forgetful(Critics):
        """Leaves the last claim out at first."""

        def __call__(self, *asked: Any) -> Completion:
            completion = super().__call__(*asked)
            verdicts = verdicts_in(completion)
            kept = [one for one in verdicts if len(verdicts) == 1 or one["claim_id"] != self.last]
            return replace(completion, text=json.dumps({"verdicts": kept}))

        @property
        def last(self) -> str:
            return next(str(one["claim_id"]) for one in self.asked[-1][1] if one["text"] == C.text)

    before = Run(Forgetful())
    assert before.read(ALL) == STANDING
    assert [one.purpose for one in before.file] == ["reading", "repair"]
    later = Run(earlier=before.file)
    assert (later.read(ALL), later.critics.asked) == (STANDING, [])
    assert [one.reused for one in later.file] == [True, True]


def test_calls_of_other_roles_and_purposes_hold_no_verdicts() -> None:
    before = Run()
    before.read(ALL)
    (call,) = before.file
    for other in ({"role": "judge"}, {"purpose": "examination"}, {"purpose": ""}, {"answer": "no JSON"}):
        later = Run(earlier=[call.model_copy(update={**other, "key": "k"})])
        assert later.read(ALL) == STANDING
        assert len(later.critics.asked) == 1


# -- controls ---------------------------------------------------------------------------------------------------------


def test_a_runs_first_call_holds_six_controls_three_of_them_false_and_no_other_call_does() -> None:
    run = Run()
    run.read(question(A))
    run.read(question(B, C))
    assert run.critics.controls == [6, 0]
    told = [LABELS[one["text"]] for one in run.critics.asked[0][1] if one["text"] in LABELS]
    assert sorted(told) == [False, False, False, True, True, True]
    assert [one.controls for one in run.chain.trusts] == [(6, 6)]


def test_controls_stand_among_the_claims_and_not_behind_them() -> None:
    claims = [claim(f"c{n}", f"第{n}条产线投产") for n in range(12)]
    run = Run()
    run.read(question(*claims))
    places = [number for number, one in enumerate(run.critics.asked[0][1]) if one["text"] in LABELS]
    assert len(places) == 6
    assert max(after - before for before, after in itertools.pairwise(places)) <= 4
    assert places[-1] < 17


def wrong_on(number: int) -> Judge:
    """Right but for the first so many controls that it is shown."""
    seen: list[str] = []

    def judge(model: str, text: str) -> Verdict:
        if text in LABELS and text not in seen:
            seen.append(text)
        turned = text in seen[:number]
        return "stands" if (well(model, text) == "stands") != turned else "unsupported"

    return judge


@pytest.mark.parametrize("wrong", range(7))
def test_a_critic_that_is_wrong_on_three_controls_is_not_heard_in_this_run(wrong: int) -> None:
    run = Run(Critics(wrong_on(wrong)))
    assert run.read(ALL) == (STANDING if wrong < 3 else [])
    assert run.chain.heard == ("yes" if wrong < 3 else "no")
    (trust,) = run.chain.trusts
    assert (trust.controls, trust.heard) == ((6 - wrong, 6), run.chain.heard)
    assert bool(run.notes) == (wrong >= 3)
    asked = len(run.critics.asked)
    assert run.read(ALL) == (STANDING if wrong < 3 else [])
    assert len(run.critics.asked) == asked


def test_a_control_without_a_verdict_is_wrong() -> None:
    run = Run(Critics(lambda model, text: None if LABELS.get(text) else well(model, text)), max_repairs=0)
    assert run.read(ALL) == []
    assert [one.controls for one in run.chain.trusts] == [(3, 6)]


def test_nothing_that_a_critic_said_in_a_run_whose_controls_it_failed_is_used_again(tmp_path: Path) -> None:
    before = Run(Critics(wrong_on(3)))
    before.read(ALL)
    for swapped in (True, False):
        run = started(tmp_path, content=str(swapped))
        for call in before.file:
            run.append_call(call)
        trust = before.chain.trusts if swapped else (Trust(model="fake:m", examined=True, heard="yes"),)
        run.write_record(record(run.id, "finished").model_copy(update={"trust": trust}))
        run.close()
        assert bool(calls_of_lineage(run.path)) is not swapped


# -- a chain ----------------------------------------------------------------------------------------------------------


def test_the_next_model_judges_what_the_first_refuses_and_nothing_else() -> None:
    run = Run(Critics(refuses=[f"m: {B.text}"]), links=(FIRST, SECOND))
    assert run.read(ALL) == STANDING
    assert [
        texts for (model, _, _), texts in zip(run.critics.asked, run.critics.texts, strict=True) if model == "n"
    ] == [[B.text]]
    assert [one.model for one in run.chain.trusts] == ["fake:m", "fake:n"]


def test_the_next_model_judges_all_where_the_first_cannot_be_reached() -> None:
    run = Run(Critics(fails=["m"]), links=(FIRST, SECOND))
    assert run.read(ALL) == STANDING
    assert [model for model, _, _ in run.critics.asked] == ["m", "n"]
    assert "critic: fake:m: server (500): out of order" in run.notes


def test_what_nobody_judges_has_no_verdict() -> None:
    run = Run(Critics(refuses=[f"{one}: {B.text}" for one in "mn"]), links=(FIRST, SECOND))
    assert run.read(ALL) == [STANDING[0], STANDING[2]]


def test_a_model_that_is_not_heard_is_never_asked() -> None:
    run = Run(links=(FIRST, SECOND), heard={"m": "no"})
    assert run.read(ALL) == STANDING
    assert {model for model, _, _ in run.critics.asked} == {"n"}
    silent = Run(links=(FIRST, SECOND), heard={"m": "no", "n": "no"})
    assert (silent.read(ALL), silent.chain.heard, silent.critics.asked) == ([], "no", [])


def test_who_is_not_needed_is_not_examined_and_nobody_twice() -> None:
    run = Run(links=(FIRST, SECOND))
    assert run.chain.heard == "yes"
    run.read(ALL)
    run.read(ALL)
    assert run.heard_of == ["m"]


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ({"m": "yes", "n": "yes"}, "yes"),
        ({"m": "half", "n": "yes"}, "half"),
        ({"m": "yes", "n": "half"}, "half"),
        ({"m": "no", "n": "half"}, "half"),
        ({"m": "no", "n": "yes"}, "yes"),
    ],
)
def test_what_the_words_count_for_is_what_the_least_heard_of_those_used_is_heard(
    heard: Mapping[str, Heard], expected: Heard
) -> None:
    run = Run(Critics(refuses=[f"m: {B.text}"]), links=(FIRST, SECOND), heard=heard)
    run.read(ALL)
    assert run.chain.heard == expected


def test_a_model_that_fails_its_controls_leaves_the_word_to_the_next() -> None:
    def swapped(model: str, text: str) -> Verdict:
        right = well(model, text)
        return right if model == "n" else "unsupported" if right == "stands" else "stands"

    run = Run(Critics(swapped), links=(FIRST, SECOND))
    assert run.read(ALL) == STANDING
    assert run.chain.heard == "yes"
    assert [one.heard for one in run.chain.trusts] == ["no", "yes"]


# -- the examination --------------------------------------------------------------------------------------------------


def examined(critics: Critics, **changes: Any) -> tuple[Trust, Run]:
    run = Run(critics, **changes)
    return run.chain.examine(FIRST), run


def test_a_critic_that_judges_every_text_right_is_heard_by_its_marks() -> None:
    trust, run = examined(Critics())
    assert (trust.found, trust.spared, trust.heard, trust.examined) == ((60, 60), (60, 60), "yes", True)
    assert len(run.file) == len(batches(exam_texts()))
    assert {one.purpose for one in run.file} == {"examination"}
    assert run.critics.texts == [[]] * len(run.file)


@pytest.mark.parametrize("word", ["stands", "unsupported", "weak", "empty"])
def test_a_critic_that_always_says_the_same_is_not_heard_and_asked_no_longer_than_needed(word: Verdict) -> None:
    trust, run = examined(Critics(always(word)))
    assert (trust.heard, trust.examined) == ("no", True)
    least = next(number for number in range(1, 11) if missed(number, word) > (20 if word == "stands" else 12))
    assert len(run.critics.asked) == least < len(batches(exam_texts()))


def missed(calls: int, word: Verdict) -> int:
    read = [text for batch in batches(exam_texts())[:calls] for text in batch]
    return sum(not text.is_right(word) for text in read)


def test_a_verdict_on_words_that_are_not_there_finds_and_spares_nothing() -> None:
    class Inventive(Critics):
        def __call__(self, *asked: Any) -> Completion:
            completion = super().__call__(*asked)
            verdicts = [{**one, "rests_on": "经核实，一律通过"} for one in verdicts_in(completion)]
            return replace(completion, text=json.dumps({"verdicts": verdicts}))

    trust, _ = examined(Inventive(), max_repairs=0)
    assert trust.spared is not None
    assert (trust.heard, trust.spared[0]) == ("no", 0)


def test_a_critic_that_cannot_be_reached_is_not_examined() -> None:
    trust, run = examined(Critics(fails=["m"]))
    assert trust == Trust(model="fake:m")
    assert run.notes == ["critic: fake:m: cannot be examined: server (500): out of order; it is not heard"]


def test_an_examination_that_would_pass_a_limit_is_left_out() -> None:
    trust, run = examined(Critics(), budget=Budget(1_000, None))
    assert trust == Trust(model="fake:m")
    assert "it is not heard" in run.notes[0]


def test_an_examination_is_read_again_from_the_ledger() -> None:
    trust, before = examined(Critics())
    again, later = examined(Critics(), earlier=before.file)
    assert (again, later.critics.asked) == (trust, [])


def test_what_was_said_in_an_examination_is_no_verdict_of_a_run() -> None:
    _, before = examined(Critics())
    text = exam_texts()[0]
    asked = CritiqueQuestion(passages=text.passages, claims=(text.brief,), language=text.language)
    later = Run(earlier=before.file)
    later.read(asked)
    assert len(later.critics.asked) == 1


def test_verdicts_as_they_are_kept_are_those_that_were_given() -> None:
    answer = Run().chain.answer("critic", question(A), CritiqueAnswer).value
    assert answer.verdicts == (
        VerdictAnswer(claim_id=A.claim_id, rests_on=PASSAGES["d1#1"][1][:8], verdict="stands", fix=""),
    )
