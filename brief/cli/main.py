"""`brief`: finds the command, imports only that one, and turns every error into an exit status."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from gettext import gettext
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click

from brief import __version__
from brief.errors import DEFECT, INTERRUPTED, BriefError, UsageError
from brief.words import choose, is_translated, local

COMMANDS = {
    "run": "Write the report of a period.",
    "resume": "Go on with a run that was stopped.",
    "replay": "Run again on a run's evidence, with changed prompts, settings or models.",
    "edit": "Change a run's rows, texts or synthesis by hand, and go on from there.",
    "reword": "Change one text of a report, or have its writer write it anew.",
    "deliver": "Bring a report to where it is read: mail, chats, folders, webhooks.",
    "export": "Write a report for print, a word processor, mail or a static site.",
    "publish": "Make a static site of all reports, with a page a story and a feed.",
    "approve": "Let a report go that waits for it.",
    "correct": "Correct a text of a report that readers have.",
    "rate": "Star or strike a line of a report, comment on it, or choose between two runs.",
    "compare": "Replay a run with several prompts and models, and tell which is best.",
    "diff": "Tell what differs between the reports of two runs.",
    "eval": "Measure how right the reports of runs are, or any Markdown report.",
    "check": "Check anybody's report against the pages that it cites.",
    "list": "List runs, newest first.",
    "show": "Show what a run holds, or walk a line of its report back to its source.",
    "studio": "Open a page to read reports, walk their lines, and see what is not printed.",
    "mcp": "Let a chat client look things up: search, reports, lines and their sources.",
    "prune": "Remove old runs.",
    "ingest": "Read sources, feeds or files into the corpus.",
    "corpus": "Copy a corpus, from a file into a team's PostgreSQL or back.",
    "sources": "List sources and what they gave last; check, add, import and export them.",
    "watch": "Watch something until it is done: every report answers it.",
    "history": "Tell what earlier reports told: list, show, forget.",
    "search": "Search the corpus, and write a report of what is found.",
    "schedule": "Have reports made regularly: add, list, remove, run-now.",
    "fleet": "Have reports made by the hundred on several machines: submit, worker, status.",
    "status": "Tell whether all is well with what runs by itself.",
    "sections": "List the sections of the catalogue and where they are shown; add one.",
    "formats": "List the report formats.",
    "prompts": "List, check, show and copy what models are asked.",
    "doctor": "Check configuration, prompts, folders, packages and models.",
    "init": "Make a project folder of one's own.",
}
"""Command name -> help line, kept here so that `brief --help` imports no command."""


class LazyGroup(click.Group):
    """A group whose commands are modules of this package, imported only when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"brief.cli.{cmd_name}").command
        return _translated(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, local(line)) for name, line in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="brief")
def cli() -> None:
    """Writes cited news reports, section by section, from sources that you choose."""


def _translated(command: click.Command) -> click.Command:
    if not is_translated():
        return command
    from brief.cli.translated_help import translated

    return translated(command)


NEW_OBJECTS = 100_000
"""After so many the garbage collector looks at them. Next to nothing here refers to itself, and at 700, as usual,
looking took a seventh of a run.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(exit_status(list(sys.argv[1:] if arguments is None else arguments)))


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM ends a command like Ctrl-C: a run still writes that it was interrupted."""
    raise KeyboardInterrupt


def exit_status(arguments: list[str]) -> int:
    """Runs one command line; prints errors to standard error, and with --json to standard output too."""
    choose(os.environ, english="--json" in arguments)
    try:
        status = _translated(cli).main(arguments, prog_name="brief", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.ClickException as error:
        return _fail(arguments, _as_usage_error(error))
    except BriefError as error:
        return _fail(arguments, error)
    except (KeyboardInterrupt, click.Abort):
        return _fail(arguments, BriefError("interrupted."), INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - any other error is reported as a defect, with its traceback
        if "--json" in arguments:
            _print_failure(arguments, BriefError(f"a defect in Brief: {type(error).__name__}: {error}"), DEFECT)
        sys.excepthook(type(error), error, error.__traceback__)
        return DEFECT


def _as_usage_error(error: click.ClickException) -> UsageError:
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "brief"
    return UsageError(error.format_message(), next=f"See `{path} --help`.")


def _fail(arguments: list[str], error: BriefError, status: int | None = None) -> int:
    exit_code = error.exit_code if status is None else status
    from brief.cli.output import say_error

    say_error(error)
    if "--json" in arguments:
        _print_failure(arguments, error, exit_code)
    return exit_code


def _print_failure(arguments: list[str], error: BriefError, exit_code: int) -> None:
    from brief.cli.output import failure, print_json

    of_run = arguments[0] in {"run", "resume", "replay", "edit", "correct"} or "--report" in arguments
    print_json(failure(error, exit_code, of_run=of_run))
