"""Newsletters in files, and over IMAP from a small server on loopback that knows what may be asked of it."""

import mailbox
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from receivers import certificate

from brief.documents.sources.base import NO_VALIDATORS, Flaw, Item, RawDocument, SourceFailed, Validators
from brief.documents.sources.mailbox import documents_of, read_mailbox
from brief.settings.source_settings import SourceConfig

DATE = "Thu, 05 Mar 2026 08:00:00 +0800"
TEASER = "The project is to store two hundred megawatt hours and joins the grid in June."
PASSWORD = "not-a-real-password"


def mail(html: str = "", text: str = "", subject: str = "Energy weekly") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["Date"], made["From"], made["To"] = subject, DATE, "n@letter.example", "Me <me@x.example>"
    made.set_content(text or "See the HTML part.")
    if html:
        made.add_alternative(f"<html><body>{html}</body></html>", subtype="html")
    return made


def items(*links: str) -> str:
    return "".join(
        f"<p><a href='{link}'>Storage project number {n} begins</a></p><p>{TEASER}</p>" for n, link in enumerate(links)
    )


def read(message: EmailMessage) -> list[Item]:
    return list(documents_of([message.as_bytes()]))


NEWS = [f"https://news.example/a/{n}?utm_source=letter&mc_eid=0123abcd" for n in range(3)]


def test_a_list_of_news_gives_a_document_for_each_link() -> None:
    found = read(mail(items(*NEWS)))
    assert found[0] == RawDocument(
        "https://news.example/a/0",
        "Storage project number 0 begins",
        published=DATE,
        summary=TEASER,
        place="mail 1 link 1",
    )
    assert [one.url for one in found if isinstance(one, RawDocument)] == [
        f"https://news.example/a/{n}" for n in (0, 1, 2)
    ]


def test_a_letter_gives_itself_under_its_address_in_a_browser() -> None:
    browser = "<a href='https://letter.example/p/issue-7?r=abc1'>View in browser</a>"
    (found,) = read(mail(f"<h1>A week of storage</h1><p>{TEASER}</p><p>Sent to me@x.example</p>{browser}"))
    assert isinstance(found, RawDocument)
    assert (found.url, found.title) == ("https://letter.example/p/issue-7", "Energy weekly")
    assert found.body == f"A week of storage\n{TEASER}\nView in browser"


def test_a_letter_in_plain_text_needs_an_address_too() -> None:
    (flaw,) = read(mail(text=f"{TEASER} https://news.example/a/1?e=0123abcd"))
    assert isinstance(flaw, Flaw)
    assert (flaw.where, flaw.what, flaw.title) == ("mail 1", "has no link", "Energy weekly")


def test_nothing_that_names_the_recipient_is_kept() -> None:
    token = "5f4dcc3b5aa765d61d8327deb882cf99"
    personal = [f"https://click.letter.example/{token}{n}" for n in range(3)]
    found = read(mail(items(*personal, *NEWS)))
    assert [one.what for one in found if isinstance(one, Flaw)] == ["has a link that may name its recipient"] * 3
    assert token not in repr(found)
    assert "0123abcd" not in repr(found)
    shown = mail(
        items(*NEWS).replace(TEASER, f"{TEASER} Unsubscribe at https://letter.example/u?e={token} (me@x.example)")
    )
    assert "me@x" not in repr(read(shown))
    assert token not in repr(read(shown))


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
def test_a_letter_is_read_in_its_encoding(charset: str) -> None:
    made = EmailMessage()
    made["Subject"], made["Date"] = "周刊", DATE
    made.set_content("<a href='https://a.example/7'>在浏览器中查看</a><p>台中</p>", subtype="html", charset=charset)
    (found,) = read(made)
    assert isinstance(found, RawDocument)
    assert (found.title, found.body) == ("周刊", "在浏览器中查看\n台中")


@given(st.text(alphabet='=?:;@<>"()\\, \r\nabUTF-8é', max_size=60), st.binary(max_size=200))
def test_any_mail_gives_documents_or_is_named(header: str, content: bytes) -> None:
    head = f"Content-Type: text/html; {header}\r\nTo: {header}\r\nDate: {header}\r\nSubject: {header}\r\n\r\n"
    found = documents_of([head.encode() + content])
    assert all(isinstance(one, RawDocument | Flaw) for one in found)


# -- files -----------------------------------------------------------------------------------------------------------


def in_files(path: Path) -> list[Item]:
    return list(read_mailbox(SourceConfig(name="letters", kind="mailbox", path=path), NO_VALIDATORS).items)


def test_an_mbox_and_a_maildir_are_read_and_left_as_they_are(tmp_path: Path) -> None:
    box, folder = mailbox.mbox(tmp_path / "box"), mailbox.Maildir(tmp_path / "folder")
    for kept in (box, folder):
        kept.add(mail(items(*NEWS)))
        kept.close()
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert [len(in_files(tmp_path / name)) for name in ("box", "folder")] == [3, 3]
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_mail_that_cannot_be_read_is_named_and_stops_no_other(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    box.add(b"Content-Type: image/png\n\nx")
    box.add(mail(items(*NEWS)))
    box.close()
    flaw, *rest = in_files(tmp_path / "box")
    assert flaw == Flaw("mail 1", "cannot be read: holds no text")
    assert len(rest) == 3


@pytest.mark.parametrize("name", ["none", "."])
def test_a_folder_that_is_not_there_fails_and_is_not_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceFailed, match="cannot be read"):
        in_files(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


# -- on a server -----------------------------------------------------------------------------------------------------


_ANSWERED = ('LOGIN me "not-a', 'ID ("name"', "EXAMINE", "UID SEARCH", "UID FETCH", "CAPABILITY", "LOGOUT")


class Clock:
    """Stands for a timer, and runs out when it is told."""

    last: "Clock"

    def __init__(self, _seconds: float, hang_up: Callable[[], None]) -> None:
        self.hang_up = hang_up
        self.start = self.cancel = lambda: None
        Clock.last = self

    @staticmethod
    def run_out() -> None:
        Clock.last.hang_up()


class Imap(socketserver.StreamRequestHandler):
    """Answers what reading one folder needs, and refuses all else."""

    asked: list[str]
    mails: list[bytes]

    def handle(self) -> None:
        with suppress(OSError):  # whoever asked may hang up
            self.converse()

    def converse(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            type(self).asked.append(command.replace(PASSWORD, "[password]"))
            if not self.answer(command):
                self.say(f"{tag} NO refused")
                continue
            self.say(f"{tag} OK done")
            if command == "LOGOUT":
                return

    def answer(self, command: str) -> bool:
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1 ID")
        elif command.startswith("UID SEARCH"):
            first = int(command.rpartition(" ")[2].removesuffix(":*"))
            last = len(self.mails)
            self.say("* SEARCH " + " ".join(map(str, range(min(first, last), last + 1))))
        elif command.startswith("EXAMINE"):
            self.say("* OK [UIDVALIDITY 7] of this folder")
        elif command.startswith("UID FETCH") and "BODY.PEEK[]" in command:
            content = self.mails[int(command.split()[2]) - 1]
            if not content:
                Clock.run_out()
                return False
            self.say(f"* 1 FETCH (UID 1 BODY[] {{{len(content)}}}")
            self.wfile.write(content + b")\r\n")
        return command.startswith(
            ('LOGIN me "not-a', "EXAMINE", "UID SEARCH", "UID FETCH", "CAPABILITY", "LOGOUT")
        ) and ("none" not in command)

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.mark.parametrize(
    "strange",
    [
        b"To: " + b"(" * 3000 + b"\nSubject: x\n\nhello world\n",
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(1200)),
    ],
)
def test_a_mail_nested_too_deeply_costs_no_other_mail(strange: bytes) -> None:
    flaw, *others = documents_of([strange, mail(items(*NEWS)).as_bytes()])
    assert isinstance(flaw, Flaw)
    assert flaw.where == "mail 1"
    assert [type(one) for one in others] == [RawDocument] * 3


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a mailbox with two mails, one of them read."""
    with served(monkeypatch) as port:
        yield f"imap://me@127.0.0.1:{port}"


@contextmanager
def served(monkeypatch: pytest.MonkeyPatch, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of such a mailbox."""
    Imap.asked, Imap.mails = [], [mail(items(*NEWS)).as_bytes(), mail(text="x").as_bytes()]
    monkeypatch.setenv("LETTERS", PASSWORD)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap) as listening:
        listening.daemon_threads = True
        if tls:
            listening.socket = tls.wrap_socket(listening.socket, server_side=True)
        threading.Thread(target=listening.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
        yield listening.server_address[1]
        listening.shutdown()


def letters(url: str, **more: object) -> SourceConfig:
    values = {"name": "letters", "kind": "mailbox", "url": url, "key_env": "LETTERS", "allow_private_addresses": True}
    return SourceConfig.model_validate({**values, **more})


def on_server(url: str, **more: object) -> list[Item]:
    return list(read_mailbox(letters(url, **more), NO_VALIDATORS).items)


def test_a_folder_of_a_server_is_examined_and_nothing_else_is_touched(server: str) -> None:
    found = on_server(f"{server}/Letters%20&%20%E8%AE%A2%E9%98%85")
    assert [type(one) for one in found] == [RawDocument] * 3 + [Flaw]
    commands = [command.partition(" ")[0] for command in Imap.asked]
    assert commands == ["CAPABILITY", "LOGIN", "ID", "EXAMINE", "UID", "UID", "UID", "LOGOUT"]
    assert Imap.asked[3] == 'EXAMINE "Letters &- &i6KWBQ-"'


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"key_env": "NOTHING"}, "a password by `key_env`"),
        ({"url": "{}/none"}, "there is no folder 'none'"),
        ({"url": "imaps://me@127.0.0.1:1/"}, "cannot be read"),
        ({"url": "imaps://me@127.0.0.1:1/", "allow_private_addresses": False}, "is a private address"),
        ({"url": "imaps://127.0.0.1:1/"}, "needs imaps://user@host/FOLDER"),
        ({"key_env": None, "key_file": "/nonexistent/key"}, "key file"),
    ],
)
def test_a_server_that_cannot_be_read_says_why_without_the_password(
    server: str, change: dict[str, object], why: str
) -> None:
    changed = {key: value.format(server) if isinstance(value, str) else value for key, value in change.items()}
    with pytest.raises(SourceFailed) as failed:
        on_server(**{"url": server, **changed})  # type: ignore[arg-type]
    assert why in str(failed.value)
    assert PASSWORD not in str(failed.value)


def test_only_what_came_since_the_last_look_is_fetched(server: str) -> None:
    first = read_mailbox(letters(server), NO_VALIDATORS)
    assert read_mailbox(letters(server), first.validators).unchanged
    Imap.mails.append(Imap.mails[0])
    again = read_mailbox(letters(server), first.validators)
    assert (len(tuple(again.items)), again.unchanged, again.validators) == (3, False, Validators("7:3"))
    made_anew = read_mailbox(letters(server), Validators("6:3"))
    assert len(tuple(made_anew.items)) == 7


def test_what_the_time_did_not_suffice_for_is_fetched_the_next_time(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brief.documents.sources.imap.threading.Timer", Clock)
    Imap.mails.append(b"")
    cut = read_mailbox(letters(server), NO_VALIDATORS)
    assert (len(tuple(cut.items)), cut.validators) == (4, Validators("7:2"))
    with pytest.raises(SourceFailed, match=r"was not read whole within 120 seconds"):
        read_mailbox(letters(server), cut.validators)


def test_a_name_is_looked_up_once_and_connected_to_where_it_was_found(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, real = [], socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *given: Any, **named: Any) -> list[Any]:
        asked.append(host)
        addresses = ("127.0.0.2", "127.0.0.1") if host == "letters.example" else (host,)
        return [one for address in addresses for one in real(address, port, *given, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert on_server(server.replace("127.0.0.1", "letters.example"))
    assert asked == ["letters.example", "127.0.0.2", "127.0.0.1"]


def test_a_server_must_prove_the_name_that_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cert, key = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with served(monkeypatch, context) as port:
        assert on_server(f"imaps://me@localhost:{port}")
        with pytest.raises(SourceFailed, match="IP address mismatch"):
            on_server(f"imaps://me@127.0.0.1:{port}")


def test_a_wrong_password_is_not_told(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LETTERS", "another-password")
    with pytest.raises(SourceFailed) as failed:
        on_server(server)
    assert str(failed.value) == "the mailbox cannot be read: refused"
