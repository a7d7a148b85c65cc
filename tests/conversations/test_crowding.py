"""Nobody can hide what others write: limits of questions, turns in the desk, and words of danger first."""

from __future__ import annotations

import re
from functools import partial

import pytest

from domain.alert import FOLDS, AlertKind, Care
from domain.limits import FILES_OF_QUESTION, MESSAGES_IN_THREAD, QUESTIONS_A_DAY
from domain.thread import Thread
from simulator import Message
from storage.unit import StoredUnit
from tests.conversations.harness import Operator, Resident, Town, say
from tests.conversations.test_bursts import questions_come

FOLD = FOLDS[Care.DECISION]
OPEN = say("error-questions-open", most=3)
DANGER = say("danger-call", phone="112")


async def asks(resident: Resident, *questions: str) -> None:
    for question in questions:
        await resident.plays("Задать вопрос", question)


def questions(town: Town) -> list[str]:
    """What the questions in the group say, in the order in which they came."""
    return [text for text in town.alerts if "Вопрос абонента" in text]


def message_with(town: Town, words: str) -> Message:
    return next(message for message in town.group.messages if words in message.text)


def listed(town: Town) -> list[str]:
    """The lines of the newest list of alerts."""
    return [line for line in town.alerts[-1].splitlines() if re.match(r"\d+\. ", line)]


async def answer_all(town: Town, operator: Operator) -> None:
    for message in [each for each in town.group.messages if "Вопрос абонента" in each.text]:
        if message.buttons:
            await operator.press("Закрыть", on=message)


# How much one resident may ask.


async def test_three_questions_may_wait_and_further_words_can_be_added_to_one_of_them(town: Town) -> None:
    anna = await town.confirmed()
    await asks(anna, "Первый?", "Второй?", "Третий?", "И ещё <b>один</b>?")
    assert anna.sees == OPEN + "\n\n" + say("question-add-ask")
    assert anna.buttons == [f"Добавить: «{each}?»" for each in ("Третий", "Второй", "Первый")] + [
        "Назад",
        "Отмена",
    ]
    await anna.press("Добавить: «Второй?»")
    assert anna.sees == say("question-added")
    assert town.alerts[-1] == say("thread-said-words", text="И ещё <b>один</b>?")
    assert town.alert.reply_to is not None
    assert "Второй?" in town.alert.reply_to.text
    assert len(questions(town)) == 3
    assert await town.state_of(anna) is None


async def test_files_before_the_words_are_added_with_them(town: Town) -> None:
    anna = await town.confirmed()
    await asks(anna, "Первый?", "Второй?", "Третий?")
    await anna.press("Задать вопрос")
    await anna.send_album(2)
    await anna.send("Что на этих снимках?")
    await anna.press("Добавить: «Первый?»")
    photos = [message for message in town.group.messages if message.photo]
    assert len(photos) == 2
    assert all("Первый?" in photo.reply_to.text for photo in photos if photo.reply_to)
    assert town.alerts[-1] == say("thread-said-words", text="Что на этих снимках?")


async def test_an_answered_question_leaves_room_for_the_next(town: Town) -> None:
    anna = await town.confirmed()
    await asks(anna, "Первый?", "Второй?", "Третий?")
    await town.oleg.reply(town.alert, "Завтра")
    await asks(anna, "Четвёртый?")
    assert anna.sees == say("question-sent")


async def test_words_that_were_not_sent_can_be_left_or_typed_again(town: Town) -> None:
    anna = await town.confirmed()
    await asks(anna, "Первый?", "Второй?", "Третий?", "Четвёртый?")
    await anna.press("Назад")
    assert anna.sees == say("question-ask", phone="(812) 303-96-96")
    await anna.send("Пятый?")
    assert OPEN in anna.sees
    await anna.press("Отмена")
    assert anna.sees == say("form-left")
    assert len(questions(town)) == 3


async def test_who_has_not_confirmed_an_address_has_one_question_open(town: Town) -> None:
    anna = await town.registered()
    await asks(anna, "Первый?", "Второй?")
    assert say("error-question-open-unconfirmed") in anna.sees
    await anna.press("Добавить: «Первый?»")
    assert town.alerts[-1] == say("thread-said-words", text="Второй?")
    await town.confirm_mail_of(anna)
    await asks(anna, "Третий?")
    assert anna.sees == say("question-sent")


async def test_many_accounts_in_one_chat_have_together_what_one_has(town: Town) -> None:
    anna = await town.confirmed()
    await asks(anna, "Первый?", "Второй?", "Третий?")
    await anna.press("Профиль")
    await anna.plays("[Выйти]", "[Выйти]")
    other = await town.confirmed("Борис", "boris")
    account_id, now = await town.account_of(other), town.clock()
    await town.app.database.write(lambda unit: unit.sessions.put(anna.chat.id, account_id, now))
    await asks(anna, "Четвёртый?")
    assert anna.sees.startswith(say("error-questions-open-in-chat", most=3))
    assert len(questions(town)) == 3


async def test_ten_questions_a_day_are_heard_and_then_it_is_told_when_the_next_can_come(
    town: Town,
) -> None:
    anna = await town.confirmed()
    for number in range(QUESTIONS_A_DAY.most):
        await asks(anna, f"Вопрос {number}?")
        await town.oleg.press("Закрыть", on=[each for each in town.group.messages if "❓" in each.text][-1])
    await asks(anna, "Ещё?")
    assert anna.sees.startswith(say("error-questions-too-many", until="23.11 12:00"))
    assert len(questions(town)) == QUESTIONS_A_DAY.most
    await town.pass_time(hours=24)
    await anna.send("Ещё?")
    assert anna.sees == say("question-sent")


async def test_a_question_that_is_handled_again_counts_once(town: Town) -> None:
    anna = await town.confirmed()
    await asks(anna, "Первый?")
    for _ in range(5):
        await anna.again()
    assert town.query("SELECT count(*) FROM attempts WHERE kind = 'question-account'") == [(1,)]


async def test_a_thread_takes_so_many_messages_an_hour(town: Town) -> None:
    anna = await town.confirmed()
    await asks(anna, "Когда?")
    await town.oleg.reply(town.alert, "Завтра")
    answer = anna.chat.last
    for number in range(MESSAGES_IN_THREAD.most):
        await anna.reply(answer, f"{number}")
    await anna.reply(answer, "слишком много")
    assert anna.sees == say("error-thread-too-many", until="13:00")
    await anna.send_album(3)
    assert anna.sees == say("error-thread-too-many", until="13:00")
    assert not any(message.photo for message in town.group.messages)
    assert not any("слишком много" in text for text in town.alerts)
    await town.pass_time(hours=1)
    await anna.reply(answer, "через час")
    assert say("thread-said-words", text="через час") in town.alerts


async def test_a_question_takes_so_many_files(town: Town) -> None:
    anna = await town.confirmed()
    await anna.press("Задать вопрос")
    for _ in range(FILES_OF_QUESTION.most):
        await anna.send_photo()
    await anna.send_photo()
    assert anna.sees.startswith(say("error-question-too-many-files", most=FILES_OF_QUESTION.most))
    await anna.send("Что это?")
    assert len([message for message in town.group.messages if message.photo]) == FILES_OF_QUESTION.most


# What operators see of it.


async def many_questions_of(town: Town, resident: Resident, count: int) -> None:
    """Let an account have many questions open, as in a database from before the limits."""
    account_id, chat_id, now = await town.account_of(resident), resident.chat.id, town.clock()

    def ask(unit: StoredUnit, number: int) -> None:
        details = {"login": "boris", "numbers": "", "question": f"Чужой {number}?"}
        key = f"question:old-{number}"
        alert_id = unit.alerts.raise_alert(AlertKind.QUESTION, key, details, now, account_id=account_id)
        unit.threads.open(Thread(alert_id, account_id, chat_id))

    for number in range(count):
        await town.app.database.write(partial(ask, number=number))
    await town.settled()


async def test_many_questions_of_one_account_do_not_hide_that_of_another(town: Town) -> None:
    boris = await town.confirmed("Борис", "boris")
    await many_questions_of(town, boris, FOLD.most + 1)
    assert len(questions(town)) == FOLD.several
    anna = await town.registered()
    await asks(anna, "Почему пени?")
    assert "Почему пени?" in questions(town)[-1]


async def test_the_list_shows_one_account_once_before_it_shows_it_again(town: Town) -> None:
    boris = await town.confirmed("Борис", "boris")
    await many_questions_of(town, boris, FOLD.most + 1)
    await asks(await town.registered(), "Почему пени?")
    await town.oleg.send("/alerts")
    first, second, *_ = listed(town)
    assert first.endswith(say("alerts-line-others", count=FOLD.most))
    assert "абонента" not in second
    await town.oleg.press("2")
    assert "Почему пени?" in town.alerts[-1]


async def test_questions_of_a_crowd_come_out_by_turns_of_accounts(town: Town) -> None:
    boris = await town.confirmed("Борис", "boris")
    await asks(boris, "Борис 1?")
    await questions_come(town, FOLD.most - 1)
    await asks(boris, "Борис 2?", "Борис 3?")
    vera = await town.registered("Вера", "vera")
    await asks(vera, "Вера?")
    assert not any(name in text for text in questions(town) for name in ("Борис 2?", "Борис 3?", "Вера?"))
    await town.oleg.press(
        "Закрыть", on=next(each for each in town.group.messages if "Вопрос 0?" in each.text)
    )
    assert "Вера?" in questions(town)[-1]
    await town.oleg.press("Закрыть", on=message_with(town, "Борис 1?"))
    assert "Борис 2?" in questions(town)[-1]


async def test_many_open_questions_from_before_the_limits_stay_and_can_be_answered(town: Town) -> None:
    boris = await town.confirmed("Борис", "boris")
    await many_questions_of(town, boris, 8)
    await answer_all(town, town.oleg)
    await answer_all(town, town.oleg)
    await answer_all(town, town.oleg)
    assert len(questions(town)) == 8
    assert town.query("SELECT count(*) FROM alerts WHERE state = 'open'") == [(0,)]


# Words of danger.


async def test_danger_is_in_the_group_at_once_and_the_resident_reads_whom_to_call(town: Town) -> None:
    await questions_come(town, FOLD.most + 3)
    anna = await town.registered("Анна", "anna")
    await asks(anna, "Яблоневая 1, искрит щиток!")
    assert anna.sees == DANGER + "\n\n" + say("question-sent")
    assert town.alerts[-1].startswith(say("alert-danger"))
    assert "искрит щиток" in town.alerts[-1]
    await town.oleg.send("/alerts")
    assert say("alerts-danger-mark") in listed(town)[0]
    assert not any(say("alerts-danger-mark") in line for line in listed(town)[1:])


async def test_danger_goes_out_before_what_waits_for_the_group(town: Town) -> None:
    boris, anna = await town.confirmed("Борис", "boris"), await town.registered()
    await town.change("UPDATE outbox SET leased_at = NULL")
    await asks(boris, "Когда счёт?")
    await asks(anna, "Горит щиток")
    [(danger,), (usual,)] = town.query(
        "SELECT priority FROM outbox WHERE kind = 'alert' AND recipient < '0' ORDER BY priority"
    )
    assert danger < usual


async def test_danger_is_heard_though_there_is_no_room_for_another_question(town: Town) -> None:
    anna = await town.registered()
    await asks(anna, "Когда счёт?", "Горит щиток")
    assert anna.sees == DANGER + "\n\n" + say("question-sent")
    assert town.alerts[-1].startswith(say("alert-danger"))


async def test_words_of_danger_under_an_older_question_raise_it_again(town: Town) -> None:
    anna = await town.registered()
    await asks(anna, "Когда проверят щиток?")
    old = town.alert
    await town.oleg.reply(old, "На днях")
    await anna.reply(anna.chat.last, "Он уже горит!")
    assert anna.sees == DANGER + "\n\n" + say("thread-words-sent")
    raised = [text for text in town.alerts if text.startswith(say("alert-danger"))]
    assert len(raised) == 1
    assert "Он уже горит!" in raised[0]
    assert "Когда проверят щиток?" in raised[0]
    await town.oleg.press("Взять в работу", on=old)
    assert old.buttons == []


async def test_danger_of_one_account_is_urgent_once_an_hour(town: Town) -> None:
    anna = await town.confirmed()
    await asks(anna, "Горит щиток", "Опять горит щиток", "И снова горит")
    assert DANGER in anna.sees
    await town.oleg.send("/alerts")
    assert len([line for line in listed(town) if say("alerts-danger-mark") in line]) == 1
    await asks(anna, "Горит, горит!")
    assert anna.sees.startswith(DANGER)
    assert OPEN in anna.sees
    await town.pass_time(hours=1)
    await anna.press("Добавить: «Горит щиток»")
    assert "Горит, горит!" in [text for text in town.alerts if text.startswith(say("alert-danger"))][-1]


@pytest.mark.parametrize("words", ["Не горит свет", "На счётчике горит лампочка. Это нормально?"])
async def test_what_only_sounds_like_danger_is_a_question_like_others(town: Town, words: str) -> None:
    anna = await town.registered()
    await asks(anna, words)
    assert anna.sees == say("question-sent")
    assert say("alert-danger") not in town.alerts[-1]


async def test_an_administrator_chooses_the_words_and_the_telephone(town: Town) -> None:
    await town.restart(DANGER_WORDS="+потоп*", EMERGENCY_PHONE="+7 (812) 000-00-00")
    anna = await town.registered()
    await asks(anna, "У нас потоп!")
    assert anna.sees.startswith(say("danger-call", phone="+7 (812) 000-00-00"))
    assert town.alerts[-1].startswith(say("alert-danger"))


@pytest.mark.parametrize("is_known", [True, False])
async def test_who_writes_of_danger_outside_of_a_question_reads_whom_to_call(
    town: Town, *, is_known: bool
) -> None:
    anna = await town.registered() if is_known else town.guest()
    await anna.send("/start")
    await anna.send("Горит щиток")
    told = say("unasked-text") if is_known else say("unasked-guest", phone="(812) 303-96-96")
    assert anna.sees == DANGER + "\n\n" + told
    await anna.send_photo("Искрит щиток")
    assert anna.sees.startswith(DANGER)
