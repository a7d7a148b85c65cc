"""A mail server that delivers to a list: letters can be read, and sending can be made to fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

REFUSAL = "451 4.3.0 Requested action aborted: local error in processing"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its reader sees it; `at` is unix seconds."""

    id: int
    to: str
    from_: str
    subject: str
    text: str
    html: str
    at: float


class Mailbox:
    """SMTP on a loopback port, on the running event loop."""

    def __init__(self, clock: Callable[[], float], on_letter: Callable[[Letter], None]) -> None:
        self.letters: list[Letter] = []
        self.refuses_letters = False
        self._clock = clock
        self._on_letter = on_letter
        self._server: asyncio.Server | None = None
        self._address = ("127.0.0.1", 0)

    @property
    def url(self) -> str:
        """Return the address for SMTP_URL."""
        return f"smtp://{self._address[0]}:{self._address[1]}"

    @property
    def is_open(self) -> bool:
        """Return whether it takes connections."""
        return self._server is not None

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one."""
        self._address = (host, port)
        await self.accept_connections()

    async def accept_connections(self) -> None:
        """Listen (again) on the same port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="localhost", ident="simulator", loop=loop), *self._address
        )
        self._address = self._server.sockets[0].getsockname()[:2]

    async def refuse_connections(self) -> None:
        """Stop listening: the mail server is down."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter, or refuse it for now (called by aiosmtpd under this name)."""
        if self.refuses_letters:
            return REFUSAL
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        parsed: Any = message_from_bytes(content, policy=policy.default)
        letter = Letter(
            id=len(self.letters) + 1,
            to=", ".join(envelope.rcpt_tos),
            from_=str(parsed["From"] or envelope.mail_from),
            subject=str(parsed["Subject"] or ""),
            text=_part(parsed, "plain"),
            html=_part(parsed, "html"),
            at=self._clock(),
        )
        self.letters.append(letter)
        self._on_letter(letter)
        return "250 OK"


def _part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""
