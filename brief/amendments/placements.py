"""Rows as they were and as an editor wants them -> amendments."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from schemas.amendment import Drop, Place


def moves(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> Iterator[Drop | Place]:
    """What makes `after` of `before`, both lists of event ids by section; as few as the order of the rest allows."""
    wanted = {event_id for ids in after.values() for event_id in ids}
    yield from (Drop(event_id=one) for ids in before.values() for one in ids if one not in wanted)
    for section_id, ids in after.items():
        stayed = _in_order(before.get(section_id, ()), ids)
        for behind, event_id in zip((None, *ids), ids, strict=False):
            if event_id not in stayed:
                yield Place(event_id=event_id, section_id=section_id, after=behind)


def _in_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Those that need not move for the others to come into their order."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {event_id for block in blocks for event_id in before[block.a : block.a + block.size]}
