"""Empty homes: what is offered, who may say so, who is told, and taking back what was sent."""

from datetime import date
from decimal import Decimal

import pytest

from domain.dates import ReadingWindow
from domain.errors import DomainError
from domain.reading import Status
from services.numbers.situation import ReadingCalendar
from services.numbers.vacancies import (
    BeginVacancy,
    ConfirmVacancy,
    EndVacancy,
    OfferVacancy,
    WithdrawReading,
)
from storage.unit import StoredUnit
from tests.services.household import FLAT, Household
from tests.services.numbers.test_vacant_readings import LOOK, look_daily
from tests.services.residents import MOSCOW, People

MAY = date(2027, 5, 1)


class Home:
    """The use cases about an empty home."""

    def __init__(self, flat: Household) -> None:
        calendar = ReadingCalendar(flat.clock, MOSCOW, ReadingWindow())
        self.offer = OfferVacancy(flat.database, calendar)
        self.begin = BeginVacancy(flat.database, self.offer)
        self.confirm = ConfirmVacancy(flat.database, self.offer)
        self.end = EndVacancy(flat.database)
        self.withdraw = WithdrawReading(flat.database)


@pytest.fixture
def home(flat: Household) -> Home:
    return Home(flat)


@pytest.fixture
async def boris(people: People, flat: Household, anna: int) -> int:  # noqa: ARG001 (she was there first)
    """Boris, who holds the flat as well."""
    account_id = await people.confirmed("boris")
    await flat.add(account_id)
    await flat.sql("DELETE FROM outbox")
    return account_id


async def told(flat: Household) -> list[tuple[str, int]]:
    def read(unit: StoredUnit) -> list[tuple[str, int]]:
        rows = unit.connection.execute("SELECT kind, account_id FROM outbox ORDER BY id")
        return [(row["kind"], row["account_id"]) for row in rows]

    return await flat.database.read(read)


async def test_the_values_that_would_be_sent_are_shown(home: Home, flat: Household, anna: int) -> None:
    await flat.hang("M9", ("Сутки", None))
    await flat.hang("M8", automatic=True)
    offer = await home.offer(anna, FLAT)
    assert {each.meter.id: each.values.get(1) for each in offer.meters} == {"M1": Decimal(12000), "M9": None}


async def test_a_reading_of_this_month_is_the_last_one(home: Home, flat: Household, anna: int) -> None:
    await flat.submit(anna, 12030)
    offer = await home.offer(anna, FLAT)
    assert offer.meters[0].values == {1: Decimal(12030)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE subscribers SET closed_at = '2026-11-20T09:00:00.000000+00:00'", "vacancy-closed"),
        ("UPDATE meters SET automatic = 1", "vacancy-needless"),
        ("UPDATE scales SET last_value = NULL", "vacancy-unknown"),
        ("UPDATE accounts SET email_confirmed_at = NULL", "email-not-confirmed"),
        ("DELETE FROM holdings", "not-yours"),
    ],
)
async def test_what_cannot_be_sent_is_not_begun(
    home: Home, flat: Household, anna: int, change: str, code: str
) -> None:
    await flat.sql(change)
    with pytest.raises(DomainError, match=code):
        await home.offer(anna, FLAT)
    with pytest.raises(DomainError, match=code):
        await home.begin(anna, FLAT, None)
    assert await flat.database.read(lambda unit: unit.vacancies.find(FLAT)) is None


async def test_a_day_that_is_over_is_refused(home: Home, anna: int) -> None:
    with pytest.raises(DomainError, match="vacancy-day-past"):
        await home.begin(anna, FLAT, date(2026, 11, 1))


async def test_the_other_holders_are_told_once_of_beginning_and_end(
    home: Home, flat: Household, anna: int, boris: int
) -> None:
    await home.begin(anna, FLAT, MAY)
    await home.begin(anna, FLAT, MAY)
    with pytest.raises(DomainError, match="vacancy-on"):
        await home.begin(boris, FLAT, None)
    await home.end(boris, FLAT)
    await home.end(boris, FLAT)
    assert await told(flat) == [("vacancy-begun", boris), ("vacancy-ended", anna)]


async def test_a_stranger_changes_nothing(home: Home, flat: Household, people: People, anna: int) -> None:
    stranger = await people.confirmed("stranger")
    await home.begin(anna, FLAT, MAY)
    for deed in (home.end(stranger, FLAT), home.confirm(stranger, FLAT), home.begin(stranger, FLAT, None)):
        with pytest.raises(DomainError, match="not-yours"):
            await deed
    assert await flat.database.read(lambda unit: unit.vacancies.find(FLAT)) is not None


async def test_what_is_over_cannot_be_confirmed(home: Home, anna: int) -> None:
    with pytest.raises(DomainError, match="vacancy-off"):
        await home.confirm(anna, FLAT)


async def test_any_holder_takes_a_reading_back_until_billing_has_it(
    home: Home, flat: Household, anna: int, boris: int
) -> None:
    await home.begin(anna, FLAT, None)
    await look_daily(flat, LOOK)
    [reading] = await flat.readings()
    await home.withdraw(boris, reading.id)
    await home.withdraw(boris, reading.id)
    [reading] = await flat.readings()
    assert reading.status is Status.WITHDRAWN
    assert (await told(flat)).count(("vacant-withdrawn", anna)) == 1
    await look_daily(flat, LOOK)
    assert len(await flat.readings()) == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [("exported", "withdraw-exported"), ("billed", "withdraw-exported"), ("replaced", "withdraw-replaced")],
)
async def test_what_went_on_is_not_taken_back(
    home: Home, flat: Household, anna: int, status: str, code: str
) -> None:
    await home.begin(anna, FLAT, None)
    await look_daily(flat, LOOK)
    await flat.sql("UPDATE readings SET status = ?", status)
    [reading] = await flat.readings()
    with pytest.raises(DomainError, match=code):
        await home.withdraw(anna, reading.id)
    assert [each.status for each in await flat.readings()] == [Status(status)]


async def test_what_a_resident_typed_or_strangers_hold_is_not_taken_back(
    home: Home, flat: Household, people: People, anna: int
) -> None:
    stranger = await people.confirmed("stranger")
    await flat.submit(anna, 12030)
    [reading] = await flat.readings()
    for account in (anna, stranger):
        with pytest.raises(DomainError, match="not-yours"):
            await home.withdraw(account, reading.id)
    await flat.sql("UPDATE readings SET source = 'vacant'")
    with pytest.raises(DomainError, match="not-yours"):
        await home.withdraw(stranger, reading.id)
