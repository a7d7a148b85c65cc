"""Messages that go out without an update to answer: letters, alerts, news for residents.

A message is left in the transaction of the fact that it reports, and its text is made when it is sent. It
goes out at least once: what was sent but not yet marked when the process ended is sent again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.details import Value
from services.ports import Clock, Priority
from storage.columns import json_object, json_text, moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

ADD = """
    INSERT INTO outbox (channel, priority, recipient, kind, details, language, created_at, not_before, once)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (once) WHERE once IS NOT NULL AND sent_at IS NULL AND set_aside_at IS NULL DO UPDATE SET
        priority = CASE WHEN outbox.priority < excluded.priority
            THEN outbox.priority ELSE excluded.priority END,
        not_before = CASE WHEN outbox.not_before < excluded.not_before
            THEN outbox.not_before ELSE excluded.not_before END
    RETURNING id
"""
DUE = """
    SELECT id, priority, recipient, kind, details, language, created_at, attempts FROM outbox
    WHERE channel = ? AND sent_at IS NULL AND set_aside_at IS NULL AND (not_before <= ? OR not_before > ?)
        AND recipient NOT IN ({excluded})
    ORDER BY priority, id LIMIT ?
"""
NEXT_DUE_AT = """
    SELECT min(not_before) FROM outbox
    WHERE channel = ? AND not_before > ? AND sent_at IS NULL AND set_aside_at IS NULL
"""
OLDEST_FAILING = """
    SELECT id, priority, recipient, kind, details, language, created_at, attempts FROM outbox
    WHERE channel = ? AND sent_at IS NULL AND set_aside_at IS NULL AND attempts > 0
    ORDER BY id LIMIT 1
"""
MARK_SENT = "UPDATE outbox SET sent_at = ?, error = NULL WHERE id = ?"
POSTPONE = "UPDATE outbox SET attempts = attempts + 1, not_before = ?, error = ? WHERE id = ?"
SET_ASIDE = "UPDATE outbox SET attempts = attempts + 1, set_aside_at = ?, error = ? WHERE id = ?"
DEPTH = "SELECT count(*) FROM outbox WHERE channel = ? AND sent_at IS NULL AND set_aside_at IS NULL"
OLDEST = "SELECT min(created_at) FROM outbox WHERE channel = ? AND sent_at IS NULL AND set_aside_at IS NULL"
MARK_UNREACHABLE = """
    INSERT INTO unreachable_chats (chat_id, since) VALUES (?, ?) ON CONFLICT (chat_id) DO NOTHING
"""
MARK_REACHABLE = "DELETE FROM unreachable_chats WHERE chat_id = ?"
SEND_AGAIN = """
    UPDATE outbox SET set_aside_at = NULL, error = NULL
    WHERE recipient = ? AND channel = ? AND priority = ? AND error = 'unreachable'
        AND set_aside_at IS NOT NULL
"""
FORGET = """
    DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE created_at < ? AND (sent_at IS NOT NULL OR set_aside_at IS NOT NULL)
        ORDER BY created_at LIMIT ?
    )
"""
IS_UNREACHABLE = "SELECT 1 FROM unreachable_chats WHERE chat_id = ?"


UNREACHABLE = "unreachable"
"""Why a message was given up: the person blocked the bot or is gone."""
LONGEST_WAIT = timedelta(minutes=30)
"""No message is put off for longer: what waits for a later moment was left before the clock was set back."""


class Channel(StrEnum):
    """By which way a message goes out; each has a pace of its own."""

    TELEGRAM = "telegram"
    MAIL = "mail"


@dataclass(frozen=True)
class OutgoingMessage:
    """A message that waits; ``recipient`` is a chat id or an e-mail address.

    ``attempts`` counts how often sending it has failed.
    """

    id: int
    priority: Priority
    recipient: str
    kind: str
    details: Mapping[str, Value]
    language: str
    created_at: datetime
    attempts: int

    @property
    def is_to_group(self) -> bool:
        """Whether it goes to a group, of which the operators' is the only one that is written to."""
        return self.recipient.startswith("-")


@dataclass(frozen=True)
class OutboxRepository:
    """``services.ports.Outbox`` in the database, and what those who send need."""

    connection: Connection
    clock: Clock

    def telegram(
        self,
        chat_id: int,
        kind: str,
        details: Mapping[str, Value],
        *,
        language: str,
        priority: Priority,
        once: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Leave a message to a chat, to be sent after ``delay``.

        Of the messages with the same word ``once`` one waits at a time, for the shortest delay asked for: its
        text is made when it is sent, so it says what the others would have said.
        """
        self._add(Channel.TELEGRAM, priority, str(chat_id), kind, details, language, once, delay)

    def leave(
        self, chat_id: int, kind: str, details: Mapping[str, Value], *, language: str, priority: Priority
    ) -> int:
        """Leave a message to a chat, and return by which number to ask what became of it."""
        return self._add(Channel.TELEGRAM, priority, str(chat_id), kind, details, language)

    def letter(self, address: str, kind: str, details: Mapping[str, Value], *, language: str) -> None:
        """Leave a letter."""
        self._add(Channel.MAIL, Priority.LETTER, address, kind, details, language)

    def due(
        self, channel: Channel, now: datetime, limit: int, *, excluding: Collection[str] = ()
    ) -> list[OutgoingMessage]:
        """List what may be sent now: the most urgent first, then in order of arrival.

        ``excluding`` names recipients whose pace allows nothing at present, so that what waits for them does
        not stand in the way of others.
        """
        sql = DUE.format(excluded=", ".join("?" * len(excluding)))
        never = moment_text(now + LONGEST_WAIT)
        rows = self.connection.execute(sql, (channel, moment_text(now), never, *excluding, limit))
        return [_message(row) for row in rows]

    def next_due_at(self, channel: Channel, now: datetime) -> datetime | None:
        """Tell when the next message that may not be sent yet may be; ``None`` if none waits for that."""
        row = self.connection.execute(NEXT_DUE_AT, (channel, moment_text(now))).fetchone()
        return optional_moment_from(row[0])

    def oldest_failing(self, channel: Channel) -> OutgoingMessage | None:
        """Find the message that has been failing longest and still waits."""
        row = self.connection.execute(OLDEST_FAILING, (channel,)).fetchone()
        return None if row is None else _message(row)

    def mark_sent(self, message_id: int, at: datetime) -> None:
        """Note that a message went out."""
        self.connection.execute(MARK_SENT, (moment_text(at), message_id))

    def postpone(self, message_id: int, until: datetime, error: str) -> None:
        """Count a failure and try again later; ``error`` names its kind, without personal data."""
        self.connection.execute(POSTPONE, (moment_text(until), error, message_id))

    def set_aside(self, message_id: int, at: datetime, error: str) -> None:
        """Give a message up, for a failure that will not pass."""
        self.connection.execute(SET_ASIDE, (moment_text(at), error, message_id))

    def forget(self, before: datetime, limit: int) -> int:
        """Delete up to ``limit`` messages that went out or were given up, and return how many."""
        return self.connection.execute(FORGET, (moment_text(before), limit)).rowcount

    def depth(self, channel: Channel) -> int:
        """Count the messages that wait."""
        count: int = self.connection.execute(DEPTH, (channel,)).fetchone()[0]
        return count

    def oldest_created_at(self, channel: Channel) -> datetime | None:
        """Tell since when the one that waits longest waits."""
        return optional_moment_from(self.connection.execute(OLDEST, (channel,)).fetchone()[0])

    def mark_unreachable(self, chat_id: int, since: datetime) -> None:
        """Note that a person blocked the bot or is gone."""
        self.connection.execute(MARK_UNREACHABLE, (chat_id, moment_text(since)))

    def mark_reachable(self, chat_id: int) -> None:
        """Note that a person wrote again; what happened to what they did meanwhile is sent now."""
        if self.connection.execute(MARK_REACHABLE, (chat_id,)).rowcount:
            row = (str(chat_id), Channel.TELEGRAM, Priority.DECISION)
            self.connection.execute(SEND_AGAIN, row)

    def is_unreachable(self, chat_id: int) -> bool:
        """Whether nothing reaches this chat until the person writes again."""
        return self.connection.execute(IS_UNREACHABLE, (chat_id,)).fetchone() is not None

    def _add(
        self,
        channel: Channel,
        priority: Priority,
        recipient: str,
        kind: str,
        details: Mapping[str, Value],
        language: str,
        once: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> int:
        now = self.clock()
        texts = kind, json_text(details), language, moment_text(now), moment_text(now + delay)
        row = self.connection.execute(ADD, (channel, priority, recipient, *texts, once)).fetchone()
        message_id: int = row["id"]
        return message_id


@dataclass(frozen=True)
class OperatorsOutbox:
    """Messages to the operators' chat; without such a chat none is left."""

    outbox: OutboxRepository
    chat_id: int | None
    language: str

    def leave(
        self,
        kind: str,
        details: Mapping[str, Value],
        priority: Priority = Priority.ALERT,
        *,
        once: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Leave a message; ``once`` and ``delay`` as in :meth:`OutboxRepository.telegram`."""
        if self.chat_id is not None:
            self.outbox.telegram(
                self.chat_id,
                kind,
                details,
                language=self.language,
                priority=priority,
                once=once,
                delay=delay,
            )


def _message(row: Row) -> OutgoingMessage:
    return OutgoingMessage(
        id=row["id"],
        priority=Priority(row["priority"]),
        recipient=row["recipient"],
        kind=row["kind"],
        details=json_object(row["details"]),
        language=row["language"],
        created_at=moment_from(row["created_at"]),
        attempts=row["attempts"],
    )
