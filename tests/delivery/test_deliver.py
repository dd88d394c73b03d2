"""To each channel at most once, whatever breaks; approvals; and no secret in anything that is kept."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from published import NOW, Published, command
from receivers import Answer, Posted, http_receiver

from brief.delivery.audit import FILE, first_broken_line
from brief.delivery.deliver import deliver
from brief.delivery.log import DeliveryLog
from brief.errors import BriefError, UsageError
from brief.runs.store import alone_at
from brief.settings.project import find_project

CHAT = '[delivery.chat]\nkind = "wecom"\nurl_env = "ROBOT_URL"\n'
WAITING = f'{CHAT}deliver = "after-approval"\n'
WELCOME = (200, b'{"errcode": 0}')
TOKEN = "a-very-secret-token"


def _robot(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ROBOT_URL", f"{url}/send?key={TOKEN}")


# -- once ------------------------------------------------------------------------------------------------------------


def test_a_second_delivery_sends_nothing(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    project.configure(CHAT)
    with http_receiver(lambda *_: WELCOME) as receiver:
        _robot(monkeypatch, receiver.url)
        assert [project.statuses() for _ in range(3)] == [["sent"], ["skipped"], ["skipped"]]
        assert len(receiver.posted) == 1
        assert project.statuses(force=True) == ["sent"]
    assert len(receiver.posted) == 2


def test_one_channel_that_fails_stops_no_other(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    project.configure(f'{CHAT}[delivery.site]\nkind = "folder"\npath = "site"\n')
    with http_receiver(lambda *_: (403, b"")) as receiver:
        _robot(monkeypatch, receiver.url)
        assert project.statuses() == ["failed", "sent"]
        receiver.answer = lambda *_: WELCOME
        assert project.statuses() == ["sent", "skipped"]


def test_a_dry_run_sends_and_notes_nothing(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    project.configure(CHAT)
    with http_receiver() as receiver:
        _robot(monkeypatch, receiver.url)
        (planned,) = project.deliver(dry_run=True)
        monkeypatch.delenv("ROBOT_URL")
        (missing,) = project.deliver(dry_run=True)
    assert (planned.status, receiver.posted) == ("planned", [])
    assert (missing.status, "ROBOT_URL" in missing.reason) == ("failed", True)
    assert not (project.run.path / "deliveries.jsonl").exists()


def test_two_senders_at_once_are_refused(project: Published) -> None:
    project.configure(CHAT)
    with alone_at(project.run.path), pytest.raises(UsageError, match="another process is at it"):
        project.deliver()


def test_a_sender_that_was_killed_leaves_a_message_that_is_not_repeated(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receiver itself kills the sender, once it has the message and before it has answered."""
    project.configure(f'{CHAT}[delivery.hook]\nkind = "webhook"\nurl_env = "HOOK_URL"\n')
    killed: list[int] = []

    def kill(_: Posted, number: int) -> Answer:
        os.kill(killed[-1], signal.SIGKILL)
        return WELCOME

    with http_receiver(kill) as receiver:
        _robot(monkeypatch, receiver.url)
        monkeypatch.setenv("HOOK_URL", receiver.url)
        for channel in ("chat", "hook"):
            process = subprocess.Popen(
                [sys.executable, "-c", _KILLABLE, project.run_id, channel], stdin=subprocess.PIPE, cwd=project.folder
            )
            killed.append(process.pid)
            process.communicate(b"go\n")
            assert process.returncode == -signal.SIGKILL
        receiver.answer = lambda *_: WELCOME
        (chat, hook) = project.deliver()
    assert chat.status == "unknown"
    assert "ended before it was answered" in chat.reason
    assert hook.status == "sent"  # its receiver knows it by its id
    assert [one.path for one in receiver.posted] == [f"/send?key={TOKEN}", "/", "/"]
    assert len({one.headers["webhook-id"] for one in receiver.posted[1:]}) == 1


_KILLABLE = """
import sys
from brief.cli.main import main
sys.stdin.readline()
main(["deliver", sys.argv[1], "--to", sys.argv[2]])
"""


@pytest.mark.parametrize("seed", range(3))
def test_with_faults_of_every_kind_nothing_arrives_twice(
    seed: int, project: Published, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    """Refused, busy, broken off after the message was taken, or a server in between without a word."""
    project.configure(f'{CHAT}length = "full"\n')
    dice, taken = random.Random(seed), list[bytes]()

    def faulty(one: Posted, _number: int) -> Answer:
        fault = dice.choice(["none", "none", "500", "429", "gone", "502", "busy"])
        if fault in {"none", "gone", "502"}:
            taken.append(one.body)
        return {"none": WELCOME, "gone": None, "502": (502, b""), "busy": (200, b'{"errcode": -1}')}.get(
            fault, (int(fault) if fault.isdigit() else 0, b"")
        )

    log = project.run.path / "deliveries.jsonl"
    with http_receiver(faulty) as receiver:
        _robot(monkeypatch, receiver.url)
        for _ in range(5):
            log.unlink(missing_ok=True)
            taken.clear()
            statuses = [project.statuses()[0] for _ in range(6)]
            assert len(taken) == len(set(taken))
            assert ("sent" in statuses) + ("unknown" in statuses) <= 1
    assert TOKEN not in (project.folder / FILE).read_text("utf-8")


def test_a_half_written_line_is_no_delivery_and_a_damaged_one_is_told(project: Published) -> None:
    project.configure('[delivery.site]\nkind = "folder"\npath = "site"\n')
    log = project.run.path / "deliveries.jsonl"
    log.write_text('{"channel": "site", "kind": "fol', "utf-8")
    assert project.statuses() == ["sent"]
    assert all(json.loads(line) for line in log.read_text("utf-8").splitlines())
    log.write_text("no line\n", "utf-8")
    with pytest.raises(BriefError, match="Put it back from a copy"):
        project.deliver()


# -- what is asked ---------------------------------------------------------------------------------------------------


def test_an_unknown_channel_is_refused_with_those_that_are_known(project: Published) -> None:
    project.configure(CHAT)
    with pytest.raises(UsageError, match="there is no channel 'nobody'") as told:
        project.deliver("nobody")
    assert told.value.next == "Channels: chat."
    project.configure("")
    with pytest.raises(UsageError, match="no channel is configured"):
        project.deliver()


def test_a_format_that_the_run_has_not_is_told(project: Published) -> None:
    project.configure(f'{CHAT}format = "daily"\n')
    (result,) = project.deliver()
    assert (result.status, result.reason) == ("failed", "the run has no report in daily")


def test_no_secret_and_no_reader_stands_in_what_is_kept(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    key = project.folder / "robot.url"
    with http_receiver(lambda *_: (200, f'{{"errcode": 1, "errmsg": "bad {TOKEN}"}}'.encode())) as receiver:
        key.write_text(f"{receiver.url}/{TOKEN}", "utf-8")
        key.chmod(0o600)
        monkeypatch.setenv("ROBOT_SECRET", TOKEN)
        project.configure('[delivery.chat]\nkind = "dingtalk"\nurl_file = "robot.url"\nsecret_env = "ROBOT_SECRET"\n')
        (result,) = project.deliver()
    assert result.reason == "it answered 1 bad [key]"
    kept = [*project.run.path.rglob("*"), project.folder / FILE]
    assert not any(TOKEN.encode() in path.read_bytes() for path in kept if path.is_file())


def test_a_key_file_that_others_can_read_is_refused(project: Published) -> None:
    key = project.folder / "robot.url"
    key.write_text("https://chat.example/x", "utf-8")
    key.chmod(0o644)
    project.configure('[delivery.chat]\nkind = "wecom"\nurl_file = "robot.url"\n')
    (result,) = project.deliver()
    assert result.status == "failed"
    assert "chmod 600" in result.reason


# -- approval --------------------------------------------------------------------------------------------------------


def test_a_report_waits_until_it_is_approved(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    project.configure(WAITING)
    with http_receiver(lambda *_: WELCOME) as receiver:
        _robot(monkeypatch, receiver.url)
        result = command("deliver", project.run_id)
        assert (result.return_value, receiver.posted) == (0, [])
        assert "report.html" in result.stderr
        approved = command("approve", project.run_id, "--json")
        assert json.loads(approved.stdout)["deliveries"][0]["status"] == "sent"
        again = command("approve", project.run_id)
        assert "approved by that name before" in again.stderr
    assert len(receiver.posted) == 1
    (approval,) = DeliveryLog(project.run.path).approvals
    assert approval.approved_by == "lin"


def test_what_a_channel_has_does_not_wait_for_an_approval_of_later(project: Published) -> None:
    site = '[delivery.site]\nkind = "folder"\npath = "site"\n'
    project.configure(site)
    project.deliver()
    project.configure(f'{site}deliver = "after-approval"\n')
    assert project.statuses() == ["skipped"]


def test_only_who_is_named_may_approve(project: Published) -> None:
    project.configure(f'{WAITING}[approval]\nby = ["Wang", "lin"]\n')
    refused = command("approve", project.run_id, "--as", "stranger")
    assert "stranger is not among those who may approve" in str(refused.exception)
    assert not (project.run.path / "deliveries.jsonl").exists()


def test_editors_are_told_once_where_they_want_to_be(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    project.configure(f'{WAITING}[delivery.desk]\nkind = "wecom"\nurl_env = "ROBOT_URL"\n[approval]\nnotify = "desk"\n')
    with http_receiver(lambda *_: WELCOME) as receiver:
        _robot(monkeypatch, receiver.url)
        assert [project.statuses("chat") for _ in range(2)] == [["waiting"], ["waiting"]]
        (one,) = receiver.posted
        assert f"brief approve {project.run_id}" in one.json["markdown"]["content"]
        assert project.statuses() == ["waiting"]
        assert len(receiver.posted) == 1
        assert project.statuses("desk") == ["sent"]  # whoever names it means the report itself
    project.configure('[delivery.desk]\nkind = "wecom"\nurl_env = "ROBOT_URL"\n[approval]\nnotify = "desk"\n')
    with pytest.raises(UsageError, match="the only channel is that of"):
        project.deliver()


def test_that_editors_could_not_be_told_stops_nothing(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    project.configure(f'{WAITING}[delivery.desk]\nkind = "wecom"\nurl_env = "ROBOT_URL"\n[approval]\nnotify = "desk"\n')
    with http_receiver(lambda *_: (404, b"")) as receiver:
        _robot(monkeypatch, receiver.url)
        assert project.statuses("chat") == ["waiting"]
    assert DeliveryLog(project.run.path).last["approval:desk"].reason == "it answered 404 Not Found"


def test_every_delivery_and_approval_is_a_line_of_the_audit(project: Published, tmp_path: Path) -> None:
    project.configure('[delivery.site]\nkind = "folder"\npath = "site"\ndeliver = "after-approval"\n')
    project.deliver()
    command("approve", project.run_id, "--as", "Wang")
    lines = [json.loads(line) for line in (project.folder / FILE).read_text("utf-8").splitlines()]
    told = [(line["by"], line["act"], line["said"]) for line in lines]
    assert told == [("Wang", "approval", "may go"), ("lin", "delivery", "site: sent")]
    assert first_broken_line(project.folder / FILE) is None


def test_a_report_of_an_older_time_is_delivered_at_the_time_given(project: Published) -> None:
    project.configure('[delivery.site]\nkind = "folder"\npath = "site"\n')
    (result,) = deliver(project.run, ("site",), find_project(project.folder), project.config, lambda: NOW)
    assert result.at == NOW
