"""Who answers for the critic: examined models, in order, each verdict found again wherever it was once given.

A verdict belongs to its text, passages, language, prompt, model and settings, not to the call that brought it: a model
is shown claims under ids that hash all that, and whatever ledger holds such an id answers for it. So a later round, a
resume and a replay read only what changed.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from agents.base import Answer
from brief.errors import BudgetReached
from brief.llm.base import ProviderError
from brief.llm.batches import in_parts
from brief.llm.examination import ID_CHARS, MOST_WRONG, ExamText, Marks, batches, controls_for, exam_texts
from brief.llm.examination import question as exam_question
from brief.llm.parsing import InvalidAnswerError, read_answer
from brief.llm.prompt_template import fill
from brief.llm.structured_call import CallContext, StructuredCall, completion_of
from brief.settings.models import Binding, ModelLink
from checks.answers import usable
from schemas.base import S, Schema
from schemas.critique import ClaimBrief, CritiqueAnswer, CritiqueQuestion, Heard, ShownPassage, VerdictAnswer
from schemas.run import Call, Trust

ROLE = "critic"


class CriticChain:
    """An `Answerer` for the critic. What the words of a link count for is asked of `hear`, once, before it reads."""

    def __init__(
        self,
        binding: Binding,
        context: CallContext,
        note: Callable[[str], None],
        hear: "Hear",
    ) -> None:
        self._links, self._context, self._note, self._hear = binding.links, context, note, hear
        self.name = binding.names[0]
        self._trust: dict[str, Trust] = {}
        self._used: set[str] = set()
        self._has_controls = False
        self._drawn: set[str] = set()
        """Keys of earlier calls whose verdicts were used."""

    # -- who is heard -------------------------------------------------------------------------------------------------

    @property
    def trusts(self) -> tuple[Trust, ...]:
        """Of each link that was needed so far, in order."""
        return tuple(self._trust[link.name] for link in self._links if link.name in self._trust)

    @property
    def heard(self) -> Heard:
        """What the words of those count for that were used so far; before the first, of the one that would be asked."""
        used = [self._trust[name].heard for name in self._used]
        if not used:
            used = next(([heard] for link in self._links if (heard := self._trust_in(link).heard) != "no"), ["no"])
        return min(used, key=("no", "half", "yes").index)

    def _trust_in(self, link: ModelLink) -> Trust:
        if link.name not in self._trust:
            self._trust[link.name] = self._hear(self, link)
        return self._trust[link.name]

    def examine(self, link: ModelLink) -> Trust:
        """Has the link read the examination, as far as it can still be heard; unexamined where that cannot be finished.

        The calls count against the limits of the run, and stand in its ledger.
        """
        marks, exam = Marks(exam_texts()), batches(exam_texts())
        context = replace(self._context, call=self._context.promptly or self._context.call)
        try:
            self._check_budget(link, exam)
            for batch in exam:
                call = StructuredCall(ROLE, link, context, purpose="examination")
                marks.add(batch, call.ask(exam_question(batch), CritiqueAnswer))
                if not marks.can_still_be_heard():
                    break
        except (ProviderError, BudgetReached) as error:
            self._note(f"critic: {link.endpoint.scrub(f'{link.name}: cannot be examined: {error}')}; it is not heard")
            return Trust(model=link.name)
        return marks.trust(link.name)

    def _check_budget(self, link: ModelLink, exam: Sequence[Sequence[ExamText]]) -> None:
        """Raises BudgetReached where the whole examination would pass a limit; one that has begun goes on."""
        context = self._context
        if any(call.purpose == "examination" and call.model == link.name for call in context.ledger.known):
            return
        prompts = [fill(context.prompts[ROLE], exam_question(batch), context.style) for batch in exam]
        tokens = sum(context.counter.count(prompt.system) + context.counter.count(prompt.user) for prompt in prompts)
        # Together the answers are no longer than one may be.
        with context.budget.reserved(link, tokens, link.settings.max_output_tokens):
            pass

    # -- verdicts -----------------------------------------------------------------------------------------------------

    def answer(self, role: str, question: Schema, answer: type[S], again: bool = False) -> Answer[S]:
        """The verdicts of the first heard link, and of the next ones on what it would not judge.

        A claim that none of them judges has no verdict. Raises TypeError for another question than a critic's.
        """
        if not isinstance(question, CritiqueQuestion) or not issubclass(answer, CritiqueAnswer):
            raise TypeError(f"a critic is not asked {type(question).__name__}")
        found: dict[str, VerdictAnswer] = {}
        for link in self._links:
            left = [claim for claim in question.claims if claim.claim_id not in found]
            if left and self._trust_in(link).heard != "no":
                found |= self._read(link, question.model_copy(update={"claims": tuple(left)}))
        verdicts = tuple(found[claim.claim_id] for claim in question.claims if claim.claim_id in found)
        return Answer(answer(verdicts=verdicts), by="model")

    def _read(self, link: ModelLink, question: CritiqueQuestion) -> dict[str, VerdictAnswer]:
        blind = Blind(question, link, self._context)
        known = self._recorded(blind)
        unread = [one for one in blind.claims if one not in known]
        for part in in_parts(blind.part(unread)) if unread else ():
            known |= self.ask(link, blind, [claim.claim_id for claim in part.claims])
            if self._trust[link.name].heard == "no":
                return {}
        if known:
            self._used.add(link.name)
        return {
            claim_id: known[one].model_copy(update={"claim_id": claim_id})
            for claim_id, one in blind.by_claim.items()
            if one in known
        }

    def _recorded(self, blind: "Blind") -> dict[str, VerdictAnswer]:
        """Those in the run's ledgers of its claims, by blind id, that are valid; each call that one is of counts as
        reused.
        """
        ledger, known = self._context.ledger, dict[str, VerdictAnswer]()
        read = (call for call in ledger.known if call.role == ROLE and call.purpose in ("reading", "repair"))
        found = {verdict.claim_id: (verdict, call.key) for call in read for verdict in _verdicts_in(call)}
        for one in (name for name in blind.claims if name in found):
            verdict, key = found[one]
            if usable(blind.part([one]), CritiqueAnswer(verdicts=(verdict,))).verdicts:
                known[one] = verdict
                if key not in self._drawn:
                    self._drawn.add(key)
                    ledger.answered(key)
        return known

    def ask(self, link: ModelLink, blind: "Blind", ids: Sequence[str]) -> dict[str, VerdictAnswer]:
        """What the link says of the claims under these ids; in a run's first call with controls among them."""
        texts = [blind.claims[one].text for one in ids]
        controls = () if self._has_controls else controls_for(texts, blind.question.language)
        self._has_controls = True
        asked = blind.part(ids, controls)
        call = StructuredCall(ROLE, link, self._context, purpose="reading")
        try:
            answer = call.ask(asked, CritiqueAnswer)
        except ProviderError as error:
            self._note(f"critic: {link.endpoint.scrub(f'{link.name}: {error}')}")
            answer = None
        given = {one.claim_id: one for one in answer.verdicts} if answer else {}
        if controls and answer:
            self._mark(link, controls, given)
        return {one: given[one] for one in ids if one in given}

    def _mark(self, link: ModelLink, controls: Sequence[ExamText], given: Mapping[str, VerdictAnswer]) -> None:
        """A critic that was good and is wrong on three of six was exchanged, or cut off: here it is not heard."""
        verdicts = (given[text.id].verdict if text.id in given else None for text in controls)
        right = sum(text.is_right(verdict) for text, verdict in zip(controls, verdicts, strict=True))
        trust = self._trust[link.name].model_copy(update={"controls": (right, len(controls))})
        if len(controls) - right > MOST_WRONG:
            judged = f"{link.name} judged {right} of {len(controls)} controls right"
            self._note(f"critic: {judged}; it is not heard in this run")
            trust = trust.model_copy(update={"heard": "no"})
        self._trust[link.name] = trust


Hear = Callable[[CriticChain, ModelLink], Trust]


@dataclass
class Blind:
    """A question as one link is asked it: ids that hash what decides a verdict, and nothing that tells more."""

    question: CritiqueQuestion
    link: ModelLink
    context: CallContext

    def __post_init__(self) -> None:
        self._shown = {passage.id: passage for passage in self.question.passages}
        self._system = fill(self.context.prompts[ROLE], self.question, self.context.style).system
        self.by_claim = {claim.claim_id: self._id(claim) for claim in self.question.claims}
        self.claims = {self.by_claim[claim.claim_id]: claim for claim in self.question.claims}
        """By blind id; passages as in `question`."""

    def _id(self, claim: ClaimBrief) -> str:
        deciding = {
            "deciding": self.link.deciding,
            "system": self._system,
            "language": self.question.language,
            "sample": self.context.sample,
            "claim": [claim.role, claim.text, claim.doubt],
            "passages": [[one.title, one.published, one.text] for one in map(self._shown.__getitem__, claim.passages)],
        }
        text = json.dumps(deciding, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:ID_CHARS]

    def part(self, ids: Sequence[str], controls: Sequence[ExamText] = ()) -> CritiqueQuestion:
        """About these claims, with controls among them; passages are numbered as they are first needed."""
        briefs = [(self.claims[one].model_copy(update={"claim_id": one}), self._shown) for one in ids]
        step = max(1, len(briefs) // max(1, len(controls)))
        for number, text in enumerate(controls):
            briefs.insert(min(len(briefs), number * (step + 1)), (text.brief, {one.id: one for one in text.passages}))
        numbered: dict[tuple[str, str, str], ShownPassage] = {}
        claims: list[ClaimBrief] = []
        for brief, shown in briefs:
            names = [_numbered(shown[one], numbered) for one in brief.passages]
            claims.append(brief.model_copy(update={"passages": tuple(dict.fromkeys(names))}))
        passages, language = tuple(numbered.values()), self.question.language
        return CritiqueQuestion(passages=passages, claims=tuple(claims), language=language)


def _numbered(passage: ShownPassage, known: dict[tuple[str, str, str], ShownPassage]) -> str:
    key = (passage.title, passage.published, passage.text)
    if key not in known:
        known[key] = passage.model_copy(update={"id": f"p{len(known) + 1}"})
    return known[key].id


@lru_cache(maxsize=1024)
def _verdicts_in(call: Call) -> tuple[VerdictAnswer, ...]:
    """None where it judged its own controls wrong: its model had been exchanged, or was cut off."""
    try:
        verdicts = read_answer(completion_of(call), CritiqueAnswer).verdicts
    except InvalidAnswerError:
        return ()
    controls = {text.id: text for text in exam_texts()}
    wrong = sum(not controls[one.claim_id].is_right(one.verdict) for one in verdicts if one.claim_id in controls)
    return () if wrong > MOST_WRONG else verdicts
