"""Compares the old rows with the rows that an editor wants, and returns amendments."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from schemas.amendment import Drop, Place


def moves(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> Iterator[Drop | Place]:
    """The amendments that turn `before` into `after` (event ids by section); as few as possible."""
    wanted = {event_id for ids in after.values() for event_id in ids}
    yield from (Drop(event_id=one) for ids in before.values() for one in ids if one not in wanted)
    for section_id, ids in after.items():
        stayed = _in_order(before.get(section_id, ()), ids)
        for behind, event_id in zip((None, *ids), ids, strict=False):
            if event_id not in stayed:
                yield Place(event_id=event_id, section_id=section_id, after=behind)


def _in_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Event ids that need not move for the others to get into order."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {event_id for block in blocks for event_id in before[block.a : block.a + block.size]}
