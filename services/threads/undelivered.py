"""Messages that reached nobody: the operators are told, about a resident's chat or about their own group."""

from datetime import datetime

from domain.alert import AlertKind
from services.messages import (
    AlertContent,
    Content,
    PhotoAsked,
    ThreadContent,
    ThreadToResident,
    ThreadUndelivered,
)
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


SHOWN_WORDS = 500
"""Characters of a resident's words that are shown in place of the message."""


def note_kept_from_operators(
    unit: ThreadUnit, message_id: int, content: Content, error: str, at: datetime
) -> None:
    """Tell operators that Telegram takes a message to their group no more, with what can be shown of it.

    If the message that says so is refused as well, no other one follows.
    """
    alert_id, words = _about(unit, content)
    alert = None if alert_id is None else unit.alerts.find(alert_id)
    if alert is not None and alert.kind is AlertKind.MESSAGE_SET_ASIDE:
        return
    details = {} if alert is None else alert.details
    shown = words or str(details.get("question") or "")
    known = {
        "error": error,
        "who": str(details.get("login") or details.get("number") or "–"),
        "words": shown[:SHOWN_WORDS] or "–",
    }
    unit.alerts.raise_alert(AlertKind.MESSAGE_SET_ASIDE, f"message:{message_id}", known, at)


def _about(unit: ThreadUnit, content: Content) -> tuple[int | None, str]:
    """Give the alert that a message is about, and the resident's words in it."""
    match content:
        case ThreadContent(message=message_id):
            said = unit.threads.get(message_id)
            return said.alert_id, said.post.text
        case AlertContent(alert=alert_id):
            return alert_id, ""
    return None, ""
