"""What an editor sees before a report goes: its coverage, what is new in it, what deserves a look, who waits for it."""

from collections.abc import Mapping

from brief.delivery.approval import to_look_at, waiting
from brief.delivery.audit import signer
from brief.report.render.page import view_of
from brief.settings.config import Config, load_config
from brief.studio import addresses
from brief.studio.jobs import Asked
from brief.studio.shelf import ShelfEntry
from brief.studio.studio import Studio


def approval_page(studio: Studio, run_id: str) -> str:
    opened = studio.opened(run_id)
    held, run, config = opened.held, opened.held.run, load_config(studio.project.config, (), studio.project.base)
    return studio.page(
        "approve",
        addresses.of_run(run_id, "approve"),
        held=held,
        here="approve",
        entry=ShelfEntry(run),
        since=view_of(held.report, opened.format).since,
        looks=to_look_at(run, opened.format),
        waiting=[_named(name, config) for name in waiting(run, config)],
        channels=[_named(name, config) for name in config.delivery if name != config.approval.notify],
        corpus=run.record.corpus,
        by=signer(),
        zone=opened.zone,
    )


def _named(name: str, config: Config) -> str:
    """The channel, with what it is and whom it reaches."""
    channel = config.delivery[name]
    return f"{name} ({', '.join((channel.kind, *map(str, channel.to)))})"


def approval_asked(studio: Studio, run_id: str, given: Mapping[str, str]) -> Asked:
    """To let it go, or to bring it once more to where it failed."""
    held = studio.held(run_id)
    act = "deliver" if given.get("do") == "deliver" else "approve"
    named = [f"--as={given['by']}"] if act == "approve" and given.get("by", "").strip() else []
    return Asked((act, run_id, *named), f"{addresses.edition(held)}/report.html")
