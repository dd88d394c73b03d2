"""Whether feeds of the conformance suites of other readers are read as each file says that it must be.

    python benchmarks/conformance.py --data DIR [--show] [--json]

DIR holds feeds/manifest.jsonl and the files that it names: those of one suite say in a Python expression what a parse
must give, those of another have a file of JSON beside them. Each is served by a real HTTP server with the headers that
it asks for and then with wrong ones, fetched and read. Of every entry that a file expects something of, its title,
link and dates are compared. What Brief means to do otherwise counts as the same: a title is compared without markup and
entities, and a relative address is resolved by the address that was asked, not by what `Content-Location` says.
"""

import argparse
import ast
import html
import json
import re
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from brief.documents.sources.base import RawDocument, SourceFailed  # noqa: E402 - this repository's
from brief.documents.sources.feed import feed_entries  # noqa: E402
from brief.documents.sources.fetching import Manner, fetch  # noqa: E402
from brief.documents.sources.published import parse_published  # noqa: E402
from facts.text.cleaning import clean_html  # noqa: E402

HEADERS: Mapping[str, dict[str, str] | None] = {
    "right": None,
    "none": {},
    "western": {"Content-Type": "text/html; charset=iso-8859-1"},
    "utf-8": {"Content-Type": "text/plain; charset=utf-8"},
    "nonsense": {"Content-Type": "image/png; charset=x-none"},
}
"""Under each name what is sent; None for what the file asks for."""
_HANGS_SECONDS = 10


class Expected(NamedTuple):
    entry: int
    key: str
    value: Any


class Difference(NamedTuple):
    path: str
    headers: str
    expected: Expected
    got: str


def measure(data: Path) -> dict[str, Any] | None:
    """None where the files are not there."""
    manifest = data / "feeds" / "manifest.jsonl"
    if not manifest.is_file():
        return None
    rows = [json.loads(line) for line in manifest.read_text("utf-8").split("\n") if line]
    result: dict[str, Any] = {"files": len(rows), "crashes": [], "hangs": [], "headers": {}}
    differences: list[Difference] = []
    for name, headers in HEADERS.items():
        compared = {"title": [0, 0], "link": [0, 0], "date": [0, 0]}
        with served(data / "feeds", headers) as address:
            for row in rows:
                for kind, difference in _compared(row, data / "feeds", address, name, result):
                    compared[kind][1] += 1
                    compared[kind][0] += difference is None
                    differences += [difference] if difference else []
        result["headers"][name] = compared
    result["differences"] = [one._asdict() | {"expected": list(one.expected)} for one in differences]
    return result


def _compared(
    row: Mapping[str, Any], folder: Path, address: str, headers: str, result: dict[str, Any]
) -> Iterator[tuple[str, Difference | None]]:
    began = time.monotonic()
    url = f"{address}/{row['path']}"
    try:
        entries = _entries(url)
    except SourceFailed:
        entries = []
    except Exception as error:  # noqa: BLE001 - a crash is what is counted
        result["crashes"].append(f"{row['path']} ({headers}): {type(error).__name__}: {error}")
        return
    if time.monotonic() - began > _HANGS_SECONDS:
        result["hangs"].append(row["path"])
    for expected in expectations(row, folder, address):
        got = entries[expected.entry] if expected.entry < len(entries) else None
        kind = "title" if expected.key.startswith("title") else "link" if expected.key == "link" else "date"
        same = got is not None and _same(got, expected, url)
        yield kind, None if same else Difference(row["path"], headers, expected, repr(got)[:300])


def _entries(url: str) -> list[RawDocument]:
    fetched = fetch(url, how=Manner(allow_private=True))
    items = feed_entries(fetched.content, fetched.headers, fetched.url) if fetched else ()
    return [item for item in items if isinstance(item, RawDocument)]


# -- what a file expects ---------------------------------------------------------------------------------------------


def expectations(row: Mapping[str, Any], folder: Path, address: str) -> list[Expected]:
    if row.get("gold"):
        return list(_of_gold(json.loads((folder / row["gold"]).read_text("utf-8"))))
    return list(_of_expression(row.get("expect") or "", f"{address}/{row['path']}"))


_KEYS = ("title", "title_detail", "link", "published", "updated", "created", "published_parsed", "updated_parsed")


_ENTRY = re.compile(r"entries\[(\d+)\](?:\['(\w+)'\]|\.(\w+))(?:\['value'\])?")


def _of_expression(expression: str, url: str) -> Iterator[Expected]:
    """What `entries[0]['title'] == 'x' and …` says of entries, also where several are compared at once."""
    expression = expression.replace("http://127.0.0.1:8097", url.partition("/feedparser")[0])
    for compare in (node for node in ast.walk(ast.parse(expression.strip() or "0")) if isinstance(node, ast.Compare)):
        *sides, last = compare.left, *compare.comparators
        if isinstance(last, ast.Constant | ast.Tuple) and {type(one) for one in compare.ops} == {ast.Eq}:
            for side in sides:
                yield from _of_side(ast.unparse(side).replace('"', "'"), ast.literal_eval(last))


def _of_side(side: str, value: Any) -> Iterator[Expected]:
    found = _ENTRY.fullmatch(side)
    key = (found[2] or found[3]) if found else ""
    if found and key in _KEYS and side.endswith("['value']") == (key == "title_detail"):
        yield Expected(int(found[1]), key, value)


def _of_gold(gold: Mapping[str, Any]) -> Iterator[Expected]:
    for number, entry in enumerate(gold["entries"]):
        if entry["title"]:
            yield Expected(number, "title", entry["title"]["content"])
        links = [link["href"] for link in entry["links"] if link["rel"] in (None, "alternate")]
        if links:
            yield Expected(number, "link", links[0])
        if entry["published"] or entry["updated"]:
            yield Expected(number, "published_parsed", entry["published"] or entry["updated"])


# -- comparing -------------------------------------------------------------------------------------------------------


def _same(got: RawDocument, expected: Expected, url: str) -> bool:
    value = expected.value
    if expected.key.startswith("title"):
        return _bare(got.title) in {_bare(form) for form in (value, clean_html(value), html.unescape(value))}
    if expected.key == "link":
        return _address(got.url, url) == _address(value, url)
    at = parse_published(got.published, UTC).at
    if expected.key.endswith("_parsed"):
        told = "{}-{}-{} {}:{}:{}".format(*value) if isinstance(value, tuple) else value
        return at == parse_published(told, UTC).at
    return bool(got.published == value)


def _bare(text: str) -> str:
    return " ".join(text.split())


def _address(address: str, url: str) -> str:
    """An address as all write it: absolute, the host in small letters, the example's host for the one asked."""
    parts = urlsplit(urljoin(url, address))
    asked = urlsplit(url)
    host = parts.netloc.lower() if parts.netloc != asked.netloc else _NAMED_HOST
    path = parts.path.removeprefix(asked.path.rpartition("/")[0]) if host == _NAMED_HOST else parts.path
    return f"{host}{path}".rstrip("/") + parts.query


_NAMED_HOST = "example.com"
"""The host that the files of one suite name in `Content-Location`."""


# -- serving ---------------------------------------------------------------------------------------------------------


@contextmanager
def served(folder: Path, headers: dict[str, str] | None) -> Iterator[str]:
    """The files of a folder on loopback, with these headers, or with those that each file asks for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = (folder / self.path.lstrip("/")).read_bytes()
            self.send_response(200)
            for name, value in (_asked_for(content) if headers is None else headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _asked_for(content: bytes) -> dict[str, str]:
    comment = content[:2000].replace(b"\0", b"").decode("latin-1").partition("-->")[0]
    asked = dict(re.findall(r"^Header:\s*([\w-]+):\s*(.*?)\s*$", comment, re.MULTILINE))
    return {"Content-Type": "application/xml", **{name.title(): value for name, value in asked.items()}}


def _print(result: Mapping[str, Any], show: bool) -> None:
    print(f"{result['files']} files; crashes {len(result['crashes'])}, hangs {len(result['hangs'])}")
    for crash in result["crashes"]:
        print(f"  {crash}")
    for name, compared in result["headers"].items():
        print(f"{name:10}", "  ".join(f"{kind} {same}/{all_of}" for kind, (same, all_of) in compared.items()))
    for difference in result["differences"] if show else ():
        print(difference["path"], difference["headers"], difference["expected"], "->", difference["got"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print every difference")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(options.data)
    if result is None:
        print(f"{options.data} holds no feeds/manifest.jsonl: nothing was measured.", file=sys.stderr)
        return 0
    print(json.dumps(result)) if options.json else _print(result, options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
