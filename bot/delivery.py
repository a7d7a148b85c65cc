"""Makes the text of an outgoing message when it is sent, and hands it to Telegram or to the mail server."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.letters import LetterRenderer
from bot.sender import Note
from domain.dates import Month
from handlers.notices import notice_screen
from handlers.operators.notices import progress_screen
from handlers.wording import month_name
from integrations.smtp_mailer import MailError, SmtpMailer
from services.alerts import Alert
from services.notice_sending import NOTICE
from services.notices import PROGRESS, Progress
from services.ports import Priority
from storage.alerts import MESSAGE_KIND
from storage.database import Database
from storage.outbox import OutgoingMessage
from ui.screen import Screen
from ui.talk import editing, sending
from ui.texts import Speech, Texts

UNCHANGED = "message is not modified"
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


class AlertScreenMaker(Protocol):
    """Makes the screen of an alert as it stands."""

    async def __call__(self, say: Speech, alert: Alert) -> Screen: ...


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
    alert_screen: AlertScreenMaker
    others: Sequence[OwnDelivery] = ()

    async def __call__(self, message: OutgoingMessage) -> Note:
        """Send one message, or draw one that is there already again."""
        chat_id = int(message.recipient)
        say = self.texts.within(message.language)
        if message.kind == MESSAGE_KIND:
            return await self._draw_alert(chat_id, say, int(message.details["alert"] or 0))
        if message.kind == PROGRESS:
            return await self._draw_progress(chat_id, say, int(message.details["notice"] or 0))
        if message.kind == NOTICE:
            await self.bot(sending(chat_id, await self._notice(say, message)))
            return None
        for other in self.others:
            if message.kind in other.kinds:
                return await other(say, message)
        is_quiet = message.priority is Priority.PROGRESS  # may come at night, with half a million others
        await self.bot.send_message(
            chat_id, message_text(say, message), disable_notification=is_quiet or None
        )
        return None

    async def _notice(self, say: Speech, message: OutgoingMessage) -> Screen:
        """Make a notice as its recipient reads it, with those of their addresses that it is about."""
        notice_id, account_id = (int(message.details[name] or 0) for name in ("notice", "account"))
        notice, addresses = await self.database.read(
            lambda unit: (
                unit.notices.get(notice_id),
                unit.notices.list_concerned(notice_id, account_id),
            )
        )
        return notice_screen(say, notice.text, addresses)

    async def _draw_progress(self, chat_id: int, say: Speech, notice_id: int) -> Note:
        """Show operators how far a notice is."""
        progress = await self.database.read(
            lambda unit: Progress(unit.notices.get(notice_id), unit.notices.counts(notice_id))
        )
        shown = await self._draw(chat_id, progress.notice.message_id, progress_screen(say, progress))
        return lambda unit: unit.notices.set_message(progress, shown)

    async def _draw_alert(self, chat_id: int, say: Speech, alert_id: int) -> Note:
        """Show an alert as it stands: in place of its message, or as a new one if there is none any more."""
        alert = await self.database.read(lambda unit: unit.alerts.get(alert_id))
        screen = await self.alert_screen(say, alert)
        shown = await self._draw(chat_id, alert.message_id, screen)
        return lambda unit: unit.alerts.set_message(alert, shown)

    async def _draw(self, chat_id: int, shown: int | None, screen: Screen) -> int:
        """Put a screen in place of the message that shows it, or send it; return its number."""
        if shown is not None and await self._is_edited(chat_id, shown, screen):
            return shown
        return (await self.bot(sending(chat_id, screen))).message_id

    async def _is_edited(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Put a screen in place of a message; ``False`` if somebody deleted it, or it is of another sort."""
        try:
            await self.bot(editing(chat_id, message_id, screen))
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
