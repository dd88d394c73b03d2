"""Every command that a guide shows runs as it stands, page by page, in a project with the example week, and answers as
the guide shows.

A comment before a block, `<!-- not here: why -->`, takes out one that needs what a test cannot have.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import EXAMPLE, ROOT
from forking import loaded_brief
from improvising import improvise
from model_server import model_server

from brief.cli.main import exit_status

_BLOCK = re.compile(r"^(<!-- not here: .*-->\n)?```(sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_RUN_ID = re.compile(r"\d{8}T\d{4}Z-\w+-[0-9a-f]{4}")
_NO_PROGRAMS = ("chromium ",)
"""Shown, but not of this project."""


def commands(page: str) -> list[str]:
    """In order; of a block that shows answers too, the lines behind a prompt."""
    found: list[str] = []
    for excuse, kind, body in _BLOCK.findall((ROOT / page).read_text("utf-8")):
        lines = body.replace("\\\n", " ").splitlines()
        told = [line[2:] for line in lines if line.startswith("$ ")] if kind == "console" else lines
        found += [] if excuse else [line for line in told if line.strip() and not line.startswith(_NO_PROGRAMS)]
    return found


def answers(page: str) -> list[str]:
    """The lines that a page shows of what its commands said."""
    blocks = (body for excuse, kind, body in _BLOCK.findall((ROOT / page).read_text("utf-8")) if kind == "console")
    lines = (line for body in blocks for line in body.splitlines())
    return [line for line in lines if line.strip("… ") and not line.startswith("$ ")]


def missing(shown: list[str], said: str, *, measured: bool) -> list[str]:
    """Lines that are shown and were not said; one may end in …. `measured`: of what a report says and of figures, which
    change with what is measured, only that they are told is compared.
    """

    def bare(line: str) -> str:
        return re.sub(r"(?<=\b)[0-9a-f]{4,12}\b|[\d.,:]+", "0", " ".join(line.split())) if measured else line

    real = {bare(line) for line in said.splitlines()}
    looked_at = [bare(line) for line in shown if not (measured and re.search("[一-龥]", line))]
    return [one for one in looked_at if not any(line.startswith(one.removesuffix("…")) for line in real)]


PAGES = [page for page in sorted(path.name for path in (ROOT / "docs").glob("*.md")) if commands(f"docs/{page}")]


def script(page: str) -> Iterator[str]:
    """The page's commands, with the ids of the runs that are made here: the first that it names is the first made."""
    ids = list(dict.fromkeys(_RUN_ID.findall((ROOT / "docs" / page).read_text("utf-8"))))
    for line in commands(f"docs/{page}"):
        own = line.replace("…/examples", str(EXAMPLE.parent)).replace("RUN", "last")
        yield _RUN_ID.sub(lambda found: f"$(ls -tr runs | sed -n {ids.index(found[0]) + 1}p)", own)


def with_a_crontab_of_its_own(folder: Path) -> Path:
    """A folder with programs that stand before the machine's: no test touches what its user has scheduled."""
    folder.mkdir()
    table = '#!/bin/sh\nif [ "$1" = -l ]; then touch "$HOME/table"; cat "$HOME/table"; else cat >"$HOME/table"; fi\n'
    for name, text in (("crontab", table), ("systemctl", "#!/bin/sh\nexit 1\n")):
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(0o755)
    return folder


@dataclass(frozen=True)
class Here:
    """What a guide takes for granted."""

    empty: Path
    """A project with the example week and no run."""
    with_a_run: Path
    programs: Path
    """A folder with the program `brief`."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    found = Here(*(tmp_path_factory.mktemp("guides") / name for name in ("empty", "run", "programs")))
    assert exit_status(["init", str(found.empty)]) == 0
    (found.empty / "2026-W02.jsonl").write_bytes(EXAMPLE.read_bytes())
    shutil.copytree(found.empty, found.with_a_run)
    found.programs.mkdir()
    run = ("run", "--corpus", "2026-W02.jsonl", "--period", "2026-W02", "--offline")
    with loaded_brief(found.programs, found.with_a_run, *run):
        yield found


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_guide_run(page: str, tmp_path: Path, here: Here) -> None:
    project = tmp_path / "here"
    begins = "brief init" in "".join(commands(f"docs/{page}"))
    shutil.copytree(here.empty if begins else here.with_a_run, project)
    folders = (with_a_crontab_of_its_own(tmp_path / "bin"), here.programs, Path(sys.executable).parent)
    with model_server(answer=improvise) as server:
        environment = {
            "PATH": os.pathsep.join((*map(str, folders), os.environ["PATH"])),
            "HOME": str(tmp_path),
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": server.base_url,
            "LANG": "C.UTF-8",
        }
        shell = ["set -e", 'ok() { eval "$1" || [ $? = 1 ] || { echo "failed: $1" >&2; exit 9; }; }']
        shell.append(_SED)
        told = [line if line.startswith("cd ") else f"ok {_quoted(line)}" for line in script(page)]
        done = subprocess.run(
            ["/bin/sh", "-c", "\n".join([*shell, *told])], cwd=project, env=environment, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
    said = done.stdout.replace(f"{project}/", "")
    assert done.returncode == 0, said[-2000:]
    assert missing(answers(f"docs/{page}"), said, measured=page == "first-replay.md") == []


_SED = """sed() {
  [ "$1" = -i ] || { command sed "$@"; return; }
  for file; do :; done
  before=$(cat "$file") && command sed "$@" || return
  [ "$before" != "$(cat "$file")" ] || { echo "changes nothing: sed $*" >&2; return 9; }
}"""
"""An edit that a guide shows has to find what it edits."""


def _quoted(line: str) -> str:
    return "'" + line.replace("'", "'\\''") + "'"
