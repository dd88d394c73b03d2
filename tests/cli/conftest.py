"""What tests of the command line share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from brief.cli.main import exit_status

Brief = Callable[..., tuple[int, str, str]]


@pytest.fixture
def brief(folder: Path, capsys: pytest.CaptureFixture[str]) -> Brief:
    """Runs a command line in the `folder` of a test; gives its exit status, standard output and standard error."""
    capsys.readouterr()

    def run(*arguments: object) -> tuple[int, str, str]:
        status = exit_status([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run
