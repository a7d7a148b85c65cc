"""What becomes of a group: who is in it, what the bot may do there, its topics, and its other number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BufferedInputFile, Update

from simulator import Channel, Impossible, Simulator
from tests.simulator.town import GROUP_ID, RawClient, Town

NEW_ID = -1_000_000_000_777
ALL = ["message", "my_chat_member", "chat_member"]


def statuses(updates: list[Update]) -> list[str]:
    changes = [update.my_chat_member or update.chat_member for update in updates]
    return [change.new_chat_member.status for change in changes if change is not None]


async def test_both_groups_tell_of_the_migration(bot: Bot, sim: Simulator, town: Town) -> None:
    sim.migrate_group(town.group, NEW_ID)
    old, new = (update.message for update in await bot.get_updates())
    assert old is not None
    assert new is not None
    assert (old.chat.id, old.migrate_to_chat_id) == (GROUP_ID, NEW_ID)
    assert (new.chat.id, new.migrate_from_chat_id) == (NEW_ID, GROUP_ID)


@pytest.mark.parametrize(
    ("right", "words"),
    [("can_send_messages", "text messages"), ("can_send_documents", "documents")],
)
async def test_without_a_right_a_member_is_refused_and_an_administrator_is_not(
    bot: Bot, sim: Simulator, town: Town, right: str, words: str
) -> None:
    async def send() -> None:
        if right == "can_send_messages":
            await bot.send_message(GROUP_ID, "x")
        else:
            await bot.send_document(GROUP_ID, BufferedInputFile(b"1", "a.csv"))

    sim.set_bot_rights(town.group, town.oleg, missing=[right])
    with pytest.raises(TelegramBadRequest, match=f"not enough rights to send {words} to the chat"):
        await send()
    sim.set_bot_rights(town.group, town.oleg, is_admin=True, missing=[right])
    await send()
    assert statuses(await bot.get_updates()) == ["restricted", "administrator"]


async def test_the_bot_hears_that_it_was_thrown_out_and_brought_back(
    bot: Bot, sim: Simulator, town: Town
) -> None:
    sim.remove_bot(town.group, town.oleg)
    sim.add_bot(town.group, town.oleg)
    assert statuses(await bot.get_updates()) == ["kicked", "member"]
    await bot.send_message(GROUP_ID, "x")


async def test_a_deleted_group_is_refused(bot: Bot, town: Town) -> None:
    town.group.is_deleted = True
    with pytest.raises(TelegramForbiddenError, match="the group chat was deleted"):
        await bot.send_message(GROUP_ID, "x")


async def test_who_comes_and_goes_is_told_to_an_administrator_that_asks_for_it(bot: Bot, town: Town) -> None:
    await bot.get_updates(allowed_updates=ALL)
    await town.oleg.leave(town.group)
    assert await bot.get_updates() == [], "a simple member hears nothing"
    town.group.bot_is_admin = True
    await town.oleg.join(town.group)
    await town.oleg.leave(town.group)
    updates = await bot.get_updates()
    assert statuses(updates) == ["member", "left"]
    await bot.get_updates(offset=updates[-1].update_id + 1, allowed_updates=[])
    await town.oleg.join(town.group)
    assert await bot.get_updates() == [], "the usual kinds are without it"


async def test_only_an_administrator_throws_somebody_out(bot: Bot, town: Town) -> None:
    await bot.get_updates(allowed_updates=ALL)
    town.group.bot_is_admin = True
    await town.anna.join(town.group)
    with pytest.raises(Impossible, match="cannot throw"):
        await town.anna.remove(town.oleg, town.group)
    await town.oleg.remove(town.anna, town.group)
    assert statuses(await bot.get_updates()) == ["member", "kicked"]


@pytest.fixture
def forum(sim: Simulator, town: Town) -> Town:
    group = sim.migrate_group(town.group, NEW_ID)
    group.is_forum, group.bot_is_admin = True, True
    sim.world.queue.drop_pending()
    return replace(town, group=group)


async def test_a_message_in_a_topic_tells_so_and_one_in_general_does_not(
    bot: Bot, sim: Simulator, forum: Town
) -> None:
    topic = sim.open_topic(forum.group, "Бот")
    asked = await forum.oleg.send("/help", to=forum.group, topic=topic)
    await forum.oleg.send("/help", to=forum.group)
    created, inside, outside = (update.message for update in await bot.get_updates())
    assert created is not None
    assert created.forum_topic_created is not None
    assert inside is not None
    assert (inside.message_thread_id, inside.is_topic_message) == (topic.id, True)
    assert inside.chat.is_forum
    assert outside is not None
    assert (outside.message_thread_id, outside.is_topic_message) == (None, None)
    answer = await bot.send_message(NEW_ID, "x", reply_to_message_id=asked.id)
    assert answer.message_thread_id == topic.id, "a reply goes where the message is"


async def test_a_topic_that_is_closed_or_gone_is_refused(bot: Bot, sim: Simulator, forum: Town) -> None:
    topic = sim.open_topic(forum.group, "Бот")
    assert (await bot.send_message(NEW_ID, "x", message_thread_id=topic.id)).is_topic_message
    topic.is_closed = True
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(NEW_ID, "x", message_thread_id=topic.id)
    with pytest.raises(Impossible, match="is closed"):
        await forum.oleg.send("/help", to=forum.group, topic=topic)
    del forum.group.topics[topic.id]
    for number in (topic.id, 1):
        with pytest.raises(TelegramBadRequest, match="message thread not found"):
            await bot.send_message(NEW_ID, "x", message_thread_id=number)
    await bot.send_message(NEW_ID, "x")
    forum.group.general_is_closed = True
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(NEW_ID, "x")


async def test_a_simple_group_has_no_topics(bot: Bot, sim: Simulator, town: Town) -> None:
    with pytest.raises(Impossible, match="has no topics"):
        sim.open_topic(town.group, "Бот")
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(GROUP_ID, "x", message_thread_id=5)


async def test_in_a_supergroup_a_reply_names_the_beginning_of_its_chain(
    bot: Bot, sim: Simulator, town: Town
) -> None:
    group = sim.migrate_group(town.group, NEW_ID)
    group.bot_is_admin = True
    await bot.send_message(NEW_ID, "x")
    first = await town.oleg.reply(group.last, "раз")
    group.loses_replies = True
    await town.oleg.reply(first, "два")
    *_, told, lost = (update.message for update in await bot.get_updates())
    assert told is not None
    assert told.reply_to_message is not None
    assert told.message_thread_id == told.reply_to_message.message_id
    assert lost is not None
    assert lost.reply_to_message is None
    assert (lost.message_thread_id, lost.is_topic_message) == (told.message_thread_id, None)


async def test_who_writes_as_a_channel_is_named_by_it(raw: RawClient, town: Town) -> None:
    town.group.bot_is_admin = True
    await town.oleg.send_as_channel("/help", town.group, Channel(-1_000_000_000_555, title="Новости"))
    [update] = await raw.result("getUpdates")
    assert update["message"]["sender_chat"]["type"] == "channel"
    assert update["message"]["sender_chat"]["title"] == "Новости"
    assert update["message"]["from"]["username"] == "Channel_Bot"
