"""Makes the text of an outgoing message when it is sent, and hands it to Telegram or to the mail server."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import InlineKeyboardMarkup

from bot.letters import LetterRenderer
from handlers.operators.alerts import alert_screen
from integrations.smtp_mailer import SmtpMailer
from storage.alerts import MESSAGE_KIND
from storage.database import Database
from storage.outbox import OutgoingMessage
from ui.texts import Texts


@dataclass(frozen=True)
class TelegramDelivery:
    """Sends messages to chats."""

    bot: Bot
    database: Database
    texts: Texts

    async def __call__(self, message: OutgoingMessage) -> None:
        """Send one message; an alert remembers where it stands in the group, to be edited later."""
        chat_id = int(message.recipient)
        say = self.texts.within(message.language)
        if message.kind != MESSAGE_KIND:
            text = say(f"message-{message.kind}", **message.details)
            await self.bot.send_message(chat_id, text)
            return
        alert_id = int(message.details["alert"] or 0)
        alert = await self.database.read(lambda unit: unit.alerts.get(alert_id))
        screen = alert_screen(say, alert)
        markup = screen.markup()
        sent = await self.bot.send_message(
            chat_id, screen.text, reply_markup=markup if isinstance(markup, InlineKeyboardMarkup) else None
        )
        await self.database.write(lambda unit: unit.alerts.set_message(alert_id, sent.message_id))


@dataclass(frozen=True)
class MailDelivery:
    """Sends letters."""

    mailer: SmtpMailer
    renderer: LetterRenderer

    async def __call__(self, message: OutgoingMessage) -> None:
        """Send one letter."""
        await self.mailer.send(self.renderer.render(message))
