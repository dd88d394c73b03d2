"""What README.md and its kin tell a reader to open or to type is there, and works as it stands."""

import re
from pathlib import Path
from pkgutil import resolve_name

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        ROOT / "README.md",
        ROOT / "README.zh.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "SECURITY.md",
        *(ROOT / "docs").rglob("*.md"),
    )
)


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`([\w.-]+/[\w./-]+\.(?:py|md|toml|j2))`", text)
    assert [name for name in named if not (ROOT / name).is_file()] == []
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert [name for name in linked if not (ROOT / page).parent.joinpath(name).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_modules_that_a_page_names_can_be_imported(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for name in re.findall(r"`((?:schemas|facts|checks|agents|brief)\.\w[\w.]*)`", text):
        resolve_name(name)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_how_the_command_comes_to_be_known_is_told_before_it_is_used(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert -1 < text.find(". .venv/bin/activate") < text.find("brief sources add")
