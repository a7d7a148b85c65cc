"""Messages that go out without an update to answer: letters, alerts, news for residents.

A message is left in the transaction of the fact that it reports, and its text is made when it is sent. It
goes out at least once: what was sent but not yet marked when the process ended is sent again.

While a message is on its way its row is leased, so that it is not taken a second time. The lease ends in the
write that notes the outcome: sent, postponed, set aside or given back. A process that ends before leaves its
leases behind. Where no other can be at work, the sender ends those of its channel at its start. Where
replicas are, it ends those that are some seconds old, because what they are for may be on its way.

A row about an account names it. Rows that are the same message to several chats of an account were left at
the same moment, with the same kind and details: by that its copies are found when a chat changes hands.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from domain.frozen import frozen
from domain.unreached import Unreached
from services.messages import (
    AccountContent,
    Addressed,
    Content,
    LetterContent,
    OpenContent,
    Unreadable,
    read_content,
)
from services.ports import Clock, Priority
from storage.columns import json_object, json_text, moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row
from storage.group import GroupRepository

ADD_MESSAGE = """
    INSERT INTO outbox
        (channel, priority, recipient, kind, details, language, created_at, not_before, once)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (once) WHERE once IS NOT NULL AND sent_at IS NULL AND set_aside_at IS NULL DO UPDATE SET
        priority = CASE WHEN outbox.priority < excluded.priority
            THEN outbox.priority ELSE excluded.priority END,
        not_before = CASE WHEN outbox.not_before < excluded.not_before
            THEN outbox.not_before ELSE excluded.not_before END
    RETURNING id
"""
ADD_MESSAGE_ABOUT_ACCOUNT = """
    INSERT INTO outbox
        (channel, priority, recipient, kind, details, language, created_at, not_before, account_id,
         set_aside_at, error)
    VALUES ('telegram', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    RETURNING id
"""
ADD_MESSAGES_ABOUT_ACCOUNTS = ADD_MESSAGE_ABOUT_ACCOUNT.replace("RETURNING id", "")
ADD_COPY = """
    INSERT INTO outbox
        (channel, priority, recipient, kind, details, language, created_at, not_before, account_id)
    SELECT channel, priority, ?, kind, details, language, created_at, not_before, account_id
    FROM outbox WHERE id = ?
"""
IS_FREE = "leased_at IS NULL"
"""The condition of a message that no sender has leased."""
SELECT_MESSAGES = """
    SELECT o.id, o.priority, o.recipient, o.kind, o.details, o.language, o.created_at, o.attempts,
        o.account_id, s.account_id AS signed_in
    FROM outbox o
    LEFT JOIN sessions s ON s.chat_id = CASE
        WHEN o.account_id IS NOT NULL AND o.recipient <> '' THEN CAST(o.recipient AS BIGINT)
    END
"""
LIST_DUE_MESSAGES = f"""
    {SELECT_MESSAGES}
    WHERE channel = ? AND sent_at IS NULL AND set_aside_at IS NULL AND {IS_FREE}
        AND (not_before <= ? OR not_before > ?) AND recipient NOT IN ({{excluded}}) AND priority <= ?
    ORDER BY priority, id LIMIT ?
"""
LEASE_MESSAGE = "UPDATE outbox SET leased_at = ? WHERE id = ?"
END_LEASE = "UPDATE outbox SET leased_at = NULL WHERE id = ?"
END_LEASES = "UPDATE outbox SET leased_at = NULL WHERE channel = ? AND leased_at IS NOT NULL"
END_OLD_LEASES = "UPDATE outbox SET leased_at = NULL WHERE channel = ? AND leased_at <= ?"
HAS_LEASES = "SELECT 1 FROM outbox WHERE channel = ? AND leased_at IS NOT NULL LIMIT 1"
FIND_NEXT_DUE_AT = f"""
    SELECT min(not_before) FROM outbox
    WHERE channel = ? AND not_before > ? AND sent_at IS NULL AND set_aside_at IS NULL AND {IS_FREE}
"""  # noqa: S608
FIND_OLDEST_FAILING_MESSAGE = f"""
    {SELECT_MESSAGES}
    WHERE channel = ? AND sent_at IS NULL AND set_aside_at IS NULL AND attempts > 0
    ORDER BY id LIMIT 1
"""
MARK_MESSAGE_SENT = "UPDATE outbox SET sent_at = ?, error = NULL, leased_at = NULL WHERE id = ?"
POSTPONE_MESSAGE = """
    UPDATE outbox SET attempts = attempts + 1, not_before = ?, error = ?, leased_at = NULL WHERE id = ?
"""
SET_MESSAGE_ASIDE = """
    UPDATE outbox SET attempts = attempts + 1, set_aside_at = ?, error = ?, leased_at = NULL WHERE id = ?
"""
HOLD_MESSAGE_BACK = "UPDATE outbox SET set_aside_at = ?, error = ? WHERE id = ?"
FORWARD_MESSAGE = "UPDATE outbox SET recipient = ? WHERE id = ?"
LIST_COPIES = """
    SELECT copy.recipient, copy.sent_at, copy.set_aside_at, copy.error
    FROM outbox message JOIN outbox copy
        ON copy.account_id = message.account_id AND copy.created_at = message.created_at
        AND copy.kind = message.kind AND copy.details = message.details AND copy.id <> message.id
    WHERE message.id = ?
"""
BRING_MESSAGES_HOME = """
    UPDATE outbox SET recipient = ?, set_aside_at = NULL, error = NULL WHERE id IN (
        SELECT o.id FROM outbox o
        WHERE o.account_id = ? AND o.error = 'signed-out' AND o.set_aside_at IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM outbox copy WHERE copy.recipient = ? AND copy.error = 'unreachable'
                    AND copy.created_at = o.created_at AND copy.kind = o.kind AND copy.details = o.details
            )
        ORDER BY o.id LIMIT ?
    )
"""
BRING_DECISIONS_HOME = """
    UPDATE outbox SET recipient = ?, set_aside_at = NULL, error = NULL WHERE id IN (
        SELECT min(o.id) FROM outbox o
        WHERE o.account_id = ? AND o.error = 'unreachable' AND o.set_aside_at IS NOT NULL AND o.priority = ?
            AND NOT EXISTS (
                SELECT 1 FROM outbox copy
                WHERE copy.account_id = o.account_id AND copy.created_at = o.created_at
                    AND copy.kind = o.kind AND copy.details = o.details
                    AND (copy.sent_at IS NOT NULL OR copy.set_aside_at IS NULL OR copy.recipient = ?)
            )
        GROUP BY o.created_at, o.kind, o.details ORDER BY min(o.id) LIMIT ?
    )
"""
PUT_MESSAGE_BACK = "UPDATE outbox SET set_aside_at = NULL, error = NULL WHERE id = ?"
COUNT_WAITING_MESSAGES = (
    "SELECT count(*) FROM outbox WHERE channel = ? AND sent_at IS NULL AND set_aside_at IS NULL"
)
COUNT_WAITING_OF_PRIORITY = """
    SELECT count(*) FROM (
        SELECT 1 FROM outbox
        WHERE channel = 'telegram' AND priority = ? AND sent_at IS NULL AND set_aside_at IS NULL LIMIT ?
    ) AS portion
"""
FIND_OLDEST_CREATED_AT = (
    "SELECT min(created_at) FROM outbox WHERE channel = ? AND sent_at IS NULL AND set_aside_at IS NULL"
)
MARK_CHAT_UNREACHABLE = """
    INSERT INTO unreachable_chats (chat_id, since, reason) VALUES (?, ?, ?)
    ON CONFLICT (chat_id) DO UPDATE SET reason = excluded.reason
"""
MARK_CHAT_REACHABLE = "DELETE FROM unreachable_chats WHERE chat_id = ?"
SEND_AGAIN = """
    UPDATE outbox SET set_aside_at = NULL, error = NULL WHERE id IN (
        SELECT id FROM outbox
        WHERE recipient = ? AND error = 'unreachable' AND set_aside_at IS NOT NULL AND kind <> 'notice'
        ORDER BY id LIMIT ?
    )
"""
TO_GROUPS = "channel = 'telegram' AND recipient >= '-' AND recipient < '.' AND sent_at IS NULL"
"""The condition of a message to a group that has not gone out; groups have negative numbers."""
LET_GROUP_MESSAGES_GO = f"""
    UPDATE outbox SET not_before = created_at WHERE {TO_GROUPS} AND set_aside_at IS NULL AND attempts > 0
"""  # noqa: S608
LIST_GROUP_MESSAGES_TO_OFFER = f"""
    SELECT id, once FROM outbox AS aside
    WHERE {TO_GROUPS} AND set_aside_at IS NOT NULL AND error <> ? AND offered_again_at IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM outbox AS waiting
            WHERE waiting.once = aside.once AND waiting.sent_at IS NULL AND waiting.set_aside_at IS NULL
        )
    ORDER BY id DESC LIMIT ?
"""  # noqa: S608
OFFER_MESSAGE_AGAIN = """
    UPDATE outbox SET set_aside_at = NULL, error = NULL, not_before = created_at, offered_again_at = ?
    WHERE id = ?
"""
FIND_OLDEST_TO_GROUPS = f"SELECT min(created_at) FROM outbox WHERE {TO_GROUPS} AND set_aside_at IS NULL"  # noqa: S608
FORGET_MESSAGES = """
    DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE created_at < ? AND (sent_at IS NOT NULL OR set_aside_at IS NOT NULL)
            AND NOT (priority = ? AND sent_at IS NULL AND error IN ('signed-out', 'unreachable'))
        ORDER BY created_at LIMIT ?
    )
"""
IS_CHAT_UNREACHABLE = "SELECT 1 FROM unreachable_chats WHERE chat_id = ?"


UNREACHABLE = "unreachable"
"""Why a message is set aside until the person in its chat writes: nothing reaches the chat."""
SIGNED_OUT = "signed-out"
"""Why a message is set aside until somebody signs in to its account: no chat is."""
ELSEWHERE = "elsewhere"
"""Why a message was given up: its chat changed hands, and the account's chats have it already."""
CHANGED_HANDS = "changed-hands"
"""Why a message was given up: it said something in its chat alone, which another account has now, or none."""
NOBODY = "nobody"
"""Why a message was given up: it cannot be told which account it is about, so no chat may show it."""
PORTION = 30
"""How many messages return at once, because others wait for a unit that changes many rows."""
HELD = "held"
"""Why a message is set aside for as long as its notice is paused, or because its notice was cancelled."""
MOST_OFFERED = 1000
"""Messages to the group that are offered again at one start, the newest of them."""
LONGEST_WAIT = timedelta(minutes=30)
"""No message is put off for longer: what waits for a later moment was left before the clock was set back."""


class Channel(StrEnum):
    """By which way a message goes out; each has a pace of its own."""

    TELEGRAM = "telegram"
    MAIL = "mail"


AnyContent = TypeVar("AnyContent", bound=Content, covariant=True)


@dataclass(frozen=True)
class OutgoingMessage(Generic[AnyContent]):
    """A message that waits; ``recipient`` is a chat id or an e-mail address.

    ``attempts`` counts how often sending it has failed. ``account_id`` is the account that it is about, if it
    is about one, and ``signed_in`` the account to which its chat is signed in now, if any.
    """

    id: int
    priority: Priority
    recipient: str
    content: AnyContent
    language: str
    created_at: datetime
    attempts: int
    account_id: int | None = None
    signed_in: int | None = None

    @property
    def is_stray(self) -> bool:
        """Whether its chat may not show it, because the chat is not signed in to the message's account."""
        if self.account_id is None:
            return isinstance(self.content, AccountContent)
        return self.account_id != self.signed_in

    @property
    def kind(self) -> str:
        """The kind in the database, also of a message that this program cannot read."""
        return self.content.kind

    @property
    def chat_id(self) -> int:
        """The chat that it goes to; ``ValueError`` for a letter."""
        return int(self.recipient)

    @property
    def is_to_group(self) -> bool:
        """Whether it goes to a group, of which the operators' is the only one that is written to."""
        return self.recipient.startswith("-")


@dataclass(frozen=True)
class Copy:
    """The same message to another chat of its account."""

    recipient: str
    is_sent: bool
    waits: bool
    error: str | None
    """Why it is set aside, or was put off."""

    @property
    def is_signed_out(self) -> bool:
        """Whether it waits until somebody signs in to the account."""
        return not (self.is_sent or self.waits) and self.error == SIGNED_OUT

    @property
    def is_for_its_chat(self) -> bool:
        """Whether its chat has it, or will have it; not if it was given up there."""
        return self.is_sent or self.waits or self.error in {SIGNED_OUT, UNREACHABLE}


@frozen
class OutboxRepository:
    """``services.ports.Outbox`` in the database, and what the senders need of it."""

    connection: Connection
    clock: Clock

    def telegram(
        self,
        chat_id: int,
        content: OpenContent,
        *,
        language: str,
        priority: Priority,
        once: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Leave a message to a chat, also if nobody is signed in there, to be sent after ``delay``.

        Of the messages with the same word ``once`` one waits at a time, for the shortest delay asked for: its
        text is made when it is sent, so it says what the others would have said.
        """
        self._add(Channel.TELEGRAM, priority, str(chat_id), content, language, once, delay)

    def about(
        self,
        account_id: int,
        chats: Sequence[int],
        content: AccountContent,
        *,
        language: str,
        priority: Priority,
    ) -> None:
        """Leave a message about an account to some of its chats.

        With no chat it waits until somebody signs in to the account, unless it is one that does not follow.
        """
        waiting = [None] if content.follows else []
        messages = (Addressed(account_id, chat, language, content) for chat in chats or waiting)
        self.telegrams(messages, priority=priority)

    def telegrams(self, messages: Iterable[Addressed], *, priority: Priority) -> None:
        """Leave many messages about accounts at once."""
        now = moment_text(self.clock())
        rows = (_row_about(each, priority, now) for each in messages)
        self.connection.executemany(ADD_MESSAGES_ABOUT_ACCOUNTS, rows)

    def leave(self, message: Addressed, *, priority: Priority) -> int:
        """Leave a message about an account, and return its id, by which its outcome is found later."""
        row = _row_about(message, priority, moment_text(self.clock()))
        message_id: int = self.connection.execute(ADD_MESSAGE_ABOUT_ACCOUNT, row).fetchone()["id"]
        return message_id

    def letter(self, address: str, content: LetterContent, *, language: str) -> None:
        """Leave a letter."""
        self._add(Channel.MAIL, Priority.LETTER, address, content, language)

    def due(
        self,
        channel: Channel,
        now: datetime,
        limit: int,
        *,
        excluding: Collection[str] = (),
        lowest: Priority = Priority.REMINDER,
    ) -> list[OutgoingMessage[Content]]:
        """List what may be sent now: the most urgent first, then in order of arrival.

        ``excluding`` names recipients whose pace allows nothing at present, so that what waits for them does
        not stand in the way of others. What is behind the ``lowest`` priority is left out.
        """
        sql = LIST_DUE_MESSAGES.format(excluded=", ".join("?" * len(excluding)) or "''")
        never = moment_text(now + LONGEST_WAIT)
        rows = self.connection.execute(sql, (channel, moment_text(now), never, *excluding, lowest, limit))
        return [_message(row) for row in rows]

    def take(
        self,
        channel: Channel,
        now: datetime,
        limit: int,
        *,
        excluding: Collection[str] = (),
        lowest: Priority = Priority.REMINDER,
    ) -> list[OutgoingMessage[Content]]:
        """Lease the messages that are due, one for each recipient, and return them.

        The parameters are those of :meth:`due`. A message whose chat may not show it is not taken.
        """
        first_of_each: dict[str, OutgoingMessage[Content]] = {}
        for message in self.due(channel, now, limit, excluding=excluding, lowest=lowest):
            if not message.is_stray:
                first_of_each.setdefault(message.recipient, message)
        taken = list(first_of_each.values())
        self.connection.executemany(LEASE_MESSAGE, [(moment_text(now), message.id) for message in taken])
        return taken

    def end_lease(self, message_id: int) -> None:
        """Give a message back that was not sent, so that it can be taken again."""
        self.connection.execute(END_LEASE, (message_id,))

    def end_leases(self, channel: Channel, until: datetime | None = None) -> None:
        """End the leases that another process left behind: all, or those from before a moment."""
        if until is None:
            self.connection.execute(END_LEASES, (channel,))
        else:
            self.connection.execute(END_OLD_LEASES, (channel, moment_text(until)))

    def has_leases(self, channel: Channel) -> bool:
        """Tell whether any message is leased."""
        return self.connection.execute(HAS_LEASES, (channel,)).fetchone() is not None

    def next_due_at(self, channel: Channel, now: datetime) -> datetime | None:
        """Return when the next postponed message may be sent; ``None`` if no message is postponed."""
        row = self.connection.execute(FIND_NEXT_DUE_AT, (channel, moment_text(now))).fetchone()
        return optional_moment_from(row[0])

    def oldest_failing(self, channel: Channel) -> OutgoingMessage[Content] | None:
        """Find the message that has been failing longest and still waits."""
        row = self.connection.execute(FIND_OLDEST_FAILING_MESSAGE, (channel,)).fetchone()
        return None if row is None else _message(row)

    def mark_sent(self, message_id: int, at: datetime) -> None:
        """Note that a message went out; its lease ends."""
        self.connection.execute(MARK_MESSAGE_SENT, (moment_text(at), message_id))

    def postpone(self, message_id: int, until: datetime, error: str) -> None:
        """Count a failure and try again later; its lease ends.

        ``error`` names the kind of the failure, without personal data.
        """
        self.connection.execute(POSTPONE_MESSAGE, (moment_text(until), error, message_id))

    def set_aside(self, message_id: int, at: datetime, error: str) -> None:
        """Give a message up, for a failure that will not pass; its lease ends."""
        self.connection.execute(SET_MESSAGE_ASIDE, (moment_text(at), error, message_id))

    def hold_back(self, outbox_ids: Sequence[int], at: datetime) -> None:
        """Set messages aside; a message that is being sent is still marked as sent afterwards."""
        moment = moment_text(at)
        self.connection.executemany(
            HOLD_MESSAGE_BACK, [(moment, HELD, outbox_id) for outbox_id in outbox_ids]
        )

    def put_back(self, outbox_ids: Sequence[int]) -> None:
        """Let messages that were held back go out after all."""
        self.connection.executemany(PUT_MESSAGE_BACK, [(outbox_id,) for outbox_id in outbox_ids])

    def lay_aside(self, message_id: int, at: datetime, error: str) -> None:
        """Set a message aside that nobody has tried to send."""
        self.connection.execute(HOLD_MESSAGE_BACK, (moment_text(at), error, message_id))

    def forward(self, message_id: int, chat_id: int) -> None:
        """Let a message go to another chat."""
        self.connection.execute(FORWARD_MESSAGE, (str(chat_id), message_id))

    def copy(self, message_id: int, chat_id: int) -> None:
        """Let a message go to one more chat; the copy keeps the message's place among those that wait."""
        self.connection.execute(ADD_COPY, (str(chat_id), message_id))

    def list_copies(self, message_id: int) -> list[Copy]:
        """List the same message to other chats of its account; none of a message that is about no account."""
        return [_copy(row) for row in self.connection.execute(LIST_COPIES, (message_id,))]

    def bring_home(self, account_id: int, chat_id: int) -> bool:
        """Let what reached no chat of an account go to one that is signed in to it now.

        That is all that waits for a sign-in, and the decisions that reached none of the account's chats. What
        did not reach this chat itself returns by :meth:`mark_reachable`. Tells whether there may be more,
        because :data:`PORTION` of either return at once.
        """
        recipient, decision = str(chat_id), Priority.DECISION
        rows = (
            (BRING_MESSAGES_HOME, (recipient, account_id, recipient, PORTION)),
            (BRING_DECISIONS_HOME, (recipient, account_id, decision, recipient, PORTION)),
        )
        return PORTION in [self.connection.execute(sql, row).rowcount for sql, row in rows]

    def let_group_messages_go(self) -> None:
        """Let what waits for the group because of a failure go out at once, in its order."""
        self.connection.execute(LET_GROUP_MESSAGES_GO)

    def offer_group_messages_again(self, at: datetime) -> int:
        """Give what was set aside on its way to the group a second chance, once, and return how many get it.

        An upgrade may have mended what was wrong with them. Of the messages with the same word ``once`` the
        newest is enough.
        """
        chosen: dict[str, int] = {}
        rows = self.connection.execute(LIST_GROUP_MESSAGES_TO_OFFER, (HELD, MOST_OFFERED)).fetchall()
        for row in rows:
            chosen.setdefault(row["once"] or f"message:{row['id']}", row["id"])
        offered = [(moment_text(at), message_id) for message_id in chosen.values()]
        self.connection.executemany(OFFER_MESSAGE_AGAIN, offered)
        return len(offered)

    def oldest_to_groups(self) -> datetime | None:
        """Return when the message was left that waits longest for the group; ``None`` if no message waits."""
        return optional_moment_from(self.connection.execute(FIND_OLDEST_TO_GROUPS).fetchone()[0])

    def forget(self, before: datetime, limit: int) -> int:
        """Delete up to ``limit`` messages that went out or were given up, and return how many.

        A decision that a resident can still be told stays.
        """
        row = (moment_text(before), Priority.DECISION, limit)
        return self.connection.execute(FORGET_MESSAGES, row).rowcount

    def depth(self, channel: Channel) -> int:
        """Count the messages that wait."""
        count: int = self.connection.execute(COUNT_WAITING_MESSAGES, (channel,)).fetchone()[0]
        return count

    def count_waiting(self, priority: Priority, most: int) -> int:
        """Count the messages of a priority that wait for Telegram, up to ``most``."""
        row = self.connection.execute(COUNT_WAITING_OF_PRIORITY, (priority, most)).fetchone()
        count: int = row[0]
        return count

    def oldest_created_at(self, channel: Channel) -> datetime | None:
        """Return when the message was left that waits longest; ``None`` if no message waits."""
        return optional_moment_from(self.connection.execute(FIND_OLDEST_CREATED_AT, (channel,)).fetchone()[0])

    def mark_unreachable(self, chat_id: int, since: datetime, reason: Unreached) -> None:
        """Note that nothing reaches a chat, and why."""
        self.connection.execute(MARK_CHAT_UNREACHABLE, (chat_id, moment_text(since), reason))

    def mark_reachable(self, chat_id: int) -> None:
        """Note that the person in a chat wrote again; what did not reach them goes out now, except notices.

        The chat stays marked while more than :data:`PORTION` messages return, until the next message from it.
        """
        if self.connection.execute(SEND_AGAIN, (str(chat_id), PORTION)).rowcount < PORTION:
            self.connection.execute(MARK_CHAT_REACHABLE, (chat_id,))

    def is_unreachable(self, chat_id: int) -> bool:
        """Whether nothing reaches this chat until the person writes again."""
        return self.connection.execute(IS_CHAT_UNREACHABLE, (chat_id,)).fetchone() is not None

    def _add(
        self,
        channel: Channel,
        priority: Priority,
        recipient: str,
        content: Content,
        language: str,
        once: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> int:
        now = self.clock()
        texts = *_stored(content), language, moment_text(now), moment_text(now + delay)
        row = self.connection.execute(ADD_MESSAGE, (channel, priority, recipient, *texts, once)).fetchone()
        message_id: int = row["id"]
        return message_id


@dataclass(frozen=True)
class OperatorsOutbox:
    """Messages to the operators' chat; without such a chat none is left.

    ``chat_id`` is the chat by the setting. Each message goes to the number that it has in this transaction,
    so that every process follows the group.
    """

    outbox: OutboxRepository
    group: GroupRepository
    chat_id: int | None
    language: str

    def leave(
        self,
        content: OpenContent,
        priority: Priority = Priority.ALERT,
        *,
        once: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Leave a message; ``once`` and ``delay`` as in :meth:`OutboxRepository.telegram`."""
        if self.chat_id is not None:
            self.outbox.telegram(
                self.group.now_of(self.chat_id),
                content,
                language=self.language,
                priority=priority,
                once=once,
                delay=delay,
            )


def _stored(content: Content) -> tuple[str, str]:
    return content.kind, json_text(content.details)


def _row_about(message: Addressed, priority: Priority, now: str) -> tuple[str | int | None, ...]:
    recipient = "" if message.chat_id is None else str(message.chat_id)
    aside = (None, None) if message.chat_id is not None else (now, SIGNED_OUT)
    texts = *_stored(message.content), message.language, now, now
    return priority, recipient, *texts, message.account_id, *aside


def _copy(row: Row) -> Copy:
    is_sent = row["sent_at"] is not None
    return Copy(row["recipient"], is_sent, not is_sent and row["set_aside_at"] is None, row["error"])


def _content(row: Row) -> Content:
    try:
        details = json_object(row["details"])
    except ValueError:
        return Unreadable(row["kind"], "the details are no JSON")
    return read_content(row["kind"], details)


def _message(row: Row) -> OutgoingMessage[Content]:
    return OutgoingMessage(
        id=row["id"],
        priority=Priority(row["priority"]),
        recipient=row["recipient"],
        content=_content(row),
        language=row["language"],
        created_at=moment_from(row["created_at"]),
        attempts=row["attempts"],
        account_id=row["account_id"],
        signed_in=row["signed_in"],
    )
