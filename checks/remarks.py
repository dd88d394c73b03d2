"""What checks say of a claim, in the words of remarks.toml: what is wrong, and what its writer has to do."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

# fmt: off
RemarkName = Literal[
    "cites_nothing", "quote_not_there", "wrong_document", "over_quoted",
    "not_of_the_period", "cited_in_another_row",
    "told_in_another_row", "negation_cut_off", "figure_cut_off", "figure_not_there", "no_figures_there",
    "figure_elsewhere", "figure_turned", "figure_of_another", "figure_otherwise", "date_not_there", "no_dates_there",
    "date_vague", "name_not_there", "settled", "turned", "impossible_change", "no_cause_known", "unrelated",
    "nothing_shared", "strange_clause", "of_another_event", "leaves_nothing_open", "unread", "no_more_than_cells",
    "no_more_than_rows", "said_before", "told_before", "says_nothing", "unshowable", "rows_missing",
    "section_not_cited",
    "wrong_language", "holds_address", "holds_markup", "holds_id", "of_the_task", "suits_anything", "too_long",
    "more_views_than_facts", "wrong_kind", "choice_not_there", "total_not_counted",
]
# fmt: on


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark in each language, with places for what it is about."""

    zh: str
    en: str

    def of(self, **values: object) -> "Remark":
        """About these `values`; a tuple is a list of words."""
        return Remark(*(form.format(**_in_words(values, mark)) for form, mark in ((self.zh, "、"), (self.en, ", "))))

    def told(self, language: str) -> str:
        """For a report in that language."""
        return self.zh if language == "zh" else self.en


def _in_words(values: dict[str, object], mark: str) -> dict[str, object]:
    return {name: mark.join(one) if isinstance(one, tuple) else one for name, one in values.items()}


@cache
def _remarks() -> Mapping[str, Remark]:
    table = tomllib.loads(files(__package__).joinpath("remarks.toml").read_text("utf-8"))
    return {name: Remark(**forms) for name, forms in table.items()}


def remark(name: RemarkName) -> Remark:
    """The remark of that name, about nothing yet."""
    return _remarks()[name]


UNREAD = remark("unread")
