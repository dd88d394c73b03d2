import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.article import page_tree
from brief.documents.sources.base import SourceFailed
from brief.documents.sources.feed import parse_feed
from brief.documents.sources.sitemap import parse_sitemap
from brief.documents.sources.wellformed import MOST_TAGS, expect_light_tags, expect_parsable, markup_of

MANY = range(3000)
HEAVY = [
    " ".join(f"a{n}='>'" for n in MANY),
    " ".join(f"a{n}" for n in MANY),
    "".join(f'a{n}="x"' for n in MANY),
    "/".join(f"a{n}" for n in MANY),
    " < ".join(f"a{n}" for n in MANY),
    """b=x" """ + " ".join(f"a{n} = '>'" for n in MANY),
]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<div>" * (MOST_TAGS + 1), "holds more than 250000 tags"),
        ("&" * 4 * (MOST_TAGS + 1), "holds more than 250000 tags"),
        ("<a b='" * 100_000, "has an element with more than 500 attributes"),
        ("<a<a" * 100_000, "has tags within tags"),
        *((f"<item {heavy}>", "has an element with more than 500 attributes") for heavy in HEAVY),
    ],
)
def test_what_would_keep_a_parser_busy_is_refused(content: str, said: str) -> None:
    with pytest.raises(SourceFailed, match=said):
        expect_parsable(content)


def test_what_stands_before_an_element_does_not_hide_its_attributes() -> None:
    for before in ("<!-- <a b=' -->", "<![CDATA[<a b=']]>", '<script>x<y="</script>', "<a b='"):
        with pytest.raises(SourceFailed, match="attributes"):
            expect_light_tags(f"{before}<div {HEAVY[1]}>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_every_parser_is_kept_from_it_in_every_encoding(encoding: str) -> None:
    rss = f"<rss version='2.0'><channel><item {HEAVY[0]}><title>x</title></item></channel></rss>".encode(encoding)
    page = f"<html><body><div {HEAVY[1]}>x</div></body></html>".encode(encoding)
    with pytest.raises(SourceFailed, match="attributes"):
        list(parse_feed(rss, {}, "https://a.example/"))
    with pytest.raises(SourceFailed, match="attributes"):
        page_tree(page, {})
    with pytest.raises(SourceFailed, match="attributes"):
        parse_sitemap(f"<urlset {HEAVY[0]}></urlset>".encode(), "https://a.example/")


def test_a_large_feed_with_pictures_in_its_text_is_none() -> None:
    picture = "<![CDATA[<img alt='' src='data:image/png;base64," + "QUJD" * 200_000 + "=='>]]>"
    expect_parsable(("<item><title>a=b</title>&lt;p&gt;" + "x=1 " * 3000 + "</item>") * 30 + picture)


def test_a_page_is_read_as_far_as_it_takes_seconds() -> None:
    tree = page_tree(b"<html><body>" + b"<p>a</p>" * 50_000 + b"</body></html>", {})
    assert 25_000 < len(tree.xpath("//p")) < 50_000


@given(st.text(alphabet=">ab='\"/ \n", max_size=300))
def test_one_short_tag_is_light_however_it_is_written(text: str) -> None:
    expect_light_tags(f"<a{text}")


def test_what_a_script_holds_is_no_markup_of_its_page() -> None:
    script = "<SCRIPT>if (i<n " + "word " * 1000 + ") {}</script >"
    page = f"<html><body>{script}<p>News</p><style>a<b {'x ' * 600}</style></body></html>"
    assert markup_of(page) == "<html><body> ><p>News</p>></body></html>"
    expect_parsable(markup_of(page))
    assert markup_of("<p>News</p><script>never closed <p " + "a " * 1000) == "<p>News</p>"
