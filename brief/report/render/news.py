"""What is new since the last report, for who comes back: how many rows are new, go on, are corrected, are answered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from brief.report.reader_words import ChangeWords
from brief.report.render.links import Anchor
from schemas.report import Report, ReportRow


class NewsView(NamedTuple):
    text: str
    anchor: str
    """Of the first of them."""
    named: tuple[Anchor, ...] = ()
    """Each of them, where there are few."""


class SinceView(NamedTuple):
    text: str
    earlier: str
    """Where the last report lies, without the ending of its file."""
    news: tuple[NewsView, ...]


def since_of(
    report: Report, places: Mapping[str, Anchor], words: ChangeWords, lies: Callable[[str], str]
) -> SinceView | None:
    """None where it is compared with none, or has nothing. `places`: by row; `lies`: where a report does, by path."""
    news = tuple(_news(report, places, words))
    if not (report.since and news):
        return None
    return SinceView(words.since.format(period=report.since.period), lies(report.since.path), news)


def _news(report: Report, places: Mapping[str, Anchor], words: ChangeWords) -> Iterator[NewsView]:
    """New rows, rows that go on, corrections, answers; none of which there is nothing."""
    new, updated = ([places[row.id] for row in report.rows if _goes_on(row) is on] for on in (False, True))
    yield from _told(words.new, [one.anchor for one in new])
    yield from _told(words.updated, [one.anchor for one in updated], tuple(updated))
    yield from _told(words.corrected, ["corrections"] * len(report.corrections))
    for block in report.blocks:
        answered = {one.paragraph for one in block.entries if one.paragraph <= len(block.leads)}
        yield from _told(words.answered, [f"b-{block.id}"] * len(answered))


def _goes_on(row: ReportRow) -> bool:
    return any(remark.kind == "told" for remark in row.remarks)


def _told(form: str, anchors: Sequence[str], named: tuple[Anchor, ...] = ()) -> Iterator[NewsView]:
    if anchors:
        yield NewsView(form.format(count=len(anchors)), anchors[0], named)
