"""How well the article on a news page is read: its text, title and date.

    python benchmarks/pages.py --data DIR [--show] [--json]

DIR holds pages/items.jsonl: the pages' bytes are files beside it, packed by gzip, and gold is what stands in the fields
`body`, `title` and `published`, where they are filled. The F1 of a text is of its words (characters where they are
Chinese), as a bag; the figure is the mean over the pages. A title is right that is gold's but for the site's name at
its end, a date that is of gold's minute; `days` counts those of gold's day.
"""

import argparse
import gzip
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from brief.documents.sources.article import Article, read_article  # noqa: E402 - this repository's
from brief.documents.sources.base import SourceFailed  # noqa: E402
from brief.documents.sources.published import parse_published  # noqa: E402

_ZONE = ZoneInfo("Asia/Shanghai")
_POOR = 0.9
_TOKEN = re.compile(r"[\u3040-\u9fff]|[^\W\u3040-\u9fff]+")


def measure(data: Path) -> dict[str, Any] | None:
    """None where the pages are not there."""
    listed = data / "pages" / "items.jsonl"
    if not listed.is_file():
        return None
    rows = [json.loads(line) for line in listed.read_text("utf-8").split("\n") if line]
    began = time.process_time()
    pages = [(row, _article(row, data / "pages")) for row in rows]
    seconds = (time.process_time() - began) / max(1, len(rows))
    return {
        "pages": len(pages),
        "unread": [row["labels"]["html"] for row, page in pages if page is None],
        "titles": [sum(_has_title(page, row["title"]) for row, page in pages), len(pages)],
        "seconds_a_page": round(seconds, 3),
        **_of_texts([(row, page) for row, page in pages if row["body"]]),
        **_of_dates([(row, page) for row, page in pages if row["published"]]),
    }


Read = tuple[Mapping[str, Any], Article | None]


def _of_texts(pages: Sequence[Read]) -> dict[str, Any]:
    scores = {row["labels"]["html"]: f1(page.text if page else "", row["body"]) for row, page in pages}
    return {
        "texts": len(scores),
        "f1": round(statistics.mean(scores.values()), 4) if scores else None,
        "poor": [(name, round(score, 2)) for name, score in scores.items() if score < _POOR],
    }


def _of_dates(pages: Sequence[Read]) -> dict[str, Any]:
    right = {
        name: sum(_is_dated(page, row["published"], form) for row, page in pages)
        for name, form in (("dates", "%F %H:%M"), ("days", "%F"))
    }
    return {name: [count, len(pages)] for name, count in right.items()}


def _article(row: Mapping[str, Any], folder: Path) -> Article | None:
    try:
        return read_article(gzip.decompress((folder / row["labels"]["html"]).read_bytes()), row["url"] or "", {})
    except SourceFailed:
        return None


def f1(text: str, gold: str) -> float:
    found, wanted = Counter(_TOKEN.findall(text.lower())), Counter(_TOKEN.findall(gold.lower()))
    common = (found & wanted).total()
    return 2 * common / max(1, found.total() + wanted.total())


def _has_title(page: Article | None, gold: str) -> bool:
    title, wanted = (_letters(text) for text in (page.title if page else "", gold))
    return bool(title) and (wanted.startswith(title) or title.startswith(wanted))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _is_dated(page: Article | None, gold: str, form: str) -> bool:
    found, wanted = (parse_published(text, _ZONE).at for text in (page.published if page else None, gold))
    return bool(found and wanted) and f"{found:{form}}" == f"{wanted:{form}}"


def _print(result: Mapping[str, Any], show: bool) -> None:
    print(f"{result['pages']} pages, not read {len(result['unread'])}, {result['seconds_a_page']} s a page")
    print(f"text F1 {result['f1']} over {result['texts']}")
    for name in ("titles", "dates", "days"):
        print(f"{name} {result[name][0]}/{result[name][1]}")
    for name, score in result["poor"] if show else ():
        print(f"  {score:.2f} {name}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="name the pages whose text is read poorly")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(options.data)
    if result is None:
        print(f"{options.data} holds no pages/items.jsonl: nothing was measured.", file=sys.stderr)
        return 0
    print(json.dumps(result)) if options.json else _print(result, options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
