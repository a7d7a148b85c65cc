"""What residents read who sent no readings for some months: on the card and before they send one."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, as_seen, say, say_in

NUMBER = "100200327"
AMOUNT = "1 257,12"
WORDS = (
    "⚠️ У нас нет Ваших показаний: 2 месяца подряд, по октябрь. За октябрь Вам посчитали по среднему:"
    " 1 257,12 ₽. По среднему считают 3 месяца подряд, потом по нормативу. Передайте показания, чтобы"
    " считали по счётчику."
)


@pytest.fixture
async def dina(town: Town) -> Resident:
    """Somebody whose September and October were billed by average."""
    return await town.holder(NUMBER)


async def test_the_card_and_the_question_for_a_reading_tell_what_follows(dina: Resident) -> None:
    await dina.press("Электроэнергия")
    assert WORDS in as_seen(dina.sees)
    await dina.press("Передать показания")
    assert WORDS in as_seen(dina.sees)


async def test_a_reminder_tells_what_follows(dina: Resident, town: Town) -> None:
    await town.keep_schedule(days=2)
    assert WORDS in as_seen(dina.chat.last.text)


async def test_once_the_reading_is_sent_nothing_is_told_any_more(dina: Resident) -> None:
    await dina.plays("[Передать показания]", "17570", "[Подтвердить]")
    await dina.press("К номеру")
    assert "Ваших показаний" not in dina.sees
    await dina.press("Передать показания")
    assert "Ваших показаний" not in dina.sees


async def test_how_many_months_the_average_counts_is_a_setting(dina: Resident, town: Town) -> None:
    await town.restart(AVERAGE_MONTHS="6")
    await dina.press("Электроэнергия")
    assert say("missed-norm-ahead", count=6) in dina.sees
    await town.restart(AVERAGE_MONTHS="1")
    await dina.press("Электроэнергия")
    assert say("missed-months", count=2, month="октябрь") in dina.sees
    assert "потом по нормативу" not in dina.sees


async def test_who_is_billed_by_the_norm_reads_so(dina: Resident, town: Town) -> None:
    await town.change("UPDATE bill_lines SET basis = 'norm' WHERE bill_id = 'B100200327-202610'")
    await dina.press("Электроэнергия")
    assert say("missed-norm-amount", month="октябрь", amount=AMOUNT) in as_seen(dina.sees)
    assert "потом по нормативу" not in dina.sees


async def test_where_nothing_is_missing_nothing_is_told(town: Town) -> None:
    anna = await town.holder("100200317")
    await anna.press("Электроэнергия")
    assert "Ваших показаний" not in anna.sees, "the meter is not verified, which has the same lines"
    boris = await town.holder("100200301", name="Борис", login="boris")
    await boris.press("Электроэнергия")
    assert "Ваших показаний" not in boris.sees


def test_it_is_told_in_english_too() -> None:
    told = say_in("en", "missed-months", count=2, month="October")
    assert told == "⚠️ We have no readings of yours for 2 months in a row, up to October."
    assert say_in("en", "missed-norm-ahead", count=1).endswith("for 1 month in a row, then the norm.")
