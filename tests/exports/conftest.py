import shutil
from pathlib import Path

import pytest
from published import Published, published


@pytest.fixture(scope="session")
def _first(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(tmp_path_factory.mktemp("published"), "quantshark-weekly", "ai-daily")


@pytest.fixture
def project(_first: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    """A copy of the folder for this test alone, which is the working directory."""
    folder = tmp_path / "project"
    shutil.copytree(_first.folder, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BRIEF_USER", "lin")
    return Published(folder, _first.run_id)
