"""What a run and its calls add to counters and histograms: tokens, seconds, dollars."""

from typing import TYPE_CHECKING, Any

from brief.telemetry import names
from brief.telemetry.spans import Told, attributes_of

if TYPE_CHECKING:
    from opentelemetry.metrics import Meter
    from opentelemetry.sdk.metrics.export import MetricsData
    from opentelemetry.sdk.resources import Resource

_OF_CALL = (names.OPERATION, names.PROVIDER, names.MODEL, names.ROLE)
"""What the figures of a call are told apart by: few values each."""


def metrics_of(told: Told, resource: "Resource") -> "MetricsData | None":
    """Of this run alone, as deltas: a process makes a run and ends."""
    from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider
    from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader

    deltas: Any = dict.fromkeys((Counter, Histogram), AggregationTemporality.DELTA)
    reader = InMemoryMetricReader(preferred_temporality=deltas)
    provider = MeterProvider([reader], resource, shutdown_on_exit=False)
    meter = provider.get_meter("brief")
    _count_calls(meter, told)
    record = told.record
    by = {names.STATUS: record.status, names.PERIOD: record.period.kind, names.JOB: record.scheduled}
    meter.create_counter(names.RUNS, "{run}").add(1, by)
    seconds = (told.ended_at - record.created_at).total_seconds()
    meter.create_histogram(names.RUN_SECONDS, "s").record(max(0.0, seconds), by)
    found = reader.get_metrics_data()
    provider.shutdown()
    return found


def _count_calls(meter: "Meter", told: Told) -> None:
    bounds: Any = {"explicit_bucket_boundaries_advisory": names.TOKEN_BOUNDS}
    tokens = meter.create_histogram(names.TOKENS, "{token}", **bounds)
    bounds = {"explicit_bucket_boundaries_advisory": names.SECOND_BOUNDS}
    seconds, cost = meter.create_histogram(names.SECONDS, "s", **bounds), meter.create_counter(names.COST, "{USD}")
    for call in told.calls:
        known = attributes_of(call, told.record)
        by = {name: known[name] for name in _OF_CALL}
        tokens.record(call.input_tokens, by | {names.TOKEN_TYPE: "input"})
        tokens.record(call.output_tokens, by | {names.TOKEN_TYPE: "output"})
        seconds.record(call.seconds, by)
        cost.add(call.cost_usd or 0.0, by)
