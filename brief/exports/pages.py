"""The pages of a site around its reports: lines of words and links, as those of mail are."""

from collections.abc import Iterable, Iterator
from datetime import date

from brief.delivery.digest import Line, Span, said
from brief.delivery.parcel import Letter
from brief.delivery.templates import filled
from brief.exports.stories import Shelved, Story
from brief.report.citable import citable_url
from brief.report.reader_words import ReaderWords
from brief.report.render.plain import plain
from brief.report.render.view import corrected
from schemas.report import ReportSource


def index_page(newest_first: Iterable[Shelved], words: ReaderWords) -> str:
    return _page(words.site.title, (line for one in newest_first for line in _entry(one, words, ("md", "json"))), words)


def corrections_page(newest_first: Iterable[Shelved], words: ReaderWords) -> str:
    lines = [line for one in newest_first if one.report.corrections for line in _corrections(one, words)]
    return _page(words.page.corrections, lines or [said("note", words.site.no_corrections)], words)


def stories_page(stories: Iterable[Story], words: ReaderWords) -> str:
    return _page(words.site.stories, (line for one in stories for line in _story_entry(one, words)), words)


def story_page(story: Story, words: ReaderWords) -> str:
    """Its documents in the order of time, each with what the reports quote of it; who told it; what was corrected."""
    return _page(plain(story.title), _story(story, words), words, "../")


def _page(title: str, lines: Iterable[Line], words: ReaderWords, root: str = "") -> str:
    """`root`: the way to the site's own folder."""
    named = (
        (words.site.title, "index.html"),
        (words.site.stories, "stories.html"),
        (words.page.corrections, "corrections.html"),
        (words.site.feed, "feed.xml"),
    )
    spans = [span for label, to in named for span in (Span(" · "), Span(label, root + to))][1:]
    letter = Letter(title, (said("title", title), Line("period", tuple(spans)), *lines))
    return filled("lines.html.j2", letter=letter, html_lang=words.html_lang, feed=f"{root}feed.xml")


def _entry(
    one: Shelved, words: ReaderWords, files: Iterable[str] = (), root: str = "", place: str = ""
) -> Iterator[Line]:
    """`files`: endings of those that are linked beside its page."""
    period, report = one.report.period, f"{root}reports/{one.name}"
    is_corrected = f"{words.punctuation.open}{words.page.corrections}{words.punctuation.close}"
    link = Span(plain(one.report.title), f"{report}.html{place}")
    yield Line("row", (link, *([Span(is_corrected)] if one.report.corrections else [])))
    told = Span(f"{_days(period.start, period.end, words)} · {one.report.format} · {one.report.language}")
    yield Line("period", (told, *(span for name in files for span in (Span(" · "), Span(name, f"{report}.{name}")))))


def _days(start: date, end: date, words: ReaderWords) -> str:
    return f"{start}" if start == end else words.punctuation.days.format(start=start, end=end)


def _corrections(one: Shelved, words: ReaderWords) -> Iterator[Line]:
    yield from _entry(one, words)
    yield from (said("correction", corrected(each, words.page)) for each in one.report.corrections)


def _story_entry(story: Story, words: ReaderWords) -> Iterator[Line]:
    days = [one.published.date() for one in story.documents]
    counted = words.site.counted.format(documents=len(days), reports=len({one.by.name for one in story.tellings}))
    yield Line("row", (Span(plain(story.title), f"stories/{story.id}.html"),))
    yield said("period", f"{_days(days[0], days[-1], words)} · {counted}")


def _story(story: Story, words: ReaderWords) -> Iterator[Line]:
    yield said("heading", words.site.timeline)
    for document in story.documents:
        yield Line("row", tuple(_document(document, words)))
        yield from (
            said("cell", f"“{quote}”") for quote in story.quotes.get(document.url, ()) if quote not in document.title
        )
    yield said("heading", words.site.told_in)
    for telling in reversed(story.tellings):
        known = telling.by.record.rows.get(telling.row.id)
        yield from _entry(telling.by, words, root="../", place=f"#{known.anchor}" if known else "")
    corrections = [one for telling in story.tellings for one in telling.corrections]
    if corrections:
        yield said("heading", words.page.corrections)
    yield from (said("correction", corrected(one, words.page)) for one in corrections)


def _document(one: ReportSource, words: ReaderWords) -> Iterator[Span]:
    whose = words.page.via.format(source=one.via) if one.via else one.source
    yield Span(f"{one.published.date()} · {plain(whose)} · ")
    yield Span(plain(one.title), citable_url(one.url) or "")
