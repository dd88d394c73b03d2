"""Texts outside of rows, in the answers of a table-writer and of a synthesis writer; among them those of blocks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from checks.answers.finding import Finding, Place, at, numbered
from checks.answers.wording import WordingRules, fitted, says_nothing
from facts.support.citing import carriers
from schemas.section import Block
from schemas.table import EntryAnswer, StatementAnswer

NOTHING = StatementAnswer(text="", passages=())
Passages = Mapping[str, str]
"""Id -> text."""


def tidied_statement(statement: StatementAnswer, known: Passages, max_chars: int | None = None) -> StatementAnswer:
    """With its passages out of `known`, each once; cut to `max_chars` where they are given and far exceeded."""
    if says_nothing(statement.text):
        return NOTHING
    text = fitted(statement.text, max_chars) if max_chars else statement.text
    return StatementAnswer(text=text, passages=among(statement.passages, known))


def found_in_statement(
    place: Place, statement: StatementAnswer, wording: WordingRules, max_chars: int, offered: Passages
) -> Iterator[Finding]:
    """What is wrong with a thesis, an effect or a risk; one that says nothing is left empty on purpose."""
    if statement.text:
        yield from at(place, wording.problems(statement.text, max_chars))
        yield from found_in_passages(place, statement.text, statement.passages, offered)


def found_in_passages(place: Place, text: str, passages: Sequence[str], offered: Passages) -> Iterator[Finding]:
    """None of those that were `offered` is named, and code finds none that carries it."""
    if not any(one in offered for one in passages) and not carriers(text, (), offered):
        message = "no passage that was shown carries it; say what one of them says, and name it."
        yield Finding(place, message, "no_passage")


def among(ids: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Those of `ids` that are known, each once."""
    return tuple(dict.fromkeys(one for one in ids if one in known))


def tidied_entries(blocks: Sequence[Block], entries: Iterable[EntryAnswer], known: Passages) -> tuple[EntryAnswer, ...]:
    """Block by block, in the order asked for: no more than asked for, and none that says nothing."""
    of_block: dict[str, list[EntryAnswer]] = {block.id: [] for block in blocks}
    for entry in entries:
        if entry.block in of_block and not says_nothing(entry.text):
            of_block[entry.block].append(entry)
    return tuple(
        one.model_copy(update=dict(tidied_statement(one, known, block.max_chars)))
        for block in blocks
        for one in of_block[block.id][: block.most]
    )


def found_in_entries(
    blocks: Sequence[Block], entries: Iterable[EntryAnswer], wording: WordingRules, offered: Passages
) -> Iterator[Finding]:
    longest = {block.id: block.max_chars for block in blocks}
    for index, one in enumerate(entries):
        yield from found_in_statement(numbered("entry", index), one, wording, longest[one.block], offered)


def kept_entries(entries: Iterable[EntryAnswer], wrong: Collection[Place]) -> tuple[EntryAnswer, ...]:
    """Those with something wrong fall empty, in their place."""
    return tuple(
        one.model_copy(update=dict(NOTHING)) if numbered("entry", index) in wrong else one
        for index, one in enumerate(entries)
    )
