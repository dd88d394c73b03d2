from datetime import UTC, date, datetime, timedelta

from builders import AS_OF, SECTIONS, document, request

from agents.retriever import retrieve
from agents.retriever.selection import select
from agents.section_classifier import classify
from brief.llm.ask import extractive_ask
from schemas.classification import Classification
from schemas.orders import Disclose, HoldUntil, Must, Orders
from schemas.retrieval import Document

FULL = "规模为100兆瓦/200兆瓦时，采用构网型变流器。分析人士预计，项目投产将推动当地电价明显下降。"
MEETING = Must(topic="议息", words=("议息会议",), section="web3")


def refused(*documents: Document, orders: Orders) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.reason, one.words) for one in select(request(orders=orders), documents).refused]


def classified(*documents: Document, orders: Orders) -> Classification:
    return classify(retrieve(request(orders=orders), documents), SECTIONS, extractive_ask())


def rows(found: Classification) -> dict[str, list[str]]:
    return {one.section.id: [each.event.title for each in one.evidence] for one in found.sections}


def test_what_is_never_to_be_told_is_not_read_wherever_it_stands() -> None:
    orders = Orders(never=("晨曦项目",))
    named, inside, other = (
        document("晨曦项目今日开工"),
        document("储能电站今日开工", "它属于晨曦项目。"),
        document("储能电站今日投产"),
    )
    assert refused(named, inside, other, orders=orders) == [("ordered_never", ("晨曦项目",))] * 2


def test_an_embargo_holds_until_its_instant() -> None:
    given = document("晨曦项目今日开工")
    held = Orders(hold_until=(HoldUntil(words=("晨曦项目",), until=AS_OF + timedelta(seconds=1)),))
    over = Orders(hold_until=(HoldUntil(words=("晨曦项目",), until=AS_OF),))
    assert refused(given, orders=held) == [("held", ("晨曦项目",))]
    assert refused(given, orders=over) == []


def test_what_must_be_told_is_read_though_its_headline_is_noise_or_no_happening() -> None:
    given = document("议息会议？")
    assert select(request(noise=("？",)), (given,)).documents == ()
    assert select(request(noise=("？",), orders=Orders(must=(MEETING,))), (given,)).documents != ()


def test_what_must_be_told_gets_a_row_where_it_is_ordered() -> None:
    meeting = document("央行议息会议维持利率不变", "会议决定维持利率不变。")
    plant = document("某厂建成储能电站并接入电网", FULL)
    assert rows(classified(meeting, plant, orders=Orders(must=(MEETING,))))["web3"] == [meeting.title]


def test_a_full_section_gives_up_its_last_row_for_it() -> None:
    plants = [document(f"{name}储能电站建成并接入电网", FULL) for name in "甲乙丙丁戊己庚辛壬癸"]
    must = Must(topic="抽蓄", words=("抽水蓄能",), section="energy")
    other = document("抽水蓄能机组今日检修")
    found = classified(*plants, other, orders=Orders(must=(must,)))
    limit = next(section.limit for section in SECTIONS if section.id == "energy")
    assert len(rows(found)["energy"]) <= limit
    assert rows(found)["energy"][-1] == other.title


def test_a_topic_that_a_row_tells_already_gets_no_second_one() -> None:
    plant = document("某厂建成储能电站并接入电网", FULL)
    order = Orders(must=(Must(topic="储能", words=("储能电站",)),))
    assert rows(classified(plant, orders=order)) == rows(classified(plant, orders=Orders()))


def test_a_calendar_is_due_on_its_days_alone() -> None:
    asked = request()
    outside = asked.period.end + timedelta(days=1)
    due = Orders(must=(Must(topic="a", words=("a",), days=(outside, asked.period.end)),))
    not_due = Orders(must=(Must(topic="a", words=("a",), days=(outside,)),))
    assert len(due.due(asked.period)) == 1
    assert not_due.due(asked.period) == ()
    assert not_due.due_words(asked.period) == ()


def test_orders_are_read_from_a_file_as_they_are_written() -> None:
    given = Orders.model_validate(
        {
            "must": [{"topic": "议息", "words": ["FOMC"], "days": [date(2026, 1, 7)]}],
            "hold_until": [{"words": ["晨曦"], "until": datetime(2026, 1, 1, tzinfo=UTC)}],
            "disclose": [{"words": ["砺晶"], "text": "本刊股东"}],
        }
    )
    assert given.disclose == (Disclose(words=("砺晶",), text="本刊股东"),)
    assert given.withheld(datetime(2025, 1, 1, tzinfo=UTC)) == ("晨曦",)
