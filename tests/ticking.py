"""A project that runs by itself under a made-up clock, and a feed on loopback that holds its last hundred entries."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from brief.runs.store import StoredRun, list_runs
from brief.schedule.jobs import Job, write_jobs
from brief.schedule.journal import Journal, read_journal
from brief.schedule.tick import alone, tick
from brief.settings.project import find_project

ADDED = datetime(2026, 1, 1, tzinfo=UTC)
"""When the jobs were added: a Thursday."""
MONDAY = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
"""The first report: at eight in Shanghai."""
ENTRIES = 100
_CONFIG = """
[reading]
max_pages = 0

[report]
formats = ["quantshark"]

[[sections]]
id = "ai"
title = "AI"
description = "人工智能"
terms = ["模型"]

[[sections]]
id = "energy"
title = "Energy"
description = "能源"
terms = ["储能"]

[[sections]]
id = "web3"
title = "Web3"
description = "数字资产"
terms = ["稳定币"]
"""
_SOURCE = """
[[sources]]
name = "wire"
kind = "feed"
url = "{url}"
lang = "zh"
allow_private_addresses = true
"""
_NAMES = ("晨曦", "远山", "长河", "星野", "海岳", "云帆", "北辰", "青川", "白鹭", "赤松", "金谷", "银杏")
_DEEDS = ("发布大模型新版本，参数量{n}亿", "建成{n}兆瓦储能电站并网", "发行{n}亿元稳定币", "开源{n}亿参数的模型")


@dataclass
class Wire:
    """A feed with an entry every six hours, or as often as it is told."""

    now: datetime = ADDED
    every: timedelta = timedelta(hours=6)
    is_dead: bool = False
    asked: list[datetime] = field(default_factory=list)
    url: str = ""

    def rss(self) -> bytes:
        begun = datetime(2025, 12, 1, tzinfo=UTC)
        last = int((self.now - begun) / self.every)
        entries = "".join(
            _entry(number, begun + number * self.every) for number in range(max(last - ENTRIES + 1, 0), last + 1)
        )
        return f'<rss version="2.0"><channel><title>wire</title>{entries}</channel></rss>'.encode()


def _entry(number: int, at: datetime) -> str:
    name, other = _NAMES[number % len(_NAMES)], _NAMES[number // len(_NAMES) % len(_NAMES)]
    title = f"{name}{other}公司{_DEEDS[number % len(_DEEDS)].format(n=number + 11)}"
    return (
        f"<item><title>{title}</title><link>https://wire.example/{number}</link><pubDate>{format_datetime(at)}</pubDate>"
        f"<description>{title}。总投资{number + 7}亿元，规模{number + 3}万套。分析人士预计成本将下降。</description>"
        "</item>"
    )


@contextmanager
def wired() -> Iterator[Wire]:
    wire = Wire()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wire.asked.append(wire.now)
            self.send_response(503 if wire.is_dead else 200)
            content = b"" if wire.is_dead else wire.rss()
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
    wire.url = f"http://127.0.0.1:{server.server_address[1]}/feed.xml"
    yield wire
    server.shutdown()
    server.server_close()


def job(**fields: object) -> Job:
    """A weekly one, in other words."""
    return Job.model_validate({"name": "weekly", "period": "weekly", "at": "Mon 08:00", "since": ADDED, **fields})


@dataclass
class Desk:
    """The project, and what happened in its ticks."""

    folder: Path
    wire: Wire | None = None
    events: list[dict[str, Any]] = field(default_factory=list)

    def schedule(self, *jobs: Job) -> None:
        write_jobs(self.folder, jobs)

    def tick(self, now: datetime) -> bool:
        if self.wire:
            self.wire.now = now
        with alone(self.folder) as is_alone:
            assert is_alone
            return tick(find_project(self.folder), lambda: now, self.tell)

    def tell(self, event: str, **fields: Any) -> None:
        self.events.append({"event": event, **fields})

    def told(self, event: str) -> list[dict[str, Any]]:
        return [one for one in self.events if one["event"] == event]

    @property
    def journal(self) -> Journal:
        return read_journal(self.folder)

    @property
    def runs(self) -> list[StoredRun]:
        """Oldest first."""
        return list(reversed(list_runs(self.folder / "runs").runs))

    def states(self, job: str = "weekly") -> dict[str, str]:
        return {one.period: one.state for one in self.journal.entries if one.job == job}


def desk_in(folder: Path, wire: Wire | None = None, more: str = "") -> Desk:
    """A project folder that reads the wire, with a weekly job."""
    source = _SOURCE.format(url=wire.url) if wire else ""
    (folder / "config.toml").write_text(f"{more}{_CONFIG}{source}", "utf-8")
    desk = Desk(folder, wire)
    desk.schedule(job())
    return desk
