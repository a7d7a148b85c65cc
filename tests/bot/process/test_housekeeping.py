"""What nobody needs any more is deleted; what waits or was decided stays."""

from datetime import timedelta

from bot.process.housekeeping import KEPT, clean_up
from services.messages import ExchangeDocument
from services.ports import Priority
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from tests.services.fakes import FakeClock

DAY = timedelta(days=1)


async def test_old_deliveries_go_and_what_waits_stays(database: Database, clock: FakeClock) -> None:
    def fill(unit: SqliteUnit) -> None:
        for word in ("sent", "waiting", "aside"):
            unit.outbox.telegram(1, ExchangeDocument(1, word), language="ru", priority=Priority.NOTICE)
        unit.outbox.mark_sent(1, clock())
        unit.outbox.set_aside(3, clock(), "unreachable")
        unit.inbox.add_batch([IncomingUpdate(number, 1, "{}", clock()) for number in (1, 2)])
        unit.inbox.set_aside(1, clock())

    def left(unit: SqliteUnit) -> tuple[list[str], list[int]]:
        words = unit.connection.execute("SELECT details ->> 'name' FROM outbox ORDER BY id")
        updates = unit.connection.execute("SELECT update_id FROM inbox ORDER BY update_id")
        return [row[0] for row in words], [row[0] for row in updates]

    await database.write(fill)
    clock.pass_time(KEPT)
    await clean_up(database, clock())
    assert await database.read(left) == (["sent", "waiting", "aside"], [1, 2])
    clock.pass_time(DAY)
    await clean_up(database, clock())
    assert await database.read(left) == (["waiting"], [2])


async def test_a_decision_that_can_still_be_told_is_kept(database: Database, clock: FakeClock) -> None:
    def fill(unit: SqliteUnit) -> None:
        for word in ("signed-out", "unreachable", "elsewhere"):
            unit.outbox.telegram(1, ExchangeDocument(1, word), language="ru", priority=Priority.DECISION)
        for number, error in enumerate(("signed-out", "unreachable", "elsewhere"), start=1):
            unit.outbox.lay_aside(number, clock(), error)

    await database.write(fill)
    clock.pass_time(KEPT + DAY)
    await clean_up(database, clock())
    kept = await database.read(lambda unit: unit.connection.execute("SELECT error FROM outbox").fetchall())
    assert [row["error"] for row in kept] == ["signed-out", "unreachable"]
