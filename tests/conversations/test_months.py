"""The month of a reading: what a resident was shown, and what midnight makes of it."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, say
from tests.conversations.test_readings import send_at_once

NOVEMBER = say("month-of-year", month=say("month-11"), year="2026")
DECEMBER = say("month-of-year", month=say("month-12"), year="2026")
CHANGED = say("reading-month-changed", month=DECEMBER)
TITLE = "reading-summary-title"
MONTHS = "SELECT month, status FROM readings ORDER BY id"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody with one meter, ten minutes before December."""
    anna = await town.holder("100200301")
    await town.pass_time(days=8, hours=11, minutes=50)
    return anna


async def test_a_summary_of_last_month_is_shown_anew_and_nothing_is_stored_unasked(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "12650")
    assert say(TITLE, month=NOVEMBER) in anna.sees
    await town.pass_time(minutes=20)
    await anna.press("Подтвердить")
    assert anna.sees.startswith(CHANGED)
    assert say(TITLE, month=DECEMBER) in anna.sees
    assert town.readings() == []
    await anna.press("Подтвердить")
    assert town.query(MONTHS) == [("2026-12", "accepted")]


async def test_what_is_confirmed_before_midnight_counts_for_the_month_that_was_shown(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    assert town.query(MONTHS) == [("2026-11", "accepted")]
    await town.pass_time(minutes=20)
    await anna.again()
    assert town.query(MONTHS) == [("2026-11", "accepted")]


async def test_a_value_that_is_typed_after_midnight_is_said_to_be_of_the_new_month(
    town: Town, anna: Resident
) -> None:
    await anna.press("Передать показания")
    await town.pass_time(minutes=20)
    await anna.send("12650")
    assert anna.sees.startswith(CHANGED)
    await anna.press("Исправить")
    assert CHANGED not in anna.sees
    await anna.plays("12660", "[Подтвердить]")
    assert town.query(MONTHS) == [("2026-12", "accepted")]


async def test_a_correction_that_is_confirmed_next_month_replaces_nothing_unasked(
    town: Town, anna: Resident
) -> None:
    first = await send_at_once(anna, "12650")
    await anna.plays("Передать показания", "12700")
    assert say("reading-will-replace", receipt=first, values="Круглосуточно 12650") in anna.sees
    await town.pass_time(minutes=20)
    await anna.press("Подтвердить")
    assert anna.sees.startswith(CHANGED)
    assert say("reading-will-replace", receipt=first, values="Круглосуточно 12650") not in anna.sees
    summary = say(
        "reading-summary-row", scale="Круглосуточно", previous="12650", value="12700", consumption="50"
    )
    assert summary in anna.sees
    await anna.press("Подтвердить")
    assert town.query(MONTHS) == [("2026-11", "accepted"), ("2026-12", "accepted")]


async def test_a_lower_correction_that_is_confirmed_next_month_is_asked_about(
    town: Town, anna: Resident
) -> None:
    await send_at_once(anna, "12650")
    await anna.plays("Передать показания", "12600")
    await town.pass_time(minutes=20)
    await anna.press("Подтвердить")
    assert anna.sees.startswith(CHANGED)
    assert "Ошибка в цифрах" in anna.buttons
    assert len(town.readings()) == 1
    await anna.plays("[Ошибка в цифрах]", "12660")
    assert CHANGED not in anna.sees
    await anna.press("Подтвердить")
    assert town.query(MONTHS) == [("2026-11", "accepted"), ("2026-12", "accepted")]


async def test_an_unusual_reading_is_asked_about_once_more_in_the_new_month(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "17480")
    assert say("reading-far-ask") in anna.sees
    await anna.press("Подтвердить")
    await town.pass_time(minutes=20)
    await anna.press("Подтвердить")
    assert anna.sees.startswith(CHANGED)
    await anna.press("Подтвердить")
    assert town.query(MONTHS) == [("2026-12", "review")]


async def _forget_the_month(town: Town) -> None:
    """Leave a draft as a version left it that noted no month."""
    await town.change_json("conversations", "draft", lambda draft: draft["answers"].pop("month", None))


async def test_a_summary_of_an_earlier_version_is_stored_if_the_month_is_the_same(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "12650")
    await _forget_the_month(town)
    await anna.press("Подтвердить")
    assert town.query(MONTHS) == [("2026-11", "accepted")]


async def test_a_summary_of_an_earlier_version_is_shown_anew_in_another_month(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "12650")
    await _forget_the_month(town)
    await town.pass_time(minutes=20)
    await anna.press("Подтвердить")
    assert anna.sees.startswith(CHANGED)
    assert town.readings() == []
    await anna.press("Подтвердить")
    assert town.query(MONTHS) == [("2026-12", "accepted")]
