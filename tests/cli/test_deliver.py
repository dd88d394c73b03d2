"""`brief deliver` and `brief run --deliver` at the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from published import Published, command, published


@pytest.fixture(scope="module")
def _one(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(tmp_path_factory.mktemp("deliver"))


@pytest.fixture
def project(_one: Published, monkeypatch: pytest.MonkeyPatch) -> Iterator[Published]:
    monkeypatch.chdir(_one.folder)
    monkeypatch.setenv("BRIEF_USER", "lin")
    yield _one
    (_one.run.path / "deliveries.jsonl").unlink(missing_ok=True)


MAIL = """
[delivery.mail]
kind = "email"
host = "localhost"
sender = "brief@news.example"
to = ["lin@reader.example"]
"""
SITE = '[delivery.site]\nkind = "folder"\npath = "site"\n'


def test_a_dry_run_writes_mail_to_a_file_and_shows_the_rest(project: Published) -> None:
    project.configure(MAIL + SITE)
    result = command("deliver", "--dry-run")
    mail, *site = result.stdout.splitlines()
    assert Path(mail).read_bytes().startswith(b"Message-ID: ")
    assert all(line.startswith(str(project.folder / "site")) for line in site)
    assert not (project.folder / "site").exists()
    Path(mail).unlink()


def test_what_cannot_even_be_shown_is_told(project: Published) -> None:
    project.configure('[delivery.pages]\nkind = "git"\npath = "nowhere"\n')
    result = command("deliver", "--dry-run")
    assert "is no clone of a git repository" in str(result.exception)


def test_the_exit_status_is_that_of_the_delivery(project: Published) -> None:
    project.configure(SITE)
    (project.folder / "site").write_text("in the way", "utf-8")
    failed = command("deliver", project.run_id, "--to", "site", "--json")
    assert failed.return_value == 1
    assert json.loads(failed.stdout)["deliveries"][0]["status"] == "failed"
    (project.folder / "site").unlink()
    assert command("deliver", project.run_id).return_value == 0


def test_a_run_brings_its_report_along_and_a_failed_delivery_fails_no_run(project: Published) -> None:
    project.configure(SITE + '[delivery.pages]\nkind = "git"\npath = "nowhere"\n')
    arguments = (
        "run",
        "--period",
        "2026-W02",
        "--as-of",
        "2026-01-12",
        "--corpus",
        "week.jsonl",
        "--offline",
        "--json",
    )
    result = command(*arguments, "--deliver", "site", "--deliver", "pages")
    told = json.loads(result.stdout)
    assert (result.return_value, told["exit_code"]) == (0, 0)
    assert [(one["channel"], one["status"]) for one in told["deliveries"]] == [("site", "sent"), ("pages", "failed")]
    assert "delivery" not in told


def test_an_unknown_channel_is_told_before_the_run(project: Published) -> None:
    project.configure(SITE)
    before = len(list((project.folder / "runs").iterdir()))
    result = command("run", "--period", "2026-W02", "--corpus", "week.jsonl", "--offline", "--deliver", "nobody")
    assert "there is no channel 'nobody'" in str(result.exception)
    assert len(list((project.folder / "runs").iterdir())) == before


def test_who_gets_the_report_stands_in_no_record(project: Published) -> None:
    project.configure(MAIL)
    result = command("run", "--period", "2026-W02", "--as-of", "2026-01-12", "--corpus", "week.jsonl", "--offline")
    record = (Path(result.stdout.strip()).parent / "run.json").read_text("utf-8")
    assert "reader.example" not in record


def test_what_cannot_be_noted_fails_no_run(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    project.configure(SITE)
    (project.folder / "audit.lock").unlink(missing_ok=True)
    (project.folder / "audit.lock").mkdir()
    arguments = (
        "run",
        "--period",
        "2026-W02",
        "--as-of",
        "2026-01-12",
        "--corpus",
        "week.jsonl",
        "--offline",
        "--json",
    )
    result = command(*arguments, "--deliver", "site")
    (project.folder / "audit.lock").rmdir()
    assert (result.return_value, json.loads(result.stdout)["status"]) == (0, "finished")
    assert "brief: delivery: " in result.stderr
