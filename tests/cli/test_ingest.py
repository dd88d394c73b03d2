"""`brief ingest`, `brief sources` and `brief search`, each as a command line in a project folder."""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SECTION = '[[sections]]\nid = "ai"\ntitle = "AI"\ndescription = "AI"\nterms = ["AI"]\n'
LINE = '{{"url": "https://a.example/{0}", "title": "{0}", "published": "2026-03-05"}}\n'
FEED = (
    '<rss version="2.0"><channel><title>B</title><item><title>钠电池量产</title><link>https://b.example/1</link>'
    "<pubDate>Thu, 05 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"
)
Brief = Callable[..., tuple[int, str, str]]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.toml").write_text(SECTION)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    """The address under which the project folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def answer(out: str) -> dict[str, Any]:
    assert out.count("\n") == 1, out
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


def test_files_are_ingested_into_the_configured_corpus_once(brief: Brief, folder: Path) -> None:
    (folder / "week.jsonl").write_text(LINE.format("一") + "nonsense\n" + LINE.format("二"))
    status, out, _ = brief("ingest", "week.jsonl")
    assert status == 0
    assert "week.jsonl  degraded  3     2      0        1        1 of 3 skipped: line 2 is not JSON" in out
    status, out, _ = brief("ingest", "week.jsonl", "--json")
    found = answer(out)
    assert (status, found["exit_code"], found["added"], found["skipped"]) == (0, 0, 0, 1)
    assert found["corpus"] == str(folder / "corpus.sqlite")
    assert [source["source"] for source in found["sources"]] == ["week.jsonl"]


def test_a_source_that_fails_is_named_and_the_others_are_read(brief: Brief, folder: Path) -> None:
    (folder / "week.jsonl").write_text(LINE.format("一"))
    status, out, _ = brief("ingest", "none.jsonl", "week.jsonl", "--corpus-path", "other.sqlite", "--json")
    found = answer(out)
    assert (status, found["status"], found["exit_code"], found["added"]) == (1, "failed", 1, 1)
    assert [source["status"] for source in found["sources"]] == ["failed", "ok"]
    assert "none.jsonl" in found["sources"][0]["reason"]
    assert (folder / "other.sqlite").exists()
    assert not (folder / "corpus.sqlite").exists()


def test_a_feed_on_loopback_is_read_only_where_that_is_allowed(brief: Brief, folder: Path, site: str) -> None:
    (folder / "feed.xml").write_text(FEED)
    status, out, _ = brief("ingest", f"{site}/feed.xml", "--json")
    assert (status, answer(out)["sources"][0]["status"]) == (1, "failed")
    status, out, _ = brief("ingest", f"{site}/feed.xml", "--allow-private-addresses", "--json")
    assert (status, answer(out)["added"]) == (0, 1)


def test_without_arguments_the_enabled_sources_are_read(brief: Brief, folder: Path, site: str) -> None:
    (folder / "feed.xml").write_text(FEED)
    (folder / "week.jsonl").write_text(LINE.format("一"))
    sources = (
        f'[[sources]]\nname = "电池报"\nkind = "feed"\nurl = "{site}/feed.xml"\nallow_private_addresses = true\n'
        '[[sources]]\nname = "file"\nkind = "jsonl"\npath = "week.jsonl"\nenabled = false\n'
    )
    (folder / "config.toml").write_text(SECTION + sources)
    status, out, _ = brief("ingest", "--json")
    assert (status, [source["source"] for source in answer(out)["sources"]]) == (0, ["电池报"])
    status, out, _ = brief("ingest", "week.jsonl", "--json")
    assert (status, [source["source"] for source in answer(out)["sources"]]) == (0, ["file"])


def test_a_source_is_named_by_its_name_its_place_or_both(brief: Brief, folder: Path) -> None:
    (folder / "week.jsonl").write_text(LINE.format("一"))
    (folder / "config.toml").write_text(
        f'{SECTION}[[sources]]\nname = "周报"\nkind = "jsonl"\npath = "week.jsonl"\nenabled = false\n'
    )
    for named in (["周报"], ["week.jsonl"], ["周报", "week.jsonl"]):
        status, out, _ = brief("ingest", *named, "--json")
        assert (status, [source["source"] for source in answer(out)["sources"]]) == (0, ["周报"])


def test_a_source_at_rest_is_told_and_asked_by_name(brief: Brief, folder: Path, site: str) -> None:
    (folder / "config.toml").write_text(
        f'{SECTION}[fetch]\nretries = 0\n[[sources]]\nname = "s"\nkind = "feed"\nurl = "{site}/feed.xml"\n'
        "allow_private_addresses = true\n"
    )
    assert [answer(brief("ingest", "--json")[1])["sources"][0]["status"] for _ in range(4)] == [
        *["failed"] * 3,
        "postponed",
    ]
    status, out, _ = brief("ingest")
    assert status == 1
    assert "failed 3 times in a row (it answered 404 File not found); it is asked again after 20" in out
    (source,) = answer(brief("sources", "--json")[1])["sources"]
    assert (source["status"], source["reason"][:8]) == ("postponed", "failed 3")
    (folder / "feed.xml").write_text(FEED)
    status, out, _ = brief("ingest", "s", "--json")
    (source,) = answer(out)["sources"]
    assert (status, source["status"], source["newest"], source["again_at"]) == (0, "ok", "2026-03-05T10:00:00Z", None)


def test_no_source_at_all_is_said(brief: Brief) -> None:
    status, out, err = brief("ingest")
    assert (status, out, err) == (0, "", "No source is enabled in config.toml.\n")
    assert brief("sources")[1].startswith("No sources yet")


def test_a_word_that_is_nothing_known_is_a_usage_error(brief: Brief, folder: Path) -> None:
    status, _, err = brief("ingest", "nope")
    assert (status, "nope is no source" in err, "brief sources" in err) == (2, True, True)


@pytest.mark.parametrize("argument", ["ftp://a.example/feed", "file:///etc/passwd"])
def test_another_kind_of_address_is_a_usage_error(brief: Brief, folder: Path, argument: str) -> None:
    status, _, err = brief("ingest", argument)
    assert status == 2
    assert argument in err
    assert not (folder / "corpus.sqlite").exists()


def test_a_file_that_is_no_corpus_is_a_usage_error_told_in_json_too(brief: Brief, folder: Path) -> None:
    (folder / "week.jsonl").write_text(LINE.format("一"))
    status, out, err = brief("ingest", "week.jsonl", "--corpus-path", "config.toml", "--json")
    assert (status, answer(out)["exit_code"]) == (2, 2)
    assert "config.toml" in err
    assert (folder / "config.toml").read_text() == SECTION


def test_sources_are_listed_with_what_they_gave_last(brief: Brief, folder: Path) -> None:
    (folder / "config.toml").write_text(
        f'{SECTION}[[sources]]\nname = "s"\nkind = "feed"\nurl = "https://me:secret@a.example/feed"\nweight = 0.9\n'
    )
    (folder / "week.jsonl").write_text(LINE.format("一") + LINE.format("二").replace("2026-03-05", "8439-01-01"))
    brief("ingest", "week.jsonl")
    status, out, _ = brief("sources", "--json")
    found = answer(out)
    configured, other = found["sources"]
    assert status == 0
    assert (configured["name"], configured["status"], configured["place"]) == ("s", None, "https://a.example/feed")
    assert (other["name"], other["configured"], other["status"], other["documents"]) == (
        "week.jsonl",
        False,
        "degraded",
        2,
    )
    assert found["undated"] == [{"reason": "impossible date", "count": 1, "examples": ["二"]}]
    _, out, _ = brief("sources")
    assert "never read" in out
    assert "secret" not in out
    assert "Kept and never reported on: 1 (impossible date)." in out


def test_a_search_shows_title_day_source_and_address(brief: Brief, folder: Path) -> None:
    (folder / "week.jsonl").write_text(LINE.format("钠电池**量产**\\u202e") + LINE.format("别的"))
    brief("ingest", "week.jsonl")
    status, out, _ = brief("search", "电池", "量产")
    assert status == 0
    assert out.splitlines()[0] == "2026-03-05  钠电池量产  (week.jsonl)"
    assert out.splitlines()[1].strip().startswith("https://a.example/")
    assert [hit["title"] for hit in answer(brief("search", "电池", "--limit", "1", "--json")[1])["documents"]]
    assert brief("search", "没有")[:2] == (0, "Nothing found.\n")


@pytest.mark.parametrize(
    "wrong", [["search"], ["search", "x", "--limit", "0"], ["search", "x"], ["ingest", "--limit", "1"]]
)
def test_a_wrong_command_line_is_a_usage_error(brief: Brief, folder: Path, wrong: list[str]) -> None:
    status, out, err = brief(*wrong)
    assert (status, out) == (2, "")
    assert err.startswith("brief: ")
    assert not (folder / "corpus.sqlite").exists()
