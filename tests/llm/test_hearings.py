"""What examined critics are worth, kept in the project: each is examined once."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from wiring import link_of, models_of

import brief.llm.examination
from brief.llm.examination import FILE, critic_key, hearing_key, keep_hearing, known_hearing
from brief.llm.prompt_template import PromptTemplate, load_prompt
from brief.settings.models import ModelLink
from schemas.run import KindScore, Trust

ROOT = Path(__file__).resolve().parents[2]
PROMPT = load_prompt(ROOT / "prompts", "critic")
LINK = link_of(models_of("http://127.0.0.1:1/v1"))
HEARD = Trust(
    model="fake:m",
    examined=True,
    found=(55, 60),
    spared=(58, 60),
    heard="yes",
    by_kind=(KindScore(kind="figure", right=3, texts=4),),
)
DEAF = HEARD.model_copy(update={"found": (10, 60), "heard": "no"})
OTHERWISE: Mapping[str, tuple[ModelLink, PromptTemplate]] = {
    "address": (link_of(models_of("http://127.0.0.1:2/v1")), PROMPT),
    "model": (replace(LINK, model="n"), PROMPT),
    "settings": (replace(LINK, settings=LINK.settings.model_copy(update={"max_output_tokens": 1})), PROMPT),
    "prompt": (LINK, load_prompt(ROOT / "prompts", "critic", "en")),
}


def test_the_same_critic_has_the_same_key() -> None:
    assert hearing_key(link_of(models_of("http://127.0.0.1:1/v1")), PROMPT) == hearing_key(LINK, PROMPT)


@pytest.mark.parametrize("what", OTHERWISE)
def test_another_address_model_setting_or_prompt_is_another_critic(what: str) -> None:
    assert hearing_key(*OTHERWISE[what]) != hearing_key(LINK, PROMPT)
    assert critic_key(*OTHERWISE[what]) != critic_key(LINK, PROMPT)


def test_other_texts_are_another_examination(monkeypatch: pytest.MonkeyPatch) -> None:
    before = hearing_key(LINK, PROMPT)
    monkeypatch.setattr(brief.llm.examination, "version", lambda: "0123456789ab")
    assert hearing_key(LINK, PROMPT) != before


def test_no_key_of_an_endpoint_is_part_of_what_is_kept(tmp_path: Path) -> None:
    key = hearing_key(LINK, PROMPT)
    keep_hearing(tmp_path, key, HEARD)
    text = (tmp_path / FILE).read_text("utf-8")
    assert LINK.endpoint.key is not None
    assert LINK.endpoint.key.get_secret_value() not in text
    assert LINK.endpoint.base_url not in text


def test_what_was_found_is_known_afterwards_and_nothing_else_is(tmp_path: Path) -> None:
    assert known_hearing(tmp_path, "a" * 64) is None
    keep_hearing(tmp_path, "a" * 64, HEARD)
    keep_hearing(tmp_path, "b" * 64, DEAF)
    assert known_hearing(tmp_path, "a" * 64) == HEARD
    assert known_hearing(tmp_path, "b" * 64) == DEAF
    assert known_hearing(tmp_path, "c" * 64) is None


def test_of_two_results_under_one_key_the_newer_counts(tmp_path: Path) -> None:
    for trust in (HEARD, DEAF):
        keep_hearing(tmp_path, "a" * 64, trust)
    assert known_hearing(tmp_path, "a" * 64) == DEAF


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        '{"key": "%s"}',
        '{"key": "%s", "trust": {"model": "fake:m", "heard": "loud"}}',
        '{"key": "%s", "trust": {}, "more": 1}',
        "\ufffd\u2028",
    ],
)
def test_a_broken_line_is_passed_over(tmp_path: Path, line: str) -> None:
    key = "a" * 64
    keep_hearing(tmp_path, key, HEARD)
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write(line.replace("%s", key) + "\n")
    assert known_hearing(tmp_path, key) == HEARD
    keep_hearing(tmp_path, "b" * 64, DEAF)
    assert known_hearing(tmp_path, "b" * 64) == DEAF


def test_a_line_that_was_cut_off_loses_no_line_before_it(tmp_path: Path) -> None:
    key = "a" * 64
    keep_hearing(tmp_path, key, HEARD)
    whole = (tmp_path / FILE).read_text("utf-8")
    (tmp_path / FILE).write_text(whole + whole[:90], "utf-8")
    assert known_hearing(tmp_path, key) == HEARD
