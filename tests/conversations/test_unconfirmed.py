"""Whoever typed a reading and never confirmed it is reminded once, in the daytime, while there is time."""

from __future__ import annotations

import pytest

from handlers.residents.readings import ReadingForm
from tests.conversations.harness import Resident, Town, say

REMINDER = say("message-reading-unconfirmed", number="100200302")


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who typed a reading at noon and did not confirm it."""
    resident = await town.holder("100200302")
    await resident.plays("[Передать показания]", "8400 4000")
    return resident


def reminders(anna: Resident) -> int:
    return sum(message.text == REMINDER for message in anna.chat.messages)


async def test_a_reminder_comes_after_an_hour_and_its_button_goes_on(town: Town, anna: Resident) -> None:
    await town.remind_of_readings(minutes=59)
    assert reminders(anna) == 0
    await town.remind_of_readings(minutes=1)
    assert reminders(anna) == 1
    await anna.plays("[Продолжить]", "[Подтвердить]")
    assert len(town.readings()) == 1
    await town.remind_of_readings(hours=5)
    assert reminders(anna) == 1


async def test_the_button_goes_on_with_a_reading_that_was_left_for_something_else(
    town: Town, anna: Resident
) -> None:
    await anna.send("Профиль")
    await town.remind_of_readings(hours=1)
    reminder = anna.chat.last
    await anna.press("Продолжить", on=reminder)
    assert await town.state_of(anna) == ReadingForm.confirm.name


async def test_a_reminder_comes_once_through_restarts_and_further_typing(town: Town, anna: Resident) -> None:
    await town.remind_of_readings(hours=1)
    await town.restart()
    await town.remind_of_readings(hours=1)
    await anna.send("8500 4100")
    await town.remind_of_readings(hours=2)
    assert reminders(anna) == 1


async def test_values_of_one_scale_are_enough_for_a_reminder(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Передать показания]", "8400")
    await town.remind_of_readings(hours=1)
    assert reminders(anna) == 1


@pytest.mark.parametrize("deeds", [("[Подтвердить]",), ("[Отмена]",), ("/cancel",)])
async def test_nobody_is_reminded_of_what_was_confirmed_or_given_up(
    town: Town, anna: Resident, deeds: tuple[str, ...]
) -> None:
    await anna.plays(*deeds)
    await town.remind_of_readings(hours=2)
    assert reminders(anna) == 0


async def test_nobody_is_reminded_if_the_family_sent_the_reading(town: Town, anna: Resident) -> None:
    boris = await town.holder("100200302", name="Борис", login="boris")
    await town.pass_time(minutes=5)
    await boris.plays("[Передать показания]", "8400 4000", "[Подтвердить]")
    await town.remind_of_readings(hours=1)
    assert reminders(anna) == 0


async def test_nobody_is_reminded_in_a_chat_that_was_signed_out(town: Town, anna: Resident) -> None:
    await anna.plays("Профиль", "[Выйти]", "[Выйти]")
    await town.remind_of_readings(hours=1)
    assert reminders(anna) == 0


async def test_nobody_is_woken_by_a_reminder(town: Town) -> None:
    anna = await town.holder("100200302")
    await town.pass_time(hours=9)
    await anna.plays("[Передать показания]", "8400 4000")
    await town.remind_of_readings(hours=2)
    assert reminders(anna) == 0
    await town.remind_of_readings(hours=10)
    assert reminders(anna) == 1


async def test_nobody_is_reminded_after_the_window(town: Town, anna: Resident) -> None:
    await town.pass_time(days=9)
    await town.remind_of_readings()
    assert reminders(anna) == 0
    assert town.query("SELECT count(*) FROM typed_readings") == [(0,)]
