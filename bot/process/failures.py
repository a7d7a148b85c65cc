"""Reports faults of the bot: an apology to the resident, an alert to the operators, and a line in the log."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass

from domain.alert import AlertKind
from domain.details import Value
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
    operator_chat_id: int | None

    async def handling_failed(self, visitor: Visitor, error: Exception) -> None:
        """Apologise and raise an alert; faults of one kind at one place raise one alert a day.

        The alert says whether residents got an apology, so it comes after the first of them.
        """
        is_told = visitor.chat_id != self.operator_chat_id and await self._apologise(visitor)
        await self._report(error, "apology" if is_told else None)

    async def report(self, error: BaseException) -> None:
        """Log a fault and tell the operators, without a word that a resident typed."""
        await self._report(error, None)

    async def _apologise(self, visitor: Visitor) -> bool:
        say = self.texts.within(visitor.language)
        apology = send_message(visitor.chat_id, say("failure-apology", phone=self.support_phone))
        try:
            await self.messenger(apology)
        except MessengerError:
            return False
        return True

    async def _report(self, error: BaseException, consequence: str | None) -> None:
        place = _place(error)
        log.error("unexpected %s at %s", type(error).__name__, place, exc_info=error)
        now = self.clock()
        await self.database.write(
            lambda unit: unit.alerts.raise_alert(
                AlertKind.UNEXPECTED_ERROR,
                f"error:{type(error).__name__}:{place}:{consequence or ''}:{now:%Y-%m-%d}",
                {"error": type(error).__name__, "place": place, "consequence": consequence},
                now,
            )
        )

    async def set_aside(self, update: IncomingUpdate) -> None:
        """Tell the operators about an update that will not be handled."""
        log.error("update %s was set aside: its handling ended the process too often", update.update_id)
        await self._tell(f"update:{update.update_id}", {"update": str(update.update_id)})

    async def not_understood(self, update_id: int | None) -> None:
        """Tell the operators about an update that cannot be answered; without a number, once a day."""
        log.error("update %s belongs to nobody, or is none", update_id)
        key = f"{self.clock():%Y-%m-%d}" if update_id is None else str(update_id)
        number = "?" if update_id is None else str(update_id)
        await self._tell(f"update:{key}", {"update": number, "is_untried": 1})

    async def _tell(self, key: str, details: Mapping[str, Value]) -> None:
        now = self.clock()
        await self.database.write(
            lambda unit: unit.alerts.raise_alert(AlertKind.UPDATE_SET_ASIDE, key, details, now)
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
