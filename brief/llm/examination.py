"""The examination by which a critic earns its hearing: texts of our own, half of them false, read blind.

`examination.jsonl` holds them: each with its whole passages, whether it stands, and of which kind it is. A fault and
the text that it was made from are never read in one call, nor, as far as may be, two texts on one passage.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from brief.llm.prompt_template import PromptTemplate
from brief.settings.models import ModelLink
from schemas.base import Schema
from schemas.critique import ClaimBrief, CritiqueAnswer, CritiqueQuestion, Heard, ShownPassage, Verdict
from schemas.run import KindScore, Trust

TEXTS = Path(__file__).with_name("examination.jsonl")
CALLS = 10
"""Questions that the texts are put in."""
CONTROLS = 6
"""Texts, half of them false, among the first that a run has read: a tripwire for a model that was exchanged."""
MOST_WRONG = 2
"""Controls that a critic may get wrong and still be heard."""


HEARD = 50 / 60, 56 / 60
"""Least shares of faults found and of true texts spared, of a critic whose word counts."""
HALF_HEARD = 40 / 60, 48 / 60
"""The same, of one whose objections count."""


@dataclass(frozen=True)
class ExamText:
    id: str
    language: str
    """Of the report that it would stand in."""
    role: str
    text: str
    passages: tuple[ShownPassage, ...]
    """Under ids of this text's own."""
    stands: bool
    kind: str
    """The fault; of a text that stands, how it follows from its passages."""
    pair: str | None
    """Of a fault, the id of the text it was made from."""

    @property
    def brief(self) -> ClaimBrief:
        passages = tuple(one.id for one in self.passages)
        return ClaimBrief(claim_id=self.id, role=self.role, text=self.text, passages=passages)

    def is_right(self, verdict: Verdict | None) -> bool:
        """A valid verdict that says what the label says."""
        return verdict is not None and (verdict == "stands") == self.stands


ID_CHARS = 10
"""Hex digits of a blind id: equal ones of different claims do not happen, and a model copies them without a slip. Those
of the examination have as many: nobody tells a control by its id.
"""


@cache
def exam_texts() -> tuple[ExamText, ...]:
    """All texts, in the order of their file."""
    lines = TEXTS.read_text("utf-8").split("\n")
    return tuple(_exam_text(json.loads(line)) for line in lines if line.strip())


@cache
def version() -> str:
    """First 12 hex digits of the SHA-256 of the texts."""
    return hashlib.sha256(TEXTS.read_bytes()).hexdigest()[:12]


def _exam_text(row: dict[str, Any]) -> ExamText:
    passages = tuple(
        ShownPassage(id=f"{row['id']}-{number}", title=one["title"], published=one["published"], text=one["text"])
        for number, one in enumerate(row["passages"], start=1)
    )
    kept = {name: row[name] for name in ("id", "language", "role", "text", "kind", "pair")}
    return ExamText(**kept, passages=passages, stands=row["true"])


def batches(texts: Sequence[ExamText]) -> tuple[tuple[ExamText, ...], ...]:
    """CALLS batches or so, each in one language; a text goes where fewest share a passage with it, never to its pair.

    In the order of their ids, which are hashes: equal texts give equal batches.
    """
    found: list[tuple[ExamText, ...]] = []
    for language in sorted({one.language for one in texts}):
        of_language = sorted((one for one in texts if one.language == language), key=lambda one: one.id)
        calls = max(2, round(CALLS * len(of_language) / len(texts)))
        made: list[list[ExamText]] = [[] for _ in range(calls)]
        for text in of_language:
            min(made, key=lambda batch: (*_crowding(text, batch), len(batch))).append(text)
        found += (tuple(batch) for batch in made if batch)
    return tuple(found)


def _crowding(text: ExamText, batch: Sequence[ExamText]) -> tuple[bool, int]:
    """Whether its pair is there, and how many of the batch are on a passage of its own."""
    own = {passage.text for passage in text.passages}
    paired = any(other.pair == text.id or text.pair == other.id for other in batch)
    return paired, sum(bool(own & {passage.text for passage in other.passages}) for other in batch)


def question(texts: Sequence[ExamText]) -> CritiqueQuestion:
    """`texts`, of one language, as a critic is asked about any claims."""
    passages = tuple(passage for text in texts for passage in text.passages)
    return CritiqueQuestion(passages=passages, claims=tuple(text.brief for text in texts), language=texts[0].language)


def controls_for(texts: Iterable[str], language: str) -> tuple[ExamText, ...]:
    """Six texts, three false, of other passages each, drawn by a hash of the `texts` they will stand among."""
    seed = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    known = (one for one in exam_texts() if one.language == language)
    drawn: list[ExamText] = []
    for text in sorted(known, key=lambda one: hashlib.sha256(f"{seed}{one.id}".encode()).hexdigest()):
        of_its_kind = sum(one.stands == text.stands for one in drawn)
        if of_its_kind < CONTROLS // 2 and not any(_crowding(text, drawn)):
            drawn.append(text)
    return tuple(drawn)


def hearing(found: float, spared: float) -> Heard:
    """What the words of a critic count for that found so large a share of the faults and spared so many true texts."""
    if found >= HEARD[0] and spared >= HEARD[1]:
        return "yes"
    return "half" if found >= HALF_HEARD[0] and spared >= HALF_HEARD[1] else "no"


class Marks:
    """What a critic got right so far, and what it can still reach."""

    def __init__(self, texts: Sequence[ExamText]) -> None:
        self._all = texts
        self._right: dict[str, bool] = {}

    def add(self, texts: Iterable[ExamText], answer: CritiqueAnswer | None) -> None:
        """What of `texts` has no valid verdict is wrong."""
        given = {one.claim_id: one.verdict for one in answer.verdicts} if answer else {}
        self._right |= {text.id: text.is_right(given.get(text.id)) for text in texts}

    def _counted(self, among: Callable[[ExamText], bool], otherwise: bool = False) -> tuple[int, int]:
        """(right, all) of some of the texts; what was not read yet counts as right or not."""
        own = [text for text in self._all if among(text)]
        return sum(self._right.get(text.id, otherwise) for text in own), len(own)

    def counts(self, stands: bool, otherwise: bool = False) -> tuple[int, int]:
        """(right, all) of the texts that stand, or of the faults."""
        return self._counted(lambda text: text.stands == stands, otherwise)

    def can_still_be_heard(self) -> bool:
        """Whether a hearing is within reach, if all that is left were right."""
        return self._heard(otherwise=True) != "no"

    def _heard(self, otherwise: bool) -> Heard:
        counts = (self.counts(stands, otherwise) for stands in (False, True))
        return hearing(*(right / max(1, texts) for right, texts in counts))

    def _of_kind(self, kind: str) -> KindScore:
        right, texts = self._counted(lambda text: text.kind == kind)
        return KindScore(kind=kind, right=right, texts=texts)

    def trust(self, model: str) -> Trust:
        """What the model's words count for; what it did not read counts as wrong."""
        return Trust(
            model=model,
            examined=True,
            found=self.counts(stands=False),
            spared=self.counts(stands=True),
            heard=self._heard(otherwise=False),
            by_kind=tuple(map(self._of_kind, sorted({text.kind for text in self._all}))),
        )


FILE = "critics.jsonl"
"""In the folder of config.toml; one line a critic. Without it they are examined anew."""


class Hearing(Schema):
    """One line of the file."""

    key: str
    trust: Trust


def hearing_key(link: ModelLink, prompt: PromptTemplate) -> str:
    """SHA-256 of all that an examination's result belongs to: the critic and the texts that it read."""
    return critic_key(link, prompt, texts=version())


def critic_key(link: ModelLink, prompt: PromptTemplate, **more: str) -> str:
    """SHA-256 of what a critic is: address, model, settings, prompt."""
    parts = {"address": link.endpoint.base_url, "deciding": link.deciding, "prompt": prompt.version, **more}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def known_hearing(folder: Path, key: str) -> Trust | None:
    """The newest result under `key`; None where there is none. Lines that cannot be read are passed over."""
    path = folder / FILE
    if not path.is_file():
        return None
    for line in reversed(path.read_text("utf-8").split("\n")):
        if key in line:
            with suppress(ValidationError):
                return Hearing.model_validate_json(line).trust
    return None


def keep_hearing(folder: Path, key: str, trust: Trust) -> None:
    """Adds a line. Raises OSError where the folder cannot be written."""
    path = folder / FILE
    cut_off = path.is_file() and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if cut_off else "") + Hearing(key=key, trust=trust).model_dump_json() + "\n")
