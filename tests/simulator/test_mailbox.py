"""The mailbox: letters arrive, and mail servers have bad days too."""

from __future__ import annotations

from email.message import EmailMessage

import aiosmtplib
import pytest

from simulator import Simulator
from tests.simulator.town import Clock


def letter(text: str = "Код: 123456") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Личный кабинет <no-reply@example.org>"
    message["To"] = "anna@example.org"
    message["Subject"] = "Подтверждение адреса"
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    return message


async def send(sim: Simulator, message: EmailMessage) -> None:
    host, _, port = sim.smtp_url.removeprefix("smtp://").partition(":")
    await aiosmtplib.send(message, hostname=host, port=int(port), start_tls=False)


async def test_a_letter_arrives_as_its_reader_sees_it(sim: Simulator, clock: Clock) -> None:
    await send(sim, letter())
    (arrived,) = sim.letters
    assert (arrived.to, arrived.subject) == ("anna@example.org", "Подтверждение адреса")
    assert arrived.from_ == "Личный кабинет <no-reply@example.org>"
    assert (arrived.text, arrived.html) == ("Код: 123456\n", "<p>Код: 123456</p>\n")
    assert (arrived.id, arrived.at) == (1, clock.now)


async def test_a_letter_without_html_has_none(sim: Simulator) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message.set_content("строка 1\nстрока 2\n")
    await send(sim, message)
    assert (sim.letters[0].text, sim.letters[0].html, sim.letters[0].subject) == (
        "строка 1\nстрока 2\n",
        "",
        "",
    )


async def test_the_server_can_refuse_letters_for_now(sim: Simulator) -> None:
    sim.mailbox.refuses_letters = True
    with pytest.raises(aiosmtplib.SMTPDataError, match=r"4\.3\.0") as error:
        await send(sim, letter())
    assert error.value.code == 451
    sim.mailbox.refuses_letters = False
    await send(sim, letter())
    assert len(sim.letters) == 1


async def test_the_server_can_be_down_and_come_back_at_the_same_address(sim: Simulator) -> None:
    address = sim.smtp_url
    await sim.mailbox.refuse_connections()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await send(sim, letter())
    await sim.mailbox.accept_connections()
    assert sim.smtp_url == address
    await send(sim, letter())
    assert len(sim.letters) == 1
