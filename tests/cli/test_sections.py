"""`brief sections` and `brief sections add`."""

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT
from click.testing import CliRunner, Result

from brief.cli.format_files import with_section
from brief.cli.main import cli, exit_status
from brief.errors import ConfigError, UsageError
from brief.report.format import load_format
from brief.settings.config import load_config
from schemas.section import Section

WATER = (
    "--id",
    "water",
    "--title",
    "Water",
    "--description",
    "Supply and reuse.",
    "--terms",
    "水库，desalination, 水库",
)
SHIPPED = ROOT / "formats" / "quantshark-weekly.toml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as `brief init` makes it, without prompts."""
    shutil.copy(ROOT / "config.toml", tmp_path)
    for name in ("catalogue", "formats"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def brief(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), standalone_mode=False)


def said(*arguments: str) -> Any:
    return json.loads(brief(*arguments).stdout)


def test_sections_are_listed_with_their_terms_their_formats_and_their_files(folder: Path) -> None:
    first, *_ = said("sections", "--json")["sections"]
    assert first == {
        "id": "ai",
        "title": "AI & Capabilities",
        "terms": first["terms"],
        "formats": ["ai-daily", "industry-weekly", "personal-daily", "quantshark-prose", "quantshark-weekly"],
        "path": str(folder / "catalogue" / "ai.toml"),
    }
    assert first["terms"] > 40
    assert "Energy & Infrastructure" in brief("sections").stdout


def test_a_section_is_added_to_the_catalogue_and_to_the_first_format(folder: Path) -> None:
    before = (folder / "formats" / "quantshark-weekly.toml").read_text("utf-8")
    found = said("sections", "add", *WATER, "--json")
    assert found == {
        "exit_code": 0,
        "id": "water",
        "path": str(folder / "catalogue" / "water.toml"),
        "formats": [str(folder / "formats" / "quantshark-weekly.toml")],
    }
    section = next(one for one in load_config(folder / "config.toml").sections if one.id == "water")
    assert (section.title, section.terms, section.limit) == ("Water", ("水库", "desalination"), 8)
    shown = load_format(folder / "formats", "quantshark")
    assert [one.id for one in shown.sections] == ["ai", "energy", "web3", "water"]
    assert shown.sections[3].columns == shown.sections[0].columns
    left = (folder / "formats" / "quantshark-weekly.toml").read_text("utf-8").split("\n")
    assert [line for line in before.split("\n") if line not in left] == []


def test_a_format_that_gathers_sections_gathers_the_new_one_and_says_so(folder: Path) -> None:
    done = brief("sections", "add", *WATER, "--format", "personal-daily").stdout
    assert done.endswith(
        "personal-daily.toml gathers it: its events stand among those of the sections that are gathered there.\n"
    )
    (items,) = load_format(folder / "formats", "personal-daily").sections
    assert items.gathers == ("ai", "energy", "web3", "water")


def test_a_section_that_no_format_shows_is_told_and_can_be_put_into_one_by_its_id(folder: Path) -> None:
    (folder / "catalogue" / "water.toml").write_text(
        '[[sections]]\nid = "water"\ntitle = "Water"\ndescription = "d"\n', "utf-8"
    )
    told = (
        "section water is in the catalogue, but no format shows it: "
        "`brief sections add --id water --format quantshark-weekly`"
    )
    assert told in brief("sections").stdout
    assert told not in brief("formats").stdout
    doctor = brief("doctor").stdout
    assert re.search(
        "^note +sections +section water is in the catalogue, but no format shows it$", doctor, re.MULTILINE
    )
    assert "sections: `brief sections add --id water" in doctor
    week = ("run", "--period", "2026-W02", "--corpus", str(folder / "none.jsonl"), "--offline")
    (folder / "none.jsonl").write_text("", "utf-8")
    assert told in brief(*week).stderr
    assert said("sections", "add", "--id", "water", "--format", "personal-daily", "--json")["path"] == str(
        folder / "catalogue" / "water.toml"
    )
    assert told not in brief("sections").stdout
    assert "each is shown by a format" in brief("doctor").stdout
    assert told not in brief(*week).stderr, "it is shown, if not by the format that is written"


def test_a_format_that_is_not_written_by_default_is_looked_at_too_and_once(folder: Path) -> None:
    for name in ("personal-daily", "quantshark-weekly"):
        file = folder / "formats" / f"{name}.toml"
        file.write_text(file.read_text("utf-8").replace('"web3"', '"web4"'), "utf-8")
    told = [line for line in brief("doctor").stdout.splitlines() if line.startswith("FAIL")]
    assert [re.findall(r"(\S+).toml:\d+: (\S+): 'web4' is not in the catalogue", line) for line in told] == [
        [(f"{folder}/formats/personal-daily", "sections.1.gathers")],
        [(f"{folder}/formats/quantshark-weekly", "sections.3.id")],
    ]
    with pytest.raises(ConfigError, match="'web4' is not in the catalogue"):
        cli.main(["formats"], standalone_mode=False)


def test_blocks_are_listed_beside_columns(folder: Path) -> None:
    _, _, daily, prose, _ = said("formats", "--json")["formats"]
    assert prose["sections"][0]["blocks"] == ["progress", "hard_points", "business"]
    assert daily["blocks"] == ["answers", "opening", "three_things", "judgement", "watching"]
    assert "blocks: answers, opening, three_things, judgement, watching" in brief("formats").stdout


@pytest.mark.parametrize(
    ("persona", "format", "said"),
    [
        ("", "personal-daily", "personal-daily: in nobody's voice"),
        ("who = 'x'\n[[convictions]]\nsince = 2026-01-12\ntext = 'y'\n", "personal-daily", "of 2026-01-12, after the"),
        ("who = 'x'\n", "personal-daily", ""),
        (None, "personal-daily", "me.toml: there is no such file. Name a file"),
        (None, "quantshark-weekly", ""),
    ],
)
def test_a_format_in_somebodys_voice_tells_what_its_persona_lacks(
    folder: Path, capsys: pytest.CaptureFixture[str], persona: str | None, format: str, said: str
) -> None:
    if persona is not None:
        (folder / "me.toml").write_text(persona, "utf-8")
    (folder / "none.jsonl").write_text("", "utf-8")
    week = ("run", "--period", "2026-W02", "--corpus", "none.jsonl", "--offline", "--set", "report.persona=me.toml")
    assert exit_status([*week, "--format", format]) == (2 if "no such file" in said else 3)
    told = capsys.readouterr().err
    assert said in told
    assert said or not re.search("persona|voice|conviction", told)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((), "missing --id, --title, --description, --terms."),
        (WATER[:4], "missing --description, --terms."),
        ((*WATER[:7], " , "), "missing --terms."),
        (("--id", "../x", *WATER[2:]), "--id ../x: is no id."),
        (("--id", "noise", *WATER[2:]), "noise.toml: is there already."),
        (("--id", "ai", "--title", "KI"), "ai.toml: has a section 'ai' already."),
        (("--id", "ai"), "quantshark-weekly.toml: shows 'ai' already."),
        ((*WATER, "--format", "none"), "there is no format 'none'"),
    ],
)
def test_what_cannot_be_added_is_told_and_nothing_is_written(
    folder: Path, arguments: tuple[str, ...], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.toml")}
    assert exit_status(["sections", "add", *arguments, "--json"]) == 2
    assert what in json.loads(capsys.readouterr().out)["error"]["what"]
    assert {path: path.read_bytes() for path in folder.rglob("*.toml")} == before


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_what_is_missing_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("water\nSupply and reuse.\n水库\n"))
    assert exit_status(["sections", "add", "--title", "Water"]) == 0
    assert "Words that speak for it" in capsys.readouterr().err
    assert 'description = "Supply and reuse."' in (folder / "catalogue" / "water.toml").read_text("utf-8")


def test_a_project_that_used_the_shipped_catalogue_and_formats_keeps_them(folder: Path) -> None:
    for name in ("catalogue", "formats"):
        shutil.rmtree(folder / name)
    assert brief("sections", "add", *WATER).exit_code == 0
    assert [section.id for section in load_config(folder / "config.toml").sections] == [
        "ai",
        "cloud",
        "energy",
        "public",
        "water",
        "web3",
    ]
    assert load_config(folder / "config.toml").names.aliases
    assert len(load_format(folder / "formats", "quantshark").sections) == 4


def test_a_project_with_sections_of_its_own_gets_the_new_one_alone(folder: Path) -> None:
    (folder / "config.toml").write_text('[[sections]]\nid = "ai"\ntitle = "AI"\ndescription = "d"\n', "utf-8")
    shutil.rmtree(folder / "catalogue")
    assert brief("sections", "add", *WATER).exit_code == 0
    assert [path.name for path in (folder / "catalogue").iterdir()] == ["water.toml"]
    assert [section.id for section in load_config(folder / "config.toml").sections] == ["ai", "water"]


def test_remarks_and_what_stands_below_stay_in_their_place_in_a_format() -> None:
    text = SHIPPED.read_text("utf-8").replace('emoji = "🤖"', 'emoji = "🤖" # a robot')
    changed = with_section(text, Section(id="water", title='The "water"', description="d"), "x")
    assert changed.index('id = "water"') < changed.index("# ---") < changed.index("[words.zh]")
    assert changed.endswith("}\n")
    assert 'title = "The \\"water\\""' in changed
    assert 'emoji = "🤖" # a robot' in changed


@pytest.mark.parametrize("text", ["", 'sections = ["ai"]\n', "[[sections]\n", "[words.zh]\n"])
def test_a_format_that_is_written_otherwise_is_left_alone(text: str) -> None:
    with pytest.raises(UsageError, match="is not written as"):
        with_section(text, Section(id="water", title="Water", description="d"), "x.toml")


def test_a_section_that_stands_apart_is_missed_by_no_format(folder: Path) -> None:
    assert "is in the catalogue, but no format shows it" not in brief("sections").stdout
    (folder / "formats" / "industry-weekly.toml").unlink()
    told = brief("sections").stdout
    assert "is in the catalogue, but no format shows it" not in told
    assert re.search("^cloud .* none ", told, re.MULTILINE)
