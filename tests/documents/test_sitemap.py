"""Sitemaps of our own making, read through an `ask` that answers from a dictionary."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.base import NO_VALIDATORS, Fetched, Flaw, RawDocument, SourceFailed, Validators
from brief.documents.sources.looking import look_at
from brief.documents.sources.sitemap import MOST_ENTRIES, MOST_FILES, parse_sitemap
from brief.settings.source_settings import SourceConfig

URL = "https://news.example/sitemap.xml"
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
VALIDATORS = Validators('"1"')


def urlset(*urls: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMES}>{"".join(urls)}</urlset>'


def index(*places: str) -> str:
    listed = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
    return f"<sitemapindex {NAMES}>{listed}</sitemapindex>"


def news(number: int, date: str = "2026-03-05", title: str = "储能 S&P 电站") -> str:
    told = f"<n:publication><n:name>报</n:name><n:language>zh</n:language></n:publication><n:title>{title}</n:title>"
    image = "<image:image><image:title>图</image:title></image:image>"
    dated = f"<n:publication_date>{date}</n:publication_date>"
    return f"<url><loc>/a/{number}</loc>{image}<n:news>{told}{dated}</n:news></url>"


def read(pages: dict[str, str], url: str = URL) -> tuple[list[RawDocument], list[Flaw]]:
    asked: list[str] = []

    def ask(url: str, validators: Validators = NO_VALIDATORS) -> Fetched | None:
        asked.append(url)
        if url not in pages:
            raise SourceFailed("answered 404 Not Found")
        return Fetched(url, {}, pages[url].encode(), VALIDATORS)

    items = list(look_at(SourceConfig(name="s", kind="sitemap", url=url), ask).items)
    assert len(asked) <= MOST_FILES + 1
    return [one for one in items if isinstance(one, RawDocument)], [one for one in items if isinstance(one, Flaw)]


def test_a_news_sitemap_gives_titles_dates_and_languages() -> None:
    (found,), flaws = read({URL: urlset(news(1))})
    assert found == RawDocument(
        "https://news.example/a/1", "储能 S&P 电站", published="2026-03-05", lang="zh", place="entry 1"
    )
    assert flaws == []


def test_a_sitemap_may_keep_itself_from_mining() -> None:
    def ask(url: str, validators: Validators = NO_VALIDATORS) -> Fetched | None:
        return Fetched(url, {}, urlset(news(1)).encode(), VALIDATORS, reserved=True)

    assert look_at(SourceConfig(name="s", kind="sitemap", url=URL), ask).reserved


def test_of_one_sitemap_no_more_is_read_than_it_may_hold() -> None:
    listed = parse_sitemap(urlset("<url><loc>/a</loc></url>" * 50_001).encode(), URL)
    assert len(listed.pages) == 50_000


def test_an_entry_without_a_title_is_a_flaw() -> None:
    _, (flaw,) = read({URL: urlset("<url><loc>https://news.example/a</loc><lastmod>2026-03-05</lastmod></url>")})
    assert (flaw.where, flaw.what) == ("entry 1", "has no title")


def test_the_newest_sitemaps_of_an_index_are_read_first() -> None:
    listed = "".join(
        f"<sitemap><loc>https://news.example/{n}.xml</loc><lastmod>2026-01-{n:02}</lastmod></sitemap>"
        for n in range(1, 30)
    )
    pages = {f"https://news.example/{n}.xml": urlset(news(n)) for n in range(1, 30)}
    found, _ = read({URL: f"<sitemapindex {NAMES}>{listed}</sitemapindex>", **pages})
    assert {one.url for one in found} == {f"https://news.example/a/{n}" for n in range(29, 29 - MOST_FILES, -1)}


def test_a_sitemap_of_an_index_that_cannot_be_read_is_named_and_stops_no_other() -> None:
    other = "https://news.example/2.xml"
    found, flaws = read({URL: index("https://news.example/1.xml", other), other: urlset(news(2))})
    assert len(found) == 1
    assert flaws == [Flaw(None, "https://news.example/1.xml: answered 404 Not Found")]


def test_an_index_that_names_itself_comes_to_an_end() -> None:
    assert read({URL: index(URL, URL)}) == ([], [])


def test_of_many_entries_the_newest_are_taken() -> None:
    urls = [news(n, f"2026-01-{1 + n % 28:02}T10:00:00Z") for n in range(MOST_ENTRIES + 300)]
    found, _ = read({URL: urlset(*urls)})
    assert len(found) == MOST_ENTRIES
    assert found[0].published == "2026-01-28T10:00:00Z"
    assert not any(one.published == "2026-01-01T10:00:00Z" for one in found)


def test_an_index_is_asked_whole_again_and_a_sitemap_only_for_what_is_new() -> None:
    def ask(url: str, validators: Validators = NO_VALIDATORS) -> Fetched | None:
        return None if validators == VALIDATORS else Fetched(url, {}, pages[url].encode(), VALIDATORS)

    pages = {URL: urlset(news(1)), "https://news.example/i.xml": index(URL)}
    source = SourceConfig(name="s", kind="sitemap", url=URL)
    assert look_at(source, ask).validators == VALIDATORS
    assert look_at(source, ask, VALIDATORS).unchanged
    indexed = source.model_copy(update={"url": "https://news.example/i.xml"})
    assert look_at(indexed, ask).validators == NO_VALIDATORS


@pytest.mark.parametrize("content", ["", "<html><body>x</body></html>", "nothing", "{}"])
def test_what_is_no_sitemap_is_refused(content: str) -> None:
    with pytest.raises(SourceFailed):
        parse_sitemap(content.encode(), URL)


def test_entities_and_files_are_not_resolved() -> None:
    head = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    content = urlset(news(1, title="t&b;&f;")).replace("?>", f"?>{head}", 1)
    assert [page.title for page in parse_sitemap(content.encode(), URL).pages] == ["t"]


@given(st.one_of(st.binary(), st.text().map(lambda text: urlset(f"<url>{text}</url>").encode("utf-8", "ignore"))))
def test_any_bytes_are_a_sitemap_or_refused(content: bytes) -> None:
    with suppress(SourceFailed):
        parse_sitemap(content, URL)
