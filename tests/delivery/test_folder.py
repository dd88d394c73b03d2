"""A folder of a static site, and a git repository."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from published import Published

from brief.runs.loaded import LoadedRun
from schemas.report import Report

SITE = '[delivery.site]\nkind = "folder"\npath = "site"\n'
GIT = '[delivery.pages]\nkind = "git"\npath = "{path}"\nfolder = "reports"\nauthor = "Brief <brief@news.example>"\n'
NAME = "2026-W02.quantshark-weekly.zh"


def test_the_files_of_the_report_lie_there_under_the_name_of_the_period(project: Published) -> None:
    project.configure(SITE)
    assert project.statuses() == ["sent"]
    site = project.folder / "site"
    assert sorted(path.name for path in site.iterdir()) == [
        *(f"{NAME}.{kind}" for kind in ("html", "json", "md")),
        "index.html",
    ]
    assert (site / f"{NAME}.html").read_bytes() == (project.run.path / "report.html").read_bytes()
    assert f'href="{NAME}.html"' in (site / "index.html").read_text("utf-8")


NAMED = "quantshark-weekly.zh"


def test_the_index_names_the_newest_period_first_and_nothing_that_is_no_report(project: Published) -> None:
    project.configure(SITE)
    site = project.folder / "site"
    site.mkdir()
    for label, start, end in (("2026-W01", "2025-12-29", "2026-01-04"), ("2026-W03", "2026-01-12", "2026-01-18")):
        period = {"start": start, "end": end, "label": label}
        other = {**project.report.model_dump(mode="json"), "period": period, "title": f"<b>{label}</b>"}
        (site / f"{label}.quantshark-weekly.zh.json").write_text(json.dumps(other), "utf-8")
        (site / f"{label}.quantshark-weekly.zh.{'html' if label == '2026-W03' else 'md'}").write_text("", "utf-8")
    (site / "package.json").write_text('{"name": "site"}', "utf-8")
    assert project.statuses() == ["sent"]
    index = (site / "index.html").read_text("utf-8")
    places = [index.index(f'href="2026-W{one}"') for one in (f"03.{NAMED}.html", f"02.{NAMED}.html", f"01.{NAMED}.md")]
    assert places == sorted(places)
    assert "package" not in index
    assert "&lt;b&gt;2026-W03" in index


def test_a_name_from_a_strangers_run_leaves_no_folder(project: Published) -> None:
    project.configure(SITE)
    path = project.run.path / LoadedRun(project.run).record.reports[0].data
    hostile = {
        **project.report.model_dump(mode="json"),
        "period": {"start": "2026-01-05", "end": "2026-01-11", "label": "../../W"},
    }
    path.write_text(json.dumps(hostile), "utf-8")
    assert project.statuses() == ["sent"]
    assert (project.folder / "site" / "-W.quantshark-weekly.zh.html").is_file()


def test_a_record_that_names_a_file_elsewhere_brings_nothing(project: Published) -> None:
    project.configure(SITE)
    path = project.run.path / "run.json"
    path.write_text(path.read_text("utf-8").replace('"report.html"', '"../../config.toml"'), "utf-8")
    (result,) = project.deliver()
    assert result.status == "failed"
    assert "no file of the run" in result.reason


def test_passages_lie_beside_the_report_only_where_the_channel_says_so(project: Published) -> None:
    project.configure(f"{SITE}with_passages = true\n")
    project.deliver()
    kept = json.loads((project.folder / "site" / f"{NAME}.passages.json").read_bytes())
    texts = LoadedRun(project.run).passages
    assert kept
    assert all(texts[one["id"]].text == one["text"] for one in kept)


def test_a_folder_that_cannot_be_written_is_told(project: Published) -> None:
    (project.folder / "site").write_text("a file", "utf-8")
    project.configure(SITE)
    (result,) = project.deliver()
    assert result.status == "failed"
    assert "cannot be written" in result.reason


# -- git -------------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    by = ("-c", "user.name=Somebody", "-c", "user.email=somebody@news.example")
    done = subprocess.run(("git", "-C", folder, *by, *arguments), check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Of a bare repository beside it, with one commit."""
    for name, options in (("bare", ["--bare"]), ("clone", [])):
        (tmp_path / name).mkdir()
        git(tmp_path / name, "init", "--quiet", "--initial-branch=main", *options)
    folder = tmp_path / "clone"
    git(folder, "remote", "add", "origin", str(tmp_path / "bare"))
    (folder / "README").write_text("site", "utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "begun")
    git(folder, "push", "--quiet", "origin", "HEAD")
    return folder


def test_the_report_is_committed_and_pushed_and_nothing_else_is(project: Published, clone: Path) -> None:
    project.configure(GIT.format(path=clone))
    (clone / "README").write_text("half done", "utf-8")
    assert project.statuses() == ["sent"]
    pushed = git(clone.parent / "bare", "show", "--stat", "--format=%an %ae %s", "main")
    assert pushed.startswith(f"Brief brief@news.example {project.report.title}")
    assert f"reports/{NAME}.html" in git(clone.parent / "bare", "ls-tree", "-r", "--name-only", "main")
    assert git(clone, "status", "--porcelain") == "M README"


def test_a_report_that_is_there_already_makes_no_second_commit(project: Published, clone: Path) -> None:
    project.configure(GIT.format(path=clone))
    project.deliver()
    count = git(clone, "rev-list", "--count", "HEAD")
    assert project.statuses(force=True) == ["sent"]
    assert git(clone, "rev-list", "--count", "HEAD") == count


def test_where_somebody_else_has_pushed_ours_goes_on_top_of_theirs(project: Published, clone: Path) -> None:
    other = clone.parent / "other"
    git(clone.parent, "clone", "--quiet", str(clone.parent / "bare"), str(other))
    (other / "theirs").write_text("x", "utf-8")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "--message", "theirs")
    git(other, "push", "--quiet", "origin", "HEAD")
    project.configure(GIT.format(path=clone))
    assert project.statuses() == ["sent"]
    subjects = git(clone.parent / "bare", "log", "--format=%s", "main").splitlines()
    assert subjects == [project.report.title, "theirs", "begun"]


def test_what_cannot_be_rebased_is_left_as_it_was_and_told(project: Published, clone: Path) -> None:
    other = clone.parent / "other"
    git(clone.parent, "clone", "--quiet", str(clone.parent / "bare"), str(other))
    (other / "reports").mkdir()
    (other / "reports" / f"{NAME}.md").write_text("theirs", "utf-8")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "--message", "theirs")
    git(other, "push", "--quiet", "origin", "HEAD")
    project.configure(GIT.format(path=clone))
    (result,) = project.deliver()
    assert result.status == "failed"
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "log", "-1", "--format=%s") == project.report.title


def test_a_push_that_failed_is_made_up_for_later(project: Published, clone: Path) -> None:
    project.configure(GIT.format(path=clone))
    bare = clone.parent / "bare"
    bare.rename(clone.parent / "away")
    (result,) = project.deliver()
    assert result.status == "failed"
    (clone.parent / "away").rename(bare)
    assert project.statuses() == ["sent"]
    assert git(bare, "log", "-1", "--format=%s", "main") == project.report.title


def test_a_folder_that_is_no_clone_is_left_alone(project: Published, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    project.configure(GIT.format(path=tmp_path / "plain"))
    (result,) = project.deliver()
    assert "is no clone of a git repository" in result.reason
    assert list((tmp_path / "plain").iterdir()) == []


def test_a_hooks_variables_lead_git_nowhere_else(
    project: Published, clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    project.configure(f"{GIT.format(path=clone)}push = false\n")
    assert project.statuses() == ["sent"]
    monkeypatch.delenv("GIT_DIR")
    assert git(clone, "log", "-1", "--format=%s") == project.report.title


def test_a_title_from_the_news_is_one_line_of_the_message(
    project: Published, clone: Path, poisoned: Callable[[str], Report]
) -> None:
    path = project.run.path / LoadedRun(project.run).record.reports[0].data
    path.write_text(poisoned("--amend\n\nSigned-off-by: x").model_dump_json(), "utf-8")
    project.configure(f"{GIT.format(path=clone)}push = false\n")
    assert project.statuses() == ["sent"]
    assert git(clone, "log", "-1", "--format=%B") == "--amend Signed-off-by: x"
