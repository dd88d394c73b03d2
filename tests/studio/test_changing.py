"""What a page sends is a command of Brief: the tests start real ones."""

import json
import re
import shutil
from html import unescape

from browsing import Browsed
from lxml import html
from published import Published

from brief.pipeline.estimate import Estimate, EstimatedCall
from brief.runs.loaded import LoadedRun
from brief.runs.ratings import ratings_of
from brief.runs.store import list_runs, stored_run
from brief.studio import prompting

EDITION = "quantshark-weekly.zh"


def line_of(project: Published, column: int = 2) -> tuple[str, str]:
    """Address and text of a cell of the first row that says something there."""
    row = next(one for one in project.report.sections[0].rows if one.cells[column].citations)
    return f"runs/{project.run_id}/{EDITION}/lines/{row.id}.{row.cells[column].column}", row.cells[column].text


def ended(browsed: Browsed, address: str, given: dict[str, str]) -> dict[str, object]:
    """What the job that the form starts came to."""
    answer = browsed.post(address, given)
    assert answer.status_code == 303, answer.text
    place = answer.headers["location"].removeprefix("/")
    told = browsed.get(place.replace(".html", ".events")).text
    found = re.search(r"event: done\ndata: (.*)", told)
    assert found, told
    assert browsed.get(place).status_code == 200
    result: dict[str, object] = json.loads(found[1])
    return result


def test_a_text_is_checked_as_it_is_typed(browsed: Browsed, project: Published) -> None:
    address, text = line_of(project)
    false = browsed.post(f"{address}.check", {"text": f"{text}，规模达98765亿元"}).json()
    assert not false["stands"]
    assert "98765亿元" in false["said"][1]
    assert browsed.post(f"{address}.check", {"text": text[: len(text) // 2]}).json()["stands"]
    assert len(list_runs(project.folder / "runs").runs) == 1


def test_a_text_is_changed_in_a_new_run(browsed: Browsed, project: Published) -> None:
    address, text = line_of(project)
    shorter = text[: len(text) // 2]
    result = ended(browsed, f"{address}.html", {"text": shorter})
    child = LoadedRun(stored_run(project.folder / "runs" / str(result["run_id"])))
    assert child.record.parent == project.run_id
    changed = [cell for one in child.report.sections for row in one.rows for cell in row.cells if cell.by == "hand"]
    assert [one.text for one in changed] == [shorter]
    assert str(result["page"]).startswith(f"runs/{result['run_id']}/{EDITION}/report.html#")


def test_a_text_that_begins_like_an_option_is_a_text(browsed: Browsed, project: Published) -> None:
    address, _ = line_of(project)
    result = ended(browsed, f"{address}.html", {"text": "--help"})
    assert result.get("run_id") != project.run_id
    assert "Usage" not in json.dumps(result)


def test_what_cannot_stand_makes_no_run_and_says_why(browsed: Browsed, project: Published) -> None:
    address, text = line_of(project)
    result = ended(browsed, f"{address}.html", {"text": f"{text}，规模达98765亿元"})
    assert (result["exit_code"], result["page"]) == (2, "")
    assert "98765亿元" in json.dumps(result["error"], ensure_ascii=False)
    assert len(list_runs(project.folder / "runs").runs) == 1


def test_rows_are_moved_and_taken_out(browsed: Browsed, project: Published) -> None:
    section = project.report.sections[0]
    first, second, *others = (row.event_id for row in section.rows)
    rows = {second: f"{section.id}:0.5"} | {one: f"{section.id}:{n}" for n, one in enumerate(others, start=2)}
    rows |= {row.event_id: one.id for one in project.report.sections[1:] for row in one.rows}
    result = ended(browsed, f"runs/{project.run_id}/{EDITION}/rows.html", {**rows, first: ""})
    child = LoadedRun(stored_run(project.folder / "runs" / str(result["run_id"])))
    assert [row.event_id for row in child.report.sections[0].rows] == [second, *others]


def test_an_event_of_no_run_gets_no_row(browsed: Browsed, project: Published) -> None:
    result = ended(browsed, f"runs/{project.run_id}/{EDITION}/rows.html", {"e999": "ai", "\nweb3": "ai"})
    assert result["exit_code"] == 2


def test_a_report_is_let_go_and_its_page_says_so(browsed: Browsed, project: Published) -> None:
    address = f"runs/{project.run_id}/approve.html"
    assert "Which days were read is not recorded. Its documents came from files." in browsed.get(address).text
    assert "No channel waits for it" in browsed.get(address).text
    project.configure('[delivery.desk]\nkind = "folder"\npath = "out"\ndeliver = "after-approval"\n')
    assert "<li>desk (folder)</li>" in browsed.get(address).text
    assert ended(browsed, address, {"do": "approve", "by": "lin"})["exit_code"] in (0, 2)
    assert "lin" in browsed.get(address).text
    assert '<td data-label="Delivered">Approved' in browsed.get("index.html").text


def test_a_form_that_is_too_large_is_refused(browsed: Browsed, project: Published) -> None:
    address, _ = line_of(project)
    assert browsed.post(f"{address}.check", {"text": "x" * 3_000_000}).status_code == 413


def test_a_job_of_an_earlier_studio_is_told_to_be_gone(browsed: Browsed) -> None:
    assert browsed.get("jobs/0123.html").status_code == 404


def test_lines_are_rated_and_a_choice_between_two_runs_is_kept_beside_both(
    browsed: Browsed, project: Published
) -> None:
    address, text = line_of(project)
    assert browsed.post(f"{address}.rate", {"mark": "starred"}).json() == {"mark": "starred", "comment": ""}
    assert browsed.post(f"{address}.rate", {"comment": "谁付钱？"}).json() == {"mark": "starred", "comment": "谁付钱？"}
    assert 'value="none"' in browsed.get(f"{address}.html").text  # pressed once more, it takes the star back
    result = ended(browsed, f"{address}.html", {"text": text[: len(text) // 2]})
    runs = f"{project.run_id}..{result['run_id']}"
    page = browsed.get(f"compare/{runs}/blind.html").text
    assert project.run_id not in page.partition("<main>")[2].partition("</main>")[0]
    assert "Not chosen from." in browsed.get(f"compare/{runs}/revealed.html").text
    assert browsed.post(f"compare/{runs}/blind.html", {"pair": "0", "better": "a"}).status_code == 303
    assert "You have chosen from every pair." in browsed.get(f"compare/{runs}/blind.html").text
    told = html.fromstring(browsed.get(f"compare/{runs}/revealed.html").text)
    chosen = next(part for part in told.xpath("//section/div") if part.xpath("p/b"))
    assert chosen.xpath("h2")[0].text_content().startswith("A")
    counts = {row.xpath("string(a)"): row.xpath("string(b)") for row in told.xpath("//main/ul/li")}
    assert counts[chosen.xpath("string(h2/a)")] == "1"
    words = [
        one.word
        for name in runs.split("..")
        for one in ratings_of(stored_run(project.folder / "runs" / name)).preferences
    ]
    assert sorted(words) == ["better", "worse"]


def test_what_was_said_of_lines_stands_on_a_page_as_examples(browsed: Browsed, project: Published) -> None:
    address, text = line_of(project)
    page = f"runs/{project.run_id}/{EDITION}/ratings.html"
    assert "Nobody rated a line of it." in browsed.get(page).text
    browsed.post(f"{address}.rate", {"mark": "starred", "comment": "<b>说到底</b>"})
    told = unescape(browsed.get(page).text.partition("<h1>")[2])
    assert text in told
    assert "<b>说到底</b>" in told
    assert "<b>说到底</b>" not in browsed.get(page).text
    said, _, examples = told.partition("<pre>")
    assert "lin: Star" in said
    assert examples.startswith('[[sections]]\nid = "ai"\nexamples = [')
    assert "# prompts/table_writer.md\n" in examples


def test_what_a_row_would_ask_is_told_before_it_is_asked(browsed: Browsed, project: Published) -> None:
    held = LoadedRun(project.run)
    printed = {row.event_id for table in held.last_draft.tables for row in table.rows}
    event = next(one.id for one in held.retrieval.events if one.id not in printed)
    told = browsed.post(f"runs/{project.run_id}/{EDITION}/events/{event}.estimate", {"section": "ai"}).json()
    assert told == {"stands": True, "said": ["No model is asked."]}
    assert len(list_runs(project.folder / "runs").runs) == 1


def test_fifty_pages_are_answered_while_a_job_works(browsed: Browsed, project: Published) -> None:
    address, text = line_of(project)
    started = browsed.post(f"{address}.html", {"text": text[: len(text) // 2]})
    answers = browsed.all_of([f"{address}.html", "index.html"] * 25)
    assert [one.status_code for one in answers] == [200] * 50
    told = browsed.get(started.headers["location"].removeprefix("/").replace(".html", ".events")).text
    assert '"exit_code": 0' in told


def test_a_line_tells_every_text_that_it_had_and_whose_each_was(browsed: Browsed, project: Published) -> None:
    address, text = line_of(project)
    result = ended(browsed, f"{address}.html", {"text": text[: len(text) // 2]})
    page = html.fromstring(browsed.get(f"{address}.html".replace(project.run_id, str(result["run_id"]))).text)
    first, second = (one.text_content() for one in page.xpath("//details[contains(., 'History')]/ol/li"))
    assert text in first
    assert "by extraction" in first
    assert "by hand (lin)" in second


def test_a_run_is_removed_once_it_was_told_what_is_gone_with_it(browsed: Browsed, project: Published) -> None:
    page = f"runs/{project.run_id}/index"
    told = browsed.post(f"{page}.estimate", {"do": "remove"}).json()
    assert told["stands"]
    assert told["said"][1:] == ["2 reports."]
    result = ended(browsed, f"{page}.html", {"do": "remove"})
    assert (result["exit_code"], result["page"]) == (0, "")
    assert not list_runs(project.folder / "runs").runs
    assert browsed.get(f"{page}.html").status_code == 404


def test_a_run_that_another_goes_on_from_stays(browsed: Browsed, project: Published) -> None:
    copy = project.folder / "runs" / f"{project.run_id[:-4]}0000"
    shutil.copytree(project.run.path, copy)
    told = project.run.record.model_copy(update={"run_id": copy.name, "parent": project.run_id, "status": "failed"})
    (copy / "run.json").write_text(told.model_dump_json(), "utf-8")
    assert "Go on with this run" in browsed.get(f"runs/{copy.name}/index.html").text
    said = browsed.post(f"runs/{project.run_id}/index.estimate", {"do": "remove"}).json()
    assert not said["stands"]
    assert said["said"][0].startswith(f"{project.run_id} stays: it {copy.name} goes on from it")


def test_why_a_cost_is_not_known_is_told_with_what_to_add() -> None:
    call = EstimatedCall("critic", "fake:m", 10, 5, None)
    said = str(prompting.told(lambda: Estimate((call,), (), 1))["said"])
    assert "unknown cost" in said
    assert '[prices."fake:m"]' in said
    assert "1 answer is there already" in said
