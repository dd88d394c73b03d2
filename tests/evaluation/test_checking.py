"""Statements against the pages that they cite."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from agents.base import Answer
from brief.evaluation.checking import CheckedStatement, CitedPage, check, read_by_critic
from brief.evaluation.markdown_reader import read_sentences, read_statements
from brief.evaluation.scores import Statement
from facts.names.detection import Aliases
from schemas.critique import CritiqueAnswer, CritiqueQuestion, VerdictAnswer

PLANT = "https://plant.example/a"
PAGES: Mapping[str, CitedPage] = {
    PLANT: CitedPage(
        PLANT, "某厂建成100兆瓦储能电站，总投资5亿元。项目采用Tesla的电池，由当地电网公司统一调度。", "某厂建成储能电站"
    ),
    "https://plant.example/gone": CitedPage("https://plant.example/gone", is_dead=True, why="answered 404"),
    "https://plant.example/pdf": CitedPage("https://plant.example/pdf", why="is of type 'application/pdf'"),
}


def said(text: str, *urls: str) -> Statement:
    return Statement(place="line 1", text=text, urls=urls)


@pytest.mark.parametrize(
    ("text", "urls", "mark"),
    [
        ("某厂100兆瓦储能电站建成", (PLANT,), "stands"),
        ("某厂200兆瓦储能电站建成", (PLANT,), "not there"),
        ("OpenAI建成储能电站", (PLANT,), "not there"),
        ("稳定币发行规模创下新高", (PLANT,), "not there"),
        ("某厂100兆瓦储能电站建成", ("https://plant.example/gone",), "link dead"),
        ("某厂100兆瓦储能电站建成", ("https://plant.example/gone", "https://plant.example/pdf"), "unread"),
        ("某厂100兆瓦储能电站建成", ("https://plant.example/gone", PLANT), "stands"),
        ("某厂100兆瓦储能电站建成", (), "no link"),
    ],
)
def test_a_statement_is_marked_by_what_its_pages_carry(text: str, urls: tuple[str, ...], mark: str) -> None:
    (found,) = check([said(text, *urls)], PAGES, Aliases(()))
    assert found.mark == mark
    assert bool(found.why) == (mark != "stands")


def test_a_name_that_may_be_a_word_is_doubtful_until_a_critic_has_read_it() -> None:
    page = CitedPage(PLANT, text="Halden Power will supply 640 megawatts of nuclear power to data centres in Ohio.")
    aliases = Aliases([("英伟达", "Nvidia")])
    (found,) = check([said("Nvidia will supply 640 megawatts to data centres", PLANT)], {PLANT: page}, aliases)
    assert (found.mark, "Nvidia" in found.why) == ("doubtful", True)
    (read,) = read_by_critic([found], {PLANT: page}, Critic(), "en")  # type: ignore[arg-type]
    assert (read.mark, read.why) == ("stands", "")


class Critic:
    """Objects to what names a cause."""

    heard = "yes"

    def __init__(self) -> None:
        self.asked: list[CritiqueQuestion] = []

    def __call__(self, role: str, question: CritiqueQuestion, answer: Any, again: bool = False) -> Answer[Any]:
        self.asked.append(question)
        verdicts = tuple(
            VerdictAnswer(
                claim_id=one.claim_id,
                rests_on="",
                verdict="unsupported" if "因此" in one.text else "stands",
                fix="页面没有说因果",
            )
            for one in question.claims
        )
        return Answer(CritiqueAnswer(verdicts=verdicts), by="model")


def test_a_critic_reads_what_code_lets_stand_beside_the_passages_most_like_it() -> None:
    checked = check(
        [said("某厂建成100兆瓦储能电站", PLANT), said("某厂建成储能电站，因此电价下降", PLANT), said("无来源")],
        PAGES,
        Aliases(()),
    )
    critic = Critic()
    after = read_by_critic(checked, PAGES, critic, "zh")  # type: ignore[arg-type]
    assert [one.mark for one in after] == ["stands", "not there", "no link"]
    assert after[1].why == "页面没有说因果"
    (question,) = critic.asked
    assert [one.text for one in question.claims] == ["某厂建成100兆瓦储能电站", "某厂建成储能电站，因此电价下降"]
    assert "100兆瓦" in question.passages[0].text


def test_no_critic_is_shown_a_page_that_its_publisher_reserves() -> None:
    critic = Critic()
    pages = {PLANT: replace(PAGES[PLANT], reserved=True)}
    checked = check([said("某厂建成100兆瓦储能电站", PLANT)], pages, Aliases(()))
    assert [one.mark for one in read_by_critic(checked, pages, critic, "zh")] == ["stands"]  # type: ignore[arg-type]
    assert not critic.asked


def test_many_statements_are_read_a_few_at_a_time() -> None:
    critic = Critic()
    checked = [CheckedStatement(said(f"某厂建成{n}号电站", PLANT), "stands") for n in range(45)]
    read_by_critic(checked, PAGES, critic, "zh")  # type: ignore[arg-type]
    assert [len(one.claims) for one in critic.asked] == [20, 20, 5]


def test_a_statement_is_found_by_the_number_of_its_line() -> None:
    head, table = "---\ntitle: x\n---\n# 周报\n", "| 事件 |\n|---|\n| 甲厂投产项目一个 |\n"
    text = f"{head}\n- 某厂建成100兆瓦储能电站\n  续一行也是一句话的内容\n\n{table}"
    assert [one.place for one in read_statements(text)] == ["周报 · line 6", "周报 · line 7", "周报 · row 11"]


@pytest.mark.parametrize(
    "number", ["[5]", r"[\[5\]](https://s.example/5)", "[¹](https://s.example/5)", "[(5)](https://s.example/5)"]
)
def test_the_number_of_a_source_is_a_link_and_no_words(number: str) -> None:
    (one,) = read_statements(f"- 少数官员赞成降息{number}，多数赞成维持。\n\n[5]: https://s.example/5\n")
    assert (one.text, one.urls) == ("少数官员赞成降息，多数赞成维持。", ("https://s.example/5",))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Plant 4 opened on 3 May. [Reuters](https://s.example/5)", "Plant 4 opened on 3 May."),
        (
            "Plant 4 opened on 3 May. Read more: [The Wall Street Journal](https://s.example/5)",
            "Plant 4 opened on 3 May.",
        ),
        (
            "Plant 4 opened on 3 May — [link](https://s.example/5) | [copy](https://s.example/5)",
            "Plant 4 opened on 3 May",
        ),
        ("Plant 4 opened on 3 May.[Reuters](https://s.example/5) It cost 3.", "Plant 4 opened on 3 May. It cost 3."),
        ("[Plant 4](https://s.example/5)[opened in May](https://s.example/5).", "Plant 4 opened in May."),
        ("四号工厂5月3日投产。[路透](https://s.example/5)", "四号工厂5月3日投产。"),
        ("四号工厂5月3日投产，来源：[路透](https://s.example/5)", "四号工厂5月3日投产"),
        ("四号工厂投产。[耗资三百万元，另有两条产线](https://s.example/5)", "四号工厂投产。耗资三百万元，另有两条产线"),
        ("Plant 4 was bought by [Reuters](https://s.example/5).", "Plant 4 was bought by Reuters."),
    ],
)
def test_a_link_behind_a_sentence_that_names_an_outlet_is_none_of_its_words(line: str, said: str) -> None:
    (one,) = read_statements(line)
    assert (one.text, one.urls) == (said, ("https://s.example/5",))


def link(path: str, text: str = "来源") -> str:
    return f"[{text}](https://plant.example/{path})"


FIRST, SECOND, THIRD = "某厂建成100兆瓦储能电站。", "当地电网公司统一调度这一项目。", "总投资为50亿元人民币整。"


@pytest.mark.parametrize(
    ("line", "cited"),
    [
        (f"{FIRST}{SECOND}（{link('a')}）", ["a", "a"]),
        (f"{FIRST}{link('a', '¹')}{SECOND}{link('b', '²')}", ["a", "b"]),
        (f"{link('a', FIRST)}{link('b', SECOND)}", ["a", "b"]),
        (f"{FIRST}（{link('a')}、{link('b')}）{SECOND}{THIRD}（{link('c')}）", ["ab", "abc", "c"]),
        (f"**标签**：{FIRST}（{link('a')}）{SECOND}（{link('b')}）", ["a", "b"]),
        (f"{FIRST}好。{SECOND}（{link('b')}）", ["b", "b"]),
        (f"{FIRST}（{link('a')}）", ["a"]),
        (f"{FIRST}{SECOND}", [""]),
    ],
)
def test_each_sentence_of_a_line_that_cites_is_a_statement_with_its_own_links_or_those_of_the_line(
    line: str, cited: list[str]
) -> None:
    found = read_sentences(f"- {line}")
    assert ["".join(url[-1] for url in one.urls) for one in found] == cited
    assert "".join(one.text for one in found).replace("好。", "") in f"{FIRST}{SECOND}{THIRD}"
    assert not any("\x01" in one.text for one in found)


def test_a_cell_without_a_link_of_its_own_goes_with_the_cell_before_it() -> None:
    row = f"| {link('a', FIRST)} | {SECOND}{link('b', '²')} | 未摘录到更多技术或进展细节 |"
    found = read_sentences(f"| 事件 | 技术 | 洞察 |\n|---|---|---|\n{row}\n")
    assert ["".join(url[-1] for url in one.urls) for one in found] == ["a", "b"]
    assert "未摘录到" in found[1].text


def test_what_a_cell_tells_cites_what_that_cell_links() -> None:
    row = f"| {link('a', FIRST[:-1])} | {SECOND[:-1]}，另有两处；{THIRD}{link('b', '¹')} |"
    found = read_sentences(f"| 事件 | 技术 |\n|---|---|\n{row}\n")
    assert [(one.text[:3], one.urls[0][-1]) for one in found] == [("某厂建", "a"), ("当地电", "b"), ("总投资", "b")]


def test_a_short_clause_before_a_semicolon_leads_on_to_the_next() -> None:
    found = read_sentences(f"{FIRST}储能电站；{SECOND}好。{THIRD}{link('a', '¹')}")
    assert [one.text for one in found] == [FIRST, f"储能电站；{SECOND}好。", THIRD]


def test_of_a_line_each_sentence_is_marked_for_itself() -> None:
    text = f"{FIRST}（{link('a')}）{SECOND}（{link('gone')}）{THIRD}（{link('a')}）"
    found = check(read_sentences(text), PAGES, Aliases(()))
    assert [(one.statement.place, one.mark) for one in found] == [
        ("line 1 · sentence 1", "stands"), ("line 1 · sentence 2", "link dead"), ("line 1 · sentence 3", "not there")
    ]  # fmt: skip
    assert "50亿元" in found[2].why
