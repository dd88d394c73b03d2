"""Lists of feeds as other programs write them, and as Brief writes its own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.opml import left_behind, opml, read_opml
from brief.errors import UsageError
from brief.settings.source_settings import SourceConfig
from facts.text.cleaning import clean

FEED = '<outline text="A" xmlUrl="https://a.example/f"/>'
BOMB = (
    '<!DOCTYPE opml [<!ENTITY e0 "0123456789">'
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    + f']><opml><body><outline text="&e9;"/>{FEED}</body></opml>'
)


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "feeds.opml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "entries"),
    [
        (f"<opml><body>{FEED}</body></opml>", [("A", "https://a.example/f")]),
        (f'<opml version="1.0"><body><outline text="G">{FEED}</outline></body></opml>', [("A", "https://a.example/f")]),
        ('<opml><outline title="电力" xmlurl=" https://a.example/f "/></opml>', [("电力", "https://a.example/f")]),
        (
            '<opml><outline text="A & B" xmlUrl="https://a.example/?a=1&b=2"/></opml>',
            [("A & B", "https://a.example/?a=1&b=2")],
        ),
        (
            '<opml><outline text="page" type="link" url="https://b.example"/>' + FEED + "</opml>",
            [("A", "https://a.example/f")],
        ),
        (
            '<?xml version="1.0" encoding="gb2312"?><opml><outline text="储能" xmlUrl="https://a.example/f"/></opml>'.encode(
                "gb2312"
            ),
            [("储能", "https://a.example/f")],
        ),
        (
            '\ufeff<opml><outline text="储能" xmlUrl="https://a.example/f"/></opml>'.encode("utf-16-le"),
            [("储能", "https://a.example/f")],
        ),
    ],
    ids=["plain", "in a group", "odd attributes", "a bare &", "a link", "gb2312", "utf-16"],
)
def test_the_feeds_of_a_list_are_read(tmp_path: Path, content: str | bytes, entries: list[tuple[str, str]]) -> None:
    assert [(entry["name"], entry["url"]) for entry in read_opml(written(tmp_path, content))] == entries


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<opml>\n<body>\n<outline text=A/>", "line 3"),
        (f"<?xml version='1.0'?>\n<opml>\n{FEED}", "line 3"),
        ("", "no element found"),
        ("OPML", "is no OPML"),
        ("<opml><body/></opml>", "names no feed"),
        ("<html><body>404</body></html>", "names no feed"),
    ],
    ids=["broken", "cut off", "empty", "text", "no feed", "a page"],
)
def test_what_is_no_list_of_feeds_is_told_with_its_file(tmp_path: Path, content: str | bytes, said: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UsageError) as caught:
        read_opml(path)
    assert said in caught.value.what
    assert caught.value.where == str(path)


def test_entities_made_of_entities_stand_for_nothing(tmp_path: Path) -> None:
    assert [entry["name"] for entry in read_opml(written(tmp_path, BOMB))] == ["A"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_opml(tmp_path / "none.opml")


NAMES = st.text(min_size=1).map(lambda text: " ".join(clean(text).split())).filter(bool)


@given(st.lists(st.tuples(NAMES, st.sampled_from(["zh", "en", None]), st.floats(0, 1)), max_size=3))
def test_what_is_written_is_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, str | None, float]]
) -> None:
    sources = [
        SourceConfig.model_validate(
            {
                "name": name,
                "kind": "feed",
                "url": f"https://a.example/{place}?a=1&b=二",
                "lang": lang,
                "weight": weight,
                "tier": "trade",
                "publisher": "a.example",
                "read_at": "https://list.example",
                "verified": "2026-11-29",
            }
        )
        for place, (name, lang, weight) in enumerate(told)
    ]
    path = tmp_path_factory.getbasetemp() / "same.opml"
    path.write_text(opml(sources), encoding="utf-8")
    if sources:
        assert [SourceConfig.model_validate(entry) for entry in read_opml(path)] == sources


def test_rights_go_along_and_so_do_sitemaps_and_listing_pages(tmp_path: Path) -> None:
    sources = [
        SourceConfig(
            name="licensed", kind="feed", url="https://a.example/f", quote="link", models=("here", "there"),
            allow_private_addresses=True, user_agent="House/1",
        ),
        SourceConfig(name="closed", kind="sitemap", url="https://b.example/sitemap.xml", models="none"),
        SourceConfig(name="list", kind="listing", url="https://c.example/", select="//a"),
    ]  # fmt: skip
    text = opml(sources)
    assert text.count("xmlUrl") == 1, "what is no feed is none for other programs either"
    assert [SourceConfig.model_validate(entry) for entry in read_opml(written(tmp_path, text))] == sources
    assert [left_behind(source) for source in sources] == ["", "", ""]


def test_what_is_left_out_of_a_list_is_named() -> None:
    feed = SourceConfig(name="a", kind="feed", url="https://me:secret@a.example/f", headers={"Accept-Language": "zh"})
    assert left_behind(feed) == "headers, the password in its address"
    assert left_behind(SourceConfig(name="b", kind="jsonl", path=Path("b.jsonl"))) == "all of it, a jsonl"


def test_passwords_and_files_are_not_written() -> None:
    feed = SourceConfig(name="a", kind="feed", url="https://me:secret@a.example/f")
    text = opml([feed, SourceConfig(name="b", kind="jsonl", path=Path("b.jsonl"))])
    assert 'xmlUrl="https://a.example/f"' in text
    assert "secret" not in text
    assert "b.jsonl" not in text
