"""Operators attach many numbers to an account at once."""

import pytest

from domain.operator import Operator
from services.desk.attaching import MOST_ATTACHED, Attachable, AttachNumbers, ViewAttachable
from services.messages import MessageKind, NumbersAttached, NumbersAttachedToOther
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import Household
from tests.services.residents import OTHER_CHAT, People, refused

OLEG = Operator(601, "Олег")
BORIS = {"email": "boris@pochta.example", "chat_id": OTHER_CHAT}
REASON = "Доверенность № 12"
NUMBERS = ("100200401", "100200402", "100200403")


class Desk:
    """The use cases of attaching on one database."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.view = ViewAttachable(database)
        self.attach = AttachNumbers(database, clock)


@pytest.fixture
async def home(database: Database, clock: FakeClock) -> Household:
    household = Household(database, clock)
    for number in NUMBERS:
        await household.settle(number)
    return household


@pytest.fixture
def desk(home: Household) -> Desk:
    return Desk(home.database, home.clock)


async def audit(home: Household) -> list[tuple[str, str]]:
    entries = await home.database.read(lambda unit: unit.audit.list_for("account:1"))
    return [(entry.action, str(entry.details["numbers"])) for entry in entries]


async def test_what_would_be_attached_is_sorted(people: People, home: Household, desk: Desk) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    await home.add(anna, NUMBERS[0])
    await home.add(boris, NUMBERS[1])
    await home.settle("100200409")
    await home.sql("UPDATE subscribers SET closed_at = '2026-11-01' WHERE number = '100200409'")
    found = await desk.view(anna, (*NUMBERS, "100200409", "555555"))
    assert found == Attachable("Anna", NUMBERS[1:], NUMBERS[1:2], NUMBERS[:1], ("100200409", "555555"))


async def test_numbers_are_attached_noted_and_told(people: People, home: Household, desk: Desk) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    for number in NUMBERS[:2]:
        await home.add(boris, number)
    assert await desk.attach(anna, (*NUMBERS, "555555"), f" {REASON} ", OLEG, "key") == 3
    assert [each.number for each in await home.list_subscribers(anna)] == list(NUMBERS)
    assert await audit(home) == [("numbers-attached", ", ".join(NUMBERS))]
    kinds = {MessageKind.NUMBERS_ATTACHED, MessageKind.NUMBERS_ATTACHED_TO_OTHER}
    assert [each.content for each in await people.telegrams() if each.kind in kinds] == [
        NumbersAttachedToOther("…0401, …0402", 0),
        NumbersAttached(", ".join(NUMBERS), 0),
    ]


async def test_a_repeat_attaches_notes_and_tells_nothing_more(
    people: People, home: Household, desk: Desk
) -> None:
    anna = await people.confirmed()
    for _ in range(2):
        assert await desk.attach(anna, NUMBERS, REASON, OLEG, "key") == 3
    assert len(await audit(home)) == 1
    with refused("nothing-to-attach"):
        await desk.attach(anna, NUMBERS, REASON, OLEG, "another key")


async def test_what_a_payment_of_another_ended_is_settled_by_the_operator(
    people: People, home: Household, desk: Desk
) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    await home.sql(
        "INSERT INTO ended_holdings (account_id, number, name, added_at, idempotency_key, ended_at, ended_by,"
        " ending, paid_on) VALUES (?, ?, NULL, '2026-11-01T00:00:00.000000+00:00', 'old',"
        " '2026-11-01T00:00:00.000000+00:00', ?, 'ending', '2026-11-10')",
        *(anna, NUMBERS[0], boris),
    )
    await desk.attach(anna, NUMBERS[:1], REASON, OLEG, "key")
    assert await home.database.read(lambda unit: unit.hands.list_ended_of(anna)) == []


async def test_without_a_confirmed_address_a_reason_or_an_account_nothing_is_attached(
    people: People, home: Household, desk: Desk
) -> None:
    anna = await people.confirmed()
    vera = await people.registered("Vera", email="vera@pochta.example", chat_id=77)
    with refused("attach-unconfirmed", login="Vera"):
        await desk.attach(vera, NUMBERS, REASON, OLEG, "key")
    with refused("ban-reason-empty"):
        await desk.attach(anna, NUMBERS, " ", OLEG, "key")
    with refused("lookup-gone"):
        await desk.view(99, NUMBERS)
    with refused("numbers-too-many", most=MOST_ATTACHED):
        await desk.view(anna, [str(100200000 + place) for place in range(MOST_ATTACHED + 1)])
    assert await home.list_subscribers(anna) == []


async def test_five_hundred_numbers_are_attached_together(
    people: People, home: Household, desk: Desk
) -> None:
    anna = await people.confirmed()
    numbers = [str(700000000 + place) for place in range(MOST_ATTACHED)]
    await home.settle_many(*numbers)
    assert await desk.attach(anna, numbers, REASON, OLEG, "key") == MOST_ATTACHED
    told = [each.content for each in await people.telegrams() if each.kind == MessageKind.NUMBERS_ATTACHED]
    assert told == [NumbersAttached(", ".join(numbers[:20]), MOST_ATTACHED - 20)]
