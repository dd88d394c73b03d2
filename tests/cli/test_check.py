"""`brief check` on reports whose sources a real server on loopback serves."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import ROOT
from loopback import Server, answer

from brief.cli.main import exit_status

PAGE = (
    "<html><head><title>某厂建成储能电站</title></head><body><article><h1>某厂建成储能电站</h1>"
    "<p>某厂昨日建成100兆瓦储能电站，总投资5亿元，项目由当地电网公司统一调度，全年可放电约三千万千瓦时。</p></article></body></html>"
).encode()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    (tmp_path / "config.toml").write_text((ROOT / "config.toml").read_text("utf-8"), "utf-8")
    monkeypatch.chdir(tmp_path)
    found = Server()
    found.answers["/plant"] = answer(body=PAGE, Content_Type="text/html; charset=utf-8")
    found.answers["/paper"] = answer(body=b"%PDF-1.7", Content_Type="application/pdf")
    yield found
    found.close()


def told(server: Server, report: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    Path("report.md").write_text(report, "utf-8")
    status = exit_status(["check", "report.md", "--offline", "--allow-private-addresses", "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_each_statement_is_marked_and_one_that_does_not_stand_is_an_exit_status(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        f"- 某厂建成100兆瓦储能电站（[来源]({server.url('/plant')})）",
        f"- 某厂建成300兆瓦储能电站（[来源]({server.url('/plant')})）",
        f"- 某厂储能电站获奖项一事（[来源]({server.url('/gone')})）",
        f"- 某厂储能电站论文发表一事（[来源]({server.url('/paper')})）",
    ]
    status, found = told(server, "# 周报\n\n" + "\n".join(lines), capsys)
    assert status == 1
    assert found["marks"] == {"stands": 1, "not there": 1, "link dead": 1, "unread": 1}
    assert isinstance(found["statements"], list)
    assert "300兆瓦" in found["statements"][1]["why"]


def test_a_report_that_stands_is_0_and_is_printed_line_by_line(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _ = told(server, f"- 某厂建成100兆瓦储能电站（[来源]({server.url('/plant')})）", capsys)
    assert status == 0
    assert exit_status(["check", "report.md", "--allow-private-addresses"]) == 0
    assert "1 stands" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("某厂规划到2031年建成100兆瓦储能电站", "2031年"),
        ("11月27日，某厂建成100兆瓦储能电站", "11月27日"),
        ("某厂在粤港澳大湾区建成100兆瓦储能电站", "粤港澳"),
    ],
)
def test_a_year_a_day_and_a_place_that_no_page_has_do_not_stand(
    server: Server, capsys: pytest.CaptureFixture[str], said: str, why: str
) -> None:
    text = "11月17日，某厂在河北廊坊建成100兆瓦储能电站，规划到2033年扩建。".encode()
    server.answers["/plant"] = answer(body=PAGE.replace("某厂昨日".encode(), text + b"<br>"), Content_Type="text/html")
    status, found = told(server, f"- {said}（[来源]({server.url('/plant')})）", capsys)
    assert (status, found["marks"]) == (1, {"not there": 1})
    assert isinstance(found["statements"], list)
    assert why in found["statements"][0]["why"]
    true = "11月17日，某厂在河北廊坊建成储能电站，规划到2033年扩建"
    assert told(server, f"- {true}（[来源]({server.url('/plant')})）", capsys)[0] == 0


def test_that_nobody_read_the_meaning_is_said(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    line = f"- 某厂未建成100兆瓦储能电站（[来源]({server.url('/plant')})）"
    assert told(server, line, capsys)[1]["meaning_read"] is False
    exit_status(["check", "report.md", "--offline", "--allow-private-addresses"])
    assert "is for a critic that is heard; none was" in capsys.readouterr().out


def test_the_name_of_a_section_is_no_claim_of_its_heading(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    link = f"（[来源]({server.url('/plant')})）"
    text = f"## 🤖 AI & Capabilities：某厂建成100兆瓦储能电站{link}\n\n| 事件 |\n|---|\n| 某厂建成储能电站{link} |\n"
    assert told(server, text, capsys)[0] == 0


def test_a_web_page_is_a_report_too(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    link = f"<a href='{server.url('/plant')}'>来源</a>"
    text = "某厂建成100兆瓦储能电站，总投资5亿元，由当地电网公司统一调度，这是本周能源领域最受关注的项目之一。"
    body = f"<html><body><article><h1>周报</h1><p>{text}{link}</p><p>{text}</p></article></body></html>".encode()
    server.answers["/report"] = answer(body=body, Content_Type="text/html; charset=utf-8")
    status = exit_status(["check", server.url("/report"), "--offline", "--allow-private-addresses", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (status, found["marks"]) == (0, {"stands": 1, "no link": 1})
    Path("report.html").write_bytes(body)
    assert exit_status(["check", "report.html", "--offline", "--allow-private-addresses"]) == 0


def test_a_report_that_cites_nothing_does_not_stand(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(server, "- 某厂建成100兆瓦储能电站，总投资5亿元。", capsys)[0] == 1


@pytest.mark.parametrize("what", ["nothing.md", "/gone", "private"])
def test_what_cannot_be_read_is_said(server: Server, capsys: pytest.CaptureFixture[str], what: str) -> None:
    private = [] if what == "private" else ["--allow-private-addresses"]
    name = what if what.endswith(".md") else server.url("/gone" if private else "/plant")
    assert exit_status(["check", name, *private]) == 2
    said = capsys.readouterr().err
    assert name in said
    assert (what == "private") == ("--allow-private-addresses lets it be read" in said)


def test_a_cited_page_at_a_private_address_is_unread_and_told_what_lets_it_be_read(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"**某厂周报**\n\n- 某厂建成100兆瓦储能电站（[来源]({server.url('/plant')})）\n\n- 某厂停工\n"
    Path("report.md").write_text(text, "utf-8")
    assert exit_status(["check", "report.md", "--offline", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["marks"] == {"unread": 1}
    assert "--allow-private-addresses lets it be read" in found["statements"][0]["why"]
    assert found["short_lines"] == 1, "a bold line is a heading"
