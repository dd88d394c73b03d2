"""What a static site reads before a page."""

import yaml
from builders import ROOT
from hypothesis import given
from hypothesis import strategies as st

from brief.report.format import load_format
from brief.report.render.front_matter import Value, front_matter, quoted
from brief.report.render.page import view_of
from schemas.report import Report, ReportBlock

FIELDS: dict[str, Value] = {"title": "{title}", "tags": ("AI", "{themes}"), "summary": "{points}", "seo": "{nothing}"}


def read(told: dict[str, tuple[str, ...]]) -> dict[str, object]:
    """As a site reads it."""
    filled = front_matter(FIELDS, {"nothing": (), **told})
    read: dict[str, object] = yaml.safe_load("".join(f"{key}: {quoted(value)}\n" for key, value in filled.items()))
    return read


def test_several_texts_are_bullets_in_a_field_and_items_of_a_list() -> None:
    assert read({"title": ("甲：乙",), "themes": ("储能", "OpenAI"), "points": ("一", "二")}) == {
        "title": "甲：乙",
        "tags": ["AI", "储能", "OpenAI"],
        "summary": "- 一\n- 二",
    }


def test_what_nothing_tells_is_left_out() -> None:
    assert "seo" not in read({"title": ("甲",), "themes": (), "points": ("一",)})


@given(st.lists(st.text(st.sampled_from("甲乙é\"\\:#-{}[]'&*!|>%@` ")), min_size=2, max_size=4))
def test_whatever_a_text_holds_a_site_reads_the_same(texts: list[str]) -> None:
    found = read({"title": ("甲",), "themes": tuple(texts), "points": tuple(texts)})
    assert found["tags"] == ["AI", *texts]
    assert found["summary"] == "\n".join(f"- {text}" for text in texts)


def test_a_quotation_in_another_language_says_so_there_too(sample_report: Report) -> None:
    its_format = load_format(ROOT / "formats", "ai-daily")
    texts = (("一句中文", "zh"), ("An English sentence.", "en"))
    said = sample_report.synthesis.risks[0]
    entries = tuple(said.model_copy(update={"text": text, "lang": lang}) for text, lang in texts)
    update = {
        "format": "ai-daily",
        "sections": (),
        "blocks": (ReportBlock(id="summary", title="要点", entries=entries),),
    }
    front = view_of(sample_report.model_copy(update=update), its_format).front
    assert front["summary"] == "- 一句中文\n- An English sentence. (en)"
