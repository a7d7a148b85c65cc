"""Why a bill is higher or lower than others, as residents read it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bill_line import Basis, BillLine
from domain.dates import Month
from domain.difference import difference
from domain.meter import Meter
from domain.subscriber import Holding
from handlers.residents.differences import difference_screen
from services.numbers.bills import BillPlace
from services.numbers.differences import BillComparison, Comparison
from tests.conversations.harness import TEXTS, Resident, Town, as_seen, say
from tests.domain.meters import ONE, THREE, TWO

SIGNED = re.compile(r"([+−])([0-9 ]+),([0-9]{2}) ₽$")
NO_BILL = "Счёта за декабрь 2025 здесь нет, поэтому сравнить с ним не получится."
PHONE = "(812) 303-96-96"
TAGS = re.compile(r"</?b>")
HEAD = re.compile(r"([0-9 ]+),([0-9]{2}) ₽ (больше|меньше|more|less)")


async def asks_why(anna: Resident, number: str, month: int, place: int = 0) -> list[str]:
    """Press the button of a bill, and give the lines of the answer."""
    await anna.forge(f"b:why:{number}:{month}:{place}")
    return as_seen(anna.sees).split("\n")


async def make_bill(town: Town, bill: str, month: str, *lines: str, told: bool = True) -> None:
    """Bring a bill of № 100200316; a line is «scale, basis, watt-hours, range, price, amount» in SQL."""
    amounts = dict.fromkeys(("charged", "recalculated", "penalty"), 0)
    for line in lines:
        _, basis, *_, amount = line.split(", ")
        part = {"'recalculation'": "recalculated", "'penalty'": "penalty"}.get(basis, "charged")
        amounts[part] += int(amount)
    charged, recalculated, penalty = amounts.values()
    await town.change(
        f"INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"  # noqa: S608 ours
        f" VALUES ('{bill}', '100200316', '{month}', {charged}, {recalculated}, {penalty}, 0, 0)",
        *(
            f"INSERT INTO bill_lines VALUES ('{bill}', {ordinal}, {line}, '')"  # noqa: S608 ours
            for ordinal, line in enumerate(lines if told else (), start=1)
        ),
    )


def kopecks(match: re.Match[str] | None, rubles: int) -> int:
    assert match is not None
    return int(match[rubles].replace(" ", "") + match[rubles + 1])


def added_up(comparison: str) -> tuple[int, int]:
    """Give what the head of a comparison says, and the sum of its parts."""
    head, *lines = comparison.split("\n")
    found = HEAD.search(head)
    said = 0 if found is None else kopecks(found, 1) * (1 if found[3] in {"больше", "more"} else -1)
    parts = [SIGNED.search(line) for line in lines if line.startswith("•")]
    return said, sum(kopecks(part, 2) * (1 if part and part[1] == "+" else -1) for part in parts)


async def test_consumption_and_price_are_told_apart_with_the_day_of_the_new_price(town: Town) -> None:
    anna = await town.holder("100200301")
    lines = await asks_why(anna, "100200301", 202610)
    assert lines == [
        "Сравнение счетов · № 100200301",
        "",
        "Счёт за октябрь 2026 на 236,54 ₽ больше, чем за сентябрь 2026.",
        "• Расход вырос на 23 кВт·ч: +137,54 ₽",
        "• Цена за кВт·ч выросла с 01.10.2026 (было 5,98, стало 6,48 ₽): +99,00 ₽",
        "",
        "Счёта за октябрь 2025 здесь нет, поэтому сравнить с ним не получится.",
    ]
    assert anna.buttons == ["Спросить об этом счёте", "К счёту"]
    await anna.press("К счёту")
    assert "Счёт за октябрь 2026" in anna.sees
    await anna.plays("[Почему больше?]", "[Спросить об этом счёте]")
    assert say("question-bill-ask", bill="октябрь 2026", number="100200301", phone=PHONE) in anna.sees


@pytest.mark.parametrize(
    ("kwh", "label"), [(100, "Почему меньше?"), (104, "Сравнить"), (110, "Почему больше?")]
)
async def test_the_button_of_a_bill_says_what_its_answer_will_say(town: Town, kwh: int, label: str) -> None:
    await make_bill(town, "B1", "2026-11", f"1, 'norm', {kwh}000, 0, 648, {kwh * 648}")
    anna = await town.holder("100200316")
    await anna.forge("b:view:100200316:202611:0")
    await anna.press(label)
    assert "Сравнение счетов" in anna.sees
    await anna.forge("b:view:100200316:202608:0")
    assert not {"Почему больше?", "Почему меньше?", "Сравнить"} & set(anna.buttons)


async def test_two_scales_are_compared_by_their_names_and_thresholds_once(town: Town) -> None:
    anna = await town.holder("100200319")
    lines = await asks_why(anna, "100200319", 202512)
    assert lines[3:6] == [
        "• Расход по шкале «День» вырос на 509 кВт·ч: +4 377,40 ₽",
        "• Расход по шкале «Ночь» вырос на 538 кВт·ч: +2 426,38 ₽",
        "• Расход за месяц больше 3 900 кВт·ч, а всё, что сверх этого порога, стоит дороже: +1 823,27 ₽",
    ]
    lines = await asks_why(anna, "100200319", 202603)
    assert "на этот раз не больше 3 900 кВт·ч" in lines[4]
    lines = await asks_why(anna, "100200319", 202610)
    dearer = (
        "• Цена за кВт·ч по шкале «День» выросла с 01.10.2026 (до порога было 6,88, стало 7,45 ₽): +906,60 ₽"
    )
    assert dearer in lines
    assert "Счёт за октябрь 2026 на 2 595,24 ₽ больше, чем за октябрь 2025." in lines


async def test_scales_that_several_meters_name_otherwise_are_taken_together(town: Town) -> None:
    anna = await town.holder("100200314")
    lines = await asks_why(anna, "100200314", 202610)
    assert lines[3:5] == [
        "• Расход вырос на 67 кВт·ч: +376,48 ₽",
        "• Цены за кВт·ч изменились: +276,65 ₽",
    ]


@pytest.mark.parametrize(
    ("number", "month", "line"),
    [
        (
            "100200320",
            202610,
            "• Перерасчёт в счёте за сентябрь 2026: минус 643,20 ₽, в этом счёте 118,90 ₽. Разница +762,10 ₽",
        ),
        ("100200323", 202602, "• Перерасчёт в этом счёте: +67,66 ₽"),
        (
            "100200323",
            202603,
            "• Перерасчёт в счёте за февраль 2026: 67,66 ₽, в этом счёте нет. Поэтому −67,66 ₽",
        ),
        ("100200321", 202603, "• Пени в этом счёте: +3,12 ₽"),
        (
            "100200323",
            202610,
            "Счёт за октябрь 2026 посчитан по показаниям, а за октябрь 2025 по среднему расходу.",
        ),
        ("100200323", 202512, "Счёт за декабрь 2025 такой же, как за ноябрь 2025."),
        ("100200323", 202512, "Оба счёта посчитаны по среднему расходу."),
        ("100200316", 202610, "Оба счёта посчитаны по нормативу."),
    ],
)
async def test_recalculations_penalties_and_what_was_counted_by_are_told(
    town: Town, number: str, month: int, line: str
) -> None:
    anna = await town.holder(number)
    assert line in await asks_why(anna, number, month)


@pytest.mark.parametrize("number", ["100200303", "100200314", "100200319", "100200323", "100200326"])
async def test_the_parts_that_people_read_add_up_to_the_kopeck(town: Town, number: str) -> None:
    anna = await town.holder(number)
    months = town.query(f"SELECT month FROM bills WHERE number = '{number}'")  # noqa: S608 ours
    for (month,) in months:
        await asks_why(anna, number, int(month.replace("-", "")))
        assert len(anna.sees) < 4096
        for comparison in as_seen(anna.sees).split("\n\n")[1:]:
            said, total = added_up(comparison)
            assert said == total, comparison


# Bills that are hard to compare.


async def test_where_lines_are_not_known_the_sums_are_compared(town: Town) -> None:
    rows = "1, 'norm', 100000, 0, 598, 59800", "1, 'penalty', NULL, NULL, NULL, 310"
    await make_bill(town, "B1", "2026-11", *rows, told=False)
    anna = await town.holder("100200316")
    lines = await asks_why(anna, "100200316", 202611)
    sums = "в счёте за октябрь 2026: 673,92 ₽, в этом счёте 598,00 ₽. Разница −75,92 ₽"
    assert lines[2:6] == [
        "Счёт за ноябрь 2026 на 72,82 ₽ меньше, чем за октябрь 2026.",
        "Что входит в один из этих счетов, нам не сообщили. Поэтому здесь только суммы:",
        f"• Начислено за электроэнергию {sums}",
        "• Пени в этом счёте: +3,10 ₽",
    ]
    await make_bill(town, "B2", "2026-12", *rows, told=False)
    same = (await asks_why(anna, "100200316", 202612))[2:5]
    assert same == ["Счёт за декабрь 2026 такой же, как за ноябрь 2026.", "", NO_BILL]


async def test_all_bills_of_a_month_count_together(town: Town) -> None:
    await make_bill(town, "B1", "2026-11", "1, 'norm', 104000, 0, 648, 67392")
    await make_bill(town, "B2", "2026-11", "1, 'recalculation', NULL, NULL, NULL, -10000")
    anna = await town.holder("100200316")
    for place in (0, 1):
        lines = await asks_why(anna, "100200316", 202611, place)
        assert lines[2:4] == [
            "Счета за ноябрь 2026 вместе на 100,00 ₽ меньше, чем за октябрь 2026.",
            "• Перерасчёт в этом счёте: −100,00 ₽",
        ]


async def test_other_scales_are_compared_by_all_consumption_and_the_mean_price(town: Town) -> None:
    await make_bill(
        town, "B1", "2026-11", "1, 'reading', 60000, 0, 745, 44700", "2, 'reading', 40000, 0, 391, 15640"
    )
    anna = await town.holder("100200316")
    lines = await asks_why(anna, "100200316", 202611)
    assert lines[2:7] == [
        "Счёт за ноябрь 2026 на 70,52 ₽ меньше, чем за октябрь 2026.",
        "• Цена за кВт·ч снизилась (в среднем было 6,48, стало 6,03 ₽): −44,60 ₽",
        "• Расход снизился на 4 кВт·ч: −25,92 ₽",
        "Счёт за ноябрь 2026 посчитан по показаниям, а за октябрь 2026 по нормативу.",
        "Шкалы счётчика в этих счетах разные, поэтому сравниваем весь расход и среднюю цену.",
    ]


async def test_thresholds_that_changed_are_told_with_both(town: Town) -> None:
    await make_bill(
        town, "B1", "2026-11", "1, 'norm', 1200000, 0, 600, 720000", "1, 'norm', 100000, 1200, 700, 70000"
    )
    await make_bill(
        town, "B2", "2026-12", "1, 'norm', 1000000, 0, 600, 600000", "1, 'norm', 300000, 1000, 700, 210000"
    )
    anna = await town.holder("100200316")
    lines = await asks_why(anna, "100200316", 202612)
    assert lines[3].startswith("• Изменились пороги, после которых кВт·ч стоит дороже.")
    assert lines[3].endswith("Было 1 200 кВт·ч, стало 1 000 кВт·ч: +200,00 ₽")
    lines = await asks_why(anna, "100200316", 202611)
    assert "а сверх этого порога цена 7,00 ₽: +" in lines[5]


async def test_a_sum_without_consumption_other_charges_and_rounding_have_their_words(town: Town) -> None:
    await make_bill(town, "B1", "2026-11", "1, 'norm', NULL, NULL, NULL, 50000")
    await make_bill(
        town, "B2", "2026-12", "1, 'norm', NULL, NULL, NULL, 50000", "NULL, 'other', NULL, NULL, NULL, -5"
    )
    await make_bill(town, "B3", "2027-01", "1, 'norm', 1000, 0, 598, 598")
    await make_bill(town, "B4", "2027-02", "1, 'norm', 1000, 0, 598, 599")
    anna = await town.holder("100200316")
    uncountable = (
        "• Начислено (расход сравнить нельзя) в счёте за октябрь 2026: 673,92 ₽, в этом счёте 500,00 ₽."
    )
    assert (await asks_why(anna, "100200316", 202611))[3] == f"{uncountable} Разница −173,92 ₽"
    assert (await asks_why(anna, "100200316", 202612))[3] == "• Прочие начисления в этом счёте: −0,05 ₽"
    assert (await asks_why(anna, "100200316", 202702))[3] == "• Округление до копейки: +0,01 ₽"


async def test_the_same_sum_of_other_parts_is_told_as_such(town: Town) -> None:
    await make_bill(
        town,
        "B1",
        "2026-11",
        "1, 'norm', 105000, 0, 648, 68040",
        "1, 'recalculation', NULL, NULL, NULL, -648",
    )
    anna = await town.holder("100200316")
    lines = await asks_why(anna, "100200316", 202611)
    assert lines[2] == "Счёт за ноябрь 2026 на ту же сумму, что и за октябрь 2026, но сложилась она иначе."
    assert lines[3:5] == ["• Расход вырос на 1 кВт·ч: +6,48 ₽", "• Перерасчёт в этом счёте: −6,48 ₽"]


async def test_a_bill_that_is_not_there_and_one_of_others_are_answered(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.forge("b:why:100200301:202611:0")
    assert say("error-bill-unknown") in anna.sees
    await anna.forge("b:why:100200302:202610:0")
    assert say("error-not-yours") in anna.sees


async def test_a_comparison_is_readable_in_english(town: Town) -> None:
    anna = await town.holder("100200319")
    await town.change("UPDATE accounts SET language = 'en'")
    lines = await asks_why(anna, "100200319", 202610)
    assert lines[2] == "The bill for October 2026 is 3 627,96 ₽ more than for September 2026."
    assert "(up to the limit was 6,88, is 7,45 ₽): +906,60 ₽" in "\n".join(lines)
    assert anna.buttons == ["Ask about this bill", "To the bill"]


# Any lines.

LINES = st.lists(
    st.builds(
        BillLine,
        st.sampled_from(Basis),
        st.integers(-(10**9), 10**9),
        scale=st.none() | st.integers(1, 3),
        consumption=st.none() | st.decimals(-(10**6), 10**6, places=3),
        from_kwh=st.sampled_from((None, 0, 1200, 3900)),
        price=st.none() | st.integers(0, 10**4),
    ),
    max_size=12,
)
HOLDING = Holding("100200316", None, "", 0, 0, closed=False)


@pytest.mark.parametrize("language", ["ru", "en"])
@given(old=LINES, new=LINES, meters=st.sampled_from([(), (ONE,), (TWO,), (ONE, THREE)]))
def test_any_two_bills_are_compared_in_words_that_add_up(
    language: str, old: list[BillLine], new: list[BillLine], meters: tuple[Meter, ...]
) -> None:
    found = difference(old, new)
    both = tuple(Comparison(Month(year, 9), found, {1: date(2026, 7, 1)}) for year in (2026, 2025))
    compared = BillComparison(HOLDING, Month(2026, 10), BillPlace(202610), 1, both, meters)
    text = TAGS.sub("", as_seen(difference_screen(TEXTS.within(language), compared).text))
    assert len(text) < 4096
    for comparison in text.split("\n\n")[1:]:
        assert added_up(comparison) == (found.amount, found.amount)
