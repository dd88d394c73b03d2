import pytest
from builders import document

from agents.retriever.tellers import Tellers
from facts.names.detection import Aliases
from schemas.retrieval import Document

OTHERS = [
    document(f"{place}电厂机组今日并网发电", f"{place}电厂称，机组一切正常。", id=place, host=f"{place}.example")
    for place in ("东山", "南岭", "西川", "北原", "中州", "云台")
]
OWN = document("岐光半导体完成28亿元融资，澹湖基金领投", "投后估值240亿元。", id="own", host="a.example")


def has_others(*told: Document) -> bool:
    return Tellers((OWN, *told, *OTHERS), Aliases(())).has_others(OWN)


@pytest.mark.parametrize(
    ("title", "lang"),
    [
        ("Qiguang raises 2.8bn yuan; people close to the round put the value nearer 22.5bn than 24bn", "en"),
        ("岐光半导体这一轮，澹湖基金出了多少", "zh"),
    ],
)
def test_who_may_tell_of_the_same_is_found_in_either_language(title: str, lang: str) -> None:
    assert has_others(document(title, id="other", host="b.example", lang=lang))


def test_another_document_of_the_same_publisher_is_nobody_else() -> None:
    assert not has_others(document("岐光半导体这一轮，澹湖基金出了多少", id="other", host="a.example"))


def test_what_is_of_other_things_tells_of_something_else() -> None:
    assert not has_others(document("某厂年产两百吨新材料", "公司称产线正常。", id="other", host="b.example"))
