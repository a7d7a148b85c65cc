"""A server for the tests of this folder, whatever engine the run asks for, and databases that are its own."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from storage.postgres.blocking import connected
from storage.postgres.database import Database
from storage.postgres.migrate import migrate
from tests.postgres_server import DURABLE, NoServerError, Server, running
from tests.storage.conftest import FakeClock
from tests.storage.postgres.facts import sql

_NUMBERS = count()


@pytest.fixture(scope="session")
def durable_server() -> Iterator[Server]:
    try:
        with running(DURABLE) as server:
            with connected(server.make("model")) as connection:
                migrate(connection, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
            yield server
    except NoServerError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def bad_days(durable_server: Server) -> str:
    """The address of a database with the schema and two tables for facts."""
    address = durable_server.make("bad_days", "model")
    sql(
        address,
        "CREATE TABLE facts (number BIGINT NOT NULL)",
        "CREATE TABLE keyed (number BIGINT PRIMARY KEY, value BIGINT NOT NULL DEFAULT 0)",
    )
    return address


@pytest.fixture
def url(bad_days: str) -> Iterator[str]:
    """The address of that database, without facts and as it was made."""
    sql(bad_days, "TRUNCATE facts, keyed")
    yield bad_days
    sql(bad_days, "SET default_transaction_read_only = off", "ALTER DATABASE bad_days RESET ALL")


@pytest.fixture
def empty_url(durable_server: Server) -> Iterator[str]:
    """The address of a database of its own, without a schema."""
    name = f"empty_{next(_NUMBERS)}"
    yield durable_server.make(name)
    durable_server.drop(name)


@pytest.fixture
async def postgres(url: str, clock: FakeClock) -> AsyncIterator[Database]:
    async with Database.open(url, clock=clock) as database:
        yield database
