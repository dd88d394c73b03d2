"""A webhook of one's own."""

import base64
import hashlib
import hmac
import json

import pytest
from published import NOW, Published
from receivers import http_receiver

from brief.runs.loaded import LoadedRun
from schemas.retrieval import document_of

HOOK = """
[delivery.hook]
kind = "webhook"
url = "{url}/in"
secret_env = "HOOK_SECRET"
{more}
"""
KEY = b"0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", f"whsec_{base64.b64encode(KEY).decode()}")


def test_the_report_arrives_signed_with_an_id_and_a_time(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brief.delivery.posting._clock", lambda: NOW.timestamp() + 3600)
    with http_receiver() as receiver:
        project.configure(HOOK.format(url=receiver.url, more=""))
        assert project.statuses() == ["sent"]
    (one,) = receiver.posted
    headers = one.headers
    assert headers["webhook-id"] == f"{project.run_id}.hook"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()) + 3600), "when it goes, not when the tick began"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + one.body
    right = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert one.json["data"]["report"] == project.report.model_dump(mode="json")
    assert "passages" not in one.json["data"]


def test_a_secret_that_is_not_in_base64_is_taken_as_it_stands(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK_SECRET", "whsec_not!base64")
    with http_receiver() as receiver:
        project.configure(HOOK.format(url=receiver.url, more=""))
        project.deliver()
    one = receiver.posted[0]
    signed = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode() + one.body
    right = base64.b64encode(hmac.new(b"whsec_not!base64", signed, hashlib.sha256).digest()).decode()
    assert one.headers["webhook-signature"] == f"v1,{right}"


def test_cited_passages_go_along_where_the_channel_and_their_source_say_so(project: Published) -> None:
    held = LoadedRun(project.run)
    cited = {quote["passage_id"] for quote in _citations(project.report.model_dump(mode="json"))}
    headlines = {one for one in cited if held.passages[one].field == "title"}
    free = held.passages[min(cited - headlines)].document_id
    path = project.run.path / "1-retrieval.json"
    retrieval = json.loads(path.read_text("utf-8"))
    for document in retrieval["documents"]:
        document["quote"] = "full" if document["id"] == free else "link" if document["id"] < free else "short"
    path.write_text(json.dumps(retrieval), "utf-8")
    with http_receiver() as receiver:
        project.configure(HOOK.format(url=receiver.url, more="with_passages = true"))
        project.deliver()
    passages = receiver.posted[0].json["data"]["passages"]
    assert {one["id"] for one in passages} == headlines | {one for one in cited if document_of(one) == free}
    assert {one["document_id"] for one in passages if one["field"] != "title"} == {free}


def _citations(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        found = [value] if "passage_id" in value else []
        return found + [one for inner in value.values() for one in _citations(inner)]
    return [one for inner in value for one in _citations(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("fault", [500, 502, 429, None])
def test_a_fault_is_tried_again_with_the_same_id(fault: int | None, project: Published, waits: list[float]) -> None:
    with http_receiver() as receiver:
        faulty = (fault, b"") if fault else None
        receiver.answer = lambda _, number: (200, b"") if number > 2 else faulty
        project.configure(HOOK.format(url=receiver.url, more=""))
        assert project.statuses() == ["sent"]
    assert {one.headers["webhook-id"] for one in receiver.posted} == {f"{project.run_id}.hook"}
    assert (len(receiver.posted), len(waits)) == (3, 2)


def test_the_receiver_says_how_long_to_wait(project: Published, waits: list[float]) -> None:
    with http_receiver(lambda _, number: (200 if number > 1 else 429, b"")) as receiver:
        receiver.retry_after = "7"
        project.configure(HOOK.format(url=receiver.url, more=""))
        assert project.statuses() == ["sent"]
    assert waits == [7.0]


@pytest.mark.parametrize(("status", "said"), [(302, "it answered 302 Found"), (410, "it answered 410 Gone")])
def test_neither_a_redirect_is_followed_nor_a_refusal_tried_again(
    status: int, said: str, project: Published, waits: list[float]
) -> None:
    with http_receiver(lambda *_: (status, b"")) as receiver:
        project.configure(HOOK.format(url=receiver.url, more=""))
        (result,) = project.deliver()
    assert (result.status, result.reason) == ("failed", said)
    assert (len(receiver.posted), waits) == (1, [])


def test_an_endless_answer_is_not_read_to_its_end(project: Published) -> None:
    with http_receiver(lambda *_: (200, b"x" * 300_000)) as receiver:
        project.configure(HOOK.format(url=receiver.url, more=""))
        assert project.statuses() == ["sent"]


def test_where_nobody_listens_it_has_failed_and_names_only_the_server(project: Published, waits: list[float]) -> None:
    with http_receiver() as receiver:
        url = receiver.url
    project.configure(HOOK.format(url=f"{url}/secret?key=secret", more=""))
    (result,) = project.deliver()
    assert (result.status, result.reason, len(waits)) == (
        "failed",
        f"no connection to {url[7:]} (Connection refused)",
        3,
    )
    assert "secret" not in project.log


def test_a_receiver_is_told_what_is_sent_twice(project: Published) -> None:
    with http_receiver() as receiver:
        project.configure(HOOK.format(url=receiver.url, more=""))
        assert project.statuses() == ["sent"]
        assert project.statuses() == ["skipped"]
        assert project.statuses(force=True) == ["sent"]
    first, second = receiver.posted
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert json.loads(first.body)["data"] == json.loads(second.body)["data"]


_PROXIES = [f"{kind}_proxy" for kind in ("http", "https", "all", "no")]


@pytest.fixture
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.usefixtures("_no_proxy")
def test_a_proxy_that_a_desktop_names_is_none_for_this_machine(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:1")
    with http_receiver() as receiver:
        project.configure(HOOK.format(url=receiver.url, more=""))
        assert project.statuses() == ["sent"]


@pytest.mark.usefixtures("_no_proxy")
def test_a_receiver_is_reached_through_the_proxy_of_the_environment(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_receiver() as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.url.removeprefix("http://"))
        project.configure(HOOK.format(url="http://hook.example", more=""))
        assert project.statuses() == ["sent"]
    assert proxy.posted[0].path == "http://hook.example/in"


@pytest.mark.usefixtures("_no_proxy")
@pytest.mark.parametrize(
    ("proxy", "url", "said"),
    [
        ("ftp://proxy.example", "https://hook.example", "all_proxy names a proxy of kind 'ftp'"),
        ("http://proxy.example:port", "https://hook.example", "its address is none that can be posted to"),
        ("http://proxy.example", "https://hook.example:port", "is none that can be used"),
    ],
)
def test_what_cannot_be_used_fails_before_anything_is_sent(
    proxy: str, url: str, said: str, project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    project.configure(HOOK.format(url=url, more=""))
    (result,) = project.deliver()
    assert result.status == "failed"
    assert said in result.reason
