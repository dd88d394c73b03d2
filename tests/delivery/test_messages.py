"""Lines as messages, whatever they hold."""

import re

from hypothesis import given
from hypothesis import strategies as st
from staging import ROOT

from brief.delivery.digest import Line, Span, said
from brief.delivery.messages import Chat, chat_markdown, messages_of
from brief.delivery.parcel import Letter
from brief.report.format import load_format

WORDS = load_format(ROOT / "formats", "quantshark").reader.delivery
URLS = st.sampled_from(["", "https://a.example/1", f"https://b.example/{'x' * 120}"])
SPANS = st.builds(Span, st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=300), URLS)
LINES = st.builds(Line, st.sampled_from(["row", "cell", "note", "heading"]), st.tuples(SPANS, SPANS))
LIMIT = 400


def _bytes(line: str) -> int:
    return len(line.encode()) + 1


@given(st.lists(LINES, min_size=1, max_size=20), st.booleans())
def test_no_message_is_longer_than_the_limit_and_no_link_is_cut(lines: list[Line], cut: bool) -> None:
    whole = said("more", WORDS.whole, "https://reports.example/1.html")
    letter = Letter("题", (said("title", "题"), *lines, whole), may_be_cut=cut)
    messages = messages_of(letter, WORDS, Chat(chat_markdown, _bytes, LIMIT))
    assert len(messages) == 1 or not cut
    known = {span.url for line in (*lines, whole) for span in line.spans if span.url}
    for message in messages:
        assert len("\n".join(message).encode()) <= LIMIT
        assert {link[1] for link in re.finditer(r"\]\(([^)]*)\)", "\n".join(message))} <= known


@given(st.lists(st.text("甲乙丙abc", min_size=1, max_size=20), min_size=1, max_size=40))
def test_all_lines_are_there_in_order_where_nothing_may_be_left_out(texts: list[str]) -> None:
    letter = Letter("题", tuple(said("row", text) for text in texts))
    messages = messages_of(letter, WORDS, Chat(chat_markdown, _bytes, 120))
    told = [line for message in messages for line in message if not line.startswith("（")]
    assert told == texts


def test_a_letter_that_is_cut_says_how_many_rows_more_there_are_and_where() -> None:
    whole = said("more", WORDS.whole, "https://reports.example/1.html")
    letter = Letter("题", (*(said("row", f"第{number}件事") for number in range(1, 30)), whole), may_be_cut=True)
    (message,) = messages_of(letter, WORDS, Chat(chat_markdown, _bytes, 200))
    told = len(message) - 1
    assert message == [
        *(f"第{number}件事" for number in range(1, told + 1)),
        f"[另有 {29 - told} 条，见全文](https://reports.example/1.html)",
    ]
    assert 0 < told < 29
