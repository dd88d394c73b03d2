"""A correction: a change by hand of one text that readers had, of which the new report tells them."""

from dataclasses import dataclass, replace

from brief.editing.edit import DRAFT, Edit, claims_changed, form_of
from brief.editing.forms.claims import Entry
from brief.editing.forms.reading import FormError
from brief.errors import UsageError
from brief.pipeline.plan import Plan
from brief.report.format import Format, load_format
from brief.runs.loaded import LoadedRun
from brief.settings.project import Project
from schemas.amendment import Correction, Put

_AS_AN_OPTION = "say with --basis where it is from; it is printed with it."
_BLOCK = "corrections"
"""What a template names that prints them."""


@dataclass(frozen=True)
class Corrected:
    text: str
    why: str
    basis: str = ""
    passages: tuple[str, ...] = ()
    """Ids of those that it rests on now; empty for those that it cites already."""


def corrected(claim_id: str, change: Corrected, loaded: LoadedRun) -> Edit:
    """The change of one text. Raises UsageError where it cannot be so changed."""
    shown, before = loaded.last_draft, form_of(loaded.last_draft, loaded)
    entry = before.claims[claim_id]
    new = replace(entry, text=change.text, basis=change.basis, passages=change.passages or entry.passages)
    new = replace(new, is_view=entry.is_view and bool(change.text))
    entries = {name: replace(one, lines={**one.lines, "text": 0}) for name, one in before.claims.items()}
    form = replace(before, claims={**entries, claim_id: replace(new, lines=entries[claim_id].lines)})
    try:
        found = claims_changed(DRAFT, shown, form, loaded, _AS_AN_OPTION)
    except FormError as error:
        raise UsageError(error.what, where=claim_id, next=_advice(error, new, loaded.run.path.name)) from error
    if found is None:
        raise UsageError(f"{claim_id} says that already.", next="Name what it is to say with --text.")
    told = Correction(was=entry.text, text=change.text, why=change.why)
    return replace(found, amendments=tuple(one.model_copy(update={_BLOCK: (told,)}) for one in found.amendments))


def told_of(edit: Edit) -> tuple[str, str]:
    """What the text that was corrected said, and what it says now; the second is empty where it is withdrawn."""
    told = next(told for one in edit.amendments if isinstance(one, Put) for told in one.corrections)
    return told.was, told.text


def _advice(error: FormError, new: Entry, run: str) -> str | None:
    """What to do now, in words of the command: what the form says is of lines that nobody has seen."""
    if not new.text:
        return f"`brief edit {run} classification` takes its whole row out."
    if new.is_view:
        return "Leave out --passages."
    if not new.passages:
        return f"Name some with --passages: `brief edit {run} --print` shows which it may cite."
    return error.next


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
