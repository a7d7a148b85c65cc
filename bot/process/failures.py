"""After a fault of ours the resident gets an apology, the operators an alert, and the log a line."""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from domain.alert import AlertKind
from services.ports import Clock
from storage.conversation_state import Turn
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from ui.texts import Texts

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FailureDesk:
    """``bot.intake.intake.Failures``, and the same for work that no update asked for."""

    bot: Bot
    database: Database
    texts: Texts
    clock: Clock
    support_phone: str
    operator_chat_id: int | None

    async def handling_failed(self, turn: Turn, error: Exception) -> None:
        """Apologise and raise an alert; faults of one kind at one place raise one a day."""
        await self.report(error)
        if turn.key.chat_id == self.operator_chat_id:
            return
        say = self.texts.within(turn.visitor.language)
        with suppress(TelegramAPIError):
            await self.bot.send_message(turn.key.chat_id, say("failure-apology", phone=self.support_phone))

    async def report(self, error: BaseException) -> None:
        """Log a fault and tell the operators, without anything that a resident typed."""
        place = _place(error)
        log.error("unexpected %s at %s", type(error).__name__, place, exc_info=error)
        now = self.clock()
        await self.database.write(
            lambda unit: unit.alerts.raise_alert(
                AlertKind.UNEXPECTED_ERROR,
                f"error:{type(error).__name__}:{place}:{now:%Y-%m-%d}",
                {"error": type(error).__name__, "place": place},
                now,
            )
        )

    async def set_aside(self, update: IncomingUpdate) -> None:
        """Tell the operators about an update that will not be handled."""
        log.error("update %s was set aside: its handling ended the process too often", update.update_id)
        now = self.clock()
        await self.database.write(
            lambda unit: unit.alerts.raise_alert(
                AlertKind.UPDATE_SET_ASIDE,
                f"update:{update.update_id}",
                {"update": str(update.update_id)},
                now,
            )
        )


def _place(error: BaseException) -> str:
    """Name where it happened, by module and line of the innermost frame of ours."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame
        for frame in frames
        if "site-packages" not in frame.filename and "/lib/python" not in frame.filename
    ]
    if not (ours or frames):
        return "unknown"
    frame = (ours or frames)[-1]
    return f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}"
