"""The number of the operators' group, and what goes along when it changes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.thread import Purpose
from services.group import OperatorsGroup
from services.messages import AlertsWait, SignedOut
from services.ports import Priority
from storage.conversations import Conversation, ConversationKey
from storage.outbox import HELD, Channel
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.storage.conftest import OPERATORS, FakeClock

NEW, OTHER, BOT, OLEG = -1_000_000_000_777, -3003, 42, 601


def group_of(database: Database, clock: FakeClock, number: int = OPERATORS) -> OperatorsGroup:
    return OperatorsGroup(database, clock, BOT, number)


async def recipients(database: Database) -> list[str]:
    def look(unit: StoredUnit) -> list[str]:
        rows = unit.connection.execute("SELECT recipient FROM outbox WHERE sent_at IS NULL ORDER BY id")
        return [row["recipient"] for row in rows]

    return await database.read(look)


async def leave(database: Database) -> None:
    await database.write(lambda unit: unit.operators.leave(AlertsWait(1, 1)))


async def test_what_waits_goes_along_and_what_is_left_later_too(database: Database, clock: FakeClock) -> None:
    group = group_of(database, clock)
    await group.begin()
    await leave(database)
    await database.write(
        lambda unit: unit.outbox.telegram(7, SignedOut(), language="ru", priority=Priority.ALERT)
    )
    await group.move(OPERATORS, NEW)
    await leave(database)
    assert await recipients(database) == [str(NEW), "7", str(NEW)]


@pytest.mark.parametrize("number", [OPERATORS, NEW])
async def test_either_number_in_the_settings_is_the_group(
    database: Database, clock: FakeClock, number: int
) -> None:
    await group_of(database, clock).begin()
    first = group_of(database, clock)
    await first.begin()
    await first.move(OPERATORS, NEW)
    again = group_of(database, clock, number)
    await again.begin()
    assert (again.chat_id, again.had(OPERATORS), again.home_of(OPERATORS)) == (NEW, True, NEW)
    assert again.home_of(7) == 7


async def test_a_different_group_in_the_settings_wins_and_the_first_can_come_back(
    database: Database, clock: FakeClock
) -> None:
    first = group_of(database, clock)
    await first.begin()
    await first.move(OPERATORS, NEW)
    await leave(database)
    other = group_of(database, clock, OTHER)
    await other.begin()
    assert (other.chat_id, other.had(OPERATORS)) == (OTHER, False)
    assert await recipients(database) == [str(OTHER)]
    back = group_of(database, clock, OPERATORS)
    await back.begin()
    assert back.chat_id == NEW
    assert await recipients(database) == [str(NEW)]


async def test_numbers_of_messages_stay_with_the_group_that_was_left(
    database: Database, clock: FakeClock
) -> None:
    group = group_of(database, clock)
    await group.begin()
    now = clock()

    def show(unit: StoredUnit) -> int:
        alert_id = unit.alerts.raise_alert("question", "key", {}, now)
        unit.alerts.set_message(unit.alerts.get(alert_id), 5)
        return alert_id

    alert_id = await database.write(show)
    await group.move(OPERATORS, NEW)

    def look(unit: StoredUnit) -> None:
        assert unit.alerts.get(alert_id).message_id is None, "it is shown by a new message"
        assert unit.alerts.find_by_message(5) is None, "5 is another message in the supergroup"
        assert unit.threads.find_place(NEW, 5) is None
        place = unit.threads.find_place(OPERATORS, 5)
        assert place is not None
        assert (place.alert_id, place.purpose) == (alert_id, Purpose.ABOUT)

    await database.read(look)


async def test_conversations_of_operators_go_along(database: Database, clock: FakeClock) -> None:
    group = group_of(database, clock)
    await group.begin()
    under_way = Conversation("notice:text", '{"message":5}')

    def keep(unit: StoredUnit) -> None:
        unit.conversations.save(ConversationKey(BOT, OPERATORS, OLEG), under_way)
        unit.conversations.save(ConversationKey(BOT, NEW, OLEG), Conversation())
        unit.conversations.save(ConversationKey(BOT, 7, 7), Conversation("own"))

    await database.write(keep)
    await asyncio.gather(group.move(OPERATORS, NEW), group.move(OPERATORS, NEW))
    found = await database.read(
        lambda unit: [
            unit.conversations.find(ConversationKey(BOT, chat_id, OLEG if chat_id < 0 else 7)).state
            for chat_id in (OPERATORS, NEW, 7)
        ]
    )
    assert found == [None, "notice:text", "own"]


async def test_a_group_that_comes_back_to_its_number_is_no_circle(
    database: Database, clock: FakeClock
) -> None:
    group = group_of(database, clock)
    await group.begin()
    await group.move(OPERATORS, NEW)
    await group.move(NEW, OPERATORS)
    assert await database.read(lambda unit: unit.group.now_of(OPERATORS)) == OPERATORS
    assert await database.read(lambda unit: unit.group.now_of(NEW)) == OPERATORS


# What was set aside -------------------------------------------------------------------------------------


async def test_what_was_set_aside_for_the_group_is_offered_once_again(
    database: Database, clock: FakeClock
) -> None:
    now = clock()

    def give_up(unit: StoredUnit) -> None:
        for once in (None, "a", "a", "b"):
            unit.operators.leave(AlertsWait(1, 1), once=once)
            unit.outbox.set_aside(_last(unit), now, "RefusedError")
        unit.operators.leave(AlertsWait(1, 1), once="b")
        unit.outbox.telegram(7, SignedOut(), language="ru", priority=Priority.ALERT)
        unit.outbox.set_aside(_last(unit), now, "RefusedError")
        unit.operators.leave(AlertsWait(1, 1))
        unit.outbox.set_aside(_last(unit), now, HELD)

    await database.write(give_up)
    assert await database.write(lambda unit: unit.outbox.offer_group_messages_again(now)) == 2
    due = await database.read(lambda unit: unit.outbox.due(Channel.TELEGRAM, now, 10))
    assert [message.recipient for message in due] == [str(OPERATORS)] * 3

    def give_up_again(unit: StoredUnit) -> None:
        for message in due:
            unit.outbox.set_aside(message.id, now, "RefusedError")

    await database.write(give_up_again)
    again = await database.write(lambda unit: unit.outbox.offer_group_messages_again(now))
    assert again == 2, "the older one of «a», and the one of «b» that had not been offered"


def _last(unit: StoredUnit) -> int:
    return int(unit.connection.execute("SELECT max(id) FROM outbox").fetchone()[0])


async def test_what_waits_for_the_group_goes_when_it_is_let_go(database: Database, clock: FakeClock) -> None:
    await leave(database)
    now = clock()
    await database.write(lambda unit: unit.outbox.postpone(_last(unit), now + timedelta(minutes=10), "x"))
    assert await database.read(lambda unit: unit.outbox.due(Channel.TELEGRAM, now, 1)) == []
    await database.write(lambda unit: unit.outbox.let_group_messages_go())
    assert len(await database.read(lambda unit: unit.outbox.due(Channel.TELEGRAM, now, 1))) == 1
    assert await database.read(lambda unit: unit.outbox.oldest_to_groups()) == now
