"""The progress of a notice in the operators' group: one message, drawn again as chats are reached."""

from datetime import timedelta
from typing import Protocol

from domain.notice import Notice, Progress
from services.messages import MessageKind, NoticeProgress
from services.ports import OperatorsChat

BETWEEN_PROGRESS = timedelta(seconds=10)
"""How often the counts are drawn at most: a group takes 20 messages and edits a minute, alerts included."""


class ProgressBook(Protocol):
    """The notices, as far as operators see them go out."""

    def find(self, notice_id: int) -> Notice | None: ...

    def set_message(self, notice_id: int, message_id: int) -> None:
        """Keep which message in the group shows the progress of a notice."""
        ...


class ProgressUnit(Protocol):
    """What showing the progress needs of the storage."""

    @property
    def notices(self) -> ProgressBook: ...
    @property
    def operators(self) -> OperatorsChat: ...


def show_decision(operators: OperatorsChat, notice_id: int) -> None:
    """Have the progress drawn at once, because an operator decided something or the notice is over."""
    _draw(operators, notice_id, timedelta(0))


def show_counts(operators: OperatorsChat, notice_id: int) -> None:
    """Have the progress drawn within :data:`BETWEEN_PROGRESS`, because only the counts changed."""
    _draw(operators, notice_id, BETWEEN_PROGRESS)


def keep_message(unit: ProgressUnit, drawn: Progress, message_id: int) -> None:
    """Keep which message shows the progress as it was ``drawn``; draw it again if the state changed since."""
    unit.notices.set_message(drawn.notice.id, message_id)
    current = unit.notices.find(drawn.notice.id)
    if current is not None and current.state is not drawn.notice.state:
        show_decision(unit.operators, current.id)


def _draw(operators: OperatorsChat, notice_id: int, delay: timedelta) -> None:
    once = f"{MessageKind.NOTICE_PROGRESS}:{notice_id}"
    operators.leave(NoticeProgress(notice_id), once=once, delay=delay)
