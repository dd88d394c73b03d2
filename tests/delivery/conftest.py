import shutil
from pathlib import Path

import pytest
from published import Published, published
from receivers import certificate


@pytest.fixture(scope="session")
def _first(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(tmp_path_factory.mktemp("published"))


@pytest.fixture
def project(_first: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    """A copy of the folder for this test alone, which is the working directory."""
    folder = tmp_path / "project"
    shutil.copytree(_first.folder, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BRIEF_USER", "lin")
    return Published(folder, _first.run_id)


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost, and its key."""
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been waited between two tries."""
    seconds: list[float] = []
    monkeypatch.setattr("brief.delivery.base._sleep", seconds.append)
    return seconds
