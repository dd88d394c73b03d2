"""Later versions of a report that readers have: what a correction corrects, keeps the place of, and where it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from brief.delivery.log import FILE, DeliveryLog
from brief.errors import UsageError
from brief.runs.glances import glanced
from brief.runs.lineage import lineage, record_in
from brief.runs.loaded import AMENDMENTS, LoadedRun
from brief.runs.store import StoredRun, folders_with, stored_run
from brief.settings.delivery_settings import ChannelConfig
from schemas.amendment import Put
from schemas.delivery import Delivery


@dataclass(frozen=True)
class Missing:
    """A version that a channel has not got, though it has the report that it was made from."""

    run: StoredRun
    channel: str
    original: str
    """The id of the run whose report the channel has."""
    last: Delivery | None
    """What became of the version there; None where it was never tried."""
    failures: int
    corrects: bool
    """Whether it corrects something that the report says."""

    @property
    def failed_at(self) -> datetime | None:
        """None where it did not fail."""
        return self.last.at if self.last and self.last.status in ("failed", "sending") else None

    def __str__(self) -> str:
        name, what = self.run.path.name, "corrects it" if self.corrects else "was made from it"
        waits = self.last is not None and self.last.status == "waiting"
        why = "it waits for an approval" if waits else (self.last and self.last.reason) or "it was not sent"
        command = f"brief approve {name}" if waits else f"brief deliver {name} --to {self.channel}"
        return f"{self.channel} has {self.original} and not {name}, which {what} ({why}): `{command}`"


def missing_in(runs_dir: Path) -> list[Missing]:
    """The newest such version of each report; by age."""
    noted = {path for file in (AMENDMENTS, FILE) for path in folders_with(runs_dir, file)}
    found = [one for folder in by_age(noted) for one in _missing(folder)]
    passed = {(one.channel, folder) for one in found for folder in lineage(one.run.path) if folder != one.run.path}
    return [one for one in found if (one.channel, one.run.path) not in passed]


def _missing(folder: Path) -> Iterator[Missing]:
    _, *ancestors = lineage(folder)
    if not ancestors or not _has_report(folder):
        return
    log, run, logs = DeliveryLog(folder), stored_run(folder), [DeliveryLog(one) for one in ancestors]
    for name in channels_of(run):
        last = log.last.get(name)
        earlier = next((one.last[name] for one in logs if name in one.had), None)
        if earlier is None:
            continue
        adds = _adds(folder, earlier.format)
        is_open = last.status in ("failed", "waiting", "sending") if last else adds
        if is_open and (had := _had(run, name, (earlier.format, earlier.language))) in ancestors:
            yield Missing(run, name, had.name, last, log.failures(name), adds)


def must_be_newest(run: StoredRun, command: str) -> None:
    """Raises UsageError where a correction of the run's report was made from it: what is made here would lack it."""
    if later := by_age({one for name in run.record.formats for one in corrections_of(run, name)}):
        name = later[-1].name
        advice = f"`brief {command} {name} …` goes on from that one."
        raise UsageError(f"{name} corrects this report already.", where=run.path.name, next=advice)


def original_of(run: StoredRun, channel: str, format: str) -> str | None:
    """The id of the run whose report, which this one corrects, the channel had: of the nearest ancestor that readers
    have. None where it had none, or this run corrects nothing in that format.
    """
    if not _corrections(run.path, format):
        return None
    ancestors = (folder for folder in lineage(run.path) if folder != run.path)
    return next((folder.name for folder in ancestors if channel in DeliveryLog(folder).had), None)


def channels_of(run: StoredRun) -> tuple[str, ...]:
    """Where the report of the run, or of one that it was made from, went or was to go: it failed there, or waits."""
    noted = (sorted(DeliveryLog(folder).last) for folder in lineage(run.path))
    return tuple(dict.fromkeys(name for names in noted for name in names))


Shape = tuple[str, str]
"""The format and language in which a channel has a report."""


def shape_on(channel: ChannelConfig, run: StoredRun) -> Shape:
    first = run.record.reports[0]
    return channel.format or first.format, channel.language or first.language


def correction_over(run: StoredRun, channel: str, shape: Shape) -> Path | None:
    """The folder of a corrected report that the run's would take the place of on a channel: the newest that was made
    from it, or the one that the channel has of its period in that shape. None where the run carries the corrections.
    """
    if later := corrections_of(run, shape[0]):
        return later[-1]
    standing = _had(run, channel, shape)
    is_other = standing is not None and standing not in lineage(run.path)
    return standing if standing and is_other and _corrections(standing, shape[0]) else None


def corrections_of(run: StoredRun, format: str) -> list[Path]:
    """Folders of those that were made from the run, and are finished; by age."""
    edited = (path for path in folders_with(run.path.parent, AMENDMENTS) if path != run.path)
    return by_age({one for one in edited if run.path in lineage(one) and _adds(one, format) and _has_report(one)})


def _has_report(folder: Path) -> bool:
    record = record_in(folder)
    return record is not None and bool(record.reports)


def _adds(folder: Path, format: str) -> bool:
    """Whether the run corrects more than the one that it was made from: a replay of a correction is none."""
    before = list(lineage(folder))[1:2]
    return _corrections(folder, format) > sum(_corrections(one, format) for one in before)


def _corrections(folder: Path, format: str) -> int:
    record = record_in(folder)
    if record is None or format not in record.formats:
        return 0
    amendments = LoadedRun(glanced(folder)).in_format(format).steering.amendments
    return sum(len(one.corrections) for one in amendments if isinstance(one, Put))


def by_age(folders: set[Path]) -> list[Path]:
    aged = [(record.created_at, folder) for folder in folders if (record := record_in(folder))]
    return [folder for _, folder in sorted(aged)]


def _had(run: StoredRun, channel: str, shape: Shape) -> Path | None:
    """Whose report of that period and shape the channel got last."""
    noted = [
        (last.at, path.parent)
        for path in run.path.parent.glob(f"*/{FILE}")
        if (last := DeliveryLog(path.parent).last.get(channel)) and (record := record_in(path.parent))
        if record.period.label == run.record.period.label
        if (last.format, last.language) == shape and last.status in ("sent", "unknown")
    ]
    return max(noted)[1] if noted else None
