"""Whose voice a report in the first person has: a file of the user's, which `[report] persona` names."""

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from brief.errors import ConfigError
from brief.settings.written import first_fault, parsed
from schemas.base import Schema


class Conviction(Schema):
    """What the persona believes, and since when."""

    since: date
    text: str


class Persona(Schema):
    name: str = ""
    """As the report may call the writer."""
    who: str = ""
    """One or two sentences."""
    holds: str = ""
    """What the writer owns, follows or works on: readers are to know."""
    avoids: str = ""
    """What the writer does not write about, or how not to."""
    names: tuple[str, ...] = ()
    """Names that a view may mention though its evidence does not."""
    convictions: tuple[Conviction, ...] = ()

    @property
    def told(self) -> str:
        """As writers are told, a line each; empty for nobody."""
        lines = [f"{label}: {value}" for label in ("name", "who", "holds", "avoids") if (value := getattr(self, label))]
        lines += [f"names: {', '.join(self.names)}"] if self.names else []
        return "\n".join([*lines, *(f"conviction since {one.since}: {one.text}" for one in self.convictions)])


NOBODY = Persona()


def read_persona(path: Path) -> Persona:
    """Raises ConfigError, which names file, line and field."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = "cannot be read as a text in UTF-8." if path.exists() else "there is no such file."
        advice = "Name a file of who, holds, avoids, names and [[convictions]] in [report] persona, or leave it out."
        raise ConfigError(what, where=str(path), next=advice) from error
    try:
        return Persona.model_validate(parsed(text, path))
    except ValidationError as error:
        raise first_fault(error, Persona, text, path) from error
