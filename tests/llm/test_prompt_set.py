"""Which prompts are in force where a report has two editions."""

import shutil
from pathlib import Path

from brief.llm.prompt_set import changes_note, load_prompts, not_in_force, overlaid

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"


def test_a_second_edition_has_the_prompts_of_its_language_beside_those_of_the_first() -> None:
    files = {name: one.path.name for name, one in load_prompts(PROMPTS, "zh", "en").items()}
    assert files["table_writer"] == "table_writer.md"
    assert files["repair"] == "repair.md"
    assert (files["edition"], files["repair.en"]) == ("edition.en.md", "repair.en.md")
    assert not {"edition.en.md", "repair.en.md"} & set(not_in_force(PROMPTS, "zh", "en"))
    assert {"edition.md", "edition.en.md", "repair.en.md"} <= set(not_in_force(PROMPTS, "zh"))


def test_changed_prompts_of_a_second_edition_are_taken_and_told(tmp_path: Path) -> None:
    before = load_prompts(PROMPTS, "zh", "en")
    for name in ("edition.en.md", "repair.en.md"):
        shutil.copy(PROMPTS / name, tmp_path)
        (tmp_path / name).write_text(f"Be brief.\n{(tmp_path / name).read_text('utf-8')}", "utf-8")
    after = overlaid(before, tmp_path, "zh", "en")
    assert {name for name in after if after[name] != before[name]} == {"edition", "repair.en"}
    told = changes_note(after, {name: one.version for name, one in before.items()}, "RUN", "zh", "en")
    assert told.endswith(f"not as in RUN: {tmp_path / 'edition.en.md'}, {tmp_path / 'repair.en.md'}")
