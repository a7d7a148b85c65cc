"""A connection whose statements wait for their answers, for long works, which run on threads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Final, TypeVar

import psycopg
from psycopg import pq
from psycopg.pq.abc import PGresult

from storage.connection import Parameters, Row
from storage.postgres.dialect import statement_of
from storage.postgres.errors import AGAIN, ConnectionLostError, ServerError, server_error
from storage.postgres.values import rows_of, wired
from storage.postgres.wire import SET_ALL, SETTINGS
from storage.postgres.writes import MOST_TRIES

Result = TypeVar("Result")

OF_PATIENCE: Final = frozenset({"statement_timeout", "idle_in_transaction_session_timeout"})
"""Settings that end what takes long."""


class Rows:
    """What a statement gave back; ``storage.connection.Cursor``."""

    def __init__(self, results: Sequence[PGresult]) -> None:
        self._results = results
        self._rows: Iterator[Row] = iter(row for result in results for row in rows_of(result))

    @property
    def rowcount(self) -> int:
        """How many rows were changed, or found."""
        return sum(result.command_tuples or 0 for result in self._results)

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def fetchone(self) -> Row | None:
        """Return the next row; ``None`` if there is no further one."""
        return next(self._rows, None)

    def fetchall(self) -> list[Row]:
        """Return the rows that were not fetched yet."""
        return list(self._rows)


class BlockingConnection:
    """A connection of psycopg; ``storage.connection.Connection``. Transactions are begun explicitly."""

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        self.connection = connection

    def execute(self, sql: str, parameters: Parameters = (), /) -> Rows:
        """Run a statement. Errors: ``ServerError``, ``ConnectionLostError``."""
        statement = statement_of(sql)
        return Rows([self._run(statement.text, wired(statement.values_of(parameters)))])

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Rows:
        """Run a statement once for each set of values; errors as :meth:`execute`."""
        statement = statement_of(sql)
        return Rows([self._run(statement.text, wired(statement.values_of(each))) for each in parameters])

    def set_all(self, settings: Mapping[str, str]) -> None:
        """Make settings of the session, in one trip; errors as :meth:`execute`."""
        self.execute(SET_ALL.format(mark="?"), (list(settings), list(settings.values())))

    def run(self, text: str) -> PGresult:
        """Run a statement that is already in the words of PostgreSQL; errors as :meth:`execute`."""
        return self._run(text.encode(), [])

    def _run(self, text: bytes, values: Sequence[bytes | None]) -> PGresult:
        try:
            result = self.connection.pgconn.exec_params(text, values)
        except psycopg.OperationalError as error:
            raise ConnectionLostError(str(error).strip()) from None
        if result.status != pq.ExecStatus.FATAL_ERROR:
            return result
        if self.connection.pgconn.status == pq.ConnStatus.BAD:
            raise ConnectionLostError("the connection to the database server was lost")
        raise server_error(result)


@contextmanager
def connected(address: str, *, is_patient: bool = True) -> Iterator[BlockingConnection]:
    """Connect for some works that may take long.

    With ``is_patient`` no statement is ended because it takes long. Errors: ``psycopg.OperationalError``.
    """
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        blocking = BlockingConnection(connection)
        left_out = OF_PATIENCE if is_patient else ()
        blocking.set_all({name: value for name, value in SETTINGS.items() if name not in left_out})
        yield blocking


@contextmanager
def transaction(connection: BlockingConnection, begin: str) -> Iterator[None]:
    """Run what is inside as one transaction, which ``begin`` begins."""
    connection.run(begin)
    try:
        yield
        end = connection.run("COMMIT")
    except BaseException:
        with suppress(ServerError, psycopg.Error):  # what went wrong first says more
            connection.run("ROLLBACK")
        raise
    if end.command_status != b"COMMIT":  # a transaction whose failure somebody kept quiet about
        raise ServerError("25P02", "the server rolled the transaction back")


def until_committed(
    connection: BlockingConnection, begin: str, work: Callable[[], Result], note: Callable[[str], object]
) -> Result:
    """Run work in a transaction, again if another one was faster; ``note`` hears each time by which code."""
    for tries in range(1, MOST_TRIES + 1):
        try:
            with transaction(connection, begin):
                return work()
        except ServerError as error:
            if error.state not in AGAIN or tries == MOST_TRIES:
                raise
            note(error.state)
    raise AssertionError
