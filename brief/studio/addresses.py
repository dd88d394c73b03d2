"""Where the studio's pages are: each ends in .html and leads to others relatively, so that a bundle opens from disk."""

from urllib.parse import quote

from brief.runs.loaded import LoadedRun
from schemas.run import ReportFiles

RUNS, SEARCH, ENTRY = "index.html", "search.html", "enter"
BETWEEN = ".."
"""Between the ids of runs that are compared."""


def edition(held: LoadedRun) -> str:
    """`quantshark-weekly.zh`: a report of a run, by its format and language."""
    return f"{held.name}.{held.language}"


def edition_of(files: ReportFiles) -> str:
    """The same, of a run that need not be read."""
    return f"{files.format}.{files.language}"


def of_runs(number: int) -> str:
    """A page of their list."""
    return RUNS if number == 1 else f"older/{number}.html"


def of_run(run_id: str) -> str:
    return f"runs/{quote(run_id)}/index.html"


def of_report(held: LoadedRun) -> str:
    return _in(held, "report")


def of_lines(held: LoadedRun) -> str:
    return _in(held, "lines")


def of_line(held: LoadedRun, claim_id: str) -> str:
    return _in(held, "lines", claim_id)


def of_absent(held: LoadedRun) -> str:
    return _in(held, "absent")


def of_event(held: LoadedRun, event_id: str) -> str:
    return _in(held, "events", event_id)


def of_document(held: LoadedRun, document_id: str) -> str:
    return _in(held, "documents", document_id)


def of_call(run_id: str, number: int) -> str:
    return f"runs/{quote(run_id)}/calls/{number}.html"


def of_prompt(run_id: str, name: str) -> str:
    return f"runs/{quote(run_id)}/prompts/{quote(name)}.html"


def of_rows(held: LoadedRun) -> str:
    return _in(held, "rows")


def of_ratings(held: LoadedRun) -> str:
    return _in(held, "ratings")


def of_approval(run_id: str) -> str:
    return f"runs/{quote(run_id)}/approve.html"


def of_comparison(runs: str, shown: str) -> str:
    return f"compare/{quote(runs)}/{quote(shown)}.html"


def of_changes(*runs: str) -> str:
    """What differs between them."""
    return of_comparison(BETWEEN.join(runs), "changed")


def of_job(job_id: str) -> str:
    return f"jobs/{quote(job_id)}.html"


def back_from(address: str) -> str:
    """What leads from a page to the studio's root."""
    return "../" * address.count("/")


def _in(held: LoadedRun, *names: str) -> str:
    return f"runs/{quote(held.path.name)}/{quote(edition(held))}/{'/'.join(map(quote, names))}.html"
