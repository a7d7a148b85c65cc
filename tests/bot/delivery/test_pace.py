"""Unasked messages keep Telegram's pace."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.pace import Limiter, Pace

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def limiter() -> Limiter:
    return Limiter(Pace(per_second=3, chat_seconds=1.0, group_per_minute=4))


def test_whoever_just_got_a_message_waits_a_second(limiter: Limiter) -> None:
    limiter.sent("7", NOW)
    assert list(limiter.waiting(NOW + 0.9 * SECOND)) == ["7"]
    assert limiter.next_change(NOW + 0.9 * SECOND) == NOW + SECOND
    assert not limiter.waiting(NOW + SECOND)
    assert limiter.next_change(NOW + SECOND) is None


def test_all_together_get_no_more_than_the_pace_of_a_second(limiter: Limiter) -> None:
    for recipient in ("1", "2", "3"):
        limiter.sent(recipient, NOW)
    assert limiter.room(NOW + 0.5 * SECOND) == 0
    assert limiter.room(NOW + SECOND) == 3


def test_a_group_gets_no_more_than_its_minute_allows(limiter: Limiter) -> None:
    for index in range(4):
        limiter.sent("-100", NOW + index * 2 * SECOND)
    assert limiter.next_change(NOW + 10 * SECOND) == NOW + 60 * SECOND
    assert not limiter.waiting(NOW + 60 * SECOND)


def test_a_person_is_not_held_to_the_minute_of_a_group(limiter: Limiter) -> None:
    for index in range(4):
        limiter.sent("100", NOW + index * 2 * SECOND)
    assert not limiter.waiting(NOW + 10 * SECOND)


def test_a_blocked_recipient_waits_as_long_as_telegram_said(limiter: Limiter) -> None:
    limiter.block("7", NOW + 40 * SECOND)
    assert list(limiter.waiting(NOW + 39 * SECOND)) == ["7"]
    assert not limiter.waiting(NOW + 40 * SECOND)


def test_what_is_long_past_is_forgotten(limiter: Limiter) -> None:
    for recipient in range(1000):
        limiter.sent(str(recipient), NOW)
    assert not limiter.waiting(NOW + timedelta(minutes=2))
    assert not limiter._lately


def test_a_clock_that_was_set_back_lets_nobody_wait_for_hours(limiter: Limiter) -> None:
    for recipient in ("1", "2", "-100"):
        limiter.sent(recipient, NOW)
    limiter.block("3", NOW + 40 * SECOND)
    assert limiter.room(NOW) == 0
    assert limiter.room(NOW - timedelta(hours=3)) == 3
    assert not limiter.waiting(NOW - timedelta(hours=3))


def test_a_clock_that_is_corrected_a_little_changes_nothing(limiter: Limiter) -> None:
    limiter.block("3", NOW + 40 * SECOND)
    assert limiter.room(NOW) == 3
    assert list(limiter.waiting(NOW - 0.1 * SECOND)) == ["3"]
