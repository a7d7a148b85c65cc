"""A receipt says all by itself, and stays in the chat."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, as_seen, say
from tests.conversations.test_readings import receipt_in, send_at_once


def words_of(resident: Resident, message_id: int) -> str:
    """Give the words of a message as they are now."""
    return next(as_seen(each.text) for each in resident.chat.messages if each.id == message_id)


async def test_a_receipt_names_number_address_meter_values_consumption_month_and_time(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Электроэнергия]", "[Ещё]", "[Переименовать]", "Дача")
    await anna.plays("Передать показания", "8400 4000", "[Подтвердить]")
    month = say("month-of-year", month=say("month-11"), year="2026")
    for line in (
        say("reading-accepted", receipt=receipt_in(anna), month=month, moment="22.11.2026 12:00"),
        say("card-title-named", name="Дача", number="100200302"),
        say("card-address", address="г. Светлогорье, ул. Яблоневая, д. 1, кв. 2"),
        say("card-meter", model="Ромашка-202", serial="41120563"),
        say("history-value", scale="День", value="8400", consumption="186"),
        say("history-value", scale="Ночь", value="4000", consumption="93"),
    ):
        assert line in anna.sees


async def test_the_receipt_of_a_first_reading_has_no_consumption(town: Town) -> None:
    anna = await town.holder("100200307")
    await send_at_once(anna, "7 3")
    assert say("history-first-value", scale="Ночь", value="3") in anna.sees
    assert "расход" not in anna.sees


async def test_a_reading_for_review_gets_the_same_receipt(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    assert "17480" in anna.sees
    assert say("card-title", number="100200301") in anna.sees
    assert say("card-meter", model="Ромашка-101", serial="09348817") in anna.sees


async def test_the_receipt_of_a_correction_names_its_own_values_and_the_receipt_before(town: Town) -> None:
    anna = await town.holder("100200301")
    first = await send_at_once(anna, "12650")
    older = anna.screen
    await anna.plays("Передать показания", "12600", "[Подтвердить]")
    assert say("history-value", scale="Круглосуточно", value="12600", consumption="120") in anna.sees
    assert say("reading-replaced-earlier", receipt=first, values="Круглосуточно 12650") in anna.sees
    assert first in words_of(anna, older.id)
    assert "12650" in words_of(anna, older.id)


@pytest.mark.parametrize(("button", "shown"), [("История", "history-title"), ("К номеру", "card-title")])
async def test_the_buttons_of_a_receipt_answer_below_it(town: Town, button: str, shown: str) -> None:
    anna = await town.holder("100200301")
    receipt = await send_at_once(anna, "12650")
    message = anna.screen
    for _ in range(2):
        await anna.press(button, on=message)
        assert say(shown, number="100200301") in anna.sees
        assert anna.screen.id > message.id
    assert receipt in words_of(anna, message.id)
    assert {"История", "К номеру"} <= {label for row in message.button_labels for label in row}


async def test_a_receipt_stays_when_its_number_was_removed(town: Town) -> None:
    anna = await town.holder("100200301")
    receipt = await send_at_once(anna, "12650")
    message = anna.screen
    await anna.plays("Электроэнергия", "[Ещё]", "[Удалить]", "[Удалить]")
    await anna.press("История", on=message)
    assert anna.sees == say("error-not-yours")
    assert receipt in words_of(anna, message.id)


@pytest.mark.parametrize("data", ["r:history:100200302", "r:next:100200302", "r:card:100200302"])
async def test_a_forged_button_of_a_receipt_opens_no_number_of_others(town: Town, data: str) -> None:
    anna = await town.holder("100200301")
    await send_at_once(anna, "12650")
    await anna.forge(data)
    assert anna.sees == say("error-not-yours")
    assert await town.state_of(anna) is None


async def test_an_unknown_button_of_a_receipt_leaves_it_there_in_the_middle_of_a_conversation(
    town: Town,
) -> None:
    anna = await town.holder("100200301")
    receipt = await send_at_once(anna, "12650")
    message = anna.screen
    await anna.send("Передать показания")
    await anna.forge("r:later:100200301", on=message)
    assert say("stale-in-form") in anna.sees
    assert receipt in words_of(anna, message.id)


async def test_a_repeated_update_gives_the_same_receipt(town: Town) -> None:
    anna = await town.holder("100200301")
    receipt = await send_at_once(anna, "12650")
    await anna.again()
    assert [each for each, _, _ in town.readings()] == [receipt]
