"""The command line from outside: exit statuses, one JSON line on every exit, no run that looks finished and is not."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from brief import __version__
from brief.cli.main import COMMANDS, exit_status

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "2026-W02.jsonl"
KEYS = [
    "run_id", "status", "exit_code", "report_md", "report_html", "report_json", "reports", "calls", "repairs",
    "revisions", "readings", "reused", "dropped", "input_tokens", "output_tokens", "trust", "coverage", "cost_usd",
    "elapsed_seconds", "error",
]  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What one command line gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output, which must be one JSON object on one line and nothing else."""
        assert self.out.count("\n") == 1, self.out
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Brief = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project folder of its own."""
    shutil.copy(ROOT / "config.toml", tmp_path / "config.toml")
    shutil.copytree(ROOT / "formats", tmp_path / "formats")
    return tmp_path


@pytest.fixture
def brief(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Brief:
    """Runs a command line in the project folder, in this process."""
    monkeypatch.chdir(folder)

    def run(*arguments: object) -> Result:
        status = exit_status([str(argument) for argument in arguments])
        return Result(status, *capsys.readouterr())

    return run


@pytest.fixture
def shell(folder: Path) -> Brief:
    """Runs a command line in the project folder, as a process of its own."""
    return lambda *arguments: python(folder, f"from brief.cli.main import main; main({[*map(str, arguments)]!r})")


def python(folder: Path, script: str) -> Result:
    """What a Python process gave that could import Brief."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def refused(result: Result, status: int = 2) -> dict[str, Any]:
    """The JSON of a run that wrote nothing."""
    found = result.json
    assert list(found) == KEYS
    assert result.status == found["exit_code"] == status
    assert found["status"] == "failed"
    assert found["report_md"] is None
    assert found["error"]["what"] in " ".join(result.err.split("\n"))
    assert "Traceback" not in result.err
    return found


def finished_runs(folder: Path) -> list[Path]:
    """Folders that look like a finished run."""
    runs = folder / "runs"
    records = [path for path in runs.glob("*/run.json") if json.loads(path.read_text("utf-8"))["status"] == "finished"]
    return [*records, *runs.glob("*/report*")]


def test_help_lists_every_command_and_imports_none(folder: Path) -> None:
    script = "import sys; from brief.cli.main import exit_status; exit_status(['--help']); print(*sys.modules)"
    text, _, modules = python(folder, script).out.rstrip().rpartition("\n")
    assert all(f"  {name} " in text for name in COMMANDS)
    heavy = {"pydantic", "langgraph", "openai", "anthropic", "jinja2", "feedparser", "httpx2", "rich", "sqlite3"}
    assert not heavy & {name.split(".")[0] for name in modules.split()}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_loads_and_helps(brief: Brief, name: str) -> None:
    result = brief(name, "--help")
    assert result.status == 0
    assert f"brief {name}" in result.out


def test_the_version_stands_in_one_place(brief: Brief) -> None:
    assert brief("--version").out == f"brief, version {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [("runn",), ("list", "--jsonn"), ("show", "a", "b", "c"), ("run",), ("--nonsense",)]
)
def test_a_wrong_command_line_is_status_2_with_a_way_on(brief: Brief, arguments: tuple[str, ...]) -> None:
    result = brief(*arguments)
    assert result.status == 2
    assert "--help`" in result.err
    assert result.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "'--period'"),
        (("--period", "2026-W99"), "2026-W99"),
        (("--period", "2026-W02", "--as-of", "2025-12-01"), "begins after"),
        (("--period", "2026-W02", "--as-of", "soon"), "no time"),
        (("--period", "2026-W02", "--language", "ja"), "'ja'"),
        (("--period", "2026-W02", "--language", "fr"), "'fr'"),
        (("--period", "2026-W02", "--format", "haiku"), "haiku"),
        (("--period", "2026-W02", "--format", "../config"), "config"),
        (("--period", "2026-W02", "--model", "openai:x"), "--model"),
        (("--period", "2026-W02", "--offline", "--model", "openai:x"), "exclude each other"),
        (("--period", "2026-W02", "--set", "run.max_event=3"), "max_event"),
        (("--period", "2026-W02", "--corpus", "none.jsonl"), "no such file"),
        (("--period", "2026-W02", "--corpus", "formats"), "is a folder"),
        (("--period", "2026-W02", "--corpus", "config.toml", "--corpus-path", "c.sqlite"), "exclude each other"),
    ],
)
def test_what_cannot_be_run_is_one_json_line_and_no_run(
    brief: Brief, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    found = refused(brief("run", "--json", *arguments))
    assert said in found["error"]["what"]
    assert found["error"]["next"]
    assert not (folder / "runs").exists()


def test_a_config_typo_names_the_line_and_the_nearest_key(brief: Brief, folder: Path) -> None:
    config = folder / "config.toml"
    lines = config.read_text("utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("max_events"))
    lines[at] = "max_event = 600"
    config.write_text("\n".join(lines), "utf-8")
    found = refused(brief("run", "--json", "--period", "2026-W02", "--corpus", EXAMPLE))
    assert f"config.toml:{at + 1}" in found["error"]["what"]
    assert "'max_events'" in found["error"]["next"]


def test_a_format_with_an_unknown_section_names_its_line(brief: Brief, folder: Path) -> None:
    path = folder / "formats" / "quantshark-weekly.toml"
    path.write_text(path.read_text("utf-8").replace('id = "web3"', 'id = "sports"', 1), "utf-8")
    found = refused(brief("run", "--json", "--period", "2026-W02", "--corpus", EXAMPLE))
    assert "sports" in found["error"]["what"]
    assert "quantshark-weekly.toml:" in found["error"]["what"]
    assert not finished_runs(folder)


@pytest.mark.parametrize("where", ["config.toml", "config.toml/runs"])
def test_an_unwritable_runs_folder_is_found_out_before_any_work(brief: Brief, folder: Path, where: str) -> None:
    found = refused(brief("run", "--json", "--period", "2026-W02", "--corpus", EXAMPLE, "--runs-dir", where))
    assert "--runs-dir" in found["error"]["next"]
    assert found["elapsed_seconds"] == 0


def test_no_runs_is_an_empty_list(brief: Brief) -> None:
    assert brief("list", "--json").json == {"runs": [], "notes": []}
    assert brief("list").out == "No runs yet.\n"


def test_a_run_that_is_not_there_is_an_error(brief: Brief) -> None:
    result = brief("show", "2026", "--json")
    assert result.status == result.json["exit_code"] == 2


def test_init_makes_a_project_and_overwrites_nothing(brief: Brief, folder: Path) -> None:
    assert brief("init", "own").status == 0
    assert (folder / "own" / "formats" / "quantshark-weekly.toml").is_file()
    (folder / "own" / "config.toml").write_text("# mine", "utf-8")
    again = brief("init", "own")
    assert again.status == 2
    assert "already" in again.err
    assert (folder / "own" / "config.toml").read_text("utf-8") == "# mine"


def test_formats_names_sections_and_columns(brief: Brief) -> None:
    entries = {one["name"]: one for one in brief("formats", "--json").json["formats"]}
    assert list(entries) == ["ai-daily", "industry-weekly", "personal-daily", "quantshark-prose", "quantshark-weekly"]
    assert [section["id"] for section in entries["quantshark-weekly"]["sections"]] == ["ai", "energy", "web3"]


def test_doctor_says_how_to_mend_what_is_wrong(brief: Brief, folder: Path) -> None:
    (folder / "runs").touch()
    (folder / "corpus.sqlite").write_text("no database" * 200)
    result = brief("doctor", "--json")
    failed = {finding["name"]: finding for finding in result.json["findings"] if not finding["ok"]}
    assert result.status == 2
    assert set(failed) == {"runs", "corpus"}
    assert all(finding["fix"] for finding in failed.values())


def test_doctor_finds_a_fresh_project_well(brief: Brief) -> None:
    result = brief("doctor")
    assert result.status == 0, result.out


def test_a_run_prints_the_path_of_its_report_and_progress_elsewhere(shell: Brief, brief: Brief, folder: Path) -> None:
    result = shell("run", "--period", "2026-W02", "--corpus", EXAMPLE, "--offline")
    assert result.status == 0, result.err
    report = Path(result.out.rstrip("\n"))
    assert report.is_absolute()
    assert report.parent.parent == folder / "runs"
    assert report.name == "report.md"
    assert "1-retrieval" in result.err
    assert "\x1b" not in result.err
    assert not (folder / "corpus.sqlite").exists()

    shown = brief("show", "--json").json
    assert shown["run_id"] == report.parent.name
    assert shown["status"] == "finished"
    assert all(row["urls"] for row in shown["rows"])
    assert len(shown["rows"]) > 10
    assert report.parent.name in brief("list").out
    assert shown["rows"][0]["cells"]["event"] in brief("show", "last").out


def test_a_run_with_json_says_where_everything_is(brief: Brief) -> None:
    found = brief("run", "--json", "--period", "2026-W02", "--corpus", EXAMPLE, "--set", "sections.ai.limit=2").json
    assert list(found) == KEYS
    assert (found["status"], found["exit_code"], found["error"]) == ("finished", 0, None)
    assert (found["revisions"], found["readings"], found["trust"]) == (0, 0, None), "no model is the critic"
    for kind in ("report_md", "report_html", "report_json"):
        assert Path(found[kind]).is_file()
        assert Path(found[kind]).is_absolute()
    assert found["reports"][0]["format"] == "quantshark-weekly"
    report = json.loads(Path(found["report_json"]).read_text("utf-8"))
    assert len(report["sections"][0]["rows"]) == 2


@pytest.mark.parametrize("text", ["", "no json at all\n[1, 2]\n", '{"title": "no address"}\n'])
def test_a_file_without_a_document_is_status_3_and_a_record(brief: Brief, folder: Path, text: str) -> None:
    (folder / "bad.jsonl").write_text(text, "utf-8")
    found = refused(brief("run", "--json", "--period", "2026-W02", "--corpus", "bad.jsonl"), status=3)
    record = json.loads((folder / "runs" / found["run_id"] / "run.json").read_text("utf-8"))
    assert record["status"] == "failed"
    assert record["corpus"]["files"][0]["skipped"] == len(text.splitlines())
    assert not finished_runs(folder)


def test_a_period_that_the_corpus_does_not_cover_is_status_3(brief: Brief, folder: Path) -> None:
    refused(brief("run", "--json", "--period", "2024-W10", "--corpus", EXAMPLE), status=3)
    refused(brief("run", "--json", "--period", "weekly", "--offline"), status=3)
    assert not finished_runs(folder)
    assert [run["status"] for run in brief("list", "--json").json["runs"]] == ["failed", "failed"]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_run_that_is_stopped_is_status_130_and_says_interrupted(folder: Path, name: str) -> None:
    script = (
        "import os, signal, time, brief.pipeline.runner\n"
        "from brief.cli.main import main\n"
        f"def walk(*given): os.kill(os.getpid(), signal.{name}); time.sleep(30)\n"
        "brief.pipeline.runner.walk = walk\n"
        f"main(['run', '--json', '--period', '2026-W02', '--corpus', {str(EXAMPLE)!r}])\n"
    )
    done = python(folder, script)
    found = done.json
    assert (done.status, found["exit_code"], found["status"]) == (130, 130, "interrupted")
    assert "Traceback" not in done.err
    record = json.loads((folder / "runs" / found["run_id"] / "run.json").read_text("utf-8"))
    assert record["status"] == "interrupted"
    assert not finished_runs(folder)


@pytest.mark.parametrize("arguments", [("--corpus", "none.jsonl"), ("--period", "2026-W99")])
def test_a_process_of_its_own_ends_with_the_same_status(shell: Brief, arguments: tuple[str, ...]) -> None:
    refused(shell("run", "--json", "--period", "2026-W02", *arguments))


def test_the_package_runs_as_the_script_does(folder: Path) -> None:
    done = python(
        folder, "import runpy, sys; sys.argv = ['x', '--version']; runpy.run_module('brief', run_name='__main__')"
    )
    assert (done.status, done.out) == (0, f"brief, version {__version__}\n")
