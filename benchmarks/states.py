"""Whether a row about what was denied, stopped or taken back within its week tells so.

    python benchmarks/states.py --data DIR [--json]

DIR has weeks/<week>.jsonl. states.jsonl beside this file holds our labels: of each story the documents that tell only
the earlier state and those that tell the later one, by a hash of their addresses; of kind `none`, two documents of
which the second undoes nothing. For every story a row is made about its earlier state, and asked: is the later one
told by code, beside the row or in its own event? Is it shown to a writer, who can read? Weeks that DIR lacks are left
out.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agents.retriever import retrieve
from agents.section_classifier.evidence import EventFiles
from benchmarks.choice.data import bare
from benchmarks.labels import Label, week_documents
from brief.pipeline.plan import RunOptions, plan_run
from brief.settings.project import find_project
from schemas.classification import Evidence
from schemas.retrieval import Document, Event, Retrieval

_ROOT = Path(__file__).resolve().parents[1]
_LABELS = Path(__file__).with_suffix(".jsonl")
_ALL = "run.max_events=100000"
"""Most of these stories are no news of the shipped sections: here each gets its row."""


def measured(data: Path) -> dict[str, dict[str, int]]:
    """By how sure the label is, or `none`: counts of stories."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for week, stories in _by_week().items():
        file = data / "weeks" / f"{week}.jsonl"
        if file.is_file():
            retrieval = _retrieved(file)
            for story in stories:
                group = "none" if story["kind"] == "none" else story["sure"]
                found[group].update(_counted(story, retrieval))
    return {group: dict(counts) for group, counts in found.items()}


def _by_week() -> Mapping[str, list[Label]]:
    found: dict[str, list[Label]] = defaultdict(list)
    for line in _LABELS.read_text("utf-8").splitlines():
        story = json.loads(line)
        found[story["week"]].append(story)
    return found


def _retrieved(file: Path) -> tuple[Retrieval, EventFiles]:
    day = datetime.strptime(f"{file.stem}-7", "%G-W%V-%u").date()  # noqa: DTZ007 - a day has no zone
    options = RunOptions(period=file.stem, as_of=str(day), offline=True, overrides=(_ALL,))
    request = plan_run(options, find_project(_ROOT), datetime.now(UTC)).request
    retrieval = retrieve(request, week_documents(file))
    return retrieval, EventFiles(retrieval, request.sections)


def _counted(story: Label, week: tuple[Retrieval, EventFiles]) -> Iterator[str]:
    retrieval, files = week
    before = _ids(retrieval.documents, story["before"])
    after = _ids(retrieval.documents, story["after"])
    event = next((one for one in retrieval.events if before.intersection(one.document_ids)), None)
    if not event or not after:
        yield "left out"
        return
    row = files.evidence(event, "", files.near(event, _others(retrieval, event)))
    told, shown = _told(row), {one.id for one in row.documents}
    yield "stories"
    yield from ("told by code",) * bool(after & told)
    yield from ("shown to a writer",) * bool(after & shown)
    yield from ("another told by code",) * bool(told - after - set(event.document_ids))


def _others(retrieval: Retrieval, event: Event) -> Iterator[Event]:
    return (one for one in retrieval.events if one.story_id == event.story_id and one is not event)


def _told(row: Evidence) -> set[str]:
    """Of its own event, and what stands beside it: the likeliest that is certain."""
    certain = [one.document_id for one in row.later if one.is_certain][:1]
    return {*row.event.document_ids, *certain}


def _ids(documents: Iterable[Document], hashes: Iterable[str]) -> set[str]:
    known = set(hashes)
    return {one.id for one in documents if known & {_hash(bare(one.url)), _hash(f"title:{one.title}")}}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measured(given.data)
    if given.json:
        print(json.dumps(found))
        return
    for group, counts in found.items():
        print(f"{group:8}", ", ".join(f"{name} {count}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
