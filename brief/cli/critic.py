"""`brief doctor --critic`: examines the critics of the project and tells their marks."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from brief.cli import places
from brief.cli.output import columns, show
from brief.errors import UsageError
from brief.llm.budget import price_of
from brief.llm.examination import FILE
from brief.pipeline.examining import Examined, examine_critics
from brief.pipeline.hearing import told
from brief.pipeline.plan import RunOptions, plan_run
from schemas.run import Call

_UNHEARD = 2


def tell_critics(as_json: bool) -> int:
    """Raises UsageError where no model is the critic."""
    project = places.project()
    plan = plan_run(RunOptions("weekly"), project, datetime.now(UTC))
    if not plan.models.bindings["critic"].links:
        advice = 'Set a key, or bind one: [models] critic = "endpoint:model".'
        raise UsageError("no model is the critic.", where="--critic", next=advice)
    found, calls = examine_critics(plan, places.note)
    exit_code = 0 if any(one.trust.heard != "no" for one in found) else _UNHEARD
    critics = [{**one.trust.model_dump(mode="json", exclude={"critic"}), "known": one.is_known} for one in found]
    paid = {"calls": len(calls), "tokens": _tokens(calls), "cost_usd": price_of(calls)}
    result = {"exit_code": exit_code, "critics": critics, **paid}
    show(as_json, result, _lines(found, calls, str(project.base / FILE)))
    return exit_code


def _lines(found: Sequence[Examined], calls: Sequence[Call], path: str) -> Iterator[str]:
    for one in found:
        yield told(one.trust) + (" (known from before)" if one.is_known else "")
        if one.trust.by_kind:
            rows = [(score.kind, str(score.right), str(score.texts)) for score in one.trust.by_kind]
            yield from columns([("KIND", "RIGHT", "OF"), *rows])
    if calls:
        cost = price_of(calls)
        paid = "at an unknown price" if cost is None else f"${cost:.4f}"
        is_new = any(one.trust.examined and not one.is_known for one in found)
        kept = f"; the result is kept in {path}" if is_new else ""
        yield f"{len(calls)} calls, {_tokens(calls):,} tokens, {paid}{kept}"


def _tokens(calls: Sequence[Call]) -> int:
    return sum(call.input_tokens + call.output_tokens for call in calls)
