"""The synthesis by extraction: themes that rows of two sections share, links between sections, quoted risks."""

from collections.abc import Iterable, Sequence
from itertools import product

from brief.extractive.entries import entries_of_report
from brief.extractive.lines import ExtractedLine, quotable
from brief.extractive.signals import Linked, best_link, is_about, with_rare_terms
from facts.extraction.candidates import insight_candidates, risk_candidates
from facts.names.name_words import is_theme
from facts.text.overlap import adds_nothing, novelty
from facts.text.term_list import Terms
from schemas.draft import KeywordAnswer, RowBrief, SignalAnswer, SynthesisAnswer, SynthesisQuestion, TableBrief
from schemas.table import StatementAnswer

_MOST_KEYWORDS = 3
_MOST_RISKS = 3
_NEW_MEANING = 0.6
_MEANING_CHARS = 80
_RISK_CHARS = 100


def synthesise(question: SynthesisQuestion) -> SynthesisAnswer:
    """What the rows share, said in their own words."""
    cells = [cell for table in question.tables for row in table.rows for cell in row.cells]
    effects = [effect for table in question.tables for effect in table.effects]
    signals = _signals(question, [*cells, *effects])
    told = [*cells, *(signal.text for signal in signals), *effects]
    risks = _risks(question.tables, told)
    keywords = _keywords(question.tables, [*told, *(risk.text for risk in risks)])
    entries = entries_of_report(question.blocks, question.tables, told, question.language)
    return SynthesisAnswer(
        keywords=tuple(keywords[: question.lengths.keywords]),
        signals=tuple(signals),
        risks=tuple(risks[: question.lengths.risks]),
        entries=tuple(entries),
    )


def _signals(question: SynthesisQuestion, told: Sequence[str]) -> list[SignalAnswer]:
    """One for each pair; it repeats neither what is told nor the signals before it."""
    section_of = {row.row_id: table.section.id for table in question.tables for row in table.rows}
    rows = [(row.row_id, row.terms, row.passages) for table in question.tables for row in table.rows]
    signals: list[SignalAnswer] = []
    for pair in question.pairs:
        first, second = ([one for one in with_rare_terms(rows) if section_of[one[0]] == section] for section in pair)
        signals.append(_signal(pair, product(first, second), [*told, *(signal.text for signal in signals)]))
    return signals


def _signal(pair: tuple[str, str], rows: Iterable[tuple[Linked, Linked]], told: Sequence[str]) -> SignalAnswer:
    """The strongest link between a row of each section; without text if there is none."""
    links = [link for a, b in rows if (link := best_link(a, b, told))]
    if not links:
        return SignalAnswer(sections=pair, text="", rows=(), passages=())
    best = max(links, key=lambda link: link.worth)
    statement = best.statement()
    return SignalAnswer(
        sections=pair, text=statement.text, rows=tuple(side.owner for side in best.sides), passages=statement.passages
    )


def _keywords(tables: Sequence[TableBrief], told: Sequence[str]) -> list[KeywordAnswer]:
    """Themes of the most rows, longer ones first among equals, each with the sentence that explains it best."""
    rows = [row for table in tables for row in table.rows]
    keywords: list[KeywordAnswer] = []
    for term in _themes(tables):
        meaning = _meaning(term, rows, told)
        told_already = meaning and novelty(meaning.text, [keyword.meaning for keyword in keywords]) < _NEW_MEANING
        if meaning and not told_already and len(keywords) < _MOST_KEYWORDS:
            keywords.append(KeywordAnswer(term=term, meaning=meaning.text, passages=meaning.passages))
    return keywords


def _themes(tables: Sequence[TableBrief]) -> list[str]:
    """Terms, no names, of rows of two sections: what one of them is about, and another's cells tell of too."""
    texts = [passage.text for table in tables for row in table.rows for passage in row.passages]
    terms = {term for table in tables for row in table.rows for term in row.terms}
    holders = {term: _holders(term, tables) for term in terms}
    shared = [term for term, held in holders.items() if _joins_sections(term, held) and is_theme(term, texts)]
    return sorted(shared, key=lambda term: (-len(holders[term]), -len(term), term))


def _joins_sections(term: str, holders: Sequence[tuple[str, RowBrief]]) -> bool:
    return len({section for section, _ in holders}) > 1 and any(is_about(term, row.passages) for _, row in holders)


def _holders(term: str, tables: Sequence[TableBrief]) -> list[tuple[str, RowBrief]]:
    """(section id, row) of the rows whose cells tell of the term."""
    words = Terms((term,))
    return [
        (table.section.id, row)
        for table in tables
        for row in table.rows
        if term in row.terms and any(map(words.found_in, row.cells))
    ]


def _meaning(term: str, rows: Sequence[RowBrief], told: Sequence[str]) -> ExtractedLine | None:
    """The best that no cell says; what other lines say counts for less."""
    words = Terms((term,))
    cells = [cell for row in rows for cell in row.cells]
    found = [
        one
        for row in rows
        if term in row.terms and is_about(term, row.passages)
        for one in quotable(row.passages, insight_candidates, _MEANING_CHARS, ())
        if words.found_in(one.text) and not adds_nothing(one.text, cells)
    ]
    return max(found, key=lambda one: one.worth * (0.2 + novelty(one.text, told)), default=None)


def _risks(tables: Sequence[TableBrief], told: Sequence[str]) -> list[StatementAnswer]:
    """The clearest risks; a section gets its second one only after every section has had one."""
    by_table = [_row_risks(table, told) for table in tables]
    turns = [one for turn in range(_MOST_RISKS) for risks in by_table for one in risks[turn : turn + 1]]
    return [one.statement() for one in turns[:_MOST_RISKS]]


def _row_risks(table: TableBrief, told: Sequence[str]) -> list[ExtractedLine]:
    """At most one risk of each row, highest worth first."""
    found = [quotable(row.passages, risk_candidates, _RISK_CHARS, told) for row in table.rows]
    best = [max(lines, key=lambda line: line.worth) for lines in found if lines]
    return sorted(best, key=lambda line: -line.worth)
