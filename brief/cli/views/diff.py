"""Shows a RunDiff as lines, as a self-contained page, or as JSON. News texts are never markup or terminal codes."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from brief.cli.output import padded
from brief.cli.views.lines import spaced
from brief.cli.views.scores import figure_rows
from brief.cli.views.scores import figures as score_figures
from brief.diff.report_diff import Change
from brief.diff.settings_diff import Cause, shortened
from brief.diff.text_diff import Piece
from brief.evaluation.comparison import RunDiff
from brief.report.render.plain import plain
from brief.words import Shown, label, local

_TEMPLATE = Path(__file__).with_name("diff.html.j2")
_WIDTH = 36
"""Width of the column of names; the longest name fits."""
_MARKS = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
"""The marks that word diffs of version control use."""


def render_lines(diff: RunDiff) -> tuple[str, ...]:
    """One line for each difference; changed texts word by word, as [-removed-]{+added+}."""
    return (
        *_head(diff),
        *(line for report in diff.reports for line in _report_lines(report.name, report.changes)),
        "shown, not compared:",
        *(_figure_line(*figure) for figure in _figures(diff)),
    )


def summary_lines(diff: RunDiff) -> tuple[str, ...]:
    """Counts of changes, what else was in force, and the figures that differ."""
    return (*_head(diff), *(_figure_line(*figure) for figure in _figures(diff) if figure[1] != figure[2]))


def render_page(diff: RunDiff) -> str:
    """The same as a page without scripts or requests."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, finalize=_in_page, undefined=StrictUndefined)
    page = environment.from_string(_TEMPLATE.read_text("utf-8"))
    return page.render(
        before=diff.before.path.name,
        after=diff.after.path.name,
        verdict=verdict(diff),
        causes=list(map(shortened, diff.causes)),
        reports=diff.reports,
        where=where,
        remarks=_remarks,
        figures=_figures(diff),
    )


def as_json(diff: RunDiff) -> dict[str, Any]:
    """The whole diff as JSON, with the names used in code."""
    return {
        "equal": diff.equal,
        "exit_code": 0 if diff.equal else 1,
        "before": {"run_id": diff.before.record.run_id, "path": str(diff.before.path)},
        "after": {"run_id": diff.after.record.run_id, "path": str(diff.after.path)},
        "causes": list(map(asdict, diff.causes)),
        "reports": [
            {"name": one.name, "changes": [{**asdict(change), "where": where(change)} for change in one.changes]}
            for one in diff.reports
        ],
        "figures": {one.name: {"before": one.before, "after": one.after} for one in diff.figures},
        "evaluation": {
            side: None if scores is None else score_figures(scores)
            for side, scores in zip(("before", "after"), diff.scores, strict=True)
        },
        "error": None,
    }


def verdict(diff: RunDiff, word: Callable[[str], str] = str) -> str:
    """`the same report`, or how many changes of each kind."""
    counts = Counter(f"{word(change.part)} {word(change.kind)}" for report in diff.reports for change in report.changes)
    return ", ".join(f"{name} ×{count}" for name, count in counts.items()) or "the same report"


def where(change: Change) -> str:
    """`ai row 3, technical (ai.e5.technical)`: the place as a reader counts, and the id that `brief show` takes."""
    if change.row is None:
        return change.place
    section, _, *column = change.place.split()
    return f"{section} row {change.row}{''.join(f', {one}' for one in column)} ({'.'.join(change.place.split())})"


def number(value: float | None) -> str:
    """A number for readers; `unknown` for None."""
    return "unknown" if value is None else f"{value:,.4g}" if value % 1 else f"{value:,.0f}"


# -- parts -----------------------------------------------------------------------------------------------------------


def _head(diff: RunDiff) -> Iterator[str]:
    yield f"{diff.before.path.name} -> {diff.after.path.name}: {verdict(diff, label)}"
    for cause in diff.causes:
        yield from _cause_lines(cause)


def _figures(diff: RunDiff) -> list[tuple[str, ...]]:
    """(name, before, after) for each figure of `brief eval`, those about cost last."""
    return [*figure_rows(diff.scores), *((name, number(old), number(new)) for name, old, new in diff.figures)]


def _figure_line(name: str, before: str, after: str) -> str:
    return f"  {padded(label(name), _WIDTH)} {before if before == after else f'{before} -> {after}'}"


def _in_page(value: object) -> object:
    """Values that the template made itself are markup already and stay unescaped."""
    from markupsafe import Markup, escape

    return value if isinstance(value, Markup) else escape(spaced(str(value)))


def _report_lines(name: str, changes: Sequence[Change]) -> Iterator[str]:
    yield f"{name}: {len(changes) or 'no'} changes"
    for change in changes:
        yield "  " + " ".join(part for part in (label(change.kind), label(change.part), plain(where(change))) if part)
        yield from (f"    {plain(line)}" for line in _body(change))


def _body(change: Change) -> Iterator[str]:
    if change.pieces:
        yield _marked(change.pieces)
    elif change.kind != "changed":
        yield from (text for text in (change.before, change.after) if text is not None)
    yield from _remarks(change)


def _marked(pieces: Sequence[Piece]) -> str:
    return "".join(_MARKS[one.sign].format(one.text) for one in pieces)


def _remarks(change: Change) -> Iterator[str]:
    if change.by:
        before, after = (by or "not told" for by in change.by)
        yield f"by {before} -> {after}"
    if change.claim_kind:
        yield f"kind {change.claim_kind[0]} -> {change.claim_kind[1]}"
    if change.numbers:
        yield f"numbers {' '.join(f'{one.sign}{one.text}' for one in change.numbers)}"
    for one in change.citations:
        yield f"{one.sign} {one.url} “{one.quote}”"


def _cause_lines(cause: Cause) -> Iterator[str]:
    short = shortened(cause)
    name, *sides = (plain(one or "none") for one in (short.name, short.before, short.after))
    yield Shown(f"  {label(cause.part)} {local(name)}: {' -> '.join(map(label, sides))}")
    for place in cause.rewordings.places if cause.rewordings else ():
        yield f"    line {place.line}: {plain(_marked(place.pieces))}"
    if cause.rewordings and cause.rewordings.more:
        yield f"    and {cause.rewordings.more} more places"
