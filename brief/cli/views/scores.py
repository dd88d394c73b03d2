"""Shows the scores of several reports side by side: as a table or as JSON."""

from collections.abc import Sequence
from typing import Any

from brief.evaluation.scores import Ratio, Scores

_RATIOS = {
    "own_words": "0 own words: not by extraction",
    "link_coverage": "1 links: statements with one",
    "link_validity": "2 links: in the evidence",
    "figures_borne_out": "3 figures in the cited documents",
    "names_borne_out": "4 names in the cited documents",
    "quotes_exact": "5 quotes: exact",
    "rows_told_once": "6 rows told once",
    "signals_joined": "7 signals of 2 rows and sections",
    "synthesis_figures_with_row": "7 figures of the synthesis in a row",
    "gold_covered": "8 gold events covered",
}
_COUNTS = {
    "statements": "statements",
    "characters": "characters of their texts",
    "rows": "rows",
    "unchecked": "statements not checked in 3 and 4",
}
_COST = (
    *("calls", "repairs", "reused", "fallbacks", "dropped"),
    *("input_tokens", "output_tokens", "cost_usd", "seconds"),
)
Named = tuple[str, Scores]


def as_rows(scored: Sequence[Named]) -> list[tuple[str, ...]]:
    """A header, then one line per figure with a column per report; `-` for an unknown figure."""
    scores = [one for _, one in scored]
    return [
        ("", *(name for name, _ in scored)),
        *figure_rows(scores),
        *((f"10 {key}", *(number(one.cost[key] if one.cost is not None else None) for one in scores)) for key in _COST),
    ]


def figure_rows(scores: Sequence[Scores | None]) -> list[tuple[str, ...]]:
    """One line per figure except cost; `-` for an unknown figure."""
    return [
        *((label, *(number(getattr(one, key, None)) for one in scores)) for key, label in _COUNTS.items()),
        *((label, *(share(getattr(one, key, None)) for one in scores)) for key, label in _RATIOS.items()),
    ]


def as_json(scored: Sequence[Named]) -> dict[str, Any]:
    """{"reports": [{"name", counts, ratios with failures, "cost"}]}; null for an unknown figure."""
    return {"reports": [{"name": name, **figures(scores)} for name, scores in scored]}


def figures(scores: Scores) -> dict[str, Any]:
    """Counts, ratios with failures, cost."""
    return {
        **{key: getattr(scores, key) for key in _COUNTS},
        **{key: json_of_ratio(getattr(scores, key)) for key in _RATIOS},
        "cost": None if scores.cost is None else dict(scores.cost),
    }


def json_of_ratio(ratio: Ratio | None) -> dict[str, Any] | None:
    """A ratio with its failures; None if it is unknown."""
    if ratio is None:
        return None
    return {"good": ratio.good, "all": ratio.all, "share": ratio.share, "failed": list(ratio.failed)}


def share(ratio: Ratio | None) -> str:
    """Per cent and the counts behind it; `-` if there is nothing to count."""
    if ratio is None or ratio.share is None:
        return "-"
    return f"{ratio.share:.1%} ({ratio.good}/{ratio.all})"


def number(value: float | None) -> str:
    """A count or amount; `-` if unknown."""
    return "-" if value is None else f"{value:,.6g}"
