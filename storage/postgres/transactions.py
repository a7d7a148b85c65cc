"""A transaction as repositories see it: statements are sent at once, answers awaited when asked for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from storage.connection import Parameters, Row
from storage.postgres.dialect import Statement, statement_of
from storage.postgres.errors import FASTER, ORPHAN, SKIPPED, ServerError, of_beginning
from storage.postgres.outcomes import ASK_NUMBER
from storage.postgres.values import ResultRow, wired
from storage.postgres.wire import Reply, Wire

BEGIN_WRITE = b"BEGIN ISOLATION LEVEL SERIALIZABLE"
BEGIN_STREAM = b"BEGIN ISOLATION LEVEL READ COMMITTED"
BEGIN_READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
COMMIT = b"COMMIT"
ROLLBACK = b"ROLLBACK"


class NotCommittedError(ServerError):
    """The server rolled a transaction back that was to be committed, because one of its statements failed."""

    def __init__(self) -> None:
        super().__init__("40000", "the server rolled the transaction back")


class Answers:
    """What a statement gives back, once for each of its sets of values; ``storage.connection.Cursor``."""

    __slots__ = ("_replies", "_rows")

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._replies = replies
        self._rows: Iterator[ResultRow] | None = None

    @property
    def rowcount(self) -> int:
        """How many rows were changed, or found."""
        return sum(reply.result().command_tuples or 0 for reply in self._replies)

    def __iter__(self) -> Iterator[Row]:
        if self._rows is None:
            self._rows = iter([row for reply in self._replies for row in reply.rows()])
        return self._rows

    def fetchone(self) -> Row | None:
        """Return the next row; ``None`` if there is no further one."""
        return next(iter(self), None)

    def fetchall(self) -> list[Row]:
        """Return the rows that were not fetched yet."""
        return list(self)


class Transaction:
    """A transaction on a wire; ``storage.connection.Connection``.

    Nothing but the work that has it, and its end, send anything meanwhile. Reads of several works may share
    one, because they look at the same snapshot and change nothing.
    """

    def __init__(self, wire: Wire, begin: bytes) -> None:
        self.wire = wire
        self._replies = [wire.send(begin)]
        self._ahead: dict[tuple[str, tuple[Any, ...]], Reply] = {}
        """Answers that were asked for before anybody wanted them."""
        self.changes = 0
        """How many statements were sent that may have changed something."""
        self.is_committing = False
        """Whether the end was sent, so that the outcome is the server's alone to know."""
        self.is_over = False
        """Whether the server has ended the transaction, so that nothing is left to be rolled back."""

    def execute(self, sql: str, parameters: Parameters = (), /) -> Answers:
        """Send a statement, if that was not done by :meth:`ask_ahead`."""
        statement = statement_of(sql)
        if not statement.only_reads:
            self._note_change()
        elif self._ahead and (asked := self._ahead.pop((sql, tuple(parameters)), None)) is not None:
            return Answers([asked])
        return Answers([self._send(statement, parameters)])

    def ask_ahead(self, sql: str, parameters: Sequence[Any]) -> None:
        """Send a statement that only reads, and whose answer somebody will want with the same values."""
        if (sql, tuple(parameters)) not in self._ahead:
            self._ahead[sql, tuple(parameters)] = self._send(statement_of(sql), parameters)

    def _send(self, statement: Statement, parameters: Parameters) -> Reply:
        reply = self.wire.send(statement.text, wired(statement.values_of(parameters)))
        self._replies.append(reply)
        return reply

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Answers:
        """Send a statement once for each set of values, all in one trip."""
        statement = statement_of(sql)
        self._note_change()
        send = self.wire.send
        replies: list[Reply] = []
        for each in parameters:
            replies.append(send(statement.text, wired(statement.values_of(each))))
            self._replies.append(replies[-1])  # one by one, because the next values may raise
        return Answers(replies)

    def _note_change(self) -> None:
        self.changes += 1
        self._ahead.clear()  # what was read before may be another by now

    def ask_number(self) -> Reply:
        """Ask under which number the server keeps what became of the transaction."""
        reply = self.wire.send(ASK_NUMBER.encode())
        self._replies.append(reply)
        return reply

    def commit(self) -> None:
        """Commit and wait until it is durable.

        Errors: ``ServerError`` of the first statement that failed, also if the work never looked at its
        answer; ``NotCommittedError``; ``ConnectionLostError``, after which the outcome is not known.
        """
        self.is_committing = True
        end = self.wire.send(COMMIT)
        end.wait()
        self.is_over = end.error is None or _is_of_commit(end.error)
        self.raise_first_error()
        if end.result().command_status != COMMIT:  # a failed transaction answers ROLLBACK and no error
            raise NotCommittedError

    def raise_first_error(self) -> None:
        """Raise what :meth:`first_error` gives."""
        error = self.first_error()
        if error is not None:
            raise error

    def first_error(self) -> Exception | None:
        """Give what was the first to go wrong; the errors of statements that were not run say nothing."""
        errors = [reply.error for reply in self._replies if reply.is_over and reply.error is not None]
        first = next((each for each in errors if not _is_skipped(each)), errors[0] if errors else None)
        return of_beginning(first) if first is self._replies[0].error else first

    def roll_back(self) -> Reply:
        """Undo all of it; nobody has to wait for that, because the next transaction comes after it."""
        return self.wire.send_after_failure(ROLLBACK)


def _is_of_commit(error: Exception) -> bool:
    """Tell whether COMMIT was carried out and undid all; it may also not have been known to the server."""
    return isinstance(error, ServerError) and error.state in {FASTER, ORPHAN}


def _is_skipped(error: Exception) -> bool:
    return isinstance(error, ServerError) and error.state in SKIPPED
