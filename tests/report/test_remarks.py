from datetime import UTC, datetime
from typing import Any

import pytest
from builders import ROOT, cite, document, request, row

from brief.report.format import load_format
from brief.report.printable import CitableDocuments
from brief.report.remarks import Remarks
from schemas.orders import Disclose, Orders
from schemas.retrieval import Document, Event, Retrieval
from schemas.table import Row

WORDS = load_format(ROOT / "formats", "quantshark", "zh").reader.remarks
TIERS = (("wire.example", "wire"), ("outlet.example", "trade"))
TURN = document("某厂恢复生产", day=8, id="d9", host="later.example")


def event(*documents: Document) -> Event:
    return Event(
        id="e1",
        title=documents[0].title,
        document_ids=tuple(one.id for one in documents),
        passage_ids=(),
        publishers=(),
        published_at=datetime(2026, 1, 7, tzinfo=UTC),
        salience=1.0,
        reasons=(),
        alone=True,
    )


def remarks(*documents: Document, of: Row | None = None, elsewhere: tuple[str, ...] = (), **asked: Any) -> list[Any]:
    retrieval = Retrieval(
        request=request(**{"tiers": TIERS, **asked}),
        documents=(*documents, TURN),
        events=(event(*documents),),
        passages=(),
    )
    made = Remarks(retrieval, CitableDocuments(retrieval), WORDS)
    return list(made.of(of or row("energy", "e1", documents[0].title), elsewhere))


def told(*documents: Document, **more: Any) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in remarks(*documents, **more)]


def test_one_publisher_below_wire_is_a_single_source() -> None:
    assert told(document()) == [("single_source", "单一信源")]
    assert told(document(), document(id="b", host="other.example")) == []
    assert told(document(tier="wire")) == []


def test_of_what_others_may_tell_nothing_is_said_of_sources() -> None:
    retrieval = Retrieval(
        request=request(tiers=TIERS),
        documents=(document(),),
        events=(event(document()).model_copy(update={"alone": False}),),
        passages=(),
    )
    made = Remarks(retrieval, CitableDocuments(retrieval), WORDS)
    assert list(made.of(row("energy", "e1", document().title), ())) == []


def test_where_nobody_has_named_tiers_nothing_is_said_of_sources() -> None:
    assert told(document(), tiers=()) == []


@pytest.mark.parametrize(
    ("title", "owner"),
    [
        ("独家：某厂拟关停产线", "outlet.example"),
        ("据《晨报》独家报道，某厂拟关停产线", "晨报"),
        ("Exclusive: plant to close", "outlet.example"),
    ],
)
def test_an_exclusive_names_its_owner(title: str, owner: str) -> None:
    assert told(document(title)) == [("exclusive", f"独家：{owner}")]


def test_exclusive_rights_are_no_exclusive_news() -> None:
    assert told(document("Firm gets exclusive rights to build plant")) == [("single_source", "单一信源")]


def test_an_interest_is_told_where_a_row_or_its_headlines_name_it() -> None:
    orders = Orders(disclose=(Disclose(words=("砺晶",), text="本刊股东"),))
    assert ("disclosed", "利益披露：本刊股东") in told(document("砺晶半导体投产"), orders=orders)
    assert ("disclosed", "利益披露：本刊股东") not in told(document("某厂投产"), orders=orders)


def test_what_undid_it_stands_beside_it_with_its_link() -> None:
    turned = row("energy", "e1", "某厂停产").model_copy(update={"turns": (cite("d9", TURN.title),)})
    first, *_ = remarks(document("某厂停产"), of=turned)
    assert (first.kind, first.text) == ("turned", "后续：某厂恢复生产")
    assert [one.url for one in first.citations] == [TURN.url]


def test_what_another_row_cites_is_told_without_a_link() -> None:
    turned = row("energy", "e1", "某厂停产").model_copy(update={"turns": (cite("d9", TURN.title),)})
    first, *_ = remarks(document("某厂停产"), of=turned, elsewhere=("d9",))
    assert (first.text, first.citations) == ("后续：某厂恢复生产", ())


def test_what_the_row_tells_itself_is_not_told_again() -> None:
    given = row("energy", "e1", "某厂停产")
    cells = (given.cells[0].model_copy(update={"citations": (cite("d9", TURN.title),)}), *given.cells[1:])
    turned = given.model_copy(update={"cells": cells, "turns": (cite("d9", TURN.title),)})
    assert [one.kind for one in remarks(document("某厂停产"), of=turned)] == []


def test_a_row_that_cites_another_outlet_too_has_no_single_source() -> None:
    given = row("energy", "e1", "某厂停产")
    cells = (given.cells[0].model_copy(update={"citations": (cite("d9", TURN.title),)}), *given.cells[1:])
    assert remarks(document("某厂停产"), of=given.model_copy(update={"cells": cells})) == []
