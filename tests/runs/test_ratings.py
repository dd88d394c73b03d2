"""What people think of a run's lines is kept beside it: the last word counts, and no word is lost."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from stored_runs import NOW, finished

from brief.errors import BriefError, UsageError
from brief.runs.ratings import FILE, rate, ratings_of
from brief.runs.store import StoredRun, stored_run
from schemas.rating import Mark, Preference, Rating, Word
from schemas.run import ReportFiles


@pytest.fixture
def run(tmp_path: Path) -> StoredRun:
    found = stored_run(finished(tmp_path).path)
    files = ReportFiles(format="quantshark", language="zh", files={"json": "report.json"})
    return StoredRun(found.path, found.record.model_copy(update={"reports": (files,)}), alive=False)


def rating(claim_id: str, mark: Mark = "starred", by: str = "lin", comment: str = "") -> Rating:
    return Rating(claim_id=claim_id, format="quantshark", by=by, at=NOW, mark=mark, comment=comment)


def preference(claim_id: str, word: Word, other: str = "r2") -> Preference:
    return Preference(
        claim_id=claim_id, format="quantshark", by="lin", at=NOW, other=other, other_claim_id=claim_id, word=word
    )


def test_the_last_word_of_each_person_counts(run: StoredRun) -> None:
    rate(run, rating("ai.e1"))
    rate(run, rating("ai.e1", by="wang"))
    rate(run, rating("ai.e1", "struck"))
    assert [(one.by, one.mark) for one in ratings_of(run).marks] == [("lin", "struck"), ("wang", "starred")]
    assert len((run.path / FILE).read_text("utf-8").splitlines()) == 3, "nothing is taken out"


def test_a_mark_that_is_taken_back_is_gone_and_a_comment_alone_stands(run: StoredRun) -> None:
    rate(run, rating("ai.e1"))
    rate(run, rating("ai.e1", "none"))
    rate(run, rating("ai.e2", "none", comment="为什么？"))
    assert [one.claim_id for one in ratings_of(run).marks] == ["ai.e2"]


def test_a_mark_and_a_choice_about_one_text_stand_beside_each_other(run: StoredRun) -> None:
    rate(run, rating("ai.e1"))
    for said in (preference("ai.e1", "worse"), preference("ai.e1", "better"), preference("ai.e1", "even", "r3")):
        rate(run, said)
    found = ratings_of(run)
    assert [one.mark for one in found.marks] == ["starred"]
    assert [(one.other, one.word) for one in found.preferences] == [("r2", "better"), ("r3", "even")]


def test_the_second_edition_is_rated_apart(run: StoredRun) -> None:
    rate(run, rating("ai.e1"))
    rate(run, rating("ai.e1", "struck").model_copy(update={"language": "en"}))
    assert [(one.language, one.mark) for one in ratings_of(run).marks] == [("", "starred"), ("en", "struck")]
    assert ratings_of(run).before(rating("ai.e1")) == ratings_of(run).marks[0]
    assert ratings_of(run).before(rating("ai.e1", by="wang")) is None


def test_fifty_at_once_are_all_kept(run: StoredRun) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: rate(run, rating(f"ai.e{number}")), range(50)))
    assert {one.claim_id for one in ratings_of(run).marks} == {f"ai.e{number}" for number in range(50)}


def test_a_line_that_was_cut_off_is_written_over(run: StoredRun) -> None:
    rate(run, rating("ai.e1"))
    with (run.path / FILE).open("ab") as file:
        file.write(b'{"claim_id":"ai')
    assert len(ratings_of(run).marks) == 1
    rate(run, rating("ai.e2"))
    assert len(ratings_of(run).marks) == 2


def test_a_damaged_line_is_named(run: StoredRun) -> None:
    (run.path / FILE).write_text('{"stars": 5}\n', "utf-8")
    with pytest.raises(BriefError, match=r"ratings\.jsonl"):
        ratings_of(run)


def test_a_run_without_a_report_has_no_lines_to_rate(tmp_path: Path) -> None:
    run = stored_run(finished(tmp_path).path)
    with pytest.raises(UsageError, match="has no report"):
        rate(run, rating("ai.e1"))
    assert not (run.path / FILE).exists()
    assert ratings_of(run).marks == ()
