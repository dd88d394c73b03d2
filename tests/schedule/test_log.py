import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from brief.errors import BriefError
from brief.schedule import log, told
from brief.schedule.log import LoggedProgress, logged
from brief.words import choose


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
        "source wire: 0 new documents",
        "page https://a.example/: [key]",
        "a defect in Brief, at weekly: KeyError; logs/brief.log has its traceback",
    ]
    lines = (tmp_path / "logs" / "brief.log").read_text("utf-8").splitlines()
    assert json.loads(lines[2])["traceback"] == "Traceback …"


RUN = "20260105T0000Z-weekly-1a2b"
AGAIN = "2026-01-05T00:15:00+00:00"
EVENTS: list[tuple[str, dict[str, Any], str]] = [
    ("source", {"name": "wire", "status": "failed", "added": 0, "reason": "answered 503"}, "source wire: answered 503"),
    ("source", {"name": "a", "status": "ok", "added": 1, "reason": ""}, "source a: 1 new document"),
    ("step", {"step": "render", "seconds": 0.5, "said": "3 rows"}, "render             0.50 s  3 rows"),
    ("report", {"job": "w", "period": "2026-W01", "run": RUN, "exit_code": 0},
     f"w: the report on 2026-W01 is made: {RUN}"),
    ("report", {"job": "w", "period": "2026-W01", "run": RUN, "exit_code": 1},
     f"w: the report on 2026-W01 is made: {RUN}; it has open issues, or lacks what [run] require names"),
    ("failed", {"why": "the disk is full."}, "the tick could not go on: the disk is full."),
    ("failed", {"job": "w", "period": "2026-W01", "tries": 1, "again": AGAIN, "why": "no room"},
     "w 2026-W01: no room; it is tried again at Mon 2026-01-05 08:15 Asia/Shanghai"),
    ("failed", {"job": "w", "period": "2026-W01", "tries": 8, "again": None, "why": "no room"},
     "w 2026-W01: no room; it is not tried again"),
    ("skipped", {"job": "w", "period": "2026-W01"}, "w: 2026-W01 is too long ago to be made up for"),
    ("done already", {"job": "w", "period": "2026-W01", "run": RUN}, f"w: the report on 2026-W01 is there: {RUN}"),
    ("delivery", {"run": RUN, "channel": "site", "status": "sent", "reason": ""}, f"{RUN} is sent to site"),
    ("delivery", {"run": RUN, "channel": "site", "status": "failed", "reason": "full"},
     f"{RUN} did not reach site: full"),
    ("delivery", {"run": RUN, "status": "failed", "reason": "there is no channel 'x' in config.toml"},
     f"{RUN} is not delivered: there is no channel 'x' in config.toml"),
    ("notice", {"channel": "desk", "period": "2026-W01", "reason": ""}, "desk is told that 2026-W01 is given up"),
    ("notice", {"channel": "desk", "period": "2026-W01", "reason": "full"},
     "desk could not be told that 2026-W01 is given up: full"),
    ("tick", {"now": AGAIN, "tried": 0, "failed": 0}, "nothing more was due"),
    ("tick", {"now": AGAIN, "tried": 1, "failed": 0}, "1 report was due; all went well"),
    ("tick", {"now": AGAIN, "tried": 2, "failed": 1}, "2 reports were due; 1 of them failed"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "fields", "said"), EVENTS)
def test_each_event_is_a_sentence_for_people_in_their_language(
    event: str, fields: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ({}, {"LANG": "zh_CN.UTF-8"}):
        choose(language)
        with logged(tmp_path, (), "plain", ZoneInfo("Asia/Shanghai")) as tell:
            tell(event, **fields)
    choose({})
    english, chinese = capsys.readouterr().err.splitlines()
    assert english == said
    assert re.search("[一-鿿]", chinese)
    assert [json.loads(line)["event"] for line in (tmp_path / "logs/brief.log").read_text().splitlines()] == [event] * 2


def test_every_event_that_is_told_has_its_line() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(log.__file__).parent.glob("*.py"))
    events = set(re.findall(r'(?:tell|_tell)\("([a-z ]+)"', source))
    assert events == set(told.LINES)


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
