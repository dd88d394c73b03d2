"""What commands write into the file of a format: one section more, like its first one. All else stays byte for byte."""

import json
import re
import tomllib

from brief.errors import UsageError
from brief.settings.written import Place, tables
from schemas.section import Section

EMOJI = "🔹"
_GATHERS = re.compile(r"^gathers\s*=\s*\[[^\]]*[^\]\s,]", re.MULTILINE)


def with_section(text: str, section: Section, where: str) -> str:
    """The text of a format with the section after its last one, with the columns and the words of its first; where one
    section gathers others, it gathers this one too.

    Raises UsageError if `where`, its path, is not written as Brief writes formats.
    """
    if gathering := _GATHERS.search(text):
        return f"{text[: gathering.end()]}, {json.dumps(section.id)}{text[gathering.end() :]}"
    lines, first = text.splitlines(keepends=True), next(iter(_ids(text)), "")
    copies = {("sections",): ("sections", 0)} | {
        ("words", language, "sections"): ("words", language, "sections", first) for language in _languages(text)
    }
    blocks = [(_span(text, every)[1], _block(text, one)) for every, one in copies.items()]
    named = {"id": section.id, "emoji": EMOJI, "title": section.title, "short": section.title}
    for end, block in sorted(blocks, reverse=True):
        lines[end:end] = ["\n", *_renamed(block, first, named)]
    changed = "".join(lines)
    if section.id not in _ids(changed):
        advice = "Add a [[sections]] and its words by hand, as docs/sections.md shows."
        raise UsageError("is not written as `brief init` writes formats.", where=where, next=advice)
    return changed


def _ids(text: str) -> list[str]:
    try:
        return [section["id"] for section in tomllib.loads(text)["sections"]]
    except (tomllib.TOMLDecodeError, LookupError, TypeError):
        return []


def _languages(text: str) -> list[str]:
    return list(dict.fromkeys(str(place[1]) for _, place in tables(text) if place[0] == "words" and len(place) > 1))


def _block(text: str, place: Place) -> list[str]:
    start, end = _span(text, place)
    return text.splitlines(keepends=True)[start:end]


def _span(text: str, place: Place) -> tuple[int, int]:
    """From the first line of the tables under `place` to their end; blank lines and remarks there are of the next."""
    marks = [*tables(text), (len(text.splitlines()) + 1, ())]
    own = [number for number, (_, at) in enumerate(marks) if at[: len(place)] == place]
    if not own:
        return 0, 0
    lines, end = text.splitlines(), marks[own[-1] + 1][0] - 1
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1
    return marks[own[0]][0] - 1, end


def _renamed(block: list[str], first: str, named: dict[str, str]) -> list[str]:
    """The lines with the new section's names: of each key the first that stands by itself, and every table's."""
    left, renamed = dict(named), []
    for line in block:
        key = re.match(r"\s*(\w+)\s*=", line)
        if key and key[1] in left:
            renamed.append(f"{key[1]} = {json.dumps(left.pop(key[1]), ensure_ascii=False)}\n")
        else:
            renamed.append(re.sub(rf"^(\s*\[.*\bsections\.){re.escape(first)}\b", rf"\g<1>{named['id']}", line))
    return renamed
