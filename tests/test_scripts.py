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


def setup(checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "bin" / "sh"), "scripts/setup"],
        cwd=checkout,
        env={"PATH": str(checkout / "bin")},
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
