"""The operators' group gets another number, loses its topics, or lets nobody write: nothing is lost by it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from simulator import Call, Group, Message, Topic
from tests.conversations.harness import OPERATORS, Resident, Town, as_seen, calls_of, say
from tests.conversations.test_operators import reading_for_review

NEW = -1_000_000_000_777
TEXT_REFUSED = "can_send_messages"
NO_LIGHT = "Яблоневая 1, нет света!"


async def asked(town: Town, words: str = "Когда будет счёт?") -> Resident:
    """Somebody who asked the operators something."""
    anna = await town.confirmed()
    await anna.press("Задать вопрос")
    await anna.send(words)
    return anna


def question_of(resident: Resident) -> Message:
    """What a resident wrote last: the question that is open."""
    written = [message for message in resident.chat.messages if not message.from_bot]
    return written[-1]


def read_in(group: Group) -> list[str]:
    """What the bot wrote into a group, oldest first."""
    return [as_seen(message.text or message.caption) for message in group.messages if message.from_bot]


def with_words(group: Group, words: str) -> list[Message]:
    return [message for message in group.messages if words in as_seen(message.text or message.caption)]


async def migrated(town: Town) -> Group:
    """Let the group become a supergroup, and the bot hear of it."""
    town.group = town.sim.migrate_group(town.group, NEW)
    await town.settled()
    return town.group


async def readiness(town: Town) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{town.app.http.port}/readyz") as response,
    ):
        return {**await response.json(), "status": response.status}


async def metric(town: Town, name: str) -> float:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{town.app.http.port}/metrics") as response,
    ):
        lines = (await response.text()).splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))


def waiting(town: Town) -> int:
    sql = "SELECT count(*) FROM outbox WHERE recipient LIKE '-%' AND sent_at IS NULL"
    return int(town.query(sql)[0][0])


# Another number -----------------------------------------------------------------------------------------


async def test_what_waits_goes_to_the_supergroup_that_the_group_became(town: Town) -> None:
    town.group.missing_rights.add(TEXT_REFUSED)
    town.group.bot_is_admin = False
    await asked(town, NO_LIGHT)
    assert read_in(town.group) == []
    group = await migrated(town)
    assert len(with_words(group, NO_LIGHT)) == 1
    assert waiting(town) == 0


async def test_commands_and_buttons_work_in_the_supergroup_at_once(town: Town) -> None:
    await reading_for_review(town)
    await migrated(town)
    await town.oleg.send("/alerts")
    assert say("alerts-none") not in town.alerts[-1]
    await town.oleg.press("1")
    await town.oleg.press("Принять")
    assert [status for _, status, _ in town.readings()] == ["accepted"]


async def test_what_waits_for_operators_is_shown_again_in_the_supergroup(town: Town) -> None:
    await asked(town, NO_LIGHT)
    answered = await town.confirmed("Борис", "boris")
    await answered.press("Задать вопрос")
    await answered.send("Когда поверка?")
    await town.oleg.reply(town.group.last, "Через год")
    group = await migrated(town)
    assert len(with_words(group, NO_LIGHT)) == 1
    assert with_words(group, "Когда поверка?") == []
    await town.oleg.reply(with_words(group, NO_LIGHT)[0], "Бригада выехала")
    assert town.query("SELECT count(*) FROM thread_messages WHERE text = 'Бригада выехала'") == [(1,)]


@pytest.mark.parametrize("heard", ["in the old group", "in the new group", "by a refusal"])
async def test_each_way_to_learn_of_the_other_number_is_enough(town: Town, heard: str) -> None:
    anna = await town.registered()
    kept = town.sim.world.queue.allowed
    if heard != "in the old group":
        town.sim.world.queue.allowed = frozenset({"callback_query"})
    if heard == "by a refusal":
        town.group = town.sim.migrate_group(town.group, NEW)
    else:
        group = town.sim.world.chats[OPERATORS]
        assert isinstance(group, Group)
        group.bot_is_member = heard == "in the old group"
        town.group = town.sim.migrate_group(group, NEW)
        town.group.bot_is_member = True
    town.sim.world.queue.allowed = kept
    if heard == "in the new group":
        service = {"message_id": 1, "date": 1, "chat": {"id": NEW}, "migrate_from_chat_id": OPERATORS}
        await bring(town, service)
    await anna.press("Задать вопрос")
    await anna.send(NO_LIGHT)
    assert len(with_words(town.group, NO_LIGHT)) == 1
    await town.oleg.send("/duty")
    assert read_in(town.group)[-1] == say("duty-nobody")


async def bring(town: Town, message: dict[str, Any]) -> None:
    """Let Telegram bring a message as it is."""
    sender = {"id": town.oleg.person.id, "first_name": "Олег", "is_bot": False}
    town.sim.world.queue.add("message", {"from": sender, **message}, lane="x")
    await town.settled()


@pytest.mark.parametrize("field", ["migrate_to_chat_id", "migrate_from_chat_id"])
async def test_another_chat_cannot_claim_to_be_what_the_group_became(town: Town, field: str) -> None:
    anna = await asked(town)
    stranger = town.sim.add_group(-2002, "Соседи", [anna.person], bot_is_admin=True)
    number = stranger.id if field == "migrate_to_chat_id" else OPERATORS
    for chat in (stranger.id, anna.chat.id):
        await bring(town, {"message_id": 1, "date": 1, "chat": {"id": chat}, field: number})
    await anna.press("Задать вопрос")
    await anna.send(NO_LIGHT)
    assert len(with_words(town.group, NO_LIGHT)) == 1
    assert read_in(stranger) == []


async def test_a_command_in_the_supergroup_is_answered_though_no_message_told_of_it(town: Town) -> None:
    allowed = town.sim.world.queue.allowed
    town.sim.world.queue.allowed = frozenset({"callback_query"})
    town.group = town.sim.migrate_group(town.group, NEW)
    town.sim.world.queue.allowed = allowed
    await town.oleg.send("/duty")
    assert read_in(town.group)[-1] == say("duty-nobody")


async def test_commands_in_strange_groups_make_the_bot_ask_once_a_minute(town: Town) -> None:
    anna = await town.registered()
    strange = town.sim.add_group(-2002, "Соседи", [anna.person], bot_is_admin=True)
    before = len(calls_of(town.sim.calls, "sendChatAction"))
    for _ in range(5):
        await anna.person.send("/duty", to=strange)
        await town.settled()
    assert len(calls_of(town.sim.calls, "sendChatAction")) == before + 1
    assert read_in(strange) == []


async def test_an_answer_under_a_question_goes_on_in_the_supergroup(town: Town) -> None:
    anna = await asked(town)
    group = await migrated(town)
    await anna.reply(question_of(anna), NO_LIGHT)
    [said] = with_words(group, NO_LIGHT)
    assert said.reply_to is not None
    assert "Когда будет счёт?" in said.reply_to.text, "the question itself is shown again above it"
    await town.oleg.reply(said, "Едем")
    assert "Едем" in anna.heard
    assert say("thread-sent") in read_in(group)[-1]


async def test_a_press_on_a_message_of_the_old_group_is_a_press_of_an_operator(town: Town) -> None:
    await reading_for_review(town)
    old = next(message for message in town.group.messages if message.buttons)
    await migrated(town)
    await town.oleg.person.press("Принять", on=old)
    await town.settled()
    assert [status for _, status, _ in town.readings()] == ["accepted"]
    assert town.query("SELECT count(*) FROM alerts WHERE kind = 'forged-press'") == [(0,)]


async def test_a_conversation_of_an_operator_goes_on_in_the_supergroup(town: Town) -> None:
    await town.oleg.send("/notice")
    question = town.group.last
    reply = await town.oleg.person.reply(question, "Завтра отключат свет", to=town.group)
    assert reply.chat is town.group
    await migrated(town)
    state = "SELECT chat_id FROM conversations WHERE state IS NOT NULL AND user_id = ?"
    assert town.query(state, town.oleg.person.id) == [(NEW,)]


@pytest.mark.parametrize("number", [OPERATORS, NEW], ids=["the old number", "the new number"])
async def test_the_bot_starts_with_either_number_in_its_settings(
    town: Town, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    await migrated(town)
    caplog.clear()
    await town.restart(OPERATOR_CHAT_ID=str(number))
    assert len([each for each in caplog.messages if f"OPERATOR_CHAT_ID={NEW}" in each]) == (number != NEW)
    await asked(town, NO_LIGHT)
    assert len(with_words(town.group, NO_LIGHT)) == 1
    await town.oleg.send("/duty")
    assert read_in(town.group)[-1] == say("duty-nobody")


async def test_a_group_that_moved_while_the_bot_was_down_is_found_at_the_start(town: Town) -> None:
    await town.end()
    town.group = town.sim.migrate_group(town.group, NEW)
    town.sim.world.queue.drop_pending()
    await town.begin()
    await town.oleg.send("/duty")
    assert read_in(town.group)[-1] == say("duty-nobody")


async def test_a_quite_different_group_in_the_settings_gets_what_waited_for_the_first(town: Town) -> None:
    await asked(town, "Старый вопрос")
    town.sim.remove_bot(town.group, town.oleg.person)
    await town.registered("Борис", "boris")
    boris = await asked_by(town, "Борис", NO_LIGHT)
    first = town.group
    town.group = town.sim.add_group(
        -3003, "Новые операторы", [town.oleg.person, town.olga.person], bot_is_admin=True
    )
    await town.restart(OPERATOR_CHAT_ID="-3003")
    await town.settled()
    [shown] = with_words(town.group, NO_LIGHT)
    assert with_words(first, NO_LIGHT) == []
    await town.oleg.reply(shown, "Едем")
    assert "Едем" in boris.heard
    await town.restart(OPERATOR_CHAT_ID="-3003")
    assert len(with_words(town.group, NO_LIGHT)) == 1


async def asked_by(town: Town, name: str, words: str) -> Resident:
    resident = await town.registered(name, f"login{len(words)}")
    await resident.press("Задать вопрос")
    await resident.send(words)
    return resident


async def test_the_commands_are_offered_in_the_supergroup_too(town: Town) -> None:
    await migrated(town)
    scopes = [call.params.get("scope", "") for call in calls_of(town.sim.calls, "setMyCommands")]
    assert any(str(NEW) in scope for scope in scopes)


async def test_files_of_billing_are_told_of_in_the_supergroup(town: Town) -> None:
    await town.oleg.send_file("answers.csv", b"receipt;status")
    town.group = town.sim.migrate_group(town.group, NEW)
    await town.settled()
    await town.oleg.send_file("answers.csv", b"receipt;status")
    assert read_in(town.group)


# A group that takes nothing -----------------------------------------------------------------------------


@asynccontextmanager
async def silenced(town: Town, how: str) -> AsyncIterator[None]:
    """Let the group take nothing, however Telegram words it."""
    group = town.group
    group.bot_is_admin = False
    match how:
        case "no right":
            group.missing_rights.add(TEXT_REFUSED)
        case "thrown out":
            town.sim.remove_bot(group, town.oleg.person)
        case "deleted":
            group.is_deleted = True
        case "gone":
            town.sim.world.chats.pop(group.id)
    await town.settled()
    yield
    match how:
        case "thrown out":
            town.sim.add_bot(group, town.oleg.person)
        case "gone":
            town.sim.world.chats[group.id] = group
    group.missing_rights.clear()
    group.is_deleted = False


@pytest.mark.parametrize("how", ["no right", "thrown out", "deleted", "gone"])
async def test_what_a_resident_was_told_is_passed_on_goes_out_when_the_group_takes_it_again(
    town: Town, how: str
) -> None:
    anna = await asked(town)
    async with silenced(town, how):
        await anna.reply(question_of(anna), NO_LIGHT)
        for _ in range(30):
            await town.pass_time(minutes=2)
        assert with_words(town.group, NO_LIGHT) == []
    await town.pass_time(minutes=2)
    assert len(with_words(town.group, NO_LIGHT)) == 1
    assert waiting(town) == 0


async def test_what_waited_for_long_comes_in_its_order(town: Town) -> None:
    residents = [await town.registered(str(number), f"login{number}") for number in range(4)]
    async with silenced(town, "no right"):
        for number, resident in enumerate(residents):
            await resident.press("Задать вопрос")
            await resident.send(f"Вопрос номер {number}")
            await town.pass_time(minutes=7)
    await town.pass_time(minutes=2)
    told = [message.text for message in town.group.messages if "Вопрос номер" in message.text]
    assert [f"Вопрос номер {number}" in text for number, text in enumerate(told)] == [True] * 4


async def test_a_group_that_takes_nothing_is_not_asked_all_the_time(town: Town) -> None:
    anna = await asked(town)
    async with silenced(town, "no right"):
        await anna.reply(question_of(anna), NO_LIGHT)
        for _ in range(10):
            await town.pass_time(seconds=30)
        before = len(sends(town))
        for _ in range(60):
            await town.pass_time(seconds=30)
        assert 20 <= len(sends(town)) - before <= 60, "half an hour"


def sends(town: Town) -> list[Call]:
    return [call for call in calls_of(town.sim.calls, "sendMessage") if call.chat_id == OPERATORS]


async def test_waiting_messages_go_at_once_when_the_bot_gets_its_rights_back(town: Town) -> None:
    town.sim.set_bot_rights(town.group, town.oleg.person, missing=[TEXT_REFUSED])
    anna = await asked(town)
    for _ in range(20):
        await town.pass_time(minutes=2)
    await anna.reply(question_of(anna), NO_LIGHT)
    town.sim.set_bot_rights(town.group, town.oleg.person, is_admin=True)
    await town.settled()
    assert len(with_words(town.group, "Когда будет счёт?")) == 1
    assert len(with_words(town.group, NO_LIGHT)) == 1


@pytest.mark.parametrize("how", ["no right", "thrown out", "deleted", "gone"])
async def test_the_state_of_the_group_can_be_seen(
    town: Town, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await readiness(town))["problems"] == []
    assert await metric(town, "cabinet_operators_group_reachable") == 1
    async with silenced(town, how):
        await asked(town)
        await town.pass_time(seconds=100)
        told = await readiness(town)
        assert [problem for problem in told["problems"] if problem.startswith("group: ")] == told["problems"]
        assert len(told["problems"]) == 1
        assert (told["ready"], told["status"]) == (True, 200), "residents are answered"
        assert await metric(town, "cabinet_operators_group_reachable") == 0
        assert await metric(town, "cabinet_operators_group_oldest_seconds") >= 100
        assert len([each for each in caplog.messages if "do not reach the operators' group" in each]) == 1
    await town.pass_time(minutes=2)
    assert (await readiness(town))["problems"] == []
    assert await metric(town, "cabinet_operators_group_reachable") == 1
    assert await metric(town, "cabinet_operators_group_oldest_seconds") == 0
    assert "the operators' group can be written to again" in caplog.messages


async def test_an_operator_in_a_group_that_takes_nothing_causes_no_fault(town: Town) -> None:
    async with silenced(town, "no right"):
        await town.oleg.send("/duty")
    assert town.faults_reported() == []


async def test_pictures_that_the_group_does_not_take_hold_no_words_up(town: Town) -> None:
    anna = await asked(town)
    town.group.bot_is_admin = False
    town.group.missing_rights.add("can_send_photos")
    await anna.send_photo(reply_to=question_of(anna))
    await anna.reply(question_of(anna), NO_LIGHT)
    for _ in range(10):
        await town.pass_time(minutes=2)
    assert len(with_words(town.group, NO_LIGHT)) == 1
    assert waiting(town) == 1
    town.group.missing_rights.clear()
    await town.pass_time(minutes=2)
    assert len([message for message in town.group.messages if message.photo]) == 1


# A message that is at fault itself ----------------------------------------------------------------------


async def test_a_message_that_is_refused_between_others_is_set_aside_and_shown_otherwise(town: Town) -> None:
    anna = await asked(town)
    town.sim.world.unwanted[say("thread-said-words", text=NO_LIGHT)] = "something of tomorrow is wrong"
    await anna.reply(question_of(anna), NO_LIGHT)
    for number in range(6):
        other = await town.registered("Борис", f"boris{number}")
        await other.press("Задать вопрос")
        await other.send(f"Вопрос {number}")
        await town.pass_time(minutes=2)
    [told] = with_words(town.group, say("alert-message-set-aside", error="", who="", words="").split("\n")[0])
    assert NO_LIGHT in told.text
    assert "anna" in told.text
    assert waiting(town) == 1
    assert town.query("SELECT count(*) FROM outbox WHERE set_aside_at IS NOT NULL") == [(1,)]


async def test_what_was_set_aside_is_offered_once_more_at_the_next_start(town: Town) -> None:
    anna = await asked(town)
    town.sim.world.unwanted[say("thread-said-words", text=NO_LIGHT)] = "can't parse entities: unsupported"
    await anna.reply(question_of(anna), NO_LIGHT)
    assert town.query("SELECT count(*) FROM outbox WHERE set_aside_at IS NOT NULL") == [(1,)]
    await town.restart()
    await town.settled()
    assert town.query("SELECT count(*) FROM outbox WHERE set_aside_at IS NOT NULL") == [(1,)]
    town.sim.world.unwanted.clear()
    await town.restart()
    await town.settled()
    assert town.query("SELECT count(*) FROM outbox WHERE set_aside_at IS NOT NULL") == [(1,)], (
        "once is enough"
    )
    await town.change("UPDATE outbox SET offered_again_at = NULL")
    await town.restart()
    await town.settled()
    assert town.query("SELECT count(*) FROM outbox WHERE set_aside_at IS NOT NULL") == [(0,)]


async def test_what_an_older_version_set_aside_for_the_group_goes_out_after_the_upgrade(town: Town) -> None:
    anna = await asked(town)
    async with silenced(town, "no right"):
        await anna.reply(question_of(anna), NO_LIGHT)
        await town.change(
            "UPDATE outbox SET set_aside_at = created_at, error = 'RefusedError' WHERE sent_at IS NULL"
        )
        await town.end()
    await town.begin()
    await town.settled()
    assert len(with_words(town.group, NO_LIGHT)) == 1


# Residents ----------------------------------------------------------------------------------------------


async def test_a_resident_who_unblocks_the_bot_gets_no_answer_and_what_was_kept(town: Town) -> None:
    anna = await asked(town)
    question = town.group.last
    await anna.person.block_bot()
    await town.oleg.reply(question, "Завтра")
    await anna.person.unblock_bot()
    await town.settled()
    assert "Завтра" in anna.heard
    said = len(anna.chat.messages)
    await anna.person.block_bot()
    await town.settled()
    await anna.person.unblock_bot()
    await town.settled()
    assert len(anna.chat.messages) == said


async def test_who_blocks_the_bot_once_more_does_not_count_as_back(town: Town) -> None:
    anna = await asked(town)
    question = town.group.last
    anna.person.chat.blocked = True  # the update about it comes late
    await town.oleg.reply(question, "Завтра")
    anna.person.chat.blocked = False
    await anna.person.block_bot()
    await town.settled()
    assert town.query("SELECT count(*) FROM unreachable_chats") == [(1,)]


# Topics -------------------------------------------------------------------------------------------------


@pytest.fixture
async def forum(town: Town) -> Town:
    town.group = town.sim.migrate_group(town.group, NEW)
    town.group.is_forum, town.group.bot_is_admin = True, True
    await town.settled()
    return town


async def in_topic(town: Town, text: str, topic: Topic) -> Message:
    await town.oleg.person.send(text, to=town.group, topic=topic)
    await town.settled()
    return town.group.last


@pytest.mark.parametrize("command", ["/alerts", "/duty", "/help", "/nonsense", "/notice", "/exports"])
async def test_a_command_is_answered_in_its_topic(forum: Town, command: str) -> None:
    topic = forum.sim.open_topic(forum.group, "Смена")
    assert (await in_topic(forum, command, topic)).topic == topic.id
    await forum.oleg.send(command)
    assert forum.group.last.topic is None


async def test_presses_and_replies_are_answered_in_their_topic(forum: Town) -> None:
    anna = await asked(forum)
    topic = forum.sim.open_topic(forum.group, "Смена")
    await in_topic(forum, "/alerts", topic)
    await forum.oleg.press("1")
    shown = forum.group.last
    assert shown.topic == topic.id
    await forum.oleg.press("Ответить", on=shown)
    prompt = forum.group.last
    assert prompt.topic == topic.id
    await forum.oleg.reply(prompt, "Завтра")
    assert "Завтра" in anna.heard
    assert say("thread-sent") in read_in(forum.group)[-1]
    assert forum.group.last.topic == topic.id


async def test_files_of_an_export_come_into_the_topic_where_it_was_asked_for(forum: Town) -> None:
    await reading_for_review(forum)
    await forum.oleg.press("Принять")
    topic = forum.sim.open_topic(forum.group, "Биллинг")
    await in_topic(forum, "/export", topic)
    await forum.oleg.press("Выгрузить")
    files = [message for message in forum.group.messages if message.document and message.from_bot]
    assert files
    assert {message.topic for message in files} == {topic.id}


async def test_alerts_and_threads_go_into_the_topic_of_the_settings(forum: Town) -> None:
    topic = forum.sim.open_topic(forum.group, "Бот")
    await forum.restart(OPERATOR_TOPIC_ID=str(topic.id))
    anna = await asked(forum, NO_LIGHT)
    [shown] = with_words(forum.group, NO_LIGHT)
    assert shown.topic == topic.id
    await anna.reply(question_of(anna), "И у соседей")
    [said] = with_words(forum.group, "И у соседей")
    assert (said.topic, said.reply_to) == (topic.id, shown)


@pytest.mark.parametrize("how", ["closed", "deleted", "1"])
async def test_a_topic_that_is_lost_is_left_for_general(
    forum: Town, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    topic = forum.sim.open_topic(forum.group, "Бот")
    await forum.restart(OPERATOR_TOPIC_ID="1" if how == "1" else str(topic.id))
    anna = await asked(forum)
    if how == "closed":
        topic.is_closed = True
    else:
        forum.group.topics.clear()
    await anna.reply(question_of(anna), NO_LIGHT)
    [said] = with_words(forum.group, NO_LIGHT)
    assert said.topic is None
    assert any("topic" in each for each in caplog.messages)


# Replies that Telegram does not name --------------------------------------------------------------------


async def test_a_reply_whose_message_telegram_leaves_out_still_answers_the_question(town: Town) -> None:
    await migrated(town)
    anna = await asked(town)
    town.group.loses_replies = True
    await town.oleg.reply(town.group.last, "Завтра")
    assert "Завтра" in anna.heard


async def test_where_the_thread_leads_to_no_question_the_operator_is_asked(town: Town) -> None:
    await migrated(town)
    await reading_for_review(town)
    town.group.loses_replies = True
    alert = next(message for message in town.group.messages if message.buttons)
    await town.oleg.reply(alert, "Похоже на опечатку")
    assert read_in(town.group)[-1] == say("operator-reply-lost")


async def test_an_open_question_to_an_operator_is_not_met_with_silence(town: Town) -> None:
    await migrated(town)
    await town.oleg.send("Коллеги")
    talk = town.group.messages[-1]
    await town.oleg.send("/notice")
    town.group.loses_replies = True
    await town.oleg.reply(talk, "Отключение в пятницу")
    assert read_in(town.group)[-1] == say("operator-reply-lost")


async def test_colleagues_who_reply_to_each_other_are_left_alone(town: Town) -> None:
    await migrated(town)
    await town.oleg.send("Коллеги, кто на обед?")
    before = len(read_in(town.group))
    town.group.loses_replies = True
    await town.olga.reply(town.group.messages[-1], "Я")
    assert len(read_in(town.group)) == before
