"""`brief show RUN LINE`: from a printed line to its source."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from staging import Stage, staged

from brief.cli.main import cli
from brief.documents.corpus import Corpus
from brief.provenance import document_origins
from brief.provenance.printed_lines import Printed, printed_claims
from brief.provenance.trace import Trace, trace, traces
from brief.runs.loaded import LoadedRun
from brief.runs.store import find_run
from brief.settings.corpus_place import CorpusPlace
from schemas.critique import Critique, Issue
from schemas.draft import Draft
from schemas.report import Report
from schemas.run import RunRecord


@dataclass(frozen=True)
class Told:
    stage: Stage
    run: RunRecord

    @property
    def held(self) -> LoadedRun:
        return LoadedRun(find_run(self.stage.runs, self.run.run_id))

    @property
    def claims(self) -> dict[str, Printed]:
        return {one.claim.id: one for one in printed_claims(self.held, self.held.format())}

    @property
    def markdown(self) -> list[str]:
        return (self.stage.runs / self.run.run_id / "report.md").read_text("utf-8").splitlines()

    def trace(self, claim_id: str) -> Trace:
        return trace(self.held, self.claims[claim_id])

    def show(self, *arguments: str) -> Result:
        given = ["show", self.run.run_id, *arguments, "--runs-dir", str(self.stage.runs)]
        return CliRunner().invoke(cli, given, standalone_mode=False)

    def told(self, line: str) -> dict[str, Any]:
        found = json.loads(self.show(line, "--json").stdout)
        assert isinstance(found, dict)
        return found

    def shown_ids(self, line: str) -> list[str]:
        return [one["claim_id"] for one in self.told(line)["traces"]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("tracing")) as stage:
        yield stage


@pytest.fixture(scope="module")
def told(stage: Stage) -> Told:
    return Told(stage, stage.run())


@pytest.fixture(scope="module")
def revised(told: Told) -> Told:
    """The same run, as if its critic had found a cell and a row wanting, and the revision had mended one of them."""
    stage, first = told.stage, told.run
    name = "20260112T0101Z-weekly-0001"
    folder = stage.runs / name
    shutil.copytree(stage.runs / first.run_id, folder)
    (folder / "run.json").write_text(first.model_copy(update={"run_id": name}).model_dump_json(), "utf-8")
    draft = Draft.model_validate_json((folder / "4-draft-1.json").read_bytes())
    table = draft.tables[0]
    mended = table.rows[0].cells[1].model_copy(update={"text": "另一句话", "kind": "quoted", "by": "extraction"})
    row = table.rows[0].model_copy(update={"cells": (table.rows[0].cells[0], mended, *table.rows[0].cells[2:])})
    rows = (row, *table.rows[2:])
    second = draft.model_copy(
        update={"revision": 2, "tables": (table.model_copy(update={"rows": rows}), *draft.tables[1:])}
    )
    issues = (
        Issue(claim_id=mended.id, kind="figure_not_in_evidence", message="7 is in no quote"),
        Issue(claim_id=table.rows[1].id, kind="event_twice", message="told twice"),
    )
    steps = {
        "5-critique-1": Critique(revision=1, issues=issues, checked=9),
        "6-draft-2": second,
        "7-critique-2": Critique(revision=2, issues=(), checked=9),
    }
    for step, value in steps.items():
        (folder / f"{step}.json").write_text(value.model_dump_json(), "utf-8")
    return Told(stage, RunRecord.model_validate_json((folder / "run.json").read_bytes()))


# -- which line is meant ---------------------------------------------------------------------------------------------


def test_every_printed_claim_knows_the_line_that_prints_it(told: Told) -> None:
    report = Report.model_validate_json((told.stage.runs / told.run.run_id / "report.json").read_bytes())
    cells = {
        f"{row.id}.{cell.column}": cell for section in report.sections for row in section.rows for cell in row.cells
    }
    assert len(cells) > 30
    for claim_id, cell in cells.items():
        line = told.claims[claim_id].line
        if cell.kind == "none":
            assert line is None
        else:
            assert line is not None
            assert cell.text.split("，")[0][:8] in told.markdown[line - 1].replace("\\", "")
    others = [one for name, one in told.claims.items() if name not in cells]
    assert {"ai.thesis", "risk1", "signal.ai-energy"} <= {one.claim.id for one in others if one.line}


def test_a_row_is_named_by_its_id_its_event_or_its_line(told: Told) -> None:
    row = next(one.row_id for one in told.claims.values() if one.row_id) or ""
    cells = [f"{row}.{column}" for column in ("event", "technical", "insight")]
    line = told.claims[cells[0]].line
    assert told.shown_ids(row) == told.shown_ids(row.partition(".")[2]) == told.shown_ids("ai.1") == cells
    printed = [name for name in cells if told.claims[name].claim.kind != "none"]
    assert told.shown_ids(str(line)) == told.shown_ids(f"L{line}") == printed


def test_a_line_copied_out_of_the_report_is_found_with_its_links(told: Told) -> None:
    claim = next(one for one in told.claims.values() if one.row_id and one.claim.id.endswith(".technical") and one.line)
    assert claim.claim.id in told.shown_ids(told.markdown[(claim.line or 0) - 1])


def test_a_cell_is_named_by_the_number_of_its_row_too(told: Told) -> None:
    rows = list(dict.fromkeys(one.row_id for one in told.claims.values() if one.row_id))
    section = (rows[1] or "").partition(".")[0]
    assert told.shown_ids(f"{section}.2.technical") == [f"{rows[1]}.technical"]


def test_of_a_misspelt_id_the_nearest_are_told(told: Told) -> None:
    row = next(one.row_id for one in told.claims.values() if one.row_id) or ""
    wrong = told.show(f"none.{row.partition('.')[2]}.technical")
    assert f"Did you mean {row}.technical" in str(wrong.exception)


def test_a_piece_of_text_is_found_whatever_blanks_and_case(told: Told) -> None:
    technical = [one.claim for name, one in told.claims.items() if name.endswith(".technical")]
    claim = next(claim for claim in technical if re.search("[a-z]{3}", claim.text[6:]))
    piece = claim.text[4:-1].upper()
    assert claim.id in told.shown_ids(f" {piece[:5]} {piece[5:]} ")


def test_a_url_and_a_document_name_the_claims_that_cite_it(told: Told) -> None:
    cited = next(one for one in told.trace("ai.thesis").cited)
    by_url, by_id = told.told(cited.document.url), told.told(cited.document.id)
    found = [
        [one["claim_id"] for one in told_["matches" if "matches" in told_ else "traces"]] for told_ in (by_url, by_id)
    ]
    assert found[0] == found[1]
    assert "ai.thesis" in found[0]


def test_what_may_be_several_lines_is_listed_and_refused(told: Told) -> None:
    result = told.show("据披露")
    assert result.return_value == 2
    assert "ai.thesis" in result.stdout
    assert "stands in" in result.stderr
    assert told.told("据披露")["exit_code"] == 2
    assert len(told.told("据披露")["matches"]) == len(result.stdout.splitlines()) - 1


@pytest.mark.parametrize(
    ("line", "said"), [("no such words anywhere", "prints nothing like"), ("2", "line 2 of the report prints no claim")]
)
def test_what_is_not_there_is_told_with_what_is(told: Told, line: str, said: str) -> None:
    result = CliRunner().invoke(cli, ["show", told.run.run_id, line, "--runs-dir", str(told.stage.runs)])
    assert said in str(result.exception)


def test_lines_cannot_be_counted_in_a_report_that_was_rendered_otherwise(told: Told, tmp_path: Path) -> None:
    shutil.copytree(told.stage.runs / told.run.run_id, tmp_path / told.run.run_id)
    report = tmp_path / told.run.run_id / "report.md"
    report.write_text("\n" + report.read_text("utf-8"), "utf-8")
    held = LoadedRun(find_run(tmp_path, told.run.run_id))
    assert {one.line for one in printed_claims(held, held.format())} == {None}


def test_places_are_named_in_the_projects_words_where_the_runs_own_are_another_versions(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(told.stage.runs / told.run.run_id, tmp_path / told.run.run_id)
    words = tmp_path / told.run.run_id / "formats" / "shared" / "zh.toml"
    words.write_text("no_such_key = 1\n" + words.read_text("utf-8"), "utf-8")
    monkeypatch.chdir(told.stage.folder)
    given = ["show", told.run.run_id, "ai.thesis", "--json", "--runs-dir", str(tmp_path)]
    shown = json.loads(CliRunner().invoke(cli, given, standalone_mode=False).stdout)
    assert shown["traces"] == told.told("ai.thesis")["traces"]


def test_a_format_that_the_run_has_not_is_refused(told: Told) -> None:
    result = CliRunner().invoke(
        cli, ["show", told.run.run_id, "7", "--format", "nothing", "--runs-dir", str(told.stage.runs)]
    )
    assert "has no report in 'nothing'" in str(result.exception)


# -- where it came from ----------------------------------------------------------------------------------------------


def test_a_models_line_names_step_prompt_and_the_call_that_holds_its_words(told: Told) -> None:
    found = told.trace("ai.thesis")
    author, written = found.author, found.author.written
    assert (author.step, author.role, author.by) == ("3-table-ai", "table_writer", "model")
    assert author.prompt_version == told.run.prompt_versions["table_writer"]
    assert written is not None
    ledger = (told.stage.runs / told.run.run_id / "calls.jsonl").read_text("utf-8").split("\n")
    call = json.loads(ledger[written.number - 1])
    assert call["role"] == "table_writer"
    assert found.printed.claim.text in call["answer"]
    shown = CliRunner().invoke(
        cli,
        ["prompts", "show", "table_writer", "--run", told.run.run_id, "--call", str(written.number),
         "--runs-dir", str(told.stage.runs)],
    )  # fmt: skip
    assert found.printed.claim.text in shown.stdout


def test_a_line_of_the_synthesis_is_the_synthesis_writers(told: Told) -> None:
    found = told.trace("signal.ai-energy").author
    assert (found.step, found.role) == ("4-draft-1", "synthesis_writer")
    assert found.written is not None
    assert found.written.call.role == "synthesis_writer"


def test_a_quote_stands_in_its_passage_and_that_in_its_document(told: Told) -> None:
    for claim_id in ("ai.thesis", "risk1"):
        for cited in told.trace(claim_id).cited:
            passage, document = cited.passage, cited.document
            assert cited.start is not None
            assert passage.text[cited.start :].startswith(cited.quote)
            assert document.field(passage.field)[passage.start : passage.end] == passage.text
            assert cited.event is not None
            assert document.id in cited.event.document_ids
            assert [one.id for one in cited.merged] == list(cited.event.document_ids)
            assert cited.assignment is not None


def test_a_document_is_found_on_its_line_of_the_file_it_was_read_from(told: Told) -> None:
    (cited, *_) = told.trace("ai.thesis").cited
    (origin,) = cited.origins
    assert (origin.where, origin.note) == (str(told.stage.week), "")
    lines = told.stage.week.read_text("utf-8").split("\n")
    found = [json.loads(lines[int(line.removeprefix("line ")) - 1]) for line in origin.lines]
    assert cited.document.url in {one["url"].partition("?")[0] for one in found} | {one["url"] for one in found}


@pytest.mark.parametrize(
    ("path", "said"), [("/nowhere/at-all.jsonl", "is not there any more"), (__file__, "has changed since")]
)
def test_a_file_that_is_gone_or_another_is_told_as_that(told: Told, tmp_path: Path, path: str, said: str) -> None:
    shutil.copytree(told.stage.runs / told.run.run_id, tmp_path / told.run.run_id)
    record = tmp_path / told.run.run_id / "run.json"
    record.write_text(record.read_text("utf-8").replace(json.dumps(str(told.stage.week)), json.dumps(path)), "utf-8")
    held = LoadedRun(find_run(tmp_path, told.run.run_id))
    claims = {one.claim.id: one for one in printed_claims(held, held.format())}
    (origin,) = trace(held, claims["ai.thesis"]).cited[0].origins
    assert said in origin.note
    assert origin.sha256 is not None


def test_a_line_of_the_standing_corpus_names_its_source(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = f'\n[[sources]]\nname = "example"\nkind = "jsonl"\npath = "{stage.week}"\nenabled = true\n'
    config = stage.folder / "config.toml"
    before = config.read_text("utf-8")
    config.write_text(before + source, "utf-8")
    try:
        run = stage.run(model="extractive", corpus_files=(), corpus_path=tmp_path / "corpus.sqlite")
    finally:
        config.write_text(before, "utf-8")
    found = Told(stage, run)
    (origin,) = found.trace("ai.thesis").cited[0].origins
    assert origin.where == f"example {stage.week}"
    opened = list[Corpus]()

    def counted(place: CorpusPlace) -> Corpus:
        opened.append(Corpus(place))
        return opened[-1]

    monkeypatch.setattr(document_origins, "Corpus", counted)
    assert len(traces(found.held, [*found.claims.values()])) > 1
    assert len(opened) == 1, "the corpus is opened once for all that is cited"
    (tmp_path / "corpus.sqlite").unlink()
    (origin,) = found.trace("ai.thesis").cited[0].origins
    assert "not there any more" in origin.note


def test_an_extracted_line_names_whom_it_stands_in_for(revised: Told) -> None:
    row = Draft.model_validate_json((revised.stage.runs / revised.run.run_id / "6-draft-2.json").read_bytes()).tables[0]
    claim_id = row.rows[0].cells[1].id
    found = revised.trace(claim_id)
    assert (found.author.step, found.author.by, found.author.asked) == ("6-draft-2", "extraction", "fake:m")
    assert found.author.written is None
    assert found.fate == "failed a check, then quoted"
    assert [(one.step, one.said) for one in found.history] == [
        ("3-table-ai", "stated by model"),
        ("5-critique-1", "figure_not_in_evidence"),
        ("6-draft-2", "quoted by extraction"),
    ]
    shown = revised.show(claim_id).stdout
    assert "in place of fake:m" in shown
    assert "7 is in no quote" in shown


def test_a_row_that_was_taken_out_is_still_found_by_its_id(revised: Told) -> None:
    table = Draft.model_validate_json((revised.stage.runs / revised.run.run_id / "4-draft-1.json").read_bytes()).tables[
        0
    ]
    found = revised.trace(table.rows[1].cells[0].id)
    assert found.fate == "not printed"
    assert [one.said for one in found.history] == ["stated by model", "event_twice", "taken out"]
    assert revised.shown_ids(table.rows[1].id)[0] == table.rows[1].cells[0].id


def test_a_line_of_a_run_without_a_report_is_walked_back_too(told: Told) -> None:
    folder = told.stage.cut_off(told.run, "5-*.json", name="20260112T0102Z-weekly-0001")
    held = LoadedRun(find_run(told.stage.runs, folder.name))
    claims = {one.claim.id: one for one in printed_claims(held, held.format())}
    found = trace(held, claims["ai.thesis"])
    assert (found.printed.line, found.fate) == (None, "no report yet (killed)")
    assert found.cited


def test_what_stands_fixed_was_written_in_the_run_that_it_came_from(told: Told) -> None:
    child = told.stage.replay(told.run.run_id)
    folder = told.stage.runs / child.run_id
    (folder / "calls.jsonl").unlink()
    written = Told(told.stage, child).trace("ai.thesis").author.written
    assert written is not None
    assert written.run_id == told.run.run_id


def test_what_a_hand_wrote_names_the_run_that_it_was_put_into(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = next(one.claim for name, one in told.claims.items() if name.startswith("ai.") and name.endswith(".insight"))
    monkeypatch.chdir(told.stage.folder)
    form = CliRunner().invoke(cli, ["edit", told.run.run_id, "ai", "--print"]).stdout
    (tmp_path / "form").write_text(form.replace(claim.text, claim.text.removeprefix("据披露，")), "utf-8")
    given = ["edit", told.run.run_id, "ai", "--file", str(tmp_path / "form"), "--json"]
    edited_run = json.loads(CliRunner().invoke(cli, given, standalone_mode=False).stdout)["run_id"]
    child = told.stage.replay(edited_run)
    for run_id, put_into in ((edited_run, None), (child.run_id, edited_run)):
        author = Told(told.stage, find_run(told.stage.runs, run_id).record).trace(claim.id).author
        assert (author.by, author.taken_over, author.edits) == ("hand", put_into, (f"{claim.id} by hand",))


def test_a_table_that_stood_was_written_in_the_run_that_it_was_taken_over_from(told: Told) -> None:
    child = Told(told.stage, told.stage.replay(told.run.run_id, only_sections=("energy",)))
    author = child.trace("ai.thesis").author
    assert author.taken_over == told.run.run_id
    assert author.written is not None
    assert author.written.run_id == told.run.run_id
    assert child.trace("energy.thesis").author.taken_over is None
    assert child.claims["ai.thesis"].line == told.claims["ai.thesis"].line


# -- what is shown ---------------------------------------------------------------------------------------------------


def test_the_quote_is_marked_within_its_passage(told: Told) -> None:
    quote = told.trace("ai.thesis").cited[0].quote
    assert f"⟦{quote}⟧" in told.show("ai.thesis").stdout


def test_a_document_that_was_told_is_not_told_again(told: Told) -> None:
    row = next(one.row_id for one in told.claims.values() if one.row_id) or ""
    shown = told.show(row).stdout
    assert shown.count("  url ") == len({c["document"]["id"] for t in told.told(row)["traces"] for c in t["citations"]})


def test_nothing_of_the_news_reaches_a_terminal_as_a_code(told: Told, tmp_path: Path) -> None:
    shutil.copytree(told.stage.runs / told.run.run_id, tmp_path / told.run.run_id)
    path = tmp_path / told.run.run_id / "1-retrieval.json"
    held = json.loads(path.read_text("utf-8"))
    for document in held["documents"]:
        document["source"] += "\x1b[31m\u202e"
    path.write_text(json.dumps(held), "utf-8")
    result = CliRunner().invoke(cli, ["show", told.run.run_id, "ai.thesis", "--runs-dir", str(tmp_path)])
    assert "citation" in result.stdout
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


@pytest.mark.parametrize(
    ("step", "head"),
    [
        ("1-retrieval", "EVENT"),
        ("2-classification.json", "EVENT"),
        ("3-table-ai", "CLAIM"),
        ("4-draft-1", "CLAIM"),
        ("5-critique-1", "CLAIM"),
    ],
)
def test_a_step_shows_what_it_handed_on(told: Told, step: str, head: str) -> None:
    assert told.show(step).stdout.startswith(head)
    value = json.loads(told.show(step, "--json").stdout)["value"]
    name = step.removesuffix(".json")
    assert value == json.loads((told.stage.runs / told.run.run_id / f"{name}.json").read_text("utf-8"))
