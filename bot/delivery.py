"""Makes the text of an outgoing message when it is sent, and hands it to Telegram or to the mail server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from aiogram import Bot
from aiogram.types import InlineKeyboardMarkup

from bot.letters import LetterRenderer
from bot.sender import Note
from handlers.operators.alerts import alert_screen
from integrations.smtp_mailer import MailError, SmtpMailer
from storage.alerts import MESSAGE_KIND
from storage.database import Database
from storage.outbox import OutgoingMessage
from ui.texts import Speech, Texts


class Answered(Protocol):
    """Hears whether the mail server could be reached."""

    def __call__(self, *, ok: bool) -> None: ...


@dataclass(frozen=True)
class TelegramDelivery:
    """Sends messages to chats."""

    bot: Bot
    database: Database
    texts: Texts

    async def __call__(self, message: OutgoingMessage) -> Note:
        """Send one message; an alert remembers where it stands in the group, to be edited later."""
        chat_id = int(message.recipient)
        say = self.texts.within(message.language)
        if message.kind != MESSAGE_KIND:
            await self.bot.send_message(chat_id, message_text(say, message))
            return None
        alert_id = int(message.details["alert"] or 0)
        alert = await self.database.read(lambda unit: unit.alerts.get(alert_id))
        screen = alert_screen(say, alert)
        markup = screen.markup()
        sent = await self.bot.send_message(
            chat_id, screen.text, reply_markup=markup if isinstance(markup, InlineKeyboardMarkup) else None
        )
        return lambda unit: unit.alerts.set_message(alert_id, sent.message_id)


def message_text(say: Speech, message: OutgoingMessage) -> str:
    """Write the words of a message to a resident; a reason that was given has a text of its own."""
    has_reason = bool(message.details.get("reason"))
    return say(f"message-{message.kind}{'-reason' if has_reason else ''}", **message.details)


@dataclass(frozen=True)
class MailDelivery:
    """Sends letters."""

    mailer: SmtpMailer
    renderer: LetterRenderer
    answered: Answered

    async def __call__(self, message: OutgoingMessage) -> None:
        """Send one letter, and note whether the server took it."""
        letter = self.renderer.render(message)
        try:
            await self.mailer.send(letter)
        except MailError as error:
            self.answered(ok=error.permanent)  # a server that refuses one letter is there
            raise
        self.answered(ok=True)
