"""`brief schedule` and `brief status`, each as a command line in a project folder."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from ticking import desk_in
from weeks import last_week

from brief.cli.main import exit_status
from brief.schedule.jobs import read_jobs
from brief.schedule.programs import cron_runs
from brief.settings.keys import FILE

Brief = Callable[..., tuple[int, str, str]]
WEEKLY = ("schedule", "add", "--period", "weekly", "--at", "Mon 07:30")
SOURCE = '\n[[sources]]\nname = "week"\nkind = "jsonl"\npath = "week.jsonl"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project on a machine that has a crontab and nothing else."""
    programs, project = tmp_path / "bin", tmp_path / "it's 100% new"
    programs.mkdir()
    project.mkdir()
    (programs / "crontab").write_text(
        f'#!/bin/sh\n[ "$1" = - ] && exec cat >{tmp_path}/crontab\n'
        f'cat {tmp_path}/crontab || {{ echo "no crontab for you" >&2; exit 1; }}\n'
    )
    (programs / "crontab").chmod(0o755)
    (programs / "systemctl").write_text("#!/bin/sh\nexit 1\n")
    (programs / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    desk_in(project).schedule()
    (project / "schedule.toml").unlink()
    monkeypatch.chdir(project)
    return project


@pytest.fixture
def brief(folder: Path, capfd: pytest.CaptureFixture[str]) -> Brief:
    def run(*arguments: object) -> tuple[int, str, str]:
        status = exit_status([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return status, captured.out, captured.err

    return run


def test_a_job_is_added_shown_and_removed_with_its_line(brief: Brief, folder: Path) -> None:
    crontab = folder.parent / "crontab"
    crontab.write_text("# mine\n")
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[delivery.site]\nkind = "folder"\npath = "site"\n')
    status, out, err = brief(*WEEKLY, "--format", "quantshark", "--deliver", "site", "--set", "report.byline=x")
    assert status == 0, err
    assert crontab.read_text() == f"# mine\n{out}"
    assert "*/15 * * * * cd '" in out
    assert "weekly-quantshark, in Asia/Shanghai: next Mon " in err
    assert "no source is enabled" in err
    (job,) = read_jobs(folder)
    assert (job.formats, job.deliver, job.set) == (("quantshark",), ("site",), ("report.byline=x",))
    _, out, _ = brief("schedule", "list")
    assert "AT (Asia/Shanghai)" in out.splitlines()[0]
    assert [line.split()[:4] for line in out.splitlines()[1:]] == [["weekly-quantshark", "weekly", "Mon", "07:30"]]
    assert [one["name"] for one in json.loads(brief("schedule", "list", "--json")[1])["jobs"]] == ["weekly-quantshark"]
    brief("schedule", "add", "--period", "daily", "--at", "07:40")
    assert "*/5 * * * *" in crontab.read_text()
    assert brief("schedule", "remove", "daily")[0] == 0
    assert brief("schedule", "remove", "weekly-quantshark")[0] == 0
    assert crontab.read_text() == "# mine\n"
    assert read_jobs(folder) == ()


def test_a_format_that_leaves_something_out_without_a_model_is_told_where_none_is_set(
    brief: Brief, folder: Path
) -> None:
    told = "no language model is set, and quantshark-prose leaves out what only one writes: 核心启示, 核心进展"
    assert told in brief(*WEEKLY, "--format", "quantshark-prose", "--elsewhere")[2].splitlines()
    assert "leaves out" not in brief(*WEEKLY, "--format", "quantshark-weekly", "--elsewhere")[2]
    findings = json.loads(brief("doctor", "--json")[1])["findings"]
    assert [one["said"] for one in findings if one["name"] == "job weekly-quantshark-prose"] == [told]
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[endpoints.here]\nkind = "openai"\nbase_url = "http://127.0.0.1:9"\n')
    prose = (*WEEKLY, "--format", "quantshark-prose", "--name", "asked", "--elsewhere")
    assert "leaves out" not in brief(*prose, "--model", "here:m")[2]


def test_where_no_cron_daemon_runs_it_is_told_on_one_line(
    brief: Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes = tmp_path / "proc"
    monkeypatch.setattr("brief.cli.schedule.cron_runs", lambda: cron_runs(processes))
    assert "cron daemon" not in brief(*WEEKLY, "--print")[2]
    for number, name in (("7", "bash"), ("8", "cronie-x")):
        (processes / number).mkdir(parents=True)
        (processes / number / "comm").write_text(f"{name}\n")
    assert brief(*WEEKLY, "--print")[2].count("no cron daemon runs here") == 1
    assert "cron daemon" not in brief(*WEEKLY, "--print", "--elsewhere")[2]
    (processes / "8" / "comm").write_text("crond\n")
    assert "cron daemon" not in brief(*WEEKLY, "--print")[2]


def test_what_is_only_printed_changes_nothing(brief: Brief, folder: Path) -> None:
    status, out, _ = brief(*WEEKLY, "--print")
    assert (status, out.count("\n")) == (0, 3)
    assert not (folder.parent / "crontab").exists()
    assert read_jobs(folder) == ()
    _, out, _ = brief(*WEEKLY, "--print", "--systemd")
    assert "OnCalendar=*:0/15" in out


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--period", "daily", "--at", "Mon 07:30"), "'Mon 07:30' is no time of a daily report"),
        (("--period", "daily", "--at", "07:30", "--format", "none"), "none"),
        (("--period", "daily", "--at", "07:30", "--set", "run.x=1"), "unknown key [run] x"),
        (("--period", "daily", "--at", "07:30", "--name", "../x"), "'../x' is no name of a job"),
        (("--period", "daily", "--at", "07:30", "--model", "nobody:x"), "nobody"),
        (("--period", "daily", "--at", "07:30", "--deliver", "pigeon"), "no channel is configured"),
        (("--period", "hourly", "--at", "07:30"), "hourly"),
    ],
)
def test_what_is_wrong_with_a_job_is_said_at_once(
    brief: Brief, folder: Path, arguments: tuple[str, ...], what: str
) -> None:
    status, _, err = brief("schedule", "add", *arguments)
    assert status == 2
    assert what in err
    assert not (folder.parent / "crontab").exists()
    assert read_jobs(folder) == ()


def test_a_folder_without_a_configuration_of_its_own_has_no_jobs(brief: Brief, folder: Path) -> None:
    (folder / "config.toml").unlink()
    (folder / FILE).write_text("of nobody's project")
    for command in (WEEKLY, ("schedule", "list"), ("schedule", "tick"), ("schedule", "run-now"), ("status",)):
        status, _, err = brief(*command)
        assert (status, "is no project folder" in err, "brief init" in err) == (2, True, True)
    assert brief("schedule", "remove", "weekly")[0] == 2
    assert not (folder / "logs").exists()


def test_every_command_takes_the_variables_of_the_project(
    brief: Brief, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROBOT", "of the shell")
    monkeypatch.setenv("NOT_YET", "")
    monkeypatch.delenv("NOT_YET")
    (folder / FILE).write_text("ROBOT=of the file\nNOT_YET=of the file\n")
    (folder / FILE).chmod(0o600)
    assert brief("sources")[0] == 0
    assert (os.environ["ROBOT"], os.environ["NOT_YET"]) == ("of the shell", "of the file")
    (folder / FILE).chmod(0o640)
    for command in (("deliver",), ("ingest",), ("run", "--period", "daily"), ("status",), ("doctor",)):
        status, out, err = brief(*command)
        assert (status, f"chmod 600 {folder / FILE}" in err + out) == (2, True), command


def test_a_key_that_cron_will_not_have_is_told(brief: Brief, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-this-shell")
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[models.defaults]\nopenai = "m"\n')
    assert "extractive on schedule; write the variables into" in brief(*WEEKLY, "--print")[2]
    assert "on schedule it will fail" in brief(*WEEKLY, "--print", "--model", "openai:m")[2]
    (folder / FILE).write_text("OPENAI_API_KEY=sk-of-the-file\n")
    (folder / FILE).chmod(0o600)
    assert "on schedule" not in brief(*WEEKLY, "--print")[2]


def test_a_secret_of_a_channel_that_cron_will_not_have_is_told_by_schedule_add_and_by_doctor(
    brief: Brief, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[delivery.chat]\nkind = "wecom"\nurl_env = "ROBOT_URL"\n')
    status, out, _ = brief("doctor")
    assert (status, "ROBOT_URL" in out) == (2, True)
    monkeypatch.setenv("ROBOT_URL", "https://robot.example/send")
    assert "ROBOT_URL" in brief(*WEEKLY, "--print", "--deliver", "chat")[2]
    (folder / FILE).write_text("ROBOT_URL=https://robot.example/send\n")
    (folder / FILE).chmod(0o600)
    assert "ROBOT_URL" not in brief(*WEEKLY, "--print", "--deliver", "chat")[2]
    assert "FAIL  channel" not in brief("doctor")[1]


def test_no_tick_is_done_of_a_time_that_is_yet_to_come(brief: Brief, folder: Path) -> None:
    brief(*WEEKLY)
    status, _, err = brief("schedule", "tick", "--at", "2098-01-01")
    assert (status, "yet to come" in err) == (2, True)
    assert not (folder / "scheduled.json").exists()


def test_run_now_makes_the_report_once_and_status_is_well(brief: Brief, folder: Path) -> None:
    (folder / "week.jsonl").write_text(last_week(), encoding="utf-8")
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write(SOURCE)
    assert brief("status")[0] == 1
    assert brief(*WEEKLY)[0] == 0
    assert "All is well" not in brief("status")[1]
    status, out, _ = brief("schedule", "run-now", "weekly")
    assert status == 0
    assert Path(out.strip()).name == "report.md"
    status, again, err = brief("schedule", "run-now")
    assert (status, again) == (0, out)
    assert "is there: " in err
    status, out, _ = brief("schedule", "run-now", "--json")
    assert [one["state"] for one in json.loads(out)["jobs"]] == ["done"]
    assert brief("schedule", "tick")[0] == 0
    status, out, _ = brief("status")
    assert status == 0
    assert out.splitlines()[-1] == "All is well."
    assert out.count("(Asia/Shanghai)") == 1
    found = json.loads(brief("status", "--json")[1])
    assert (found["exit_code"], found["jobs"][0]["report"]["accepted"]) == (0, True)


def test_a_job_that_is_not_there_is_a_usage_error(brief: Brief) -> None:
    assert brief("schedule", "run-now", "none")[0] == 2
    assert brief("schedule", "remove", "none")[0] == 2


def test_the_installed_line_fires_with_nothing_of_a_shells_environment(
    brief: Brief, folder: Path, tmp_path: Path
) -> None:
    (folder / "week.jsonl").write_text(last_week(), encoding="utf-8")
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write(SOURCE)
    brief("schedule", "add", "--period", "weekly", "--at", "Mon 00:00")
    jobs = (folder / "schedule.toml").read_text()
    since = next(line for line in jobs.splitlines() if line.startswith("since"))
    (folder / "schedule.toml").write_text(jobs.replace(since, "since = 2020-01-01T00:00:00Z"))
    line = (tmp_path / "crontab").read_text().splitlines()[1]
    command = line.split(" ", 5)[5].replace(r"\%", "%")
    with (folder / "config.toml").open("r+", encoding="utf-8") as config:
        text = config.read()
        config.seek(0)
        config.write(f"[schedule]\ncatch_up = 1\n{text}")
    bare = {"HOME": str(tmp_path), "LOGNAME": "me", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["/bin/sh", "-c", command], env=bare, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), (folder / "cron.log").read_text()
    assert (folder / "cron.log").read_text() == ""
    assert len(list(folder.glob("runs/*-weekly-*/report.md"))) == 1
