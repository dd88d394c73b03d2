"""What checks say of a claim, in the words of remarks.toml: what is wrong, and what its writer has to do."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from facts.text.remembered import remembered


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


def remark(name: str) -> Remark:
    """The remark of that name, about nothing yet."""
    return _remarks()[name]


UNREAD = remark("unread")


@remembered
def recognised(message: str) -> tuple[Remark, Mapping[str, str]] | None:
    """Which remark the message is, in either language, and what it is about; None for what no check says."""
    for one in _remarks().values():
        for form in (one.zh, one.en):
            if found := _pattern(form).fullmatch(message):
                return one, found.groupdict()
    return None


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """Of one remark about anything."""
    literal, *rest = re.split(r"\{(\w+)\}", form)
    places = zip(rest[::2], rest[1::2], strict=True)
    return re.compile(re.escape(literal) + "".join(f"(?P<{name}>.+?){re.escape(text)}" for name, text in places))
