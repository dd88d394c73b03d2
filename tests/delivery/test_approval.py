"""What an editor is shown before a report goes."""

import json
from pathlib import Path
from typing import Any

from published import Published

from brief.delivery.approval import to_look_at
from brief.runs.loaded import AMENDMENTS, LoadedRun
from schemas.amendment import Put, Steering
from schemas.table import Cell


def _changed(path: Path, **fields: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **fields}), "utf-8")


def test_each_line_that_deserves_a_look_is_named_with_its_place_and_why(project: Published) -> None:
    held = LoadedRun(project.run)
    cells = [cell for table in held.last_draft.tables for row in table.rows for cell in row.cells]
    opened, fallen, weak, viewed, *_ = (cell.id for cell in cells)
    _changed(project.run.path / "report.json", open_issues=[{"claim_id": opened, "kind": "off_topic", "place": "x"}])
    written = held.record.written
    assert written
    fallback = {"claim_id": fallen, "place": "x", "reason": "left_out"}
    _changed(project.run.path / "run.json", written={**written.model_dump(mode="json"), "fallbacks": [fallback]})
    critique = next(project.run.path.glob("*-critique-1.json"))
    _changed(critique, issues=[{"claim_id": weak, "kind": "weak", "message": "x"}])
    view = next(cell for cell in cells if cell.id == viewed).model_copy(update={"kind": "view", "by": "hand"})
    steering = Steering(amendments=(Put(claim=Cell.model_validate(view.model_dump())),))
    (project.run.path / AMENDMENTS).write_text(steering.model_dump_json(), "utf-8")
    looks = to_look_at(project.run, held.format())
    said = [look.split(": ", 1)[1].partition(" (")[0] for look in looks]
    assert said == ["open issue off_topic", "by extraction, left_out", "weak", "view, newly edited"]
    assert all(look.startswith("line ") and " 第 " in look for look in looks)


def test_a_clean_report_names_nothing(project: Published) -> None:
    assert to_look_at(project.run, LoadedRun(project.run).format()) == ()
