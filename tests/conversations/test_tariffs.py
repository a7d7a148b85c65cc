"""What is paid for a kWh, what a reading will cost, and when the next range begins."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, as_seen, say

WIDEST = 38
"""Characters that a phone of 360 pixels shows in a line of the chat."""


async def holder_of(town: Town, number: str) -> Resident:
    """Let somebody hold a number."""
    return await town.holder(number)


async def open_tariffs(anna: Resident) -> None:
    await anna.plays("[Электроэнергия]", "[Ещё]", "[Тарифы]")


async def summary_of(anna: Resident, values: str) -> str:
    """Type values, and give what is shown before they are sent."""
    await anna.plays("[Передать показания]", values)
    return as_seen(anna.sees)


async def test_the_prices_are_shown_with_the_day_and_what_they_were_before(town: Town) -> None:
    anna = await holder_of(town, "100200302")
    await open_tariffs(anna)
    seen = as_seen(anna.sees)
    for line in (
        "Счётчик Ромашка-202 № 41120563",
        "День (7–23), с 01.10.2026:",
        "• до 1 200 кВт·ч: 7,45 ₽ (было 6,88)",
        "• сверх 1 200: 9,31 ₽ (было 8,60)",
        "• сверх 3 900: 14,90 ₽ (было 13,76)",
        "Ночь (23–7), с 01.10.2026:",
        "• до 1 200 кВт·ч: 3,91 ₽ (было 3,61)",
    ):
        assert line in seen.split("\n"), seen
    rows = [line for line in seen.split("\n") if line.startswith("•")]
    assert max(map(len, rows)) <= WIDEST
    assert anna.buttons == ["К номеру"]
    await anna.press("К номеру")
    assert "Абонент № 100200302" in anna.sees


async def test_prices_to_come_and_ranges_that_changed_are_shown_line_by_line(town: Town) -> None:
    await town.change(
        "INSERT INTO tariffs (rates, scale, from_kwh, price, valid_from, category)"
        " VALUES (1, 1, 0, 700, '2027-01-01', 'город')"
    )
    await town.change(
        "UPDATE tariffs SET from_kwh = 1000 WHERE from_kwh = 1200 AND valid_from < '2026-10-01'"
    )
    anna = await holder_of(town, "100200301")
    await open_tariffs(anna)
    lines = as_seen(anna.sees).split("\n")
    assert "• до 1 200 кВт·ч: 6,48 ₽" in lines
    before = lines.index("Раньше, с 01.01.2026:")
    assert lines[before + 1] == "• до 1 000 кВт·ч: 5,98 ₽"
    assert lines[lines.index("С 01.01.2027 будет:") + 1] == "• 7,00 ₽"


async def test_where_no_price_is_known_none_is_shown_and_the_phone_is(town: Town) -> None:
    await town.change("DELETE FROM tariffs WHERE rates = 1")
    anna = await holder_of(town, "100200304")
    await open_tariffs(anna)
    assert "Цены для этого счётчика у нас пока нет" in anna.sees
    assert "Счётчик Ромашка-202 № 41120771" in anna.sees
    assert "• до 1 200 кВт·ч: 7,45 ₽" in as_seen(anna.sees)
    await town.change("DELETE FROM tariffs")
    await open_tariffs(anna)
    assert "₽" not in anna.sees
    assert "за 1 кВт·ч" not in anna.sees


async def test_a_number_without_a_meter_says_so(town: Town) -> None:
    anna = await holder_of(town, "100200316")
    await open_tariffs(anna)
    assert say("card-no-meters") in anna.sees


async def test_the_estimate_says_by_which_prices_it_was_counted(town: Town) -> None:
    anna = await holder_of(town, "100200301")
    seen = await summary_of(anna, "12650")
    assert "Примерная стоимость: 1 101,60 ₽ по тарифам с 01.10.2026\n" in seen
    assert "Порог" not in seen


async def test_both_scales_go_towards_the_same_threshold(town: Town) -> None:
    anna = await holder_of(town, "100200302")
    seen = await summary_of(anna, "9114 4507")  # 900 and 600 kWh
    in_kopecks = 720 * 745 + 180 * 931 + 480 * 391 + 120 * 489
    assert f"Примерная стоимость: {in_kopecks // 100:,},{in_kopecks % 100:02} ₽".replace(",", " ", 1) in seen
    assert "Порог 1 200 кВт·ч за месяц пройден. Сверх него 300 кВт·ч:" in seen
    assert "День 9,31 вместо 7,45 ₽, Ночь 4,89 вместо 3,91 ₽." in seen


async def test_the_other_meter_counts_as_soon_as_its_reading_is_sent(town: Town) -> None:
    anna = await holder_of(town, "100200304")
    other = "[Ромашка-202 № 41120771]"
    await anna.plays("[Передать показания]", other, "11620 10067")  # 600 and 600 kWh
    assert "без счётчика № 07715520, по нему показаний за месяц ещё нет" in anna.sees
    assert "Порог" not in anna.sees
    await anna.plays("[Подтвердить]", "[Передать показания]", "[Ромашка-101 № 07715520]", "30515")  # 300 kWh
    seen = as_seen(anna.sees)
    assert "Примерная стоимость: 2 041,20 ₽ по тарифам с 01.10.2026\n" in seen  # 240 × 6,48 + 60 × 8,10
    assert "Порог 1 200 кВт·ч за месяц пройден. Сверх него 300 кВт·ч: 8,10 вместо 6,48 ₽." in seen


async def test_more_than_a_month_is_divided_by_days_and_over_changes_of_prices(town: Town) -> None:
    await town.change("UPDATE scales SET last_date = '2026-08-24' WHERE meter_id = 'M301'")
    anna = await holder_of(town, "100200301")
    seen = await summary_of(anna, "12660")  # 180 kWh in 90 days: 37 of them before October
    assert "Примерная стоимость: 1 129,40 ₽ по тарифам с 01.01.2026 и с 01.10.2026; " in seen
    assert "расход с 25.08.2026 разделён поровну по дням" in seen


async def test_the_day_of_the_next_range_is_told_before_it_comes(town: Town) -> None:
    await town.change("UPDATE scales SET last_date = '2026-11-01' WHERE meter_id = 'M301'")
    anna = await holder_of(town, "100200301")
    seen = await summary_of(anna, "13530")  # 1,050 kWh in 21 days: 50 a day
    assert "По такому расходу порог 1 200 кВт·ч будет пройден 25-го: дальше 8,10 вместо 6,48 ₽." in seen
    await anna.press("Подтвердить")
    await open_tariffs(anna)
    seen = as_seen(anna.sees)
    assert "За ноябрь 2026 по переданным показаниям израсходовано 1 050 из 1 200 кВт·ч." in seen
    assert "будет пройден 25-го: дальше 8,10 вместо 6,48 ₽." in seen


async def test_what_the_ranges_still_lack_is_said(town: Town) -> None:
    anna = await holder_of(town, "100200304")
    await open_tariffs(anna)
    month = say("month-of-year", month=say("month-11"), year="2026")
    assert say("tariffs-nothing-sent", month=month) in anna.sees
    await anna.plays(
        "[К номеру]", "[Передать показания]", "[Ромашка-101 № 07715520]", "30515", "[Подтвердить]"
    )
    await open_tariffs(anna)
    assert "израсходовано 300 из 1 200 кВт·ч" in as_seen(anna.sees)
    assert say("tariffs-unread") in anna.sees


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_prices_are_readable_in_both_languages(town: Town, language: str) -> None:
    anna = await holder_of(town, "100200314")
    if language == "en":
        await town.change("UPDATE accounts SET language = 'en'")
    await open_tariffs_by_data(anna, "100200314")
    first = {"ru": "• до 1 200 кВт·ч: 6,48 ₽ (было 5,98)", "en": "• up to 1 200 kWh: 6,48 ₽ (was 5,98)"}
    assert first[language] in as_seen(anna.sees)
    assert len(anna.sees) < 4096


async def open_tariffs_by_data(anna: Resident, number: str) -> None:
    await anna.plays("[Электроэнергия]")
    await anna.forge(f"n:tariffs:{number}:0")


@pytest.mark.parametrize("spelling", ["Сельское население", "сельское  население", "Другая"])
async def test_a_category_sees_its_own_prices_and_never_those_of_another(town: Town, spelling: str) -> None:
    await town.change(
        f"UPDATE subscribers SET category = '{spelling}' WHERE number = '100200301'",  # noqa: S608 ours
        "INSERT INTO tariffs (rates, scale, category, from_kwh, price, valid_from)"
        " VALUES (1, 1, 'Сельское население', 0, 454, '2026-10-01')",
    )
    anna = await holder_of(town, "100200301")
    await open_tariffs(anna)
    seen, is_known = as_seen(anna.sees), spelling != "Другая"
    assert f"Категория: {spelling}" in anna.sees
    assert "6,48" not in seen
    assert ("• 4,54 ₽" in seen) is is_known
    assert ("Цены для этого счётчика у нас пока нет" in seen) is not is_known
    await anna.plays("Передать показания", "12650")
    assert ("Примерная стоимость: 771,80 ₽" in as_seen(anna.sees)) is is_known
    assert ("Примерная стоимость" in anna.sees) is is_known
