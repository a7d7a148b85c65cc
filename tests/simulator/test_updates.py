"""getUpdates: numbers, confirmation, re-delivery, waiting, conflicts and lifetimes."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiogram.types import Update

from simulator import Fault, Simulator
from tests.simulator.town import Clock, RawClient, Town, in_background


def texts(updates: list[Update]) -> list[str | None]:
    return [update.message.text if update.message else None for update in updates]


async def test_updates_come_in_order_with_consecutive_numbers(bot: Bot, town: Town) -> None:
    for text in "абв":
        await town.anna.send(text)
    updates = await bot.get_updates()
    assert texts(updates) == ["а", "б", "в"]
    assert [update.update_id - updates[0].update_id for update in updates] == [0, 1, 2]


async def test_an_unconfirmed_update_comes_again(bot: Bot, town: Town) -> None:
    await town.anna.send("привет")
    assert await bot.get_updates() == await bot.get_updates()


async def test_an_offset_confirms_everything_below_it(bot: Bot, town: Town) -> None:
    for text in "абв":
        await town.anna.send(text)
    first = (await bot.get_updates(limit=1))[0]
    assert texts(await bot.get_updates(offset=first.update_id + 1)) == ["б", "в"]
    assert texts(await bot.get_updates()) == ["б", "в"]


async def test_a_negative_offset_forgets_all_but_the_last(bot: Bot, town: Town) -> None:
    for text in "абвг":
        await town.anna.send(text)
    assert texts(await bot.get_updates(offset=-2)) == ["в", "г"]
    assert texts(await bot.get_updates()) == ["в", "г"]


async def test_a_batch_holds_at_most_a_hundred(bot: Bot, town: Town) -> None:
    for number in range(120):
        await town.anna.send(str(number))
    assert len(await bot.get_updates(limit=1000)) == 100
    assert len(await bot.get_updates(limit=7)) == 7


async def test_a_long_poll_returns_as_soon_as_somebody_writes(bot: Bot, town: Town) -> None:
    poll = in_background(bot.get_updates(timeout=30))
    await bot.get_me()  # by now the poll has reached the server and waits
    await town.anna.send("привет")
    assert texts(await asyncio.wait_for(poll, 5)) == ["привет"]


async def test_a_newer_poll_ends_the_older_one_with_a_conflict(bot: Bot, town: Town) -> None:
    older = in_background(bot.get_updates(timeout=30))
    await bot.get_me()
    newer = in_background(bot.get_updates(timeout=30))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await asyncio.wait_for(older, 5)
    await town.anna.send("привет")
    assert texts(await asyncio.wait_for(newer, 5)) == ["привет"]


async def test_a_poll_that_nobody_waits_for_any_more_loses_nothing(bot: Bot, town: Town) -> None:
    poll = in_background(bot.get_updates(timeout=30))
    await bot.get_me()
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await town.anna.send("привет")
    assert texts(await bot.get_updates(timeout=5)) == ["привет"]


async def test_an_undelivered_press_dies_after_150_seconds_and_a_message_after_a_day(
    bot: Bot, town: Town, raw: RawClient, clock: Clock
) -> None:
    button = {"inline_keyboard": [[{"text": "Назад", "callback_data": "back"}]]}
    await raw.result("sendMessage", chat_id=town.anna.id, text="?", reply_markup=button)
    await town.anna.press("Назад")
    await town.anna.send("привет")
    clock.forward(149)
    assert [update.event_type for update in await bot.get_updates()] == ["callback_query", "message"]
    clock.forward(1)
    assert [update.event_type for update in await bot.get_updates()] == ["message"]
    clock.forward(24 * 3600 - 151)
    assert len(await bot.get_updates()) == 1
    clock.forward(1)
    assert await bot.get_updates() == []


async def test_only_the_wanted_kinds_are_kept_until_another_list_is_given(bot: Bot, town: Town) -> None:
    await bot.get_updates(allowed_updates=["edited_message"])
    message = await town.anna.send("а")
    await town.anna.edit(message, "б")
    assert [update.event_type for update in await bot.get_updates()] == ["edited_message"]
    await bot.get_updates(offset=-1, allowed_updates=[])
    await town.anna.send("в")
    assert [update.event_type for update in await bot.get_updates()] == ["edited_message", "message"]


async def test_delivered_waits_for_the_confirmation(bot: Bot, sim: Simulator, town: Town) -> None:
    await asyncio.wait_for(sim.delivered(), 1)
    await town.anna.send("привет")
    delivered = in_background(sim.delivered())
    updates = await bot.get_updates()
    assert not delivered.done()
    await bot.get_updates(offset=updates[-1].update_id + 1)
    await asyncio.wait_for(delivered, 5)


async def test_delivered_does_not_wait_for_what_came_later(bot: Bot, sim: Simulator, town: Town) -> None:
    await town.anna.send("раз")
    delivered = in_background(sim.delivered())
    await bot.get_me()
    first = sim.last_update_id
    await town.anna.send("два")
    await bot.get_updates(offset=first + 1)
    await asyncio.wait_for(delivered, 5)


async def test_a_confirmed_update_can_come_again_under_its_old_number(
    bot: Bot, sim: Simulator, town: Town
) -> None:
    await town.anna.send("раз")
    number = sim.last_update_id
    await town.anna.send("два")
    await bot.get_updates(offset=sim.last_update_id + 1)
    sim.redeliver(number)
    await town.anna.send("три")
    again = await bot.get_updates(offset=sim.last_update_id)
    assert texts(again) == ["раз", "три"]
    assert again[0].update_id == number
    assert texts(await bot.get_updates(offset=again[-1].update_id + 1)) == []
    await asyncio.wait_for(sim.delivered(), 5)


async def test_repeating_an_update_wakes_a_waiting_poll(bot: Bot, sim: Simulator, town: Town) -> None:
    await town.anna.send("раз")
    poll = in_background(bot.get_updates(offset=sim.last_update_id + 1, timeout=30))
    await bot.get_me()
    sim.redeliver(sim.last_update_id)
    assert texts(await asyncio.wait_for(poll, 5)) == ["раз"]


def test_an_unknown_update_cannot_be_repeated(sim: Simulator) -> None:
    with pytest.raises(KeyError):
        sim.redeliver(1)


async def test_each_update_can_be_made_to_come_twice(bot: Bot, sim: Simulator, town: Town) -> None:
    sim.faults.add("getUpdates", Fault("duplicate"))
    await town.anna.send("раз")
    assert texts(await bot.get_updates()) == ["раз", "раз"]
    assert texts(await bot.get_updates()) == ["раз"]


async def test_a_batch_can_be_made_to_come_again_although_confirmed(
    bot: Bot, sim: Simulator, town: Town
) -> None:
    sim.faults.add("getUpdates", Fault("redeliver"))
    await town.anna.send("раз")
    first = await bot.get_updates()
    assert await bot.get_updates(offset=first[-1].update_id + 1) == first
    assert await bot.get_updates(offset=first[-1].update_id + 1) == []


async def test_dropping_pending_updates_forgets_them(bot: Bot, town: Town) -> None:
    await town.anna.send("раз")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


async def test_a_stopping_server_lets_a_waiting_poll_go(sim: Simulator, bot: Bot) -> None:
    poll = in_background(bot.get_updates(timeout=50))
    await bot.get_me()
    async with asyncio.timeout(5):
        await sim.__aexit__(None, None, None)
        assert await poll == []
