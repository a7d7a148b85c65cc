"""What is counted against limits."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from storage.database import Database
from storage.unit import SqliteUnit

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def record(database: Database, *moments: datetime, kind: str = "code", subject: str = "1") -> None:
    def work(unit: SqliteUnit) -> None:
        for at in moments:
            unit.attempts.record(kind, subject, at)

    await database.write(work)


async def moments_since(database: Database, since: datetime) -> list[datetime]:
    return await database.read(lambda unit: unit.attempts.moments_since("code", "1", since))


async def test_attempts_after_a_moment_are_told_oldest_first(database: Database) -> None:
    await record(database, NOW + 2 * MINUTE, NOW, NOW + MINUTE)

    assert await moments_since(database, NOW) == [NOW + MINUTE, NOW + 2 * MINUTE]
    assert await moments_since(database, NOW - MINUTE) == [NOW, NOW + MINUTE, NOW + 2 * MINUTE]
    assert await moments_since(database, NOW + 2 * MINUTE) == []


async def test_several_attempts_at_one_moment_all_count(database: Database) -> None:
    await record(database, NOW, NOW, NOW)

    assert len(await moments_since(database, NOW - MINUTE)) == 3


async def test_other_kinds_and_subjects_do_not_count(database: Database) -> None:
    await record(database, NOW, kind="proof")
    await record(database, NOW, subject="2")

    assert await moments_since(database, NOW - MINUTE) == []


async def test_a_success_clears_one_count_only(database: Database) -> None:
    await record(database, NOW)
    await record(database, NOW, subject="2")
    await record(database, NOW, kind="proof")

    await database.write(lambda unit: unit.attempts.forget("code", "1"))

    assert await moments_since(database, NOW - MINUTE) == []
    left = await database.read(
        lambda unit: unit.connection.execute("SELECT count(*) FROM attempts").fetchone()
    )
    assert left[0] == 2


async def test_fractions_of_a_second_and_time_zones_compare_as_time(database: Database) -> None:
    moscow = timezone(timedelta(hours=3))
    half_past = NOW.replace(microsecond=500_000)
    await record(database, half_past, NOW.replace(microsecond=1).astimezone(moscow))

    assert await moments_since(database, NOW) == [NOW.replace(microsecond=1), half_past]
    assert await moments_since(database, NOW.astimezone(moscow)) == [NOW.replace(microsecond=1), half_past]


async def test_a_moment_without_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await record(database, NOW.replace(tzinfo=None))
