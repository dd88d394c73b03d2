"""Tells a collector of a run that has ended, by OTLP over HTTP; whatever becomes of that, the run is as it is."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from threading import Thread

from brief.errors import BriefError, needing
from brief.settings.config import TelemetryConfig
from brief.settings.keys import filled
from brief.settings.proxies import safely
from brief.telemetry.spans import Told, spans_of
from schemas.run import Call, RunRecord

_SPANS = 500
"""Most in one request."""


def tell(
    settings: TelemetryConfig,
    record: RunRecord,
    calls: Sequence[Call],
    since: datetime,
    note: Callable[[str], None],
) -> None:
    """Of the calls, those that were answered since then. Says in one note what went wrong, and raises nothing."""
    if not settings.endpoint:
        return
    fresh = [one for one in calls if not one.reused and one.answered_at and one.answered_at >= since]
    told, said = Told(record, fresh, datetime.now(UTC), settings.text), list[str]()

    def try_it() -> None:
        try:
            with needing("telemetry"):
                _send(settings, told)
            said.append("")
        except BriefError as error:
            said.append(str(error))
        except Exception as error:  # noqa: BLE001 - nothing about a collector may end a run that is made
            said.append(f"it was not told of the run ({type(error).__name__}).")

    trying = Thread(target=try_it, daemon=True)
    trying.start()
    trying.join(settings.max_seconds)
    if wrong := next(iter(said), f"it was not told of the run within {settings.max_seconds:g} s."):
        note(f"[telemetry] {settings.endpoint}: {wrong}")


def _send(settings: TelemetryConfig, told: Told) -> None:
    """Raises BriefError, and what the client raises."""
    import httpx2
    from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
    from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
    from opentelemetry.sdk.resources import Resource

    from brief.telemetry.metrics import metrics_of

    version = told.record.packages.get("brief", "")
    resource = Resource.create({"service.name": "brief", "service.version": version})
    url = str(settings.endpoint)
    headers = {"content-type": "application/x-protobuf"} | {
        name: filled(value, "[telemetry] headers", None, os.environ).get_secret_value()
        for name, value in settings.headers.items()
    }
    with httpx2.Client(headers=headers, **safely(url)) as client:

        def post(path: str, body: bytes) -> None:
            answer = client.post(f"{url}/v1/{path}", content=body, timeout=settings.max_seconds)
            if not answer.is_success:
                raise BriefError(f"/v1/{path} answered {answer.status_code}.")

        spans = spans_of(told, resource)
        while part := list(islice(spans, _SPANS)):
            post("traces", encode_spans(part).SerializeToString())
        if settings.metrics and (found := metrics_of(told, resource)):
            post("metrics", encode_metrics(found).SerializeToString())
