"""Shows people in their own language what Brief says in English.

Brief speaks English within: so records, logs, `--json` and what models are asked are the same whoever runs it. Where a
message reaches a terminal, and there alone, `local` finds it in the gettext catalogue of the reader's language. What
has values is found by its template, `{count} rows were dropped`; what was put together, piece by piece. Messages are
gathered from the code by `scripts/words.py`. Nothing is loaded for a reader of English.
"""

import gettext
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import chain, islice
from pathlib import Path

DOMAIN, LOCALE = "brief", Path(__file__).with_name("locale")
LABEL = "label"
"""Context of single words in the catalogue: heads of columns and labels of lines. As data the same words stay."""
PLACE = re.compile(r"\{(\w+)\}")
_JOINTS = [
    re.compile(one)
    for one in (" {2,}", "; ", r" \| ", " · ", " — ", "(?<=[.?!]) ", " (?=[↑↓])", ": ", r"(?<=['`.]) (?=[a-z])", ", ")
]
"""At what messages are put together, the loosest first."""
_JOINED = {"; ": "；", ", ": "，", " (": "（"}
"""What stands between two pieces where it does not stay."""
_LONGEST, _MOST_JOINTS, _TRIED_JOINTS = 320, 40, 4
"""Of a text that is taken for a message with values, or for several: news of any length may be shown."""
_LISTED = r"\S+(?:(?:, | or | and )\S+)*"
_NUMBERS = {"line", "number", "tries"}
"""Places behind whose words a number stands, and nothing else."""
_COUNTED = r"[\d,]+(?: [a-z-]+){0,4}"
"""What `counted` gives."""
_NO_SENTENCE, _NO_JOINT = r"(?:(?!\. [A-Z`]).)*?", r"(?:(?!\. [A-Z`]|: |; ).)*?"
_MARKS = re.compile(r"[^\W\d_]+|[,;:()·—]")
_COUNT = r"(?:[A-Z][a-z]{2} )?[^A-Za-z,]*?\d[^A-Za-z,]*(?:,\d+)?"
_FIRST = {0: r"\d+", 1: _COUNT, 2: rf"(?:\S+\s*|/.*?|{_COUNT})"}
"""What the value at the head of a template may be, by the words and marks in it: no headline must be taken for one."""


class Catalogue:
    def __init__(self, file: str) -> None:
        with Path(file).open("rb") as opened:
            told: Mapping[object, str] = vars(gettext.GNUTranslations(opened))["_catalog"]
        self.said = {key[0] if isinstance(key, tuple) else key: said for key, said in told.items() if key}
        templates = (str(one) for one in self.said if PLACE.search(str(one)))
        self._templates = [Template(one) for one in sorted(templates, key=lambda one: (-_letters(one), one))]
        self.shown = lru_cache(4096)(self._shown)

    def _shown(self, text: str) -> str:
        """The message in the reader's language; as it is, where the catalogue has neither it nor a part of it."""
        core = text.strip()
        if " " not in core and not core.endswith("."):
            return text
        ways = (self.said.get, self._before_bracket, self._whole, self._by_pieces, self._without_stop)
        said = next((told for way in ways if (told := way(core))), core)
        start = text.index(core)
        return f"{text[:start]}{said}{text[start + len(core) :]}"

    def _by_template(self, text: str) -> str | None:
        for template in self._templates if len(text) < _LONGEST or "\n" in text else ():
            if (values := template.values(text)) is not None:
                told = {name: self.shown(value) for name, value in values.items()}
                return PLACE.sub(partial(_value, told), self.said[template.text])
        return None

    def _without_stop(self, text: str) -> str | None:
        """Of what a sentence is made."""
        is_one = text.endswith(".") and not re.search(r"[.?!] |\n", text)
        said = self.shown(text[:-1]) if is_one else text[:-1]
        return None if said == text[:-1] else f"{said}。"

    def _by_pieces(self, text: str) -> str | None:
        """Line by line; else cut before a last bracket, or at the first joint of a kind, where one side is known."""
        if "\n" in text:
            return "\n".join(map(self.shown, text.split("\n")))
        if text.count(" (") + sum(len(kind.findall(text)) for kind in _JOINTS) > _MOST_JOINTS:
            return None
        if said := self._cut(text, self._beside_messages(text)):
            return said
        if text.endswith(")") and (said := self._joined(*text[:-1].partition(" ("))):
            return f"{said}）"
        return self._cut(text, (joints[0] for joints in _joints(text)))

    def _cut(self, text: str, joints: Iterable[re.Match[str]]) -> str | None:
        """At the first of the joints that a side of is known."""
        found = (self._joined(text[: one.start()], one[0], text[one.end() :]) for one in joints)
        return next(filter(None, found), None)

    def _beside_messages(self, text: str) -> Iterator[re.Match[str]]:
        """Joints at which a whole message begins or ends, though it may hold such joints itself."""
        for joint in chain.from_iterable(_joints(text)):
            if self._whole(text[: joint.start()]) or self._whole(text[joint.end() :]):
                yield joint

    def _before_bracket(self, text: str) -> str | None:
        """A message, and what is put behind it in brackets."""
        head, _, inner = text[:-1].partition(" (")
        is_one = text.endswith(")") and _is_outside(inner, len(inner)) and self.shown(inner) != inner
        said = self._whole(head) if is_one else None
        return said and f"{said}（{self.shown(inner)}）"

    def _whole(self, text: str) -> str | None:
        """A message that is not put together, or the sentence made of one; it may hold what others are joined by."""
        said = self.said.get(text) or self._by_template(text)
        if said or not text.endswith("."):
            return said
        said = self.said.get(text[:-1]) or self._by_template(text[:-1])
        return said and f"{said}。"

    def _joined(self, before: str, joint: str, after: str) -> str | None:
        told = self.shown(before), self.shown(after)
        if told == (before, after):
            return None
        closed = told[0].endswith(("。", "？", "！"))
        return ("" if closed and joint == " " else _JOINED.get(joint, joint)).join(told)


class Template:
    """A message with places for values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._literals = PLACE.split(text)[::2]
        self._longest = max(self._literals, key=len)

    def values(self, text: str) -> dict[str, str] | None:
        """None also where a value would end within a bracket."""
        found = self._pattern.fullmatch(text) if self._longest in text else None
        values = found.groupdict() if found else None
        return values if values and all(_is_outside(one, len(one)) for one in values.values()) else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = PLACE.findall(self.text)
        last = names[-1]
        marks = len(_MARKS.findall(" ".join(self._literals)))
        first, *others = self._literals
        pattern, seen, typed = re.escape(first), set[str](), first.count("`")
        for name, literal in zip(names, others, strict=True):
            value = _of_place(marks, literal, leads=not seen and not first, ends=name == last)
            value = r"[\d-]+" if name in _NUMBERS and (seen or first) else value
            value = _COUNTED if name.startswith("counted") else value
            value = "[^`]*?" if typed % 2 else value
            typed += literal.count("`")
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>{value})"
            pattern += re.escape(literal)
            seen.add(name)
        return re.compile(pattern, re.DOTALL if "\n" in self.text else 0)


def _of_place(marks: int, behind: str, *, leads: bool, ends: bool) -> str:
    """What a value may be: no sentence ends in it, and with few marks around it little may be taken for one."""
    if leads:
        return _FIRST.get(marks) or _NO_JOINT
    if marks < 3 and ends and behind in ("", "."):
        return _LISTED
    if marks == 1:
        return r"\S+"
    return _NO_SENTENCE if behind or ends else "[^,;(]*"


def _joints(text: str) -> Iterator[list[re.Match[str]]]:
    """The first few of each kind, the loosest first, where there is one."""
    for kind in _JOINTS:
        found = (one for one in kind.finditer(text) if _is_outside(text, one.start()))
        if some := list(islice(found, _TRIED_JOINTS)):
            yield some


def _is_outside(text: str, place: int) -> bool:
    """Whether no bracket is open there."""
    return text.count("(", 0, place) == text.count(")", 0, place)


def _value(told: Mapping[str, str], place: re.Match[str]) -> str:
    return told[place[1]]


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in PLACE.sub("", text))


class Shown(str):
    """What is in its reader's language already, such as a line of columns."""

    __slots__ = ()


_chosen: list[Catalogue] = []


def choose(environ: Mapping[str, str], *, english: bool = False) -> bool:
    """Takes the language that the environment asks for, by gettext's order; whether it is another than English."""
    _chosen.clear()
    file = None if english else _file_for(_languages(environ))
    if file:
        gettext.bindtextdomain(DOMAIN, str(LOCALE))
        _chosen.append(Catalogue(file))
    gettext.textdomain(DOMAIN if file else "messages")  # in which click looks up what it says itself
    return file is not None


def is_translated() -> bool:
    return bool(_chosen)


def local(text: str) -> str:
    """A message as its reader is shown it."""
    return _chosen[0].shown(text) if _chosen and not isinstance(text, Shown) else text


def label(text: str) -> str:
    """A head of a column or a label of a line, of one word or more."""
    head, bracket, inner = text.partition(" (")
    said = _chosen[0].said.get(f"{LABEL}\x04{head}") if _chosen else None
    return f"{said}{bracket}{inner}" if said else local(text)


def counted(number: int, one: str, many: str) -> str:
    """`1 document`, `2 documents`: in English, as all messages are before they are shown."""
    return f"{number} {one if number == 1 else many}"


def _languages(environ: Mapping[str, str]) -> Sequence[str]:
    """LANGUAGE lists some; where the locale is set to C, it is not looked at."""
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return () if locale in ("C", "POSIX") else (environ.get("LANGUAGE") or locale).split(":")


def _file_for(languages: Sequence[str]) -> str | None:
    """The catalogue of the first language that is known; None if that is English, or none is."""
    for language in languages:
        if language.startswith(("en", "C", "POSIX")):
            return None
        if language and (found := gettext.find(DOMAIN, str(LOCALE), [language])):
            return found
    return None
