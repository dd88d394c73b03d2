"""Every period once: whatever the machine, the disk, the sources and other processes do."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from receivers import http_receiver
from ticking import MONDAY, Desk, Wire, desk_in, job, wired

from brief.documents.corpus.fetches import Fetch
from brief.documents.sources.base import SourceReport, SourceStatus
from brief.errors import BriefError, ConfigError, UsageError
from brief.runs import store
from brief.runs.store import StoredRun, list_runs
from brief.schedule.jobs import Job, read_jobs
from brief.schedule.journal import FILE, Entry, Keeper
from brief.schedule.making import Task
from brief.schedule.tick import Work, alone, minutes_between_readings
from brief.settings.project import find_project
from schemas.run import RunError, RunRecord

_SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(weeks=1)
PROCESS = [sys.executable, "-c", "from brief.cli.main import main; main()", "schedule", "tick", "--at"]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wired() as wire:
        yield wire


@pytest.fixture
def desk(tmp_path: Path, wire: Wire) -> Desk:
    return desk_in(tmp_path, wire)


class Maker:
    """Takes the place of `make`: says what each try comes to."""

    def __init__(self) -> None:
        self.tried: list[tuple[str, datetime]] = []
        self.fails: Any = lambda *_: None

    def __call__(self, task: Task, now: datetime, _: object) -> RunRecord:
        self.tried.append((task.period, task.due))
        if (failure := self.fails(task, now)) is not None:
            raise failure
        fields = {"run_id": f"run-{len(self.tried)}", "status": "finished", "exit_code": 0, "created_at": now,
                  "period": task.job.reports_on(task.due, _SHANGHAI), "as_of": task.due, "formats": ("quantshark",),
                  "language": "zh", "configuration": {}}  # fmt: skip
        return RunRecord.model_validate(fields)

    @property
    def periods(self) -> list[str]:
        return [period for period, _ in self.tried]


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Maker:
    made = Maker()
    monkeypatch.setattr("brief.schedule.tick.make", made)
    return made


@pytest.fixture
def quick(tmp_path: Path, maker: Maker) -> Desk:
    """A desk without sources, whose reports are made by the maker."""
    return desk_in(tmp_path)


# -- when --------------------------------------------------------------------------------------------------------------


def test_a_report_is_made_once_and_pinned_to_the_moment_when_it_was_due(desk: Desk) -> None:
    assert desk.tick(MONDAY - HOUR)
    assert desk.states() == {}
    assert desk.tick(MONDAY + 2 * HOUR)
    assert desk.tick(MONDAY + 3 * HOUR)
    (run,) = desk.runs
    assert (run.record.as_of, run.record.period.label, run.record.scheduled) == (MONDAY, "2026-W01", "weekly")
    assert desk.states() == {"2026-W01": "done"}


def test_a_machine_that_was_off_for_nine_days_catches_up_in_order(quick: Desk, maker: Maker) -> None:
    quick.schedule(job(name="daily", period="daily", at="08:00"))
    quick.tick(MONDAY)
    maker.tried.clear()
    assert quick.tick(MONDAY + 9 * DAY + HOUR)
    assert maker.tried == [(f"{MONDAY + number * DAY:%Y-%m-%d}", MONDAY + (number + 1) * DAY) for number in range(9)]


def test_more_than_are_caught_up_are_told_as_skipped_and_never_made(tmp_path: Path, maker: Maker) -> None:
    desk = desk_in(tmp_path, more="[schedule]\ncatch_up = 3\n")
    desk.schedule(job(name="daily", period="daily", at="08:00", since=MONDAY))
    assert desk.tick(MONDAY + 5 * DAY)
    assert list(desk.states("daily").values()) == ["skipped", "skipped", "done", "done", "done"]
    assert [one["period"] for one in desk.told("skipped")] == ["2026-01-05", "2026-01-06"]
    assert desk.tick(MONDAY + 5 * DAY + HOUR)
    assert len(maker.tried) == 3
    assert len(desk.told("skipped")) == 2


def test_a_job_that_is_added_makes_nothing_that_was_due_before(quick: Desk, maker: Maker) -> None:
    quick.schedule(job(since=MONDAY + HOUR))
    quick.tick(MONDAY + 2 * DAY)
    assert maker.tried == []


def test_jobs_of_one_project_have_periods_of_their_own(quick: Desk, maker: Maker) -> None:
    quick.schedule(job(), job(name="monthly", period="monthly", at="5th 08:00"))
    assert quick.tick(MONDAY)
    assert maker.periods == ["2026-W01", "2025-12"]


# -- what fails --------------------------------------------------------------------------------------------------------


def test_what_fails_is_tried_again_after_a_pause_that_doubles_and_then_given_up(quick: Desk, maker: Maker) -> None:
    maker.fails = lambda task, _: BriefError("nobody answered.") if task.period == "2026-W01" else None
    tried: list[timedelta] = []
    now = MONDAY
    while now < MONDAY + 3 * DAY:
        before = len(maker.tried)
        quick.tick(now)
        tried += [now - MONDAY] * (len(maker.tried) - before)
        now += timedelta(minutes=15)
    minutes = [gap // timedelta(minutes=1) for gap in (later - earlier for earlier, later in pairwise(tried))]
    assert minutes == [15, 30, 60, 120, 240, 480, 720]
    assert quick.states() == {"2026-W01": "given_up"}
    assert quick.journal.entries[0].reason == "nobody answered."
    assert quick.tick(MONDAY + WEEK)
    assert quick.states()["2026-W02"] == "done"


@pytest.mark.parametrize(("answer", "said"), [(200, ""), (404, "it answered 404 Not Found")])
def test_that_a_period_is_given_up_is_told_once(
    tmp_path: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch, answer: int, said: str
) -> None:
    channel = '[delivery.desk]\nkind = "wecom"\nurl_env = "ROBOT_URL"\n'
    desk = desk_in(tmp_path, more=f'[schedule]\ntries = 2\nnotify = "desk"\n\n{channel}')
    maker.fails = lambda *_: BriefError("nobody answered.")
    with http_receiver(lambda *_: (answer, b'{"errcode": 0}')) as receiver:
        monkeypatch.setenv("ROBOT_URL", receiver.url)
        desk.tick(MONDAY)
        assert receiver.posted == []
        desk.tick(MONDAY + HOUR)
        desk.tick(MONDAY + DAY)
    (posted,) = receiver.posted
    told = posted.json["markdown"]["content"].splitlines()
    assert told[0].endswith("未能生成：weekly（2026-W01）")
    assert told[1].endswith("nobody answered.")
    assert told[2].endswith("brief status")
    assert [one["reason"] for one in desk.told("notice")] == [said]


def test_a_report_that_fails_holds_up_no_later_one(quick: Desk, maker: Maker) -> None:
    quick.schedule(job(name="daily", period="daily", at="08:00", since=MONDAY))
    maker.fails = lambda task, now: BriefError("x") if task.period == "2026-01-05" and now < MONDAY + 3 * DAY else None
    assert not quick.tick(MONDAY + 2 * DAY)
    assert list(quick.states("daily").values()) == ["failed", "done"]
    quick.tick(MONDAY + 3 * DAY)
    assert list(quick.states("daily").values()) == ["done", "done", "done"]


def test_a_period_without_evidence_is_tried_again_with_what_was_read_since(desk: Desk, wire: Wire) -> None:
    wire.is_dead = True
    assert not desk.tick(MONDAY)
    assert desk.states() == {"2026-W01": "failed"}
    reason = desk.journal.entries[0].reason
    assert "no document of the corpus" in reason
    assert "Of 1 sources these could not be read: wire (" in reason
    wire.is_dead = False
    assert desk.tick(MONDAY + HOUR)
    assert [run.record.exit_code for run in desk.runs] == [3, 0]
    assert desk.runs[-1].record.as_of == MONDAY


def test_a_period_of_which_sources_that_were_read_have_nothing_is_not_tried_again(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    assert not desk.tick(MONDAY)
    assert desk.tick(MONDAY + DAY)
    assert desk.states() == {"2026-W01": "given_up"}
    assert len(desk.runs) == 1


def test_a_disk_that_is_full_once_stops_one_tick(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: str | bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    desk.tick(MONDAY - HOUR)
    with monkeypatch.context() as patch:
        for module in ("brief.schedule.journal", "brief.runs.store"):
            patch.setattr(f"{module}.write_atomically", full)
        with pytest.raises(BriefError, match="No space left on device"):
            desk.tick(MONDAY)
    assert desk.tick(MONDAY + HOUR)
    assert desk.states() == {"2026-W01": "done"}
    assert [run.state for run in desk.runs] == ["finished"]


def test_a_disk_that_fills_within_a_run_leaves_what_the_next_tick_goes_on_with(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = store.write_atomically

    def full(path: Path, content: str | bytes) -> None:
        if path.name.startswith("3-table"):
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_atomically", full)
        assert not desk.tick(MONDAY)
    assert desk.states() == {"2026-W01": "failed"}
    assert desk.tick(MONDAY + HOUR)
    assert [(run.state, run.record.as_of) for run in desk.runs] == [("finished", MONDAY)]


def test_a_configuration_that_cannot_be_used_fails_the_tick_and_loses_no_period(desk: Desk) -> None:
    config = desk.folder / "config.toml"
    sound = config.read_text("utf-8")
    config.write_text("nonsense", "utf-8")
    with pytest.raises(ConfigError):
        desk.tick(MONDAY)
    config.write_text(sound, "utf-8")
    assert desk.tick(MONDAY + HOUR)
    assert desk.states() == {"2026-W01": "done"}


def _defective(*_: object, **__: object) -> None:
    raise TypeError("unexpected: //me:pw@x")


def test_a_defect_in_one_job_is_told_and_keeps_no_other_from_being_done(quick: Desk, maker: Maker) -> None:
    quick.schedule(job(), job(name="monthly", period="monthly", at="5th 08:00"))
    maker.fails = lambda task, _: TypeError("unexpected") if task.job.name == "weekly" else None
    with pytest.raises(TypeError):
        quick.tick(MONDAY)
    said = "a defect in Brief (TypeError): logs/brief.log has its traceback"
    assert (quick.states(), quick.states("monthly")) == ({"2026-W01": "failed"}, {"2025-12": "done"})
    assert (quick.journal.failure, quick.journal.ticked_at) == (said, MONDAY)
    assert quick.journal.entry("weekly", "2026-W01").reason == said  # type: ignore[union-attr]
    (told,) = quick.told("defect")
    assert told["doing"] == "weekly 2026-W01"
    assert told["traceback"].endswith("TypeError: unexpected\n")
    maker.fails = lambda *_: None
    assert quick.tick(MONDAY + HOUR)
    assert (quick.states(), quick.journal.failure) == ({"2026-W01": "done"}, "")


def test_a_defect_in_finding_what_a_job_has_to_do_keeps_no_other_from_being_done(
    quick: Desk, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick.schedule(job(), job(name="monthly", period="monthly", at="5th 08:00"))
    due = Job.due
    monkeypatch.setattr(Job, "due", lambda one, *given: (_defective if one.name == "weekly" else due)(one, *given))
    with pytest.raises(TypeError):
        quick.tick(MONDAY)
    assert maker.periods == ["2025-12"]


def test_a_defect_in_reading_the_sources_keeps_no_report_from_being_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.tick(MONDAY - HOUR)
    with monkeypatch.context() as patch:
        patch.setattr("brief.schedule.tick.ingest", _defective)
        with pytest.raises(TypeError):
            desk.tick(MONDAY)
    assert desk.runs[0].record.reports
    (source,) = desk.runs[0].record.corpus.sources  # type: ignore[union-attr]
    assert (source.name, source.status) == ("wire", "failed")
    assert "pw" not in (desk.folder / FILE).read_text("utf-8")
    assert desk.tick(MONDAY + HOUR), "it is made anew, with its source"
    assert desk.states() == {"2026-W01": "done"}


def test_a_defect_in_each_delivery_is_given_up_like_any_failure(
    tmp_path: Path, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_in(tmp_path, wire, more='[schedule]\ntries = 2\n[delivery.site]\nkind = "folder"\npath = "site"\n')
    desk.schedule(job(deliver=("site",)))
    monkeypatch.setattr("brief.delivery.deliver.deliver", _defective)
    tries = []
    for hours in range(2):
        with pytest.raises(TypeError):
            desk.tick(MONDAY + hours * HOUR)
        tries.append((desk.journal.entries[0].state, desk.journal.entries[0].tries))
    assert tries == [("made", 1), ("done", 2)]
    assert desk.tick(MONDAY + 2 * HOUR)


# -- other processes ---------------------------------------------------------------------------------------------------


def test_of_two_ticks_at_once_the_second_says_so_and_ends_well(desk: Desk) -> None:
    with alone(desk.folder) as is_alone:
        assert is_alone
        second = subprocess.run(
            [*PROCESS, MONDAY.isoformat()], cwd=desk.folder, capture_output=True, text=True, check=False
        )
        quiet = subprocess.run(
            [*PROCESS, MONDAY.isoformat(), "--quiet"], cwd=desk.folder, capture_output=True, text=True, check=False
        )
    assert (second.returncode, second.stderr) == (0, "another process is at this project's jobs: nothing is done\n")
    assert (quiet.returncode, quiet.stdout + quiet.stderr) == (0, ""), "cron.log stays empty"
    assert (desk.folder / "logs" / "brief.log").read_text("utf-8").count("another process is at") == 2
    assert desk.states() == {}


def test_a_tick_that_is_killed_within_a_run_is_gone_on_with(desk: Desk) -> None:
    process = subprocess.Popen([*PROCESS, MONDAY.isoformat(), "--quiet"], cwd=desk.folder)
    while process.poll() is None and not list(desk.folder.glob("runs/*/run.json")):
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert desk.states() == {"2026-W01": "trying"}
    assert [run.state for run in desk.runs] == ["killed"]
    assert desk.tick(MONDAY + timedelta(minutes=15))
    assert [run.state for run in desk.runs] == ["finished"]
    assert desk.states() == {"2026-W01": "done"}


def test_what_kills_its_process_each_time_is_given_up_and_can_be_tried_by_hand(quick: Desk, maker: Maker) -> None:
    killed = Entry(job="weekly", period="2026-W01", due=MONDAY, tries=8)
    Keeper(quick.folder).put(killed)
    assert not quick.tick(MONDAY + HOUR)
    assert (quick.states(), maker.tried) == ({"2026-W01": "given_up"}, [])
    (weekly,) = read_jobs(quick.folder)
    assert (
        Work(find_project(quick.folder), lambda: MONDAY + DAY, quick.tell).newest(weekly, force=False).state == "done"
    )


def test_a_report_that_was_made_before_the_process_was_killed_is_not_made_again(desk: Desk) -> None:
    desk.tick(MONDAY)
    (desk.folder / FILE).unlink()
    assert desk.tick(MONDAY + HOUR)
    assert len(desk.runs) == 1
    assert desk.journal.entries[0].run == desk.runs[0].path.name


def interrupted(desk: Desk, **told: Any) -> StoredRun:
    """The only run, as if it had ended before its report, and the journal lost."""
    (run,) = desk.runs
    record = run.record.model_copy(update={"reports": (), **told})
    (run.path / "run.json").write_text(record.model_dump_json(), "utf-8")
    (desk.folder / FILE).unlink()
    return run


def test_a_run_that_this_version_cannot_go_on_with_is_made_anew(desk: Desk) -> None:
    desk.tick(MONDAY)
    interrupted(desk, status="failed", exit_code=2, error=RunError(step="x", what="y"), configuration={})
    assert desk.tick(MONDAY + HOUR)
    assert [one.state for one in desk.runs] == ["failed", "finished"]
    assert any("the configuration has changed since" in one["said"] for one in desk.told("note"))


def test_a_killed_run_whose_configuration_was_changed_since_is_made_anew(desk: Desk) -> None:
    desk.tick(MONDAY)
    interrupted(desk, status="running", exit_code=None)
    config = desk.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('"Energy"', '"Power"'), "utf-8")
    assert desk.tick(MONDAY + HOUR)
    assert [one.state for one in desk.runs] == ["killed", "finished"]


def test_a_run_that_another_machine_of_the_team_began_is_gone_on_with(tmp_path: Path, wire: Wire) -> None:
    shared = f'[runs]\nurl = "{tmp_path / "shared"}"\n'
    one, other = (desk_in(made_folder(tmp_path / name), wire, shared) for name in ("one", "other"))
    one.tick(MONDAY)
    (run,) = list_runs(tmp_path / "shared").runs
    killed = run.record.model_copy(update={"reports": (), "status": "running", "exit_code": None})
    (run.path / "run.json").write_text(killed.model_dump_json(), "utf-8")
    assert other.tick(MONDAY + HOUR)
    (gone_on_with,) = list_runs(tmp_path / "shared").runs
    assert (gone_on_with.path, gone_on_with.state) == (run.path, "finished")


def made_folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_run_that_another_process_is_at_is_left_to_it(desk: Desk) -> None:
    desk.tick(MONDAY)
    run = interrupted(desk, status="running", exit_code=None)
    with store.alone_at(run.path):
        assert not desk.tick(MONDAY + HOUR)
    assert "another process is at it" in desk.journal.entries[0].reason


def test_a_tick_that_is_interrupted_ends_and_the_next_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("brief.pipeline.runner.walk", stopped)
        with pytest.raises(KeyboardInterrupt):
            desk.tick(MONDAY)
    assert [run.state for run in desk.runs] == ["interrupted"]
    assert desk.tick(MONDAY + HOUR)
    assert [run.state for run in desk.runs] == ["finished"]


def test_a_try_that_is_gone_on_with_days_later_reads_no_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[datetime] = []
    now = MONDAY

    def stopped(*_: object) -> None:
        asked.append(now)
        raise KeyboardInterrupt

    monkeypatch.setattr("brief.pipeline.reading.clock", lambda: now)
    monkeypatch.setattr("brief.pipeline.reading._answers", stopped)
    desk.schedule(job(set=("reading.max_pages=4",)))
    for now in (MONDAY, MONDAY + HOUR):
        with pytest.raises(KeyboardInterrupt):
            desk.tick(now)
    now = MONDAY + 2 * DAY
    assert desk.tick(now)
    assert asked == [MONDAY, MONDAY + HOUR]
    (run,) = desk.runs
    assert (run.state, run.record.as_of) == ("finished", MONDAY)


# -- sources -----------------------------------------------------------------------------------------------------------


def test_sources_are_read_when_it_is_time_and_before_a_report(
    quick: Desk, maker: Maker, wire: Wire, tmp_path: Path
) -> None:
    wire.every = timedelta(seconds=72)
    desk = desk_in(tmp_path, wire)
    for minutes in (0, 15, 45, 59, 75, 110, 120):
        desk.tick(MONDAY - 2 * HOUR + timedelta(minutes=minutes))
    assert [(at - MONDAY) // timedelta(minutes=1) for at in wire.asked] == [-120, -61, 0]
    assert maker.periods == ["2026-W01"]


@pytest.mark.parametrize(
    ("held", "status", "minutes"),
    [
        (4 * HOUR, "ok", 120),
        (HOUR / 4, "ok", 15),
        (40 * HOUR, "ok", 360),
        (4 * HOUR, "unchanged", 60),
        (None, "ok", 60),
    ],
)
def test_sources_are_read_twice_as_often_as_the_briefest_feed_changes_over(
    held: timedelta | None, status: SourceStatus, minutes: int
) -> None:
    report = SourceReport("brief", status, oldest=MONDAY - held if held else None)
    long = SourceReport("long", "ok", oldest=MONDAY - WEEK)
    fetches = [Fetch("brief", MONDAY, report), *([Fetch("long", MONDAY, long)] if held and status == "ok" else ())]
    assert minutes_between_readings(fetches) == minutes


def test_a_run_takes_what_the_tick_has_just_read(desk: Desk, wire: Wire) -> None:
    desk.tick(MONDAY)
    assert len(wire.asked) == 1
    assert [one.name for one in desk.runs[0].record.corpus.sources] == ["wire"]  # type: ignore[union-attr]


# -- delivery ----------------------------------------------------------------------------------------------------------


CHANNELS = "".join(f'[delivery.{name}]\nkind = "folder"\npath = "{name}"\n' for name in ("mail", "chat"))


class Delivery(NamedTuple):
    channel: str
    status: str
    reason: str


class Channels:
    """Takes the place of delivery: says what each time becomes of the report."""

    def __init__(self, *outcomes: str) -> None:
        self.outcomes = list(outcomes)

    def __call__(self, run: StoredRun, channels: tuple[str, ...], *_: object) -> list[Delivery]:
        status = self.outcomes.pop(0)
        if status == "gone":
            raise UsageError("there is no channel 'mail'.")
        return [Delivery(channel, status, "no route") for channel in channels]


@pytest.fixture
def delivering(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Channels]:
    """A desk whose job delivers by mail and chat."""
    config = desk.folder / "config.toml"
    config.write_text(f"{CHANNELS}{config.read_text('utf-8')}", "utf-8")
    desk.schedule(job(deliver=("mail", "chat")))

    def to(*outcomes: str) -> Channels:
        module = ModuleType("brief.delivery.deliver")
        channels = Channels(*outcomes)
        module.deliver = channels  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "brief.delivery", ModuleType("brief.delivery"))
        monkeypatch.setitem(sys.modules, "brief.delivery.deliver", module)
        return channels

    return to


def test_a_report_is_handed_on_once(desk: Desk, delivering: Callable[..., Channels]) -> None:
    channels = delivering("sent", "sent")
    assert desk.tick(MONDAY)
    assert desk.tick(MONDAY + HOUR)
    assert channels.outcomes == ["sent"]
    assert desk.states() == {"2026-W01": "done"}


def test_a_report_reaches_the_folder_of_a_channel(tmp_path: Path, wire: Wire) -> None:
    desk = desk_in(tmp_path, wire, more='[delivery.site]\nkind = "folder"\npath = "site"\n')
    desk.schedule(job(deliver=("site",)))
    assert desk.tick(MONDAY), desk.journal.entries
    assert [one["status"] for one in desk.told("delivery")] == ["sent"]
    assert list((tmp_path / "site").rglob("*.html"))


@pytest.mark.parametrize(
    ("first", "reason"), [("failed", "mail: no route; chat: no route"), ("gone", "there is no channel 'mail'.")]
)
def test_a_delivery_that_fails_fails_no_report_and_is_tried_again(
    desk: Desk, delivering: Callable[..., Channels], first: str, reason: str
) -> None:
    delivering(first, "skipped")
    assert not desk.tick(MONDAY)
    assert desk.states() == {"2026-W01": "made"}
    assert desk.journal.entries[0].reason == reason
    assert desk.tick(MONDAY + timedelta(minutes=5)), "it waits"
    assert desk.tick(MONDAY + HOUR)
    assert (desk.states(), desk.journal.entries[0].reason) == ({"2026-W01": "done"}, "")
    assert len(desk.runs) == 1


def test_a_delivery_that_fails_too_often_is_given_up_with_its_reason(
    tmp_path: Path, wire: Wire, delivering: Callable[..., Channels]
) -> None:
    desk = desk_in(tmp_path, wire, more=f"[schedule]\ntries = 2\n{CHANNELS}")
    desk.schedule(job(deliver=("mail",)))
    delivering("failed", "failed")
    assert not desk.tick(MONDAY)
    assert desk.tick(MONDAY + HOUR)
    assert (desk.states(), desk.journal.entries[0].reason) == ({"2026-W01": "done"}, "mail: no route")


def test_a_report_that_waits_for_an_approval_is_asked_for_until_it_is_sent(
    desk: Desk, delivering: Callable[..., Channels]
) -> None:
    delivering("waiting", "waiting", "skipped")
    assert desk.tick(MONDAY)
    assert desk.states() == {"2026-W01": "waiting"}
    assert desk.tick(MONDAY + HOUR)
    assert desk.tick(MONDAY + 2 * HOUR)
    assert desk.states() == {"2026-W01": "done"}


def test_what_may_have_arrived_is_left_alone_and_told(desk: Desk, delivering: Callable[..., Channels]) -> None:
    delivering("unknown")
    assert desk.tick(MONDAY)
    assert (desk.states(), desk.journal.entries[0].reason) == ({"2026-W01": "done"}, "mail: no route; chat: no route")


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_run_now_does_the_newest_period_once_and_again_by_force(quick: Desk, maker: Maker) -> None:
    def now(force: bool = False) -> str:
        (weekly,) = read_jobs(quick.folder)
        entry = Work(find_project(quick.folder), lambda: MONDAY + 2 * DAY, quick.tell).newest(weekly, force)
        return f"{entry.period} {entry.state} {entry.run}"

    assert now() == "2026-W01 done run-1"
    assert now() == "2026-W01 done run-1"
    assert now(force=True) == "2026-W01 done run-2"
    quick.tick(MONDAY + 3 * DAY)
    assert len(maker.tried) == 2


def test_before_a_job_was_ever_due_run_now_does_the_last_complete_period(quick: Desk, maker: Maker) -> None:
    quick.schedule(job(since=MONDAY + DAY))
    (weekly,) = read_jobs(quick.folder)
    entry = Work(find_project(quick.folder), lambda: MONDAY + 2 * DAY, quick.tell).newest(weekly, force=False)
    assert maker.tried == [("2026-W01", MONDAY + 2 * DAY)]
    assert entry.state == "done"


def test_a_run_by_hand_is_none_of_a_jobs(desk: Desk) -> None:
    desk.tick(MONDAY)
    assert not Task(find_project(desk.folder), job(name="other"), "2026-W01", MONDAY).has_made(desk.runs[0])
    assert Task(find_project(desk.folder), job(), "2026-W01", MONDAY).has_made(desk.runs[0])
