"""The spans of a run: one of its own, one a step, one a call, with the times at which they happened.

Their ids follow from the run's id: who sends a run twice, because it was gone on with, sends the same spans.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from brief.settings.model_settings import split_link
from brief.telemetry import names
from schemas.run import Call, RunRecord

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext, SpanKind


@dataclass(frozen=True)
class Told:
    """What is told of a run."""

    record: RunRecord
    calls: Sequence[Call]
    """Those that it paid for, and that were not told before."""
    ended_at: datetime
    has_text: bool = False
    """Whether prompts and answers are told."""


def spans_of(told: Told, resource: "Resource") -> "Iterator[ReadableSpan]":
    from opentelemetry.trace import SpanKind, Status, StatusCode

    record, spans = told.record, _Spans(told.record.run_id, resource)
    failed = Status(StatusCode.ERROR) if record.error else Status(StatusCode.OK)
    times = (record.created_at, told.ended_at)
    yield spans.span(f"run {record.period.kind}", "", None, times, _of_run(record), status=failed)
    steps = [
        (one.step, one.started_at, one.started_at + timedelta(seconds=one.seconds))
        for one in record.timings
        if one.started_at
    ]
    for number, (step, *between) in enumerate(steps):
        yield spans.span(f"step {step}", _key(number), "", (between[0], between[1]), {names.STEP: step})
    for call in told.calls:
        end = call.answered_at or told.ended_at
        times = (end - timedelta(seconds=call.seconds), end)
        attributes = attributes_of(call, record) | (_texts(call) if told.has_text else {})
        name = f"{names.CHAT} {attributes[names.MODEL]}"
        yield spans.span(name, call.key, _parent(call, steps), times, attributes, kind=SpanKind.CLIENT)


def attributes_of(call: Call, record: RunRecord) -> dict[str, Any]:
    """Without any text of the call."""
    endpoint, model = split_link(call.model)
    kind = record.configuration.get("endpoints", {}).get(endpoint, {}).get("kind")
    settings = record.configuration.get("models", {}).get("settings", {}).get(call.role, {})
    return _known(
        {
            names.OPERATION: names.CHAT,
            names.PROVIDER: kind or endpoint,
            names.MODEL: model,
            names.MOST_TOKENS: settings.get("max_output_tokens"),
            names.RESPONSE: call.request_id,
            names.FINISH: (call.finish,),
            names.INPUT: call.input_tokens,
            names.CACHED: call.cached_tokens,
            names.OUTPUT: call.output_tokens,
            names.COST: call.cost_usd,
            names.ROLE: call.role,
            names.PURPOSE: call.purpose,
            names.ATTEMPTS: call.attempts,
            names.PROMPT: call.prompt_version,
            names.BATCH: call.batch,
        }
    )


def _of_run(record: RunRecord) -> dict[str, Any]:
    return _known(
        {
            names.RUN: record.run_id,
            names.STATUS: record.status,
            names.EXIT: record.exit_code,
            names.ERROR: str(record.exit_code) if record.error else None,
            names.PERIOD: record.period.label,
            names.FORMATS: record.formats,
            names.LANGUAGE: record.language,
            names.JOB: record.scheduled,
            names.PARENT: record.parent,
            names.CALLS: record.usage.calls,
            names.REUSED: record.usage.reused,
            names.FALLBACKS: record.usage.fallbacks,
            names.INPUT: record.usage.input_tokens,
            names.OUTPUT: record.usage.output_tokens,
            names.COST: record.cost_usd,
            names.OPEN: record.open_issues,
            names.DOCUMENTS: record.corpus.documents if record.corpus else None,
        }
    )


def _texts(call: Call) -> dict[str, Any]:
    answer = {"role": "assistant", "parts": [_part(call.answer)], "finish_reason": call.finish}
    return {
        names.INSTRUCTIONS: _json([_part(call.system)]),
        names.ASKED: _json([{"role": "user", "parts": [_part(call.user)]}]),
        names.ANSWERED: _json([answer]),
    }


def _part(text: str) -> dict[str, str]:
    return {"type": "text", "content": text}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _known(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None and value != ""}


def _parent(call: Call, steps: Sequence[tuple[str, datetime, datetime]]) -> str:
    """The step that asked; of several formats' of one name, that which lasted when the answer came. Else the run."""
    named = [number for number, (step, *_) in enumerate(steps) if step == call.step]
    lasting = [number for number in named if call.answered_at and call.answered_at <= steps[number][2]]
    return next(map(_key, (*lasting, *named)), "")


def _key(number: int) -> str:
    return f"step {number}"


@dataclass(frozen=True)
class _Spans:
    run: str
    resource: "Resource"

    def span(
        self,
        name: str,
        key: str,
        parent: str | None,
        times: tuple[datetime, datetime],
        attributes: Mapping[str, Any],
        **more: "SpanKind | Any",
    ) -> "ReadableSpan":
        """`key`: by which others name it as their parent; the run's is empty."""
        from opentelemetry.sdk.trace import ReadableSpan
        from opentelemetry.sdk.util.instrumentation import InstrumentationScope

        above = None if parent is None else self._context(parent)
        start, end = (int(one.timestamp() * 1_000_000_000) for one in times)
        fixed = {"resource": self.resource, "instrumentation_scope": InstrumentationScope("brief")}
        told: Any = {"context": self._context(key), "parent": above, "attributes": attributes, **fixed, **more}
        return ReadableSpan(name, start_time=start, end_time=end, **told)

    def _context(self, key: str) -> "SpanContext":
        from opentelemetry.trace import SpanContext, TraceFlags

        trace, span = _number(self.run, 16), _number(f"{self.run} {key}", 8)
        return SpanContext(trace, span, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED))


def _number(text: str, size: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:size], "big")
