"""Work in turns: many servers at once, each of them little."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import pytest

from brief.documents.sources.base import Postponed, SourceFailed
from brief.documents.sources.turns import Job, Slots, in_turns, server_of

LATER = 30.0


class Meter:
    """Counts how many jobs of each server go on at once; each waits until `enough` go on."""

    def __init__(self, enough: int) -> None:
        self.most: Counter[str] = Counter()
        self.total = 0
        self._now: Counter[str] = Counter()
        self._lock = threading.Condition()
        self._enough = enough

    def job(self, server: str) -> Callable[[], str]:
        def work() -> str:
            with self._lock:
                self._now[server] += 1
                self.most[server] = max(self.most[server], self._now[server])
                self.total = max(self.total, self._now.total())
                self._lock.notify_all()
                self._lock.wait_for(lambda: self.total >= self._enough, timeout=5)
                self._now[server] -= 1
            return server

        return work


def done(jobs: list[Job[str]], at_once: int = 8, seconds: float = LATER) -> tuple[Future[str], ...]:
    with in_turns(jobs, at_once, 2, time.monotonic() + seconds) as results:
        for result in results:
            result.exception()
        return results


def test_one_server_gets_two_at_once_and_others_are_served_meanwhile() -> None:
    meter = Meter(enough=6)
    servers = ["a"] * 6 + ["b"] * 2 + ["c"] * 2
    results = done([Job(server, meter.job(server)) for server in servers])
    assert [result.result() for result in results] == servers
    assert meter.most == {"a": 2, "b": 2, "c": 2}
    assert meter.total == 6


def test_there_are_no_more_at_once_than_are_let() -> None:
    meter = Meter(enough=3)
    done([Job(f"s{number}", meter.job(f"s{number}")) for number in range(9)], at_once=3)
    assert meter.total == 3


def test_what_fails_is_told_to_who_asks_and_stops_no_other() -> None:
    def fail() -> str:
        raise SourceFailed("no")

    bad, good = done([Job("a", fail), Job("a", lambda: "yes")])
    assert str(bad.exception()) == "no"
    assert good.result() == "yes"


def test_what_has_not_begun_when_time_is_up_is_postponed() -> None:
    (result,) = done([Job("a", lambda: "never")], seconds=0)
    assert isinstance(result.exception(), Postponed)


def test_time_is_up_for_those_who_wait_for_a_busy_server_too() -> None:
    release = threading.Event()
    jobs = [Job("a", lambda: str(release.wait(5))) for _ in range(3)]
    with in_turns(jobs, 8, 2, time.monotonic() + 0.1) as results:
        assert isinstance(results[2].exception(timeout=5), Postponed)
        release.set()
    assert [result.result() for result in results[:2]] == ["True", "True"]


def test_who_stops_listening_postpones_what_has_not_begun() -> None:
    begun, release = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        return str(release.wait(5))

    def interrupted() -> Iterator[Future[str]]:
        with in_turns([Job("a", work) for _ in range(5)], 1, 1, time.monotonic() + LATER) as results:
            begun.wait(5)
            yield from results

    waiting = interrupted()
    first = next(waiting)
    threading.Timer(0.05, release.set).start()
    waiting.close()  # type: ignore[attr-defined]
    assert first.result() == "True"


def test_no_jobs_are_no_trouble() -> None:
    assert done([]) == ()


def test_a_slot_is_waited_for_until_the_deadline() -> None:
    slots = Slots(1)
    with slots.one_for("http://a.example/1", time.monotonic() + LATER):
        with pytest.raises(Postponed, match=r"a\.example:80 was busy"), slots.one_for("http://a.example/2", 0):
            pass
        with slots.one_for("https://a.example/", 0):
            pass
    with slots.one_for("http://a.example:80/3", 0):
        pass


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("http://A.example/x", "a.example:80"),
        ("https://a.example/x", "a.example:443"),
        ("https://me:pw@a.example:8443/x", "a.example:8443"),
        ("imaps://mail.example/INBOX", "mail.example:None"),
        ("http://[", "http://["),
    ],
)
def test_a_server_is_a_host_and_a_port(url: str, server: str) -> None:
    assert server_of(url) == server
