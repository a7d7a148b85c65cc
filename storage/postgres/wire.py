"""A connection of libpq in pipeline mode, driven by the event loop.

A round trip is the dearest part of a statement. So statements are queued, those of one turn of the loop leave
together, and the answers are read as they come. libpq does the protocol; psycopg, whose connection this is,
finds the server, signs in and encrypts.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

import psycopg
from psycopg import pq
from psycopg.pq.abc import PGconn, PGresult

from storage.postgres.errors import CHANGED, ConnectionLostError, ServerError, server_error
from storage.postgres.greenlets import Wait
from storage.postgres.outcomes import GENERATION
from storage.postgres.values import ResultRow, columns_of, rows_of

SETTINGS: Final = {
    "application_name": "cabinet",
    "client_encoding": "UTF8",
    "enable_seqscan": "off",
    "idle_in_transaction_session_timeout": "60000",
    "jit": "off",
    "lock_timeout": "10000",
    "statement_timeout": "30000",
    "timezone": "UTC",
}
"""What holds on each connection; times in milliseconds. The timeouts end what nobody waits for any more.

Tables are not read as a whole where an index could find the rows, because a serializable transaction that has
read a table as a whole is in the way of all that write there, and small tables are read so otherwise. A plan
that reads one all the same counts as dear, and the server would compile it to machine code each time, which
takes a tenth of a second.
"""
SETTINGS_OF_SHORT_WORKS: Final = {
    "enable_hashjoin": "off",
    "enable_material": "off",
    "enable_mergejoin": "off",
    "plan_cache_mode": "force_generic_plan",
}
"""What holds on the wires as well, because a short work wants a few rows that an index finds.

The joins that are off read one side as a whole. A plan is made once and not five times first, for each wire.
"""
SET_ALL: Final = """
    SELECT set_config(name, value, false)
    FROM unnest(CAST({mark} AS TEXT[]), CAST({mark} AS TEXT[])) AS setting (name, value)
"""
"""Makes settings in one trip; its values are the list of their names and that of what they are set to."""
CONNECTING: Final = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""How long a connection may be silent, in seconds and, the last, in milliseconds."""


def address_of(url: str) -> str:
    """Return the address of the server with :data:`CONNECTING`; what the URL itself says goes before."""
    given = {name: str(value) for name, value in psycopg.conninfo.conninfo_to_dict(url).items()}
    return psycopg.conninfo.make_conninfo(**{**CONNECTING, **given})


_COLUMNS: dict[bytes, dict[str, int]] = {}
"""The columns of results, by the text of their statements, which are as many as the program has."""
FORGOTTEN: Final = frozenset({"26000", CHANGED})
"""The server knows a statement no more, or its columns have changed since it was prepared."""


SILENCE_SECONDS = 45.0
"""How long the server may owe an answer; it ends its statements earlier, so a silent one is lost."""


class Reply(Wait):
    """The answer of the server to one statement."""

    __slots__ = ("_error", "_result", "text")

    def __init__(self, text: bytes) -> None:
        self._is_over = False  # as ``Wait`` begins, without another call for each statement
        self._waiter = None
        self.text = text
        self._result: PGresult | None = None
        self._error: Exception | None = None

    @property
    def error(self) -> Exception | None:
        """What went wrong, once the answer is there."""
        return self._error

    def result(self) -> PGresult:
        """Wait for the answer. Errors: ``ServerError``, ``ConnectionLostError``."""
        self.wait()
        if self._error is not None:
            raise self._error
        assert self._result is not None  # noqa: S101 - an answer is a result or an error
        return self._result

    def rows(self) -> list[ResultRow]:
        """Wait for the answer and read its rows; errors as :meth:`result`."""
        result = self.result()
        columns = _COLUMNS.get(self.text)
        if columns is None:
            columns = _COLUMNS[self.text] = columns_of(result)
        return rows_of(result, columns)

    def settle(self, result: PGresult) -> None:
        """Take a part of the answer."""
        if self._error is not None:
            return  # it could not be prepared, which says more than that it was not run
        if result.status == pq.ExecStatus.PIPELINE_ABORTED:
            self._error = ServerError("25P02", "not run, because a statement before it failed")
        elif result.status == pq.ExecStatus.FATAL_ERROR:
            self._error = server_error(result)  # also after rows, where a read was ended on its way
        else:
            self._result = result

    def is_over_for_somebody(self) -> bool:
        """Note that the answer is complete; tell whether a work waits for it, which is to be taken up."""
        self._is_over = True
        return self._waiter is not None

    def fail(self, error: Exception) -> None:
        """Take what kept the answer away."""
        self._error = error


@dataclass(eq=False)
class Wire:
    """Sends statements and reads their answers in order."""

    connection: "psycopg.AsyncConnection[tuple[object, ...]]"
    loop: asyncio.AbstractEventLoop
    generation: bytes = b""
    """What :data:`storage.postgres.outcomes.GENERATION` gave when the connection was opened."""
    lost: ConnectionLostError | None = None
    """Why nothing can be sent any more."""
    _expected: "deque[Reply | None]" = field(default_factory=deque)
    """The answers that are to come; ``None`` for the mark of a synchronisation."""
    _names: dict[bytes, bytes] = field(default_factory=dict)
    _named: int = 0
    """How many names were given; one is given once, because the server may know what it was given to."""
    _prepared: set[bytes] = field(default_factory=set)
    """The texts of statements that the server knows, because it has answered their preparation."""
    _on_the_way: set[bytes] = field(default_factory=set)
    _heard_at: float = 0.0
    _watching: asyncio.TimerHandle | None = None
    _pgconn: PGconn = field(init=False)
    _socket: int = -1
    _is_scheduled: bool = False
    _is_writing: bool = False
    _asks: bool = False
    """Whether statements were queued after the last synchronisation."""

    def __post_init__(self) -> None:
        self._pgconn = self.connection.pgconn

    @classmethod
    async def open(cls, address: str) -> Self:
        """Connect. Errors: ``psycopg.OperationalError``."""
        connection = await psycopg.AsyncConnection.connect(address, autocommit=True)
        try:
            generation = await _set_up(connection)
            pgconn = connection.pgconn
            pgconn.nonblocking = 1
            pgconn.enter_pipeline_mode()
        except BaseException:
            await connection.close()
            raise
        loop = asyncio.get_running_loop()
        wire = cls(connection, loop, generation, _socket=pgconn.socket)
        loop.add_reader(wire._socket, wire._read)
        return wire

    def send(self, text: bytes, values: Sequence[bytes | None] = ()) -> Reply:
        """Queue a statement, prepared; its answer comes once the loop has had a turn."""
        reply = Reply(text)
        if self.lost is not None:
            reply.fail(self.lost)
            reply.end()
            return reply
        try:
            self._queue(text, values, reply)
        except psycopg.OperationalError as error:
            self._lose(error)
        return reply

    def send_after_failure(self, text: bytes) -> Reply:
        """Queue a statement that is run even if those before it fail."""
        if self.lost is None:
            try:
                self._synchronise()
            except psycopg.OperationalError as error:
                self._lose(error)
        return self.send(text)

    def _queue(self, text: bytes, values: Sequence[bytes | None], reply: Reply) -> None:
        name = self._names.get(text)
        if name is None:
            self._named += 1
            name = self._names[text] = b"s%d" % self._named
        self._watch()
        if text not in self._prepared and text not in self._on_the_way:
            self._on_the_way.add(text)
            self._pgconn.send_prepare(name, text)
            self._expected.append(_Preparation(text, reply))
        self._pgconn.send_query_prepared(name, values)
        self._expected.append(reply)
        self._asks = True
        if not self._is_scheduled:
            self._schedule()

    def _watch(self) -> None:
        """See to it that the server does not stay silent."""
        if not self._expected:
            self._heard_at = self.loop.time()
        if self._watching is None:
            self._watching = self.loop.call_later(SILENCE_SECONDS, self._look)

    def _look(self) -> None:
        self._watching = None
        if self.lost is not None or not self._expected:
            return
        left = self._heard_at + SILENCE_SECONDS - self.loop.time()
        if left > 0:
            self._watching = self.loop.call_later(left, self._look)
        else:
            self._lose(ConnectionLostError("the database server is silent"))

    def _schedule(self) -> None:
        self._is_scheduled = True
        self.loop.call_soon(self._flush_soon)

    def _flush_soon(self) -> None:
        self._is_scheduled = False
        if self.lost is None:
            try:
                self._flush()
            except psycopg.OperationalError as error:
                self._lose(error)

    def _flush(self) -> None:
        """Have the server answer, and send what is queued, or go on when the network takes more."""
        self._synchronise()
        is_rest = self._pgconn.flush() == 1
        if is_rest != self._is_writing:
            self._is_writing = is_rest
            if is_rest:
                self.loop.add_writer(self._socket, self._flush_soon)
            else:
                self.loop.remove_writer(self._socket)

    def _synchronise(self) -> None:
        """End what the server leaves out after a failure, and have it answer."""
        if self._asks:
            self._asks = False
            self._pgconn.pipeline_sync()
            self._expected.append(None)

    def _read(self) -> None:
        """Take all answers that have come; then let works go on, because one may wait for several."""
        answered: list[Reply] = []
        try:
            self._pgconn.consume_input()
            self._heard_at = self.loop.time()
            while self._expected and not self._pgconn.is_busy():
                self._take(self._pgconn.get_result(), answered)
        except psycopg.OperationalError as error:
            self._lose(error)
        for reply in answered:
            reply.go_on()

    def _take(self, result: PGresult | None, answered: list[Reply]) -> None:
        """Take a result; ``None`` says that the answer to the statement is complete."""
        if result is None:
            reply = self._expected.popleft()
            assert reply is not None  # noqa: S101 - a synchronisation has one result and no end
            self._note(reply)
            if isinstance(reply.error, ConnectionLostError):  # the server has said why it ends it
                self._lose(reply.error)
            if reply.is_over_for_somebody():
                answered.append(reply)
        elif result.status == pq.ExecStatus.PIPELINE_SYNC:
            self._expected.popleft()
        elif (reply := self._expected[0]) is not None:
            reply.settle(result)

    def _note(self, reply: Reply) -> None:
        """Keep which statements the server knows: one whose preparation was skipped is prepared again."""
        if isinstance(reply, _Preparation):
            self._on_the_way.discard(reply.text)
            if reply.error is None:
                self._prepared.add(reply.text)
            else:
                reply.statement.fail(reply.error)
        elif isinstance(reply.error, ServerError) and reply.error.state in FORGOTTEN:
            self._forget(reply)

    def _forget(self, reply: Reply) -> None:
        """Prepare a statement again that the server does not know, or whose columns are others by now.

        If it knew it before, it may have forgotten all.
        """
        if reply.text in self._prepared:
            self._prepared.clear()
            self._names.clear()
            _COLUMNS.pop(reply.text, None)

    def _lose(self, error: Exception) -> None:
        """Let all who wait for an answer know that none will come."""
        if self.lost is not None:
            return
        self.lost = ConnectionLostError(str(error).strip() or "the connection ended")
        self.loop.remove_reader(self._socket)
        self.loop.remove_writer(self._socket)
        if self._watching is not None:
            self._watching.cancel()
        expected, self._expected = self._expected, deque()
        for reply in expected:
            if reply is not None:
                reply.fail(self.lost)
                reply.end()

    async def close(self) -> None:
        """Close the connection; what still waits for an answer is told that it is lost."""
        self._lose(ConnectionLostError("the connection was closed"))
        await self.connection.close()


async def _set_up(connection: "psycopg.AsyncConnection[tuple[object, ...]]") -> bytes:
    """Make the settings, and return the generation of the server."""
    settings = {**SETTINGS, **SETTINGS_OF_SHORT_WORKS}
    await connection.execute(SET_ALL.format(mark="%s"), (list(settings), list(settings.values())))
    found = await (await connection.execute(GENERATION)).fetchone()
    return str(found[0] if found else "").encode()


class _Preparation(Reply):
    """The answer to the preparation of a statement."""

    __slots__ = ("statement",)

    def __init__(self, text: bytes, statement: Reply) -> None:
        super().__init__(text)
        self.statement = statement
