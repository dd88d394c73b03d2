"""A replay that may not call any model: ends at the first call that its ledger lacks, and says what has changed."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from brief.diff.settings_diff import Cause, cause_line, causes
from brief.errors import BriefError, NoAnswer
from brief.llm.structured_call import CallModel
from brief.runs.store import stored_run
from brief.settings.models import ModelLink
from schemas.run import RunRecord

_MOST = 3
"""Most causes that are named; the first ones are the most useful."""
_TO_UNDO = {
    "prompt": "--as-recorded takes the prompts and formats of that run",
    "format": "--as-recorded takes the prompts and formats of that run",
    "instruction": "give the --instruct of that run, or '' where it had none",
    "model": "leave out --set",
    "config": "leave out --set",
}


def refusal(role: str, parent: Path, record: RunRecord) -> CallModel:
    """A function in place of model calls: it ends the run of `record`, which replays the run in `parent`."""

    def refuse(link: ModelLink, *_asked: object) -> NoReturn:
        found = list(_causes(role, parent, record))
        undo = dict.fromkeys(_TO_UNDO[cause.part] for cause in found if cause.part in _TO_UNDO)
        advice = f"{'; '.join((f'Without --offline, {link.name} is asked', *(f'or {one}' for one in undo)))}."
        raise NoAnswer(f"the {role} lacks an answer, and --offline asks nobody: {_why(found, parent)}.", next=advice)

    return refuse


def _causes(role: str, parent: Path, record: RunRecord) -> Sequence[Cause]:
    """Differences from the parent that can have changed this role's question."""
    try:
        before = stored_run(parent).record
    except BriefError:
        return ()
    own = {"prompt": (role, "repair"), "model": (role,)}
    found = causes(before, record, same_evidence=True)
    return [cause for cause in found if cause.part != "package" and cause.name in own.get(cause.part, (cause.name,))]


def _why(found: Sequence[Cause], parent: Path) -> str:
    if not found:
        return f"nothing was set otherwise than in {parent.name}, which got no answer to this either, or lost it"
    more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"since {parent.name} it is asked otherwise ({'; '.join(map(cause_line, found[:_MOST]))}{more})"
