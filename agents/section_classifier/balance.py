"""No outlet leads more than its share of the rows, where others tell of the same events."""

from collections import Counter
from collections.abc import Mapping

from schemas.classification import Evidence
from schemas.retrieval import Document


def in_balance(shown: Mapping[str, Evidence], language: str, share: float) -> dict[str, Evidence]:
    """`shown`, by event id in the order of the rows, with another outlet's document first where one leads too many.

    The last rows give way first: there the lead of a row matters least.
    """
    most = max(1, int(share * len(shown)))
    leading = Counter(_outlet(one.documents[0]) for one in shown.values())
    found = dict(shown)
    for event_id, one in reversed(list(shown.items())):
        first = _outlet(one.documents[0])
        if leading[first] > most and (other := _instead(one, language)):
            leading.subtract([first])
            leading.update([_outlet(other)])
            found[event_id] = _led_by(one, other)
    return found


def _outlet(document: Document) -> str:
    return document.via or document.publisher


def _instead(one: Evidence, language: str) -> Document | None:
    """The event's best document of another outlet, if it is in the report's language and says more than a headline."""
    own = (document for document in one.documents if document.id in one.event.document_ids)
    fit = (document for document in own if document.lang == language and document.text)
    return next((document for document in fit if _outlet(document) != _outlet(one.documents[0])), None)


def _led_by(one: Evidence, first: Document) -> Evidence:
    """The document and its passages stand before the others."""
    documents = sorted(one.documents, key=lambda document: document is not first)
    passages = sorted(one.passages, key=lambda passage: passage.document_id != first.id)
    return one.model_copy(update={"documents": tuple(documents), "passages": tuple(passages)})
