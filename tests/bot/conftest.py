"""What tests of the assembly share: the real database on a file, and a clock that is moved by hand."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.sqlite.database import Database
from tests.services.fakes import FakeClock

OPERATORS = -100500


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def database(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "cabinet.db", clock=clock, operator_chat_id=OPERATORS) as database:
        yield database
