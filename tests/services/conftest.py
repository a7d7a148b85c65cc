"""What tests of use cases share: the real database on a temporary file, and a clock that is moved by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database import Database

OPERATORS = -100500


@dataclass
class FakeClock:
    now: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # noon in Moscow

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, step: timedelta) -> None:
        self.now += step


@dataclass
class FakeRandomness:
    """Counts instead of surprising."""

    given: int = 0

    def token(self) -> str:
        self.given += 1
        return f"token-{self.given}"

    def digits(self, count: int) -> str:
        self.given += 1
        return str(self.given).zfill(count)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def randomness() -> FakeRandomness:
    return FakeRandomness()


@pytest.fixture
async def database(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "cabinet.db", clock=clock, operator_chat_id=OPERATORS) as database:
        yield database
