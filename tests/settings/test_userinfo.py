"""Addresses without what is nobody's business."""

import pytest

from brief.settings.source_settings import SourceConfig, without_userinfo


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://me:secret@a.example/feed", "https://a.example/feed"),
        ("https://me:p@ss:w@rd@a.example:8443?x=1", "https://a.example:8443?x=1"),
        ("imaps://me@a.example/INBOX", "imaps://a.example/INBOX"),
        ("https://a.example/@me", "https://a.example/@me"),
        ("https://a.example?mail=me@b.example#@", "https://a.example?mail=me@b.example#@"),
        ("https://a.example//@me/1", "https://a.example//@me/1"),
        ("from https://me:p@ss@a.example/ to me@b.example", "from https://a.example/ to me@b.example"),
        ("me@b.example", "me@b.example"),
    ],
)
def test_no_user_and_no_part_of_a_password_is_told(text: str, told: str) -> None:
    assert without_userinfo(text) == told


def test_a_source_shows_its_address_without_them() -> None:
    assert SourceConfig(name="a", kind="feed", url="https://me:p@ss@a.example/f").place == "https://a.example/f"
