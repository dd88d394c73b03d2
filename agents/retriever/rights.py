"""Which documents a model may be sent: what a licence keeps in the house is no evidence for it."""

from collections.abc import Collection, Iterator

from schemas.retrieval import Document, Event, Retrieval, document_of


def readable(retrieval: Retrieval, endpoints: Collection[str]) -> Retrieval:
    """`retrieval` without the documents that one of `endpoints` may not be sent, and without events that no other
    document tells of. Nobody's without `endpoints`: then no text leaves the house.
    """
    free = {one.id: one for one in retrieval.documents if one.may_be_read_by(endpoints)}
    if len(free) == len(retrieval.documents) and all(
        one.document.may_be_read_by(endpoints) for one in retrieval.background
    ):
        return retrieval
    return retrieval.model_copy(
        update={
            "documents": tuple(free.values()),
            "passages": tuple(one for one in retrieval.passages if one.document_id in free),
            "events": tuple(_told_by(free, retrieval.events)),
            "background": tuple(one for one in retrieval.background if one.document.may_be_read_by(endpoints)),
        }
    )


def _told_by(free: dict[str, Document], events: Collection[Event]) -> Iterator[Event]:
    """The events that these documents tell of, under the headline of one of them."""
    for event in events:
        ids = tuple(one for one in event.document_ids if one in free)
        if ids == event.document_ids:
            yield event
        elif ids:
            passages = tuple(one for one in event.passage_ids if document_of(one) in free)
            title = event.title if ids[0] == event.document_ids[0] else free[ids[0]].title
            publishers = tuple(dict.fromkeys(free[one].publisher for one in ids))
            fewer = {"document_ids": ids, "passage_ids": passages, "title": title, "publishers": publishers}
            yield event.model_copy(update=fewer)
