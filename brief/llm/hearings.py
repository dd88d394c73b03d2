"""What examined critics were found to be worth, kept in the project's folder: each is examined once."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from brief.llm.examination import version
from brief.llm.prompt_template import PromptTemplate
from brief.settings.models import ModelLink
from schemas.base import Schema
from schemas.run import Trust

FILE = "critics.jsonl"
"""In the folder of config.toml; one line a critic. Without it they are examined anew."""


class Hearing(Schema):
    """One line of the file."""

    key: str
    trust: Trust


def hearing_key(link: ModelLink, prompt: PromptTemplate) -> str:
    """SHA-256 of all that an examination's result belongs to: the critic and the texts that it read."""
    return critic_key(link, prompt, texts=version())


def critic_key(link: ModelLink, prompt: PromptTemplate, **more: str) -> str:
    """SHA-256 of what a critic is: address, model, settings, prompt."""
    parts = {"address": link.endpoint.base_url, "deciding": link.deciding, "prompt": prompt.version, **more}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def known_hearing(folder: Path, key: str) -> Trust | None:
    """The newest result under `key`; None where there is none. Lines that cannot be read are passed over."""
    path = folder / FILE
    if not path.is_file():
        return None
    for line in reversed(path.read_text("utf-8").split("\n")):
        if key in line:
            with suppress(ValidationError):
                return Hearing.model_validate_json(line).trust
    return None


def keep_hearing(folder: Path, key: str, trust: Trust) -> None:
    """Adds a line. Raises OSError where the folder cannot be written."""
    path = folder / FILE
    cut_off = path.is_file() and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if cut_off else "") + Hearing(key=key, trust=trust).model_dump_json() + "\n")
