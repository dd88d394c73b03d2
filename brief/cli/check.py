"""`brief check`"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, show
from brief.evaluation.checking import CheckedStatement, CitedPage, check, read_by_critic
from brief.words import counted

_WRONG = 1
_UNREAD_MEANING = (
    "Code looked for the figures, dates, names and places of each statement, and for its words, on the pages that it "
    "links. Whether they say so, deny it or tell the contrary is for a critic that is heard; none was (`brief doctor`)."
)
_NOTHING_CITES = "None of it cites an address that can be opened."
_SHORT = "Of fewer than ten letters and without a link, so not looked at: {lines}."


@click.command()
@click.argument("what", metavar="FILE|URL")
@click.option("--model", metavar="PROVIDER:NAME", help="Have this model read what code lets stand; it must be heard.")
@click.option("--offline", is_flag=True, help="Ask no model.")
@click.option("--allow-private-addresses", is_flag=True, help="Fetch from loopback and private addresses too.")
@places.json_option
def command(what: str, model: str | None, offline: bool, allow_private_addresses: bool, as_json: bool) -> int:
    """Check anybody's report: fetch what it cites, and mark each sentence.

    FILE is Markdown or HTML. stands: figures, dates, names and matter are on the pages that are cited; not there;
    doubtful: perhaps a name is not; link dead; unread: no text can be read there; no link. Where a critic is set and
    heard, it reads the meaning of what stands, and settles what is doubtful.
    Exit status: 0 all that cites anything stands, 1 something does not or nothing cites, 2 usage or configuration.
    """
    from brief.evaluation.cited_pages import cited_pages, report_text
    from brief.evaluation.markdown_reader import read_sentences, short_lines
    from facts.names.detection import aliases_of

    config = places.configuration()
    text = report_text(what, config.fetch, allow_private=allow_private_addresses)
    statements = read_sentences(text)
    pages = cited_pages(
        (url for one in statements for url in one.urls), config.fetch, allow_private=allow_private_addresses
    )
    by_code = check(statements, pages, aliases_of(config.names.aliases))
    by_critic = None if offline else _read_by_critic(by_code, pages, model)
    checked = by_code if by_critic is None else by_critic
    exit_code = 0 if {one.mark for one in checked} - {"no link"} == {"stands"} else _WRONG
    short = short_lines(text)
    told = {**_as_json(what, checked, exit_code), "short_lines": short, "meaning_read": by_critic is not None}
    notes = [_SHORT.format(lines=counted(short, "line", "lines"))] if short else []
    notes += [_UNREAD_MEANING] * (by_critic is None) + [_NOTHING_CITES] * (not pages)
    show(as_json, told, (*_lines(checked), *notes))
    return exit_code


def _read_by_critic(
    checked: Sequence[CheckedStatement], pages: Mapping[str, CitedPage], model: str | None
) -> Sequence[CheckedStatement] | None:
    """None where nobody is heard."""
    from brief.pipeline.examining import critic_outside_a_run
    from brief.pipeline.plan import RunOptions, plan_run

    plan = plan_run(RunOptions("daily", model=model), places.project(), datetime.now(UTC))
    ask = critic_outside_a_run(plan, places.note)
    return read_by_critic(checked, pages, ask, plan.request.language) if ask else None


def _lines(checked: Sequence[CheckedStatement]) -> Iterator[str]:
    rows = [(one.mark, one.statement.place, one.statement.text, one.why) for one in checked]
    yield from columns([("MARK", "PLACE", "STATEMENT", "WHY"), *rows])
    yield ", ".join(f"{count} {mark}" for mark, count in Counter(one.mark for one in checked).most_common())


def _as_json(what: str, checked: Sequence[CheckedStatement], exit_code: int) -> dict[str, Any]:
    said = ((one.statement, {"mark": one.mark, "why": one.why}) for one in checked)
    statements = [{"place": one.place, "text": one.text, "urls": one.urls, **mark} for one, mark in said]
    marks = Counter(one.mark for one in checked)
    return {"report": what, "exit_code": exit_code, "marks": marks, "statements": statements, "error": None}
