"""A database on a temporary file and a clock that stands still until a test moves it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.sqlite.database import Database
from tests.engines import ON_POSTGRES, opened
from tests.steps import only_short_units_on_the_loop

OPERATORS = -100500

collect_ignore = ["sqlite"] if ON_POSTGRES else []


@dataclass
class FakeClock:
    now: datetime = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, step: timedelta) -> None:
        self.now += step


@pytest.fixture(autouse=True)
def short_units() -> Iterator[None]:
    """Find units of work that do not belong on the event loop."""
    with only_short_units_on_the_loop():
        yield


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "cabinet.db"


@pytest.fixture
async def database(path: Path, clock: FakeClock) -> AsyncIterator[Database]:
    async with opened(path, clock=clock, operator_chat_id=OPERATORS) as database:
        yield database
