from builders import document, request

from agents.section_classifier.balance import in_balance
from facts.names.actors import actor
from facts.names.detection import aliases_of
from schemas.classification import Evidence
from schemas.retrieval import Document, Event

AS = aliases_of((("英伟达", "NVIDIA"), ("OpenAI",), ("美国", "US")))


def shown(event_id: str, *documents: Document) -> Evidence:
    event = Event(
        id=event_id,
        title=documents[0].title,
        document_ids=tuple(one.id for one in documents),
        passage_ids=(),
        publishers=(),
        published_at=documents[0].published_at or request().as_of,
        salience=1.0,
        reasons=(),
    )
    return Evidence(event=event, documents=documents, passages=(), terms=(), reason="")


def of(outlet: str, number: int, body: str | None = "正文") -> Document:
    return document(f"储能电站{number}号今日投产", body, id=f"{outlet}{number}", publisher=outlet)


def leads(*given: Evidence, share: float = 0.5) -> list[str]:
    found = in_balance({one.event.id: one for one in given}, "zh", share)
    return [one.documents[0].publisher for one in found.values()]


def test_another_outlet_leads_where_one_has_its_share() -> None:
    rows = [shown(f"e{n}", of("a", n), of("b", n)) for n in range(4)]
    assert leads(*rows) == ["a", "a", "b", "b"]


def test_what_one_outlet_tells_alone_stays() -> None:
    rows = [shown(f"e{n}", of("a", n)) for n in range(4)]
    assert leads(*rows) == ["a"] * 4


def test_a_bare_headline_takes_no_lead() -> None:
    rows = [shown(f"e{n}", of("a", n), of("b", n, body=None)) for n in range(4)]
    assert leads(*rows) == ["a"] * 4


def test_within_its_share_nothing_moves() -> None:
    rows = [shown(f"e{n}", of("a", n), of("b", n)) for n in range(4)]
    assert leads(*rows, share=1.0) == ["a"] * 4


def test_a_headline_is_of_the_first_that_it_names_but_for_places_and_attributes() -> None:
    assert actor("NVIDIA发布新芯片", AS) == actor("英伟达发布新芯片", AS) != ""
    assert actor("美国放宽出口", AS) == ""
    assert actor("英伟达支持的某公司融资", AS) == ""
    assert actor("英伟达支持的OpenAI融资", AS) == "OpenAI"
