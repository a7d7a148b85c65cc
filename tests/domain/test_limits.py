from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import limits
from domain.limits import LONGEST_PAUSE, LONGEST_WINDOW, Limit, Whose, shown_until

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
GROWING = Limit("anything", most=3, window=10 * MINUTE, whose=Whose.CHAT, grows=True)
EVERY_LIMIT = [each for each in vars(limits).values() if isinstance(each, Limit)]
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


def pauses_of(limit: Limit, count: int) -> list[timedelta]:
    """Give the first pauses of somebody who tries again as soon as it is allowed."""
    attempts: list[datetime] = []
    pauses: list[timedelta] = []
    now = NOON
    while len(pauses) < count:
        attempts.append(now)
        until = limit.closed_until(attempts, now)
        if until is not None:
            pauses.append(until - now)
            now = until
    return pauses


def test_the_pauses_of_somebody_who_goes_on_double_up_to_a_day() -> None:
    assert pauses_of(GROWING, 9) == [each * MINUTE for each in (10, 20, 40, 80, 160, 320, 640, 1280)] + [DAY]


def test_a_limit_that_does_not_grow_has_one_pause() -> None:
    assert pauses_of(THREE_IN_TEN_MINUTES, 4) == [10 * MINUTE] * 4


def test_after_a_pause_there_are_as_many_attempts_as_before() -> None:
    attempts, after = minutes(0, 0, 0), NOON + 10 * MINUTE
    assert GROWING.left(attempts, NOON) == 0
    assert GROWING.left(attempts, after) == 3
    assert GROWING.left([*attempts, after], after) == 2


def test_who_stays_away_begins_with_the_shortest_pause_again() -> None:
    later = NOON + GROWING.memory
    attempts = [*minutes(*[0] * 3 * len(GROWING.steps)), later, later, later]
    assert GROWING.closed_until(attempts, later) == later + 10 * MINUTE


@pytest.mark.parametrize("limit", EVERY_LIMIT, ids=lambda limit: limit.kind)
def test_no_pause_is_longer_than_a_day_for_who_tries_as_soon_as_allowed(limit: Limit) -> None:
    assert max(pauses_of(limit, len(limit.steps) + 2)) <= LONGEST_PAUSE
    assert limit.memory <= LONGEST_WINDOW


@given(st.lists(st.integers(0, 4000)), st.integers(0, 5000))
def test_a_growing_limit_opens_at_the_moment_told_and_not_before(offsets: list[int], at: int) -> None:
    attempts, now = minutes(*sorted(each for each in offsets if each <= at)), NOON + at * MINUTE
    until = GROWING.closed_until(attempts, now)
    assert (until is None) == (GROWING.left(attempts, now) > 0)
    if until is not None:
        assert GROWING.closed_until(attempts, until) is None
        assert GROWING.closed_until(attempts, until - timedelta.resolution) == until


@given(st.lists(st.integers(0, 4000)))
def test_the_newest_attempts_decide_alone(offsets: list[int]) -> None:
    attempts, now = minutes(*sorted(offsets)), NOON + 4000 * MINUTE
    newest = attempts[-GROWING.most_counted :]
    assert GROWING.closed_until(newest, now) == GROWING.closed_until(attempts, now)
    assert GROWING.left(newest, now) == GROWING.left(attempts, now)


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
