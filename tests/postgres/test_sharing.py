"""What machines of a team share in PostgreSQL: locks by name, leases, and a server that goes away and comes back."""

import time
from collections.abc import Iterator
from threading import Thread

import pytest
from database import new_database

from brief.errors import UsageError
from brief.postgres import database as database_module
from brief.postgres.database import Database
from brief.postgres.leases import Lease, is_leased


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with new_database() as found:
        yield found


@pytest.fixture
def machines(url: str) -> Iterator[tuple[Database, Database]]:
    one, other = Database(url), Database(url)
    yield one, other
    one.close()
    other.close()


def cut(database: Database, other: Database) -> None:
    """As if the server had started again: the line is cut, and its locks are free."""
    (number,) = database.do(lambda one: one.execute("SELECT pg_backend_pid()").fetchone()) or ()
    other.do(lambda one: one.execute("SELECT pg_terminate_backend(%s, 5000)", (number,)))


def test_work_is_done_again_after_the_line_was_cut(machines: tuple[Database, Database]) -> None:
    one, other = machines
    cut(one, other)
    assert one.do(lambda asked: asked.execute("SELECT 1").fetchone()) == (1,)


def test_a_server_that_stays_away_is_told_after_a_while(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brief.postgres.line._PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr("brief.postgres.connecting._PATIENCE_SECONDS", 0.1)
    with pytest.raises(UsageError, match="cannot be used"):
        Database("postgresql://brief@127.0.0.1:1/brief").do(lambda one: one.execute("SELECT 1"))


def test_one_machine_at_a_time_has_a_name_and_who_waits_gets_it(
    machines: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "_TURN_SECONDS", 0.01)
    at_work: list[int] = []
    most: list[int] = []

    def work(database: Database) -> None:
        with database.alone("name"):
            at_work.append(1)
            most.append(len(at_work))
            time.sleep(0.02)
            at_work.pop()

    threads = [Thread(target=work, args=(machine,)) for machine in machines * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 6


def test_a_wait_for_a_name_can_be_broken_off(machines: tuple[Database, Database]) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    one, other = machines
    with one.alone("name"), pytest.raises(KeyboardInterrupt), other.alone("name", stop):
        pass


def test_a_name_is_taken_again_after_the_line_was_cut_and_free_when_its_holder_is_gone(
    machines: tuple[Database, Database],
) -> None:
    one, other = machines
    with one.alone("name"):
        cut(one, other)
        one.do(lambda asked: asked.execute("SELECT 1"))
        assert not other._taken("name")
        one.close()
        with other.alone("name"):  # the server takes a moment to see that it is free
            pass


def test_a_lease_is_had_by_one_and_free_when_it_is_given_back(machines: tuple[Database, Database]) -> None:
    one, other = (Lease(machine, "run", 60) for machine in machines)
    assert one.taken()
    assert not other.taken()
    assert is_leased(machines[1], "run")
    one.give_back()
    assert not is_leased(machines[1], "run")
    assert other.taken()
    other.give_back()


def test_a_lease_whose_holder_is_dead_runs_out(machines: tuple[Database, Database]) -> None:
    dead, other = Lease(machines[0], "dead", 0.0), Lease(machines[1], "dead", 60)
    assert dead._renewed()  # and nobody renews it
    assert other.taken()
    assert not dead.taken()
    other.give_back()


def test_who_was_silent_for_too_long_learns_that_another_has_the_lease(machines: tuple[Database, Database]) -> None:
    one, other = Lease(machines[0], "silent", 0.08), Lease(machines[1], "silent", 60)
    assert one.taken()
    until = time.monotonic() + 5
    while not other._renewed() and time.monotonic() < until:
        machines[1].do(lambda asked: asked.execute("UPDATE brief_leases SET until = '-infinity'"))
    while not one.lost and time.monotonic() < until:
        time.sleep(0.01)
    assert one.lost
    other.give_back()
