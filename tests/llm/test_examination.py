"""The examination of critics: its texts, how they are put, its marks, and that no simple critic passes it."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.llm.examination import (
    CALLS,
    CONTROLS,
    ID_CHARS,
    TEXTS,
    ExamText,
    Marks,
    batches,
    controls_for,
    exam_texts,
    question,
    version,
)
from checks import answers
from checks.answers.critique import rests_on_ground
from facts.text.overlap import novelty
from schemas.critique import CritiqueAnswer, Heard, Verdict, VerdictAnswer
from schemas.section import COLUMN_ROLES

ALL = exam_texts()
BY_ID = {text.id: text for text in ALL}
TRUE, FALSE = [text for text in ALL if text.stands], [text for text in ALL if not text.stands]


def answered(texts: tuple[ExamText, ...], word: Callable[[ExamText], Verdict | None]) -> CritiqueAnswer:
    given = ((text.id, word(text)) for text in texts)
    verdicts = (VerdictAnswer(claim_id=one, rests_on="", verdict=said, fix="") for one, said in given if said)
    return CritiqueAnswer(verdicts=tuple(verdicts))


def marks(word: Callable[[ExamText], Verdict | None]) -> tuple[Marks, int]:
    """The marks of a critic, and in how many calls it was read."""
    made = Marks(ALL)
    for number, batch in enumerate(batches(ALL), start=1):
        made.add(batch, answered(batch, word))
        if not made.can_still_be_heard():
            return made, number
    return made, len(batches(ALL))


def right(text: ExamText) -> Verdict:
    return "stands" if text.stands else "unsupported"


def turned(text: ExamText) -> Verdict:
    return "unsupported" if text.stands else "stands"


# -- the texts --------------------------------------------------------------------------------------------------------


def test_there_are_120_texts_half_of_them_false_under_opaque_ids() -> None:
    assert (len(ALL), len(BY_ID), len(TRUE), len(FALSE)) == (120, 120, 60, 60)
    assert all(re.fullmatch(f"[0-9a-f]{{{ID_CHARS}}}", text.id) for text in ALL)
    assert [text.id for text in ALL] == sorted(BY_ID)


def test_each_fault_was_made_from_a_text_that_stands_on_the_same_passages() -> None:
    for text in FALSE:
        pair = BY_ID[text.pair or ""]
        assert pair.stands
        assert (pair.language, pair.role) == (text.language, text.role)
        assert {one.text for one in pair.passages} & {one.text for one in text.passages}
        assert pair.text != text.text
    assert all(text.pair is None for text in TRUE)


def test_both_languages_and_every_role_are_examined_alike_for_what_is_true_and_what_is_false() -> None:
    for texts in (TRUE, FALSE):
        assert {text.language for text in texts} == {"zh", "en"}
        assert {text.role for text in texts} >= {"event", "technical", "insight", "keyword", "signal", "risk", "effect"}
    columns = {*COLUMN_ROLES, "thesis", "effect", "keyword", "signal", "risk"}
    assert {text.role for text in ALL} <= columns


def test_many_kinds_of_faults_are_examined_and_none_makes_up_the_half() -> None:
    kinds = Counter(text.kind for text in FALSE)
    assert len(kinds) >= 8
    assert max(kinds.values()) <= len(FALSE) / 4
    assert not set(kinds) & {text.kind for text in TRUE}


def test_what_stands_is_a_paraphrase_or_an_inference_and_hardly_ever_verbatim() -> None:
    copied = [text for text in TRUE if verbatim(random.Random(0), text) == "stands"]
    assert len(copied) <= 3
    assert {text.kind for text in copied} <= {"verbatim"}
    assert Counter(text.kind for text in TRUE).keys() == {"paraphrase", "inference", "verbatim"}


def test_the_version_is_that_of_the_file() -> None:
    assert re.fullmatch("[0-9a-f]{12}", version())
    lines = [json.loads(line) for line in TEXTS.read_text("utf-8").splitlines() if line]
    assert [one["id"] for one in lines] == [text.id for text in ALL]


def test_a_critic_is_asked_about_them_as_about_any_claims_and_sees_no_label() -> None:
    for batch in batches(ALL):
        asked = question(batch)
        shown = asked.model_dump_json()
        assert {one.claim_id for one in asked.claims} == {text.id for text in batch}
        assert all(one.doubt == "" for one in asked.claims)
        assert not re.search(r'"(true|kind|pair|why|stands)"', shown)
        sound = CritiqueAnswer(
            verdicts=tuple(
                VerdictAnswer(claim_id=text.id, rests_on=text.passages[0].text[:12], verdict="stands", fix="")
                for text in batch
            )
        )
        assert answers.findings(asked, sound) == ()


# -- in batches -------------------------------------------------------------------------------------------------------


def test_each_text_is_read_once_in_about_ten_calls_of_one_language_each() -> None:
    made = batches(ALL)
    assert abs(len(made) - CALLS) <= 1
    assert sorted(text.id for batch in made for text in batch) == sorted(BY_ID)
    assert all(len({text.language for text in batch}) == 1 for batch in made)
    assert max(map(len, made)) - min(map(len, made)) <= 8


def test_a_fault_and_its_original_are_never_in_one_call() -> None:
    for batch in batches(ALL):
        ids = {text.id for text in batch}
        assert not ids & {text.pair for text in batch}


@given(st.sets(st.sampled_from(sorted(BY_ID)), min_size=1), st.randoms(use_true_random=False))
def test_of_any_texts_no_batch_holds_a_pair_and_their_order_does_not_matter(ids: set[str], rng: random.Random) -> None:
    texts = [BY_ID[one] for one in sorted(ids)]
    made = batches(texts)
    assert not any({text.id for text in batch} & {text.pair for text in batch} for batch in made)
    assert sorted(text.id for batch in made for text in batch) == sorted(ids)
    rng.shuffle(texts)
    assert batches(texts) == made


# -- controls ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.text(max_size=8), max_size=3), st.sampled_from(["zh", "en"]))
def test_controls_are_six_of_the_language_half_of_them_false_on_passages_of_their_own(
    texts: list[str], language: str
) -> None:
    drawn = controls_for(texts, language)
    assert controls_for(texts, language) == drawn
    assert [sum(text.stands is stands for text in drawn) for stands in (True, False)] == [CONTROLS // 2] * 2
    assert {text.language for text in drawn} == {language}
    passages = [passage.text for text in drawn for passage in text.passages]
    assert len(set(passages)) == len(passages)
    assert not {text.id for text in drawn} & {text.pair for text in drawn}


def test_other_texts_draw_other_controls() -> None:
    drawn = {tuple(text.id for text in controls_for([f"第{n}条"], "zh")) for n in range(20)}
    assert len(drawn) >= 18


# -- marks ------------------------------------------------------------------------------------------------------------


def wrong_on(false: int, true: int) -> Callable[[ExamText], Verdict]:
    wrong = {text.id for text in (*FALSE[:false], *TRUE[:true])}
    return lambda text: turned(text) if text.id in wrong else right(text)


@pytest.mark.parametrize(
    ("missed", "sent_back", "heard"),
    [
        (0, 0, "yes"),
        (10, 4, "yes"),
        (11, 4, "half"),
        (10, 5, "half"),
        (20, 12, "half"),
        (21, 0, "no"),
        (0, 13, "no"),
        (60, 0, "no"),
        (0, 60, "no"),
    ],
)
def test_faults_missed_and_true_texts_sent_back_decide_a_hearing(missed: int, sent_back: int, heard: Heard) -> None:
    made = Marks(ALL)
    word = wrong_on(missed, sent_back)
    for batch in batches(ALL):
        made.add(batch, answered(batch, word))
    assert made.can_still_be_heard() == (heard != "no")
    trust = made.trust("fake:m")
    assert (trust.found, trust.spared) == ((60 - missed, 60), (60 - sent_back, 60))
    assert (trust.heard, trust.examined, trust.model) == (heard, True, "fake:m")


@pytest.mark.parametrize("word", ["unsupported", "weak", "empty"])
def test_any_objection_finds_a_fault(word: Verdict) -> None:
    made, _ = marks(lambda text: "stands" if text.stands else word)
    assert made.counts(stands=False) == (60, 60)


def test_a_text_without_a_valid_verdict_is_wrong_and_so_is_a_call_without_an_answer() -> None:
    made = Marks(ALL)
    first, second = batches(ALL)[:2]
    made.add(first, answered(first, lambda text: right(text) if text.stands else None))
    made.add(second, None)
    assert made.counts(stands=True) == (sum(text.stands for text in first), 60)
    assert made.counts(stands=False) == (0, 60)


def test_marks_are_told_by_kind() -> None:
    made, _ = marks(lambda text: "stands" if text.kind == "figure" else right(text))
    scores = {one.kind: (one.right, one.texts) for one in made.trust("fake:m").by_kind}
    assert scores.keys() == {text.kind for text in ALL}
    assert sum(texts for _, texts in scores.values()) == 120
    assert scores["figure"][0] == 0
    assert all(good == texts for kind, (good, texts) in scores.items() if kind != "figure")


def test_reading_goes_on_as_long_as_a_hearing_is_within_reach() -> None:
    assert marks(right)[1] == marks(wrong_on(20, 12))[1] == len(batches(ALL))
    assert marks(turned)[1] <= 4


def test_what_was_not_read_counts_as_wrong_in_the_end_and_as_right_until_then() -> None:
    made = Marks(ALL)
    assert made.can_still_be_heard()
    assert made.trust("fake:m").heard == "no"
    assert made.trust("fake:m").found == (0, 60)


# -- critics that should not pass -------------------------------------------------------------------------------------

SEEDS = range(200)
Critic = Callable[[random.Random, ExamText], Verdict]


def verbatim(_: random.Random, text: ExamText) -> Verdict:
    """Looks for the text itself."""
    shown = [part for one in text.passages for part in (one.title, one.text)]
    return "stands" if rests_on_ground(text.text, shown) else "unsupported"


def worded(rng: random.Random, text: ExamText) -> Verdict:
    """Counts words that its passages have too."""
    shown = [part for one in text.passages for part in (one.title, one.text)]
    return "stands" if novelty(text.text, shown) < rng.random() else "unsupported"


def always(word: Verdict) -> Critic:
    def judge(_: random.Random, _text: ExamText) -> Verdict:
        return word

    return judge


SIMPLE: Mapping[str, tuple[Critic, float]] = {
    "all stands": (always("stands"), 0.01),
    "all unsupported": (always("unsupported"), 0.01),
    "stands where verbatim": (verbatim, 0.01),
    "stands where its words are there": (worded, 0.01),
    "a coin": (lambda rng, text: right(text) if rng.random() < 0.5 else turned(text), 0.01),
    "right in 70 %": (lambda rng, text: right(text) if rng.random() < 0.7 else turned(text), 0.1),
}


def hearings(critic: Critic) -> Counter[Heard]:
    def heard(rng: random.Random) -> Heard:
        return marks(lambda text: critic(rng, text))[0].trust("").heard

    return Counter(heard(random.Random(seed)) for seed in SEEDS)


@pytest.mark.uncounted
@pytest.mark.parametrize("name", SIMPLE)
def test_a_simple_critic_is_hardly_ever_heard(name: str) -> None:
    critic, most = SIMPLE[name]
    found = hearings(critic)
    assert found["yes"] < 0.01 * len(SEEDS)
    assert found["yes"] + found["half"] < most * len(SEEDS)


@pytest.mark.uncounted
def test_a_critic_that_is_right_in_98_of_100_is_heard() -> None:
    found = hearings(lambda rng, text: right(text) if rng.random() < 0.98 else turned(text))
    assert found["yes"] > 0.95 * len(SEEDS)
