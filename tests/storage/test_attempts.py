"""What is counted against limits."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import count

import pytest

from domain.limits import LONGEST_WINDOW, Limit, Whose
from storage.attempts import DELETED_AT_ONCE
from storage.sqlite.database import Database
from storage.unit import StoredUnit

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MOMENT = timedelta.resolution
KEYS = (f"501-{number}" for number in count(900))


async def record(database: Database, *moments: datetime, kind: str = "code", subject: str = "1") -> None:
    attempts = [(at, next(KEYS)) for at in moments]

    def work(unit: StoredUnit) -> None:
        for at, key in attempts:
            unit.attempts.record(kind, subject, at, key)

    await database.write(work)


async def moments_since(database: Database, since: datetime) -> list[datetime]:
    return await database.read(lambda unit: unit.attempts.newest("code", "1", since, 10))


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


async def rows(database: Database) -> list[tuple[str, str]]:
    """List kind and subject of everything that is kept, oldest first."""
    found = await database.read(
        lambda unit: unit.connection.execute("SELECT kind, subject FROM attempts ORDER BY at").fetchall()
    )
    return [(row["kind"], row["subject"]) for row in found]


async def record_once(
    database: Database, at: datetime, key: str, kind: str = "code", subject: str = "1"
) -> None:
    await database.write(lambda unit: unit.attempts.record(kind, subject, at, key))


async def test_the_same_key_counts_once_and_at_its_first_moment(database: Database) -> None:
    for at in (NOW, NOW + MINUTE, NOW + 2 * MINUTE):
        await record_once(database, at, "501-7")

    assert await moments_since(database, NOW - MINUTE) == [NOW]


async def test_a_key_counts_once_for_each_kind_and_subject(database: Database) -> None:
    await record_once(database, NOW, "501-7")
    await record_once(database, NOW, "501-7", kind="letter")
    await record_once(database, NOW, "501-7", subject="2")

    assert len(await rows(database)) == 3
    recorded = await database.read(
        lambda unit: [
            unit.attempts.is_recorded(*each)
            for each in (
                ("code", "1", "501-7"),
                ("letter", "1", "501-7"),
                ("letter", "2", "501-7"),
                ("code", "1", "501-8"),
            )
        ]
    )
    assert recorded == [True, True, False, False]


async def test_a_cleared_count_forgets_its_keys(database: Database) -> None:
    await record_once(database, NOW, "501-7")
    await database.write(lambda unit: unit.attempts.forget("code", "1"))

    assert not await database.read(lambda unit: unit.attempts.is_recorded("code", "1", "501-7"))


async def test_attempts_that_no_limit_looks_at_any_more_are_deleted_whoever_made_them(
    database: Database,
) -> None:
    await record(database, NOW, kind="captcha", subject="gone")
    await record(database, NOW + MOMENT, kind="letter", subject="kept")
    await record(database, NOW + LONGEST_WINDOW)

    assert await rows(database) == [("letter", "kept"), ("code", "1")]


async def test_after_many_attempts_each_new_one_deletes_more_than_one(database: Database) -> None:
    await record(database, *(NOW + number * MOMENT for number in range(DELETED_AT_ONCE + 1)), subject="flood")
    late = NOW + LONGEST_WINDOW + MINUTE
    await record(database, late)
    assert await rows(database) == [("code", "flood"), ("code", "1")]

    await record(database, late)
    assert await rows(database) == [("code", "1"), ("code", "1")]


def test_no_limit_can_look_further_back_than_attempts_are_kept() -> None:
    Limit("code", most=5, window=LONGEST_WINDOW, whose=Whose.ACCOUNT)
    with pytest.raises(ValueError, match="not kept"):
        Limit("code", most=5, window=LONGEST_WINDOW + MOMENT, whose=Whose.ACCOUNT)
