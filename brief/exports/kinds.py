"""What a report can be exported as: a row of the table each."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from brief.delivery.mail import draft_of
from brief.delivery.parcel import name_of
from brief.errors import UsageError
from brief.exports.docx import as_docx
from brief.exports.markdown import DIALECTS, as_dialect
from brief.exports.pdf import as_pdf
from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.json import render_json
from brief.report.render.markdown import render_markdown
from schemas.report import Report

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


KINDS = {
    "md": Kind(lambda report, its_format: render_markdown(report, its_format).text.encode(), "{name}.md"),
    "html": Kind(lambda report, its_format: render_html(report, its_format).encode(), "{name}.html"),
    "json": Kind(lambda report, _: render_json(report).encode(), "{name}.json"),
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
