from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fleeting import Fleet, fleet_in
from ticking import MONDAY, Desk, desk_in

from brief.fleet.scheduled import submitting
from brief.schedule.tick import alone, tick
from brief.settings.project import find_project

HOUR = timedelta(hours=1)


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    desk_in(tmp_path, more="[schedule]\nsubmit = true\n")
    with fleet_in(tmp_path) as made:
        yield made


def ticked(fleet: Fleet, now: object, desk: Desk) -> bool:
    with alone(fleet.folder) as is_alone:
        assert is_alone
        return tick(find_project(fleet.folder), lambda: now, desk.tell, submitting(fleet.url))  # type: ignore[arg-type,return-value]


def test_what_is_due_is_handed_on_once_and_its_run_is_the_jobs_when_it_is_there(fleet: Fleet) -> None:
    desk = Desk(fleet.folder)
    assert ticked(fleet, MONDAY, desk)
    assert ticked(fleet, MONDAY + HOUR, desk)
    assert fleet.counts() == {"todo": 1}
    assert desk.states() == {"2026-W01": "queued"}
    assert [one["place"] for one in desk.told("queued")] == ["in the fleet's queue as job 1"]
    ((arguments,),) = fleet.ask("SELECT args->'order'->'arguments' FROM procrastinate_jobs")
    assert arguments == ["--period=2026-W01", f"--as-of={MONDAY.isoformat()}", "--scheduled=weekly"]


def test_what_the_fleet_gives_up_the_schedule_gives_up_too_and_run_now_hands_it_on_again(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(fleet.folder)
    ticked(fleet, MONDAY, desk)
    fleet.work(lambda: fleet.counts() == {"failed": 1}, seconds=40)  # no source, no evidence
    assert not ticked(fleet, MONDAY + HOUR, desk)
    (entry,) = desk.journal.entries
    assert (entry.state, entry.tries) == ("given_up", 1)
    assert entry.reason.startswith("job 1: ")
