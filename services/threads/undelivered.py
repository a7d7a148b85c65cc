"""Messages to residents that reached no chat: where else they may go, and what operators are told.

Operators wait for their answers and requests to arrive, so they are told of these alone.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.thread import Thread
from domain.unreached import Unreached
from services.messages import Content, PhotoAsked, ThreadRewritten, ThreadToResident, ThreadUndelivered
from services.ports import Priority
from services.threads.thread import ThreadUnit, chats_of


def reading_chats(unit: ThreadUnit, account_id: int, content: Content) -> Sequence[int]:
    """List the chats of an account that a message about it may go to now."""
    thread = _thread_of(unit, content)
    return unit.sessions.list_chats(account_id) if thread is None else chats_of(unit, thread)


def note_undelivered(unit: ThreadUnit, content: Content, reason: Unreached, at: datetime) -> None:
    """Tell operators that their message reached no chat of the resident; ignore other kinds."""
    match content:
        case ThreadToResident(message=message_id):
            unit.threads.mark_undelivered(message_id, at, reason)
            unit.operators.leave(ThreadUndelivered(message_id), Priority.DESK)
        case PhotoAsked(alert=alert_id):
            alert = unit.alerts.find(alert_id)
            if alert is not None and not alert.is_decided:
                unit.alerts.annotate(alert_id, {"photo_unreached": reason})


def _thread_of(unit: ThreadUnit, content: Content) -> Thread | None:
    match content:
        case ThreadToResident(message=message_id) | ThreadRewritten(message=message_id):
            return unit.threads.find_of_message(message_id)
    return None
