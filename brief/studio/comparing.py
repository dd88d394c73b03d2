"""Runs side by side, their texts aligned by event: all, those that differ, or those that a check found wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, get_args

from brief.diff.text_diff import Piece, pieces
from brief.errors import UsageError
from brief.provenance.revisions import Finding, judged
from brief.runs.loaded import LoadedRun
from brief.studio import addresses
from brief.studio.marking import Pieces, with_words
from brief.studio.studio import Studio
from checks.base import claims_of
from schemas.claim import Claim
from schemas.claim_ids import owner_of
from schemas.report import ReportRow

Shown = Literal["all", "changed", "failed"]


@dataclass(frozen=True)
class Beside:
    """One text of each run, where it has it."""

    claim_id: str
    """In the first run that has it."""
    row: str
    """The headline of its row; empty outside of rows."""
    texts: tuple[Claim | None, ...]
    marks: tuple[tuple[Piece, ...], ...]
    """Of two that differ: what each says, its own words apart."""
    objections: tuple[tuple["Objection", ...], ...]
    """What was found with each, in any draft."""

    @property
    def failed(self) -> bool:
        return any(self.objections)

    @property
    def differs(self) -> bool:
        return len({one.text if one else None for one in self.texts}) > 1


@dataclass(frozen=True)
class Objection:
    """What a check or a critic found with a text, as it was then."""

    step: str
    pieces: Pieces
    findings: tuple[Finding, ...]


def too_few() -> UsageError:
    return UsageError("needs two runs.", next="Choose them in the list of runs.")


def compare_page(studio: Studio, runs: str, shown: str) -> str:
    """`runs`: ids with `..` between them; the first format of each is compared."""
    if shown not in get_args(Shown):
        raise UsageError(f"cannot show {shown!r}.", next=f"There are {', '.join(get_args(Shown))}.")
    opened = [studio.opened(run_id) for run_id in runs.split(addresses.BETWEEN)]
    if len(opened) < 2:
        raise too_few()
    wanted = {"changed": lambda one: one.differs, "failed": lambda one: one.failed}
    beside = list(filter(wanted.get(shown), aligned([one.held for one in opened])))
    return studio.page(
        "compare",
        addresses.of_comparison(runs, shown),
        runs=runs,
        sides=opened,
        shown=shown,
        ways=get_args(Shown),
        beside=beside,
    )


def aligned(held: Sequence[LoadedRun]) -> Iterator[Beside]:
    """In the order of the first run that has a text."""
    named = _same_events(held)
    claims = [_claims(one, names) for one, names in zip(held, named, strict=True)]
    wrong = [_objections(one, names) for one, names in zip(held, named, strict=True)]
    headlines = {owner_of(name): claim.text for one in reversed(claims) for name, claim in one.items() if _leads(name)}
    for name in dict.fromkeys(name for one in claims for name in one):
        texts = tuple(one.get(name) for one in claims)
        objections = tuple(tuple(one.get(name, ())) for one in wrong)
        yield Beside(name, headlines.get(owner_of(name), ""), texts, _marked(texts), objections)


def _leads(name: str) -> bool:
    return name.endswith(".event")


def _marked(texts: Sequence[Claim | None]) -> tuple[tuple[Piece, ...], ...]:
    both = [one.text for one in texts if one]
    if len(texts) != 2 or len(both) != 2 or both[0] == both[1]:
        return ()
    merged = pieces(*both)
    return tuple(tuple(one for one in merged if one.sign in ("=", own)) for own in "-+")


def _claims(held: LoadedRun, names: Mapping[str, str]) -> dict[str, Claim]:
    return {_named(one.id, names): one for one in claims_of(held.last_draft) if one.kind != "none"}


def _objections(held: LoadedRun, names: Mapping[str, str]) -> dict[str, list[Objection]]:
    """By claim; those to a whole row stand with its headline. What an editor wants otherwise is none."""
    found: dict[str, list[Objection]] = {}
    for step, draft, wrong in judged(held):
        for claim in claims_of(draft):
            row = owner_of(claim.id) if _leads(claim.id) else ""
            both = chain(wrong.get(claim.id, ()), wrong.get(row, ()))
            if findings := tuple(one for one in both if one.kind != "comment"):
                pieces = with_words(claim.text, (word for one in findings for word in one.about))
                found.setdefault(_named(claim.id, names), []).append(Objection(step, pieces, findings))
    return found


def _named(claim_id: str, names: Mapping[str, str]) -> str:
    """With the event that the first run knows in place of the run's own."""
    return ".".join(names.get(part, part) for part in claim_id.split("."))


def _same_events(held: Sequence[LoadedRun]) -> list[dict[str, str]]:
    """Of each run, event -> the event of the first run that cites a page that it cites; nothing in replays of one."""
    first = {url: row.event_id for url, row in _cited(held[0])}
    found: list[dict[str, str]] = []
    for one in held:
        own = {row.event_id: first[url] for url, row in reversed(list(_cited(one))) if url in first}
        others = {row.event_id for _, row in _cited(one)} - own.keys()
        found.append({**own, **{name: f"{name}~{len(found)}" for name in others if name in first.values()}})
    return found


def _cited(held: LoadedRun) -> Iterator[tuple[str, ReportRow]]:
    for section in held.report.sections:
        for row in section.rows:
            yield from ((citation.url, row) for cell in row.cells for citation in cell.citations)
