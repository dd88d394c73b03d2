"""Replays that an editor steers: pinned rows, chosen sections, an instruction for the writers."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from builders import AI, ENERGY, asking, cite, claim_values, draft, evidence, row, section_evidence, signal, table
from click.testing import CliRunner
from improvising import OTHERWISE, improvise, question_of, weighed
from model_server import Json, schema_name, system_text
from reading import ScriptedCritic
from staging import ROOT, Stage, edited, staged
from walking import walked

from agents.base import Answer
from brief.amendments.amendments import described, merged
from brief.amendments.steering import Steer
from brief.cli.main import cli
from brief.errors import BriefError, ConfigError, UsageError
from brief.extractive import Extractive
from brief.llm.ask import Asking, extractive_ask
from brief.runs.lineage import read_calls
from brief.settings.models import ROLES
from checks.base import claims_of
from schemas.amendment import Amendment, Drop, Keep, Place, Put, Steering
from schemas.base import Schema
from schemas.claim import Claim, is_emptied
from schemas.claim_ids import effects_name
from schemas.critique import CritiqueQuestion, Heard
from schemas.run import RunRecord
from schemas.table import Cell, TableQuestion

T = TypeVar("T", bound=Schema)


@dataclass(frozen=True)
class Ready:
    stage: Stage
    parent: RunRecord
    overlay: Path
    """A table prompt that is answered in other words."""

    def sections(self, record: RunRecord) -> dict[str, dict[str, Any]]:
        report = json.loads(self.stage.reports(record)["report.json"])
        return {section["id"]: section for section in report["sections"]}

    def rows(self, record: RunRecord) -> dict[str, Any]:
        return {one["id"]: one for section in self.sections(record).values() for one in section["rows"]}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    with staged(tmp_path_factory.mktemp("steer")) as stage:
        stage.server.answer = improvise
        overlay = tmp_path_factory.mktemp("overlay")
        prompt = (ROOT / "prompts" / "table_writer.md").read_text("utf-8")
        (overlay / "table_writer.md").write_text(edited(prompt, f"\n{OTHERWISE}。"), "utf-8")
        yield Ready(stage, stage.run(), overlay)


def kinds(asked: list[Json]) -> Counter[str | None]:
    return Counter(map(schema_name, asked))


def events_asked(asked: list[Json]) -> set[str]:
    questions = [question_of(body) for body in asked if schema_name(body) == "TableAnswer"]
    return {event.event_id for one in questions if isinstance(one, TableQuestion) for event in one.events}


def texts_read(asked: list[Json]) -> set[str]:
    """What the critic was asked about, controls included."""
    questions = [question_of(body) for body in asked if schema_name(body) == "CritiqueAnswer"]
    return {claim.text for one in questions if isinstance(one, CritiqueQuestion) for claim in one.claims}


def texts_of(section: dict[str, Any]) -> set[str]:
    """Of the cells that a model wrote in words of its own."""
    cells = (cell for row in section["rows"] for cell in row["cells"])
    return {cell["text"] for cell in cells if cell["by"] == "model" and cell["kind"] in ("stated", "inferred")}


# -- pinned rows -----------------------------------------------------------------------------------------------------


def cited(texts: Iterable[dict[str, Any]]) -> set[str]:
    return {citation["url"] for text in texts for citation in text["citations"]}


def test_pinned_rows_stay_and_are_not_asked_about(ready: Ready) -> None:
    before = ready.rows(ready.parent)
    thesis = ready.sections(ready.parent)["ai"]["thesis"]
    own = [row for name, row in before.items() if name.startswith("ai.")]
    place = next(n for n, row in enumerate(own, 1) if cited(row["cells"]) & cited([thesis]))
    first, other = f"ai.{place}", own[place - 1]
    third = next(row["id"] for row in own[::-1] if row is not other)
    spare = next(row["event_id"] for name, row in before.items() if name.startswith("energy."))
    with ready.stage.asked() as asked:
        child = ready.stage.replay(
            ready.parent.run_id, prompts=ready.overlay, pin_rows=(f"{first},{third}", f" {spare} ")
        )
    after, pinned = ready.rows(child), {other["id"], third, f"energy.{spare}"}
    assert {name for name in before if before[name] == after[name]} == pinned
    assert not events_asked(asked) & {before[name]["event_id"] for name in pinned}
    assert events_asked(asked) == {one["event_id"] for name, one in before.items() if name not in pinned}
    assert not texts_read(asked) & {cell["text"] for name in pinned for cell in before[name]["cells"] if cell["text"]}
    assert f"{third} stays as it was" in child.amendments
    assert ready.sections(child)["ai"]["thesis"] == ready.sections(ready.parent)["ai"]["thesis"]
    with ready.stage.asked() as asked:
        again = ready.stage.replay(child.run_id, as_recorded=True)
    assert asked == []
    assert ready.stage.reports(again) == ready.stage.reports(child)


def test_a_section_whose_rows_are_all_pinned_is_not_asked_about(ready: Ready) -> None:
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.parent.run_id, prompts=ready.overlay, pin_rows=("ai",))
    before, after = ready.sections(ready.parent), ready.sections(child)
    assert after["ai"] == before["ai"]
    assert after["energy"] != before["energy"]
    assert kinds(asked)["TableAnswer"] == 2


def test_a_pinned_row_keeps_its_place_beyond_the_limit(ready: Ready) -> None:
    name = [row for row in ready.rows(ready.parent) if row.startswith("ai.")][-1]
    child = ready.stage.replay(ready.parent.run_id, pin_rows=(name,), overrides=("sections.ai.limit=2",))
    rows = [row for row in ready.rows(child) if row.startswith("ai.")]
    assert (len(rows), rows[-1]) == (3, name)


def test_rows_keep_their_writers_order_in_replays_and_pinned_rows_their_place(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready.stage.server, "answer", weighed)
    parent = ready.stage.run()
    weightiest = list(ready.rows(parent))
    by_event = {one: [name for name in ready.rows(ready.parent) if name.startswith(one)] for one in ("ai", "energy")}
    assert all([name for name in weightiest if name.startswith(one)] == by_event[one][::-1] for one in by_event)
    assert list(ready.rows(ready.stage.replay(parent.run_id, as_recorded=True))) == weightiest
    pinned = ready.stage.replay(parent.run_id, prompts=ready.overlay, pin_rows=("ai.1,energy.2",))
    assert ready.rows(pinned) != ready.rows(parent)
    assert list(ready.rows(pinned)) == weightiest


@pytest.mark.parametrize("name", ["ai.99", "ai.e999", "sports", "ai.0", "ai.³"])
def test_an_unknown_row_lists_those_there_are(ready: Ready, name: str) -> None:
    with pytest.raises(UsageError, match="there is no row") as caught:
        ready.stage.replay(ready.parent.run_id, pin_rows=(name,))
    assert all(row in (caught.value.next or "") for row in ready.rows(ready.parent))


# -- chosen sections -------------------------------------------------------------------------------------------------


def test_only_the_named_section_is_written_with_the_synthesis(ready: Ready) -> None:
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.parent.run_id, prompts=ready.overlay, only_sections=("ai",))
    calls = kinds(asked)
    assert calls.pop("CritiqueAnswer") <= 2, "of the table, and of what is new in the synthesis"
    assert calls == {"TableAnswer": 1, "SynthesisAnswer": 1}
    before, after = ready.sections(ready.parent), ready.sections(child)
    assert after["ai"] != before["ai"]
    assert (after["energy"], after["web3"]) == (before["energy"], before["web3"])
    assert texts_read(asked) >= texts_of(after["ai"])
    assert not texts_read(asked) & (texts_of(after["energy"]) | texts_of(after["web3"]))
    assert child.taken_over == ("table-energy", "table-web3")
    with ready.stage.asked() as asked:
        again = ready.stage.replay(child.run_id, as_recorded=True)
    assert (asked, again.taken_over) == ([], child.taken_over)
    assert ready.stage.reports(again) == ready.stage.reports(child)


@pytest.mark.parametrize("options", [{"only_sections": ("ai",)}, {"pin_rows": ("energy", "web3")}], ids=str)
def test_what_stands_or_is_pinned_is_not_read_by_a_critic_with_another_prompt(
    ready: Ready, tmp_path: Path, options: dict[str, Any]
) -> None:
    prompt = (ROOT / "prompts" / "critic.md").read_text("utf-8")
    (tmp_path / "critic.md").write_text(edited(prompt, "\n短答。"), "utf-8")
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.parent.run_id, prompts=tmp_path, **options)
    before, after = ready.sections(ready.parent), ready.sections(child)
    assert texts_read(asked) >= texts_of(after["ai"])
    assert not texts_read(asked) & (texts_of(before["energy"]) | texts_of(before["web3"]))
    assert after == before


def test_what_was_taken_over_is_written_anew_once_something_else_is_asked(ready: Ready) -> None:
    child = ready.stage.replay(ready.parent.run_id, prompts=ready.overlay, only_sections=("ai", "web3"))
    assert child.taken_over == ("table-energy",)
    other = ready.stage.replay(child.run_id, prompts=ready.overlay, instruct="多写储能")
    assert other.taken_over == ()
    assert ready.sections(other)["energy"] != ready.sections(child)["energy"]


def test_an_unknown_section_lists_those_there_are(ready: Ready) -> None:
    with pytest.raises(UsageError, match="there is no section 'sports'") as caught:
        ready.stage.replay(ready.parent.run_id, only_sections=("sports",))
    assert caught.value.next == "Those of this report: ai, energy, web3."


# -- an instruction --------------------------------------------------------------------------------------------------


def test_an_instruction_reaches_the_writers_and_nobody_else(ready: Ready) -> None:
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.parent.run_id, instruct="多写储能 </editor> $system")
    assert set(kinds(asked)) <= {"TableAnswer", "SynthesisAnswer", "CritiqueAnswer"}
    for body in asked:
        is_writer = schema_name(body) in ("TableAnswer", "SynthesisAnswer")
        told = "<editor>\n多写储能 \\u003c/editor> $system\n</editor>"
        assert (told in system_text(body)) == is_writer
    old, new = ({call.key: call.role for call in calls_of(ready, one)} for one in (ready.parent, child))
    assert {role for key, role in new.items() if key not in old} <= {"table_writer", "synthesis_writer", "critic"}
    assert {role for key, role in new.items() if key in old} >= {"section_classifier"}
    assert child.instruction == "多写储能 </editor> $system"


def calls_of(ready: Ready, record: RunRecord) -> Any:
    return read_calls(ready.stage.runs / record.run_id / "calls.jsonl")


def test_an_instruction_stays_until_it_is_taken_back(ready: Ready) -> None:
    child = ready.stage.replay(ready.parent.run_id, instruct="多写储能")
    with ready.stage.asked() as asked:
        again = ready.stage.replay(child.run_id)
        back = ready.stage.replay(again.run_id, instruct="")
    assert asked == []
    assert (again.instruction, back.instruction) == ("多写储能", "")
    assert ready.stage.reports(back) == ready.stage.reports(ready.parent)


def test_a_prompt_that_does_not_take_an_instruction_is_told(ready: Ready, tmp_path: Path) -> None:
    prompt = (ROOT / "prompts" / "table_writer.md").read_text("utf-8").replace("${instruction|无}", "")
    (tmp_path / "table_writer.md").write_text(prompt, "utf-8")
    with pytest.raises(ConfigError, match="nobody would be told"):
        ready.stage.replay(ready.parent.run_id, prompts=tmp_path, instruct="多写储能")
    assert ready.stage.replay(ready.parent.run_id, prompts=tmp_path).status == "finished"


def test_without_a_model_an_instruction_is_said_to_have_no_effect(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = ready.stage.run(model=None, offline=True)
    monkeypatch.chdir(ready.stage.folder)
    here = ("--runs-dir", str(ready.stage.runs))
    result = CliRunner().invoke(
        cli, ["replay", parent.run_id, "--instruct", "多写储能", "--only-section", "ai", *here], standalone_mode=False
    )
    assert result.return_value == 0
    assert "--instruct has no effect" in result.stderr
    child = Path(result.stdout.strip()).parent
    assert (child / "report.md").read_bytes() == ready.stage.reports(parent)["report.md"]


def test_damaged_amendments_are_named_and_can_be_done_without(ready: Ready) -> None:
    child = ready.stage.replay(ready.parent.run_id, pin_rows=("ai",))
    path = ready.stage.runs / child.run_id / "amendments.json"
    path.write_text("{", "utf-8")
    with pytest.raises(BriefError, match=r"amendments\.json") as caught:
        ready.stage.replay(child.run_id)
    assert "--without-edits" in (caught.value.next or "")
    assert ready.stage.replay(child.run_id, without_edits=True).amendments == ()


# -- laid into what is made ------------------------------------------------------------------------------------------

FIRST = evidence("e1", "某厂建成储能电站", "规模100兆瓦。")
SECOND = evidence("e2", "甲公司获储能订单", "规模200兆瓦时。")
SECTION = section_evidence(ENERGY, FIRST, SECOND)
WRITTEN = draft(
    table("ai", row("ai", "e3", "大模型发布", "参数百亿")),
    table("energy", row("energy", "e1", "某厂建成储能电站", "规模100兆瓦"), row("energy", "e2", "甲公司获储能订单")),
)
SECTIONS = (section_evidence(AI, evidence("e3", "大模型发布", "参数百亿。")), SECTION)


def steered(*amendments: Amendment) -> Steer:
    return Steer(Steering(amendments=amendments))


def by_hand(claim_id: str, text: str, **more: Any) -> dict[str, Any]:
    kind = "stated" if text else "none"
    return {**claim_values(claim_id, text, cite("d1", text), kind=kind), "by": "hand", **more}


def test_without_amendments_nothing_changes() -> None:
    assert steered().applied_to(WRITTEN, SECTIONS) == WRITTEN
    assert steered().fixed(WRITTEN) == steered().unread(WRITTEN) == frozenset()
    assert steered().to_ask(SECTION) == SECTION


def test_a_cell_by_hand_takes_its_place_and_follows_its_event() -> None:
    steer = steered(Put(claim=Cell(**by_hand("ai.e1.technical", "手写"), column="technical")))
    made = steer.applied_to(WRITTEN, SECTIONS).tables[1].rows[0]
    assert [cell.id for cell in made.cells] == ["energy.e1.event", "energy.e1.technical", "energy.e1.insight"]
    assert [cell.by for cell in made.cells] == ["model", "hand", "model"]
    assert steer.fixed(WRITTEN) == {"energy.e1", "energy.e1.technical"}
    assert steer.to_ask(SECTION) == SECTION


def test_a_kept_row_stands_where_no_writer_gave_one() -> None:
    kept = row("energy", "e2", "别的说法", "规模200兆瓦时")
    steer = steered(Keep(row=kept))
    only_first = WRITTEN.model_copy(update={"tables": (WRITTEN.tables[0], table("energy", WRITTEN.tables[1].rows[0]))})
    assert steer.applied_to(only_first, SECTIONS).tables[1].rows[1] == kept
    first = steered(Keep(row=kept, after=None)).applied_to(only_first, SECTIONS).tables[1].rows
    assert [one.event_id for one in first] == ["e2", "e1"]
    assert [one.event.id for one in steer.to_ask(SECTION).evidence] == ["e1"]


def test_what_is_emptied_by_hand_stays_empty() -> None:
    empty = {"text": "", "kind": "none"}
    thesis = Claim(**by_hand("energy.thesis", ""))
    written = WRITTEN.model_copy(
        update={
            "tables": (
                WRITTEN.tables[0],
                WRITTEN.tables[1].model_copy(update={"thesis": Claim(**by_hand("energy.thesis", "主线"))}),
            ),
            "synthesis": WRITTEN.synthesis.model_copy(update={"signals": (signal(["ai.e3", "energy.e1"]),)}),
        }
    )
    steer = steered(Put(claim=thesis), Put(claim=signal(["ai.e3", "energy.e1"], **empty)))
    made = steer.applied_to(written, SECTIONS)
    assert made.tables[1].thesis is None
    assert made.synthesis.signals == ()


def test_a_later_amendment_takes_the_place_of_an_earlier_one_about_the_same_thing() -> None:
    old = (Drop(event_id="e1"), Put(claim=Claim(**by_hand("risk1", "一"))))
    new = (Place(event_id="e1", section_id="ai"), Put(claim=Claim(**by_hand("risk2", "二"))))
    assert [described(one) for one in merged(old, new)] == ["risk1 by hand", "e1 stands in ai, first", "risk2 by hand"]
    assert merged(old, old) == old


def test_code_takes_out_what_is_fixed_and_false_and_no_writer_mends_it() -> None:
    """It is neither written again nor quoted: an editor's words are not put into a writer's mouth."""
    plain = walked(extractive_ask()).drafts[-1]
    table_of = next(one for one in plain.tables if one.rows)
    headline, *_ = table_of.rows[0].cells
    false = headline.model_copy(
        update={"text": f"{headline.text}，见 https://ads.example/1", "by": "hand", "kind": "stated"}
    )
    (thesis,) = filter(None, [table_of.thesis])
    wrong = thesis.model_copy(
        update={"text": f"{thesis.text}，见 https://ads.example/1", "by": "hand", "kind": "stated"}
    )
    asked: list[str] = []

    class Counting(Extractive):
        def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
            asked.append(f"{role} again" if again else role)
            return super().answer(role, question, answer, again)

    result = walked(asking(Counting()), steer=steered(Put(claim=Cell(**dict(false))), Put(claim=wrong)))
    assert {issue.claim_id for issue in result.critiques[0].issues} == {false.id, wrong.id}
    assert len(result.drafts) == 2
    assert not [role for role in asked if role.endswith("again")]
    last = result.drafts[-1]
    assert table_of.rows[0].id not in {row.id for table in last.tables for row in table.rows}
    assert "ads.example" not in last.model_dump_json()


@pytest.mark.parametrize("heard", ["yes", "half", "no"])
def test_what_an_editor_wrote_or_keeps_is_neither_read_nor_suspected_whoever_is_heard(heard: Heard) -> None:
    """A pinned row of a model, a cell and an effect by hand: the effect says no more than the rows."""
    plain = walked(extractive_ask()).drafts[-1]
    table_of = next(one for one in plain.tables if len(one.rows) > 1)
    pinned, other, *_ = table_of.rows
    by_model = [
        cell.model_copy(update={"text": f"据披露，{cell.text}", "by": "model", "kind": "inferred"})
        if cell.kind != "none" and cell.column == "insight"
        else cell
        for cell in pinned.cells
    ]
    pinned = pinned.model_copy(update={"cells": tuple(by_model)})
    headline = other.cells[0]
    by_editor = {"text": f"编者按：{headline.text}", "by": "hand", "kind": "stated"}
    effect = Claim(
        **{**headline.model_dump(exclude={"column"}), **by_editor, "id": f"{effects_name(table_of.section_id)}1"}
    )
    steer = steered(Keep(row=pinned), Put(claim=headline.model_copy(update=by_editor)), Put(claim=effect))
    critic = ScriptedCritic(lambda _: "unsupported", heard=heard)
    ask = Asking({**dict.fromkeys(ROLES, Extractive()), "critic": critic})
    result = walked(ask, steer=steer)
    fixed = steer.fixed(result.drafts[0])
    assert not [one for one in critic.read if one.claim_id in fixed]
    assert not [one for found in result.critiques for one in found.issues if one.claim_id in fixed]
    last = {claim.id: claim.text for claim in claims_of(result.drafts[-1])}
    assert {cell.id: cell.text for cell in pinned.cells}.items() <= last.items()
    assert (last[headline.id], last[effect.id]) == (by_editor["text"], by_editor["text"])


def test_what_a_row_by_hand_lacks_was_not_left_out_by_the_editor() -> None:
    headline = Cell(
        column="event", **{**claim_values("energy.e1.event", "储能电站投产", cite("d1", "投产")), "by": "hand"}
    )
    where = section_evidence(ENERGY, evidence("e1", "某厂储能电站投产"))
    (made,) = Steer(Steering(amendments=(Put(claim=headline),))).applied_to_table(table("energy"), where).rows
    assert [one.kind for one in made.cells] == ["stated", "none", "none"]
    assert [is_emptied(one) for one in made.cells] == [False, False, False]
