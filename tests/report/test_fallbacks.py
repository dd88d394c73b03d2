"""Who wrote each line, and why: over a model that leaves out and gets wrong, in every way that a run comes about."""

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result
from improvising import improvise
from model_server import Fault, Json, schema_name, user_text
from staging import NOW, Stage, staged

from brief.cli.main import cli
from brief.evaluation.statements import scored_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute, replay, resume
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.lineage import read_calls
from brief.runs.store import LEDGER, find_run
from schemas.reasons import Reason
from schemas.run import RunRecord

EMPTY, LONG, STRANGE = "e6", "e7", "e13"
"""Events of the first section, with whose rows one thing is wrong each. The last has a source in English alone."""


def flawed(request: Json) -> str:
    """An answer of whose first table a cell is empty, one too long, one row about nothing asked, and no effect."""
    said = improvise(request)
    if schema_name(request) == "TableAnswer" and "AI & Capabilities" in user_text(request):
        answer = json.loads(said)
        for row in answer["rows"]:
            spoil(row, {cell["column"]: cell for cell in row["cells"]})
        return json.dumps({**answer, "effects": []}, ensure_ascii=False)
    if schema_name(request) == "SynthesisAnswer":
        return json.dumps({**json.loads(said), "risks": []}, ensure_ascii=False)
    return said


def spoil(row: Json, cells: Json) -> None:
    if row["event_id"] == EMPTY and "insight" in cells:
        cells["insight"]["text"] = ""
    elif row["event_id"] == LONG and "technical" in cells:
        cells["technical"]["text"] = "电" * 400  # without a place to cut it
    elif row["event_id"] == STRANGE:
        row["event_id"] = "e999"


def mute_about_web3(number: int, request: Json) -> Fault | None:
    """Nothing about the last section can be used."""
    is_table = schema_name(request) == "TableAnswer"
    return Fault(text="no JSON") if is_table and "Web3 & Financial" in user_text(request) else None


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("fallbacks")) as stage:
        stage.server.answer, stage.server.faults = flawed, mute_about_web3
        yield stage


@pytest.fixture(scope="module")
def run(stage: Stage) -> RunRecord:
    return stage.run()


@pytest.fixture(autouse=True)
def here(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(stage.folder)


def reasons(record: RunRecord) -> dict[str, str]:
    """By claim."""
    assert record.written
    return {one.claim_id: one.reason for one in record.written.fallbacks}


def not_own_words(stage: Stage, record: RunRecord) -> int:
    ratio = scored_run(find_run(stage.runs, record.run_id))[1].own_words
    assert ratio
    return ratio.all - ratio.good


def report(stage: Stage, record: RunRecord) -> dict[str, Any]:
    return dict(json.loads(stage.reports(record)["report.json"]))


def rows_of(stage: Stage, record: RunRecord, section: int) -> list[dict[str, Any]]:
    return list(report(stage, record)["sections"][section]["rows"])


def command(stage: Stage, *arguments: str) -> Result:
    result = CliRunner().invoke(cli, [*arguments, "--runs-dir", str(stage.runs)], standalone_mode=False)
    assert result.exception is None
    return result


def edit(stage: Stage, record: RunRecord, change: Callable[[str], str]) -> RunRecord:
    form = command(stage, "edit", record.run_id, "draft", "--print").stdout
    path = stage.folder / "form.yaml"
    path.write_text(change(form), "utf-8")
    made = command(stage, "edit", record.run_id, "draft", "--file", str(path), "--json")
    return find_run(stage.runs, json.loads(made.stdout)["run_id"]).record


# -- what is counted -------------------------------------------------------------------------------------------------


def test_every_text_by_extraction_is_listed_with_its_place_and_the_reason(stage: Stage, run: RunRecord) -> None:
    found = reasons(run)
    strange = {name for name in found if name.startswith(f"ai.{STRANGE}.")}
    assert {name: why for name, why in found.items() if name.startswith("ai.") and name not in strange} == {
        f"ai.{EMPTY}.insight": "left_empty",
        f"ai.{LONG}.technical": "too_long",
        "ai.effect1": "left_empty",
    }
    assert {found[name] for name in strange} == {"unknown_id"}
    assert found["risk1"] == "left_empty"
    assert {reason for name, reason in found.items() if name.startswith("web3.")} == {"unusable"}
    assert run.written
    places = {one.claim_id: one.place for one in run.written.fallbacks}
    row = [one["event_id"] for one in rows_of(stage, run, 0)].index(LONG) + 1
    assert places[f"ai.{LONG}.technical"] == f"AI & Capabilities 第 {row} 行 · 硬核技术点"


def test_what_is_listed_is_what_the_report_says_is_by_extraction(stage: Stage, run: RunRecord) -> None:
    sections = report(stage, run)["sections"]
    cells = {
        f"{row['id']}.{cell['column']}": cell
        for section in sections
        for row in section["rows"]
        for cell in row["cells"]
    }
    listed = {name for name in reasons(run) if name in cells}
    assert listed == {name for name, one in cells.items() if one["by"] == "extraction" and one["kind"] != "none"}


def test_fallbacks_are_what_evaluation_does_not_count_as_own_words(stage: Stage, run: RunRecord) -> None:
    assert run.usage.fallbacks == len(reasons(run)) == not_own_words(stage, run) > 0
    assert run.written
    assert run.written.by_extraction == run.usage.fallbacks
    assert run.written.by_model == run.written.texts - run.usage.fallbacks > 0


def test_a_report_without_fallbacks_is_in_own_words_alone(stage: Stage) -> None:
    stage.server.answer, stage.server.faults = improvise, ()
    try:
        record = stage.run(model="fake:other")
    finally:
        stage.server.answer, stage.server.faults = flawed, mute_about_web3
    assert record.usage.fallbacks == len(reasons(record)) == not_own_words(stage, record)


def test_a_run_by_extraction_alone_has_no_fallbacks(stage: Stage) -> None:
    record = stage.run(model=None, offline=True)
    assert record.written
    assert (record.usage.fallbacks, record.written.by_model, record.written.by_extraction > 0) == (0, 0, True)
    assert not any("不是模型所写" in note for note in report(stage, record)["notes"])


# -- what is taken over ----------------------------------------------------------------------------------------------


def test_an_unchanged_replay_counts_the_same(stage: Stage, run: RunRecord) -> None:
    child = stage.replay(run.run_id)
    assert (child.usage.calls, child.written) == (0, run.written)


def test_tables_that_are_taken_over_keep_their_reasons(stage: Stage, run: RunRecord) -> None:
    child = stage.replay(run.run_id, only_sections=("energy",))
    assert child.taken_over == ("table-ai", "table-web3")
    kept = {name: why for name, why in reasons(run).items() if name.startswith(("ai.", "web3."))}
    assert kept.items() <= reasons(child).items()
    assert child.usage.fallbacks == not_own_words(stage, child)


def test_rows_that_are_pinned_keep_their_reasons(stage: Stage, run: RunRecord) -> None:
    child = stage.replay(run.run_id, pin_rows=("ai.1", "web3.1"))
    pinned = rows_of(stage, run, 2)[0]["id"]
    assert reasons(child)[f"{pinned}.event"] == "unusable"
    assert child.usage.fallbacks == not_own_words(stage, child) > 0


def test_a_text_that_a_hand_writes_is_no_fallback_and_the_others_stay_what_they_were(
    stage: Stage, run: RunRecord
) -> None:
    row = rows_of(stage, run, 2)[0]
    said = row["cells"][0]["text"]
    child = edit(stage, run, lambda form: form.replace(f"      {said}\n", f"      编辑改过：{said}\n", 1))
    expected = {name: why for name, why in reasons(run).items() if name != f"{row['id']}.event"}
    assert reasons(child) == expected
    assert child.usage.fallbacks == not_own_words(stage, child) == run.usage.fallbacks - 1


def test_a_row_without_a_reason_that_a_model_run_takes_over_is_listed_as_unrecorded(stage: Stage) -> None:
    old = stage.run(model=None, offline=True)
    child = stage.replay(old.run_id, model="fake:m", pin_rows=("energy.1",))
    pinned = rows_of(stage, old, 1)[0]["id"]
    assert reasons(child)[f"{pinned}.event"] == "unrecorded"
    assert child.usage.fallbacks == not_own_words(stage, child)


def test_a_record_of_an_older_version_loads_and_is_shown_as_it_was_counted(stage: Stage, run: RunRecord) -> None:
    child = stage.replay(run.run_id)
    path = stage.runs / child.run_id / "run.json"
    held = json.loads(path.read_text("utf-8"))
    del held["written"]
    path.write_text(json.dumps(held), "utf-8")
    shown = command(stage, "show", child.run_id).stdout
    assert f"{run.usage.fallbacks}, as an older version of Brief counted them" in shown
    (entry,) = [
        one for one in json.loads(command(stage, "list", "--json").stdout)["runs"] if one["run_id"] == child.run_id
    ]
    assert (entry["fallbacks"], entry["texts"]) == (run.usage.fallbacks, None)


# -- what is told ----------------------------------------------------------------------------------------------------


def test_one_line_of_the_notes_says_how_many_and_why(stage: Stage, run: RunRecord) -> None:
    notes = report(stage, run)["notes"]
    assert run.written
    said = f"{run.written.texts} 处文字中有 {run.usage.fallbacks} 处不是模型所写，而是程序摘录的来源原文（"
    (line,) = [note for note in notes if "不是模型所写" in note]
    assert line.startswith(said)
    counts = Counter(reasons(run).values())
    for code, why in (("unusable", "模型的答复无法采用"), ("left_empty", "模型留空"), ("too_long", "退回")):
        assert re.search(rf"{why} {counts[code]} 处", line), (code, line)
    assert said in stage.reports(run)["report.md"].decode()
    assert len(notes) <= 5


def test_the_page_marks_each_such_text_and_counts_them_at_its_head(stage: Stage, run: RunRecord) -> None:
    page = stage.reports(run)["report.html"].decode()
    assert page.count('<small class="tag">程序摘录</small>') == run.usage.fallbacks
    assert f"其中 {run.usage.fallbacks} 处由程序摘录" in page


def test_the_report_holds_no_rejected_text(stage: Stage, run: RunRecord) -> None:
    kept = (stage.runs / run.run_id / "run.json").read_text("utf-8") + stage.reports(run)["report.md"].decode()
    assert not re.search(r"(据披露，.{12,})\1", kept)


def test_progress_says_who_was_asked_whose_answer_was_used_again_and_what_extraction_wrote(stage: Stage) -> None:
    told = io.StringIO()
    first = execute(stage.plan(), NOW, PlainProgress(told))
    lines = told.getvalue().splitlines()
    calls = [line for line in lines if re.match(r"call \d+: ", line)]
    assert len(calls) >= first.usage.calls
    assert "call 1: section_classifier: fake:m asked, 100 tokens in, 20 out" in calls[0]
    assert any("table_writer: fake:m asked again" in line for line in calls)
    web3 = next(line for line in lines if line.startswith("3-table-web3"))
    assert re.search(r"\d rows; (\d+) of \1 texts by extraction in the model's place \(unusable \1\)", web3)
    assert f"{first.usage.fallbacks} of " in next(line for line in lines if line.startswith("render"))

    again, parent = io.StringIO(), find_run(stage.runs, first.run_id)
    replay(plan_replay(parent, ReplayOptions(), stage.project), parent, NOW, PlainProgress(again))
    repeated = [line for line in again.getvalue().splitlines() if line.startswith("call ")]
    assert "call 1: section_classifier: answer of fake:m reused from the ledger of an earlier run" in repeated
    assert not any("asked" in line for line in repeated)


def test_a_resumed_run_says_what_was_kept_and_which_answers_it_had(stage: Stage) -> None:
    whole = stage.run()
    stage.cut_off(whole, "4-*.json", "5-*.json", "6-*.json", "7-*.json")
    told = io.StringIO()
    record = resume(find_run(stage.runs, whole.run_id), PlainProgress(told))
    lines = told.getvalue().splitlines()
    assert record.written == whole.written
    assert next(line for line in lines if line.startswith("3-table-energy")).endswith("; kept from before")
    used = [
        line for line in lines if line.endswith("synthesis_writer: answer of fake:m reused from the ledger of this run")
    ]
    assert len(used) == sum(call.role == "synthesis_writer" for call in read_calls(stage.runs / whole.run_id / LEDGER))


def test_what_is_taken_over_is_told_apart_from_what_was_written(stage: Stage, run: RunRecord) -> None:
    told, parent = io.StringIO(), find_run(stage.runs, run.run_id)
    plan = plan_replay(parent, ReplayOptions(only_sections=("energy",)), stage.project)
    replay(plan, parent, NOW, PlainProgress(told))
    over = {line.split()[0] for line in told.getvalue().splitlines() if "taken over as it was" in line}
    assert over == {"3-table-ai", "3-table-web3"}


def test_show_tells_of_a_run_which_calls_were_asked_and_which_texts_are_no_models(stage: Stage, run: RunRecord) -> None:
    shown = command(stage, "show", run.run_id).stdout
    assert run.written
    assert f"written by   model {run.written.by_model}, extraction {run.usage.fallbacks}\n" in shown
    assert f"{run.usage.fallbacks} of {run.written.texts} texts by extraction in the model's place (unusable " in shown
    assert re.search(r"^answered by +critic fake:m ×\d, section_classifier fake:m ×1, ", shown, re.MULTILINE)
    assert re.search(r"^1 +section_classifier +fake:m +asked +100 +20 ", shown, re.MULTILINE)
    assert re.search(r"^ai\.effect1 +left_empty +AI & Capabilities · 二阶效应$", shown, re.MULTILINE)
    child = stage.replay(run.run_id)
    assert re.search(
        r"^1 +section_classifier +fake:m +reused ", command(stage, "show", child.run_id).stdout, re.MULTILINE
    )
    calls = json.loads(command(stage, "show", child.run_id, "--json").stdout)["calls"]
    assert {call["reused"] for call in calls} == {True}
    assert "user" not in calls[0]


def test_show_tells_of_a_line_whose_place_extraction_took_and_why(stage: Stage, run: RunRecord) -> None:
    cell = f"ai.{LONG}.technical"
    shown = command(stage, "show", run.run_id, cell).stdout
    assert "by extraction, in place of fake:m (too_long)" in shown
    (trace,) = json.loads(command(stage, "show", run.run_id, cell, "--json").stdout)["traces"]
    assert trace["written"]["instead_of_model"] == "too_long"
    assert re.search(
        rf"^{cell} +quoted +extraction: too_long ",
        command(stage, "show", run.run_id, "3-table-ai").stdout,
        re.MULTILINE,
    )
    assert trace["line"]


def test_a_list_of_runs_tells_how_many(stage: Stage, run: RunRecord) -> None:
    assert run.written
    listed = command(stage, "list").stdout.splitlines()
    assert "FALLBACKS" in listed[0]
    assert f"{run.usage.fallbacks} of {run.written.texts}" in next(one for one in listed if one.startswith(run.run_id))


def test_every_reason_has_words_for_a_reader(stage: Stage) -> None:
    reader = stage.plan().formats[0].reader
    assert set(get_args(Reason)) <= {*reader.issues, *reader.reasons}


# -- what an editor left out -----------------------------------------------------------------------------------------


def without(form: str, claim: str) -> str:
    """The form without the lines of a cell."""
    row, _, column = claim.rpartition(".")
    before, _, after = form.partition(f"\n{row}:\n")
    cut = re.sub(rf"  {column}:\n(?:    .*\n)*", "", after, count=1)
    assert cut != after
    return f"{before}\n{row}:\n{cut}"


def test_a_cell_that_an_editor_empties_does_not_say_that_the_source_lacks_it(stage: Stage, run: RunRecord) -> None:
    cell = f"{rows_of(stage, run, 0)[3]['id']}.technical"
    child = edit(stage, run, lambda form: without(form, cell))
    found = rows_of(stage, child, 0)[3]["cells"][1]
    assert (found["text"], found["kind"], found["by"], found["citations"]) == ("（编者略去）", "none", "hand", [])
    old, new = report(stage, run)["notes"], report(stage, child)["notes"]
    (line,) = [note for note in new if note not in old]
    assert line.endswith("1 处由编者略去：AI & Capabilities 第 4 行 · 硬核技术点。")
    page = stage.reports(child)["report.html"].decode()
    assert 'title="人工修订"><span class="kept"><bdi>（编者略去）' in page
    assert "经人工修订" in page
    assert "left out by an editor" in command(stage, "show", child.run_id, cell).stdout


def test_effects_and_risks_that_an_editor_takes_out_are_not_said_to_be_missing_in_the_sources(
    stage: Stage, run: RunRecord
) -> None:
    given = report(stage, run)
    risks = [risk["id"] for risk in given["synthesis"]["risks"]]
    gone = ["ai.effect1", *risks]

    def change(form: str) -> str:
        for name in gone:
            form = re.sub(rf"^{re.escape(name)}:\n(?:  .*\n)*", "", form, flags=re.MULTILINE)
        return form

    child = edit(stage, run, change)
    made = report(stage, child)
    assert made["emptied"] == gone
    assert "emptied" not in given
    (line,) = [note for note in made["notes"] if "由编者略去" in note]
    assert line.endswith(f"{len(gone)} 处由编者略去：AI & Capabilities · 二阶效应、The Synthesis · 风险提示。")
    text = stage.reports(child)["report.md"].decode()
    assert "未摘录到风险表述" not in text
    assert text.count("（编者略去）") == 2
    assert "**二阶效应**：（编者略去）" in text
