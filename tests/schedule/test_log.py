import json
import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from brief.errors import BriefError
from brief.schedule import log
from brief.schedule.log import LoggedProgress, logged


@pytest.mark.parametrize("secret", ["sk-very-secret", 'sk-"very"-secret', "sk-very\\secret"])
def test_an_event_is_a_dated_line_without_a_secret(
    secret: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logged(tmp_path, [SecretStr(secret)], aloud="json") as tell:
        tell("note", said=f"Bearer {secret}\nat https://me:pw@x.example/")
    (line,) = (tmp_path / "logs" / "brief.log").read_text("utf-8").splitlines()
    event = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event.pop("at"))
    assert event == {"event": "note", "said": "Bearer [key]\nat https://x.example/"}
    assert capsys.readouterr().err == f"{line}\n"


def test_people_are_told_in_plain_lines_and_the_log_in_objects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logged(tmp_path, [SecretStr("very-secret-key")], "plain") as tell:
        tell("source", name="wire", status="ok", added=0, reason="")
        tell("note", said="page https://a.example/: very-secret-key")
        tell("defect", doing="weekly", why="KeyError", traceback="Traceback …")
    assert capsys.readouterr().err.splitlines() == [
        "source: name wire, status ok, added 0",
        "page https://a.example/: [key]",
        "defect: doing weekly, why KeyError",
    ]
    lines = (tmp_path / "logs" / "brief.log").read_text("utf-8").splitlines()
    assert json.loads(lines[2])["traceback"] == "Traceback …"


def test_a_quiet_log_says_nothing_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logged(tmp_path, ()) as tell:
        LoggedProgress(tell).started("gather")
        LoggedProgress(tell).ended("gather", 1.234, "3 documents")
        LoggedProgress(tell).note("x")
    events = [json.loads(line) for line in (tmp_path / "logs" / "brief.log").read_text("utf-8").splitlines()]
    assert [(one["event"], one["said"]) for one in events] == [("step", "3 documents"), ("note", "x")]
    assert capsys.readouterr() == ("", "")


def test_the_log_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_MOST_BYTES", 2000)
    with logged(tmp_path, ()) as tell:
        for number in range(500):
            tell("note", number=number)
    files = list((tmp_path / "logs").iterdir())
    assert len(files) == 6
    assert sum(file.stat().st_size for file in files) <= 6 * 2000


def test_a_log_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("")
    with pytest.raises(BriefError, match=r"brief\.log: cannot be written"), logged(tmp_path, ()):
        pass
