"""One person's flood is that person's: the others are fetched and answered, and the person is told once."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from bot.intake.bounds import MOST_OF_MEMBER, MOST_OF_RESIDENT, QUIET_SECONDS, Places
from services.units import StoreBusyError
from storage.conversations import ConversationKey
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from tests.bot.intake.test_intake import SEAL, Desk, Handlers, Office, Telegram, a_process, message
from tests.services.fakes import FakeClock

FLOOD = 5_000


class Gate:
    """Lets the handlers of one chat wait until it is opened."""

    def __init__(self, chat_id: int = 1) -> None:
        self.chat_id = chat_id
        self.opened = asyncio.Event()
        self.numbers: set[int] = set()

    def hold(self, *updates: dict[str, Any]) -> list[dict[str, Any]]:
        self.numbers |= {update["update_id"] for update in updates}
        return list(updates)

    async def __call__(self, update_id: int) -> None:
        if update_id in self.numbers:
            await self.opened.wait()


def not_kept(office: Office) -> float:
    value = office.metrics.registry.get_sample_value(
        "cabinet_updates_total", {"kind": "message", "outcome": "not-kept"}
    )
    return value or 0.0


def in_group(update_id: int, person_id: int) -> dict[str, Any]:
    update = message(update_id, chat_id=-5)
    update["message"]["from"]["id"] = person_id
    return update


async def test_others_are_answered_while_thousands_of_messages_of_one_chat_wait(database: Database) -> None:
    gate, desk, handled = Gate(), Desk(), list[int]()
    flood = gate.hold(*(message(number) for number in range(1, FLOOD + 1)))
    batches: list[Any] = [flood[start : start + 100] for start in range(0, FLOOD, 100)]
    telegram = Telegram([*batches, [message(FLOOD + 1, chat_id=2)]])
    async with a_process(database, desk, Handlers(handled, gate), telegram=telegram) as office:
        office.nursery.start(office.intake.poll(), name="polling")
        async with asyncio.timeout(20):
            while not handled:  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.01)
        assert handled == [FLOOD + 1]
        assert telegram.asked[-1] == FLOOD + 2, "everything is confirmed"
        assert await office.pending() == list(range(1, MOST_OF_RESIDENT + 1))
        assert desk.floods == [], "they are told when it is over"
        gate.opened.set()
        await office.intake.idle()
        assert handled[1:] == list(range(1, MOST_OF_RESIDENT + 1))
        assert desk.floods == [(1, FLOOD - MOST_OF_RESIDENT)]
        assert not_kept(office) == FLOOD - MOST_OF_RESIDENT


async def test_somebody_who_sends_much_in_turn_is_answered_everything(database: Database) -> None:
    async with a_process(database, Desk(), Handlers()) as office:
        for start in range(1, 10 * MOST_OF_RESIDENT, MOST_OF_RESIDENT):
            await office.intake.accept([message(start + n) for n in range(MOST_OF_RESIDENT)])
            await office.intake.idle()
        assert office.handlers.handled == list(range(1, 10 * MOST_OF_RESIDENT + 1))
        assert office.desk.floods == []


async def test_one_member_of_a_group_does_not_take_the_places_of_another(database: Database) -> None:
    gate, desk = Gate(), Desk()
    talk = [in_group(number, 7) for number in range(1, 3 * MOST_OF_MEMBER)]
    other = in_group(3 * MOST_OF_MEMBER, 8)
    async with a_process(database, desk, Handlers(before=gate)) as office:
        await office.intake.accept([*gate.hold(*talk), other])
        assert len(await office.pending()) == MOST_OF_MEMBER + 1
        gate.opened.set()
        await office.intake.idle()
        assert other["update_id"] in office.handlers.handled
        assert desk.floods == [(-5, len(talk) - MOST_OF_MEMBER)]


async def test_an_update_that_comes_again_counts_once_whether_it_waits_or_was_passed_over(
    database: Database,
) -> None:
    gate, desk = Gate(), Desk()
    flood = gate.hold(*(message(number) for number in range(1, MOST_OF_RESIDENT + 11)))
    async with a_process(database, desk, Handlers(before=gate)) as office:
        for _ in range(3):
            await office.intake.accept([*flood, *flood])
        assert not_kept(office) == 10
        gate.opened.set()
        await office.intake.idle()
        await office.intake.accept(flood)
        await office.intake.idle()
        assert office.handlers.handled == list(range(1, MOST_OF_RESIDENT + 1))
        assert desk.floods == [(1, 10)]


async def test_what_comes_by_webhook_at_once_is_bounded_too(database: Database) -> None:
    gate, desk = Gate(), Desk()
    flood = gate.hold(*(message(number) for number in range(1, 4 * MOST_OF_RESIDENT + 1)))
    async with a_process(database, desk, Handlers(before=gate)) as office:
        await asyncio.gather(*(office.intake.accept([update]) for update in flood))
        assert len(await office.pending()) == MOST_OF_RESIDENT
        await office.intake.accept([message(1_000, chat_id=2)])
        gate.opened.set()
        await office.intake.idle()
        assert 1_000 in office.handlers.handled
        assert desk.floods == [(1, 3 * MOST_OF_RESIDENT)]


async def test_a_second_flood_is_told_of_again(database: Database) -> None:
    desk = Desk()
    async with a_process(database, desk, Handlers()) as office:
        for start in (1, 1_001):
            await office.intake.accept([message(start + n) for n in range(MOST_OF_RESIDENT + 5)])
            await office.intake.idle()
        assert desk.floods == [(1, 5), (1, 5)]


async def test_a_flood_that_goes_on_is_told_of_when_it_is_over(database: Database) -> None:
    desk, pauses = Desk(), list[float]()
    more = [[message(start + n) for n in range(3 * MOST_OF_RESIDENT)] for start in (1_001, 2_001)]

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)
        if more:
            await office.intake.accept(more.pop(0))

    async with a_process(database, desk, Handlers(), sleep=sleep) as office:
        await office.intake.accept([message(n) for n in range(1, 3 * MOST_OF_RESIDENT + 1)])
        await office.intake.idle()
        [(chat_id, count)] = desk.floods
        assert chat_id == 1
        assert count + len(office.handlers.handled) == 9 * MOST_OF_RESIDENT
        assert set(pauses) == {QUIET_SECONDS}


async def test_what_an_older_version_left_is_handled_and_holds_up_nobody(database: Database) -> None:
    """It was kept and confirmed, so it is not given up, however much of one chat it is."""
    gate, desk, handled = Gate(), Desk(), list[int]()
    left = [message(number) for number in range(1, 301)]
    now = FakeClock()()
    rows = [
        IncomingUpdate(each["update_id"], 1, SEAL.seal(each["update_id"], orjson.dumps(each)), now)
        for each in left
    ]
    await database.write_long(lambda unit: unit.inbox.add_batch(rows))
    gate.hold(left[0])
    async with a_process(database, desk, Handlers(handled, gate)) as office:
        await office.intake.recover()
        await office.intake.accept([message(3_000, chat_id=2), message(3_001)])
        await office.comes_to(dict.fromkeys(range(2, 301), 0) | {1: 1})
        assert handled == [3_000]
        gate.opened.set()
        await office.intake.idle()
        assert handled == [3_000, *range(1, 301)]
        assert desk.floods == [(1, 1)]


async def test_a_store_that_takes_nothing_takes_no_places(database: Database) -> None:
    async with a_process(database, Desk(), Handlers()) as office:
        with pytest.MonkeyPatch.context() as patch:

            async def refuse(_work: object) -> None:
                raise StoreBusyError("full")

            patch.setattr(database, "write", refuse)
            for number in range(1, 5):
                with pytest.raises(StoreBusyError):
                    await office.intake.accept([message(number * 1000 + n) for n in range(MOST_OF_RESIDENT)])
        await office.intake.accept([message(1 + n) for n in range(MOST_OF_RESIDENT)])
        await office.intake.idle()
        assert len(office.handlers.handled) == MOST_OF_RESIDENT
        assert office.desk.floods == []


async def test_chats_take_turns(database: Database) -> None:
    handled: list[int] = []
    async with a_process(database, Desk(), Handlers(handled)) as office:
        much = [message(number, chat_id=1) for number in range(1, MOST_OF_RESIDENT + 1)]
        others = [message(1_000 + chat, chat_id=chat) for chat in range(2, 32)]
        await office.intake.accept([*much, *others])
        await office.intake.idle()
    last_of_others = max(handled.index(update["update_id"]) for update in others)
    assert last_of_others <= len(others) + 2, "each of them waits for one update of the chat that has many"


def test_numbers_are_not_remembered_without_end() -> None:
    places, key = Places(), ConversationKey(42, 1, 1)
    for number in range(10):
        places.take(number, key)
        places.take(number, key)
    assert places.count(key) == 10
    for number in range(10):
        places.leave(number)
        places.leave(number)
    assert places.count(key) == 0
    assert places == Places()
