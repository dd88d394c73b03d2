"""Turns errors of an SDK, or errors that a server reports with status 200, into ProviderError."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

import httpx2

from brief.documents.sources.turns import asked_wait_seconds
from brief.llm.base import ErrorKind, ProviderError
from brief.llm.model_text import encodable

_LONGEST_MESSAGE: Final = 300

_TOLD_BY: Final[Mapping[ErrorKind, str]] = {
    "auth": "401 402 403 authentication_error billing_error insufficient_quota invalid_api_key permission_error",
    "bad_request": "invalid_request_error",
    "not_found": "404 not_found_error",
    "overloaded": "503 529 overloaded_error",
    "rate_limit": "429 rate_limit_error rate_limit_exceeded",
    "server": "409 api_error server_error",  # 409 is a conflict with another call, which passes
    "timeout": "408 504 timeout_error",
}
_OF_CODE: Final = {code: kind for kind, codes in _TOLD_BY.items() for code in codes.split()}
"""By status and by the codes that servers use."""

_ACCOUNT: Final = {"insufficient_quota", "billing_error"}
"""Codes sent with status 429 or 400 although the account has no money left: waiting does not help."""


@contextmanager
def translated(sdk: ModuleType, scrub: Callable[[str], str]) -> Iterator[None]:
    """Raises each error of the SDK, of its HTTP transport or of reading the answer as a ProviderError.

    `sdk` is the module openai or anthropic: their exceptions have the same names. Messages are scrubbed.
    """
    try:
        with _translated(sdk):
            yield
    except ProviderError as error:
        message = _line(scrub(error.message))
        raise ProviderError(error.kind, message, error.status, error.retry_after_seconds, error.request_id) from None


@contextmanager
def _translated(sdk: ModuleType) -> Iterator[None]:
    try:
        yield
    except (sdk.APITimeoutError, httpx2.TimeoutException) as error:
        raise ProviderError("timeout", "no whole answer within the time allowed") from error
    except (sdk.APIConnectionError, httpx2.TransportError) as error:
        raise ProviderError("connection", str(error.__cause__ or error)) from error
    except sdk.APIResponseValidationError as error:
        raise of_body(error.body, "bad_body") from error
    except sdk.APIStatusError as error:
        raise of_status(error.status_code, error.body, error.response.headers) from error
    except sdk.APIError as error:
        raise of_body(error.body, "stream_broken") from error
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ProviderError("bad_body", f"an answer of unknown shape ({error})") from error


def events_of(sdk: ModuleType, stream: Iterable[object]) -> Iterator[object]:
    """The events of a stream; a connection lost on the way is a broken stream."""
    try:
        yield from stream
    except (sdk.APITimeoutError, httpx2.TimeoutException):
        raise
    except (sdk.APIConnectionError, httpx2.TransportError) as error:
        raise ProviderError("stream_broken", str(error.__cause__ or error)) from error
    except ValueError as error:
        raise ProviderError("stream_broken", f"an event that is no JSON ({error})") from error


def plain_json(answer: object) -> object:
    """An SDK's object as plain JSON; anything else as it is."""
    to_dict = getattr(answer, "to_dict", None)
    return to_dict(warnings=False) if to_dict else answer


def nothing_in(answer: object) -> ProviderError:
    """The error for a success that holds an error or no content."""
    return of_body(plain_json(answer), "bad_body")


def of_status(status: int, body: object, headers: Mapping[str, str]) -> ProviderError:
    """The error for a status that is not a success, or for an error event in a stream."""
    if status < 300:
        return of_body(body, "stream_broken")
    kind = _OF_CODE.get(str(status), "server" if status >= 500 else "bad_request" if status >= 400 else "other")
    if _ACCOUNT.intersection(_codes(body)):
        kind = "auth"
    request_id = headers.get("x-request-id") or headers.get("request-id")
    return ProviderError(kind, _message(body), status, asked_wait_seconds(headers), request_id)


def of_body(body: object, otherwise: ErrorKind) -> ProviderError:
    """The error that a server reports with status 200, by its code; gateways put an HTTP status there."""
    codes = _codes(body)
    status = next((int(code) for code in codes if code.isdecimal() and 400 <= int(code) < 600), None)
    if status:
        return of_status(status, body, {})
    return ProviderError(next((_OF_CODE[code] for code in codes if code in _OF_CODE), otherwise), _message(body))


def _codes(body: object) -> list[str]:
    inner = _inner(body)
    return [str(inner[key]) for key in ("code", "type") if inner.get(key) is not None]


def _inner(body: object) -> Mapping[str, Any]:
    """The error object itself: SDKs give it with or without an `error` key around it."""
    if not isinstance(body, dict):
        return {}
    return body["error"] if isinstance(body.get("error"), dict) else body


def _message(body: object) -> str:
    message = _inner(body).get("message")
    if isinstance(message, str) and message.strip():
        return message
    text = str(body or "").strip()
    if text.startswith("<"):
        return "an HTML page in place of an answer"
    return text or "no word about why"


def _line(text: str) -> str:
    line = " ".join(encodable(text).split())
    return line if len(line) <= _LONGEST_MESSAGE else f"{line[: _LONGEST_MESSAGE - 1]}…"
