"""The batches of both vendors on the fake server: files and batches of OpenAI, message batches of Anthropic."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from itertools import count
from typing import Any

Json = dict[str, Any]
Answered = Callable[[str, Json], Json]
"""(path of the API, a request's body) -> the answer's body."""
_ERROR = {"type": "error", "error": {"type": "invalid_request_error", "message": "the server would not"}}


@dataclass
class Sent:
    """A batch as it came."""

    id: str
    requests: dict[str, Json]
    """Bodies by custom id."""
    path: str
    """Of the API that they are for."""
    looks: int = 0
    cancelled: bool = False
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    metadata: Json = field(default_factory=dict)


@dataclass
class BatchDesk:
    """What a test sees of the batches, and how they go."""

    answered: Answered
    looks: int = 1
    """How often a batch is asked for until it has ended."""
    refuses: list[int] = field(default_factory=list)
    """Status of the first attempts to send one."""
    unheard: int = 0
    """How many of the next batches are made, and their creation answered with 503."""
    lists: bool = True
    """Whether it shows what batches it has."""
    troubles: list[int | bytes] = field(default_factory=list)
    """Status of the first looks, or what is said with 200."""
    ends: str = "completed"
    """As OpenAI says of a whole batch: completed, failed, expired."""
    ends_when_cancelled: bool = False
    """At once, with what was answered by then."""
    lost: Callable[[Json], str | None] = lambda _: None
    """How a request ends that is not answered: errored, expired, canceled, missing, unreadable, odd."""
    batches: list[Sent] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)
    uploads: Iterator[int] = field(default_factory=count)

    def serve(self, method: str, path: str, content_type: str, raw: bytes) -> tuple[int, str, bytes] | None:
        """Status, content type and body; None for a path that is no batch's."""
        for pattern, serve in _ROUTES:
            if found := re.fullmatch(pattern, f"{method} {path}"):
                status, body = serve(self, *found.groups(), *([content_type, raw] if method == "POST" else []))
                text = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
                return status, "application/json", text
        return None

    # -- OpenAI -------------------------------------------------------------------------------------------------------

    def upload(self, content_type: str, raw: bytes) -> tuple[int, Any]:
        if self.refuses:
            return self.refuses.pop(0), _ERROR
        parts: Any = message_from_bytes(f"Content-Type: {content_type}\n\n".encode() + raw).get_payload()
        told: dict[str, bytes] = {
            str(one.get_param("name", header="content-disposition")): one.get_payload(decode=True) for one in parts
        }
        assert told["purpose"] == b"batch"
        name = f"file-{next(self.uploads)}"
        self.files[name] = told["file"]
        shape = {"object": "file", "bytes": len(told["file"]), "created_at": 1, "filename": "brief.jsonl"}
        return 200, {"id": name, "purpose": "batch", "status": "processed", **shape}

    def create(self, _: str, raw: bytes) -> tuple[int, Any]:
        asked = json.loads(raw)
        lines = [json.loads(line) for line in self.files[asked["input_file_id"]].splitlines()]
        assert {(line["method"], line["url"]) for line in lines} == {("POST", asked["endpoint"])}
        assert len({line["body"]["model"] for line in lines}) == 1
        requests = {line["custom_id"]: line["body"] for line in lines}
        assert len(requests) == len(lines)
        made = Sent(f"batch_{next(self.numbers)}", requests, asked["endpoint"], metadata=asked["metadata"])
        return self._heard(self._batch(self._sent(made)))

    def listed(self) -> tuple[int, Any]:
        return self._listed(self._batch)

    def retrieve(self, name: str) -> tuple[int, Any]:
        return self._troubled() or (200, self._batch(self._looked_at(name)))

    def cancel(self, name: str, *_: object) -> tuple[int, Any]:
        found = self._named(name)
        found.cancelled = True
        return 200, self._batch(found)

    def content(self, name: str) -> tuple[int, Any]:
        return 200, self.files[name]

    def _batch(self, one: Sent) -> Json:
        status = self.ends if self._has_ended(one) else "cancelling" if one.cancelled else "in_progress"
        shape: Json = {
            "object": "batch",
            "completion_window": "24h",
            "input_file_id": "file-0",
            "metadata": one.metadata,
        }
        told = shape | {"created_at": int(one.at.timestamp()), "id": one.id, "endpoint": one.path, "status": status}
        if status == "failed":
            return told | {
                "errors": {"object": "list", "data": [{"code": "token_limit_exceeded", "message": "too many"}]}
            }
        if self._has_ended(one):
            lines = [self._openai_line(one, name, body) for name, body in one.requests.items()]
            self.files |= {f"out-{one.id}": _lines(lines, "response"), f"err-{one.id}": _lines(lines, "error")}
            told |= {"output_file_id": f"out-{one.id}", "error_file_id": f"err-{one.id}"}
        return told

    def _openai_line(self, one: Sent, name: str, body: Json) -> Json | str | None:
        lost = self._how(one.path, body)
        line: Json = {"id": f"batch_req_{name[:4]}", "custom_id": name, "response": None, "error": None}
        if lost in ("missing", "unreadable"):
            return None if lost == "missing" else '{"custom_id": "' + name
        if lost == "errored":
            response = {"status_code": 400, "request_id": "req_1", "body": {"error": _ERROR["error"]}}
            return line | {"response": response, "error": "in its file"}
        if lost == "odd":
            return line | {"response": {"status_code": 200, "request_id": "req_1", "body": {}}}
        if lost:
            return line | {"error": {"code": f"batch_{lost}", "message": "This request could not be executed in time."}}
        body = self.answered(one.path, body)
        return line | {"response": {"status_code": 200, "request_id": "req_1", "body": body}}

    # -- Anthropic ----------------------------------------------------------------------------------------------------

    def create_messages(self, _: str, raw: bytes) -> tuple[int, Any]:
        if self.refuses:
            return self.refuses.pop(0), _ERROR
        requests = {one["custom_id"]: one["params"] for one in json.loads(raw)["requests"]}
        assert all(re.fullmatch("[a-zA-Z0-9_-]{1,64}", name) for name in requests)
        return self._heard(self._messages(self._sent(Sent(f"msgbatch_{next(self.numbers)}", requests, "/v1/messages"))))

    def list_messages(self) -> tuple[int, Any]:
        return self._listed(self._messages)

    def retrieve_messages(self, name: str) -> tuple[int, Any]:
        return self._troubled() or (200, self._messages(self._looked_at(name)))

    def cancel_messages(self, name: str, *_: object) -> tuple[int, Any]:
        found = self._named(name)
        found.cancelled = True
        return 200, self._messages(found)

    def results(self, name: str) -> tuple[int, Any]:
        one = self._named(name)
        return 200, _lines([self._anthropic_line(one, *each) for each in one.requests.items()], "result")

    def _messages(self, one: Sent) -> Json:
        ended = self._has_ended(one)
        counts = dict.fromkeys(("canceled", "errored", "expired", "processing", "succeeded"), 0)
        counts["processing"] = len(one.requests)
        at = one.at.isoformat()
        told = {"id": one.id, "type": "message_batch", "created_at": at, "expires_at": at, "request_counts": counts}
        status = "ended" if ended else "canceling" if one.cancelled else "in_progress"
        url = "https://elsewhere.example/results" if ended else None  # where nobody may look
        return told | {"processing_status": status, "results_url": url}

    def _anthropic_line(self, one: Sent, name: str, body: Json) -> Json | str | None:
        lost = self._how(one.path, body)
        if lost in ("missing", "unreadable"):
            return None if lost == "missing" else '{"custom_id": "' + name
        results: dict[str | None, Json] = {
            None: {"type": "succeeded", "message": lost or self.answered(one.path, body)},
            "errored": {"type": "errored", "error": _ERROR},
            "odd": {"type": "succeeded", "message": {}},
        }
        return {"custom_id": name, "result": results.get(lost, {"type": lost})}

    # -- both ---------------------------------------------------------------------------------------------------------

    def _troubled(self) -> tuple[int, Any] | None:
        if not self.troubles:
            return None
        first = self.troubles.pop(0)
        return (200, first) if isinstance(first, bytes) else (first, _ERROR)

    def _heard(self, body: Json) -> tuple[int, Any]:
        self.unheard -= 1
        return (200, body) if self.unheard < 0 else (503, _ERROR)

    def _listed(self, shown: Callable[[Sent], Json]) -> tuple[int, Any]:
        found = [shown(one) for one in reversed(self.batches)]
        return (200, {"object": "list", "data": found, "has_more": False}) if self.lists else (405, _ERROR)

    def _sent(self, one: Sent) -> Sent:
        self.batches.append(one)
        return one

    def _named(self, name: str) -> Sent:
        return next(one for one in self.batches if one.id == name)

    def _looked_at(self, name: str) -> Sent:
        found = self._named(name)
        found.looks += 1
        return found

    def _has_ended(self, one: Sent) -> bool:
        return one.looks >= self.looks or (one.cancelled and self.ends_when_cancelled)

    def _how(self, path: str, body: Json) -> str | None:
        if lost := "expired" if self.ends == "expired" else self.lost(body):
            return lost
        try:
            self.answered(path, body)
        except Exception:  # noqa: BLE001 - the model server raises it when the test ends
            return "errored"
        return None


def _lines(lines: list[Json | str | None], part: str) -> bytes:
    """Those that have that part, and those that are none."""
    said = [
        one if isinstance(one, str) else json.dumps(one) for one in lines if one and (isinstance(one, str) or one[part])
    ]
    return ("\n".join(said) + "\n").encode()


_ROUTES: tuple[tuple[str, Callable[..., tuple[int, Any]]], ...] = (
    ("POST /v1/files", BatchDesk.upload),
    ("GET /v1/files/([^/]+)/content", BatchDesk.content),
    ("POST /v1/batches", BatchDesk.create),
    (r"GET /v1/batches\?.*", BatchDesk.listed),
    ("GET /v1/batches/([^/]+)", BatchDesk.retrieve),
    ("POST /v1/batches/([^/]+)/cancel", BatchDesk.cancel),
    ("POST /v1/messages/batches", BatchDesk.create_messages),
    (r"GET /v1/messages/batches\?.*", BatchDesk.list_messages),
    ("GET /v1/messages/batches/([^/]+)", BatchDesk.retrieve_messages),
    ("POST /v1/messages/batches/([^/]+)/cancel", BatchDesk.cancel_messages),
    ("GET /v1/messages/batches/([^/]+)/results", BatchDesk.results),
)
