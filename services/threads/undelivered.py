"""Messages that reached nobody: where else they may go, and what operators are told.

Operators wait for their answers and requests to reach a resident, and residents for their words to reach the
operators' group, so operators are told of these alone.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.alert import AlertKind
from domain.thread import Thread
from domain.unreached import Unreached
from services.messages import (
    AlertContent,
    Content,
    PhotoAsked,
    ThreadContent,
    ThreadRewritten,
    ThreadToResident,
    ThreadUndelivered,
)
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
