"""Why a text is refused, or is missing: closed lists of codes."""

from typing import Literal

IssueKind = Literal[
    "quote_not_in_passage",
    "link_not_in_evidence",
    "date_outside_period",
    "document_in_two_rows",
    "event_twice",
    "empty_text",
    "broken_text",
    "too_few_rows",
    "figure_not_in_evidence",
    "figure_misplaced",
    "name_not_in_evidence",
    "date_not_in_evidence",
    "direction_turned",
    "attribution_lost",
    "citation_unrelated",
    "events_joined",
    "wrong_language",
    "markup_in_text",
    "machine_text",
    "filler",
    "too_long",
    "unsupported",
    "off_topic",
    "weak_reasoning",
    "poor_style",
]
"""Closed. Each kind belongs to one check, which rejects a canary in every run; the others are a critic's."""

Reason = Literal[
    "left_out",
    "left_empty",
    "unknown_id",
    "no_passage",
    "repeats",
    "prompt_echo",
    "one_event_alone",
    "wrong_rows",
    "refused",
    "unusable",
    "cut_off",
    "question_too_long",
    "no_answer",
    "unrecorded",
    IssueKind,
]
"""Why extraction wrote what a model was asked for. Closed.

left_out: its answer lacks it. left_empty: it gave no text. unknown_id: what it wrote names something that was not asked
about. no_passage: nothing that it was shown carries its text. repeats: its text says no more than another. prompt_echo:
its text is the prompt's own. one_event_alone, wrong_rows: its text must join things that it does not join. refused: it
would not answer. unusable: never an answer in the form asked for. cut_off: its answer was too long for it.
question_too_long: the question was. no_answer: it could not be reached, or its server gave an error. unrecorded: taken
over from a run that kept no reason. The kind of an issue: that check refused its text.
"""
