"""Which replica answers which chat: leases in rows, by the clock of the server.

A lease is claimed and given up inside the transactions of the stream. The first statement of each claims the
chats of all that it holds, in order, and so locks their rows until the end. A replica whose update finds the
chat leased leaves it in the inbox: who has the lease finds it there before giving the lease up.

The table is lost when the server crashes, rightly, because all connections are lost as well: chats are then
claimed again. What a replica did meanwhile for a chat that another one took over is undone by a look at the
inbox: the end of a turn counts only while its update waits there.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Final

from domain.frozen import frozen
from storage.connection import Connection, Cursor

LEASE_SECONDS: Final = 5
"""How long a chat waits for a replica that died; it is taken over within a second more."""
TABLE: Final = "leases"
CREATE_LEASES: Final = (
    f"""
    CREATE UNLOGGED TABLE IF NOT EXISTS {TABLE} (
        chat_id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, until TIMESTAMPTZ NOT NULL
    )
    """,
    f"CREATE INDEX IF NOT EXISTS leases_by_owner ON {TABLE} (owner)",
    "CREATE INDEX IF NOT EXISTS inbox_by_chat ON inbox (chat_id)",
)
"""What this engine adds to the schema that both have."""
CLAIM: Final = f"""
    INSERT INTO leases AS held (chat_id, owner, until)
    SELECT chat_id, CAST(? AS BIGINT), clock_timestamp() + INTERVAL '{LEASE_SECONDS} seconds'
    FROM unnest(CAST(? AS BIGINT[])) AS wanted (chat_id) ORDER BY chat_id
    ON CONFLICT (chat_id) DO UPDATE SET owner = excluded.owner, until = excluded.until
        WHERE held.owner = excluded.owner OR held.until < clock_timestamp()
    RETURNING chat_id
"""  # noqa: S608 (the number is ours)
FIND_LEFT_UPDATES: Final = """
    SELECT i.update_id, i.chat_id, i.payload, i.received_at, i.starts
    FROM inbox i JOIN leases l ON l.chat_id = i.chat_id AND l.owner = ?
    WHERE i.chat_id = ANY (CAST(? AS BIGINT[])) AND i.set_aside_at IS NULL
        AND i.update_id <> ALL (CAST(? AS BIGINT[]))
    ORDER BY i.update_id
"""
LEAVE: Final = """
    DELETE FROM leases l WHERE l.owner = ? AND l.chat_id = ANY (CAST(? AS BIGINT[])) AND NOT EXISTS (
        SELECT 1 FROM inbox i WHERE i.chat_id = l.chat_id AND i.set_aside_at IS NULL
    )
"""
LEAVE_ALL: Final = "DELETE FROM leases WHERE owner = ?"
FIND_CHATS_OF_NOBODY: Final = """
    SELECT DISTINCT i.chat_id FROM inbox i
    WHERE i.set_aside_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM leases l WHERE l.chat_id = i.chat_id AND l.until > clock_timestamp()
    )
    ORDER BY i.chat_id LIMIT ?
"""
MOST_TAKEN_OVER: Final = 500
"""Chats that one replica takes over at once; the next look brings more, to this one or to another."""


@frozen
class Leaving:
    """Gives up the lease of a chat in which nothing waits; gives what others left there, if they did."""

    chat_id: int


@frozen
class Claim:
    """Claims chats, or holds them for longer; gives what waits in them, if that is wanted."""

    chats: Collection[int]
    looks: bool


@dataclass
class Leases:
    """The leases of one replica, inside a transaction of the stream.

    Nothing here waits for an answer of the server, so that all statements of a transaction leave together.
    """

    owner: int = field(default_factory=lambda: SystemRandom().getrandbits(62))
    """A number that is drawn at each start."""
    are_used: bool = False
    """Whether any chat was claimed."""

    def claim(self, connection: Connection, chats: Iterable[int]) -> Cursor:
        """Claim chats, before all else in the transaction; gives the rows of those that are ours now."""
        self.are_used = True
        return connection.execute(CLAIM, (self.owner, sorted(chats)))

    def find_left(self, connection: Connection, chats: Iterable[int], known: Iterable[int]) -> Cursor:
        """Find what waits in those of the chats that are ours, without updates that are ``known``."""
        return connection.execute(FIND_LEFT_UPDATES, (self.owner, list(chats), list(known)))

    def leave(self, connection: Connection, chats: Iterable[int]) -> None:
        """Give up those of the leases in whose chats nothing waits."""
        connection.execute(LEAVE, (self.owner, list(chats)))

    def leave_all(self, connection: Connection) -> None:
        """Give up all leases, because the process ends."""
        connection.execute(LEAVE_ALL, (self.owner,))
