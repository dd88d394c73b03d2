from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from ticking import job

from brief.errors import ConfigError, UsageError
from brief.schedule.jobs import FILE, job_named, read_jobs, with_job, write_jobs

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_jobs_are_read_as_they_were_written(tmp_path: Path) -> None:
    odd = job(
        name="a.b-c", set=('report.byline="他说：\\"50%\\"\\n"',), formats=("quantshark", "x"), model="fake:m\u2028\x7f"
    )
    write_jobs(tmp_path, [odd, job()])
    assert read_jobs(tmp_path) == (odd, job())


def test_a_project_without_a_file_has_no_jobs(tmp_path: Path) -> None:
    assert read_jobs(tmp_path) == ()


@pytest.mark.parametrize(
    "text",
    ["[[jobs", '[[jobs]]\nname = "x"', '[[jobs]]\nname="x"\nperiod="daily"\nat="Mon 07:30"\nsince=2026-01-01T00:00:00Z',
     '[[jobs]]\nname="x"\nperiod="daily"\nat="07:30"\nsince=2026-01-01T00:00:00', "[other]"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ConfigError, match=r"schedule\.toml: cannot be read"):
        read_jobs(tmp_path)


@pytest.mark.parametrize(
    "other", [{"period": "daily", "at": "07:30"}, {"name": "again", "at": "Tue 9:00", "deliver": ("mail",)}]
)
def test_a_second_job_of_a_name_or_for_the_same_report_is_refused(other: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="the job weekly is there already"):
        with_job((job(),), job(**other))


def test_a_job_for_another_report_is_no_second_one() -> None:
    assert len(with_job((job(),), job(name="again", formats=("other",)))) == 2


def test_a_job_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="There are: weekly"):
        job_named((job(),), "daily")


def test_a_weekly_on_a_sunday_night_is_of_the_week_before(tmp_path: Path) -> None:
    due = datetime(2026, 1, 11, 23, 0, tzinfo=SHANGHAI).astimezone(UTC)
    assert job().reports_on(due, SHANGHAI).label == "2026-W01"
    assert job().due(due, SHANGHAI) == (datetime(2026, 1, 5, 0, 0, tzinfo=UTC),)
