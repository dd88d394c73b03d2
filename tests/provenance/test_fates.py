"""`brief show RUN "words of a headline, or a URL"` and `--event`: why something is in the report, or is not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from staging import Stage, staged

from brief.cli.main import cli
from brief.documents.corpus import Corpus
from brief.documents.ingest import file_source, ingest
from brief.errors import UsageError
from brief.provenance.fates import fates_of
from brief.provenance.standing import Standing, Standings
from brief.runs import files
from brief.runs.loaded import LoadedRun
from brief.runs.steps import ABSENCES
from brief.runs.store import find_run
from schemas.absence import Glimpse
from schemas.classification import Pick, SameStory
from schemas.retrieval import Document, Event

OUTSIDE = {"url": "https://late.example/1", "title": "欧洲某港口岸电工程开工建设", "published": "2025-12-20"}
NOISE = {"url": "https://noise.example/1", "title": "多家储能设备公司股价今日涨停", "published": "2026-01-08"}
NOISE_WORDS = ["涨停", "股价"]
NO_URL = {"title": "某研究院发布深海光缆路线图", "published": "2026-01-08"}
BEYOND = {
    "url": "https://beyond.example/1?utm_source=x",
    "title": "某镇第三届龙舟邀请赛圆满开幕",
    "published": "2026-01-08",
}


@dataclass(frozen=True)
class Asked:
    stage: Stage
    run_id: str

    @property
    def loaded(self) -> LoadedRun:
        return LoadedRun(find_run(self.stage.runs, self.run_id))

    def show(self, *arguments: str) -> Result:
        given = ["show", self.run_id, *arguments, "--runs-dir", str(self.stage.runs)]
        return CliRunner().invoke(cli, given, standalone_mode=False)

    def told(self, *arguments: str) -> dict[str, Any]:
        found = json.loads(self.show(*arguments, "--json").stdout)
        assert isinstance(found, dict)
        return found

    def fate(self, reference: str) -> dict[str, Any]:
        """Of the document that is most like it."""
        first = self.told(reference)["documents"][0]
        assert isinstance(first, dict)
        return first

    def standings(self) -> list[Standing]:
        loaded = self.loaded
        return [Standings(loaded).of(event) for event in loaded.retrieval.events]

    def event(self, event_id: str) -> Event:
        return next(one for one in self.loaded.retrieval.events if one.id == event_id)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("fates")) as stage:
        yield stage


@pytest.fixture(scope="module")
def asked(stage: Stage) -> Asked:
    """A run whose sections have two rows each, with a line of each kind that cannot be in the report."""
    lines = [json.dumps(one, ensure_ascii=False) for one in (OUTSIDE, NOISE, NO_URL, BEYOND)]
    week = stage.folder / "more.jsonl"
    week.write_text("\n".join([stage.week.read_text("utf-8").rstrip("\n"), *lines]) + "\n", "utf-8")
    limits = [f"sections.{name}.limit=2" for name in ("ai", "energy", "web3")]
    overrides = (*limits, "run.max_events=10")
    return Asked(stage, stage.run(model=None, offline=True, corpus_files=(week,), overrides=overrides).run_id)


# -- documents -------------------------------------------------------------------------------------------------------


def test_a_document_outside_the_period_is_told_as_that(asked: Asked) -> None:
    assert asked.fate("欧洲港口岸电工程开工")["refused"]["reason"] == "outside_period"
    assert "a day outside the period" in asked.show(OUTSIDE["url"]).stdout


def test_what_a_run_on_the_corpus_did_not_read_is_found_there_and_told(stage: Stage) -> None:
    undated = {"url": "https://undated.example/1", "title": "某实验室建成量子中继站"}
    path, file = stage.folder / "corpus.sqlite", stage.folder / "corpus.jsonl"
    lines = [json.dumps(one, ensure_ascii=False) for one in (OUTSIDE, undated)]
    file.write_text("\n".join([stage.week.read_text("utf-8").rstrip("\n"), *lines]) + "\n", "utf-8")
    with Corpus(path) as corpus:
        ingest([file_source(file)], corpus, ZoneInfo("Asia/Shanghai"))
    ran = Asked(stage, stage.run(model=None, offline=True, corpus_files=(), corpus_path=path).run_id)
    for reference in (OUTSIDE["url"], OUTSIDE["title"]):
        assert ran.fate(reference)["refused"]["reason"] == "outside_period"
    assert "2025-12-20" in ran.show(OUTSIDE["url"]).stdout
    assert ran.fate(undated["url"])["refused"]["reason"] == "date_missing"
    path.unlink()
    refused = ran.show(OUTSIDE["url"]).exception
    assert f"Its corpus, {path}, is not there to look into." in str(refused)


def test_words_that_most_headlines_lack_are_answered_with_no_other_document(asked: Asked) -> None:
    """What stands in no headline weighs most: it is what was asked for."""
    refused = str(asked.show("储能 企业 量子隐形传态卫星交付").exception)
    assert "No headline fits well; the nearest has" in refused
    part = asked.fate(f"{BEYOND['title']} 又一年")
    assert part["document"]["title"] == BEYOND["title"]
    assert 0.5 <= part["held"] < 1
    assert f"its headline has {part['held']:.0%} of the words" in asked.show(f"{BEYOND['title']} 又一年").stdout


def test_copies_of_one_document_that_came_to_the_same_are_told_once(asked: Asked) -> None:
    loaded = asked.loaded
    row = next(one for one in asked.standings() if one.row_id and one.event_id)
    (document, *_) = row.documents
    page = loaded.documents[document.id].model_copy(update={"id": "p9"})  # type: ignore[union-attr]
    twice = loaded.retrieval.model_copy(update={"documents": (*loaded.retrieval.documents, page)})
    vars(loaded).update(retrieval=twice, events={**loaded.events, "p9": loaded.events[document.id]})  # type: ignore[union-attr]
    assert len(fates_of(document.title, loaded).fates) == 1


def test_a_refused_headline_is_told_with_its_word(asked: Asked) -> None:
    found = asked.fate(NOISE["title"])
    assert (found["document"]["url"], found["refused"]["words"]) == (NOISE["url"], NOISE_WORDS)
    assert f"market noise, by [run] noise: {', '.join(NOISE_WORDS)}" in asked.show(NOISE["title"]).stdout


def test_a_line_that_could_not_be_read_is_told_with_its_place(asked: Asked) -> None:
    found = asked.fate("深海光缆路线图")
    assert found["document"] is None
    number = len((asked.stage.folder / "more.jsonl").read_text("utf-8").splitlines()) - 1
    assert found["skipped"] == {
        "where": f"line {number}",
        "why": "has no url",
        "title": NO_URL["title"],
        "read_from": str(asked.stage.folder / "more.jsonl"),
    }


def test_an_event_beyond_the_limit_is_told_with_its_rank(asked: Asked) -> None:
    found = asked.fate("https://www.beyond.example/1/?utm_medium=feed")
    absences = asked.loaded.absences
    assert absences
    assert (found["document"]["title"], found["event"]["event_id"]) == (BEYOND["title"], None)
    assert 10 < found["event"]["rank"] <= found["event"]["ranked"] == absences.ranked
    assert "beyond the 10 events that are handed on" in found["fate"]


def test_any_document_that_was_read_can_be_asked_for_by_its_address(asked: Asked) -> None:
    loaded = asked.loaded
    assert loaded.absences
    glimpses = [one for event in loaded.absences.outranked for one in event.documents]
    refused = [one.document for one in loaded.absences.refused]
    known: list[Document | Glimpse] = [*loaded.retrieval.documents, *glimpses, *refused]
    assert len(known) > 25
    cited = {one.url for one in asked.loaded.report.sources}
    for document in known:
        told = asked.told(document.url)
        assert ("documents" in told) == (document.url not in cited)
        if "documents" in told:
            assert told["documents"][0]["document"]["title"] == document.title


def test_a_merged_document_is_told_with_the_event_and_its_row(asked: Asked) -> None:
    merged = [(one, document) for one in asked.standings() if one.row_id for document in one.documents[1:]]
    uncited = [(one, document) for one, document in merged if "documents" in asked.told(document.url)]
    assert uncited
    for standing, document in uncited:
        found = asked.fate(document.url)
        assert found["event"]["event_id"] == standing.event_id
        assert found["fate"] == f"in the report: it has the row {standing.row_id}"


def test_what_is_printed_is_still_walked_to_its_source(asked: Asked) -> None:
    row = asked.told()["rows"][0]
    assert {one["row_id"] for one in asked.told(row["row"])["traces"]} == {row["row"]}
    for reference in (row["cells"]["event"], row["urls"][0]):
        assert "documents" not in asked.told(reference)


def test_headlines_that_hold_all_of_the_words_come_before_those_that_hold_some(asked: Asked) -> None:
    title = asked.loaded.retrieval.events[-1].title
    found = asked.told(title)
    assert found["documents"][0]["document"]["title"] == title


def test_what_the_run_never_read_is_an_error_that_says_where_else_to_look(asked: Asked) -> None:
    for reference in ("https://nowhere.example/", "完全无关的词语", "zzz"):
        error = asked.show(reference).exception
        assert isinstance(error, UsageError)
        assert (error.where, error.exit_code) == (asked.run_id, 2)
        assert "read no document like it" in error.what
        assert "brief search" in (error.next or "")


def test_news_cannot_write_to_the_terminal(asked: Asked) -> None:
    for reference in (NOISE["title"], OUTSIDE["url"]):
        assert "\x1b" not in asked.show(reference).stdout


# -- events ----------------------------------------------------------------------------------------------------------


def test_the_why_of_every_event_agrees_with_what_the_run_did(asked: Asked) -> None:
    loaded = asked.loaded
    rows = {row["row"] for row in asked.told()["rows"]}
    assert {one.row_id for one in asked.standings()} - {None} == rows
    for standing in asked.standings():
        assignment = loaded.assignments[standing.event_id or ""]
        assert standing.section_id == assignment.section_id
        if "went to higher ranks" in standing.why:
            shown = [
                one for one in loaded.classification.assignments if one.shown and one.section_id == standing.section_id
            ]
            assert len(shown) == 2
            assert standing.rank > max(int(one.event_id[1:]) for one in shown)
        if "its story has the row" in standing.why:
            assert any(one.row_id and one.row_id in standing.why for one in standing.story)


def test_events_of_a_full_section_name_the_last_row(asked: Asked) -> None:
    displaced = [one for one in asked.standings() if "went to higher ranks" in one.why]
    assert displaced
    for standing in displaced:
        last = max((one for one in asked.standings() if one.row_id and one.section_id == standing.section_id), key=rank)
        assert f"rank {last.rank}, row {last.row_id}: {last.title}" in standing.why


def rank(standing: Standing) -> int:
    return standing.rank


def test_what_was_undone_is_told_with_what_undid_it(stage: Stage) -> None:
    claim = {"title": "青港储能电站因事故暂停并网放电", "summary": "消息人士称，青港储能电站因事故暂停并网放电。"}
    turn = {"title": "青港储能电站恢复并网放电", "summary": "运营方称，青港储能电站并网放电已经恢复。"}
    others = [{"title": f"{place}储能电站今日并网"} for place in ("东山", "南岭", "西川", "北原", "中州", "云台")]
    week = stage.folder / "undone.jsonl"
    lines = [
        {"url": f"https://{number}.example/1", "published": f"2026-01-0{6 + (one is turn)}", **one}
        for number, one in enumerate((claim, turn, *others))
    ]
    week.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), "utf-8")
    ran = Asked(stage, stage.run(model=None, offline=True, corpus_files=(week,)).run_id)
    found = next(one for one in ran.standings() if one.title == claim["title"])
    assert found.why == f"no model writes, and it was denied, stopped or taken back later: {turn['title']}"


def test_an_event_is_explained_by_what_its_documents_share(asked: Asked) -> None:
    standing = next(one for one in asked.standings() if len(one.documents) > 1)
    told = asked.told("--event", standing.event_id or "")["event"]
    first, *others = told["documents"]
    assert first["joined"] is None
    assert [one["published_at"] for one in told["documents"]] == sorted(
        one["published_at"] for one in told["documents"]
    )
    earlier = {first["id"]}
    for one in others:
        assert one["joined"]["to"] in earlier
        assert one["joined"]["words"] or one["joined"]["figures"] or one["joined"]["names"]
        earlier.add(one["id"])


def test_an_event_is_told_with_every_factor_of_its_rank(asked: Asked) -> None:
    event = asked.event("e2")
    told = asked.told("--event", "e2")["event"]
    assert (told["rank"], told["salience"]) == (2, event.salience)
    assert sum(one["value"] * one["weight"] for one in told["reasons"]) == pytest.approx(event.salience, abs=0.01)
    shown = asked.show("--event", "e2").stdout
    assert all(f"{one.factor} {one.value:.2f} × {one.weight:g}" in shown for one in event.reasons)


def test_an_event_without_a_row_is_explained_by_its_id_alone_too(asked: Asked) -> None:
    event_id = next(one.event_id for one in asked.standings() if not one.row_id) or ""
    assert asked.told(event_id) == asked.told("--event", event_id)


def test_an_unknown_event_is_an_error_that_names_those_there_are(asked: Asked) -> None:
    error = asked.show("--event", "e99").exception
    assert isinstance(error, UsageError)
    assert "e1 to e10" in str(error)


# -- the record ------------------------------------------------------------------------------------------------------


def test_a_replay_and_a_resumed_run_tell_the_same(asked: Asked) -> None:
    kept = (asked.loaded.path / ABSENCES).read_bytes()
    replayed = asked.stage.replay(asked.run_id, as_recorded=True)
    assert (asked.stage.runs / replayed.run_id / ABSENCES).read_bytes() == kept
    folder = asked.stage.cut_off(asked.loaded.record, "[2-9]-*.json", name="20260112T0102Z-weekly-0002")
    again = asked.stage.resume(folder.name)
    assert again.status == "finished"
    assert (folder / ABSENCES).read_bytes() == kept
    assert Asked(asked.stage, again.run_id).fate("深海光缆路线图")["skipped"]["why"] == "has no url"


def test_a_run_of_before_there_was_a_record_says_so(asked: Asked, tmp_path: Path) -> None:
    folder = asked.stage.cut_off(asked.loaded.record, ABSENCES, name="20260112T0103Z-weekly-0003")
    (folder / "run.json").write_text(
        asked.loaded.record.model_copy(update={"run_id": folder.name}).model_dump_json(), "utf-8"
    )
    old = Asked(asked.stage, folder.name)
    standing = next(one for one in old.standings() if not one.row_id)
    found = old.show(standing.title)
    assert "kept no record of left-out documents" in found.stdout
    assert old.told(standing.title)["recorded"] is False
    error = old.show(BEYOND["title"]).exception
    assert "kept no record of left-out documents" in str(error)


def test_a_damaged_record_is_an_error_that_names_it(asked: Asked) -> None:
    folder = asked.stage.cut_off(asked.loaded.record, name="20260112T0104Z-weekly-0004")
    (folder / ABSENCES).write_bytes(b"\x1f\x8bno")
    error = Asked(asked.stage, folder.name).show(NOISE["title"]).exception
    assert ABSENCES in str(error)


def test_a_run_that_ended_before_its_report_can_be_asked(asked: Asked) -> None:
    folder = asked.stage.cut_off(asked.loaded.record, "[2-9]-*.json", name="20260112T0105Z-weekly-0005")
    ended = Asked(asked.stage, folder.name)
    assert ended.fate(NOISE["title"])["refused"]["words"] == NOISE_WORDS
    assert "before events were placed" in ended.fate(ended.loaded.retrieval.events[0].title)["fate"]


def test_a_record_that_unpacks_to_more_than_memory_holds_is_refused(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 100)
    assert "unpacks to more than 100 bytes" in str(asked.show(NOISE["title"]).exception)


def test_an_event_that_an_editor_took_out_is_told_with_the_decision(asked: Asked) -> None:
    row_id = asked.told()["rows"][0]["row"]
    event_id = row_id.partition(".")[2]
    loaded = asked.loaded
    amended = loaded.record.model_copy(update={"amendments": (f"{event_id} gets no row",)})
    assignments = tuple(
        one.model_copy(update={"shown": False}) if one.event_id == event_id else one
        for one in loaded.classification.assignments
    )
    classification = loaded.classification.model_copy(update={"assignments": assignments})
    draft = loaded.last_draft
    tables = tuple(
        one.model_copy(update={"rows": tuple(row for row in one.rows if row.id != row_id)}) for one in draft.tables
    )
    folder = asked.stage.cut_off(amended, "[4-9]-*.json", name="20260112T0106Z-weekly-0006")
    (folder / "2-classification.json").write_text(classification.model_dump_json(), "utf-8")
    (folder / "4-draft-1.json").write_text(draft.model_copy(update={"tables": tables}).model_dump_json(), "utf-8")
    standing = Standings(LoadedRun(find_run(asked.stage.runs, folder.name))).named(event_id)
    assert (standing.row_id, standing.why) == (None, f"an editor decided: {event_id} gets no row")


def test_where_a_model_chose_it_is_told_what_the_desk_saw_and_what_it_called_one_matter(asked: Asked) -> None:
    printed = next(one for one in asked.standings() if one.row_id)
    joined, passed, unseen = [one.event_id or "" for one in asked.standings() if not one.row_id][:3]
    classification = asked.loaded.classification.model_copy(
        update={
            "picks": (Pick(event_id=printed.event_id or "", section_id=printed.section_id or "", why="要紧"),),
            "seen": (printed.event_id, joined, passed),
            "same": (SameStory(event_ids=(printed.event_id or "", joined)),),
        }
    )
    folder = asked.stage.cut_off(asked.loaded.record, name="20260112T0107Z-weekly-0007")
    (folder / "2-classification.json").write_text(classification.model_dump_json(), "utf-8")
    standings = Standings(LoadedRun(find_run(asked.stage.runs, folder.name)))
    why = [standings.named(one).why for one in (joined, passed, unseen)]
    assert why == [
        f"the desk calls it one matter with the row {printed.row_id}",
        "the desk was shown it and passed it over",
        "it is not among the 3 headlines that the desk was shown",
    ]
