"""A fact is told once: what repeats it further down is suspected, and the critic decides."""

from builders import AI, asking, cite, claim_values, classification, draft, evidence, section_evidence, table
from scripted import Scripted

from agents.critic import critique
from checks.evidence_index import library_of
from checks.repeats import FACTS
from schemas.classification import SectionEvidence
from schemas.critique import CritiqueAnswer, CritiqueQuestion, Verdict, VerdictAnswer
from schemas.draft import Draft, Synthesis
from schemas.section import Block
from schemas.table import Cell, Entry, Row

BODY = "总投资5亿元，年产能6GWh。"
PROSE = Block(id="prose", title="", holds="stated", most=4, max_chars=60, asks="", paragraphs=True)
NEWS = PROSE.model_copy(update={"id": "news", "above": True})
AGAIN = "这条线的年产能6GWh"


def shown(*of_report: Block) -> SectionEvidence:
    section = AI.model_copy(update={"blocks": (PROSE,)})
    return section_evidence(section, evidence("e1", "某厂钠电产线投产", BODY)).model_copy(
        update={"of_report": of_report}
    )


def entry(name: str, text: str) -> Entry:
    return Entry(block=name.rstrip("1234").rpartition(".")[2], **claim_values(name, text, cite("d1", BODY, 2)))


def written(*entries: Entry, news: str = "", by: str = "model") -> Draft:
    texts = {"event": "某厂年产能6GWh的产线投产", "technical": "年产能6GWh"}
    cells = (Cell(column=one, **claim_values(f"ai.e1.{one}", text, cite("d1", BODY, 2))) for one, text in texts.items())
    rows = Row(id="ai.e1", event_id="e1", cells=tuple(cells))
    said = tuple(one.model_copy(update={"by": by}) for one in entries)
    of_report = (entry("news1", news),) if news else ()
    return draft(
        table("ai", rows, entries=said), synthesis=Synthesis(keywords=(), signals=(), risks=(), entries=of_report)
    )


def suspected(given: Draft, *of_report: Block) -> list[str]:
    return [one.claim_id for one in FACTS.issues(given, library_of(classification(shown(*of_report))))]


def test_a_sentence_that_tells_a_cells_fact_again_is_suspected_and_a_heading_tells_none() -> None:
    assert suspected(written(entry("ai.prose1", AGAIN), entry("ai.prose2", "总投资5亿元"))) == ["ai.prose1"]
    assert suspected(written()) == []


def test_what_extraction_wrote_is_not() -> None:
    assert suspected(written(entry("ai.prose1", AGAIN), by="extraction")) == []


def test_what_a_reader_comes_to_first_has_told_it() -> None:
    given = written(entry("ai.prose1", "总投资5亿元"), news="总投资5亿元的产线投产")
    assert suspected(given, NEWS) == ["ai.prose1"]
    assert suspected(given, NEWS.model_copy(update={"above": False})) == ["news1"]


def test_a_critic_is_shown_what_was_told_and_decides() -> None:
    doubts: list[str] = []

    def answer(question: CritiqueQuestion) -> CritiqueAnswer:
        doubts.extend(one.doubt for one in question.claims if one.doubt)
        words: list[tuple[str, Verdict]] = [
            (one.claim_id, "empty" if one.doubt else "stands") for one in question.claims
        ]
        given = (VerdictAnswer(claim_id=one, rests_on="年产能6GWh", verdict=word, fix="") for one, word in words)
        return CritiqueAnswer(verdicts=tuple(given))

    made = critique(
        written(entry("ai.prose1", AGAIN)), classification(shown()), asking(Scripted({"critic": [answer] * 2}))
    )
    assert len(doubts) == 1
    assert "年产能6GWh" in doubts[0]
    assert [(one.claim_id, one.kind) for one in made.issues] == [("ai.prose1", "empty")]
