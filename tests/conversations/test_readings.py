"""Sending readings: part 3 of the manual."""

from __future__ import annotations

import re

import pytest

from tests.conversations.harness import Resident, Town, say

RECEIPT = re.compile(r"\d{4}-\d+-\d")


def receipt_in(resident: Resident) -> str:
    found = RECEIPT.search(resident.sees)
    assert found is not None, resident.sees
    return found[0]


async def send_at_once(resident: Resident, values: str) -> str:
    """Send a reading that nothing has to be asked about, and return its receipt."""
    await resident.press("Передать показания")
    await resident.send(values)
    await resident.press("Подтвердить")
    return receipt_in(resident)


def row(what: str, state: str, **values: str | int) -> str:
    """Give the line that says how a number or a meter stands."""
    return say("due-row", what=what, state=say(state, **values))


async def test_one_scale_from_the_question_to_the_receipt(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.press("Передать показания")
    for line in (
        say("reading-value-ask", scale="Круглосуточно (0–24)"),
        say("reading-previous", value="12480", date="24.10.2026"),
        say("reading-digits", digits=5),
    ):
        assert line in anna.sees
    assert anna.buttons == ["Назад", "Отмена"]
    await anna.send("12650")
    for line in (
        say("reading-summary-title", month=say("month-of-year", month=say("month-11"), year="2026")),
        say("reading-summary-row", scale="Круглосуточно", previous="12480", value="12650", consumption="170"),
        say("reading-cost", amount="1 101,60"),
    ):
        assert line in anna.sees
    assert anna.buttons == ["Подтвердить", "Исправить", "Назад", "Отмена"]
    assert town.readings() == []
    await anna.press("Подтвердить")
    assert "приняты" in anna.sees
    assert "22.11.2026 12:00" in anna.sees
    assert town.readings() == [(receipt_in(anna), "accepted", "12650000")]


async def test_two_scales_one_after_the_other(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.press("Передать показания")
    assert say("reading-value-ask", scale="День (7–23)") in anna.sees
    await anna.send("8400")
    assert say("reading-value-ask", scale="Ночь (23–7)") in anna.sees
    assert say("reading-previous", value="3907", date="24.10.2026") in anna.sees
    await anna.send("4000")
    assert (
        say("reading-summary-row", scale="День", previous="8214", value="8400", consumption="186")
        in anna.sees
    )
    assert (
        say("reading-summary-row", scale="Ночь", previous="3907", value="4000", consumption="93") in anna.sees
    )
    await anna.press("Подтвердить")
    assert town.readings() == [(receipt_in(anna), "accepted", "8400000 4000000")]


@pytest.mark.parametrize(
    "typed",
    [
        "4200 5400 5000",
        "4200\n5400\n5000",
        "4200; 5400; 5000",
        "004200 005400 005000",
        "Пик 4200 Полупик 5400 Ночь 5000",
        "ночь 5000, пик 4200, полупик 5400",
    ],
)
async def test_three_scales_in_one_message(town: Town, typed: str) -> None:
    anna = await town.holder("100200303")
    await send_at_once(anna, typed)
    assert [values for _, _, values in town.readings()] == ["4200000 5400000 5000000"]


async def test_three_scales_one_after_the_other_with_going_back(town: Town) -> None:
    anna = await town.holder("100200303")
    await anna.press("Передать показания")
    await anna.send("4200")
    await anna.send("5400")
    await anna.press("Назад")
    assert say("reading-value-ask", scale="Полупик (10–17, 21–23)") in anna.sees
    await anna.send("5410")
    await anna.send("5000")
    await anna.press("Назад")
    assert say("reading-value-ask", scale="Ночь (23–7)") in anna.sees
    await anna.send("5010")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["4200000 5410000 5010000"]


async def test_correcting_begins_with_the_first_scale(town: Town) -> None:
    anna = await town.holder("100200303")
    await anna.press("Передать показания")
    await anna.send("4200")
    await anna.send("5400")
    await anna.send("5000")
    await anna.press("Исправить")
    assert say("reading-value-ask", scale="Пик (7–10, 17–21)") in anna.sees
    await anna.send("4300 5300 4900")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["4300000 5300000 4900000"]


@pytest.mark.parametrize(
    ("typed", "stored"), [("5480,12", "5480120"), ("5480.5", "5480500"), ("5480", "5480000")]
)
async def test_decimals_are_optional_where_the_meter_has_them(town: Town, typed: str, stored: str) -> None:
    anna = await town.holder("100200305")
    await anna.press("Передать показания")
    assert say("reading-decimals", decimals=2) in anna.sees
    await anna.send(typed)
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == [stored]


@pytest.mark.parametrize("typed", ["12 650", "012650", "12650.", "12650 кВт·ч", " 12650 ", "12650,0"])
async def test_spaces_and_zeros_are_forgiven(town: Town, typed: str) -> None:
    anna = await town.holder("100200301")
    await send_at_once(anna, typed)
    assert [values for _, _, values in town.readings()] == ["12650000"]


@pytest.mark.parametrize(
    ("number", "typed", "told"),
    [
        ("100200301", "много", say("error-value-not-a-number")),
        ("100200301", "12б50", say("error-value-not-a-number")),
        ("100200301", "-5", say("error-value-negative")),
        ("100200301", "123456", say("error-value-too-long", scale="Круглосуточно", digits=5)),
        ("100200303", "4200 5400", say("error-value-wrong-count", expected=3, got=2)),
        ("100200303", "Пик 4200 Утро 5400", say("error-value-scale-unknown", scales="Пик, Полупик, Ночь")),
        ("100200303", "Пик 4200 Пик 4300", say("error-value-scale-twice", scale="Пик")),
        ("100200301", "9" * 500, say("error-value-not-a-number")),
    ],
)
async def test_what_cannot_be_a_value_is_explained_and_asked_again(
    town: Town, number: str, typed: str, told: str
) -> None:
    anna = await town.holder(number)
    await anna.press("Передать показания")
    question = anna.sees
    await anna.send(typed)
    assert anna.sees == told + "\n\n" + question


@pytest.mark.parametrize(
    "typed", ["Т1 8420 Т2 4010", "T1: 8420, T2: 4010", "2) 4010 / 1) 8420", "ночь 4010 день 8420"]
)
async def test_scales_may_be_named_by_their_order_and_are_shown_by_name(town: Town, typed: str) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Передать показания]", typed)
    assert re.search(r"День: \d+ → 8420 .*Ночь: \d+ → 4010 ", anna.sees, re.DOTALL)
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["8420000 4010000"]


@pytest.mark.parametrize("typed", ["12680,5", "12680.25", "12.680", "показание: 12680,9 кВт·ч"])
@pytest.mark.parametrize("agreed", ["[Подтвердить]", "верно", "Да"])
async def test_decimals_that_the_meter_does_not_have_are_dropped_only_if_that_is_right(
    town: Town, typed: str, agreed: str
) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", typed)
    assert "Беру целые: 12680. Верно?" in anna.sees
    assert town.readings() == []
    await anna.plays(agreed)
    assert "→ 12680 =" in anna.sees
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["12680000"]


async def test_decimals_of_several_scales_are_shown_by_name(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Передать показания]", "8420,5 4010,7")
    assert "Беру целые: День 8420, Ночь 4010. Верно?" in anna.sees
    await anna.plays("[Подтвердить]", "[Подтвердить]")
    assert [values for _, _, values in town.readings()] == ["8420000 4010000"]


async def test_decimals_beyond_those_of_the_meter_are_asked_about_as_well(town: Town) -> None:
    anna = await town.holder("100200305")
    await anna.plays("[Передать показания]", "5480,123")
    assert "Беру: 5480,12. Верно?" in anna.sees


async def test_other_values_and_the_way_back_work_where_decimals_were_typed(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Передать показания]", "8420", "4010,5", "[Назад]")
    assert "Ночь" in anna.sees
    await anna.plays("4010,5", "[Исправить]", "4011,5", "4012")
    assert re.search(r"→ 8420 .*→ 4012 ", anna.sees, re.DOTALL)
    await anna.plays("день 8425,5", "[Подтвердить]")
    assert re.search(r"→ 8425 .*→ 4012 ", anna.sees, re.DOTALL)
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["8425000 4012000"]


async def test_the_same_value_as_before_means_no_consumption(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.press("Передать показания")
    await anna.send("12480")
    assert "= 0 кВт·ч" in anna.sees
    await anna.press("Подтвердить")
    assert "приняты" in anna.sees


async def test_a_first_reading_has_nothing_to_compare_with(town: Town) -> None:
    anna = await town.holder("100200307")
    await anna.press("Передать показания")
    assert say("reading-no-previous") in anna.sees
    await anna.send("7 3")
    assert say("reading-summary-first", scale="День", value="7") in anna.sees
    assert say("reading-cost", amount="0,00") not in anna.sees
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["7000 3000"]


# Which number, which meter.


async def test_of_several_numbers_one_is_chosen(town: Town) -> None:
    anna = await town.holder("100200301", "100200302")
    await anna.press("Передать показания")
    assert anna.sees.startswith(say("reading-number-ask"))
    assert anna.buttons == [
        "Яблоневая, 1, кв. 1 · № 100200301",
        "Яблоневая, 1, кв. 2 · № 100200302",
        "Передать по всем номерам",
        "Назад",
        "Отмена",
    ]
    await anna.press("№ 100200302")
    assert say("reading-value-ask", scale="День (7–23)") in anna.sees
    await anna.press("Назад")
    assert anna.sees.startswith(say("reading-number-ask"))
    await anna.press("№ 100200301")
    await anna.send("12650")
    await anna.press("Подтвердить")
    assert "приняты" in anna.sees


async def test_of_several_meters_one_is_chosen(town: Town) -> None:
    anna = await town.holder("100200304")
    await anna.press("Передать показания")
    assert anna.sees.startswith(say("reading-meter-ask", number="100200304"))
    assert anna.buttons == ["Ромашка-101 № 07715520", "Ромашка-202 № 41120771", "Назад", "Отмена"]
    await anna.press("Ромашка-202 № 41120771")
    await anna.send("11100 9500")
    await anna.press("Назад")
    await anna.press("Назад")
    await anna.press("Ромашка-101 № 07715520")
    await anna.send("30300")
    await anna.press("Подтвердить")
    assert town.query("SELECT meter_id FROM readings") == [("M304A",)]


async def test_the_label_of_a_button_may_be_typed(town: Town) -> None:
    anna = await town.holder("100200301", "100200302")
    await anna.press("Передать показания")
    await anna.send("№ 100200301")
    await anna.send("12650")
    await anna.send("подтвердить")
    assert "приняты" in anna.sees


async def test_automatic_meters_are_not_offered_where_there_are_others(town: Town) -> None:
    anna = await town.holder("100200314")
    await anna.press("Передать показания")
    assert anna.buttons == ["Ромашка-101 № 07715533", "Ромашка-303 № 50077219", "Назад", "Отмена"]


async def test_an_automatic_meter_takes_no_readings_and_says_so(town: Town) -> None:
    anna = await town.holder("100200306")
    await anna.press("Передать показания")
    assert anna.sees == say("error-meter-automatic")
    assert await town.state_of(anna) is None


async def test_a_number_without_meters_says_so(town: Town) -> None:
    anna = await town.holder("100200316")
    await anna.press("Передать показания")
    assert anna.sees == say("error-no-meters")


async def test_a_number_without_meters_among_others_is_not_offered(town: Town) -> None:
    anna = await town.holder("100200316", "100200301")
    await anna.press("Передать показания")
    assert anna.buttons == [
        "Яблоневая, 1, кв. 1 · № 100200301",
        "Передать по всем номерам",
        "Назад",
        "Отмена",
    ]
    assert row("Речная, 8, кв. 2 · № 100200316", "due-no-meters") in anna.sees


async def test_a_number_that_lost_its_meters_meanwhile_ends_with_that_answer(town: Town) -> None:
    anna = await town.holder("100200301", "100200302")
    await anna.press("Передать показания")
    await town.change("UPDATE meters SET closed_at = '2026-11-22T00:00:00+00:00' WHERE id = 'M302'")
    await anna.press("№ 100200302")
    assert anna.sees == say("error-no-meters")
    assert await town.state_of(anna) is None


async def test_without_numbers_the_way_to_add_one_is_shown(town: Town) -> None:
    anna = await town.confirmed()
    await anna.press("Передать показания")
    assert anna.sees == say("error-no-numbers")
    await anna.press("Добавить абонента")
    assert anna.sees == say("number-ask")


async def test_the_card_leads_to_its_own_meter(town: Town) -> None:
    anna = await town.holder("100200301", "100200302")
    await anna.press("Электроэнергия")
    await anna.press("Яблоневая, 1, кв. 2 · № 100200302")
    await anna.press("Передать показания", on=anna.screen)
    assert say("reading-value-ask", scale="День (7–23)") in anna.sees


async def test_a_number_that_was_removed_meanwhile_is_refused(town: Town) -> None:
    anna = await town.holder("100200301", "100200304")
    await anna.press("Передать показания")
    await town.change("DELETE FROM holdings WHERE number = '100200304'")
    await anna.press("№ 100200304")
    assert anna.sees == say("error-not-yours")
    assert await town.state_of(anna) is None


async def test_a_meter_may_have_any_name_that_the_registry_gives_it(town: Town) -> None:
    """Sixty letters, colons among them, do not fit a button of Telegram."""
    anna = await town.holder("100200304")
    name = "счётчик:" * 7 + "№ 5"
    await town.change(
        f"""
        INSERT INTO meters SELECT
            '{name}', number, serial, model, digits, decimals, automatic, installed_on, verify_by, closed_at
        FROM meters WHERE id = 'M304A'
        """,  # noqa: S608 the name is ours
        f"UPDATE scales SET meter_id = '{name}' WHERE meter_id = 'M304A'",  # noqa: S608 likewise
        "DELETE FROM meters WHERE id = 'M304A'",
    )
    await anna.plays("[Передать показания]", "[Ромашка-101 № 07715520]", "30300", "[Подтвердить]")
    assert "приняты" in anna.sees
    assert town.query("SELECT meter_id FROM readings") == [(name,)]


# Once a month, more or less.


async def test_a_later_reading_of_the_month_replaces_the_earlier_one(town: Town) -> None:
    anna = await town.holder("100200301")
    first = await send_at_once(anna, "12650")
    await town.pass_time(days=2)
    await anna.press("Передать показания", on=None)
    assert say("reading-will-replace", receipt=first, values="Круглосуточно 12650") in anna.sees
    await anna.send("12600")
    assert say("reading-will-replace", receipt=first, values="Круглосуточно 12650") in anna.sees
    await anna.press("Подтвердить")
    assert say("reading-replaced-earlier", receipt=first, values="Круглосуточно 12650") in anna.sees
    assert [(status, values) for _, status, values in town.readings()] == [
        ("replaced", "12650000"),
        ("accepted", "12600000"),
    ]
    await anna.press("История")
    assert say("status-replaced") in anna.sees
    assert say("status-accepted") in anna.sees


async def test_next_month_counts_from_this_one(town: Town) -> None:
    anna = await town.holder("100200301")
    await send_at_once(anna, "12650")
    await town.pass_time(days=30)
    await anna.press("Передать показания")
    assert say("reading-previous", value="12650", date="22.11.2026") in anna.sees
    await anna.send("12600")
    assert "12650" in anna.sees
    assert "Ошибка в цифрах" in anna.buttons


async def test_what_went_to_billing_cannot_be_replaced(town: Town) -> None:
    anna = await town.holder("100200301")
    await send_at_once(anna, "12650")
    await town.change("UPDATE readings SET status = 'exported'")
    await anna.press("Электроэнергия")
    await anna.press("Передать показания")
    assert anna.sees == say("error-already-exported")
    assert await town.state_of(anna) is None


async def test_what_goes_to_billing_while_another_is_entered_stays(town: Town) -> None:
    anna = await town.holder("100200301")
    await send_at_once(anna, "12650")
    await anna.send("Передать показания")
    await anna.send("12700")
    await town.change("UPDATE readings SET status = 'exported'")
    await anna.press("Подтвердить")
    assert anna.sees == say("error-already-exported")
    assert await town.state_of(anna) is None
    assert [values for _, _, values in town.readings()] == ["12650000"]


# The window.


async def test_outside_the_window_it_says_when_the_next_one_opens(town: Town) -> None:
    anna = await town.holder("100200301")
    await town.restart(READING_WINDOW="1-20")
    await anna.press("Передать показания")
    assert anna.sees == say("error-window-closed", opens="01.12.2026")
    assert await town.state_of(anna) is None
    await town.pass_time(days=9)
    await anna.press("Передать показания")
    assert say("reading-value-ask", scale="Круглосуточно (0–24)") in anna.sees


async def test_a_window_that_closes_meanwhile_ends_the_conversation(town: Town) -> None:
    anna = await town.holder("100200301")
    await town.restart(READING_WINDOW="15-22", READING_REMINDERS="off")
    await anna.press("Передать показания")
    await anna.send("12650")
    await town.pass_time(hours=12)
    await anna.press("Подтвердить")
    assert anna.sees == say("error-window-closed-meanwhile", opens="15.12.2026")
    assert await town.state_of(anna) is None
    assert town.readings() == []


async def test_a_window_that_closes_before_the_values_are_typed_says_that_nothing_was_sent(
    town: Town,
) -> None:
    anna = await town.holder("100200301")
    await town.restart(READING_WINDOW="15-22", READING_REMINDERS="off")
    await anna.press("Передать показания")
    await town.pass_time(hours=12)
    await anna.send("12650")
    assert anna.sees == say("error-window-closed-meanwhile", opens="15.12.2026")
    assert await town.state_of(anna) is None


async def test_in_a_window_across_the_end_of_a_month_the_reading_counts_for_the_first(town: Town) -> None:
    anna = await town.holder("100200301")
    await town.restart(READING_WINDOW="20-5")
    await town.pass_time(days=12)  # 4 December
    await send_at_once(anna, "12650")
    assert town.query("SELECT month FROM readings") == [("2026-11",)]


# What changes meanwhile.


async def test_a_meter_that_vanishes_meanwhile_ends_the_conversation(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.press("Передать показания")
    await town.change("UPDATE meters SET closed_at = '2026-11-22T00:00:00+00:00' WHERE id = 'M301'")
    await anna.send("12650")
    assert anna.sees == say("error-meter-closed")
    assert await town.state_of(anna) is None


async def test_a_reading_of_the_family_counts_for_the_same_month(town: Town) -> None:
    anna = await town.holder("100200301")
    boris = await town.holder("100200301", name="Борис", login="boris")
    first = await send_at_once(anna, "12650")
    await boris.press("Передать показания")
    assert say("reading-will-replace", receipt=first, values="Круглосуточно 12650") in boris.sees


async def test_leaving_stores_nothing(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.press("Передать показания")
    await anna.send("12650")
    await anna.press("Отмена")
    assert anna.sees == say("reading-left")
    assert town.readings() == []


async def test_receipts_differ_and_can_be_checked(town: Town) -> None:
    anna = await town.holder("100200304")
    receipts = set()
    for meter, values in (("Ромашка-101 № 07715520", "30300"), ("Ромашка-202 № 41120771", "11100 9500")):
        await anna.send("Передать показания")
        await anna.press(meter)
        await anna.send(values)
        await anna.press("Подтвердить")
        receipts.add(receipt_in(anna))
    assert len(receipts) == 2
