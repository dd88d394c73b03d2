"""Anybody's report, statement by statement, against the pages that it cites as they are today."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from agents.base import Ask
from brief.evaluation.scores import Statement
from facts.names.detection import Aliases, missing_names
from facts.support.dates import Dated, unsupported_dates
from facts.support.figures import figures_without_ground
from facts.support.strange_nouns import strange_nouns
from facts.text.language import language_of
from facts.text.overlap import overlap
from schemas.critique import ClaimBrief, CritiqueAnswer, CritiqueQuestion, ShownPassage, VerdictAnswer

Mark = Literal["stands", "not there", "doubtful", "link dead", "unread", "no link"]
"""not there: a figure, a date, a name or the matter itself stands on none of its pages, or a heard critic says that
they do not carry it. doubtful: what may be a name is not there, and no critic has read it. unread: there are pages, and
none could be read as text."""

_LEAST_TOLD = 0.3
"""Share of a statement that its pages tell, below which they are of another matter; of one language alone."""
_PASSAGE_CHARS = 400
_SHOWN_PASSAGES = 4
"""Of the pages of a statement, those most like it."""
_CLAIMS_AT_ONCE = 20


@dataclass(frozen=True)
class CitedPage:
    url: str
    text: str = ""
    """All that can be read there; empty for a dead link, or for what is no text."""
    title: str = ""
    is_dead: bool = False
    why: str = ""
    """Why there is no text."""
    reserved: bool = False
    """Its publisher lets no model read it."""
    day: date | None = None
    """On which it was published, or else read: against it its dates are read."""


@dataclass(frozen=True)
class CheckedStatement:
    statement: Statement
    mark: Mark
    why: str = ""
    """What is wrong; empty where it stands."""


def check(statements: Iterable[Statement], pages: Mapping[str, CitedPage], aliases: Aliases) -> list[CheckedStatement]:
    """By code alone: figures, dates, names and matter. `pages`: by the addresses that the statements cite."""
    return [_checked(one, [pages[url] for url in one.urls], aliases) for one in statements]


def _checked(statement: Statement, pages: Sequence[CitedPage], aliases: Aliases) -> CheckedStatement:
    read = [page for page in pages if page.text]
    if not pages:
        return CheckedStatement(statement, "no link", "cites nothing")
    if not read:
        is_dead = all(page.is_dead for page in pages)
        return CheckedStatement(statement, "link dead" if is_dead else "unread", "; ".join(page.why for page in pages))
    if missing := _missing(statement.text, read, aliases):
        return CheckedStatement(statement, "not there", f"not on the page: {', '.join(missing)}")
    if perhaps := [one.text for one in missing_names(statement.text, _texts(read), aliases) if not one.is_proven]:
        return CheckedStatement(statement, "doubtful", f"perhaps not on the page: {', '.join(perhaps)}")
    return CheckedStatement(statement, "stands")


def _missing(said: str, pages: Sequence[CitedPage], aliases: Aliases) -> list[str]:
    dated = [(text, page.day) for page in pages for text in (page.title, page.text)]
    texts = _texts(pages)
    if found := list(dict.fromkeys(_strange(said, dated, texts, aliases))):
        return found
    alike = [text for text in texts if language_of(text) == language_of(said)]
    return ["what it tells of"] if alike and overlap(said, alike) < _LEAST_TOLD else []


def _texts(pages: Iterable[CitedPage]) -> list[str]:
    return [text for page in pages for text in (page.title, page.text)]


def _strange(said: str, dated: Sequence[Dated], texts: Sequence[str], aliases: Aliases) -> Iterator[str]:
    """What an editor of a run would have to give a basis for."""
    yield from (one.text for one in figures_without_ground(said, texts))
    yield from unsupported_dates(said, dated)
    yield from (one.text for one in missing_names(said, texts, aliases) if one.is_proven)
    yield from strange_nouns(said, texts, aliases)


# -- by a critic that is heard -----------------------------------------------------------------------------------------


def read_by_critic(
    checked: Sequence[CheckedStatement], pages: Mapping[str, CitedPage], ask: Ask, language: str
) -> list[CheckedStatement]:
    """`checked`, where what code lets stand was read beside the passages most like it, and may not stand after all."""
    shown = {url: page for url, page in pages.items() if page.text and not page.reserved}
    numbered = ((number, one) for number, one in enumerate(checked) if one.mark in ("stands", "doubtful"))
    standing = [number for number, one in numbered if not shown.keys().isdisjoint(one.statement.urls)]
    read: dict[str, str] = {}
    for start in range(0, len(standing), _CLAIMS_AT_ONCE):
        question = _question(standing[start : start + _CLAIMS_AT_ONCE], checked, shown, language)
        answer = ask("critic", question, CritiqueAnswer).value
        read |= {one.claim_id: _objection(one) for one in answer.verdicts}
    return [_as_read(one, read.get(f"s{number}")) for number, one in enumerate(checked)]


def _objection(verdict: VerdictAnswer) -> str:
    return (verdict.fix or "the page does not say so") if verdict.verdict == "unsupported" else ""


def _as_read(one: CheckedStatement, objection: str | None) -> CheckedStatement:
    """`objection`: None where no critic has read it, empty where it stands."""
    if objection is None:
        return one
    return replace(one, mark="not there" if objection else "stands", why=objection)


def _question(
    numbers: Sequence[int], checked: Sequence[CheckedStatement], pages: Mapping[str, CitedPage], language: str
) -> CritiqueQuestion:
    shown: dict[str, ShownPassage] = {}
    claims = []
    for number in numbers:
        said = checked[number].statement
        found = list(_passages(said, pages))
        shown |= {one.id: one for one in found}
        ids = tuple(one.id for one in found)
        claims.append(ClaimBrief(claim_id=f"s{number}", role="event", text=said.text, passages=ids))
    return CritiqueQuestion(passages=tuple(shown.values()), claims=tuple(claims), language=language)


def _passages(statement: Statement, pages: Mapping[str, CitedPage]) -> Iterator[ShownPassage]:
    order = list(pages)
    found = [
        ShownPassage(id=f"u{order.index(url)}.{number}", title=pages[url].title, published="", text=text)
        for url in statement.urls
        if url in pages
        for number, text in enumerate(_pieces(pages[url].text), start=1)
    ]
    yield from sorted(found, key=lambda one: -overlap(statement.text, (one.text,)))[:_SHOWN_PASSAGES]


def _pieces(text: str) -> Iterator[str]:
    """Whole paragraphs, joined up to a length that is read in one go."""
    run = ""
    for paragraph in filter(None, map(str.strip, text.split("\n"))):
        if run and len(run) + len(paragraph) > _PASSAGE_CHARS:
            yield run
            run = ""
        run = f"{run}\n{paragraph}" if run else paragraph
    if run:
        yield run
