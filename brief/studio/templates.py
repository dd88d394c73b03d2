"""Fills the studio's own pages, in the language of whoever opened it. Every value is escaped."""

from functools import cache
from pathlib import Path
from tomllib import loads
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from brief.report.format import shipped_words
from brief.report.render.plain import in_line
from brief.studio import addresses
from brief.words import is_translated, label, local
from facts.text.cleaning import clean

_HERE = Path(__file__).parent


def page(template: str, address: str, **values: Any) -> str:
    """`template`: its name in `pages`; `address`: its own, from the studio's root."""
    return _environment().get_template(f"{template}.html.j2").render(root=addresses.back_from(address), **values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "pages"),
        autoescape=True,
        finalize=lambda value: value if hasattr(value, "__html__") else escape(in_line(str(value))),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"said": local, "whole": lambda text: escape(clean(text)), "kind": _kinds().get}
    environment.globals |= {
        "words": words(),
        "to": addresses,
        "label": label,
        "language": "zh-CN" if is_translated() else "en",
        "reader": _reader(),
    }
    return environment


def _reader() -> Literal["zh", "en"]:
    """In which of the languages of reports whoever opened the studio is told what checks say."""
    return "zh" if is_translated() else "en"


def _kinds() -> dict[str, str]:
    """What a code of an issue means, of a reason why extraction wrote, or of how a text rests on its sources."""
    told = shipped_words(_reader())
    return {**{kind: one["label"] for kind, one in told["kinds"].items()}, **told["reasons"], **told["issues"]}


def words() -> dict[str, str]:
    """What the pages say themselves, by name, in the language of whoever opened the studio."""
    told = loads((_HERE / "words.toml").read_text("utf-8"))
    return {name: label(text) for name, text in told.items()}
