import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from traceback import format_exception
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from integrations.smtp_mailer import Letter, MailError, SmtpMailer, SmtpServer

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MAIL_FROM = "Личный кабинет <noreply@sbyt.example>"
LETTER = Letter(
    id="letter-7.2026",
    to="anna@pochta.example",
    subject="Подтверждение адреса эл. почты: осталось одно нажатие, чтобы передавать показания",
    text="Код: 049176\n\nСсылка: https://t.me/bot?start=confirm_" + "x" * 43 + "\n.\nС уважением\n",
    html="<p>Код: <b>049176</b></p>\n",
)


@dataclass
class Post:
    """A mail server: what it takes, and what it answers instead of taking."""

    answer_to_recipient: str = "250 OK"
    answer_to_letter: str = "250 OK"
    envelopes: list[Envelope] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)

    async def handle_EHLO(  # noqa: N802 (aiosmtpd calls it so, as the others)
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greetings.append(hostname)
        return answers

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer_to_letter.startswith("250"):
            self.envelopes.append(envelope)
        return self.answer_to_letter

    def letter(self) -> Any:
        [envelope] = self.envelopes
        assert isinstance(envelope.content, bytes)
        return message_from_bytes(envelope.content, policy=policy.default)

    @asynccontextmanager
    async def open(self, **options: Any) -> AsyncIterator[int]:
        """Listen on a free port."""
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(
            lambda: SMTP(self, hostname="localhost", loop=loop, **options), "127.0.0.1", 0
        )
        async with listening:
            yield listening.sockets[0].getsockname()[1]


def mailer(port: int, credentials: str = "", options: str = "") -> SmtpMailer:
    return SmtpMailer(f"smtp://{credentials}127.0.0.1:{port}{options}", MAIL_FROM, lambda: NOW)


async def test_a_letter_arrives_as_text_and_as_html() -> None:
    post = Post()
    async with post.open() as port:
        await mailer(port).send(LETTER)
    assert post.envelopes[0].rcpt_tos == ["anna@pochta.example"]
    assert post.envelopes[0].mail_from == "noreply@sbyt.example"
    assert post.letter().get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in post.letter().iter_parts()] == ["text/plain", "text/html"]
    assert post.letter().get_body(("plain",)).get_content() == LETTER.text
    assert post.letter().get_body(("html",)).get_content().splitlines() == LETTER.html.splitlines()


async def test_headers_tell_people_and_programs_what_it_is() -> None:
    post = Post()
    async with post.open() as port:
        await mailer(port).send(LETTER)
    assert post.letter()["Subject"] == LETTER.subject
    assert str(post.letter()["From"]) == "Личный кабинет <noreply@sbyt.example>"
    assert str(post.letter()["To"]) == "anna@pochta.example"
    assert post.letter()["Date"].datetime == NOW
    assert post.letter()["Message-ID"] == "<letter-7.2026@sbyt.example>"
    assert post.letter()["Auto-Submitted"] == "auto-generated"


async def test_a_server_that_takes_only_ascii_gets_only_ascii() -> None:
    post = Post()
    async with post.open(decode_data=True, enable_SMTPUTF8=False) as port:
        await mailer(port).send(LETTER)
    [envelope] = post.envelopes
    assert isinstance(envelope.content, str)
    assert envelope.content.isascii()


async def test_the_server_is_greeted_in_the_senders_domain() -> None:
    post = Post()
    async with post.open() as port:
        await mailer(port).send(LETTER)
    assert set(post.greetings) == {"sbyt.example"}


async def test_user_and_password_may_hold_any_characters() -> None:
    given = []

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        given.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)

    post = Post()
    async with post.open(authenticator=authenticate, auth_require_tls=False) as port:
        await mailer(port, "user%40sbyt.example:p%3A%2F%40%25s@").send(LETTER)
    assert given == [("user@sbyt.example", "p:/@%s")]
    assert len(post.envelopes) == 1


@pytest.mark.parametrize(
    ("post", "permanent", "reason"),
    [
        (Post(answer_to_recipient="550 no such user anna@pochta.example"), True, "recipient refused: 550"),
        (Post(answer_to_recipient="451 greylisted"), False, "recipient refused: 451"),
        (Post(answer_to_letter="554 looks like spam"), True, "letter refused: 554"),
        (Post(answer_to_letter="452 disk full"), False, "letter refused: 452"),
    ],
)
async def test_a_refusal_that_will_pass_is_told_from_one_that_will_not(
    post: Post, *, permanent: bool, reason: str
) -> None:
    async with post.open() as port:
        with pytest.raises(MailError) as failure:
            await mailer(port).send(LETTER)
    assert (failure.value.permanent, failure.value.reason) == (permanent, reason)
    assert "anna@" not in "".join(format_exception(failure.value)), "a log would name the recipient"
    assert post.envelopes == []


async def test_a_wrong_password_is_not_the_letters_fault() -> None:
    def refuse(*_: Any) -> AuthResult:
        return AuthResult(success=False, handled=False)

    async with Post().open(authenticator=refuse, auth_require_tls=False) as port:
        with pytest.raises(MailError) as failure:
            await mailer(port, "user:password@").send(LETTER)
    assert not failure.value.permanent
    assert failure.value.reason == "SMTPAuthenticationError: 535"


async def test_a_server_that_is_down_passes() -> None:
    async with Post().open() as port:
        pass
    with pytest.raises(MailError) as failure:
        await mailer(port).send(LETTER)
    assert not failure.value.permanent


async def test_a_server_that_hangs_up_passes() -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as listening:
        with pytest.raises(MailError) as failure:
            await mailer(listening.sockets[0].getsockname()[1]).send(LETTER)
    assert not failure.value.permanent


async def test_nothing_goes_out_in_the_open_where_encryption_is_demanded() -> None:
    post = Post()
    async with post.open() as port:
        with pytest.raises(MailError) as failure:
            await mailer(port, options="?starttls=true").send(LETTER)
    assert not failure.value.permanent
    assert post.envelopes == []


async def test_asking_signs_in_and_sends_nothing() -> None:
    signed_in = []

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
        signed_in.append(data.login)
        return AuthResult(success=True)

    post = Post()
    async with post.open(authenticator=authenticate, auth_require_tls=False) as port:
        await mailer(port, "user:password@").ask()
    assert signed_in == [b"user"]
    assert post.envelopes == []


async def test_asking_finds_a_wrong_password_a_missing_encryption_and_a_server_that_is_down() -> None:
    def refuse(*_: Any) -> AuthResult:
        return AuthResult(success=False, handled=False)

    async with Post().open(authenticator=refuse, auth_require_tls=False) as port:
        with pytest.raises(MailError, match="SMTPAuthenticationError: 535"):
            await mailer(port, "user:password@").ask()
        with pytest.raises(MailError):
            await mailer(port, options="?starttls=true").ask()
    with pytest.raises(MailError, match="SMTPConnectError"):
        await mailer(port).ask()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", None, None, None, tls=False, starttls=None)),
        (
            "smtp://user:p%40ss@mail.example:587?starttls=true",
            SmtpServer("mail.example", 587, "user", "p@ss", tls=False, starttls=True),
        ),
        (
            "smtp://127.0.0.1:2525/?starttls=false",
            SmtpServer("127.0.0.1", 2525, None, None, tls=False, starttls=False),
        ),
        ("smtps://u:p@mail.example", SmtpServer("mail.example", None, "u", "p", tls=True, starttls=None)),
        ("smtp://[::1]:25", SmtpServer("::1", 25, None, None, tls=False, starttls=None)),
    ],
)
def test_the_servers_address_is_understood(url: str, server: SmtpServer) -> None:
    assert SmtpServer.parse(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example:25",
        "http://user:secret@mail.example",
        "smtp://",
        "smtp://user:secret@:25",
        "smtp://user:secret@mail.example:port",
        "smtp://user:secret@mail.example:99999",
        "smtp://user:secret@mail.example/inbox",
        "smtp://user:secret@mail.example?starttls=maybe",
        "smtp://user:secret@mail.example?starttls",
        "smtp://user:secret@mail.example?tls=true",
        "smtps://user:secret@mail.example?starttls=true",
    ],
)
def test_an_address_that_is_not_understood_is_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        SmtpServer.parse(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("mail_from", ["", "noreply", "a@b@c", "Личный кабинет", "Личный кабинет <>"])
def test_a_sender_without_an_address_is_refused(mail_from: str) -> None:
    with pytest.raises(ValueError, match="expected an address"):
        SmtpMailer("smtp://mail.example", mail_from, lambda: NOW)


def test_a_sender_may_be_a_bare_address() -> None:
    SmtpMailer("smtp://mail.example", "noreply@sbyt.example", lambda: NOW)
