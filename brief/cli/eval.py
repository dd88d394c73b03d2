"""`brief eval`"""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import columns, print_json, printable
from brief.errors import UsageError
from brief.evaluating import Gold, Measured, score
from brief.measuring import read_gold, scored_run
from brief.render import scores
from brief.runs import find_run
from facts.names import aliases_of

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("runs", metavar="[RUN]…", nargs=-1)
@click.option("--markdown", type=_FILE, multiple=True, metavar="FILE", help="Measure this Markdown report too.")
@click.option("--corpus", type=_FILE, multiple=True, metavar="FILE.jsonl", help="The documents it may cite.")
@click.option("--gold", type=_FILE, metavar="FILE.jsonl", help="Events it should tell of: a url or title a line.")
@places.runs_dir_option
@places.json_option
def command(
    runs: tuple[str, ...],
    markdown: tuple[Path, ...],
    corpus: tuple[Path, ...],
    gold: Path | None,
    runs_dir: Path | None,
    as_json: bool,
) -> None:
    """Measure how right reports are, side by side. No model is asked.

    RUN is an id, the beginning of one, or `last`; of a run with several reports the first is measured.
    """
    if not runs and not markdown:
        raise UsageError("names no report.", where="brief eval", next="Name a run, such as `last`, or --markdown FILE.")
    if corpus and not markdown:
        raise UsageError("is for --markdown; a run has its own evidence.", where="--corpus")
    wanted = read_gold(gold) if gold else None
    scored = [*_of_runs(runs, runs_dir, wanted), *_of_markdown(markdown, corpus, wanted)]
    if as_json:
        print_json(scores.as_json(scored))
    else:
        click.echo("\n".join(columns([tuple(map(printable, row)) for row in scores.as_rows(scored)])))


def _of_runs(runs: tuple[str, ...], runs_dir: Path | None, gold: tuple[Gold, ...] | None) -> list[scores.Named]:
    folder = places.runs_dir(runs_dir) if runs else None
    found = [scored_run(find_run(folder, one), gold) for one in runs] if folder else []
    return [(one.name, scores) for one, scores in found]


def _of_markdown(
    paths: tuple[Path, ...], corpus: tuple[Path, ...], gold: tuple[Gold, ...] | None
) -> list[scores.Named]:
    """Reports of unknown origin, against the documents of `corpus` and the configured aliases."""
    if not paths:
        return []
    from brief.gathering import read_files
    from brief.markdown import read_statements

    config = places.configuration()
    zone = ZoneInfo(config.run.timezone)
    documents = read_files(corpus, zone, lambda text: click.echo(text, err=True)).documents if corpus else ()
    reports = [Measured(path.name, read_statements(_text(path)), documents, bool(corpus)) for path in paths]
    return [(one.name, score(one, gold, aliases_of(config.names.aliases))) for one in reports]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("cannot be read.", where=f"--markdown {path}", next="Name a text in UTF-8.") from error
