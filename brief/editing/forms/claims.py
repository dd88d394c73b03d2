"""The form for claims of a draft: rows and statements with their texts and the passages that they cite."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from brief.editing.forms.reading import FormError, Part, must_be_known, read_form
from brief.editing.forms.writing import comment, list_line, text_lines, word_line
from schemas.claim import Claim
from schemas.claim_ids import cell_name, effects_name, section_of, thesis_name, without_number
from schemas.classification import Evidence, SectionEvidence, evidence_of
from schemas.draft import NO_SYNTHESIS, Draft, Keyword, Signal
from schemas.table import TableDraft

_HELP = """\
Change texts and the passages they cite; the quotes are cut from the passages named. For a figure, a name or a date
that none of them has, write below the text where it is from, as `basis: ...`: it is printed with it. A judgement of
your own takes `kind: view` and no passages, and is printed as yours. A row, or a text outside of rows, whose lines are
taken out goes; so does what rests on a row that goes. A cell without a text stays empty. More of a kind take the next
free name, such as risk2. Rows may change places within their section; `brief edit RUN classification` moves one to
another section. Lines that begin with # are read by nobody."""


@dataclass(frozen=True)
class Entry:
    text: str
    passages: tuple[str, ...]
    basis: str = ""
    """Where a figure, name or date is from that no passage has."""
    is_view: bool = False
    """The editor's own judgement, without a source."""
    term: str | None = None
    """For keywords only."""
    rows: tuple[str, ...] = ()
    """For signals only."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Field name -> its line in the form; "" is the line of the entry itself."""

    def line(self, name: str = "") -> int:
        return self.lines.get(name, self.lines.get("", 1))


@dataclass(frozen=True)
class ClaimsForm:
    claims: Mapping[str, Entry]
    """By claim id, cells included."""
    rows: Mapping[str, int]
    """Ids of the rows in order, with the lines where they begin."""


# -- writing ---------------------------------------------------------------------------------------------------------


def claims_text(
    draft: Draft, sections: Sequence[SectionEvidence] = (), heading: str = "", zone: ZoneInfo | None = None
) -> str:
    """The form. `heading` says what it is, `sections` give what each row may cite; dates are in `zone`. Without a zone
    the form alone, without comments, for comparison.
    """
    with_passages = zone is not None
    evidence = evidence_of(sections)
    titles = {section.section.id: section.section.title for section in sections}
    lines = [*map(comment, (heading, *_HELP.split("\n"))), ""] if with_passages else []
    for table in draft.tables:
        lines += [comment(f"== {table.section_id}: {titles[table.section_id]}"), ""] if with_passages else []
        lines += _table(table, evidence, zone)
    if draft.synthesis != NO_SYNTHESIS and with_passages:
        lines += [comment("== Synthesis: it may cite the passages of every row above."), ""]
    for claim in draft.synthesis.claims:
        lines += _statement(claim)
    return "\n".join(lines)


def _table(table: TableDraft, evidence: Mapping[str, Evidence], zone: ZoneInfo | None) -> Iterator[str]:
    if table.thesis:
        yield from _statement(table.thesis)
    for number, row in enumerate(table.rows, start=1):
        one = evidence.get(row.event_id)
        if one:
            outlets = ", ".join(dict.fromkeys(document.source for document in one.documents))
            yield comment(f"{number}. {one.event.published_at.astimezone(zone):%Y-%m-%d}, {outlets}")
        yield f"{row.id}:"
        for cell in row.cells:
            yield f"  {cell.column}:"
            yield from _fields(cell, 4)
        if one:
            yield from _passages(one)
        yield ""
    for claim in table.below:
        yield from _statement(claim)


def _statement(claim: Claim) -> Iterator[str]:
    yield f"{claim.id}:"
    yield from _fields(claim, 2)
    yield ""


def _fields(claim: Claim, indent: int) -> Iterator[str]:
    if isinstance(claim, Keyword):
        yield word_line("term", claim.term, indent)
    yield from text_lines("text", claim.text, indent)
    if isinstance(claim, Signal):
        yield list_line("rows", claim.rows, indent)
    if claim.basis:
        yield word_line("basis", claim.basis, indent)
    if claim.kind == "view":
        yield word_line("kind", claim.kind, indent)
    yield list_line("passages", dict.fromkeys(citation.passage_id for citation in claim.citations), indent)


def _passages(one: Evidence) -> Iterator[str]:
    yield comment("may cite", 2)
    for passage in one.passages:
        title = " (title)" if passage.field == "title" else ""
        yield comment(f"  {passage.id}{title} {passage.text}", 2)


# -- reading ---------------------------------------------------------------------------------------------------------


def read_claims(text: str, columns: Sequence[str], sections: Sequence[str], blocks: Collection[str] = ()) -> ClaimsForm:
    """Reads an edited form. Raises FormError for what no form may contain.

    `blocks`: what the ids of their texts begin with, before a number.
    """
    claims: dict[str, Entry] = {}
    rows: dict[str, int] = {}
    for name, part in read_form(text).items():
        if _is_statement(name, sections, blocks):
            claims[name] = _entry(name, part)
            continue
        rows[name] = part.line
        cells = part.entries()
        must_be_known(cells, columns, f"row {name}")
        claims |= {(one := cell_name(name, column)): _entry(one, cell) for column, cell in cells.items()}
    return ClaimsForm(claims, rows)


def _is_statement(name: str, sections: Iterable[str], blocks: Iterable[str]) -> bool:
    numbered = {"keyword", "risk", *map(effects_name, sections), *blocks}
    once = name.startswith("signal.") or name in map(thesis_name, sections)
    return once or (without_number(name) in numbered and name not in numbered)


def _entry(name: str, part: Part) -> Entry:
    fields = part.entries()
    known = ["text", "passages", "basis", "kind"]
    known += ["term"] if name.startswith("keyword") else ["rows"] if name.startswith("signal.") else []
    must_be_known(fields, known, name)
    if "text" not in fields:
        raise FormError(part.line, f"{name} has no text.", 'Write `text: ""` where it is to be empty.')
    if "kind" in fields and fields["kind"].word() != "view":
        raise FormError(fields["kind"].line, "kind can only be `view`.", "Leave the line out for any other text.")
    return Entry(
        text=fields["text"].text(),
        passages=fields["passages"].words() if "passages" in fields else (),
        basis=fields["basis"].text() if "basis" in fields else "",
        is_view="kind" in fields,
        term=fields["term"].text() if "term" in fields else "" if name.startswith("keyword") else None,
        rows=fields["rows"].words() if "rows" in fields else (),
        lines={"": part.line, **{field: one.line for field, one in fields.items()}},
    )


def must_stand_together(form: ClaimsForm, sections: Sequence[str]) -> None:
    """Raises FormError for an entry placed among another section's: its position would silently have no effect."""
    lines = {**form.rows, **{name: entry.line() for name, entry in form.claims.items()}}
    left: set[str] = set()
    last = ""
    for name, line in sorted(lines.items(), key=lambda one: one[1]):
        section_id = section_of(name)
        if section_id not in sections or section_id == last:
            continue
        if section_id in left:
            advice = "Put it back; `brief edit RUN classification` moves an event to another section."
            raise FormError(line, f"{name} stands among the entries of {last}.", advice)
        left.add(last)
        last = section_id
