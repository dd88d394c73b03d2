"""Whether `brief search` finds what is looked for: events of an editor, by a few words of the editor's line on them.

    python benchmarks/search.py [--data DIR] [--dense VECTORS] [--show] [--json]

DIR holds weeks/ and labels/gold_events.jsonl (default: /work/shared/data). 60 queries of two to four words, made by
rule alone: of each line (in Chinese, with names in Latin letters) the words that fewest documents hold, in the order of
the line; 40 of all its words, 20 of those in Latin letters, of events with a document in English. The editor's
weightiest events come first. Found is an event of which a document is among the first five hits in its week. `--dense`
names a vectors.sqlite with vectors of the headlines by the extra `dense`, and tells words and vectors together too.
Times are told as multiples of reading the week that is searched.
"""

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.choice.data import Data, bare  # noqa: E402 - this repository before an installed one
from benchmarks.choice.product import dense_embedder  # noqa: E402
from benchmarks.choice.shares import Share  # noqa: E402
from benchmarks.evidence import as_values, as_words  # noqa: E402
from benchmarks.labels import Label  # noqa: E402
from brief.documents.corpus import Corpus  # noqa: E402
from brief.documents.corpus.searching import EVERYWHERE, Scope  # noqa: E402
from brief.documents.ingest import file_source, ingest  # noqa: E402
from brief.embedding.embedders import Embedder  # noqa: E402
from brief.embedding.store import VECTORS  # noqa: E402
from brief.pipeline.finding import Search, find  # noqa: E402
from brief.settings.corpus_place import CorpusPlace  # noqa: E402
from brief.settings.periods import end_of_day, start_of_day  # noqa: E402
from facts.text.segmenter import words  # noqa: E402

_SHARED = Path("/work/shared/data")
_ZONE = ZoneInfo("Asia/Shanghai")
_CHINESE, _ENGLISH, _FIRST = 40, 20, 5
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*[A-Za-z0-9]")


class Query(NamedTuple):
    words: str
    lang: str
    week: str
    urls: frozenset[str]


def queries(data: Data, corpus: Corpus) -> list[Query]:
    """As told above; empty where there are no labels."""
    events = sorted(
        data.labels("gold_events"), key=lambda one: (-one["grade"], one["rank"], one["week"], one["section"])
    )
    english = {bare(one.url) for one in _everything(corpus) if one.lang == "en"}
    latin = [one for one in events if english & _urls(one) and len(_LATIN.findall(one["event"])) > 1][:_ENGLISH]
    rest = [one for one in events if one not in latin][:_CHINESE]
    chosen = [(one, "zh") for one in rest] + [(one, "en") for one in latin]
    return [_query(event, lang, 2 + number % 3, corpus) for number, (event, lang) in enumerate(chosen)]


def _query(event: Label, lang: str, most: int, corpus: Corpus) -> Query:
    text = event["event"]
    found = _LATIN.findall(text) if lang == "en" else [text[one.start : one.end] for one in words(text)]
    held = {word: len(corpus.search(word).numbers) for word in dict.fromkeys(found) if len(word) > 1}
    rare = sorted((word for word, count in held.items() if count), key=lambda word: held[word])[:most]
    return Query(" ".join(word for word in held if word in rare), lang, event["week"], _urls(event))


def _urls(event: Label) -> frozenset[str]:
    return frozenset(map(bare, event["urls"]))


def _everything(corpus: Corpus) -> Iterator[Any]:
    return corpus.numbered(number for number, *_ in corpus.titles())


def measure(folder: Path, vectors: Path | None, show: bool) -> dict[str, Any]:
    """Shares and times: of the words in the event's week, with vectors too, and of the words in all weeks."""
    data = Data(folder)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "corpus.sqlite"
        with Corpus(path) as corpus:
            ingest([file_source(week) for week in data.weeks()], corpus, _ZONE)
            corpus.index()
            asked = queries(data, corpus)
        if not asked:
            return {"skipped": data.skipped}
        found = {"words": _tried(path, asked, lambda one: _search(one, _week(one.week)), show)}
        if vectors and (embedder := dense_embedder()):
            shutil.copy(vectors, path.with_name(VECTORS))
            found["words_and_vectors"] = _tried(path, asked, lambda one: _search(one, _week(one.week), embedder), show)
        found["words_in_all_weeks"] = _tried(path, asked, lambda one: _search(one, EVERYWHERE), False)
    return found


def _search(query: Query, scope: Scope, embedder: Embedder | None = None) -> Search:
    return Search(query.words, scope, lambda _: True, embedder)


def _tried(path: Path, asked: Sequence[Query], search: Callable[[Query], Search], show: bool) -> dict[str, Any]:
    """The shares found, in all and by language, and the median time of an answer as a multiple of reading the week."""
    right: dict[str, list[bool]] = {"all": [], "zh": [], "en": []}
    ratios: list[float] = []
    for query in asked:
        taken, (hits, _) = _timed(partial(find, CorpusPlace(path), search(query), _FIRST, print))
        reading, _ = _timed(partial(_read, path, _week(query.week)))
        ratios.append(taken / reading)
        is_found = not query.urls.isdisjoint(bare(one.url) for one in hits)
        right["all"].append(is_found)
        right[query.lang].append(is_found)
        if show and not is_found:
            print(f"{query.week} {query.words!r}: {[one.title for one in hits]}", file=sys.stderr)
    shares = {name: Share(sum(found), len(found)) for name, found in right.items()}
    return {**shares, "time_p50": statistics.median(ratios), "time_most": max(ratios)}


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    value = work()
    return time.perf_counter() - begun, value


def _read(path: Path, scope: Scope) -> int:
    with Corpus(path) as corpus:
        return len(corpus.documents(scope.start, scope.end))


def _week(name: str) -> Scope:
    monday = datetime.strptime(f"{name}-1", "%G-W%V-%u").date()  # noqa: DTZ007 - a day has no zone
    return Scope(start_of_day(monday, _ZONE), end_of_day(monday + timedelta(days=6), _ZONE))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=_SHARED, help="a folder with weeks/ and labels/")
    parser.add_argument("--dense", type=Path, help="a vectors.sqlite with vectors of the weeks' headlines")
    parser.add_argument("--show", action="store_true", help="name the queries that failed")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    given = parser.parse_args()
    measured = measure(given.data, given.dense, given.show)
    print(json.dumps(as_values(measured), ensure_ascii=False) if given.json else as_words(measured))


if __name__ == "__main__":
    main()
