"""What `[run] require` names is told below the title and by the exit status, where the run did not have it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from model_server import Fault
from staging import Stage, staged
from ticking import MONDAY, desk_in, wired

from brief.pipeline.requirements import unmet
from schemas.draft import Draft, Synthesis
from schemas.reasons import Requirement
from schemas.run import CorpusDescription, CorpusSource, Trust

NOTHING = Draft(revision=1, tables=(), synthesis=Synthesis(keywords=(), signals=(), risks=()))
MODELS = {"table_writer": "fake:m", "synthesis_writer": "fake:m"}
DEAD = ("endpoints.fake.base_url=http://127.0.0.1:9/v1", "endpoints.fake.max_attempts=1")
ALL: tuple[Requirement, ...] = ("sources", "models", "critic")


def read(*statuses: str) -> CorpusDescription:
    sources = tuple(CorpusSource(name=str(number), status=status) for number, status in enumerate(statuses))
    return CorpusDescription(path="corpus.sqlite", sources=sources)


@pytest.mark.parametrize(
    ("corpus", "lacks"),
    [
        (read("failed", "failed"), ("sources",)),
        (read("failed", "postponed"), ("sources",)),
        (read("failed", "ok"), ()),
        (read("failed", "unchanged"), ()),
        (read("empty"), ()),
        (read(), ()),
        (CorpusDescription(path=None), ()),
        (None, ()),
    ],
)
def test_sources_are_lacking_where_some_were_to_be_read_and_none_could(
    corpus: CorpusDescription | None, lacks: tuple[str, ...]
) -> None:
    assert unmet(("sources",), corpus, NOTHING, {}, ()) == lacks


def test_a_run_by_extraction_lacks_neither_models_nor_a_critic() -> None:
    assert unmet(ALL, None, NOTHING, {"table_writer": "extractive", "critic": "extractive"}, ()) == ()


@pytest.mark.parametrize(("heard", "lacks"), [("yes", ()), ("half", ("critic",)), ("no", ("critic",))])
def test_a_critic_is_lacking_where_models_write_and_none_is_heard(heard: str, lacks: tuple[str, ...]) -> None:
    trust = Trust.model_validate({"model": "fake:m", "heard": heard})
    assert unmet(("critic",), None, NOTHING, MODELS, (trust,)) == lacks
    assert unmet(("models",), None, NOTHING, MODELS, (trust,)) == ()


def test_a_report_without_a_source_that_could_be_read_says_so_first(tmp_path: Path) -> None:
    with wired() as wire:
        desk = desk_in(tmp_path, wire)
        desk.tick(MONDAY)
        desk.tick(MONDAY + timedelta(days=6))
        wire.is_dead = True
        desk.tick(MONDAY + timedelta(days=7))
    first, second = desk.runs
    assert desk.states()[second.record.period.label] == "failed"
    assert (first.record.exit_code, first.record.unmet) == (0, ())
    assert (second.record.exit_code, second.record.unmet) == (1, ("sources",))
    lines = (second.path / "report.md").read_text("utf-8").split("\n")
    warning = "> 注意：本期没有一个新闻源能读到，内容只来自此前已收录的文档。"
    assert lines[2:5] == ["本报告由 Brief 生成", "", warning]
    assert '<p class="unmet" role="alert">注意：本期没有一个新闻源能读到' in (second.path / "report.html").read_text(
        "utf-8"
    )
    assert json.loads((second.path / "report.json").read_text("utf-8"))["unmet"] == ["sources"]
    assert "unmet" not in json.loads((first.path / "report.json").read_text("utf-8"))


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_report_on_schedule_without_its_sources_is_made_anew_twice_before_it_goes_out(
    tmp_path: Path, comes_back: bool
) -> None:
    with wired() as wire:
        desk = desk_in(tmp_path, wire)
        desk.tick(MONDAY - timedelta(days=1))
        wire.is_dead = True
        assert not desk.tick(MONDAY)
        wire.is_dead = not comes_back
        done = [desk.tick(MONDAY + timedelta(minutes=minutes)) for minutes in (20, 60, 200)]
    assert done == ([True, True, True] if comes_back else [False, True, True])
    assert [run.record.unmet for run in desk.runs] == [("sources",), *([()] if comes_back else [("sources",)] * 2)]
    assert desk.states() == {"2026-W01": "done"}


# -- models ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("requirements")) as stage:
        yield stage


def test_a_model_that_never_answers_is_told_and_one_that_does_is_not(stage: Stage) -> None:
    well = stage.run()
    assert (well.exit_code, well.unmet) == (0, ())
    dead = stage.run(overrides=DEAD)
    assert (dead.status, dead.exit_code, dead.unmet) == ("finished", 1, ("models",))
    assert "> 注意：本期指定的模型始终没有给出可用的答复" in (stage.runs / dead.run_id / "report.md").read_text("utf-8")
    ignored = stage.run(overrides=(*DEAD, "run.require=[]"))
    assert (ignored.exit_code, ignored.unmet) == (0, ())


@pytest.mark.parametrize("fault", [Fault(text="I will not.", ending="refusal"), Fault(text="{}")])
def test_a_model_that_never_gives_a_usable_answer_is_told_like_one_that_never_answers(
    stage: Stage, fault: Fault
) -> None:
    stage.server.faults = lambda *_: fault
    refused = stage.run(overrides=("run.max_repairs=0", "run.max_revisions=0"))
    assert (refused.status, refused.exit_code, refused.unmet) == ("finished", 1, ("models",))
