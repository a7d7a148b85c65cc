"""Who sent a reading, as those who share the number read it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.reading import Reading
from ui.texts import Speech


def sent_by(say: Speech, text: str, reading: Reading, senders: Mapping[int, str]) -> str:
    """Add to what is said of a reading who sent it, if it was another; ``senders`` are the other accounts."""
    return _with_sender(say, text, "sent-by", senders.get(reading.account_id))


def earlier_sent_by(say: Speech, text: str, earlier: Reading, senders: Mapping[int, str]) -> str:
    """Add the same to what is said of the reading before another one."""
    return _with_sender(say, text, "earlier-sent-by", senders.get(earlier.account_id))


def _with_sender(say: Speech, text: str, text_id: str, login: str | None) -> str:
    if login is None:
        return text
    return f"{text} {say(text_id, who=login or say.plain('sender-former'))}"


def sender_name(say: Speech, reading: Reading, senders: Mapping[int, str]) -> str:
    """Name who sent a reading: «Вы», a masked login, or another resident who holds the number no more."""
    login = senders.get(reading.account_id)
    if login is None:
        return say.plain("sender-own")
    return login or say.plain("sender-former")
