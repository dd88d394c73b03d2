"""One call by a vendor's batch, at its price; online where the batch has no answer, or none in time."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from brief.llm.base import Completion, Prompt
from brief.llm.gatherer import Book, Gatherer, Question
from brief.llm.ledger import content_key
from brief.llm.providers.vendor_batches import VendorBatches
from brief.llm.retry import Caller
from brief.settings.models import ModelLink


class BatchedCall:
    """A `CallModel`. Safe to use from several threads."""

    def __init__(
        self,
        online: Caller,
        gatherer: Gatherer,
        batches_of: Callable[[ModelLink], VendorBatches],
        book: Book,
        sample: int = 0,
    ) -> None:
        self._online, self._gatherer, self._batches_of = online, gatherer, batches_of
        self._book, self._sample = book, sample
        self._unserved: set[str] = set()
        """Names of endpoints without batches."""
        self._lock = Lock()

    def __call__(self, link: ModelLink, prompt: Prompt, schema: Mapping[str, Any], estimated_tokens: int) -> Completion:
        key = content_key(link.deciding, prompt.system, prompt.user, schema, self._sample)
        if self._is_served(link, key):
            asked = self._online.ways.link(link)
            batches = self._batches_of(asked)
            question = Question(batches.request(key, prompt, schema), asked, batches, self._book)
            if answer := self._gatherer.ask(question):
                return answer
            if question.unserved:
                self._tell(link, question.unserved)
        return self._online(link, prompt, schema, estimated_tokens)

    def _is_served(self, link: ModelLink, key: str) -> bool:
        """Whether a batch may answer: one that was sent before the run was stopped, or one that has time left."""
        if not link.endpoint.config.batch or link.endpoint.name in self._unserved:
            return False
        return key in self._book.sent or self._book.by is None or self._gatherer.now() < self._book.by

    def _tell(self, link: ModelLink, why: str) -> None:
        with self._lock:
            known = link.endpoint.name in self._unserved
            self._unserved.add(link.endpoint.name)
        if not known:
            what = f"{link.endpoint.name}: its server has no batches ({why}); its models are asked online"
            self._book.note(f"{what}. Set batch = false in [endpoints.{link.endpoint.name}].")
