"""Letters by SMTP.

One connection per letter: the outbox sends few at a time and keeps what could not be sent, so all that
matters here is to tell a failure that will pass from one that will not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from services.ports import Clock

TIMEOUT_SECONDS = 30
_FLAGS = {"true": True, "false": False}


class MailError(Exception):
    """A letter was not sent; ``permanent`` if sending it again is useless.

    ``reason`` names the kind of failure and holds no address and nothing of the letter.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


@dataclass(frozen=True)
class Letter:
    """A letter to one person, as text and as HTML.

    ``id`` is unique for the letter (ASCII letters, digits, ``-``, ``.``): a letter that is sent again with
    the same one is recognised by mail programs.
    """

    id: str
    to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class SmtpServer:
    """Where letters are handed in; ``starttls`` is ``None`` if it is used whenever the server offers it."""

    host: str
    port: int | None
    user: str | None
    password: str | None
    tls: bool
    starttls: bool | None

    @property
    def is_encrypted(self) -> bool:
        """Whether letters go encrypted, or do not go at all."""
        return self.tls or self.starttls is True

    @property
    def is_near(self) -> bool:
        """Whether the server is on this machine, so that nobody can listen on the way."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host.rstrip(".") == "localhost"

    @property
    def may_show_password(self) -> bool:
        """Whether user and password could be read on the way.

        A server that offers no encryption is enough for that, and so is somebody on the way who takes the
        offer out of its greeting.
        """
        has_login = self.user is not None or self.password is not None
        return has_login and not self.is_encrypted and not self.is_near

    @classmethod
    def parse(cls, url: str) -> "SmtpServer":
        """Read ``smtp://user:password@host:587?starttls=true`` or ``smtps://…``.

        User, password, port and ``starttls`` may be left out; user and password are percent-encoded. Raises
        ``ValueError``, whose text never holds the password.
        """
        parts = urlsplit(url)
        options = parse_qs(parts.query, keep_blank_values=True)
        starttls = options.pop("starttls", [None])[-1]
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path not in {"", "/"}:
            raise ValueError("expected smtp://host or smtps://host")
        if options:
            raise ValueError("starttls is the only option")
        if starttls is not None and (starttls not in _FLAGS or parts.scheme == "smtps"):
            raise ValueError("starttls is true or false, and only for smtp://")
        return cls(
            host=parts.hostname,
            port=parts.port,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=parts.scheme == "smtps",
            starttls=_FLAGS[starttls] if starttls is not None else None,
        )


class SmtpMailer:
    """Sends letters through one server in one name.

    ``mail_from`` is an address, or a name and an address: «Личный кабинет <noreply@example.org>». Raises
    ``ValueError`` if that or the URL cannot be understood.
    """

    def __init__(self, url: str, mail_from: str, clock: Clock) -> None:
        self._server = SmtpServer.parse(url)
        self._sender = _sender(mail_from)
        self._clock = clock

    async def send(self, letter: Letter) -> None:
        """Hand the letter over to the server; raises :class:`MailError`."""
        with _told():
            async with self._session() as session:
                await session.send_message(self._message(letter))

    async def ask(self) -> None:
        """Connect, encrypt and sign in as for a letter, and leave again; raises :class:`MailError`."""
        with _told():
            async with self._session():
                pass

    def _session(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls,
            start_tls=False if server.tls else server.starttls,
            local_hostname=self._sender.domain,  # the default asks the DNS and blocks everybody meanwhile
            timeout=TIMEOUT_SECONDS,
        )

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(self._clock())
        message["Message-ID"] = f"<{letter.id}@{self._sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message


def _sender(mail_from: str) -> Address:
    name, address = parseaddr(mail_from)
    if address.count("@") != 1:
        raise ValueError("expected an address or «name <address>»")
    return Address(display_name=name, addr_spec=address)


@contextmanager
def _told() -> Iterator[None]:
    """Raise a :class:`MailError` in the place of the library's error.

    The library's own is left out of it, because what servers answer repeats addresses, and may be logged.
    """
    try:
        yield
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _mail_error(error) from None


def _mail_error(error: aiosmtplib.SMTPException | OSError) -> MailError:
    """Tell failures of this letter from those of the server, its settings and the way to it, which pass."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        codes = [refusal.code for refusal in error.recipients]
        return MailError(f"recipient refused: {codes[0]}", permanent=all(code >= 500 for code in codes))
    if isinstance(error, aiosmtplib.SMTPDataError):
        return MailError(f"letter refused: {error.code}", permanent=error.code >= 500)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return MailError(f"{type(error).__name__}: {error.code}", permanent=False)
    return MailError(type(error).__name__, permanent=False)
