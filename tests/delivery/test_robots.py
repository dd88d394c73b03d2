"""Chats' robots: receivers on loopback that check what each house checks."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from published import NOW, Published
from receivers import Answer, HttpReceiver, Posted, http_receiver

from brief.runs.loaded import LoadedRun
from schemas.report import Report

ROBOT = """
[delivery.chat]
kind = "{kind}"
url_env = "ROBOT_URL"
{more}
"""
SECRET = "SEC-of-the-robot"
LIMITS = {"wecom": 4096, "feishu": 20_000, "dingtalk": 20_000}


def _welcome(one: Posted, _number: int) -> Answer:
    """What the house says: its size limit, its signature, its fields."""
    said = one.json
    if one.path.startswith("/feishu"):
        stamp = said.get("timestamp", "")
        right = base64.b64encode(hmac.new(f"{stamp}\n{SECRET}".encode(), b"", hashlib.sha256).digest()).decode()
        sound = said["msg_type"] == "post" and said["sign"] == right and len(one.body) <= LIMITS["feishu"]
        return 200, json.dumps({"code": 0 if sound else 19021, "msg": "success" if sound else "sign"}).encode()
    if one.path.startswith("/dingtalk"):
        query = {key: value[0] for key, value in parse_qs(urlsplit(one.path).query).items()}
        signed = f"{query['timestamp']}\n{SECRET}".encode()
        right = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
        sound = query["sign"] == right and len(one.body) <= LIMITS["dingtalk"] and bool(said["markdown"]["title"])
        return 200, json.dumps({"errcode": 0 if sound else 310000, "errmsg": "sign not match"}).encode()
    sound = len(said["markdown"]["content"].encode()) <= LIMITS["wecom"]
    return 200, json.dumps({"errcode": 0 if sound else 40058, "errmsg": "exceed max length"}).encode()


def _configured(
    project: Published, receiver: HttpReceiver, kind: str, monkeypatch: pytest.MonkeyPatch, more: str = ""
) -> None:
    monkeypatch.setenv("ROBOT_URL", f"{receiver.url}/{kind}/send?access_token=a-very-secret-token")
    monkeypatch.setenv("ROBOT_SECRET", SECRET)
    signed = "" if kind == "wecom" else 'secret_env = "ROBOT_SECRET"\n'
    project.configure(ROBOT.format(kind=kind, more=signed + more))


def texts(posted: list[Posted]) -> list[str]:
    return [json.dumps(one.json, ensure_ascii=False) for one in posted]


@pytest.mark.parametrize("kind", ["wecom", "feishu", "dingtalk"])
@pytest.mark.parametrize("length", ["digest", "full"])
def test_every_row_arrives_with_its_link_in_messages_that_the_house_takes(
    kind: str, length: str, project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_receiver(_welcome) as receiver:
        _configured(project, receiver, kind, monkeypatch, f'length = "{length}"')
        (result,) = project.deliver()
    assert (result.status, result.reason) == ("sent", "")
    said = "\n".join(texts(receiver.posted))
    for row in (row for section in project.report.sections for row in section.rows):
        assert row.cells[0].citations[0].url in said
        assert (row.cells[1].text in said) == (length == "full" and row.cells[1].kind != "none") or kind != "feishu"


def test_a_digest_with_a_link_is_one_message(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_receiver(_welcome) as receiver:
        _configured(project, receiver, "wecom", monkeypatch, 'link = "https://reports.example/{name}.html"')
        assert project.statuses() == ["sent"]
    (one,) = receiver.posted
    assert one.json["markdown"]["content"].endswith("](https://reports.example/2026-W02.quantshark-weekly.zh.html)")


def test_after_a_message_that_failed_only_what_is_missing_is_sent(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(one: Posted, number: int) -> Answer:
        return _welcome(one, number) if number != 2 else (200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}')

    with http_receiver(full) as receiver:
        _configured(project, receiver, "wecom", monkeypatch, 'length = "full"')
        (first,) = project.deliver()
        assert (first.status, first.parts, first.reason) == ("failed", 1, "it answered 45009 api freq out of limit")
        (second,) = project.deliver()
    assert second.status == "sent"
    heads = [one.json["markdown"]["content"].split("\n")[0] for one in receiver.posted]
    count = len(heads) - 1
    assert heads == [f"（{number}/{count}）" for number in (1, 2, *range(2, count + 1))]


def test_what_the_house_thinks_of_it_counts_and_not_its_status(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_receiver(lambda *_: (200, b'{"errcode": 93000, "errmsg": "bad key"}')) as receiver:
        _configured(project, receiver, "wecom", monkeypatch)
        (result,) = project.deliver()
    assert (result.status, result.reason) == ("failed", "it answered 93000 bad key")
    assert "a-very-secret-token" not in project.log


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"{}"])
def test_what_was_taken_without_a_word_that_can_be_read_is_not_posted_again(
    answer: bytes, project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_receiver(lambda *_: (200, answer)) as receiver:
        _configured(project, receiver, "wecom", monkeypatch)
        (result,) = project.deliver()
        assert (result.status, result.reason) == ("unknown", "its answer is not one of such a robot")
        assert project.statuses() == ["unknown"]
    assert len(receiver.posted) == 1


def test_no_text_of_the_news_is_markup_a_link_or_a_call_to_somebody(
    project: Published, poisoned: Callable[[str], Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project.run.path / LoadedRun(project.run).record.reports[0].data
    hostile = "<@all> @everyone [bait](http://evil.example) **bold** `code` https://evil.example"
    path.write_text(poisoned(hostile).model_dump_json(), "utf-8")
    with http_receiver(_welcome) as receiver:
        _configured(project, receiver, "wecom", monkeypatch, 'length = "full"')
        assert project.statuses() == ["sent"]
    said = "\n".join(one.json["markdown"]["content"] for one in receiver.posted)
    assert not any(word in said for word in ("<", "@", "](http://evil", "`", "//evil.example/", "https://evil"))


def test_a_message_is_signed_when_it_goes(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """The instant of the delivery is that of a tick, whose reports may have taken an hour by then."""
    later = NOW.timestamp() + 3600
    monkeypatch.setattr("brief.delivery.posting._clock", lambda: later)
    with http_receiver(_welcome) as receiver:
        _configured(project, receiver, "feishu", monkeypatch)
        project.deliver()
        _configured(project, receiver, "dingtalk", monkeypatch)
        project.deliver(force=True)
    feishu, dingtalk = receiver.posted
    assert feishu.json["timestamp"] == str(int(later))
    assert f"timestamp={int(later)}000&" in dingtalk.path


def test_a_variable_that_is_not_set_is_named(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROBOT_URL", raising=False)
    project.configure(ROBOT.format(kind="wecom", more=""))
    (result,) = project.deliver()
    assert result.status == "failed"
    assert "the variable ROBOT_URL, which [delivery.chat] url_env names, is not set" in result.reason
