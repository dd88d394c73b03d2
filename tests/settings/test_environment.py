import os
from pathlib import Path

import pytest

from brief.errors import ConfigError
from brief.settings.keys import FILE, read_environment, take_environment


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    (folder / FILE).write_text(text)
    (folder / FILE).chmod(mode)
    return folder


def test_lines_are_read_with_and_without_quotes_and_comments(tmp_path: Path) -> None:
    text = "# keys\n\nA=1\nexport B='x y'\nC=\"z=%$HOME\"\nD=\n E = 2\nF=it's"
    with pytest.raises(ConfigError, match=r"brief\.env:7: is not NAME=value"):
        read_environment(written(tmp_path, text))
    found = read_environment(written(tmp_path, text.replace(" E = 2", "E=2")))
    assert found == {"A": "1", "B": "x y", "C": "z=%$HOME", "D": "", "E": "2", "F": "it's"}


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="chmod 600"):
        read_environment(written(tmp_path, "A=1", 0o644))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir(0o700)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_environment(tmp_path)


def test_what_is_set_already_stays_and_every_secret_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SET", "before")
    monkeypatch.setenv("A_TOKEN", "of-the-shell")
    monkeypatch.delenv("A_NEW", raising=False)
    secrets = take_environment(written(tmp_path, "A_SET=after\nA_NEW=of-the-file"))
    assert (os.environ["A_SET"], os.environ.pop("A_NEW")) == ("before", "of-the-file")
    assert {"of-the-shell", "of-the-file"} <= {one.get_secret_value() for one in secrets}


def test_a_project_without_the_file_adds_nothing(tmp_path: Path) -> None:
    assert read_environment(tmp_path) == {}
