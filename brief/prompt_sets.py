"""The prompts of a run: one for each role and "repair", from a folder, with those of another laid over them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from brief.errors import UsageError
from brief.prompts import PromptTemplate, check_prompt, load_prompt
from schemas.base import Schema
from schemas.classification import ClassificationQuestion
from schemas.critique import CritiqueQuestion
from schemas.draft import SynthesisQuestion
from schemas.repair import RepairQuestion
from schemas.table import TableQuestion

QUESTIONS: Final[Mapping[str, type[Schema]]] = {
    "section_classifier": ClassificationQuestion,
    "table_writer": TableQuestion,
    "synthesis_writer": SynthesisQuestion,
    "critic": CritiqueQuestion,
    "repair": RepairQuestion,
}
"""What each prompt is filled with."""


def load_prompts(directory: Path, language: str) -> dict[str, PromptTemplate]:
    """By role, with "repair". Raises ConfigError, which names the file."""
    return {name: load_prompt(directory, name, language) for name in QUESTIONS}


def overlaid(prompts: Mapping[str, PromptTemplate], folder: Path, language: str) -> dict[str, PromptTemplate]:
    """`prompts` with those that `folder` holds in their place.

    Raises UsageError for a folder without one, or with a .md file that is none: a misspelt name would change nothing.
    """
    by_file = {template.path.name: role for role, template in prompts.items()}
    found = _prompt_files(folder)
    known = {f"{role}{ending}" for role in QUESTIONS for ending in (".md", ".en.md")} | set(by_file)
    if strangers := [name for name in found if name not in known]:
        what = f"{strangers[0]} is no prompt of any role."
        raise UsageError(what, where=f"--prompts {folder}", next=f"Known: {', '.join(sorted(by_file))}.")
    chosen = {by_file[name]: load_prompt(folder, by_file[name], language) for name in found if name in by_file}
    if not chosen:
        advice = f"Put a changed copy of one in it: {', '.join(sorted(by_file))}."
        raise UsageError("holds no prompt.", where=f"--prompts {folder}", next=advice)
    return {**prompts, **chosen}


def check_prompts(prompts: Mapping[str, PromptTemplate], style: Mapping[str, str]) -> None:
    """Raises ConfigError, which names file and variable, for a prompt that could not be filled."""
    for role, template in prompts.items():
        check_prompt(template, QUESTIONS[role], style)


def _prompt_files(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if path.suffix == ".md")
    except OSError as error:
        raise UsageError(
            f"cannot be read ({error.strerror}).", where=f"--prompts {folder}", next="Name a folder of prompts."
        ) from error
