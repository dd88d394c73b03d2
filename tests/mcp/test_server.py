"""The real server, asked over its standard input and output by the protocol's own client."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from builders import document
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp_types import CallToolResult, ListToolsResult
from published import command
from staging import EXAMPLE, NOW, ROOT, SHORT_WEEK

from brief.mcp.allowed import Allowed, allowed_by
from brief.mcp.withholding import WITHHELD, readable
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.runs.loaded import LoadedRun
from brief.runs.store import stored_run
from brief.settings.config import load_config
from brief.settings.project import find_project
from schemas.absence import Absences, Outranked, glimpse
from schemas.amendment import Correction, Put, Steering
from schemas.critique import Critique, Issue

OPEN_TITLE = "澜储资本完成3.2亿港元储能电站收益权代币化"
KEPT_TITLE = "某厂建成100兆瓦储能电站并接入电网"
SECRET = "总投资5亿元，采用构网型变流器，循环寿命超过8000次"
KEPT = {
    "url": "https://kept.example/1",
    "title": KEPT_TITLE,
    "published": "2026-01-07",
    "source": "某报",
    "summary": f"项目规模为100兆瓦/200兆瓦时，{SECRET}。分析人士预计，储能电站投产将推动当地电价下降两成。",
}
NOISE = {"url": "https://kept.example/2", "title": "某厂构网型变流器概念股午后涨停", "published": "2026-01-08"}
"""Refused for a word of its headline."""
SOURCES = """
[[sources]]
name = "open"
kind = "jsonl"
path = "open.jsonl"

[[sources]]
name = "kept"
kind = "jsonl"
path = "kept.jsonl"
"""


@dataclass(frozen=True)
class Chat:
    """A client, and the folder of the project that its server reads."""

    folder: Path
    run_id: str
    portal: BlockingPortal
    client: Client

    def ask(self, tool: str, **asked: Any) -> CallToolResult:
        return self.portal.call(lambda: self.client.call_tool(tool, asked))

    def told(self, tool: str, **asked: Any) -> dict[str, Any]:
        result = self.ask(tool, **asked)
        assert not result.is_error, texts(result)
        told: dict[str, Any] = result.structured_content
        return told

    def refused(self, tool: str, **asked: Any) -> str:
        result = self.ask(tool, **asked)
        assert result.is_error
        return texts(result)


def texts(result: CallToolResult) -> str:
    return "\n".join(one.text for one in result.content if one.type == "text")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a standing corpus, whose source `kept` says nothing of models, and a run of it by extraction."""
    made = tmp_path_factory.mktemp("project")
    for name in ("prompts", "formats"):
        shutil.copytree(ROOT / name, made / name)
    lines = EXAMPLE.read_text("utf-8").split("\n")
    (made / "open.jsonl").write_text("\n".join(lines[number] for number in SHORT_WEEK), "utf-8")
    (made / "kept.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in (KEPT, NOISE)), "utf-8")
    configure(made, 'models = "any"')
    asked = RunOptions(period="2026-W02", as_of="2026-01-12", model="extractive", overrides=("reading.max_pages=0",))
    execute(plan_run(asked, find_project(made), NOW), NOW, PlainProgress(io.StringIO()))
    return made


def configure(folder: Path, rights: str) -> None:
    text = (ROOT / "config.toml").read_text("utf-8")
    (folder / "config.toml").write_text(f"{text}{SOURCES}{rights}\n", "utf-8")


@contextmanager
def chatting(folder: Path) -> Iterator[Chat]:
    """The server is started elsewhere than in the project, as chat clients start it."""
    arguments = ["-m", "brief", "mcp", "--project", str(folder)]
    server = StdioServerParameters(command=sys.executable, args=arguments, env={"PYTHONPATH": str(ROOT)}, cwd="/")
    (run,) = (folder / "runs").iterdir()
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(server)) as client:
        yield Chat(folder, run.name, portal, client)


@pytest.fixture(scope="module")
def chat(folder: Path) -> Iterator[Chat]:
    with chatting(folder) as found:
        yield found


@pytest.fixture
def closed(folder: Path, chat: Chat) -> Iterator[Chat]:
    """What the run was free to read, no model may be sent now."""
    configure(folder, 'models = "none"')
    yield chat
    configure(folder, 'models = "any"')


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("corpus."))
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_tool_says_that_it_only_reads_and_that_texts_are_data(chat: Chat) -> None:
    listed: ListToolsResult = chat.portal.call(chat.client.list_tools)
    names = [one.name for one in listed.tools]
    assert names == ["search_corpus", "list_runs", "read_report", "walk_line", "why_not"]
    assert all(one.annotations and one.annotations.read_only_hint for one in listed.tools)
    assert all("never instructions" in (one.description or "") for one in listed.tools)
    assert "never instructions" in (chat.client.instructions or "")


def test_the_corpus_is_searched(chat: Chat) -> None:
    found = chat.told("search_corpus", words="储能", period="2026-W02", limit=3)
    assert len(found["documents"]) == 3
    assert all("储能" in json.dumps(one, ensure_ascii=False) for one in found["documents"])
    assert chat.told("search_corpus", words="没有这个词组")["documents"] == []
    assert chat.told("search_corpus", words="储能", period="2025-01")["documents"] == []


def test_runs_are_listed(chat: Chat) -> None:
    (run,) = chat.told("list_runs", period="2026-W02")["runs"]
    assert run["run_id"] == chat.run_id
    assert run["reports"] == [{"format": "quantshark-weekly", "language": "zh"}]
    assert chat.told("list_runs", period="2025-W02") == {"runs": [], "more": 0}


@pytest.mark.parametrize("run", ["last", ""])
def test_a_report_is_read_as_it_was_written(chat: Chat, run: str) -> None:
    answer = chat.ask("read_report", run=run or chat.run_id)
    note, report = (one.text for one in answer.content if one.type == "text")
    assert report == (chat.folder / "runs" / chat.run_id / "report.md").read_text("utf-8")
    assert chat.run_id in note


def test_a_report_is_read_on_where_it_was_left(chat: Chat) -> None:
    whole, rest = (chat.ask("read_report", run="last", start=start).content[1] for start in (0, 100))
    assert whole.type == rest.type == "text"
    assert rest.text == whole.text[100:]
    assert chat.ask("read_report", run="last", start=10**8).content[1].model_dump()["text"] == ""


@pytest.mark.parametrize("tool", ["read_report", "walk_line", "why_not"])
def test_a_run_without_a_report_says_so(chat: Chat, tool: str) -> None:
    folder = chat.folder / "runs" / "stopped"
    folder.mkdir()
    record = json.loads((folder.parent / chat.run_id / "run.json").read_text("utf-8"))
    stopped = {"run_id": folder.name, "status": "failed", "reports": [], "exit_code": 4}
    (folder / "run.json").write_text(json.dumps(record | stopped), "utf-8")
    more = {"walk_line": {"line": "e1"}, "why_not": {"words": "e1"}}.get(tool, {})
    said = chat.refused(tool, run=folder.name, **more)
    shutil.rmtree(folder)
    assert "has no report (failed)" in said


def test_a_line_is_walked_as_the_command_line_walks_it(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(chat.folder)
    told = chat.told("walk_line", run="last", line="web3.1")
    shown = json.loads(command("show", chat.run_id, "web3.1", "--json").stdout)
    assert {name: told[name] for name in shown} == shown
    assert OPEN_TITLE in told["traces"][0]["text"]


def test_where_several_lines_are_meant_they_are_named(chat: Chat) -> None:
    matches = chat.told("walk_line", run="last", line="https://storage-news.example/news/3041.html")
    assert {"traces", "matches"} & matches.keys()
    assert len(chat.told("walk_line", run="last", line="元")["matches"]) > 1


def test_why_a_story_is_not_printed_is_told(chat: Chat) -> None:
    (first, *_) = chat.told("why_not", run="last", words=OPEN_TITLE)["documents"]
    assert first["fate"].startswith("in the report: it has the row")
    assert chat.told("why_not", run="last", words=first["event"]["event_id"])["event"]["documents"]
    assert "read no document like it" in chat.refused("why_not", run="last", words="zzzz zzzz")


HOSTILE = ["..", "../runs", "/etc/passwd", "runs/../../x", "\x00", "", "%2e%2e", "a" * 200, "last/", "~"]


@pytest.mark.parametrize("run", HOSTILE)
def test_no_path_is_taken_for_a_run(chat: Chat, run: str) -> None:
    assert "there is no run" in chat.refused("read_report", run=run)


@pytest.mark.parametrize("format", ["../quantshark-weekly", "/etc/passwd", "nonesuch", "."])
def test_no_path_is_taken_for_a_format_or_a_language(chat: Chat, format: str) -> None:
    assert "has no report in" in chat.refused("walk_line", run="last", line="web3.1", format=format)
    assert "has no report in" in chat.refused("walk_line", run="last", line="web3.1", language=format)


@pytest.mark.parametrize(
    ("tool", "asked"),
    [
        ("search_corpus", {"words": "储" * 10_000_000}),
        ("search_corpus", {"words": ""}),
        ("search_corpus", {"words": "储能", "limit": 10**12}),
        ("search_corpus", {"words": "储能", "limit": -1}),
        ("search_corpus", {"words": "储能", "period": "9999-W99"}),
        ("search_corpus", {"words": ["储能"]}),
        ("list_runs", {"limit": 0}),
        ("read_report", {"run": "a" * 10_000_000}),
        ("read_report", {"run": "last", "start": -1}),
        ("read_report", {"run": "last", "start": 10**100}),
        ("walk_line", {"run": "last", "line": "元" * 1_000_000}),
        ("walk_line", {"run": "last", "line": "999999"}),
        ("drop_tables", {}),
    ],
)
def test_what_cannot_be_answered_is_an_error_and_the_server_goes_on(
    chat: Chat, tool: str, asked: dict[str, Any]
) -> None:
    assert len(chat.refused(tool, **asked)) < 2_000
    assert chat.told("list_runs")["runs"]


@pytest.mark.parametrize("words", ['" OR 1=1 --', "*", "title:储能 NEAR(", "'; DROP TABLE documents; --"])
def test_words_are_no_query_language(chat: Chat, words: str) -> None:
    assert "documents" in chat.told("search_corpus", words=words)
    assert chat.told("search_corpus", words="储能")["documents"]


def test_nothing_of_the_project_is_changed(folder: Path) -> None:
    before = contents(folder)
    with chatting(folder) as chat:
        chat.ask("read_report", run="last")
        chat.ask("walk_line", run="last", line="web3.1")
        chat.ask("why_not", run="last", words="储能电站")
        chat.ask("search_corpus", words="储能")
    assert contents(folder) == before


ASKED: list[Callable[[Chat], CallToolResult]] = [
    lambda chat: chat.ask("read_report", run="last"),
    lambda chat: chat.ask("search_corpus", words="储能电站 构网型变流器", limit=20),
    lambda chat: chat.ask("walk_line", run="last", line=line_of(chat)),
    lambda chat: chat.ask("walk_line", run="last", line=KEPT["url"]),
    lambda chat: chat.ask("why_not", run="last", words=line_of(chat).split(".")[1]),
    lambda chat: chat.ask("why_not", run="last", words="储能电站"),
]


def line_of(chat: Chat) -> str:
    """The row that rests on the document of the source `kept`."""
    report = json.loads((chat.folder / "runs" / chat.run_id / "report.json").read_text("utf-8"))
    rows = (row for section in report["sections"] for row in section["rows"])
    return next(str(row["id"]) for row in rows if KEPT["url"] in json.dumps(row))


@pytest.mark.parametrize("ask", ASKED)
def test_without_such_a_source_nothing_is_withheld(chat: Chat, ask: Callable[[Chat], CallToolResult]) -> None:
    assert KEPT_TITLE in texts(ask(chat))
    assert WITHHELD not in texts(ask(chat))


@pytest.mark.parametrize("ask", ASKED)
def test_what_its_source_keeps_from_models_is_told_to_no_chat_client(
    closed: Chat, ask: Callable[[Chat], CallToolResult]
) -> None:
    said = texts(ask(closed))
    pieces = (text[start : start + 8] for text in (KEPT_TITLE, SECRET) for start in range(len(text) - 7))
    assert not [piece for piece in pieces if piece in said]


def test_a_report_in_which_nothing_is_withheld_is_told_as_it_was_written(closed: Chat) -> None:
    """Composed anew it is the same."""
    configure(
        closed.folder, 'models = "any"\n\n[[sources]]\nname = "other"\nkind = "jsonl"\npath = "o"\nmodels = "none"'
    )
    told = closed.ask("read_report", run="last").content[1].model_dump()["text"]
    assert told == (closed.folder / "runs" / closed.run_id / "report.md").read_text("utf-8")


def test_what_is_withheld_is_said(closed: Chat) -> None:
    found = closed.told("search_corpus", words="构网型变流器")
    assert (found["withheld"], found["documents"]) == (2, [])
    assert WITHHELD.strip("[]") in texts(closed.ask("read_report", run="last"))
    assert closed.told("walk_line", run="last", line=line_of(closed))["traces"][0]["text"] == WITHHELD
    assert OPEN_TITLE in texts(closed.ask("read_report", run="last"))


@pytest.mark.parametrize("words", [KEPT_TITLE, KEPT["url"], NOISE["title"], NOISE["url"]])
def test_stories_are_not_found_by_what_is_withheld(closed: Chat, words: str) -> None:
    assert "kept from models is not found" in closed.refused("why_not", run="last", words=words)


def test_what_was_left_out_is_found(chat: Chat) -> None:
    (first, *_) = chat.told("why_not", run="last", words=NOISE["title"])["documents"]
    assert "market noise" in first["fate"]


def test_what_was_corrected_of_it_is_withheld(closed: Chat) -> None:
    held = LoadedRun(stored_run(closed.folder / "runs" / closed.run_id))
    cells = (cell for table in held.last_draft.tables for row in table.rows for cell in row.cells)
    cell = next(one for one in cells if one.id == f"{line_of(closed)}.event")
    put = Put(claim=cell, corrections=(Correction(was=SECRET, text=KEPT_TITLE, why=SECRET),))
    vars(held)["steering"] = Steering(amendments=(put,))
    with allowed_by(load_config(closed.folder / "config.toml", (), closed.folder)) as allowed:
        told = readable(held, allowed).steering.model_dump_json()
    assert WITHHELD in told
    assert SECRET not in told
    assert KEPT_TITLE not in told


def test_what_a_critic_said_of_it_and_what_ranked_too_low_are_withheld(closed: Chat) -> None:
    held = LoadedRun(stored_run(closed.folder / "runs" / closed.run_id))
    issue = Issue(claim_id=f"{line_of(closed)}.event", kind="weak", message=SECRET)
    kept, own = (
        glimpse(document(one["title"], url=one["url"])) for one in (KEPT, {**KEPT, "url": "https://o.example"})
    )
    low = Outranked(rank=99, salience=0.1, reasons=(), story_id="s1", documents=(kept,))
    vars(held)["critiques"] = {"5-critique-1": Critique(revision=1, issues=(issue,), checked=1)}
    vars(held)["absences"] = Absences(outranked=(low, low.model_copy(update={"documents": (kept, own)})))
    with allowed_by(load_config(closed.folder / "config.toml", (), closed.folder)) as allowed:
        told = readable(held, allowed)
    assert [one.message for one in told.critiques["5-critique-1"].issues] == [WITHHELD]
    assert told.absences
    assert [one.documents for one in told.absences.outranked] == [(own,)]


@pytest.mark.parametrize(("models", "may"), [(None, True), ((), False), (("ollama",), False)])
def test_what_a_run_recorded_counts_where_no_source_says_so_any_more(models: tuple[str, ...] | None, may: bool) -> None:
    assert Allowed(None, None).document(document(models=models)) is may


def test_standard_output_is_the_protocols_alone(folder: Path) -> None:
    """Whatever else is said goes to standard error, and a line that is no message stops nothing."""
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    messages: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "search_corpus", "arguments": {"words": "储能"}}},
    ]
    lines = ["no message", *(json.dumps({"jsonrpc": "2.0", **one}) for one in messages)]
    process = subprocess.Popen(
        [sys.executable, "-m", "brief", "mcp"],
        cwd=folder, env={"PYTHONPATH": str(ROOT), "LANG": "zh_CN.UTF-8"}, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n".join(lines) + "\n")
    process.stdin.flush()
    said: list[dict[str, Any]] = []
    while not said or said[-1].get("id") != 2:
        said.append(json.loads(process.stdout.readline()))
    rest, _ = process.communicate(timeout=60)
    assert (rest, process.returncode) == ("", 0)
    assert "储能" in said[-1]["result"]["content"][0]["text"]


def test_a_package_that_is_missing_is_named_with_the_extra_that_brings_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delitem(sys.modules, "brief.mcp.server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    failed = command("mcp").exception
    assert failed is not None
    assert "brief[mcp]" in str(failed)


def test_a_project_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    failed = command("mcp", "--project", str(tmp_path / "nowhere")).exception
    assert "cannot be entered" in str(failed)
