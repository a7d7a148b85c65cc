"""The server's errors in the words of the port, so that nothing outside of this room knows the driver."""

from contextlib import ContextDecorator
from typing import Final

import psycopg
from psycopg import pq

from services.units import StoreBusyError, StoreCorruptError, StoreError, StoreLostError, StoreRefusedError

CHANGED: Final = "0A000-plan"
"""A prepared statement has other columns now, because the schema was changed; there is no code for it."""
FASTER: Final = "40001"
"""Another transaction was faster, which a serializable one may hear as late as at its end."""
ORPHAN: Final = "23503"
"""A row belongs to one that is not there, which is heard at the end where it is looked up there."""
AGAIN: Final = frozenset({FASTER, "40P01", "26000", CHANGED, "42P07"})
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
        "55006", "55P03", "57014",  # something is in use; a lock or an answer did not come in time
        "58000", "58030",  # trouble with the server's files
    }
)  # fmt: skip
DAMAGED: Final = frozenset({"XX001", "XX002"})
READ_ONLY: Final = "25006"
"""A statement would change something where nothing may be changed."""
UNKNOWN_ON_STANDBY: Final = "0A000"
OF_VALUES: Final = "22"
"""The class of the errors whose message names a value."""
_LOOKS_AT_PLANS = b"RevalidateCachedQuery"
"""The function of the server that finds other columns; its message may be in any language."""
_ENDING = frozenset({b"FATAL", b"PANIC"})
"""How bad an error is with which the server ends the connection."""


class ServerError(Exception):
    """What the server said of a statement; the message holds no value that is stored."""

    def __init__(self, state: str, message: str) -> None:
        super().__init__(message)
        self.state = state


class ConnectionLostError(Exception):
    """The connection ended before an answer came."""


class NoConnectionError(ConnectionLostError):
    """No connection came in as long as a work waits for one; nothing was sent."""


def server_error(result: pq.abc.PGresult) -> ServerError | ConnectionLostError:
    """Read what the server said; its detail is left out, because it names values."""
    state = (result.error_field(pq.DiagnosticField.SQLSTATE) or b"").decode()
    message = (result.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b"").decode(errors="replace")
    if result.error_field(pq.DiagnosticField.SEVERITY_NONLOCALIZED) in _ENDING:
        return ConnectionLostError(message)
    if result.error_field(pq.DiagnosticField.SOURCE_FUNCTION) == _LOOKS_AT_PLANS:
        return ServerError(CHANGED, message)
    if state.startswith(OF_VALUES):
        return ServerError(state, f"a value does not fit ({state})")
    return ServerError(state, message)


def of_reading(error: BaseException) -> BaseException:
    """Tell a work that would change something in a read from a server that lets nobody change anything."""
    if isinstance(error, ServerError) and error.state == READ_ONLY:
        return ServerError("25000", str(error))
    return error


def of_beginning(error: Exception | None) -> Exception | None:
    """Tell what a standby says of the beginning of a serializable transaction from a fault of the program."""
    if isinstance(error, ServerError) and error.state == UNKNOWN_ON_STANDBY:
        return ServerError(READ_ONLY, str(error))
    return error


def translation(error: Exception) -> StoreError:
    """Say an error of the server or the driver in the words of the port, with its traceback."""
    return _kind(error)(str(error)).with_traceback(error.__traceback__)


def _kind(error: Exception) -> type[StoreError]:
    if isinstance(error, ServerError):
        if error.state in PASSING or error.state in AGAIN:
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
