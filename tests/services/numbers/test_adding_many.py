"""Many numbers are proved at once, each by its own payment and under the limits of single proofs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar, cast

import pytest

from domain.proof_list import ProofRow
from domain.subscriber_number import SubscriberNumber
from services.messages import MessageKind, NumberShared, NumbersShared
from services.numbers.adding_many import PORTION, AddMany, RowOutcome, RowResult
from services.numbers.subscribers import ProofUnit
from services.units import Units
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from tests.services.household import PAID, PAID_ON, Household
from tests.services.residents import CHAT, OTHER_CHAT, People, refused

BORIS = {"email": "boris@pochta.example", "chat_id": OTHER_CHAT}
Result = TypeVar("Result")


class KilledError(RuntimeError):
    """The bot is killed."""


class Fragile:
    """A store behind which the bot is killed before one of its writes."""

    def __init__(self, database: Database, lives_for: int) -> None:
        self.database = database
        self.lives_for = lives_for
        self.writes = 0

    async def write_long(self, work: Callable[[StoredUnit], Result]) -> Result:
        if self.writes == self.lives_for:
            raise KilledError
        self.writes += 1
        return await self.database.write_long(work)


def dying_after(database: Database, writes: int) -> Units[ProofUnit]:
    return cast("Units[ProofUnit]", Fragile(database, writes))


def number(place: int) -> str:
    return str(100200400 + place)


def row(place: int, *, paid_on: date = PAID_ON, amount: int = PAID) -> ProofRow:
    return ProofRow(place, SubscriberNumber.parse(number(place)), paid_on, amount)


def wrong(place: int) -> ProofRow:
    return row(place, amount=PAID + 1)


@pytest.fixture
async def home(database: Database, clock: FakeClock) -> Household:
    household = Household(database, clock)
    for place in range(1, 2 * PORTION + 6):
        await household.settle(number(place))
    return household


@pytest.fixture
def add_many(home: Household) -> AddMany:
    return AddMany(home.database, home.add_subscriber)


def outcomes(results: list[RowResult]) -> list[RowOutcome]:
    return [each.outcome for each in results]


async def test_each_row_is_proved_alone(people: People, home: Household, add_many: AddMany) -> None:
    anna = await people.confirmed()
    await home.add(anna, number(2))
    rows = [row(1), row(2), wrong(3), row(4, paid_on=PAID_ON - timedelta(days=1)), row(99), row(5)]
    results = await add_many(anna, rows, CHAT, "key")
    assert outcomes(results) == [
        RowOutcome.ADDED,
        RowOutcome.YOURS,
        *[RowOutcome.NOT_PROVED] * 3,
        RowOutcome.ADDED,
    ], "whatever is wrong gets the same answer"
    assert [each.place for each in results] == [1, 2, 3, 4, 99, 5]
    assert {each.number for each in await home.list_subscribers(anna)} == {
        number(place) for place in (1, 2, 5)
    }


async def test_failures_count_one_by_one_and_the_rest_is_not_tried(
    people: People, home: Household, add_many: AddMany
) -> None:
    anna = await people.confirmed()
    with refused("proof-wrong", left=4):
        await home.prove(anna, PAID_ON, 1, number=number(9), chat_id=CHAT)
    rows = [*map(wrong, (1, 2, 3)), row(4), wrong(5), row(6), wrong(7)]
    results = await add_many(anna, rows, CHAT, "key")
    assert outcomes(results) == [
        *[RowOutcome.NOT_PROVED] * 3,
        RowOutcome.ADDED,
        RowOutcome.NOT_PROVED,
        *[RowOutcome.NOT_TRIED] * 2,
    ]
    assert {each.told for each in results[-2:]} == {"23.11 12:00"}
    with refused("proof-closed", until="23.11 12:00"):
        await home.add(anna, number(8))
    assert len(await home.alerts()) == 1


async def test_a_number_that_others_closed_closes_no_other(
    people: People, home: Household, add_many: AddMany
) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    for _ in range(4):
        with pytest.raises(Exception, match="proof"):
            await home.prove(boris, PAID_ON, 1, number=number(2))
    results = await add_many(anna, [wrong(1), wrong(2), row(2), row(3)], CHAT, "key")
    assert outcomes(results) == [
        *[RowOutcome.NOT_PROVED] * 2,
        RowOutcome.NOT_TRIED,
        RowOutcome.ADDED,
    ]


@pytest.mark.parametrize("lives_for", [0, 1, 2])
async def test_an_interruption_loses_and_doubles_nothing(
    people: People, home: Household, lives_for: int
) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    await home.add(boris, number(7))
    count = 2 * PORTION + 5
    rows = [wrong(place) if place in {2, 30} else row(place) for place in range(1, count + 1)]
    with pytest.raises(KilledError):
        await AddMany(dying_after(home.database, lives_for), home.add_subscriber)(anna, rows, CHAT, "key")
    results = await AddMany(home.database, home.add_subscriber)(anna, rows, CHAT, "key")
    failed = [each.place for each in results if each.outcome is RowOutcome.NOT_PROVED]
    assert failed == [2, 30]
    assert outcomes(results).count(RowOutcome.ADDED) == count - 2
    assert len(await home.list_subscribers(anna)) == count - 2
    with refused("proof-wrong", left=2):
        await home.prove(anna, PAID_ON, 1, number=number(2), chat_id=CHAT)
    told = [each for each in await people.telegrams() if each.kind == MessageKind.NUMBER_SHARED]
    assert len(told) == 1


@pytest.mark.usefixtures("home")
async def test_the_failure_that_closes_proofs_is_the_same_when_it_is_repeated(
    people: People, add_many: AddMany
) -> None:
    anna = await people.confirmed()
    rows = [wrong(place) for place in range(1, 8)]
    first = await add_many(anna, rows, CHAT, "key")
    assert outcomes(first) == [*[RowOutcome.NOT_PROVED] * 5, *[RowOutcome.NOT_TRIED] * 2]
    assert await add_many(anna, rows, CHAT, "key") == first


async def test_other_holders_are_told_once_of_numbers_that_were_added_together(
    people: People, home: Household, add_many: AddMany
) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    for place in (1, 2, 3):
        await home.add(boris, number(place))
    await add_many(anna, [row(1), row(2)], CHAT, "both")
    await add_many(anna, [row(3)], CHAT, "one")
    news = [
        each.content
        for each in await people.telegrams()
        if each.kind in {MessageKind.NUMBER_SHARED, MessageKind.NUMBERS_SHARED}
    ]
    assert news == [NumbersShared("…0401, …0402", 0), NumberShared("…0403", None)]


async def test_an_address_that_is_not_confirmed_adds_nothing(people: People, add_many: AddMany) -> None:
    vera = await people.registered("Vera", email="vera@pochta.example", chat_id=77)
    with refused("email-not-confirmed"):
        await add_many(vera, [row(1)], 77, "key")
