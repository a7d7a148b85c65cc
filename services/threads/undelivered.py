"""Messages to residents that reached no chat: the operators who wait for an answer are told."""

from datetime import datetime

from services.messages import Content, PhotoAsked, ThreadToResident, ThreadUndelivered
from services.ports import Priority
from services.threads.thread import ThreadUnit


def note_undelivered(unit: ThreadUnit, content: Content, at: datetime) -> None:
    """Tell operators that their message reached no chat of the resident; ignore other kinds."""
    match content:
        case ThreadToResident(message=message_id):
            unit.threads.mark_undelivered(message_id, at)
            unit.operators.leave(ThreadUndelivered(message_id), Priority.DESK)
        case PhotoAsked(alert=alert_id):
            left = int(unit.alerts.get(alert_id).details.get("photo_chats") or 1) - 1
            unit.alerts.annotate(alert_id, {"photo_chats": left})
