"""Mail over a real SMTP server."""

from collections.abc import Callable
from pathlib import Path

import pytest
from published import MAIL, NOW, PASSWORD, Published, with_mail
from receivers import certificate, mail_receiver

from brief.delivery.mail import mail_of
from brief.delivery.parcel import parcel_of
from brief.report.format import Format
from brief.runs.loaded import LoadedRun
from brief.settings.project import find_project
from schemas.report import Report


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_report_arrives_as_text_and_as_a_page(security: str, project: Published, pair: tuple[Path, Path]) -> None:
    with mail_receiver(pair, security) as receiver:
        with_mail(project, receiver, pair, security)
        (result,) = project.deliver()
    assert (result.status, result.reason) == ("sent", "")
    (letter,) = receiver.letters
    assert letter["Subject"] == project.report.title
    assert letter["Message-ID"] == f"<{project.run_id}.mail@news.example>"
    assert letter["To"] == "林编辑 <lin@reader.example>, desk@reader.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"] == "<mail.news.example>"
    text, page = (part.get_content() for part in letter.iter_parts())
    for row in (row for section in project.report.sections for row in section.rows):
        assert row.cells[0].text in text
        assert row.cells[0].citations[0].url in text
        assert f'href="{row.cells[0].citations[0].url}"' in page
    assert "https://reports.example/2026-W02.quantshark-weekly.zh.html" in text
    assert all(len(line) <= 78 for line in receiver.raw[0].split(b"\r\n\r\n", 1)[1].splitlines())
    assert receiver.raw[0].isascii()
    assert receiver.logins == ([] if security == "none" else [(b"brief", PASSWORD.encode())])


def test_a_page_carries_its_styles_and_asks_nothing_of_the_network(project: Published, pair: tuple[Path, Path]) -> None:
    with mail_receiver(pair, "none") as receiver:
        with_mail(project, receiver, pair, "none")
        project.deliver()
    page = list(receiver.letters[0].iter_parts())[1].get_content()
    assert '<h1 class="title" style="' in page
    assert "prefers-color-scheme: dark" in page
    assert not any(word in page for word in ("<script", "<img", "<link", "url(", "@import"))


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    project: Published, pair: tuple[Path, Path], tmp_path: Path, waits: list[float]
) -> None:
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    with mail_receiver(pair, "tls") as receiver:
        with_mail(project, receiver, certificate(stranger))
        (result,) = project.deliver()
    assert result.status == "failed"
    assert f"localhost:{receiver.port} could not be used (self-signed certificate); try `host`" in result.reason
    assert (receiver.letters, receiver.logins, waits) == ([], [], [])


@pytest.mark.parametrize(
    ("spoken", "asked", "said"),
    [
        ("none", "tls", 'could not be used (wrong version number); try `security = "starttls"` or "none"'),
        ("none", "starttls", "could not be used (STARTTLS extension not supported by server.); try another `security`"),
        ("starttls", "none", "the server answered 530 Must issue a STARTTLS command first"),
    ],
)
def test_what_a_server_does_not_speak_is_told_with_what_to_try(
    spoken: str, asked: str, said: str, project: Published, pair: tuple[Path, Path], waits: list[float]
) -> None:
    with mail_receiver(pair, spoken) as receiver:
        with_mail(project, receiver, pair, asked)
        (result,) = project.deliver()
        where = "" if said.startswith("the server") else f"localhost:{receiver.port} "
    assert (result.status, receiver.letters) == ("failed", [])
    assert result.reason.startswith(f"{where}{said}"), result.reason


def test_where_no_mail_server_listens_its_host_and_port_are_told(
    project: Published, pair: tuple[Path, Path], waits: list[float]
) -> None:
    with mail_receiver(pair, "none") as receiver:
        with_mail(project, receiver, pair, "none")
    (result,) = project.deliver()
    said = f"localhost:{receiver.port} could not be used (Connection refused); try `host`, `port`"
    assert (result.status, result.reason) == ("failed", said)


def test_a_wrong_password_is_told_without_it(
    project: Published, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "wrong-wrong-wrong")
    with mail_receiver(pair, "tls") as receiver:
        with_mail(project, receiver, pair)
        (result,) = project.deliver()
    assert (result.status, receiver.letters) == ("failed", [])
    assert "535" in result.reason
    assert "try `user`, `password_env` or `password_file`" in result.reason
    assert "wrong-wrong-wrong" not in project.log


def test_who_is_refused_is_named_on_standard_error_alone_and_the_others_get_it(
    project: Published, pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with mail_receiver(pair, "none") as receiver:
        with_mail(project, receiver, pair, "none")
        receiver.refused = {"desk@reader.example"}
        (result,) = project.deliver()
    assert (result.status, len(receiver.letters)) == ("sent", 1)
    assert result.reason == "the server refused 1 of 2 receivers (550)"
    assert capsys.readouterr().err == "desk@reader.example was refused: 550 no such user\n"
    assert "reader.example" not in project.log + (project.folder / "audit.jsonl").read_text("utf-8")


def test_where_everybody_is_refused_it_has_failed(project: Published, pair: tuple[Path, Path]) -> None:
    with mail_receiver(pair, "none") as receiver:
        with_mail(project, receiver, pair, "none")
        receiver.refused = {"desk@reader.example", "lin@reader.example"}
        (result,) = project.deliver()
    assert (result.status, receiver.letters) == ("failed", [])
    assert result.reason == "the server refused 2 of 2 receivers (550)"


def test_an_address_that_the_server_repeats_stands_in_no_log(project: Published, pair: tuple[Path, Path]) -> None:
    with mail_receiver(pair, "none") as receiver:
        with_mail(project, receiver, pair, "none")
        receiver.data = "554 5.7.1 <lin@reader.example>: rejected"
        (result,) = project.deliver()
    assert result.reason == "the server answered 554 5.7.1 <[address]>: rejected"


@pytest.mark.parametrize(("answer", "tries"), [("451 try later", 4), ("552 too large", 1)])
def test_a_message_that_is_refused_for_now_is_tried_again(
    answer: str, tries: int, project: Published, pair: tuple[Path, Path], waits: list[float]
) -> None:
    with mail_receiver(pair, "none") as receiver:
        with_mail(project, receiver, pair, "none")
        receiver.data = answer
        (result,) = project.deliver()
        receiver.data = "250 OK"
        (again,) = project.deliver()
    assert (result.status, len(waits)) == ("failed", tries - 1)
    assert result.reason == f"the server answered {answer}"
    assert (again.status, len(receiver.letters)) == ("sent", 1)


def test_a_server_that_hangs_up_after_the_message_is_not_asked_twice(
    project: Published, pair: tuple[Path, Path], waits: list[float]
) -> None:
    with mail_receiver(pair, "none") as receiver:
        with_mail(project, receiver, pair, "none")
        receiver.breaks_off = True
        (result,) = project.deliver()
        receiver.breaks_off = False
        (second,) = project.deliver()
        assert (result.status, second.status, len(receiver.letters), waits) == ("unknown", "unknown", 1, [])
        assert "--force" in second.reason
        (third,) = project.deliver(force=True)
    assert (third.status, len(receiver.letters)) == ("sent", 2)


def test_nothing_of_the_news_makes_a_header_or_markup(
    project: Published, poisoned: Callable[[str], Report], quantshark: Format
) -> None:
    project.configure(MAIL.format(port=25, security="none"))
    hostile = '坏\r\nBcc: all@victim.example\r\n\r\n<script>alert(1)</script><img src="https://t.example/p.gif">\u202e'
    path = project.run.path / LoadedRun(project.run).record.reports[0].data
    path.write_text(poisoned(hostile).model_dump_json(), "utf-8")
    parcel = parcel_of("mail", project.config.delivery["mail"], project.run, find_project(project.folder), NOW)
    message = mail_of(parcel)
    head = bytes(message).partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head
    page = list(message.iter_parts())[1].get_content()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
