"""The parts of config.toml about delivery: channels, and who may approve. Secrets are named, never spelled out."""

from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from schemas.base import Schema
from schemas.delivery import ChannelKind

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "email": ("host", "sender", "to"),
    "apprise": ("url_env|url_file",),
    "wecom": ("url_env|url_file",),
    "feishu": ("url_env|url_file",),
    "dingtalk": ("url_env|url_file",),
    "folder": ("path",),
    "git": ("path",),
    "webhook": ("url|url_env|url_file",),
}
"""By kind, the keys that it needs; of those with a bar between them, exactly one."""
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "email": ("port", "security", "user", "password_env", "password_file", "ca_file", "reply_to", "unsubscribe"),
    "feishu": ("secret_env", "secret_file"),
    "dingtalk": ("secret_env", "secret_file"),
    "folder": ("with_passages",),
    "git": ("with_passages", "folder", "remote", "push", "author"),
    "webhook": ("secret_env", "secret_file", "with_passages"),
}
_ANY = ("kind", "format", "language", "length", "link", "deliver")
_READ_BY_PEOPLE = ("email", "apprise", "wecom", "feishu", "dingtalk")


def _mail_address(text: str) -> str:
    name, address = parseaddr(text)
    try:
        Address(display_name=name, addr_spec=address)
        is_one = "@" in address and address.isascii() and text.isprintable()
    except (ValueError, IndexError):
        is_one = False
    if not is_one:
        raise ValueError(f"{text!r} is no mail address, such as Name <name@host.example>")
    return text


def _link(text: str) -> str:
    try:
        filled = text.format(name="n", period="p", format="f", language="l", run_id="r")
    except (KeyError, IndexError, ValueError) as error:
        known = "{name}, {period}, {format}, {language}, {run_id}"
        raise ValueError(f"{text!r} cannot be filled in; known: {known}") from error
    return _address(filled) and text


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"{url!r} is no http or https address without a password")
    return url


def _inside(path: str) -> str:
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise ValueError(f"{path!r} is no folder inside the repository")
    return path


MailAddress = Annotated[str, AfterValidator(_mail_address)]
Url = Annotated[str, AfterValidator(_address)]
Line = Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f\x7f]+$")]
Relative = Annotated[Line, AfterValidator(_inside)]


class ChannelConfig(Schema):
    """[delivery.<name>]: a place where people read reports. Which keys it may have depends on its kind."""

    kind: ChannelKind
    format: str | None = None
    """The report format that it gets; None for the first of the run."""
    language: str | None = None
    length: Literal["full", "digest"] | None = None
    """How much of it; by default full in mail, else a digest. Folder, git and webhook get the report's own files."""
    link: Annotated[str, AfterValidator(_link)] | None = None
    """Where the report can be read whole, with {name}, {period}, {format}, {language}, {run_id} filled in."""
    deliver: Literal["at-once", "after-approval"] = "at-once"
    with_passages: bool = False
    """Whether the cited passages of the sources go along, whole."""
    url: Url | None = None
    """Of a webhook whose address is no secret."""
    url_env: str | None = None
    url_file: Path | None = None
    secret_env: str | None = None
    """The variable with the secret by which the receiver knows us."""
    secret_file: Path | None = None
    host: Line | None = None
    port: int | None = Field(default=None, ge=1, le=65535)
    """By default 465 with tls, 587 with starttls, 25 without."""
    security: Literal["tls", "starttls", "none"] = "tls"
    user: Line | None = None
    password_env: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    """Certificates that vouch for the server, in place of the system's."""
    sender: MailAddress | None = None
    to: tuple[MailAddress, ...] = ()
    reply_to: MailAddress | None = None
    unsubscribe: Annotated[str, Field(pattern=r"^(?:mailto:|https://)[!-;=?-~]+$")] | None = None
    path: Path | None = None
    folder: Relative | None = None
    """Folder of the repository that the files go to; by default its root."""
    remote: Annotated[str, Field(pattern=r"^[\w.][\w./-]*$")] = "origin"
    push: bool = True
    author: MailAddress = "Brief <brief@localhost>"

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "ChannelConfig":
        needed = _NEEDED[self.kind]
        for group in needed:
            given = [key for key in group.split("|") if getattr(self, key)]
            if len(given) != 1:
                said = group.replace("|", "`, `")
                raise ValueError(f"a channel of kind {self.kind} needs {'one of ' if '|' in group else ''}`{said}`")
        if self.user and self.security == "none":
            raise ValueError("a user's password goes over TLS only: `security` cannot be none")
        allowed = {*_ANY, *_ALLOWED.get(self.kind, ()), *(key for group in needed for key in group.split("|"))}
        if foreign := sorted(self.model_fields_set - allowed):
            raise ValueError(f"a channel of kind {self.kind} has no `{foreign[0]}`")
        return self


class ApprovalConfig(Schema):
    """[approval]: who may approve what waits."""

    by: tuple[Line, ...] = ()
    """Names; empty for anybody."""
    four_eyes: bool = False
    """Whoever edited a run, or one that it was made from, cannot approve it."""
    notify: str | None = None
    """The channel on which editors are told that a report waits."""


def must_be_of_people(channels: Mapping[str, ChannelConfig], notified: Mapping[str, str | None]) -> None:
    """Raises ValueError where the `notify` of a table names no channel that people read. `notified`: by table."""
    known = [name for name, channel in channels.items() if channel.kind in _READ_BY_PEOPLE]
    for table, name in notified.items():
        if name is not None and name not in known:
            raise ValueError(f"[{table}] notify: {name!r} is no channel of people; known: {', '.join(known)}")
