"""Which document of a page an entry is: usually the page's only one, but a page may hold several.

An edited daily links each of its items to /daily#item-3; a feed may give all its entries one address and tell them
apart by their guid. What is told apart stays so in whatever order it comes; what nothing tells apart is one document.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from brief.documents.corpus.admission import Admitted
from brief.documents.corpus.known import Known, Named


def known_as(new: Admitted, of_page: Sequence[Known]) -> Known | None:
    """The document of its page that `new` is a copy of; None if it is one of its own."""
    known = [one for one in of_page if not _contradicts(new, one)]
    by_anchor = (one for one in known if new.anchor and _has_anchor(one, new.anchor))
    # the page itself under the same title; a part of it only for who names no part
    fitting = (one for one in known if one.is_whole_page or not new.anchor)
    by_title = (one for one in fitting if any(copy.title == new.title for copy in one.copies))
    return next(chain(_by_guid(new, known), by_anchor, by_title, _page(new, of_page, known)), None)


def keys_of(new: Admitted) -> tuple[str, ...]:
    """Keys for a document of its own: its address, with more of what tells it apart for where that is taken."""
    address = f"{new.page}#{new.anchor}" if new.anchor else new.page
    by_guid = f"{address} {new.source} {new.guid}"
    return address, by_guid, f"{by_guid} {new.title}", f"{by_guid} {new.title} {new.published_text}"


def names_of(new: Admitted, origin: str) -> Iterator[Named]:
    """By which anchor and guid the document was named; and which source of the configuration it came by, where the
    entry names another outlet.
    """
    yield Named(new.anchor, new.source, new.guid)
    if origin != new.source:
        yield Named(new.anchor, origin, "")


def _contradicts(new: Admitted, known: Known) -> bool:
    """Its source gave that document another id, and it says something else."""
    ids = {name.guid for name in known.names if name.source == new.source and name.guid}
    return bool(new.guid and ids) and new.guid not in ids and not _says_the_same(new, known)


def _says_the_same(new: Admitted, known: Known) -> bool:
    """An entry given out again under a new id: title, texts and date are as they were, as far as both have them."""
    at, before, text = new.published.at, known.published.at, known.text
    texts = ((new.summary, text.summary), (new.body, text.body))
    same_date = not (at and before) or at == before
    return same_date and new.title == text.title and all(not (a and b) or a == b for a, b in texts)


def _by_guid(new: Admitted, known: Sequence[Known]) -> Iterator[Known]:
    same = (one for one in known if new.guid and any(name.guid == new.guid for name in one.names))
    return (one for one in same if not new.anchor or _has_anchor(one, new.anchor))


def _has_anchor(known: Known, anchor: str) -> bool:
    return any(name.anchor == anchor for name in known.names)


def _page(new: Admitted, of_page: Sequence[Known], known: Sequence[Known]) -> Sequence[Known]:
    """The whole page under another title, unless several documents are known by its bare address."""
    whole = [one for one in of_page if one.is_whole_page]
    return whole if not new.anchor and len(whole) == 1 and whole[0] in known else ()
