"""What an editor is shown before a report goes."""

import json
from pathlib import Path
from typing import Any

from published import MAIL, NOW, Published
from receivers import mail_receiver

from brief.delivery.approval import notice_of, to_look_at
from brief.delivery.parcel import parcel_of
from brief.runs.loaded import AMENDMENTS, LoadedRun
from brief.settings.project import find_project
from schemas.amendment import Put, Steering
from schemas.table import Cell

WAITING = """
[delivery.site]
kind = "folder"
path = "site"
deliver = "after-approval"

[approval]
notify = "mail"
"""


def _changed(path: Path, **fields: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **fields}), "utf-8")


def test_each_line_that_deserves_a_look_is_named_with_its_place_and_why(project: Published) -> None:
    project.configure(MAIL.format(port=25, security="none"))
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
    said = [look.split(": ", 1)[1].partition(" (")[0] for look in map(str, looks)]
    assert said == ["open issue: off_topic", "by extraction: left_out", "weak", "view, newly edited"]
    assert all(str(look).startswith("line ") and " 第 " in str(look) for look in looks)

    parcel = parcel_of("mail", project.config.delivery["mail"], project.run, find_project(project.folder), NOW)
    told = [line.text for line in notice_of(parcel).lines]
    reasons = ["未决问题：与栏目无关", "程序摘录：模型漏写", "推断偏弱", "观点、人工修订"]
    start = told.index("请过目") + 1
    assert [one.partition("：")[2] for one in told[start : start + 4]] == reasons


def test_editors_can_judge_the_report_from_the_mail(project: Published, pair: tuple[Path, Path]) -> None:
    with mail_receiver(pair, "none") as receiver:
        project.configure(MAIL.format(port=receiver.port, security="none") + WAITING)
        assert project.statuses() == ["waiting"]
    (letter,) = receiver.letters
    assert letter["Subject"] == f"待批准：{project.report.title}"
    text = next(iter(letter.iter_parts())).get_content().replace("\r\n", "\n")
    assert f"页面：{project.run.path / 'report.html'}\n" in text
    assert f"批准：brief approve {project.run_id}\n" in text
    assert "请过目" not in text
    for row in (row for section in project.report.sections for row in section.rows):
        assert all(cell.text in text for cell in row.cells if cell.kind != "none")


def test_a_clean_report_names_nothing(project: Published) -> None:
    assert to_look_at(project.run, LoadedRun(project.run).format()) == ()
