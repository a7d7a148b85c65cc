"""Values that are lower than before, exchanged, or far above the usual."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, say


async def begin(town: Town, number: str, typed: str) -> Resident:
    anna = await town.holder(number)
    await anna.press("Передать показания")
    await anna.send(typed)
    return anna


# Lower than before.


async def test_a_lower_value_is_asked_about_and_may_be_a_slip(town: Town) -> None:
    anna = await begin(town, "100200301", "12380")
    assert anna.sees == say("reading-lower-ask", scale="Круглосуточно", value="12380", previous="12480")
    assert anna.buttons == [
        "Ошибка в цифрах",
        "Счётчик заменили",
        "На счётчике действительно столько",
        "Назад",
        "Отмена",
    ]
    await anna.press("Ошибка в цифрах")
    assert say("reading-value-ask", scale="Круглосуточно (0–24)") in anna.sees
    await anna.send("12580")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["12580000"]


async def test_back_from_that_question_asks_for_the_value_again(town: Town) -> None:
    anna = await begin(town, "100200301", "12380")
    await anna.press("Назад")
    assert say("reading-value-ask", scale="Круглосуточно (0–24)") in anna.sees
    await anna.send("12580")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["12580000"]


async def test_a_meter_near_its_end_may_have_passed_zero(town: Town) -> None:
    anna = await begin(town, "100200308", "50")
    assert anna.buttons == [
        "Ошибка в цифрах",
        "Счётчик перешёл через ноль",
        "Счётчик заменили",
        "На счётчике действительно столько",
        "Назад",
        "Отмена",
    ]
    await anna.press("Счётчик перешёл через ноль")
    assert (
        say("reading-summary-rolled", scale="Круглосуточно", previous="99870", value="50", consumption="180")
        in anna.sees
    )
    await anna.press("Подтвердить")
    assert "приняты" in anna.sees
    await anna.press("История")
    assert say("history-value", scale="Круглосуточно", value="50", consumption="180") in anna.sees


async def test_after_a_rollover_the_next_month_counts_from_the_small_value(town: Town) -> None:
    anna = await begin(town, "100200308", "50")
    await anna.press("Счётчик перешёл через ноль")
    await anna.press("Подтвердить")
    await town.pass_time(days=30)
    await anna.press("Передать показания", on=None)
    assert say("reading-previous", value="50", date="22.11.2026") in anna.sees
    await anna.send("200")
    assert "= 150 кВт·ч" in anna.sees


async def test_taking_a_rollover_back_forgets_it(town: Town) -> None:
    anna = await begin(town, "100200308", "50")
    await anna.press("Счётчик перешёл через ноль")
    await anna.press("Назад")
    assert "Счётчик перешёл через ноль" in anna.buttons
    await anna.press("Ошибка в цифрах")
    await anna.send("99900")
    assert "= 30 кВт·ч" in anna.sees
    await anna.press("Подтвердить")
    assert town.query("SELECT rolled_over FROM reading_values") == [(0,)]


async def test_a_rollover_that_cannot_be_is_not_offered(town: Town) -> None:
    anna = await begin(town, "100200308", "99000")
    assert "Счётчик перешёл через ноль" not in anna.buttons


async def test_a_rollover_that_was_not_offered_cannot_be_typed(town: Town) -> None:
    anna = await begin(town, "100200301", "12380")
    await anna.send("Счётчик перешёл через ноль")
    assert say("form-use-buttons") in anna.sees
    assert "Ошибка в цифрах" in anna.buttons


async def test_one_scale_may_pass_zero_while_the_other_does_not(town: Town) -> None:
    anna = await begin(town, "100200313", "40,5")
    await anna.press("Счётчик перешёл через ноль")
    assert say("reading-value-ask", scale="Ночь (23–7)") in anna.sees
    await anna.send("45200")
    assert "через ноль" in anna.sees
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["40500 45200000"]
    assert town.query("SELECT rolled_over FROM reading_values ORDER BY scale") == [(1,), (0,)]


async def test_the_second_scale_alone_is_typed_again(town: Town) -> None:
    anna = await begin(town, "100200302", "8400")
    await anna.send("3000")
    assert say("reading-lower-ask", scale="Ночь", value="3000", previous="3907") == anna.sees
    await anna.press("Ошибка в цифрах")
    assert say("reading-value-ask", scale="Ночь (23–7)") in anna.sees
    await anna.send("4000")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["8400000 4000000"]


async def test_back_asks_about_the_scales_that_passed_zero_one_by_one(town: Town) -> None:
    await town.change("UPDATE scales SET last_value = 99980000 WHERE meter_id = 'M313' AND scale = 2")
    await town.change("UPDATE meters SET digits = 5 WHERE id = 'M313'")
    await town.change("UPDATE scales SET last_value = 99970000 WHERE meter_id = 'M313' AND scale = 1")
    anna = await begin(town, "100200313", "40 50")
    day = say("reading-lower-ask", scale="День", value="40", previous="99970")
    night = say("reading-lower-ask", scale="Ночь", value="50", previous="99980")
    assert anna.sees == day
    await anna.press("Счётчик перешёл через ноль")
    assert anna.sees == night
    await anna.press("Назад")
    assert anna.sees == day
    await anna.plays("[Счётчик перешёл через ноль]", "[Счётчик перешёл через ноль]", "[Подтвердить]")
    assert [values for _, _, values in town.readings()] == ["40000 50000"]
    assert town.query("SELECT rolled_over FROM reading_values ORDER BY scale") == [(1,), (1,)]


# Digits where there are only buttons.


async def test_digits_instead_of_a_button_correct_the_value_that_was_asked_about(town: Town) -> None:
    anna = await begin(town, "100200301", "12380")
    await anna.send("17480")
    assert say("reading-far-ask") in anna.sees
    await anna.send("12 580")
    assert "= 100 кВт·ч" in anna.sees
    await anna.send("12590")
    assert "= 110 кВт·ч" in anna.sees
    await anna.press("Назад")
    await anna.send("12600")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["12600000"]


async def test_digits_for_the_scale_asked_about_leave_the_other_as_it_is(town: Town) -> None:
    anna = await begin(town, "100200302", "8400 3000")
    assert say("reading-lower-ask", scale="Ночь", value="3000", previous="3907") == anna.sees
    await anna.send("9907")
    assert say("reading-far-row", scale="Ночь", consumption="6000") in anna.sees
    await anna.send("3990")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["8400000 3990000"]


async def test_a_scale_alone_is_corrected_before_the_next_is_asked(town: Town) -> None:
    anna = await begin(town, "100200302", "1")
    assert say("reading-lower-ask", scale="День", value="1", previous="8214") == anna.sees
    await anna.send("8400")
    assert say("reading-value-ask", scale="Ночь (23–7)") in anna.sees


async def test_digits_that_may_be_any_scale_are_not_guessed(town: Town) -> None:
    anna = await begin(town, "100200302", "8400 3990")
    await anna.send("8500")
    assert anna.sees.startswith(say("error-value-which-scale", scales="День, Ночь"))
    assert "Подтвердить" in anna.buttons
    await anna.send("ночь 4000")
    assert "8214 → 8400 = 186 кВт·ч" in anna.sees
    assert "3907 → 4000 = 93 кВт·ч" in anna.sees
    await anna.send("8300 3950")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["8300000 3950000"]


async def test_words_do_not_correct_a_value(town: Town) -> None:
    anna = await begin(town, "100200301", "12500")
    await anna.send("что это?")
    assert anna.sees.startswith(say("form-use-buttons"))
    assert "Подтвердить" in anna.buttons


async def test_values_typed_anew_may_be_exchanged_no_longer(town: Town) -> None:
    anna = await begin(town, "100200324", "7500 18400")
    await anna.send("18400 7500")
    assert say("reading-summary-row", scale="Ночь", previous="7420", value="7500", consumption="80") in (
        anna.sees
    )


async def test_telling_of_another_meter_can_be_taken_back(town: Town) -> None:
    anna = await begin(town, "100200301", "15")
    await anna.press("Счётчик заменили")
    await anna.press("Назад")
    await anna.press("Ошибка в цифрах")
    await anna.send("12500")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["12500000"]
    assert town.alerts == []


# Exchanged.


@pytest.mark.parametrize("typed", [("7500 18400",), ("7500", "18400")])
async def test_values_the_wrong_way_round_can_be_exchanged(town: Town, typed: tuple[str, ...]) -> None:
    anna = await town.holder("100200324")
    await anna.press("Передать показания")
    for text in typed:
        await anna.send(text)
    assert say("reading-swap-ask") in anna.sees
    assert anna.buttons == ["Поменять местами", "Всё верно, не менять", "Исправить", "Назад", "Отмена"]
    await anna.press("Поменять местами")
    assert (
        say("reading-summary-row", scale="День", previous="18250", value="18400", consumption="150")
        in anna.sees
    )
    assert (
        say("reading-summary-row", scale="Ночь", previous="7420", value="7500", consumption="80") in anna.sees
    )
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["18400000 7500000"]


async def test_back_from_the_summary_asks_about_the_exchange_again(town: Town) -> None:
    anna = await begin(town, "100200324", "7500 18400")
    await anna.press("Поменять местами")
    await anna.press("Назад")
    assert say("reading-swap-ask") in anna.sees
    await anna.press("Исправить")
    await anna.send("18500 7600")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["18500000 7600000"]


async def test_correcting_after_an_exchange_forgets_it(town: Town) -> None:
    anna = await begin(town, "100200324", "7500 18400")
    await anna.press("Поменять местами")
    await anna.press("Исправить")
    await anna.send("18500 7600")
    assert (
        say("reading-summary-row", scale="День", previous="18250", value="18500", consumption="250")
        in anna.sees
    )


async def test_whoever_has_nothing_lower_may_insist_that_nothing_was_exchanged(town: Town) -> None:
    anna = await begin(town, "100200303", "5600 5320 4900")
    assert say("reading-swap-ask") in anna.sees
    assert anna.buttons == [
        "Поменять местами",
        "Всё верно, не менять",
        "Исправить",
        "Назад",
        "Отмена",
    ]
    await anna.press("Всё верно, не менять")
    assert say("reading-far-row", scale="Пик", consumption="1495") in anna.sees
    await anna.plays("[Подтвердить]", "[Подтвердить]")
    assert [(status, values) for _, status, values in town.readings()] == [
        ("review", "5600000 5320000 4900000")
    ]


# Far above the usual.


async def test_a_value_far_above_is_asked_about_once_more(town: Town) -> None:
    anna = await begin(town, "100200301", "17480")
    assert say("reading-far-ask") in anna.sees
    assert say("reading-far-row", scale="Круглосуточно", consumption="5000") in anna.sees
    assert anna.buttons == ["Подтвердить", "Исправить", "Назад", "Отмена"]
    await anna.press("Исправить")
    await anna.send("12748")
    await anna.press("Подтвердить")
    assert "приняты" in anna.sees
    assert town.alerts == []


async def test_whoever_insists_has_it_reviewed(town: Town) -> None:
    anna = await begin(town, "100200301", "17480")
    await anna.press("Подтвердить")
    assert say("reading-summary-review") in anna.sees
    assert town.readings() == []
    await anna.press("Подтвердить")
    assert "проверит оператор" in anna.sees
    [(receipt, status, values)] = town.readings()
    assert (status, values) == ("review", "17480000")
    assert receipt in anna.sees
    for detail in ("100200301", "Яблоневая, д. 1, кв. 1", "09348817", receipt, "12480", "17480", "5000"):
        assert detail in town.alert.text
    assert town.alert.button_labels == [
        ["Принять", "Отклонить"],
        ["Запросить фото"],
        ["Взять в работу"],
    ]


async def test_back_from_the_summary_asks_about_the_large_value_again(town: Town) -> None:
    anna = await begin(town, "100200301", "17480")
    await anna.press("Подтвердить")
    await anna.press("Назад")
    assert say("reading-far-ask") in anna.sees
    await anna.press("Назад")
    await anna.send("17481")
    assert say("reading-far-ask") in anna.sees, "another value is asked about again"


async def test_what_billing_told_of_the_past_is_the_usual_of_the_first_reading(
    town_with_a_past: Town,
) -> None:
    anna = await town_with_a_past.holder("100200301")
    await anna.press("Передать показания")
    await anna.send("13080")  # 600 kWh, where nothing is known 1200 would have been plausible
    assert "Обычно за месяц: около 168" in anna.sees


async def test_only_the_scale_that_is_far_above_is_named(town: Town) -> None:
    anna = await begin(town, "100200302", "8400 9907")
    assert say("reading-far-row", scale="Ночь", consumption="6000") in anna.sees
    assert "День" not in anna.sees


async def test_the_usual_is_what_was_sent_before(town: Town) -> None:
    anna = await begin(town, "100200301", "12680")
    await anna.press("Подтвердить")
    for value in ("12880", "13080"):
        await town.pass_time(days=30)
        await anna.send("Передать показания")
        await anna.send(value)
        await anna.press("Подтвердить")
        assert "приняты" in anna.sees
    await town.pass_time(days=30)
    await anna.send("Передать показания")
    await anna.send("14080")
    assert say("reading-far-row", scale="Круглосуточно", consumption="1000") in anna.sees
    assert "Обычно за месяц: около 20" in anna.sees


async def test_a_second_review_takes_the_place_of_the_first(town: Town) -> None:
    anna = await begin(town, "100200301", "17480")
    await anna.press("Подтвердить")
    await anna.press("Подтвердить")
    await anna.send("Передать показания")
    await anna.send("17500")
    await anna.press("Подтвердить")
    await anna.press("Подтвердить")
    assert [status for _, status, _ in town.readings()] == ["replaced", "review"]


async def test_a_review_does_not_take_the_place_of_an_accepted_reading_yet(town: Town) -> None:
    anna = await begin(town, "100200301", "12650")
    await anna.press("Подтвердить")
    await anna.send("Передать показания")
    await anna.send("17480")
    await anna.press("Подтвердить")
    await anna.press("Подтвердить")
    assert [status for _, status, _ in town.readings()] == ["accepted", "review"]


async def test_far_above_shows_what_was_typed_the_last_value_and_a_digit_too_many(town: Town) -> None:
    await town.change("UPDATE meters SET digits = 6 WHERE id = 'M301'")
    anna = await begin(town, "100200301", "126500")
    assert say("reading-far-typed", value="126500") in anna.sees
    assert say("reading-previous", value="12480", date="24.10.2026") in anna.sees
    slip = say("reading-slip-extra-digit", scale="", value="12650", consumption="170")
    assert slip in anna.sees
    await anna.send("12650")
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["12650000"]


async def test_far_above_names_a_missing_comma_and_exchanged_digits(town: Town) -> None:
    await town.change("UPDATE meters SET digits = 7 WHERE number = '100200305'")
    anna = await begin(town, "100200305", "542045")
    slip = say("reading-slip-missing-comma", scale="", value="5420,45", consumption="110")
    assert slip in anna.sees
    boris = await town.holder("100200302", name="Борис", login="boris")
    await boris.plays("[Передать показания]", "8400 9930")
    assert "переставлены" not in boris.sees
    await boris.send("8400 9390")
    assert "переставлены" in boris.sees, boris


async def test_far_above_names_the_scale_that_a_value_fits(town: Town) -> None:
    anna = await begin(town, "100200302", "8400 8450")
    assert say("reading-slip-other-scale", scale="День", value="8450", consumption="236") in anna.sees


# What takes the place of what.


async def test_correcting_this_months_reading_names_the_values_that_are_replaced(town: Town) -> None:
    anna = await begin(town, "100200302", "8400 3990")
    await anna.press("Подтвердить")
    [(first, _, _)] = town.readings()
    await anna.send("Передать показания")
    replaced = say("reading-will-replace", receipt=first, values="День 8400, Ночь 3990")
    assert replaced in anna.sees
    await anna.send("8410 3995")
    assert replaced in anna.sees
    await anna.press("Подтвердить")
    assert say("reading-replaced-earlier", receipt=first, values="День 8400, Ночь 3990") in anna.sees


async def test_all_readings_of_the_month_that_are_replaced_are_named(town: Town) -> None:
    anna = await begin(town, "100200301", "12650")
    await anna.press("Подтвердить")
    await anna.plays("Передать показания", "17480", "[Подтвердить]", "[Подтвердить]")
    first, second = (receipt for receipt, _, _ in town.readings())
    named = [
        say("reading-will-replace", receipt=receipt, values=f"Круглосуточно {value}")
        for receipt, value in ((first, "12650"), (second, "17480"))
    ]
    await anna.plays("Передать показания", "12700")
    assert all(line in anna.sees for line in named)
    await anna.press("Подтвердить")
    assert [status for _, status, _ in town.readings()] == ["replaced", "replaced", "accepted"]
    assert first in anna.sees
    assert second in anna.sees
