"""Carries mail: over TLS whose certificate is checked, step by step, so that it is known how far a message came."""

import re
import smtplib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from brief.delivery.base import Arrived, MaybeSent, NotSent, secret_of, with_retries, words_of
from brief.delivery.mail import address_of, mail_of
from brief.delivery.parcel import Parcel
from brief.report.render.plain import plain
from brief.settings.delivery_settings import ChannelConfig

_TIMEOUT_SECONDS = 60
_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_ACCEPTED = 250
_TAKEN = (250, 251)
_FOR_GOOD = 500
"""From here up, the same is refused again."""


def preview(parcel: Parcel) -> bytes:
    return bytes(mail_of(parcel))


def send(parcel: Parcel, done: int, arrived: Arrived) -> str:
    """Sends one message to all who are named; returns how many of them were refused. Raises NotSent or MaybeSent."""
    if done:
        return ""
    password = secret_of(parcel.channel, parcel.config, "password")
    refused = with_retries(partial(_sent, parcel.config, password, preview(parcel)))
    arrived(1)
    return f"the server refused {refused}" if refused else ""


def _sent(channel: ChannelConfig, password: str, message: bytes) -> str:
    """Sends it once; returns how many were refused, or nothing. Raises NotSent or MaybeSent."""
    with _failures_in_words(channel):
        server = _connected(channel)
    try:
        with _failures_in_words(channel):
            if channel.user:
                server.login(channel.user, password)
            refused = _addressed(server, channel)
        _handed_over(server, message)
    finally:
        server.close()
    return refused


def _connected(channel: ChannelConfig) -> smtplib.SMTP:
    host, port = channel.host or "", _port(channel)
    if channel.security == "none":
        return smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
    context = ssl.create_default_context(cafile=channel.ca_file)
    if channel.security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
    server.starttls(context=context)
    return server


def _port(channel: ChannelConfig) -> int:
    return channel.port or _PORTS[channel.security]


def _addressed(server: smtplib.SMTP, channel: ChannelConfig) -> str:
    """Names sender and receivers; returns how many of these were refused. Raises NotSent where nobody is left."""
    server.ehlo_or_helo_if_needed()
    code, said = server.mail(address_of(channel.sender or "").addr_spec)
    if code != _ACCEPTED:
        raise smtplib.SMTPResponseException(code, said)
    answers = {one: server.rcpt(address_of(one).addr_spec) for one in channel.to}
    refused = {one: answer for one, answer in answers.items() if answer[0] not in _TAKEN}
    for one, (code, said) in refused.items():
        # For who looks after it alone: who gets a report stands in no file of a run.
        sys.stderr.write(plain(f"{one} was refused: {code} {said.decode('utf-8', 'replace')}")[:400] + "\n")
    codes = ", ".join(sorted({str(code) for code, _ in refused.values()}))
    told = f"{len(refused)} of {len(answers)} receivers ({codes})"
    if len(refused) == len(answers):
        raise NotSent(f"the server refused {told}", again=all(code < _FOR_GOOD for code, _ in refused.values()))
    return told if refused else ""


def _handed_over(server: smtplib.SMTP, message: bytes) -> None:
    """From here on, what breaks may break after the message was taken."""
    try:
        code, said = server.data(message)
    except smtplib.SMTPDataError as error:
        raise _refusal(error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MaybeSent(f"the server did not say whether it took the message ({words_of(error)})") from error
    if code != _ACCEPTED:
        raise _refusal(smtplib.SMTPResponseException(code, said))


@contextmanager
def _failures_in_words(channel: ChannelConfig) -> Iterator[None]:
    """Of all before the message itself: it did not go."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        said = f"the server answered {error.smtp_code} {_words(error.smtp_error)}; {_try(error)}"
        raise NotSent(said, again=error.smtp_code < _FOR_GOOD) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error) from error
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        said = f"{channel.host}:{_port(channel)} could not be used ({words_of(error)}); {_try(error)}"
        raise NotSent(said, again=not isinstance(error, ssl.SSLError)) from error


_ADVICE = (
    (ssl.SSLCertVerificationError, "`host` as its certificate has it, or `ca_file`"),
    (ssl.SSLError, '`security = "starttls"` or "none", or another `port`'),
    (smtplib.SMTPAuthenticationError, "`user`, `password_env` or `password_file`"),
    (smtplib.SMTPNotSupportedError, "another `security`, or no `user`"),
    (smtplib.SMTPServerDisconnected, '`security = "tls"`, or another `port`'),
    (TimeoutError, '`host`, `port`; a `port` for TLS is silent without `security = "tls"`'),
)
"""What may mend it, by the failure; the first that fits."""


def _try(error: Exception) -> str:
    return f"try {next((advice for kind, advice in _ADVICE if isinstance(error, kind)), '`host`, `port`')}"


def _refusal(error: smtplib.SMTPResponseException) -> NotSent:
    said = f"the server answered {error.smtp_code} {_words(error.smtp_error)}"
    return NotSent(said, again=error.smtp_code < _FOR_GOOD)


_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")


def _words(said: bytes | str) -> str:
    """Of a server, which may repeat an address."""
    return _ADDRESS.sub("[address]", plain(said.decode("utf-8", "replace") if isinstance(said, bytes) else said))[:200]
