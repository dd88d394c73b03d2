"""What the retriever tells of the documents that it does not hand on."""

from collections.abc import Sequence
from random import Random

import pytest
from builders import document, request
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.retriever import retrieve, sift
from schemas.absence import Absences
from schemas.retrieval import Document

TITLES = (
    "某厂建成100兆瓦储能电站",
    "某厂建成100兆瓦储能电站 今日投运",
    "OpenAI发布新一代大模型并开放接口",
    "储能板块今日收盘涨停",
    "example/repository",
    "某银行发行首批稳定币产品",
)


@st.composite
def readings(draw: st.DrawFn) -> list[Document]:
    """Documents in and out of the period, news and no news, some without a date."""
    said = st.tuples(st.sampled_from(TITLES), st.sampled_from((1, 6, 8, None)), st.sampled_from("abc"))
    return [
        document(title, day=day or 7, host=f"{host}.example", **({} if day else {"published_at": None}))
        for title, day, host in draw(st.lists(said, max_size=12, unique=True))
    ]


def urls_in(absences: Absences) -> list[str]:
    refused = [one.document.url for one in absences.refused]
    return refused + [one.url for event in absences.outranked for one in event.documents]


@given(readings(), st.integers(1, 4))
@settings(max_examples=30)  # a whole retrieval each
def test_every_document_read_is_handed_on_or_accounted_for_once(documents: list[Document], most: int) -> None:
    unique = list({one.url: one for one in documents}.values())
    sifted = sift(request(noise=("涨停",), max_events=most), unique)
    handed_on = [one.url for one in sifted.retrieval.documents]
    assert sorted(handed_on + urls_in(sifted.absences)) == sorted(one.url for one in unique)
    assert sum(one.count for one in sifted.retrieval.left_out) == len(urls_in(sifted.absences))


@given(readings(), st.randoms(use_true_random=False))
@settings(max_examples=30)  # a whole retrieval each
def test_the_account_is_the_same_whatever_order_the_documents_came_in(documents: list[Document], order: Random) -> None:
    unique = list({one.url: one for one in documents}.values())
    shuffled = order.sample(unique, len(unique))
    asked = request(noise=("涨停",), max_events=1)
    assert sift(asked, shuffled) == sift(asked, unique)


@pytest.mark.parametrize(
    ("given", "reason", "words"),
    [
        (document(published_at=None, date_problem="unreadable"), "date_unreadable", ()),
        (document(day=1), "outside_period", ()),
        (document("example/repository"), "no_happening", ()),
        (document("储能板块今日收盘涨停，概念股走强"), "market_noise", ("涨停", "概念股")),
    ],
)
def test_a_refused_document_is_told_with_its_reason_and_the_words_of_it(
    given: Document, reason: str, words: Sequence[str]
) -> None:
    (refused,) = sift(request(noise=("涨停", "概念股", "跌停")), [given]).absences.refused
    assert (refused.reason, refused.words) == (reason, words)
    assert (refused.document.url, refused.document.title) == (given.url, given.title)


def test_an_event_beyond_the_limit_keeps_its_rank_reasons_story_and_documents() -> None:
    documents = [document(title, host=f"{host}.example") for title in (TITLES[0], TITLES[5]) for host in "ab"]
    whole = retrieve(request(), documents)
    sifted = sift(request(max_events=1), documents)
    (event,) = sifted.absences.outranked
    expected = whole.events[1]
    assert (event.rank, sifted.absences.ranked) == (2, 2)
    assert (event.salience, event.reasons, event.story_id) == (expected.salience, expected.reasons, expected.story_id)
    assert [one.title for one in event.documents] == [expected.title] * 2


def test_no_text_is_kept_of_what_is_left_out() -> None:
    absences = sift(request(), [document("example/repository", "很长的正文" * 100)]).absences
    assert "正文" not in absences.model_dump_json()
