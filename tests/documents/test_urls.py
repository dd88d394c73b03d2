import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from brief.documents.urls import LONGEST_URL, UrlError, anchor, at_address, canonical_url, cited_url, publisher

hosts = st.sampled_from(
    [
        "Example.com",
        "www.m.example.co.uk",
        "M.EXAMPLE.com",
        "m.github.io",
        "新闻.example",
        "1.2.3.4",
        "[::1]",
        "x",
        "twitter.com",
    ]
)
tails = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "/",
                "/../",
                "/.",
                "?",
                "&",
                "=",
                "#",
                "#/",
                "%2f",
                "%7E",
                "%",
                "utm_source=a",
                "from=b",
                "&amp;",
                ";",
                "(",
                ")",
                "|",
            ]
        ),
        st.text("aB中 \"'<>`[]\\é", max_size=3),
    ),
    max_size=12,
).map("".join)
urls = st.builds(
    lambda scheme, host, port, tail: f"{scheme}://{host}{port}/{tail}",
    st.sampled_from(["http", "HTTPS"]),
    hosts,
    st.sampled_from(["", ":80", ":443", ":8080"]),
    tails,
)


@given(urls)
def test_a_canonical_url_is_its_own(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@given(urls)
def test_what_is_cited_names_the_same_document(url: str) -> None:
    assert canonical_url(cited_url(url)) == canonical_url(url)
    assert cited_url(cited_url(url)) == cited_url(url)


@given(urls)
def test_a_cited_url_survives_a_markdown_table(url: str) -> None:
    cited = cited_url(url)
    rendered = MarkdownIt().enable("table").render(f"|a|\n|-|\n|[x]({cited})|\n")
    found = re.search(r'<td><a href="([^"]*)">x</a></td>', rendered)
    assert found
    assert html.unescape(found[1]).lower() == cited.lower()


@given(st.text())
def test_any_text_is_cited_or_refused(text: str) -> None:
    try:
        cited = cited_url(text)
    except UrlError:
        return
    assert cited.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "alike",
    [
        "http://example.com/a/b",
        "https://www.example.com/a/b/",
        "HTTPS://M.Example.com:443/a/./x/../b?utm_source=rss&fbclid=1#part",
        "https://example.com./a/%62?from=timeline",
        " https://example.com/a\n/b ",
    ],
)
def test_spellings_of_one_address_are_alike(alike: str) -> None:
    assert canonical_url(alike) == "https://example.com/a/b"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?id=1", "https://a.example/?id=2"),
        ("https://a.example/A", "https://a.example/a"),
        ("https://a.example:8080/", "https://a.example/"),
        ("https://a.example/#/news/1", "https://a.example/#/news/2"),
        ("https://m.github.io/", "https://github.io/"),
        ("https://rates.example/?from=USD&to=EUR", "https://rates.example/?from=JPY&to=EUR"),
        ("https://list.example/?from=10", "https://list.example/?from=20"),
        ("https://github.com/a/b?ref=main", "https://github.com/a/b?ref=next"),
        ("https://a.example/x%2Fy", "https://a.example/x/y"),
    ],
)
def test_different_documents_stay_apart(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


def test_query_order_and_tracking_make_no_difference() -> None:
    one = "https://mp.weixin.qq.com/s?__biz=M==&mid=2&idx=1&sn=03&chksm=9&mpshare=1&scene=1&sharer_shareinfo=2#rd"
    assert canonical_url(one) == canonical_url("http://mp.weixin.qq.com/s?mid=2&__biz=M==&sn=03&idx=1")
    assert canonical_url("https://twitter.com/a/status/1?s=20") == canonical_url("https://x.com/a/status/1")


@pytest.mark.parametrize(
    ("given_url", "cited"),
    [
        ("http://News.Example/A/?utm_source=x", "http://News.Example/A/"),
        ("https://a.example/x?b=2&utm_medium=rss&a=1#top", "https://a.example/x?b=2&a=1#top"),
        ("https://a.example/₹50 (billion)|\"'<>", "https://a.example/%E2%82%B950%20%28billion%29%7C%22%27%3C%3E"),
        ("https://a.example/100%?q=a;b", "https://a.example/100%25?q=a%3Bb"),
        ("https://a.example/%e4%b8%ad", "https://a.example/%e4%b8%ad"),
        ("https://a.example/?a=1&amp;utm_source=x&amp;b=2", "https://a.example/?a=1&b=2"),
        ("https://news.google.com/rss/articles/CBMi?oc=5", "https://news.google.com/rss/articles/CBMi?oc=5"),
        ("https://例え.example/道", "https://xn--r8jz45g.example/%E9%81%93"),
        ("https://a.example\u202e/b", "https://a.example/b"),
    ],
)
def test_a_reader_is_sent_to_the_given_address(given_url: str, cited: str) -> None:
    assert cited_url(given_url) == cited


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        ("javascript:alert(1)", "a javascript: URL"),
        ("data:text/html,x", "a data: URL"),
        ("file:///etc/passwd", "a file: URL"),
        ("ftp://a.example/", "a ftp: URL"),
        ("/relative", "not absolute"),
        ("//a.example/x", "not absolute"),
        ("", "not absolute"),
        ("https://", "no valid host"),
        ("https://a..b/", "no valid host"),
        ("https://good.example\\@evil.example/", "user name"),
        ("https://good.example%2f@evil.example/", "user name"),
        ("https://a b.example/", "no valid host"),
        ("https://[::zz]/", "no valid host"),
        ("https://a.example:99999/", "port"),
        ("https://a.example/" + "x" * LONGEST_URL, "characters"),
    ],
)
def test_what_may_not_be_cited_is_refused_with_the_reason(refused: str, why: str) -> None:
    for function in (canonical_url, cited_url, publisher):
        with pytest.raises(UrlError, match=re.escape(why)):
            function(refused)


@pytest.mark.parametrize(
    ("url", "house"),
    [
        ("https://kuaixun.eastmoney.com/news/1.html", "eastmoney.com"),
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("http://finance.people.com.cn/x", "people.com.cn"),
        ("https://reneweconomy.com.au/x", "reneweconomy.com.au"),
        ("https://blog.google/x", "blog.google"),
        ("https://t.co/x", "t.co"),
        ("https://cuda-agent.github.io/", "cuda-agent.github.io"),
        ("https://mobile.twitter.com/a", "x.com"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://localhost/", "localhost"),
    ],
)
def test_a_publisher_is_the_registered_host(url: str, house: str) -> None:
    assert publisher(url) == house


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("https://a.example/daily#item-3", "item-3"),
        ("https://a.example/daily#%69tem-%e4%b8%89", "item-%E4%B8%89"),
        ("https://a.example/daily#item-3:~:text=some%20words", "item-3"),
        ("https://a.example/daily#from", "from"),
        ("https://a.example/daily#id=3&utm_source=x", "id=3"),
        ("https://a.example/daily", ""),
        ("https://a.example/daily#", ""),
        ("https://a.example/daily#:~:text=some%20words", ""),
        ("https://a.example/daily#utm_source=rss&utm_medium=feed", ""),
        ("https://a.example/#/news/1", ""),
        ("https://a.example/#!news", ""),
        ("https://mp.weixin.qq.com/s?__biz=M&mid=2&idx=1&sn=3#rd", ""),
    ],
)
def test_an_anchor_is_the_part_of_a_page_and_no_path_or_tracking(url: str, part: str) -> None:
    assert anchor(url) == part


@given(urls)
def test_what_is_cited_names_the_same_part(url: str) -> None:
    assert anchor(cited_url(url)) == anchor(url)


def test_an_address_finds_what_is_at_its_page_and_of_that_only_its_anchor_if_it_is_there() -> None:
    items = ["https://a.example/daily#1", "http://www.a.example/daily/#2", "https://a.example/other"]
    assert at_address("https://a.example/daily#2", items, str) == items[1:2]
    assert at_address("https://a.example/daily#9", items, str) == items[:2]
    assert at_address("https://a.example/daily?utm_source=x", items, str) == items[:2]
    assert at_address("no address", items, str) == []
