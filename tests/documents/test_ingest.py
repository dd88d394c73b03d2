"""Sources into a corpus: files and, over HTTP on loopback, feeds."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from loopback import Server, answer

from brief.documents.corpus import Corpus
from brief.documents.ingest import feed_source, file_source, ingest
from brief.documents.sources.base import SourceReport
from brief.settings.source_settings import FetchConfig, SourceConfig
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


def test_every_kind_is_read_by_its_name(corpus: Corpus, tmp_path: Path, site: str) -> None:
    titles = "储能电站今日开工建设", "新一代芯片开始交付", "与电网签署合作协议"
    links = "".join(f"<li><a href='/{n}'>{title}</a> 2026-03-0{n}</li>" for n, title in enumerate(titles, 1))
    news = "<news><title>四</title><publication_date>2026-03-04</publication_date></news>"
    item = '{"url": "https://b.example/5", "title": "五", "date_published": "2026-03-05T00:00:00Z"}'
    (tmp_path / "list.html").write_text(f"<html><body><ul>{links}</ul></body></html>")
    (tmp_path / "map.xml").write_text(f"<urlset><url><loc>https://b.example/4</loc>{news}</url></urlset>")
    (tmp_path / "feed.json").write_text(f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item}]}}')
    (tmp_path / "box").write_text("")
    reports = read(
        corpus,
        SourceConfig(name="l", kind="listing", url=f"{site}/list.html", allow_private_addresses=True),
        SourceConfig(name="s", kind="sitemap", url=f"{site}/map.xml", allow_private_addresses=True),
        feed(f"{site}/feed.json", "j"),
        SourceConfig(name="m", kind="mailbox", path=tmp_path / "box"),
    )
    assert [(report.source, report.status, report.added) for report in reports] == [
        ("l", "ok", 3),
        ("s", "ok", 1),
        ("j", "ok", 1),
        ("m", "empty", 0),
    ]
    assert {document.title for document in documents(corpus)} == {*titles, "四", "五"}


def test_documents_without_a_usable_date_are_told(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "week.jsonl").write_text(
        LINE + '{"url": "https://a.example/2", "title": "二", "published": "soon"}\n{}'
    )
    (report,) = read(corpus, file_source(tmp_path / "week.jsonl"))
    assert (report.status, report.reason) == (
        "degraded",
        "1 of 3 with no usable date; 1 of 3 skipped: line 3 has no url",
    )


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
    assert reasons["none"] == "it answered 404 File not found"
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


def test_what_is_unchanged_still_holds_what_it_held(corpus: Corpus, tmp_path: Path, site: str) -> None:
    (tmp_path / "feed.xml").write_text(rss("二 2026-03-06", "三 2026-03-07T10:00:00Z", "四"))
    source = feed(f"{site}/feed.xml")
    for report in (*read(corpus, source), *read(corpus, source)):
        told = report.oldest, report.newest
        assert told == (datetime(2026, 3, 5, 16, tzinfo=UTC), datetime(2026, 3, 7, 10, tzinfo=UTC))


# -- sources that fail -----------------------------------------------------------------------------------------------

HOUR = timedelta(hours=1)
ONCE = FetchConfig(retries=0)


def look(corpus: Corpus, source: SourceConfig, at: datetime, **more: bool) -> SourceReport:
    (report,) = ingest([source], corpus, SHANGHAI, at, fetching=ONCE, **more)
    return report


def test_a_source_that_fails_again_and_again_is_asked_more_rarely(corpus: Corpus, server: Server) -> None:
    asked_at = []
    for hour in range(24 * 7):
        before = len(server.asked)
        report = look(corpus, feed(server.url("/feed")), NOW + hour * HOUR)
        if len(server.asked) > before:
            asked_at.append(hour)
        assert report.status == ("failed" if hour in asked_at else "postponed")
    assert asked_at == [0, 1, 2, 3, 5, 9, 17, 33, 57, 81, 105, 129, 153]
    assert report.reason.startswith(
        "failed 13 times in a row (it answered 404 Not Found); it is asked again after 2026-03-1"
    )


def test_a_source_at_rest_is_asked_by_hand_and_once_it_answers_it_is_as_before(corpus: Corpus, server: Server) -> None:
    source = feed(server.url("/feed"))
    for hour in range(6):
        look(corpus, source, NOW + hour * HOUR)
    server.answers["/feed"] = answer(body=rss("二 2026-03-06").encode())
    assert look(corpus, source, NOW + 6 * HOUR).status == "postponed"
    assert look(corpus, source, NOW + 6 * HOUR, always=True).status == "ok"
    server.answers.clear()
    assert [look(corpus, source, NOW + hour * HOUR).status for hour in (7, 8, 9)] == ["failed"] * 3


def test_a_server_that_asks_to_be_left_alone_is_left_alone(corpus: Corpus, server: Server) -> None:
    server.answers["/feed"] = answer(429, Retry_After="9000")
    source = feed(server.url("/feed"))
    statuses = [look(corpus, source, NOW + hour * HOUR).status for hour in range(4)]
    assert statuses == ["failed", "postponed", "postponed", "failed"]
    server.answers["/feed"] = answer(503, Retry_After="99999999")
    assert look(corpus, source, NOW + 10 * HOUR).again_at == NOW + 34 * HOUR


def test_what_a_publisher_reserves_is_kept_with_the_source(corpus: Corpus, server: Server) -> None:
    body = rss("one Mon, 09 Mar 2026 09:00:00 GMT").encode()
    server.answers["/feed"] = answer(body=body, Content_Type="application/rss+xml", tdm_reservation="1")
    ingest([feed(server.url("/feed"))], corpus, SHANGHAI, NOW)
    assert corpus.sources()["b"].report.reserved


def test_a_file_is_never_at_rest(corpus: Corpus, tmp_path: Path) -> None:
    source = file_source(tmp_path / "none.jsonl")
    assert [look(corpus, source, NOW + hour * HOUR).status for hour in range(5)] == ["failed"] * 5


# -- all of them in a time -------------------------------------------------------------------------------------------


def test_what_had_no_turn_is_postponed_and_has_the_first_turn_the_next_time(corpus: Corpus, server: Server) -> None:
    sources = [feed(server.url(f"/{number}"), f"s{number}") for number in range(3)]
    server.answers |= {"/0": answer(404), "/1": server.say_nothing}
    one = FetchConfig(per_host=1, max_seconds=1, retries=0)
    reports = ingest(sources, corpus, SHANGHAI, NOW, fetching=one)
    assert [report.status for report in reports] == ["failed", "postponed", "postponed"]
    assert reports[1].reason.startswith("was still being read when the time for all sources was up")
    assert reports[2].reason == "its turn did not come before the time for all sources was up ([fetch] max_seconds)"
    server.asked.clear()
    server.answers.clear()
    ingest(sources, corpus, SHANGHAI, NOW + HOUR, fetching=one)
    assert server.asked[0][0] == "/1"


def test_feeds_of_one_server_are_read_two_at_once(corpus: Corpus, server: Server) -> None:
    now, most, lock = 0, 0, threading.Lock()

    def count(request: BaseHTTPRequestHandler) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        server.released.wait(0.02)
        with lock:
            now -= 1
        answer(302, Location="/end")(request) if request.path != "/end" else answer(body=rss().encode())(request)

    server.answers |= dict.fromkeys([*(f"/{number}" for number in range(8)), "/end"], count)
    reports = read(corpus, *(feed(server.url(f"/{number}"), f"s{number}") for number in range(8)))
    assert [report.status for report in reports] == ["empty"] * 8
    assert most == 2


def test_a_header_names_a_variable_whose_value_is_sent_and_kept_nowhere(
    corpus: Corpus, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/feed"] = answer(401)
    source = feed(server.url("/feed")).model_copy(update={"headers": {"Authorization": "Bearer {$NEWS_TOKEN}"}})
    monkeypatch.delenv("NEWS_TOKEN", raising=False)
    (report,) = read(corpus, source)
    assert report.reason == "cannot be asked: headers of b: {$NEWS_TOKEN} has no value."
    assert not server.asked
    monkeypatch.setenv("NEWS_TOKEN", "s3cret-token")
    (report,) = read(corpus, source)
    assert server.asked[0][1]["Authorization"] == "Bearer s3cret-token"
    assert "s3cret" not in report.reason


def test_what_fetch_says_counts_where_a_source_says_nothing(corpus: Corpus, server: Server) -> None:
    config = FetchConfig(user_agent="House/1", headers={"Accept-Language": "zh", "X-Of": "house"})
    own = feed(server.url("/b")).model_copy(update={"user_agent": "Own/2", "headers": {"X-Of": "source"}})
    ingest([feed(server.url("/a"), "a"), own], corpus, SHANGHAI, NOW, fetching=config)
    told = {
        path: [headers[name] for name in ("User-Agent", "Accept-Language", "X-Of")] for path, headers in server.asked
    }
    assert told == {"/a": ["House/1", "zh", "house"], "/b": ["Own/2", "zh", "source"]}


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


def test_a_publisher_that_is_named_later_is_that_of_the_documents_which_are_there(
    corpus: Corpus, tmp_path: Path
) -> None:
    (tmp_path / "week.jsonl").write_text(LINE)
    week = SourceConfig(name="w", kind="jsonl", path=tmp_path / "week.jsonl")
    read(corpus, week)
    assert [one.publisher for one in documents(corpus)] == ["a.example"]
    read(corpus, week.model_copy(update={"publisher": "house"}))
    assert [one.publisher for one in documents(corpus)] == ["house"]


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
        {"kind": "sitemap", "path": "x"},
        {"kind": "feed", "url": "https://a.example/", "select": "//a"},
        {"kind": "listing", "url": "https://a.example/", "key_env": "X"},
        {"kind": "mailbox", "url": "https://a.example/"},
        {"kind": "mailbox", "url": "imap://me@a.example/"},
        {"kind": "mailbox", "url": "imaps://me@a.example/", "path": "x"},
        {"kind": "mailbox"},
        {"kind": "feed", "url": "https://a.example/", "headers": {"X-Api-Key": "spelled out"}},
    ],
)
def test_a_source_that_makes_no_sense_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="SourceConfig"):
        SourceConfig.model_validate({"name": "n", **wrong})


def test_a_defect_that_one_source_brings_to_light_costs_no_other(
    corpus: Corpus, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(*given: object) -> None:
        raise RecursionError("too deep")

    (tmp_path / "feed.xml").write_text(rss("二 2026-03-06"))
    (tmp_path / "page.html").write_text("<html></html>")
    monkeypatch.setattr("brief.documents.sources.looking.listed_articles", defect)
    listing = SourceConfig(name="a", kind="listing", url=f"{site}/page.html", allow_private_addresses=True)
    broken, good = read(corpus, listing, feed(f"{site}/feed.xml"))
    assert (broken.status, broken.reason) == ("failed", "cannot be read (RecursionError: too deep)")
    assert good == SourceReport("b", "ok", read=1, added=1)


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing"])
def test_a_password_in_an_address_reaches_neither_corpus_nor_report(
    corpus: Corpus, server: Server, kind: Literal["feed", "sitemap", "listing"]
) -> None:
    links = "".join(f"<li><a href='/a/{n}'>A headline that is long enough {n}</a> 2026-03-05</li>" for n in range(5))
    urls = "<url xmlns:n='n'><loc>/a</loc><n:news><n:title>x</n:title></n:news></url><url><loc>/b</loc></url>"
    server.answers |= {
        "/feed": answer(
            body=b"<rss version='2.0'><channel><item><title>x</title><link>/1</link></item></channel></rss>"
        ),
        "/sitemap": answer(
            body=b"<sitemapindex><sitemap><loc>/s</loc></sitemap><sitemap><loc>/none</loc></sitemap></sitemapindex>"
        ),
        "/s": answer(body=f"<urlset>{urls}</urlset>".encode()),
        "/listing": answer(body=f"<html><body><ul>{links}</ul></body></html>".encode(), Content_Type="text/html"),
    }
    url = server.url(f"/{kind}").replace("//", "//me:hunter2@")
    (report,) = read(corpus, SourceConfig(name="a", kind=kind, url=url, allow_private_addresses=True))
    assert report.added or report.skipped
    assert "hunter2" not in f"{report} {report.flaws} {documents(corpus)} {corpus.undated()}"
    assert all("Authorization" in headers for _, headers in server.asked)
