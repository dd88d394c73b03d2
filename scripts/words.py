#!/usr/bin/env python3
"""Gathers what Brief says to people into the gettext catalogues of brief/locale, and compiles them.

Without an argument it takes new messages in, out those that nobody says any more, and compiles; a translator fills in
what is empty then. `--check` only tells what is not up to date or not translated.

A message is any text of two words or more in the rooms that speak to people, and what commands have for labels. An
f-string is a template, its places named after what they hold; one with alternatives is a message for each of them.
What code alone does not tell stands in words.toml.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import product
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "brief/locale"
LABEL = "label"
"""Context of labels; `brief.words` has the same."""
TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
SKIPPED = re.compile("|".join(TOLD["skipped"]))
ERRORS = {"NoEvidence", "NoAnswer", "BudgetReached", "CanaryAccepted"}
"""Errors for users whose names do not say so."""
MOST_ALTERNATIVES = 16
_PLACE, _PROSE = re.compile(r"\{\w+\}"), re.compile(r"[a-z]{2}")
_CODE = re.compile(r"`[^`]*`|--?[a-z-]+")
_PLAIN = {"len", "str", "plain", "printable", "sorted", "sum", "min", "max", "quote", "join", "round", "next", "clean"}
"""Functions after whose argument a place is named."""
_INNER = {ast.GeneratorExp: "elt", ast.ListComp: "elt", ast.Subscript: "value", ast.BinOp: "left", ast.IfExp: "body"}

Message = tuple[str, str | None]
"""Its id and its context."""


def messages(root: Path = ROOT) -> Iterator[tuple[str, Message]]:
    """`(path, message)` of all that Brief says, in the order of files."""
    for path in sorted(file for room in ("agents", "brief") for file in (root / room).rglob("*.py")):
        place = path.relative_to(root).as_posix()
        if not place.startswith(tuple(TOLD["silent"])):
            yield from ((place, told) for told in of_module(path.read_text("utf-8"), has_labels="/cli/" in place))
    for context, table in ((None, TOLD["put_together"]), (LABEL, TOLD["heads"])):
        yield from ((place, (one, context)) for place, told in table.items() for one in told)
    for place in TOLD["tables"]:
        for one in _leaves(tomllib.loads((root / place).read_text("utf-8"))):
            if " " in one or place in TOLD["labels"]:
                yield place, (one, None if " " in one else LABEL)


def of_module(source: str, *, has_labels: bool) -> Iterator[Message]:
    tree = ast.parse(source)
    hidden, errors = set(_hidden(tree)), set(_of_errors(tree))
    labels = {id(one): one for node in ast.walk(tree) for one in _labels(node) if has_labels and id(one) not in hidden}
    yield from ((str(one.value).rstrip(" ("), LABEL) for one in labels.values())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and _is_command(node):
            yield from ((one, None) for one in paragraphs(ast.get_docstring(node) or ""))
        elif isinstance(node, ast.Call) and _name(node.func) == "counted" and len(node.args) == 3:
            yield from ((f"{{count}} {next(alternatives(noun))}", None) for noun in node.args[1:])
        elif isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in hidden and id(node) not in labels:
            told = map(bare, list(alternatives(node))[:MOST_ALTERNATIVES])
            yield from ((one, None) for one in told if is_prose(one) or (id(node) in errors and _is_sentence(one)))


def paragraphs(text: str) -> list[str]:
    """Of a command's help, each on one line, as click fills them."""
    return [one if one.startswith("\b") else " ".join(one.split()) for one in text.split("\n\n") if one]


def bare(text: str) -> str:
    """Without what joins it to the pieces beside it, at which `brief.words` cuts."""
    joined = r"^(?:[;,:] |\{\w+\}[:;] |brief: |\{\w+\} (?=[A-Z]))+|(?<=[.?]) \{\w+\}$|; \{\w+\}$"
    text = re.sub(joined, "", text.strip())
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def is_prose(text: str) -> bool:
    told = _CODE.sub("", _PLACE.sub("0", text))
    return " " in _PLACE.sub("0", text) and bool(_PROSE.search(told)) and not SKIPPED.search(text)


def _is_sentence(text: str) -> bool:
    """One word may be one, its places are none."""
    return text.endswith(".") and bool(_PROSE.search(_PLACE.sub("", text)))


def alternatives(node: ast.AST) -> Iterator[str]:
    """The templates of an expression: of a choice each, of another value its place."""
    if isinstance(node, ast.Constant):
        yield node.value if isinstance(node.value, str) else ""
    elif isinstance(node, ast.IfExp):
        yield from (*alternatives(node.body), *alternatives(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        for parts in product(*(list(alternatives(part)) for part in node.values)):
            yield _with_own_places("".join(parts))
    elif isinstance(node, ast.FormattedValue):
        name = place_of(node.value)
        yield from alternatives(node.value) if _is_text(node.value) else TOLD["choices"].get(name, (f"{{{name}}}",))


def _is_text(node: ast.AST) -> bool:
    """A choice between texts, whose words are the message's own."""
    if isinstance(node, ast.IfExp):
        return _is_text(node.body) and _is_text(node.orelse)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def place_of(node: ast.expr) -> str:
    """What a value is called: by its own name, that of its attribute or function, or of what is counted or joined."""
    if isinstance(node, ast.Name | ast.Attribute):
        return _name(node).strip("_").lower()
    if isinstance(node, ast.Call):
        name = _name(node.func)
        return place_of(node.args[0]) if name in _PLAIN and node.args else name.strip("_").lower()
    inner = _INNER.get(type(node))
    return place_of(getattr(node, inner)) if inner else "value"


def _with_own_places(template: str) -> str:
    """A name that stands twice gets a number the second time."""
    seen: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        name = found[0][1:-1]
        seen[name] = seen.get(name, 0) + 1
        return f"{{{name}{seen[name] if seen[name] > 1 else ''}}}"

    return _PLACE.sub(numbered, template)


def _hidden(tree: ast.AST) -> Iterator[int]:
    """Docstrings, types, parts of f-strings, and what is given to calls that show nothing."""
    for node in ast.walk(tree):
        yield from (id(one) for part in _parts_apart(node) for one in ast.walk(part))


def _parts_apart(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (part for part in node.values if isinstance(part, ast.Constant))
        values = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        yield from (part.value for part in values if _is_text(part.value))
        yield from (part.format_spec for part in values if part.format_spec)
    elif isinstance(node, ast.Call) and _name(node.func) in {*TOLD["quiet_calls"], "counted"}:
        yield from ast.iter_child_nodes(node)
    elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
        yield node.annotation
    elif isinstance(node, ast.Subscript):
        yield node.slice


def _of_errors(tree: ast.AST) -> Iterator[int]:
    """What an error says, and what it advises: a message even where it is one word."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (_name(node.func) in ERRORS or _name(node.func).endswith("Error")):
            yield from (id(one) for one in node.args[:1])
            yield from (id(one.value) for one in node.keywords if one.arg in {"what", "next"})


def _labels(node: ast.AST) -> Iterator[ast.Constant]:
    """Heads of columns, first cells of lines of two, and labels of `line`."""
    if isinstance(node, ast.Call) and _name(node.func) in {"line", "Line"}:
        yield from _words(node.args[1:2])
    elif isinstance(node, ast.Tuple) and node.elts and isinstance(node.ctx, ast.Load):
        heads = [one.values[0] if isinstance(one, ast.JoinedStr) and one.values else one for one in node.elts]
        texts = [one for one in heads if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if texts and all(str(one.value).isupper() for one in texts):
            yield from _words(texts)
        elif len(node.elts) == 2 and not isinstance(node.elts[1], ast.Constant):
            yield from _words(node.elts[:1])
    elif isinstance(node, ast.List) and node.elts and isinstance(first := node.elts[0], ast.Tuple):
        yield from _words(first.elts) if len(first.elts) > 2 else ()


def _words(nodes: Iterable[ast.expr]) -> Iterator[ast.Constant]:
    texts = (one for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return (one for one in texts if re.fullmatch(r"[^_/\\{.]*[A-Za-z]{2}[^_/\\{.]*", str(one.value)))


def _is_command(node: ast.FunctionDef) -> bool:
    return any(_name(one.func) in {"command", "group"} for one in node.decorator_list if isinstance(one, ast.Call))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else "value"


def _leaves(table: object) -> Iterator[str]:
    if isinstance(table, dict):
        for value in table.values():
            yield from _leaves(value)
    elif isinstance(table, str):
        yield table


def gathered() -> Catalog:
    """All messages without a translation; click's own words among them."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for place, (one, context) in messages():
        catalog.add(one, locations=[(place, 0)], context=context)
    for remark in remarks():
        catalog.add(remark["en"], locations=[("checks/remarks.toml", 0)])
    for place, _, found, _, _ in extract_from_dir(Path(click.__file__).parent, [("**.py", "python")]):
        catalog.add(found, locations=[(f"click/{place}", 0)])
    return catalog


def remarks() -> Iterator[dict[str, str]]:
    """What checks say to editors, in each language."""
    yield from tomllib.loads((ROOT / "checks/remarks.toml").read_text("utf-8")).values()


def updated(file: Path, template: Catalog) -> Catalog:
    with file.open("rb") as opened:
        catalog = read_po(opened, locale=file.parent.parent.name)
    since = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=True)
    catalog.creation_date = since
    catalog.obsolete.clear()
    for one in remarks():
        catalog[one["en"]].string = one[file.parent.parent.name]
    return catalog


def written(catalog: Catalog) -> tuple[bytes, bytes]:
    """The bytes of its .po and .mo."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalog, width=120, include_lineno=False)
    write_mo(mo, catalog)
    return po.getvalue(), mo.getvalue()


def _has_string(message: BabelMessage) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def main(arguments: list[str]) -> int:
    template, faults = gathered(), []
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/brief.po")):
        catalog = updated(file, template)
        for path, content in zip((file, file.with_suffix(".mo")), written(catalog), strict=True):
            if "--check" not in arguments:
                path.write_bytes(content)
            elif not path.exists() or path.read_bytes() != content:
                faults.append(f"{path.relative_to(ROOT)} is not up to date: run scripts/words.py")
        untranslated = (one.id for one in catalog if one.id and not _has_string(one))
        faults += [f"{file.relative_to(ROOT)}: not translated: {one}" for one in untranslated]
    sys.stdout.writelines(f"{one}\n" for one in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
