"""Lists of addresses as users write, print and cut them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.pipeline.chosen import addresses

A, B = "https://a.example/1", "https://b.example/2?x=1&y=二"
DOCUMENTS = [{"id": "d1", "url": A, "title": 'says "url": "https://evil.example/" \\'}, {"url": B, "body": None}]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{A}\n{B}\n", [(1, A), (2, B)]),
        (f"# mine\r\n\r\n  {A}\r\n{B} a remark\n#{B}", [(3, A), (4, B)]),
        (f"\ufeff{A}", [(1, A)]),
        ("", []),
        ("no-address\n", [(1, "no-address")]),
        (json.dumps({"corpus": "c", "documents": DOCUMENTS}), [(1, A), (1, B)]),
        ("\n".join(map(json.dumps, DOCUMENTS)), [(1, A), (2, B)]),
        (json.dumps(DOCUMENTS, indent=1, ensure_ascii=False), [(4, A), (8, B)]),
        (json.dumps(DOCUMENTS, indent=1, ensure_ascii=False).replace("[", "", 1)[:-12], [(4, A), (8, B)]),
        (f'{{"url":"{A}"}},\n# {{"url":"{B}"}}\n{B}', [(1, A), (3, B)]),
        (r'{"url": "https:\/\/a.example\/1"}', [(1, A)]),
        (r'{"url": "https://a.example/\x"}', [(1, r'"https://a.example/\x"')]),
    ],
    ids=str,
)
def test_addresses_come_with_their_lines(text: str, found: list[tuple[int, str]]) -> None:
    assert list(addresses(text)) == found


@given(st.text())
def test_any_text_is_read_and_no_line_is_beyond_its_end(text: str) -> None:
    for line, address in addresses(text):
        assert 1 <= line <= text.count("\n") + 1
        assert address.strip()


@given(st.lists(st.tuples(st.text(), st.text())))
def test_of_whatever_is_printed_as_json_all_addresses_are_read_and_no_other(told: list[tuple[str, str]]) -> None:
    printed = json.dumps({"documents": [{"title": title, "url": f"https://a.example/{url}"} for title, url in told]})
    assert [address for _, address in addresses(printed)] == [f"https://a.example/{url}" for _, url in told]
