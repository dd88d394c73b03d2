"""The second example, a week of whole articles and the two before it, holds what its README promises."""

import json
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
MONDAYS = {"2026-W28": date(2026, 7, 6), "2026-W29": date(2026, 7, 13), "2026-W30": date(2026, 7, 20)}
DOCUMENTS = {"2026-W28": (20, 4), "2026-W29": (22, 4), "2026-W30": (58, 22)}
"""Week -> Chinese and English documents."""
KEYS = ["url", "title", "published", "source", "lang", "summary", "body"]
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTICES = "notice-board.example"
LONG = {"zh": 800, "en": 2000}

Line = dict[str, str]

BOTH_LANGUAGES = [
    "砚池M5|Yanchi's M5",
    "溪谷32B|32B open-weight",
    "Ostra 3",
    "Ostra Clip|voice-copying",
    "案头1.9|Antou",
    "岐光半导体|Qiguang",
    "灯标|Dengbiao",
    "寒渚|Hanzhu",
    "鹿溪实验室|收购鹿溪|Luxi Lab|Luxi deny",
    "Oskelo",
    "霁云.*降|Jiyun Cloud cuts",
    "远岫|Yuanxiu",
    "岳心Y2|its own chip",
    "泊浪|Bolang",
    "朔原云二季度|Shuoyuan Cloud grows",
    "T9卡时|rent of a T9",
    "能效办法印发|power overhead",
    "智能体服务规定|software that pays",
    "得州|Lathmoor",
    "寰宁电信|Huanning",
]

STAGES = {
    "汇岭银行": "公示|结果|定标",
    "澹湖": "变更|结果",
    "石杉": "公示|结果",
    "岷桥": "磋商公告|流标公告",
    "寰宁电信": "截标|公示",
    "南璞大学": "公示|结果",
    "汀河": "磋商公告|成交结果",
    "越浦": "招标公告|延期",
}
"""Project -> what the titles of its stages hold."""


def lines(week: str = "2026-W30") -> list[Line]:
    text = (EXAMPLES / f"{week}.jsonl").read_bytes().decode("utf-8")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def host(line: Line) -> str:
    return urlsplit(line["url"]).hostname or ""


def titled(pattern: str, week: str = "2026-W30") -> list[Line]:
    return [line for line in lines(week) if re.search(pattern, line["title"])]


def whole_text(pattern: str) -> str:
    return "\n".join(line["body"] for line in titled(pattern))


@pytest.mark.parametrize("week", MONDAYS)
def test_a_week_is_plain_json_lines_of_seven_keys(week: str) -> None:
    raw = (EXAMPLES / f"{week}.jsonl").read_bytes()
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")
    assert b"\r" not in raw
    assert b"\\u" not in raw
    for line in lines(week):
        assert list(line) == KEYS
        assert all(line[key].strip() == line[key] for key in KEYS if line[key]), line["url"]
        assert "" not in line.values()
        assert all(line[key] for key in KEYS if key != "summary")


@pytest.mark.parametrize("week", MONDAYS)
def test_every_document_is_of_its_week_and_they_are_sorted(week: str) -> None:
    instants = [datetime.fromisoformat(line["published"]) for line in lines(week)]
    assert all(instant.tzinfo for instant in instants)
    assert instants == sorted(instants)
    assert all(0 <= (instant.astimezone(SHANGHAI).date() - MONDAYS[week]).days < 7 for instant in instants)


@pytest.mark.parametrize("week", MONDAYS)
def test_a_language_has_as_many_documents_as_the_readme_says(week: str) -> None:
    languages = Counter(line["lang"] for line in lines(week))
    assert (languages["zh"], languages["en"]) == DOCUMENTS[week]
    for line in lines(week):
        assert (line["lang"] == "zh") == bool(re.search("[\u4e00-\u9fff]", line["title"])), line["title"]


def test_no_address_comes_twice_or_can_be_a_real_page() -> None:
    every = [line for week in MONDAYS for line in lines(week)]
    assert len({line["url"] for line in every}) == len(every)
    assert all(urlsplit(line["url"]).scheme == "https" and host(line).endswith(".example") for line in every)
    assert len({(line["source"], host(line)) for line in every}) == len({host(line) for line in every}) == 15


def test_most_documents_of_the_week_are_whole_articles() -> None:
    long = [line for line in lines() if len(line["body"]) >= LONG[line["lang"]]]
    assert len(long) == 54
    assert all(len(line["body"]) <= (2000 if line["lang"] == "zh" else 5000) for line in long)
    assert all(len(line["body"]) <= 400 for line in lines() if line not in long)


@pytest.mark.parametrize("pattern", BOTH_LANGUAGES)
def test_a_story_is_told_in_both_languages(pattern: str) -> None:
    assert {line["lang"] for line in titled(pattern)} == {"zh", "en"}


@pytest.mark.parametrize("project", STAGES)
def test_a_project_goes_through_two_stages(project: str) -> None:
    stages = {
        found.group()
        for week in MONDAYS
        for line in titled(project, week)
        if (found := re.search(STAGES[project], line["title"]))
    }
    assert len(stages) >= 2


def test_a_notice_names_buyer_sum_place_and_what_is_asked_for() -> None:
    notices = [line for week in MONDAYS for line in lines(week) if host(line) == NOTICES]
    assert len(notices) == 20
    for line in notices:
        assert "采购人：" in line["body"], line["title"]
        assert re.search(r"[0-9]万元|亿元", line["body"]), line["title"]
        assert re.search("国产|不接受进口", line["body"]), line["title"]


def test_the_awards_of_the_week_can_be_summed() -> None:
    awards = [line["body"] for line in titled("(?:中标|成交)结果公告")]
    sums = [re.search(r"(?:合计|(?:中标|成交)金额：)([0-9,]+)万元", body) for body in awards]
    assert [bool(found) for found in sums] == [True] * 6
    assert sum(int(found.group(1).replace(",", "")) for found in sums if found) == 92694


def test_one_cloud_vendor_has_no_news_of_its_own() -> None:
    assert not titled("栖川|Qichuan")
    assert titled("栖川", "2026-W28")
    assert titled("栖川", "2026-W29")


def test_what_changes_within_the_week_is_there() -> None:
    assert "不是41,200例" in titled("更正")[0]["title"]
    assert titled("否认收购")[0]["published"] > titled("洽购")[0]["published"]
    assert "22.5" in titled("Qiguang raises")[0]["title"]
    assert "240亿元" in titled("岐光半导体完成")[0]["title"]
    assert "120兆瓦" in whole_text("巴音岗绿电智算")
    assert "96兆瓦" in whole_text("巴音岗园区")


@pytest.mark.parametrize(
    ("pattern", "figures"), [("T9卡时", "27.8 26.9 25.3"), ("周活", "412 447 489"), ("衡舟.*在建", "186 214 231")]
)
def test_a_quantity_goes_on_from_week_to_week(pattern: str, figures: str) -> None:
    for week, figure in zip(MONDAYS, figures.split(), strict=True):
        assert any(figure in line["title"] + line["body"] for line in titled(pattern, week)), week


def test_the_readme_counts_as_the_files_do() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"{len(lines())} documents, 58 in Chinese and 22 in English" in readme
    assert f"`2026-W29.jsonl` ({len(lines('2026-W29'))})" in readme
    assert f"`2026-W28.jsonl` ({len(lines('2026-W28'))})" in readme
