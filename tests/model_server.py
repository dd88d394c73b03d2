"""A fake of the vendors' servers on loopback: real sockets, three APIs, every way to fail that we know of.

    with model_server(answer=lambda request: "{}", faults=[Fault(status=500), None]) as server:
        ...  # OPENAI_BASE_URL=server.base_url, ANTHROPIC_BASE_URL=server.anthropic_url
    assert len(server.requests) == 2

It answers POSTs to /v1/chat/completions, /v1/responses and /v1/messages, whole or streamed as the request asks, through
a tool where the request forces one, and batches of them at its `desk`. Fields are those that the SDKs' own types
demand: build clients strict.
"""

import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, islice
from typing import Any, Literal, NamedTuple

from batch_desk import BatchDesk

Json = dict[str, Any]
Ending = Literal["stop", "length", "refusal", "filter"]


class Tokens(NamedTuple):
    """What each answer claims to have used; `read` holds all input, `cached` and `cache_written` are parts of it."""

    read: int = 100
    cached: int = 0
    cache_written: int = 0
    written: int = 20


_TOKENS = Tokens()


@dataclass(frozen=True)
class Fault:
    """What goes otherwise with one answer. Fields may be combined."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    """In lower case."""
    body: bytes | Json | None = None
    """Sent in place of an answer; of a status other than 200 by default an error as the vendor words it."""
    content_type: str = "application/json"
    text: str | None = None
    """Said in place of the answer."""
    ending: Ending = "stop"
    cut: float | None = None
    """After this share of the body the connection ends."""
    reset: bool = False
    """The connection is reset before a byte is sent."""
    events: int | None = None
    """A stream ends, in good order, after so many events."""
    drip_seconds: float | None = None
    """Between any two bytes of the body."""


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    """With lower-case names."""
    body: Json
    port: int
    """Of the client: equal for requests over one connection."""


Answer = Callable[[Json], str]
"""From the JSON of a request to what the model says."""
Faults = Sequence[Fault | None] | Callable[[int, Json], Fault | None]


class ModelServer:
    """What a test sees of the server."""

    def __init__(self, port: int, answer: Answer, faults: Faults, delay: float, tokens: Tokens) -> None:
        self.anthropic_url = f"http://127.0.0.1:{port}"
        self.base_url = f"{self.anthropic_url}/v1"
        self.requests: list[Received] = []
        self.most_at_once = 0
        """Requests that were under way together, at most."""
        self.tokens = tokens
        self.answer, self.delay = answer, delay
        self.faults = faults
        self.failed: list[Exception] = []
        """What `answer` raised: no answer came, so the client asked again, after a while."""
        self._lock = threading.Lock()
        self._under_way = 0
        self.desk = BatchDesk(lambda path, body: _APIS[path][0](_Said(body, self.says(body), "stop", self.tokens)))

    @property
    def bodies(self) -> list[Json]:
        return [request.body for request in self.requests]

    @contextmanager
    def received(self, request: Received) -> Iterator[Fault]:
        """Counts the request; gives the fault that it meets."""
        with self._lock:
            number = len(self.requests)
            self.requests.append(request)
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            yield self._fault(number, request.body) or Fault()
        finally:
            with self._lock:
                self._under_way -= 1

    def says(self, request: Json) -> str:
        try:
            return self.answer(request)
        except Exception as error:
            self.failed.append(error)
            raise

    def _fault(self, number: int, body: Json) -> Fault | None:
        if callable(self.faults):
            return self.faults(number, body)
        return self.faults[number] if number < len(self.faults) else None


@contextmanager
def model_server(
    answer: Answer | str = "{}",
    faults: Faults = (),
    delay: float = 0.0,
    tokens: Tokens = _TOKENS,
    port: int = 0,
) -> Iterator[ModelServer]:
    """Serves until the block ends; then raises what `answer` raised.

    `answer` is what the model says, or gets the request's JSON and gives that. `faults` meet the requests in order
    (None meets none), or are asked for by number, from 0, and request. `delay`, in seconds, comes before each answer.
    """
    http = _Http(("127.0.0.1", port), _Handler)
    says: Answer = answer if callable(answer) else lambda _: answer
    http.model = ModelServer(http.server_address[1], says, faults, delay, tokens)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield http.model
    finally:
        http.shutdown()
        http.server_close()
    if http.model.failed:
        raise http.model.failed[0]


def unused_port() -> int:
    """A port of loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# -- what a request says, whatever its API ---------------------------------------------------------------------------


def system_text(request: Json) -> str:
    """The stable part of the prompt."""
    if "instructions" in request:
        return str(request["instructions"])
    if "system" in request:
        return "".join(block["text"] for block in request["system"])
    return str(request["messages"][0]["content"])


def user_text(request: Json) -> str:
    """The part of the prompt that changes."""
    return str(request["input"] if "input" in request else request["messages"][-1]["content"])


def schema_name(request: Json) -> str | None:
    """The name of the schema that the answer must have; None where the API has no place for it or it is in words."""
    if tool := _forced_tool(request):
        return tool
    asked = request.get("response_format", {}).get("json_schema") or request.get("text", {}).get("format") or {}
    name: str | None = asked.get("name")
    return name


def schema(request: Json) -> Json | None:
    """The schema that the answer must have; None where it is told in words."""
    if request.get("tools"):
        tool = request["tools"][0]
        found: Json = tool.get("input_schema") or tool.get("function", tool)["parameters"]
        return found
    places = (
        request.get("response_format", {}).get("json_schema", {}),
        request.get("text", {}).get("format", {}),
        request.get("output_config", {}).get("format", {}),
    )
    return next((place["schema"] for place in places if "schema" in place), None)


def _forced_tool(request: Json) -> str | None:
    choice = request.get("tool_choice") or {}
    name: str | None = choice.get("name") or choice.get("function", {}).get("name")
    return name


# -- serving ---------------------------------------------------------------------------------------------------------


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    model: ModelServer

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """What the server does is no part of Brief: it counts for no coverage."""
        sys.settrace(None)
        super().process_request_thread(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: 40 ms apart otherwise
    server: _Http

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keeps standard error clean."""

    def do_GET(self) -> None:
        if not self._at_desk(b""):
            self._send(Fault(status=404), "application/json", _dumped(_error(self.path, 404)))

    def _at_desk(self, raw: bytes) -> bool:
        found = self.server.model.desk.serve(self.command, self.path, self.headers.get("content-type", ""), raw)
        if found:
            self._send(Fault(status=found[0]), *found[1:])
        return found is not None

    def do_POST(self) -> None:
        model, raw = self.server.model, self.rfile.read(int(self.headers["Content-Length"]))
        if self._at_desk(raw):
            return
        body = json.loads(raw)
        headers = {name.lower(): value for name, value in self.headers.items()}
        with model.received(Received(self.path, headers, body, self.client_address[1])) as fault:
            if model.delay:
                time.sleep(model.delay)
            if fault.reset:
                self._reset()
            else:
                self._send(fault, *_payload(self.path, body, fault, model))

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _send(self, fault: Fault, content_type: str, payload: bytes) -> None:
        self.send_response_only(fault.status)
        headers = {"content-type": content_type, "content-length": str(len(payload)), "date": self.date_time_string()}
        for name, value in (headers | {"x-request-id": "req_fake", "request-id": "req_fake"} | fault.headers).items():
            self.send_header(name, value)
        self.end_headers()
        sent = payload if fault.cut is None else payload[: int(len(payload) * fault.cut)]
        self._write(sent, fault.drip_seconds)
        self.close_connection = fault.cut is not None

    def _write(self, payload: bytes, drip_seconds: float | None) -> None:
        if drip_seconds is None:
            self.wfile.write(payload)
            return
        for byte in payload:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(drip_seconds)


def _payload(path: str, request: Json, fault: Fault, model: ModelServer) -> tuple[str, bytes]:
    if isinstance(fault.body, bytes):
        return fault.content_type, fault.body
    if fault.body is not None or fault.status != 200:
        return fault.content_type, _dumped(fault.body or _error(path, fault.status))
    text = model.says(request) if fault.text is None else fault.text
    said = _Said(request, text, fault.ending, model.tokens)
    whole, events = _APIS[path]
    if request.get("stream"):
        return "text/event-stream", b"".join(islice(events(said), fault.events))
    return fault.content_type, _dumped(whole(said))


def _dumped(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _error(path: str, status: int) -> Json:
    told = {"message": f"status {status}, the server said", "type": f"error_{status}", "param": None, "code": None}
    return {"type": "error", "error": told} if path == "/v1/messages" else {"error": told}


# -- the three APIs --------------------------------------------------------------------------------------------------


class _Said(NamedTuple):
    request: Json
    text: str
    ending: Ending
    tokens: Tokens

    @property
    def tool(self) -> str | None:
        return _forced_tool(self.request) if self.ending in {"stop", "length"} else None

    @property
    def pieces(self) -> Iterator[str]:
        """The text in three parts, as a stream brings it."""
        third = max(1, -(-len(self.text) // 3))
        return (self.text[start : start + third] for start in range(0, len(self.text), third))


def _data(value: Json, event: str | None = None) -> bytes:
    return (f"event: {event}\n".encode() if event else b"") + b"data: " + _dumped(value) + b"\n\n"


def _chat(said: _Said) -> Json:
    message: Json = {"role": "assistant", "content": said.text, "refusal": None}
    if said.ending == "refusal":
        message |= {"content": None, "refusal": said.text}
    elif said.tool:
        function = {"name": said.tool, "arguments": said.text}
        message |= {"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": function}]}
    choice = {"index": 0, "message": message, "finish_reason": _chat_reason(said), "logprobs": None}
    return _chat_head(said, "chat.completion") | {"choices": [choice], "usage": _chat_usage(said.tokens)}


def _chat_head(said: _Said, kind: str) -> Json:
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": said.request["model"]}


def _chat_reason(said: _Said) -> str:
    reasons = {"length": "length", "filter": "content_filter"}
    return reasons.get(said.ending) or ("tool_calls" if said.tool else "stop")


def _chat_usage(tokens: Tokens) -> Json:
    return {
        "prompt_tokens": tokens.read,
        "completion_tokens": tokens.written,
        "total_tokens": tokens.read + tokens.written,
        "prompt_tokens_details": {"cached_tokens": tokens.cached, "cache_write_tokens": tokens.cache_written},
    }


def _chat_events(said: _Said) -> Iterator[bytes]:
    head = _chat_head(said, "chat.completion.chunk")
    for piece in said.pieces:
        yield _data(head | {"choices": [{"index": 0, "delta": _chat_delta(said, piece), "finish_reason": None}]})
    yield _data(head | {"choices": [{"index": 0, "delta": {}, "finish_reason": _chat_reason(said)}]})
    if said.request.get("stream_options", {}).get("include_usage"):
        yield _data(head | {"choices": [], "usage": _chat_usage(said.tokens)})
    yield b"data: [DONE]\n\n"


def _chat_delta(said: _Said, piece: str) -> Json:
    if said.ending == "refusal":
        return {"refusal": piece}
    if said.tool:
        function = {"name": said.tool, "arguments": piece}
        return {"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]}
    return {"content": piece}


def _response(said: _Said) -> Json:
    reasons = {"length": "max_output_tokens", "filter": "content_filter"}
    reason = reasons.get(said.ending)
    details = {"incomplete_details": {"reason": reason} if reason else None}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": said.request["model"],
        "status": "incomplete" if reason else "completed",
        "error": None,
        **details,
        "instructions": None,
        "metadata": {},
        "output": [_response_item(said)],
        "parallel_tool_calls": True,
        "temperature": None,
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
        "usage": _response_usage(said.tokens),
    }


def _response_item(said: _Said) -> Json:
    if said.tool:
        return {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": said.tool, "arguments": said.text}
    part: Json = {"type": "output_text", "text": said.text, "annotations": []}
    if said.ending == "refusal":
        part = {"type": "refusal", "refusal": said.text}
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [part]}


def _response_usage(tokens: Tokens) -> Json:
    return {
        "input_tokens": tokens.read,
        "input_tokens_details": {"cached_tokens": tokens.cached, "cache_write_tokens": tokens.cache_written},
        "output_tokens": tokens.written,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": tokens.read + tokens.written,
    }


def _response_events(said: _Said) -> Iterator[bytes]:
    whole, numbers = _response(said), count()
    started = whole | {"status": "in_progress", "output": [], "usage": None}
    yield _event("response.created", numbers, response=started)
    for piece in said.pieces:
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        yield _event("response.output_text.delta", numbers, **place, delta=piece, logprobs=[])
    yield _event(f"response.{whole['status']}", numbers, response=whole)


def _event(kind: str, numbers: Iterator[int], **fields: Any) -> bytes:
    return _data({"type": kind, "sequence_number": next(numbers), **fields}, kind)


def _message(said: _Said) -> Json:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": said.request["model"],
        "content": [_message_block(said)],
        "stop_reason": _message_reason(said),
        "stop_sequence": None,
        "usage": _message_usage(said.tokens),
    }


def _message_block(said: _Said) -> Json:
    arguments = _parsed(said.text) if said.tool else None
    if arguments is None:
        return {"type": "text", "text": said.text, "citations": None}
    return {"type": "tool_use", "id": "toolu_1", "name": said.tool, "input": arguments}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _message_reason(said: _Said) -> str:
    reasons = {"length": "max_tokens", "filter": "refusal", "refusal": "refusal"}
    return reasons.get(said.ending) or ("tool_use" if said.tool else "end_turn")


def _message_usage(tokens: Tokens) -> Json:
    return {
        "input_tokens": tokens.read - tokens.cached - tokens.cache_written,
        "cache_read_input_tokens": tokens.cached,
        "cache_creation_input_tokens": tokens.cache_written,
        "output_tokens": tokens.written,
    }


def _message_events(said: _Said) -> Iterator[bytes]:
    whole = _message(said)
    usage = whole["usage"] | {"output_tokens": 1}
    yield _named("message_start", message=whole | {"content": [], "stop_reason": None, "usage": usage})
    block: Json = {"type": "text", "text": "", "citations": None}
    if said.tool:
        block = {"type": "tool_use", "id": "toolu_1", "name": said.tool, "input": {}}
    yield _named("content_block_start", index=0, content_block=block)
    for piece in said.pieces:
        text = (
            {"type": "input_json_delta", "partial_json": piece} if said.tool else {"type": "text_delta", "text": piece}
        )
        yield _named("content_block_delta", index=0, delta=text)
    yield _named("content_block_stop", index=0)
    delta = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield _named("message_delta", delta=delta, usage={"output_tokens": said.tokens.written})
    yield _named("message_stop")


def _named(kind: str, **fields: Any) -> bytes:
    return _data({"type": kind, **fields}, kind)


_Api = tuple[Callable[[_Said], Json], Callable[[_Said], Iterator[bytes]]]

_APIS: Mapping[str, _Api] = {
    "/v1/chat/completions": (_chat, _chat_events),
    "/v1/responses": (_response, _response_events),
    "/v1/messages": (_message, _message_events),
}
