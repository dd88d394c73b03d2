"""A prompt of a run edited beside a question that it asked, and the replay that is made with it."""

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from brief.errors import BriefError, UsageError
from brief.llm.prompt_set import prompts_in_force
from brief.llm.prompt_template import prompt_file
from brief.pipeline.estimate import Estimate, EstimatedCall, estimate_replay
from brief.pipeline.progress import PlainProgress, Stopwatch
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.lineage import ledgers
from brief.runs.store import StoredRun
from brief.studio import addresses
from brief.studio.jobs import Asked
from brief.studio.studio import Studio
from brief.words import counted, local
from schemas.run import Call


def prompts_of(run: StoredRun) -> dict[str, str]:
    """File name -> version, of those that its models were asked with."""
    record = run.record
    return {
        prompt_file(*asked): record.prompt_versions[name]
        for name, asked in prompts_in_force(*record.editions).items()
        if name in record.prompt_versions
    }


def prompt_page(studio: Studio, run_id: str, name: str) -> str:
    run = studio.run(run_id)
    address, text, call = addresses.of_run(run_id, "prompts", name), _text_of(run, name), _asked_with(run, name)
    return studio.page("prompt", address, run=run, name=name, text=text, call=call)


def _text_of(run: StoredRun, name: str) -> str:
    """Raises UsageError for no prompt of the run."""
    known = prompts_of(run)
    if name not in known:
        raise UsageError(f"has no prompt {name!r}.", where=run.path.name, next=f"It has {', '.join(known)}.")
    return (run.path / "prompts" / name).read_text("utf-8")


def _asked_with(run: StoredRun, name: str) -> tuple[str, int, Call] | None:
    """The last call that was asked with it, of the run or the nearest of those that it took answers from; its run and
    number.
    """
    version = prompts_of(run)[name]
    for folder, calls in ledgers(run.path):
        if found := [number for number, one in enumerate(calls, start=1) if one.prompt_version == version]:
            return folder.name, found[-1], calls[found[-1] - 1]
    return None


def replay_asked(studio: Studio, run_id: str, name: str, given: Mapping[str, str]) -> Asked:
    """With the edited prompt, all else as the run recorded it."""
    run = studio.run(run_id)
    made = [f"{addresses.edition_of(one)}/report.html" for one in run.record.reports]
    leads_to = next(iter(made), "index.html")
    return Asked(("replay", run_id, "--as-recorded", "--prompts", str(_kept(run, name, given))), leads_to)


def estimated(studio: Studio, run_id: str, name: str, given: Mapping[str, str]) -> dict[str, object]:
    """Which calls the replay would ask again, and for how much."""
    run = studio.run(run_id)
    folder = _kept(run, name, given)
    options = ReplayOptions(prompts=folder, as_recorded=True)
    try:
        return told(lambda: estimate_replay(plan_replay(run, options, studio.project), run, unwatched()))
    finally:
        shutil.rmtree(folder)


def told(estimated: Callable[[], Estimate | None]) -> dict[str, object]:
    """By role and model: calls, tokens and money; and how many are not asked again. What cannot be done is told with
    the reason, and does not stand.
    """
    try:
        found = estimated()
    except BriefError as error:
        return {"stands": False, "said": [local(error.what), local(error.next or "")]}
    return {"stands": found is not None, "said": list(map(local, _lines(found))) if found else []}


def unwatched() -> Stopwatch:
    """For an estimate that is told to nobody while it is made."""
    return Stopwatch(PlainProgress(io.StringIO()))


def _lines(found: Estimate) -> Iterator[str]:
    asked = sorted((*found.asked, *found.examination), key=lambda one: (one.role, one.model))
    for key, calls in groupby(asked, key=lambda one: (one.role, one.model)):
        yield _line(*key, list(calls))
    if not asked:
        yield "No model is asked."
    if found.reused:
        yield f"{counted(found.reused, 'answer is', 'answers are')} there already"
    for model in dict.fromkeys(one.model for one in asked if one.cost_usd is None):
        yield no_price(model)


def no_price(model: str) -> str:
    """Why a cost is not known, and what to do."""
    table = f'[prices."{model}"]'
    return f"no price of {model} is known: say under {table} in config.toml what a million tokens cost (docs/models.md)"


def _line(role: str, model: str, calls: Sequence[EstimatedCall]) -> str:
    read, written = sum(one.input_tokens for one in calls), sum(one.output_tokens for one in calls)
    costs = [one.cost_usd for one in calls]
    cost = "unknown cost" if None in costs else f"${sum(one or 0 for one in costs):.4f}"
    return f"{role} {model}: {counted(len(calls), 'call', 'calls')}, {read:,} + {written:,} tokens, {cost}"


def _kept(run: StoredRun, name: str, given: Mapping[str, str]) -> Path:
    """A folder that holds the edited prompt alone; the run that is made copies it."""
    _text_of(run, name)
    folder = Path(tempfile.mkdtemp(prefix="brief-prompts-"))
    (folder / name).write_text(given.get("text", "").replace("\r\n", "\n"), "utf-8")
    return folder
