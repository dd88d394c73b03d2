"""How well the checks tell true claims from false ones, on claims made from a data folder's weeks/*.jsonl.

    python benchmarks/truth.py --data DIR [--json] [--show KIND]

Sentences of the documents are rephrased (true claims: other units, scales, digits, word order, other forms of a name) and
falsified (one digit, unit, scale, currency, sign, date, name, direction, caution, speaker or citation;
two of them made one). Each is made a claim and judged by the
very checks that the critic runs. The rephrasings and falsifications know nothing of how the checks read a text.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from agents.claims import WrittenText, make_claim
from agents.retriever.passages import cut_passages
from benchmarks.falsehoods import FALSIFY
from benchmarks.labels import week_documents
from benchmarks.rephrasings import REPHRASE
from brief.settings.config import load_config
from brief.settings.project import find_project
from checks.catalogue import SUSPECTED, examine
from checks.evidence_index import EvidenceIndex, make_library
from facts.text.sentences import sentences
from schemas.draft import Draft, Synthesis
from schemas.period import Period
from schemas.retrieval import Document, Passage
from schemas.table import Cell, Row, TableDraft

SEED = 20260101
PER_KIND = 280
_EVER = Period(kind="range", start=date(2000, 1, 1), end=date(2100, 1, 1), label="all")


@dataclass(frozen=True)
class Case:
    """A sentence to be told of one document, and whether it is true."""

    kind: str
    text: str
    source: str
    """The sentence it was made of."""
    true: bool
    document: Document
    """What it is said to rest on."""
    passage: Passage
    beside: "Sentence | None" = None
    """What else it is said to rest on."""

    @property
    def documents(self) -> tuple[Document, ...]:
        return (self.document, *((self.beside.document,) if self.beside else ()))

    @property
    def passages(self) -> tuple[Passage, ...]:
        return (self.passage, *((self.beside.passage,) if self.beside else ()))


@dataclass(frozen=True)
class Sentence:
    text: str
    document: Document
    passage: Passage
    neighbours: str
    """The text of its passage, by which a falsehood is told from another truth."""


def judged(case: Case, aliases: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The kinds of issue that the critic's code finds in the claim; empty where it lets it pass."""
    passages = {passage.id: passage for passage in case.passages}
    claim = make_claim("s.e1.event", WrittenText(case.text, tuple(passages), "model"), passages, holds="stated")
    cell = Cell(column="event", **dict(claim))
    table = TableDraft(section_id="s", thesis=None, rows=(Row(id="s.e1", event_id="e1", cells=(cell,)),), effects=())
    draft = Draft(revision=1, tables=(table,), synthesis=Synthesis(keywords=(), signals=(), risks=()))
    return tuple(issue.kind for issue in examine(draft, _library(case, aliases)))


def _library(case: Case, aliases: tuple[tuple[str, ...], ...]) -> EvidenceIndex:
    passages = [passage for document in case.documents for passage in cut_passages(document)]
    library = make_library(case.documents, passages, _EVER, "Asia/Shanghai")
    language = "zh" if re.search("[一-龥]", case.text) else "en"
    return replace(library, aliases=aliases, language=language)


# --- cases ------------------------------------------------------------------------------------------------------------


def cases(data: Path, per_kind: int = PER_KIND) -> Iterator[Case]:
    """True and false claims, kind by kind, the same for the same folder."""
    pool = _pool(data)
    for kind, falsify in FALSIFY.items():
        chance = random.Random(f"{SEED} {kind}")
        order = chance.sample(pool, len(pool))
        yield from _false(kind, falsify, order, chance, per_kind)
        yield from _true(kind, order, chance, per_kind)
    yield from _swapped(pool, per_kind)
    yield from _joined(pool, per_kind)


def _pool(data: Path) -> list[Sentence]:
    found: dict[str, Sentence] = {}
    for file in sorted((data / "weeks").glob("*.jsonl")):
        for document in week_documents(file):
            for passage in cut_passages(document):
                for one in sentences(passage.text):
                    if _SHORTEST <= len(one.text) <= _LONGEST and not _NO_SENTENCE.search(one.text):
                        found.setdefault(one.text, Sentence(one.text, document, passage, passage.text))
    return list(found.values())


_SHORTEST, _LONGEST = 14, 150
_NO_SENTENCE = re.compile(r"^[0-9]+[、.]|[a-z]\.(?:com|org|io|ai)/|^[\w.-]+(?:/[\w.-]+)?$", re.ASCII)
"""Addresses, names of repositories, items of a list."""
"""A sentence without who said it stands in its passage word for word."""
_AMOUNTS = ("unit", "scale", "currency", "sign")


def _false(
    kind: str,
    falsify: Callable[[str, random.Random, str], str | None],
    order: Sequence[Sentence],
    chance: random.Random,
    number: int,
) -> Iterator[Case]:
    made = 0
    for one in order:
        text = falsify(one.text, chance, one.neighbours)
        if text and text != one.text and text not in one.neighbours:
            yield Case(kind, text, one.text, False, one.document, one.passage)
            made += 1
        if made == number:
            return


def _true(kind: str, order: Sequence[Sentence], chance: random.Random, number: int) -> Iterator[Case]:
    made = 0
    rephrasings = REPHRASE[kind]
    for one in order:
        turns = (rephrasings[(made + step) % len(rephrasings)] for step in range(len(rephrasings)))
        said = (rephrase(one.text, chance, one.document.published_at) for rephrase in turns)
        quotes = kind in _AMOUNTS and "“" in one.text  # a figure within quotation marks may not be rephrased
        text = None if quotes else next((other for other in said if other and other != one.text), None)
        if text:
            yield Case(kind, text, one.text, True, one.document, one.passage)
            made += 1
        if made == number:
            return


_TELLING = re.compile(r"[0-9]|[A-Z][A-Za-z]{2,}")


def _swapped(pool: Sequence[Sentence], number: int) -> Iterator[Case]:
    """A true sentence that cites another document: by turns any, and one that shares words with it."""
    chance = random.Random(f"{SEED} citation")
    order = [one for one in chance.sample(pool, len(pool)) if _TELLING.search(one.text)]
    for place, one in enumerate(order[:number]):
        other = chance.choice(pool) if place % 2 else _similar(one, chance.sample(pool, 400))
        if _says_it_too(one, other):
            other = next(any_ for any_ in chance.sample(pool, 50) if not _says_it_too(one, any_))
        yield Case("citation", one.text, one.text, False, other.document, other.passage)
    yield from _true("citation", order[number:], chance, number)


def _joined(pool: Sequence[Sentence], number: int) -> Iterator[Case]:
    """What one document tells, told as the work of what another tells; and the two one after the other."""
    chance = random.Random(f"{SEED} joining")
    order = [one for one in chance.sample(pool, len(pool)) if _CHINESE.match(one.text)]
    made = 0
    for one, other in zip(order[::2], order[1::2], strict=False):
        cause, result = _CLAUSE_MARK.split(one.text)[0], _CLAUSE_MARK.split(other.text.rstrip("。"))[-1]
        if min(len(cause), len(result)) < _SHORTEST or _says_it_too(one, other):
            continue
        text = f"{cause}，{chance.choice(_LINKS)}{result}"
        yield Case("joining", text, f"{one.text} / {other.text}", False, one.document, one.passage, other)
        yield Case("joining", f"{one.text}{other.text}", one.text, True, one.document, one.passage, other)
        made += 1
        if made == number:
            return


_CHINESE = re.compile(r"[\u4e00-\u9fff].*。$")
_CLAUSE_MARK = re.compile(r"[，：；。]+")
_LINKS = ("推动了", "带动", "使", "导致", "促进了", "构建")


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def _similar(one: Sentence, others: Sequence[Sentence]) -> Sentence:
    pairs = _pairs(one.text)
    known = [other for other in others if other.document.id != one.document.id]
    return max(known, key=lambda other: len(pairs & _pairs(other.neighbours)) / (20 + len(other.neighbours)))


def _says_it_too(one: Sentence, other: Sentence) -> bool:
    """The other document reports the same: it has all of the sentence's figures and half of its words."""
    told = " ".join(filter(None, (other.document.title, other.document.summary, other.document.body)))
    pairs = _pairs(one.text)
    return one.document.id == other.document.id or len(pairs & _pairs(told)) * 2 > len(pairs)


# --- the measure ------------------------------------------------------------------------------------------------------


SUSPICIONS = SUSPECTED
"""Kinds of issue that prove nothing."""


def measure(found: Sequence[tuple[Case, tuple[str, ...]]]) -> dict[str, Any]:
    """Per kind and over all: how many false claims, and which share of false and of true ones was proved false or only

    suspected.
    """
    kinds = dict.fromkeys(case.kind for case, _ in found)
    return {
        "kinds": {kind: _scores([one for one in found if one[0].kind == kind]) for kind in kinds},
        "all": _scores(found),
    }


def _scores(found: Sequence[tuple[Case, tuple[str, ...]]]) -> dict[str, Any]:
    false = [issues for case, issues in found if not case.true]
    true = [issues for case, issues in found if case.true]
    return {
        "n": len(false),
        "n_true": len(true),
        "false_proved": _share(false, proves),
        "false_suspected": _share(false, only_suspects),
        "true_rejected": _share(true, proves),
        "true_suspected": _share(true, only_suspects),
    }


def proves(issues: Sequence[str]) -> bool:
    return not SUSPICIONS.issuperset(issues)


def only_suspects(issues: Sequence[str]) -> bool:
    return bool(issues) and not proves(issues)


def _share(found: Sequence[tuple[str, ...]], holds: Callable[[Sequence[str]], bool]) -> float | None:
    return round(sum(map(holds, found)) / len(found), 4) if found else None


def _printed(result: Mapping[str, Any]) -> str:
    rows = [*result["kinds"].items(), ("all", result["all"])]
    return "\n".join(
        f"{kind:10} {one['n']:5} false, proved {one['false_proved']:7.2%}, suspected {one['false_suspected']:7.2%}   "
        f"{one['n_true']:5} true, rejected {one['true_rejected']:7.2%}, suspected {one['true_suspected']:7.2%}"
        for kind, one in rows
    )


def _show(found: Sequence[tuple[Case, tuple[str, ...]]], kind: str) -> None:
    """Every miss and false alarm of a kind, for one's own eyes."""
    for case, issues in found:
        if case.kind == kind and bool(issues) == case.true:
            sys.stderr.write(
                f"{'REJECTED ' + '+'.join(issues) if case.true else 'MISSED'}\n  {case.text}\n  {case.source}\n"
                f"  [{case.passage.text[:400]}]\n"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with weeks/*.jsonl")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--show", help="write the misses and false alarms of this kind to stderr")
    parser.add_argument("--per-kind", type=int, default=PER_KIND)
    arguments = parser.parse_args()
    aliases = load_config(find_project(Path(__file__).parent).config).names.aliases
    found = [(case, judged(case, aliases)) for case in cases(arguments.data, arguments.per_kind)]
    if arguments.show:
        _show(found, arguments.show)
    result = measure(found)
    print(json.dumps(result, ensure_ascii=False) if arguments.json else _printed(result))
    counts = Counter(issue for case, issues in found if not case.true for issue in set(issues))
    sys.stderr.write(f"{dict(counts)}\n" if arguments.show else "")


if __name__ == "__main__":
    main()
