"""How a run finds out whether its critic may be heard: known, examined before anything is written, or not heard."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from improvising import improvise, question_of
from model_server import Json, schema_name
from reading import judged, trust_critic
from staging import NOW, Stage, staged

from brief.llm.examination import FILE, batches, exam_texts
from brief.runs.lineage import read_calls
from schemas.critique import CritiqueQuestion, Verdict
from schemas.run import Call, RunRecord, Trust

EXAM = len(batches(exam_texts()))


def answers(request: Json) -> str:
    """Of any model; the one called `lenient` lets everything stand, and `strict` nothing."""
    question = question_of(request)
    if isinstance(question, CritiqueQuestion) and request["model"] in ("lenient", "strict"):
        verdict: Verdict = "stands" if request["model"] == "lenient" else "unsupported"
        return judged(question, lambda _: verdict).model_dump_json()
    return improvise(request)


@dataclass(frozen=True)
class Examined:
    stage: Stage
    first: RunRecord
    asked: list[Json]
    kept: bytes
    """The file of examined critics after the first run."""

    def calls(self, record: RunRecord) -> tuple[Call, ...]:
        return tuple(read_calls(self.stage.runs / record.run_id / "calls.jsonl"))

    def purposes(self, record: RunRecord) -> list[str]:
        return [call.purpose for call in self.calls(record)]

    def written_by_models(self, record: RunRecord) -> set[str]:
        """Columns of the cells that a model wrote in words of its own."""
        report = json.loads(self.stage.reports(record)["report.json"])
        cells = [cell for section in report["sections"] for row in section["rows"] for cell in row["cells"]]
        return {cell["column"] for cell in cells if cell["by"] == "model" and cell["kind"] in ("stated", "inferred")}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examined]:
    """A project that knows no critic, and the first run in it."""
    with staged(tmp_path_factory.mktemp("hearing"), trusted=False) as stage:
        stage.server.answer = answers
        with stage.asked() as asked:
            first = stage.run()
        yield Examined(stage, first, asked, (stage.folder / FILE).read_bytes())


@pytest.fixture(autouse=True)
def _the_file_stays_as_the_first_run_left_it(ready: Examined) -> Iterator[None]:
    yield
    (ready.stage.folder / FILE).write_bytes(ready.kept)


def heard(trust: Trust) -> Trust:
    return trust.model_copy(update={"controls": None})


# -- examined ---------------------------------------------------------------------------------------------------------


def test_an_unexamined_critic_is_examined_before_anything_is_written(ready: Examined) -> None:
    purposes = ready.purposes(ready.first)
    assert purposes[:EXAM] == ["examination"] * EXAM
    assert "examination" not in purposes[EXAM:]
    assert [schema_name(body) for body in ready.asked[:EXAM]] == ["CritiqueAnswer"] * EXAM
    (trust,) = ready.first.trust
    assert (trust.model, trust.examined, trust.heard, trust.found, trust.spared) == (
        *("fake:m", True, "yes"),
        *((60, 60), (60, 60)),
    )
    assert trust.controls == (6, 6)


def test_an_examination_counts_in_calls_and_cost_and_not_as_a_reading(ready: Examined) -> None:
    usage, counted = ready.first.usage, Counter(ready.purposes(ready.first))
    assert usage.calls == len(ready.asked) == counted.total()
    assert (usage.readings, usage.revisions, usage.repairs) == (2, 0, 0)
    assert ready.first.cost_usd == pytest.approx(sum(call.cost_usd or 0 for call in ready.calls(ready.first)))


def test_its_result_is_kept_in_the_project_and_the_second_run_examines_nothing(ready: Examined) -> None:
    assert ready.kept.count(b"\n") == 1
    second = ready.stage.run(NOW + timedelta(hours=1))
    assert "examination" not in ready.purposes(second)
    assert second.trust == ready.first.trust
    assert ready.stage.reports(second) == ready.stage.reports(ready.first)
    assert (ready.stage.folder / FILE).read_bytes() == ready.kept


def test_a_changed_prompt_of_the_critic_is_examined_anew(ready: Examined, tmp_path: Path) -> None:
    child = ready.stage.replay(ready.first.run_id, prompts=short_critic(ready, tmp_path))
    assert Counter(ready.purposes(child))["examination"] == EXAM


def test_a_critic_that_passes_everything_is_stopped_early_and_not_heard(ready: Examined) -> None:
    with ready.stage.asked() as asked:
        record = ready.stage.run(model="fake:lenient")
    (trust,) = record.trust
    assert (trust.examined, trust.heard) == (True, "no")
    examined = Counter(ready.purposes(record))["examination"]
    assert 0 < examined < EXAM
    kinds = Counter(map(schema_name, asked))
    assert (kinds["CritiqueAnswer"], kinds["SynthesisAnswer"], record.usage.readings) == (examined, 0, 0)
    assert ready.written_by_models(record) <= {"event", "technical"}
    assert record.written
    assert "unread" in {one.reason for one in record.written.fallbacks}
    with ready.stage.asked() as asked:
        again = ready.stage.run(NOW + timedelta(hours=2), model="fake:lenient")
    assert "CritiqueAnswer" not in set(map(schema_name, asked))
    assert again.trust == record.trust


# -- not examined -----------------------------------------------------------------------------------------------------


def test_without_examinations_an_unknown_critic_is_not_heard(ready: Examined) -> None:
    with ready.stage.asked() as asked:
        record = ready.stage.run(model="fake:unknown", overrides=("critic.examine=false",))
    assert record.status == "finished"
    assert record.trust == (Trust(model="fake:unknown", is_writer=True),)
    assert not {"CritiqueAnswer", "SynthesisAnswer"} & set(map(schema_name, asked))
    assert (ready.stage.folder / FILE).read_bytes() == ready.kept


def test_without_examinations_a_known_critic_is_heard_all_the_same(ready: Examined) -> None:
    record = ready.stage.replay(ready.first.run_id, overrides=("critic.examine=false",))
    assert record.trust[0].heard == "yes"
    assert ready.stage.reports(record) == ready.stage.reports(ready.first)


def test_an_examination_that_would_pass_a_limit_is_left_out_and_the_run_goes_on(ready: Examined) -> None:
    record = ready.stage.run(model="fake:dear", overrides=("run.max_tokens=50000",))
    assert (record.status, record.exit_code) == ("finished", 0)
    assert record.trust == (Trust(model="fake:dear", is_writer=True),)
    assert "examination" not in ready.purposes(record)
    assert (ready.stage.folder / FILE).read_bytes() == ready.kept


REQUIRED = ('run.require=["critic"]',)


def test_a_run_that_requires_a_heard_critic_says_by_its_status_that_there_was_none(ready: Examined) -> None:
    heard_by = ready.stage.replay(ready.first.run_id, overrides=REQUIRED)
    assert heard_by.exit_code == 0
    record = ready.stage.run(model="fake:unknown", overrides=(*REQUIRED, "critic.examine=false"))
    assert (record.status, record.exit_code) == ("finished", 1)
    assert record.reports


# -- taken from the record --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{"as_recorded": True}, {"offline": True}], ids=["as recorded", "offline"])
def test_a_replay_as_it_was_takes_trust_from_the_record(ready: Examined, options: dict[str, Any]) -> None:
    (ready.stage.folder / FILE).unlink()
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.first.run_id, **options)
    assert asked == []
    assert list(map(heard, child.trust)) == list(map(heard, ready.first.trust))
    assert "examination" not in ready.purposes(child)
    assert ready.stage.reports(child) == ready.stage.reports(ready.first)


def short_critic(ready: Examined, folder: Path) -> Path:
    """A folder with another prompt of the critic."""
    text = (ready.stage.folder / "prompts" / "critic.md").read_text("utf-8")
    (folder / "critic.md").write_text(text.replace("\n\n<!-- question -->", "\n短答。\n\n<!-- question -->"), "utf-8")
    return folder


@pytest.mark.uncounted
@pytest.mark.parametrize("what", ["prompt", "settings"])
def test_recorded_trust_is_not_that_of_the_same_model_asked_otherwise(
    ready: Examined, tmp_path: Path, what: str
) -> None:
    (ready.stage.folder / FILE).unlink()
    options: dict[str, Any] = {"as_recorded": True}
    if what == "prompt":
        options["prompts"] = short_critic(ready, tmp_path)
    else:
        options["overrides"] = ("models.settings.critic.max_output_tokens=9000",)
    unasked = ready.stage.replay(ready.first.run_id, offline=True, **options)
    assert [one.heard for one in unasked.trust] == ["no"]
    child = ready.stage.replay(ready.first.run_id, **options)
    assert Counter(ready.purposes(child))["examination"] == EXAM


def test_an_ordinary_replay_in_a_project_that_forgot_reuses_the_examination(ready: Examined) -> None:
    (ready.stage.folder / FILE).unlink()
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.first.run_id)
    assert asked == []
    assert child.usage.reused == ready.first.usage.calls
    assert ready.stage.reports(child) == ready.stage.reports(ready.first)
    assert (ready.stage.folder / FILE).read_bytes() == ready.kept


@pytest.mark.parametrize("dropped", ["[5-9]*.json", "[4-9]*.json", "[2-9]*.json"])
def test_a_run_that_goes_on_examines_nothing_again(ready: Examined, dropped: str) -> None:
    (ready.stage.folder / FILE).unlink()
    ready.stage.cut_off(ready.first, dropped, name=f"cut{dropped[1]}")
    with ready.stage.asked() as asked:
        record = ready.stage.resume(f"cut{dropped[1]}")
    assert asked == []
    assert list(map(heard, record.trust)) == list(map(heard, ready.first.trust))
    assert ready.stage.reports(record) == ready.stage.reports(ready.first)


# -- exchanged --------------------------------------------------------------------------------------------------------


def test_a_known_critic_that_fails_its_controls_is_not_heard_and_its_verdicts_are_not_used_again(
    ready: Examined,
) -> None:
    """Known as good, and then another model answers under its name."""
    trust_critic(ready.stage.folder, ready.stage.plan(model="fake:lenient"))
    record = ready.stage.run(NOW + timedelta(hours=3), model="fake:lenient")
    (trust,) = record.trust
    assert (trust.heard, trust.controls) == ("no", (3, 6))
    assert ready.written_by_models(record) <= {"event", "technical"}
    child = ready.stage.replay(record.run_id)
    assert ready.written_by_models(child) <= {"event", "technical"}
    assert child.trust[0].heard == "no"
