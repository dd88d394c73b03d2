"""What `[run] require` names and a run did not have, each only where the run had to have it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from brief.report.fallbacks import Models, in_synthesis, in_table
from brief.settings.model_settings import has_model
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.reasons import Reason, Requirement
from schemas.run import CorpusDescription, Trust

_UNREAD = ("failed", "postponed")
_OF_NO_USE: frozenset[Reason | None] = frozenset(("no_answer", "refused", "unusable", "cut_off", "question_too_long"))
"""What a model came to that gave no answer which could be looked at."""


def unmet(
    required: Sequence[Requirement],
    corpus: CorpusDescription | None,
    draft: Draft,
    models: Models,
    trust: Iterable[Trust],
) -> tuple[Requirement, ...]:
    """Those of `required`, in their order. A replay lacks the sources that its evidence was gathered without."""
    texts = _texts(draft, models)
    sources = corpus.sources if corpus else ()
    lacks: Mapping[Requirement, bool] = {
        "sources": bool(sources) and all(one.status in _UNREAD for one in sources),
        "models": any(map(_is_silent, texts.values())),
        "critic": bool(texts) and not any(one.heard == "yes" for one in trust),
    }
    return tuple(name for name in required if lacks[name])


def _texts(draft: Draft, models: Models) -> dict[str, list[tuple[Claim, Reason | None]]]:
    """By each writer that is a model."""
    texts = {
        "table_writer": chain.from_iterable(in_table(table, models) for table in draft.tables),
        "synthesis_writer": in_synthesis(draft, models),
    }
    return {role: list(found) for role, found in texts.items() if has_model(role, models)}


def _is_silent(texts: Sequence[tuple[Claim, Reason | None]]) -> bool:
    """Whether a writer was asked and none of its models gave anything that could be used, in this run or for what it
    took over.
    """
    reasons = {reason for _, reason in texts if reason}
    return bool(reasons) and reasons <= _OF_NO_USE and not any(claim.by == "model" for claim, _ in texts)
