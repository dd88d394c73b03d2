"""Tokens: counted where the vocabulary is, estimated where not, and never fetched."""

import base64
import hashlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.llm import context_window
from brief.llm.context_window import TokenCounter, token_counter, vocabulary_directory
from facts.text.tokens import estimate, pack

_FILE = "fb374d419588a4632f3f557e76b4b70aebbca790"


@dataclass(frozen=True)
class Text:
    text: str


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    context_window._encoding.cache_clear()
    yield tmp_path
    context_window._encoding.cache_clear()


# -- the estimate -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("宁德时代与蔚来续签5年合作协议", 13),
        ("总装机容量约110万千瓦，是目前国内F级重型燃机单机容量最大、效率最高的机组。", 29),
        ("OpenAI released GPT-5.4 mini and nano for high-throughput workloads.", 17),
        ('{"event_id":"e2","published":"2026-03-21"}', 16),
        ("全球储能装机同比增长60.5%，达到52.4GWh", 17),
    ],
)
def test_the_estimate_is_near_what_the_vocabulary_counts(text: str, counted: int) -> None:
    """The counts are o200k_base's own, written down here so that the test needs no vocabulary."""
    assert estimate(text) == pytest.approx(counted, rel=0.25)


def test_an_empty_text_costs_nothing() -> None:
    assert estimate("") == 0
    assert TokenCounter("estimate").count("") == 0


@given(st.text(), st.text())
def test_more_text_never_costs_less(first: str, second: str) -> None:
    assert estimate(f"{first}\n{second}") >= estimate(first)


def test_a_long_run_without_blanks_is_counted_quickly_and_dearly() -> None:
    assert estimate("a" * 100_000) > 10_000


# -- the vocabulary ---------------------------------------------------------------------------------------------------


def test_without_the_vocabulary_it_estimates_and_fetches_nothing(cache: Path, no_network: None) -> None:
    counter = token_counter()
    assert (counter.name, counter.exact) == ("estimate", False)
    assert counter.count("电网") == 2


def test_a_damaged_vocabulary_is_none(cache: Path, no_network: None) -> None:
    """tiktoken itself would delete it and fetch another."""
    (cache / _FILE).write_text("IQ== 0")
    assert vocabulary_directory() is None
    assert token_counter().count("电网") == 2
    assert (cache / _FILE).exists()


def test_an_empty_cache_directory_means_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert vocabulary_directory() is None


def test_the_older_variable_and_then_the_temporary_folder_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(context_window, "_is_whole", asked.append)
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    monkeypatch.setenv("DATA_GYM_CACHE_DIR", str(tmp_path))
    vocabulary_directory()
    monkeypatch.delenv("DATA_GYM_CACHE_DIR")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "t"))
    vocabulary_directory()
    assert asked == [tmp_path / _FILE, tmp_path / "t" / "data-gym-cache" / _FILE]


def test_a_whole_vocabulary_is_counted_with(cache: Path, monkeypatch: pytest.MonkeyPatch, no_network: None) -> None:
    """A vocabulary of single bytes in the real one's place."""
    lines = "\n".join(f"{base64.b64encode(bytes([n])).decode()} {n}" for n in range(256))
    digest = hashlib.sha256(lines.encode()).hexdigest()
    (cache / _FILE).write_text(lines)
    monkeypatch.setattr(context_window, "_SHA256", digest)
    monkeypatch.setattr("tiktoken.load.check_hash", lambda data, _: hashlib.sha256(data).hexdigest() == digest)
    monkeypatch.setattr("tiktoken.registry.ENCODINGS", {})
    counter = token_counter()
    assert (counter.name, counter.exact) == ("o200k_base", True)
    assert counter.count("ab中") == 5
    assert counter.count("<|endoftext|>") == 13


# -- families of models -----------------------------------------------------------------------------------------------


def test_a_family_has_its_factor_and_says_so(cache: Path) -> None:
    claude, plain = token_counter("Claude-Next"), token_counter("gpt-next")
    assert (claude.name, plain.name) == ("estimate x 1.5", "estimate")
    assert claude.count("电" * 100) == 108
    assert plain.count("电" * 100) == 72


def test_the_longest_start_of_a_name_decides(cache: Path) -> None:
    factors = {"q": 2.0, "qwen": 0.5}
    assert token_counter("qwen-72b", factors).factor == 0.5
    assert token_counter("other", factors).factor == 1


# -- packing ----------------------------------------------------------------------------------------------------------


def by_length(text: str) -> float:
    return len(text)


def test_whole_passages_are_kept_in_order_as_far_as_they_fit() -> None:
    given = [Text("aaaa"), Text("bbbbbb"), Text("cc"), Text("d")]
    kept, left_out = pack(given, 7, by_length)
    assert [one.text for one in kept] == ["aaaa", "cc", "d"]
    assert [one.text for one in left_out] == ["bbbbbb"]


def test_the_best_passage_is_kept_even_where_it_does_not_fit() -> None:
    kept, left_out = pack([Text("aaaa"), Text("b")], 2, by_length)
    assert [one.text for one in kept] == ["aaaa"]
    assert [one.text for one in left_out] == ["b"]


def test_nothing_is_packed_of_nothing() -> None:
    assert pack([], 10) == ((), ())


@given(st.lists(st.text(max_size=20).map(Text)), st.integers(0, 60))
def test_nothing_is_lost_cut_or_over_budget(passages: list[Text], budget: int) -> None:
    kept, left_out = pack(passages, budget, by_length)
    assert sorted(one.text for one in (*kept, *left_out)) == sorted(one.text for one in passages)
    assert sum(len(one.text) for one in kept[1:]) <= budget
