"""Units of work: what is committed together, what is undone alone, what readers see."""

import asyncio

from storage.database import Database
from storage.unit import SqliteUnit


async def test_works_of_a_hundred_writers_are_all_kept_in_a_few_commits(database: Database) -> None:
    def add(unit: SqliteUnit, number: int) -> int:
        unit.attempts.record("test", str(number), unit.outbox.clock())
        return number

    results = await asyncio.gather(
        *(database.write(lambda unit, number=number: add(unit, number)) for number in range(100))
    )

    assert results == list(range(100))
    count = await database.read(
        lambda unit: unit.connection.execute("SELECT count(*) FROM attempts").fetchone()[0]
    )
    assert count == 100
    assert database.stats.works == 100
    assert database.stats.commits == 2
