"""The server's errors in the words of the port, so that nothing outside of this room knows the driver."""

from contextlib import ContextDecorator
from typing import Final

import psycopg
from psycopg import pq

from services.units import StoreBusyError, StoreCorruptError, StoreError, StoreLostError, StoreRefusedError

AGAIN: Final = frozenset({"40001", "40P01", "26000", "42P07"})
"""The transaction may succeed when it is run again: another one was faster, or a statement was not prepared
because a transaction before it failed, or both began a new series of receipts."""
TWICE: Final = "23505"
"""A key that is there already: in a serializable transaction it may be another one that was faster."""
SKIPPED: Final = frozenset({"25P02"})
"""The statement was not run, because one before it in its transaction failed."""
PASSING: Final = frozenset(
    {
        "25006",  # the server is a standby that only reads
        "53000", "53100", "53200", "53300", "53400",  # disk, memory or connections are used up
        "55006", "55P03",  # something is in use; a lock did not come in time
        "57014", "57P01", "57P02", "57P03", "57P05",  # cancelled, stopping, starting, idle for too long
        "25P03",  # idle in a transaction for too long
        "58000", "58030",  # trouble with the server's files
    }
)  # fmt: skip
DAMAGED: Final = frozenset({"XX001", "XX002"})


class ServerError(Exception):
    """What the server said of a statement; the message holds no value that is stored."""

    def __init__(self, state: str, message: str) -> None:
        super().__init__(message)
        self.state = state


class ConnectionLostError(Exception):
    """The connection ended before an answer came."""


def server_error(result: pq.abc.PGresult) -> ServerError:
    """Read what the server said; its detail is left out, because it names values."""
    state = result.error_field(pq.DiagnosticField.SQLSTATE) or b""
    message = result.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b""
    return ServerError(state.decode(), message.decode(errors="replace"))


def translation(error: Exception) -> StoreError:
    """Say an error of the server or the driver in the words of the port, with its traceback."""
    return _kind(error)(str(error)).with_traceback(error.__traceback__)


def _kind(error: Exception) -> type[StoreError]:
    if isinstance(error, ServerError):
        if error.state in PASSING or error.state in AGAIN or error.state.startswith("08"):
            return StoreBusyError
        return StoreCorruptError if error.state in DAMAGED else StoreRefusedError
    return (
        StoreBusyError
        if isinstance(error, ConnectionLostError | psycopg.OperationalError)
        else StoreLostError
    )


class translated(ContextDecorator):  # noqa: N801 - it is used like a function
    """Raise a ``StoreError`` in the place of an error of the server or the driver."""

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, ServerError | ConnectionLostError | psycopg.Error):
            raise translation(error) from None
