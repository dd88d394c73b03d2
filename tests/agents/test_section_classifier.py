from hashlib import sha256
from itertools import groupby
from typing import Any

import pytest
from builders import ENERGY, SECTIONS, asking, document, passage, request, script
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import Scripted

from agents.retriever import retrieve
from agents.section_classifier import classify
from agents.section_classifier.desk import _neighbours
from agents.section_classifier.evidence import EventFiles
from brief.extractive.section_classifier import choose
from brief.llm.ask import Asking, extractive_ask
from facts.text.tokens import estimate
from schemas.classification import (
    Assignment,
    Classification,
    ClassificationAnswer,
    ClassificationQuestion,
    Evidence,
    Pick,
    SameStory,
    StoryBrief,
    Unfit,
)
from schemas.critique import Heard
from schemas.retrieval import Background, Document, Retrieval
from schemas.section import Choice, Column, Section

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
    return classify(retrieved(*documents, **asked), sections, ask or extractive_ask())


def place_of(found: Classification, title: str) -> Assignment:
    event_id = next(one.event.id for section in found.sections for one in section.evidence if one.event.title == title)
    return next(one for one in found.assignments if one.event_id == event_id)


def titles(found: Classification, section_id: str) -> list[str]:
    (shown,) = (one.evidence for one in found.sections if one.section.id == section_id)
    return [one.event.title for one in shown]


# -- by words ---------------------------------------------------------------------------------------------------------


def test_every_event_gets_one_section_or_none() -> None:
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


# -- the desk's call --------------------------------------------------------------------------------------------------


def answered(*given: str, same: tuple[str, ...] = (), unfit: tuple[str, ...] = ()) -> ClassificationAnswer:
    """`e1:ai` is a pick."""
    pairs = (one.split(":") for one in given)
    return ClassificationAnswer(
        same=(SameStory(event_ids=same),) if same else (),
        unfit=tuple(Unfit(event_id=one, why="the model says") for one in unfit),
        picks=tuple(Pick(event_id=a, section_id=b, why="the model says") for a, b in pairs),
        change="比上周重",
    )


def shown_to(*documents: Document, **asked: Any) -> ClassificationQuestion:
    return shown_of(retrieved(*documents, **asked))


def shown_of(retrieval: Retrieval, sections: tuple[Section, ...] = SECTIONS) -> ClassificationQuestion:
    scripted = Scripted({"section_classifier": [answered()]}, heard="yes")
    classify(retrieval, sections, asking(scripted))
    ((_, question),) = scripted.asked
    assert isinstance(question, ClassificationQuestion)
    return question


def test_one_question_shows_the_stories_of_the_whole_report_with_the_seats_of_its_sections() -> None:
    question = shown_to(STORAGE, MODEL, PAYMENT, FOOD)
    assert {one.title for one in question.stories} == {STORAGE.title, MODEL.title, PAYMENT.title}
    assert [(one.id, one.seats) for one in question.sections] == [("ai", 8), ("energy", 8), ("web3", 8)]


def test_a_story_is_shown_with_its_day_and_size_and_without_rank_or_link() -> None:
    copy = STORAGE.model_copy(update={"id": "other", "url": "https://other.example/", "publisher": "other.example"})
    (story,) = shown_to(STORAGE, copy).stories
    assert (story.day, story.documents, story.publishers) == ("01-07", 2, 2)
    (alone,) = shown_to(MODEL).stories
    assert (alone.documents, alone.publishers) == (None, None)
    assert not {"salience", "url", "rank", "score"} & {*StoryBrief.model_fields}


def test_a_story_is_shown_with_a_fact_that_its_headline_does_not_tell() -> None:
    body = "电站由一家公司建设。总投资达到120亿元。"
    (story,) = shown_to(document("宁夏储能电站投运", body=body)).stories
    assert "120亿元" in story.fact
    (silent,) = shown_to(document("宁夏120亿元储能电站投运", body=body)).stories
    assert silent.fact == ""


def test_two_happenings_of_one_story_are_shown_apart_each_with_its_own_fact_and_ranked_as_one() -> None:
    first = document("宁夏储能电站投运", body="电站由一家公司建设。总投资达到120亿元。")
    second = document("川西电网检修抽水蓄能机组", body="检修由当地电网安排。机组容量为180万千瓦。")
    retrieval = retrieved(first, second)
    told_as_one = tuple(one.model_copy(update={"story_id": "s1"}) for one in retrieval.events)
    question = shown_of(retrieval.model_copy(update={"events": told_as_one}))
    assert {one.title: "120亿元" in one.fact for one in question.stories} == {first.title: True, second.title: False}
    assert [one.documents for one in question.stories] == [None, None]
    assert len(question.ranked) == 1


def test_a_happening_is_shown_with_what_was_last_told_of_it_before_the_period() -> None:
    retrieval = retrieved(STORAGE, MODEL)
    (storage,) = (one for one in retrieval.events if one.title == STORAGE.title)
    earlier = tuple(
        Background(event_id=storage.id, document=told, passage=passage(told.id, 1, told.title))
        for day, title in ((2, "储能电站开工"), (3, "储能电站推迟并网"))
        for told in [document(title, day=day)]
    )
    question = shown_of(retrieval.model_copy(update={"background": earlier}))
    assert {one.title: one.before for one in question.stories} == {
        STORAGE.title: ("01-03", "储能电站推迟并网"),
        MODEL.title: None,
    }
    (row,) = (one for one in question.model_dump()["stories"] if one[1] == STORAGE.title)
    assert list(row[-1]) == ["01-03", "储能电站推迟并网"]


def test_a_project_is_shown_under_the_headline_that_tells_its_stage() -> None:
    """An article of the same park told more, and was what the desk saw: it knew of no tender."""
    stages = Column(
        id="stage", title="阶段", max_chars=8, kind="choice", choices=(Choice(title="预中标", words=("候选人公示",)),)
    )
    typed = ENERGY.model_copy(update={"columns": (*ENERGY.columns, stages)})
    article = document("青港储能电站的电从哪来", f"青港储能电站总包候选人公示。{FULL}", day=6)
    notice = document("青港储能电站总包候选人公示", "青港储能电站总包候选人公示，报价23.6亿元居首。", day=6)
    retrieval = retrieved(article, notice)
    one = {"title": article.title, "document_ids": tuple(one.id for one in retrieval.documents)}
    retrieval = retrieval.of((retrieval.events[0].model_copy(update=one),))
    for section, title in ((ENERGY, article.title), (typed, notice.title)):
        assert [one.title for one in shown_of(retrieval, (section,)).stories] == [title]


CLAIM = document("青港储能电站因事故暂停并网放电", "消息人士称，青港储能电站因事故暂停并网放电。", day=6)
UNDONE = document("青港储能电站恢复并网放电", "运营方称，青港储能电站并网放电已经恢复。", day=7)
ASIDE = [
    document(f"{place}储能电站今日并网", FULL, day=6) for place in ("东山", "南岭", "西川", "北原", "中州", "云台")
]


def test_what_was_surely_undone_within_the_period_is_shown_with_it() -> None:
    question = shown_to(CLAIM, UNDONE, *ASIDE)
    after = {one.title: one.after for one in question.stories}
    assert after[CLAIM.title] == ("01-07", UNDONE.title, "undone")
    assert {told for title, told in after.items() if title != CLAIM.title} == {None}


def test_what_was_surely_undone_has_no_row_where_nobody_reads_on() -> None:
    told = titles(classified(CLAIM, UNDONE, *ASIDE), "energy")
    assert UNDONE.title in told
    assert CLAIM.title not in told


def test_the_order_in_which_stories_are_shown_says_nothing_of_their_rank() -> None:
    question = shown_to(*many())
    by_rank = [one.event_id for one in question.ranked]
    assert sorted(by_rank) == sorted(one.event_id for one in question.stories)
    assert [one.event_id for one in question.stories] not in (by_rank, by_rank[::-1])
    assert "ranked" not in question.model_dump()


@given(st.lists(st.sampled_from("abcd"), max_size=12))
def test_what_is_told_alike_is_shown_side_by_side(matters: list[str]) -> None:
    told = [StoryBrief(event_id=f"{matter}{n}", title=matter, day="01-05") for n, matter in enumerate(matters)]
    shown = list(_neighbours(told, lambda a, b: float(a.title == b.title)))
    assert sorted(shown, key=str) == sorted(told, key=str)
    assert len(list(groupby(one.title for one in shown))) == len(set(matters))


def test_the_stories_take_no_more_room_than_there_is_and_every_section_has_its_share() -> None:
    names = ("".join(chr(0x4E00 + byte) for byte in sha256(str(n).encode()).digest()[:12]) for n in range(300))
    crowd = [document(f"OpenAI发布{name}大模型") for name in names]
    question = shown_to(*crowd, *many())
    assert 0 < len(question.stories) < len(crowd)
    assert sum(estimate(one.model_dump_json()) for one in question.stories) <= 11_500
    assert {one.section_id for one in question.ranked} == {"ai", "energy"}
    assert sum(one.section_id == "energy" for one in question.ranked) > 1


def test_the_picks_get_the_rows_in_their_order_and_section_with_their_reasons() -> None:
    places = {one.title: one.event_id for one in shown_to(STORAGE, MODEL, BETWEEN).stories}
    ask, _ = script(section_classifier=answered(f"{places[BETWEEN.title]}:energy", f"{places[STORAGE.title]}:energy"))
    found = classified(STORAGE, MODEL, BETWEEN, ask=ask)
    assert titles(found, "energy") == [BETWEEN.title, STORAGE.title]
    assert titles(found, "ai") == []
    assert place_of(found, BETWEEN.title).reason == "the model says"
    assert [one.event_id for one in found.picks] == [places[BETWEEN.title], places[STORAGE.title]]
    assert found.change == "比上周重"


def test_what_the_desk_calls_no_news_belongs_nowhere_and_gets_no_row() -> None:
    places = {one.title: one.event_id for one in shown_to(STORAGE, MODEL).stories}
    ask, _ = script(section_classifier=answered(f"{places[STORAGE.title]}:energy", unfit=(places[MODEL.title],)))
    found = classified(STORAGE, MODEL, ask=ask)
    (refused,) = (one for one in found.assignments if one.event_id == places[MODEL.title])
    assert (refused.section_id, refused.shown, refused.reason) == (None, False, "the model says")


def test_stories_that_the_desk_calls_one_get_one_row_with_the_evidence_of_both() -> None:
    first, second = many(2)
    second = second.model_copy(update={"title": first.title[:6] + "二期扩建", "body": first.body})
    ids = [one.event_id for one in shown_to(first, second, MODEL, PAYMENT).stories]
    ask, _ = script(section_classifier=answered(*(f"{one}:energy" for one in ids), same=tuple(ids)))
    found = classified(first, second, MODEL, PAYMENT, ask=ask)
    ((one,),) = (section.evidence for section in found.sections if section.evidence)
    assert {each.title for each in one.documents} <= {first.title, second.title, MODEL.title, PAYMENT.title}
    assert len({passage.document_id for passage in one.passages}) == len(one.documents)
    assert [set(each.event_ids) for each in found.same] == [set(ids)]
    assert set(ids) == set(found.seen)


def test_what_the_desk_calls_the_same_is_read_for_the_row_however_it_is_worded() -> None:
    raised = document("砺晶电池厂储能电站动工", body="总投资没有公布。", host="one.example")
    priced = document("欧洲电网采购逾百台变压器", body="设备分两期交付。", host="two.example")
    shown = {one.title: one.event_id for one in shown_to(raised, priced, MODEL).stories}
    ids = (shown[raised.title], shown[priced.title])
    ask, _ = script(section_classifier=answered(f"{ids[0]}:energy", same=ids))
    found = classified(raised, priced, MODEL, ask=ask)
    ((row,),) = (section.evidence for section in found.sections if section.evidence)
    assert [one.title for one in row.documents] == [raised.title, priced.title]


def test_what_another_section_prints_leaves_a_sections_evidence_as_it_is() -> None:
    def energy_with(seats: int) -> tuple[Evidence, ...]:
        ask = asking(Scripted({"section_classifier": [choose]}, heard="yes"))
        sections = tuple(one.model_copy(update={"limit": seats}) if one.id == "ai" else one for one in SECTIONS)
        found = classified(MODEL, BETWEEN, PAYMENT, *many(), ask=ask, sections=sections)
        return next(one.evidence for one in found.sections if one.section.id == "energy")

    assert energy_with(1) == energy_with(8) != ()


@pytest.mark.parametrize(
    "answer",
    [answered("e99:ai"), answered("e1:nonsense"), answered("e1:"), answered()],
    ids=["no story", "no section", "empty", "no pick"],
)
def test_an_answer_that_cannot_be_used_leaves_the_rows_to_the_ranking(answer: ClassificationAnswer) -> None:
    ask, _ = script(section_classifier=answer)
    by_rank = classified(MODEL, STORAGE, *many(), ask=extractive_ask())
    found = classified(MODEL, STORAGE, *many(), ask=ask)
    assert [titles(found, one.id) for one in SECTIONS] == [titles(by_rank, one.id) for one in SECTIONS]


def test_without_a_model_the_picks_are_not_recorded_as_anybodys_choice() -> None:
    found = classified(MODEL, STORAGE, ask=extractive_ask())
    assert (found.picks, found.seen, found.same, found.change) == ((), (), (), "")
    assert sum(one.shown for one in found.assignments) == 2


def test_where_there_is_nothing_to_choose_from_nobody_is_asked() -> None:
    ask, scripted = script(section_classifier=answered())
    classified(FOOD, ask=ask)
    assert scripted.asked == []


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
def test_a_foreign_headline_with_nothing_to_quote_gets_a_row_only_where_a_writer_is_heard(
    heard: Heard, is_shown: bool
) -> None:
    ask = asking(Scripted({"section_classifier": [choose]}, heard=heard))
    found = classified(document("OpenAI buys a maker of chips", lang="en"), PAYMENT, ask=ask)
    assert [one.shown for one in found.assignments if one.section_id == "ai"] == [is_shown]


def test_a_headline_that_its_reader_can_read_gets_a_row_though_nothing_more_is_told() -> None:
    found = classified(document("某厂投资20亿元的储能电站今日投产"), MODEL)
    assert [one.shown for one in found.assignments if one.section_id == "energy"] == [True]


@pytest.mark.parametrize(("will_read", "first"), [(False, "乙厂开工建设储能电站"), (True, "甲厂投资2亿元建成储能电站")])
def test_of_stories_of_nearly_one_weight_one_that_fills_its_row_comes_first_where_nobody_writes(
    will_read: bool, first: str
) -> None:
    bare = document("甲厂投资2亿元建成储能电站", "储能电站的规模为100兆瓦。")
    full = document("乙厂开工建设储能电站", FULL)
    found = classify(retrieved(bare, full), SECTIONS, extractive_ask(), will_read)
    assert titles(found, "energy")[0] == first


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
@settings(max_examples=30)  # a whole retrieval each
def test_each_event_is_placed_once_and_a_row_is_of_its_own_section(chosen: set[int]) -> None:
    given = retrieved(*(POOL[index] for index in sorted(chosen)))
    found = classify(given, SECTIONS, extractive_ask())
    assert [one.event_id for one in found.assignments] == [one.id for one in given.events]
    shown = {one.event.id: section.section.id for section in found.sections for one in section.evidence}
    assert shown == {one.event_id: one.section_id for one in found.assignments if one.shown}
    assert sum(len(section.evidence) for section in found.sections) == len(shown)


def test_a_document_that_two_rows_could_hold_stands_in_the_one_that_it_is_most_like() -> None:
    money = document("芯片厂完成28亿元融资", "芯片厂完成融资，投后估值240亿元。")
    trial = document("三家医院公布大模型读胸片试验结果", "试验共41200例，三家医院公布结果。")
    corrected = document("更正：大模型读胸片试验为14200例", "试验为14200例，不是41200例。", day=9)
    retrieval = retrieved(money, trial, corrected)
    files, events = EventFiles(retrieval, SECTIONS), {one.title: one for one in retrieval.events}
    rows = {
        events[one.title].id: files.evidence(events[one.title], "", [events[corrected.title]]) for one in (money, trial)
    }
    held = {name: [one.title for one in row.documents] for name, row in files.each_in_one_row(rows).items()}
    assert list(held.values()) == [[money.title], [trial.title, corrected.title]]
