"""Loads prompts: one per role, `repair`, `edition`, and the one for `brief eval --judge`, which runs never use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from brief.errors import BriefError, UsageError
from brief.llm.context_window import token_counter
from brief.llm.prompt_template import PromptTemplate, check_prompt, load_prompt, prompt_file, style_of
from brief.report.format import load_format
from brief.settings.config import Config
from brief.settings.project import Project
from schemas.base import Schema
from schemas.classification import ClassificationQuestion
from schemas.critique import CritiqueQuestion
from schemas.draft import SynthesisQuestion
from schemas.judgement import JudgementQuestion
from schemas.rendering import RenderingQuestion
from schemas.repair import RepairQuestion
from schemas.revision import RevisionQuestion
from schemas.table import TableQuestion

QUESTIONS: Final[Mapping[str, type[Schema]]] = {
    "section_classifier": ClassificationQuestion,
    "table_writer": TableQuestion,
    "synthesis_writer": SynthesisQuestion,
    "critic": CritiqueQuestion,
    "revision": RevisionQuestion,
    "edition": RenderingQuestion,
    "repair": RepairQuestion,
    "judge": JudgementQuestion,
}
"""Role -> the type of question that fills its prompt."""

OF_JUDGES: Final = ("judge", "repair")


def prompt_name(role: str, question: type[Schema]) -> str:
    """The prompt by which a role is asked: whoever mends or renders texts, one of its own."""
    return {RevisionQuestion: "revision", RenderingQuestion: "edition"}.get(question, role)


def prompts_in_force(first: str, *second: str) -> dict[str, tuple[str, str]]:
    """What is asked for reports in these languages: name -> role and language. A second edition has its own."""
    found = {role: (role, first) for role in QUESTIONS if role != "edition"}
    for one in second:
        found |= {"edition": ("edition", one), f"repair.{one}": ("repair", one)}
    return found


def load_prompts(directory: Path, *languages: str) -> dict[str, PromptTemplate]:
    """Those of a run by name, "repair" included. Raises ConfigError, which names the file."""
    asked = prompts_in_force(*languages).items()
    return {name: load_prompt(directory, *one) for name, one in asked if name != "judge"}


def overlaid(prompts: Mapping[str, PromptTemplate], folder: Path, *languages: str) -> dict[str, PromptTemplate]:
    """`prompts` with those in `folder` in place of others. Raises as `own_prompts` and `load_prompts` do."""
    asked = prompts_in_force(*languages)
    own = (name for name in own_prompts(folder, *languages) if name in prompts)
    return {**prompts, **{name: load_prompt(folder, *asked[name]) for name in own}}


def own_prompts(folder: Path, language: str, *second: str) -> tuple[str, ...]:
    """The names of the prompts in force that `folder` has.

    Raises UsageError if there is none, or for a .md file that is no prompt: a misspelt name would change nothing.
    """
    found = _prompt_files(folder)
    names = {name: prompt_file(*one) for name, one in prompts_in_force(language, *second).items()}
    listed = ", ".join(names.values())
    if strangers := [name for name in found if name not in {*_OF_ALL, *names.values()}]:
        raise UsageError(f"{strangers[0]} is no prompt of any role.", where=str(folder), next=f"Known: {listed}.")
    if not (own := tuple(name for name, file in names.items() if file in found)):
        what = f"holds no prompt for reports in {language}."
        raise UsageError(what, where=str(folder), next=f"Put a changed copy of one in it: {listed}.")
    return own


_OF_ALL = frozenset(prompt_file(role, language) for role in QUESTIONS for language in ("zh", "en"))


def not_in_force(folder: Path, *languages: str) -> tuple[str, ...]:
    """Names of prompt files in `folder` for reports in another language: changing them has no effect.

    Raises UsageError if the folder cannot be read.
    """
    own = {prompt_file(*one) for one in prompts_in_force(*languages).values()}
    return tuple(name for name in _prompt_files(folder) if name in _OF_ALL - own)


def changes_note(prompts: Mapping[str, PromptTemplate], before: Mapping[str, str], parent: str, *languages: str) -> str:
    """Says which prompt files differ from those of the run `parent`; `before` holds its versions by role."""
    language = languages[0]
    changed = [str(one.path) for role, one in sorted(prompts.items()) if one.version != before.get(role)]
    if changed:
        return f"prompts for reports in {language}, not as in {parent}: {', '.join(changed)}"
    folders = sorted({one.path.parent for one in prompts.values()})
    others = any(not_in_force(folder, *languages) for folder in folders)
    unread = "; files for another language are not read" if others else ""
    return f"prompts for reports in {language}, all as in {parent}: {', '.join(map(str, folders))}{unread}"


def check_prompts(prompts: Mapping[str, PromptTemplate], style: Mapping[str, str]) -> None:
    """Raises ConfigError, which names file and variable, for a prompt that could not be filled."""
    for name, template in prompts.items():
        check_prompt(template, QUESTIONS[name.partition(".")[0]], style)


def _prompt_files(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if path.suffix == ".md")
    except OSError as error:
        what = f"cannot be read ({error.strerror})."
        raise UsageError(what, where=str(folder), next="Name a folder of prompts.") from error


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
