import pytest
from builders import document
from hypothesis import given
from hypothesis import strategies as st

from agents.retriever.origins import attributed
from schemas.retrieval import Document, Tier

TIERS: tuple[tuple[str, Tier], ...] = (
    ("lab.example", "primary"),
    ("news.lab.example", "trade"),
    ("daily-digest", "aggregator"),
    ("digest.example", "aggregator"),
    ("forum.example", "social"),
)


@pytest.mark.parametrize(
    ("source", "url", "tier", "via"),
    [
        ("feed", "https://lab.example/post", "primary", ""),
        ("feed", "https://www.lab.example/post", "primary", ""),
        ("feed", "https://news.lab.example/post", "trade", ""),
        ("feed", "https://otherlab.example/post", None, ""),
        ("feed", "https://digest.example/topic/1", "aggregator", ""),
        ("daily-digest", "https://lab.example/post", "aggregator", "daily-digest"),
        ("daily-digest", "https://unknown.example/post", "aggregator", "daily-digest"),
        ("daily-digest", "https://digest.example/today", "aggregator", ""),
        ("daily-digest", "https://forum.example/thread", "aggregator", "daily-digest"),
        ("feed", "https://forum.example/thread", "social", ""),
    ],
)
def test_a_named_source_decides_and_its_words_are_anothers_only_elsewhere(
    source: str, url: str, tier: Tier | None, via: str
) -> None:
    found = attributed(document(source=source, url=url), TIERS)
    assert (found.tier, found.via) == (tier, via)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_address_is_too_strange_to_be_told(source: str, host: str) -> None:
    given_one = Document.model_construct(**{**dict(document()), "source": source, "url": f"https://{host}"})
    found = attributed(given_one, TIERS)
    assert found.via in {"", source}
