"""The measure of what a report is made from, on made-up weeks and labels."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.retriever.salience import WEIGHTS
from benchmarks.choice.data import Data
from benchmarks.choice.shares import Share
from benchmarks.choice.weights import Pool, fitted, left_out, pools
from benchmarks.evidence import as_values, as_words, measure

_Line = dict[str, Any]


def _news(name: str, title: str, body: str, day: int = 7, source: str = "outlet") -> _Line:
    published = f"2026-01-{day:02}T10:00:00+08:00"
    return {"url": f"https://{source}.example/{name}?from=feed", "title": title, "body": body, "summary": None} | {
        "published": published,
        "source": source,
        "lang": "zh",
    }


_MODEL = "上下文窗口达100万token，推理价格下降一半。这意味着行业竞争将进一步加剧。"
_WEEK = (
    _news("model", "OpenAI发布大模型GPT-6.1", _MODEL),
    _news("model", "OpenAI推出大模型GPT-6.1，上下文100万", _MODEL, source="other"),
    _news("daily", "编辑精选：OpenAI 大模型 GPT-6.1", _MODEL, source="juya-ai-daily"),
    _news(
        "storage",
        "某厂建成储能电站并接入电网",
        "规模为100兆瓦/200兆瓦时。分析人士预计，储能项目投产将推动当地电价下降。",
    ),
    _news("food", "某地举办美食节活动今日开幕", "现场有100家商户参加。", day=8),
)


def _gold(section: str, grade: int, *names: str, week: str = "2026-W02") -> _Line:
    urls = [f"https://outlet.example/{name}/" for name in names]
    return {"week": week, "section": section, "grade": grade, "urls": urls}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one week and no labels."""
    _written(tmp_path / "weeks" / "2026-W02.jsonl", _WEEK)
    return tmp_path


@pytest.fixture
def label(folder: Path) -> Callable[..., Path]:
    """Adds a label file, and returns the folder."""

    def add(name: str, *rows: _Line) -> Path:
        _written(folder / "labels" / f"{name}.jsonl", rows)
        return folder

    return add


def _written(file: Path, rows: Iterable[_Line]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")


def test_what_is_absent_is_skipped_and_named(folder: Path) -> None:
    told = as_values(measure(folder))
    assert "labels/gold_events.jsonl" in told["skipped"]
    assert told["gold"]["must"] is told["selection"]["top8"] is told["same_event"]["en"]["f1"] is None


def test_a_week_that_gold_names_and_the_folder_lacks_is_named(label: Callable[..., Path]) -> None:
    measured = measure(label("gold_events", _gold("ai", 3, "model", week="2026-W03")))
    assert "weeks/2026-W03.jsonl" in measured["skipped"]
    assert measured["gold"]["must"] == Share(0, 0)


def test_a_gold_event_is_printed_where_a_row_cites_one_of_its_addresses(label: Callable[..., Path]) -> None:
    rows = (_gold("energy", 3, "gone", "storage"), _gold("ai", 3, "food"), _gold("energy", 2, "gone"))
    measured = measure(label("gold_events", *rows))
    assert measured["gold"]["must"] == measured["gold"]["candidates"] == Share(1, 2)
    assert measured["gold"]["must_or_should"] == Share(1, 3)
    assert measured["gold_by_section"]["energy"]["must_or_should"] == Share(1, 2)
    assert as_values(measured)["counts"]["gold.must_or_should"] == [1, 3]


def test_a_struck_row_is_counted_among_all_rows(label: Callable[..., Path]) -> None:
    label("gold_events", _gold("ai", 3, "model"))
    struck = {"week": "2026-W02", "section": "energy", "url": "https://outlet.example/storage"}
    assert measure(label("strikes", struck))["gold"]["strikes_printed"] == Share(1, 2)


def test_a_pick_counts_once_in_whichever_document_it_stands(label: Callable[..., Path]) -> None:
    places = [("2026-01-08", 1, "outlet", "model"), ("2026-01-08", 1, "other", "model"), ("2026-01-08", 2, "x", "gone")]
    picks = [{"report": day, "rank": n, "pool_url": f"https://{host}.example/{name}"} for day, n, host, name in places]
    measured = measure(label("editor_picks_in_pool", *picks))
    assert measured["selection"]["top8"] == measured["baselines"]["recency"]["top8"] == Share(1, 1)


def test_pairs_of_two_outlets_are_told_apart_by_their_titles(label: Callable[..., Path]) -> None:
    same, other = _WEEK[0], _WEEK[1]
    pair = {"readhub_url": same["url"], "eastmoney_url": other["url"], "eastmoney_title": other["title"]}
    rows = ({**pair, "readhub_title": same["title"]}, {**pair, "readhub_title": other["title"]})
    found = measure(label("same_event_readhub_eastmoney", *rows))["clusters"]
    assert (found["recall"], found["recall_different"]) == (Share(2, 2), Share(1, 1))


def test_two_languages_are_one_event_by_names_and_figures(label: Callable[..., Path]) -> None:
    row = {"report": "2026-01-07", "en_published": "2026-01-07", "zh_title": _WEEK[0]["title"]}
    meeting = row | {"en_title": "OpenAI releases GPT-6.1", "en_summary": "OpenAI's GPT-6.1 reads 1,000,000 tokens."}
    strange = row | {"en_title": "A storm is coming", "en_summary": None}
    other_week = meeting | {"en_published": "2026-01-12"}
    found = measure(label("same_event_zh_en", meeting, strange, other_week))["clusters"]
    assert (found["zh_en_recall"], found["zh_en_recall_dense"]) == (Share(1, 2), None)


def test_f1_weighs_pairs_told_wrongly_against_pairs_missed(label: Callable[..., Path]) -> None:
    texts = ("A storm hit the coast of Florida on Monday. Two died.", "The central bank kept its rate at 3 percent.")
    pairs = [(0, 0, 1.0), (0, 1, 4.0), (0, 0, 4.0), (0, 1, 1.5)]
    rows = [
        {"id1": f"{a}a{n}", "id2": f"{b}b{n}", "lang1": "en", "lang2": "en", "overall": overall}
        | {"text1": texts[a], "text2": texts[b]}
        for n, (a, b, overall) in enumerate(pairs)
    ]
    found = measure(label("same_event_pairs", *rows))["same_event"]
    assert found["en"] == {"f1": 0.5, "precision": Share(1, 2), "recall": Share(1, 2)}
    assert found["zh"]["f1"] is None


def test_sections_are_told_by_language_and_stock_headlines_apart(label: Callable[..., Path]) -> None:
    def row(title: str, domain: str, by: str = "source") -> _Line:
        labels = {"domain": domain, "label_by": by}
        return {"title": title, "lang": "zh", "summary": None, "body": None, "labels": labels}

    rows = (
        row("OpenAI发布大模型新版本", "ai"),
        row("储能电站并网投产", "energy"),
        row("某地举办美食节", "energy"),
        row("某地举办美食节", "other"),
        row("A股三大指数集体上涨", "web3_finance", "TNEWS gold class finance/stock"),
    )
    found = measure(label("domains", *rows))["sections"]["zh"]
    assert found["accuracy"] == Share(3, 4)
    assert found["macro_recall"] == pytest.approx((1 + 0.5 + 1) / 3, abs=1e-4)
    assert found["stock_headlines_placed"] == Share(0, 1)


def test_sections_are_told_with_a_third_of_the_labelled_headlines_as_examples(label: Callable[..., Path]) -> None:
    labels = {"domain": "energy", "label_by": "source"}
    texts = [f"抽水蓄水机组第{number}台今日转动" for number in "一二三四五六七八九"]
    rows = [{"title": text, "lang": "zh", "summary": None, "body": None, "labels": labels} for text in texts]
    found = measure(label("domains", *rows))["sections"]["zh"]
    assert found["accuracy"] == Share(0, 9)
    assert found["accuracy_with_examples"] == Share(6, 6)
    reordered = measure(label("domains", *rows[::-1]))["sections"]["zh"]
    assert reordered["accuracy_with_examples"] == Share(6, 6)


def test_english_news_of_all_kinds_that_is_placed_is_counted_once_a_text(label: Callable[..., Path]) -> None:
    texts = ("A solar power plant opens in Spain\nIt feeds the grid.", "A baker wins a prize\nHer bread is fresh.")
    pair = {"id1": "a", "id2": "b", "lang1": "en", "lang2": "en", "overall": 4.0, "text1": texts[0], "text2": texts[1]}
    found = measure(label("same_event_pairs", pair, pair))["sections"]["en"]
    assert found["general_news_placed"] == Share(1, 2)


def test_an_interval_is_wilsons_and_stays_between_nothing_and_all() -> None:
    assert Share(15, 73).interval == pytest.approx((0.1287, 0.3117), abs=1e-4)
    assert Share(0, 96).interval == pytest.approx((0.0, 0.0385), abs=1e-4)
    assert Share(0, 0).interval == (0.0, 1.0)


def test_words_tell_a_share_with_its_counts_and_its_interval() -> None:
    lines = as_words({"gold": {"must": Share(15, 73)}, "selection": {"top8": Share(0, 0)}, "skipped": ["a", "b"]})
    assert [line.split(maxsplit=1) for line in lines.splitlines()] == [
        ["gold.must", "20.5%  15 of 73 (95 %: 12.9% to 31.2%)"],
        ["selection.top8", "-"],
        ["skipped", "a, b"],
    ]


def test_weights_go_with_what_was_chosen_and_never_against_reason() -> None:
    sign = len(WEIGHTS) - 2
    values = np.zeros((3, sign))
    values[0, 0] = values[2, 1] = 1.0
    pool = Pool("2026-W02", False, values, np.array([[1.0, 0.0, 0.0]]), np.ones(1), np.ones(3))
    first, second, *others = fitted([pool])
    assert first > 0.0
    assert [second, *others] == [0.0] * (sign - 1)


def test_weights_are_fitted_to_the_pools_of_weeks_and_days(label: Callable[..., Path]) -> None:
    label("gold_events", _gold("energy", 3, "storage"))
    pick = {"report": "2026-01-08", "rank": 1, "pool_url": "https://other.example/model"}
    found = list(pools(Data(label("editor_picks_in_pool", pick))))
    assert [(one.week, one.of_day, one.chosen.max()) for one in found] == [
        ("2026-W02", False, 1.0),
        ("2026-W02", True, 0.5),
    ]
    assert left_out(found) == {"must": Share(1, 1), "picks": Share(1, 1)}
