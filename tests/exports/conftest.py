from pathlib import Path

import pytest
from published import Published, alone, published


@pytest.fixture(scope="session")
def _first(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(tmp_path_factory.mktemp("published"), "quantshark-weekly", "ai-daily")


@pytest.fixture
def project(_first: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    return alone(_first, tmp_path / "project", monkeypatch)
