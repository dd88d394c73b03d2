"""A run edited by hand: over a model that improvises, and by extraction alone."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from improvising import improvise, question_of, weighed
from model_server import Json, schema_name
from staging import EXAMPLE, ROOT, Stage, edited, staged

from brief.cli.main import cli
from brief.editing.forms.reading import FormError, read_form
from brief.errors import ConfigError, UsageError
from brief.evaluation.statements import scored_run
from brief.llm.examination import exam_texts
from brief.runs.store import find_run, list_runs
from schemas.critique import CritiqueQuestion
from schemas.revision import RevisionQuestion
from schemas.run import RunRecord


@dataclass(frozen=True)
class Desk:
    """One run of the example week, to be edited by every test of this file."""

    stage: Stage
    parent: RunRecord

    def report(self, record: RunRecord) -> dict[str, Any]:
        return dict(json.loads(self.stage.reports(record)["report.json"]))

    def rows(self, record: RunRecord) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for section in self.report(record)["sections"] for row in section["rows"]}

    def form(self, run: str = "", step: str = "draft") -> str:
        return self.command(run or self.parent.run_id, step, "--print").stdout

    def command(self, *arguments: str, **options: Any) -> Result:
        here = ("--runs-dir", str(self.stage.runs))
        return CliRunner().invoke(cli, ["edit", *arguments, *here], standalone_mode=False, **options)

    def edit(self, text: str, run: str = "", step: str = "draft", *more: str) -> RunRecord:
        """The run that an edited form makes."""
        path = self.stage.folder / "form.yaml"
        path.write_text(text, "utf-8")
        result = self.command(run or self.parent.run_id, step, "--file", str(path), "--json", *more)
        if result.exception:
            raise result.exception
        return self.record(json.loads(result.stdout)["run_id"])

    def record(self, run_id: str) -> RunRecord:
        return find_run(self.stage.runs, run_id).record

    @property
    def count(self) -> int:
        return len(list_runs(self.stage.runs).runs)


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with staged(tmp_path_factory.mktemp("edit")) as stage:
        stage.server.answer = improvise
        yield Desk(stage, stage.run())


@pytest.fixture
def desk(staging: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(staging.stage.folder)
    staging.stage.server.answer = improvise
    return staging


CELL = re.compile(r"^(?P<row>[a-z0-9]+\.e\d+):\n  event:\n    text: \|-\n      (?P<text>.+)\n", re.MULTILINE)


def first_cell(form: str, section: str = "ai") -> tuple[str, str]:
    """Row and headline of a section's first row."""
    (found, *_) = [one for one in CELL.finditer(form) if one["row"].startswith(f"{section}.")]
    return found["row"], found["text"]


def block(form: str, name: str) -> str:
    """The lines of a row or a statement."""
    found = re.search(rf"^{re.escape(name)}:\n(?:(?:  .*)?\n)*?(?=^\S|\Z|^$\n^\S)", form, re.MULTILINE)
    assert found
    return found.group()


def by_hand(desk: Desk, text: str = "据披露，编辑改过：") -> tuple[str, str]:
    """A form whose first headline is changed, and the row's id."""
    form = desk.form()
    row, said = first_cell(form)
    return form.replace(f"      {said}\n", f"      {said.replace('据披露，', text, 1)}\n", 1), row


# -- a cell ----------------------------------------------------------------------------------------------------------


def test_a_cell_by_hand_changes_nothing_else_and_asks_nobody(desk: Desk) -> None:
    form, row = by_hand(desk)
    with desk.stage.asked() as asked:
        child = desk.edit(form)
    assert asked == []
    assert (child.exit_code, child.parent, child.amendments) == (0, desk.parent.run_id, (f"{row}.event by hand",))
    before, after = desk.rows(desk.parent), desk.rows(child)
    (headline, *others), (changed, *same) = before[row]["cells"], after[row]["cells"]
    assert same == others
    assert changed["text"] == headline["text"].replace("据披露，", "据披露，编辑改过：", 1)
    assert (changed["by"], headline["by"]) == ("hand", "model")
    assert changed["citations"]
    assert {**before, row: None} == {**after, row: None}
    old, new = desk.report(desk.parent), desk.report(child)
    assert old["synthesis"] == new["synthesis"]
    (line,) = [note for note in new["notes"] if note not in old["notes"]]
    assert line.endswith("1 处经人工修订：AI & Capabilities 第 1 行 · 核心事件。")
    page, text = (desk.stage.reports(child)[name].decode() for name in ("report.html", "report.md"))
    assert page.count('<small class="tag">人工修订</small>') == 1
    assert "经人工修订" in text.splitlines()[4]


def test_the_change_is_kept_as_a_diff_of_the_readable_form(desk: Desk) -> None:
    child = desk.edit(by_hand(desk)[0])
    diff = (desk.stage.runs / child.run_id / "edits" / "draft.diff").read_text("utf-8")
    assert "+      据披露，编辑改过：" in diff
    assert len([line for line in diff.splitlines() if re.match(r"[-+] ", line)]) == 2


def test_a_false_number_is_refused_and_the_text_is_kept(desk: Desk) -> None:
    before = desk.count
    form, row = by_hand(desk, "据披露，共投资 31.7 亿美元，")
    path = desk.stage.folder / "mine.yaml"
    path.write_text(form, "utf-8")
    with desk.stage.asked() as asked:
        result = desk.command(desk.parent.run_id, "--file", str(path))
    error = result.exception
    assert isinstance(error, UsageError)
    assert error.exit_code == 2
    line = next(n for n, text in enumerate(form.splitlines(), start=1) if "31.7" in text)
    assert f"line {line - 1}, {row}.event: 31.7 亿美元 is not in the cited documents" in error.what
    assert (error.where, path.read_text("utf-8")) == (str(path), form)
    assert f"--file {path}" in (error.next or "")
    assert (desk.count, asked) == (before, [])


def test_an_unchanged_replay_of_an_edited_run_is_the_same_run(desk: Desk) -> None:
    child = desk.edit(by_hand(desk)[0])
    with desk.stage.asked() as asked:
        again = desk.stage.replay(child.run_id)
        offline = desk.stage.replay(again.run_id, offline=True)
    assert asked == []
    assert desk.stage.reports(offline) == desk.stage.reports(again) == desk.stage.reports(child)


def test_a_hand_survives_replays_with_other_prompts_until_it_is_taken_back(desk: Desk, tmp_path: Path) -> None:
    form, row = by_hand(desk)
    child = desk.edit(form)
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    prompt = (ROOT / "prompts" / "table_writer.md").read_text("utf-8")
    (overlay / "table_writer.md").write_text(edited(prompt), "utf-8")
    first = desk.stage.replay(child.run_id, prompts=overlay)
    second = desk.stage.replay(first.run_id, as_recorded=True)
    for one in (first, second):
        cells = desk.rows(one)[row]["cells"]
        assert cells[0] == desk.rows(child)[row]["cells"][0]
        assert cells[1]["text"] != desk.rows(child)[row]["cells"][1]["text"]
        assert one.amendments == child.amendments
    assert first.taken_over == second.taken_over == ()
    with desk.stage.asked() as asked:
        without = desk.stage.replay(second.run_id, without_edits=True)
    assert (asked, without.amendments) == ([], ())
    assert desk.stage.reports(without) == desk.stage.reports(desk.parent)


def test_one_edit_is_left_out_and_the_others_stay(desk: Desk) -> None:
    pinned = desk.stage.replay(desk.parent.run_id, pin_rows=("energy.1", "ai.1"))
    rows = [described.split()[0] for described in pinned.amendments if described.startswith(("ai.e", "energy.e"))]
    child = desk.stage.replay(pinned.run_id, without_edit=(rows[0],))
    assert not any(one.startswith(rows[0]) for one in child.amendments)
    assert set(child.amendments) == {one for one in pinned.amendments if not one.startswith(rows[0])} != set()
    with pytest.raises(UsageError, match=r"nothing was edited at 'ai\.e999'") as caught:
        desk.stage.replay(pinned.run_id, without_edit=("ai.e999",))
    assert rows[1] in str(caught.value.next)


@pytest.mark.parametrize(
    ("old", "new", "at", "line"),
    [
        ("^      (.+)", r"\1", r"^      .+", 0),
        (r"passages: \[(.*)\]", r"passages: [\1", r"passages: \[", 0),
        (r"^  event:", "   event:", r"^  event:", 1),
    ],
)
def test_what_yaml_cannot_read_is_named_by_the_line_where_it_begins(
    desk: Desk, old: str, new: str, at: str, line: int
) -> None:
    form = desk.form()
    first = form[: next(re.finditer(at, form, re.MULTILINE)).start()].count("\n") + 1
    with pytest.raises(FormError) as caught:
        read_form(re.sub(old, new, form, count=1, flags=re.MULTILINE))
    assert first <= caught.value.line <= first + 4 * line
    assert ("from just above" in caught.value.what) == bool(line)


def objecting(request: Json) -> str:
    """A critic that knows the examination, and else likes nothing."""
    said = improvise(request)
    if schema_name(request) != "CritiqueAnswer":
        return said
    question, exam = question_of(request), {text.text for text in exam_texts()}
    assert isinstance(question, CritiqueQuestion)
    answer = json.loads(said)
    for claim, verdict in zip(question.claims, answer["verdicts"], strict=True):
        if claim.text not in exam:
            verdict |= {"verdict": "unsupported", "rests_on": "", "fix": "原文没有这么说"}
    return json.dumps(answer, ensure_ascii=False)


def test_no_model_judges_what_a_hand_wrote_and_no_revision_writes_it_again(desk: Desk) -> None:
    form, row = by_hand(desk)
    child = desk.edit(form)
    desk.stage.server.answer = objecting
    with desk.stage.asked() as asked:
        replayed = desk.stage.replay(child.run_id, model="fake:stern")
    read = [question_of(body) for body in asked if schema_name(body) in ("CritiqueAnswer", "RevisionAnswer")]
    texts = [one.text for question in read if isinstance(question, CritiqueQuestion) for one in question.claims]
    mended = [one.text for question in read if isinstance(question, RevisionQuestion) for one in question.texts]
    own = desk.rows(child)[row]["cells"][0]["text"]
    assert mended
    assert set(mended) <= set(texts)
    assert own not in texts
    assert desk.rows(replayed)[row]["cells"][0] == desk.rows(child)[row]["cells"][0]
    assert not any(one["claim_id"] == f"{row}.event" for one in desk.report(replayed)["open_issues"])


# -- the last word ---------------------------------------------------------------------------------------------------


def with_fields(form: str, name: str, **fields: str) -> str:
    """The form with fields of a statement, or of a cell of a row, written anew; `text` indented below."""
    row, _, column = name.rpartition(".")
    is_cell = re.search(rf"^{re.escape(name)}:$", form, re.MULTILINE) is None
    indent = "    " if is_cell else "  "
    head = rf"^{re.escape(row)}:\n(?:  .*\n)*?  {column}:\n" if is_cell else rf"^{re.escape(name)}:\n"
    found = re.search(rf"(?P<head>{head})(?P<fields>(?:{indent}.*\n)*)", form, re.MULTILINE)
    assert found
    given = dict(re.findall(rf"^{indent}(\w+): ((?:.*\n)(?:{indent}  .*\n)*)", found["fields"], re.MULTILINE))
    given |= {field: f"{value}\n" for field, value in fields.items()}
    body = "".join(f"{indent}{field}: {value}" for field, value in given.items())
    return form[: found.start()] + found["head"] + body + form[found.end() :]


def told(desk: Desk, form: str) -> Result:
    path = desk.stage.folder / "form.yaml"
    path.write_text(form, "utf-8")
    return desk.command(desk.parent.run_id, "--file", str(path), "--json")


def refused(desk: Desk, form: str) -> UsageError:
    before, error = desk.count, told(desk, form).exception
    assert isinstance(error, UsageError)
    assert desk.count == before
    return error


FIGURE = "据披露，共投资31.7亿美元，另有若干安排"


def test_a_figure_that_no_passage_has_asks_for_its_basis_and_is_printed_with_it(desk: Desk, tmp_path: Path) -> None:
    row, _ = first_cell(desk.form())
    name = f"{row}.technical"
    groundless = with_fields(desk.form(), name, text=FIGURE)
    assert "31.7亿美元 is not in the cited documents" in refused(desk, groundless).what
    assert "`basis: ...`" in refused(desk, groundless).what
    child = desk.edit(with_fields(groundless, name, basis="公司1月9日公告"))
    assert (child.exit_code, child.amendments) == (0, (f"{name} by hand",))
    cell = desk.rows(child)[row]["cells"][1]
    assert (cell["text"], cell["basis"], cell["by"]) == (FIGURE, "公司1月9日公告", "hand")
    assert desk.report(child)["open_issues"] == []
    printed = f"{FIGURE}（编者据公司1月9日公告）"
    assert all(printed in desk.stage.reports(child)[file].decode() for file in ("report.md", "report.html"))
    assert 'basis: "公司1月9日公告"' in block(desk.form(child.run_id), row)

    overlay = tmp_path / "overlay"
    overlay.mkdir()
    prompt = (ROOT / "prompts" / "table_writer.md").read_text("utf-8")
    (overlay / "table_writer.md").write_text(edited(prompt), "utf-8")
    later = desk.stage.replay(child.run_id, prompts=overlay)
    assert desk.rows(later)[row]["cells"][1] == cell
    assert (later.exit_code, desk.report(later)["open_issues"]) == (0, [])


@pytest.mark.parametrize(("text", "kind"), [("据披露，GPT-9也参与其中", "name"), ("据披露，2019年5月31日签约", "date")])
def test_so_do_a_name_and_a_date(desk: Desk, text: str, kind: str) -> None:
    row, _ = first_cell(desk.form())
    form = with_fields(desk.form(), f"{row}.technical", text=text)
    error = refused(desk, form)
    assert f"({kind}_not_in_evidence)" in error.what
    assert "`basis: ...`" in error.what
    assert told(desk, with_fields(form, f"{row}.technical", basis="公司公告")).exception is None


def test_a_link_in_a_text_is_refused_whatever_its_basis(desk: Desk) -> None:
    row, _ = first_cell(desk.form())
    error = refused(
        desk, with_fields(desk.form(), f"{row}.technical", text="据披露，详见 https://x.example/a", basis="公司公告")
    )
    assert "(markup_in_text)" in error.what
    assert "`basis: ...`" not in error.what


def test_what_code_suspects_of_a_signed_text_is_a_warning_and_no_open_issue(desk: Desk) -> None:
    row, _ = first_cell(desk.form())
    text = "窗外下着小雨，编辑部里很安静" + "，一切照旧" * 60
    form = with_fields(desk.form(), f"{row}.technical", text=text)
    result = told(desk, form)
    assert result.exception is None
    warnings = [line for line in result.stderr.splitlines() if line.startswith("warning: ")]
    line = next(n for n, one in enumerate(form.splitlines(), start=1) if text in one)
    assert all(one.startswith(f"warning: line {line}, {row}.technical: ") for one in warnings)
    assert {re.sub(r".*\((\w+)\)$", r"\1", one) for one in warnings} >= {"citation_unrelated", "too_long"}
    child = desk.record(json.loads(result.stdout)["run_id"])
    assert (child.exit_code, desk.rows(child)[row]["cells"][1]["text"]) == (0, text)
    assert desk.report(child)["open_issues"] == []


def finding_weak(text: str) -> Callable[[Json], str]:
    """A critic that calls weak whatever begins with `text`, and a writer that lengthens it when it is asked again."""

    def answer(request: Json) -> str:
        question, said = question_of(request), json.loads(improvise(request))
        if isinstance(question, CritiqueQuestion):
            for claim, verdict in zip(question.claims, said["verdicts"], strict=True):
                if claim.text.startswith(text):
                    verdict |= {"verdict": "weak", "rests_on": "", "fix": "推断跳了一步"}
        if isinstance(question, RevisionQuestion):
            for asked, mended in zip(question.texts, said["texts"], strict=True):
                mended |= {"text": f"{asked.text}，尚待观察", "passages": asked.passages}
        return json.dumps(said, ensure_ascii=False)

    return answer


def test_a_weak_text_that_was_printed_is_not_asked_about_again_after_an_edit(desk: Desk) -> None:
    row, _ = first_cell(desk.form())
    insight = desk.rows(desk.parent)[row]["cells"][2]["text"]
    desk.stage.server.answer = finding_weak(insight)
    parent = desk.stage.run(overrides=("run.sample=4",))
    printed = desk.rows(parent)[row]["cells"][2]
    assert printed["text"] == f"{insight}，尚待观察"
    form = desk.form(parent.run_id)
    with desk.stage.asked() as asked:
        child = desk.edit(form.replace(block(form, "risk1"), ""), parent.run_id)
        again = desk.stage.replay(child.run_id, as_recorded=True)
    assert asked == []
    for one in (child, again):
        assert desk.rows(one) == desk.rows(parent)
        assert [note for note in desk.report(one)["notes"] if "偏弱" in note]


def test_an_objection_of_the_critic_to_the_text_before_is_a_warning(desk: Desk) -> None:
    row, _ = first_cell(desk.form())
    insight = desk.rows(desk.parent)[row]["cells"][2]["text"]
    desk.stage.server.answer = finding_weak(insight)
    parent = desk.stage.run(overrides=("run.sample=3", "run.max_revisions=0"))
    path = desk.stage.folder / "form.yaml"
    path.write_text(with_fields(desk.form(parent.run_id), f"{row}.insight", text=f"{insight}（编者略改）"), "utf-8")
    result = desk.command(parent.run_id, "--file", str(path), "--json")
    assert f"{row}.insight: of the text before, the critic said weak: 推断跳了一步" in result.stderr


def test_a_judgement_without_a_source_is_printed_as_the_editors_own(desk: Desk) -> None:
    week = desk.stage.run(corpus_files=(EXAMPLE,)).run_id
    row, _ = first_cell(desk.form(week))
    view = {"text": "这一步走得太急，值得再看", "kind": "view", "passages": "[]"}
    form = with_fields(with_fields(desk.form(week), f"{row}.insight", **view), "risk1", **view)
    child = desk.edit(with_fields(form, "keyword1", **view), week)
    assert child.exit_code == 0
    report = desk.report(child)
    cell, risk, keyword = (
        desk.rows(child)[row]["cells"][2],
        report["synthesis"]["risks"][0],
        report["synthesis"]["keywords"][0],
    )
    for part in (cell, risk):
        assert (part["kind"], part["by"], part["citations"]) == ("view", "hand", [])
    assert (keyword["by"], keyword["citations"]) == ("hand", [])
    text, page = (desk.stage.reports(child)[name].decode() for name in ("report.md", "report.html"))
    assert text.count("这一步走得太急，值得再看（编者观点）") == 3
    assert page.count('<span class="said view" title="观点">') == 3
    assert "署名者自己的判断，来源没有这样说" in page
    assert 'kind: "view"' in block(desk.form(child.run_id), "risk1")
    again = desk.stage.replay(child.run_id, offline=True)
    assert desk.stage.reports(again) == desk.stage.reports(child)
    measured, scores = scored_run(find_run(desk.stage.runs, child.run_id))
    assert not any("走得太急" in one.text for one in measured.statements)
    assert scores.own_words
    shown = CliRunner().invoke(cli, ["show", child.run_id, "risk1", "--runs-dir", str(desk.stage.runs)]).stdout
    assert "an editor's own view" in shown


@pytest.mark.parametrize(
    ("column", "fields", "said"),
    [
        ("insight", {"kind": "view"}, "is a view and names passages"),
        ("insight", {"kind": "view", "text": '""', "passages": "[]"}, "is a view that says nothing"),
        ("insight", {"text": "只有一句话", "passages": "[]"}, "names no passage"),
        ("insight", {"kind": "stated"}, "kind can only be `view`"),
        ("event", {"kind": "view", "passages": "[]"}, "a row must say what happened, with its source"),
    ],
)
def test_a_view_has_no_source_and_everything_else_has_one(
    desk: Desk, column: str, fields: dict[str, str], said: str
) -> None:
    row, _ = first_cell(desk.form())
    assert said in refused(desk, with_fields(desk.form(), f"{row}.{column}", **fields)).what


# -- rows ------------------------------------------------------------------------------------------------------------


def test_a_row_that_is_taken_out_goes_with_what_rests_on_it(desk: Desk) -> None:
    form = desk.form()
    signal = desk.report(desk.parent)["synthesis"]["signals"][0]
    row = signal["rows"][0]
    path = desk.stage.folder / "form.yaml"
    path.write_text(form.replace(block(form, row), ""), "utf-8")
    with desk.stage.asked() as asked:
        result = desk.command(desk.parent.run_id, "--file", str(path))
    assert asked == []
    assert f"signal.{'-'.join(signal['sections'])} goes too" in result.stderr
    child = desk.record(Path(result.stdout.strip()).parent.name)
    assert row not in desk.rows(child)
    assert desk.rows(child).items() <= desk.rows(desk.parent).items()
    assert signal["sections"] not in [one["sections"] for one in desk.report(child)["synthesis"]["signals"]]


def moved(form: str, event: str, section: str | None) -> str:
    """A form of rows in which the event stands first in a section, or nowhere."""
    (line,) = [line for line in form.splitlines() if re.match(rf"[# ] +- {event} ", line)]
    left, entry = form.replace(line + "\n", "", 1), line.replace("#", " ", 1) if line.startswith("#") else line
    return re.sub(rf"^({section}: .*\n)", rf"\1{entry}\n", left, flags=re.MULTILINE) if section else left


def test_an_event_that_is_moved_has_a_row_there_and_none_where_it_was(desk: Desk) -> None:
    event = next(row["event_id"] for row in desk.rows(desk.parent).values() if row["id"].startswith("energy."))
    with desk.stage.asked() as asked:
        child = desk.edit(moved(desk.form(step="classification"), event, "ai"), "", "classification")
    sections = {section["id"]: [row["id"] for row in section["rows"]] for section in desk.report(child)["sections"]}
    assert sections["ai"][0] == f"ai.{event}"
    assert f"energy.{event}" not in sections["energy"]
    before = {row for row in desk.rows(desk.parent) if row.startswith("web3.")}
    assert before == set(sections["web3"])
    asked_tables = [str(body["messages"]) for body in asked if schema_name(body) == "TableAnswer"]
    assert {name for name in ("ai", "energy", "web3") for text in asked_tables if f'"id":"{name}"' in text} == {
        "ai",
        "energy",
    }
    assert child.amendments == (f"{event} stands in ai, first",)
    assert child.taken_over == ("table-web3",)


def test_an_event_without_a_row_can_be_given_one_and_one_with_a_row_can_lose_it(desk: Desk) -> None:
    form = desk.form(step="classification")
    (spare, *_) = re.findall(r"^#  - (e\d+) ", form, re.MULTILINE)
    taken = next(row["event_id"] for row in desk.rows(desk.parent).values() if row["id"].startswith("energy."))
    child = desk.edit(moved(moved(form, spare, "ai"), taken, None), "", "classification")
    rows = desk.rows(child)
    assert f"ai.{spare}" in rows
    assert taken not in {row["event_id"] for row in rows.values()}
    again = desk.stage.replay(child.run_id, overrides=("sections.ai.limit=2",))
    assert f"ai.{spare}" in desk.rows(again)
    assert taken not in {row["event_id"] for row in desk.rows(again).values()}


def test_rows_in_another_order_are_not_written_again(desk: Desk) -> None:
    form = desk.form()
    first, second = [row for row in desk.rows(desk.parent) if row.startswith("ai.")][:2]
    one, two = block(form, first), block(form, second)
    with desk.stage.asked() as asked:
        child = desk.edit(form.replace(one, "").replace(two, two + one))
    assert asked == []
    rows = list(desk.rows(child))
    assert rows[:2] == [second, first]
    assert desk.rows(child) == desk.rows(desk.parent)


def test_rows_in_their_writers_order_are_shown_and_moved_as_the_report_has_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.stage.server, "answer", weighed)
    parent = desk.stage.run()
    printed = list(desk.rows(parent))
    form = desk.form(parent.run_id, "classification")
    assert re.findall(r"^  - (e\d+) ", form, re.MULTILINE) == [row.partition(".")[2] for row in printed]
    first, second, *others = printed
    with desk.stage.asked() as asked:
        child = desk.edit(moved(form, second.removeprefix("ai."), "ai"), parent.run_id, "classification")
    assert asked == []
    assert list(desk.rows(child)) == [second, first, *others]


def test_a_table_that_is_edited_is_followed_by_a_new_synthesis(desk: Desk) -> None:
    form = desk.form(step="ai")
    assert "energy." not in form
    row, said = first_cell(form)
    with desk.stage.asked() as asked:
        child = desk.edit(form.replace(said, said.replace("据披露，", "据披露，编辑改过："), 1), "", "table-ai")
    assert "TableAnswer" not in {schema_name(body) for body in asked}
    assert "SynthesisAnswer" in {schema_name(body) for body in asked}
    assert "编辑改过" in str([body["messages"] for body in asked if schema_name(body) == "SynthesisAnswer"])
    assert desk.rows(child)[row]["cells"][0]["by"] == "hand"
    assert child.taken_over == ("table-ai", "table-energy", "table-web3")


# -- synthesis -------------------------------------------------------------------------------------------------------


def test_a_keyword_and_a_risk_may_be_written_and_taken_out_by_hand(desk: Desk) -> None:
    form, report = desk.form(), desk.report(desk.parent)
    passage = report["sections"][0]["rows"][0]["cells"][1]["citations"][0]
    quote = re.sub(r"[*`]", "", passage["quote"])[:40]
    added = f"keyword9:\n  term: 编辑的词\n  text: |-\n    {quote}\n  passages: [{passage['passage_id']}]\n"
    child = desk.edit(form.replace(block(form, "risk1"), added))
    synthesis = desk.report(child)["synthesis"]
    assert synthesis["keywords"][-1]["term"] == "编辑的词"
    assert synthesis["keywords"][-1]["by"] == "hand"
    assert synthesis["risks"] == report["synthesis"]["risks"][1:]
    assert set(child.amendments) == {"keyword9 by hand", "risk1 stays empty"}


# -- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"passages: \[d", "passages: [d999#1, d", "may not cite d999#1"),
        (r"^(ai\.e\d+):", r"energy.\1:", "is no row of this draft"),
        (r"^(  technical):", "  remarks:", "remarks is nothing that row"),
        (r"    text: \|-\n      .+", "    text: 新的 # 一句", "what follows # is not read"),
        (r"    text: \|-\n      .+", '    text: ""', "a row must say what happened"),
        (r"^risk1:", "risk1:\n  text: x\nrisk1:", "risk1 stands on line"),
        (r"passages: \[", "passages: {", "cannot be read|is not a list"),
        (r"^(signal\.\S+):", r"signal.ai-nothing:", "there can be no signal.ai-nothing"),
        (r"text: \|-", "text: [a]", "cannot be read|is no text"),
    ],
)
def test_what_may_not_be_changed_is_refused_with_its_line(desk: Desk, old: str, new: str, said: str) -> None:
    before = desk.count
    form = desk.form()
    wrong = re.sub(old, new, form, count=1, flags=re.MULTILINE)
    assert wrong != form
    path = desk.stage.folder / "wrong.yaml"
    path.write_text(wrong, "utf-8")
    error = desk.command(desk.parent.run_id, "--file", str(path)).exception
    assert isinstance(error, UsageError)
    assert re.search(said, error.what)
    number = int(re.sub(r".*line ", "", error.where or ""))
    changed = next(
        n for n, pair in enumerate(zip(form.splitlines(), wrong.splitlines(), strict=False), 1) if len(set(pair)) > 1
    )
    assert abs(number - changed) <= 2
    assert desk.count == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"^  - e\d+ ", "  - e99999 ", "there is no event 'e99999'"),
        (r"^  - (e\d+) ", r"  - \1\n  - \1 ", "stands on line"),
        (r"^energy:.*\n(?:  - .*\n)*", "", "the list of energy is missing"),
        (r"^energy:", "sports:", "sports is nothing that this form has"),
    ],
)
def test_rows_that_cannot_be_are_refused(desk: Desk, old: str, new: str, said: str) -> None:
    wrong = re.sub(old, new, desk.form(step="classification"), count=1, flags=re.MULTILINE)
    with pytest.raises(UsageError, match=said):
        desk.edit(wrong, "", "classification")


def test_an_unknown_step_lists_those_there_are(desk: Desk) -> None:
    error = desk.command(desk.parent.run_id, "sports", "--print").exception
    assert isinstance(error, UsageError)
    assert error.next == "There are draft, classification, table-ai, table-energy, table-web3."
    for name in ("2-classification", "3-table-ai", "table-ai", "ai", "4-draft-1"):
        assert desk.command(desk.parent.run_id, name, "--print").exception is None


def test_a_run_without_a_last_draft_cannot_be_edited(desk: Desk) -> None:
    unfinished = desk.stage.run(period="2025-W30", model=None)
    error = desk.command(unfinished.run_id, "--print").exception
    assert isinstance(error, UsageError)
    assert "no last draft" in error.what


# -- the editor ------------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets $EDITOR to a script."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def script(body: str) -> None:
        path = tmp_path / "editor.sh"
        path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        path.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(path))

    return script


def test_the_form_is_opened_in_the_editor(desk: Desk, editor: Any, tmp_path: Path) -> None:
    editor("sed -i 's/据披露，/据披露，编辑改过：/' \"$1\"")
    result = desk.command(desk.parent.run_id, "draft", "--json")
    assert result.exception is None
    child = desk.record(json.loads(result.stdout)["run_id"])
    assert "ai.thesis by hand" in child.amendments
    assert not list(tmp_path.glob("brief-*"))


def test_an_edit_without_a_change_makes_no_run(desk: Desk, editor: Any, tmp_path: Path) -> None:
    before = desk.count
    for body in ("exit 0", ': > "$1"'):
        editor(body)
        result = desk.command(desk.parent.run_id)
        assert result.exception is None
        assert "no run is made" in result.stderr
    told = json.loads(desk.command(desk.parent.run_id, "--json").stdout)
    assert (told["run_id"], told["status"], told["exit_code"]) == (None, "unchanged", 0)
    assert desk.count == before
    assert not list(tmp_path.glob("brief-*"))


def test_what_was_typed_is_kept_where_it_cannot_stand(desk: Desk, editor: Any, tmp_path: Path) -> None:
    before = desk.count
    editor("sed -i 's/据披露，/据披露，共投资 31.7 亿美元，/' \"$1\"")
    error = desk.command(desk.parent.run_id).exception
    assert isinstance(error, UsageError)
    (kept,) = tmp_path.glob("brief-draft-*.yaml")
    assert "31.7 亿美元" in kept.read_text("utf-8")
    assert str(kept) in (error.next or "")
    editor("exit 3")
    error = desk.command(desk.parent.run_id).exception
    assert isinstance(error, UsageError)
    assert "nothing was changed" in error.what
    assert desk.count == before


def test_without_an_editor_the_ways_are_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    error = desk.command(desk.parent.run_id).exception
    assert isinstance(error, UsageError)
    assert "--print" in (error.next or "")
    assert "--file" in (error.next or "")


def test_the_form_comes_from_standard_input_too(desk: Desk) -> None:
    form, row = by_hand(desk)
    result = desk.command(desk.parent.run_id, "--file", "-", "--json", input=form)
    assert desk.record(json.loads(result.stdout)["run_id"]).amendments == (f"{row}.event by hand",)


# -- going on --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", ["", "2-*", "[23]-*", "[234]-*", "[2345]-*"])
def test_an_edited_run_that_was_killed_goes_on(desk: Desk, left: str) -> None:
    child = desk.edit(by_hand(desk)[0])
    whole = desk.stage.reports(child)
    folder = desk.stage.runs / child.run_id
    kept = set(folder.glob(left or "nothing"))
    for file in (*folder.glob("[2-9]*.json"), *folder.glob("report.*")):
        if file not in kept:
            file.unlink()
    cut_off = child.model_copy(update={"status": "running", "exit_code": None, "reports": ()})
    (folder / "run.json").write_text(cut_off.model_dump_json(), "utf-8")
    with desk.stage.asked() as asked:
        resumed = desk.stage.resume(child.run_id)
    assert asked == []
    assert (resumed.status, desk.stage.reports(resumed)) == ("finished", whole)


def test_an_edited_run_can_do_without_its_parent(desk: Desk, tmp_path: Path) -> None:
    child = desk.edit(by_hand(desk)[0])
    alone = Stage(tmp_path, desk.stage.server)
    shutil.copytree(desk.stage.runs / child.run_id, alone.runs / child.run_id)
    for name in ("prompts", "formats"):
        shutil.copytree(desk.stage.folder / name, tmp_path / name)
    shutil.copy(desk.stage.folder / "config.toml", tmp_path)
    again = alone.replay(child.run_id, offline=True)
    assert alone.reports(again) == desk.stage.reports(child)


def test_a_draft_is_edited_without_the_key_of_its_models(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left to be asked; after a change of rows or tables there is."""
    monkeypatch.setenv("KEY_OF_TESTS", "sk-made-up-0123456789")
    parent = desk.stage.run(overrides=("endpoints.fake.key_env=KEY_OF_TESTS",))
    monkeypatch.delenv("KEY_OF_TESTS")
    form = desk.form(parent.run_id)
    row, said = first_cell(form)
    child = desk.edit(form.replace(said, said.replace("据披露，", "据披露，编辑改过："), 1), parent.run_id)
    assert desk.rows(child)[row]["cells"][0]["by"] == "hand"
    error = desk.command(parent.run_id, "ai", "--print").exception
    assert isinstance(error, ConfigError)
    assert "no key" in error.what


def test_an_edit_of_an_edit_keeps_both(desk: Desk) -> None:
    form, row = by_hand(desk)
    first = desk.edit(form)
    form = desk.form(first.run_id)
    other, said = first_cell(form, "energy")
    second = desk.edit(form.replace(said, said.replace("据披露，", "据披露，再改："), 1), first.run_id)
    assert second.amendments == (f"{row}.event by hand", f"{other}.event by hand")
    assert {desk.rows(second)[one]["cells"][0]["by"] for one in (row, other)} == {"hand"}


def test_a_run_by_extraction_is_edited_without_a_key(desk: Desk) -> None:
    parent = desk.stage.run(model=None, offline=True)
    form = desk.form(parent.run_id)
    row, said = first_cell(form)
    child = desk.edit(form.replace(block(form, row), block(form, row).replace(said, f"据披露，{said}")), parent.run_id)
    assert desk.rows(child)[row]["cells"][0]["by"] == "hand"
    notes = desk.report(child)["notes"]
    assert notes[0].startswith("本报告未使用语言模型：除人工修订之处")
    event = row.partition(".")[2]
    moved_there = desk.edit(
        moved(desk.form(child.run_id, "classification"), event, "web3"), child.run_id, "classification"
    )
    cells = desk.rows(moved_there)[f"web3.{event}"]["cells"]
    assert (cells[0]["by"], cells[0]["text"]) == ("hand", f"据披露，{said}")
    assert row not in desk.rows(moved_there)


def test_a_sentence_of_prose_is_changed_taken_out_and_added_to(desk: Desk) -> None:
    parent = desk.stage.run(model=None, offline=True, formats=("quantshark-prose",))
    form = desk.form(parent.run_id)
    assert desk.command(parent.run_id, "--file", "-", input=form).exception is None
    first, last = (block(form, name) for name in ("ai.hard_points1", "energy.hard_points1"))
    said = first.splitlines()[2].strip()
    further = last.replace("hard_points1", "hard_points9", 1)
    changed = form.replace(first, first.replace(said, f"据披露，{said}", 1), 1).replace(last, further, 1)
    child = desk.edit(changed, parent.run_id)
    assert child.amendments == (
        "ai.hard_points1 by hand",
        "energy.hard_points9 by hand",
        "energy.hard_points1 stays empty",
    )
    entries = {one["id"]: one for s in desk.report(child)["sections"] for b in s["blocks"] for one in b["entries"]}
    assert (entries["ai.hard_points1"]["by"], entries["ai.hard_points1"]["text"]) == ("hand", f"据披露，{said}")
    assert entries["energy.hard_points9"]["by"] == "hand"
    assert "energy.hard_points1" not in entries


def test_an_edit_of_one_format_leaves_what_a_model_wrote_for_another_and_asks_nobody(desk: Desk) -> None:
    parent = desk.stage.run(formats=("quantshark-weekly", "quantshark-prose"))
    form = desk.form(parent.run_id)
    _, said = first_cell(form)
    with desk.stage.asked() as asked:
        child = desk.edit(form.replace(f"      {said}\n", f"      据披露，{said}\n", 1), parent.run_id)
    assert asked == []
    before, after = (
        [(desk.stage.runs / one.run_id / f"report.quantshark-prose.zh.{kind}").read_bytes() for kind in ("md", "json")]
        for one in (parent, child)
    )
    assert before == after
    assert desk.report(child) != desk.report(parent)


def test_a_form_of_another_run_is_refused_with_the_way_on(desk: Desk) -> None:
    before, own = desk.count, desk.parent.run_id
    path = desk.stage.folder / "old.yaml"
    path.write_text(desk.form().replace(own, "20260101T0000Z-weekly-0000", 1), "utf-8")
    error = desk.command(own, "--file", str(path)).exception
    assert isinstance(error, UsageError)
    assert f"is a form of 20260101T0000Z-weekly-0000, draft, not of {own}" in error.what
    assert "brief edit 20260101T0000Z-weekly-0000 draft --file" in (error.next or "")
    assert desk.count == before
