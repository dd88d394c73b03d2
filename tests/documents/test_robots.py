"""What publishers ask of machines."""

from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.base import NO_VALIDATORS, Fetched, SourceFailed, Unreached, Validators
from brief.documents.sources.robots import Robots, is_reserved

RULES = b"User-agent: greedy\nDisallow: /\n\nUser-agent: *\nDisallow: /private\nAllow: /\n"


class Site:
    """Answers with one robots.txt, or fails, and counts."""

    def __init__(self, answer: bytes | SourceFailed) -> None:
        self._answer = answer
        self.asked: list[str] = []

    def __call__(self, url: str, validators: Validators = NO_VALIDATORS) -> Fetched | None:
        self.asked.append(url)
        if isinstance(self._answer, SourceFailed):
            raise self._answer
        return Fetched(url, {}, self._answer, validators)


def test_the_rules_of_a_server_are_read_once_and_minded() -> None:
    site = Site(RULES)
    robots = Robots(site, "brief/1")
    robots.expect_allowed("https://a.example/news?page=2")
    with pytest.raises(SourceFailed, match="does not let it be read"):
        robots.expect_allowed("https://a.example/private/1")
    robots.expect_allowed("http://a.example:8080/news")
    assert site.asked == ["https://a.example/robots.txt", "http://a.example:8080/robots.txt"]
    with pytest.raises(SourceFailed, match="does not let it be read"):
        Robots(site, "greedy/2.0").expect_allowed("https://a.example/news")


@pytest.mark.parametrize(("status", "may"), [(404, True), (403, True), (410, True), (429, False), (500, False)])
def test_a_server_without_rules_lets_it_and_one_that_cannot_tell_does_not(status: int, may: bool) -> None:
    robots = Robots(Site(SourceFailed("no", status)), "brief/1")
    with nullcontext() if may else pytest.raises(Unreached, match=r"its robots\.txt cannot be read: no"):
        robots.expect_allowed("https://a.example/")


def test_a_server_that_does_not_answer_at_all_forbids_nothing_and_is_asked_once() -> None:
    site = Site(SourceFailed("the host is not known"))
    robots = Robots(site, "brief/1")
    for path in "ab":
        with pytest.raises(SourceFailed, match="is not known"):
            robots.expect_allowed(f"https://a.example/{path}")
    assert len(site.asked) == 1


@pytest.mark.parametrize("nothing", [b"", b"\xff\xfe\x00", b"<html>not found</html>"])
def test_rules_that_say_nothing_forbid_nothing(nothing: bytes) -> None:
    Robots(Site(nothing), "brief/1").expect_allowed("https://a.example/")


@given(st.binary(max_size=300))
def test_any_bytes_can_be_rules(rules: bytes) -> None:
    told = ""
    try:
        Robots(Site(rules), "brief/1").expect_allowed("https://a.example/")
    except SourceFailed as failure:
        told = str(failure)
    assert told in ("", "robots.txt does not let it be read")


def test_what_is_no_address_and_rules_that_name_none_are_told() -> None:
    with pytest.raises(SourceFailed, match="is no address"):
        Robots(Site(b""), "brief/1").expect_allowed("http://[abc/def")
    with pytest.raises(SourceFailed, match=r"robots\.txt cannot be read"):
        Robots(Site(b"User-agent: *\nDisallow: //[x"), "brief/1").expect_allowed("https://a.example/")


HTML = {"content-type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("headers", "content", "reserved"),
    [
        ({}, b"", False),
        ({"tdm-reservation": "1"}, b"", True),
        ({"tdm-reservation": "0"}, b"", False),
        ({"x-robots-tag": "noindex, noai"}, b"", True),
        ({"x-robots-tag": "otherbot: noimageai"}, b"", True),
        ({"x-robots-tag": "noindex, max-image-preview:none"}, b"", False),
        (HTML, b"<head><META name='robots' content='index, NoAI'>", True),
        (HTML, b'<head><meta content="1" name="tdm-reservation">', True),
        (HTML | {"tdm-reservation": "1"}, b'<head><meta content="0" name="tdm-reservation">', False),
        (HTML, b'<head><meta name="description" content="noai is a word">', False),
        (HTML, b"<p>&lt;meta name=robots content=noai&gt;<!-- <meta name=robots content=noai> -->", False),
        (HTML, b"<meta name=robots content=noai><![foo[ x ]]>", True),
        (HTML, b"<![foo[", False),
        (HTML, b"<meta name=robots><meta><meta name=robots content=", False),
        ({"content-type": "application/rss+xml"}, b"<meta name='robots' content='noai'/>", False),
    ],
)
def test_a_reservation_is_seen(headers: dict[str, str], content: bytes, reserved: bool) -> None:
    assert is_reserved(headers, content) is reserved


@given(st.binary(max_size=300))
def test_any_page_is_reserved_or_not(content: bytes) -> None:
    assert is_reserved(HTML, content) in (True, False)
