"""What a report can be exported as: a row of the table each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

from brief.delivery.mail import draft_of
from brief.delivery.parcel import name_of
from brief.errors import UsageError
from brief.exports.docx import as_docx
from brief.exports.markdown import DIALECTS, as_dialect
from brief.exports.pdf import as_pdf
from brief.report.format import Format
from brief.report.render.files import RENDERED
from brief.report.render.view import NO_STORIES
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


def _as_of_a_run(kind: OutputKind, report: Report, its_format: Format) -> bytes:
    return RENDERED[kind](report, its_format, (), NO_STORIES).encode()


KINDS = {
    **{name: Kind(partial(_as_of_a_run, name), f"{{name}}.{name}") for name in RENDERED},
    "pdf": Kind(as_pdf, "{name}.pdf", ("plutoprint", "pypdf"), "pdf"),
    "docx": Kind(as_docx, "{name}.docx"),
    "mail": Kind(draft_of, "{name}.eml"),
    **{name: Kind(as_dialect(one), one.file) for name, one in DIALECTS.items()},
}


def exported(kind: str, report: Report, its_format: Format) -> tuple[str, bytes]:
    """The file's name and content. Raises UsageError where a package is missing."""
    asked = KINDS[kind]
    for package in asked.packages:
        if find_spec(package) is None:
            advice = f"Run `pip install 'brief[{asked.extra}]'`."
            raise UsageError(f"needs the package {package}, which is not installed.", where=kind, next=advice)
    name = asked.file.format(name=name_of(report), day=report.period.end)
    return name, asked.make(report, its_format)
