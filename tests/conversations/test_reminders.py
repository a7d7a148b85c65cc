"""Residents are reminded of readings, verifications and bills: in the daytime, once, and not in vain."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from handlers.residents.readings import ReadingForm
from services.messages import Addressed, ReadingsWanted
from services.ports import Priority
from tests.conversations.harness import Resident, Town, say

NUMBER = "100200302"
TITLE = "Пора передать показания"
Deed: TypeAlias = Callable[[Town, Resident], Awaitable[object]]


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who holds a number; it is noon of November 22nd."""
    return await town.holder(NUMBER)


def reminders(resident: Resident, title: str = TITLE) -> int:
    return sum(title in message.text for message in resident.chat.messages)


async def left_in_the_outbox(town: Town, anna: Resident) -> None:
    """Leave a reminder of readings that was in place when it was left."""
    [(account_id,)] = town.query("SELECT id FROM accounts")
    content = ReadingsWanted(account_id, NUMBER, "2026-11")
    message = Addressed(account_id, anna.chat.id, "ru", content)
    await town.app.database.write(lambda unit: unit.outbox.telegrams([message], priority=Priority.REMINDER))
    await town.settled()


# Readings.


async def test_a_reminder_comes_once_on_its_day_and_leads_into_the_entry(town: Town, anna: Resident) -> None:
    await town.keep_schedule(days=1)
    assert reminders(anna) == 0
    await town.keep_schedule(days=1)
    assert reminders(anna) == 1
    reminder = anna.chat.last
    await town.restart()
    await town.keep_schedule(hours=2)
    await town.keep_schedule(days=1)
    assert reminders(anna) == 1
    await anna.press("Передать показания", on=reminder)
    assert await town.state_of(anna) == ReadingForm.value.name
    await anna.plays("8400 4000", "[Подтвердить]")
    assert len(town.readings()) == 1


async def test_its_words_name_the_month_the_number_and_the_last_day(town: Town, anna: Resident) -> None:
    await town.keep_schedule(days=2)
    for words in ("за ноябрь 2026", NUMBER, "до 30.11.2026 включительно"):
        assert words in anna.chat.last.text


async def test_on_the_last_day_it_says_so(town: Town, anna: Resident) -> None:
    await town.restart(READING_REMINDERS="end-0", READING_WINDOW="15-26")
    await town.keep_schedule(days=4)
    assert "Сегодня последний день" in anna.chat.last.text


async def test_a_number_with_two_meters_gets_one_message_with_those_that_are_missing(town: Town) -> None:
    anna = await town.holder("100200304")
    await town.keep_schedule(days=2)
    assert reminders(anna) == 1
    assert anna.chat.last.text.count("•") == 2


async def test_each_number_gets_a_message(town: Town) -> None:
    anna = await town.holder("100200301", NUMBER)
    await town.keep_schedule(days=2)
    assert reminders(anna) == 2


async def test_nobody_is_reminded_whose_family_sent_the_reading(town: Town, anna: Resident) -> None:
    boris = await town.holder(NUMBER, name="Борис", login="boris")
    await boris.plays("[Передать показания]", "8400 4000", "[Подтвердить]")
    await town.keep_schedule(days=2)
    assert reminders(anna) + reminders(boris) == 0


async def test_a_reminder_that_was_missed_comes_late_and_not_in_the_night(town: Town, anna: Resident) -> None:
    await town.keep_schedule(days=2, hours=9)  # nine in the evening of the 24th
    assert reminders(anna) == 0
    await town.keep_schedule(hours=12)
    assert reminders(anna) == 0
    await town.keep_schedule(hours=1)
    assert reminders(anna) == 1


async def test_the_days_follow_the_setting(town: Town, anna: Resident) -> None:
    await town.restart(READING_REMINDERS="off")
    await town.keep_schedule(days=2)
    assert reminders(anna) == 0
    await town.restart(READING_REMINDERS="end-4")
    await town.keep_schedule(days=2)
    assert reminders(anna) == 1


async def test_a_reminder_of_a_month_that_is_over_never_comes(town: Town, anna: Resident) -> None:
    await town.keep_schedule(days=9)
    assert reminders(anna) == 0


async def test_a_reminder_waits_for_the_morning_and_others_do_not(town: Town, anna: Resident) -> None:
    await town.pass_time(hours=9)
    await left_in_the_outbox(town, anna)
    assert reminders(anna) == 0
    await town.pass_time(hours=11, minutes=59)
    assert reminders(anna) == 0
    await town.pass_time(minutes=1)
    assert reminders(anna) == 1


# What is not in place any more when it goes out.


async def send_the_reading(_town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "8400 4000", "[Подтвердить]")


async def remove_the_number(town: Town, _anna: Resident) -> None:
    await town.change("DELETE FROM holdings")


async def close_the_number(town: Town, _anna: Resident) -> None:
    await town.change("UPDATE subscribers SET closed_at = '2026-11-22T09:00:00.000000+00:00'")


async def make_the_meter_automatic(town: Town, _anna: Resident) -> None:
    await town.change("UPDATE meters SET automatic = 1")


async def ban(town: Town, _anna: Resident) -> None:
    await town.change(
        "INSERT INTO bans (chat_id, reason, operator_id, operator_name, since)"
        " SELECT chat_id, 'spam', 601, 'Олег', '2026-11-22T09:00:00.000000+00:00' FROM sessions"
    )


async def mute(_town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Уведомления: включены]", "[Не напоминать о показаниях]")


async def sign_out(_town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")


async def close_the_window(town: Town, _anna: Resident) -> None:
    await town.restart(READING_WINDOW="1-5")


async def let_the_month_end(town: Town, _anna: Resident) -> None:
    await town.pass_time(days=9)


@pytest.mark.parametrize(
    "deed",
    [
        send_the_reading,
        remove_the_number,
        close_the_number,
        make_the_meter_automatic,
        ban,
        mute,
        sign_out,
        close_the_window,
        let_the_month_end,
    ],
)
async def test_a_reminder_is_dropped_in_silence_once_it_is_out_of_place(
    town: Town, anna: Resident, deed: Deed
) -> None:
    await deed(town, anna)
    await left_in_the_outbox(town, anna)
    assert reminders(anna) == 0
    assert town.query("SELECT count(*) FROM outbox WHERE sent_at IS NULL AND set_aside_at IS NULL") == [(0,)]


# Switches.


async def test_a_press_stops_reminders_and_the_profile_brings_them_back(town: Town, anna: Resident) -> None:
    await left_in_the_outbox(town, anna)
    await anna.press("Не напоминать", on=anna.chat.last)
    assert say("reminder-stopped-hint").split(".")[0] in anna.hints[-1]
    assert reminders(anna) == 1  # it stays readable
    await town.keep_schedule(days=2)
    assert reminders(anna) == 1
    await anna.plays("[Профиль]", "[Уведомления: включены]")
    assert "❌ Передать показания: нет" in anna.sees
    await anna.press("Напоминать о показаниях")
    assert "✅ Передать показания: да" in anna.sees
    await left_in_the_outbox(town, anna)
    assert reminders(anna) == 2


async def test_every_kind_has_a_switch_of_its_own(anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Уведомления: включены]")
    assert anna.buttons == [
        "Выключить уведомления",
        "Не напоминать о показаниях",
        "Не напоминать о поверке",
        "Сообщать о новых счетах",
        "Напоминать об оплате",
        "Назад в профиль",
    ]
    await anna.plays("[Не напоминать о поверке]", "[Сообщать о новых счетах]", "[Напоминать об оплате]")
    assert anna.buttons[1:5] == [
        "Не напоминать о показаниях",
        "Напоминать о поверке",
        "Не сообщать о новых счетах",
        "Не напоминать об оплате",
    ]


async def test_what_the_company_does_not_send_has_no_switch(town: Town, anna: Resident) -> None:
    await town.restart(READING_REMINDERS="off")
    await anna.plays("[Профиль]", "[Уведомления: включены]")
    assert "Не напоминать о показаниях" not in anna.buttons


async def test_a_kind_that_was_made_up_changes_nothing(town: Town, anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.forge("rm:off:everything")
    assert town.query("SELECT count(*) FROM reminder_choices") == [(0,)]


# Verifications and bills.


async def test_a_verification_that_runs_out_is_told_twice(town: Town, anna: Resident) -> None:
    await town.change("UPDATE meters SET verify_by = '2027-01-22' WHERE number = '100200302'")
    title = "Скоро закончится поверка"
    await town.keep_schedule(days=1)
    for days, count in ((1, 1), (40, 1), (6, 2), (3, 2)):
        await town.keep_schedule(days=days)
        assert reminders(anna, title) == count
    assert "до 22.01.2027" in next(m.text for m in reversed(anna.chat.messages) if title in m.text)


async def bring_a_bill(town: Town) -> None:
    await town.change(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due, opening, due_on)"
        " VALUES ('B-new', '100200302', '2026-11', 50000, 0, 0, 0, 50000, 0, '2026-11-26')"
    )
    await town.change("UPDATE subscribers SET balance = 50000 WHERE number = '100200302'")


async def test_a_new_bill_is_told_to_who_wants_it_once(town: Town, anna: Resident) -> None:
    title = "Пришёл счёт за"
    boris = await town.holder(NUMBER, name="Борис", login="boris")
    await anna.plays("[Профиль]", "[Уведомления: включены]", "[Сообщать о новых счетах]")
    await town.keep_schedule(days=1)
    assert reminders(anna, title) == 0
    await bring_a_bill(town)
    for _ in range(3):
        await town.keep_schedule(days=1)
    assert (reminders(anna, title), reminders(boris, title)) == (1, 0)
    told = next(message for message in anna.chat.messages if title in message.text)
    assert "500,00" in told.text
    await anna.press("Посмотреть счёт", on=told)
    assert "ноябрь 2026" in anna.sees


@pytest.mark.parametrize("is_paid", [False, True])
async def test_a_bill_is_brought_to_mind_two_days_before_unless_it_is_paid(
    town: Town, anna: Resident, *, is_paid: bool
) -> None:
    title = "Скоро нужно оплатить счёт за"
    await bring_a_bill(town)
    await anna.plays("[Профиль]", "[Уведомления: включены]", "[Напоминать об оплате]")
    await town.keep_schedule(days=1)
    assert reminders(anna, title) == 0
    if is_paid:
        await town.change("UPDATE subscribers SET balance = 0")
    for _ in range(4):
        await town.keep_schedule(days=1)
    assert reminders(anna, title) == (0 if is_paid else 1)
