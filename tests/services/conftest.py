"""What tests of use cases share: the real database on a temporary file, and a clock that is moved by hand."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.sqlite.database import Database
from tests.engines import opened
from tests.services.fakes import FakeClock, FakeRandomness
from tests.services.household import Household
from tests.services.residents import People
from tests.steps import only_short_units_on_the_loop

OPERATORS = -100500


@pytest.fixture(autouse=True)
def short_units() -> Iterator[None]:
    """Find units of work that do not belong on the event loop."""
    with only_short_units_on_the_loop():
        yield


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def randomness() -> FakeRandomness:
    return FakeRandomness()


@pytest.fixture
async def database(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Database]:
    async with opened(tmp_path / "cabinet.db", clock=clock, operator_chat_id=OPERATORS) as database:
        yield database


@pytest.fixture
def people(database: Database, clock: FakeClock, randomness: FakeRandomness) -> People:
    return People(database, clock, randomness)


@pytest.fixture
async def flat(database: Database, clock: FakeClock) -> Household:
    household = Household(database, clock)
    await household.settle()
    await household.hang()
    return household


@pytest.fixture
async def anna(people: People, flat: Household) -> int:
    """Anna, who holds the flat."""
    account_id = await people.confirmed()
    await flat.add(account_id)
    return account_id
