"""Which entries are copies of one document, and which share no more than a page."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.corpus import Corpus
from brief.documents.sources.base import RawDocument
from brief.settings.corpus_place import CorpusPlace
from schemas.retrieval import Document

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = "2026-03-05"
DAILY = "https://daily.example/2026-03-05"


def entry(title: str, url: str = DAILY, guid: str | None = None, source: str = "daily", **more: str) -> RawDocument:
    return RawDocument(url, title, more.pop("published", DAY), source, guid=guid, **more)


def stored(*entries: RawDocument, path: CorpusPlace | Path | None = None) -> list[Document]:
    """What a corpus holds after these entries, in order of time and address."""
    with Corpus(path) as corpus:
        corpus.add(entries, "s", SHANGHAI)
        return documents_in(corpus)


def documents_in(corpus: Corpus) -> list[Document]:
    return corpus.documents(datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def titles(documents: Sequence[Document]) -> list[set[str]]:
    return sorted(({one.title, *one.other_titles} for one in documents), key=sorted)


# -- apart -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entries",
    [
        (entry("一", f"{DAILY}#item-1"), entry("二", f"{DAILY}#item-2"), entry("三", f"{DAILY}#item-3")),
        (entry("一", guid="g1"), entry("二", guid="g2"), entry("三", guid="g3")),
        (entry("一", "https://board.example/t?id=1"), entry("二", "https://board.example/t?id=2")),
        (entry("日报"), entry("一", f"{DAILY}#item-1")),
        (entry("一", guid=f"{DAILY}#item-1"), entry("二", guid=f"{DAILY}#item-2")),
        (entry("一", f"{DAILY}#latest", "g1"), entry("二", f"{DAILY}#latest", "g2")),
        (entry("日报", guid="g1", body="甲"), entry("日报", guid="g2", body="乙")),
        (entry("日报", guid="g1"), entry("日报", guid="g2", published="2026-03-06")),
    ],
)
def test_what_is_told_apart_is_a_document_each_with_an_id_and_text_of_its_own(
    place: CorpusPlace, entries: Sequence[RawDocument]
) -> None:
    documents = stored(*entries, path=place)
    assert [len(one) for one in titles(documents)] == [1] * len(entries)
    assert len({one.id for one in documents}) == len(entries)
    assert {(one.title, one.body) for one in documents} == {(one.title, one.body) for one in entries}


ITEMS = st.lists(st.integers(0, 5), min_size=1, max_size=12)


@pytest.mark.parametrize("how", ["anchor", "guid"])
@given(ITEMS)
def test_in_whatever_order_items_and_their_copies_come_they_are_not_mixed(how: str, items: list[int]) -> None:
    def item(number: int, version: int) -> RawDocument:
        url = f"{DAILY}#item-{number}" if how == "anchor" else DAILY
        guid = f"g{number}" if how == "guid" else None
        return entry(f"第{number}条", url, guid, **({"body": f"正文{number}"} if version else {}))

    documents = stored(*(item(number, place % 2) for place, number in enumerate(items)))
    assert [one.title for one in sorted(documents, key=lambda one: one.title)] == [
        f"第{one}条" for one in sorted(set(items))
    ]
    assert all(one.body in (None, f"正文{one.title[1]}") for one in documents)


def test_a_later_reading_fills_each_item_and_no_other(place: CorpusPlace) -> None:
    stored(entry("一", guid="g1"), entry("二", guid="g2"), path=place)
    later = stored(entry("二（更新）", guid="g2", body="正文二"), entry("一", guid="g1", body="正文一"), path=place)
    assert {(one.title, one.body) for one in later} == {("一", "正文一"), ("二（更新）", "正文二")}


# -- one -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entries",
    [
        (entry("一"), entry("一", f"{DAILY}#comments")),
        (entry("一", f"{DAILY}#comments"), entry("一")),
        (entry("一"), entry("改过的题", "http://www.daily.example/2026-03-05/?utm_source=x#:~:text=abc")),
        (entry("一"), entry("改过的题", f"{DAILY}#utm_source=rss&utm_medium=feed")),
        (entry("一", "https://a.example/#/news/1"), entry("改过的题", "https://a.example/#/news/1")),
        (entry("一", f"{DAILY}#item-1"), entry("改过的题", f"{DAILY}#item-1", source="other")),
        (entry("一", guid="g1"), entry("改过的题", guid="g1")),
        (entry("一", guid="g1"), entry("另一家的题", guid="h7", source="other")),
        (entry("一", guid="https://daily.example/?p=1"), entry("改过的题", guid="http://www.daily.example/?p=1")),
        (entry("一", guid=DAILY), entry("改过的题", guid="g2")),
        (entry("一", f"{DAILY}#item-1", DAILY), entry("改过的题", f"{DAILY}#item-1", f"{DAILY}#item-1")),
        (entry("一", guid="old-1", body="正文"), entry("一", guid="new-1", body="正文")),
        (
            entry("一", "https://mp.weixin.qq.com/s?__biz=M&mid=2&idx=1&sn=3"),
            entry("改过的题", "https://mp.weixin.qq.com/s?__biz=M&mid=2&idx=1&sn=3#rd"),
        ),
    ],
)
def test_what_nothing_tells_apart_is_one_document(place: CorpusPlace, entries: Sequence[RawDocument]) -> None:
    assert len(stored(*entries, path=place)) == 1


def test_on_a_page_of_several_another_source_finds_its_document_by_the_title() -> None:
    items = (entry("一", guid="g1"), entry("二", guid="g2"))
    found = stored(*items, entry("二", source="other", body="正文"), entry("无人说过", source="other"))
    assert titles(found) == [{"一"}, {"二"}, {"无人说过"}]
    assert next(one for one in found if one.title == "二").body == "正文"


MARKS = st.tuples(
    st.sampled_from("甲乙丙"),
    st.sampled_from(("", "#1", "#2")),
    st.sampled_from((None, "g1", "g2")),
    st.sampled_from("ab"),
)


@given(st.lists(MARKS, min_size=1, max_size=8))
def test_reading_everything_again_adds_no_document(marks: list[tuple[str, str, str | None, str]]) -> None:
    entries = [entry(title, f"{DAILY}{anchor}", guid, source) for title, anchor, guid, source in marks]
    with Corpus() as corpus:
        corpus.add(entries, "s", SHANGHAI)
        before = documents_in(corpus)
        again = corpus.add(entries, "s", SHANGHAI)
        assert again.added == 0
        assert {one.id for one in documents_in(corpus)} == {one.id for one in before}


# -- the file --------------------------------------------------------------------------------------------------------


def test_a_corpus_of_the_first_version_opens_and_knows_its_documents(tmp_path: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    (before,) = stored(entry("一", f"{DAILY}#item-1"), path=path)
    as_first_version(path)
    with Corpus(path) as corpus:
        assert documents_in(corpus) == [before.model_copy(update={"id": documents_in(corpus)[0].id})]
        report = corpus.add([entry("一", f"{DAILY}#item-1"), entry("二", f"{DAILY}#item-2")], "s", SHANGHAI)
        assert report.added == 1
        assert titles(documents_in(corpus)) == [{"一"}, {"二"}]
        assert [one.title for one in corpus.numbered(corpus.search("二").numbers)] == ["二"]


def as_first_version(path: Path) -> None:
    """Takes away what later versions of the file have more."""
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE entries")
        database.execute("DROP TABLE fetches")
        database.execute("DROP TABLE terms")
        for table in ("history", "watches"):
            database.execute(f"DROP TABLE {table}")
        database.execute("CREATE TABLE sources (name, at, status, reason, read, added, updated, skipped)")
        database.execute("DROP INDEX documents_by_page")
        database.execute("ALTER TABLE documents DROP COLUMN page")
        database.execute("UPDATE documents SET key = ?", (DAILY,))
        database.execute("PRAGMA user_version = 1")
    database.close()
