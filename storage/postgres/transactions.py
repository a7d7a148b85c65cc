"""A transaction as repositories see it: statements are sent at once, and answers are awaited when asked for."""

from collections.abc import Iterable, Iterator, Sequence

from storage.connection import Parameters, Row
from storage.postgres.dialect import statement_of
from storage.postgres.errors import SKIPPED, ServerError
from storage.postgres.values import ResultRow, wired
from storage.postgres.wire import Reply, Wire

BEGIN_WRITE = b"BEGIN ISOLATION LEVEL SERIALIZABLE"
BEGIN_STREAM = b"BEGIN ISOLATION LEVEL READ COMMITTED"
BEGIN_READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
ASK_NUMBER = b"SELECT pg_current_xact_id()::text"
COMMIT = b"COMMIT"
ROLLBACK = b"ROLLBACK"


class NotCommittedError(Exception):
    """The server rolled a transaction back that was to be committed, because one of its statements failed."""


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

    def execute(self, sql: str, parameters: Parameters = (), /) -> Answers:
        """Send a statement."""
        statement = statement_of(sql)
        reply = self.wire.send(statement.text, wired(statement.values_of(parameters)))
        self._replies.append(reply)
        return Answers([reply])

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Answers:
        """Send a statement once for each set of values, all in one trip."""
        statement = statement_of(sql)
        send = self.wire.send
        replies = [send(statement.text, wired(statement.values_of(each))) for each in parameters]
        self._replies += replies
        return Answers(replies)

    def ask_number(self) -> Reply:
        """Ask under which number the server keeps what became of the transaction."""
        reply = self.wire.send(ASK_NUMBER)
        self._replies.append(reply)
        return reply

    def commit(self) -> None:
        """Commit and wait until it is durable.

        Errors: ``ServerError`` of the first statement that failed, also if the work never looked at its
        answer; ``NotCommittedError``; ``ConnectionLostError``, after which the outcome is not known.
        """
        end = self.wire.send(COMMIT)
        end.wait()
        self.raise_first_error()
        if end.result().command_status != COMMIT:  # a failed transaction answers ROLLBACK and no error
            raise NotCommittedError("the server rolled the transaction back")

    def raise_first_error(self) -> None:
        """Raise what :meth:`first_error` gives."""
        error = self.first_error()
        if error is not None:
            raise error

    def first_error(self) -> Exception | None:
        """Give what was the first to go wrong; the errors of statements that were not run say nothing."""
        errors = [reply.error for reply in self._replies if reply.is_over and reply.error is not None]
        return next((each for each in errors if not _is_skipped(each)), errors[0] if errors else None)

    def roll_back(self) -> Reply:
        """Undo all of it; nobody has to wait for that, because the next transaction comes after it."""
        return self.wire.send_after_failure(ROLLBACK)


def _is_skipped(error: Exception) -> bool:
    return isinstance(error, ServerError) and error.state in SKIPPED
