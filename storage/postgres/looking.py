"""Looks at a database of a server without changing it, and says why it cannot be used."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from storage.postgres.blocking import BlockingConnection, connected, transaction
from storage.postgres.errors import PASSING, ConnectionLostError, ServerError
from storage.postgres.migrate import WrongCollationError, count_missing
from storage.schema import MigrationError
from storage.store import PlaceRefusedError, Seen

NO_RIGHTS: Final = "42501"
REFUSALS: Final = (
    ("missing", re.compile(r"database \"[^\"]*\" does not exist|база данных \"[^\"]*\" не существует")),
    ("rights", re.compile(r"permission denied for database|доступ к базе данных|доступа к базе данных")),
    (
        "login",
        re.compile(
            r"authentication failed|role \"[^\"]*\" does not exist|pg_hba\.conf|not permitted to log in"
            r"|no password supplied|проверку подлинности|роль \"[^\"]*\" не существует",
        ),
    ),
)
"""What servers say that refuse a connection: the driver gives no codes, and servers speak their language."""
IS_READ_ONLY = "SHOW transaction_read_only"
FIND_SIZE = "SELECT pg_database_size(current_database())"
LACKS_RIGHTS = """
    SELECT coalesce(NOT has_schema_privilege(current_schema(), 'CREATE'), true) OR EXISTS (
        SELECT 1 FROM pg_tables
        WHERE schemaname = current_schema() AND NOT pg_has_role(tableowner, 'USAGE')
    )
"""
"""Whether tables cannot be made, or are there and belong to others."""
LIST_FORGETFUL = """
    SELECT coalesce(string_agg(name || ' = off', ', ' ORDER BY name), '') FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
"""
WHO_ANSWERS = "SELECT pg_backend_pid()"


def look_at(address: str) -> Seen:
    """Try whether a database fits this program and can be written. Errors: ``PlaceRefusedError``."""
    try:
        with refusals(), connected(address, is_patient=False) as connection:
            _require_session(connection, address)
            return _look(connection)
    except WrongCollationError as error:
        raise PlaceRefusedError("collation", str(error)) from None
    except MigrationError as error:
        raise PlaceRefusedError("other", str(error)) from None


@contextmanager
def refusals() -> Iterator[None]:
    """Say why a server lets nobody in, or ends the connection, which it may do at any statement."""
    try:
        yield
    except psycopg.OperationalError as error:
        raise refusal(error) from None
    except ConnectionLostError as error:
        raise PlaceRefusedError("unreachable", str(error), passes=True) from None
    except ServerError as error:
        if error.state == NO_RIGHTS:
            raise PlaceRefusedError("rights", str(error)) from None
        if error.state in PASSING:
            raise PlaceRefusedError("busy", str(error), passes=True) from None
        raise


def _look(connection: BlockingConnection) -> Seen:
    missing = count_missing(connection)
    if _value(connection, IS_READ_ONLY) == "on":
        raise PlaceRefusedError("busy", "the server only reads", passes=True)
    if _value(connection, LACKS_RIGHTS):
        raise PlaceRefusedError("rights", "no CREATE in the schema, or tables of another user")
    size = _value(connection, FIND_SIZE)
    assert isinstance(size, int)  # noqa: S101 - the server counts bytes
    return Seen(size, missing, str(_value(connection, LIST_FORGETFUL)))


def _require_session(connection: BlockingConnection, address: str) -> None:
    """Refuse a pooler that lends the session of one connection to another one.

    Locks and prepared statements belong to a session, so a second bot would not be kept out.
    """
    mine = _value(connection, WHO_ANSWERS)
    with connected(address, is_patient=False) as other, transaction(other, "BEGIN"):
        if _value(other, WHO_ANSWERS) == mine:
            raise PlaceRefusedError("pooled", "two connections share a session")


def _value(connection: BlockingConnection, question: str) -> object:
    value: object = connection.execute(question).fetchall()[0][0]
    return value


def refusal(error: psycopg.OperationalError) -> PlaceRefusedError:
    """Say why there is no connection; what the server said names its user and database, and no password."""
    reason = " ".join(str(error).split())
    for code, pattern in REFUSALS:
        if pattern.search(reason):
            return PlaceRefusedError(code, reason)
    if error.pgconn is not None and error.pgconn.needs_password:
        return PlaceRefusedError("login", reason)
    return PlaceRefusedError("unreachable", reason, passes=True)
