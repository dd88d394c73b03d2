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
