"""Operators close the bot to somebody and open it again; what residents read and what is left to them."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.ban import LONGEST_REASON, Subject, SubjectKind
from domain.operator import Operator
from handlers.residents.bans import OPEN_STATES
from services.desk.bans import BANS_OF_PAGE, BanSubjects
from services.messages import AccessClosed, AccessOpened, OpenContent, WaiverGranted, WaiverRefused
from services.people.second_step import LetIn
from services.ports import Priority
from storage.unit import StoredUnit
from tests.conversations.harness import PASSWORD, Resident, Town, as_seen, running_town, say, say_in
from tests.conversations.places import go_to
from tests.conversations.test_any_input import STATES
from tests.conversations.test_desk import labels
from tests.conversations.test_notices import notices_to, send_to_all

NUMBER = "100200301"
SPAM = say("ban-reason-spam")
CLOSED = say("access-closed", reason=SPAM)


@pytest.fixture
async def anna(town: Town) -> Resident:
    return await town.holder(NUMBER)


async def ban(town: Town, whom: str = "anna", *, chats: bool = False, reason: str = SPAM) -> None:
    """Ban an account that is signed in somewhere, as operators do."""
    await town.oleg.send(f"/ban {whom}")
    await town.oleg.press(scope(all_=chats))
    await town.oleg.press(reason)


def scope(*, all_: bool) -> str:
    return say("ban-scope-all-button", count=1) if all_ else say("ban-scope-account-button")


async def leave(town: Town, resident: Resident, *contents: OpenContent) -> None:
    """Leave messages about what was decided a while ago."""

    def work(unit: StoredUnit) -> None:
        for content in contents:
            unit.outbox.telegram(resident.chat.id, content, language="ru", priority=Priority.DECISION)

    await town.app.database.write(work)
    await town.settled()


def stored(town: Town) -> list[object]:
    """Count what residents can bring into being."""
    tables = ("accounts", "sessions", "holdings", "readings", "meter_changes", "thread_messages", "alerts")
    return [town.query(f"SELECT count(*) FROM {table}") for table in tables]  # noqa: S608 (they are ours)


def audit(town: Town) -> list[tuple[str, str, str, dict[str, str]]]:
    rows = town.query("SELECT operator_name, action, subject, details FROM audit ORDER BY id")
    return [(name, action, subject, json.loads(details)) for name, action, subject, details in rows]


def done(whom: str, count: int, *, deed: str = "ban", reason: str = SPAM) -> str:
    return say(f"{deed}-done", whom=whom, reason=reason, by="Олег", count=count)


# What the resident reads.


async def test_a_banned_resident_is_told_once_why_whom_to_call_and_what_stays(
    town: Town, anna: Resident
) -> None:
    said = len(anna.chat.messages)
    await ban(town)
    assert town.alerts[-1] == done("anna", 1)
    assert len(anna.chat.messages) == said + 1
    for words in (CLOSED, say("access-closed-means"), say("access-left"), "(812) 303-96-96", "112"):
        assert words in anna.heard, words
    assert anna.keys == ["Профиль", "Помощь", "Нет света?"]


@pytest.mark.parametrize(
    "deed",
    [
        "/start",
        "/menu",
        "/help",
        "Помощь",
        "Передать показания",
        "Задать вопрос",
        "12650",
        "Электроэнергия",
        "/x",
    ],
)
async def test_everything_that_is_closed_is_answered_with_the_reason(
    town: Town, anna: Resident, deed: str
) -> None:
    await ban(town)
    await anna.send(deed)
    assert anna.sees.startswith(CLOSED)
    assert town.readings() == []


async def test_help_explains_everything_again_and_the_rest_answers_in_short(
    town: Town, anna: Resident
) -> None:
    await ban(town)
    told = anna.heard
    await anna.send("12650")
    assert anna.sees == CLOSED + "\n\n" + say("access-call-short", phone="(812) 303-96-96")
    for deed in ("Помощь", "/help", "/start"):
        await anna.send(deed)
        assert anna.sees == told


async def test_a_conversation_under_way_ends_honestly_and_nothing_is_stored(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "12650")
    summary = anna.screen
    await ban(town)
    await anna.press("Подтвердить", on=summary)
    assert anna.sees.startswith(say("access-form-ended"))
    assert CLOSED in anna.sees
    assert await town.state_of(anna) is None
    assert town.readings() == []
    await anna.press("Подтвердить", on=summary)
    assert anna.sees.startswith(CLOSED)


async def test_a_password_that_is_typed_then_is_deleted_as_ever(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Сменить пароль]")
    await ban(town)
    typed = await anna.send(PASSWORD)
    assert typed.deleted
    assert anna.keys == ["Профиль", "Помощь", "Нет света?"]


async def test_who_writes_of_danger_reads_first_whom_to_call(town: Town, anna: Resident) -> None:
    await ban(town)
    await anna.send("Искрит провод у щитка")
    assert anna.sees.startswith(say("danger-call", phone="112"))
    assert CLOSED in anna.sees


async def test_old_buttons_and_replies_to_operators_reach_nobody(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    await town.oleg.reply(town.alert, "Завтра")
    answer = anna.chat.last
    await ban(town)
    said = len(town.alerts)
    await anna.press("Ответить", on=answer)
    assert anna.sees.startswith(CLOSED)
    await anna.reply(answer, "Почему?")
    assert anna.sees.startswith(CLOSED)
    await anna.send_photo()
    assert len(town.alerts) == said


async def test_a_change_of_a_message_to_operators_reaches_nobody(town: Town, anna: Resident) -> None:
    await anna.press("Задать вопрос")
    question = await anna.send("Когда будет счёт?")
    await ban(town)
    await anna.edit(question, "Профиль")
    assert anna.sees.startswith(CLOSED)
    assert not any("Профиль" in text for text in town.alerts)


async def test_data_notices_and_the_language_stay(town: Town, anna: Resident) -> None:
    await ban(town)
    await anna.press("Профиль")
    assert anna.buttons == ["Язык", "Уведомления: включены", "Мои устройства", "Мои данные", "Выйти"]
    await anna.press("Мои данные")
    page = anna.screen.file
    assert page is not None
    assert SPAM in page.content.decode()
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    assert anna.keys == ["Profile", "Help", "No power?"]
    await anna.send("/start")
    assert anna.sees.startswith(say_in("en", "access-closed", reason=say_in("en", "ban-reason-spam")))


async def test_notices_about_the_supply_still_come(town: Town, anna: Resident) -> None:
    await ban(town)
    await send_to_all(town)
    assert len(notices_to(anna)) == 1


async def test_answers_to_earlier_questions_still_come(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    question = town.alert
    await ban(town)
    await town.oleg.reply(question, "Пятого числа")
    assert anna.heard == say("thread-answer-words", text="Пятого числа")


async def test_nobody_is_reminded_of_a_reading_that_they_cannot_confirm(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "12650")
    await ban(town)
    await town.remind_of_readings(hours=2)
    assert anna.heard.startswith(CLOSED)


async def test_nothing_is_told_that_is_not_so_any_more(town: Town, anna: Resident) -> None:
    said = len(anna.chat.messages)
    await leave(town, anna, AccessClosed(), WaiverGranted(), WaiverRefused())
    assert len(anna.chat.messages) == said
    await ban(town)
    await leave(town, anna, AccessOpened())
    assert anna.heard.startswith(CLOSED)


async def test_what_the_operator_typed_is_quoted_as_text(town: Town, anna: Resident) -> None:
    await town.oleg.send("/ban anna")
    await town.oleg.press(scope(all_=False))
    await town.oleg.reply(town.group.last, "<b>Пишет</b> & пишет")
    assert "<b>Пишет</b> & пишет" in anna.heard


async def test_an_album_is_answered_once(town: Town, anna: Resident) -> None:
    await ban(town)
    await anna.send_album(3)
    assert anna.sees.startswith(CLOSED)


@pytest.mark.parametrize("state", [state for state in STATES if state not in OPEN_STATES])
async def test_in_any_conversation_words_and_old_buttons_get_one_honest_answer(
    town: Town, state: str
) -> None:
    anna = await go_to(town, state)
    question, kept, before = anna.screen, town.snapshot(), stored(town)
    chat = Subject(SubjectKind.CHAT, anna.chat.id)
    for deed in ("12650", *(label for row in question.button_labels for label in row)):
        town.restore(kept)
        await town.cases[BanSubjects]([chat], "spam", Operator(1001, "Олег"))
        await town.settled()
        await (anna.send(deed) if deed == "12650" else anna.press(deed, on=question))
        assert anna.sees.startswith(say("access-form-ended"))
        assert CLOSED in anna.sees
        assert await town.state_of(anna) is None
        assert stored(town) == before
        assert "Помощь" in anna.keys


async def test_an_english_resident_reads_english(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    await ban(town)
    closed = say_in("en", "access-closed", reason=say_in("en", "ban-reason-spam"))
    assert anna.heard.startswith(closed)
    await anna.press("Help")
    assert anna.sees.startswith(closed)
    await town.oleg.send("/unban anna")
    await town.oleg.press(say("lift-reason-mistake"))
    assert anna.heard == say_in("en", "access-opened")
    assert anna.keys == ["Electricity", "Send a reading", "Profile", "Ask a question", "Help"]


# Opening again.


async def test_a_lifted_ban_is_told_and_everything_works_again(town: Town, anna: Resident) -> None:
    await ban(town)
    await town.oleg.send("/unban anna")
    await town.oleg.press(say("lift-reason-mistake"))
    assert town.alerts[-1] == done("anna", 1, deed="lift", reason=say("lift-reason-mistake"))
    assert anna.heard == say("access-opened")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    assert len(town.readings()) == 1
    account = f"account:{await town.account_of(anna)}"
    assert audit(town) == [
        ("Олег", "account-banned", account, {"reason": "spam", "login": "anna"}),
        ("Олег", "account-unbanned", account, {"reason": "mistake", "login": "anna"}),
    ]


async def test_what_was_begun_before_the_ban_can_be_gone_on_with(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "12650")
    await ban(town)
    await anna.send("/menu")
    await town.oleg.send("/unban anna")
    await town.oleg.press(say("lift-reason-settled"))
    await anna.plays("[Передать показания]", "[Продолжить]", "[Подтвердить]")
    assert len(town.readings()) == 1


async def test_a_ban_that_was_lifted_before_it_was_told_is_not_told(town: Town, anna: Resident) -> None:
    await ban(town)
    await town.oleg.send("/unban anna")
    await town.oleg.press(say("lift-reason-mistake"))
    assert anna.heard == say("access-opened")


# Accounts and chats.


async def test_another_chat_of_the_account_is_closed_as_well(town: Town, anna: Resident) -> None:
    home = await town.signed_in_elsewhere(anna, "Анна дома")
    await ban(town)
    assert town.alerts[-1] == done("anna", 2)
    for chat in (anna, home):
        assert chat.heard.startswith(CLOSED)
    await home.send("12650")
    assert home.sees.startswith(CLOSED)


async def test_who_signs_in_to_a_banned_account_reads_so_and_keeps_their_data(
    town: Town, anna: Resident
) -> None:
    await ban(town)
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]
    await anna.plays("[Войти]", "anna", PASSWORD)
    assert anna.sees.startswith(CLOSED)
    assert anna.keys == ["Профиль", "Помощь", "Нет света?"]
    await anna.plays("[Профиль]", "[Мои данные]")
    assert anna.screen.file is not None


async def test_in_a_banned_chat_nobody_registers_or_signs_in(town: Town, anna: Resident) -> None:
    await ban(town, chats=True)
    assert anna.heard.startswith(CLOSED)
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    assert anna.keys == ["Помощь", "Нет света?"]
    for deed in ("Регистрация", "Войти", "/start", "/start confirm_abc"):
        await anna.send(deed)
        assert anna.sees.startswith(CLOSED)
    assert say("access-left-guest") in anna.sees
    await anna.forge("s:registration")
    assert anna.sees.startswith(CLOSED)


async def test_a_guest_can_be_banned_by_the_number_of_the_chat(town: Town) -> None:
    guest = town.guest()
    await guest.plays("/start", "[Регистрация]", "anna")
    await town.oleg.send(f"/ban чат {guest.chat.id}")
    await town.oleg.press(SPAM)
    chat = say("ban-chat-named", chat=str(guest.chat.id), name="Анна")
    assert town.alerts[-1] == done(chat, 1)
    await town.oleg.send("/bans")
    assert chat in town.alerts[-1]
    assert guest.heard.startswith(CLOSED)
    await guest.send(PASSWORD)
    assert guest.sees.startswith(say("access-form-ended"))
    await town.oleg.send(f"/unban {guest.chat.id}")
    await town.oleg.press(say("lift-reason-mistake"))
    assert guest.heard == say("access-opened")
    await guest.plays("[Регистрация]", "[Продолжить]")


async def test_a_banned_resident_still_sees_their_devices_and_ends_them(town: Town) -> None:
    anna, other = await town.confirmed(), town.guest("Чужой")
    await town.sign_in(other, "anna")
    await ban(town)
    await anna.plays("[Профиль]", "[Мои устройства]")
    assert say("devices-what-it-is") in anna.sees
    end = next(each for each in anna.buttons if "Чужой" in each)
    await anna.plays(f"[{end}]", f"[{say('devices-end-now-button')}]")
    assert anna.sees == say("devices-ended")
    assert anna.buttons == [say("profile-devices-button")]


async def test_a_banned_resident_signs_a_stranger_out_and_reads_whom_to_call(town: Town) -> None:
    anna, other = await town.confirmed(), town.guest("Чужой")
    await town.sign_in(other, "anna")
    news = anna.chat.last
    await ban(town)
    await anna.press("Это не я", on=news)
    assert anna.sees.startswith(say("devices-stranger-out"))
    assert "сменить пароль здесь нельзя" in anna.sees
    assert await town.state_of(anna) is None
    assert other.heard == say("message-signed-out-elsewhere")


async def test_who_passes_the_second_step_of_a_banned_account_reads_that_it_is_closed(town: Town) -> None:
    await town.confirmed()
    await ban(town)
    other = town.guest("Анна дома")
    await town.sign_in(other, "anna")
    assert CLOSED in other.sees


async def test_who_is_let_into_a_banned_account_reads_that_it_is_closed(town: Town) -> None:
    await town.confirmed()
    await ban(town)
    other = town.guest("Анна дома")
    await other.plays("/start", "[Войти]", "anna", PASSWORD)
    let_in = LetIn(town.app.database, town.clock, ZoneInfo("Europe/Moscow"))
    await let_in(1, other.chat.id, int(town.clock().timestamp()), Operator(601, "Олег"))
    await town.settled()
    assert CLOSED in other.heard


async def test_lifting_the_ban_of_an_account_opens_its_chats(town: Town, anna: Resident) -> None:
    await ban(town, chats=True)
    await town.oleg.send("/unban anna")
    await town.oleg.press(say("lift-reason-settled"))
    await anna.press("Электроэнергия")
    assert NUMBER in anna.sees
    assert town.query("SELECT count(*) FROM bans") == [(0,)]
    assert [entry[1] for entry in audit(town)] == [
        "account-banned",
        "chat-banned",
        "account-unbanned",
        "chat-unbanned",
    ]


async def test_a_neighbour_with_the_same_number_goes_on(town: Town, anna: Resident) -> None:
    boris = await town.holder(NUMBER, name="Борис", login="boris")
    await ban(town)
    await boris.plays("[Передать показания]", "12650", "[Подтвердить]")
    assert len(town.readings()) == 1
    await anna.send("/start")
    assert anna.sees.startswith(CLOSED)


# What operators are asked.


async def test_without_words_the_bot_asks_whom(town: Town, anna: Resident) -> None:
    await town.oleg.send("/ban")
    assert as_seen(town.group.last.text) == say("ban-whom-ask", name="Олег")
    await town.oleg.reply(town.group.last, "nobody-57")
    assert say("error-ban-nobody") in town.alerts[-1]
    await town.oleg.reply(town.group.last, "anna")
    await town.oleg.press(scope(all_=False))
    await town.oleg.press(SPAM)
    assert anna.heard.startswith(CLOSED)


async def test_of_several_who_fit_the_operator_chooses_one(town: Town, anna: Resident) -> None:
    boris = await town.holder(NUMBER, name="Борис", login="boris")
    await town.oleg.send(f"/ban {NUMBER}")
    assert labels(town.group.last)[:2] == ["anna", "boris"]
    await town.oleg.press("boris")
    await town.oleg.press(scope(all_=False))
    await town.oleg.press(SPAM)
    assert boris.heard.startswith(CLOSED)
    assert not anna.heard.startswith(CLOSED)


async def test_a_reply_to_a_question_bans_who_asked_it(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "!!!")
    question = town.alert
    await town.oleg.reply(question, "/ban")
    assert say("ban-scope-account-button") in labels(town.group.last)
    await town.oleg.press(scope(all_=False))
    await town.oleg.press(SPAM)
    assert anna.heard.startswith(CLOSED)


async def test_a_reply_to_an_alert_about_a_guest_bans_the_chat(town: Town) -> None:
    guest = town.guest()
    await guest.send("/start")
    await guest.forge("a:accept:1")
    await town.oleg.reply(town.alert, "/ban")
    await town.oleg.press(SPAM)
    assert guest.heard.startswith(CLOSED)


async def test_an_operator_is_banned_after_a_second_question_alone(town: Town) -> None:
    olga = Resident(town, town.olga.person)
    await town.settle(olga, "olga")
    await ban(town, "olga")
    assert town.group.last.text.startswith("⚠️")
    assert "Ольга" in town.group.last.text
    assert town.query("SELECT count(*) FROM bans") == [(0,)]
    await town.oleg.press("Отмена")
    assert town.alerts[-1] == say("ban-left")
    await ban(town, "olga")
    await town.oleg.press(say("ban-sure-button"))
    assert town.query("SELECT count(*) FROM bans") == [(1,)]
    await town.olga.send("/bans")
    assert "olga" in town.alerts[-1]


async def test_a_second_ban_and_a_second_lifting_say_how_it_stands(town: Town, anna: Resident) -> None:
    await ban(town)
    said = len(anna.chat.messages)
    await town.olga.send("/ban anna")
    assert say("error-already-banned", by="Олег") in town.alerts[-1]
    await town.olga.send("/cancel")
    await town.oleg.send("/unban anna")
    question = town.group.last
    await town.olga.send("/unban anna")
    await town.olga.press(say("lift-reason-mistake"))
    await town.oleg.press(say("lift-reason-mistake"), on=question)
    assert say("error-not-banned") in as_seen(question.text)
    assert len(anna.chat.messages) == said + 1


async def test_a_reason_that_is_too_long_is_asked_for_again(town: Town, anna: Resident) -> None:
    await town.oleg.send("/ban anna")
    await town.oleg.press(scope(all_=False))
    await town.oleg.reply(town.group.last, "x" * (LONGEST_REASON + 1))
    assert say("error-ban-reason-too-long", most=LONGEST_REASON) in town.alerts[-1]
    assert not anna.heard.startswith("⛔️")


async def test_operators_who_read_english_are_asked_in_english(tmp_path: Path) -> None:
    async with running_town(tmp_path, DEFAULT_LANGUAGE="en") as town:
        guest = town.guest()
        await guest.send("/start")
        await town.oleg.send(f"/ban chat {guest.chat.id}")
        whom = say_in("en", "ban-chat-named", chat=str(guest.chat.id), name="Анна")
        assert town.alerts[-1] == say_in("en", "ban-why-ask", name="Олег", whom=whom)
        spam = say_in("en", "ban-reason-spam")
        await town.oleg.press(spam)
        assert town.alerts[-1] == say_in("en", "ban-done", whom=whom, reason=spam, by="Олег", count=1)
        assert guest.heard.startswith(say_in("en", "access-closed", reason=spam))


async def test_another_operator_cannot_answer_the_question(town: Town, anna: Resident) -> None:
    await town.oleg.send("/ban anna")
    await town.olga.press(scope(all_=False))
    assert town.olga.hints[-1] == say("operator-not-yours-hint")
    assert not anna.heard.startswith(CLOSED)


async def test_residents_can_ban_nobody(town: Town, anna: Resident) -> None:
    await anna.send("/ban boris")
    await anna.forge(f"bn:ban:account:{await town.account_of(anna)}")
    assert town.query("SELECT count(*) FROM bans") == [(0,)]


@pytest.mark.parametrize(
    "data", ["bn:ban:account:999", "bn:ban:flat:1", "bn:dance:account:1", "bl:x", "bl:99"]
)
async def test_forged_data_in_the_group_change_nothing(town: Town, anna: Resident, data: str) -> None:
    await ban(town)
    await town.oleg.send("/bans")
    await town.oleg.person.press_data(data, on=town.group.last)
    await town.settled()
    assert town.query("SELECT count(*) FROM bans") == [(1,)]
    assert anna.heard.startswith(CLOSED)


# The list and the look-up.


async def test_the_look_up_shows_sessions_and_bans_and_opens_again(town: Town, anna: Resident) -> None:
    home = await town.signed_in_elsewhere(anna, "Анна дома")
    await town.oleg.send("/find anna")
    for chat, name in ((anna, "Анна"), (home, "Анна дома")):
        assert say("ban-chat-line", chat=str(chat.chat.id), name=name) in town.alerts[-1]
    await town.oleg.press(say("ban-button"))
    assert say("find-holder", login="anna") in town.alerts[-2], "what was found stays above the question"
    await town.oleg.press(scope(all_=False))
    await town.oleg.press(SPAM)
    await town.oleg.send("/find anna")
    assert say("find-banned", by="Олег", since="22.11.2026 12:00", reason=SPAM) in town.alerts[-1]
    await town.oleg.press(say("lift-button"))
    await town.oleg.press(say("lift-reason-mistake"))
    assert home.heard == say("access-opened")


async def test_a_chat_that_is_banned_alone_is_marked_and_can_be_opened(town: Town, anna: Resident) -> None:
    await town.oleg.send(f"/ban чат {anna.chat.id}")
    await town.oleg.press(SPAM)
    await town.oleg.send("/find anna")
    marked = say("ban-chat-line", chat=str(anna.chat.id), name="Анна")
    marked += say("find-session-since", since="22.11.2026 12:00") + say("find-session-banned")
    assert marked in town.alerts[-1]
    assert labels(town.group.last)[-2:] == [say("ban-button"), say("lift-button")]
    await town.oleg.press(say("lift-button"))
    await town.oleg.press(say("lift-reason-mistake"))
    assert anna.heard == say("access-opened")


async def test_who_holds_a_number_is_shown_as_banned_too(town: Town, anna: Resident) -> None:
    await ban(town)
    await town.oleg.send(f"/find {NUMBER}")
    assert say("find-banned", by="Олег", since="22.11.2026 12:00", reason=SPAM) in town.alerts[-1]
    assert anna.heard.startswith(CLOSED)


async def test_the_list_has_pages_and_a_button_for_each(town: Town, anna: Resident) -> None:
    await town.oleg.send("/bans")
    assert town.alerts[-1] == say("bans-none")
    await ban(town)
    for chat in range(5000, 5000 + BANS_OF_PAGE):
        await town.oleg.send(f"/ban чат {chat}")
        await town.oleg.press(SPAM)
    await town.oleg.send("/bans")
    shown = town.group.last
    assert say("bans-title", count=BANS_OF_PAGE + 1, page=1, pages=2) in as_seen(shown.text)
    await town.oleg.press(say("bans-forth-button"), on=shown)
    assert "anna" in shown.text
    await town.oleg.press(say("bans-lift-button", whom="anna"), on=shown)
    await town.oleg.press(say("lift-reason-mistake"))
    assert anna.heard == say("access-opened")
