"""Sending for empty homes: once a month, while nobody knows anything else, and through any kill."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import TypeAlias

import pytest

from domain.dates import ReadingWindow
from domain.reading import Source, Status
from domain.reminder import ReminderDays
from domain.schedule import Progress, Run
from services.numbers import vacant_readings
from services.numbers.readings import SubmitReading
from services.numbers.reminders import Held, wanted_readings
from services.numbers.situation import ReadingCalendar
from services.numbers.vacancies import BeginVacancy, ConfirmVacancy, OfferVacancy
from services.numbers.vacant_readings import SendForVacant
from services.schedule import AdvanceSchedule, Job
from storage.unit import StoredUnit
from tests.services.household import FLAT, ONE_RATE, Household
from tests.services.residents import CHAT, MOSCOW

LOOK = ReminderDays(of_month=frozenset({22}))
"""The clock begins on this day."""
DAY = timedelta(days=1)
Happening: TypeAlias = Callable[[Household, int], Awaitable[None]]


class KilledError(Exception):
    """Stands for the end of the process."""


def calendar_of(flat: Household) -> ReadingCalendar:
    return ReadingCalendar(flat.clock, MOSCOW, ReadingWindow.parse(flat.window))


def sending(flat: Household, days: ReminderDays = LOOK) -> SendForVacant:
    return SendForVacant(SubmitReading(flat.database, calendar_of(flat)), days)


async def look_daily(flat: Household, days: ReminderDays = LOOK, count: int = 1) -> None:
    """Let the schedule look, on so many days."""
    for _ in range(count):
        job: Job[StoredUnit] = Job(SendForVacant.task, sending(flat, days).portion)
        await AdvanceSchedule(flat.database, flat.clock, MOSCOW, [job])()
        flat.clock.pass_time(DAY)


async def begin(flat: Household, account_id: int, last_day: date | None = None) -> None:
    offer = OfferVacancy(flat.database, calendar_of(flat))
    await BeginVacancy(flat.database, offer)(account_id, FLAT, last_day)
    flat.clock.pass_time(timedelta(seconds=1))


async def kinds(flat: Household) -> list[str]:
    def read(unit: StoredUnit) -> list[str]:
        rows = unit.connection.execute(
            "SELECT kind FROM outbox WHERE kind LIKE 'vacan%' AND kind <> 'vacancy-begun' ORDER BY id"
        )
        return [row["kind"] for row in rows]

    return await flat.database.read(read)


async def why(flat: Household) -> list[str]:
    def read(unit: StoredUnit) -> list[str]:
        rows = unit.connection.execute("SELECT outcome FROM vacancy_months ORDER BY month, meter_id")
        return [row["outcome"] for row in rows]

    return await flat.database.read(read)


async def test_the_last_values_are_sent_each_month_until_the_last_day(flat: Household, anna: int) -> None:
    await begin(flat, anna, date(2027, 1, 31))
    await look_daily(flat, count=90)
    readings = await flat.readings()
    assert [str(each.month) for each in readings] == ["2026-11", "2026-12", "2027-01"]
    assert {each.source for each in readings} == {Source.VACANT}
    assert {each.values[0].value for each in readings} == {12000}
    assert {each.status for each in readings} == {Status.ACCEPTED}
    assert await kinds(flat) == ["vacant-sent"] * 3 + ["vacancy-ended"]


async def test_nothing_is_sent_before_the_first_day_of_reminders(flat: Household, anna: int) -> None:
    await begin(flat, anna)
    await look_daily(flat, ReminderDays(of_month=frozenset({24, 26})), count=2)
    assert await flat.readings() == []
    await look_daily(flat, ReminderDays(of_month=frozenset({24, 26})), count=6)
    assert len(await flat.readings()) == 1


async def test_a_day_that_was_missed_is_made_up_for(flat: Household, anna: int) -> None:
    await begin(flat, anna)
    flat.clock.pass_time(3 * DAY)
    await look_daily(flat)
    assert len(await flat.readings()) == 1


async def test_every_meter_that_does_not_send_itself_is_sent(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    await flat.hang("M8", automatic=True)
    await begin(flat, anna)
    await look_daily(flat)
    assert [await flat.readings(meter) for meter in ("M8",)] == [[]]
    [two] = await flat.readings("M2")
    assert [value.value for value in two.values] == [12000, 600]
    assert len(await flat.readings()) == 1


@pytest.mark.parametrize("status", ["accepted", "rejected", "refused", "exported", "replaced", "review"])
async def test_a_reading_of_the_month_by_anybody_wins(flat: Household, anna: int, status: str) -> None:
    await begin(flat, anna)
    await flat.submit(anna, 12005)
    await flat.sql("UPDATE readings SET status = ?", status)
    await look_daily(flat, count=5)
    assert len(await flat.readings()) == 1
    assert await kinds(flat) == []


async def test_next_month_goes_on_with_what_a_resident_read_if_it_is_little_more(
    flat: Household, anna: int
) -> None:
    await begin(flat, anna)
    await flat.submit(anna, 12005)
    await look_daily(flat, count=40)
    assert [int(each.values[0].value) for each in await flat.readings()] == [12005, 12005]


async def test_after_a_consumption_residents_are_asked_once_and_nothing_is_sent(
    flat: Household, anna: int
) -> None:
    await begin(flat, anna)
    await flat.submit(anna, 12050)
    await look_daily(flat, count=60)
    assert len(await flat.readings()) == 1
    assert await kinds(flat) == ["vacancy-doubted"]
    offer = OfferVacancy(flat.database, calendar_of(flat))
    await ConfirmVacancy(flat.database, offer)(anna, FLAT)
    await look_daily(flat, count=7)
    assert [int(each.values[0].value) for each in await flat.readings()] == [12050, 12050]


async def report_another_meter(flat: Household, anna: int) -> None:
    await flat.report(anna, "new")


async def know_nothing(flat: Household, anna: int) -> None:  # noqa: ARG001 (others need her)
    await flat.sql("DELETE FROM vacancy_values")
    await flat.sql("UPDATE scales SET last_value = NULL, last_date = NULL")


async def know_more(flat: Household, anna: int) -> None:  # noqa: ARG001
    await flat.sql("UPDATE scales SET last_value = 12100000, last_date = '2026-11-21'")


async def leave_in_review(flat: Household, anna: int) -> None:
    await flat.submit(anna, 99000, insist=True)
    flat.clock.pass_time(35 * DAY)


async def unconfirm(flat: Household, anna: int) -> None:  # noqa: ARG001
    await flat.sql("UPDATE accounts SET email_confirmed_at = NULL")


@pytest.mark.parametrize(
    ("happens", "obstacle"),
    [
        (report_another_meter, "meter-change"),
        (know_nothing, "no-values"),
        (know_more, "other-values"),
        (leave_in_review, "doubt"),
        (unconfirm, "email"),
    ],
)
async def test_what_cannot_be_sent_is_told_once_a_month(
    flat: Household, anna: int, happens: Happening, obstacle: str
) -> None:
    await begin(flat, anna)
    before = len(await flat.readings())
    await happens(flat, anna)
    sent = len(await flat.readings())
    await look_daily(flat, count=4)
    assert (before, len(await flat.readings())) == (0, sent)
    assert await kinds(flat) == ["vacant-unsent"]
    assert await why(flat) == [obstacle]


async def test_a_closed_number_is_left_alone(flat: Household, anna: int) -> None:
    await begin(flat, anna)
    await flat.sql("UPDATE subscribers SET closed_at = '2026-11-22T09:00:00.000000+00:00'")
    await look_daily(flat, count=3)
    assert await flat.readings() == []
    assert await kinds(flat) == []


async def test_values_that_were_typed_and_not_confirmed_are_waited_for(flat: Household, anna: int) -> None:
    await begin(flat, anna)
    await flat.sql(
        "INSERT INTO typed_readings (account_id, meter_id, chat_id, month, typed_at)"
        " VALUES (?, ?, ?, '2026-11', '2026-11-22T09:00:00.000000+00:00')",
        *(anna, ONE_RATE, CHAT),
    )
    await look_daily(flat)
    assert await flat.readings() == []
    await flat.sql("DELETE FROM typed_readings")
    await look_daily(flat)
    assert len(await flat.readings()) == 1


async def test_it_ends_with_the_hold_in_whose_name_it_was_sent(flat: Household, anna: int) -> None:
    await begin(flat, anna)
    await flat.sql("DELETE FROM holdings")
    await look_daily(flat)
    assert await flat.readings() == []
    assert await flat.database.read(lambda unit: unit.vacancies.find(FLAT)) is None


async def test_nobody_is_reminded_of_what_is_sent_for_them(flat: Household, anna: int) -> None:
    calendar = calendar_of(flat)
    held = Held(anna, FLAT)

    async def is_wanted() -> bool:
        now = flat.clock()
        found = await flat.database.read(
            lambda unit: wanted_readings(unit, held, f"{calendar.month(now)}", calendar, now)
        )
        return found is not None

    assert await is_wanted()
    await begin(flat, anna)
    assert not await is_wanted()
    await flat.sql("UPDATE scales SET last_value = 12100000, last_date = '2026-11-21'")
    job: Job[StoredUnit] = Job(SendForVacant.task, sending(flat).portion)
    await AdvanceSchedule(flat.database, flat.clock, MOSCOW, [job])()
    assert not await is_wanted()  # they were told today
    flat.clock.pass_time(DAY)
    assert await is_wanted()


@pytest.mark.parametrize("killed_in", range(3))
async def test_a_kill_doubles_and_loses_nothing(
    flat: Household, anna: int, monkeypatch: pytest.MonkeyPatch, killed_in: int
) -> None:
    monkeypatch.setattr(vacant_readings, "AT_ONCE", 2)
    for place in range(5):
        number = f"3002003{place:02}"
        await flat.settle(number)
        await flat.hang(f"meter {place}", number=number)
        await flat.add(anna, number)
        offer = OfferVacancy(flat.database, calendar_of(flat))
        await BeginVacancy(flat.database, offer)(anna, number, None)
    flat.clock.pass_time(timedelta(seconds=1))
    send = sending(flat)

    def dying(unit: StoredUnit, run: Run, now: datetime) -> Progress:
        done = unit.connection.execute("SELECT count(*) FROM vacancy_months").fetchone()[0]
        progress = send.portion(unit, run, now)
        if done == 2 * killed_in:
            raise KilledError
        return progress

    with pytest.raises(KilledError):
        await AdvanceSchedule(flat.database, flat.clock, MOSCOW, [Job(send.task, dying)])()
    assert len(await kinds(flat)) == 2 * killed_in
    await look_daily(flat, count=3)
    assert await kinds(flat) == ["vacant-sent"] * 5
    assert await why(flat) == ["sent"] * 5
