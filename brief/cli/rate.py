"""`brief rate`, and what `brief show --ratings` tells"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, printable, say, show
from brief.cli.views.ratings import rating_json, rating_rows
from brief.errors import UsageError
from brief.evaluation.blind import CHOICES, choices, choose
from brief.evaluation.rated import Rated, examples_of, named, rated
from brief.provenance.printed_lines import Printed, printed_claims
from brief.provenance.references import the_one
from brief.runs.loaded import LoadedRun, must_have_report
from brief.runs.ratings import rated_anew
from brief.words import Shown, local
from schemas.rating import Mark, Rating

_CHOICES = {"a": "a", "b": "b", "=": "even"}
_ASKED = "Which is the better one: a or b, or = for as good; Enter skips, q ends"


@click.command()
@click.argument("run")
@click.argument("line", metavar="[LINE]", required=False)
@click.option("--star", "mark", flag_value="starred", help="It is as lines should be.")
@click.option("--strike", "mark", flag_value="struck", help="It should not be in a report.")
@click.option("--clear", "mark", flag_value="none", help="Take star or strike back.")
@click.option("--comment", metavar="TEXT", help="What is to be said of it; '' takes it back.")
@click.option("--against", metavar="RUN", help="Choose between its lines and that run's, without knowing which.")
@places.editor_options
def command(
    run: str, line: str | None, mark: Mark | None, comment: str | None, against: str | None, editor: places.Editor
) -> int:
    """Say what you think of a line of a report: it is kept beside the run, in ratings.jsonl, and changes nothing else.

    LINE is what `brief show RUN LINE` takes, and must mean one text, or one row as a whole. What is not given stays as
    you said it before. `brief show RUN --ratings` tells what everybody said, `brief compare RUN RUN --by ratings`
    counts it.

    With --against and no LINE, rows and texts in which two runs of the same evidence differ are shown as A and B, and
    you are asked which is better. The answers are kept beside both.
    """
    from brief.delivery.audit import signer

    loaded = _loaded(run, editor)
    if against and (line or mark or comment is not None):
        advice = "Leave LINE, marks and comment away: you are shown both runs' lines."
        raise UsageError("goes with no line.", where="--against", next=advice)
    if against:
        return _choose(loaded, _loaded(against, editor), signer(editor.by), editor.as_json)
    if not line or (mark is None and comment is None):
        advice = "Name a LINE and give --star, --strike, --clear or --comment; or --against RUN."
        raise UsageError("says nothing of a line.", where="brief rate", next=advice)
    claims = _claims(loaded)
    meant, now = the_one(line, claims, loaded, row=True), datetime.now(UTC)
    new = Rating(claim_id=meant, format=loaded.name, language=loaded.edition, by=signer(editor.by), at=now)
    rating = rated_anew(loaded.run, new, mark, comment)
    told = Rated(rating, named(rating.claim_id, claims))
    value = {"run_id": loaded.record.run_id, "exit_code": 0, **rating_json(told)}
    show(editor.as_json, value, columns(rating_rows([told])))
    return 0


def _loaded(run: str, editor: places.Editor) -> LoadedRun:
    stored = editor.run(run)
    must_have_report(stored)
    return LoadedRun(stored).in_format(editor.format, editor.language)


def _claims(loaded: LoadedRun) -> Sequence[Printed]:
    return printed_claims(loaded, loaded.format(otherwise=places.project().formats))


def _choose(one: LoadedRun, other: LoadedRun, by: str, as_json: bool) -> int:
    all_pairs = choices((one, _claims(one)), (other, _claims(other)), by)
    found, chosen = [pair for pair, word in all_pairs if word is None], 0
    kinds = click.Choice([*_CHOICES, "q", ""])
    for number, pair in enumerate(found, start=1):
        click.echo(f"\n{number}/{len(found)}", err=True)
        for name, side in zip("AB", pair, strict=True):
            click.echo("\n".join(f"{name}  {printable(line)}" for line in side.text.splitlines()), err=True)
        answer = click.prompt(local(_ASKED), type=kinds, default="", show_choices=False, show_default=False, err=True)
        if answer == "q":
            break
        if answer:
            choose(pair, CHOICES[_CHOICES[answer]], by, datetime.now(UTC))
            chosen += 1
    names = [one.record.run_id, other.record.run_id]
    told = f"{chosen} of {len(found)} chosen; `brief compare {' '.join(names)} --by ratings` counts it."
    show(as_json, {"exit_code": 0, "runs": names, "pairs": len(found), "chosen": chosen}, [told])
    return 0


def show_ratings(loaded: LoadedRun, as_json: bool, *, as_examples: bool) -> int:
    """`as_examples`: in the form in which sections and prompts take them. Raises UsageError for a run without a
    report.
    """
    must_have_report(loaded.run)
    claims = _claims(loaded)
    found = rated(loaded, claims)
    told: dict[str, Any] = {"run_id": loaded.record.run_id, "exit_code": 0}
    if not as_examples:
        lines = columns(rating_rows(found)) if found else ["Nobody rated a line of it."]
        show(as_json, {**told, "ratings": list(map(rating_json, found))}, lines)
        return 0
    examples = examples_of(loaded, found, loaded.format(otherwise=places.project().formats))
    value = {**told, "headlines": examples.headlines, "prompts": examples.prompts}
    show(as_json, value, map(Shown, map(printable, examples.lines)))
    if not (as_json or examples.prompts):
        say("No line has a star or a strike that all agree on.", err=True)
    return 0
