"""`brief edit`"""

import os
import re
import shlex
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from brief.amendments.amendments import described
from brief.cli import places
from brief.cli.output import print_json, printable, say, show
from brief.cli.replay import summary
from brief.cli.run import tell
from brief.delivery.audit import Act, chain, signer
from brief.errors import UsageError
from brief.pipeline.plan import Plan
from brief.pipeline.progress import progress_on
from brief.runs.store import StoredRun
from schemas.run import RunRecord

if TYPE_CHECKING:
    from brief.editing.edit import Edit
    from brief.runs.loaded import LoadedRun


_FILE = "Take the edited form from FILE (- for standard input) and open no editor."


@click.command()
@click.argument("run", default="last")
@click.argument("step", default="draft")
@click.option("--file", "file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE", help=_FILE)
@click.option("--print", "only_print", is_flag=True, help="Print the form and change nothing.")
@click.option("--offline", is_flag=True, help="Ask no model: end at the first call that was not answered before.")
@places.editor_options
def command(run: str, step: str, file: Path | None, only_print: bool, offline: bool, editor: places.Editor) -> int:
    """Change a step of a run by hand, and go on from there in a new run.

    STEP is `draft`, the whole report as it was published (the default); a section's id, for its table, after which the
    synthesis is written anew; or `classification`, which event has a row in which section. A form is opened in $VISUAL
    or $EDITOR. Each format of a run has texts and rows of its own: those of the others stay. What is changed is marked
    `by: hand` and stays in later replays. It is refused only for a quote or link that is not there, and markup; a
    figure, name or date that no passage has needs a line `basis: ...`, which is printed with it. What else code
    suspects is a warning. A judgement of your own is `kind: view`, without passages.

    RUN is an id or the beginning of one; without it, the newest run that has a report. Exit status as of `brief run`;
    2 where the change cannot stand: then no run is made and the edited form is kept.
    """
    parent = editor.run(run)
    from brief.delivery.corrections import must_be_newest
    from brief.editing.edit import form_text, plan_unedited, step_named, to_edit

    loaded = to_edit(parent, editor.format, editor.language)
    must_be_newest(parent, "edit")
    name = step_named(step, loaded)
    plan = plan_unedited(name, parent, places.project(), offline)
    form = form_text(name, loaded)
    if only_print:
        show(
            editor.as_json, {"run_id": parent.path.name, "step": name, "exit_code": 0, "form": form}, form.splitlines()
        )
        return 0
    source = _given(file) if file else _from_editor(form, name)
    _check_origin(source, loaded, name)
    change = _read(source, name, loaded, _command(loaded.path.name, name, loaded.of))
    if change is None:
        exit_code = _unchanged(parent, name, editor.as_json)
    else:
        record = made(change, plan, loaded, signer(editor.by), "edit")
        exit_code = tell(record, plan.runs_dir / record.run_id, editor.as_json, of=loaded.of)
    if not file:
        source.path.unlink(missing_ok=True)
    return exit_code


class _FormFile(NamedTuple):
    path: Path
    text: str


def _given(file: Path) -> _FormFile:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read ({error}).", where=f"--file {file}", next="Name a file in UTF-8.") from error
    return _kept(text, "form") if str(file) == "-" else _FormFile(file, text)


_HEAD = re.compile(r"#\s*([^\s,]+),\s*([^\s,]+)(?:,\s*(\S+))?")
"""The first line of a form."""


def _check_origin(source: _FormFile, loaded: "LoadedRun", step: str) -> None:
    """Raises UsageError for a form of another run or format: it would undo later changes."""
    head = _HEAD.match(source.text)
    from brief.editing.edit import heading

    mine = heading(step, loaded)
    if head and (its := ", ".join(filter(None, head.groups()))) != mine:
        command_line = f"{_command(*head.groups(''))} --file {shlex.quote(str(source.path))}"
        advice = f"Go on from that one: {command_line}; or print the form of {mine} and change that."
        raise UsageError(f"is a form of {its}, not of {mine}.", where=str(source.path), next=advice)


def _command(run: str, step: str, format_: str) -> str:
    return f"brief edit {run} {step}{f' --format {format_}' if format_ else ''}"


def _kept(text: str, step: str) -> _FormFile:
    """Saves `text` in a new file, so that nothing that was typed is lost."""
    handle, path = tempfile.mkstemp(prefix=f"brief-{step}-", suffix=".yaml")
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)
    return _FormFile(Path(path), text)


def _from_editor(form: str, step: str) -> _FormFile:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        advice = "Set one, or use --print to get the form and --file to give it back."
        raise UsageError("no editor is set: neither VISUAL nor EDITOR.", next=advice)
    source = _kept(form, step)
    try:
        click.edit(editor=editor, filename=str(source.path))
    except click.ClickException as error:
        advice = f"Set VISUAL or EDITOR anew; the form is kept in {source.path}."
        raise UsageError(f"{error.message}; nothing was changed.", next=advice) from error
    return _FormFile(source.path, source.path.read_text("utf-8-sig"))


def _read(source: _FormFile, step: str, loaded: "LoadedRun", again: str) -> "Edit | None":
    """The change in the form. Raises UsageError, which names the line and the saved file."""
    from brief.editing.edit import edited
    from brief.editing.forms.reading import FormError

    advice = f"Correct it and give it back: {again} --file {shlex.quote(str(source.path))}"
    try:
        return edited(step, source.text, loaded)
    except FormError as error:
        said = f"{error.next} {advice}" if error.next else advice
        raise UsageError(error.what, where=f"{source.path}, line {error.line}", next=said) from error
    except UsageError as error:
        raise UsageError(error.what, where=str(source.path), next=advice) from error


def made(change: "Edit", unedited: Plan, loaded: "LoadedRun", by: str, act: Act) -> RunRecord:
    """The run with the change, by that editor; it is in the project's audit."""
    started = datetime.now(UTC)
    from brief.editing.edit import plan_edit
    from brief.editing.elsewhere import told_elsewhere
    from brief.pipeline.runner import replay

    plan = plan_edit(change, unedited, loaded)
    for warning in change.warnings:
        say(f"warning: {printable(warning)}", err=True)
    with progress_on() as progress:
        for claim_id in change.gone:
            progress.note(f"{claim_id} goes too: it rests on a row that is gone")
        record = replay(plan, loaded.run, started, progress, {f"edits/{change.step}.diff": change.diff}, by)
    of = ", ".join(filter(None, (loaded.path.name, loaded.of)))
    said = f"of {of}: {'; '.join(map(described, change.amendments))}"
    chain(places.project().base, act, record.run_id, said, by, datetime.now(UTC))
    say(summary(record), err=True)
    for line in told_elsewhere(change, loaded, places.project().formats):
        places.note(line)
    return record


def _unchanged(parent: StoredRun, step: str, as_json: bool) -> int:
    if as_json:
        print_json({"run_id": None, "status": "unchanged", "exit_code": 0, "parent": parent.path.name, "step": step})
    else:
        say("Nothing was changed: no run is made.", err=True)
    return 0
