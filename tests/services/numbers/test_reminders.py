"""Reminders are left once, a few at a time, and go on after a kill where they were."""

import json
from datetime import datetime, timedelta

import pytest

from bot.delivery.number_reminders import reminder_jobs
from domain.dates import ReadingWindow
from domain.reminder import ReminderDays, ReminderKind
from domain.schedule import Progress, Run
from services.messages import NumberClosed, ReadingsWanted
from services.numbers import reminders
from services.numbers.reminder_choices import ChooseReminder
from services.numbers.reminders import RemindOfReadings
from services.numbers.situation import ReadingCalendar
from services.ports import Priority
from services.schedule import AdvanceSchedule, Job
from storage.outbox import Channel
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, Household
from tests.services.residents import MOSCOW

DAYS = ReminderDays(of_month=frozenset({22, 24}))
WAITING = "SELECT recipient, kind, details FROM outbox WHERE sent_at IS NULL ORDER BY id"


class KilledError(Exception):
    """Stands for the end of the process."""


@pytest.fixture
async def town(flat: Household) -> Household:
    """Ten accounts with a chat each; every one of them holds a flat of its own."""
    for place in range(10):
        number = f"3002003{place:02}"
        await flat.settle(number)
        await flat.hang(f"meter {place}", number=number)
        await flat.sql(
            "INSERT INTO accounts (login, login_key, password_hash, email, email_confirmed_at, language,"
            " created_at, idempotency_key) VALUES (?, ?, '', '', '2026-11-01', 'ru', '2026-11-01', ?)",
            *[f"resident {place}"] * 3,
        )
        await flat.sql(
            "INSERT INTO sessions (chat_id, account_id, signed_in_at)"
            " SELECT ?, max(id), '2026-11-01' FROM accounts",
            900 + place,
        )
        await flat.sql(
            "INSERT INTO holdings (account_id, number, added_at, idempotency_key)"
            " SELECT max(id), ?, '2026-11-01', ? FROM accounts",
            *(number, number),
        )
    return flat


def calendar_of(household: Household, window: str = "") -> ReadingCalendar:
    return ReadingCalendar(household.clock, MOSCOW, ReadingWindow.parse(window))


async def look(household: Household, *jobs: Job[StoredUnit]) -> None:
    every = jobs or tuple(reminder_jobs(calendar_of(household), DAYS))
    await AdvanceSchedule(household.database, household.clock, MOSCOW, every)()


async def waiting(database: Database) -> list[tuple[str, str, str]]:
    def read(unit: StoredUnit) -> list[tuple[str, str, str]]:
        rows = unit.connection.execute(WAITING)
        return [(row["recipient"], row["kind"], json.loads(row["details"]).get("number")) for row in rows]

    return await database.read(read)


async def send_all(household: Household) -> None:
    await household.sql("UPDATE outbox SET sent_at = created_at WHERE sent_at IS NULL")


async def test_each_holder_is_reminded_once_however_small_the_portions_are(
    town: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 3)
    for _ in range(3):
        await look(town)
    left = await waiting(town.database)
    assert len(left) == len(set(left)) == 10
    assert {kind for _, kind, _ in left} == {"readings-wanted"}


@pytest.mark.parametrize("killed_in", range(4))
async def test_a_kill_between_two_portions_doubles_and_loses_no_reminder(
    town: Household, monkeypatch: pytest.MonkeyPatch, killed_in: int
) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 3)
    of_readings = RemindOfReadings(calendar_of(town), DAYS)

    def dying(unit: StoredUnit, run: Run, now: datetime) -> Progress:
        left = unit.outbox.count_waiting(Priority.REMINDER, 99)
        progress = of_readings.portion(unit, run, now)
        if left == killed_in * 3:
            raise KilledError
        return progress

    with pytest.raises(KilledError):
        await look(town, Job(of_readings.task, dying))
    assert len(await waiting(town.database)) == killed_in * 3
    await look(town)
    assert len({number for *_, number in await waiting(town.database)}) == 10
    assert len(await waiting(town.database)) == 10


async def test_only_a_few_wait_and_the_rest_follows_when_there_is_room(
    town: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 2)
    monkeypatch.setattr(reminders, "MOST_WAITING", 3)
    told: set[str] = set()
    for _ in range(4):
        await look(town)
        left = await waiting(town.database)
        assert len(left) <= 4
        told |= {number for *_, number in left}
        await send_all(town)
    assert len(told) == 10


async def test_what_a_day_is_not_enough_for_goes_on_next_day_until_the_month_is_over(
    town: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 2)
    monkeypatch.setattr(reminders, "MOST_WAITING", 1)
    only_today = tuple(reminder_jobs(calendar_of(town), ReminderDays(of_month=frozenset({22}))))
    for _ in range(3):
        await look(town, *only_today)
        await send_all(town)
        town.clock.pass_time(timedelta(days=1))
    town.clock.pass_time(timedelta(days=8))
    await look(town, *only_today)
    assert await waiting(town.database) == []
    newest = await town.database.read(lambda unit: unit.schedule.newest("readings"))
    assert newest is not None
    assert newest.finished_at is not None


async def test_a_later_day_reminds_again_and_takes_the_place_of_an_earlier_one(town: Household) -> None:
    await look(town)
    town.clock.pass_time(timedelta(days=2))
    await look(town)
    assert len(await waiting(town.database)) == 20


async def test_nothing_is_left_to_who_cannot_be_reached(town: Household) -> None:
    await town.sql(
        "INSERT INTO unreachable_chats (chat_id, since, reason) VALUES (903, '2026-11-01', 'blocked')"
    )
    await town.sql("DELETE FROM sessions WHERE chat_id = 904")
    await look(town)
    assert {recipient for recipient, *_ in await waiting(town.database)} == {
        str(chat) for chat in range(900, 910) if chat not in {903, 904}
    }


async def test_verifications_with_least_time_come_first_once_for_each_stage(town: Household) -> None:
    await town.sql("UPDATE meters SET verify_by = '2027-01-10' WHERE id = 'meter 1'")
    await town.sql("UPDATE meters SET verify_by = '2026-11-30' WHERE id = 'meter 2'")
    await town.sql("UPDATE meters SET verify_by = '2026-11-21' WHERE id = 'meter 3'")
    off = tuple(reminder_jobs(calendar_of(town), ReminderDays()))
    for _ in range(3):
        await look(town, *off)
        town.clock.pass_time(timedelta(days=1))
    kept = await town.database.read(
        lambda unit: [
            (row["subject"], row["occasion"])
            for row in unit.connection.execute("SELECT subject, occasion FROM reminders ORDER BY left_at")
        ]
    )
    assert kept == [("meter 2", "2026-11-30 14"), ("meter 1", "2027-01-10 60")]


async def test_a_bill_that_was_there_before_is_no_news(town: Household) -> None:
    await town.sql(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
        " VALUES ('old', '300200301', '2026-10', 1, 0, 0, 0, 1)"
    )
    account_id = await town.database.read(
        lambda unit: unit.connection.execute(
            "SELECT account_id FROM holdings WHERE number = '300200301'"
        ).fetchone()[0]
    )
    await ChooseReminder(town.database, town.clock)(account_id, ReminderKind.NEW_BILL, is_wanted=True)
    off = tuple(reminder_jobs(calendar_of(town), ReminderDays()))
    await look(town, *off)
    assert await waiting(town.database) == []
    await town.sql(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
        " VALUES ('new', '300200301', '2026-11', 1, 0, 0, 0, 1)"
    )
    town.clock.pass_time(timedelta(days=1))
    await look(town, *off)
    assert [kind for _, kind, _ in await waiting(town.database)] == ["bill-comes"]


async def test_everything_else_goes_out_before_a_reminder(
    town: Household, database: Database, clock: FakeClock, anna: int
) -> None:
    await look(town)
    await leave_news(database, anna)
    first, *_ = await database.read(lambda unit: unit.outbox.due(Channel.TELEGRAM, clock(), 1))
    assert first.priority is Priority.PROGRESS
    at_night = await database.read(
        lambda unit: unit.outbox.due(Channel.TELEGRAM, clock(), 99, lowest=Priority.PROGRESS)
    )
    assert not [each for each in at_night if isinstance(each.content, ReadingsWanted)]


async def leave_news(database: Database, account_id: int) -> None:
    await database.write(
        lambda unit: unit.outbox.about(
            account_id, [1], NumberClosed(FLAT), language="ru", priority=Priority.PROGRESS
        )
    )
