"""What a static site reads before a page: Hugo, Hexo and Jekyll take it as YAML, of which JSON is a part."""

import json
from collections.abc import Mapping, Sequence
from string import Formatter

Value = str | tuple[str, ...]


def front_matter(fields: Mapping[str, Value], told: Mapping[str, Sequence[str]]) -> dict[str, Value]:
    """`fields` filled in with what is `told` under each name. In a list a name stands for all its texts; elsewhere
    several are bullets. A field whose names tell nothing is left out.
    """
    filled: dict[str, Value] = {}
    for key, value in fields.items():
        if isinstance(value, str):
            found: Value = value.format_map({name: _bullets(texts) for name, texts in told.items()})
        else:
            found = tuple(text for one in value for text in _listed(one, told))
        if found:
            filled[key] = found
    return filled


def quoted(value: Value | bool) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bullets(texts: Sequence[str]) -> str:
    return "\n".join(f"- {text}" for text in texts) if len(texts) > 1 else "".join(texts)


def _listed(item: str, told: Mapping[str, Sequence[str]]) -> Sequence[str]:
    names = [name for _, name, _, _ in Formatter().parse(item) if name]
    return told[names[0]] if item == f"{{{''.join(names)}}}" else (item,)
