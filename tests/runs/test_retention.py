"""Old runs go, and nothing else does; a removal that is cut short leaves nothing that looks like a run."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from stored_runs import NOW, call, record

from brief.cli.main import cli
from brief.errors import BriefError, UsageError
from brief.runs.retention import Choice, Rule, age, choose, remove, size_of, sweep
from brief.runs.selection import Wanted, states_in
from brief.runs.store import Run, find_run, list_runs

ANY = Wanted()


@dataclass(frozen=True)
class Shelf:
    """A runs folder in which run n is n days old."""

    folder: Path

    def add(self, days: int, status: str = "finished", parent: str | None = None, **told: Any) -> str:
        now = NOW - timedelta(days=days)
        run = Run.create(self.folder, now, "weekly", f"{days}{status}")
        run.append_call(call("0"))
        run.write_record(
            record(run.id, status, now).model_copy(update={"parent": parent, **told}),
        )
        run.close()
        return run.id

    def silent_since(self, run_id: str, age: timedelta) -> None:
        """The last write was so long ago."""
        folder = self.folder / run_id
        for path in (*folder.rglob("*"), folder):
            os.utime(path, ((NOW - age).timestamp(),) * 2)

    def choose(self, older_than: int | None = None, keep: int = 0, wanted: Wanted = ANY) -> Choice:
        rule = Rule(wanted, timedelta(days=older_than) if older_than is not None else None, keep)
        return choose(list_runs(self.folder).runs, rule, NOW)

    def going(self, *given: Any, **named: Any) -> list[str]:
        return [run.record.run_id for run in self.choose(*given, **named).going]

    @property
    def ids(self) -> list[str]:
        return [run.record.run_id for run in list_runs(self.folder).runs]

    def prune(self, *arguments: str, answer: str | None = None) -> Result:
        given = ["prune", *arguments, "--runs-dir", str(self.folder)]
        return CliRunner().invoke(cli, given, standalone_mode=False, input=answer)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "runs")


# -- which ones ------------------------------------------------------------------------------------------------------


def test_runs_go_by_age_oldest_first(shelf: Shelf) -> None:
    old, older, _ = shelf.add(91), shelf.add(120), shelf.add(89)
    assert shelf.going(older_than=90) == [older, old]


def test_the_newest_stay_whatever_their_age(shelf: Shelf) -> None:
    _, _, third = shelf.add(100), shelf.add(200), shelf.add(300)
    assert shelf.going(keep=2) == [third]
    assert shelf.going(older_than=90, keep=2) == [third]
    assert shelf.going(older_than=400, keep=2) == []


def test_only_runs_in_the_named_states_are_counted(shelf: Shelf) -> None:
    failed = [shelf.add(days, "failed") for days in (1, 3)]
    shelf.add(2)
    killed = shelf.add(5, "running")
    shelf.silent_since(killed, timedelta(days=5))
    assert shelf.going(wanted=Wanted(states=("failed",)), keep=1) == [failed[1]]
    assert shelf.going(wanted=Wanted(states=("failed", "killed"))) == [killed, failed[1], failed[0]]


def test_a_run_that_wrote_within_the_hour_may_live_where_its_lock_cannot_be_seen(shelf: Shelf) -> None:
    """On a network drive another machine's lock is not seen: the run looks killed."""
    run = shelf.add(5, "running")
    shelf.silent_since(run, timedelta(minutes=50))
    choice = shelf.choose(older_than=1)
    assert (choice.going, [stay.run.path.name for stay in choice.staying]) == ((), [run])
    assert "may be running" in choice.staying[0].why
    shelf.silent_since(run, timedelta(minutes=70))
    assert shelf.going(older_than=1) == [run]


def test_a_run_from_the_future_is_not_old(shelf: Shelf) -> None:
    shelf.add(-400)
    assert shelf.going(older_than=0) == []


def test_a_run_that_is_running_stays(shelf: Shelf) -> None:
    run = Run.create(shelf.folder, NOW - timedelta(days=99), "weekly", "x")
    run.write_record(record(run.id, "running", NOW - timedelta(days=99)))
    try:
        choice = shelf.choose(older_than=1)
        assert choice.going == ()
        assert [stay.why for stay in choice.staying] == ["is running"]
    finally:
        run.close()
    shelf.silent_since(run.id, timedelta(days=99))
    assert shelf.going(older_than=1) == [run.id]


@pytest.mark.parametrize("status", ["running", "interrupted", "failed"])
def test_what_an_unfinished_replay_goes_on_from_stays_with_its_own_parents(shelf: Shelf, status: str) -> None:
    first = shelf.add(300)
    second = shelf.add(200, parent=first)
    child = shelf.add(1, status, parent=second)
    stranger = shelf.add(250)
    choice = shelf.choose(older_than=90)
    assert [run.record.run_id for run in choice.going] == [stranger]
    assert {stay.run.record.run_id for stay in choice.staying} == {first, second}
    assert all(child in stay.why for stay in choice.staying)


def test_an_unfinished_replay_that_goes_itself_holds_nothing(shelf: Shelf) -> None:
    parent = shelf.add(300)
    child = shelf.add(200, "interrupted", parent=parent)
    assert shelf.going(older_than=90) == [parent, child]


def test_a_finished_replay_lets_its_parent_go_and_what_that_costs_is_told(shelf: Shelf) -> None:
    parent = shelf.add(300)
    child = shelf.add(1, parent=parent)
    choice = shelf.choose(older_than=90)
    assert [run.record.run_id for run in choice.going] == [parent]
    assert child in choice.notes[0]
    assert "complete alone" in choice.notes[0]


@pytest.mark.parametrize("text", ["", "90", "d", "-1d", "1.5d", "90y", "९d", "9999999999d", "90 d"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="90d, 12w or 36h"):
        age(text)


def test_an_age_counts_hours_days_or_weeks() -> None:
    assert (age("36h"), age("90d"), age("2w")) == (timedelta(hours=36), timedelta(days=90), timedelta(days=14))


def test_a_state_that_there_is_not_is_refused() -> None:
    assert states_in(["failed, killed", "running"]) == ("failed", "killed", "running")
    assert states_in([]) is None
    with pytest.raises(UsageError, match="no state 'done'"):
        states_in(["failed,done"])


# -- how they go -----------------------------------------------------------------------------------------------------


def test_a_run_goes_with_all_its_files(shelf: Shelf) -> None:
    gone, left = shelf.add(2), shelf.add(1)
    (shelf.folder / gone / "prompts").mkdir()
    (shelf.folder / gone / "prompts" / "critic.md").write_text("x", "utf-8")
    remove(find_run(shelf.folder, gone))
    assert [path.name for path in shelf.folder.iterdir()] == [left]


def test_a_removal_that_is_cut_short_leaves_no_run_and_the_next_one_finishes_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, left = shelf.add(2), shelf.add(1)

    def killed(path: Path) -> None:
        (path / "run.json").unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            remove(find_run(shelf.folder, gone))
    assert len(list(shelf.folder.iterdir())) == 2
    listing = list_runs(shelf.folder)
    assert ([run.record.run_id for run in listing.runs], listing.notes) == ([left], ())
    assert sweep(shelf.folder) == 1
    assert [path.name for path in shelf.folder.iterdir()] == [left]


def test_what_links_point_to_is_left_alone(shelf: Shelf, tmp_path: Path) -> None:
    outside = tmp_path / "precious"
    outside.mkdir()
    (outside / "file").write_text("x" * 1000, "utf-8")
    run = shelf.add(2)
    (shelf.folder / run / "out").symlink_to(outside)
    (shelf.folder / run / "file").symlink_to(outside / "file")
    assert size_of(shelf.folder / run) < 3000
    remove(find_run(shelf.folder, run))
    assert (outside / "file").exists()
    assert shelf.ids == []


def test_a_run_that_lies_elsewhere_and_is_linked_stays(shelf: Shelf, tmp_path: Path) -> None:
    run = shelf.add(200)
    (shelf.folder / run).rename(tmp_path / run)
    (shelf.folder / run).symlink_to(tmp_path / run)
    choice = shelf.choose(older_than=90)
    assert choice.going == ()
    assert [stay.why for stay in choice.staying] == ["is a link to a folder elsewhere"]


@pytest.mark.parametrize("left", ["holiday-pictures", ".pruned-linked", "broken"])
def test_what_is_no_run_is_left_alone(shelf: Shelf, tmp_path: Path, left: str) -> None:
    shelf.add(200)
    other = shelf.folder / left
    if left == ".pruned-linked":
        (tmp_path / "elsewhere").mkdir()
        other.symlink_to(tmp_path / "elsewhere")
    else:
        other.mkdir()
        (other / "run.json").write_text('{"run_id": "bro', "utf-8")
    assert shelf.prune("--keep", "0", "--yes").return_value == 0
    assert [path.name for path in shelf.folder.iterdir()] == [left]


@pytest.mark.parametrize("within", [".", "judgings"])
def test_a_run_that_another_process_is_at_is_not_removed(shelf: Shelf, within: str) -> None:
    run = find_run(shelf.folder, shelf.add(2, "interrupted"))
    (run.path / within).mkdir(exist_ok=True)
    held = Run.reopen(run) if within == "." else Run.beside(run, within)
    try:
        with pytest.raises(UsageError, match="another process"):
            remove(run)
    finally:
        held.close()
    assert shelf.ids == [run.record.run_id]
    remove(run)
    assert shelf.ids == []


def test_a_run_that_went_on_since_it_was_chosen_is_not_removed(shelf: Shelf) -> None:
    run = find_run(shelf.folder, shelf.add(2, "interrupted"))
    again = Run.reopen(run)
    again.write_record(run.record.model_copy(update={"status": "finished"}))
    again.close()
    with pytest.raises(UsageError, match="changed meanwhile"):
        remove(run)
    assert len(shelf.ids) == 1


def test_a_run_that_was_removed_meanwhile_cannot_be_resumed(shelf: Shelf) -> None:
    run = find_run(shelf.folder, shelf.add(2, "interrupted"))
    remove(run)
    with pytest.raises(UsageError, match="is gone"):
        Run.reopen(run)


def refusing(path: Path, *_rest: Any) -> None:
    raise PermissionError(13, os.strerror(13), str(path))


def test_what_the_system_does_not_let_go_is_named_and_the_others_go(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = shelf.add(3), shelf.add(2)
    real: Callable[[Path, Path], Path] = Path.rename
    monkeypatch.setattr(Path, "rename", lambda old, new: refusing(old) if old.name == kept else real(old, new))
    result = shelf.prune("--keep", "0", "--yes", "--json")
    told = json.loads(result.stdout)
    assert (result.return_value, told["exit_code"]) == (1, 1)
    assert [one["run_id"] for one in told["removed"]] == [gone]
    assert [one["run_id"] for one in told["staying"]] == [kept]
    assert "Permission denied" in result.stderr
    assert shelf.ids == [kept]
    with pytest.raises(BriefError, match="cannot be removed"):
        remove(find_run(shelf.folder, kept))


# -- the command -----------------------------------------------------------------------------------------------------


def test_nothing_goes_where_nobody_can_be_asked(shelf: Shelf) -> None:
    shelf.add(200)
    result = CliRunner().invoke(cli, ["prune", "--keep", "0", "--runs-dir", str(shelf.folder)])
    assert isinstance(result.exception, UsageError)
    assert "--yes" in str(result.exception)
    assert "kB" in result.stdout
    assert len(shelf.ids) == 1


@pytest.mark.parametrize(("answer", "left"), [("n\n", 1), ("\n", 1), ("y\n", 0)])
def test_on_a_terminal_it_asks_first(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, answer: str, left: int) -> None:
    shelf.add(200)
    monkeypatch.setattr("brief.cli.prune._can_be_asked", lambda: True)
    result = shelf.prune("--keep", "0", answer=answer)
    assert result.return_value == 0
    assert "Remove 1 run for good?" in result.stderr
    assert len(shelf.ids) == left


def test_a_dry_run_shows_sizes_and_removes_nothing(shelf: Shelf) -> None:
    run = shelf.add(200)
    told = json.loads(shelf.prune("--keep", "0", "--dry-run", "--json").stdout)
    assert told["removed"] == []
    (would,) = told["would_remove"]
    assert (would["run_id"], would["bytes"]) == (run, size_of(shelf.folder / run))
    assert len(shelf.ids) == 1


def test_a_command_that_does_not_say_what_is_to_go_is_refused(shelf: Shelf) -> None:
    shelf.add(200)
    result = CliRunner().invoke(cli, ["prune", "--yes", "--runs-dir", str(shelf.folder)])
    assert "what is to go" in str(result.exception)
    assert len(shelf.ids) == 1


def test_nothing_to_do_is_no_error(shelf: Shelf) -> None:
    shelf.add(1)
    result = shelf.prune("--keep", "5")
    assert (result.return_value, result.stdout) == (0, "Nothing is to go.\n")


# -- brief list ------------------------------------------------------------------------------------------------------


def listed(shelf: Shelf, *filters: str) -> list[str]:
    given = ["list", "--json", "--runs-dir", str(shelf.folder), *filters]
    return [one["run_id"] for one in json.loads(CliRunner().invoke(cli, given, standalone_mode=False).stdout)["runs"]]


def test_every_filter_must_hold_and_the_newest_come_first(shelf: Shelf) -> None:
    chains = {"critic": ("fake:m", "extractive")}
    first = shelf.add(9, chains=chains, models={"critic": "fake:m"})
    second = shelf.add(8, "failed", parent=first, chains=chains)
    third = shelf.add(7, parent=first)
    assert listed(shelf) == [third, second, first]
    assert listed(shelf, "--limit", "2") == [third, second]
    assert listed(shelf, "--model", "fake:m") == listed(shelf, "--model", "m") == [second, first]
    assert listed(shelf, "--model", "extractive") == [second, first]
    assert listed(shelf, "--status", "failed,finished", "--limit", "1") == [third]
    assert listed(shelf, "--parent", first) == [third, second]
    assert listed(shelf, "--parent", first, "--status", "failed", "--model", "m", "--period", "2026-W02") == [second]
    assert listed(shelf, "--period", "weekly") == listed(shelf, "--period", "2026-01-05..2026-01-11") == listed(shelf)
    assert listed(shelf, "--period", "2026-W03") == listed(shelf, "--format", "other") == []


def test_runs_that_are_named_go_alone(shelf: Shelf) -> None:
    kept, gone = shelf.add(1), shelf.add(400)
    told = json.loads(shelf.prune(gone[:-2], "--yes", "--json").stdout)
    assert [one["run_id"] for one in told["removed"]] == [gone]
    assert shelf.ids == [kept]
