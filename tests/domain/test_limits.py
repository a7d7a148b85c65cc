from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.limits import Limit, Whose, shown_until

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
MINUTE = timedelta(minutes=1)
THREE_IN_TEN_MINUTES = Limit("anything", most=3, window=10 * MINUTE, whose=Whose.CHAT)


def minutes(*after_noon: int) -> list[datetime]:
    return [NOON + each * MINUTE for each in after_noon]


def test_fewer_attempts_than_the_limit_leave_it_open() -> None:
    assert THREE_IN_TEN_MINUTES.closed_until(minutes(0, 1), NOON + MINUTE) is None
    assert THREE_IN_TEN_MINUTES.left(minutes(0, 1), NOON + MINUTE) == 1


def test_it_closes_until_the_oldest_of_the_last_attempts_is_out_of_the_window() -> None:
    assert THREE_IN_TEN_MINUTES.closed_until(minutes(0, 4, 5), NOON + 5 * MINUTE) == NOON + 10 * MINUTE
    assert THREE_IN_TEN_MINUTES.left(minutes(0, 4, 5), NOON + 5 * MINUTE) == 0


def test_more_attempts_than_the_limit_close_it_longer() -> None:
    assert THREE_IN_TEN_MINUTES.closed_until(minutes(0, 1, 4, 5), NOON + 5 * MINUTE) == NOON + 11 * MINUTE


def test_it_is_open_at_the_very_moment_that_was_told() -> None:
    attempts = minutes(0, 4, 5)
    assert THREE_IN_TEN_MINUTES.closed_until(attempts, NOON + 10 * MINUTE) is None
    assert THREE_IN_TEN_MINUTES.closed_until(attempts, NOON + 10 * MINUTE - timedelta.resolution) is not None


@given(st.lists(st.integers(0, 30)), st.integers(0, 40))
def test_it_is_open_from_the_moment_told_and_not_before(offsets: list[int], at: int) -> None:
    attempts, now = minutes(*sorted(each for each in offsets if each <= at)), NOON + at * MINUTE
    until = THREE_IN_TEN_MINUTES.closed_until(attempts, now)
    if until is None:
        assert THREE_IN_TEN_MINUTES.left(attempts, now) > 0
    else:
        assert now < until <= now + THREE_IN_TEN_MINUTES.window
        assert THREE_IN_TEN_MINUTES.closed_until(attempts, until) is None
        assert THREE_IN_TEN_MINUTES.closed_until(attempts, until - timedelta.resolution) == until


@pytest.mark.parametrize(
    ("until", "shown"),
    [
        (NOON + 5 * MINUTE, "15:05"),
        (NOON + timedelta(minutes=5, seconds=1), "15:06"),
        (NOON + timedelta(minutes=5, microseconds=1), "15:06"),
        (NOON + timedelta(hours=8, minutes=59), "23:59"),
        (NOON + timedelta(hours=8, minutes=59, seconds=1), "23.11 00:00"),  # midnight in Moscow
        (NOON + timedelta(days=1), "23.11 15:00"),
    ],
)
def test_the_moment_is_shown_in_local_time_rounded_up(until: datetime, shown: str) -> None:
    assert shown_until(until, NOON, MOSCOW) == shown
