"""Who shares a number reads who sent which reading: others by masked logins, never whole."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, as_seen, say, say_in

NUMBER = "100200301"
SENT = ("[Передать показания]", "12650", "[Подтвердить]")
HISTORY = ("[Электроэнергия]", "[История]")


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who sent a reading of a number that a relative holds too."""
    anna = await town.holder(NUMBER, login="annushka")
    await anna.plays(*SENT)
    return anna


@pytest.fixture
async def boris(town: Town, anna: Resident) -> Resident:  # noqa: ARG001 (she has sent a reading)
    """The relative."""
    return await town.holder(NUMBER, name="Борис", login="boris")


async def test_the_card_tells_who_of_the_family_sent_the_reading(anna: Resident, boris: Resident) -> None:
    await boris.press("Электроэнергия")
    assert say("sent-by", who="an***") in boris.sees
    assert "annushka" not in boris.sees
    await anna.press("Электроэнергия")
    assert "Передал" not in anna.sees


async def test_the_history_tells_own_readings_from_those_of_the_family(
    anna: Resident, boris: Resident
) -> None:
    await boris.plays(*HISTORY)
    assert "22.11.2026 · an***, квитанция" in as_seen(boris.sees)
    assert "annushka" not in boris.sees
    await anna.plays(*HISTORY)
    assert "22.11.2026 · Вы, квитанция" in as_seen(anna.sees)


async def test_who_sends_another_reading_reads_whose_it_replaces(anna: Resident, boris: Resident) -> None:
    words = say("earlier-sent-by", who="an***")
    await boris.press("Передать показания")
    assert words in boris.sees
    await boris.plays("12660", "[Подтвердить]")
    assert words in boris.sees, "the receipt"
    await anna.plays("[Передать показания]", "12670", "[Подтвердить]")
    assert say("earlier-sent-by", who="bo***") in anna.sees
    await anna.plays("[Передать показания]", "12680", "[Подтвердить]")
    assert "передал(а)" not in anna.sees, "her own"


async def test_who_holds_the_number_no_more_is_another_resident(town: Town, boris: Resident) -> None:
    await town.change("DELETE FROM holdings WHERE account_id = 1")
    await boris.press("Электроэнергия")
    assert say("sent-by", who=say("sender-former")) in boris.sees
    await boris.press("История")
    assert "22.11.2026 · другой житель, квитанция" in as_seen(boris.sees)


async def test_values_of_operators_and_of_billing_are_called_so(town: Town, boris: Resident) -> None:
    await town.change(
        "INSERT INTO history (meter_id, scale, read_on, value, source) VALUES"
        " ('M301', 1, '2026-09-24', 12282000, 'operator'), ('M301', 1, '2026-08-24', 12107000, 'calculated')"
    )
    await boris.plays(*HISTORY)
    assert say("history-source-operator") in boris.sees
    assert say("history-source-calculated") in boris.sees


def test_it_is_told_in_english_too() -> None:
    assert say_in("en", "sent-by", who="an***") == "Sent by an***."
    assert say_in("en", "sender-own") == "you"
