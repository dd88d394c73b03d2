"""What is wrong with an answer, where its texts stand, and why what is missing of it does."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schemas.base import Schema
from schemas.draft import SynthesisAnswer, SynthesisQuestion
from schemas.reasons import Reason
from schemas.table import TableAnswer, TableQuestion

Place = tuple[str, ...]
"""Kind, and then the id or number (from 1) of a part: ("row", "e4", "insight"), ("effect", "2"), ("thesis",)."""


@dataclass(frozen=True, slots=True)
class Finding:
    place: Place
    message: str
    """A sentence for the model, that says what to do."""
    code: Reason = "unusable"
    """For the record, which holds nothing of what the model wrote."""

    def __str__(self) -> str:
        return f"{' '.join(self.place)}: {self.message}"


def at(place: Place, problems: Iterable[tuple[Reason, str]]) -> Iterator[Finding]:
    return (Finding(place, message, code) for code, message in problems)


def numbered(kind: str, index: int) -> Place:
    """The place of the part at `index`, counted from 0."""
    return kind, str(index + 1)


def listed(ids: Iterable[str], most: int = 12) -> str:
    """Ids for a message; long lists are cut."""
    known = list(ids)
    return ", ".join(known[:most]) + (", …" if len(known) > most else "")


WHOLE: Place = ()
"""The whole of an answer."""
Lost = Mapping[Place, Reason]
"""Why a part of an answer does not stand."""


def texts_of(answer: Schema) -> Iterator[tuple[Place, str]]:
    """Every text that could come to stand in a report; none of the answers of those that judge."""
    if isinstance(answer, TableAnswer):
        yield from ((("row", row.event_id, cell.column), cell.text) for row in answer.rows for cell in row.cells)
        yield ("thesis",), answer.thesis.text
        yield from ((numbered("effect", index), one.text) for index, one in enumerate(answer.effects))
        yield from ((numbered("entry", index), one.text) for index, one in enumerate(answer.entries))
    elif isinstance(answer, SynthesisAnswer):
        yield from ((numbered("keyword", index), one.meaning) for index, one in enumerate(answer.keywords))
        yield from ((("signal", "-".join(one.sections)), one.text) for one in answer.signals)
        yield from ((numbered("risk", index), one.text) for index, one in enumerate(answer.risks))
        yield from ((numbered("entry", index), one.text) for index, one in enumerate(answer.entries))


def names_unknown(question: Schema, answer: Schema) -> bool:
    """A row or a signal of `answer`, as it came, is about something that `question` does not ask about."""
    if isinstance(question, TableQuestion) and isinstance(answer, TableAnswer):
        return not {row.event_id for row in answer.rows} <= {event.event_id for event in question.events}
    if isinstance(question, SynthesisQuestion) and isinstance(answer, SynthesisAnswer):
        known = {section_id for pair in question.pairs for section_id in pair}
        return not {section_id for signal in answer.signals for section_id in signal.sections} <= known
    return False


def lost_of(found: tuple[Finding, ...], *, strangers: bool) -> dict[Place, Reason]:
    """The first code at each place; a row goes with its event.

    `strangers`: the answer names what was not asked about, which is why it leaves out what was.
    """
    lost: dict[Place, Reason] = {}
    for finding in found:
        code = "unknown_id" if strangers and finding.code == "left_out" else finding.code
        lost.setdefault(finding.place, code)
        if finding.place[0] == "row" and finding.place[2:] == ("event",):
            lost.setdefault(finding.place[:2], code)
    return lost
