"""Shows what was rated: rows and JSON."""

from collections.abc import Sequence
from typing import Any

from brief.evaluation.rated import Rated
from schemas.rating import Rating


def rating_rows(found: Sequence[Rated]) -> list[tuple[str, ...]]:
    said = ((one, " | ".join(text.said for text in one.texts)) for one in found)
    rows = ((one.said.claim_id, _word(one), one.said.by, _comment(one), text) for one, text in said)
    return [("CLAIM", "RATING", "BY", "COMMENT", "TEXT"), *rows]


def _word(one: Rated) -> str:
    if isinstance(one.said, Rating):
        return "" if one.said.mark == "none" else one.said.mark
    other = one.said.other
    return {"better": f"better than {other}", "worse": f"worse than {other}", "even": f"as good as {other}"}[
        one.said.word
    ]


def _comment(one: Rated) -> str:
    return one.said.comment if isinstance(one.said, Rating) else ""


def rating_json(one: Rated) -> dict[str, Any]:
    return {**one.said.model_dump(mode="json"), "texts": {text.claim.id: text.said for text in one.texts}}
