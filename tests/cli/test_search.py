"""`brief search` and `brief run --documents`, each as a command line in a project folder."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from model_server import Fault, Json, model_server

from brief.cli.main import exit_status
from brief.runs.store import find_run

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "2026-W02.jsonl"
Brief = Callable[..., tuple[int, str, str]]
WEEK = ("--period", "2026-W02")


class Standard(io.BytesIO):
    name = "<stdin>"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as `brief init` makes it, whose corpus holds the example week."""
    assert exit_status(["init", str(tmp_path / "project")]) == 0
    monkeypatch.chdir(tmp_path / "project")
    assert exit_status(["ingest", str(EXAMPLE)]) == 0
    return tmp_path / "project"


def found(out: str) -> list[dict[str, Any]]:
    assert out.count("\n") == 1, out
    return list(json.loads(out)["documents"])


def record(folder: Path, printed: str) -> dict[str, Any]:
    """Of the run whose report was printed."""
    held = json.loads((Path(printed.strip()).parent / "run.json").read_text("utf-8"))
    assert isinstance(held, dict)
    return held


def urls_read(printed: str) -> set[str]:
    """Addresses that the retrieval or its refusals hold."""
    import gzip

    run = Path(printed.strip()).parent
    retrieval = json.loads((run / "1-retrieval.json").read_text("utf-8"))
    absences = json.loads(gzip.decompress((run / "1-absences.gz").read_bytes()))
    return {one["url"] for one in retrieval["documents"]} | {one["document"]["url"] for one in absences["refused"]}


# -- searching -------------------------------------------------------------------------------------------------------


def test_hits_have_title_day_source_and_address(brief: Brief) -> None:
    status, out, err = brief("search", "储能", "--limit", "2", *WEEK)
    assert (status, err) == (0, "")
    first, address, *_ = out.splitlines()
    assert first.startswith("2026-01-")
    assert "储能" in first
    assert address.strip().startswith("https://")
    assert len(out.splitlines()) == 4


def test_english_words_are_found_in_any_form(brief: Brief) -> None:
    plural, singular = (found(brief("search", word, "--json")[1]) for word in ("Plants", "plant"))
    assert plural == singular != []


def test_days_sources_and_sections_narrow_a_search(brief: Brief) -> None:
    everything = found(brief("search", "储能", "--limit", "99", "--json")[1])
    day = {one["published_at"][:10] for one in everything}
    assert len(day) > 1
    source = everything[0]["source"]
    of_source = found(brief("search", "储能", "--source", source, "--limit", "99", "--json")[1])
    assert of_source == [one for one in everything if one["source"] == source] != everything
    of_day = found(brief("search", "储能", "--period", "2026-01-07", "--json")[1])
    assert 0 < len(of_day) < len(everything)
    assert brief("search", "储能", *WEEK, "--as-of", "2026-01-05", "--json")[1].count('"url"') < len(everything)
    of_section = found(brief("search", "储能", "--section", "energy", "--limit", "99", "--json")[1])
    assert of_section
    assert all(one in everything for one in of_section)
    status, out, err = brief("search", everything[0]["title"], "--section", "web3", *WEEK)
    assert (status, out, err) == (0, "Nothing found.\n", "None of the 1 that hold the words is of that section.\n")


def test_the_word_that_no_document_holds_is_named_and_what_holds_most_is_shown(brief: Brief) -> None:
    status, out, err = brief("search", "储能", "独角鲸", *WEEK)
    assert status == 0
    assert "储能" in out
    assert err.splitlines() == [
        "No document there holds 独角鲸.",
        "None holds all 2 words; those found hold 1 of them.",
    ]
    told = json.loads(brief("search", "储能", "独角鲸", "--json")[1])
    assert told["absent"] == ["独角鲸"]
    assert len(told["remarks"]) == 2
    assert brief("search", "独角鲸")[:2] == (0, "Nothing found.\n")


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (("--section", "sport"), "--section: there is no section 'sport'. Known: ai, cloud, energy, public, web3."),
        (("--period", "2026-W99"), "--period: '2026-W99'"),
        (("--as-of", "soon"), "--as-of: 'soon'"),
        (("--format", "quantshark"), "--format says how a report is written. Add --report"),
        (("--corpus-path", "none.sqlite"), "there is no corpus yet. Read some sources with `brief ingest`."),
    ],
)
def test_what_cannot_be_looked_for_is_a_usage_error(brief: Brief, arguments: tuple[str, ...], where: str) -> None:
    status, out, err = brief("search", "储能", *arguments)
    assert (status, out) == (2, "")
    assert where in err


def test_an_outlet_that_the_corpus_lacks_is_told_with_those_that_it_has(brief: Brief) -> None:
    _, _, err = brief("search", "储能", "--source", "nobody")
    assert "holds nothing of 'nobody'. It holds " in err


# -- by meaning ------------------------------------------------------------------------------------------------------


@pytest.fixture
def vectors(folder: Path) -> Iterator[list[str]]:
    """An endpoint to whose model texts mean one thing if they tell of storage, in whatever language, else another; it
    fails when told to. Its faults are the list's.
    """
    pytest.importorskip("numpy")
    faults: list[str] = []

    def answer(_: int, body: Json) -> Fault:
        if faults:
            return Fault(status=500)
        stores = ["储能" in text or "储存" in text or "storage" in text.lower() for text in body["input"]]
        rows = [[1.0, n % 7 / 10, 0.0] if is_it else [0.0, n % 5 / 10, 1.0] for n, is_it in enumerate(stores)]
        data = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)]
        return Fault(
            body={"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        )

    with model_server(faults=answer) as server:
        with (folder / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'[endpoints.fake]\nkind = "openai"\nbase_url = "{server.base_url}"\nkey_env = "FAKE"\n')
        yield faults


def test_what_means_the_words_is_found_beside_what_holds_them(
    brief: Brief, vectors: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE", "sk-key")
    dense = ("--set", "run.embeddings=fake:m")
    words = found(brief("search", "储能", *WEEK, "--limit", "99", "--json")[1])
    assert found(brief("search", "储能", *WEEK, "--limit", "99", "--json", *dense)[1]) == words  # none is kept yet
    assert brief("run", *WEEK, "--model", "extractive", *dense)[0] == 0
    both = found(brief("search", "储能", *WEEK, "--limit", "99", "--json", *dense)[1])
    assert {one["url"] for one in words} < {one["url"] for one in both}
    more = [one for one in both if one not in words]
    assert any("storage" in one["title"].lower() for one in more)
    vectors.append("fail")
    status, out, err = brief("search", "储能", *WEEK, "--limit", "99", "--json", *dense)
    assert (status, found(out)) == (0, words)
    assert "only the words were looked for" in err


# -- a report of what was chosen -------------------------------------------------------------------------------------


def test_a_report_is_of_all_hits_and_of_nothing_else(brief: Brief, folder: Path) -> None:
    hits = {one["url"] for one in found(brief("search", "储能", *WEEK, "--limit", "99", "--json")[1])}
    status, out, _ = brief("search", "储能", "--limit", "1", "--report", "--offline", *WEEK)
    assert status == 0
    assert urls_read(out) == hits
    told = record(folder, out)
    assert (told["corpus"]["chosen"], told["corpus"]["documents"]) == ("search 储能", len(hits))
    assert told["period"]["label"] == "2026-W02"
    assert told["corpus"]["sources"] == []


def test_what_was_chosen_has_no_background_of_what_was_not(brief: Brief, folder: Path) -> None:
    earlier = {
        "url": "https://old.example/1",
        "published": "2025-12-20",
        "title": "新型电力系统建设试点名单公布，储能在列",
    }
    (folder / "earlier.jsonl").write_text(json.dumps(earlier), "utf-8")
    brief("ingest", folder / "earlier.jsonl")

    def background(*arguments: object) -> int:
        printed = brief(*arguments, "--offline", *WEEK)[1].strip()
        return len(json.loads((Path(printed).parent / "1-retrieval.json").read_text("utf-8")).get("background", ()))

    assert background("run") > 0
    assert background("search", "储能", "--report") == 0


def test_such_a_run_is_replayed_and_resumed_from_its_own_folder(brief: Brief, folder: Path) -> None:
    _, out, _ = brief("search", "储能", "--report", "--offline", *WEEK)
    first = Path(out.strip())
    status, again, _ = brief("replay", first.parent.name, "--offline")
    assert (status, Path(again.strip()).read_bytes()) == (0, first.read_bytes())
    assert record(folder, again)["corpus"]["chosen"] == "search 储能"
    killed = {**record(folder, out), "status": "running", "exit_code": None, "reports": [], "corpus": None}
    (first.parent / "run.json").write_text(json.dumps(killed), "utf-8")
    expected = first.read_bytes()
    for path in (*first.parent.glob("[0-9]-*"), *first.parent.glob("report*")):
        path.unlink()
    (folder / "corpus.sqlite").unlink()
    status, _, _ = brief("resume", first.parent.name)
    assert (status, first.read_bytes()) == (0, expected)
    assert find_run(folder / "runs", first.parent.name).record.corpus is not None


def test_without_days_a_report_is_of_those_of_its_documents(brief: Brief, folder: Path) -> None:
    hits = found(brief("search", "储能", "--limit", "99", "--json")[1])
    status, out, _ = brief("search", "储能", "--report", "--offline")
    assert status == 0
    days = sorted(one["published_at"] for one in hits)
    period = record(folder, out)["period"]
    assert abs(int(period["start"][-2:]) - int(days[0][8:10])) <= 1
    assert abs(int(period["end"][-2:]) - int(days[-1][8:10])) <= 1


@pytest.mark.parametrize("arguments", [("search", "独角鲸", "--report"), ("run", "--documents", "list.txt")])
def test_nothing_to_report_on_is_status_3_and_makes_no_run(
    brief: Brief, folder: Path, arguments: tuple[str, ...]
) -> None:
    (folder / "list.txt").write_text("# none\n\nhttps://a.example/absent\n")
    status, out, err = brief(*arguments, "--offline", "--json")
    assert (status, json.loads(out)["exit_code"], json.loads(out)["run_id"]) == (3, 3, None)
    assert "brief: " in err
    assert not list((folder / "runs").iterdir())


def test_a_report_is_of_the_documents_that_a_list_names_and_lacking_ones_are_told_with_their_lines(
    brief: Brief, folder: Path
) -> None:
    one, two, *_ = found(brief("search", "储能", *WEEK, "--json")[1])
    listed = (
        f"# mine\n{one['url']}?utm_source=x\n\nhttps://a.example/absent\n{json.dumps(two)}\n{one['url']}\nodd\x1b[1m\n"
    )
    (folder / "list.txt").write_text(listed, "utf-8")
    status, out, err = brief("run", "--documents", "list.txt", "--offline")
    assert status == 0
    assert urls_read(out) == {one["url"], two["url"]}
    assert err.splitlines()[:2] == [
        "list.txt line 4: https://a.example/absent is not in the corpus",
        "list.txt line 7: odd[1m is not in the corpus",
    ]
    assert record(folder, out)["corpus"]["chosen"] == "list.txt"
    status, of_files, _ = brief("run", "--documents", "list.txt", "--offline", "--corpus", EXAMPLE)
    assert (status, urls_read(of_files)) == (0, {one["url"], two["url"]})
    assert record(folder, of_files)["corpus"]["files"][0]["path"] == str(EXAMPLE)


def test_what_a_search_printed_can_be_piped_into_a_run(
    brief: Brief, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = brief("search", "储能", *WEEK, "--json")[1]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Standard(printed.encode()), encoding="utf-8"))
    status, out, _ = brief("run", "--documents", "-", "--offline")
    assert status == 0
    assert urls_read(out) == {one["url"] for one in found(printed)}


@pytest.mark.parametrize("written", [None, b"\xff\xfe\x00"])
def test_a_list_that_cannot_be_read_is_a_usage_error(brief: Brief, folder: Path, written: bytes | None) -> None:
    if written:
        (folder / "list.txt").write_bytes(written)
    status, out, err = brief("run", "--documents", "list.txt")
    assert (status, out) == (2, "")
    assert "list.txt" in err


def test_pruning_without_a_folder_of_runs_empties_what_was_kept_of_retrievals(brief: Brief, folder: Path) -> None:
    assert brief("run", *WEEK, "--offline")[0] == 0
    kept = folder / "retrievals"
    assert len(list(kept.iterdir())) == 1
    brief("prune", "--keep", "1", "--dry-run")
    brief("prune", "--keep", "1", "--runs-dir", "runs")
    assert kept.exists()
    assert brief("prune", "--keep", "1")[0] == 0
    assert not kept.exists()
