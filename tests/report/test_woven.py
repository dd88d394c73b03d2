"""In prose a clause is the link to the document that tells it."""

import re
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.markdown import _cited, _woven
from brief.report.render.plain import plain
from brief.report.render.view import ClaimText, Mark, PrintedStatement
from brief.report.render.woven import ending, woven
from schemas.report import Report

XAI, SB = "xAI完成200亿美元E轮融资", "OpenAI与软银以10亿美元入股SB Energy"


def mark(number: int, *quotes: str, via: bool = False) -> Mark:
    return Mark(
        anchor=f"c{number}",
        number=number,
        url=f"https://outlet.example/{number}",
        title="",
        source="outlet",
        via=via,
        day=date(2026, 1, 7),
        quotes=quotes,
    )


def said(text: str, *marks: Mark) -> PrintedStatement:
    return PrintedStatement(text=ClaimText(text, "ai.progress1"), lang=None, kind="stated", by="model", marks=marks)


def links(statement: PrintedStatement) -> dict[str, int]:
    return {text: found.number for text, found in woven(statement) if found}


def test_the_clause_that_tells_most_leads_to_the_only_document() -> None:
    assert links(said(f"业内人士认为，{XAI}，高于目标", mark(1, XAI))) == {XAI: 1}


def test_each_of_several_documents_is_led_to_by_what_it_alone_tells() -> None:
    text = "xAI领先：xAI融资200亿美元，SB Energy入股为10亿美元"
    assert links(said(text, mark(1, XAI), mark(2, SB))) == {"xAI融资200亿美元": 1, "SB Energy入股为10亿美元": 2}


def test_a_clause_in_another_language_leads_to_the_document_whose_figure_or_name_it_alone_has() -> None:
    text = "xAI leads with a round of $20 billion, while SB Energy sells a stake for $1 billion"
    found = links(said(text, mark(1, XAI), mark(2, SB)))
    assert [number for _, number in sorted(found.items(), key=lambda one: text.index(one[0]))] == [1, 2]


def test_a_span_of_days_leads_a_clause_in_another_language_nowhere() -> None:
    told = "Yuepu spent an extra 11 days on what it asks for, before the bids of $20 million"
    one, other = mark(1, "越浦政务云三期延期，预算2000万美元"), mark(2, "澜桥的证书失效11天后才续")
    assert set(links(said(told, one, other)).values()) == {1}


def test_no_clause_leads_to_a_document_that_says_nothing_of_it() -> None:
    assert links(said("xAI领先，融资200亿美元", mark(1, XAI), mark(2, "Kunlunxin plans an offering"))).get("x") is None
    assert 2 not in links(said("xAI领先，融资200亿美元", mark(1, XAI), mark(2, "Kunlunxin plans an offering"))).values()


@pytest.mark.parametrize("text", ["xAI领先，融资200亿美元", "xAI领先，融资200亿美元。"])
def test_every_document_of_a_sentence_is_linked_however_it_ends(text: str, quantshark: Format) -> None:
    words = quantshark.reader
    two = said(text, mark(1, XAI), mark(2, "Kunlunxin plans an offering"))
    cited = partial(_cited, words=words)
    shown = _woven(two, cited=cited, full_stop=words.punctuation.full_stop)
    assert {f"https://outlet.example/{number}" for number in (1, 2)} == set(re.findall(r"\]\(([^)]*)\)", shown))
    assert shown.rstrip().endswith(("。", ")"))


def test_words_on_anothers_address_are_no_link() -> None:
    assert links(said(XAI, mark(1, XAI, via=True))) == {}


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=3))
def test_the_pieces_are_the_text_and_lead_to_each_document_at_most_once(text: str, quotes: list[str]) -> None:
    pieces = woven(said(text, *(mark(number, quote) for number, quote in enumerate(quotes, start=1))))
    assert "".join(piece for piece, _ in pieces) == plain(text)
    numbers = [found.number for _, found in pieces if found]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("lang", "text", "shown"), [("zh", XAI, f"{XAI}。"), ("zh", f"{XAI}！", f"{XAI}！"), ("en", SB, SB)]
)
def test_a_sentence_of_prose_ends_on_the_page_as_it_does_in_markdown(
    sample_report: Report, quantshark: Format, lang: str, text: str, shown: str
) -> None:
    section = sample_report.sections[0]
    effect = section.effects[0].model_copy(update={"text": text, "lang": lang, "by": "extraction"})
    sections = (section.model_copy(update={"effects": (effect,)}), *sample_report.sections[1:])
    page = render_html(sample_report.model_copy(update={"sections": sections}), quantshark)
    (effects,) = re.findall(r'<div class="effects">.*?<bdi[^>]*>(.*?)</bdi>(?:<button| <small)', page, re.DOTALL)[:1]
    assert re.sub(r"<.*?>", "", effects).strip() == shown


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("It ends.", ""),
        ('He said: "prices will not wait."', ""),
        ('It fell by "mid-single digits"', "."),
        ("It rose", "."),
    ],
)
def test_a_sentence_has_one_full_stop(text: str, missing: str) -> None:
    assert ending(text, ".") == missing
