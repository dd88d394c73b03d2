import re
import tomllib
from pathlib import Path

import agents
import checks
import facts
import schemas
from brief.settings.project import find_project, shipped_folder

ROOT = Path(__file__).resolve().parents[2]


def test_the_packages_are_ours_and_not_those_of_another_distribution() -> None:
    for package in (agents, checks, facts, schemas):
        assert package.__file__ is not None
        assert Path(package.__file__).resolve().parent.parent == ROOT


def test_the_nearest_config_upward_is_the_project(tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    (tmp_path / "formats").mkdir()
    (tmp_path / "deep" / "down").mkdir(parents=True)
    project = find_project(tmp_path / "deep" / "down")
    assert project.config == tmp_path / "config.toml"
    assert project.base == tmp_path
    assert project.formats == tmp_path / "formats"
    assert project.prompts == shipped_folder() / "prompts"


def test_without_a_project_the_shipped_files_are_used_from_where_one_stands(tmp_path: Path) -> None:
    project = find_project(tmp_path)
    assert project.config == shipped_folder() / "config.toml"
    assert project.base == tmp_path.resolve()


def test_nothing_names_where_packages_come_from() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_the_lock_holds_every_direct_dependency_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for lock, wanted in (
        ("requirements.lock", project["dependencies"]),
        ("requirements-dev.lock", project["dependencies"] + project["optional-dependencies"]["dev"]),
    ):
        entries = (ROOT / lock).read_text(encoding="utf-8").split("\n")
        locked = {line.split("==")[0] for line in entries if "==" in line}
        assert {re.split(r"[\[>=]", requirement)[0] for requirement in wanted} <= locked
        assert "openai-agents" not in locked
