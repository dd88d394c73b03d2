"""Reads a report from a file or an address, and the pages that it cites."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from brief.documents.sources.article import page_tree, read_article
from brief.documents.sources.base import NO_VALIDATORS, Fetched, SourceFailed
from brief.documents.sources.decoding import decode
from brief.documents.sources.fetching import Manner, fetch
from brief.documents.sources.fetching_many import fetch_all
from brief.documents.sources.published import parse_published
from brief.documents.sources.reaching import as_asked_once
from brief.errors import UsageError
from brief.evaluation.checking import CitedPage
from brief.evaluation.page_text import page_text
from brief.settings.source_settings import FetchConfig, without_userinfo

_GONE = frozenset({404, 410})
"""Answers that a page is not there. So says a host that has no address any more."""


def report_text(what: str, settings: FetchConfig, *, allow_private: bool) -> str:
    """The report at that address or in that file, as Markdown; of a web page, its text with its links.

    Raises UsageError where there is none.
    """
    if not what.lower().startswith(("http://", "https://")):
        return _file(Path(what))
    try:
        how = Manner(allow_private=allow_private, user_agent=settings.user_agent, limits=settings)
        fetched = fetch(what, how=how)
        return _markdown(fetched) if fetched else ""
    except SourceFailed as failure:
        advice = "Name a report that can be read."
        raise UsageError(f"{as_asked_once(str(failure))}.", where=without_userinfo(what), next=advice) from failure


def _file(path: Path) -> str:
    try:
        content = path.read_bytes()
        if path.suffix.lower() not in {".html", ".htm"}:
            return content.decode()
        return _markdown(Fetched(path.resolve().as_uri(), {"content-type": "text/html"}, content, NO_VALIDATORS))
    except (OSError, UnicodeDecodeError, SourceFailed) as error:
        why, advice = getattr(error, "strerror", None) or error, "Name a report in UTF-8, or its address."
        raise UsageError(f"cannot be read ({why}).", where=str(path), next=advice) from error


def _markdown(page: Fetched) -> str:
    if "html" not in page.headers.get("content-type", ""):
        return decode(page.content, page.headers)[0]
    return page_text(page_tree(page.content, page.headers), page.url)


def cited_pages(urls: Iterable[str], settings: FetchConfig, *, allow_private: bool) -> dict[str, CitedPage]:
    """Each address with what can be read there, fetched politely and within [fetch] max_seconds."""
    pages = dict.fromkeys(urls, allow_private)
    found = {url: _page(url, answer) for url, answer in fetch_all(pages, settings, settings.max_seconds)}
    return {url: found[url] for url in pages}


def _page(url: str, answer: Fetched | SourceFailed | None) -> CitedPage:
    if not isinstance(answer, Fetched):
        is_dead = answer is not None and (answer.status in _GONE or isinstance(answer.__cause__, OSError))
        return CitedPage(url, is_dead=is_dead, why=as_asked_once(str(answer or "gave no answer")))
    try:
        return _read(url, answer)
    except SourceFailed as failure:
        return CitedPage(url, why=str(failure))


def _read(url: str, page: Fetched) -> CitedPage:
    """All the words on a page, since a table or a caption may carry what is cited."""
    kind, now = page.headers.get("content-type", ""), datetime.now(UTC)
    if "html" not in kind:
        if kind and not kind.startswith("text/"):
            raise SourceFailed(f"is of type {kind!r}, which is not read")
        return CitedPage(url, decode(page.content, page.headers)[0], reserved=page.reserved, day=now.date())
    from trafilatura import html2txt

    article = read_article(page.content, page.url, page.headers)
    day = (parse_published(article.published, UTC).at or now).date()
    return CitedPage(
        url, html2txt(page_tree(page.content, page.headers)), article.title, reserved=page.reserved, day=day
    )
