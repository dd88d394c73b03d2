"""Finds what is wrong with the prompts in force before a run uses them; of each prompt the first fault only."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from brief.errors import BriefError
from brief.llm.prompt_set import QUESTIONS, own_prompts, prompts_in_force
from brief.llm.prompt_template import check_prompt, load_prompt, style_of
from brief.llm.tokens import token_counter
from brief.report.format import load_format
from brief.settings.config import Config
from brief.settings.project import Project

_MOST_TOKENS = 4000
"""Most tokens of one prompt file: with more, small models lose its rules, and every call pays for them."""


@dataclass(frozen=True)
class Fault:
    name: str
    where: str
    what: str
    next: str | None

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.next or ''}".rstrip()


def faults(config: Config, project: Project, folder: Path | None = None) -> Iterator[Fault]:
    """The faults in the order of the roles; prompts in `folder` replace those of the project.

    Raises UsageError if the folder holds no prompts, ConfigError if the format cannot be read.
    """
    languages, counter = config.report.languages, token_counter()
    style = style_of(load_format(project.formats, config.report.formats[0], languages[0]), "weekly")
    own = own_prompts(folder, *languages) if folder else ()
    for name, asked in prompts_in_force(*languages).items():
        try:
            template = load_prompt(folder if folder and name in own else project.prompts, *asked)
            check_prompt(template, QUESTIONS[asked[0]], style)
        except BriefError as error:
            yield Fault(name, error.where or name, error.what, error.next)
            continue
        if (tokens := counter.count(template.text)) > _MOST_TOKENS:
            what = f"is long: {tokens} tokens, more than {_MOST_TOKENS}."
            yield Fault(name, str(template.path), what, "Shorten it: every call sends it.")
