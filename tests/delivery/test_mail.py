"""Mail over a real SMTP server."""

from pathlib import Path

import pytest
from published import Published
from receivers import MailReceiver, mail_receiver

_MAIL = """
[delivery.mail]
kind = "email"
host = "localhost"
port = {port}
security = "{security}"
sender = "Brief 周报 <brief@news.example>"
to = ["林编辑 <lin@reader.example>", "desk@reader.example"]
link = "https://reports.example/{{name}}.html"
{more}
"""


def _configured(project: Published, receiver: MailReceiver, pair: tuple[Path, Path], security: str) -> None:
    more = "" if security == "none" else f'ca_file = "{pair[0]}"\nuser = "brief"\npassword_env = "MAIL_PASSWORD"'
    project.configure(_MAIL.format(port=receiver.port, security=security, more=more))


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_report_arrives_as_text_and_as_a_page(
    security: str, project: Published, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "sesame-sesame")
    with mail_receiver(pair, security) as receiver:
        _configured(project, receiver, pair, security)
        (result,) = project.deliver()
    assert (result.status, result.reason) == ("sent", "")
    (letter,) = receiver.letters
    assert letter["Subject"] == project.report.title
    assert letter["Message-ID"] == f"<{project.run_id}.mail@news.example>"
    assert letter["To"] == "林编辑 <lin@reader.example>, desk@reader.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    text, page = (part.get_content() for part in letter.iter_parts())
    for row in (row for section in project.report.sections for row in section.rows):
        assert row.cells[0].text in text
        assert row.cells[0].citations[0].url in text
        assert f'href="{row.cells[0].citations[0].url}"' in page
    assert all(len(line) <= 998 for line in receiver.raw[0].splitlines())
    assert receiver.raw[0].isascii()
