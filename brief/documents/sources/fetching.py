"""One HTTP fetch: limited in time, size and redirects, kept away from internal addresses, repeated where that helps."""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, stop_before_delay

from brief import __version__
from brief.documents.sources.base import NO_VALIDATORS, Fetched, Postponed, SourceFailed, Unreached, Validators
from brief.documents.sources.reaching import GuardedTransport
from brief.documents.sources.robots import is_reserved
from brief.documents.sources.turns import Slots, asked_wait_seconds
from brief.documents.sources.unpacking import unpacked
from brief.settings.source_settings import FetchLimits, without_userinfo

AGENT = f"brief/{__version__}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How an address is asked."""

    allow_private: bool = False
    user_agent: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """They, and the user and password that `home` names, go to the host of `home` alone."""
    home: str | None = None
    """None for the address that is asked."""
    limits: FetchLimits = field(default_factory=FetchLimits)
    until: float = math.inf
    """The time.monotonic() at which it ends, whatever `limits` say."""
    slots: Slots | None = None
    """Shared by fetches that go on at the same time, so that no server has more of them than it should."""
    expect_allowed: Callable[[str], None] | None = None
    """Called before each address on the way is asked; raises SourceFailed for one that must not be."""


def fetch(url: str, validators: Validators = NO_VALIDATORS, *, how: Manner) -> Fetched | None:
    """The answer of `url`, after redirects; None if nothing changed since `validators`. Raises SourceFailed."""
    deadline = time.monotonic() + how.limits.total_timeout_seconds
    return _Fetch(url, validators, how, min(deadline, how.until), is_cut=how.until < deadline).answer()


class _TryAgain(Unreached):
    """The server may answer if it is asked again."""


@dataclass(frozen=True, slots=True)
class _Fetch:
    """One fetch: its requests share cookies, a deadline, and what they are asked with."""

    url: str
    validators: Validators
    how: Manner
    deadline: float
    is_cut: bool
    """Whether the deadline is that of other work, and nothing is its server's fault."""

    def answer(self) -> Fetched | None:
        attempts = _attempts(self.how.limits, max(0.0, self.deadline - time.monotonic()))
        try:
            with self._client() as client:
                return attempts(self._followed, client)
        except _TryAgain as failure:
            times = attempts.statistics["attempt_number"]
            told = f"{failure} ({times} times)" if times > 1 else str(failure)
            raise Unreached(told, failure.status, failure.wait_seconds) from failure

    def _client(self) -> httpx2.Client:
        headers = {
            "User-Agent": self.how.user_agent or AGENT,
            "Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
        }
        known = {"If-None-Match": self.validators.etag, "If-Modified-Since": self.validators.last_modified}
        # a server may have given what no header can hold, and then gets a plain request
        headers |= {name: value for name, value in known.items() if value and value.isascii() and value.isprintable()}
        transport = GuardedTransport(self.how.allow_private, self.deadline)
        with self._described_failures():
            return httpx2.Client(transport=transport, headers=headers, trust_env=False)

    def _followed(self, client: httpx2.Client) -> Fetched | None:
        """The answer at the end of all redirects."""
        url = without_userinfo(self.url)
        with self._described_failures():
            for _ in range(self.how.limits.max_redirects + 1):
                _expect_http(url)
                if self.how.expect_allowed:
                    self.how.expect_allowed(url)
                answer = self._hop(client, url)
                if not isinstance(answer, str):
                    return answer
                url = answer
        raise SourceFailed(f"redirects more than {self.how.limits.max_redirects} times")

    def _hop(self, client: httpx2.Client, url: str) -> Fetched | str | None:
        """The answer, or the address it redirects to, or None for "not modified"."""
        home, limits = self.how.home or self.url, self.how.limits
        headers, auth = (dict(self.how.headers), _login(home)) if _is_at_home(url, home) else ({}, None)
        slots = self.how.slots or Slots(limits.per_host)
        with (
            slots.one_for(url, self.deadline),
            client.stream("GET", url, headers=headers, auth=auth, timeout=limits.step_timeout_seconds) as response,
        ):
            if response.status_code == httpx2.codes.NOT_MODIFIED:
                return None
            if response.has_redirect_location:
                return without_userinfo(str(httpx2.URL(url).join(response.headers["location"])))
            if response.status_code != httpx2.codes.OK:
                raise _refusal(response)
            return self._whole(url, response)

    def _whole(self, url: str, response: httpx2.Response) -> Fetched:
        headers = {name.lower(): value for name, value in response.headers.items()}
        content = unpacked(self._received(response), headers.get("content-encoding", ""), self.how.limits.max_bytes)
        validators = Validators(headers.get("etag"), headers.get("last-modified"))
        return Fetched(url, headers, content, validators, is_reserved(headers, content))

    def _received(self, response: httpx2.Response) -> bytes:
        """The body as it is sent. Raises SourceFailed for one that is too large, if possible before it is sent."""
        announced = response.headers.get("content-length", "")
        size, received = int(announced) if announced.isdecimal() else 0, bytearray()
        chunks = response.iter_raw()
        while size <= self.how.limits.max_bytes:
            chunk = next(chunks, None)
            if chunk is None:
                return bytes(received)
            received += chunk
            size = max(size, len(received))
        raise SourceFailed(f"is larger than {self.how.limits.max_bytes} bytes")

    @contextmanager
    def _described_failures(self) -> Iterator[None]:
        """Turns errors of the network and the library into a reason for the status table."""
        try:
            yield
        except _LIBRARY_ERRORS as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> SourceFailed:
        if time.monotonic() >= self.deadline:
            seconds = f"{self.how.limits.total_timeout_seconds:g}"
            return Postponed(_CUT) if self.is_cut else Unreached(f"was not read whole within {seconds} seconds")
        if isinstance(error, httpx2.TimeoutException):
            return Unreached(f"did not answer within {self.how.limits.step_timeout_seconds:g} seconds")
        broke_off = isinstance(error, httpx2.NetworkError | httpx2.RemoteProtocolError)
        kind = _TryAgain if broke_off else SourceFailed
        return kind(f"could not be fetched: {str(error) or type(error).__name__}")


_LIBRARY_ERRORS = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, RuntimeError, ValueError)
_CUT = "was still being read when the time for all sources was up"


def _expect_http(url: str) -> None:
    if not url.lower().startswith(("http://", "https://")):
        raise SourceFailed(f"redirects to {url[:80]!r}, which is not http or https")


def _login(url: str) -> tuple[str, str] | None:
    named = httpx2.URL(url)
    return (named.username, named.password) if named.userinfo else None


def _is_at_home(url: str, first: str) -> bool:
    """Whether what is meant for the server at `first` may be told to the one at `url`: the same host, as securely."""
    here, there = urlsplit(first), urlsplit(url)
    return here.hostname == there.hostname and (here.scheme == "http" or there.scheme == "https")


# -- refusals --------------------------------------------------------------------------------------------------------

_MAY_HELP = {
    401: "it wants to know who asks; `headers` of the source can tell it",
    403: "another `user_agent`, or `headers` of the source, may help",
    429: "fewer sources of one host, or another `user_agent` of the source, may help",
}


def _refusal(response: httpx2.Response) -> SourceFailed:
    status = response.status_code
    told = f"it answered {status} {response.reason_phrase[:100]}".rstrip()
    if status in _MAY_HELP:
        told += f"; {_MAY_HELP[status]}"
    kind = _TryAgain if status == httpx2.codes.TOO_MANY_REQUESTS or status >= 500 else SourceFailed
    return kind(told, status, asked_wait_seconds(response.headers))


def _attempts(limits: FetchLimits, seconds: float) -> Retrying:
    def wait(state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.wait_seconds if isinstance(failure, SourceFailed) else None
        return limits.retry_wait_seconds * 2 ** (state.attempt_number - 1) if asked is None else asked

    return Retrying(
        retry=retry_if_exception_type(_TryAgain),
        stop=stop_after_attempt(limits.retries + 1) | stop_before_delay(seconds),
        wait=wait,
        reraise=True,
    )
