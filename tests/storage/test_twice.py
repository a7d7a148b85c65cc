"""The suite runs every work twice; this is what it finds, and what it leaves alone."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest

from domain.errors import DomainError
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.twice import twice

pytestmark = [pytest.mark.once, pytest.mark.of_sqlite("works are undone by a savepoint")]

ADD = "INSERT INTO attempts (kind, subject, at) VALUES ('test', ?, '2026-11-22')"


@dataclass
class Drawing:
    """Works that do not do the same twice."""

    numbers: Callable[[], int]

    def write_it(self, unit: StoredUnit) -> None:
        unit.connection.execute(ADD, (self.numbers(),))

    def return_it(self, _: StoredUnit) -> int:
        return self.numbers()

    def refuse_with_it(self, _: StoredUnit) -> DomainError:
        return DomainError("drawn", number=self.numbers())


def add(unit: StoredUnit) -> int:
    unit.connection.execute(ADD, ("once",))
    count: int = unit.connection.execute("SELECT count(*) FROM attempts").fetchone()[0]
    return count


@pytest.mark.parametrize("name", ["write_it", "return_it", "refuse_with_it"])
async def test_a_work_that_draws_inside_is_found(database: Database, name: str) -> None:
    complaints: list[str] = []
    await database.write(twice(getattr(Drawing(count().__next__), name), complaints))
    [complaint] = complaints
    assert name in complaint


async def test_a_work_that_does_the_same_is_not_complained_about_and_counts_once(database: Database) -> None:
    complaints: list[str] = []
    assert await database.write(twice(add, complaints)) == 1
    assert await database.write(twice(add, complaints)) == 2
    assert complaints == []


async def test_a_refusal_is_raised_as_it_would_be_after_one_run(database: Database) -> None:
    def refuse(unit: StoredUnit) -> None:
        add(unit)
        raise DomainError("nothing-to-confirm")

    complaints: list[str] = []
    with pytest.raises(DomainError, match="nothing-to-confirm"):
        await database.write(twice(refuse, complaints))
    assert complaints == []
    assert await database.write(twice(add, complaints)) == 1
