"""Shows the scores of several reports side by side, and figure 9 of those that were judged: as a table or as JSON."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brief.evaluation.scores import Ratio, Scores

if TYPE_CHECKING:
    from brief.evaluation.judge import Judging
    from schemas.judgement import Support

WORDS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
_RATIOS, _COUNTS = WORDS["ratios"], WORDS["counts"]
_OF_EDITIONS = "as_first"
_COST = "calls repairs reused fallbacks dropped input_tokens output_tokens cost_usd seconds".split()
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
    """One line per figure except cost; `-` for an unknown figure. How far editions agree, where there are."""
    ratios = [(key, label, [getattr(one, key, None) for one in scores]) for key, label in _RATIOS.items()]
    return [
        *((label, *(number(getattr(one, key, None)) for one in scores)) for key, label in _COUNTS.items()),
        *((label, *map(share, found)) for key, label, found in ratios if key != _OF_EDITIONS or any(found)),
    ]


def as_json(scored: Sequence[Named]) -> dict[str, Any]:
    """{"reports": [{"name", counts, ratios with failures, "cost"}]}; null for an unknown figure."""
    return {"reports": [{"name": name, **figures(scores)} for name, scores in scored]}


def figures(scores: Scores) -> dict[str, Any]:
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
    return "-" if value is None else f"{value:,.6g}"


_JUDGED, _USAGE = WORDS["judged"], WORDS["judge"]


def judged_rows(judgings: Sequence["Judging"]) -> list[tuple[str, ...]]:
    """One line per figure with a column per report, then the judge and its cost."""
    kinds = sorted({kind for one in judgings for kind in one.attribution.by_kind})
    of_kinds = (f"9   {kind or 'other'}" for kind in kinds)
    of_statements = ("9 full / partial / none", *of_kinds, "9 statements not judged")
    of_judge = ("9 judge", "9 judge: controls right", *_USAGE.values(), "9 judge: cost_usd")
    labels = (*_JUDGED.values(), *of_statements, *of_judge)
    return list(zip(labels, *(_column(one, kinds) for one in judgings), strict=True))


def judged_json(judging: "Judging") -> dict[str, Any]:
    """Ratios with their failures, statements by support and kind, and the calls; cost null if a price is unknown."""
    figures = judging.attribution
    return {
        "model": judging.model,
        "controls": json_of_ratio(judging.controls),
        "trusted": judging.is_trusted,
        **{key: json_of_ratio(getattr(figures, key)) for key in _JUDGED},
        "supports": dict(figures.supports),
        "by_kind": {kind: dict(counts) for kind, counts in figures.by_kind.items()},
        "uncited": figures.uncited,
        "unjudged": list(figures.unjudged),
        **{key: getattr(judging.usage, key) for key in _USAGE},
        "cost_usd": judging.cost_usd,
    }


def _column(judging: "Judging", kinds: Sequence[str]) -> tuple[str, ...]:
    figures = judging.attribution
    return (
        *(share(getattr(figures, key)) for key in _JUDGED),
        _supports(figures.supports),
        *(_supports(figures.by_kind.get(kind)) for kind in kinds),
        str(len(figures.unjudged)),
        judging.model,
        share(judging.controls),
        *(number(getattr(judging.usage, key)) for key in _USAGE),
        number(judging.cost_usd),
    )


def _supports(counts: Mapping["Support", int] | None) -> str:
    return " / ".join(map(str, counts.values())) if counts else "-"
