"""A format's own blocks by extraction: of each row what is like the role that the block names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from brief.extractive.lines import ExtractedLine, quotable
from facts.extraction.candidates import change_candidates, consequence_candidates, risk_candidates
from facts.text.cleaning import plain
from facts.text.language import as_long, language_of
from facts.text.overlap import adds_nothing
from facts.text.quoting import joined, parted
from facts.text.term_list import Terms
from schemas.draft import RowBrief, TableBrief
from schemas.history import least_words
from schemas.section import Block
from schemas.table import EntryAnswer, PassageBrief


@dataclass(frozen=True)
class RowLines:
    """What one row has for each role, weightiest first; each clear without the row."""

    event: ExtractedLine
    technical: tuple[ExtractedLine, ...] = ()
    insight: tuple[ExtractedLine, ...] = ()

    def like(self, role: str) -> Sequence[ExtractedLine]:
        roles: Mapping[str, Sequence[ExtractedLine]] = {
            "event": (self.event,),
            "technical": self.technical,
            "insight": self.insight,
            "impact": self.insight,
        }
        return roles.get(role, ())


def entries_of_rows(blocks: Iterable[Block], rows: Sequence[RowLines]) -> list[EntryAnswer]:
    """For each block that names a role, a text of each row until it has the most it may; none is said twice."""
    return _entries(blocks, lambda block: [line for row in rows for line in row.like(block.like)[:1]])


def entries_of_report(
    blocks: Iterable[Block], tables: Sequence[TableBrief], told: Sequence[str], language: str
) -> list[EntryAnswer]:
    """The same for the whole report: of its rows, weightiest first, what happened and what follows of it."""

    def room(block: Block) -> int:
        return round(as_long(block.max_chars, language, "zh"))

    is_compared = any(row.earlier for table in tables for row in table.rows)
    read: Mapping[str, Callable[[RowBrief, Block], list[ExtractedLine]]] = {
        "event": lambda row, block: [_happening(row, block, language)],
        "insight": lambda row, block: quotable(row.passages, consequence_candidates, room(block), told),
        # Where earlier reports are compared with, code sets side by side what they told and what is told now.
        "change": lambda row, block: (
            [] if is_compared else quotable(row.passages, change_candidates, room(block), told)
        ),
        "risk": lambda row, block: quotable(row.passages, risk_candidates, room(block), told),
    }

    def lines(block: Block) -> Iterable[ExtractedLine]:
        own = [one for one in tables if not block.sections or one.section.id in block.sections]
        rows = sorted((row for table in own for row in table.rows), key=lambda row: -row.weight)
        return (line for row in rows if block.like in read for line in read[block.like](row, block)[:1])

    return _entries(blocks, lines)


def _entries(blocks: Iterable[Block], lines_of: Callable[[Block], Iterable[ExtractedLine]]) -> list[EntryAnswer]:
    entries: list[EntryAnswer] = []
    for block in blocks:
        told: list[str] = []
        for line in lines_of(block):
            paragraph = _lead_of(line.text, block) if block.leads else 1
            is_beside = block.answers and paragraph > len(block.leads)
            if not is_beside and len(told) < block.most and not adds_nothing(line.text, told):
                told.append(line.text)
                entries.append(EntryAnswer(block=block.id, paragraph=paragraph, text=line.text, passages=line.passages))
    return entries


def _lead_of(text: str, block: Block) -> int:
    """The number of the lead of whose words it holds most; behind all of them where it holds none."""
    held = [len(Terms(one.words).found_in(text)) for one in block.leads]
    if block.answers:
        least = [least_words(one.words) for one in block.leads]
        held = [count if count >= few else 0 for count, few in zip(held, least, strict=True)]
    return held.index(max(held)) + 1 if max(held) else len(held) + 1


def _happening(row: RowBrief, block: Block, language: str) -> ExtractedLine:
    """Its first cell, and its last where that says what follows; of what is stated, the next where there is room."""
    said = tuple(dict.fromkeys(filter(None, (row.cells[0], row.follows))))
    if block.holds == "stated":
        both = joined(row.cells[:2])
        fits = len(both) <= as_long(block.max_chars, language, language_of(both))
        said = row.cells[:2] if fits else row.cells[:1]
    return ExtractedLine(joined(said), tuple(dict.fromkeys(_carrying(said, row.passages))), 1.0)


def _carrying(texts: Iterable[str], passages: Sequence[PassageBrief]) -> Iterable[str]:
    for text in texts:
        parts = parted(text)
        yield from (one.id for one in passages if any(part in plain(one.text) for part in parts))
