from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.mailbox import impersonal

TOKEN = "5f4dcc3b5aa765d61d8327deb882cf99"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/2026/03/05/some-long-headline-about-storage-of-200mw",
        "https://news.example/view?id=12345&page=2",
        "https://news.example/c/2026-03-05/doc-iihnzahi3275702.shtml",
        "https://news.example/dy/article/HABC12340511BLFD.html",
        "https://mp.weixin.qq.com/s/AbCdEf0123456789AbCdEf",
        "https://github.com/org/repo-name/releases/tag/v1.2.3",
    ],
)
def test_an_address_that_is_the_same_for_all_stays_as_it_is(url: str) -> None:
    assert impersonal(url) == url


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("https://a.example/p/great-post?r=abc1&utm_campaign=post", "https://a.example/p/great-post"),
        (f"https://a.example/issue-7?e={TOKEN}&id=3", "https://a.example/issue-7?id=3"),
        ("https://a.example/issue-7?subscriber_id=88&email=me%40x.example", "https://a.example/issue-7"),
        (
            f"https://click.a.example/r?u={quote('https://b.example/x?uid=9&id=7')}&t={TOKEN}",
            "https://b.example/x?id=7",
        ),
        (f"https://links.a.example/CL0/https:%2F%2Fb.example%2Fnews%2Fx/1/{TOKEN}", "https://b.example/news/x"),
    ],
)
def test_what_names_the_recipient_is_taken_off(url: str, cleaned: str) -> None:
    assert impersonal(url) == cleaned


@pytest.mark.parametrize(
    "url",
    [
        f"https://a.example/c/{TOKEN}",
        "https://a.example/redirect/3f2a1b7c-11aa-4b2b-9c3d-8d8f0a1b2c3d",
        f"https://click.a.example/?qs={TOKEN}",
        "https://x.list.example/track/click?u=6f0c&id=abc&e=def",
        "https://lnk.example/s/aB3xYz",
        "https://a.example/u/me@x.example",
        "https://a.example/view?who=me%40x.example",
        f"https://a.example/#{TOKEN}",
        "mailto:me@x.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_cannot_be_freed_of_its_recipient_is_no_address(url: str) -> None:
    assert impersonal(url) is None


@given(st.text(alphabet="ab/?=&%:.@#-_0123456789ABCu", max_size=80))
def test_what_is_cleaned_is_clean(rest: str) -> None:
    cleaned = impersonal(f"https://a.example/{rest}")
    assert cleaned is None or (impersonal(cleaned) == cleaned and "@" not in cleaned)
