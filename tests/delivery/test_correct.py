"""A correction: a new run that says what was wrong, for the channels that had the original."""

import io
import json
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from published import NOW, PASSWORD, Published, command, published, with_mail
from receivers import http_receiver, mail_receiver

from brief.delivery.audit import FILE, first_broken_line
from brief.delivery.corrections import original_of
from brief.delivery.log import DeliveryLog
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.report.format import Format
from brief.report.render.html import render_html
from brief.runs.loaded import LoadedRun
from brief.runs.store import stored_run
from brief.settings.project import find_project
from brief.words import choose, local
from schemas.report import Report

SITE = '[delivery.site]\nkind = "folder"\npath = "site"\n'
WHY = "来源更正了金额。"


def _cell(project: Published, column: str = "technical") -> tuple[str, str]:
    """The id and the text of a cell that says something."""
    cells = ((row.id, cell) for section in project.report.sections for row in section.rows for cell in row.cells)
    return next((f"{row}.{column}", cell.text) for row, cell in cells if cell.column == column and cell.kind != "none")


def _corrected(project: Published, line: str, text: str, *more: str) -> Any:
    result = command("correct", project.run_id, line, "--text", text, "--why", WHY, "--json", *more)
    if result.exception:
        raise result.exception
    return json.loads(result.stdout)


def _report(project: Published, run_id: str) -> Report:
    return LoadedRun(stored_run(project.folder / "runs" / run_id)).report


def test_the_report_says_what_it_said_what_it_says_now_and_why(project: Published, quantshark: Format) -> None:
    project.configure(SITE)
    claim, was = _cell(project)
    told = _corrected(project, claim, "公司没有公布更多数据")
    report = _report(project, told["run_id"])
    (correction,) = report.corrections
    assert (correction.claim_id, correction.was, correction.text) == (claim, was, "公司没有公布更多数据")
    said = f"{correction.place}：原为“{was}”，更正为“公司没有公布更多数据”。{WHY}"
    markdown = (project.folder / "runs" / told["run_id"] / "report.md").read_text("utf-8")
    assert markdown.index("**更正**") < markdown.index("## ")
    assert WHY in markdown
    assert escape(said, quote=False) in render_html(report, quantshark)
    assert project.report.corrections == ()
    assert "corrections" not in (project.run.path / "report.json").read_text("utf-8")


def test_who_corrects_is_told_what_all_is_replaced_and_by_what(project: Published) -> None:
    project.configure(SITE)
    claim, was = _cell(project)
    told = command("correct", project.run_id, claim, "--text", "", "--why", WHY, "--json")
    assert f"{claim} said: {was}\nIt is withdrawn.\n" in told.stderr
    assert (json.loads(told.stdout)["was"], json.loads(told.stdout)["text"]) == (was, "")


def test_it_goes_to_the_channels_that_had_the_original_and_to_no_other(project: Published) -> None:
    project.configure(f'{SITE}[delivery.other]\nkind = "folder"\npath = "other"\n')
    project.deliver("site")
    claim, _ = _cell(project)
    told = _corrected(project, claim, "公司没有公布更多数据")
    assert [(one["channel"], one["status"]) for one in told["deliveries"]] == [("site", "sent")]
    page = (project.folder / "site" / "2026-W02.quantshark-weekly.zh.html").read_text("utf-8")
    assert WHY in page
    assert not (project.folder / "other").exists()


def test_it_goes_where_the_original_failed_too(project: Published) -> None:
    """Else the next try there would publish what is known to be wrong."""
    project.configure(f'{SITE}[delivery.other]\nkind = "folder"\npath = "other/site"\n')
    (project.folder / "other").write_text("in the way")
    assert project.statuses() == ["sent", "failed"]
    (project.folder / "other").unlink()
    told = _corrected(project, _cell(project)[0], "公司没有公布更多数据")
    assert {one["channel"]: one["status"] for one in told["deliveries"]} == {"site": "sent", "other": "sent"}


def test_no_report_without_the_correction_takes_its_place_but_by_force(project: Published) -> None:
    project.configure(SITE)
    project.deliver()
    told = _corrected(project, _cell(project)[0], "公司没有公布更多数据")
    asked = RunOptions(
        period="2026-W02", as_of="2026-01-12", corpus_files=(project.folder / "week.jsonl",), offline=True
    )
    again = execute(plan_run(asked, find_project(project.folder), NOW), NOW, PlainProgress(io.StringIO()))
    other = Published(project.folder, again.run_id)
    (said,) = other.deliver()
    assert said.status == "skipped"
    assert told["run_id"] in said.reason
    assert f"`brief deliver {again.run_id} --force`" in said.reason
    page = project.folder / "site" / "2026-W02.quantshark-weekly.zh.html"
    assert WHY in page.read_text("utf-8")
    assert Published(project.folder, told["run_id"]).statuses() == ["skipped"]
    assert other.statuses(now=datetime.now(UTC), force=True) == ["sent"]
    assert WHY not in page.read_text("utf-8")


def test_the_original_goes_to_no_further_channel_once_it_is_corrected(project: Published) -> None:
    project.configure(f'{SITE}[delivery.other]\nkind = "folder"\npath = "other"\n')
    project.deliver("site")
    told = _corrected(project, _cell(project)[0], "公司没有公布更多数据")
    (said,) = project.deliver("other")
    assert (said.status, told["run_id"] in said.reason) == ("failed", True)


def test_a_place_that_no_passage_has_needs_its_basis(project: Published) -> None:
    project.configure(SITE)
    claim, _ = _cell(project)
    refused = command("correct", project.run_id, claim, "--text", "项目位于呼和浩特", "--why", WHY)
    assert "呼和浩特" in str(refused.exception)
    assert "--basis" in str(refused.exception)
    assert _corrected(project, claim, "项目位于呼和浩特", "--basis", "公司公告")["exit_code"] == 0


def test_it_waits_where_the_original_waits(project: Published) -> None:
    project.configure(f'{SITE}deliver = "after-approval"\n')
    assert project.statuses() == ["waiting"]
    told = _corrected(project, _cell(project)[0], "公司没有公布更多数据")
    assert [(one["channel"], one["status"]) for one in told["deliveries"]] == [("site", "waiting")]


def test_mail_answers_the_original(
    project: Published, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    with mail_receiver(pair, "tls") as receiver:
        with_mail(project, receiver, pair)
        project.deliver()
        _corrected(project, _cell(project)[0], "公司没有公布更多数据")
    original, correction = receiver.letters
    assert correction["In-Reply-To"] == correction["References"] == original["Message-ID"]
    assert correction["Message-ID"] != original["Message-ID"]
    assert correction["Subject"].startswith("更正：")
    assert WHY in next(iter(correction.iter_parts())).get_content()


def test_a_webhook_is_told_which_report_is_corrected(project: Published) -> None:
    with http_receiver() as receiver:
        project.configure(f'[delivery.hook]\nkind = "webhook"\nurl = "{receiver.url}"\n')
        project.deliver()
        _corrected(project, _cell(project)[0], "公司没有公布更多数据")
    first, second = (one.json for one in receiver.posted)
    assert (first["type"], first["data"]["corrects"]) == ("report.published", None)
    assert (second["type"], second["data"]["corrects"]) == ("report.corrected", project.run_id)


def test_a_text_is_withdrawn_without_another(project: Published) -> None:
    project.configure(SITE)
    claim, was = _cell(project, "insight")
    told = _corrected(project, claim, "")
    (correction,) = _report(project, told["run_id"]).corrections
    assert (correction.was, correction.text) == (was, "")
    assert "现已撤回" in (project.folder / "runs" / told["run_id"] / "report.md").read_text("utf-8")


def test_a_second_correction_stands_beside_the_first(project: Published) -> None:
    project.configure(SITE)
    claim, was = _cell(project)
    first = _corrected(project, claim, "公司没有公布更多数据")
    again = command("correct", first["run_id"], claim, "--text", "公司没有公布数据", "--why", "再次更正。", "--json")
    told = _report(project, json.loads(again.stdout)["run_id"]).corrections
    assert [(one.was, one.text) for one in told] == [
        (was, "公司没有公布更多数据"),
        ("公司没有公布更多数据", "公司没有公布数据"),
    ]


def test_what_is_corrected_already_is_corrected_and_edited_from_the_correction_on(project: Published) -> None:
    project.configure(SITE)
    project.deliver()
    claim, _ = _cell(project)
    first = _corrected(project, claim, "公司没有公布更多数据")["run_id"]
    replayed = json.loads(command("replay", first, "--offline", "--json").stdout)["run_id"]
    for refused in (
        command("correct", project.run_id, claim, "--text", "x", "--why", WHY),
        command("edit", project.run_id, "--print"),
    ):
        assert f"{first} corrects this report already" in str(refused.exception)
    assert len(list((project.folder / "runs").iterdir())) == 3
    assert command("edit", first, "--print").exit_code == 0, f"{replayed} corrects nothing more"


def test_an_advice_to_approve_or_send_the_correction_ends_what_it_is_given_for(project: Published) -> None:
    project.configure(f'{SITE}deliver = "after-approval"\n')
    project.deliver()
    child = _corrected(project, _cell(project)[0], "公司没有公布更多数据")["run_id"]
    (said,) = project.deliver()
    assert f"`brief approve {child}` sends that one" in said.reason
    assert f"`brief approve {project.run_id}` and then `brief deliver {project.run_id} --force`" in said.reason
    command("approve", child)
    assert project.statuses() == ["skipped"]


def test_each_line_is_dated_when_it_is_written(project: Published) -> None:
    project.configure(SITE)
    told = _corrected(project, _cell(project)[0], "公司没有公布更多数据")
    began = stored_run(project.folder / "runs" / told["run_id"]).record.created_at
    (line,) = map(json.loads, (project.folder / FILE).read_text("utf-8").splitlines())
    assert datetime.fromisoformat(line["at"]) > began


def test_a_figure_that_no_passage_has_needs_its_basis(project: Published) -> None:
    project.configure(SITE)
    claim, _ = _cell(project)
    refused = command("correct", project.run_id, claim, "--text", "产能为98765吨", "--why", WHY)
    said = str(refused.exception)
    assert "what was changed cannot stand" in said
    assert f"{claim}: 98765吨 is not in the cited documents" in said
    choose({"LANG": "zh_CN.UTF-8"})
    assert f"{claim}: 所引文章没有“98765吨”" in local(said)
    choose({})
    assert "--basis" in said
    assert not any(word in said for word in ("basis:", "line ", "below its text"))
    told = _corrected(project, claim, "产能为98765吨", "--basis", "公司公告")
    markdown = (project.folder / "runs" / told["run_id"] / "report.md").read_text("utf-8")
    assert "产能为98765吨（编者据公司公告）" in markdown


@pytest.mark.parametrize(
    ("line", "text", "why", "said"),
    [
        ("ai.e999.event", "x", WHY, "prints nothing like"),
        ("{row}", "x", WHY, "may mean 3 texts"),
        ("{claim}", "{was}", WHY, "says that already"),
        ("{claim}", "x", "  ", "says nothing"),
        ("{row}.event", "", WHY, "a row must say what happened. `brief edit {run} classification` takes its whole row"),
    ],
)
def test_what_cannot_be_corrected_is_told(project: Published, line: str, text: str, why: str, said: str) -> None:
    project.configure(SITE)
    claim, was = _cell(project)
    names = {"claim": claim, "was": was, "row": claim.rpartition(".")[0], "run": project.run_id}
    result = command("correct", project.run_id, line.format(**names), "--text", text.format(**names), "--why", why)
    assert said.format(**names) in str(result.exception)
    assert len(list((project.folder / "runs").iterdir())) == 1


def test_a_view_is_withdrawn_too_and_takes_no_passages(project: Published, tmp_path: Path) -> None:
    project.configure(SITE)
    claim, was = _cell(project, "insight")
    form = command("edit", project.run_id, "--print").stdout
    before, _, after = form.partition(f"      {was}\n")
    passages, _, rest = after.partition("\n")
    assert passages.startswith("    passages:")
    (tmp_path / "form").write_text(f"{before}      我们认为会涨价\n    kind: view\n{rest}", "utf-8")
    edited = json.loads(command("edit", project.run_id, "--file", str(tmp_path / "form"), "--json").stdout)["run_id"]
    refused = command("correct", edited, claim, "--text", "我们认为会跌价", "--why", WHY, "--passages", "p1")
    assert "Leave out --passages." in str(refused.exception)
    assert command("correct", edited, claim, "--text", "", "--why", WHY).return_value == 0


def test_whoever_corrected_it_cannot_approve_it(project: Published) -> None:
    project.configure(f"{SITE}deliver = 'after-approval'\n[approval]\nfour_eyes = true\n")
    project.deliver()
    command("approve", project.run_id)
    told = _corrected(project, _cell(project)[0], "公司没有公布更多数据", "--as", "Lin")
    assert [one["status"] for one in told["deliveries"]] == ["waiting"]
    child = told["run_id"]
    refused = command("approve", child, "--as", "lin")
    assert "lin edited this report" in str(refused.exception)
    approved = command("approve", child, "--as", "Wang")
    assert "newly edited" in approved.stderr
    assert DeliveryLog(project.folder / "runs" / child).last["site"].status == "sent"


def test_a_replay_of_it_is_still_its_editors(project: Published) -> None:
    project.configure(f"{SITE}[approval]\nfour_eyes = true\n")
    told = _corrected(project, _cell(project)[0], "公司没有公布更多数据", "--no-delivery")
    assert told["deliveries"] == []
    again = json.loads(command("replay", told["run_id"], "--offline", "--json").stdout)
    assert _report(project, again["run_id"]).corrections == _report(project, told["run_id"]).corrections
    refused = command("approve", again["run_id"])
    assert "lin edited this report" in str(refused.exception)


def test_it_is_a_line_of_the_audit(project: Published) -> None:
    project.configure(SITE)
    claim, _ = _cell(project)
    told = _corrected(project, claim, "公司没有公布更多数据")
    (line,) = map(json.loads, (project.folder / FILE).read_text("utf-8").splitlines())
    assert (line["act"], line["by"], line["run"]) == ("correction", "lin", told["run_id"])
    assert claim in line["said"]
    assert first_broken_line(project.folder / FILE) is None


def test_channels_of_another_format_are_sent_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = published(tmp_path, "quantshark-weekly", "quantshark-prose")
    monkeypatch.chdir(tmp_path)
    both.configure(f'{SITE}[delivery.prose]\nkind = "folder"\npath = "prose"\nformat = "quantshark-prose"\n')
    assert both.statuses() == ["sent", "sent"]
    told = _corrected(both, _cell(both)[0], "公司没有公布更多数据")
    assert [one["channel"] for one in told["deliveries"]] == ["site"]
    run = stored_run(tmp_path / "runs" / told["run_id"])
    assert original_of(run, "site", "quantshark-weekly") == both.run_id
    assert original_of(run, "prose", "quantshark-prose") is None


def test_a_run_whose_format_knew_no_corrections_tells_them_in_that_of_the_project(project: Published) -> None:
    project.configure(SITE)
    kept = project.run.path / "formats" / "shared" / "report.md.j2"
    kept.write_text(kept.read_text("utf-8").replace("{{ parts.corrections() }}", ""), "utf-8")
    claim, _ = _cell(project)
    own = project.folder / "formats" / "shared" / "report.md.j2"
    telling = own.read_text("utf-8")
    own.write_text(kept.read_text("utf-8"), "utf-8")
    refused = command("correct", project.run_id, claim, "--text", "x", "--why", WHY)
    assert "the format quantshark-weekly prints no corrections" in str(refused.exception)
    own.write_text(telling, "utf-8")
    told = _corrected(project, claim, "公司没有公布更多数据")
    assert WHY in (project.folder / "runs" / told["run_id"] / "report.md").read_text("utf-8")
