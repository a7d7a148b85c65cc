"""What residents and operators say to each other, and which of the bot's messages show it."""

from dataclasses import dataclass
from datetime import datetime

from domain.operator import Operator
from domain.sent_file import FileKind, SentFile
from domain.thread import Place, Post, Purpose, Thread, ThreadMessage
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

OPEN = (
    "INSERT INTO threads (alert_id, account_id, chat_id) VALUES (?, ?, ?) ON CONFLICT (alert_id) DO NOTHING"
)
FIND = "SELECT alert_id, account_id, chat_id FROM threads WHERE alert_id = ?"
LIST_OPEN = """
    SELECT threads.alert_id, threads.account_id, threads.chat_id
    FROM threads JOIN alerts ON alerts.id = threads.alert_id
    WHERE threads.account_id = ? AND alerts.state = 'open' ORDER BY threads.alert_id
"""
SELECT = """
    SELECT id, alert_id, at, operator_id, operator_name, text, file_kind, file_id, is_picture, album, chat_id,
        message_id, withdrawn_at, undelivered_at
    FROM thread_messages
"""
GET = SELECT + "WHERE id = ?"
FIND_BY_KEY = SELECT + "WHERE idempotency_key = ?"
FIND_BY_ORIGIN = SELECT + "WHERE chat_id = ? AND message_id = ?"
FIND_BY_ALBUM = SELECT + "WHERE chat_id = ? AND album = ? ORDER BY id"
LIST_FOR = SELECT + "WHERE alert_id = ? ORDER BY id"
OF_ACCOUNT = "WHERE alert_id IN (SELECT alert_id FROM threads WHERE account_id = ?) ORDER BY id"
LIST_OF_ACCOUNT = SELECT + OF_ACCOUNT
ADD = """
    INSERT INTO thread_messages
        (alert_id, at, operator_id, operator_name, text, file_kind, file_id, is_picture, album, chat_id,
         message_id, idempotency_key)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    RETURNING id
"""
REWRITE = "UPDATE thread_messages SET text = ?, file_kind = ?, file_id = ?, is_picture = ? WHERE id = ?"
WITHDRAW = "UPDATE thread_messages SET withdrawn_at = ? WHERE id = ?"
MARK_UNDELIVERED = "UPDATE thread_messages SET undelivered_at = ? WHERE id = ?"
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
        """Begin a thread about an alert, if there is none yet."""
        self.connection.execute(OPEN, (thread.alert_id, thread.account_id, thread.chat_id))

    def find(self, alert_id: int) -> Thread | None:
        """Find the thread about an alert."""
        row = self.connection.execute(FIND, (alert_id,)).fetchone()
        return None if row is None else Thread(row["alert_id"], row["account_id"], row["chat_id"])

    def list_open(self, account_id: int) -> list[Thread]:
        """List the threads of an account whose alerts are not decided."""
        return [
            Thread(row["alert_id"], row["account_id"], row["chat_id"])
            for row in self.connection.execute(LIST_OPEN, (account_id,))
        ]

    def get(self, message_id: int) -> ThreadMessage:
        """Return what was said; ``LookupError`` if there is none."""
        row = self.connection.execute(GET, (message_id,)).fetchone()
        if row is None:
            raise LookupError(message_id)
        return _message(row)

    def find_by_key(self, key: str) -> ThreadMessage | None:
        """Find what was stored with an idempotency key."""
        return self._first(FIND_BY_KEY, key)

    def find_by_origin(self, chat_id: int, message_id: int) -> ThreadMessage | None:
        """Find what was said with a message of its author."""
        return self._first(FIND_BY_ORIGIN, chat_id, message_id)

    def list_album(self, chat_id: int, album: str) -> list[ThreadMessage]:
        """List what was sent together, in order."""
        return [_message(row) for row in self.connection.execute(FIND_BY_ALBUM, (chat_id, album))]

    def list_for(self, alert_id: int) -> list[ThreadMessage]:
        """List all that was said about an alert, in order."""
        return [_message(row) for row in self.connection.execute(LIST_FOR, (alert_id,))]

    def list_of_account(self, account_id: int) -> list[ThreadMessage]:
        """List all that was said in the threads of an account, in order."""
        return [_message(row) for row in self.connection.execute(LIST_OF_ACCOUNT, (account_id,))]

    def add(self, alert_id: int, post: Post, operator: Operator | None, key: str, at: datetime) -> int:
        """Keep what was said, by the resident if by no operator."""
        row = (
            alert_id,
            moment_text(at),
            operator.id if operator else None,
            operator.name if operator else None,
            *_content(post),
            post.album,
            post.chat_id,
            post.message_id,
            key,
        )
        message_id: int = self.connection.execute(ADD, row).fetchone()["id"]
        return message_id

    def rewrite(self, message_id: int, post: Post) -> None:
        """Put other words or another file in the place of what was said."""
        self.connection.execute(REWRITE, (*_content(post), message_id))

    def withdraw(self, message_id: int, at: datetime) -> None:
        """Note that its author took it back."""
        self.connection.execute(WITHDRAW, (moment_text(at), message_id))

    def mark_undelivered(self, message_id: int, at: datetime) -> None:
        """Note that it reached nobody."""
        self.connection.execute(MARK_UNDELIVERED, (moment_text(at), message_id))

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
        """Tell what a message of the bot is to a thread."""
        row = self.connection.execute(FIND_PLACE, (chat_id, message_id)).fetchone()
        return None if row is None else _place(row)

    def list_places(self, message_id: int) -> list[Place]:
        """List the messages that show what was said, or speak of it."""
        return [_place(row) for row in self.connection.execute(LIST_PLACES, (message_id,))]

    def _first(self, query: str, *values: str | int) -> ThreadMessage | None:
        row = self.connection.execute(query, values).fetchone()
        return None if row is None else _message(row)


def _content(post: Post) -> tuple[str, str | None, str | None, bool]:
    file = post.file
    if file is None:
        return post.text, None, None, False
    return post.text, file.kind, file.file_id, file.is_picture


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
        post=Post(row["text"], file, row["album"], row["chat_id"], row["message_id"]),
        withdrawn_at=optional_moment_from(row["withdrawn_at"]),
        undelivered_at=optional_moment_from(row["undelivered_at"]),
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
