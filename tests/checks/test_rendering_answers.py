"""What is wrong with a rendering, told to whoever wrote it; what is right stands."""

import pytest

from checks.answers import findings, tidied, usable
from checks.answers.rendering import accepts_canary
from schemas.rendering import RenderedText, RenderingAnswer, RenderingQuestion, TextToRender

ALIASES = (("英伟达", "NVIDIA", "Nvidia"), ("微软", "Microsoft"))


def question(*texts: str, language: str = "en", remark: str = "") -> RenderingQuestion:
    asked = tuple(TextToRender(id=f"ai.e{number}.event", text=text, remark=remark) for number, text in enumerate(texts))
    return RenderingQuestion(texts=asked, language=language, aliases=ALIASES)


def answer(*texts: str) -> RenderingAnswer:
    return RenderingAnswer(
        texts=tuple(RenderedText(id=f"ai.e{number}.event", text=text) for number, text in enumerate(texts))
    )


def codes(text: str, rendering: str, language: str = "en") -> set[str]:
    asked = question(text, language=language)
    return {one.code for one in findings(asked, tidied(asked, answer(rendering)))}


@pytest.mark.parametrize(
    ("text", "rendering", "code"),
    [
        ("英伟达营收26.5亿美元", "NVIDIA took $26.5 billion", "figure_not_in_evidence"),
        ("英伟达营收26.5亿美元", "Microsoft took $2.65 billion", "name_not_in_evidence"),
        ("英伟达营收26.5亿美元", "英伟达的营收是26.5亿美元", "wrong_language"),
        ("英伟达1月8日扩产", "NVIDIA expands on 1月8日", "wrong_language"),
        ("英伟达营收26.5亿美元", "NVIDIA took $2.65 billion [1]", "markup_in_text"),
        ("英伟达扩产", "NVIDIA expands, see https://example.com/a", "markup_in_text"),
        ("英伟达扩产", "NVIDIA expands. It is a milestone for the whole industry.", "too_long"),
        ("英伟达扩产", f"NVIDIA expands, {'which all of the industry will notice, ' * 4}", "too_long"),
        (
            "英伟达宣布扩产，并称客户的订单已经排到明年，价格也会随之调整，还要增加人手和厂房，投资更多的研发与培训项目",
            "NVIDIA",
            "left_empty",
        ),
        ("英伟达扩产", "", "left_out"),
    ],
)
def test_a_fault_has_its_name(text: str, rendering: str, code: str) -> None:
    assert code in codes(text, rendering)


def test_a_sound_rendering_has_none_in_either_direction() -> None:
    assert codes("英伟达营收26.5亿美元，下降12%", "NVIDIA's revenue was $2.65 billion, down 12%") == set()
    assert codes("NVIDIA's revenue was $2.65 billion, down 12%", "英伟达营收26.5亿美元，下降12%", "zh") == set()


def test_what_is_wrong_is_dropped_and_the_rest_stands_in_the_order_of_the_question() -> None:
    asked = question("英伟达扩产", "微软营收5亿元")
    given = RenderingAnswer(
        texts=(
            RenderedText(id="ai.e1.event", text="Microsoft took 5 billion yuan"),
            RenderedText(id="ai.e0.event", text="NVIDIA expands"),
            RenderedText(id="ai.e7.event", text="Nobody asked"),
        )
    )
    kept = usable(asked, tidied(asked, given))
    assert [one.id for one in kept.texts] == ["ai.e0.event"]


def test_the_name_that_a_source_in_the_other_language_spells_is_known() -> None:
    asked = question("某机构发布报告").model_copy(update={"sources": ("OpenWatch published a report.",)})
    assert findings(asked, answer("OpenWatch publishes a report")) == ()
    assert [one.code for one in findings(question("某机构发布报告"), answer("OpenWatch publishes a report"))] == [
        "name_not_in_evidence"
    ]


def test_the_canary_is_rejected() -> None:
    assert not accepts_canary()


@pytest.mark.parametrize(("row", "is_known"), [(("微软扩产",), True), (("谷歌扩产",), False), ((), False)])
def test_a_name_of_the_row_may_be_named_and_no_other(row: tuple[str, ...], is_known: bool) -> None:
    """Whether or not the row's other texts are asked about."""
    text = TextToRender(id="ai.e1.insight", text="英伟达的产能可能翻倍", row=row)
    rendered = RenderedText(id=text.id, text="Output at NVIDIA may double at Microsoft")
    asked = RenderingQuestion(texts=(text,), language="en", aliases=ALIASES)
    assert (findings(asked, RenderingAnswer(texts=(rendered,))) == ()) is is_known


def test_listed_facts_may_be_told_in_a_sentence_each() -> None:
    assert codes("英伟达扩产、客户已定、价格不变", "NVIDIA expands. Its customers have ordered. Prices stay.") == set()
    assert codes("英伟达扩产且客户已定", "NVIDIA expands. Its customers have ordered.") == {"too_long"}
