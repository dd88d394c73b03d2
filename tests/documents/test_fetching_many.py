"""Pages, many at once, over real HTTP on loopback."""

import pytest
from loopback import Server, answer

from brief.documents.sources.base import Fetched, Postponed, SourceFailed, Validators
from brief.documents.sources.fetching_many import Outcome, fetch_all
from brief.settings.source_settings import FetchConfig

QUICK = FetchConfig(step_timeout_seconds=2, total_timeout_seconds=2, retries=0, user_agent="Reader/1")


def outcomes_of(server: Server, *paths: str, seconds: float = 300) -> list[Outcome]:
    urls = list(map(server.url, paths))
    found = dict(fetch_all(dict.fromkeys(urls, True), QUICK, seconds))
    return [found[url] for url in urls]


def test_each_address_comes_back_with_what_came_of_it(server: Server) -> None:
    server.answers |= {"/a": answer(body=b"a"), "/same": answer(304)}
    fetched, failed, same = outcomes_of(server, "/a", "/none", "/same")
    assert isinstance(fetched, Fetched)
    assert isinstance(failed, SourceFailed)
    assert (fetched.content, failed.status, same) == (b"a", 404, None)
    assert {headers["User-Agent"] for _, headers in server.asked} == {"Reader/1"}


def test_an_address_that_may_not_be_private_is_not_asked(server: Server) -> None:
    server.answers |= {"/a": answer(body=b"a"), "/b": answer(body=b"b")}
    outcomes = dict(fetch_all({server.url("/a"): False, server.url("/b"): True}, QUICK, 300))
    assert "private address" in str(outcomes[server.url("/a")])
    assert isinstance(outcomes[server.url("/b")], Fetched)


def test_without_time_everything_is_postponed(server: Server) -> None:
    (outcome,) = outcomes_of(server, "/a", seconds=0)
    assert isinstance(outcome, Postponed)
    assert not server.asked


def test_a_page_is_read_where_robots_txt_lets_it(server: Server) -> None:
    server.answers["/robots.txt"] = answer(body=b"User-agent: *\nDisallow: /private/\n")
    server.answers |= dict.fromkeys(("/open", "/private/1"), answer(body=b"x"))
    read, forbidden = outcomes_of(server, "/open", "/private/1")
    assert isinstance(read, Fetched)
    assert str(forbidden) == "robots.txt does not let it be read"


def test_every_server_on_the_way_is_asked_for_its_rules(server: Server) -> None:
    elsewhere = Server()
    elsewhere.answers |= {"/robots.txt": answer(body=b"User-agent: *\nDisallow: /\n"), "/a": answer(body=b"x")}
    server.answers["/a"] = answer(302, Location=elsewhere.url("/a"))
    (outcome,) = outcomes_of(server, "/a")
    elsewhere.close()
    assert str(outcome) == "robots.txt does not let it be read"
    assert [path for path, _ in elsewhere.asked] == ["/robots.txt"]


@pytest.mark.parametrize("broken", [TypeError, KeyError])
def test_a_defect_costs_one_page_and_names_itself(
    server: Server, monkeypatch: pytest.MonkeyPatch, broken: type[Exception]
) -> None:
    def defect(url: str, *given: object, **named: object) -> Fetched:
        if url.endswith("/a"):
            raise broken("x")
        return Fetched(url, {}, b"", Validators())

    monkeypatch.setattr("brief.documents.sources.fetching_many.fetch", defect)
    bad, good = outcomes_of(server, "/a", "/b")
    assert broken.__name__ in str(bad)
    assert isinstance(good, Fetched)
