from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fleeting import Fleet, fleet_in, stubbed
from ticking import MONDAY, Desk, desk_in, job, wired

from brief.cli.main import exit_status
from brief.fleet.scheduled import submitting
from brief.schedule.tick import Work, alone
from brief.settings.project import find_project

HOUR = timedelta(hours=1)


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    with wired() as wire:
        wire.now = MONDAY
        desk_in(tmp_path, wire, more="[schedule]\nsubmit = true\n")
        with fleet_in(tmp_path) as made:
            yield made


def work(fleet: Fleet, now: datetime, desk: Desk) -> Work:
    return Work(find_project(fleet.folder), lambda: now, desk.tell, submitting(fleet.url))


def test_what_is_due_is_handed_on_once_and_its_run_is_the_jobs_when_it_is_there(fleet: Fleet) -> None:
    desk = Desk(fleet.folder)
    with alone(fleet.folder):
        assert work(fleet, MONDAY, desk).do()
        assert work(fleet, MONDAY + HOUR, desk).do()
        assert fleet.counts() == {"todo": 1}
        assert desk.states() == {"2026-W01": "queued"}
        assert [one["place"] for one in desk.told("queued")] == ["in the fleet's queue as job 1"]
        ((arguments,),) = fleet.ask("SELECT args->'order'->'arguments' FROM procrastinate_jobs")
        assert arguments == ["--period=2026-W01", f"--as-of={MONDAY.isoformat()}", "--scheduled=weekly"]
        fleet.work(lambda: fleet.counts() == {"succeeded": 1}, seconds=60)
        assert work(fleet, MONDAY + 2 * HOUR, desk).do()
    (run,) = desk.runs
    (entry,) = desk.journal.entries
    assert (entry.state, entry.run, run.record.scheduled) == ("done", run.path.name, "weekly")


def test_what_the_fleet_gives_up_the_schedule_gives_up_too_and_by_hand_it_is_handed_on_again(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stubbed(monkeypatch, fleet.folder, status=3)
    monkeypatch.chdir(fleet.folder)
    assert exit_status(["schedule", "tick", "--at", "2026-01-05T00:30Z"]) == 0
    assert "weekly: the report on 2026-W01 is in the fleet's queue as job 1" in capsys.readouterr().err
    fleet.work(lambda: fleet.counts() == {"failed": 1})
    desk = Desk(fleet.folder)
    with alone(fleet.folder):
        assert not work(fleet, MONDAY + HOUR, desk).do()
        (entry,) = desk.journal.entries
        assert (entry.state, entry.tries, entry.reason) == ("given_up", 1, "job 1: it ended with 3.")
        assert work(fleet, MONDAY + 2 * HOUR, desk).newest(job(), force=False).state == "queued"
    assert fleet.counts() == {"failed": 1, "todo": 1}
