"""An editor's amendments: found, merged, described; and the parts of a run's last draft that a new run takes over."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain

from brief.errors import UsageError
from schemas.amendment import Amendment, Drop, Keep, Place, Put, Standing, Steering
from schemas.claim_ids import section_of
from schemas.critique import Critique
from schemas.draft import Draft


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


def merged(old: Iterable[Amendment], new: Iterable[Amendment]) -> tuple[Amendment, ...]:
    """`old` and then `new`; a new amendment replaces an old one about the same thing.

    What readers were told of stays.
    """
    kept: dict[str, Amendment] = {}
    for amendment in (*old, *new):
        subject = _subject(amendment)
        before = kept.pop(subject, None)
        kept[subject] = amendment
        if isinstance(before, Put) and isinstance(amendment, Put):
            told = (*before.corrections, *amendment.corrections)
            kept[subject] = amendment.model_copy(update={"corrections": told})
    return tuple(kept.values())


def without(edits: Mapping[str, Steering], places: Collection[str]) -> dict[str, tuple[Amendment, ...]]:
    """The amendments of each format that are not about any of `places`: ids as in `described`, or the row id of a text.

    Raises UsageError for a place without an amendment.
    """
    all_of_them = [amendment for one in edits.values() for amendment in one.amendments]
    for place in places:
        if not any(_is_at(place, one) for one in all_of_them):
            known = "; ".join(map(described, all_of_them)) or "none"
            raise UsageError(f"nothing was edited at {place!r}.", where="--without-edit", next=f"Edits: {known}.")
    return {
        name: tuple(each for each in one.amendments if not any(_is_at(place, each) for place in places))
        for name, one in edits.items()
    }


def _is_at(place: str, amendment: Amendment) -> bool:
    name = described(amendment).split()[0]
    return name == place or name.startswith(f"{place}.")


def lines_of(steering: Steering) -> tuple[str, ...]:
    """A line for each amendment, as in run.json; those of a further format end with its name."""
    own = chain(map(described, steering.amendments), (f"{name} commented" for name in steering.comments))
    return (*own, *(f"{line} ({name})" for name, one in steering.further.items() for line in lines_of(one)))


def lines_about(names: Collection[str], lines: Iterable[str], of: str) -> tuple[str, ...]:
    """Those about one of `names`, in the further format `of`; in the first where that is empty."""
    found = (line for line in lines if line.split()[0] in names)
    return tuple(line for line in found if (line.endswith(f" ({of})") if of else not line.endswith(")")))


def described(amendment: Amendment) -> str:
    if isinstance(amendment, Drop):
        return f"{amendment.event_id} gets no row"
    if isinstance(amendment, Place):
        where = f"after {amendment.after}" if amendment.after else "first"
        return f"{amendment.event_id} stands in {amendment.section_id}, {where}"
    if isinstance(amendment, Keep):
        return f"{amendment.row.id} stays as it was"
    claim = amendment.claim
    if claim.by != "hand":
        return f"{claim.id} stays as it was"
    return f"{claim.id} stays empty" if claim.kind == "none" else f"{claim.id} by hand"


def standing(
    draft: Draft, critiques: Sequence[Critique], sections: Collection[str], with_synthesis: bool, asked: str
) -> Standing:
    """The parts of `draft` to take over: the tables of these sections, and maybe the synthesis.

    `critiques`: those of the draft; `asked`: fingerprint of what decides the texts, see `Standing`.
    """
    others = [table.section_id for table in draft.tables if table.section_id not in sections]

    def stands(claim_id: str) -> bool:
        section_id = section_of(claim_id)
        return section_id in sections or (with_synthesis and section_id not in others)

    return Standing(
        tables=tuple(table for table in draft.tables if table.section_id in sections),
        synthesis=draft.synthesis if with_synthesis else None,
        critiques=tuple(
            one.model_copy(update={"issues": tuple(issue for issue in one.issues if stands(issue.claim_id))})
            for one in critiques
        ),
        asked=asked,
    )


def parts_of(steering: Steering) -> Iterator[str]:
    """Names of the parts taken over, as in run.json; those of a further format begin with its name."""
    if standing := steering.standing:
        yield from (f"table-{table.section_id}" for table in standing.tables)
        if standing.synthesis:
            yield "synthesis"
    for name, one in steering.further.items():
        yield from (f"{name}.{part}" for part in parts_of(one))


def _subject(amendment: Amendment) -> str:
    if isinstance(amendment, Drop | Place):
        return f"event {amendment.event_id}"
    return f"row {amendment.row.event_id}" if isinstance(amendment, Keep) else f"claim {amendment.claim.id}"
