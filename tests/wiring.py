"""Models bound to a fake server, through the real configuration and the real SDKs."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from model_server import ModelServer

from brief.llm.base import Complete, Completion, Prompt, ProviderError
from brief.llm.providers.registry import Providers
from brief.llm.retry import Caller, Ended
from brief.settings.config import Config
from brief.settings.models import ModelLink, Models, resolve

KEY = "sk-wiring-0123456789"
PROMPT = Prompt(system="你是编辑。", user="写一行。")
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "title": "Line",
    "properties": {"text": {"type": "string", "maxLength": 40}, "ids": {"type": "array", "items": {"type": "string"}}},
}
ANSWER = '{"text": "储能项目投产", "ids": ["d1#1"]}'


def config_of(**sections: Any) -> Config:
    """The smallest configuration with these top-level tables."""
    section = {"id": "ai", "title": "AI", "description": "What models can do.", "terms": ["模型"]}
    return Config.model_validate({"sections": [section], **sections})


def models_of(server: ModelServer | str, kind: str = "openai", settings: Any = None, **endpoint: Any) -> Models:
    """Every role bound to the model `m` of the endpoint `fake`, which is at `server` (or at that address)."""
    base_url = server if isinstance(server, str) else server.base_url if kind == "openai" else server.anthropic_url
    fake = {"kind": kind, "base_url": base_url, "key_env": "FAKE_KEY", "timeout_seconds": 5} | endpoint
    config = config_of(endpoints={"fake": fake}, models={"settings": {"critic": settings or {}}})
    return resolve(config, {"FAKE_KEY": KEY}, model="fake:m")


def link_of(models: Models) -> ModelLink:
    return models.bindings["critic"].links[0]


class FakeTime:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Recorded:
    """A provider, and how each of its calls ended."""

    provider: Complete
    ended: list[Ended]

    def __call__(self, *asked: Any) -> Completion:
        try:
            completion = self.provider(*asked)
        except ProviderError as error:
            self.ended.append(error)
            raise
        self.ended.append(completion)
        return completion


@dataclass
class Wire:
    """A caller over strict SDK clients, in fake time."""

    models: Models
    caller: Caller
    time: FakeTime
    attempts: list[Ended] = field(default_factory=list)

    def ask(self, prompt: Prompt = PROMPT) -> Completion:
        completion = self.caller(link_of(self.models), prompt, SCHEMA, 100)
        assert completion.attempts == len(self.attempts)
        return completion


@contextmanager
def wire_to(
    server: ModelServer | str,
    kind: str = "openai",
    deadline: float | None = None,
    settings: Any = None,
    **endpoint: Any,
) -> Iterator[Wire]:
    """Asks through the whole of calling: no jitter, no real sleep."""
    time, attempts = FakeTime(), list[Ended]()
    models = models_of(server, kind, settings, **endpoint)
    with closing(Providers(strict=True)) as providers:
        caller = Caller(
            models,
            lambda link: Recorded(providers(link), attempts),
            deadline=deadline,
            clock=time.clock,
            sleep=time.sleep,
            jitter=lambda: 1.0,
        )
        yield Wire(models, caller, time, attempts)
