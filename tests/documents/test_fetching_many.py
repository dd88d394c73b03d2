"""Pages, many at once, over real HTTP on loopback."""

import pytest
from loopback import Server, answer

from brief.documents.sources.base import Fetched, Postponed, SourceFailed, Validators
from brief.documents.sources.fetching_many import FetchRequest, fetch_all
from brief.settings.source_settings import FetchLimits

QUICK = FetchLimits(step_timeout_seconds=2, total_timeout_seconds=2, retries=0)


def page(server: Server, path: str, **more: object) -> FetchRequest:
    return FetchRequest(server.url(path), allow_private=True, **more)  # type: ignore[arg-type]


def test_each_request_comes_back_with_what_came_of_it(server: Server) -> None:
    server.answers |= {"/a": answer(body=b"a"), "/same": answer(304)}
    good, bad = page(server, "/a", user_agent="Reader/1", headers={"X-K": "v"}), page(server, "/none")
    same = page(server, "/same", validators=Validators('"v1"'))
    outcomes = dict(fetch_all([good, bad, same], QUICK))
    fetched, failed = outcomes[good], outcomes[bad]
    assert isinstance(fetched, Fetched)
    assert isinstance(failed, SourceFailed)
    assert (fetched.content, failed.status, outcomes[same]) == (b"a", 404, None)
    (headers,) = (headers for path, headers in server.asked if path == "/a")
    assert (headers["User-Agent"], headers["X-K"]) == ("Reader/1", "v")


def test_without_time_everything_is_postponed(server: Server) -> None:
    ((_, outcome),) = fetch_all([page(server, "/a")], QUICK, seconds=0)
    assert isinstance(outcome, Postponed)
    assert not server.asked


def test_a_page_is_read_where_robots_txt_lets_it(server: Server) -> None:
    server.answers["/robots.txt"] = answer(body=b"User-agent: *\nDisallow: /private/\n")
    server.answers |= dict.fromkeys(("/open", "/private/1", "/private/2"), answer(body=b"x"))
    requests = [page(server, path, mind_robots=True) for path in ("/open", "/private/1")]
    requests.append(page(server, "/private/2"))
    outcomes = {request.url: outcome for request, outcome in fetch_all(requests, QUICK)}
    assert isinstance(outcomes[server.url("/open")], Fetched)
    assert str(outcomes[server.url("/private/1")]) == "robots.txt does not let it be read"
    assert isinstance(outcomes[server.url("/private/2")], Fetched)


def test_every_server_on_the_way_is_asked_for_its_rules(server: Server) -> None:
    elsewhere = Server()
    elsewhere.answers |= {"/robots.txt": answer(body=b"User-agent: *\nDisallow: /\n"), "/a": answer(body=b"x")}
    server.answers["/a"] = answer(302, Location=elsewhere.url("/a"))
    outcomes = [outcome for _, outcome in fetch_all([page(server, "/a", mind_robots=True), page(server, "/a")], QUICK)]
    elsewhere.close()
    assert sorted(map(str, filter(lambda one: isinstance(one, SourceFailed), outcomes))) == [
        "robots.txt does not let it be read"
    ]
    assert [path for path, _ in elsewhere.asked].count("/a") == 1


@pytest.mark.parametrize("broken", [TypeError, KeyError])
def test_a_defect_costs_one_page_and_names_itself(
    server: Server, monkeypatch: pytest.MonkeyPatch, broken: type[Exception]
) -> None:
    def defect(url: str, *given: object, **named: object) -> Fetched:
        if url.endswith("/a"):
            raise broken("x")
        return Fetched(url, {}, b"", Validators())

    monkeypatch.setattr("brief.documents.sources.fetching_many.fetch", defect)
    outcomes = {one.url: outcome for one, outcome in fetch_all([page(server, "/a"), page(server, "/b")], QUICK)}
    assert broken.__name__ in str(outcomes[server.url("/a")])
    assert isinstance(outcomes[server.url("/b")], Fetched)
