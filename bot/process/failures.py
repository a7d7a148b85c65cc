"""Reports faults of the bot: an apology to the resident, an alert to the operators, and a line in the log."""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress
from dataclasses import dataclass

from domain.alert import AlertKind
from services.group import OperatorsGroup
from services.ports import Clock
from services.visitor import Visitor
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from ui.messenger import Messenger, MessengerError, send_message
from ui.texts import Texts

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FailureDesk:
    """``bot.intake.handling.Failures``, and the same for work that no update asked for."""

    messenger: Messenger
    database: Database
    texts: Texts
    clock: Clock
    support_phone: str
    group: OperatorsGroup

    async def handling_failed(self, visitor: Visitor, error: Exception) -> None:
        """Apologise and raise an alert; faults of one kind at one place raise one alert a day."""
        await self.report(error)
        if self.group.is_at(visitor.chat_id):
            return
        say = self.texts.within(visitor.language)
        with suppress(MessengerError):
            await self.messenger(
                send_message(visitor.chat_id, say("failure-apology", phone=self.support_phone))
            )

    async def report(self, error: BaseException) -> None:
        """Log a fault and tell the operators, without a word that a resident typed."""
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
        await self._tell(f"update:{update.update_id}", str(update.update_id))

    async def not_understood(self, update_id: int | None) -> None:
        """Tell the operators about an update that cannot be answered; without a number, once a day."""
        log.error("update %s belongs to nobody, or is none", update_id)
        key = f"{self.clock():%Y-%m-%d}" if update_id is None else str(update_id)
        await self._tell(f"update:{key}", "?" if update_id is None else str(update_id))

    async def _tell(self, key: str, number: str) -> None:
        now = self.clock()
        await self.database.write(
            lambda unit: unit.alerts.raise_alert(AlertKind.UPDATE_SET_ASIDE, key, {"update": number}, now)
        )


def _place(error: BaseException) -> str:
    """Name the place of an error: module and line of the innermost frame in the project's own code."""
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
