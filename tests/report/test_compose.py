from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from builders import ROOT, passage
from hypothesis import given
from hypothesis import strategies as st

from brief.report.accepted import AcceptedDraft
from brief.report.compose import compose
from brief.report.format import Format, load_format
from brief.report.render.html import render_html
from brief.report.render.markdown import render_markdown
from brief.report.title import shortened
from schemas.claim import Citation, Claim
from schemas.critique import Critique, Heard, Issue, Reading
from schemas.draft import Draft, Keyword, Signal, Synthesis
from schemas.orders import NO_ORDERS, Must, Orders
from schemas.period import Period, PeriodKind
from schemas.reasons import IssueKind
from schemas.report import ClaimFate, Report
from schemas.retrieval import Background, Document, Event, LeftOut, Request, Retrieval
from schemas.section import ColumnId
from schemas.table import Cell, Row, TableDraft

WEEK = Period(kind="weekly", start=date(2026, 1, 5), end=date(2026, 1, 11), label="2026-W02")
REJECTED = "a text that failed its check"


def document(number: int, **changes: Any) -> Document:
    given: dict[str, Any] = {
        "id": f"d{number}",
        "url": f"https://news.example/{number}",
        "title": f"Title {number}",
        "published_at": datetime(2026, 1, 6, 20, 0, tzinfo=UTC),
        "source": "News",
        "publisher": "news.example",
        "lang": "zh",
        "content_hash": "0",
    }
    return Document(**{**given, **changes})


def cite(number: int, quote: str = "quote") -> Citation:
    return Citation(document_id=f"d{number}", passage_id=f"d{number}#1", quote=quote)


def claim(claim_id: str, text: str, *documents: int, **changes: Any) -> Claim:
    given: dict[str, Any] = {"id": claim_id, "text": text, "lang": "zh", "kind": "stated", "by": "model"}
    return Claim(**{**given, **changes}, citations=tuple(map(cite, documents)))


def cell(row_id: str, column: ColumnId, *documents: int, text: str = "text", **changes: Any) -> Cell:
    stated = claim(f"{row_id}.{column}", text, *documents, **changes)
    return Cell(**{**dict(stated), "column": column})


def row(row_id: str, number: int, **changes: Cell) -> Row:
    cells = {column: cell(row_id, column, number) for column in ("event", "technical", "insight")}
    return Row(id=row_id, event_id=f"e{number}", cells=tuple({**cells, **changes}.values()))


def table(
    section_id: str, rows: Sequence[Row] = (), thesis: Claim | None = None, effects: Sequence[Claim] = ()
) -> TableDraft:
    return TableDraft(section_id=section_id, thesis=thesis, rows=tuple(rows), effects=tuple(effects))


def draft(*tables: TableDraft, **synthesis: Any) -> Draft:
    parts: dict[str, Any] = {"keywords": (), "signals": (), "risks": (), **synthesis}
    return Draft(revision=2, tables=tables, synthesis=Synthesis(**parts))


def signal(signal_id: str, sections: tuple[str, str], rows: tuple[str, ...], *documents: int, **changes: Any) -> Signal:
    stated = claim(signal_id, "a link", *documents, **changes)
    return Signal(**{**dict(stated), "sections": sections, "rows": rows})


def keyword(keyword_id: str, *documents: int) -> Keyword:
    return Keyword(**{**dict(claim(keyword_id, "its meaning", *documents)), "term": "term"})


def critique(*issues: tuple[str, IssueKind], revision: int = 2, heard: Heard = "yes", read: str = "") -> Critique:
    """`read`: the id of a claim that the critic let stand."""
    found = tuple(Issue(claim_id=claim_id, kind=kind, message=REJECTED) for claim_id, kind in issues)
    readings = (Reading(claim_id=read, verdict="stands", rests_on="quote"),) if read else ()
    return Critique(revision=revision, issues=found, checked=9, readings=readings, heard=heard)


def composed(given: Draft, format: Format, **changes: Any) -> Report:
    period = changes.get("period", WEEK)
    request = Request(
        period=period,
        as_of=datetime(2026, 1, 12, tzinfo=UTC),
        timezone="Asia/Shanghai",
        language="zh",
        sections=(),
        orders=changes.get("orders", NO_ORDERS),
    )
    documents = changes.get("documents", tuple(map(document, range(1, 10))))
    accepted = AcceptedDraft(
        draft=given,
        critiques=(*changes.get("earlier", ()), changes.get("critique", critique())),
        retrieval=Retrieval(
            request=request,
            documents=documents,
            events=changes.get("events", ()),
            passages=(),
            left_out=changes.get("left_out", ()),
            background=changes.get("background", ()),
        ),
        signed=lambda byline: f"by us, {byline}",
        models=changes.get("models", {"table_writer": "a:b", "critic": "c:d"}),
        emptied=changes.get("emptied", ()),
    )
    return compose(accepted, format)


# -- citations and sources -------------------------------------------------------------------------------------------


def test_a_citation_carries_address_title_and_local_date_of_its_document(quantshark: Format) -> None:
    found = composed(draft(table("ai", [row("ai.1", 3)])), quantshark).sections[0].rows[0].cells[0].citations[0]
    assert (found.url, found.title, found.quote) == ("https://news.example/3", "Title 3", "quote")
    assert found.published.isoformat() == "2026-01-07T04:00:00+08:00"


def test_sources_are_every_cited_document_once_in_reading_order(quantshark: Format) -> None:
    given = draft(
        table("energy", [row("energy.1", 2)], effects=[claim("energy.x", "effect", 5, 2)]),
        table("ai", [row("ai.1", 4), row("ai.2", 1)], claim("ai.t", "thesis", 3, 4)),
        keywords=(keyword("k1", 7, 1),),
        signals=(signal("s1", ("ai", "energy"), ("ai.1", "energy.1"), 6),),
        risks=(claim("r1", "risk", 8),),
    )
    report = composed(given, quantshark)
    assert [source.document_id for source in report.sources] == ["d3", "d4", "d1", "d2", "d5", "d7", "d6", "d8"]


@pytest.mark.parametrize(
    "changes",
    [{"url": "javascript:alert(1)"}, {"url": "https://bank.example@evil.example/"}, {"published_at": None}],
)
def test_what_rests_on_a_document_that_cannot_be_opened_is_not_printed(
    quantshark: Format, changes: dict[str, Any]
) -> None:
    given = draft(
        table("ai", [row("ai.1", 1), row("ai.2", 2, insight=cell("ai.2", "insight", 1))], claim("ai.t", "thesis", 1)),
        risks=(claim("r1", "risk", 1),),
    )
    report = composed(given, quantshark, documents=(document(1, **changes), document(2)))
    assert [(row.id, row.cells[2].kind, row.cells[2].citations) for row in report.sections[0].rows] == [
        ("ai.2", "none", ())
    ]
    assert (report.sections[0].thesis, report.synthesis.risks) == (None, ())
    assert [source.document_id for source in report.sources] == ["d2"]
    assert ClaimFate(claim_id="r1", place="r1", kinds=("link_not_in_evidence",), fate="dropped") in report.log
    assert "evil" not in report.model_dump_json()


def test_an_unknown_document_is_no_source(quantshark: Format) -> None:
    given = draft(table("ai", [row("ai.1", 1, technical=cell("ai.1", "technical", 99, 1))]))
    technical = composed(given, quantshark).sections[0].rows[0].cells[1]
    assert [citation.document_id for citation in technical.citations] == ["d1"]


# -- sections and cells ----------------------------------------------------------------------------------------------


def test_sections_and_columns_stand_in_the_order_of_the_format(quantshark: Format) -> None:
    shuffled = Row(id="web3.1", event_id="e1", cells=row("web3.1", 1).cells[::-1])
    report = composed(draft(table("web3", [shuffled]), table("sport", [row("sport.1", 2)])), quantshark)
    assert [section.id for section in report.sections] == ["ai", "energy", "web3"]
    assert [cell.column for cell in report.sections[2].rows[0].cells] == ["event", "technical", "insight"]
    assert [column.title for column in report.sections[2].columns] == ["核心事件", "资金/协议动向", "金融/宏观洞察"]
    assert report.sections[2].rows[0].event_id == "e1"
    assert [source.document_id for source in report.sources] == ["d1"]


def test_a_missing_statement_is_said_in_the_words_of_its_column(quantshark: Format) -> None:
    silent = cell("ai.1", "insight", text="", kind="none")
    given = Row(id="ai.1", event_id="e1", cells=(cell("ai.1", "event", 1), silent))
    technical, insight = composed(draft(table("ai", [given])), quantshark).sections[0].rows[0].cells[1:]
    assert (technical.text, technical.kind, technical.citations) == ("未摘录到更多技术细节", "none", ())
    assert (insight.text, insight.kind, insight.lang) == ("未摘录到商业影响", "none", "zh")


def test_signals_stand_in_the_order_of_the_pairs_and_only_of_sections_shown(quantshark: Format) -> None:
    given = draft(
        table("ai", [row("ai.1", 1)]),
        table("web3", [row("web3.1", 2)]),
        signals=(
            signal("s1", ("web3", "energy"), ("web3.1", "energy.9"), 2),
            signal("s2", ("energy", "ai"), ("ai.1",), 1),
            signal("s3", ("ai", "sport"), ("ai.1",), 1),
            signal("s4", ("ai", "web3"), (), kind="none"),
        ),
    )
    signals = composed(given, quantshark).synthesis.signals
    assert [(one.sections, one.rows) for one in signals] == [
        (("energy", "ai"), ("ai.1",)),
        (("web3", "energy"), ("web3.1",)),
    ]


# -- the title -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "label", "title"),
    [
        ("weekly", "2026-W02", "硅谷关键赛道周报：推理成本下降、稳定币结算提速"),
        ("daily", "2026-01-09", "硅谷关键赛道日报：推理成本下降、稳定币结算提速"),
        ("monthly", "2026-01", "硅谷关键赛道月报：推理成本下降、稳定币结算提速"),
        ("range", "2026-01-05..2026-01-08", "硅谷关键赛道专报：推理成本下降、稳定币结算提速"),
    ],
)
def test_the_title_names_the_period_and_each_thesis(
    quantshark: Format, kind: PeriodKind, label: str, title: str
) -> None:
    given = draft(
        table("ai", [row("ai.1", 1)], claim("ai.t", "推理成本下降。", 1)),
        table("energy", [row("energy.1", 2)]),
        table("web3", [row("web3.1", 3)], claim("web3.t", "稳定币结算提速", 3)),
    )
    period = WEEK.model_copy(update={"kind": kind, "label": label})
    assert composed(given, quantshark, period=period).title == title


def test_a_report_without_a_thesis_is_titled_by_its_period(quantshark: Format) -> None:
    assert composed(draft(), quantshark).title == "硅谷关键赛道周报（2026-W02）"


@pytest.mark.parametrize(
    ("thesis", "short"),
    [
        (
            "电网备用容量从26%降至19%、8个区域电网触及临界值；2030年备用容量400GW",
            "电网备用容量从26%降至19%、8个区域电网触及临界值",
        ),
        ("AI Agent商业化进入“应用层，突破”阶段，从基础模型竞争转向垂直场景", "AI Agent商业化进入“应用层，突破”阶段"),
        ("FERC approves 1,320 MW of new capacity, citing demand", "FERC approves 1,320 MW of new capacity"),
        ("据彭博社报道，微软拟投资800亿美元，建设数据中心，供电待定", "据彭博社报道，微软拟投资800亿美元"),
        (
            "高盛：电力约束或将改写中美两国人工智能竞赛的整个格局",
            "高盛：电力约束或将改写中美两国人工智能竞赛的整个格局",
        ),
        (
            "一句没有停顿又比标题所容许的长度长得多的论断也不会被拦腰切断",
            "一句没有停顿又比标题所容许的长度长得多的论断也不会被拦腰切断",
        ),
        ("推理成本下降！", "推理成本下降"),
        ("OpenAI发布GPT-5.4 Pro模型 支持高达100万token的上下文窗口", "OpenAI发布GPT-5.4 Pro模型"),
        (
            "摩根大通：若海峡持续关闭 原油供应或数日内减少330万桶/日",
            "摩根大通：若海峡持续关闭 原油供应或数日内减少330万桶/日",
        ),
        ("深圳抢推“龙虾十条 十天落地”政策并且要求各区加快", "深圳抢推“龙虾十条 十天落地”政策并且要求各区加快"),
    ],
)
def test_a_thesis_is_shortened_only_at_the_end_of_a_clause(thesis: str, short: str) -> None:
    assert shortened(thesis, 22, ("据", "若")) == short


@given(st.text(alphabet="电力约束12.,%，。、；：“”（） aB-", max_size=60), st.integers(1, 40))
def test_a_shortened_thesis_is_a_beginning_that_ends_between_words(thesis: str, longest: int) -> None:
    short = shortened(thesis, longest)
    whole = thesis.strip()
    rest = whole[len(short) :]
    assert whole.startswith(short)
    assert not (short[-1:].isalnum() and rest[:1].isalnum())
    assert not (short[-1:].isdigit() and rest[1:2].isdigit() and rest[0] in ".,")


# -- notes and issues ------------------------------------------------------------------------------------------------


def test_a_report_by_extraction_alone_says_so(quantshark: Format) -> None:
    quoted = {column: cell("ai.1", column, 1, by="extraction") for column in ("event", "technical", "insight")}
    note = "本报告未使用语言模型：各条文字均摘自来源原文，保留来源的语言。"
    assert composed(draft(table("ai", [row("ai.1", 1, **quoted)])), quantshark, models={}).notes[0] == note
    mixed = {**quoted, "insight": cell("ai.1", "insight", 1, by="hand")}
    assert composed(draft(table("ai", [row("ai.1", 1, **mixed)])), quantshark, models={}).notes[0] == (
        "本报告未使用语言模型：除人工修订之处，各条文字均摘自来源原文，保留来源的语言。"
        "1 处经人工修订：AI & Capabilities 第 1 行 · 商业/行业洞察。"
    )


def test_a_keyword_and_a_signal_by_hand_say_so_and_others_say_nothing(quantshark: Format) -> None:
    """report.json holds no `by` for them, unless a hand wrote them."""
    rows = table("ai", [row("ai.1", 1)]), table("energy", [row("energy.1", 2)])
    link, term = signal("signal.ai-energy", ("ai", "energy"), ("ai.1", "energy.1"), 1), keyword("keyword1", 1)

    def told(**changes: str) -> list[str | None]:
        made = draft(*rows, signals=[link.model_copy(update=changes)], keywords=[term.model_copy(update=changes)])
        shown = composed(made, quantshark).model_dump(mode="json")["synthesis"]
        return [shown[part][0].get("by", "nothing") for part in ("keywords", "signals")]

    assert told() == ["nothing", "nothing"]
    assert told(by="hand") == ["hand", "hand"]


def test_thin_and_empty_sections_are_noted_and_are_no_issues(quantshark: Format) -> None:
    rows = [row(f"ai.{number}", number) for number in range(1, 4)]
    report = composed(draft(table("ai", rows), table("energy", [row("energy.1", 4), row("energy.2", 5)])), quantshark)
    assert report.notes[0] == (
        "Energy & Infrastructure：本周仅 2 条达到收录标准。Web3 & Financial Flow：本周没有可以刊出的事件。"
    )
    assert report.open_issues == ()


def test_sentences_of_a_note_are_joined_as_its_language_joins_them() -> None:
    english = load_format(ROOT / "formats", "quantshark", "en")
    silent = row("ai.1", 1, technical=cell("ai.1", "technical", text="", kind="none"))
    notes = composed(draft(table("ai", [silent]), table("energy", [])), english).notes
    assert "only 1 met the bar this week. Energy" in notes[0]
    assert "this week. Cells for which" in notes[0]
    assert not any("  " in note or note != note.strip() for note in notes)


def test_the_notes_count_what_was_read_and_cited(quantshark: Format) -> None:
    event = Event(
        id="e1",
        title="",
        document_ids=(),
        passage_ids=(),
        publishers=(),
        published_at=datetime(2026, 1, 6, tzinfo=UTC),
        salience=1,
        reasons=(),
    )
    left_out = (LeftOut(reason="date_missing", count=2, examples=("A", "B")), LeftOut(reason="new_reason", count=5))
    report = composed(draft(table("ai", [row("ai.1", 1)])), quantshark, events=(event,), left_out=left_out)
    assert report.notes[-1] == "共读取 16 篇文档，其中 9 篇归并为 1 个事件；本报告依据其中 1 篇。"


def test_what_is_cited_from_before_the_period_is_not_among_what_was_read(quantshark: Format) -> None:
    earlier = document(10)
    quoted = passage(earlier.id, 1, "text")
    cited = row("ai.1", 1, insight=cell("ai.1", "insight", 10))
    background = (Background(event_id="e1", document=earlier, passage=quoted),)
    report = composed(draft(table("ai", [cited])), quantshark, background=background)
    assert len(report.sources) == 2
    assert report.notes[-1] == "共读取 9 篇文档，归并为 0 个事件；本报告依据其中 1 篇。"


UNHEARD = "本期没有合格的审读：未经审读的推断不刊，改为摘录或略去。"
HALF_HEARD = "本期的审读只算半合格：它的反对意见照办，程序存疑之处它无权放行。"


def test_readers_are_told_where_no_critic_was_heard_or_one_was_half_heard(quantshark: Format) -> None:
    given = draft(table("ai", [row("ai.1", 1)]))

    def told(*critiques: Critique, **changes: Any) -> list[str]:
        report = composed(given, quantshark, critique=critiques[-1], earlier=critiques[:-1], **changes)
        return [note for note in report.notes if note in (UNHEARD, HALF_HEARD)]

    assert told(critique(heard="yes")) == []
    assert told(critique(heard="half")) == [HALF_HEARD]
    assert told(critique(heard="no")) == [UNHEARD]
    assert told(critique(heard="no"), models={"table_writer": "extractive"}) == [], "extraction infers nothing"
    taken_over = critique(heard="yes", read="ai.1.event"), critique(heard="no")
    assert told(*taken_over) == [], "what was read counts, though now nobody had to be asked"


def test_weak_texts_are_named_to_readers_and_are_no_open_issues(quantshark: Format) -> None:
    given = draft(table("ai", [row("ai.1", 1)]), risks=(claim("risk1", "risk", 2),))
    report = composed(given, quantshark, critique=critique(("ai.1.insight", "weak"), ("risk1", "weak"), ("x", "weak")))
    places = "AI & Capabilities 第 1 行 · 商业/行业洞察、The Synthesis · 风险提示"
    assert report.notes[0] == f"2 处推断偏弱，重写一次后照刊，阅读时请留意：{places}。"
    assert report.open_issues == ()
    assert [(one.claim_id, one.fate) for one in report.log] == [
        ("ai.1.insight", "printed"),
        ("risk1", "printed"),
        ("x", "dropped"),
    ]


def test_whatever_there_is_to_tell_it_takes_five_lines_at_most(quantshark: Format) -> None:
    edited = row("ai.1", 1, insight=cell("ai.1", "insight", 1, by="hand"))
    fallback = row("ai.2", 2, technical=cell("ai.2", "technical", 2, by="extraction", instead="left_empty"))
    silent = row("energy.3", 3, technical=cell("energy.3", "technical", text="", kind="none"))
    given = draft(table("ai", [edited, fallback]), table("energy", [silent]))
    report = composed(
        given,
        quantshark,
        critique=critique(("ai.1.event", "weak"), heard="half"),
        emptied=("risk1",),
        left_out=(LeftOut(reason="date_missing", count=2, examples=("A", "B")),),
    )
    assert [note[:12] for note in report.notes] == [
        "8 处文字中有 1 处不",
        "本期的审读只算半合格：它",
        "1 处推断偏弱，重写一次",
        "AI & Capabil",
        "共读取 11 篇文档，其",
    ]
    for said in ("模型留空 1 处", "1 处经人工修订：", "1 处由编者略去："):
        assert said in report.notes[0]
    for said in ("Web3 & Financial Flow：本周没有", "1 个单元格未能"):
        assert said in report.notes[3]


def test_a_topic_that_was_due_and_not_found_is_said(quantshark: Format) -> None:
    given = draft(table("ai", [row("ai.1", 1)]), table("energy", [row("energy.2", 2)]))
    found, missing = Must(topic="首件", words=("text",)), Must(topic="议息", words=("FOMC",))
    report = composed(given, quantshark, orders=Orders(must=(found, missing)))
    assert report.notes[-2].endswith("按例应报、本期没有见到报道：议息。")


def test_an_outlet_that_leads_more_than_its_share_is_named(quantshark: Format) -> None:
    rows = [row(f"ai.{n}", n) for n in range(1, 7)]
    assert "6 条中有 6 条首引 News" in composed(draft(table("ai", rows)), quantshark).notes[-1]
    others = tuple(document(n, source=f"News {n}") for n in range(1, 10))
    assert "首引" not in composed(draft(table("ai", rows)), quantshark, documents=others).notes[-1]


def test_words_under_anothers_address_say_whose_they_are_and_do_not_link_as_its(quantshark: Format) -> None:
    given = draft(table("ai", [row("ai.1", 1)]), table("energy", [row("energy.2", 2)]))
    documents = (document(1, via="Digest", source="Digest"), document(2))
    report = composed(given, quantshark, documents=documents)
    markdown, page = render_markdown(report, quantshark).text, render_html(report, quantshark)
    assert "| text（经 Digest [原始出处](https://news.example/1)）" in markdown
    assert "| [text](https://news.example/2)" in markdown
    assert "经 Digest" in page
    assert page.count("原始出处") >= 2
    assert report.sections[0].rows[0].cells[0].citations[0].via == "Digest"


def test_the_log_tells_the_fate_of_each_failed_claim_and_never_its_text(quantshark: Format) -> None:
    kept = claim("risk1", "risk", 5, kept="words of its passage")
    given = draft(
        table(
            "ai",
            [
                row("ai.1", 1, technical=cell("ai.1", "technical", text="", kind="none")),
                row("ai.2", 2, insight=cell("ai.2", "insight", 2, kind="quoted", by="extraction")),
                row("ai.3", 3, insight=cell("ai.3", "insight", 3, by="hand")),
            ],
        ),
        table("sport", [row("sport.1", 4)]),
        risks=(kept,),
    )
    issues: Sequence[tuple[str, IssueKind]] = [
        ("ai.1.technical", "quote_not_in_passage"),
        ("ai.2.insight", "broken_text"),
        ("ai.3.event", "empty_text"),
        ("ai.3.insight", "unsupported"),
        ("gone", "event_twice"),
        ("sport.1.event", "event_twice"),
        ("risk1", "unsupported"),
    ]
    again: tuple[str, IssueKind] = ("gone", "figure_not_in_evidence")
    report = composed(given, quantshark, earlier=(critique(*issues, revision=1), critique(again, revision=2)))
    assert [(one.claim_id, *one.kinds, one.fate) for one in report.log] == [
        ("ai.1.technical", "quote_not_in_passage", "dropped"),
        ("ai.2.insight", "broken_text", "quoted"),
        ("ai.3.event", "empty_text", "rewritten"),
        ("ai.3.insight", "unsupported", "edited"),
        ("gone", "event_twice", "figure_not_in_evidence", "dropped"),
        ("risk1", "unsupported", "kept"),
    ]
    assert report.open_issues == ()
    assert REJECTED not in report.model_dump_json()
    assert "log" not in report.model_dump(mode="json")
    page = render_html(report, quantshark)
    folded = page[page.index('<details class="log">') :]
    assert "<summary>核查记录（6 条）</summary>" in folded
    assert "gone：未通过核查（同一事件出现两次、数字不在所引原文中），已删去。" in folded
    assert "The Synthesis · 风险提示：未通过核查（来源撑不起这一说法），作者坚持原文，复审后照刊。" in folded
    assert REJECTED not in page
    assert '<details class="log">' not in render_html(composed(draft(), quantshark), quantshark)


def test_a_row_that_is_gone_stood_under_no_effects(quantshark: Format) -> None:
    failed = critique(("ai.e9", "event_twice"), ("ai.effect2", "weak"))
    (row_, effect) = composed(draft(table("ai", [row("ai.1", 1)])), quantshark, critique=failed).log
    assert row_.place == "ai.e9"
    assert effect.place.endswith("二阶效应")


def test_only_a_claim_that_failed_the_last_check_and_is_printed_is_an_open_issue(quantshark: Format) -> None:
    given = draft(table("ai", [row("ai.1", 1, technical=cell("ai.1", "technical", text="", kind="none"))]))
    last = critique(
        ("ai.1.insight", "broken_text"),
        ("ai.1.insight", "broken_text"),
        ("ai.1.technical", "empty_text"),
        ("ai.1", "event_twice"),
        ("gone", "event_twice"),
        ("ai.1.event", "weak"),
    )
    report = composed(given, quantshark, critique=last)
    assert [(issue.claim_id, issue.kind, issue.place) for issue in report.open_issues] == [
        ("ai.1.insight", "broken_text", "AI & Capabilities 第 1 行 · 商业/行业洞察"),
        ("ai.1", "event_twice", "AI & Capabilities 第 1 行"),
    ]
    assert [one.fate for one in report.log] == ["printed", "dropped", "printed", "dropped", "printed"]
    assert REJECTED not in report.model_dump_json()


def test_the_same_draft_makes_the_same_report(quantshark: Format) -> None:
    given = draft(table("ai", [row("ai.1", 1)]), keywords=(keyword("k1", 1),))
    first = composed(given, quantshark, models={"a": "1", "b": "2"})
    assert first.model_dump_json() == composed(given, quantshark, models={"b": "2", "a": "1"}).model_dump_json()
    assert (first.byline, first.format, first.language, first.schema_version) == (
        "by us, 本报告由 Brief 生成",
        "quantshark-weekly",
        "zh",
        1,
    )
