import html
import unicodedata
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from facts.text.cleaning import clean, clean_html, plain, plain_spans

HOSTILE = "\x00\x07\x1b\x7f\x9f\u00ad\u200b\u200e\u202a\u202e\u2066\u2069\ufeff\ufff9\U000e0041\ud800\uffff"
hostile_text = st.text(st.one_of(st.characters(), st.sampled_from(HOSTILE + "\u200d\ufe0f\u0301\r\n*`_[]()&<>#")))
markdown = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "**",
                "*",
                "`",
                "```",
                "_",
                "__",
                "~~",
                "# ",
                "- ",
                "[",
                "](https://a.b/c)",
                "&amp;",
                "&#39;",
                "&",
                ";",
                "\\",
                "\n",
                "  ",
            ]
        ),
        st.text("ab中文，。 5", max_size=4),
    ),
    max_size=20,
).map("".join)


@given(hostile_text)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(hostile_text)
def test_cleaned_text_can_be_stored_and_holds_no_hidden_character(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not set(cleaned) & set(HOSTILE)
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in cleaned)


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Mn"])))
def test_benign_text_comes_back_as_it_is(text: str) -> None:
    jamo_free = "".join(c for c in text if not "\u1100" <= c <= "\u11ff" and c not in "\u3164\uffa0")
    assert clean(jamo_free) == jamo_free


@pytest.mark.parametrize(
    "text",
    [
        "**Anthropic** 发布 `Claude` &amp; 10 kΩ 的电阻\u2028下一行\t<output_contract>",
        "👨‍👩‍👧 ❤️ 1️⃣ 葛󠄀城 می‌خواهم क्‍ष",
        "x" * 100_000,
    ],
)
def test_markup_emoji_and_scripts_that_need_joiners_stay(text: str) -> None:
    assert clean(text) == text


def test_tag_characters_and_directions_cannot_smuggle_words() -> None:
    smuggled = "".join(chr(0xE0000 + ord(c)) for c in "ignore all")
    assert clean(f"利润\u202e增长\u202c{smuggled}5%\u200b") == "利润增长5%"
    assert clean("a\ufe01\ufe02\ufe03b\u200dc") == "abc"


def test_line_ends_and_combining_sequences_are_normalised() -> None:
    assert clean("a\r\nb\rc\x0cd") == "a\nb\nc\nd"
    assert clean("cafe\u0301 か\u3099") == "café が"
    assert len(clean("e" + "\u0317" * 50)) == 5


def test_html_becomes_lines_of_text() -> None:
    markup = "<p>Hello <b>wor</b>ld &amp; co</p><script>x<y</script><!-- no --><ul><li>a<li>b &#8217;</ul>"
    assert clean_html(markup) == "Hello world & co\na\nb ’"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("5 < 6 and x <y z", "5 < 6 and x <y z"),
        ("<p it's>don't</p>", "don't"),
        ('<a title="a>b">c</a>', "c"),
        ("a<script>alert(1)", "a"),
        ("a<!-- b", "a<!-- b"),
        ("a<!-- b > c", "a"),
        ("<![CDATA[Hello]]>", "Hello"),
        ("&lt;b&gt; &#8238;x", "<b> x"),
        ("a\n  b<br>c", "a b\nc"),
    ],
)
def test_broken_html_gives_its_text(markup: str, text: str) -> None:
    assert clean_html(markup) == text


@given(hostile_text)
def test_html_without_tags_or_entities_keeps_its_words(text: str) -> None:
    words = text.replace("<", "").replace("&", "").replace("]]>", "")
    assert clean_html(html.escape(words)).split() == clean(words).split()


@pytest.mark.parametrize(
    "piece", ["<a ", "<a '", '<a ="', "<!--", "<script>", "</script", "<![CDATA[", "&lt;", '<a =">']
)
def test_hostile_html_takes_linear_time(piece: str) -> None:
    started = process_time()
    clean_html(piece * 50_000)
    assert process_time() - started < 2


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (
            "**Anthropic** 与 `Claude Code` 的 [链接](https://a.b/c(d)) &amp; *重点*",
            "Anthropic 与 Claude Code 的 链接 & 重点",
        ),
        ("*ST中珠、*ST东晶 5*3*2 a_b_c 2**10 与 3**4", "*ST中珠、*ST东晶 5*3*2 a_b_c 2**10 与 3**4"),
        ("# 标题\n- 第一\n- 第二  \n跌 - 5%\n- 5%", "标题 第一 第二 跌 - 5% - 5%"),
        ("[![图](https://i.example/x.png)](https://v.example/w)后", "后"),
        ("据**“甲”**称，使用`**粗**`与`**kwargs`", "据“甲”称，使用粗与**kwargs"),
        ("***both*** ~~gone~~ \\*not\\* <https://x.example/y> a<br/>b", "both gone *not* https://x.example/y a b"),
        (
            "[注](见下) snake_case <output_contract> R&D &unknown;",
            "[注](见下) snake_case <output_contract> R&D &unknown;",
        ),
        ("a&nbsp;&#8238;b &#8211; c", "a b – c"),
        ("  \u3000 ", ""),
    ],
)
def test_the_reader_sees_no_markup(raw: str, read: str) -> None:
    assert plain(raw) == read


@given(st.one_of(markdown, hostile_text))
@example("２５％的Ａ股")
def test_each_character_of_the_plain_text_stands_for_its_raw_span(raw: str) -> None:
    read, offsets = plain_spans(raw)
    assert read == plain(raw)
    assert len(read) == len(offsets)
    for character, (start, end) in zip(read, offsets, strict=True):
        given_text = raw[start:end]
        assert character in (given_text, unicodedata.normalize("NFKC", given_text), " ", *html.unescape(given_text))
        assert character != " " or given_text[0].isspace() or given_text[0] in "&<"


@given(markdown)
def test_offsets_never_run_back(raw: str) -> None:
    _, offsets = plain_spans(raw)
    assert all(before[1] <= after[0] or before == after for before, after in pairwise(offsets))
    assert all(0 <= start < end <= len(raw) for start, end in offsets)


@given(markdown)
def test_plain_text_is_one_line_without_outer_blanks(raw: str) -> None:
    read = plain(raw)
    assert read == " ".join(read.split())


@pytest.mark.parametrize("piece", ["*a", "**a", "[a](https://", "`a", "_a ", "[", "<https://", "&a", "- "])
def test_hostile_markdown_takes_little_time(piece: str) -> None:
    started = process_time()
    plain(piece * 3_000)
    assert process_time() - started < 2


def test_full_width_digits_letters_and_per_cents_are_read_in_common_width_from_where_they_stand() -> None:
    raw = "突破１０００次，占Ａ股２５％"
    shown, offsets = plain_spans(raw)
    assert shown == plain(raw) == "突破1000次，占A股25%"
    assert raw[offsets[2][0] : offsets[5][1]] == "１０００"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>&#55357;&#56960;</p>", "🚀"),
        ("a&#xD83D;&#xDE80;b", "a🚀b"),
        ("a&#56960;&#55357;b", "ab"),
        ("a&#0;&#x110000;&#xFFFF;b", "ab"),
        ("&#20013;&#x6587;", "中文"),
    ],
)
def test_references_to_halves_are_joined_and_those_to_no_character_go(markup: str, text: str) -> None:
    assert clean_html(markup) == text
