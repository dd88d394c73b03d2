"""How many true texts of an excellent writer are sent back, and how many false ones, by code and with a critic.

    python benchmarks/claims.py --data DIR [--json] [--show true|false] [--verdicts inverted|unsupported]

DIR holds labels/claims.jsonl: texts with the passages that their writer named, each labelled true, false, empty or
debatable (left out); weeks/*.jsonl, in which their documents are looked up by URL; and, maybe,
labels/critic_verdicts.jsonl: a critic's recorded verdicts, which here are its examination too. --verdicts turns them
round, or makes all of them the same: such a critic must not be heard.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args

from agents.claims import WrittenText, make_claim
from benchmarks.labels import Label, labels, share, week_documents
from brief.documents.urls import document_key
from brief.llm.examination import hearing
from brief.settings.config import load_config
from brief.settings.project import find_project
from checks.answers.critique import rests_on_ground
from checks.catalogue import PROVEN, SUSPECTED, examine
from checks.evidence_index import make_library
from facts.text.language import language_of
from schemas.claim import Claim
from schemas.critique import Heard, Issue, Verdict
from schemas.draft import Draft, Keyword, Signal, Synthesis
from schemas.period import Period
from schemas.reasons import IssueKind
from schemas.retrieval import Document, Passage
from schemas.section import COLUMN_ROLES, Lengths
from schemas.table import Cell, Row, TableDraft

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
_EVER = Period(kind="range", start=date(2000, 1, 1), end=date(2100, 1, 1), label="all")
_PLANTED = frozenset(("C", "bad"))
"""Sets of texts that somebody falsified on purpose."""


@dataclass(frozen=True)
class Judged:
    """A labelled text, and what was found with it."""

    row: Label
    found: tuple[IssueKind, ...]
    messages: tuple[str, ...]
    verdict: Verdict | None
    """None where there is no valid one."""

    @property
    def is_proven(self) -> bool:
        return bool(PROVEN.intersection(self.found))

    @property
    def is_suspected(self) -> bool:
        return not self.is_proven and bool(SUSPECTED.intersection(self.found))


def is_sent_back(found: Collection[IssueKind], verdict: Verdict | None, heard: Heard) -> bool:
    """Whether a claim with which code found that must be written again, given a critic's last word on it, if any.

    Proof counts always. A suspicion counts unless a heard critic says that the claim stands, knowing of it.
    """
    if PROVEN.intersection(found):
        return True
    if heard == "yes" and verdict is not None:
        return verdict != "stands"
    objects = heard == "half" and verdict is not None and verdict != "stands"
    return objects or bool(SUSPECTED.intersection(found))


def measure(data: Path, verdicts: str = "") -> tuple[dict[str, Any], list[Judged]]:
    rows = [row for row in labels(data, "claims") if row["label"] != "debatable"]
    recorded = _verdicts(data, verdicts)
    shelf = Shelf(data, rows)
    judged = [_judged(row, shelf, recorded) for row in rows]
    heard = _heard(judged) if recorded else None
    empty = _labelled(judged, "empty")
    report = {
        **_rates(judged, heard),
        "empty": {"n": len(empty), "sent_back": _share(empty, _by_code)},
        "heard": heard,
        "void_verdicts": sum(one.verdict is None for one in judged) if recorded else None,
        "by_role": _by(judged, "role", heard),
        "by_fault": _by(_labelled(judged, "false"), "fault", heard),
        "natural": _rates([one for one in judged if one.row["set"] not in _PLANTED], heard),
        "kinds": {label: _kinds(_labelled(judged, label)) for label in ("true", "false")},
        "documents_absent": shelf.absent,
    }
    return report, judged


def _kinds(judged: Sequence[Judged]) -> dict[str, int]:
    """Kind -> how many of the texts it was found with."""
    return dict(Counter(kind for one in judged for kind in dict.fromkeys(one.found)))


def _rates(judged: Sequence[Judged], heard: Heard | None) -> dict[str, Any]:
    true, false = _labelled(judged, "true"), _labelled(judged, "false")
    rates = {
        "proof": {
            "false_rejected": _share(true, lambda one: one.is_proven),
            "caught": _share(false, lambda one: one.is_proven),
            "n_true": len(true),
            "n_false": len(false),
        },
        "suspected": {"true": _share(true, _suspected), "false": _share(false, _suspected)},
    }
    if heard is None:
        return rates
    read = {
        "false_rejected": _share(true, lambda one: is_sent_back(one.found, one.verdict, heard)),
        "caught": _share(false, lambda one: is_sent_back(one.found, one.verdict, heard)),
    }
    return {**rates, "with_critic": read}


def _by(judged: Sequence[Judged], field: str, heard: Heard | None) -> dict[str, Any]:
    values = sorted({str(one.row[field]) for one in judged})
    return {value: _rates([one for one in judged if str(one.row[field]) == value], heard) for value in values}


def _labelled(judged: Sequence[Judged], label: str) -> list[Judged]:
    return [one for one in judged if one.row["label"] == label]


def _suspected(one: Judged) -> bool:
    return one.is_suspected


def _by_code(one: Judged) -> bool:
    return one.is_proven or one.is_suspected


def _share(judged: Sequence[Judged], holds: Callable[[Judged], bool]) -> float | None:
    return share(sum(map(holds, judged)), len(judged))


def _heard(judged: Sequence[Judged]) -> Heard:
    """The recorded verdicts on the labelled texts are the examination."""
    false, true = _labelled(judged, "false"), _labelled(judged, "true")
    found = share(sum(one.verdict not in (None, "stands") for one in false), len(false)) or 0.0
    spared = share(sum(one.verdict == "stands" for one in true), len(true)) or 0.0
    return hearing(found, spared)


def _verdicts(data: Path, changed: str) -> Mapping[str, Label]:
    if not (data / "labels" / "critic_verdicts.jsonl").is_file():
        return {}
    found = {row["id"]: row for row in labels(data, "critic_verdicts")}
    if changed == "unsupported":
        return {one: {**row, "verdict": "unsupported"} for one, row in found.items()}
    if changed == "inverted":
        return {
            one: {**row, "verdict": "unsupported" if row["verdict"] == "stands" else "stands"}
            for one, row in found.items()
        }
    return found


class Shelf:
    """The documents behind the labels, by the key of their address."""

    def __init__(self, data: Path, rows: Sequence[Label]) -> None:
        self._found: dict[str, Document] = {}
        for week in sorted({row["week"] for row in rows}):
            for file in (data / "weeks" / f"{week}.jsonl", EXAMPLES / f"{week.removesuffix('-example')}.jsonl"):
                if file.is_file() and (file.parent != EXAMPLES or week.endswith("-example")):
                    self._found |= {document_key(one.url) or one.url: one for one in week_documents(file)}
        self.absent = 0

    @classmethod
    def empty(cls) -> "Shelf":
        """For texts whose passages are their documents."""
        return cls(Path(), ())

    def document(self, cite: Label, cites: Sequence[Label]) -> Document:
        """Under the id that the label's passages name; of headline and passages alone where it is not there."""
        name = cite["passage_id"].partition("#")[0]
        found = self._found.get(document_key(cite["url"]) or cite["url"])
        if found:
            return found.model_copy(update={"id": name})
        self.absent += 1
        passages = [one["passage"] for one in cites if one["url"] == cite["url"]]
        return Document(
            id=name,
            url=cite["url"],
            title=cite["title"],
            body="\n".join(passages),
            published_at=_instant(cite["published"]),
            source=cite["source"] or "",
            publisher=cite["source"] or "",
            lang=cite["lang"] or "zh",
            content_hash=name,
        )


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _judged(row: Label, shelf: Shelf, verdicts: Mapping[str, Label]) -> Judged:
    issues = _issues(row, shelf)
    return Judged(
        row,
        tuple(issue.kind for issue in issues),
        tuple(issue.message for issue in issues),
        _valid(verdicts.get(row["id"]), row),
    )


def found_with(row: Label, shelf: Shelf) -> tuple[IssueKind, ...]:
    """What code finds with one text."""
    return tuple(issue.kind for issue in _issues(row, shelf))


def _issues(row: Label, shelf: Shelf) -> list[Issue]:
    cites = row["cites"]
    documents = {one.id: one for one in (shelf.document(cite, cites) for cite in cites)}
    passages = {
        cite["passage_id"]: Passage(
            id=cite["passage_id"],
            document_id=cite["passage_id"].partition("#")[0],
            field="body",
            start=0,
            end=len(cite["passage"]),
            text=cite["passage"],
        )
        for cite in cites
    }
    language = "en" if language_of(row["text"]) == "en" else "zh"
    index = replace(
        make_library(documents.values(), passages.values(), _EVER, "Asia/Shanghai"),
        aliases=_aliases(),
        language=language,
        lengths=Lengths().scaled(2.5 if language == "en" else 1),
        companions={one: frozenset((one,)) for one in documents},
    )
    draft, claim_id = _draft(row, passages)
    return [issue for issue in examine(draft, index) if issue.claim_id == claim_id]


@cache
def _aliases() -> tuple[tuple[str, ...], ...]:
    return load_config(find_project(Path(__file__).parent).config).names.aliases


def _valid(recorded: Label | None, row: Label) -> Verdict | None:
    if recorded is None or recorded["verdict"] not in get_args(Verdict):
        return None
    shown = [text for cite in row["cites"] for text in (cite["title"], cite["passage"])]
    if recorded["verdict"] == "stands" and not rests_on_ground(recorded.get("rests_on") or "", shown):
        return None
    verdict: Verdict = recorded["verdict"]
    return verdict


def _draft(row: Label, passages: Mapping[str, Passage]) -> tuple[Draft, str]:
    """A draft that holds the text as a claim of its role, and the claim's id."""
    role: str = row["role"]
    written = WrittenText(row["text"], tuple(passages), "model")
    if role in COLUMN_ROLES:
        claim = make_claim(f"s0.e0.{role}", written, passages, COLUMN_ROLES[role])
        cell = Cell(column=role, **dict(claim))
        return _whole((_table("s0", (Row(id="s0.e0", event_id="e0", cells=(cell,)),)),)), claim.id
    claim_id = {"thesis": "s0.thesis", "effect": "s0.effect1", "signal": "signal.s0-s1"}.get(role, f"{role}1")
    claim = make_claim(claim_id, written, passages, holds="inferred")
    tables = tuple(_rows_below(passages))
    if role in ("thesis", "effect"):
        changed = {"thesis": claim} if role == "thesis" else {"effects": (claim,)}
        return _whole((tables[0].model_copy(update=changed), tables[1])), claim.id
    return _whole(tables, **dict(_in_synthesis(role, row, claim, tables))), claim.id


def _in_synthesis(
    role: str, row: Label, claim: Claim, tables: Sequence[TableDraft]
) -> Iterator[tuple[str, tuple[Claim, ...]]]:
    if role == "keyword":
        yield "keywords", (Keyword(term=row["term"] or "", **dict(claim)),)
    elif role == "signal":
        rows = tuple(one.id for table in tables for one in table.rows)
        yield "signals", (Signal(sections=("s0", "s1"), rows=rows, **dict(claim)),)
    else:
        yield "risks", (claim,)


def _rows_below(passages: Mapping[str, Passage]) -> Iterator[TableDraft]:
    """A row for each document, in two sections by turns; where there is one document, it stands in both."""
    documents = list(dict.fromkeys(passage.document_id for passage in passages.values()))
    halves = (documents[::2], documents[1::2] or documents)
    for number, half in enumerate(halves):
        yield _table(f"s{number}", tuple(_row(f"s{number}", one, passages) for one in half))


def _row(section_id: str, document_id: str, passages: Mapping[str, Passage]) -> Row:
    first = next(passage for passage in passages.values() if passage.document_id == document_id)
    row_id = f"{section_id}.{document_id}"
    claim = make_claim(f"{row_id}.event", WrittenText(first.text, (first.id,), "extraction"), passages, holds="stated")
    return Row(id=row_id, event_id=document_id, cells=(Cell(column="event", **dict(claim)),))


def _table(section_id: str, rows: tuple[Row, ...]) -> TableDraft:
    return TableDraft(section_id=section_id, thesis=None, rows=rows, effects=())


def _whole(tables: tuple[TableDraft, ...], **synthesis: Any) -> Draft:
    parts = {"keywords": (), "signals": (), "risks": (), **synthesis}
    return Draft(revision=1, tables=tables, synthesis=Synthesis(**parts))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    parser.add_argument("--show", choices=("true", "false"), help="print the texts of this label and what was found")
    parser.add_argument("--verdicts", choices=("", "inverted", "unsupported"), default="")
    options = parser.parse_args()
    report, judged = measure(options.data, options.verdicts)
    for one in _labelled(judged, options.show) if options.show else ():
        mark = "proof" if one.is_proven else "suspicion" if one.is_suspected else "-"
        print(
            f"{one.row['id']} {one.row['role']} {mark} {one.verdict} | {one.row['text']} | {' | '.join(one.messages)}"
        )
    print(json.dumps(report, ensure_ascii=False, indent=None if options.json else 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
