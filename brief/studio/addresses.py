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


def of_run(run_id: str, *names: str | int) -> str:
    """Its own page; with names, one of those below it: `approve`, `calls` and a number, `prompts` and a file."""
    return f"runs/{quote(run_id)}/{'/'.join(quote(str(one)) for one in names or ('index',))}.html"


def of_report(held: LoadedRun, *names: str) -> str:
    """A page of a report: `report`, `lines`, `absent` …, or `lines`, `events` or `documents` and the id of one."""
    return of_run(held.path.name, edition(held), *names)


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
