from typing import Any

import pytest
from builders import AI, ENERGY, SECTIONS, WEB3, asking, document, request, script
from hypothesis import given
from hypothesis import strategies as st

from agents.retriever import retrieve
from agents.section_classifier import classify
from brief.llm.ask import Asking, extractive_ask
from brief.llm.scripted import Scripted
from schemas.classification import (
    Assignment,
    Classification,
    ClassificationAnswer,
    ClassificationQuestion,
    Evidence,
    Label,
)
from schemas.critique import Heard
from schemas.retrieval import Document, Retrieval
from schemas.section import Section

FULL = "规模为100兆瓦/200兆瓦时，采用构网型变流器。分析人士预计，项目投产将推动当地电价明显下降。"
STORAGE = document("某厂建成储能电站并接入电网", FULL)
MODEL = document("OpenAI发布大模型新版本", "上下文窗口达100万token，价格下降一半，意味着竞争加剧。")
PAYMENT = document("稳定币结算试点完成融资3亿元", "费率降至0.05%，有望推动小额支付普及。")
FOOD = document("某地举办美食节活动今日开幕", FULL)
BETWEEN = document("OpenAI自建数据中心今日动工", "规模为100兆瓦，预计推动算力成本下降。")


def retrieved(*documents: Document, **asked: Any) -> Retrieval:
    return retrieve(request(**asked), documents)


def classified(
    *documents: Document, ask: Asking | None = None, sections: tuple[Section, ...] = SECTIONS, **asked: Any
) -> Classification:
    return classify(retrieved(*documents, **asked), sections, ask or script()[0])


def place_of(found: Classification, title: str) -> Assignment:
    event_id = next(one.event.id for section in found.sections for one in section.evidence if one.event.title == title)
    return next(one for one in found.assignments if one.event_id == event_id)


def titles(found: Classification, section_id: str) -> list[str]:
    (shown,) = (one.evidence for one in found.sections if one.section.id == section_id)
    return [one.event.title for one in shown]


# -- by words ---------------------------------------------------------------------------------------------------------


def test_every_event_gets_one_section_or_none_and_nobody_is_asked_where_words_decide() -> None:
    found = classified(STORAGE, MODEL, PAYMENT, FOOD)
    assert sorted(str(one.section_id) for one in found.assignments) == ["None", "ai", "energy", "web3"]
    assert [titles(found, name) for name in ("ai", "energy", "web3")] == [
        [MODEL.title],
        [STORAGE.title],
        [PAYMENT.title],
    ]


def test_every_place_has_its_reason_and_its_score() -> None:
    found = classified(STORAGE, FOOD)
    told = {one.section_id: one for one in found.assignments}
    assert told["energy"].reason == "its words: 储能, 电网"
    assert told["energy"].score == 4.0
    assert told[None].reason == "its words speak for no section"


def test_a_section_that_nothing_speaks_for_stays_empty() -> None:
    found = classified(STORAGE)
    assert [one.section.id for one in found.sections] == ["ai", "energy", "web3"]
    assert titles(found, "ai") == []


def test_without_events_nothing_is_placed() -> None:
    found = classified()
    assert found.assignments == ()
    assert all(one.evidence == () for one in found.sections)


# -- by asking --------------------------------------------------------------------------------------------------------


def labelled(section_id: str, event_id: str = "e1") -> ClassificationAnswer:
    return ClassificationAnswer(labels=(Label(event_id=event_id, section_id=section_id, reason="the model says"),))


def test_an_event_whose_words_speak_for_two_sections_is_asked_about() -> None:
    ask, scripted = script(section_classifier=labelled("energy"))
    found = classified(BETWEEN, STORAGE, ask=ask)
    ((_, question),) = scripted.asked
    assert isinstance(question, ClassificationQuestion)
    (asked,) = question.events
    assert asked.title == BETWEEN.title
    assert set(asked.candidates) == {"ai", "energy"}
    assert [one.id for one in question.sections] == ["ai", "energy", "web3"]
    assert place_of(found, STORAGE.title).section_id == "energy"


def test_the_answer_places_the_event_with_its_reason() -> None:
    for section_id in ("ai", "energy"):
        ask, _ = script(section_classifier=labelled(section_id))
        found = classified(BETWEEN, ask=ask)
        assert titles(found, section_id) == [BETWEEN.title]
        assert place_of(found, BETWEEN.title).reason == "the model says"


def test_the_answer_may_be_that_it_belongs_nowhere_where_another_takes_its_row() -> None:
    answer = ClassificationAnswer(labels=tuple(labelled("none", f"e{n}").labels[0] for n in (1, 2, 3)))
    ask, _ = script(section_classifier=answer)
    short = tuple(section.model_copy(update={"limit": 1}) for section in SECTIONS)
    found = classified(BETWEEN, MODEL, STORAGE, ask=ask, sections=short)
    assert {one.reason: one.section_id for one in found.assignments}["the model says"] is None
    assert (titles(found, "ai"), titles(found, "energy")) == ([MODEL.title], [STORAGE.title])


def test_no_answer_makes_the_report_the_shorter_one() -> None:
    ask, _ = script(section_classifier=labelled("none"))
    (placed,) = classified(BETWEEN, ask=ask).assignments
    assert placed.shown
    assert placed.reason.startswith("its words")


@pytest.mark.parametrize(
    "answer",
    [labelled("web3"), labelled("nonsense"), labelled(""), labelled("energy", "e99"), ClassificationAnswer(labels=())],
    ids=["no candidate", "no section", "empty", "no event", "no label"],
)
def test_an_event_without_a_usable_answer_goes_by_its_words(answer: ClassificationAnswer) -> None:
    ask, _ = script(section_classifier=answer)
    by_words = classified(BETWEEN, ask=extractive_ask())
    found = classified(BETWEEN, ask=ask)
    assert [one.section_id for one in found.assignments] == [one.section_id for one in by_words.assignments]
    assert found.assignments[0].section_id in ("ai", "energy")


def test_only_the_most_salient_of_many_are_asked_about_and_the_rest_go_by_their_words() -> None:
    ask, scripted = script(section_classifier=ClassificationAnswer(labels=()))
    many = [document(f"OpenAI第{n}座数据中心在{n}号地块动工{n}{n}", day=5 + n % 7, id=f"x{n}") for n in range(140)]
    found = classified(*many, ask=ask)
    (question,) = (one for _, one in scripted.asked)
    assert isinstance(question, ClassificationQuestion)
    asked = [one.event_id for one in question.events]
    assert asked == [one.event_id for one in found.assignments][: len(asked)]
    assert 0 < len(asked) < len(found.assignments)
    assert all(one.section_id for one in found.assignments)


# -- rows -------------------------------------------------------------------------------------------------------------


DEEDS = (
    ("宁夏光热", "高温熔盐塔式发电机组效率达45%，电价因此下降"),
    ("渤海湾", "海底电缆铺设完成200千米，输电损耗明显降低"),
    ("川西", "抽水蓄能电站装机180万千瓦，调峰压力得到缓解"),
    ("珠江口", "漂浮式风机单机16兆瓦，运维成本将大幅降低"),
    ("吉林", "绿氢合成氨年产20万吨，化肥供应因此改变"),
)


def many(number: int = 5) -> list[Document]:
    return [
        document(f"{place}储能项目{deed[:6]}", f"{deed}。", host=f"h{n}.example")
        for n, (place, deed) in enumerate(DEEDS[:number])
    ]


def test_rows_follow_the_evidence_up_to_the_limit_of_the_section() -> None:
    assert len(titles(classified(*many(3)), "energy")) == 3
    limited = (ENERGY.model_copy(update={"limit": 2}),)
    found = classified(*many(), sections=limited)
    assert len(titles(found, "energy")) == 2
    assert sum(one.shown for one in found.assignments) == 2
    assert {one.section_id for one in found.assignments} == {"energy"}


@pytest.mark.parametrize(("heard", "is_shown"), [("no", False), ("yes", True)])
def test_an_event_with_nothing_to_quote_gets_a_row_only_where_a_writer_is_heard(heard: Heard, is_shown: bool) -> None:
    found = classified(document("某厂储能电站今日投产"), ask=asking(Scripted({}, heard=heard)))
    assert [(one.section_id, one.shown) for one in found.assignments] == [("energy", is_shown)]


def test_two_events_of_one_subject_do_not_both_get_a_row() -> None:
    first = document("宁德时代储能电站项目今日正式并网", FULL, host="a.example", day=5)
    again = document("宁德时代储能电站项目今日正式并网", FULL, host="b.example", day=10)
    found = classified(first, again)
    assert len(found.assignments) == 2
    assert len(titles(found, "energy")) == 1


# -- evidence ---------------------------------------------------------------------------------------------------------


def only(found: Classification) -> Evidence:
    ((one,),) = (section.evidence for section in found.sections if section.evidence)
    return one


def test_the_evidence_holds_documents_and_passages_by_value() -> None:
    copy = STORAGE.model_copy(update={"id": "other", "url": "https://other.example/", "publisher": "other.example"})
    one = only(classified(STORAGE, copy))
    assert [document.id for document in one.documents] == list(one.event.document_ids)
    assert [passage.id for passage in one.passages] == list(one.event.passage_ids)
    assert len(one.documents) == 2


def test_its_terms_are_words_of_any_section_and_names_but_not_common_ones() -> None:
    given = document("某厂建成储能电站并接入电网", FULL + "由Bloom Energy供货，OpenAI与稳定币发行方Circle签约。")
    one = only(classified(given, common_terms=("电网", "Circle")))
    assert set(one.terms) == {"储能", "OpenAI", "稳定币", "Bloom Energy"}


def test_a_word_within_a_longer_one_links_nothing() -> None:
    sections = (ENERGY.model_copy(update={"terms": ("储能", "储能电站", "电网")}),)
    assert only(classified(STORAGE, sections=sections)).terms == ("储能电站", "电网")


POOL = (STORAGE, MODEL, PAYMENT, FOOD, BETWEEN, *many())


@given(st.sets(st.sampled_from(range(len(POOL)))))
def test_each_event_is_placed_once_and_a_row_is_of_its_own_section(chosen: set[int]) -> None:
    given = retrieved(*(POOL[index] for index in sorted(chosen)))
    found = classify(given, SECTIONS, extractive_ask())
    assert [one.event_id for one in found.assignments] == [one.id for one in given.events]
    shown = {one.event.id: section.section.id for section in found.sections for one in section.evidence}
    assert shown == {one.event_id: one.section_id for one in found.assignments if one.shown}
    assert sum(len(section.evidence) for section in found.sections) == len(shown)


def test_a_catalogue_of_one_section_asks_nobody() -> None:
    for section in (AI, ENERGY, WEB3):
        assert len(classified(BETWEEN, sections=(section,)).assignments) == 1
