from pathlib import Path

import pytest
from published import Published, alone, published
from receivers import certificate


@pytest.fixture(scope="session")
def _first(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(tmp_path_factory.mktemp("published"))


@pytest.fixture
def project(_first: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    return alone(_first, tmp_path / "project", monkeypatch)


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
