"""Services that apprise knows, by its own JSON service on loopback."""

import pytest
from published import Published
from receivers import HttpReceiver, http_receiver

CHANNEL = '[delivery.push]\nkind = "apprise"\nurl_env = "PUSH_URL"\n'


def _configured(project: Published, receiver: HttpReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUSH_URL", f"json://user:a-very-secret-word@{receiver.url.removeprefix('http://')}/in")
    project.configure(CHANNEL)


def test_a_digest_arrives_with_its_links(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_receiver() as receiver:
        _configured(project, receiver, monkeypatch)
        assert project.statuses() == ["sent"]
    (one,) = receiver.posted
    assert one.json["title"] == project.report.title
    for row in (row for section in project.report.sections for row in section.rows):
        assert row.cells[0].citations[0].url in one.json["message"]


def test_an_answer_that_refuses_is_a_failure_and_is_repeated(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_receiver(lambda _, number: (500 if number == 1 else 200, b"{}")) as receiver:
        _configured(project, receiver, monkeypatch)
        (first,) = project.deliver()
        assert (first.status, first.reason) == ("failed", "the service answered 500")
        assert project.statuses() == ["sent"]
    assert len(receiver.posted) == 2
    assert "a-very-secret-word" not in project.log


@pytest.mark.parametrize("status", [502, 504])
def test_where_only_a_server_in_between_answers_nobody_knows(
    status: int, project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_receiver(lambda *_: (status, b"")) as receiver:
        _configured(project, receiver, monkeypatch)
        assert project.statuses() == ["unknown"]
        assert project.statuses() == ["unknown"]
    assert len(receiver.posted) == 1


def test_one_of_several_receivers_who_refuses_gets_no_other_anything_twice(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_receiver(lambda one, _: (404 if one.json["topic"] == "gone" else 200, b"{}")) as receiver:
        monkeypatch.setenv("PUSH_URL", f"ntfy://{receiver.url.removeprefix('http://')}/desk/gone")
        project.configure(CHANNEL)
        (first,) = project.deliver()
        assert (first.status, first.reason) == ("unknown", "the service answered 404 for one of 2 receivers")
        assert project.statuses() == ["unknown"]
    assert sorted(one.json["topic"] for one in receiver.posted) == ["desk", "gone"]


def test_without_an_answer_nobody_knows(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_receiver(lambda *_: None) as receiver:
        _configured(project, receiver, monkeypatch)
        assert project.statuses() == ["unknown"]
        assert project.statuses() == ["unknown"]
    assert len(receiver.posted) == 1


def test_no_redirect_is_followed(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_receiver(lambda *_: (302, b"")) as receiver:
        _configured(project, receiver, monkeypatch)
        assert project.statuses() != ["sent"]
    assert len(receiver.posted) == 1


def test_an_address_that_apprise_does_not_know_is_told_without_it(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUSH_URL", "nosuch://a-very-secret-word")
    project.configure(CHANNEL)
    (result,) = project.deliver()
    assert (result.status, result.reason) == ("failed", "its address is none that apprise knows")
