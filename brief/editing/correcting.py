"""A correction: a change by hand of one text that readers had, of which the new report tells them."""

from dataclasses import dataclass, replace

from brief.editing.edit import Edit
from brief.editing.single import NewText, changed, said_now
from brief.errors import UsageError
from brief.pipeline.plan import Plan
from brief.report.format import Format, load_format
from brief.runs.loaded import LoadedRun
from brief.settings.project import Project
from schemas.amendment import Correction, Put

_BLOCK = "corrections"
"""What a template names that prints them."""


@dataclass(frozen=True)
class Corrected(NewText):
    why: str = ""


def corrected(claim_id: str, change: Corrected, loaded: LoadedRun) -> Edit:
    """The change of one text. Raises UsageError where it cannot be so changed."""
    was = said_now(claim_id, loaded)
    told = Correction(was=was, text=change.text, why=change.why)
    found = changed(claim_id, change, loaded)
    return replace(found, amendments=tuple(one.model_copy(update={_BLOCK: (told,)}) for one in found.amendments))


def told_of(edit: Edit) -> tuple[str, str]:
    """What the text that was corrected said, and what it says now; the second is empty where it is withdrawn."""
    told = next(told for one in edit.amendments if isinstance(one, Put) for told in one.corrections)
    return told.was, told.text


def telling(plan: Plan, project: Project, name: str) -> Plan:
    """The plan with that format as it prints corrections: the run's, or where that does not, the project's.

    Raises UsageError for one that does not there either.
    """
    formats = tuple(_telling(one, project) if one.name == name else one for one in plan.formats)
    return replace(plan, formats=formats)


def _telling(its_format: Format, project: Project) -> Format:
    if _prints_them(its_format):
        return its_format
    current = load_format(project.formats, its_format.name, its_format.language)
    if not _prints_them(current):
        advice = "Add `page.corrections` to its templates, as formats/shared/report.md.j2 and page.html.j2 have it."
        raise UsageError(f"the format {current.name} prints no corrections.", where=str(project.formats), next=advice)
    return current


def _prints_them(its_format: Format) -> bool:
    texts = its_format.templates()
    pages = (texts.get(its_format.page("html"), ""), texts.get("shared/page.html.j2", ""))
    return _BLOCK in texts.get(its_format.page("md"), "") and any(_BLOCK in text for text in pages)
