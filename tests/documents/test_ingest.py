"""Sources into a corpus: files and, over HTTP on loopback, feeds."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from brief.documents.corpus import Corpus
from brief.documents.ingest import feed_source, file_source, ingest
from brief.documents.sources.base import SourceReport
from brief.settings.source_settings import SourceConfig
from schemas.retrieval import Document

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
LINE = '{"url": "https://a.example/1", "title": "一", "published": "2026-03-05"}\n'


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address under which the files of `tmp_path` are served; it honours If-Modified-Since."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def corpus() -> Iterator[Corpus]:
    with Corpus() as opened:
        yield opened


def rss(*items: str, language: str = "") -> str:
    told = "".join(
        f"<item><title>{title}</title><link>https://b.example/{title}</link><pubDate>{date}</pubDate></item>"
        for title, _, date in (item.partition(" ") for item in items)
    )
    return f'<rss version="2.0"><channel><title>B</title>{language}{told}</channel></rss>'


def feed(url: str, name: str = "b", **more: str) -> SourceConfig:
    return SourceConfig(name=name, kind="feed", url=url, allow_private_addresses=True, **more)  # type: ignore[arg-type]


def read(corpus: Corpus, *sources: SourceConfig) -> tuple[SourceReport, ...]:
    return ingest(sources, corpus, SHANGHAI, NOW)


def documents(corpus: Corpus) -> list[Document]:
    return corpus.documents(datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def test_files_and_feeds_are_read_and_reported_in_the_order_given(corpus: Corpus, tmp_path: Path, site: str) -> None:
    (tmp_path / "feed.xml").write_text(rss("二 2026-03-06", "三 2026-03-07"))
    (tmp_path / "week.jsonl").write_text(LINE)
    reports = read(corpus, feed(f"{site}/feed.xml"), file_source(tmp_path / "week.jsonl"))
    assert reports == (SourceReport("b", "ok", read=2, added=2), SourceReport("week.jsonl", "ok", read=1, added=1))
    assert [(document.title, document.source) for document in documents(corpus)] == [
        ("一", "week.jsonl"),
        ("二", "b"),
        ("三", "b"),
    ]


def test_a_bad_source_is_named_and_stops_no_other(corpus: Corpus, tmp_path: Path, site: str) -> None:
    (tmp_path / "page.xml").write_text("<html><body>moved</body></html>")
    (tmp_path / "cut.xml").write_text(rss("二 2026-03-06").removesuffix("</channel></rss>"))
    (tmp_path / "empty.xml").write_text(rss())
    (tmp_path / "week.jsonl").write_text(LINE)
    names = ("page", "none", "cut", "empty")
    reports = read(
        corpus,
        *(feed(f"{site}/{name}.xml", name) for name in names),
        file_source(tmp_path / "missing.jsonl"),
        SourceConfig(name="inside", kind="feed", url=f"{site}/cut.xml"),
        file_source(tmp_path / "week.jsonl"),
    )
    assert [(report.source, report.status) for report in reports] == [
        ("page", "failed"),
        ("none", "failed"),
        ("cut", "degraded"),
        ("empty", "empty"),
        ("missing.jsonl", "failed"),
        ("inside", "failed"),
        ("week.jsonl", "ok"),
    ]
    reasons = {report.source: report.reason for report in reports}
    assert reasons["page"] == "is no feed: a web page"
    assert reasons["none"] == "answered 404 File not found"
    assert reasons["cut"].startswith("malformed: ")
    assert "missing.jsonl cannot be read: No such file" in reasons["missing.jsonl"]
    assert "allow_private_addresses" in reasons["inside"]


def test_the_last_look_at_each_source_is_remembered(corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "week.jsonl"
    file.write_text(LINE)
    read(corpus, file_source(file))
    file.unlink()
    read(corpus, file_source(file))
    state = corpus.sources()["week.jsonl"]
    assert (state.report.status, state.at, state.documents) == ("failed", NOW, 1)


def test_a_feed_that_did_not_change_is_not_read_again_and_one_that_broke_is(
    corpus: Corpus, tmp_path: Path, site: str
) -> None:
    whole, cut = tmp_path / "whole.xml", tmp_path / "cut.xml"
    whole.write_text(rss("二 2026-03-06"))
    cut.write_text(rss("三 2026-03-06").removesuffix("</channel></rss>"))
    sources = feed(f"{site}/whole.xml", "whole"), feed(f"{site}/cut.xml", "cut")
    read(corpus, *sources)
    unchanged, again = read(corpus, *sources)
    assert unchanged == SourceReport("whole", "unchanged")
    assert (again.status, again.read, again.added) == ("degraded", 1, 0)


def test_a_feed_that_did_not_change_is_still_what_it_was(corpus: Corpus, tmp_path: Path, site: str) -> None:
    (tmp_path / "empty.xml").write_text(rss())
    (tmp_path / "part.xml").write_text(rss("二 2026-03-06").replace("<title>B</title>", "<title>B</title><item/>"))
    (tmp_path / "useless.xml").write_text(rss().replace("<title>B</title>", "<title>B</title><item/>"))
    sources = [feed(f"{site}/{name}.xml", name) for name in ("empty", "part", "useless")]
    first = read(corpus, *sources)
    again = read(corpus, *sources)
    assert [report.status for report in first] == ["empty", "degraded", "failed"]
    assert [(report.status, report.reason) for report in again] == [(report.status, report.reason) for report in first]
    assert [report.read for report in again] == [0, 0, 1]


def test_a_disabled_source_is_left_alone(corpus: Corpus, tmp_path: Path) -> None:
    assert read(corpus, SourceConfig(name="off", kind="jsonl", path=tmp_path / "none.jsonl", enabled=False)) == ()


def test_the_configuration_completes_what_a_source_does_not_say(corpus: Corpus, tmp_path: Path, site: str) -> None:
    (tmp_path / "feed.xml").write_text(rss("2 2026-03-06", language="<language>en</language>"))
    (tmp_path / "week.jsonl").write_text(LINE.replace("}", ', "lang": "ja", "source": "报社"}'))
    read(
        corpus,
        feed(f"{site}/feed.xml", lang="zh", publisher="house"),
        SourceConfig(name="w", kind="jsonl", path=tmp_path / "week.jsonl", lang="zh"),
    )
    assert [(document.lang, document.publisher, document.source) for document in documents(corpus)] == [
        ("ja", "a.example", "报社"),
        ("zh", "house", "b"),
    ]


def test_a_feed_cannot_date_a_document_after_it_was_fetched(corpus: Corpus, tmp_path: Path, site: str) -> None:
    (tmp_path / "feed.xml").write_text(rss("二 2026-03-20", "三 2026-03-10"))
    (tmp_path / "week.jsonl").write_text(LINE.replace("2026-03-05", "2026-12-31"))
    read(corpus, feed(f"{site}/feed.xml"), file_source(tmp_path / "week.jsonl"))
    assert [document.title for document in documents(corpus)] == ["三", "一"]
    assert len(corpus.undated()) == 1


def test_an_address_of_ones_own_goes_by_itself_without_its_password() -> None:
    assert feed_source("https://me:secret@a.example/feed").name == "a.example/feed"
    assert not feed_source("https://a.example/feed").allow_private_addresses


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "feed"},
        {"kind": "feed", "url": "ftp://a.example/"},
        {"kind": "feed", "url": "https://a.example/", "path": "x"},
        {"kind": "jsonl", "url": "https://a.example/"},
        {"kind": "jsonl"},
        {"kind": "jsonl", "path": "x", "weight": 2},
        {"kind": "jsonl", "path": "x", "colour": "red"},
        {"kind": "page", "url": "https://a.example/"},
    ],
)
def test_a_source_that_makes_no_sense_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="SourceConfig"):
        SourceConfig.model_validate({"name": "n", **wrong})
