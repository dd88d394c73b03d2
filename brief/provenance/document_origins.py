"""Finds where a document came from: a line of a --corpus file, or a source of the standing corpus."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from brief.documents.corpus import Corpus
from brief.documents.sources.base import RawDocument, SourceFailed
from brief.documents.sources.jsonlines import file_hash, json_lines
from brief.documents.urls import UrlError, canonical_url, document_key
from brief.errors import UsageError
from brief.runs.pages import PAGES, kept_page
from brief.settings.config import recorded_corpus
from brief.settings.corpus_place import CorpusPlace
from facts.text.cleaning import clean
from schemas.reading import PageRead
from schemas.retrieval import Document
from schemas.run import CorpusFile, RunRecord


@dataclass(frozen=True)
class Origin:
    """One file or source that gave a document, or may have given it."""

    where: str
    """A file, or a configured source's name and address."""
    lines: tuple[str, ...] = ()
    """`line 7`, for each line with the document."""
    sha256: str | None = None
    """Hash of the file when the run read it."""
    note: str = ""
    """Why the file or corpus cannot be checked any more; else empty."""


def origins_of(documents: Sequence[Document], record: RunRecord) -> dict[str, tuple[Origin, ...]]:
    """By document id, the files or the source that each came from; if several are possible, all of them."""
    if place := place_of(record):
        found = zip(documents, _of_corpus(place, documents, record), strict=True)
        return {document.id: (origin,) for document, origin in found}
    files = record.corpus.files if record.corpus else ()
    return {document.id: _of_files(files, document) for document in documents}


def place_of(record: RunRecord) -> CorpusPlace | None:
    """The standing corpus that the run read, whether it is still there or not; None for a run on files."""
    path = record.corpus.path if record.corpus else None
    return recorded_corpus(path, _configured(record)) if path else None


def _configured(record: RunRecord) -> Path:
    return Path(record.configuration.get("corpus", {}).get("path", "corpus.sqlite"))


def page_origin(page: PageRead, record: RunRecord) -> Origin:
    """The page that was read, and where it is kept: its own address may be gone by now."""
    place = place_of(record) or CorpusPlace(_configured(record))
    path = kept_page(place.beside(PAGES), page.kept)
    read = [f"its page, read {page.read_at:%Y-%m-%d %H:%M} UTC"]
    if page.unreached:
        read.append(f"not fetched by this run ({page.unreached})")
    if not path.is_file():
        return Origin(page.document.url, tuple(read), page.kept, note="is not kept here any more")
    return Origin(page.document.url, (*read, f"kept as {path}"), page.kept)


def _of_files(files: Sequence[CorpusFile], document: Document) -> tuple[Origin, ...]:
    found = tuple(_of_file(file, document) for file in files)
    return tuple(one for one in found if one.lines or one.note) or found


def _of_file(file: CorpusFile, document: Document) -> Origin:
    path = Path(file.path)
    if not path.is_file():
        return Origin(file.path, sha256=file.sha256, note="is not there any more")
    if _hash(path) != file.sha256:
        return Origin(file.path, sha256=file.sha256, note="has changed since the run read it")
    return Origin(file.path, _lines_of(document, _places(path).get(document_key(document.url) or "", ())), file.sha256)


def _lines_of(document: Document, of_page: tuple[RawDocument, ...]) -> tuple[str, ...]:
    """Those that told of this document: a page may hold several, which their titles tell apart."""
    titles = (document.title, *document.other_titles)
    own = [one for one in of_page if clean(one.title).strip() in titles]
    return tuple(one.place or "" for one in own or of_page)


def _of_corpus(place: CorpusPlace, documents: Sequence[Document], record: RunRecord) -> list[Origin]:
    """Opened once: a server is asked who it is each time."""
    why = f"the corpus {place} is not there any more"
    try:
        if place.is_there:
            with Corpus(place) as corpus:
                return [_held_by(corpus, place, document, record) for document in documents]
    except UsageError as error:
        why = str(error)
    return [Origin(document.source, note=why) for document in documents]


def _held_by(corpus: Corpus, place: CorpusPlace, document: Document, record: RunRecord) -> Origin:
    try:
        name = corpus.origin(canonical_url(document.url), document.title)
    except UrlError as error:
        return Origin(document.source, note=str(error))
    if name is None:
        return Origin(document.source, note=f"the corpus {place} does not hold it any more")
    return Origin(" ".join(filter(None, (name, _address(name, record)))))


def _address(name: str, record: RunRecord) -> str:
    """The address or path of a source, as the run was configured."""
    sources = record.configuration.get("sources", ())
    return next((str(one.get("url") or one.get("path") or "") for one in sources if one.get("name") == name), "")


_hash = lru_cache(file_hash)


@lru_cache
def _places(path: Path) -> dict[str, tuple[RawDocument, ...]]:
    """Canonical URL -> the lines of the file that hold documents of that page, without their texts."""
    found: dict[str, tuple[RawDocument, ...]] = {}
    try:
        for item in json_lines(path):
            if isinstance(item, RawDocument) and (key := document_key(item.url)):
                found[key] = (*found.get(key, ()), RawDocument(item.url, item.title, place=item.place))
    except SourceFailed:
        return {}
    return found
