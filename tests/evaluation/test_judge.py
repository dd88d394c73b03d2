"""`brief eval --judge`: what a judge is asked, what is kept of it, and what is never counted as supported."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from model_server import Fault, Json, Tokens, user_text
from staging import EXAMPLE, Stage, staged

from brief.cli.main import cli, exit_status
from brief.errors import BudgetReached, NoAnswer, UsageError
from brief.evaluation.citation_scores import Judged
from brief.evaluation.judge import FOLDER, batches
from brief.evaluation.scores import LinkedDocument, Statement
from brief.evaluation.statements import measured_run
from brief.runs.lineage import read_calls
from brief.runs.store import Run, find_run
from schemas.run import RunRecord

Says = Callable[[dict[str, Any]], str]


def pairs_of(request: Json) -> list[dict[str, Any]]:
    """Those of the last question in a request."""
    block = user_text(request).split('<data name="pairs">\n')[1].split("\n</data>")[0]
    return [json.loads(line) for line in block.split("\n")]


def judging(says: Says) -> Callable[[Json], str]:
    """A judge that says so of each pair."""

    def answer(request: Json) -> str:
        judgements = [{"pair_id": one["pair_id"], "missing": "", "support": says(one)} for one in pairs_of(request)]
        return json.dumps({"judgements": judgements})

    return answer


TITLES = {json.loads(line)["title"] for line in EXAMPLE.read_text("utf-8").splitlines()}


def is_foreign(pair: dict[str, Any]) -> bool:
    """A headline beside the document of another."""
    return pair["text"] in TITLES and not any(pair["text"] in source for source in pair["sources"])


def is_full(pair: dict[str, Any]) -> str:
    return "none" if is_foreign(pair) else "full"


@dataclass(frozen=True)
class Bench:
    stage: Stage
    run: RunRecord

    @property
    def folder(self) -> Path:
        return self.stage.runs / self.run.run_id

    def eval(self, *arguments: str) -> Result:
        where = ("--runs-dir", str(self.stage.runs))
        return CliRunner().invoke(cli, ["eval", *arguments, *where], standalone_mode=False)

    def judged(self, *arguments: str) -> dict[str, Any]:
        result = self.eval(self.run.run_id, "--judge", "--model", "fake:m", "--json", *arguments)
        if result.exception:
            raise result.exception
        (report,) = json.loads(result.stdout)["reports"]
        found: dict[str, Any] = report["judged"]
        return found


@pytest.fixture(scope="module")
def judged_by_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with staged(tmp_path_factory.mktemp("judging")) as stage:
        yield Bench(stage, stage.run(model=None, offline=True))


@pytest.fixture
def bench(judged_by_all: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A run by extraction that nobody has judged yet, and a judge that finds all of it supported."""
    monkeypatch.chdir(judged_by_all.stage.folder)
    shutil.rmtree(judged_by_all.folder / "judge", ignore_errors=True)
    judged_by_all.stage.server.answer = judging(is_full)
    judged_by_all.stage.server.faults = ()
    return judged_by_all


def test_every_statement_is_judged_once_in_few_calls(bench: Bench) -> None:
    with bench.stage.asked() as asked:
        found = bench.judged()
    statements = measured_run(find_run(bench.stage.runs, bench.run.run_id)).statements
    pairs = [pair for request in asked for pair in pairs_of(request)]
    controls = found["controls"]["all"]
    assert len(pairs) - controls == sum(len(Judged(one, {}).chosen) for one in statements) >= len(statements) > 40
    assert {pair["text"] for pair in pairs if pair["text"] not in TITLES} <= {one.text for one in statements}
    assert controls == 2 * len(asked)
    assert len(asked) == found["calls"] < 8
    assert found["recall"] == found["recall_with_partial"] == {**found["recall"], "share": 1.0, "failed": []}
    assert (found["unjudged"], found["reused"], found["model"]) == ([], 0, "fake:m")
    assert found["cost_usd"] == pytest.approx(len(asked) * (100 * 10 + 20 * 100) / 1e6)


def test_a_judge_sees_title_day_and_passages_of_what_is_cited(bench: Bench) -> None:
    with bench.stage.asked() as asked:
        bench.judged()
    sources = [source for request in asked for pair in pairs_of(request) for source in pair["sources"]]
    report = json.loads((bench.folder / "report.json").read_text("utf-8"))
    titles = {one["title"] for one in report["sources"]}
    assert all(any(source.startswith(f"{title} (2026-01-") for title in titles) for source in sources)


def test_only_ids_that_are_asked_about_can_be_answered(bench: Bench) -> None:
    with bench.stage.asked() as asked:
        bench.judged()
    schema = asked[0]["response_format"]["json_schema"]["schema"]
    ids = schema["properties"]["judgements"]["items"]["properties"]["pair_id"]["enum"]
    assert ids == [pair["pair_id"] for pair in pairs_of(asked[0])]


def test_a_second_time_nothing_is_asked_and_the_run_stays_as_it_was(bench: Bench) -> None:
    before = files(bench.folder)
    first = bench.judged()
    with bench.stage.asked() as asked:
        again = bench.judged()
    assert asked == []
    assert (again["calls"], again["reused"], again["input_tokens"], again["cost_usd"]) == (0, first["calls"], 0, 0)
    assert again["recall"] == first["recall"]
    assert files(bench.folder) == before
    assert len(read_calls(bench.folder / "judge" / "calls.jsonl")) == first["calls"]


def files(folder: Path) -> dict[str, bytes]:
    """Of a run, without what a judge says of it."""
    return {
        str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.parent.name != "judge"
    }


def test_another_judge_is_asked_anew(bench: Bench) -> None:
    bench.judged()
    result = bench.eval(bench.run.run_id, "--judge", "--model", "fake:other", "--json")
    assert json.loads(result.stdout)["reports"][0]["judged"]["calls"] > 0


def test_a_replay_is_asked_only_about_the_sections_that_differ(bench: Bench) -> None:
    first = bench.judged()
    child = Bench(bench.stage, bench.stage.replay(bench.run.run_id, overrides=("sections.ai.limit=2",)))
    with bench.stage.asked() as asked:
        found = child.judged()
    assert 0 < len(asked) < first["calls"]
    assert found["reused"] > 0
    assert len(read_calls(child.folder / "judge" / "calls.jsonl")) == found["calls"] + found["reused"]


def test_support_is_counted_as_it_was_judged(bench: Bench) -> None:
    wrong, partly = _events(bench)[:2]
    bench.stage.server.answer = judging(
        lambda pair: {wrong: "none", partly: "partial"}.get(pair["text"], is_full(pair))
    )
    found = bench.judged()
    supports = found["supports"]
    assert (supports["partial"], supports["none"]) == (1, 1)
    assert found["trusted"]
    assert found["recall"]["all"] - found["recall"]["good"] == 2
    assert found["recall_with_partial"]["all"] - found["recall_with_partial"]["good"] == 1
    assert [one for one in found["recall"]["failed"] if "(none:" in one and wrong in one]
    assert sum(found["by_kind"]["quoted"].values()) > 40


def _events(bench: Bench) -> list[str]:
    """Headlines that no thesis repeats."""
    report = json.loads((bench.folder / "report.json").read_text("utf-8"))
    return [row["cells"][0]["text"] for section in report["sections"] for row in section["rows"][1:]]


def test_a_statement_left_out_is_asked_again_and_then_unjudged(bench: Bench) -> None:
    left_out = _events(bench)[0]

    def forgetful(request: Json) -> str:
        told = json.loads(judging(is_full)(request))["judgements"]
        kept = {pair["pair_id"] for pair in pairs_of(request) if pair["text"] != left_out}
        return json.dumps({"judgements": [one for one in told if one["pair_id"] in kept]})

    bench.stage.server.answer = forgetful
    with bench.stage.asked() as asked:
        found = bench.judged()
    assert [len(pairs_of(request)) for request in asked].count(1) == 1, "only what is missing is asked again"
    assert len(found["unjudged"]) == 1
    assert found["recall"]["all"] == found["supports"]["full"]


def test_a_judge_that_says_the_same_of_everything_is_found_out(bench: Bench) -> None:
    bench.stage.server.answer = judging(lambda _pair: "full")
    result = bench.eval(bench.run.run_id, "--judge", "--model", "fake:m", "--json")
    found = json.loads(result.stdout)["reports"][0]["judged"]
    assert (found["recall"]["share"], found["trusted"], found["controls"]["share"]) == (1, False, 0.5)
    assert "controls right" in result.stderr
    assert bench.judged()["controls"] == found["controls"], "as much when nothing is asked"
    bench.stage.server.answer = judging(is_full)
    again = bench.eval(bench.run.run_id, "--judge", "--model", "fake:honest", "--json")
    assert json.loads(again.stdout)["reports"][0]["judged"]["trusted"]
    assert again.stderr == ""


def test_what_the_judge_refuses_is_found_by_halves(bench: Bench) -> None:
    refused = _events(bench)[0]

    def fault(_number: int, request: Json) -> Fault | None:
        return Fault(ending="refusal") if any(pair["text"] == refused for pair in pairs_of(request)) else None

    bench.stage.server.faults = fault
    found = bench.judged()
    assert len(found["unjudged"]) == 1
    assert found["recall"]["share"] == 1


def test_a_judge_that_cannot_be_reached_supports_nothing(bench: Bench) -> None:
    bench.stage.server.faults = lambda _number, _request: Fault(status=401)
    with pytest.raises(NoAnswer, match="nobody answered") as raised:
        bench.judged()
    assert "--model" in str(raised.value)
    assert "extractive" not in str(raised.value)


def test_where_the_budget_ends_what_was_judged_is_shown_and_kept(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.stage.server, "tokens", Tokens(read=4000, written=1500))
    limit = ("--set", "run.max_tokens=25000", "--set", "models.settings.judge.max_output_tokens=8000")
    result = bench.eval(bench.run.run_id, "--judge", "--model", "fake:m", "--json", *limit)
    told = json.loads(result.stdout)
    assert (result.return_value, told["exit_code"]) == (5, 5)
    assert "--set run.max_tokens" in told["error"]["next"]
    judged = told["reports"][0]["judged"]
    assert judged["unjudged"]
    assert judged["supports"]["full"] > 0
    with pytest.raises(BudgetReached):
        bench.judged("--set", "run.max_tokens=10", "--set", "models.settings.judge.max_output_tokens=9")
    rest = bench.judged(*limit[2:])
    assert rest["unjudged"] == []
    assert rest["reused"] == judged["calls"]


def test_the_role_is_bound_in_the_configuration_too(bench: Bench) -> None:
    result = bench.eval(bench.run.run_id, "--judge", "--json", "--set", 'models.judge="fake:bound"')
    assert json.loads(result.stdout)["reports"][0]["judged"]["model"] == "fake:bound"


def test_without_a_model_it_says_what_to_do(bench: Bench) -> None:
    result = bench.eval(bench.run.run_id, "--judge")
    assert isinstance(result.exception, UsageError)
    assert "--model provider:name" in str(result.exception)
    assert "[models] judge" in str(result.exception)


def test_a_table_shows_figure_9_and_what_it_cost(bench: Bench) -> None:
    lines = bench.eval(bench.run.run_id, "--judge", "--model", "fake:m").stdout.split("\n")
    ninth = {" ".join(line.split("  ")[0].split()): line for line in lines if line.startswith("9")}
    assert "100.0%" in ninth["9 citation recall, strict"]
    assert "fake:m" in ninth["9 judge"]
    assert {"9 judge: calls asked", "9 judge: cost_usd", "9 statements not judged"} <= set(ninth)
    assert not [line for line in bench.eval(bench.run.run_id).stdout.split("\n") if line.startswith("9")]


@pytest.mark.parametrize(
    "arguments", [("--model", "fake:m"), ("--set", "run.max_tokens=9"), ("--judge", "--markdown", "report.md")]
)
def test_a_judge_is_for_runs_and_its_options_for_a_judge(bench: Bench, arguments: tuple[str, ...]) -> None:
    where = ("--runs-dir", str(bench.stage.runs))
    assert exit_status(["eval", bench.run.run_id, *arguments, *where]) == 2


def test_a_batch_holds_statements_of_one_section_and_is_bounded() -> None:
    long, short = "长" * 3000, "短"
    texts = [("ai", short), ("ai", long), ("ai", long), ("ai", long), ("web3", short)]
    cited = (LinkedDocument("https://outlet.example/1", "来源"),)
    said = [Statement(str(number), text, cited=cited, section=name) for number, (name, text) in enumerate(texts)]
    assert [[one.place for one in batch] for batch in batches(said)] == [[0, 1], [2], [3], [4]]
    titled = (LinkedDocument("https://outlet.example/2", "甲厂投产 (2026-01-07)", "甲厂投产"),)
    (first,) = batches([Statement("0", short, cited=titled), Statement("1", short, cited=cited)])
    assert [(one.text, one.known) for one in first] == [(short, None), (short, None), ("甲厂投产", "full")]
    many = [Statement(str(number), short, cited=cited) for number in range(90)]
    assert [len(batch) for batch in batches(many)] == [40, 40, 10]


def test_what_a_judge_was_sent_can_be_shown_and_its_prompt_is_listed(bench: Bench) -> None:
    bench.judged()
    where = ("--runs-dir", str(bench.stage.runs), "--json")
    shown = CliRunner().invoke(cli, ["prompts", "show", "judge", "--run", bench.run.run_id, *where])
    assert '<data name=\\"pairs\\">' in shown.stdout
    listed = json.loads(CliRunner().invoke(cli, ["prompts", *where]).stdout)["prompts"]
    assert {one["role"]: one["runs"] for one in listed}["judge"] >= 1


def test_two_judges_at_one_run_are_refused(bench: Bench) -> None:
    held = Run.beside(find_run(bench.stage.runs, bench.run.run_id), FOLDER)
    try:
        with pytest.raises(UsageError, match="another process"):
            bench.judged()
    finally:
        held.close()
