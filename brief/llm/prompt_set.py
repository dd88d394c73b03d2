"""Loads prompts: one per role, `repair`, `edition`, and the one for `brief eval --judge`, which runs never use."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from brief.errors import UsageError
from brief.llm.prompt_template import PromptTemplate, check_prompt, load_prompt, prompt_file
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

OF_EDITIONS: Final = ("edition", "repair")
OF_JUDGES: Final = ("judge", "repair")
OF_RUNS: Final = tuple(name for name in QUESTIONS if name not in ("judge", "edition"))


def prompt_name(role: str, question: type[Schema]) -> str:
    """The prompt by which a role is asked: whoever mends or renders texts, one of its own."""
    return {RevisionQuestion: "revision", RenderingQuestion: "edition"}.get(question, role)


def load_prompts(directory: Path, language: str, names: Iterable[str] = OF_RUNS) -> dict[str, PromptTemplate]:
    """Prompts by role, "repair" included. Raises ConfigError, which names the file."""
    return {name: load_prompt(directory, name, language) for name in names}


def overlaid(
    prompts: Mapping[str, PromptTemplate], folder: Path, language: str, second: str | None = None
) -> dict[str, PromptTemplate]:
    """`prompts` with those in `folder` in place of others. Raises as `own_prompts` and `load_prompts` do."""
    languages = prompts_of(language, second)
    own = [role for role in own_prompts(folder, language, second) if role in prompts]
    return {**prompts, **{role: load_prompt(folder, role, languages[role]) for role in own}}


def prompts_of(language: str, second: str | None = None) -> dict[str, str]:
    """The roles that have a prompt in force, each with its language: that of a second edition is asked in its own."""
    languages = {role: second if role == "edition" else language for role in QUESTIONS}
    return {role: one for role, one in languages.items() if one}


def own_prompts(folder: Path, language: str, second: str | None = None) -> tuple[str, ...]:
    """The roles, possibly with "repair", that `folder` has a prompt for.

    Raises UsageError if there is none, or for a .md file that is no prompt: a misspelt name would change nothing.
    """
    found = _prompt_files(folder)
    names = {role: prompt_file(role, one) for role, one in prompts_of(language, second).items()}
    listed = ", ".join(names.values())
    if strangers := [name for name in found if name not in {*_OF_ALL, *names.values()}]:
        raise UsageError(f"{strangers[0]} is no prompt of any role.", where=str(folder), next=f"Known: {listed}.")
    if not (own := tuple(role for role, name in names.items() if name in found)):
        what = f"holds no prompt for reports in {language}."
        raise UsageError(what, where=str(folder), next=f"Put a changed copy of one in it: {listed}.")
    return own


_OF_ALL = frozenset(prompt_file(role, language) for role in QUESTIONS for language in ("zh", "en"))


def not_in_force(folder: Path, language: str, second: str | None = None) -> tuple[str, ...]:
    """Names of prompt files in `folder` for reports in another language: changing them has no effect.

    Raises UsageError if the folder cannot be read.
    """
    own = {prompt_file(*one) for one in prompts_of(language, second).items()}
    return tuple(name for name in _prompt_files(folder) if name in _OF_ALL - own)


def changes_note(prompts: Mapping[str, PromptTemplate], before: Mapping[str, str], parent: str, language: str) -> str:
    """Says which prompt files differ from those of the run `parent`; `before` holds its versions by role."""
    changed = [str(one.path) for role, one in sorted(prompts.items()) if one.version != before.get(role)]
    if changed:
        return f"prompts for reports in {language}, not as in {parent}: {', '.join(changed)}"
    folders = sorted({one.path.parent for one in prompts.values()})
    others = any(not_in_force(folder, language) for folder in folders)
    unread = "; files for another language are not read" if others else ""
    return f"prompts for reports in {language}, all as in {parent}: {', '.join(map(str, folders))}{unread}"


def check_prompts(prompts: Mapping[str, PromptTemplate], style: Mapping[str, str]) -> None:
    """Raises ConfigError, which names file and variable, for a prompt that could not be filled."""
    for role, template in prompts.items():
        check_prompt(template, QUESTIONS[role], style)


def _prompt_files(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if path.suffix == ".md")
    except OSError as error:
        what = f"cannot be read ({error.strerror})."
        raise UsageError(what, where=str(folder), next="Name a folder of prompts.") from error
