from pathlib import Path

import pytest
from builders import ROOT

from brief.errors import ConfigError
from brief.settings.config import load_config, recorded_config, resolved, signature_of
from brief.settings.persona import read_persona

PERSONA = """name = "林"
who = "看电力的人"
names = ["虚拟电厂"]

[[convictions]]
since = 2025-09-12
text = "电力先于芯片"
"""


def project(folder: Path, persona: str) -> Path:
    text = (ROOT / "config.toml").read_text("utf-8").replace("[report]\n", '[report]\npersona = "me.toml"\n')
    (folder / "config.toml").write_text(text, "utf-8")
    (folder / "me.toml").write_text(persona, "utf-8")
    return folder / "config.toml"


def test_a_persona_is_told_line_by_line(tmp_path: Path) -> None:
    told = load_config(project(tmp_path, PERSONA)).persona.told.splitlines()
    assert told == ["name: 林", "who: 看电力的人", "names: 虚拟电厂", "conviction since 2025-09-12: 电力先于芯片"]


def test_the_record_holds_what_the_file_said(tmp_path: Path) -> None:
    config = load_config(project(tmp_path, PERSONA))
    (tmp_path / "me.toml").unlink()
    assert recorded_config(dict(resolved(config)), tmp_path / "run.json").persona == config.persona


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who = 'x'\nname = 林", "me.toml:2: is not valid TOML: Invalid value (at line 2, column 8). Mend that line."),
        ('nmae = "林"\n', "me.toml:1: unknown key nmae. Did you mean 'name'?"),
        (PERSONA.replace('["虚拟电厂"]', '"虚拟电厂"'), "me.toml:3: names: must be a list"),
        (PERSONA.replace("2025-09-12", '"long ago"'), "me.toml:6: convictions.1.since"),
    ],
)
def test_a_mistake_in_a_persona_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(project(tmp_path, text))
    assert said in str(caught.value)


def test_a_persona_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.toml: there is no such file"):
        read_persona(tmp_path / "gone.toml")


def test_the_contact_stands_behind_the_byline() -> None:
    assert signature_of({"report": {"byline": "甲", "contact": "乙"}}, "丙") == "甲 乙"


def test_without_a_byline_that_of_the_language_stands_there_and_an_empty_one_is_none() -> None:
    assert signature_of({"report": {"byline": None, "contact": "乙"}}, "丙") == "丙 乙"
    assert signature_of({"report": {"byline": ""}}, "丙") == ""
    assert signature_of({}, "丙") == "丙"
