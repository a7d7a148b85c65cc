"""Which readings are still to be sent: said before the resident chooses, and offered after a receipt."""

from __future__ import annotations

from tests.conversations.harness import Town, say
from tests.conversations.test_readings import row, send_at_once

NEXT = say("reading-next-button", what=say("reading-next-meter", serial="41120771"))


async def test_the_list_of_numbers_says_what_is_still_to_be_sent(town: Town) -> None:
    numbers = ("100200301", "100200302", "100200303", "100200306", "100200316", "100200304")
    anna = await town.holder(*numbers)
    await anna.plays("[Передать показания]", "[№ 100200301]", "12650", "[Подтвердить]")
    await anna.plays("Передать показания", "[№ 100200302]", "8400 4000", "[Подтвердить]")
    await anna.plays(
        "Передать показания", "[№ 100200304]", "[Ромашка-101 № 07715520]", "30300", "[Подтвердить]"
    )
    await town.change("UPDATE readings SET status = 'exported' WHERE number = '100200302'")
    expected = (
        row("Яблоневая, 1, кв. 1 · № 100200301", "due-sent", date="22.11.2026"),
        row("Яблоневая, 1, кв. 2 · № 100200302", "due-with-billing"),
        row("Яблоневая, 1, кв. 3 · № 100200303", "due-due"),
        row("Яблоневая, 7, кв. 13 · № 100200306", "due-automatic"),
        row("Речная, 8, кв. 2 · № 100200316", "due-no-meters"),
        row("Яблоневая, 5 · № 100200304", "due-some", sent=1, all=2),
    )
    await anna.send("Передать показания")
    for line in expected:
        assert line in anna.sees
    assert anna.buttons == [
        "Яблоневая, 1, кв. 1 · № 100200301",
        "Яблоневая, 1, кв. 3 · № 100200303",
        "Яблоневая, 5 · № 100200304",
        "Передать по всем номерам",
        "Назад",
        "Отмена",
    ]


async def test_the_choice_of_a_meter_says_which_was_sent_and_offers_no_other(town: Town) -> None:
    anna = await town.holder("100200314")
    await anna.plays("[Передать показания]", "[Ромашка-101 № 07715533]", "27700", "[Подтвердить]")
    await anna.send("Передать показания")
    for line in (
        row("Ромашка-101 № 07715533", "due-sent", date="22.11.2026"),
        row("Ромашка-303 № 50077219", "due-due"),
        row("Клевер-Авто № 90400027", "due-automatic"),
    ):
        assert line in anna.sees
    assert anna.buttons == ["Ромашка-101 № 07715533", "Ромашка-303 № 50077219", "Назад", "Отмена"]
    await town.change("UPDATE readings SET status = 'exported'")
    await anna.send("Передать показания")
    assert row("Ромашка-101 № 07715533", "due-with-billing") in anna.sees
    assert anna.buttons == ["Ромашка-303 № 50077219", "Назад", "Отмена"]


async def test_with_nothing_to_send_nothing_is_offered(town: Town) -> None:
    anna = await town.holder("100200306", "100200316")
    await anna.press("Передать показания")
    assert say("reading-nothing-to-send") in anna.sees
    assert row("Яблоневая, 7, кв. 13 · № 100200306", "due-automatic") in anna.sees
    assert await town.state_of(anna) is None


async def test_a_reading_under_review_is_said_to_be_checked(town: Town) -> None:
    anna = await town.holder("100200301", "100200302")
    await anna.plays("[Передать показания]", "[№ 100200301]", "17480", "[Подтвердить]", "[Подтвердить]")
    await anna.send("Электроэнергия")
    assert say("numbers-state", state=say("due-sent-doubted", date="22.11.2026")) in anna.sees


async def test_what_was_refused_is_to_be_sent_again(town: Town) -> None:
    anna = await town.holder("100200301", "100200302")
    await anna.plays("[Передать показания]", "[№ 100200301]", "12650", "[Подтвердить]")
    await town.change("UPDATE readings SET status = 'refused', reason = 'Прибор не поверен'")
    await anna.send("Электроэнергия")
    assert anna.sees.count(say("numbers-state", state=say("due-due"))) == 2


async def test_a_meter_of_which_a_change_was_reported_is_not_offered(town: Town) -> None:
    anna = await town.holder("100200304")
    await anna.plays("[Передать показания]", "[Ромашка-101 № 07715520]", "50", "[Счётчик заменили]")
    await anna.plays("[Не знаю]", "55501", "0", "[Пропустить]", "[Подтвердить]")
    await anna.send("Передать показания")
    assert row("Ромашка-101 № 07715520", "due-change-in-review") in anna.sees
    assert anna.buttons == ["Ромашка-202 № 41120771", "Назад", "Отмена"]


async def test_outside_the_window_several_numbers_are_not_even_offered(town: Town) -> None:
    anna = await town.holder("100200301", "100200302")
    await town.restart(READING_WINDOW="1-20")
    await anna.press("Передать показания")
    assert anna.sees == say("error-window-closed", opens="01.12.2026")
    await anna.send("Электроэнергия")
    assert say("card-window-closed", opens="01.12.2026") in anna.sees
    assert say("due-due") not in anna.sees


async def test_after_a_receipt_the_next_meter_is_offered_below_it(town: Town) -> None:
    anna = await town.holder("100200304")
    await anna.plays("[Передать показания]", "[Ромашка-101 № 07715520]", "30300", "[Подтвердить]")
    assert say("reading-next", count=1) in anna.sees
    receipt = anna.screen
    await anna.press(NEXT)
    assert anna.screen.id > receipt.id
    assert say("reading-title", number="100200304", serial="41120771") in anna.sees
    await anna.plays("11100 9500", "[Подтвердить]")
    assert anna.buttons == ["История", "К номеру"]
    assert len(town.readings()) == 2


async def test_after_the_last_meter_of_a_number_the_next_number_is_offered(town: Town) -> None:
    anna = await town.holder("100200301", "100200306", "100200304")
    await anna.plays("[Передать показания]", "[№ 100200301]", "12650", "[Подтвердить]")
    assert say("reading-next", count=2) in anna.sees
    await anna.press(say("reading-next-button", what="№ 100200304"))
    assert say("reading-title", number="100200304", serial="07715520") in anna.sees


async def test_the_button_for_the_next_meter_never_leads_astray(town: Town) -> None:
    anna = await town.holder("100200304")
    await anna.plays("[Передать показания]", "[Ромашка-101 № 07715520]", "30300", "[Подтвердить]")
    receipt = anna.screen
    await anna.plays("Передать показания", "[Ромашка-202 № 41120771]", "11100 9500", "[Подтвердить]")
    await anna.press(NEXT, on=receipt)
    assert anna.sees.startswith(say("reading-meter-ask", number="100200304"))
    assert row("Ромашка-202 № 41120771", "due-sent", date="22.11.2026") in anna.sees


async def test_a_meter_that_was_anothers_this_month_takes_the_new_subscribers_reading(town: Town) -> None:
    anna = await town.holder("100200301")
    first = await send_at_once(anna, "12650")
    boris = await town.holder("100200302", name="Борис", login="boris")
    for status in ("accepted", "exported"):
        await town.change(
            f"UPDATE readings SET status = '{status}' WHERE receipt = '{first}'",  # noqa: S608 ours
            "UPDATE meters SET number = '100200302' WHERE id = 'M301'",
            "UPDATE meters SET closed_at = '2026-11-22T00:00:00+00:00' WHERE id = 'M302'",
        )
        await boris.send("Передать показания")
        assert first not in boris.sees
        assert say("reading-previous", value="12650", date="22.11.2026") in boris.sees
    await boris.plays("12700", "[Подтвердить]")
    assert town.query("SELECT number, status FROM readings ORDER BY id") == [
        ("100200301", "exported"),
        ("100200302", "accepted"),
    ]
