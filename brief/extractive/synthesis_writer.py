"""The synthesis by extraction: terms that most rows share, links across sections, quoted risks."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import product

from brief.extractive.lines import ExtractedLine, quotable
from brief.extractive.signals import Linked, SharedTerm, best_link, is_about
from facts.extraction.candidates import insight_candidates, risk_candidates
from facts.text.novelty import novelty
from facts.text.term_list import Terms
from schemas.claim_ids import signal_name
from schemas.draft import KeywordAnswer, RowBrief, SignalAnswer, SynthesisAnswer, SynthesisQuestion, TableBrief
from schemas.table import StatementAnswer

_MOST_KEYWORDS = 3
_MOST_RISKS = 3
_NEW_MEANING = 0.6
_MEANING_CHARS = 80
_RISK_CHARS = 100


def synthesise(question: SynthesisQuestion) -> SynthesisAnswer:
    """What the rows share, said in their own words. What a remark names is answered with nothing."""
    refused = {remark.claim_id for remark in question.remarks}
    cells = [cell for table in question.tables for row in table.rows for cell in row.cells]
    effects = [effect for table in question.tables for effect in table.effects]
    signals = _signals(question, refused, cells, effects)
    told = [*cells, *(signal.text for signal in signals), *effects]
    risks = [] if _names_a("risk", refused) else _risks(question.tables, told)
    told += [risk.text for risk in risks]
    keywords = [] if _names_a("keyword", refused) else _keywords(question.tables, told)
    return SynthesisAnswer(keywords=tuple(keywords), signals=tuple(signals), risks=tuple(risks))


def _names_a(kind: str, claims: Iterable[str]) -> bool:
    return any(claim.startswith(kind) for claim in claims)


def _signals(
    question: SynthesisQuestion, refused: Collection[str], cells: Sequence[str], effects: Sequence[str]
) -> list[SignalAnswer]:
    """One for each pair that was not refused; it repeats neither cells nor the signals before it."""
    signals: list[SignalAnswer] = []
    for pair in question.pairs:
        if signal_name(*pair) not in refused:
            told = [*cells, *(signal.text for signal in signals)]
            signals.append(_signal(question, pair, told, effects))
    return signals


def _signal(
    question: SynthesisQuestion, pair: tuple[str, str], told: Sequence[str], effects: Sequence[str]
) -> SignalAnswer:
    """The strongest link between a row of the one and a row of the other section; no text where there is none.

    What an effect tells already is told again only where nothing else links the two: a signal is what readers seek.
    """
    best = _strongest(question, pair, [*told, *effects]) or _strongest(question, pair, told)
    if best is None:
        return SignalAnswer(sections=pair, text="", rows=(), passages=())
    statement = best.statement()
    return SignalAnswer(
        sections=pair, text=statement.text, rows=tuple(side.owner for side in best.sides), passages=statement.passages
    )


def _strongest(question: SynthesisQuestion, pair: tuple[str, str], told: Sequence[str]) -> SharedTerm | None:
    rows = {table.section.id: [_linked(row) for row in table.rows] for table in question.tables}
    links = [link for a, b in product(rows[pair[0]], rows[pair[1]]) if (link := best_link(a, b, told))]
    return max(links, key=lambda link: link.worth, default=None)


def _linked(row: RowBrief) -> Linked:
    return row.row_id, row.terms, row.passages


def _keywords(tables: Sequence[TableBrief], told: Sequence[str]) -> list[KeywordAnswer]:
    """Terms in the most rows, longer ones first among equals, each with the sentence that says most of it."""
    rows = [row for table in tables for row in table.rows]
    keywords: list[KeywordAnswer] = []
    for term in _commonest_first(rows):
        meaning = _meaning(term, rows, told)
        told_already = meaning and novelty(meaning.text, [keyword.meaning for keyword in keywords]) < _NEW_MEANING
        if meaning and not told_already and len(keywords) < _MOST_KEYWORDS:
            keywords.append(KeywordAnswer(term=term, meaning=meaning.text, passages=meaning.passages))
    return keywords


def _commonest_first(rows: Sequence[RowBrief]) -> list[str]:
    """The terms that some row is about."""
    counts = Counter(term for row in rows for term in row.terms)
    headlined = Counter(term for row in rows for term in row.terms if is_about(term, row.passages))
    return sorted(headlined, key=lambda term: (-counts[term], -headlined[term], -len(term), term))


def _meaning(term: str, rows: Sequence[RowBrief], told: Sequence[str]) -> ExtractedLine | None:
    words = Terms((term,))
    found = [
        one
        for row in rows
        if term in row.terms and is_about(term, row.passages)
        for one in quotable(row.passages, insight_candidates, _MEANING_CHARS, ())
        if words.found_in(one.text)
    ]
    return max(found, key=lambda one: one.worth * (0.2 + novelty(one.text, told)), default=None)


def _risks(tables: Sequence[TableBrief], told: Sequence[str]) -> list[StatementAnswer]:
    """The clearest risks, a section's second one only after every section had its turn."""
    by_table = [_row_risks(table, told) for table in tables]
    turns = [one for turn in range(_MOST_RISKS) for risks in by_table for one in risks[turn : turn + 1]]
    return [one.statement() for one in turns[:_MOST_RISKS]]


def _row_risks(table: TableBrief, told: Sequence[str]) -> list[ExtractedLine]:
    """At most one risk a row, worthiest first."""
    found = [quotable(row.passages, risk_candidates, _RISK_CHARS, told) for row in table.rows]
    best = [max(lines, key=lambda line: line.worth) for lines in found if lines]
    return sorted(best, key=lambda line: -line.worth)
