"""What a replay would ask, told before it is made, beside what it then really asks."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from improvising import OTHERWISE, improvise, question_of
from model_server import Json, schema_name, system_text, user_text
from reading import judged
from staging import ROOT, Stage, edited, staged

from brief.cli.main import cli
from brief.errors import UsageError
from brief.llm.context_window import token_counter
from brief.llm.examination import FILE, batches, exam_texts
from brief.pipeline.estimate import Estimate
from brief.runs.lineage import read_calls
from brief.runs.store import LEDGER
from schemas.base import S
from schemas.critique import ClaimBrief, CritiqueQuestion, Verdict
from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion
from schemas.run import Purpose, RunRecord

EXAM = len(batches(exam_texts()))


def faulty(request: Json) -> str:
    """A model whose synthesis must be repaired, and whose critic lets technical cells stand only when it is told why;
    their writer tells that in other words where its prompt is another.
    """
    if schema_name(request) == "SynthesisAnswer" and '<data name="problems">' not in user_text(request):
        return "{}"
    if schema_name(request) == "CritiqueAnswer":
        return judged(_question(request, CritiqueQuestion), _verdict).model_dump_json()
    if schema_name(request) != "RevisionAnswer":
        return improvise(request)
    question = _question(request, RevisionQuestion)
    most = 9 if OTHERWISE in system_text(request) else 18
    words = {passage.id: passage.text[:most] for passage in question.passages}
    kept = ((one.claim_id, words[one.passages[0]]) for one in question.texts)
    texts = (MendedText(claim_id=claim_id, keep=keep, text="", passages=()) for claim_id, keep in kept)
    return RevisionAnswer(texts=tuple(texts)).model_dump_json()


def _question(request: Json, kind: type[S]) -> S:
    found = question_of(request)
    assert isinstance(found, kind)
    return found


def _verdict(claim: ClaimBrief) -> Verdict:
    known = {text.text: text.stands for text in exam_texts()}
    return "stands" if known.get(claim.text, claim.role != "technical" or claim.doubt) else "unsupported"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("estimate")) as stage:
        stage.server.answer = faulty
        yield stage


@pytest.fixture(scope="module")
def parent(stage: Stage) -> RunRecord:
    made = stage.run()
    assert (made.status, made.usage.repairs, made.usage.revisions) == ("finished", 1, 1)
    return made


def told(stage: Stage, run: str, **options: Any) -> Estimate:
    """The estimate, for which nobody is asked and nothing is written."""
    before = {path: path.stat().st_mtime_ns for path in stage.folder.rglob("*")}
    with stage.asked() as asked:
        found = stage.estimate(run, **options)
    assert asked == []
    assert {path: path.stat().st_mtime_ns for path in stage.folder.rglob("*")} == before
    return found


def asked(stage: Stage, made: RunRecord, *without: Purpose) -> Counter[tuple[str, str]]:
    """Role and model of the calls of a run, but for such as are for these purposes."""
    calls = read_calls(stage.runs / made.run_id / LEDGER)
    return Counter((one.role, one.model) for one in calls if not one.reused and one.purpose not in without)


def estimated(found: Estimate) -> Counter[tuple[str, str]]:
    return Counter((one.role, one.model) for one in found.asked)


def overlay(folder: Path, name: str, addition: str = f"\n{OTHERWISE}。") -> Path:
    text = (ROOT / "prompts" / f"{name}.md").read_text("utf-8")
    (folder / f"{name}.md").write_text(edited(text, addition), "utf-8")
    return folder


def test_an_unchanged_replay_asks_nothing_and_takes_every_answer_from_the_ledger(
    stage: Stage, parent: RunRecord
) -> None:
    found = told(stage, parent.run_id)
    assert (found.asked, found.examination, found.reused) == ((), (), parent.usage.calls)
    child = stage.replay(parent.run_id)
    assert (child.usage.calls, child.usage.reused) == (0, found.reused)
    assert told(stage, child.run_id) == found, "whose own ledger holds all that its parent's does"


@pytest.mark.parametrize(
    ("prompt", "looks"), [("table_writer", 1), ("synthesis_writer", 0), ("critic", 1), ("revision", 0), ("repair", 0)]
)
def test_of_an_edited_prompt_that_is_told_which_is_then_asked(
    stage: Stage, parent: RunRecord, tmp_path: Path, prompt: str, looks: int
) -> None:
    """And what rests on it. What a model has yet to write is taken to need neither repairs nor revisions, nor the
    `looks` of a critic at what was revised.
    """
    prompts = overlay(tmp_path, prompt)
    found, child = told(stage, parent.run_id, prompts=prompts), stage.replay(parent.run_id, prompts=prompts)
    unforeseen: tuple[Purpose, ...] = () if prompt in ("revision", "repair") else ("repair", "revision")
    expected = asked(stage, child, "examination", *unforeseen) - Counter({("critic", "fake:m"): looks})
    assert estimated(found) == expected
    assert len(found.examination) == (EXAM if prompt == "critic" else 0)


def test_of_an_edited_prompt_of_the_desk_its_own_call_is_told_and_what_rests_on_extractions_choice(
    stage: Stage, parent: RunRecord, tmp_path: Path
) -> None:
    found = told(stage, parent.run_id, prompts=overlay(tmp_path, "section_classifier"))
    roles = Counter(one.role for one in found.asked)
    assert roles["section_classifier"] == 1
    assert 0 < roles["table_writer"] <= 3


def test_the_prompts_that_are_counted_are_those_that_are_asked(stage: Stage, parent: RunRecord, tmp_path: Path) -> None:
    prompts = overlay(tmp_path, "table_writer")
    found, child = told(stage, parent.run_id, prompts=prompts), stage.replay(parent.run_id, prompts=prompts)
    counter, calls = token_counter(), read_calls(stage.runs / child.run_id / LEDGER)
    first = [one for one in calls if one.role == "table_writer" and one.purpose == "answer"]
    read = sorted((counter.count(one.system) + counter.count(one.user) for one in first), reverse=True)
    counted = [one for one in found.asked if one.role == "table_writer"]
    assert [one.input_tokens for one in counted] == read
    assert all(one.output_tokens > 100 and one.cost_usd for one in counted)


def test_another_model_is_asked_everything_after_its_examination(stage: Stage, parent: RunRecord) -> None:
    found, child = told(stage, parent.run_id, model="fake:other"), stage.replay(parent.run_id, model="fake:other")
    look = Counter({("critic", "fake:other"): 1})
    assert estimated(found) == asked(stage, child, "examination", "repair", "revision") - look
    assert {one.model for one in (*found.asked, *found.examination)} == {"fake:other"}
    assert ({one.cost_usd for one in found.asked}, len(found.examination), found.reused) == ({None}, EXAM, 0)


def test_an_examination_in_the_ledger_is_not_asked_again(tmp_path: Path) -> None:
    with staged(tmp_path, trusted=False) as stage:
        made = stage.run()
        (stage.folder / FILE).unlink()
        found = told(stage, made.run_id)
    assert (found.asked, found.examination, found.reused) == ((), (), made.usage.calls)


def test_where_nobody_may_be_examined_nobody_is(stage: Stage, parent: RunRecord, tmp_path: Path) -> None:
    prompts = overlay(tmp_path, "critic", "\n没有考过的话。")
    found = told(stage, parent.run_id, prompts=prompts, overrides=("critic.examine=false",))
    child = stage.replay(parent.run_id, prompts=prompts, overrides=("critic.examine=false",))
    assert found.examination == ()
    assert "critic" not in {role for role, _ in (*estimated(found), *asked(stage, child))}


def test_what_stands_and_what_is_pinned_is_not_counted(stage: Stage, parent: RunRecord, tmp_path: Path) -> None:
    prompts = overlay(tmp_path, "table_writer")
    found = told(stage, parent.run_id, prompts=prompts, only_sections=("ai",))
    assert Counter(one.role for one in found.asked)["table_writer"] == 1


def test_what_several_formats_ask_alike_is_counted_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage.server, "answer", improvise)
    made = stage.run(formats=("quantshark-weekly", "quantshark-prose"))
    assert told(stage, made.run_id).asked == ()
    found, child = told(stage, made.run_id, model="fake:new"), stage.replay(made.run_id, model="fake:new")
    writing = {one: calls for one, calls in asked(stage, child).items() if one[0] != "critic"}
    assert {one: calls for one, calls in estimated(found).items() if one[0] != "critic"} == writing


def test_a_run_that_ended_before_it_had_evidence_cannot_be_estimated(stage: Stage, parent: RunRecord) -> None:
    folder = stage.cut_off(parent, "1-*.json", name="early")
    (folder / "run.json").write_text((folder / "run.json").read_text().replace('"running"', '"failed"'))
    with pytest.raises(UsageError, match="early: holds no evidence to replay"):
        stage.estimate("early")
    shutil.rmtree(folder)


def test_the_command_tells_calls_tokens_money_and_what_is_answered_before(
    stage: Stage, parent: RunRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(stage.folder)
    arguments = ["replay", parent.run_id, "--estimate", "--prompts", str(overlay(tmp_path, "synthesis_writer"))]
    with stage.asked() as requests:
        done = CliRunner().invoke(cli, arguments, standalone_mode=False)
        as_json = json.loads(CliRunner().invoke(cli, [*arguments, "--json"], standalone_mode=False).stdout)
    assert (requests, done.return_value) == ([], 0)
    lines = [line.split()[:2] for line in done.stdout.splitlines()]
    assert [one[0] for one in lines] == ["role", "synthesis_writer", "critic", "total", "answered", "What"]
    assert (as_json["calls"], as_json["reused"], len(as_json["by_call"])) == (2, parent.usage.calls - 2, 2)
    assert as_json["cost_usd"] > 0
