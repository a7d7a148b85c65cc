"""A chat changes hands: what is told about an account reaches the chats of that account alone."""

from __future__ import annotations

from dataclasses import fields

import pytest

from domain.notice import Audience, NewDraft
from domain.operator import Operator
from services.messages import CONTENTS, AccountContent, OpenContent, SignedOut
from services.ports import Priority
from simulator import Fault, Message
from storage.unit import StoredUnit
from tests.conversations.harness import Resident, Town, say

ABOUT_ACCOUNTS = [content for content in CONTENTS.values() if issubclass(content, AccountContent)]
WORDS: dict[object, str | int] = {str: "2026-11", str | None: "Дача", int: 1}


async def sign_in(resident: Resident, login: str) -> None:
    """Sign in; what waited for it comes as well."""
    await resident.town.sign_in(resident, login)


async def hand_over(resident: Resident, login: str) -> None:
    """Let the owner of another account sign in on a telephone that was lent."""
    await resident.plays("[Профиль]", "[Выйти]", "[Выйти]")
    await sign_in(resident, login)


def texts(resident: Resident) -> list[str]:
    """All words and captions that the bot has shown in a chat and not deleted."""
    shown = [message for message in resident.chat.messages if message.from_bot and not message.deleted]
    return [message.text or message.caption for message in shown]


def question(town: Town) -> Message:
    return next(message for message in town.group.messages if "Вопрос абонента" in message.text)


def answer(text: str) -> str:
    return say("thread-answer-words", text=text)


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who asked a question, in a town where Boris has an account too."""
    await town.registered("Борис", login="boris")
    resident = await town.holder("100200301")
    await resident.plays("[Задать вопрос]", "Почему долг?")
    return resident


# Every kind of message.


def sample(content: type[AccountContent], **known: int) -> AccountContent:
    """Make a message of a kind, about things that are there."""
    return content(**{each.name: known.get(each.name, WORDS.get(each.type)) for each in fields(content)})


async def left_while_the_chat_changes_hands(
    town: Town, anna: Resident, content: type[AccountContent]
) -> None:
    """Leave a message about Anna's account; before it can go out Boris is signed in in her chat."""
    await town.pass_time(seconds=1)
    account_id, boris = await town.account_of(anna), 1
    draft = NewDraft("Не будет света", Audience.ALL, "", Operator(601, "Олег"))
    now = town.clock()

    def leave(unit: StoredUnit) -> None:
        notice = unit.notices.draft(draft, "key", now)
        message = sample(content, message=2, alert=1, notice=notice, account=account_id)
        unit.outbox.about(account_id, [anna.chat.id], message, language="ru", priority=Priority.DECISION)
        unit.sessions.put(anna.chat.id, boris, now)

    await town.app.database.write(leave)
    await town.settled()


def test_what_is_open_goes_to_the_operators_or_tells_nothing_of_an_account() -> None:
    is_open = {kind for kind, content in CONTENTS.items() if issubclass(content, OpenContent)}
    to_group = {kind for kind in is_open if kind.startswith(("alert", "exchange", "notice-progress"))}
    about_threads = {"thread-to-operators", "thread-corrected", "thread-sent", "thread-undelivered"}
    assert is_open - to_group - about_threads - {"thread-voice-refused", "thread-kept"} == {
        "access-closed",
        "access-opened",
        "account-closed",
        "account-erased",
        "chat-locks-lifted",
        "claim-due",
        "claim-objected",
        "claim-over",
        "readmission-asked",
        "readmission-granted",
        "readmission-refused",
        "signed-out",
        "signed-out-elsewhere",
        "thread-withdrawn",
        "too-much-at-once",
        "waiver-granted",
        "waiver-refused",
    }


@pytest.mark.parametrize("content", ABOUT_ACCOUNTS)
async def test_nothing_about_an_account_is_shown_to_whoever_has_its_chat_now(
    town: Town, anna: Resident, content: type[AccountContent]
) -> None:
    await town.oleg.reply(question(town), "За октябрь")
    before = texts(anna)
    await left_while_the_chat_changes_hands(town, anna, content)
    assert texts(anna) == before


@pytest.mark.parametrize("content", [each for each in ABOUT_ACCOUNTS if each.follows])
async def test_it_comes_once_when_its_owner_signs_in_wherever_that_is(
    town: Town, anna: Resident, content: type[AccountContent]
) -> None:
    await town.oleg.reply(question(town), "За октябрь")
    await left_while_the_chat_changes_hands(town, anna, content)
    home, office = town.guest("Анна дома"), town.guest("Анна на работе")
    for chat in (home, office):
        await chat.send("/start")
        await sign_in(chat, "anna")
    told = [text for text in texts(home) if say("devices-not-me-button") not in text]
    assert len(told) == len(texts(office)) + 1


# Questions and answers.


async def test_an_answer_is_not_shown_to_another_resident_and_the_group_hears_when_it_comes(
    town: Town, anna: Resident
) -> None:
    await hand_over(anna, "boris")
    written = await town.oleg.reply(question(town), "За октябрь")
    assert answer("За октябрь") not in texts(anna)
    assert town.alerts[-1] == say("thread-undelivered-signed-out")
    assert town.alert.reply_to is written
    home = town.guest("Анна дома")
    await home.send("/start")
    await sign_in(home, "anna")
    assert texts(home)[-2:] == [say("sign-in-done", login="anna"), answer("За октябрь")]
    assert town.alerts[-1] == say("thread-sent")
    assert town.alerts.count(say("thread-sent")) == 1


async def test_an_answer_goes_to_another_chat_of_the_account_where_the_talk_goes_on(
    town: Town, anna: Resident
) -> None:
    home = await town.signed_in_elsewhere(anna, "Анна дома")
    await hand_over(anna, "boris")
    await town.oleg.reply(question(town), "За какой месяц?")
    assert answer("За какой месяц?") not in texts(anna)
    assert home.heard == answer("За какой месяц?")
    assert town.alerts[-1] == say("thread-sent")
    await home.press("Ответить")
    await home.send("За октябрь")
    assert town.alerts[-1] == say("thread-said-words", text="За октябрь")
    await home.send_photo()
    assert home.sees == say("thread-file-sent")


async def test_what_was_said_while_nobody_was_signed_in_comes_in_its_order(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    for words in ("Раз", "Два", "Три"):
        await town.oleg.reply(question(town), words)
    await town.oleg.press("Закрыть", on=question(town))
    await sign_in(anna, "anna")
    await town.pass_time(minutes=1)
    assert texts(anna)[-4:-1] == [answer("Раз"), answer("Два"), answer("Три")]
    assert texts(anna)[-1].startswith("Оператор закрыл Ваш вопрос")


async def test_an_answer_comes_as_its_operator_changed_it_and_is_taken_back_from_a_chat_that_signed_out(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    written = await town.oleg.reply(question(town), "Завтра")
    await town.oleg.edit(written, "Послезавтра")
    await sign_in(anna, "anna")
    assert texts(anna)[-1] == answer("Послезавтра")
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    await town.oleg.press("Отозвать")
    assert answer("Послезавтра") not in texts(anna)


async def test_a_changed_answer_keeps_its_old_words_where_another_resident_is_signed_in(
    town: Town, anna: Resident
) -> None:
    written = await town.oleg.reply(question(town), "Ваш долг 100 ₽")
    home = await town.signed_in_elsewhere(anna, "Анна дома")
    await hand_over(anna, "boris")
    await town.oleg.edit(written, "Ваш долг 1000 ₽")
    assert answer("Ваш долг 100 ₽") in texts(anna)
    assert answer("Ваш долг 1000 ₽") not in texts(anna)
    assert home.heard == answer("Ваш долг 1000 ₽")
    await town.oleg.edit(written, "Ваш долг 2000 ₽")
    assert texts(home)[-1] == answer("Ваш долг 2000 ₽")
    assert texts(home).count(answer("Ваш долг 1000 ₽")) == 0
    await town.oleg.press("Отозвать")
    assert not [text for text in [*texts(anna), *texts(home)] if "Ваш долг" in text]


async def test_buttons_and_replies_under_messages_of_another_account_reach_no_thread_of_it(
    town: Town, anna: Resident
) -> None:
    await town.oleg.reply(question(town), "За какой месяц?")
    shown = anna.chat.last
    await hand_over(anna, "boris")
    heard = len(town.alerts)
    for label in ("Ответить", "Вопрос решён"):
        await anna.press(label, on=shown)
        assert anna.sees == say("error-thread-unknown")
    await anna.reply(shown, "За октябрь")
    await anna.send_photo(reply_to=shown)
    assert len(town.alerts) == heard
    assert town.query("SELECT state FROM alerts WHERE kind = 'question'") == [("open",)]
    assert town.query("SELECT count(*) FROM thread_messages WHERE operator_id IS NULL") == [(1,)]


async def test_no_button_of_an_old_message_shows_or_changes_what_is_another_accounts(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    await town.oleg.press("Запросить фото")
    await town.oleg.reply(question(town), "За какой месяц?")
    await anna.plays("[Электроэнергия]", "[Ещё]")
    await anna.plays("[Электроэнергия]")
    await hand_over(anna, "boris")
    heard, readings = len(town.alerts), town.readings()
    pressed = [
        (message, button)
        for message in anna.chat.messages
        for button in (button for row in message.buttons for button in row)
        if message.from_bot and button.data
    ]
    assert len(pressed) > 3
    for message, button in pressed:
        before = len(anna.chat.messages)
        await anna.at_once(anna.person.press_data(str(button.data), on=message))
        shown = [each.text or each.caption for each in anna.chat.messages[before:]]
        assert not [text for text in shown if "100200301" in text or "Яблоневая" in text]
    assert len(town.alerts) == heard
    assert town.readings() == readings
    assert town.query("SELECT state FROM alerts WHERE kind = 'reading-review'") == [("open",)]


# Other news.


async def test_what_was_left_for_three_chats_comes_once_to_the_one_that_is_signed_in(
    town: Town, anna: Resident
) -> None:
    account_id, now = await town.account_of(anna), town.clock()
    chats = [anna, *[await town.signed_in_elsewhere(anna, f"Анна {place}") for place in (2, 3)]]
    office = town.guest("Анна на работе")
    content = sample(next(each for each in ABOUT_ACCOUNTS if each.__name__ == "ReadingAccepted"))

    def leave(unit: StoredUnit) -> None:
        numbers = [each.chat.id for each in chats]
        unit.outbox.about(account_id, numbers, content, language="ru", priority=Priority.DECISION)
        for number in numbers:
            unit.sessions.remove(number)
        unit.sessions.put(office.chat.id, account_id, now)

    await office.send("/start")
    before = len(texts(office))
    await town.app.database.write(leave)
    await town.pass_time(minutes=1)
    assert len(texts(office)) == before + 1
    assert all("2026-11" not in text for each in chats for text in texts(each))


async def test_a_decision_finds_the_new_telephone_of_somebody_who_blocked_the_bot_on_the_old_one(
    town: Town, anna: Resident
) -> None:
    await anna.person.block_bot()
    await town.oleg.reply(question(town), "За октябрь")
    assert town.alerts[-1] == say("thread-undelivered-blocked")
    new = town.guest("Анна с новым телефоном")
    await new.send("/start")
    await sign_in(new, "anna")
    assert new.heard == answer("За октябрь")
    assert town.alerts[-1] == say("thread-sent")


async def test_the_other_chat_gets_the_answer_if_the_one_that_asked_blocked_the_bot(
    town: Town, anna: Resident
) -> None:
    home = await town.signed_in_elsewhere(anna, "Анна дома")
    await anna.person.block_bot()
    await town.oleg.reply(question(town), "За октябрь")
    assert home.heard == answer("За октябрь")
    assert say("thread-undelivered-blocked") not in town.alerts
    assert town.alerts[-1] == say("thread-sent")


async def test_an_answer_to_a_chat_that_telegram_does_not_know_comes_when_its_person_writes(
    town: Town, anna: Resident
) -> None:
    account_id, now, home = await town.account_of(anna), town.clock(), town.guest("Анна дома")

    def move(unit: StoredUnit) -> None:
        unit.sessions.remove(anna.chat.id)
        unit.sessions.put(home.chat.id, account_id, now)

    await town.app.database.write(move)
    await town.oleg.reply(question(town), "За октябрь")
    assert town.alerts[-1] == say("thread-undelivered-unknown")
    await home.at_once(home.person.send("/start"))
    await town.settled()
    assert home.heard == answer("За октябрь")
    assert town.alerts[-1] == say("thread-sent")


async def test_no_promise_is_made_of_a_resident_who_deleted_their_telegram(
    town: Town, anna: Resident
) -> None:
    await anna.person.delete_account()
    await town.oleg.reply(question(town), "За октябрь")
    assert town.alerts[-1] == say("thread-undelivered-deleted")


async def test_nobody_is_told_to_sign_in_again_where_somebody_is_signed_in(
    town: Town, anna: Resident
) -> None:
    def leave(unit: StoredUnit) -> None:
        unit.outbox.telegram(anna.chat.id, SignedOut(), language="ru", priority=Priority.DECISION)

    before = texts(anna)
    await town.app.database.write(leave)
    await town.settled()
    assert texts(anna) == before
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    await town.app.database.write(leave)
    await town.settled()
    assert anna.heard == say("message-signed-out")


async def test_a_notice_is_passed_over_where_the_chat_changed_hands(town: Town, anna: Resident) -> None:
    await town.oleg.send("/notice")
    await town.oleg.reply(town.group.last, "Завтра не будет света")
    await town.oleg.press("Прочее")
    await town.oleg.press("Все, кто указал телефон")
    town.sim.faults.add("sendMessage", Fault("bad_gateway"), chat_id=anna.chat.id)
    await town.oleg.press("Отправить")
    await hand_over(anna, "boris")
    await town.pass_time(minutes=1)
    assert not [text for text in texts(anna) if "не будет света" in text]
    assert town.query("SELECT state, delivered, withdrawn FROM notices") == [("finished", 0, 1)]
