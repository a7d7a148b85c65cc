"""«Счётчик и дом»: what the registry knows of the meters and of the home of a number."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, say, say_in

PHONE = "(812) 303-96-96"
LONGEST_MESSAGE = 4096
LONGEST_TEXT = 300
"""Characters of a model that the registry takes."""


async def open_passport(anna: Resident) -> list[str]:
    """Go to the passport of the only number, and give its lines."""
    await anna.plays("[Электроэнергия]", "[Ещё]", "[Счётчик и дом]")
    return anna.sees.split("\n")


async def test_the_meter_and_the_home_are_shown_as_the_registry_knows_them(town: Town) -> None:
    anna = await town.holder("100200302")
    assert await open_passport(anna) == [
        "Счётчик и дом",
        "Абонент № 100200302",
        "",
        "Счётчик Ромашка-202 № 41120563",
        "Цифр на табло: 6",
        "Тарифы:",
        "• День (7–23)",
        "• Ночь (23–7)",
        "Установлен 03.09.2020",
        "Показания передаёте Вы",
        "Поверка до 03.09.2036",
        "",
        "Ваше жильё",
        "г. Светлогорье, ул. Яблоневая, д. 1, кв. 2",
        "Площадь: 54 м²",
        "Сколько человек живёт: 3",
        "Плита: газовая",
        "Категория: Город",
        "Счёт приходит в электронном виде",
        "",
        "Если что-то неверно, напишите нам.",
    ]
    assert anna.screen.button_labels == [["Написать нам", "К номеру"]]


async def test_each_of_several_meters_has_a_block_of_its_own(town: Town) -> None:
    anna = await town.holder("100200314")
    lines = await open_passport(anna)
    blocks = "\n".join(lines).split("\n\n")
    assert [block.split("\n")[0] for block in blocks[1:4]] == [
        "Счётчик Ромашка-101 № 07715533",
        "Счётчик Ромашка-303 № 50077219",
        "Счётчик Клевер-Авто № 90400027",
    ]
    one, three, automatic = (block.split("\n") for block in blocks[1:4])
    assert "Один тариф: Круглосуточно (0–24)" in one
    assert len([line for line in three if line.startswith("•")]) == 3
    assert "Цифр на табло: 6 до запятой, 2 после" in automatic
    assert say("card-meter-automatic") in automatic
    assert say("passport-by-hand") not in automatic


async def test_what_the_registry_does_not_tell_is_left_out(town: Town) -> None:
    await town.change(
        "UPDATE subscribers SET area = NULL, residents = NULL, stove = '', category = '', bill_delivery = ''",
        "UPDATE meters SET installed_on = NULL, verify_by = NULL",
    )
    anna = await town.holder("100200301")
    lines = await open_passport(anna)
    for beginning in ("Установлен", "Поверка", "Площадь", "Сколько", "Плита", "Категория", "Счёт приходит"):
        assert not [line for line in lines if line.startswith(beginning)]
    assert "г. Светлогорье, ул. Яблоневая, д. 1, кв. 1" in lines


async def test_a_word_of_billing_that_nobody_knows_is_shown_as_it_is(town: Town) -> None:
    await town.change("UPDATE subscribers SET stove = 'дровяная', bill_delivery = 'в МФЦ'")
    anna = await town.holder("100200301")
    lines = await open_passport(anna)
    assert {"Плита: дровяная", "Счёт приходит в МФЦ"} <= set(lines)


async def test_a_number_without_meters_shows_the_home(town: Town) -> None:
    anna = await town.holder("100200316")
    lines = await open_passport(anna)
    assert say("card-no-meters") in lines
    assert say("passport-home") in lines


async def test_a_meter_that_was_taken_off_is_not_shown(town: Town) -> None:
    await town.change("UPDATE meters SET closed_at = '2026-11-20T00:00:00+00:00' WHERE id = 'M304A'")
    anna = await town.holder("100200304")
    lines = await open_passport(anna)
    assert [line for line in lines if line.startswith("Счётчик Ромашка")] == [
        "Счётчик Ромашка-202 № 41120771"
    ]


@pytest.mark.parametrize(
    ("verify_by", "line"),
    [
        ("2026-11-21", say("verification-over", date="21.11.2026", phone=PHONE)),
        ("2026-11-22", say("verification-near", date="22.11.2026", phone=PHONE)),
        ("2027-01-21", say("verification-near", date="21.01.2027", phone=PHONE)),
        ("2027-01-22", say("card-verify-by", date="22.01.2027")),
    ],
)
async def test_a_verification_is_warned_of_from_sixty_days_before_its_end(
    town: Town, verify_by: str, line: str
) -> None:
    await town.change(f"UPDATE meters SET verify_by = '{verify_by}' WHERE id = 'M301'")  # noqa: S608 ours
    anna = await town.holder("100200301")
    assert line in await open_passport(anna)


def hung(count: int, model: str) -> list[str]:
    """Give the statements that hang so many meters of three rates."""
    meters = "INSERT INTO meters (id, number, serial, model, digits, decimals, automatic)"
    scales = "INSERT INTO scales (meter_id, scale, name, hours)"
    return [
        statement
        for place in range(count)
        for statement in (
            f"{meters} VALUES ('X{place}', '100200316', '{place:08}', '{model}', 6, 2, 0)",
            *(f"{scales} VALUES ('X{place}', {each}, 'Полупик', '10–17, 21–23')" for each in (1, 2, 3)),
        )
    ]


@pytest.mark.parametrize(
    ("count", "length", "shown"), [(5, 30, 5), (5, LONGEST_TEXT, 5), (40, 30, 12), (1, LONGEST_TEXT, 1)]
)
async def test_many_meters_with_long_names_fit_one_message(
    town: Town, count: int, length: int, shown: int
) -> None:
    anna = await town.holder("100200316")
    await town.change(*hung(count, "Э" * length))
    await anna.forge("n:passport:100200316:0")
    lines = anna.sees.split("\n")
    assert len(anna.sees) <= LONGEST_MESSAGE
    assert len([line for line in lines if line.startswith("Счётчик Э")]) == shown
    assert (say("passport-more-meters", count=count - shown) in lines) is (shown < count)
    assert say("passport-wrong") in lines


async def test_who_finds_a_mistake_can_ask_from_there(town: Town) -> None:
    anna = await town.holder("100200301")
    await open_passport(anna)
    await anna.plays("[Написать нам]", "Плита у нас электрическая")
    assert anna.sees == say("question-sent")
    assert "Плита у нас электрическая" in town.alert.text


async def test_the_passport_leads_back_to_the_number(town: Town) -> None:
    anna = await town.holder("100200301")
    await open_passport(anna)
    await anna.press("К номеру")
    assert "Абонент № 100200301" in anna.sees
    assert "К оплате" in anna.sees


async def test_the_number_of_somebody_else_is_refused(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.forge("n:passport:100200302:0")
    assert "Яблоневая" not in anna.sees
    assert say("error-not-yours") in anna.sees


async def test_the_passport_speaks_english(town: Town) -> None:
    anna = await town.holder("100200302")
    await town.change("UPDATE accounts SET language = 'en'")
    await anna.forge("n:passport:100200302:0")
    lines = anna.sees.split("\n")
    assert {"Stove: gas", "The bill arrives electronically", "Area: 54 m²"} <= set(lines)
    assert say_in("en", "passport-digits", digits="6") in lines
