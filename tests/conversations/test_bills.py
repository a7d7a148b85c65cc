"""What residents read of their bills: the list, and each bill line by line."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bill_line import Basis, BillLine
from domain.meter import Meter
from handlers.bill_wording import LONGEST_LINES, MOST_LINES, bill_lines_text
from tests.conversations.harness import TEXTS, Resident, Town, as_seen, say, say_in
from tests.domain.meters import ONE, THREE, TWO

LONGEST_MESSAGE = 4096
FLAT = "100200301"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who holds the first number of the example registry."""
    return await town.holder(FLAT)


async def open_bills(anna: Resident) -> None:
    await anna.plays("[Электроэнергия]", "[Счета]")


async def bill_of(town: Town, number: str, *presses: str) -> list[str]:
    """Open the bills of a number, press these buttons, and give the lines of what is seen."""
    anna = await town.holder(number)
    await open_bills(anna)
    for label in presses:
        await anna.press(label)
    return as_seen(anna.sees).split("\n")


async def make_bill(town: Town, bill: str, month: str, *lines: str, **sums: str | int) -> None:
    """Bring a bill of the flat; a line is what its row has after the ordinal."""
    values = {"charged": 83020, "recalculated": 0, "penalty": 0, "paid": 0, "due": 83020, **sums}
    columns = "bill_id, ordinal, basis, scale, consumption, from_kwh, price, amount, note"
    await town.change(
        f"INSERT INTO bills (id, number, month, {', '.join(values)}) VALUES"  # noqa: S608
        f" ('{bill}', '{FLAT}', '{month}', {', '.join(map(repr, values.values()))})",
        *(
            f"INSERT INTO bill_lines ({columns}) VALUES ('{bill}', {ordinal}, {line})"  # noqa: S608
            for ordinal, line in enumerate(lines, start=1)
        ),
    )


# The list.


async def test_the_list_has_a_short_row_and_a_button_for_each_bill(anna: Resident) -> None:
    await open_bills(anna)
    rows = as_seen(anna.sees).split("\n")
    assert rows[4:7] == [
        "Октябрь 2026: 1 283,04 ₽, осталось 48,48 ₽, срок был 15.11.2026",
        "Сентябрь 2026: 1 046,50 ₽, оплачен 12.10.2026",
        "Август 2026: 962,78 ₽, оплачен 12.09.2026",
    ]
    assert anna.screen.button_labels[:3] == [
        ["Октябрь 2026", "Сентябрь 2026"],
        ["Август 2026", "Июль 2026"],
        ["Июнь 2026", "Май 2026"],
    ]
    assert anna.buttons[6:] == ["Раньше", "К номеру"]
    await anna.plays("[Раньше]", "[Ноябрь 2025]")
    assert say("bill-title", bill="ноябрь 2025") in anna.sees
    await anna.press("К счетам")
    assert "Ноябрь 2025" in anna.buttons


async def test_a_bill_that_is_not_due_yet_says_until_when_it_is_to_be_paid(
    town: Town, anna: Resident
) -> None:
    await make_bill(town, "N1", "2026-11", due_on="2026-11-22")
    await town.change("UPDATE subscribers SET balance = 23000 WHERE number = '100200301'")
    await open_bills(anna)
    row = "Ноябрь 2026: 830,20 ₽, осталось 230,00 ₽, срок"
    assert f"{row} до 22.11.2026" in as_seen(anna.sees)
    await town.pass_time(days=1)
    await open_bills(anna)
    assert f"{row} был 22.11.2026" in as_seen(anna.sees)


async def test_two_bills_of_a_month_are_told_apart(town: Town, anna: Resident) -> None:
    await make_bill(town, "N1", "2026-11")
    await make_bill(town, "N2", "2026-11", charged=-12000, due=-12000)
    await open_bills(anna)
    assert anna.buttons[:3] == ["Ноябрь 2026 (2-й)", "Ноябрь 2026", "Октябрь 2026"]
    assert "Ноябрь 2026 (2-й): минус 120,00 ₽, платить не нужно" in anna.sees
    await anna.press("Ноябрь 2026 (2-й)")
    assert "Счёт за ноябрь 2026 (2-й)" in anna.sees
    assert say("bill-overpaid", amount="120,00") in anna.sees
    await anna.press("Раньше")
    assert "Счёт за ноябрь 2026\n" in anna.sees
    assert "830,20 ₽" in anna.sees


async def test_months_without_a_bill_are_named_between_the_others(town: Town, anna: Resident) -> None:
    await town.change(
        "DELETE FROM bills WHERE number = '100200301'"
        " AND month IN ('2026-09', '2026-07', '2026-06', '2026-05')"
    )
    await open_bills(anna)
    rows = [row.partition(":")[0] for row in as_seen(anna.sees).split("\n")[4:11]]
    assert rows == [
        "Октябрь 2026",
        "Сентябрь 2026",
        "Август 2026",
        "Май 2026 – Июль 2026",
        "Апрель 2026",
        "Март 2026",
        "Февраль 2026",
    ]
    assert say("bills-gap-month", month="Сентябрь 2026") in anna.sees
    assert "Сентябрь 2026" not in anna.buttons


async def test_without_bills_there_are_no_buttons_of_bills(town: Town, anna: Resident) -> None:
    await town.change("DELETE FROM bills WHERE number = '100200301'")
    await open_bills(anna)
    assert say("bills-none") in anna.sees
    assert say("bills-choose") not in anna.sees
    assert anna.buttons == ["К номеру"]


# One bill.


async def test_a_bill_leads_to_the_ones_next_to_it_and_back(anna: Resident) -> None:
    await open_bills(anna)
    await anna.press("Октябрь 2026")
    assert anna.screen.button_labels == [
        ["Почему больше?"],
        ["Спросить об этом счёте"],
        ["Скачать PDF"],
        ["Раньше"],
        ["К счетам", "К номеру"],
    ]
    await anna.press("Раньше")
    assert "Счёт за сентябрь 2026" in anna.sees
    assert anna.screen.button_labels == [
        ["Почему больше?"],
        ["Спросить об этом счёте"],
        ["Скачать PDF"],
        ["Позже", "Раньше"],
        ["К счетам", "К номеру"],
    ]
    await anna.press("Позже")
    assert "Счёт за октябрь 2026" in anna.sees
    await anna.press("К счетам")
    assert say("bills-choose") in anna.sees
    await anna.plays("[Октябрь 2026]", "[К номеру]")
    assert f"Абонент № {FLAT}" in anna.sees


async def test_a_bill_shows_each_line_and_its_sums(town: Town) -> None:
    assert await bill_of(town, "100200326", "Раньше", "Апрель 2026") == [
        "Счёт за апрель 2026",
        "Абонент № 100200326",
        "По счёту 711,03 ₽, оплачен 14.05.2026",
        "",
        "По показаниям",
        "День: 124 кВт·ч × 4,82 ₽ = 597,68 ₽",
        "Ночь: 92 кВт·ч × 2,53 ₽ = 232,76 ₽",
        "",
        "Перерасчёт (за февраль и март 2026 по показаниям вместо среднего)",
        "День: минус 19 кВт·ч × 4,82 ₽ = минус 91,58 ₽",
        "Ночь: минус 11 кВт·ч × 2,53 ₽ = минус 27,83 ₽",
        "",
        "Начислено: 830,44 ₽",
        "Перерасчёт: минус 119,41 ₽",
        "Было к оплате на начало месяца: 925,03 ₽",
        "Оплачено с прошлого счёта: 925,03 ₽",
        "В счёте к оплате: 711,03 ₽, срок 15.05.2026",
    ]


async def test_ranges_are_named_and_what_is_rounded_is_no_equation(town: Town) -> None:
    lines = await bill_of(town, "100200319", "Раньше", "Декабрь 2025")
    assert lines[4:11] == [
        "По показаниям",
        "День, до 1 200 кВт·ч:",
        "630,737 кВт·ч по 6,88 ₽, начислено 4 339,47 ₽",
        "День, от 1 200 до 3 900 кВт·ч:",
        "1 419,159 кВт·ч по 8,60 ₽, начислено 12 204,77 ₽",
        "День, сверх 3 900 кВт·ч:",
        "238,104 кВт·ч по 13,76 ₽, начислено 3 276,30 ₽",
    ]
    assert not any("=" in line for line in lines)


@pytest.mark.parametrize(
    ("number", "presses", "shown"),
    [
        (
            "100200323",
            ("Раньше", "Раньше", "Октябрь 2025"),
            ["По среднему расходу (показания не переданы)", say("bill-basis-average-means")],
        ),
        (
            "100200323",
            ("Раньше", "Январь 2026"),
            ["По нормативу (показаний нет больше трёх месяцев)", say("bill-basis-norm-means")],
        ),
        ("100200316", ("Октябрь 2026",), ["По нормативу (прибора нет)", say("bill-basis-norm-means")]),
        ("100200321", ("Раньше", "Март 2026"), ["Пени (оплачено позже срока: за 12 дней)", "3,12 ₽"]),
        (
            "100200328",
            ("Октябрь 2026",),
            ["По показаниям", "Пик: 75 кВт·ч × 8,42 ₽ = 631,50 ₽"],
        ),
        ("100200304", ("Октябрь 2026",), ["День, прибор 41120771:", "100 кВт·ч × 7,45 ₽ = 745,00 ₽"]),
        ("100200312", ("Октябрь 2026",), ["В счёте переплата: 3 482,36 ₽"]),
        (
            "100200320",
            ("Сентябрь 2026",),
            ["Перерасчёт (за июнь и июль 2026 по показаниям вместо среднего)", "минус 643,20 ₽"],
        ),
    ],
)
async def test_every_kind_of_line_says_what_it_is(
    town: Town, number: str, presses: Sequence[str], shown: Sequence[str]
) -> None:
    assert "\n".join(shown) in "\n".join(await bill_of(town, number, *presses))


async def test_a_bill_reads_in_english_too(anna: Resident) -> None:
    await anna.forge("l:en")
    await anna.forge(f"b:view:{FLAT}:202610:0")
    seen = as_seen(anna.sees)
    assert "Bill for October 2026" in seen
    assert say_in("en", "bills-open-partly", amount="1 283,04", left="48,48") in seen
    assert "By readings\n198 kWh × 6,48 ₽ = 1 283,04 ₽" in seen
    assert anna.screen.button_labels == [
        ["Why is it more?"],
        ["Ask about this bill"],
        ["Download PDF"],
        ["Older"],
        ["To the bills", "Back to the number"],
    ]


async def test_the_list_reads_in_english_too(anna: Resident) -> None:
    await anna.forge("l:en")
    await anna.forge(f"n:bills:{FLAT}:0")
    rows = as_seen(anna.sees).split("\n")
    assert rows[4] == "October 2026: 1 283,04 ₽, 48,48 ₽ still to pay, was due by 15.11.2026"
    assert rows[5] == "September 2026: 1 046,50 ₽, paid on 12.10.2026"
    assert "September 2026" in anna.buttons


async def test_a_bill_without_lines_says_so_and_tells_its_sums(town: Town, anna: Resident) -> None:
    await town.change("DELETE FROM bill_lines")
    await open_bills(anna)
    await anna.press("Октябрь 2026")
    assert say("bill-lines-none") in anna.sees
    assert "В счёте к оплате: 1 283,04 ₽, срок 15.11.2026" in as_seen(anna.sees)


async def test_a_bill_of_an_older_registry_tells_what_it_knows(town: Town, anna: Resident) -> None:
    """Neither the day nor the beginning is known, and the lines may have neither consumption nor price."""
    await make_bill(
        town,
        "N1",
        "2026-11",
        "'other', NULL, NULL, NULL, NULL, 50020, 'опломбировка'",
        "'other', NULL, 100000, NULL, NULL, 20000, ''",
        "'other', 3, NULL, NULL, 565, 13000, ''",
    )
    await anna.forge(f"b:view:{FLAT}:202611:0")
    assert as_seen(anna.sees).split("\n")[4:] == [
        "Другие начисления",
        "Опломбировка: 500,20 ₽",
        "100 кВт·ч, начислено 200,00 ₽",
        "по 5,65 ₽ за кВт·ч, начислено 130,00 ₽",
        "",
        "Начислено: 830,20 ₽",
        "В счёте к оплате: 830,20 ₽",
    ]


async def test_lines_of_a_basis_stand_together_where_billing_begins_them(town: Town, anna: Resident) -> None:
    await make_bill(
        town,
        "N1",
        "2026-11",
        "'penalty', NULL, NULL, NULL, NULL, 300, 'за август'",
        "'norm', 1, 10000, NULL, 500, 5000, ''",
        "'average', 1, 20000, NULL, 500, 10000, ''",
        "'norm', 1, 30000, NULL, 500, 15000, ''",
    )
    await anna.forge(f"b:view:{FLAT}:202611:0")
    blocks = as_seen(anna.sees).split("\n\n")[1:-1]
    assert [block.split("\n")[0] for block in blocks] == [
        "Пени (за август)",
        "По нормативу",
        "По среднему расходу",
    ]
    assert blocks[1].endswith("\n10 кВт·ч × 5,00 ₽ = 50,00 ₽\n30 кВт·ч × 5,00 ₽ = 150,00 ₽")


async def test_a_scale_that_no_meter_has_is_named_by_its_number(town: Town) -> None:
    await town.change("UPDATE bill_lines SET scale = 3 WHERE scale = 2 AND bill_id = 'B100200302-202610'")
    lines = await bill_of(town, "100200302", "Октябрь 2026")
    assert "Шкала 3: 75 кВт·ч × 3,91 ₽ = 293,25 ₽" in lines


async def test_very_many_lines_fit_a_message_and_the_rest_is_told_in_one(town: Town, anna: Resident) -> None:
    note = "&" * 300
    lines = [f"'reading', 1, 1000, 0, 565, 565, '{note}{number}'" for number in range(200)]
    await make_bill(town, "N1", "2026-11", *lines, charged=200 * 565)
    await anna.forge(f"b:view:{FLAT}:202611:0")
    assert len(anna.screen.text) <= LONGEST_MESSAGE
    shown = anna.sees.count("1 кВт·ч × 5,65 ₽ = 5,65 ₽")
    assert shown > 0
    rest = say("bill-lines-more", count=200 - shown, amount=f"{(200 - shown) * 565 / 100:,.2f}")
    assert rest.replace(",", " ", 1).replace(".", ",") in as_seen(anna.sees).replace(".", ",")


# Buttons that lead nowhere any more, or were made up.


@pytest.mark.parametrize("place", ["202611:0", "202610:1", "202610:-1", "0:0", "999999:0", "-202610:0"])
async def test_a_bill_that_is_not_there_is_answered_clearly(anna: Resident, place: str) -> None:
    await anna.forge(f"b:view:{FLAT}:{place}")
    assert anna.sees == say("error-bill-unknown")
    assert "Электроэнергия" in anna.keys


@pytest.mark.parametrize(
    "data",
    [
        f"b:nothing:{FLAT}:202610:0",
        f"b:view:{FLAT}:202610",
        f"b:view:{FLAT}:october:0",
        f"b:view:{FLAT}:{10**18}:0",
        "b:",
    ],
)
async def test_data_that_no_button_has_are_stale(town: Town, anna: Resident, data: str) -> None:
    await anna.forge(data)
    assert anna.sees == say("stale-text")
    assert town.faults_reported() == []


async def test_nobody_reads_a_bill_of_others_or_of_a_number_that_was_removed(
    town: Town, anna: Resident
) -> None:
    await anna.forge("b:view:100200302:202610:0")
    assert anna.sees == say("error-not-yours")
    await open_bills(anna)
    await anna.press("Октябрь 2026")
    bill = anna.screen
    await town.change("DELETE FROM holdings")
    await anna.press("Раньше", on=bill)
    assert anna.sees == say("error-not-yours")


async def test_a_bill_ends_the_question_under_way(town: Town, anna: Resident) -> None:
    await open_bills(anna)
    bills = anna.screen
    await anna.press("Профиль")
    await anna.press("Сменить пароль")
    assert await town.state_of(anna) is not None
    await anna.press("Октябрь 2026", on=bills)
    assert await town.state_of(anna) is None
    assert "Счёт за октябрь 2026" in anna.sees


# Any lines.

LINES = st.lists(
    st.builds(
        BillLine,
        st.sampled_from(Basis),
        st.integers(-(10**9), 10**9),
        scale=st.none() | st.integers(1, 4),
        consumption=st.none() | st.decimals(-(10**6), 10**6, places=3),
        from_kwh=st.sampled_from((None, 0, 1200, 3900)),
        price=st.none() | st.integers(0, 10**4),
        note=st.text("аб<&>", max_size=300),
    ),
    max_size=MOST_LINES + 5,
)


@pytest.mark.parametrize("language", ["ru", "en"])
@given(lines=LINES, meters=st.sampled_from([[], [ONE], [TWO], [ONE, THREE]]))
def test_any_lines_fit_and_only_what_is_true_is_an_equation(
    language: str, lines: list[BillLine], meters: list[Meter]
) -> None:
    texts = bill_lines_text(TEXTS.within(language), lines, meters)
    assert bool(texts) is bool(lines)
    assert sum(map(len, texts)) <= LONGEST_LINES + 100
    assert "\n".join(texts).count(" = ") <= sum(line.is_product for line in lines)
