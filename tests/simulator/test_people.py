"""Persons and groups: what they can do, and what the bot hears of it."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from simulator import Impossible, Simulator
from tests.simulator.town import GROUP_ID, TOKEN, Clock, RawClient, Town


async def test_an_edited_message_comes_as_such(bot: Bot, town: Town) -> None:
    message = await town.anna.send("раз")
    await town.anna.edit(message, "два")
    sent, edited = await bot.get_updates()
    assert sent.message is not None
    assert sent.message.text == "раз"
    assert edited.edited_message is not None
    assert (edited.edited_message.text, edited.edited_message.message_id) == ("два", message.id)


async def test_messages_of_others_cannot_be_edited(town: Town, bot: Bot) -> None:
    await bot.send_message(town.anna.id, "x")
    with pytest.raises(Impossible, match="is not Анна's"):
        await town.anna.edit(town.anna.chat.last, "y")
    theirs = await town.anna.send("раз")
    with pytest.raises(Impossible, match="is not Олег's"):
        await town.oleg.edit(theirs, "y")


async def test_the_bot_hears_nothing_of_a_message_that_a_person_deletes(bot: Bot, town: Town) -> None:
    await bot.send_message(town.anna.id, "x")
    shown = town.anna.chat.last
    await town.anna.delete(shown)
    assert shown.deleted
    assert await bot.get_updates() == []
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("y", chat_id=town.anna.id, message_id=shown.id)


async def test_somebody_elses_contact_can_be_told_from_ones_own(bot: Bot, town: Town) -> None:
    await town.anna.share_contact()
    await town.anna.share_contact(of=town.boris)
    own, other = (update.message for update in await bot.get_updates())
    assert own is not None
    assert own.contact is not None
    assert own.from_user is not None
    assert own.contact.user_id == own.from_user.id
    assert other is not None
    assert other.contact is not None
    assert other.contact.user_id == town.boris.id


@pytest.mark.parametrize(
    "link",
    ["https://t.me/lk_demo_bot?start=confirm_abc", "tg://resolve?domain=LK_demo_bot&start=confirm_abc"],
)
async def test_a_deep_link_starts_the_bot_with_its_parameter(bot: Bot, town: Town, link: str) -> None:
    await town.boris.open_link(link)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start confirm_abc"
    await bot.send_message(town.boris.id, "теперь можно")


@pytest.mark.parametrize(
    "link",
    [
        "https://t.me/lk_demo_bot?start=" + "x" * 65,
        "https://t.me/lk_demo_bot?start=a.b",
        "https://t.me/lk_demo_bot?start=кириллица",
        "https://t.me/lk_demo_bot?start=",
        "https://example.org/",
    ],
)
async def test_a_link_telegram_would_not_turn_into_a_start_does_nothing(
    bot: Bot, town: Town, link: str
) -> None:
    assert await town.anna.open_link(link) is None
    assert await bot.get_updates() == []


async def test_a_link_to_another_bot_is_noticed(town: Town) -> None:
    with pytest.raises(Impossible, match="another bot"):
        await town.anna.open_link("https://t.me/other_bot?start=x")


async def test_who_blocked_the_bot_has_no_input_field(town: Town) -> None:
    await town.anna.block_bot()
    with pytest.raises(Impossible, match="has blocked the bot"):
        await town.anna.send("x")


async def test_blocking_twice_is_one_change(bot: Bot, town: Town) -> None:
    await town.anna.block_bot()
    await town.anna.block_bot()
    assert len(await bot.get_updates()) == 1


async def test_a_chat_that_telegram_does_not_know_is_there_again_when_the_person_writes(
    raw: RawClient, town: Town
) -> None:
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "да"}]]}
    await raw.result("sendMessage", chat_id=town.anna.id, text="раз", reply_markup=markup)
    for comes_back in (lambda: town.anna.send("x"), lambda: town.anna.press("Да")):
        await town.anna.forget_bot()
        for method, fields in (("sendMessage", {"text": "два"}), ("sendChatAction", {"action": "typing"})):
            refusal = await raw.refusal(method, chat_id=town.anna.id, **fields)
            assert refusal == "Bad Request: chat not found"
        await comes_back()
        await raw.result("sendMessage", chat_id=town.anna.id, text="два")


async def test_who_was_never_seen_is_not_found_once_another_process_says_so(
    sim: Simulator, raw: RawClient, town: Town
) -> None:
    async with raw.http.post(f"{sim.url}/ui/forget", json={"person_id": town.boris.id}) as response:
        assert response.status == 200
    refusal = await raw.refusal("sendMessage", chat_id=town.boris.id, text="раз")
    assert refusal == "Bad Request: chat not found"


async def test_there_is_no_last_message_before_the_bot_spoke(town: Town) -> None:
    with pytest.raises(AssertionError, match="the bot has said nothing"):
        _ = town.anna.chat.last


async def test_outsiders_see_nothing_of_a_group(bot: Bot, raw: RawClient, town: Town) -> None:
    markup = {"inline_keyboard": [[{"text": "Принять", "callback_data": "x"}]]}
    await raw.result("sendMessage", chat_id=GROUP_ID, text="?", reply_markup=markup)
    with pytest.raises(Impossible, match="Анна is not in «Операторы»"):
        await town.anna.send("x", to=town.group)
    with pytest.raises(Impossible, match="Анна is not in «Операторы»"):
        await town.anna.press("Принять", in_=town.group)
    await town.olga.press("Принять", in_=town.group)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.from_user.id == town.olga.id


async def test_in_privacy_mode_only_what_is_meant_for_the_bot_reaches_it(bot: Bot, town: Town) -> None:
    sent = await bot.send_message(GROUP_ID, "Оповещение")
    await town.oleg.send("между собой", to=town.group)
    await town.oleg.send("/stats", to=town.group)
    await town.oleg.send("/stats@LK_demo_bot 1", to=town.group)
    await town.oleg.send("/stats@other_bot", to=town.group)
    await town.oleg.send("спросим @lk_demo_bot, а?", to=town.group)
    own = await town.oleg.send("сам себе", to=town.group)
    await town.olga.reply(own, "другому человеку")
    await town.olga.reply(town.group.last, "боту", to=town.group)
    assert town.group.last.id == sent.message_id
    assert [update.message.text for update in await bot.get_updates() if update.message] == [
        "/stats",
        "/stats@LK_demo_bot 1",
        "спросим @lk_demo_bot, а?",
        "боту",
    ]


async def test_a_file_for_the_group_reaches_a_bot_only_as_administrator_or_without_privacy(
    bot: Bot, sim: Simulator, town: Town
) -> None:
    await town.oleg.send_document("registry.zip", b"PK", to=town.group)
    assert await bot.get_updates() == []
    town.group.bot_is_admin = True
    await town.oleg.send_document("registry.zip", b"PK", to=town.group)
    town.group.bot_is_admin = False
    sim.world.privacy_mode = False
    await town.oleg.send_document("registry.zip", b"PK", to=town.group)
    assert len(await bot.get_updates()) == 2


async def test_a_bot_that_was_thrown_out_cannot_write(bot: Bot, sim: Simulator, town: Town) -> None:
    sim.remove_bot(town.group, town.oleg)
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the group chat"):
        await bot.send_message(GROUP_ID, "x")
    await town.oleg.send("/stats", to=town.group)
    assert [update.event_type for update in await bot.get_updates()] == ["my_chat_member"]


async def test_a_group_that_became_a_supergroup_names_its_new_id(
    raw: RawClient, sim: Simulator, town: Town
) -> None:
    moved = sim.migrate_group(town.group, -1_000_000_000_777)
    answer = await raw("sendMessage", chat_id=GROUP_ID, text="x")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": moved.id},
    }
    sent = await raw.result("sendMessage", chat_id=moved.id, text="x")
    assert sent["chat"]["type"] == "supergroup"


async def test_messages_of_operators_are_deleted_only_by_an_administrator(bot: Bot, town: Town) -> None:
    message = await town.oleg.send("/stats", to=town.group)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(GROUP_ID, message.id)
    town.group.bot_is_admin = True
    await bot.delete_message(GROUP_ID, message.id)
    assert message.deleted


async def test_members_of_a_group_can_be_looked_up(bot: Bot, town: Town) -> None:
    oleg = await bot.get_chat_member(GROUP_ID, town.oleg.id)
    olga = await bot.get_chat_member(GROUP_ID, town.olga.id)
    anna = await bot.get_chat_member(GROUP_ID, town.anna.id)
    assert [member.status for member in (oleg, olga, anna)] == [
        ChatMemberStatus.ADMINISTRATOR,
        ChatMemberStatus.MEMBER,
        ChatMemberStatus.LEFT,
    ]
    assert await bot.get_chat_member_count(GROUP_ID) == 3
    assert [member.user.id for member in await bot.get_chat_administrators(GROUP_ID)] == [town.oleg.id]
    with pytest.raises(TelegramBadRequest, match="PARTICIPANT_ID_INVALID"):
        await bot.get_chat_member(GROUP_ID, 5)
    assert (await bot.get_chat(GROUP_ID)).title == "Операторы"


async def test_the_bot_can_leave(bot: Bot, town: Town) -> None:
    assert await bot.leave_chat(GROUP_ID)
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(GROUP_ID, "x")
    with pytest.raises(TelegramBadRequest, match="private chats"):
        await bot.leave_chat(town.anna.id)


async def test_the_bot_knows_who_it_is(bot: Bot, sim: Simulator) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (42, True, sim.bot.username)
    assert me.can_read_all_group_messages is False


async def test_the_profile_of_the_bot_is_kept(bot: Bot) -> None:
    everywhere = [BotCommand(command="start", description="Начать")]
    private = [BotCommand(command="menu", description="Меню")]
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(everywhere)
    await bot.set_my_commands(private, scope=scope, language_code="ru")
    assert [command.command for command in await bot.get_my_commands()] == ["start"]
    russian = await bot.get_my_commands(scope=scope, language_code="ru")
    assert [command.description for command in russian] == ["Меню"]
    assert await bot.get_my_commands(scope=scope) == []
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == []
    await bot.set_my_name("Кабинет")
    await bot.set_my_description("Показания без очередей")
    await bot.set_my_short_description("Показания")
    assert (await bot.get_my_name()).name == "Кабинет"
    assert (await bot.get_my_description()).description == "Показания без очередей"
    assert (await bot.get_my_short_description()).short_description == "Показания"
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Start", description="x")])


async def test_typing_is_shown_only_where_one_may_write(bot: Bot, town: Town) -> None:
    await bot.send_chat_action(town.anna.id, "typing")
    with pytest.raises(TelegramForbiddenError):
        await bot.send_chat_action(town.boris.id, "typing")
    with pytest.raises(TelegramBadRequest, match="wrong parameter action in request"):
        await bot.send_chat_action(town.anna.id, "dancing")


async def test_reactions_and_pins_need_a_message(bot: Bot, town: Town) -> None:
    message = await town.anna.send("x")
    assert await bot.set_message_reaction(town.anna.id, message.id)
    assert await bot.pin_chat_message(town.anna.id, message.id)
    with pytest.raises(TelegramBadRequest, match="message not found"):
        await bot.pin_chat_message(town.anna.id, 999)


async def test_ids_are_the_same_in_every_run(clock: Clock) -> None:
    for _ in range(2):
        async with Simulator(TOKEN, clock=clock) as sim:
            anna, boris = sim.add_person("Анна"), sim.add_person("Борис")
            message = await boris.send("x")
            assert (anna.id, boris.id, message.id, sim.last_update_id) == (1001, 1002, 1, 100_000_001)


def test_a_token_has_a_form() -> None:
    with pytest.raises(ValueError, match="token"):
        Simulator("nonsense")


async def test_an_administrator_may_write_in_the_name_of_the_group(
    bot: Bot, sim: Simulator, town: Town
) -> None:
    await town.oleg.send_as_group("/help", town.group)
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.sender_chat is not None
    assert (update.message.from_user.username, update.message.sender_chat.id) == (
        "GroupAnonymousBot",
        town.group.id,
    )
    with pytest.raises(Impossible, match="no administrator"):
        await town.olga.send_as_group("/help", town.group)
    assert not town.group.messages[0].from_bot
    assert sim.bot.id != update.message.from_user.id


async def test_posts_of_a_linked_channel_appear_in_the_group(bot: Bot, sim: Simulator, town: Town) -> None:
    sim.bring_post(town.group, "/help")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.is_automatic_forward
    assert update.message.sender_chat is not None
    assert update.message.sender_chat.type == "channel"


async def test_who_left_a_group_presses_nothing_there_unless_it_is_public(bot: Bot, town: Town) -> None:
    await bot.send_message(town.group.id, "Решайте")
    await town.olga.leave(town.group)
    member = await bot.get_chat_member(town.group.id, town.olga.id)
    assert member.status == "left"
    with pytest.raises(Impossible, match="is not in"):
        await town.olga.press_data("x", on=town.group.last)
    town.group.is_public = True
    assert (await town.olga.press_data("x", on=town.group.last)).data == "x"


async def test_commands_of_a_chat_need_the_chat(bot: Bot, town: Town) -> None:
    commands = [BotCommand(command="help", description="Помощь")]
    await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id=town.group.id))
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id=-77))


async def test_a_group_may_hide_its_members_from_a_bot_that_is_no_administrator(bot: Bot, town: Town) -> None:
    town.group.hides_members, town.group.bot_is_admin = True, False
    with pytest.raises(TelegramBadRequest, match="member list is inaccessible"):
        await bot.get_chat_member(town.group.id, town.oleg.id)
    town.group.bot_is_admin = True
    assert (await bot.get_chat_member(town.group.id, town.olga.id)).status == "member"
