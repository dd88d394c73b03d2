"""`brief reword`"""

import click

from brief.cli import places
from brief.cli.edit import made
from brief.cli.run import tell
from brief.errors import UsageError


@click.command()
@click.argument("run", default="last")
@click.argument("line")
@click.option("--text", metavar="TEXT", help="What it is to say; '' leaves its place empty.")
@click.option("--basis", metavar="TEXT", default="", help="Whence something is that no passage has; printed with it.")
@click.option("--comment", metavar="TEXT", help="What the model that wrote it is to mind when it writes it anew.")
@places.editor_options
def command(run: str, line: str, text: str | None, basis: str, comment: str | None, editor: places.Editor) -> int:
    """Change one text of a report, or have it written anew, in a new run.

    LINE is what `brief show RUN LINE` takes, and must mean one text. With --text it is changed by hand, and refused as
    by `brief edit`. With --comment the model that wrote it is shown it once more, with the comment and its evidence; a
    critic reads what it answers. All else stays as it was.

    RUN is an id or the beginning of one; `last` is the newest that has a report. Exit status as of `brief run`; 2 where
    the change cannot stand.
    """
    if (text is None) == (comment is None):
        raise UsageError("needs one of --text and --comment.", where="brief reword", next="See `brief reword --help`.")
    parent, here = editor.run(run), places.project()
    from brief.delivery.audit import signer
    from brief.delivery.corrections import must_be_newest
    from brief.editing.edit import DRAFT, ROWS, plan_unedited, to_edit
    from brief.editing.single import NewText, changed, commented, text_at

    loaded = to_edit(parent, editor.format, editor.language)
    must_be_newest(parent, "edit")
    claim_id = text_at(line, loaded, here.formats)
    if text is None:
        change, plan = commented(claim_id, (comment or "").strip(), loaded), plan_unedited(ROWS, parent, here)
    else:
        new = NewText(" ".join(text.split()), basis.strip())
        change, plan = changed(claim_id, new, loaded), plan_unedited(DRAFT, parent, here)
    record = made(change, plan, loaded, signer(editor.by), "edit")
    return tell(record, plan.runs_dir / record.run_id, editor.as_json, of=loaded.of)
