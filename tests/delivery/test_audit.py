"""The chain of the project's audit."""

import subprocess
import sys
from pathlib import Path

import pytest
from published import NOW

from brief.delivery.audit import FILE, chain, first_broken_line, signer
from brief.errors import BriefError


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    for number in range(4):
        chain(tmp_path, "edit", f"run{number}", "ai.e1.event by hand", "林", NOW)
    return tmp_path / FILE


def test_whole_lines_follow_from_each_other(audit: Path) -> None:
    assert first_broken_line(audit) is None
    assert first_broken_line(audit.with_name("none.jsonl")) is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda lines: [lines[0], lines[1].replace("run1", "run9"), *lines[2:]], 3),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[1], lines[0], *lines[2:]], 1),
        (lambda lines: [*lines[:2], "no line", *lines[2:]], 3),
        (lambda lines: lines[1:], 1),
    ],
    ids=["changed", "taken out", "swapped", "put in", "first gone"],
)
def test_a_line_that_was_changed_breaks_the_chain(audit: Path, change: object, broken: int) -> None:
    assert callable(change)
    lines = audit.read_text("utf-8").splitlines()
    audit.write_text("\n".join(change(lines)) + "\n", "utf-8")
    assert first_broken_line(audit) == broken


def test_a_line_cut_short_is_told_and_gone_with_the_next_one(audit: Path) -> None:
    audit.write_bytes(audit.read_bytes() + b'{"previous": "ab')
    assert first_broken_line(audit) == 5
    chain(audit.parent, "edit", "run5", "x", "林", NOW)
    assert first_broken_line(audit) is None


def test_processes_that_write_at_once_make_one_chain(tmp_path: Path) -> None:
    one = (
        "import sys, datetime, pathlib; from brief.delivery.audit import chain\n"
        "for n in range(20): chain(pathlib.Path(sys.argv[1]), 'edit', f'r{n}', 'x', 'y', datetime.datetime.now("
        "datetime.UTC))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", one, str(tmp_path)]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert first_broken_line(tmp_path / FILE) is None
    assert len((tmp_path / FILE).read_bytes().splitlines()) == 60


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BriefError, match="cannot be written"):
        chain(tmp_path / "gone", "edit", "r", "x", "y", NOW)


def test_a_name_is_given_or_that_of_the_environment_or_of_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEF_USER", " Wang  Fang ")
    assert (signer("林"), signer()) == ("林", "Wang Fang")
    monkeypatch.delenv("BRIEF_USER")
    monkeypatch.setattr("getpass.getuser", lambda: "lin")
    assert signer() == "lin"


def test_a_user_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("no such uid")

    monkeypatch.delenv("BRIEF_USER", raising=False)
    monkeypatch.setattr("getpass.getuser", nobody)
    assert signer().startswith("uid ")
