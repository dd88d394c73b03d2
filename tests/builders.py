"""Small documents, sections, evidence and drafts for tests; each argument is what a test wants to differ."""

import hashlib
import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from scripted import Line, Scripted

from brief.llm.ask import Asking
from brief.llm.base import Answerer
from brief.pipeline.progress import PlainProgress, Stopwatch
from brief.runs.steps import MemorySteps
from brief.settings.models import ROLES
from schemas.base import Schema
from schemas.claim import Citation
from schemas.classification import Classification, Evidence, SectionEvidence
from schemas.draft import Draft, Keyword, Signal, Synthesis
from schemas.period import Period
from schemas.retrieval import Document, Event, Passage, Reason, Request, TextField
from schemas.section import Column, ColumnId, Section
from schemas.table import Cell, Row, TableDraft

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "2026-W02.jsonl"

WEEK = Period(kind="weekly", start=date(2026, 1, 5), end=date(2026, 1, 11), label="2026-W02")
AS_OF = datetime(2026, 1, 12, tzinfo=UTC)
COLUMNS = (
    Column(id="event", title="核心事件", max_chars=60),
    Column(id="technical", title="硬核技术点", max_chars=100),
    Column(id="insight", title="商业洞察", max_chars=120),
)
AI = Section(
    id="ai",
    title="AI",
    description="模型。",
    terms=("大模型", "OpenAI", "智能体"),
    weak_terms=("开发者",),
    columns=COLUMNS,
)
ENERGY = Section(id="energy", title="能源", description="电。", terms=("储能", "数据中心", "电网"), columns=COLUMNS)
WEB3 = Section(
    id="web3", title="资金", description="钱。", terms=("稳定币", "代币化"), deal_terms=("融资",), columns=COLUMNS
)
SECTIONS = (AI, ENERGY, WEB3)


def document(title: str = "某厂建成100兆瓦储能电站", body: str | None = None, **more: Any) -> Document:
    """Id, URL and content hash follow host and title; day is 1 to 31 in January 2026, noon in Shanghai."""
    day, hour = more.pop("day", 7), more.pop("hour", 4)
    host = more.pop("host", "outlet.example")
    name = more.pop("id", "x" + hashlib.sha256(f"{host} {title}".encode()).hexdigest()[:8])
    defaults: dict[str, Any] = {
        "id": name,
        "url": f"https://{host}/{name}",
        "published_at": datetime(2026, 1, day, hour, tzinfo=UTC),
        "source": host,
        "publisher": host,
        "lang": "zh",
        "content_hash": name,
    }
    return Document(title=title, body=body, **{**defaults, **more})


def request(sections: Sequence[Section] = SECTIONS, **more: Any) -> Request:
    defaults: dict[str, Any] = {"period": WEEK, "as_of": AS_OF, "timezone": "Asia/Shanghai", "language": "zh"}
    return Request(sections=tuple(sections), **{**defaults, **more})


# -- evidence --------------------------------------------------------------------------------------------------------


def passage(document_id: str, number: int, text: str) -> Passage:
    """The first one of a document is its headline."""
    field: TextField = "title" if number == 1 else "body"
    return Passage(
        id=f"{document_id}#{number}", document_id=document_id, field=field, start=0, end=len(text), text=text
    )


def evidence(event_id: str, *texts: str, terms: tuple[str, ...] = (), columns: float = 1.0) -> Evidence:
    """An event of one document, d1 for e1; the first text is its headline."""
    document_id = f"d{event_id[1:]}"
    passages = tuple(passage(document_id, number, text) for number, text in enumerate(texts, start=1))
    return Evidence(
        event=event(event_id, texts[0], passages, columns=columns),
        documents=(document(texts[0], "".join(texts[1:]), id=document_id),),
        passages=passages,
        terms=terms,
        reason="its words",
    )


def event(event_id: str, title: str, passages: Sequence[Passage] = (), **more: Any) -> Event:
    columns = more.pop("columns", 1.0)
    document_ids = tuple(dict.fromkeys(one.document_id for one in passages))
    defaults: dict[str, Any] = {
        "document_ids": document_ids,
        "passage_ids": tuple(one.id for one in passages),
        "publishers": ("outlet.example",),
        "published_at": datetime(2026, 1, 7, 4, tzinfo=UTC),
        "salience": 5.0,
        "reasons": (Reason(factor="columns", value=columns, weight=5.0),),
    }
    return Event(id=event_id, title=title, **{**defaults, **more})


def section_evidence(section: Section, *shown: Evidence) -> SectionEvidence:
    return SectionEvidence(section=section, evidence=shown, as_of=AS_OF, language="zh")


def classification(*sections: SectionEvidence) -> Classification:
    return Classification(request=request([one.section for one in sections]), assignments=(), sections=tuple(sections))


# -- drafts ----------------------------------------------------------------------------------------------------------


def cite(document_id: str, quote: str, number: int = 1) -> Citation:
    return Citation(document_id=document_id, passage_id=f"{document_id}#{number}", quote=quote)


def claim_values(claim_id: str, text: str, *citations: Citation, kind: str = "stated") -> dict[str, Any]:
    return {"id": claim_id, "text": text, "lang": "zh", "kind": kind, "by": "model", "citations": citations}


def cell(row_id: str, column: ColumnId, text: str, *citations: Citation) -> Cell:
    """Kind none where it has no text."""
    values = claim_values(f"{row_id}.{column}", text, *citations, kind="stated" if text else "none")
    return Cell(column=column, **values)


def row(section_id: str, event_id: str, headline: str, technical: str = "", insight: str = "") -> Row:
    """Cites passages 1, 2 and 3 of the event's document, each word for word."""
    row_id, document_id = f"{section_id}.{event_id}", f"d{event_id[1:]}"
    texts: dict[ColumnId, str] = {"event": headline, "technical": technical, "insight": insight}
    cells = tuple(
        cell(row_id, column, text, *([cite(document_id, text, number)] if text else []))
        for number, (column, text) in enumerate(texts.items(), start=1)
    )
    return Row(id=row_id, event_id=event_id, cells=cells)


def table(section_id: str, *rows: Row, **more: Any) -> TableDraft:
    return TableDraft(section_id=section_id, **{"thesis": None, "rows": rows, "effects": (), **more})


def draft(*tables: TableDraft, synthesis: Synthesis | None = None, revision: int = 1) -> Draft:
    return Draft(revision=revision, tables=tables, synthesis=synthesis or Synthesis(keywords=(), signals=(), risks=()))


def signal(rows: Sequence[str], text: str = "两边相连", *citations: Citation, **more: Any) -> Signal:
    first, second = (row_id.split(".")[0] for row_id in rows[:2])
    values = claim_values(f"signal.{first}-{second}", text, *citations)
    return Signal(**{**values, "sections": (first, second), "rows": tuple(rows), **more})


def keyword(term: str, meaning: str, *citations: Citation, number: int = 1) -> Keyword:
    return Keyword(term=term, **claim_values(f"keyword{number}", meaning, *citations))


# -- asking ----------------------------------------------------------------------------------------------------------


def asking(answerer: Answerer) -> Asking:
    """One answerer for every role."""
    return Asking(dict.fromkeys(ROLES, answerer))


def script(**lines: Sequence[Line] | Line) -> tuple[Asking, Scripted]:
    """An ask that is answered by a script, role by role, and the script."""
    scripted = Scripted({role: line if isinstance(line, Sequence) else [line] for role, line in lines.items()})
    return asking(scripted), scripted


class WrittenOnce(MemorySteps):
    """Steps that are never written a second time."""

    def write_step(self, name: str, value: Schema) -> None:
        assert name not in self.values, f"{name} is written twice"
        super().write_step(name, value)

    @property
    def files(self) -> dict[str, str]:
        return {name: value.model_dump_json() for name, value in sorted(self.values.items())}


def silence() -> Stopwatch:
    """Nobody is told how a walk gets on."""
    return Stopwatch(PlainProgress(io.StringIO()))


# -- texts -----------------------------------------------------------------------------------------------------------

_PIECES = (
    "储能电站 数据中心 人工智能 大模型 公司 发布 表示 预计 意味着 同比增长 成本下降 有望 超过 风险 若 可能 "
    "募资 收购 投产 采用 OpenAI Qwen3-VL GPT-5.2 Bloom H200 NVIDIA 10核 100兆瓦 "
    "1,320.5万元 26.5亿美元 12.5% 3至5倍 2026年 50GW 1.5B"
).split()
_MARKS = (*"，。；：、！？“”（）《》 \n", ". ", ", ", "——", "…", "**", "`", "&amp;", "【", "】", "<b>", "１２")


def news_texts(pieces: int = 24) -> st.SearchStrategy[str]:
    """Texts in the form of news: words, names and figures with the signs between them."""
    return st.lists(st.sampled_from((*_PIECES, *_PIECES, *_MARKS)), max_size=pieces).map("".join)


def hostile_texts() -> st.SearchStrategy[str]:
    return st.one_of(news_texts(), st.text(max_size=60))


def is_cut(source: str, place: int) -> bool:
    """`place` lies within a number or a Latin word of `source`."""
    word, numbers = (
        source[max(0, place - 1) : place + 1],
        (source[max(0, place - 2) : place + 1], source[place - 1 : place + 2]),
    )
    within = 0 < place < len(source) and word.isascii() and word.isalnum()
    return within or (place > 0 and any(map(re.compile("[0-9][.,][0-9]").fullmatch, numbers)))


def stands_in(part: str, text: str) -> bool:
    """`text` holds `part` at a place where neither of its ends cuts a number or a Latin word."""
    places = (found.start() for found in re.finditer(f"(?={re.escape(part)})", text))
    return any(not is_cut(text, place) and not is_cut(text, place + len(part)) for place in places)
