"""What residents and operators say to each other, and which of the bot's messages show it."""

from dataclasses import dataclass
from datetime import datetime

from domain.operator import Operator
from domain.sent_file import FileKind, SentFile
from domain.thread import Place, Post, Purpose, Thread, ThreadMessage
from domain.unreached import Unreached
from domain.words import marks_from, marks_text
from storage.alert_bursts import NOBODY_WAITS
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

OPEN_THREAD = (
    "INSERT INTO threads (alert_id, account_id, chat_id) VALUES (?, ?, ?) ON CONFLICT (alert_id) DO NOTHING"
)
FIND_THREAD = "SELECT alert_id, account_id, chat_id FROM threads WHERE alert_id = ?"
FIND_THREAD_OF_MESSAGE = """
    SELECT threads.alert_id, threads.account_id, threads.chat_id
    FROM thread_messages JOIN threads ON threads.alert_id = thread_messages.alert_id
    WHERE thread_messages.id = ?
"""
IS_SHOWN_IN = """
    SELECT 1 FROM thread_messages JOIN thread_places ON thread_places.thread_message_id = thread_messages.id
    WHERE thread_messages.alert_id = ? AND thread_places.chat_id = ? LIMIT 1
"""
LIST_OPEN_THREADS = """
    SELECT threads.alert_id, threads.account_id, threads.chat_id
    FROM threads JOIN alerts ON alerts.id = threads.alert_id
    WHERE threads.account_id = ? AND alerts.state = 'open' ORDER BY threads.alert_id
"""
COUNT_WAITING_OF_ACCOUNT = """
    SELECT count(*) FROM threads JOIN alerts ON alerts.id = threads.alert_id
    WHERE threads.account_id = ? AND alerts.kind = 'question' AND alerts.state = 'open'
        AND alerts.waiting_since < ?
"""
COUNT_WAITING_IN_CHAT = """
    SELECT count(*) FROM threads JOIN alerts ON alerts.id = threads.alert_id
    WHERE threads.chat_id = ? AND alerts.kind = 'question' AND alerts.state = 'open'
        AND alerts.waiting_since < ?
"""
SELECT_MESSAGES = """
    SELECT id, alert_id, at, operator_id, operator_name, text, file_kind, file_id, is_picture, album, chat_id,
        message_id, topic, withdrawn_at, undelivered_at, unreached, marks
    FROM thread_messages
"""
GET_MESSAGE = SELECT_MESSAGES + "WHERE id = ?"
FIND_MESSAGE_BY_KEY = SELECT_MESSAGES + "WHERE idempotency_key = ?"
FIND_MESSAGE_BY_ORIGIN = SELECT_MESSAGES + "WHERE chat_id = ? AND message_id = ?"
LIST_MESSAGES_BY_ORIGIN = FIND_MESSAGE_BY_ORIGIN + " ORDER BY id"
LIST_MESSAGES_OF_ALBUM = SELECT_MESSAGES + "WHERE chat_id = ? AND album = ? ORDER BY id"
LAST_AT = "SELECT at FROM thread_messages WHERE alert_id = ? ORDER BY id DESC LIMIT 1"
LIST_FIRST_ANSWERS = """
    SELECT created_at, answered_at FROM (
        SELECT alerts.created_at, (
            SELECT min(said.at) FROM thread_messages AS said
            WHERE said.alert_id = alerts.id AND said.operator_id IS NOT NULL
        ) AS answered_at
        FROM alerts WHERE alerts.kind = 'question' AND alerts.created_at >= ?
        ORDER BY alerts.created_at DESC, alerts.id DESC LIMIT ?
    ) AS asked
    WHERE answered_at IS NOT NULL
"""
LIST_MESSAGES = SELECT_MESSAGES + "WHERE alert_id = ? ORDER BY id"
IN_THREADS_OF_ACCOUNT = "WHERE alert_id IN (SELECT alert_id FROM threads WHERE account_id = ?) ORDER BY id"
LIST_MESSAGES_OF_ACCOUNT = SELECT_MESSAGES + IN_THREADS_OF_ACCOUNT
ADD_MESSAGE = """
    INSERT INTO thread_messages
        (alert_id, at, operator_id, operator_name, text, marks, file_kind, file_id, is_picture, album,
         chat_id, message_id, topic, idempotency_key)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    RETURNING id
"""
REWRITE_MESSAGE = (
    "UPDATE thread_messages SET text = ?, marks = ?, file_kind = ?, file_id = ?, is_picture = ? WHERE id = ?"
)
WITHDRAW_MESSAGE = "UPDATE thread_messages SET withdrawn_at = ? WHERE id = ?"
MARK_MESSAGE_UNDELIVERED = "UPDATE thread_messages SET undelivered_at = ?, unreached = ? WHERE id = ?"
ADD_PLACE = """
    INSERT INTO thread_places (chat_id, message_id, alert_id, thread_message_id, purpose, shown_at)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id, message_id) DO NOTHING
"""
SELECT_PLACE = """
    SELECT chat_id, message_id, alert_id, thread_message_id, purpose, shown_at FROM thread_places
"""
FIND_PLACE = SELECT_PLACE + "WHERE chat_id = ? AND message_id = ?"
LIST_PLACES = SELECT_PLACE + "WHERE thread_message_id = ? ORDER BY chat_id, message_id"


@dataclass(frozen=True)
class ThreadRepository:
    """``services.threads.thread.ThreadBook`` in the database."""

    connection: Connection

    def open(self, thread: Thread) -> None:
        """Begin the thread about an alert; an alert that has one keeps it."""
        self.connection.execute(OPEN_THREAD, (thread.alert_id, thread.account_id, thread.chat_id))

    def find(self, alert_id: int) -> Thread | None:
        """Find the thread about an alert."""
        return self._thread(FIND_THREAD, alert_id)

    def find_of_message(self, message_id: int) -> Thread | None:
        """Find the thread that a message belongs to."""
        return self._thread(FIND_THREAD_OF_MESSAGE, message_id)

    def is_shown_in(self, alert_id: int, chat_id: int) -> bool:
        """Whether a message of the bot in a chat shows something of a thread."""
        return self.connection.execute(IS_SHOWN_IN, (alert_id, chat_id)).fetchone() is not None

    def list_open(self, account_id: int) -> list[Thread]:
        """List the threads of an account whose alerts are not decided."""
        return [
            Thread(row["alert_id"], row["account_id"], row["chat_id"])
            for row in self.connection.execute(LIST_OPEN_THREADS, (account_id,))
        ]

    def count_waiting(self, account_id: int) -> int:
        """Count the questions of an account that wait for operators."""
        return int(
            self.connection.execute(COUNT_WAITING_OF_ACCOUNT, (account_id, NOBODY_WAITS)).fetchone()[0]
        )

    def count_waiting_in_chat(self, chat_id: int) -> int:
        """Count the questions that were asked in a chat, from any account, and wait for operators."""
        return self._count(COUNT_WAITING_IN_CHAT, chat_id)

    def get(self, message_id: int) -> ThreadMessage:
        """Return a message of a thread; ``LookupError`` if there is no such message."""
        row = self.connection.execute(GET_MESSAGE, (message_id,)).fetchone()
        if row is None:
            raise LookupError(message_id)
        return _message(row)

    def find_by_key(self, key: str) -> ThreadMessage | None:
        """Find the message that was stored with an idempotency key."""
        return self._first(FIND_MESSAGE_BY_KEY, key)

    def find_by_origin(self, chat_id: int, message_id: int) -> ThreadMessage | None:
        """Find the message of a thread that its author wrote as this message of a chat."""
        return self._first(FIND_MESSAGE_BY_ORIGIN, chat_id, message_id)

    def list_by_origin(self, chat_id: int, message_id: int) -> list[ThreadMessage]:
        """List all that this message of a chat became in threads, in order."""
        rows = self.connection.execute(LIST_MESSAGES_BY_ORIGIN, (chat_id, message_id))
        return [_message(row) for row in rows]

    def list_album(self, chat_id: int, album: str) -> list[ThreadMessage]:
        """List the messages that were sent together as an album, in order."""
        return [_message(row) for row in self.connection.execute(LIST_MESSAGES_OF_ALBUM, (chat_id, album))]

    def last_at(self, alert_id: int) -> datetime | None:
        """Return when something was said in the thread about an alert last; ``None`` if nothing was."""
        row = self.connection.execute(LAST_AT, (alert_id,)).fetchone()
        return None if row is None else moment_from(row["at"])

    def list_first_answers(self, since: datetime, limit: int) -> list[tuple[datetime, datetime]]:
        """List when the newest questions were asked, and first answered; unanswered ones are left out."""
        rows = self.connection.execute(LIST_FIRST_ANSWERS, (moment_text(since), limit))
        return [(moment_from(row["created_at"]), moment_from(row["answered_at"])) for row in rows]

    def list_for(self, alert_id: int) -> list[ThreadMessage]:
        """List the messages of the thread about an alert, in order."""
        return [_message(row) for row in self.connection.execute(LIST_MESSAGES, (alert_id,))]

    def list_of_account(self, account_id: int) -> list[ThreadMessage]:
        """List the messages in all threads of an account, in order."""
        return [_message(row) for row in self.connection.execute(LIST_MESSAGES_OF_ACCOUNT, (account_id,))]

    def add(self, alert_id: int, post: Post, operator: Operator | None, key: str, at: datetime) -> int:
        """Keep a message of a thread; without ``operator`` the resident wrote it."""
        row = (
            alert_id,
            moment_text(at),
            operator.id if operator else None,
            operator.name if operator else None,
            *_content(post),
            post.album,
            post.chat_id,
            post.message_id,
            post.topic,
            key,
        )
        message_id: int = self.connection.execute(ADD_MESSAGE, row).fetchone()["id"]
        return message_id

    def rewrite(self, message_id: int, post: Post) -> None:
        """Put other words or another file in the place of a message's."""
        self.connection.execute(REWRITE_MESSAGE, (*_content(post), message_id))

    def withdraw(self, message_id: int, at: datetime) -> None:
        """Note that the operator withdrew a message."""
        self.connection.execute(WITHDRAW_MESSAGE, (moment_text(at), message_id))

    def mark_undelivered(self, message_id: int, at: datetime, reason: Unreached) -> None:
        """Note that a message reached no chat of the resident, and why."""
        self.connection.execute(MARK_MESSAGE_UNDELIVERED, (moment_text(at), reason, message_id))

    def mark_delivered(self, message_id: int) -> None:
        """Note that a message reached the resident after all."""
        self.connection.execute(MARK_MESSAGE_UNDELIVERED, (None, None, message_id))

    def add_place(self, place: Place) -> None:
        """Keep which message of the bot belongs to a thread."""
        row = (
            place.chat_id,
            place.message_id,
            place.alert_id,
            place.shows,
            place.purpose,
            moment_text(place.shown_at),
        )
        self.connection.execute(ADD_PLACE, row)

    def find_place(self, chat_id: int, message_id: int) -> Place | None:
        """Find which place of a thread a message of the bot is."""
        row = self.connection.execute(FIND_PLACE, (chat_id, message_id)).fetchone()
        return None if row is None else _place(row)

    def list_places(self, message_id: int) -> list[Place]:
        """List the bot's messages that show a message of a thread, or speak of it."""
        return [_place(row) for row in self.connection.execute(LIST_PLACES, (message_id,))]

    def _count(self, query: str, of: int) -> int:
        return int(self.connection.execute(query, (of, NOBODY_WAITS)).fetchone()[0])

    def _thread(self, query: str, value: int) -> Thread | None:
        row = self.connection.execute(query, (value,)).fetchone()
        return None if row is None else Thread(row["alert_id"], row["account_id"], row["chat_id"])

    def _first(self, query: str, *values: str | int) -> ThreadMessage | None:
        row = self.connection.execute(query, values).fetchone()
        return None if row is None else _message(row)


def _content(post: Post) -> tuple[str, str, str | None, str | None, bool]:
    file, marks = post.file, marks_text(post.marks)
    if file is None:
        return post.text, marks, None, None, False
    return post.text, marks, file.kind, file.file_id, file.is_picture


def _message(row: Row) -> ThreadMessage:
    file = None
    if row["file_id"] is not None:
        file = SentFile(FileKind(row["file_kind"]), row["file_id"], bool(row["is_picture"]))
    operator = None
    if row["operator_id"] is not None:
        operator = Operator(row["operator_id"], row["operator_name"])
    return ThreadMessage(
        id=row["id"],
        alert_id=row["alert_id"],
        at=moment_from(row["at"]),
        operator=operator,
        post=Post(
            row["text"],
            file,
            row["album"],
            row["chat_id"],
            row["message_id"],
            row["topic"],
            marks=marks_from(row["marks"]),
        ),
        withdrawn_at=optional_moment_from(row["withdrawn_at"]),
        undelivered_at=optional_moment_from(row["undelivered_at"]),
        unreached=Unreached(row["unreached"]) if row["unreached"] else None,
    )


def _place(row: Row) -> Place:
    return Place(
        chat_id=row["chat_id"],
        message_id=row["message_id"],
        alert_id=row["alert_id"],
        shows=row["thread_message_id"],
        purpose=Purpose(row["purpose"]),
        shown_at=moment_from(row["shown_at"]),
    )
