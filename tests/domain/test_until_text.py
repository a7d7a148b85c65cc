"""How operators type until when an outage lasts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.until_text import FURTHEST, parse_until
from tests.services.residents import refused

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 10, 12, 5, tzinfo=MOSCOW)
"""A Tuesday."""


def understood(text: str, now: datetime = NOW) -> tuple[str | None, str]:
    span = parse_until(text, now)
    begins = None if span.begins is None else f"{span.begins:%d.%m.%Y %H:%M}"
    return begins, f"{span.until:%d.%m.%Y %H:%M}"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("до 18", "10.11.2026 18:00"),
        ("18:00", "10.11.2026 18:00"),
        ("18.30", "10.11.2026 18:30"),
        ("до 18-00", "10.11.2026 18:00"),
        ("сегодня до 18", "10.11.2026 18:00"),
        ("Сегодня до 18:00.", "10.11.2026 18:00"),
        ("до 18 часов", "10.11.2026 18:00"),
        ("до 18 ч", "10.11.2026 18:00"),
        ("завтра до 9:30", "11.11.2026 09:30"),
        ("до 18:00 12 ноября", "12.11.2026 18:00"),
        ("12 ноября, до 18", "12.11.2026 18:00"),
        ("12.11 18:00", "12.11.2026 18:00"),
        ("12.11.2026 до 18", "12.11.2026 18:00"),
        ("12.11.26 до 18.00", "12.11.2026 18:00"),
        ("до 24:00", "11.11.2026 00:00"),
        ("на 3 часа", "10.11.2026 15:05"),
        ("ещё 30 минут", "10.11.2026 12:35"),
        ("05.01 до 10", "05.01.2027 10:00"),
        ("until 6pm", "10.11.2026 18:00"),
        ("tomorrow until 9:30", "11.11.2026 09:30"),
        ("12 November until 18:00", "12.11.2026 18:00"),
        ("сегодня до 12.30", "10.11.2026 12:30"),
    ],
)
def test_an_end_is_understood_in_any_usual_spelling(text: str, until: str) -> None:
    assert understood(text) == (None, until)


@pytest.mark.parametrize(
    ("text", "begins", "until"),
    [
        ("12.11 9:00-15:00", "12.11.2026 09:00", "12.11.2026 15:00"),
        ("12.11 с 9 до 15", "12.11.2026 09:00", "12.11.2026 15:00"),
        ("с 9-00 до 15-00 12.11", "12.11.2026 09:00", "12.11.2026 15:00"),
        ("завтра 9–15", "11.11.2026 09:00", "11.11.2026 15:00"),
        ("завтра с 9 до 15", "11.11.2026 09:00", "11.11.2026 15:00"),
        ("с 10 до 18", "10.11.2026 10:00", "10.11.2026 18:00"),
        ("12.11 с 22 до 6", "12.11.2026 22:00", "13.11.2026 06:00"),
        ("с 22:00 12.11 до 6:00 13.11", "12.11.2026 22:00", "13.11.2026 06:00"),
        ("с 22:00 12 ноября до 6:00 14 ноября", "12.11.2026 22:00", "14.11.2026 06:00"),
        ("tomorrow from 9 to 15", "11.11.2026 09:00", "11.11.2026 15:00"),
    ],
)
def test_a_beginning_is_understood_too(text: str, begins: str, until: str) -> None:
    assert understood(text) == (begins, until)


def test_a_time_at_night_is_that_of_the_night_that_has_begun() -> None:
    assert understood("до 2", NOW.replace(hour=22)) == (None, "11.11.2026 02:00")


@pytest.mark.parametrize(
    "text", ["до 12", "до 9", "9-11", "сегодня до 10", "09.11.2026 до 18", "31 мая до 18"]
)
def test_what_has_passed_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="until-passed"):
        parse_until(text, NOW)


@pytest.mark.parametrize("text", ["12.05.2027 до 18", "31 мая 2027 до 18"])
def test_what_is_too_far_ahead_is_refused(text: str) -> None:
    with refused("until-too-far", most=90):
        parse_until(text, NOW)


@pytest.mark.parametrize(
    "text",
    [
        *("", "12.11", "скоро", "до вечера", "до 25", "до 18:75", "31.02 до 18"),
        *("с 9 до 12 до 18", "завтра", "12 11 10 9"),
    ],
)
def test_what_is_unclear_is_asked_again(text: str) -> None:
    with refused("until-not-understood"):
        parse_until(text, NOW)


@given(st.text(max_size=40))
def test_any_words_are_an_end_ahead_or_refused(text: str) -> None:
    try:
        span = parse_until(text, NOW)
    except DomainError:
        return
    assert NOW < span.until <= NOW + FURTHEST


@given(st.integers(0, 4 * 365 * 24 * 60), st.integers(1, 80 * 24 * 60))
def test_a_moment_that_is_written_out_is_read_back(passed: int, minutes: int) -> None:
    now = NOW.astimezone(UTC) + timedelta(minutes=passed)
    until = now + timedelta(minutes=minutes)
    assert parse_until(f"{until:%d.%m.%Y} до {until:%H:%M}", now).until == until
