"""Reads the pages of the stories that got a row: rows are then written from articles, not from flashes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic

from agents.pages import tells_of, worth_reading
from agents.retriever.passages import cut_passages
from brief.documents.corpus.admission import content_hash
from brief.documents.sources.article import Article, read_article
from brief.documents.sources.base import Fetched, SourceFailed, Unreached
from brief.documents.sources.fetching_many import fetch_all
from brief.documents.sources.published import parse_published
from brief.documents.sources.turns import server_of
from brief.documents.urls import UrlError, publisher
from brief.errors import UsageError
from brief.pipeline.plan import Plan
from brief.runs.pages import PAGES, LastRead, keep_page, last_kept
from facts.names.detection import aliases_of
from facts.text.language import language_of
from schemas.classification import Classification
from schemas.reading import PageRead, PageUnread, Reading
from schemas.retrieval import Document, Request

Note = Callable[[str], None]
_LATE = timedelta(days=1)
"""After the moment of a report."""


def clock() -> datetime:
    return datetime.now(UTC)


def reader_for(plan: Plan, note: Note) -> "_Reader | None":
    """Who reads pages for the run of `plan`; None where none are to be."""
    return _Reader(plan, note) if _may_read(plan) and not _is_past(plan) else None


def is_late(plan: Plan) -> bool:
    """Whether pages are not read for the one reason that what they say by now may be from after the run's moment."""
    return _may_read(plan) and _is_past(plan)


def _may_read(plan: Plan) -> bool:
    """Not offline, in a replay, or of files that are private to the run unless [reading] corpus says so."""
    settings = plan.config.reading
    private = plan.corpus_files and not settings.corpus
    return not (plan.offline or plan.parent or private or not settings.max_pages)


def _is_past(plan: Plan) -> bool:
    return clock() - plan.request.as_of > _LATE


class _Reader:
    """Reads as many pages as [reading] lets it in as long as that lets it, in one round or several."""

    def __init__(self, plan: Plan, note: Note) -> None:
        self._plan, self._note, self._seconds = plan, note, plan.config.reading.max_seconds

    def __call__(self, classification: Classification, before: Reading) -> Reading:
        """`before` with the pages of the rows, where it has not got them."""
        settings, plan = self._plan.config.reading, self._plan
        wanted = worth_reading(classification, settings.pages_per_story)
        asked = _asked(wanted, before, settings.max_pages)
        made, begun = _Pages(plan.corpus.beside(PAGES), plan.request, clock()), monotonic()
        found = [made.of(document, answer) for document, answer in _answers(asked, plan, self._seconds)]
        self._seconds = max(0, self._seconds - (monotonic() - begun))
        unread = tuple(one for one in found if isinstance(one, PageUnread))
        read = [one for one in found if isinstance(one, PageRead)]
        as_kept = ((f"{one.unreached}; read as it was kept", one.document.url) for one in read if one.unreached)
        by_reason: dict[str, list[str]] = {}
        for why, url in (*((one.why, one.url) for one in unread), *as_kept):
            by_reason.setdefault(why, []).append(url)
        for why, urls in by_reason.items():
            self._note(f"{f'{len(urls)} pages, the first' if urls[1:] else 'page'} {urls[0]}: {why}")
        pages = _numbered(read, len(before.pages) + 1)
        return Reading(pages=(*before.pages, *pages), unread=(*before.unread, *unread))


def _asked(wanted: Iterable[Document], before: Reading, most: int) -> tuple[Document, ...]:
    """As many as may still be read, the most wanted first, each address once."""
    asked = {page.document.url for page in before.pages} | {page.url for page in before.unread}
    found: dict[str, Document] = {}
    for one in wanted:
        if one.url not in asked:
            found.setdefault(one.url, one)
    return tuple(islice(found.values(), max(0, most - len(asked))))


def _answers(
    asked: Iterable[Document], plan: Plan, seconds: float
) -> Iterator[tuple[Document, Fetched | SourceFailed | None]]:
    """In the order of `asked`, whoever answered first."""
    fetch, settings = plan.config.fetch, plan.config.reading
    own = {server_of(one.url) for one in plan.config.sources if one.url and one.allow_private_addresses}
    pages = {one.url: settings.allow_private_addresses or server_of(one.url) in own for one in asked}
    answers = dict(fetch_all(pages, fetch, seconds))
    return ((one, answers[one.url]) for one in asked)


def _numbered(pages: Iterable[PageRead], first: int) -> Iterator[PageRead]:
    for number, page in enumerate(pages, start=first):
        document = page.document.model_copy(update={"id": f"p{number}"})
        yield page.model_copy(update={"document": document, "passages": cut_passages(document)})


class _Pages:
    """Makes documents of what was fetched, and keeps it."""

    def __init__(self, folder: Path, request: Request, read_at: datetime) -> None:
        self._folder, self._read_at = folder, read_at
        self._aliases, self._as_of = aliases_of(request.aliases), request.as_of
        self._zone = request.zone

    def of(self, document: Document, answer: Fetched | SourceFailed | None) -> PageRead | PageUnread:
        """`document`: that whose page it is."""
        try:
            if isinstance(answer, Fetched):
                read = self._page(document, answer)
                return read.model_copy(update={"kept": self._kept(document.url, answer)})
            if isinstance(answer, Unreached) and (known := self._known(document.url)):
                told = {"kept": known[1].kept, "read_at": known[1].read_at, "unreached": str(answer)}
                return self._page(document, known[0]).model_copy(update=told)
            raise answer or SourceFailed("gave no answer")
        except SourceFailed as failure:
            return PageUnread(of=document.id, url=document.url, why=str(failure))

    def _known(self, url: str) -> tuple[Fetched, LastRead] | None:
        """What an earlier run read there, unless that was too late for the report."""
        known = last_kept(self._folder, url)
        return known if known and known[1].read_at - self._as_of <= _LATE else None

    def _page(self, document: Document, answer: Fetched) -> PageRead:
        """Not kept yet."""
        if answer.reserved:
            raise SourceFailed("is reserved: its publisher lets no machine read it for this")
        article = read_article(answer.content, answer.url, answer.headers)
        # The headline is a passage of its own.
        article = replace(article, text=article.text.removeprefix(article.title).strip())
        published = parse_published(article.published, self._zone).at
        if published and published > self._as_of:
            raise SourceFailed("was written after the moment of the report")
        if len(article.text) <= len(document.text):
            raise SourceFailed("tells no more than is known")
        if not tells_of(document, f"{article.title}\n{article.text}", self._aliases):
            raise SourceFailed("does not tell of what its headline says")
        return PageRead(
            of=document.id, document=_article(document, article), passages=(), kept="", read_at=self._read_at
        )

    def _kept(self, url: str, answer: Fetched) -> str:
        try:
            return keep_page(self._folder, url, answer, self._read_at)
        except OSError as error:
            advice = "Make room there, or set [reading] max_pages = 0; then `brief resume`."
            raise UsageError(
                f"no page can be kept there ({error.strerror}).", where=str(self._folder), next=advice
            ) from error


def _article(document: Document, article: Article) -> Document:
    """Under the headline and the day that led to it; whose words it holds, its address tells."""
    own: dict[str, object] = {"summary": None, "body": article.text, "other_titles": ()}
    title = document.title
    if document.via:
        title, whose = article.title or title, _publisher(document)
        own |= {"title": title, "source": whose, "publisher": whose, "via": "", "tier": None}
    hashed = content_hash(title, None, article.text)
    return document.model_copy(update={**own, "lang": language_of(article.text), "content_hash": hashed})


def _publisher(document: Document) -> str:
    try:
        return publisher(document.url)
    except UrlError:
        return document.publisher
