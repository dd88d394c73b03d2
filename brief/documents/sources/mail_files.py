"""Mails on this machine: an mbox file or a Maildir, read and left as they are."""

import mailbox
from pathlib import Path

from brief.documents.sources.base import SourceFailed

MOST_MAILS = 500
"""The last ones of a folder."""
LONGEST_MAIL = 5 * 1024 * 1024
"""Bytes. Longer ones, with attachments, are passed over."""


def newest_in_files(path: Path | None) -> list[bytes]:
    """The last mails of an mbox file or a Maildir, each as its bytes. Raises SourceFailed."""
    try:
        return _newest(path or Path())
    except (OSError, mailbox.Error) as error:
        raise SourceFailed(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _newest(path: Path) -> list[bytes]:
    if path.is_dir():
        files = [file for folder in ("cur", "new") for file in (path / folder).iterdir() if file.is_file()]
        newest = sorted(files, key=lambda file: (file.stat().st_mtime, file.name))[-MOST_MAILS:]
        return [file.read_bytes() for file in newest if file.stat().st_size <= LONGEST_MAIL]
    path.open("rb").close()  # an mbox that is not there would be made
    box = mailbox.mbox(path, create=False)
    try:
        mails = (box.get_bytes(key) for key in list(box.keys())[-MOST_MAILS:])
        return [mail for mail in mails if len(mail) <= LONGEST_MAIL]
    finally:
        box.close()
