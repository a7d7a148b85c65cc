"""Makes the text of an outgoing message when it is sent, and hands it to Telegram or to the mail server."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.delivery.letters import LetterRenderer
from bot.delivery.sender import Note
from domain.dates import Month
from handlers.operators.alerts import alert_screen
from handlers.wording import month_name
from integrations.smtp_mailer import MailError, SmtpMailer
from services.alerts import MESSAGE_KIND
from services.ports import Priority
from storage.outbox import OutgoingMessage
from storage.sqlite.database import Database
from ui.screen import Screen
from ui.talk import UNCHANGED, editing, sending
from ui.texts import Speech, Texts

GONE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
    "MESSAGE_ID_INVALID",
)
"""What Telegram says where an edit will never succeed."""


class Answered(Protocol):
    """Hears whether the mail server could be reached."""

    def __call__(self, *, ok: bool) -> None: ...


class OwnDelivery(Protocol):
    """Sends messages of some kinds in a way of their own."""

    @property
    def kinds(self) -> Collection[str]:
        """Which these are."""
        ...

    async def __call__(self, say: Speech, message: OutgoingMessage) -> Note:
        """Send one of them."""
        ...


@dataclass(frozen=True)
class TelegramDelivery:
    """Sends messages to chats."""

    bot: Bot
    database: Database
    texts: Texts
    zone: ZoneInfo
    others: Sequence[OwnDelivery] = ()

    async def __call__(self, message: OutgoingMessage) -> Note:
        """Send one message, or draw one that is there already again."""
        chat_id = int(message.recipient)
        say = self.texts.within(message.language)
        if message.kind == MESSAGE_KIND:
            return await self._draw_alert(chat_id, say, int(message.details["alert"] or 0))
        for other in self.others:
            if message.kind in other.kinds:
                return await other(say, message)
        is_quiet = message.priority is Priority.PROGRESS  # may come at night, with half a million others
        await self.bot.send_message(
            chat_id, message_text(say, message), disable_notification=is_quiet or None
        )
        return None

    async def _draw_alert(self, chat_id: int, say: Speech, alert_id: int) -> Note:
        """Show an alert as it stands: in place of its message, or as a new one if there is none any more."""
        alert = await self.database.read(lambda unit: unit.alerts.get(alert_id))
        shown = await draw(self.bot, chat_id, alert.message_id, alert_screen(say, alert, self.zone))
        return lambda unit: unit.alerts.set_message(alert, shown)


async def draw(bot: Bot, chat_id: int, shown: int | None, screen: Screen) -> int:
    """Put a screen in place of the message that shows it, or send it; return its number."""
    if shown is not None and await _is_edited(bot, chat_id, shown, screen):
        return shown
    return (await bot(sending(chat_id, screen))).message_id


async def _is_edited(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> bool:
    """Put a screen in place of a message; ``False`` if somebody deleted it, or it is of another sort."""
    try:
        await bot(editing(chat_id, message_id, screen))
    except TelegramBadRequest as error:
        if any(reason in error.message for reason in GONE):
            return False
        if UNCHANGED not in error.message:
            raise
    return True


def message_text(say: Speech, message: OutgoingMessage) -> str:
    """Write the words of a message to a resident.

    A reason that operators choose has a text of its own, which says what to do; one that was typed is quoted.
    """
    details = dict(message.details)
    if month := details.get("month"):
        details["month"] = month_name(say, Month.parse(str(month)))
    text_id, reason = f"message-{message.kind}", details.get("reason")
    if reason:
        text_id += f"-{reason}" if say.has(f"{text_id}-{reason}") else "-reason"
    return say(text_id, **details)


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
