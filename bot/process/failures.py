"""Reports faults of the bot: an apology to the resident, an alert to the operators, and a line in the log."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass

from domain.alert import AlertKind
from services.group import OperatorsGroup
from services.messages import TooMuchAtOnce
from services.ports import Clock, Priority
from services.visitor import Visitor
from storage.inbox import IncomingUpdate
from storage.store import Store
from storage.unit import StoredUnit
from ui.messenger import Messenger, MessengerError, send_message
from ui.texts import Texts

log = logging.getLogger(__name__)

LEFT = {"died": "ended the process too often", "sealed": "was sealed with another token"}
"""Why an update of an earlier process is not handled, for the log."""


@dataclass(frozen=True)
class FailureDesk:
    """``bot.intake.handling.Failures``, and the same for work that no update asked for."""

    messenger: Messenger
    database: Store
    texts: Texts
    clock: Clock
    support_phone: str
    group: OperatorsGroup

    async def handling_failed(self, visitor: Visitor, error: Exception) -> None:
        """Apologise and raise an alert; faults of one kind at one place raise one alert a day.

        The alert says whether residents got an apology, so it comes after the first of them.
        """
        is_told = await self._apologise(visitor)
        await self._report(error, "apology" if is_told else None)

    async def _apologise(self, visitor: Visitor) -> bool:
        """Apologise in a chat that is not the operators', and tell whether that could be done."""
        if self.group.is_at(visitor.chat_id):
            return False
        say = self.texts.within(visitor.language)
        apology = send_message(visitor.chat_id, say("failure-apology", phone=self.support_phone))
        try:
            await self.messenger(apology)
        except MessengerError:
            return False
        return True

    async def report(self, error: BaseException) -> None:
        """Log a fault and tell the operators, without a word that a resident typed."""
        await self._report(error, None)

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

    async def work_failed(self, name: str, error: Exception) -> None:
        """Tell the operators that endless work failed and begins again, once a day for each fault."""
        await self._tell_of_work(name, error, ended="no")

    async def work_ended(self, name: str, error: Exception | None) -> None:
        """Tell the operators that the process ends, because endless work has ended before its time."""
        await self._tell_of_work(name, error, ended="yes")

    async def _tell_of_work(self, name: str, error: Exception | None, *, ended: str) -> None:
        cause = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
        kind, place = ("–", "–") if cause is None else (type(cause).__name__, _place(cause))
        now = self.clock()
        await self.database.write(
            lambda unit: unit.alerts.raise_alert(
                AlertKind.WORK_FAILED,
                f"work:{name}:{ended}:{kind}:{place}:{now:%Y-%m-%d}",
                {"work": name.replace(" ", "-"), "error": kind, "place": place, "ended": ended},
                now,
            )
        )

    async def set_aside(self, update: IncomingUpdate, reason: str) -> None:
        """Tell the operators about an update that an earlier process left and that will not be handled."""
        log.error("update %s was set aside: it %s", update.update_id, LEFT[reason])
        await self._tell(update.update_id, reason=reason)

    async def not_understood(self, update_id: int | None) -> None:
        """Tell the operators about an update that cannot be answered; without a number, once a day."""
        log.error("update %s cannot be read, belongs to nobody, or is none", update_id)
        await self._tell(update_id, reason="unreadable")

    async def waited_too_long(self, update_id: int, visitor: Visitor, error: Exception) -> None:
        """Apologise for an update that was given up because others could not wait longer, and tell of it."""
        log.error("update %s was set aside: it waited too long", update_id, exc_info=error)
        told = await self._apologise(visitor)
        await self._tell(update_id, reason="waited", told="yes" if told else "no")

    async def too_much_at_once(self, chat_id: int, count: int) -> None:
        """Tell a person, or the operators' group, that so many updates were not kept; no other group."""
        log.warning("%s updates of one person were not kept: too many came at once", count)

        def tell(unit: StoredUnit) -> None:
            content = TooMuchAtOnce(count)
            if self.group.is_at(chat_id):
                unit.operators.leave(content, Priority.DESK)
            elif chat_id > 0:
                language = unit.conversations.visitor(chat_id).language or self.texts.within(None).language
                unit.outbox.telegram(chat_id, content, language=language, priority=Priority.DECISION)

        await self.database.write(tell)

    async def _tell(self, update_id: int | None, **details: str) -> None:
        now = self.clock()
        key = f"{now:%Y-%m-%d}" if update_id is None else str(update_id)
        number = "?" if update_id is None else str(update_id)
        await self.database.write(
            lambda unit: unit.alerts.raise_alert(
                AlertKind.UPDATE_SET_ASIDE, f"update:{key}", {"update": number, **details}, now
            )
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
