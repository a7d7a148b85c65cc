"""Dates as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.date_text import parse_date
from domain.dates import format_date
from domain.errors import DomainError

TODAY = date(2026, 11, 22)
past_days = st.dates(min_value=date(1990, 1, 1), max_value=TODAY)
any_days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


@given(past_days)
def test_what_is_shown_can_be_typed(day: date) -> None:
    assert parse_date(format_date(day), today=TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "05.03.2026",
        "5.3.2026",
        "05/03/2026",
        "5-3-26",
        "05,03,2026",
        "05 03 2026",
        "5. 3. 2026",
        "05032026",
        "050326",
        "05.03.26 г.",
        "05.03.2026г",
        "2026-03-05",
        "5 марта 2026",
        "5 Марта 2026 года",
        "5мар26",
        " 05.03.2026\n",
        "05.03.2026.",
        "2026.03.05",
        "20260305",
        "05.03.2026 14:35",
        "05.03.2026 14.35",
        "2026-03-05T14:35:00+03:00",
        "5 марта 2026 г., 14:35",
        "чт, 5 марта",
        "дата: 05.03",
        "от 5 марта",
        "05.03",
        "5/3",
        "5-е марта",
        "5 мар.",
        "марта 5",
        "5.III.2026",
        "Mar 5, 2026",
        "5th of March",
    ],
)
def test_usual_spellings_are_the_same_day(text: str) -> None:
    assert parse_date(text, today=TODAY) == date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "март",
        "воскресенье",
        "март 2026",
        "5",
        "0503",
        "5 и 6 марта",
        "5.3.026",
        "5032026",
        "05.03.2026.1",
        "5 мартобря",
        "٠٥.٠٣.٢٠٢٦",
    ],
)
def test_what_is_no_date_is_not_understood(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_date(text, today=TODAY)
    assert refusal.value.code == "date-not-understood"


@pytest.mark.parametrize(
    "text", ["31.02.2026", "29.02.2025", "00.01.2026", "03.13.2026", "01.01.1026", "31 апр 2026"]
)
def test_a_day_that_never_was_is_impossible(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_date(text, today=TODAY)
    assert refusal.value.code == "date-impossible"


def test_today_has_come_and_tomorrow_has_not() -> None:
    assert parse_date("22.11.2026", today=TODAY) == TODAY
    with pytest.raises(DomainError) as refusal:
        parse_date("23.11.2026", today=TODAY)
    assert (refusal.value.code, refusal.value.values) == ("date-in-future", {"today": "22.11.2026"})


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("сегодня", 0),
        ("Вчера", 1),
        ("вчера вечером", 1),
        ("вчера в 14:35", 1),
        ("позавчера", 2),
        ("3 дня назад", 3),
        ("неделю назад", 7),
        ("yesterday", 1),
        ("в пятницу", 2),
        ("суббота", 1),
    ],
)
def test_a_day_that_has_just_passed_is_understood(text: str, days: int) -> None:
    assert parse_date(text, today=TODAY) == TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22.11", date(2026, 11, 22)),
        ("23.11", date(2025, 11, 23)),
        ("23 ноября", date(2025, 11, 23)),
        ("29 февраля", date(2024, 2, 29)),
        ("22 числа", date(2026, 11, 22)),
        ("23-го", date(2026, 10, 23)),
        ("31 числа", date(2026, 10, 31)),
    ],
)
def test_of_an_open_year_or_month_the_latest_one_that_is_not_in_the_future_is_meant(
    text: str, day: date
) -> None:
    assert parse_date(text, today=TODAY) == day


@given(any_days, any_days)
def test_a_day_without_its_year_is_never_in_the_future(day: date, today: date) -> None:
    found = parse_date(f"{day.day}.{day.month}", today=today)
    assert found <= today
    assert (found.day, found.month) == (day.day, day.month)


@given(any_days, st.sampled_from(["31 числа", "30-го", "29-го", "1 числа"]))
def test_a_day_of_no_month_is_one_of_the_last_three_months(today: date, text: str) -> None:
    assert today - timedelta(days=92) <= parse_date(text, today=today) <= today


@given(st.text(max_size=40))
def test_any_text_is_a_day_that_has_come_or_is_refused(text: str) -> None:
    try:
        day = parse_date(text, today=TODAY)
    except DomainError:
        return
    assert day <= TODAY
