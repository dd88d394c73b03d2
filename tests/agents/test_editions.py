"""A keyword whose term or meaning no rendering stands for: both stay in the language that they were written in."""

import pytest
from builders import ENERGY, claim_values, document, draft, evidence, row, section_evidence, table
from scripted import Scripted

from agents.editions import Rendering, published_in, render, rendered_of
from brief.llm.ask import Asking
from facts.text.language import language_of
from schemas.claim import Claim
from schemas.draft import Draft, Keyword, Synthesis
from schemas.rendering import RenderedText, RenderingAnswer, RenderingQuestion

TERM, MEANING = "固态电池", "固态电池把能量密度提高到每公斤500瓦时"
ENGLISH = {"keyword1.term": "Solid-state batteries", "keyword1": "Solid-state batteries reach 500 Wh per kilogram"}


def rendered(text: str, *given: str) -> tuple[Keyword, list[str]]:
    """The keyword with that meaning, where those of its texts are rendered; and what was asked."""
    keyword = Keyword(id="keyword1", term=TERM, text=text, lang=language_of(text), kind="stated", by="model")
    draft = Draft(revision=1, tables=(), synthesis=Synthesis(keywords=(keyword,), signals=(), risks=()))
    answer = RenderingAnswer(texts=tuple(RenderedText(id=one, text=ENGLISH[one]) for one in given))
    writer = Scripted({"synthesis_writer": [answer]})
    ask = Asking({"table_writer": writer, "synthesis_writer": writer})
    made = render(draft, Rendering(RenderingQuestion(texts=(), language="en"), ask))
    ((_, question),) = writer.asked
    assert isinstance(question, RenderingQuestion)
    return made.synthesis.keywords[0], [one.id for one in question.texts]


def test_both_stand_where_both_are_rendered() -> None:
    made, asked = rendered(MEANING, "keyword1.term", "keyword1")
    assert asked == ["keyword1.term", "keyword1"]
    assert (made.term, made.text, made.lang, made.instead) == (*ENGLISH.values(), "en", None)


@pytest.mark.parametrize("given", ["keyword1.term", "keyword1"])
def test_neither_stands_where_one_is_lost(given: str) -> None:
    made, _ = rendered(MEANING, given)
    assert (made.term, made.text, made.lang, made.instead) == (TERM, MEANING, "zh", "left_out")


def test_a_term_is_rendered_beside_a_meaning_that_is_in_the_language_already() -> None:
    meaning = "The new pack reaches 500 Wh per kilogram"
    made, asked = rendered(meaning, "keyword1.term")
    assert asked == ["keyword1.term"]
    assert (made.term, made.text) == (ENGLISH["keyword1.term"], meaning)


DEEP = "Maren Tolliver puts it at 500 million yuan."
ABROAD = document("Pellmoor leads a round", f"{'Pellmoor Partners leads it. ' * 40}{DEEP}", id="d9", lang="en")


def test_a_writer_is_shown_once_what_was_published_in_its_language_its_beginning_and_what_tells_the_same() -> None:
    first = evidence("e1", "佩尔穆尔领投一轮融资", "投资5亿元。")
    shown = section_evidence(ENERGY, first.model_copy(update={"documents": (*first.documents, ABROAD)}))
    writer = Scripted({"table_writer": [RenderingAnswer(texts=())]})
    ask = Asking({"table_writer": writer, "synthesis_writer": writer})
    rendering = Rendering(RenderingQuestion(texts=(), language="en"), ask, published_in([shown], "en"))
    render(draft(table("energy", row("energy", "e1", "佩尔穆尔领投一轮融资", "投资5亿元"))), rendering)
    ((_, question),) = writer.asked
    assert isinstance(question, RenderingQuestion)
    (told,) = question.sources
    assert told.startswith("Pellmoor leads a round. Pellmoor Partners leads it.")
    assert told.endswith(DEEP)
    assert len(told) < 400


def test_names_are_spelt_as_the_edition_has_spelt_them_in_what_is_most_alike() -> None:
    rows = (row("energy", "e1", "叠嶂超节点发布", "叠嶂每柜42千瓦", "租价未定"),)
    tables = (table("energy", *rows),)
    english = {"叠嶂超节点发布": "A node is launched", "叠嶂每柜42千瓦": "Dieshan draws 42 kW a rack"}
    cells = (one.model_copy(update={"text": english.get(one.text, one.text)}) for one in rows[0].cells)
    rendered = (table("energy", rows[0].model_copy(update={"cells": tuple(cells)})),)
    risk = rows[0].cells[0].model_copy(update={"id": "risk1", "text": "叠嶂每柜42千瓦，机房可能不够"})
    writer = Scripted({"synthesis_writer": [RenderingAnswer(texts=())]})
    ask = Asking({"table_writer": writer, "synthesis_writer": writer})
    blank = RenderingQuestion(texts=(), language="en")
    whole = draft(
        synthesis=Synthesis(
            keywords=(), signals=(), risks=(Claim(**claim_values("risk1", risk.text, *risk.citations)),)
        )
    )
    render(whole, Rendering(blank, ask, told=rendered_of(tables, rendered)))
    ((_, question),) = writer.asked
    assert isinstance(question, RenderingQuestion)
    assert question.sources == ("Dieshan draws 42 kW a rack",)


def test_a_known_name_is_told_where_it_stands_and_not_where_other_words_hold_it() -> None:
    aliases = (("币安", "Binance"), ("日产", "Nissan"))
    texts = ("加密货币安全港规则", "日产量降至90万桶", "币安上线新币，日产裁员")
    risks = tuple(Claim(**claim_values(f"risk{n}", text)) for n, text in enumerate(texts, 1))
    writer = Scripted({"synthesis_writer": [RenderingAnswer(texts=())]})
    ask = Asking({"table_writer": writer, "synthesis_writer": writer})
    blank = RenderingQuestion(texts=(), language="en", aliases=aliases)
    render(draft(synthesis=Synthesis(keywords=(), signals=(), risks=risks)), Rendering(blank, ask))
    ((_, question),) = writer.asked
    assert isinstance(question, RenderingQuestion)
    assert [one.names for one in question.texts] == [(), (), ("币安 = Binance", "日产 = Nissan")]
