import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources import jsonlines
from brief.documents.sources.base import Flaw, Item, RawDocument, SourceFailed
from brief.documents.sources.jsonlines import json_lines

FULL = {
    "url": "https://a.example/1",
    "title": "标题",
    "published": "2026-03-05",
    "source": "s",
    "lang": "zh",
    "summary": "概要",
}


def items(path: Path, content: bytes) -> list[Item]:
    file = path / "week.jsonl"
    file.write_bytes(content)
    return list(json_lines(file))


def test_a_line_is_a_document(tmp_path: Path) -> None:
    assert items(tmp_path, json.dumps(FULL).encode() + b"\n") == [
        RawDocument("https://a.example/1", "标题", "2026-03-05", "s", "zh", "概要", None, place="line 1")
    ]


def test_all_but_url_and_title_may_be_missing_or_null(tmp_path: Path) -> None:
    least = RawDocument("https://a.example/1", "t", place="line 1")
    assert items(tmp_path, b'{"url": "https://a.example/1", "title": "t"}') == [least]
    assert items(tmp_path, b'{"url": "https://a.example/1", "title": "t", "body": null, "lang": [1], "more": 1}') == [
        least
    ]


def test_an_epoch_may_be_a_number(tmp_path: Path) -> None:
    (document,) = items(tmp_path, b'{"url": "u", "title": "t", "published": 1772600000}')
    assert isinstance(document, RawDocument)
    assert document.published == "1772600000"


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    body = "一\u2028二\x85三\x0b四"
    content = json.dumps({**FULL, "body": body}, ensure_ascii=False).encode()
    (document,) = items(tmp_path, b"\xef\xbb\xbf" + content + b"\r\n\r\n")
    assert isinstance(document, RawDocument)
    assert document.body == body


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"nonsense", "is not JSON"),
        (b'{"url": "u", "title": "t"', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[1]", "is not a JSON object"),
        (b'"text"', "is not a JSON object"),
        (b'{"title": "t"}', "has no url"),
        (b'{"url": null, "title": "t"}', "has no url"),
        (b'{"url": 5, "title": "t"}', "has no url"),
        (b'{"url": "u", "title": " "}', "has no title"),
        (b'{"url": "u", "title": "\xff"}', "is not UTF-8"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_next_is_read(tmp_path: Path, line: bytes, what: str) -> None:
    good = json.dumps(FULL).encode()
    found = items(tmp_path, b"\n".join((good, line, good)))
    assert found[1] == Flaw("line 2", what)
    assert [type(item) for item in found] == [RawDocument, Flaw, RawDocument]


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "LONGEST_LINE", 100)
    good = b'{"url": "u", "title": "t"}'
    found = items(tmp_path, b"\n".join((b"x" * 1000, good, b"y" * 101)))
    assert found == [
        Flaw("line 1", "is longer than 100 bytes"),
        RawDocument("u", "t", place="line 2"),
        Flaw("line 3", "is longer than 100 bytes"),
    ]


@given(st.binary())
def test_any_bytes_give_documents_or_flaws(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    found = items(tmp_path_factory.mktemp("bytes"), content)
    assert len(found) <= content.count(b"\n") + 1


def test_a_missing_file_is_told_with_its_name(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(SourceFailed, match=str(path)):
            list(json_lines(path))
