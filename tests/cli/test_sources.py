"""`brief sources` with its subcommands, and `brief init --sources`, as a user types them in a project folder."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import Server, answer

from brief.cli.main import exit_status
from brief.cli.source_files import CHECKED, STARTER
from brief.settings.config import load_config

SECTION = '[[sections]]\nid = "ai"\ntitle = "AI"\ndescription = "AI"\nterms = ["AI"]\n'
Brief = Callable[..., tuple[int, str, str]]


def rss(title: str, *headlines: str, step: timedelta = timedelta(hours=5)) -> str:
    """A feed whose newest entry is of an hour ago."""
    newest = datetime.now(UTC) - timedelta(hours=1)
    items = "".join(
        f"<item><title>{one}</title><link>https://b.example/{one}</link><description>{one}</description>"
        f"<pubDate>{format_datetime(newest - number * step)}</pubDate></item>"
        for number, one in enumerate(headlines)
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.toml").write_text(SECTION)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def server() -> Iterator[Server]:
    """A site with two feeds, which its page names, and a page that names none."""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{name}.xml">' for name in "ab")
    site = Server()
    for path, text in (
        ("/", f"<html><head>{links}</head><body>News</body></html>"),
        ("/a.xml", rss("电池报", *"一二三四五六")),
        ("/b.xml", rss("Battery News", "one")),
        ("/empty.html", "<html><body>News</body></html>"),
        ("/sitemap.xml", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>"),
    ):
        site.answers[path] = answer(body=text.encode())
    yield site
    site.close()


@pytest.fixture
def site(server: Server) -> str:
    """Its address, without a slash at the end."""
    return server.url("")


@pytest.fixture
def brief(folder: Path, capsys: pytest.CaptureFixture[str]) -> Brief:
    """Runs `brief sources …`; gives its exit status, standard output and standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        status = exit_status(["sources", *(str(argument) for argument in arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def listed(folder: Path) -> list[dict[str, Any]]:
    sources: list[dict[str, Any]] = tomllib.loads((folder / "sources.toml").read_text("utf-8"))["sources"]
    return sources


# -- add -------------------------------------------------------------------------------------------------------------


def test_a_feed_is_added_under_its_title_and_its_newest_headlines_are_shown(
    brief: Brief, folder: Path, site: str
) -> None:
    status, out, _ = brief(
        "add", f"{site}/a.xml", "--allow-private-addresses", "--tier", "trade", "--weight", "0.7", "--lang", "zh"
    )
    assert status == 0
    assert listed(folder) == [
        {
            "name": "电池报", "kind": "feed", "url": f"{site}/a.xml", "lang": "zh", "weight": 0.7, "tier": "trade",
            "allow_private_addresses": True,
        }
    ]  # fmt: skip
    assert [line.split()[-1] for line in out.splitlines()[2:]] == ["一", "二", "三"]
    assert [source.name for source in load_config(folder / "config.toml").sources] == ["电池报"]


def test_of_a_page_the_likeliest_feed_is_added_and_the_others_are_told(brief: Brief, folder: Path, site: str) -> None:
    status, out, _ = brief("add", site, "--allow-private-addresses")
    assert (status, [one["url"] for one in listed(folder)]) == (0, [f"{site}/a.xml"])
    assert f"2  Battery News  {site}/b.xml" in out
    status, out, _ = brief("add", site, "--allow-private-addresses", "--pick", "2", "--name", "B")
    assert (status, [one["name"] for one in listed(folder)]) == (0, ["电池报", "B"])


def test_a_script_is_told_in_one_line_what_was_added_and_what_was_there(brief: Brief, folder: Path, site: str) -> None:
    status, out, _ = brief("add", site, "--allow-private-addresses", "--json")
    told = json.loads(out)
    assert (status, told["added"]) == (0, [{"name": "电池报", "kind": "feed", "place": f"{site}/a.xml"}])
    assert told["others"] == [{"title": "Battery News", "url": f"{site}/b.xml"}]
    added = json.loads(brief("import", "starter", "--json")[1])["added"]
    again = json.loads(brief("import", "starter", "--json")[1])
    assert (again["path"], again["added"], len(again["known"])) == (None, [], len(added))


def test_all_feeds_of_a_page_are_added_but_those_that_are_there(brief: Brief, folder: Path, site: str) -> None:
    brief("add", f"{site}/b.xml", "--allow-private-addresses")
    status, _, _ = brief("add", site, "--allow-private-addresses", "--all")
    assert (status, [one["name"] for one in listed(folder)]) == (0, ["Battery News", "电池报"])


def test_what_stands_in_the_file_stays_as_it_is(brief: Brief, folder: Path, site: str) -> None:
    before = '# mine\r\n[[sources]]\r\nname="电池报"   # so\r\nkind="jsonl"\r\npath="x"'
    (folder / "sources.toml").write_bytes(before.encode())
    (folder / "sources.toml").chmod(0o600)
    assert brief("add", f"{site}/a.xml", "--allow-private-addresses")[0] == 0
    assert (folder / "sources.toml").read_bytes().startswith(before.encode())
    assert (folder / "sources.toml").stat().st_mode & 0o777 == 0o600
    assert [one["name"] for one in listed(folder)] == ["电池报", "电池报 (127.0.0.1)"]


def test_titles_of_feeds_are_data(brief: Brief, folder: Path, server: Server) -> None:
    title = 'x"\n[run]\nmax_events = 1 \\ \x7f\u202e' + "长" * 90
    server.answers["/c.xml"] = answer(body=rss(title, "<![CDATA[a\x1b[31m]]>").encode())
    status, out, _ = brief("add", server.url("/c.xml"), "--allow-private-addresses")
    assert status == 0
    (source,) = load_config(folder / "config.toml").sources
    assert source.name.startswith('x" [run] max_events = 1 \\')
    assert len(source.name) <= 60
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{site}/a.xml",), "private address; --allow-private-addresses lets"),
        (("{site}/a.xml", "--kind", "listing"), "private address; --allow-private-addresses lets"),
        (("{site}/none.xml", "--allow-private-addresses"), "404"),
        (("{site}/empty.html", "--allow-private-addresses"), "--kind listing"),
        (("{site}/sitemap.xml", "--allow-private-addresses"), "--kind sitemap`"),
        (("{site}", "--allow-private-addresses", "--pick", "3"), "has 2 feeds"),
        (("http://[::1", "--allow-private-addresses"), "could not be fetched"),
        (("ftp://a.example/feed",), "begins with http"),
        (("file:///etc/passwd",), "begins with http"),
        (("not an address",), "begins with http"),
    ],
)
def test_what_cannot_be_added_is_told_and_nothing_is_written(
    brief: Brief, folder: Path, site: str, arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = brief("add", *(argument.format(site=site) for argument in arguments))
    assert (status, out) == (2, "")
    assert said in err
    assert not (folder / "sources.toml").exists()


def test_what_is_no_address_is_told_once(brief: Brief) -> None:
    _, _, err = brief("add", "news.example/feed")
    assert err.startswith("brief: news.example/feed: ")
    assert "source:" not in err


def test_an_address_that_is_configured_already_is_told_with_its_name(brief: Brief, folder: Path, site: str) -> None:
    (folder / "config.toml").write_text(f'{SECTION}[[sources]]\nname = "mine"\nkind = "feed"\nurl = "{site}/a.xml/"\n')
    for url in (f"{site}/a.xml", site):
        status, _, err = brief("add", url, "--allow-private-addresses")
        assert (status, "it is there already, as 'mine'" in err) == (2, True)


@pytest.mark.parametrize("kind", ["listing", "sitemap"])
def test_a_page_that_lists_articles_is_added_with_what_it_lists(
    brief: Brief, folder: Path, server: Server, kind: str
) -> None:
    links = "".join(f'<li><a href="/2026/11/{n}.html">钠离子电池第{n}条产线在宁德投产</a></li>' for n in range(1, 6))
    server.answers["/listing"] = answer(body=f"<html><body><ul>{links}</ul></body></html>".encode())
    urls = "".join(
        f"<url><loc>{server.url(f'/2026/11/{n}.html')}</loc><n:news><n:title>钠离子电池第{n}条产线在宁德投产</n:title>"
        "<n:publication_date>2026-11-28</n:publication_date></n:news></url>"
        for n in range(1, 6)
    )
    namespaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    server.answers["/sitemap"] = answer(body=f"<urlset {namespaces}>{urls}</urlset>".encode())
    status, out, err = brief("add", server.url(f"/{kind}"), "--kind", kind, "--allow-private-addresses")
    assert (status, err) == (0, "")
    assert [(one["name"], one["kind"]) for one in listed(folder)] == [("127.0.0.1", kind)]
    assert out.count("条产线在宁德投产") == 3


def test_a_page_that_lists_nothing_is_not_added(brief: Brief, folder: Path, site: str) -> None:
    status, _, err = brief("add", f"{site}/empty.html", "--kind", "sitemap", "--allow-private-addresses")
    assert (status, "Nothing was added." in err) == (2, True)
    assert not (folder / "sources.toml").exists()


def test_an_address_without_an_identity_is_not_taken_for_a_mailbox(brief: Brief, folder: Path) -> None:
    (folder / "config.toml").write_text(
        f'{SECTION}[[sources]]\nname = "mail"\nkind = "mailbox"\nurl = "imaps://me@mail.example/N"\nkey_env = "KEY"\n'
    )
    (folder / "x.opml").write_text('<opml><body><outline text="A" xmlUrl="http://[::1"/></body></opml>')
    assert brief("import", "x.opml")[1].endswith("1 added, 0 were there already, 0 unusable.\n")


def test_without_a_project_folder_nothing_is_added(brief: Brief, folder: Path, site: str) -> None:
    (folder / "config.toml").unlink()
    status, _, err = brief("add", f"{site}/a.xml", "--allow-private-addresses")
    assert (status, "brief init DIR" in err) == (2, True)


# -- import and export -----------------------------------------------------------------------------------------------


def test_what_is_exported_is_imported_the_same(brief: Brief, folder: Path) -> None:
    brief("import", "starter")
    with (folder / "sources.toml").open("a") as file:  # to the last entry
        file.write("verified = 2026-11-28\n")
    before = load_config(folder / "config.toml").sources
    assert brief("export", "feeds.opml")[0] == 0
    (folder / "sources.toml").unlink()
    status, out, _ = brief("import", "feeds.opml")
    after = load_config(folder / "config.toml").sources
    assert status == 0
    assert out.endswith(f"{len(after)} added, 0 were there already, 0 unusable.\n")
    assert after == tuple(source for source in before if source.enabled)


def test_a_second_import_adds_nothing(brief: Brief, folder: Path) -> None:
    brief("import", "starter")
    before = (folder / "sources.toml").read_bytes()
    status, out, _ = brief("import", "starter")
    assert (status, out) == (0, f"0 added, {len(listed(folder))} were there already, 0 unusable.\n")
    assert (folder / "sources.toml").read_bytes() == before


def test_what_cannot_be_used_of_a_list_is_named_and_the_rest_is_added(brief: Brief, folder: Path) -> None:
    outlines = "".join(
        f'<outline text="{name}" xmlUrl="{url}"/>'
        for name, url in (
            ("A", "https://a.example/f"),
            ("A", "https://b.example/f"),
            ("C", "feed:c"),
            ("D", "http://a.example/f/"),
        )
    )
    (folder / "x.opml").write_text(f"<opml><body>{outlines}</body></opml>")
    status, out, _ = brief("import", "x.opml")
    assert (status, [one["name"] for one in listed(folder)]) == (0, ["A", "A (b.example)"])
    assert "2 added, 1 were there already, 1 unusable." in out
    assert "C: the url of a feed begins with http:// or https://" in out


def test_the_enabled_feeds_are_exported_to_standard_output(brief: Brief, folder: Path) -> None:
    feed = '[[sources]]\nname = "{0}"\nkind = "feed"\nurl = "https://{0}.example/f"\nenabled = {1}\n'
    (folder / "config.toml").write_text(SECTION + feed.format("a", "true") + feed.format("b", "false"))
    status, out, _ = brief("export")
    assert status == 0
    assert re.findall(r'xmlUrl="(.*?)"', out) == ["https://a.example/f"]


def test_a_place_that_cannot_be_written_is_told(brief: Brief, folder: Path) -> None:
    status, _, err = brief("export", "none/x.opml")
    assert (status, "cannot be written" in err) == (2, True)


# -- check -----------------------------------------------------------------------------------------------------------


def test_a_check_tells_of_each_source_what_it_gives_stores_nothing_and_keeps_the_day(
    brief: Brief, folder: Path, site: str
) -> None:
    (folder / "sources.toml").write_text(
        "".join(
            f'[[sources]]\nname = "{name}"\nkind = "feed"\nurl = "{site}/{name}.xml"\nenabled = {enabled}\n'
            for name, enabled in (("a", "true"), ("gone", "true"), ("b", "false"))
        )
    )
    status, out, _ = brief("check", "--allow-private-addresses", "--json")
    told = json.loads(out)
    good, failed = told["sources"]
    assert (status, told["exit_code"], failed["status"], failed["texts"]) == (1, 1, "failed", None)
    assert "404" in failed["reason"]
    assert {key: good[key] for key in ("source", "status", "documents", "dated", "texts", "characters", "lang")} == {
        "source": "a", "status": "ok", "documents": 6, "dated": 6, "texts": "summary", "characters": 1, "lang": "zh",
    }  # fmt: skip
    assert (good["hours_held"], good["hours_tick"]) == (25, 20)
    assert not (folder / "corpus.sqlite").exists()
    assert list(json.loads((folder / CHECKED).read_text())) == [f"{site}/a.xml"]
    by_name = {one["name"]: one["verified"] for one in json.loads(brief("--json")[1])["sources"]}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", by_name["a"])
    assert (by_name["gone"], by_name["b"]) == (None, None)


def test_named_sources_are_checked_even_if_they_are_not_enabled(brief: Brief, folder: Path, site: str) -> None:
    (folder / "sources.toml").write_text(
        f'[[sources]]\nname = "a"\nkind = "feed"\nurl = "{site}/a.xml"\nenabled = false\n'
    )
    status, out, _ = brief("check", "a", "--allow-private-addresses")
    assert status == 0
    assert "1 of 1 gave documents." in out
    assert "at least every 20 hours: a changes over so fast" in out
    assert brief("check", "c")[2] == "brief: there is no source 'c'. `brief sources` lists them.\n"


def test_without_an_enabled_source_a_check_says_how_to_get_one(brief: Brief, folder: Path) -> None:
    status, out, _ = brief("check")
    assert (status, "brief sources import starter" in out, (folder / CHECKED).exists()) == (0, True, False)


def test_days_that_cannot_be_read_are_passed_over_and_written_anew(brief: Brief, folder: Path, site: str) -> None:
    (folder / "sources.toml").write_text(
        f'[[sources]]\nname = "a"\nkind = "feed"\nurl = "{site}/a.xml"\nverified = 2026-01-02\n'
        "allow_private_addresses = true\n"
    )
    (folder / CHECKED).write_text("[1")
    assert "2026-01-02" in brief()[1]
    assert brief("check")[0] == 0
    assert "2026-01-02" not in brief()[1]


# -- a project folder to begin with ------------------------------------------------------------------------------------


def test_a_project_is_begun_with_the_starter_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["init", "p", "--sources", "starter"]) == 0
    assert "nobody has tried their addresses yet" in capsys.readouterr().err
    assert (folder / "p" / "sources.toml").read_bytes() == STARTER.read_bytes()
    assert (folder / "p" / "runs").is_dir()
    assert load_config(folder / "p" / "config.toml").sources
    assert exit_status(["init", "p", "--sources", "starter"]) == 2


def test_a_file_where_runs_would_lie_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "p").mkdir()
    (folder / "p" / "runs").write_text("")
    assert exit_status(["init", "p"]) == 2
    assert "runs: is a file" in capsys.readouterr().err
    assert not (folder / "p" / "config.toml").exists()


def test_a_project_without_sources_says_how_to_get_some(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["init", "p"]) == 0
    assert "brief sources import starter" in capsys.readouterr().err
    assert not (folder / "p" / "sources.toml").exists()
