"""What a source does not let a model read never becomes its evidence."""

from builders import document, event, passage, request

from agents.retriever.rights import readable
from schemas.retrieval import Background, Document, Event, Retrieval

FREE = document("某厂建成100兆瓦储能电站", id="d1", host="free.example")
KEPT = document("独家：某厂储能电站试运行", id="d2", host="kept.example", models=())
HOUSE = document("某厂储能电站调试", id="d3", host="house.example", models=("ollama",))


def told(*events: Event, documents: tuple[Document, ...] = (FREE, KEPT, HOUSE), **more: object) -> Retrieval:
    passages = tuple(passage(one.id, 1, one.title) for one in documents)
    return Retrieval(request=request(), documents=documents, events=events, passages=passages, **more)  # type: ignore[arg-type]


def of(event_id: str, *documents: Document) -> Event:
    return event(event_id, documents[0].title, [passage(one.id, 1, one.title) for one in documents])


def test_nothing_is_withheld_where_no_model_is_asked() -> None:
    assert (found := told(of("e1", KEPT))) is readable(found, frozenset())


def test_an_event_is_told_by_what_a_model_may_read_under_its_headline() -> None:
    found = readable(told(of("e1", KEPT, FREE)), {"openai"})
    assert [one.id for one in found.documents] == ["d1"]
    (one,) = found.events
    assert (one.title, one.document_ids, one.passage_ids) == (FREE.title, ("d1",), ("d1#1",))
    assert all(each.document_id == "d1" for each in found.passages)


def test_an_event_that_nothing_else_tells_is_no_evidence() -> None:
    assert not readable(told(of("e1", KEPT)), {"openai"}).events


def test_a_text_goes_to_the_endpoints_that_its_source_names_and_to_no_other() -> None:
    assert readable(told(of("e1", HOUSE)), {"ollama"}).events
    assert not readable(told(of("e1", HOUSE)), {"ollama", "openai"}).events


def test_background_is_withheld_as_well() -> None:
    earlier = Background(event_id="e1", document=KEPT, passage=passage("d2", 1, KEPT.title))
    assert not readable(told(of("e1", FREE), documents=(FREE,), background=(earlier,)), {"openai"}).background
