import json
from pathlib import Path
from typing import Any

import pytest
from fleeting import fleet_in
from staging import NOW, Stage, staged

from brief.cli.fleet_lines import orders_of
from brief.cli.main import exit_status
from brief.errors import UsageError
from brief.fleet.orders import Order
from brief.settings.project import find_project

WEEK = {"period": "2026-W02", "corpus": "week.jsonl", "model": "fake:m"}


def orders(stage: Stage, *lines: Any) -> list[Order]:
    return orders_of("\n".join(map(json.dumps, lines)), stage.project, NOW)


def test_a_line_is_a_command_line_of_brief_run(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        (tmp_path / "config.toml").open("a").write('[delivery.box]\nkind = "folder"\npath = "box"\n')
        line = {
            **WEEK,
            "format": ["quantshark-weekly", "personal-daily"],
            "language": "en",
            "offline": False,
            "deliver": "box",
        }
        (one,) = orders(stage, line)
        assert one.command("r") == (
            *("run", "--period=2026-W02", "--corpus=week.jsonl", "--model=fake:m"),
            *("--format=quantshark-weekly", "--format=personal-daily", "--language=en"),
            *("--as-of=2026-01-12T01:00:00+00:00", "--run-id", "r", "--json"),
        )
        assert (one.name, one.period, one.deliver) == (
            "2026-W02 quantshark-weekly personal-daily en week.jsonl fake:m",
            "weekly",
            ("box",),
        )
        names = [one.name for one in orders(stage, WEEK, {**WEEK, "model": "fake:n"}, {**WEEK, "batch": True})]
        assert len(set(names)) == 3
        assert names[2].endswith(" fake:m --batch")
        first, same, other, again = orders(stage, WEEK, dict(reversed(WEEK.items())), line, {**WEEK, "again": True})
        assert first.lock == same.lock
        assert len({first.lock, other.lock, again.lock}) == 3


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "is no JSON"),
        ("[]", "is no JSON object"),
        ('{"job": "dance"}', "there is no job 'dance': report, ingest, compare, deliver"),
        ('{"period": "2026-W02", "again": "yes"}', "`again` is true or false"),
        ('{"perod": "2026-W02"}', "'perod' is no key of run: period"),
        ('{"period": "2026-W02", "runs-dir": "x"}', "'runs-dir' is no key of run"),
        ('{"period": "someday"}', "someday"),
        ('{"period": ["daily", "weekly"]}', "`period` is one value, not several"),
        ('{"period": {"of": "week"}}', "`period` is a text or a number"),
        ('{"period": "2026-W02", "offline": "yes"}', "`offline` is true or false"),
        ('{"period": "2026-W02", "language": "fr"}', "'fr' is not one of"),
        ('{"period": "2026-W02", "format": "nothing"}', "nothing"),
        ('{"period": "2026-W02", "corpus": "no.jsonl"}', "there is no such file"),
        ('{"period": "2026-W02", "deliver": ["nobody"]}', "no channel is configured"),
        ('{"period": "2026-W02", "deliver": 7}', "7 is neither a text nor a list of texts"),
        ('{"job": "deliver"}', "`run` names no run"),
        ('{"job": "ingest", "what": [1]}', "neither a text nor a list of texts"),
    ],
)
def test_a_wrong_line_is_told_with_its_number_and_nothing_is_queued(line: str, wrong: str, tmp_path: Path) -> None:
    assert exit_status(["init", str(tmp_path / "here")]) == 0
    (tmp_path / "here/week.jsonl").touch()
    with pytest.raises(UsageError) as raised:
        orders_of(f'\n{{"period": "2026-W02", "corpus": "week.jsonl"}}\n{line}', find_project(tmp_path / "here"), NOW)
    assert str(raised.value).startswith("line 3: ")
    assert wrong in str(raised.value)
    assert str(raised.value).endswith("Nothing was queued.")


def test_a_comparison_is_a_job_for_each_replay_and_its_run_is_an_ordinary_one(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        parent = stage.run().run_id
        (tmp_path / "terse").mkdir()
        (tmp_path / "terse/critic.md").write_bytes((tmp_path / "prompts/critic.md").read_bytes())
        line = {"job": "compare", "run": parent, "model": ["fake:m", "extractive"], "prompts": "terse", "repeat": 2}
        cells, alone = orders(stage, line), "--set=fleet.share_answers=false"
        assert [one.arguments for one in cells] == [
            (parent, "--as-recorded", "--prompts=terse", "--model=fake:m", alone),
            (parent, "--as-recorded", "--prompts=terse", "--model=extractive", alone),
            (parent, "--as-recorded", "--prompts=terse", "--model=fake:m", alone, "--set=run.sample=1"),
        ]
        with pytest.raises(UsageError, match=r"line 1: .*nowhere"):
            orders(stage, {"job": "compare", "run": parent, "prompts": "nowhere"})
        (tmp_path / "config.toml").open("a").write('[delivery.box]\nkind = "folder"\npath = "box"\n')
        sent, fed = orders(stage, {"job": "deliver", "run": parent[:8]}, {"job": "ingest", "what": "wire"})
        assert (sent.command(""), fed.command("")) == (("deliver", parent, "--json"), ("ingest", "wire", "--json"))


def test_a_file_that_asks_for_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('[fleet]\nurl = "postgresql://127.0.0.1:1/nowhere"\n', "utf-8")
    (tmp_path / "empty.jsonl").write_text("\n", "utf-8")
    assert exit_status(["fleet", "submit", "empty.jsonl"]) == 2
    assert "empty.jsonl: asks for nothing" in capsys.readouterr().err


def test_the_commands_queue_what_a_file_asks_for_and_tell_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(["init", str(tmp_path)]) == 0
    monkeypatch.chdir(tmp_path)
    assert exit_status(["fleet", "status"]) == 2
    assert "no database is named for the queue" in capsys.readouterr().err
    (tmp_path / "week.jsonl").touch()
    (tmp_path / "wanted.jsonl").write_text('{"period": "2026-W02", "corpus": "week.jsonl"}\n' * 2, "utf-8")
    (tmp_path / "latin.jsonl").write_bytes(b'"\xe9"')
    with fleet_in(tmp_path, silence=60) as fleet:
        assert exit_status(["fleet", "submit", "wanted.jsonl"]) == 0
        assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["STATE", "queued", "already"]
        assert exit_status(["fleet", "submit", "wanted.jsonl", "--json"]) == 0
        assert [one["queued"] for one in json.loads(capsys.readouterr().out)["jobs"]] == [False, False]
        assert exit_status(["fleet", "submit", "latin.jsonl"]) == 2
        assert exit_status(["fleet", "status", "--json"]) == 1
        told = json.loads(capsys.readouterr().out)
        assert told["queue"] == {"waiting": 1, "running": 0, "done": 0, "failed": 0}
        assert "no worker is alive" in told["stuck"][0]["why"]
        fleet.ask("INSERT INTO procrastinate_workers DEFAULT VALUES")
        at = "timestamptz '2026-01-12 01:00:00Z'"
        fleet.ask(f"INSERT INTO brief_fleet_workers (worker, host, pid, since) VALUES (1, 'desk', 7, {at})")
        fleet.ask("UPDATE procrastinate_jobs SET status = 'doing', worker_id = 1")
        fleet.ask("INSERT INTO brief_fleet_jobs (job, run, step) VALUES (1, 'r-1', 'gather  0.1 s')")
        assert exit_status(["fleet", "status"]) == 0
        said = capsys.readouterr().out
        assert "desk" in said
        assert "r-1" in said
        assert "gather 0.1 s" in said
        assert "01-12 09:00:00" in said
        assert "Times are of Asia/Shanghai." in said
        assert "All is well." in said
        fleet.ask("UPDATE brief_fleet_jobs SET step_at = now() - interval '1 hour', exit_code = 0, cost_usd = NULL")
        assert exit_status(["fleet", "status"]) == 1
        said = capsys.readouterr().out
        assert "it has said nothing for 1:00:0" in said
        assert "a price is" in said
        fleet.ask("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        assert exit_status(["fleet", "status"]) == 1
        assert "no other is there to take it over" in capsys.readouterr().out
        fleet.ask("UPDATE procrastinate_jobs SET status = 'failed'")
        fleet.ask("UPDATE brief_fleet_jobs SET error = %s", "it broke " * 40)
        assert exit_status(["fleet", "status"]) == 1
        assert "it broke it broke" in capsys.readouterr().out
        assert exit_status(["fleet", "cancel", "1"]) == 0
        assert exit_status(["fleet", "status"]) == 0
        capsys.readouterr()
        assert exit_status(["fleet", "cancel", "1", "7"]) == 2
        assert "job 1, 7: such a job neither waits nor failed." in capsys.readouterr().err
