from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from published import Published

from brief.errors import UsageError
from brief.runs.loaded import LoadedRun
from brief.settings.project import find_project
from brief.studio.bundle import bundle
from brief.studio.studio import Studio


def made(project: Published, *, passages: bool = False) -> Path:
    studio = Studio(find_project(project.folder), project.folder / "runs", live=False, passages=passages)
    bundle(studio, Path("bundle"), lambda _: None)
    return Path("bundle")


def test_every_page_leads_to_pages_that_are_there(project: Published) -> None:
    folder = made(project)
    pages = list(folder.rglob("*.html"))
    for path in pages:
        for _, _, link, _ in html.parse(path).getroot().iterlinks():
            target = urlsplit(link)
            if target.path and not target.scheme:
                assert (path.parent / unquote(target.path)).is_file(), f"{path}: {link}"
    assert any(one.name == "report.html" for one in pages)


def test_what_sources_say_beyond_what_is_quoted_leaves_only_where_it_is_asked_for(project: Published) -> None:
    held = LoadedRun(project.run)
    claim = next(cell for row in project.report.sections[0].rows for cell in row.cells[1:] if cell.citations)
    passage = held.passages[claim.citations[0].passage_id].text
    rest = passage.replace(claim.citations[0].quote, "").strip("。 ")[:20]
    assert rest
    without = [one for one in made(project).rglob("lines/*.html") if rest in one.read_text("utf-8")]
    assert not without
    assert not list(Path("bundle").rglob("documents"))
    Path("bundle").rename("old")
    assert any(rest in one.read_text("utf-8") for one in made(project, passages=True).rglob("*.html"))


def test_nothing_can_be_changed_from_it(project: Published) -> None:
    assert not [one for one in made(project).rglob("*.html") if html.parse(one).getroot().xpath("//form")]


def test_a_folder_with_files_is_not_written_into(project: Published) -> None:
    Path("bundle").mkdir()
    (Path("bundle") / "mine").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="not empty"):
        made(project)
