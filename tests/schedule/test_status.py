"""What `brief status` calls wrong."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from published import command
from ticking import MONDAY, Desk, desk_in, job, wired

from brief.cli.status import _row
from brief.delivery.log import DeliveryLog
from brief.errors import BriefError
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun, alone_at, list_runs
from brief.schedule.journal import Keeper
from brief.schedule.status import _about_sources, status_of
from brief.schedule.tick import Work, alone
from brief.settings.config import load_config
from brief.settings.project import find_project

LOOK = "`crontab -l`, `systemctl --user list-timers`, cron.log and logs/brief.log"
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


def status(desk: Desk, now: datetime) -> dict[str, Any]:
    project = find_project(desk.folder)
    return status_of(project, load_config(project.config, (), project.base), now)


def changed(desk: Desk, **fields: object) -> None:
    """Makes the newest run's record say something else."""
    run = list_runs(desk.folder / "runs").runs[0]
    (run.path / "run.json").write_text(run.record.model_copy(update=fields).model_dump_json(), "utf-8")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A project that wrote its first report and saw two ticks."""
    with wired() as wire:
        desk = desk_in(tmp_path_factory.mktemp("status"), wire)
        desk.tick(MONDAY)
        desk.tick(MONDAY + HOUR)
        return desk


def test_all_is_well_once_the_newest_due_report_is_done(done: Desk) -> None:
    found = status(done, MONDAY + 2 * HOUR)
    assert (found["status"], found["exit_code"], found["problems"]) == ("ok", 0, [])
    (told,) = found["jobs"]
    assert (told["newest"]["period"], told["newest"]["run"]) == ("2026-W01", done.runs[0].path.name)
    report = told["report"]
    assert (report["accepted"], report["approved"], report["deliveries"]) == (True, False, {})
    assert (report["coverage"]["missing_days"], report["coverage"]["failed_sources"]) == ([], [])
    assert Path(report["html"]).is_file()
    assert (told["next_due_at"], told["next_period"]) == ("2026-01-12T00:00:00+00:00", "2026-W02")
    assert found["ticked_at"] == "2026-01-05T01:00:00Z"


def test_a_tick_that_stays_away_and_a_report_that_is_overdue_are_wrong(done: Desk) -> None:
    found = status(done, MONDAY + WEEK + 2 * HOUR)
    assert found["exit_code"] == 1
    assert found["problems"] == [
        f"no tick since Mon 2026-01-05 09:00 Asia/Shanghai: look at {LOOK}",
        "weekly: there is no report on 2026-W02, due Mon 2026-01-12 08:00 Asia/Shanghai (tries: 0)",
    ]


def test_an_earlier_report_that_is_still_tried_is_wrong_too(done: Desk) -> None:
    keeper = Keeper(done.folder)
    before = keeper.journal.entries
    (newest,) = before
    keeper.put(newest.changed(period="2025-W52", due=newest.due - WEEK, state="failed", reason="no room"))
    assert status(done, MONDAY + 2 * HOUR)["problems"] == [
        "weekly: there is no report on 2025-W52, due Mon 2025-12-29 08:00 Asia/Shanghai (tries: 1, no room)"
    ]
    keeper.note(entries=before)


def test_a_report_has_an_hour_to_be_made(done: Desk) -> None:
    assert not [one for one in status(done, MONDAY + WEEK + HOUR / 2)["problems"] if "no report" in one]


def test_open_issues_and_what_the_run_lacked_are_wrong(done: Desk) -> None:
    before = (done.runs[0].path / "run.json").read_text("utf-8")
    changed(done, exit_code=1, open_issues=2, unmet=("sources", "models"), models={"critic": "fake:m"})
    found = status(done, MONDAY + 2 * HOUR)
    on, look = "weekly: the report on 2026-W01", f"see `brief show {done.runs[0].path.name}`"
    assert found["problems"] == [
        f"{on} has 2 open issues", f"{on} had to do without sources: {look}", f"{on} had to do without models: {look}"
    ]  # fmt: skip
    assert (found["jobs"][0]["report"]["accepted"], found["jobs"][0]["report"]["unmet"]) == (
        False,
        ["sources", "models"],
    )
    (done.runs[0].path / "run.json").write_text(before, "utf-8")


SITE = '[delivery.site]\nkind = "folder"\npath = "site"\ndeliver = "after-approval"\n'


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A project whose report waits for an approval."""
    with wired() as wire:
        desk = desk_in(tmp_path, wire, more=SITE)
        desk.schedule(job(deliver=("site",)))
        desk.tick(MONDAY)
    monkeypatch.chdir(tmp_path)
    return desk


def about(desk: Desk) -> tuple[str, list[str]]:
    """The state of the newest report, and what is wrong with it."""
    found = status(desk, MONDAY + HOUR / 2)
    (told,) = found["jobs"]
    return told["newest"]["state"], found["problems"]


def test_what_was_approved_and_sent_by_hand_is_delivered_before_any_tick(waiting: Desk) -> None:
    run = waiting.runs[0].path.name
    reason = f"site waits for an approval: `brief approve {run}`"
    assert about(waiting) == ("waiting", [f"weekly: the report on 2026-W01 is not delivered ({reason})"])
    assert command("approve", run).return_value == 0
    assert about(waiting) == ("done", [])
    assert command("schedule", "list").stdout.splitlines()[1].split()[-2:] == ["done", "site"]
    waiting.schedule(job(deliver=("site",), since=MONDAY + HOUR / 2))
    assert about(waiting) == ("done", [])
    assert waiting.tick(MONDAY + HOUR)


def test_why_an_approved_report_did_not_arrive_is_told(waiting: Desk) -> None:
    (waiting.folder / "site").write_text("in the way")
    command("approve", waiting.runs[0].path.name)
    state, (problem,) = about(waiting)
    assert state == "waiting"
    assert "for an approval" not in problem
    assert "site: " in problem


def test_a_correction_that_waits_is_told_and_once_sent_stands_for_the_report(waiting: Desk) -> None:
    run = waiting.runs[0]
    command("approve", run.path.name)
    cell = LoadedRun(run).last_draft.tables[0].rows[0].cells[1].id
    result = command("correct", run.path.name, cell, "--text", "公司没有公布更多数据", "--why", "有误。", "--json")
    child = json.loads(result.stdout)["run_id"]
    told = f"site has {run.path.name} and not {child}, which corrects it (it waits for an approval)"
    assert about(waiting) == ("done", [f"{told}: `brief approve {child}`"])
    command("approve", child)
    assert about(waiting) == ("done", [])
    (told,) = status(waiting, MONDAY + HOUR / 2)["jobs"]
    assert (told["newest"]["run"], told["report"]["run"]) == (run.path.name, child)
    assert _row(told, ZoneInfo("Asia/Shanghai"))[4] == child


def test_a_report_is_delivered_where_only_its_edited_version_was_approved(waiting: Desk) -> None:
    run = waiting.runs[0]
    cell = LoadedRun(run).last_draft.tables[0].rows[0].cells[1].id
    result = command("correct", run.path.name, cell, "--text", "公司没有公布更多数据", "--why", "有误。", "--json")
    command("approve", json.loads(result.stdout)["run_id"])
    assert waiting.tick(MONDAY + HOUR)
    assert waiting.states() == {"2026-W01": "done"}
    assert about(waiting) == ("done", [])


def test_where_a_channel_had_failed_the_tick_brings_the_correction_and_never_the_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = '[delivery.site]\nkind = "folder"\npath = "site"\n[delivery.other]\nkind = "folder"\npath = "other/site"\n'
    with wired() as wire:
        desk = desk_in(tmp_path, wire, more=more)
        desk.schedule(job(deliver=("site", "other")))
        (tmp_path / "other").write_text("in the way")
        assert not desk.tick(MONDAY)
        monkeypatch.chdir(tmp_path)
        run = desk.runs[0]
        cell = LoadedRun(run).last_draft.tables[0].rows[0].cells[1].id
        result = command("correct", run.path.name, cell, "--text", "公司没有公布更多数据", "--why", "有误。", "--json")
        (tmp_path / "other").unlink()
        assert desk.tick(MONDAY + HOUR)
    told = [(one["run"], one["channel"], one["status"]) for one in desk.told("delivery")]
    child = json.loads(result.stdout)["run_id"]
    assert told[2:] == [(child, "other", "sent")]
    for folder in ("site", "other/site"):
        (page,) = (tmp_path / folder).glob("2026-W01.*.html")
        assert "有误。" in page.read_text("utf-8")
    assert desk.states() == {"2026-W01": "done"}


def test_a_correction_that_failed_where_the_report_is_is_told_and_tried_again_by_the_tick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a report that was sent by hand too; and a retry counts from the failure."""
    with wired() as wire:
        desk = desk_in(tmp_path, wire, more='[delivery.site]\nkind = "folder"\npath = "site"\n')
        desk.tick(MONDAY)
        monkeypatch.chdir(tmp_path)
        run = desk.runs[0]
        assert command("deliver", run.path.name).return_value == 0
        (tmp_path / "site").rename(tmp_path / "away")
        (tmp_path / "site").write_text("in the way")
        cell = LoadedRun(run).last_draft.tables[0].rows[0].cells[1].id
        result = command("correct", run.path.name, cell, "--text", "公司没有公布更多数据", "--why", "有误。", "--json")
        child = json.loads(result.stdout)["run_id"]
        _, (problem,) = about(desk)
        assert problem.startswith(f"site has {run.path.name} and not {child}, which corrects it (")
        assert problem.endswith(f": `brief deliver {child} --to site`")
        (tmp_path / "site").unlink()
        (tmp_path / "away").rename(tmp_path / "site")
        failed_at = datetime.fromisoformat(json.loads(result.stdout)["deliveries"][0]["at"])
        desk.schedule(job(since=failed_at))
        assert desk.tick(failed_at + timedelta(minutes=14))
        assert not desk.told("delivery")
        assert desk.tick(failed_at + timedelta(minutes=15))
    assert [(one["run"], one["status"]) for one in desk.told("delivery")] == [(child, "sent")]
    assert about(desk)[1] == []


def test_a_report_made_anew_by_force_stands_behind_the_correction_until_it_is_sent_by_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wired() as wire:
        desk = desk_in(tmp_path, wire, more='[delivery.site]\nkind = "folder"\npath = "site"\n')
        desk.schedule(job(deliver=("site",)))
        desk.tick(MONDAY)
        monkeypatch.chdir(tmp_path)
        run = desk.runs[0]
        cell = LoadedRun(run).last_draft.tables[0].rows[0].cells[1].id
        result = command("correct", run.path.name, cell, "--text", "公司没有公布更多数据", "--why", "有误。", "--json")
        child = json.loads(result.stdout)["run_id"]
        again = Work(find_project(tmp_path), lambda: MONDAY + HOUR, desk.tell).newest(
            job(deliver=("site",)), force=True
        )
        assert (again.state, about(desk)) == ("done", ("done", []))
        said = desk.told("delivery")[-1]
        assert (said["status"], child in said["reason"]) == ("skipped", True)
        assert f"`brief deliver {again.run} --force`" in said["reason"]
        assert command("deliver", str(again.run), "--force").return_value == 0
        (page,) = (tmp_path / "site").glob("2026-W01.*.html")
        assert "有误。" not in page.read_text("utf-8")
        assert about(desk) == ("done", [])


def corrected(run: StoredRun, *options: str) -> str:
    """The id of the run that corrects a cell of it."""
    cell = LoadedRun(run).last_draft.tables[0].rows[0].cells[1].id
    said = ("--text", "公司没有公布更多数据", "--why", "有误。", "--json")
    return str(json.loads(command("correct", run.path.name, cell, *said, *options).stdout)["run_id"])


def test_where_a_report_of_the_period_was_corrected_by_hand_the_job_brings_that_one_and_status_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "".join(f'[delivery.{name}]\nkind = "folder"\npath = "{name}"\n' for name in ("site", "other"))
    with wired() as wire:
        desk = desk_in(tmp_path, wire, more=more)
        desk.schedule(job(name="before", deliver=("site",)))
        desk.tick(MONDAY)
        monkeypatch.chdir(tmp_path)
        child = corrected(desk.runs[0])
        desk.schedule(job(deliver=("site", "other")))
        assert desk.tick(MONDAY + HOUR)
    made = desk.journal.entry("weekly", "2026-W01")
    assert made
    assert [(one["run"], one["channel"], one["status"]) for one in desk.told("delivery")[1:]] == [
        (made.run, "site", "skipped"), (child, "other", "sent")
    ]  # fmt: skip
    for folder in ("site", "other"):
        (page,) = (tmp_path / folder).glob("2026-W01.*.html")
        assert "有误。" in page.read_text("utf-8")
    assert about(desk) == ("done", [])
    (note,) = status(desk, MONDAY + HOUR)["notes"]
    assert note.startswith(
        f"weekly: on site, other is {child}, which corrects the report on 2026-W01; `brief deliver {made.run}"
    )
    assert desk.tick(MONDAY + 2 * HOUR)
    assert len(desk.told("delivery")) == 3
    assert command("deliver", str(made.run), "--force").return_value == 0
    assert status(desk, MONDAY + 2 * HOUR)["notes"] == []


def test_a_correction_that_was_not_sent_goes_out_in_place_of_what_was_never_delivered(
    waiting: Desk,
) -> None:
    run = waiting.runs[0]
    child = corrected(run, "--no-delivery")
    assert waiting.tick(MONDAY + HOUR / 4)
    assert [(one["run"], one["status"]) for one in waiting.told("delivery")[1:]] == [(child, "waiting")]
    reason = f"site waits for an approval: `brief approve {child}`"
    assert about(waiting) == ("waiting", [f"weekly: the report on 2026-W01 is not delivered ({reason})"])
    command("approve", child)
    assert about(waiting) == ("done", [])


def test_a_channel_that_is_not_configured_is_told_and_keeps_no_other_from_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wired() as wire:
        desk = desk_in(tmp_path, wire, more='[schedule]\ntries = 1\n[delivery.site]\nkind = "folder"\npath = "site"\n')
        desk.schedule(job(deliver=("sites", "site")))
        desk.tick(MONDAY)
        assert [(one.get("channel"), one["status"]) for one in desk.told("delivery")] == [
            ("site", "sent"), (None, "failed")
        ]  # fmt: skip
        said = "there is no channel 'sites' in config.toml"
        assert about(desk) == ("done", [f"weekly: the report on 2026-W01 is not delivered (tries: 1, {said})"])
        monkeypatch.chdir(tmp_path)
        doctor = json.loads(command("doctor", "--json").stdout)
        assert [one["said"] for one in doctor["findings"] if one["name"] == "job weekly"] == [said]
        again = Work(find_project(tmp_path), lambda: MONDAY + HOUR, desk.tell).newest(job(deliver=("sites",)), False)
        assert (again.state, again.reason) == ("done", said)


def test_a_report_that_is_made_anew_for_what_it_lacked_is_told_as_that_alone(done: Desk) -> None:
    before = (done.runs[0].path / "run.json").read_text("utf-8")
    keeper = Keeper(done.folder)
    entries = keeper.journal.entries
    changed(done, exit_code=1, unmet=("sources",))
    why = "it had to do without sources ([run] require)"
    keeper.put(entries[0].changed(state="failed", reason=why))
    name = done.runs[0].path.name
    told = f"weekly: the report on 2026-W01, {name}, is made anew (tries: 1, {why})"
    assert status(done, MONDAY + 2 * HOUR)["problems"] == [told]
    keeper.note(entries=entries)
    (done.runs[0].path / "run.json").write_text(before, "utf-8")


def test_a_source_that_could_not_be_read_for_a_day_is_wrong(tmp_path: Path) -> None:
    with wired() as wire:
        desk = desk_in(tmp_path, wire)
        desk.tick(MONDAY - 8 * HOUR)
        wire.is_dead = True
        desk.tick(MONDAY - HOUR)
        assert not status(desk, MONDAY - HOUR)["failed_sources"]
        desk.tick(MONDAY + 18 * HOUR)
    found = status(desk, MONDAY + 18 * HOUR)
    assert found["failed_sources"] == ["wire"]
    assert any(one.startswith("source wire: ") for one in found["problems"])


def test_a_try_whose_process_was_killed_is_told_with_what_happens_next_and_one_at_work_is_not(done: Desk) -> None:
    keeper = Keeper(done.folder)
    before = keeper.journal.entries
    keeper.put(before[0].changed(state="trying", tries=1, run=None))
    keeper.put(before[0].changed(period="2025-W52", due=before[0].due - WEEK, state="trying", tries=2, run=None))
    with alone(done.folder):
        at_work = status(done, MONDAY + HOUR / 2)
    assert (at_work["problems"], at_work["at_work"]) == ([], True)
    found = status(done, MONDAY + HOUR / 2)
    why = "its process was killed; the next tick goes on with it"
    assert found["problems"] == [
        f"weekly: there is no report on 2026-W01, due Mon 2026-01-05 08:00 Asia/Shanghai (tries: 1, {why})",
        f"weekly: there is no report on 2025-W52, due Mon 2025-12-29 08:00 Asia/Shanghai (tries: 2, {why})",
    ]
    assert (found["exit_code"], found["at_work"], found["jobs"][0]["newest"]["state"]) == (1, False, "interrupted")
    keeper.note(entries=before)


def test_a_delivery_whose_process_was_killed_is_told_and_one_on_its_way_is_not(waiting: Desk) -> None:
    run = waiting.runs[0]
    log = DeliveryLog(run.path)
    log.add(log.last["site"].model_copy(update={"status": "sending", "reason": ""}))
    with alone_at(run.path):
        assert about(waiting)[1] == []
    assert "site: its process was killed; the next tick sees to it" in about(waiting)[1][0]
    told = "site: the process that sent it ended before it was answered; look there"
    keeper = Keeper(waiting.folder)
    keeper.put(keeper.journal.entries[0].changed(state="done", tries=1, reason=told))
    assert about(waiting)[1] == [f"weekly: the report on 2026-W01 is not delivered (tries: 1, {told})"]


def test_why_a_try_failed_is_told(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    assert not desk.tick(MONDAY)
    (problem,) = status(desk, MONDAY + HOUR / 2)["problems"]
    assert problem.startswith(
        "weekly: there is no report on 2026-W01, due Mon 2026-01-05 08:00 Asia/Shanghai (tries: 1, 1-retrieval:"
    )


def test_a_tick_that_could_not_go_on_is_wrong(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    (tmp_path / "corpus.sqlite").write_text("no database, but some text that is long enough to be looked at as one")
    with pytest.raises(BriefError):
        desk.tick(MONDAY - HOUR)
    (tmp_path / "corpus.sqlite").unlink()
    (problem,) = status(desk, MONDAY - HOUR)["problems"]
    assert "the last tick could not go on" in problem


def test_a_project_without_a_job_is_told_to_add_one(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    desk.schedule()
    assert status(desk, MONDAY)["problems"] == ["no job is scheduled: `brief schedule add` makes one"]


def test_a_job_that_was_just_added_is_well_without_a_tick(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    desk.schedule(job(since=MONDAY))
    assert status(desk, MONDAY + HOUR / 2)["problems"] == []
    assert "no tick since the first job was added" in status(desk, MONDAY + 2 * HOUR)["problems"][0]


def test_of_many_sources_that_failed_the_first_are_named() -> None:
    told = list(_about_sources({f"s{number}": "away" for number in range(7)}))
    assert told[:1] == ["source s0: away"]
    assert told[5:] == ["and 2 further sources: `brief sources` has the reasons"]
    assert len(list(_about_sources({"s": "away"}))) == 1
