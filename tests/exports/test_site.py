"""A static site of all reports."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import feedparser
import pytest
from lxml import html
from published import Published, command

from brief.exports.pages import pages_around
from brief.exports.site import Published as Site
from brief.exports.site import publish
from brief.exports.stories import Record, Shelved, ShelvedRow, Story, stories_of
from brief.report.format import Format
from brief.runs.store import list_runs
from brief.settings.project import find_project
from schemas.report import Report, ReportCorrection, ReportPeriod, ReportSource

NAME = "2026-W02.quantshark-weekly.zh"
DAILY = "2026-W02.ai-daily.zh"
WHY = "来源更正了金额。"


def made(project: Published, folder: str = "site") -> Site:
    return publish(Path(folder), list_runs(project.folder / "runs").runs, find_project(project.folder), project.config)


def files_in(folder: str) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in Path(folder).rglob("*") if one.is_file()}


def test_a_site_has_every_report_its_stories_a_feed_and_what_was_corrected(project: Published) -> None:
    done = command("publish", "site", "--json")
    told = json.loads(done.output)
    site = Path("site")
    assert told["reports"] == 2
    assert told["stories"] == len(list(site.glob("stories/*.html")))
    for name in (NAME, DAILY):
        assert {one.name for one in site.glob(f"reports/{name}.*")} == {
            f"{name}.{ending}" for ending in ("html", "md", "json", "site.json")
        }
    assert {one.name for one in site.glob("latest/*.html")} == {"quantshark-weekly.zh.html", "ai-daily.zh.html"}
    for ending in ("md", "json"):
        assert (site / f"reports/{NAME}.{ending}").read_bytes() == (project.run.path / f"report.{ending}").read_bytes()
    assert (site / "corrections.html").is_file()


def test_what_is_up_to_date_is_not_written_again_and_a_second_site_is_the_same(project: Published) -> None:
    assert made(project).written
    assert made(project) == Site(2, made(project).stories, (), (), ())
    made(project, "other")
    assert files_in("site") == files_in("other")


def test_every_link_within_the_site_leads_somewhere_and_none_away_from_its_folder(project: Published) -> None:
    made(project)
    for page in Path("site").rglob("*.html"):
        for link in html.parse(page).getroot().iter("a", "link"):
            target, _, place = str(link.get("href")).partition("#")
            if not target.startswith("http"):
                leads = (page.parent / unquote(target)).resolve() if target else page.resolve()
                assert leads.is_file(), (page, target)
                assert leads.is_relative_to(Path("site").resolve())
                if page.parent.name == "stories" and place:
                    assert f'id="{place}"' in leads.read_text("utf-8")


def test_a_feed_is_read_by_others_and_its_ids_stay(project: Published) -> None:
    made(project)
    before = feedparser.parse(Path("site/feed.xml").read_bytes())
    assert not before.bozo
    assert [one.link for one in before.entries] == [f"reports/{NAME}.html", f"reports/{DAILY}.html"]
    assert before.entries[0].updated == "2026-01-11T12:00:00+00:00"
    corrected(project)
    made(project)
    after = feedparser.parse(Path("site/feed.xml").read_bytes())
    assert [one.id for one in after.entries] == [one.id for one in before.entries]
    assert after.feed.id == before.feed.id
    assert after.entries[0].updated > before.entries[0].updated


def corrected(project: Published) -> str:
    """The id of a row of which a text was corrected."""
    cells = ((row.id, cell) for section in project.report.sections for row in section.rows for cell in row.cells)
    row, _ = next(one for one in cells if one[1].column == "technical" and one[1].kind != "none")
    done = command("correct", project.run_id, f"{row}.technical", "--text", "公司没有公布更多数据", "--why", WHY)
    if done.exception:
        raise done.exception
    return row


def test_a_correction_takes_the_reports_place_and_is_told_on_its_storys_page(project: Published) -> None:
    made(project)
    row_id = corrected(project)
    made(project)
    page = Path("site/corrections.html").read_text("utf-8")
    assert WHY in page
    assert f"reports/{NAME}.html" in page
    told = [one for one in Path("site/stories").glob("*.html") if WHY in one.read_text("utf-8")]
    assert len(told) == 1
    assert row_id in Report.model_validate_json(Path(f"site/reports/{NAME}.json").read_bytes()).corrections[0].claim_id


def test_nothing_takes_the_place_of_a_correction_even_where_its_run_is_gone(project: Published) -> None:
    corrected(project)
    made(project)
    before = files_in("site")
    for run in (project.folder / "runs").iterdir():
        if run.name != project.run_id:
            shutil.rmtree(run)
    assert made(project).written == ()
    assert files_in("site") == before


def test_reports_of_pruned_runs_stay(project: Published) -> None:
    made(project)
    shutil.rmtree(project.run.path)
    assert made(project) == Site(2, made(project).stories, (), (), ())


def test_a_replay_stands_there_only_once_somebody_let_it_go(project: Published) -> None:
    assert command("replay", project.run_id, "--offline").exit_code == 0
    (replay,) = (one for one in list_runs(project.folder / "runs").runs if one.record.parent)
    shutil.rmtree(project.run.path)
    assert made(project).reports == 0
    assert command("approve", replay.path.name).exit_code == 0
    assert made(project).reports == 2


def test_where_approval_is_asked_for_only_what_was_approved_is_there(project: Published) -> None:
    project.configure('[approval]\nby = ["lin"]\n')
    assert made(project).reports == 0
    assert command("approve", project.run_id).exit_code == 0
    assert made(project).reports == 2


def test_headlines_lead_to_their_stories_where_it_is_asked_for(project: Published) -> None:
    config = project.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace("[report]\n", '[report]\nlink = "event"\n', 1), "utf-8")
    made(project)
    page = html.parse(f"site/reports/{NAME}.html").getroot()
    rows = [row for section in project.report.sections for row in section.rows]
    links = page.xpath('//td[contains(@class, "event")]//span[contains(@class, "said")]/a[1]/@href')
    assert len(links) == len(rows)
    for row, link in zip(rows, links, strict=True):
        story = Path("site/reports", str(link)).resolve()
        assert row.cells[0].citations[0].url in story.read_text("utf-8")
    shutil.rmtree(project.run.path)
    config.write_text(config.read_text("utf-8").replace('link = "event"\n', "", 1), "utf-8")
    assert f'href="{links[0]}"' in Path(f"site/reports/{NAME}.html").read_text("utf-8")


def test_editions_lead_to_each_other_also_under_latest(project: Published) -> None:
    shutil.rmtree(project.run.path)
    asked = ("--corpus", "week.jsonl", "--period", "2026-W02", "--format", "quantshark-weekly", "--language", "both")
    assert command("run", *asked, "--offline").exit_code == 0
    made(project)
    for folder in ("reports/2026-W02.", "latest/"):
        page = Path(f"site/{folder}quantshark-weekly.zh.html")
        link, *_ = html.parse(page).getroot().xpath('//li[@class="edition"]/a/@href')
        assert (page.parent / str(link)).resolve() == Path("site/reports/2026-W02.quantshark-weekly.en.html").resolve()


def test_every_page_names_the_feed_to_readers_and_to_machines(project: Published) -> None:
    made(project)
    for page in (one for one in Path("site").rglob("*.html") if one.parent.name != "latest"):
        root = html.parse(page).getroot()
        (named,) = root.xpath('//link[@rel="alternate"][@type="application/atom+xml"]/@href')
        assert (page.parent / str(named)).resolve() == Path("site/feed.xml").resolve()
        assert named in root.xpath("//a/@href")


def test_what_an_earlier_report_told_leads_to_its_page_and_is_plain_where_there_is_none(project: Published) -> None:
    said = "持续跟踪：2026-W01曾报“某事”"
    own = project.run.path / "report.json"
    report = json.loads(own.read_bytes())
    earlier = {"period": "2026-W01", "path": "../20260105T0000Z-weekly-0000/report"}
    report["sections"][0]["rows"][0]["remarks"] = [{"kind": "told", "text": said, "citations": [], "earlier": earlier}]
    own.write_text(json.dumps(report), "utf-8")
    made(project)
    for ending in ("html", "md"):
        text = Path(f"site/reports/{NAME}.{ending}").read_text("utf-8")
        assert said in text
        assert "20260105" not in text
    before = project.run.path.with_name(f"{project.run_id[:-4]}0000")
    shutil.copytree(project.run.path, before)
    record = (before / "run.json").read_text("utf-8").replace(project.run_id, before.name)
    (before / "run.json").write_text(record, "utf-8")
    report["period"]["label"] = "2026-W01"
    (before / "report.json").write_text(json.dumps(report), "utf-8")
    made(project)
    for folder in ("reports/2026-W02.", "latest/"):
        page = Path(f"site/{folder}quantshark-weekly.zh.html")
        (link,) = html.parse(page).getroot().xpath(f'//a[contains(., "{said}")]/@href')
        assert (page.parent / str(link)).resolve() == Path("site/reports/2026-W01.quantshark-weekly.zh.html").resolve()
    assert f"[{said}](../reports/2026-W01.quantshark-weekly.zh.md)" in Path(f"site/reports/{NAME}.md").read_text(
        "utf-8"
    )
    assert made(project).written == ()


def test_a_run_that_cannot_be_read_is_told_and_stops_nothing(project: Published) -> None:
    broken = project.folder / "runs" / f"{project.run_id[:-4]}0000"
    shutil.copytree(project.run.path, broken)
    record = (broken / "run.json").read_text("utf-8").replace(project.run_id, broken.name)
    (broken / "run.json").write_text(record, "utf-8")
    (broken / "report.json").write_text("{", "utf-8")
    done = made(project)
    assert done.reports == 2
    assert done.notes[0].startswith(f"{broken.name} skipped: ")


def test_a_folder_that_cannot_be_written_is_told(project: Published) -> None:
    Path("site").write_text("a file", "utf-8")
    done = command("publish", "site")
    assert "Name a place that can be written." in str(done.exception)


def test_an_empty_site_has_its_pages(project: Published) -> None:
    shutil.rmtree(project.run.path)
    assert made(project).reports == 0
    assert not feedparser.parse(Path("site/feed.xml").read_bytes()).bozo


# -- stories ---------------------------------------------------------------------------------------------------------


def source(number: int, day: str, title: str = "某事") -> ReportSource:
    return ReportSource.model_validate_json(
        json.dumps(
            {
                "document_id": f"d{number}",
                "url": f"https://news.example/{number}",
                "title": title,
                "source": f"报{number}",
                "published": f"{day}T08:00:00+08:00",
            }
        )
    )


def shelved(report: Report, period: tuple[str, str, str], lead: ReportSource, *others: ReportSource) -> Shelved:
    """The report with one row, which leads with a document and whose event has others."""
    section = report.sections[0]
    row = section.rows[0]
    citation = (
        row.cells[0]
        .citations[0]
        .model_copy(
            update={"url": lead.url, "title": lead.title, "document_id": lead.document_id, "quote": f"{period[2]}所引"}
        )
    )
    cells = tuple(one.model_copy(update={"citations": (citation,)}) for one in row.cells)
    section = section.model_copy(update={"rows": (row.model_copy(update={"cells": cells}),)})
    days = ReportPeriod.model_validate({"start": period[0], "end": period[1], "label": period[2]}, strict=False)
    told = report.model_copy(update={"sections": (section,), "period": days, "sources": (lead, *others)})
    kept = {row.id: ShelvedRow(anchor="s1r1", documents=(lead, *others))}
    return Shelved(f"{period[2]}.quantshark-weekly.zh", told, Record(updated=days.noon, rows=kept))


WEEK = ("2026-01-05", "2026-01-11", "2026-W02")
TUESDAY, SUNDAY = ("2026-01-06", "2026-01-06", "2026-01-06"), ("2026-01-11", "2026-01-11", "2026-01-11")
FIRST, SECOND, THIRD = source(1, "2026-01-06"), source(2, "2026-01-07"), source(3, "2026-01-08")


def test_a_row_joins_the_story_that_has_its_first_source_or_leads_with_one_of_its_event(
    sample_report: Report,
) -> None:
    daily = shelved(sample_report, TUESDAY, FIRST, SECOND)
    leads_with_another = shelved(sample_report, SUNDAY, SECOND, THIRD)
    has_its_lead = shelved(sample_report, WEEK, THIRD, FIRST)
    (story,) = stories_of([has_its_lead, leads_with_another, daily])
    assert [one.by for one in story.tellings] == [daily, leads_with_another, has_its_lead]
    assert [one.url for one in story.documents] == [FIRST.url, SECOND.url, THIRD.url]
    assert story.id == stories_of([daily])[0].id


def test_rows_that_only_share_a_further_document_are_two_stories(sample_report: Report) -> None:
    one, other = shelved(sample_report, TUESDAY, FIRST, THIRD), shelved(sample_report, SUNDAY, SECOND, THIRD)
    assert len(stories_of([one, other])) == 2


def test_an_update_joins_the_story_of_the_row_that_it_goes_on_from(sample_report: Report) -> None:
    daily, update = shelved(sample_report, TUESDAY, FIRST), shelved(sample_report, SUNDAY, SECOND)
    ((row_id, row),) = update.record.rows.items()
    rows = {row_id: row.model_copy(update={"told": FIRST.url})}
    update = replace(update, record=update.record.model_copy(update={"rows": rows}))
    (story,) = stories_of([update, daily])
    assert [one.by for one in story.tellings] == [daily, update]
    assert [one.url for one in story.documents] == [FIRST.url, SECOND.url]


def test_quotes_are_those_of_the_newest_report_alone(sample_report: Report) -> None:
    (story,) = stories_of([shelved(sample_report, TUESDAY, FIRST), shelved(sample_report, WEEK, FIRST)])
    assert story.quotes == {FIRST.url: ["2026-W02所引"]}


def test_nothing_of_the_news_is_markup_or_a_path(sample_report: Report, quantshark: Format) -> None:
    hostile = source(1, "2026-01-06", '<script>alert(1)</script>"><a href="x">')
    one = shelved(sample_report, ("2026-01-06", "2026-01-06", "../../x"), hostile)
    correction = ReportCorrection(claim_id="ai.x.event", place="<b>", was="<i>", text="<u>", why="<s>")
    told = one.report.model_copy(update={"title": "<script>", "corrections": (correction,)})
    on_shelf = Shelved("a", told, one.record)
    stories: list[Story] = stories_of([on_shelf])
    pages = pages_around([on_shelf], stories, quantshark.reader, b"")
    assert all(re.fullmatch(r"[a-z]+\.(html|xml)|stories/[0-9a-f]{12}\.html", name) for name in pages)
    for content in pages.values():
        assert not any(tag in content for tag in (b"<script", b"<b>", b"<i>", b"<u>", b"<s>"))
    assert not feedparser.parse(pages["feed.xml"]).bozo


@pytest.mark.parametrize("kept", ["page", "record"])
def test_a_report_that_lost_a_file_is_written_again(kept: str, project: Published) -> None:
    made(project)
    Path(f"site/reports/{NAME}.{'site.json' if kept == 'page' else 'html'}").unlink()
    assert any(name.startswith(f"reports/{NAME}.") for name in made(project).written)
