"""What an editor is shown before a report goes."""

import json
from pathlib import Path
from typing import Any

from published import MAIL, NOW, Published
from receivers import mail_receiver

from brief.delivery.approval import approve, notice_of, to_look_at
from brief.delivery.parcel import parcel_of
from brief.provenance.printed_lines import lines_of
from brief.runs.loaded import AMENDMENTS, LoadedRun
from brief.settings.project import find_project
from schemas.amendment import Put, Steering
from schemas.report import Report
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


def test_whoever_approved_it_is_named_in_every_file_of_the_report_and_in_what_leaves_from_then_on(
    project: Published,
) -> None:
    project.configure(WAITING.replace("[approval]\nnotify", "[approval]\n#"))
    here, config = find_project(project.folder), project.config
    before, report = pages(project), project.report
    assert approve(project.run, "lin <b>", here, config, lambda: NOW)
    told = "lin \\<b> 于 2026-01-12 09:00 批准"
    after = pages(project)
    assert (told in after["md"], told in before["md"]) == (True, False)
    assert '<meta name="approved-by" content="lin &lt;b&gt; 2026-01-12T09:00:00+08:00">' in after["html"]
    assert json.loads(after["json"])["approvals"] == [{"approved_by": "lin <b>", "at": "2026-01-12T09:00:00+08:00"}]
    assert without(project.report, "approvals") == without(report, "approvals")
    assert "核查记录" not in before["html"] or "核查记录" in after["html"]
    assert [line for line in after["html"].splitlines() if line not in before["html"].splitlines()][1:] == [
        line.replace("</p>", " · lin &lt;b&gt; 于 2026-01-12 09:00 批准</p>")
        for line in before["html"].splitlines()
        if line.startswith('<p class="byline">')
    ]
    assert project.statuses() == ["sent"]
    (delivered,) = (project.folder / "site").glob("*.md")
    assert delivered.read_text("utf-8") == after["md"]
    letter = parcel_of("site", config.delivery["site"], project.run, here, NOW).letter
    assert any("lin <b> 于 2026-01-12 09:00 批准" in line.text for line in letter.lines)


def test_a_second_approval_stands_beside_the_first_and_one_repeated_changes_nothing(project: Published) -> None:
    here, config = find_project(project.folder), project.config
    assert [approve(project.run, name, here, config, lambda: NOW) for name in ("lin", "wang", "LIN")] == [
        True,
        True,
        False,
    ]
    assert [one.approved_by for one in project.report.approvals] == ["lin", "wang"]


def test_a_line_of_an_approved_report_is_still_walked_to_its_claim(project: Published) -> None:
    held = LoadedRun(project.run)
    before = lines_of(held, held.format())
    approve(project.run, "lin", find_project(project.folder), project.config, lambda: NOW)
    after = LoadedRun(project.run)
    assert before
    assert lines_of(after, after.format()) == before


def pages(project: Published) -> dict[str, str]:
    return {kind: (project.run.path / f"report.{kind}").read_text("utf-8") for kind in ("md", "html", "json")}


def without(report: Report, field: str) -> dict[str, Any]:
    return report.model_dump(exclude={field})
