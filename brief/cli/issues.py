"""`brief show RUN --issues`: the log of claims that failed, and their fates. Never a rejected text."""

import click

from brief.cli import places
from brief.cli.output import columns, print_json, printable
from brief.provenance.printed_lines import accepted_of
from brief.report.compose import compose
from brief.runs.loaded import LoadedRun, must_have_report
from brief.runs.store import StoredRun


def show_issues(stored: StoredRun, format_name: str | None, as_json: bool) -> int:
    """Of the report in that format, or the first. Raises UsageError for a run without one."""
    must_have_report(stored)
    loaded = LoadedRun(stored, format_name or "")
    log = compose(accepted_of(loaded), loaded.format(format_name, places.project().formats)).log
    if as_json:
        issues = [one.model_dump(mode="json") for one in log]
        print_json({"run_id": stored.record.run_id, "exit_code": 0, "issues": issues})
    elif log:
        rows = [(printable(one.claim_id), ", ".join(one.kinds), one.fate) for one in log]
        click.echo("\n".join(columns([("CLAIM", "KIND", "FATE"), *rows])))
    else:
        click.echo("No claim failed a check.")
    return 0
