"""What a report can be exported as: a row of the table each."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from brief.delivery.mail import draft_of
from brief.delivery.parcel import name_of, passages_of
from brief.errors import UsageError
from brief.exports.docx import as_docx
from brief.exports.markdown import DIALECTS, as_dialect
from brief.exports.pdf import as_pdf, must_have_characters
from brief.provenance.printed_lines import with_log
from brief.report.format import Format
from brief.report.render.files import RENDERED, Made
from brief.report.render.view import ALONE
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun, write_atomically
from schemas.report import Report
from schemas.run import OutputKind

FOLDER = "exports"
"""In the folder of a run."""


@dataclass(frozen=True)
class Kind:
    make: Callable[[Report, Format], bytes]
    """The same report gives the same bytes."""
    file: str
    """How it is called; `{name}` of the report, `{day}` on which its period ends."""
    packages: tuple[str, ...] = ()
    """Imported by `make`."""
    extra: str = ""
    """Of Brief's own package, which brings it."""
    needs: Callable[[str], None] = lambda _: None
    """Raises BriefError where this machine has not what reports in a language need."""


def _as_of_a_run(kind: OutputKind, report: Report, its_format: Format) -> bytes:
    return RENDERED[kind](report, its_format, (), ALONE).encode()


KINDS = {
    **{name: Kind(partial(_as_of_a_run, name), f"{{name}}.{name}") for name in RENDERED},
    "pdf": Kind(as_pdf, "{name}.pdf", ("plutoprint", "pypdf"), "pdf", must_have_characters),
    "docx": Kind(as_docx, "{name}.docx"),
    "mail": Kind(draft_of, "{name}.eml"),
    **{name: Kind(partial(as_dialect, one), one.file) for name, one in DIALECTS.items()},
}


def must_be_makable(kind: str, language: str) -> None:
    """Raises BriefError where a package is missing, or what else the form needs."""
    asked = KINDS[kind]
    for package in asked.packages:
        if find_spec(package) is None:
            advice = f"Run `pip install 'brief[{asked.extra}]'`."
            raise UsageError(f"needs the package {package}, which is not installed.", where=kind, next=advice)
    asked.needs(language)


def exported(kind: str, report: Report, its_format: Format) -> tuple[str, bytes]:
    """The file's name and content. Raises BriefError as of `must_be_makable`."""
    must_be_makable(kind, report.language)
    name = KINDS[kind].file.format(name=name_of(report), day=report.period.end)
    return name, KINDS[kind].make(report, its_format)


def files_of(
    held: LoadedRun, its_format: Format, kinds: Iterable[str], with_passages: bool = False
) -> dict[str, bytes]:
    """What a run's report is exported as, by the names of the files; the passages that it cites, as far as sources
    allow, are one of their own.
    """
    reports = ((kind, with_log(held, its_format) if kind == "html" else held.report) for kind in dict.fromkeys(kinds))
    files = dict(exported(kind, report, its_format) for kind, report in reports)
    if with_passages:
        passages = json.dumps(passages_of(held), ensure_ascii=False)
        files[f"{name_of(held.report)}.passages.json"] = passages.encode()
    return files


def with_exports(reports: Iterable[Made], usual: Sequence[str]) -> tuple[list[Made], dict[str, bytes]]:
    """The reports with their further forms among their files; those, by their names in the run's folder. `usual`: as
    of `Format.exports`.
    """
    made, contents = list[Made](), dict[str, bytes]()
    for files, one, report in reports:
        found = {kind: exported(kind, report, one) for kind in one.exports(usual)}
        named = {kind: f"{FOLDER}/{name}" for kind, (name, _) in found.items()}
        made.append((files.model_copy(update={"exports": named}), one, report))
        contents |= {f"{FOLDER}/{name}": content for name, content in found.values()}
    return made, contents


def renew(run: StoredRun, formats: Path) -> None:
    """Makes the further forms of a run anew from its reports as they stand. `formats`: as of `Offered`."""
    for files in run.record.reports:
        held = LoadedRun(run).in_format(files.format, files.language)
        for name, content in files_of(held, held.format(otherwise=formats), files.exports).items():
            write_atomically(run.path / FOLDER / name, content)
