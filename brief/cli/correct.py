"""`brief correct`"""

from pathlib import Path

import click

from brief.cli import places
from brief.cli.deliver import FAILED, bring, exit_code_of
from brief.cli.edit import made
from brief.cli.output import of_run, print_json, printable, say
from brief.cli.run import tell
from brief.errors import UsageError
from brief.runs.store import find_run, stored_run
from schemas.delivery import Delivery


@click.command()
@click.argument("run")
@click.argument("line", metavar="LINE")
@click.option("--text", required=True, help="What it is to say; '' withdraws it.")
@click.option("--why", required=True, help="What was wrong, in a sentence for readers.")
@click.option("--basis", default="", help="Where a figure, name or date is from that no cited passage has.")
@click.option("--passages", metavar="ID,ID…", default="", help="The passages that it rests on now, of its row.")
@click.option("--no-delivery", is_flag=True, help="Send nothing; `brief deliver` does so later.")
@places.editor_options
def command(
    run: str, line: str, text: str, why: str, basis: str, passages: str, no_delivery: bool, editor: places.Editor
) -> int:
    """Correct a text of a report that readers have: in a new run, which says so, for the channels of the old one,
    also where that has failed or waits.

    LINE is what `brief show RUN LINE` takes, and must mean one text; all of it is replaced, as is told then.
    What cannot stand is refused as by `brief edit`.
    The report says at its top what it said, what it says now and why; mail goes as an answer to the original. Channels
    that wait for approvals wait for one of the correction too. Reports in other formats stay, and are not sent again.

    Exit status as of `brief run`; 1 also where a channel did not get it; 2 where the change cannot stand.
    """
    parent, here = find_run(places.runs_dir(editor.runs_dir), run), places.project()
    from brief.delivery.audit import signer
    from brief.delivery.corrections import must_be_newest
    from brief.editing.correcting import corrected, telling
    from brief.editing.edit import DRAFT, plan_unedited, to_edit
    from brief.editing.single import NewText, text_at

    if not why.strip():
        raise UsageError("says nothing.", where="--why", next="Say what was wrong, in a sentence for readers.")
    loaded = to_edit(parent, editor.format, editor.language)
    must_be_newest(parent, "correct")
    claim_id = text_at(line, loaded, here.formats)
    named = tuple(one.strip() for one in passages.split(",") if one.strip())
    new = NewText(" ".join(text.split()), basis.strip(), named)
    plan = telling(plan_unedited(DRAFT, parent, here), here, loaded.name)
    edit, told = corrected(claim_id, new, " ".join(why.split()), loaded)
    now = told.text
    say(f"{claim_id} said: {printable(told.was)}", err=True)
    say(f"It says now: {printable(now)}" if now else "It is withdrawn.", err=True)
    record = made(edit, plan, loaded, signer(editor.by), "correction")
    folder = plan.runs_dir / record.run_id
    found = _delivered(folder, loaded.name) if record.reports and not no_delivery else ()
    exit_code = record.exit_code or (FAILED if found is None else exit_code_of(found))
    if editor.as_json:
        deliveries = [one.model_dump(mode="json") for one in found or ()]
        said = {"claim": claim_id, "was": told.was, "text": now, "deliveries": deliveries}
        print_json({**of_run(record, folder), "exit_code": exit_code, **said})
    else:
        tell(record, folder, as_json=False, of=loaded.of)
    return exit_code


def _delivered(folder: Path, format_: str) -> tuple[Delivery, ...] | None:
    """To the channels of the original that have it in that format, as far as they are still configured."""
    from brief.delivery.corrections import channels_of
    from brief.delivery.parcel import files_for

    known, run = places.configuration().delivery, stored_run(folder)
    shown = {name: files_for(known[name], run) for name in channels_of(run) if name in known}
    names = [name for name, files in shown.items() if files is None or files.format == format_]
    return bring(folder, names) if names else ()
