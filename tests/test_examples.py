"""The example week holds what its README promises."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
WEEK = EXAMPLES / "2026-W02.jsonl"
SHANGHAI = ZoneInfo("Asia/Shanghai")
KEYS = ["url", "title", "published", "source", "lang", "summary", "body"]

Line = dict[str, str | None]

HAPPENINGS = {
    "ai": {
        "京小通": 3,
        "Qwen3-VL": 2,
        "玄戒O1": 2,
        "第二代VLA": 2,
        "FastDriveVLA": 1,
        "阿里云": 2,
        "变色龙": 2,
        "ChatGPT Health": 3,
        "豆包大模型": 1,
        "Gemini 3 Flash": 1,
        "创世纪任务": 2,
        "Claude Opus": 1,
        "智元机器人": 1,
    },
    "energy": {
        "燃料电池": 3,
        "高盛": 3,
        "新型电力系统|构网型": 2,
        "航油": 2,
        "加能站": 2,
        "蔚来": 2,
        "碳酸锂": 2,
        "钠电池": 2,
        "530安时": 1,
        "瑞银|UBS": 2,
        "Meta": 1,
        "uranium": 1,
        "State Grid": 1,
        "储能2025年出海": 1,
        "出口退税": 1,
        "密西西比": 1,
    },
    "web3": {
        "MiniMax(?!与智元)": 4,
        "Albilad": 1,
        "英大期货": 2,
        "机构间REITs": 2,
        "币安": 1,
        "海外托管": 2,
        "手机盾": 1,
        "岭湾": 2,
        "澜储": 2,
        "点心债": 1,
        "xAI closes": 1,
        "Kunlunxin": 1,
        "SB Energy": 1,
        "AutoFlight": 1,
    },
}
"""Domain -> what the titles of one happening hold -> how many outlets report it."""

LINKS = [
    ("数据中心", "ai", "energy"),
    ("数据中心", "energy", "web3"),
    ("储能", "energy", "web3"),
    ("宁德时代", "energy", "web3"),
    ("电力缺口", "ai", "energy"),
    ("电力缺口", "energy", "web3"),
    ("稳定币", "ai", "web3"),
    ("稳定币", "energy", "web3"),
    ("虚拟电厂", "energy", "web3"),
    ("京东", "ai", "web3"),
    ("MiniMax", "ai", "web3"),
]

OUTLOOK = re.compile(
    r"意味着|有望|预计|相比|认为|与.{2,24}相比|推动|expected to|compared with|means?\b|could|likely", re.IGNORECASE
)
RISK = re.compile(r"风险|不确定|瓶颈|若.{2,30}(?:可能|会)|\brisks?\b|uncertain", re.IGNORECASE)


def lines() -> list[Line]:
    text = WEEK.read_bytes().decode("utf-8")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def text_of(line: Line, key: str) -> str:
    return line[key] or ""


def address(line: Line) -> str:
    return text_of(line, "url").partition("?")[0]


def host(line: Line) -> str:
    return urlsplit(text_of(line, "url")).hostname or ""


def in_week(line: Line) -> bool:
    return bool(line["published"]) and date(2026, 1, 5) <= day_of(line) <= date(2026, 1, 11)


def day_of(line: Line) -> date:
    return instant_of(line).astimezone(SHANGHAI).date()


def instant_of(line: Line) -> datetime:
    instant = datetime.fromisoformat(text_of(line, "published"))
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def reports_of(pattern: str) -> list[Line]:
    return [line for line in lines() if in_week(line) and re.search(pattern, text_of(line, "title"))]


def domain_lines(domain: str) -> list[Line]:
    found = {address(line): line for pattern in HAPPENINGS[domain] for line in reports_of(pattern)}
    return list(found.values())


def off_topic() -> list[Line]:
    on_topic = {address(line) for domain in HAPPENINGS for line in domain_lines(domain)}
    return [line for line in lines() if in_week(line) and address(line) not in on_topic]


def same_texts() -> Iterator[list[Line]]:
    bodies = Counter(line["body"] for line in lines() if line["body"])
    for body, count in bodies.items():
        if count > 1:
            yield [line for line in lines() if line["body"] == body]


def test_the_file_is_plain_json_lines() -> None:
    raw = WEEK.read_bytes()
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")
    assert b"\r" not in raw
    assert b"\\u" not in raw
    assert not re.search("[\u2028\u2029\ufeff]", raw.decode("utf-8"))


def test_every_line_has_the_seven_keys_in_order_and_a_title() -> None:
    for line in lines():
        assert list(line) == KEYS
        assert all(value is None or (value.strip() == value and value) for value in line.values()), line["url"]
        assert all(line[key] for key in ("url", "title", "source", "lang"))


def test_the_week_is_small_but_full() -> None:
    assert 70 <= len(lines()) <= 90


def test_no_address_can_be_a_real_page() -> None:
    assert {host(line).rpartition(".")[2] for line in lines()} == {"example"}
    assert {urlsplit(text_of(line, "url")).scheme for line in lines()} == {"https"}


def test_each_outlet_has_one_host_and_each_host_one_outlet() -> None:
    pairs = {(line["source"], host(line)) for line in lines()}
    assert len(pairs) == len({source for source, _ in pairs}) == len({name for _, name in pairs}) == 12


def test_most_is_chinese_and_some_english() -> None:
    languages = Counter(line["lang"] for line in lines())
    assert set(languages) == {"zh", "en"}
    assert 10 <= languages["en"] <= 14


def test_the_language_is_the_one_the_title_is_written_in() -> None:
    for line in lines():
        assert (line["lang"] == "zh") == bool(re.search("[\u4e00-\u9fff]", text_of(line, "title"))), line["title"]


def test_two_documents_have_no_date_and_one_an_impossible_one() -> None:
    assert sum(line["published"] is None for line in lines()) == 2
    assert sum(text_of(line, "published").startswith("8439") for line in lines()) == 1


def test_two_documents_are_from_the_week_before_and_the_rest_from_this_one() -> None:
    outside = [line for line in lines() if line["published"] and not in_week(line)]
    assert sorted(day_of(line).isocalendar()[:2] for line in outside if day_of(line).year < 8000) == [
        (2026, 1),
        (2026, 1),
    ]
    assert len(outside) == 3


def test_lines_are_sorted_by_time_and_the_undated_come_last() -> None:
    dated = [line for line in lines() if line["published"]]
    assert lines()[: len(dated)] == dated
    assert [instant_of(line) for line in dated] == sorted(instant_of(line) for line in dated)


def test_dates_come_in_all_three_forms() -> None:
    forms = Counter(re.sub(r"\d", "", text_of(line, "published")) for line in lines() if line["published"])
    assert set(forms) == {"--T::+:", "--T::Z", "--"}
    assert all(count >= 4 for count in forms.values())


@pytest.mark.parametrize(
    ("domain", "pattern"), [(domain, pattern) for domain, found in HAPPENINGS.items() for pattern in found]
)
def test_a_happening_is_told_by_as_many_outlets_as_promised(domain: str, pattern: str) -> None:
    assert len({host(line) for line in reports_of(pattern)}) == HAPPENINGS[domain][pattern]


def test_at_least_eight_happenings_have_several_outlets() -> None:
    assert sum(outlets > 1 for found in HAPPENINGS.values() for outlets in found.values()) >= 8


@pytest.mark.parametrize("domain", HAPPENINGS)
def test_a_domain_fills_eight_rows_from_five_outlets(domain: str) -> None:
    assert len(HAPPENINGS[domain]) > 8
    assert len({host(line) for line in domain_lines(domain)}) >= 5


def test_no_document_belongs_to_two_happenings() -> None:
    found = [
        address(line)
        for domain in HAPPENINGS
        for pattern in HAPPENINGS[domain]
        for line in {address(one): one for one in reports_of(pattern)}.values()
    ]
    assert [url for url, count in Counter(found).items() if count > 1] == []


@pytest.mark.parametrize("domain", HAPPENINGS)
def test_every_domain_document_says_what_follows_in_three_to_six_sentences(domain: str) -> None:
    for line in domain_lines(domain):
        body = text_of(line, "body")
        assert OUTLOOK.search(body), line["title"]
        assert 3 <= len(re.findall(r"[。！？]|[.!?](?=\s|$)", body)) <= 6, line["title"]


@pytest.mark.parametrize("domain", HAPPENINGS)
def test_nearly_every_domain_document_holds_figures(domain: str) -> None:
    bare = [line["title"] for line in domain_lines(domain) if not re.search(r"[0-9０-９]", text_of(line, "body"))]
    assert len(bare) <= 3, bare


@pytest.mark.parametrize("domain", HAPPENINGS)
def test_every_domain_names_risks(domain: str) -> None:
    assert sum(bool(RISK.search(text_of(line, "body"))) for line in domain_lines(domain)) >= 8


@pytest.mark.parametrize(("term", "one", "other"), LINKS)
def test_a_term_links_two_domains(term: str, one: str, other: str) -> None:
    for domain in (one, other):
        assert any(term in text_of(line, "body") for line in domain_lines(domain)), domain


def test_off_topic_documents_are_twelve_and_hold_no_shared_term() -> None:
    assert len(off_topic()) == 12
    terms = {term for term, _, _ in LINKS}
    assert not any(term in text_of(line, "title") + text_of(line, "body") for line in off_topic() for term in terms)


def test_one_address_comes_back_later_with_a_tracking_parameter() -> None:
    repeated = [url for url, count in Counter(address(line) for line in lines()).items() if count > 1]
    assert len(repeated) == 1
    first, second = (line for line in lines() if address(line) == repeated[0])
    assert "?" not in text_of(first, "url")
    assert "utm_source=" in text_of(second, "url")
    assert instant_of(first) < instant_of(second)


def test_two_texts_are_carried_word_for_word_by_a_second_outlet() -> None:
    syndicated = [copies for copies in same_texts() if len({host(line) for line in copies}) > 1]
    titles = {text_of(line, "title") for copies in syndicated for line in copies}
    assert len(syndicated) == 2
    assert any(title.endswith("_财经日报网") for title in titles)
    assert any(title.startswith("【快讯】") for title in titles)


def test_some_happenings_are_told_in_both_languages() -> None:
    both = [
        pattern
        for found in HAPPENINGS.values()
        for pattern in found
        if {line["lang"] for line in reports_of(pattern)} == {"zh", "en"}
    ]
    assert len(both) >= 3


@pytest.mark.parametrize(
    ("key", "pattern"),
    [("title", "[０-９]"), ("title", r"\|"), ("summary", "&amp;"), ("title", "^【"), ("body", r"\*\*.+?\*\*")],
)
def test_hard_but_benign_text_is_there(key: str, pattern: str) -> None:
    assert any(re.search(pattern, text_of(line, key)) for line in lines())


def test_the_readme_says_that_nothing_here_is_a_source() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert "`.example`" in readme
    assert "written for this example" in readme
    assert f"{len(lines())} documents" in readme
