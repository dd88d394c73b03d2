"""A correction: a change by hand of one text that readers had, of which the new report tells them."""

from dataclasses import replace

from brief.editing.edit import Edit
from brief.editing.single import NewText, changed, said_now
from brief.errors import UsageError
from brief.pipeline.plan import Plan
from brief.report.format import Format, load_format
from brief.runs.loaded import LoadedRun
from brief.settings.project import Project
from schemas.amendment import Correction

_BLOCK = "corrections"
"""What a template names that prints them."""


def corrected(claim_id: str, new: NewText, why: str, loaded: LoadedRun) -> tuple[Edit, Correction]:
    """The change of one text, and what readers are told of it. Raises UsageError where it cannot be so changed."""
    told = Correction(was=said_now(claim_id, loaded), text=new.text, why=why)
    found = changed(claim_id, new, loaded)
    amendments = tuple(one.model_copy(update={_BLOCK: (told,)}) for one in found.amendments)
    return replace(found, amendments=amendments), told


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
