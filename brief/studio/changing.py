"""What can be changed from a report's pages: a text, which rows it has, who may have it. Each is a command of Brief."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import get_args

from brief.editing.edit import ROWS, Edit, edited, plan_edit, plan_unedited, to_edit
from brief.editing.single import NewText, changed, commented
from brief.errors import BriefError
from brief.pipeline.estimate import Estimate, estimate_replay
from brief.runs.loaded import LoadedRun
from brief.studio import addresses
from brief.studio.jobs import Asked
from brief.studio.prompting import told, unwatched
from brief.studio.studio import Studio
from brief.words import local
from schemas.reasons import IssueKind

_AS_A_FIELD = "say below its text where it is from; it is printed with it."
_KIND = re.compile(r"^(?:line \d+, )?\S+: (?=.* \(\w+\)$)| \((?:" + "|".join(get_args(IssueKind)) + r")\)$")
"""What the command says before and behind an issue: its claim and its kind."""


def findings(studio: Studio, run_id: str, edition: str, claim_id: str, given: Mapping[str, str]) -> dict[str, object]:
    """What would be said of a text as it is typed: whether it stands, and what code suspects of it."""
    try:
        edit = changed(claim_id, _new(given), _editable(studio, run_id, edition), _AS_A_FIELD)
    except BriefError as error:
        return {"stands": False, "said": _in_words(error.what, error.next or "")}
    return {"stands": True, "said": _in_words(*edit.warnings)}


def _in_words(*said: str) -> list[str]:
    """As the reader is told it, line by line: the kinds of issues are in words elsewhere, and their claim is known."""
    lines = (line.strip() for one in said for line in one.splitlines())
    return [local(_KIND.sub("", line)) for line in lines if line]


def text_asked(studio: Studio, run_id: str, edition: str, claim_id: str, given: Mapping[str, str]) -> Asked:
    """A text by hand, or with a comment, by who wrote it."""
    held = _editable(studio, run_id, edition)
    new = _new(given)
    said = [f"--comment={given['comment']}"] if given.get("comment", "").strip() else [f"--text={new.text}"]
    basis = [f"--basis={new.basis}"] if new.basis else []
    command = ("reword", run_id, claim_id, *said, *basis, "--format", held.name)
    return Asked(command, f"{addresses.edition(held)}/report.html#{claim_id}")


def _new(given: Mapping[str, str]) -> NewText:
    return NewText(" ".join(given.get("text", "").split()), given.get("basis", "").strip())


def rows_asked(studio: Studio, run_id: str, edition: str, given: Mapping[str, str]) -> Asked:
    """`given`: event -> `section` or `section:place`, for each that is to have a row; a place is a number."""
    held = _editable(studio, run_id, edition)
    sections = [one.section.id for one in held.classification.sections]
    rows: dict[str, list[tuple[float, str]]] = {section_id: [] for section_id in sections}
    for event_id, where in given.items():
        section_id, _, place = where.partition(":")
        if section_id in rows:
            rows[section_id].append((float(place or "inf"), event_id))
    form = "\n".join(_list_of(section_id, [one for _, one in sorted(found)]) for section_id, found in rows.items())
    command = ("edit", run_id, "classification", "--file", "-", "--format", held.name)
    return Asked(command, f"{addresses.edition(held)}/report.html", form)


def comment_estimated(
    studio: Studio, run_id: str, edition: str, claim_id: str, given: Mapping[str, str]
) -> dict[str, object]:
    """What a text written anew would ask, and cost."""
    held = _editable(studio, run_id, edition)
    return _estimated(studio, held, lambda: commented(claim_id, given.get("comment", ""), held))


def row_estimated(
    studio: Studio, run_id: str, edition: str, event_id: str, given: Mapping[str, str]
) -> dict[str, object]:
    """What a row for the event would ask, and cost."""
    form, held = row_asked(studio, run_id, edition, event_id, given).given, _editable(studio, run_id, edition)
    return _estimated(studio, held, lambda: edited(ROWS, form, held))


def rows_estimated(studio: Studio, run_id: str, edition: str, given: Mapping[str, str]) -> dict[str, object]:
    """What other rows would ask, and cost."""
    form, held = rows_asked(studio, run_id, edition, given).given, _editable(studio, run_id, edition)
    return _estimated(studio, held, lambda: edited(ROWS, form, held))


def _estimated(studio: Studio, held: LoadedRun, wanted: Callable[[], Edit | None]) -> dict[str, object]:
    def of_edit() -> Estimate | None:
        edit = wanted()
        if edit is None:
            return None
        plan = plan_edit(edit, plan_unedited(ROWS, held.run, studio.project), held)
        return estimate_replay(plan, held.run, unwatched())

    return told(of_edit)


def _list_of(section_id: str, event_ids: Sequence[str]) -> str:
    if not event_ids:
        return f"{section_id}: []"
    return "\n".join((f"{section_id}:", *(f"  - {one}" for one in event_ids)))


def row_asked(studio: Studio, run_id: str, edition: str, event_id: str, given: Mapping[str, str]) -> Asked:
    """The rows as they stand, and one more, of the event."""
    held = _editable(studio, run_id, edition)
    return rows_asked(studio, run_id, edition, {**rows_of(held), event_id: given.get("section", "")})


def rows_of(held: LoadedRun) -> dict[str, str]:
    """Event -> section and place, in the order of the report."""
    return {
        row.event_id: f"{table.section_id}:{place}"
        for table in held.last_draft.tables
        for place, row in enumerate(table.rows, start=1)
    }


def _editable(studio: Studio, run_id: str, edition: str) -> LoadedRun:
    """Raises UsageError for one that is only rendered, or has no last draft."""
    held = studio.held(run_id, edition)
    return to_edit(held.run, held.name, held.language)
