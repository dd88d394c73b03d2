"""A project whose corpus is in PostgreSQL, and `brief corpus`: each as a command line."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from database import empty_corpus

from brief.cli.main import exit_status
from brief.mcp.allowed import allowed_by
from brief.settings.config import load_config

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "2026-W02.jsonl"
Brief = Callable[..., tuple[int, str, str]]


@pytest.fixture
def url() -> str:
    return empty_corpus()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> Path:
    """A project as `brief init` makes it, but for its corpus."""
    assert exit_status(["init", str(tmp_path / "project")]) == 0
    monkeypatch.chdir(tmp_path / "project")
    config = Path("config.toml")
    config.write_text(config.read_text("utf-8").replace("[corpus]\n", f'[corpus]\nurl = "{url}"\n'))
    return tmp_path / "project"


@pytest.mark.uncounted
def test_a_corpus_in_a_database_does_all_that_one_in_a_file_does(brief: Brief, folder: Path, url: str) -> None:
    status, out, _ = brief("ingest", EXAMPLE)
    assert (status, out.rstrip().rpartition("\n")[2]) == (0, f"Corpus: {url}")
    assert brief("sources")[1].count("2026-W02.jsonl") == 1
    assert len(json.loads(brief("search", "OpenAI", "--json")[1])["documents"]) > 1
    assert brief("watch", "add", "量产")[0] == 0
    assert "量产" in brief("watch", "list")[1]
    status, out, err = brief("run", "--period", "2026-W02", "--as-of", "2026-01-12", "--offline")
    assert status == 0, err
    run = Path(out.strip()).parent
    assert json.loads((run / "run.json").read_text("utf-8"))["corpus"]["path"] == url
    assert "2026-W02" in brief("history", "list")[1]
    rows = json.loads((run / "report.json").read_text("utf-8"))["sections"][0]["rows"]
    assert "2026-W02.jsonl" in brief("show", "last", rows[0]["id"])[1]
    assert not (folder / "corpus.sqlite").exists()
    assert not (folder / "retrievals").exists()  # in the database too
    with allowed_by(load_config(folder / "config.toml")) as allowed:
        assert allowed.address("https://a.example/")
    config = folder / "config.toml"  # what only the folder of a run names is not asked
    config.write_text(config.read_text("utf-8").replace("\nurl = ", "\n# url = "))
    assert "2026-W02.jsonl" not in brief("show", "last", rows[0]["id"])[1]


def test_the_doctor_tells_whether_the_server_answers(brief: Brief, folder: Path, url: str) -> None:
    assert "answers, PostgreSQL 18" in brief("doctor")[1]
    config = (folder / "config.toml").read_text("utf-8")
    (folder / "config.toml").write_text(config.replace(url, "postgresql://me@127.0.0.1:9/brief"))
    status, out, _ = brief("doctor")
    assert status == 2
    assert "postgresql://me@127.0.0.1:9/brief: cannot be used" in out


def test_a_corpus_is_copied_to_a_database_and_back(brief: Brief, folder: Path, url: str) -> None:
    lines = folder / "lines.jsonl"
    lines.write_text('{"url": "https://a.example/1", "title": "量产", "published": "2026-01-08"}\n', "utf-8")
    assert brief("ingest", lines, "--corpus-path", "one.sqlite")[0] == 0
    done = json.loads(brief("corpus", "copy", "one.sqlite", url, "--json")[1])
    assert done["tables"][0] == {"name": "documents", "copied": 1, "there": 0}
    status, out, err = brief("corpus", "copy", url, "two.sqlite")
    assert (status, err) == (0, "1 documents\n")
    assert out.splitlines()[1].split() == ["documents", "1", "0"]
    assert len(json.loads(brief("search", "量产", "--json", "--corpus-path", "two.sqlite")[1])["documents"]) == 1


def test_an_address_with_a_password_is_refused_wherever_it_stands(brief: Brief) -> None:
    status, _, err = brief("sources", "--corpus-path", "postgresql://me:secret@127.0.0.1:9/brief")
    assert status == 2
    assert "PGPASSWORD" in err
    assert "secret" not in err


def test_a_corpus_in_a_file_needs_no_driver(tmp_path: Path) -> None:
    script = "import sys; from brief.cli.main import exit_status; exit_status(['sources']); print(*sys.modules)"
    (tmp_path / "config.toml").write_text('[[sections]]\nid = "ai"\nname = "AI"\n', "utf-8")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    modules = done.stdout.rstrip().rpartition("\n")[2].split()
    assert "brief.documents.corpus.store" in modules
    assert not {"psycopg", "brief.documents.corpus.in_postgres"} & set(modules)
