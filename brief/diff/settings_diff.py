"""Differences in what two runs were asked and used: anything that can have made their reports differ. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from brief.diff.text_diff import Rewordings
from brief.settings.models import JUDGE, ROLES
from schemas.run import RunRecord


@dataclass(frozen=True)
class Cause:
    """One difference that may explain others: evidence, prompt, format, model, instruction, edit, a key of the
    configuration, or a package.
    """

    part: str
    name: str
    before: str | None
    after: str | None
    rewordings: Rewordings | None = None
    """For a prompt whose text both runs kept: its changed places."""


_LONGEST_VALUE = 160


def cause_line(cause: Cause) -> str:
    """`config sections.ai.limit: 8 -> 2`, each value on one line and of limited length."""
    short = shortened(cause)
    return f"{cause.part} {cause.name}: {short.before or 'none'} -> {short.after or 'none'}"


def shortened(cause: Cause) -> Cause:
    return replace(cause, before=_short(cause.before), after=_short(cause.after))


def _short(value: str | None) -> str | None:
    line = " ".join((value or "").split())
    return (line if len(line) <= _LONGEST_VALUE else f"{line[:_LONGEST_VALUE]}…") or None


def causes(before: RunRecord, after: RunRecord, *, same_evidence: bool) -> tuple[Cause, ...]:
    """All differences that can have made the reports differ."""
    found = [] if same_evidence else [Cause("evidence", "1-retrieval", before.run_id, after.run_id)]
    found += _differing("prompt", before.prompt_versions, after.prompt_versions)
    found += _differing("format", before.format_versions, after.format_versions)
    found += _differing("model", _chains(before), _chains(after))
    found += _differing("instruction", _instruction(before), _instruction(after))
    found += _differing("edit", dict.fromkeys(before.amendments, "made"), dict.fromkeys(after.amendments, "made"))
    found += _differing("taken over", dict.fromkeys(before.taken_over, "yes"), dict.fromkeys(after.taken_over, "yes"))
    found += _differing("config", _flat(before.configuration), _flat(after.configuration))
    found += _differing("package", before.packages, after.packages)
    return tuple(found)


def _differing(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[Cause]:
    names = sorted({*before, *after})
    return [
        Cause(part, name, *_narrowed(before.get(name), after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _narrowed(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """For two JSON lists, only the entries that differ: a long list would hide the one that was added."""
    if before is None or after is None or not (before.startswith("[") and after.startswith("[")):
        return before, after
    old, new = json.loads(before), json.loads(after)
    gone, come = ([one for one in side if one not in other] for side, other in ((old, new), (new, old)))
    if not gone and not come:
        return before, after
    return json.dumps(gone, ensure_ascii=False), json.dumps(come, ensure_ascii=False)


def _instruction(record: RunRecord) -> dict[str, str]:
    return {"writers": record.instruction} if record.instruction else {}


def _chains(record: RunRecord) -> dict[str, str]:
    return {role: " > ".join(chain) for role, chain in record.chains.items()} or record.models


def _flat(value: Any, place: str = "") -> dict[str, str]:
    """A configuration as `key.path` -> JSON; list entries are named by id or name, as in --set.

    Without folders of the run and the judge, which change no report; model chains are compared separately.
    """
    if isinstance(value, dict):
        parts = ((f"{place}.{name}" if place else str(name), part) for name, part in value.items())
        return {path: said for name, part in parts if name not in _NO_CAUSE for path, said in _flat(part, name).items()}
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        named = {str(one.get("id", one.get("name", number))): one for number, one in enumerate(value)}
        return _flat(named, place)
    return {place: json.dumps(value, ensure_ascii=False)}


_NO_CAUSE = frozenset(
    {"run.runs_dir", "corpus.path", "corpus.url", "runs", "fleet", f"models.settings.{JUDGE}"}
    | {f"models.{role}" for role in (*ROLES, JUDGE)}
)
