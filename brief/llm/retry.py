"""One model call with retries: the only retry loop, so that every attempt is counted and shown."""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from brief.llm.base import Complete, Completion, DeadlineError, ErrorKind, Prompt, ProviderError
from brief.llm.providers.registry import Providers
from brief.llm.rate_limits import Clock, RateLimits
from brief.llm.schema_ways import SchemaWays, refuses_schema
from brief.llm.shared_limits import SharedLevels
from brief.postgres.database import database_at
from brief.settings.models import Endpoint, ModelLink, Models

if TYPE_CHECKING:
    from tenacity import RetryCallState, Retrying

    from brief.llm.cancellation import Stop

LONGEST_WAIT_SECONDS: Final = 60.0
"""Longest wait between two attempts, whatever the server asks for."""

_FIRST_WAIT_SECONDS: Final = 1.0
_LONGEST_BACKOFF_SECONDS: Final = 20.0

_MOST_OF_KIND: Final[Mapping[ErrorKind, int]] = {"bad_body": 2, "timeout": 3}
"""Most attempts of one call that may end with this error: each costs a whole answer, and repeating seldom helps."""

_MOST_SENT_AWAY: Final = 2
"""Most attempts that may end with a request for a longer wait than the longest allowed; once may be a mistake."""


Ended = Completion | ProviderError
"""How one attempt ended."""


class Caller:
    """Calls the models of a run within the limits of their endpoints. Safe to use from several threads."""

    def __init__(
        self,
        models: Models,
        provider_of: Callable[[ModelLink], Complete],
        *,
        deadline: float | None = None,
        note: Callable[[str], None] | None = None,
        within: Callable[[Callable[[], Completion]], Completion] = lambda work: work(),
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """`deadline`: of the run, on `clock`. `note` is called with what to configure. `within` does a request's work.
        `jitter` gives numbers from 0 to 1; they spread each wait over the upper half of its range.
        """
        self._provider_of, self._deadline, self._within = provider_of, deadline, within
        self._clock, self._sleep, self._jitter = clock, sleep, jitter
        self.ways = SchemaWays(note)
        """How each endpoint is asked for a schema."""
        self._limits = {name: _limits(endpoint, clock, sleep) for name, endpoint in models.endpoints.items()}

    def within_limits_of(self, fleet: str, models: Models) -> "Caller":
        """The same; what is left of the endpoints' limits is kept in that database, if there is one."""
        if fleet:
            self._limits = {
                name: _limits(endpoint, self._clock, self._sleep, fleet) for name, endpoint in models.endpoints.items()
            }
        return self

    def __call__(self, link: ModelLink, prompt: Prompt, schema: Mapping[str, Any], estimated_tokens: int) -> Completion:
        """`estimated_tokens`: tokens of the prompt.

        Raises the ProviderError of the last attempt; DeadlineError if no time is left for one.
        """
        tokens, attempts = estimated_tokens + link.settings.max_output_tokens, list[Ended]()
        while True:
            now = self.ways.link(link)
            send, retrying = partial(self._send, now, prompt, schema), self._retrying(link.endpoint, attempts)
            try:
                completion: Completion = retrying(self._attempt, link.endpoint, tokens, send, attempts)
            except ProviderError as error:
                if not self.ways.changed(now, error):
                    raise
            else:
                return replace(completion, attempts=len(attempts))

    def _retrying(self, endpoint: Endpoint, attempts: Sequence[Ended]) -> "Retrying":
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        last = stop_after_attempt(endpoint.config.max_attempts)
        return Retrying(
            retry=retry_if_exception(lambda error: _may_help(error, attempts)),
            wait=self._wait_seconds,
            stop=lambda state: last(state) or self._clock() + state.upcoming_sleep >= (self._deadline or math.inf),
            sleep=self._sleep,
            reraise=True,
        )

    def _wait_seconds(self, state: "RetryCallState") -> float:
        """Exponential with jitter, or as long as the server asks for if that is longer; never above the cap."""
        backoff = min(_FIRST_WAIT_SECONDS * 2.0 ** (state.attempt_number - 1), _LONGEST_BACKOFF_SECONDS)
        error = state.outcome.exception() if state.outcome else None
        return max(backoff * (1 + self._jitter()) / 2, pause_seconds(error))

    def _attempt(self, endpoint: Endpoint, tokens: int, send: Callable[[], Ended], attempts: list[Ended]) -> Completion:
        limits = self._limits[endpoint.name]
        with limits.turn(tokens, self._deadline) as used:
            ended = send()
            used(_used_tokens(ended, tokens))
        attempts.append(ended)
        if isinstance(ended, ProviderError):
            limits.close_for(pause_seconds(ended))
            raise ended
        return ended

    def _send(self, link: ModelLink, prompt: Prompt, schema: Mapping[str, Any]) -> Ended:
        seconds, complete = self._timeout_seconds(link.endpoint), self._provider_of(link)
        try:
            return self._within(lambda: complete(prompt, schema, seconds))
        except ProviderError as error:
            return error

    def _timeout_seconds(self, endpoint: Endpoint) -> float:
        """Raises DeadlineError if no time is left."""
        if self._deadline is None:
            return endpoint.config.timeout_seconds
        if (now := self._clock()) >= self._deadline:
            raise DeadlineError
        return min(endpoint.config.timeout_seconds, self._deadline - now)


def caller_for(
    models: Models,
    deadline_seconds: float | None = None,
    stop: "Stop | None" = None,
    note: Callable[[str], None] | None = None,
    fleet: str = "",
) -> Caller:
    """A caller of real providers; `deadline_seconds` count from now, and after `stop` no call is made.

    `note` is called with what to configure. `fleet`: the database in which a team's machines keep what is left of the
    endpoints' limits.
    """
    deadline = None if deadline_seconds is None else time.monotonic() + deadline_seconds
    waits: dict[str, Any] = {} if stop is None else {"within": stop.call, "sleep": stop.sleep}
    return Caller(models, Providers(), deadline=deadline, note=note, **waits).within_limits_of(fleet, models)


def _limits(endpoint: Endpoint, clock: Clock, sleep: Callable[[float], None], fleet: str = "") -> RateLimits:
    config = endpoint.config
    per_minute = config.requests_per_minute, config.tokens_per_minute
    kept = SharedLevels(database_at(fleet), f"{endpoint.name} {endpoint.base_url}", *per_minute) if fleet else None
    return RateLimits(config.max_calls_at_once, *per_minute, clock, sleep, kept)


def _may_help(error: BaseException, attempts: Sequence[Ended]) -> bool:
    if not isinstance(error, ProviderError) or not error.retryable or refuses_schema(error):
        return False
    errors = [ended for ended in attempts if isinstance(ended, ProviderError)]
    if sum((one.retry_after_seconds or 0.0) > LONGEST_WAIT_SECONDS for one in errors) >= _MOST_SENT_AWAY:
        return False
    ended_so = sum(one.kind == error.kind for one in errors)
    return ended_so < _MOST_OF_KIND.get(error.kind, ended_so + 1)


def pause_seconds(error: BaseException | None) -> float:
    """The wait that the server asks for, capped; 0 if it asks for none."""
    request = error.retry_after_seconds if isinstance(error, ProviderError) else None
    return min(request or 0.0, LONGEST_WAIT_SECONDS)


def _used_tokens(ended: Ended, estimate: int) -> int:
    """0 for a call that the server turned away; the estimate for a call that was lost on the way."""
    if isinstance(ended, Completion):
        return ended.input_tokens + ended.output_tokens
    return 0 if ended.status else estimate
