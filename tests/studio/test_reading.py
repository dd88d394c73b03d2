import json
import re
import shutil
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from browsing import Browsed
from lxml import html
from published import Published

from brief.runs.loaded import LoadedRun
from brief.studio import shelf
from checks.remarks import remark
from schemas.claim_ids import last_part

EDITION = "quantshark-weekly.zh"


def page_of(project: Published, rest: str) -> str:
    return f"runs/{project.run_id}/{EDITION}/{rest}"


def text_of(browsed: Browsed, address: str) -> str:
    answer = browsed.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_every_link_of_every_page_leads_somewhere(browsed: Browsed) -> None:
    seen, waiting = set[str](), ["index.html"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        for _, _, link, _ in html.fromstring(text_of(browsed, address)).iterlinks():
            target = urlsplit(link)
            if target.path.endswith((".html", ".css", ".js")) and not target.netloc:
                waiting.append(unquote(normpath(join(dirname(address), target.path))))
    assert len(seen) > 100


def test_a_report_is_shown_as_its_reader_has_it_with_each_line_known(browsed: Browsed, project: Published) -> None:
    page = html.fromstring(text_of(browsed, page_of(project, "report.html")))
    printed = html.parse(project.run.path / "report.html").getroot()
    assert page.xpath("//h1")[0].text_content() == printed.xpath("//h1")[0].text_content()
    named = set(page.xpath("//main//@data-claim"))
    cells = {f"{row.id}.{cell.column}" for one in project.report.sections for row in one.rows for cell in row.cells}
    written = {one for one in cells if last_part(one) in ("event", "technical", "insight")}
    assert written <= named | {one for one in written if "未" in text_at(project, one)}
    assert not page.xpath('//meta[@http-equiv="Content-Security-Policy"]')


def text_at(project: Published, claim_id: str) -> str:
    rows = {row.id: row for section in project.report.sections for row in section.rows}
    row_id, _, column = claim_id.rpartition(".")
    return next(cell.text for cell in rows[row_id].cells if cell.column == column)


def test_a_line_shows_its_quote_in_the_passage_and_the_documents_beside_it(
    browsed: Browsed, project: Published
) -> None:
    row = project.report.sections[0].rows[0]
    (citation, *_) = row.cells[1].citations
    page = html.fromstring(text_of(browsed, page_of(project, f"lines/{row.id}.technical.html")))
    assert page.xpath("//mark")[0].text_content().strip() == citation.quote.strip()
    assert citation.title in page.text_content()
    assert page.xpath("//details")


def test_what_is_not_printed_is_told_in_the_order_of_its_rank_with_the_reason(
    browsed: Browsed, project: Published
) -> None:
    page = html.fromstring(text_of(browsed, page_of(project, "absent.html")))
    ranks = [int(one) for one in page.xpath("//ol[@class='absent']/li/@value")]
    assert ranks == sorted(ranks)
    printed = {row.event_id for section in project.report.sections for row in section.rows}
    events = LoadedRun(project.run).retrieval.events
    assert len(ranks) == len([one for one in events if one.id not in printed])
    assert "`" not in page.text_content()
    assert not re.search(r"\b(ai|energy|web3)(\.e\d+)?\b", page.xpath("//main")[0].text_content().partition(":")[0])


def test_news_cannot_put_anything_into_a_page(browsed: Browsed, project: Published) -> None:
    path = project.run.path / "1-retrieval.json"
    hostile = "<script>alert(1)</script>\u202e"
    found = json.loads(path.read_text("utf-8"))
    for one in found["documents"]:
        one["title"] = hostile
    for one in found["events"]:
        one["title"] = hostile
    path.write_text(json.dumps(found), "utf-8")
    row = project.report.sections[0].rows[0]
    for rest in (f"lines/{row.id}.technical.html", "absent.html", f"events/{row.event_id}.html"):
        text = text_of(browsed, page_of(project, rest))
        assert "<script>alert" not in text
        assert "\u202e" not in text


@pytest.mark.parametrize(
    "address",
    [
        "runs/nothing/index.html",
        "runs/..%2f..%2fetc/index.html",
        "runs/%2e%2e/index.html",
        "static/../app.py",
        "static/%2e%2e/app.py",
    ],
)
def test_no_address_leads_out_of_the_runs(browsed: Browsed, address: str) -> None:
    answer = browsed.get(address)
    assert answer.status_code == 404
    assert "Starlette" not in answer.text


def test_what_is_not_there_is_told_with_what_there_is(browsed: Browsed, project: Published) -> None:
    for rest in ("lines/ai.e99.event.html", "events/e9999.html", "documents/d9999.html"):
        assert browsed.get(page_of(project, rest)).status_code == 404
    answer = browsed.get(f"runs/{project.run_id}/other.zh/report.html")
    assert "quantshark-weekly" in answer.text


def test_a_search_finds_lines_of_reports(browsed: Browsed, project: Published) -> None:
    text = project.report.sections[0].rows[0].cells[0].text
    page = html.fromstring(text_of(browsed, f"search.html?q={text[:6]}"))
    assert any(one.text_content() == text for one in page.xpath("//main//li/a"))
    assert "Nothing found." in text_of(browsed, "search.html?q=没有这样的字句")
    document = LoadedRun(project.run).retrieval.documents[0]
    page = html.fromstring(text_of(browsed, f"search.html?q={document.title[:8]}"))
    assert page.xpath(f"//a[contains(@href, '/documents/{document.id}.html')]")  # its run had a file of its own


def test_a_run_that_goes_on_is_read_anew(browsed: Browsed, project: Published) -> None:
    text_of(browsed, page_of(project, "lines.html"))
    record = project.run.path / "run.json"
    record.write_text(record.read_text("utf-8").replace('"finished"', '"failed"', 1), "utf-8")
    assert "failed" in text_of(browsed, f"runs/{project.run_id}/index.html")


def test_what_a_check_found_is_told_in_words_with_the_words_in_question_marked(
    browsed: Browsed, project: Published
) -> None:
    row = project.report.sections[0].rows[0]
    text = row.cells[1].text
    said = remark("figure_not_there").of(figure=text[:4], known=("2GW",)).told("zh")
    issue = {"claim_id": f"{row.id}.technical", "kind": "figure_misplaced", "message": said}
    (path,) = project.run.path.glob("5-critique-1.json")
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"issues": [issue]}), "utf-8")
    copy = project.run.path.with_name(f"{project.run_id[:-4]}0000")
    shutil.copytree(project.run.path, copy)
    record = copy / "run.json"
    record.write_text(record.read_text("utf-8").replace(project.run_id, copy.name), "utf-8")
    compared = text_of(browsed, f"compare/{project.run_id}..{copy.name}/failed.html")
    for page in (text_of(browsed, page_of(project, f"lines/{row.id}.technical.html")), compared):
        assert f"<mark>{text[:4]}</mark>" in page
        assert "a figure may belong to something else" in page
        assert "is not in the cited documents; they have 2GW" in page
        assert "figure_misplaced" not in page


def test_a_passage_stands_once_with_all_its_quotes_marked(browsed: Browsed, project: Published) -> None:
    (path,) = project.run.path.glob("4-draft-1.json")
    draft = json.loads(path.read_text("utf-8"))
    row = draft["tables"][0]["rows"][0]
    cell = next(one for one in row["cells"] if one["column"] == "technical")
    quote = cell["citations"][0]
    parts = [quote | {"quote": one} for one in (quote["quote"][:4], quote["quote"][2:6], quote["quote"][-3:], "没有")]
    cell["citations"] = parts
    path.write_text(json.dumps(draft), "utf-8")
    page = html.fromstring(text_of(browsed, page_of(project, f"lines/{row['id']}.technical.html")))
    assert len(page.xpath("//blockquote")) == 1
    marks = page.xpath("//blockquote/mark/text()")
    assert marks == [quote["quote"][:6], quote["quote"][-3:]]
    assert "没有" in page.xpath("//p[@class='warning']")[0].text_content()


def test_the_list_is_cut_into_pages_the_newest_first(
    browsed: Browsed, project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "AT_ONCE", 1)
    copy = project.run.path.with_name(f"{project.run_id[:-4]}0000")
    shutil.copytree(project.run.path, copy)
    record = copy / "run.json"
    record.write_text(record.read_text("utf-8").replace(project.run_id, copy.name), "utf-8")
    first, second = text_of(browsed, "index.html"), text_of(browsed, "older/2.html")
    newest, oldest = sorted((project.run_id, copy.name), reverse=True)
    assert newest in first
    assert oldest not in first
    assert oldest in second
    assert 'href="older/2.html"' in first


def test_every_zone_of_a_page_has_a_name(browsed: Browsed, project: Published) -> None:
    for rest in ("report.html", "rows.html", "absent.html"):
        page = html.fromstring(text_of(browsed, page_of(project, rest)))
        named = page.xpath("//body//nav | //body//aside | //form[@role='search']")
        assert all(one.get("aria-label") or one.get("aria-labelledby") for one in named), rest
        assert len(page.xpath("//main")) == 1
    line = html.fromstring(
        text_of(browsed, page_of(project, f"lines/{project.report.sections[0].rows[0].id}.event.html"))
    )
    assert all(one.xpath("summary/h2") for one in line.xpath("//details"))
