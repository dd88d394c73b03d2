"""Loads prompts/<role>.md as a PromptTemplate, and fills it from a typed question.

A prompt file has two parts, split by a line that holds MARKER and nothing else. Above it is the text that is equal for
every question of a run (sent as the system message, first, so that it can be cached); below it the question. `$name`
is a variable: above the marker only those of the format (see `style_of`), below it also the question's fields, every
one of them. `${name|word}` is a variable that may be empty and then reads `word`. A dollar sign is written `$$`.

Text from the news is data. A field that is a list or an object is put between `<data name="…">` and `</data>`, one
item a line as JSON; a field that is a text is put in unchanged. Every `<` in either is written \\u003c, so that no
outside text can end such a block or open one.
"""

import difflib
import hashlib
import json
import re
import string
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from brief.errors import ConfigError
from brief.llm.base import Prompt
from schemas.base import Schema
from schemas.period import PeriodKind
from schemas.retrieval import EVEN_BALANCE, Balance

if TYPE_CHECKING:
    from brief.report.format import Format

MARKER = "<!-- question -->"
_NAME = re.compile(r"[a-z][a-z_]*")
_FIRST_LANGUAGE = "zh"
"""The language whose prompt files have no language in their names."""
_UNSAFE = re.compile("[<\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Characters that could end a data block or a line, or have no UTF-8 form; replaced by their JSON escapes."""


_UNSENT = frozenset({"terms", "above", "asks_in_list", "like", "needs", "words", "labels"})
"""Fields never sent: hints for extraction, which a small model would repeat as if they were facts."""


_OLDER = (
    "If the file is of another version of Brief, what such a prompt must hold and what it must ask for has changed: "
    "`brief init DIR` writes this version's prompts into a new folder; compare, and carry your changes over."
)


class _Text(string.Template):
    idpattern = r"(?a:[a-z][a-z_]*)"
    braceidpattern = r"(?a:[a-z][a-z_]*)(?:\|[^{}\n]*)?"
    flags = re.RegexFlag(0)


@dataclass(frozen=True)
class PromptTemplate:
    name: str
    """The file's name without `.md`: the role, and the language if it is not Chinese."""
    path: Path
    version: str
    """First 12 hex digits of the SHA-256 of the file."""
    text: str
    system: str
    """The part that is equal for every question."""
    user: str
    """The part that the question fills."""

    @property
    def variables(self) -> tuple[str, ...]:
        """Names in the order of their first use, those that may be empty included."""
        return tuple(dict.fromkeys(_names(_Text(self.text))))


def prompt_file(role: str, language: str) -> str:
    """`<role>.md`, or `<role>.<language>.md` for a language other than Chinese."""
    return f"{role}.md" if language == _FIRST_LANGUAGE else f"{role}.{language}.md"


def load_prompt(directory: Path, role: str, language: str = _FIRST_LANGUAGE) -> PromptTemplate:
    """Reads the prompt file of that role and language.

    Raises ConfigError, which names the file: it cannot be read, lacks the marker or a part, or holds a stray `$`.
    """
    file = prompt_file(role, language)
    name = file.removesuffix(".md")
    if not _NAME.fullmatch(role) or not _NAME.fullmatch(language):
        raise ConfigError(f"there is no prompt {name!r}.", where=str(directory))
    path = directory / file
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        advice = "`brief init DIR` writes the shipped prompts into a folder."
        raise ConfigError(f"cannot be read ({error}).", where=str(path), next=advice) from error
    parts = [part.strip() for part in re.split(rf"^{re.escape(MARKER)}[ \t]*$", text, flags=re.MULTILINE)]
    if len(parts) != 2 or not all(parts):
        advice = f"Write what never changes, a line {MARKER}, and then the question."
        raise ConfigError("has no two parts with one marker line between them.", where=str(path), next=advice)
    _check_dollars(path, text)
    version = hashlib.sha256(raw).hexdigest()[:12]
    return PromptTemplate(name=name, path=path, version=version, text=text, system=parts[0], user=parts[1])


_COUNTED = ("effects", "keywords", "signals", "risks")
"""The fields of Lengths that are numbers of entries; the others are numbers of characters."""


def style_of(
    format: "Format",
    kind: PeriodKind,
    instruction: str = "",
    reader: str = "",
    balance: Balance = EVEN_BALANCE,
    persona: str = "",
) -> dict[str, str]:
    """The variables that a format adds: its house style, how it names the period, lengths in characters, numbers.

    Also `$instruction`, the text of --instruct, `$reader`, who reads the report, `$rows_per_actor` of its balance, and
    `$persona`, in whose voice it is written, if it is.
    """
    lengths = format.lengths.model_dump()
    return {
        **{f"{part}_chars": str(most) for part, most in lengths.items() if part not in _COUNTED},
        **{f"most_{part}": str(lengths[part]) for part in _COUNTED},
        "thesis_chars": str(format.title_thesis_max_chars),
        "house_style": format.words.house_style.strip(),
        "period": format.this(kind),
        "instruction": f"<editor>\n{_safe(instruction.strip())}\n</editor>" if instruction.strip() else "",
        "reader": _safe(reader.strip()),
        "persona": f"<persona>\n{_safe(persona.strip())}\n</persona>" if format.persona and persona.strip() else "",
        "rows_per_actor": str(balance.rows_per_actor),
    }


def fill(template: PromptTemplate, question: Schema, style: Mapping[str, str]) -> Prompt:
    """The prompt for one question. Equal questions give equal bytes.

    Raises ConfigError, which names file and variable, for a variable that is unknown, empty, unused or out of place.
    """
    fields = {name: _rendered(name, value) for name, value in question.model_dump(mode="json").items()}
    return _filled(template, fields, style, _optional(type(question)))


def _optional(question: type[Schema]) -> frozenset[str]:
    """Fields that a prompt need not name for as long as they are empty."""
    return frozenset(name for name, field in question.model_fields.items() if not field.is_required())


def check_prompt(template: PromptTemplate, question: type[Schema], style: Mapping[str, str]) -> None:
    """Fills the prompt with placeholders: optional fields empty, all others a word. Raises as `fill` does."""
    shown = {name: field for name, field in question.model_fields.items() if not field.exclude}
    optional = _optional(question)
    fields = {name: "" if name in optional else "x" for name in shown}
    _filled(template, fields, style, optional)


def _filled(
    template: PromptTemplate, fields: Mapping[str, str], style: Mapping[str, str], optional: Collection[str]
) -> Prompt:
    system, user = _Text(template.system), _Text(template.user)
    for name in _names(system):
        if name in fields:
            raise _wrong(template, name, "changes with every question", f"Move it below the line {MARKER}.")
    _must_be_known(template, _names(system), style)
    _must_be_known(template, _names(user), {*style, *fields})
    for name in (one for one, value in fields.items() if value or one not in optional):
        if name not in set(_names(user)):
            raise _wrong(template, name, "is never used, so the question would lack it", f"Put it there. {_OLDER}")
    return Prompt(system=_poured(template, system, style), user=_poured(template, user, {**style, **fields}))


def _must_be_known(template: PromptTemplate, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            listed = f"Known here: {', '.join(sorted(known))}."
            advice = f"Did you mean ${near[0]}? {listed}" if near else f"{listed} {_OLDER}"
            raise _wrong(template, name, "is unknown", advice)


def _check_dollars(path: Path, text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if not _Text(line).is_valid():
            advice = "Write $name or ${name|word} for a variable, $$ for a dollar sign."
            raise ConfigError("holds a $ that begins no variable.", where=f"{path}:{number}", next=advice)


def _names(text: _Text) -> Iterable[str]:
    return (name.partition("|")[0] for name in text.get_identifiers())


def _poured(template: PromptTemplate, text: _Text, values: Mapping[str, str]) -> str:
    chosen: dict[str, str] = {}
    for identifier in text.get_identifiers():
        name, _, otherwise = identifier.partition("|")
        chosen[identifier] = values[name].strip() or otherwise
        if not chosen[identifier] and "|" not in identifier:
            raise _wrong(template, name, "is empty", f"Nothing was asked. ${{{name}|word}} would allow it.")
    return text.substitute(chosen)


def _wrong(template: PromptTemplate, name: str, what: str, advice: str) -> ConfigError:
    used = re.compile(rf"\$(?:{name}(?![a-z_])|\{{{name}[|}}])")
    line = next((number for number, line in enumerate(template.text.split("\n"), 1) if used.search(line)), None)
    where = f"{template.path}:{line}" if line else str(template.path)
    return ConfigError(f"${name} {what}.", where=where, next=advice)


# -- data ------------------------------------------------------------------------------------------------------------


def _rendered(name: str, value: object) -> str:
    """A field of a question as text for the prompt; empty for an empty value."""
    if isinstance(value, str):
        return _safe(value)
    items = value if isinstance(value, list) else [value]
    lines = (_safe(json.dumps(_compact(item), ensure_ascii=False, separators=(",", ":"))) for item in items)
    return "\n".join((f'<data name="{name}">', *lines, "</data>")) if items else ""


def _safe(text: str) -> str:
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def pasted(text: str) -> str:
    """A text of the news as it may stand in a prompt file, on one line."""
    return _safe(" ".join(text.split())).replace("$", "$$")


def _compact(value: object) -> object:
    """The value with ids first, in the order of the schema; objects lose false, empty and unsent fields."""
    if isinstance(value, dict):
        sent = ((name, part) for name, part in value.items() if name not in _UNSENT)
        return {name: _compact(part) for name, part in sent if part is not False and part not in (None, "", [])}
    return [_compact(part) for part in value] if isinstance(value, list) else value
