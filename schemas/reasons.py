"""Why a text is refused or missing, and what a run lacked: closed lists of codes."""

from typing import Literal

IssueKind = Literal[
    "quote_not_in_passage",
    "link_not_in_evidence",
    "over_quoted",
    "date_outside_period",
    "document_in_two_rows",
    "event_twice",
    "empty_text",
    "broken_text",
    "too_few_rows",
    "figure_not_in_evidence",
    "figure_misplaced",
    "name_not_in_evidence",
    "name_doubtful",
    "date_not_in_evidence",
    "direction_turned",
    "attribution_lost",
    "citation_unrelated",
    "events_joined",
    "says_no_more",
    "told_again",
    "certainty",
    "wrong_language",
    "markup_in_text",
    "machine_text",
    "filler",
    "too_long",
    "more_views_than_facts",
    "wrong_kind",
    "total_not_counted",
    "unsupported",
    "off_topic",
    "weak_reasoning",
    "poor_style",
    "weak",
    "empty",
    "unread",
    "comment",
]
"""Closed. Each kind up to total_not_counted belongs to one check, which rejects a canary in every run. unsupported,
weak and empty are a critic's verdicts; unread: an inference that no critic who may be heard has read. comment: an
editor's remark. off_topic, weak_reasoning and poor_style are those of critics of before 2026-12.
"""

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
"""Why extraction wrote a text although a model was asked. A closed list.

left_out: the answer lacks the text. left_empty: the text is empty. unknown_id: the text names an id that was not asked
about. no_passage: no passage that the model was shown supports the text. repeats: the text only repeats another one.
prompt_echo: the text is copied from the prompt. one_event_alone, wrong_rows: the text must join events or rows, and
does not. refused: the model refused to answer. unusable: no answer had the required form. cut_off: the answer was too
long. question_too_long: the question did not fit the model. no_answer: the model could not be reached, or its server
gave an error. unrecorded: taken over from a run that kept no reason. Any issue kind: that check refused the text.
"""

Requirement = Literal["sources", "models", "critic"]
"""What `[run] require` may name. sources: one that could be read. models: each that is asked answers. critic: one that
is heard.
"""
