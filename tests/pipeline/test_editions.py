"""Both editions of a report: one is written, the other tells the same claims in another language."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from builders import EXAMPLE
from improvising import question_of
from model_server import ModelServer, Tokens, model_server
from reading import judged
from rehearsal import chinese_plan, quiet, rehearse, speaker, texts_of
from renderings import asked_to_render, rendered, translating
from weeks import NOW

from brief.cli.main import exit_status
from brief.delivery.approval import to_look_at
from brief.delivery.parcel import parcel_of
from brief.editing.edit import edited, form_text, plan_edit, plan_unedited
from brief.llm.examination import exam_texts
from brief.pipeline.estimate import Estimate, estimate_replay
from brief.pipeline.gather import gather
from brief.pipeline.plan import Plan, RunOptions, plan_run
from brief.pipeline.progress import Stopwatch
from brief.pipeline.runner import execute, replay, resume
from brief.replays.replay import ReplayOptions, plan_replay
from brief.report.format import list_formats
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun, find_run
from brief.settings.delivery_settings import ChannelConfig
from brief.settings.project import find_project
from checks.answers import rendering
from checks.base import claims_of
from checks.editions import agreement
from schemas.critique import CritiqueQuestion
from schemas.run import RunRecord

ROOT = Path(__file__).resolve().parents[2]

ORDER = "energy.e4"
"""The row of the order for fuel cells."""


def plan(folder: Path, *overrides: str, model: str | None = "openai:rehearsed") -> Plan:
    """In Chinese and then in English."""
    return chinese_plan(folder, "report.language=both", *overrides, model=model)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    offline = plan(tmp_path_factory.mktemp("rehearsal"), model=None)
    return rehearse(offline, gather(offline, print).documents)


@contextmanager
def serving(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], render: Callable[[str, str], str] | None = None
) -> Iterator[ModelServer]:
    answer = translating(speaker(said), render) if render else translating(speaker(said))
    with model_server(answer=answer) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield server


def made(folder: Path, record: RunRecord) -> StoredRun:
    assert record.error is None, record.error
    return find_run(folder / "runs", record.run_id)


def editions(run: StoredRun) -> tuple[LoadedRun, LoadedRun]:
    return LoadedRun(run), LoadedRun(run).in_format(None, "en")


def rendering_calls(server: ModelServer) -> list[list[dict[str, Any]]]:
    return [texts for one in server.requests if (texts := asked_to_render(one.body))]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, said: dict[str, str]) -> tuple[StoredRun, int]:
    """A run whose texts a good translator renders, and how many calls that took."""
    folder = tmp_path_factory.mktemp("both")
    with pytest.MonkeyPatch.context() as patch, serving(patch, said) as server:
        run = made(folder, execute(plan(folder), NOW, quiet()))
    return run, len(rendering_calls(server))


def test_a_second_edition_takes_a_call_a_section_one_for_the_synthesis_and_is_read(
    both: tuple[StoredRun, int],
) -> None:
    run, calls = both
    record = run.record
    first, second = editions(run)
    assert (record.exit_code, record.usage.calls, record.usage.repairs, record.usage.readings) == (0, 14, 0, 5)
    assert calls == 4
    assert {"quantshark-weekly.en.3-table-ai.json", "quantshark-weekly.en.4-draft-1.json"} <= {
        path.name for path in run.path.iterdir()
    }
    assert agreement(first.report, second.report).apart == ()
    assert first.report.editions == second.report.editions == ("zh", "en")
    cells = [cell for section in second.report.sections for row in section.rows for cell in row.cells]
    assert all(cell.lang == "en" and cell.by == "model" for cell in cells if cell.kind != "none")
    assert second.report.ai_generated


def test_every_sentence_of_a_good_translator_stands(both: tuple[StoredRun, int]) -> None:
    first, second = editions(both[0])
    before = {one.id: one.text for one in claims_of(first.last_draft) if one.kind != "none"}
    told = {one.id: one.text for one in claims_of(second.last_draft) if one.kind != "none"}
    assert told == {name: rendered(text) for name, text in before.items()}


def lying(_: str, text: str) -> str:
    """Makes of each billion a million, whoever objects."""
    return rendered(text).replace("billion", "million")


def test_a_figure_that_is_changed_in_one_edition_only_is_caught_asked_about_once_more_and_left_untranslated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with serving(monkeypatch, said, lying) as server:
        record = execute(plan(tmp_path), NOW, quiet())
    first, second = editions(made(tmp_path, record))
    assert record.usage.repairs == 3
    repaired = {one["id"] for texts in rendering_calls(server)[3:] for one in texts}
    assert f"{ORDER}.event" in repaired
    page = second.markdown
    assert "million fuel-cell order" not in page
    assert "据披露，Bloom Energy获美国电力公司26.5亿美元燃料电池订单]" in page
    assert "storage-news.example/news/3041.html) \\[zh, untranslated\\]" in page
    assert "Passages that remain in Chinese because no translation passed the checks: " in page
    assert agreement(first.report, second.report).apart == ()
    assert second.report.ai_generated


def test_a_slip_that_is_mended_when_it_is_named_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    asked = set[str]()

    def slip(name: str, text: str) -> str:
        first_time = name not in asked
        asked.add(name)
        return rendered(text).replace("$2.65 billion", "$26.5 billion" if first_time else "$2.65 billion")

    with serving(monkeypatch, said, slip) as server:
        run = made(tmp_path, execute(plan(tmp_path), NOW, quiet()))
    assert [one["id"] for one in rendering_calls(server)[-2]] != []
    assert "wins a $2.65 billion fuel-cell order" in editions(run)[1].markdown
    assert "untranslated" not in editions(run)[1].markdown


def test_what_a_critic_objects_to_is_rendered_once_more_and_then_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    wrong = "Deliveries are certain, whatever becomes of Bloom Energy"
    speak = speaker(said)

    def render(name: str, text: str) -> str:
        return wrong if name == f"{ORDER}.insight" else rendered(text)

    def strict(request: dict[str, Any]) -> str:
        if wrong not in "".join(texts_of(request)):
            return speak(request)
        question = question_of(request)
        assert isinstance(question, CritiqueQuestion)
        faults = {text.text for text in exam_texts() if not text.stands}
        return judged(
            question, lambda claim: "unsupported" if claim.text in {wrong, *faults} else "stands"
        ).model_dump_json()

    with model_server(answer=translating(strict, render)) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        run = made(tmp_path, execute(plan(tmp_path), NOW, quiet()))
    second = editions(run)[1]
    assert list(second.drafts) == [f"quantshark-weekly.en.{step}" for step in ("4-draft-1", "6-draft-2", "8-draft-3")]
    ((asked,),) = rendering_calls(server)[-1:]
    assert (asked["id"], asked["last"], bool(asked["remark"])) == (f"{ORDER}.insight", wrong, True)
    assert wrong not in second.markdown
    assert "若Bloom Energy扩产不及预期" in second.markdown


@pytest.mark.parametrize(
    "better", ["Deliveries may be late if Bloom Energy is", "Deliveries may fall by 99% with Bloom Energy"]
)
def test_what_reads_badly_is_rendered_once_more_and_stands_where_nothing_better_comes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str], better: str
) -> None:
    speak, first = speaker(said), "Late could well be Bloom Energy and what it delivers"

    def render(name: str, text: str) -> str:
        return (better if asked else first) if name == f"{ORDER}.insight" else rendered(text)

    def reader(request: dict[str, Any]) -> str:
        if first not in "".join(texts_of(request)):
            return speak(request)
        asked.append(first)
        question = question_of(request)
        assert isinstance(question, CritiqueQuestion)
        assert {one.role for one in question.claims} == {"rendering"}
        return judged(question, lambda claim: "weak" if claim.text == first else "stands").model_dump_json()

    asked: list[str] = []
    with model_server(answer=translating(reader, render)) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        run = made(tmp_path, execute(plan(tmp_path), NOW, quiet()))
    second = editions(run)[1]
    assert (better if "99" not in better else first) in second.markdown
    assert "untranslated" not in second.markdown


def test_a_replay_asks_nothing_and_makes_the_same_pages(both: tuple[StoredRun, int]) -> None:
    run, options = both[0], ReplayOptions(as_recorded=True, offline=True)
    again = replay(plan_replay(run, options, find_project(ROOT)), run, NOW, quiet())
    assert (again.usage.calls, again.error) == (0, None)
    for files in again.reports:
        for name in (files.md, files.html, files.data, files.beside):
            assert (run.path.parent / again.run_id / name).read_bytes() == (run.path / name).read_bytes()


def test_of_an_edited_prompt_the_renderings_are_estimated_and_their_reading(
    both: tuple[StoredRun, int], tmp_path: Path
) -> None:
    run, project = both[0], find_project(ROOT)

    def estimated(prompts: Path | None) -> Estimate:
        options = ReplayOptions(prompts=prompts, as_recorded=True, offline=True)
        return estimate_replay(plan_replay(run, options, project), run, Stopwatch(quiet()))

    shown = (ROOT / "prompts" / "edition.en.md").read_text("utf-8")
    (tmp_path / "edition.en.md").write_text(shown.replace("\n\n<!--", "\nBe brief.\n\n<!--"), "utf-8")
    assert (estimated(None).asked, estimated(None).reused) == ((), run.record.usage.calls)
    assert Counter(one.role for one in estimated(tmp_path).asked) == {
        "table_writer": 3,
        "synthesis_writer": 1,
        "critic": 2,
    }
    repairs = run.record.usage.repairs  # of what is rendered
    assert estimated(tmp_path).reused == run.record.usage.calls - 6 - repairs


def test_a_run_that_stops_between_its_editions_goes_on_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    answer, tokens = translating(speaker(said)), Tokens(read=8000, written=500)
    with model_server(answer=answer, tokens=tokens) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        stopped = execute(plan(tmp_path, "run.max_tokens=73000"), NOW, quiet())
        asked = len(server.requests)
        run = find_run(tmp_path / "runs", stopped.run_id)
        ended = resume(run, quiet(), ("run.max_tokens=1000000",))
    assert (stopped.exit_code, ended.exit_code) == (5, 0)
    assert (run.path / "5-critique-1.json").is_file()
    assert 7 <= asked < len(server.requests) == 14
    first, second = editions(made(tmp_path, ended))
    assert agreement(first.report, second.report).apart == ()


def test_a_channel_of_its_language_brings_the_second_edition_without_links_to_what_stays_behind(
    tmp_path: Path, both: tuple[StoredRun, int]
) -> None:
    run = both[0]
    config = ChannelConfig(kind="folder", path=tmp_path / "site", language="en")
    parcel = parcel_of("site", config, run, find_project(ROOT), NOW)
    assert parcel.files == editions(run)[1].files
    assert "Bloom Energy wins a $2.65 billion" in "".join(line.text for line in parcel.letter.lines)
    page = parcel.file(parcel.files.html)
    assert b'class="edition"' in (run.path / parcel.files.html).read_bytes()
    assert b'class="edition"' not in page
    assert b".zh-en.html" not in page
    assert to_look_at(run, parcel.format) == ()


def test_an_edit_of_the_first_edition_has_that_section_rendered_again_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    new, told = "Bloom Energy拿到26.5亿美元的燃料电池订单", "Bloom Energy lands a $2.65 billion order for fuel cells"

    def render(_: str, text: str) -> str:
        return told if text == new else rendered(text)

    with serving(monkeypatch, said, render) as server:
        run = made(tmp_path, execute(plan(tmp_path), NOW, quiet()))
        before = len(server.requests)
        loaded = LoadedRun(run)
        form = form_text("draft", loaded).replace("据披露，Bloom Energy获美国电力公司26.5亿美元燃料电池订单", new)
        change = edited("draft", form, loaded)
        assert change
        unedited = plan_unedited("draft", run, find_project(ROOT))
        record = replay(plan_edit(change, unedited, loaded), run, NOW, quiet())
        after = server.requests[before:]
    first, second = editions(made(tmp_path, record))
    asked = [texts for one in after if (texts := asked_to_render(one.body))]
    assert [{one["id"].partition(".")[0] for one in texts} for texts in asked] == [{"energy"}]
    assert new in first.markdown
    assert told in second.markdown
    assert agreement(first.report, second.report).apart == ()


@pytest.mark.parametrize("language", ["both", "en+zh"])
def test_by_extraction_all_formats_have_two_editions_that_agree(tmp_path: Path, language: str) -> None:
    formats = tuple(list_formats(ROOT / "formats"))
    options = RunOptions(
        period="2026-W02",
        as_of="2026-01-12",
        formats=formats,
        corpus_files=(EXAMPLE,),
        runs_dir=tmp_path,
        offline=True,
        overrides=(f"report.language={language}",),
    )
    record = execute(plan_run(options, find_project(ROOT), NOW), NOW, quiet())
    assert record.exit_code == 0, record.error
    run = find_run(tmp_path, record.run_id)
    written, further = record.language, record.rendered
    assert {written, further} == {"zh", "en"}
    assert len(record.reports) == 2 * len(formats)
    for name in formats:
        first, second = (LoadedRun(run).in_format(name, one) for one in (written, further))
        assert agreement(first.report, second.report).apart == ()
        assert (run.path / first.files.beside).is_file()
        assert f'href="{second.files.html}"' in (run.path / first.files.html).read_text("utf-8")
        titles = first.format().titles_in(second.format())
        foreign = {word for word, its in titles.items() if word != its}
        assert foreign.isdisjoint(one.heading for one in second.last_draft.tables)
        if further == "en":
            assert "[zh, untranslated]" in second.markdown.replace("\\", "")


def test_show_eval_and_diff_know_both_editions(both: tuple[StoredRun, int], capsys: pytest.CaptureFixture[str]) -> None:
    run = both[0]
    runs = ["--runs-dir", str(run.path.parent)]
    assert exit_status(["show", run.path.name, "wins a $2.65 billion", "--language", "en", *runs]) == 0
    shown = capsys.readouterr().out
    assert f"{ORDER}.event" in shown
    assert "quantshark-weekly.en.3-table-energy" in shown
    assert "storage-news.example/news/3041" in shown
    assert exit_status(["show", run.path.name, "1", "--language", "fr", *runs]) == 2
    assert exit_status(["eval", run.path.name, "--json", *runs]) == 0
    first, second = json.loads(capsys.readouterr().out)["reports"]
    assert first["as_first"] is None
    assert second["as_first"]["share"] == 1.0
    change = ["--text", "x", "--why", "y"]
    for command in (["edit", run.path.name], ["correct", run.path.name, f"{ORDER}.event", *change]):
        assert exit_status([*command, "--language", "en", *runs]) == 2
        assert "its en edition renders the zh one" in capsys.readouterr().err
    assert exit_status(["edit", run.path.name, "--language", "zh", "--print", *runs]) == 0
    assert exit_status(["diff", run.path.name, run.path.name, *runs]) == 0
    assert "quantshark-weekly en: no changes" in capsys.readouterr().out


def test_where_the_checks_of_renderings_are_dead_nothing_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    monkeypatch.setattr(rendering, "find", lambda *_: iter(()))
    with serving(monkeypatch, said, lying):
        record = execute(plan(tmp_path), NOW, quiet())
    assert (record.exit_code, record.reports) == (6, ())


def test_editions_that_differ_all_the_same_are_an_open_issue_of_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rendering, "find", lambda *_: iter(()))
    monkeypatch.setattr("brief.pipeline.editions.accepts_canary", lambda: False)
    with serving(monkeypatch, said, lying):
        record = execute(plan(tmp_path), NOW, quiet())
    first, second = editions(made(tmp_path, record))
    assert (record.exit_code, first.report.open_issues) == (1, ())
    assert (f"{ORDER}.event", "editions_differ") in {(one.claim_id, one.kind) for one in second.report.open_issues}
    assert "it differs from the Chinese edition" in second.markdown
    assert exit_status(["eval", record.run_id, "--runs-dir", str(tmp_path / "runs")]) == 0
    (line,) = (one for one in capsys.readouterr().out.splitlines() if one.startswith("11 "))
    assert "100.0%" not in line
