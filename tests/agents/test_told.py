"""Whether an event is what an earlier report told, more on it, or new."""

import pytest
from builders import ENERGY, asking, document, request
from scripted import Scripted

from agents.retriever import retrieve
from agents.section_classifier import classify
from agents.section_classifier.told import TOLD_BEFORE, repeats, tellings
from brief.llm.ask import extractive_ask
from schemas.classification import ClassificationAnswer, ClassificationQuestion
from schemas.history import News, Told, ToldReport, ToldRow
from schemas.period import Period
from schemas.retrieval import Background, Document, Retrieval

NAMES = (("宁德时代", "CATL"), ("阳光电源",), ("宁夏",))
_NOTHING = ClassificationAnswer(same=(), unfit=(), picks=(), change="")
PLANT = document(
    "宁德时代宁夏100兆瓦储能电站开工",
    "宁德时代在宁夏的储能电站开工，规模100兆瓦，总投资5亿元，计划年底并网。",
    url="https://early.example/1",
    day=6,
)
REPORT = Period(kind="daily", start=PLANT.published_at.date(), end=PLANT.published_at.date(), label="2026-01-06")  # type: ignore[union-attr]


def found(title: str, body: str) -> list[tuple[News, tuple[str, ...]]]:
    retrieval = retrieve(request((ENERGY,), aliases=NAMES), (document(title, body, day=8),))
    return [(one.news, one.new) for one in tellings(retrieval, {"row": (PLANT,)})]


@pytest.mark.parametrize(
    ("title", "body", "news", "new"),
    [
        ("宁夏100兆瓦储能电站开工，宁德时代投资5亿元", "宁德时代在宁夏的储能电站开工，规模100兆瓦。", "repeat", ()),
        (
            "宁德时代宁夏储能电站追加投资8亿元",
            "宁德时代宣布，在宁夏的储能电站追加投资8亿元，规模增至300兆瓦。",
            "close",
            ("8亿元",),
        ),
        (
            "宁德时代宁夏储能电站并网送电，首月放电900万千瓦时",
            "自治区能源局披露，该电站由宁德时代建设，首月放电900万千瓦时，调峰收入高于预期。",
            "update",
            ("900万千瓦时",),
        ),
    ],
)
def test_a_happening_told_again_is_a_repeat_and_more_on_it_is_not(
    title: str, body: str, news: News, new: tuple[str, ...]
) -> None:
    ((said, fresh),) = found(title, body)
    assert (said, set(new) <= set(fresh)) == (news, True)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("阳光电源宁夏100兆瓦储能电站开工", "阳光电源在宁夏的储能电站开工，规模100兆瓦，总投资6亿元。"),
        ("宁德时代发布新一代钠电池", "宁德时代发布新一代钠电池，能量密度200瓦时每公斤。"),
        ("国家能源局印发新型储能规范", "国家能源局印发规范，要求新建电站配备消防。"),
    ],
)
def test_what_shares_a_form_or_a_name_alone_is_another_matter(title: str, body: str) -> None:
    assert found(title, body) == []


@pytest.mark.parametrize(
    ("earlier", "later", "body", "news"),
    [
        (
            "宁德时代或最快3月递交IPO申请 储能有望迎重要催化",
            "宁德时代据悉计划将IPO的相关工作分配给多家投行",
            "阳光电源等方面负责配售。",
            ["update"],
        ),
        (
            "宁德时代据悉收购储能运营商Gridwise",
            "宁德时代收购钠电材料商Sodion",
            "宁德时代买下钠电材料商的全部股权。",
            [],
        ),
        (
            "青川市储能电站二期工程招标，预算1.2亿元",
            "青川市储能电站二期工程中标，报价1.18亿元",
            "青川市储能电站二期工程公布中标结果。",
            ["close"],
        ),
        ("宁德时代储能出货量达12GWh", "宁德时代储能出货量达15GWh", "宁德时代的储能出货量达15GWh。", ["update"]),
        ("宁德时代钠电池定于1月8日量产下线", "宁德时代钠电池量产下线", "宁德时代钠电池今日量产下线。", ["update"]),
        (
            "宁德时代拟改用宁夏储能基地的出口通道",
            "外媒：宁德时代考虑宁夏储能基地另辟通道出口",
            "宁德时代正在研究由宁夏储能基地另辟通道的方案。",
            ["close"],
        ),
    ],
    ids=[
        "the next step of a deal",
        "another deal",
        "a subject without a name",
        "a measure",
        "a promise",
        "a paraphrase",
    ],
)
def test_what_goes_on_is_known_by_its_deal_its_subject_its_measure_or_its_promise(
    earlier: str, later: str, body: str, news: list[News]
) -> None:
    before = document(earlier, earlier, url="https://early.example/2", day=6)
    deals = ENERGY.model_copy(update={"deal_terms": ("IPO", "收购")})
    retrieval = retrieve(request((deals,), aliases=NAMES), (document(later, body, day=8),))
    assert [one.news for one in tellings(retrieval, {"row": (before,)})] == news


def test_nothing_is_compared_where_nothing_was_told() -> None:
    assert list(tellings(retrieve(request((ENERGY,)), (PLANT,)), {})) == []


def told(news: News, new: tuple[str, ...] = ()) -> tuple[Retrieval, Document]:
    """A retrieval of two events, of which an earlier report told the first."""
    own = document("宁德时代宁夏储能电站追加投资8亿元", "储能电站追加投资8亿元，规模增至300兆瓦。", day=8)
    other = document("国家能源局印发新型储能规范", "规范要求新建电站配备消防，2027年起执行。", day=8)
    retrieval = retrieve(request((ENERGY,)), (own, other))
    (event,) = (one for one in retrieval.events if one.title == own.title)
    row = ToldRow(
        row_id="energy.e1", event_id="e1", section="能源", text=PLANT.title, day=REPORT.start, cited=(), documents=()
    )
    report = ToldReport(period=REPORT, format="f", language="zh", run_id="r", path="../r/report.md", rows=(row,))
    earlier = PLANT.model_copy(update={"id": "bt0"})
    passage = retrieval.passages[0].model_copy(update={"id": "bt0#1", "document_id": "bt0", "text": PLANT.title})
    mark = Told(format="f", news=news, run_id="r", row_id="energy.e1", new=new)
    background = Background(event_id=event.id, document=earlier, passage=passage, told=mark)
    return retrieval.model_copy(update={"earlier": (report,), "background": (background,)}), own


@pytest.mark.parametrize(
    ("news", "new", "left_out", "by_a_reader"),
    [
        ("repeat", ("8亿元",), True, True),
        ("close", (), True, False),
        ("close", ("8亿元",), False, False),
        ("update", (), False, False),
    ],
)
def test_a_repeat_is_left_out_and_what_is_close_is_left_to_who_can_read(
    news: News, new: tuple[str, ...], left_out: bool, by_a_reader: bool
) -> None:
    retrieval, own = told(news, new)
    assert bool(repeats(retrieval, is_read=False)) == left_out
    assert bool(repeats(retrieval, is_read=True)) == by_a_reader
    chosen = classify(retrieval, (ENERGY,), extractive_ask())
    rows = {one.event.title for section in chosen.sections for one in section.evidence}
    assert (own.title not in rows) == left_out
    reasons = {one.reason for one in chosen.assignments if one.section_id is None}
    assert any(one.startswith(TOLD_BEFORE) for one in reasons) == left_out


def test_whoever_chooses_is_told_what_was_reported_and_whoever_writes_is_shown_it() -> None:
    retrieval, own = told("close", ("8亿元",))
    scripted = Scripted({"section_classifier": [_NOTHING]}, heard="yes")
    chosen = classify(retrieval, (ENERGY,), asking(scripted))
    ((_, question),) = scripted.asked
    assert isinstance(question, ClassificationQuestion)
    (brief,) = (one for one in question.stories if one.title == own.title)
    assert brief.before == ("01-06", PLANT.title, "reported")
    (evidence,) = (one for section in chosen.sections for one in section.evidence if one.event.title == own.title)
    assert (evidence.background, evidence.told and evidence.told.row_id) == (("bt0",), "energy.e1")
