"""One text changed by hand without a form: what it is to say, or what its writer is told of it."""

from dataclasses import dataclass, replace
from pathlib import Path

from brief.editing.edit import DRAFT, Edit, claims_changed, form_of, where_it_is
from brief.editing.elsewhere import ids_of
from brief.editing.forms.claims import ClaimsForm, Entry
from brief.editing.forms.reading import FormError
from brief.errors import UsageError
from brief.provenance.printed_lines import printed_claims
from brief.provenance.references import the_one
from brief.runs.loaded import LoadedRun
from checks.base import claims_of

_AS_AN_OPTION = "say with --basis where it is from; it is printed with it."


@dataclass(frozen=True)
class NewText:
    text: str
    basis: str = ""
    passages: tuple[str, ...] = ()
    """Ids of those that it rests on now; empty for those that it cites already."""


def text_at(line: str, loaded: LoadedRun, formats: Path) -> str:
    """The id of the one printed text that `line` means, as `brief show RUN LINE` takes it.

    Raises UsageError for none, or several. `formats`: where those are that this version cannot read as the run had.
    """
    claims = printed_claims(loaded, loaded.format(otherwise=formats))
    return the_one(line, claims, loaded, elsewhere=lambda: where_it_is(line, ids_of, loaded))


def said_now(claim_id: str, loaded: LoadedRun) -> str:
    """Raises UsageError where nothing can be changed under that id."""
    return _entry(claim_id, form_of(loaded.last_draft, loaded), loaded).text


def _entry(claim_id: str, form: ClaimsForm, loaded: LoadedRun) -> Entry:
    if claim_id not in form.claims:
        advice = f"`brief edit {loaded.path.name} --print` lists them."
        raise UsageError(f"has no text {claim_id!r} to change.", where=loaded.path.name, next=advice)
    return form.claims[claim_id]


def changed(claim_id: str, new: NewText, loaded: LoadedRun, asking_for_a_basis: str = _AS_AN_OPTION) -> Edit:
    """The change of one text. Raises UsageError where it cannot be so changed. `asking_for_a_basis`: as of
    `claims_changed`.
    """
    shown, before = loaded.last_draft, form_of(loaded.last_draft, loaded)
    entry = _entry(claim_id, before, loaded)
    wanted = replace(entry, text=new.text, basis=new.basis, passages=new.passages or entry.passages)
    wanted = replace(wanted, is_view=entry.is_view and bool(new.text))
    entries = {name: replace(one, lines={**one.lines, "text": 0}) for name, one in before.claims.items()}
    form = replace(before, claims={**entries, claim_id: replace(wanted, lines=entries[claim_id].lines)})
    try:
        found = claims_changed(DRAFT, shown, form, loaded, asking_for_a_basis)
    except FormError as error:
        raise UsageError(error.what, where=claim_id, next=_advice(error, wanted, loaded.run.path.name)) from error
    if found is None:
        raise UsageError(f"{claim_id} says that already.", next="Name what it is to say with --text.")
    return found


def _advice(error: FormError, wanted: Entry, run: str) -> str | None:
    """What to do now, in words of the command: what the form says is of lines that nobody has seen."""
    if not wanted.text:
        return f"`brief edit {run} classification` takes its whole row out."
    if wanted.is_view:
        return "Leave out --passages."
    if not wanted.passages:
        return f"Name some with --passages: `brief edit {run} --print` shows which it may cite."
    return error.next


def commented(claim_id: str, comment: str, loaded: LoadedRun) -> Edit:
    """All stands as it was, but that its writer writes one text anew. Raises UsageError where no model wrote it."""
    claim = next((one for one in claims_of(loaded.last_draft) if one.id == claim_id), None)
    if claim is None or claim.by != "model":
        advice = "Say with --text what it is to say."
        raise UsageError("was not written by a model, which could write it anew.", where=claim_id, next=advice)
    return Edit(
        step=DRAFT,
        amendments=(),
        draft=loaded.last_draft,
        sections=tuple(table.section_id for table in loaded.last_draft.tables),
        with_synthesis=True,
        diff=f"{claim_id}: {comment}\n",
        comments={claim_id: comment},
    )
