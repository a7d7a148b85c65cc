"""What nobody needs any more is deleted; what waits or was decided stays."""

from datetime import timedelta

from bot.process.housekeeping import HOUSEKEEPING, KEPT
from domain.account import NewAccount
from domain.second_step import PENDING_LIFETIME, PendingSignIn
from services.messages import ExchangeDocument
from services.ports import Priority
from services.schedule import AdvanceSchedule
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from tests.services.residents import MOSCOW

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


async def clean_up(database: Database, clock: FakeClock) -> None:
    """Let the run of the day come."""

    def forget_runs(unit: StoredUnit) -> None:
        unit.connection.execute("DELETE FROM scheduled_runs")

    await database.write(forget_runs)
    await AdvanceSchedule(database, clock, MOSCOW, [HOUSEKEEPING])()


async def test_old_deliveries_go_and_what_waits_stays(database: Database, clock: FakeClock) -> None:
    def fill(unit: StoredUnit) -> None:
        for word in ("sent", "waiting", "aside"):
            unit.outbox.telegram(1, ExchangeDocument(1, word), language="ru", priority=Priority.NOTICE)
        unit.outbox.mark_sent(1, clock())
        unit.outbox.set_aside(3, clock(), "unreachable")
        unit.inbox.add_batch([IncomingUpdate(number, 1, "{}", clock()) for number in (1, 2)])
        unit.inbox.set_aside(1, clock())

    def left(unit: StoredUnit) -> tuple[list[str], list[int]]:
        words = unit.connection.execute("SELECT details ->> 'name' FROM outbox ORDER BY id")
        updates = unit.connection.execute("SELECT update_id FROM inbox ORDER BY update_id")
        return [row[0] for row in words], [row[0] for row in updates]

    await database.write(fill)
    clock.pass_time(KEPT)
    await clean_up(database, clock)
    assert await database.read(left) == (["sent", "waiting", "aside"], [1, 2])
    clock.pass_time(DAY)
    await clean_up(database, clock)
    assert await database.read(left) == (["waiting"], [2])


async def test_sign_ins_that_were_not_finished_within_a_day_go(database: Database, clock: FakeClock) -> None:
    def fill(unit: StoredUnit) -> None:
        account = NewAccount("Anna", "anna", "hash", "anna@pochta.example", None, "ru")
        unit.accounts.add(account, "key", clock())
        unit.pending_sign_ins.put(PendingSignIn(1, 1, "hash", "Анна", clock()))

    await database.write(fill)
    for step, is_left in ((PENDING_LIFETIME - SECOND, True), (SECOND, False)):
        clock.pass_time(step)
        await clean_up(database, clock)
        pending = await database.read(lambda unit: unit.pending_sign_ins.find(1))
        assert (pending is not None) == is_left


async def test_a_decision_that_can_still_be_told_is_kept(database: Database, clock: FakeClock) -> None:
    def fill(unit: StoredUnit) -> None:
        for word in ("signed-out", "unreachable", "elsewhere"):
            unit.outbox.telegram(1, ExchangeDocument(1, word), language="ru", priority=Priority.DECISION)
        for number, error in enumerate(("signed-out", "unreachable", "elsewhere"), start=1):
            unit.outbox.lay_aside(number, clock(), error)

    await database.write(fill)
    clock.pass_time(KEPT + DAY)
    await clean_up(database, clock)
    kept = await database.read(lambda unit: unit.connection.execute("SELECT error FROM outbox").fetchall())
    assert [row["error"] for row in kept] == ["signed-out", "unreachable"]
