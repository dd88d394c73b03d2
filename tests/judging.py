"""Claims judged beside one quote, for tables of hard cases: claim | quote | verdict."""

from collections.abc import Iterable
from dataclasses import replace

from builders import WEEK, cell, cite, document, draft, passage, row, table

from checks.base import Check
from checks.evidence_index import EvidenceIndex, make_library
from schemas.draft import Draft

ALIASES = (
    ("英伟达", "NVIDIA", "Nvidia"),
    ("阿里巴巴", "阿里", "Alibaba"),
    ("台积电", "TSMC"),
    ("微软", "Microsoft"),
    ("谷歌", "Google"),
    ("OpenAI",),
    ("Anthropic",),
    ("特斯拉", "Tesla"),
    ("宁德时代", "CATL"),
    ("比亚迪", "BYD"),
    ("马斯克", "Elon Musk", "埃隆·马斯克"),
    ("中国石油", "中石油", "CNPC"),
    ("中国石化", "中石化"),
    ("美国", "U.S.", "US", "美方"),
    ("中国", "China", "中方"),
    ("伊朗", "Iran"),
    ("日本", "Japan"),
    ("招商银行", "招行"),
)


def cases(table_of: str) -> list[tuple[str, str, bool]]:
    """The lines of a table: claim | quote | ok or no."""
    rows = [[part.strip() for part in line.split(" | ")] for line in table_of.strip().splitlines() if line.strip()]
    return [(claim, quote, verdict == "ok") for claim, quote, verdict in rows]


def one_claim(text: str, quote: str, kind: str = "stated") -> tuple[Draft, EvidenceIndex]:
    """A draft of one cell that cites a document which says `quote` and nothing else, published on 7 January 2026."""
    stated = cell("s.e1", "event", text, cite("d1", quote)).model_copy(update={"kind": kind})
    rows = row("s", "e1", text).model_copy(update={"cells": (stated,)})
    library = make_library((document(quote, id="d1"),), (passage("d1", 1, quote),), WEEK, "Asia/Shanghai")
    return draft(table("s", rows)), replace(library, aliases=ALIASES)


def passes(text: str, quote: str, checks: Iterable[Check], kind: str = "stated") -> bool:
    """No one of the checks finds anything."""
    given, library = one_claim(text, quote, kind)
    return not any(list(check.issues(given, library)) for check in checks)
