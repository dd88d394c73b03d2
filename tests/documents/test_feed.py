"""Feeds of our own making, parsed from bytes. What servers do is in test_fetching."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.base import Flaw, Item, RawDocument, SourceFailed
from brief.documents.sources.feed import parse_feed

XML = {"content-type": "application/xml"}
BASE = "https://news.example/feeds/all.xml"


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>', language: str = "") -> str:
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>例</title>{language}{items}</channel></rss>'
    )


def atom(entries: str) -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/x/"><title>A</title>{entries}</feed>'
    )


def parsed(feed: str | bytes, **headers: str) -> list[Item]:
    content = feed.encode() if isinstance(feed, str) else feed
    return list(parse_feed(content, {**XML, **headers}, BASE))


def document(feed: str | bytes) -> RawDocument:
    (found,) = parsed(feed)
    assert isinstance(found, RawDocument)
    return found


def failure(feed: str | bytes, **headers: str) -> str:
    with pytest.raises(SourceFailed) as caught:
        parsed(feed, **headers)
    return str(caught.value)


def test_an_rss_item_is_a_document() -> None:
    item = (
        "<item><title>光伏新增 50GW</title><link>https://news.example/1?utm_source=rss</link>"
        "<pubDate>Mon, 09 Mar 2026 01:06:11 +0000</pubDate>"
        "<description>&lt;p&gt;概要 &amp;amp; 更多&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<p>第一段</p><script>alert(1)</script><p>第二段</p>]]></content:encoded></item>"
    )
    assert document(rss(item, language="<language>zh-CN</language>")) == RawDocument(
        url="https://news.example/1?utm_source=rss",
        title="光伏新增 50GW",
        published="Mon, 09 Mar 2026 01:06:11 +0000",
        lang="zh-CN",
        summary="概要 & 更多",
        body="第一段\n第二段",
        place="entry 1",
    )


def test_an_atom_entry_is_a_document_and_its_link_is_resolved() -> None:
    entry = (
        '<entry><title type="html">A &amp;lt; B</title><link href="../2"/><id>urn:uuid:1</id>'
        "<updated>2026-03-09T10:00:00Z</updated><published>2026-03-09T09:00:00+08:00</published>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text<br/>more</p></div></content></entry>'
    )
    found = document(atom(entry))
    assert found.url == "https://news.example/2"
    assert found.title == "A < B"
    assert found.published == "2026-03-09T09:00:00+08:00"
    assert (found.summary, found.body) == (None, "Text\nmore")


def test_literal_text_of_atom_is_no_markup() -> None:
    entry = '<entry><title>The &lt;b&gt; tag &amp;amp; co</title><link href="https://a.example/1"/></entry>'
    assert document(atom(entry)).title == "The <b> tag &amp; co"


def test_a_relative_link_is_resolved_against_the_feed() -> None:
    assert document(rss("<item><title>t</title><link>../1.html</link></item>")).url == "https://news.example/1.html"


def test_an_id_is_no_link_but_an_alternate_is() -> None:
    entry = (
        '<entry><title>t</title><id>tag:a.example,2026:1</id><link rel="alternate" href="https://a.example/1"/></entry>'
    )
    assert document(atom(entry)).url == "https://a.example/1"
    assert parsed(atom("<entry><title>t</title><id>tag:a.example,2026:1</id></entry>")) == [
        Flaw("entry 1", "has no link")
    ]


def test_an_entry_hands_on_its_id_which_tells_apart_what_shares_a_page() -> None:
    items = "".join(
        f"<item><title>{n}</title><link>https://a.example/daily</link><guid isPermaLink='false'>g{n}</guid></item>"
        for n in (1, 2)
    )
    found = parsed(rss(items))
    assert [(one.url, one.guid) for one in found if isinstance(one, RawDocument)] == [
        ("https://a.example/daily", "g1"),
        ("https://a.example/daily", "g2"),
    ]


def test_entries_without_link_or_title_are_named_and_the_rest_is_read() -> None:
    found = parsed(
        rss(
            "<item><title>t</title></item><item><link>https://a.example/1</link></item>"
            "<item><title> </title><link>https://a.example/2</link></item>"
            "<item><title>t</title><link>https://a.example/3</link></item>"
        )
    )
    assert found[:3] == [
        Flaw("entry 1", "has no link"),
        Flaw("entry 2", "has no title"),
        Flaw("entry 3", "has no title"),
    ]
    assert isinstance(found[3], RawDocument)


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("<pubDate>yesterday</pubDate>", "yesterday"),
        ("<dc:date>2026-03-05</dc:date>", "2026-03-05"),
        ("<pubDate>2004-3</pubDate>", "2004-3"),
        ("", None),
    ],
)
def test_a_date_is_handed_on_as_written(date: str, published: str | None) -> None:
    assert document(rss(f"<item><title>t</title><link>https://a.example/</link>{date}</item>")).published == published


def test_an_aggregator_names_the_house_behind_its_redirect() -> None:
    item = (
        "<item><title>t</title><link>https://{}/rss/1</link><source url='https://www.energy.example'>E</source></item>"
    )
    assert document(rss(item.format("news.google.com"))).publisher == "energy.example"
    assert document(rss(item.format("other.example"))).publisher is None


LINK = "<link>https://a.example/1</link>"


def test_one_bad_character_costs_a_character() -> None:
    title = "火箭 &#55357;&#56960; R&D &#0;&nbsp;S&P\x08 500"
    assert document(rss(f"<item><title>{title}</title>{LINK}</item>")).title == "火箭 🚀 R&D S&P 500"


def test_what_is_malformed_loses_no_ampersand() -> None:
    flaw, found = parsed(rss(f"<item><title>R&D, S&P 500</title>{LINK}<b></item>"))
    assert isinstance(flaw, Flaw)
    assert isinstance(found, RawDocument)
    assert found.title == "R&D, S&P 500"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("储能上行。明天还有更多。", "储能上行。"),
        ("&lt;p&gt;Storage is up.&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;", "Storage is up."),
        ("word " * 99, f"{('word ' * 40).strip()}…"),
        ("字" * 300, f"{'字' * 200}…"),
    ],
)
def test_an_entry_without_a_title_takes_the_first_sentence_of_its_text(text: str, title: str) -> None:
    assert document(rss(f"<item>{LINK}<description>{text}</description></item>")).title == title


def test_an_enclosure_and_a_title_of_a_picture_are_not_the_entrys_own() -> None:
    entry = (
        "<entry><title>t</title><image><title>a picture</title></image>"
        '<link href="https://a.example/1"/><link rel="enclosure" href="https://a.example/1.mp3"/></entry>'
    )
    found = document(atom(entry))
    assert (found.title, found.url) == ("t", "https://a.example/1")


def test_a_malformed_feed_gives_what_can_be_read_and_says_so() -> None:
    whole = rss("<item><title>一</title><link>https://a.example/1</link></item><item><title>二")
    flaw, first = parsed(whole.replace("</channel></rss>", ""))[:2]
    assert isinstance(flaw, Flaw)
    assert flaw.where is None
    assert flaw.what.startswith("malformed: ")
    assert isinstance(first, RawDocument)


@pytest.mark.parametrize(
    ("encoding", "declared", "flaws"),
    [
        ("gbk", "gb2312", 0),
        ("gb18030", "utf-8", 1),
        ("utf-16", "utf-16", 0),
        ("utf-8", "gb2312", 0),
        ("utf-16-le", "utf-8", 0),
    ],
)
def test_chinese_is_read_in_the_encoding_it_is_in(encoding: str, declared: str, flaws: int) -> None:
    item = "<item><title>英伟达发布新芯片，算力提升</title><link>https://a.example/1</link></item>"
    feed = rss(item, f'<?xml version="1.0" encoding="{declared}"?>').encode(encoding)
    headers = {"content-type": "application/xml; charset=utf-8"} if encoding == "utf-8" else {}
    *wrong, found = parsed(feed, **headers)
    assert isinstance(found, RawDocument)
    assert found.title == "英伟达发布新芯片，算力提升"
    assert len(wrong) == flaws


def test_western_text_in_the_wrong_encoding_is_not_taken_for_chinese() -> None:
    item = "<item><title>Café à Zürich: coût réduit</title><link>https://a.example/1</link></item>"
    flaw, found = parsed(rss(item).replace("例", "x").encode("windows-1252"))
    assert isinstance(found, RawDocument)
    assert found.title == "Café à Zürich: coût réduit"
    assert flaw == Flaw(None, "its encoding is not what it says; read as windows-1252")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("<!DOCTYPE html><html><body>Log in</body></html>", "is no feed: a web page"),
        ("", "is no feed: the answer is empty"),
        ('{"items": []}', "is no feed: the answer is of type 'application/json'"),
        (rss("")[:-12], "malformed: "),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(answer: str, why: str) -> None:
    assert failure(answer, **{"content-type": "application/json"}).startswith(why)


def test_an_empty_feed_is_empty_and_no_failure() -> None:
    assert parsed(rss("")) == []


def test_entities_that_multiply_do_no_harm() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{bomb}]>'
    item = "<item><title>t &e8;</title><link>https://a.example/1</link><description>&e8;</description></item>"
    for found in parsed(rss(item, head)):
        assert len(repr(found)) < 1000


def test_a_file_of_this_machine_is_never_read() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    for found in parsed(rss("<item><title>t&x;</title><link>https://a.example/1</link></item>", head)):
        assert not isinstance(found, RawDocument) or found.title in ("t", "t&x;")
    assert failure("/etc/hostname").startswith("is no feed")
    assert failure("https://news.example/").startswith("is no feed")


@given(st.one_of(st.binary(), st.text().map(lambda text: rss(f"<item>{text}</item>").encode("utf-8", "ignore"))))
def test_any_bytes_are_a_feed_or_refused(content: bytes) -> None:
    with suppress(SourceFailed):
        parsed(content)
