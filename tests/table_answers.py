"""A small question about a table, and sound answers to it."""

from typing import Any

from schemas.classification import SectionBrief
from schemas.section import Column
from schemas.table import (
    CellAnswer,
    EventEvidence,
    PassageBrief,
    RowAnswer,
    StatementAnswer,
    TableAnswer,
    TableQuestion,
)

COLUMNS = (
    Column(id="event", title="核心事件", max_chars=20),
    Column(id="technical", title="技术/进展", max_chars=30),
    Column(id="insight", title="洞察", max_chars=40),
)


def section(name: str) -> SectionBrief:
    return SectionBrief(id=name, title=name, description="")


def event(number: int) -> EventEvidence:
    passages = (
        PassageBrief(id=f"d{number}#1", headline=True, text=f"第{number}厂投产"),
        PassageBrief(id=f"d{number}#2", headline=False, text="年产能6GWh，储能客户已订七成。"),
    )
    return EventEvidence(event_id=f"e{number}", published="2026-01-07", passages=passages, terms=())


def table_question(language: str = "zh") -> TableQuestion:
    return TableQuestion(
        section=section("energy"),
        columns=COLUMNS,
        language=language,
        events=(event(1), event(2)),
    )


def row(number: int, **changes: Any) -> RowAnswer:
    """A sound row; a change is a text, or (text, passages), of one column."""
    texts: dict[Any, Any] = {
        "event": f"第{number}厂钠电池产线投产",
        "technical": "年产能6GWh",
        "insight": "储能客户已锁定七成产能，现货不多",
        **changes,
    }
    cells = [
        CellAnswer(column=column, text=given, passages=(f"d{number}#{1 if column == 'event' else 2}",))
        if isinstance(given, str)
        else CellAnswer(column=column, text=given[0], passages=given[1])
        for column, given in texts.items()
        if given is not None
    ]
    return RowAnswer(event_id=f"e{number}", cells=tuple(cells))


THESIS = StatementAnswer(text="储能订单先于产能", passages=("d1#2", "d2#2"))


def table(*rows: RowAnswer, thesis: StatementAnswer = THESIS, effects: tuple[StatementAnswer, ...] = ()) -> TableAnswer:
    return TableAnswer(thesis=thesis, rows=rows, effects=effects)
