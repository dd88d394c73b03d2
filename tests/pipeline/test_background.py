from zoneinfo import ZoneInfo

import pytest
from builders import AI, SECTIONS, cite, classification, document, draft, request, row, section_evidence, table

from agents.retriever import retrieve
from agents.section_classifier.evidence import EventFiles
from agents.table_writer import write_table
from brief.documents.corpus import Corpus
from brief.documents.sources.base import RawDocument
from brief.llm.ask import extractive_ask
from brief.pipeline.background import with_background
from brief.report.printable import CitableDocuments
from checks.citations import DATES
from checks.evidence_index import library_of
from schemas.orders import NO_ORDERS, Orders
from schemas.retrieval import Retrieval

ZONE = ZoneInfo("Asia/Shanghai")
PLANT = document("晨曦钠电池工厂一期今日投产", "年产能6吉瓦时，总投资21亿元。", day=7)
EARLIER = ("晨曦钠电池工厂一期开工建设", "该工厂规划年产能6吉瓦时，计划2026年投产。", "2025-12-20T08:00:00+08:00")
OLDER = ("晨曦钠电池工厂一期签约落户", "签约金额21亿元。", "2025-10-01T08:00:00+08:00")
WITHIN = ("晨曦钠电池工厂一期投产仪式举行", "仪式于今日举行。", "2026-01-06T08:00:00+08:00")
OTHERS = [(f"{place}风电场机组并网发电", "机组一切正常。", "2025-12-21T08:00:00+08:00") for place in "甲乙丙丁戊己庚辛"]


def found(*given: tuple[str, str, str], orders: Orders = NO_ORDERS) -> Retrieval:
    with Corpus() as corpus:
        raw = (
            RawDocument(url=f"https://news.example/{number}", title=title, body=body, published=published)
            for number, (title, body, published) in enumerate((*given, *OTHERS))
        )
        corpus.add(raw, "news", ZONE)
        return with_background(retrieve(request(orders=orders), (PLANT,)), corpus)


def titles(retrieval: Retrieval) -> list[str]:
    return [one.document.title for one in retrieval.background]


def test_what_was_told_of_it_in_the_weeks_before_is_its_background() -> None:
    retrieval = found(EARLIER)
    assert titles(retrieval) == [EARLIER[0]]
    assert "6吉瓦时" in retrieval.background[0].passage.text


@pytest.mark.parametrize("given", [OLDER, WITHIN])
def test_neither_what_is_long_past_nor_the_period_itself_is(given: tuple[str, str, str]) -> None:
    assert titles(found(given)) == []


def test_another_firms_notice_in_the_same_words_is_none() -> None:
    other = ("南岭钠电池工厂一期今日投产", "年产能2吉瓦时。", "2025-12-20T08:00:00+08:00")
    assert titles(found(other)) == []


def test_standing_orders_hold_for_it_too() -> None:
    assert titles(found(EARLIER, orders=Orders(never=("规划年产能",)))) == []


def test_the_same_corpus_gives_the_same_background() -> None:
    assert found(EARLIER) == found(EARLIER)


def test_a_writer_is_shown_it_with_its_day_and_extraction_quotes_none_of_it() -> None:
    retrieval = found(EARLIER)
    one = EventFiles(retrieval, SECTIONS).evidence(retrieval.events[0], "")
    assert one.background == (retrieval.background[0].document.id,)
    written = write_table(section_evidence(AI, one), extractive_ask())
    cited = {citation.document_id for each in written.rows[0].cells for citation in each.citations}
    assert cited.isdisjoint(one.background)


def test_a_claim_may_cite_it_though_it_is_not_of_the_period() -> None:
    retrieval = found(EARLIER)
    one = EventFiles(retrieval, SECTIONS).evidence(retrieval.events[0], "")
    background = retrieval.background[0]
    cells = (row("ai", one.event.id, "某厂").cells[0],)
    cited = cells[0].model_copy(update={"citations": (cite(background.document.id, background.passage.text),)})
    given = draft(table("ai", row("ai", one.event.id, "某厂").model_copy(update={"cells": (cited,)})))
    index = library_of(classification(section_evidence(AI, one)))
    assert list(DATES.issues(given, index)) == []
    assert CitableDocuments(retrieval).source(background.document.id).published.date().isoformat() == "2025-12-20"
