"""Shows figure 9 of several reports side by side: as a table or as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from brief.cli.views.scores import json_of_ratio, number, share
from brief.evaluation.judge import Judging
from schemas.judgement import Support

_RATIOS = {
    "recall": "9 citation recall, strict",
    "recall_with_partial": "9 citation recall, partial counted",
    "precision": "9 citation precision, strict",
    "precision_with_partial": "9 citation precision, partial counted",
}
_USAGE = {
    "calls": "9 judge: calls asked",
    "reused": "9 judge: calls reused",
    "input_tokens": "9 judge: input_tokens",
    "output_tokens": "9 judge: output_tokens",
}


def as_rows(judgings: Sequence[Judging]) -> list[tuple[str, ...]]:
    """One line per figure with a column per report, then the judge and its cost."""
    kinds = sorted({kind for one in judgings for kind in one.attribution.by_kind})
    labels = (
        *_RATIOS.values(),
        "9 full / partial / none",
        *(f"9   {kind or 'other'}" for kind in kinds),
        "9 statements not judged",
        "9 judge",
        "9 judge: controls right",
        *_USAGE.values(),
        "9 judge: cost_usd",
    )
    return list(zip(labels, *(_column(one, kinds) for one in judgings), strict=True))


def as_json(judging: Judging) -> dict[str, Any]:
    """Ratios with their failures, statements by support and kind, and the calls; cost null if a price is unknown."""
    figures = judging.attribution
    return {
        "model": judging.model,
        "controls": json_of_ratio(judging.controls),
        "trusted": judging.is_trusted,
        **{key: json_of_ratio(getattr(figures, key)) for key in _RATIOS},
        "supports": dict(figures.supports),
        "by_kind": {kind: dict(counts) for kind, counts in figures.by_kind.items()},
        "uncited": figures.uncited,
        "unjudged": list(figures.unjudged),
        **{key: getattr(judging.usage, key) for key in _USAGE},
        "cost_usd": judging.cost_usd,
    }


def _column(judging: Judging, kinds: Sequence[str]) -> tuple[str, ...]:
    figures = judging.attribution
    return (
        *(share(getattr(figures, key)) for key in _RATIOS),
        _supports(figures.supports),
        *(_supports(figures.by_kind.get(kind)) for kind in kinds),
        str(len(figures.unjudged)),
        judging.model,
        share(judging.controls),
        *(number(getattr(judging.usage, key)) for key in _USAGE),
        number(judging.cost_usd),
    )


def _supports(counts: Mapping[Support, int] | None) -> str:
    return " / ".join(map(str, counts.values())) if counts else "-"
