import io
from typing import TextIO, cast

from brief.pipeline.progress import LiveProgress, PlainProgress, Stopwatch, progress_on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_one_plain_line_a_step() -> None:
    stream = io.StringIO()
    with progress_on(stream) as progress:
        watch = Stopwatch(progress)
        with watch.step("gather") as said:
            said.append("90 documents")
        watch.done("retrieve", 0.1234)
        progress.note("source a: failed")
    lines = stream.getvalue().splitlines()
    assert lines[0].startswith("gather ")
    assert lines[0].endswith("90 documents")
    assert [line.split()[0] for line in lines] == ["gather", "retrieve", "source"]
    assert "\x1b" not in stream.getvalue()


class _Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_where_nobody_reads_the_lines_the_work_goes_on() -> None:
    PlainProgress(_Gone()).note("half done")


def test_a_terminal_gets_the_same_steps_live() -> None:
    stream = Terminal()
    with progress_on(cast(TextIO, stream)) as progress:
        assert isinstance(progress, LiveProgress)
        watch = Stopwatch(progress)
        with watch.step("render") as said:
            said.append("3 files [not markup]")
    assert "render" in stream.getvalue()
    assert "3 files [not markup]" in stream.getvalue()


def test_timings_are_kept_in_order_and_the_step_under_way_is_known() -> None:
    watch = Stopwatch(PlainProgress(io.StringIO()))
    with watch.step("gather"):
        assert watch.current == "gather"
    watch.done("retrieve", 1.23456)
    assert [timing.step for timing in watch.timings] == ["gather", "retrieve"]
    assert watch.timings[1].seconds == 1.235
