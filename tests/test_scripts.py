"""Setting up says what a machine lacks; the complexity check names what is over its limit."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the script reads, and an empty folder `bin` as its only PATH but for sh's own tools."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname", "cksum", "cat", "rm"):
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def setup(checkout: Path, **named: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "bin" / "sh"), "scripts/setup"],
        cwd=checkout,
        env={"PATH": str(checkout / "bin"), **named},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def pretend_python(checkout: Path, name: str, script: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_without_a_recent_python_it_says_which_one_is_needed(checkout: Path) -> None:
    pretend_python(checkout, "python3", "exit 1")  # too old for every question it is asked
    done = setup(checkout)
    assert done.returncode == 2
    assert "Python 3.11 or later" in done.stderr
    assert not (checkout / ".venv").exists()


def test_without_the_venv_package_it_says_what_to_install(checkout: Path) -> None:
    answers = 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.11 ;; esac'
    pretend_python(checkout, "python3", answers)
    done = setup(checkout)
    assert done.returncode == 2
    assert "python3.11-venv" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(("words", "code", "named"), [(12, 0, ""), (13, 1, "facts/knot.py:1 knot 13\n")])
def test_complexity_counts_conditions_and_names_what_is_over_the_limit(
    checkout: Path, words: int, code: int, named: str
) -> None:
    (checkout / "facts").mkdir()
    (checkout / "facts" / "knot.py").write_text(f"def knot(word):\n    return {' or '.join(['word'] * words)}\n")
    done = subprocess.run(
        [sys.executable, "scripts/complexity"], cwd=checkout, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (code, named)


def test_the_python_that_is_named_is_taken_before_all_others(checkout: Path) -> None:
    pretend_python(checkout, "python3.11", "exit 0")
    pretend_python(checkout, "mine", 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.12 ;; esac')
    done = setup(checkout, PYTHON="mine")
    assert done.returncode == 2
    assert done.stderr.startswith("mine cannot make virtual environments here")


@pytest.mark.parametrize("named", ["old", "nowhere/python3.12"])
def test_a_named_python_that_cannot_be_used_is_told_though_there_are_others(checkout: Path, named: str) -> None:
    pretend_python(checkout, "python3.11", "exit 0")
    pretend_python(checkout, "old", "exit 1")
    done = setup(checkout, PYTHON=named)
    assert done.returncode == 2
    assert f"PYTHON={named} is no Python 3.11 or later" in done.stderr


@pytest.mark.parametrize(("named", "made_anew"), [("3.11", False), ("3.12", True)])
def test_an_environment_of_another_python_than_the_named_one_is_made_anew(
    checkout: Path, named: str, made_anew: bool
) -> None:
    installed = checkout / ".venv" / "bin"
    installed.mkdir(parents=True)
    (checkout / ".venv" / "place").write_text(f"{checkout}\n")
    says = 'case "$*" in *sys.version\\)*) echo {} ;; --version) echo a new one ;; "-m venv"*) exit 3 ;; esac'
    pretend_python(checkout, "mine", says.format(named))
    pretend_python(checkout, "../.venv/bin/python", says.format("3.11"))
    pretend_python(checkout, "../.venv/bin/brief", "exit 0")
    lock, project = (checkout / name for name in ("requirements.lock", "pyproject.toml"))
    stamp = subprocess.run(["cksum"], input=lock.read_bytes() + project.read_bytes(), capture_output=True, check=True)
    (checkout / ".venv" / "requirements.lock.stamp").write_bytes(stamp.stdout)
    done = setup(checkout, PYTHON="mine")
    assert (done.returncode, done.stderr) == ((3, "Making .venv with a new one\n") if made_anew else (0, ""))
