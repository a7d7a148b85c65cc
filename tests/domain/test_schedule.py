"""A task is due once on each of its days, between its times of day, also on days of 23 and 25 hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.schedule import LOOKED_BACK, Task

MOSCOW, BERLIN, KALININGRAD = (
    ZoneInfo("Europe/Moscow"),
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Europe/Kaliningrad"),
)
ZONES = (MOSCOW, BERLIN, KALININGRAD, ZoneInfo("Asia/Kamchatka"), ZoneInfo("America/New_York"))
MORNING = Task("morning", begins=time(9))
NIGHT = Task("night", begins=time(2, 30), ends=None, wakes_nobody=True)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def local(zone: ZoneInfo, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=zone).astimezone(UTC)  # type: ignore[misc, arg-type]


def days_begun(task: Task, day: date, zone: ZoneInfo) -> list[datetime]:
    """The minutes around a day in which the newest day of a task becomes this one."""
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=14)
    minutes = [begins + timedelta(minutes=minute) for minute in range(40 * 60)]
    found = [task.newest_day(minute, zone) for minute in minutes]
    return [
        now
        for now, before, after in zip(minutes[1:], found, found[1:], strict=False)
        if before != after == day
    ]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 1, 30, tzinfo=UTC)),
        (
            date(2026, 3, 29),
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        ),  # there is no half past two: the clock shows 3:30
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # there are two: it is the first
        (date(2026, 10, 26), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_run_begins_once_on_a_day_of_23_and_of_25_hours(day: date, first: datetime) -> None:
    assert days_begun(NIGHT, day, BERLIN) == [first]


@pytest.mark.parametrize(("day", "hours"), [(28, 21.5), (29, 20.5)])
def test_a_task_goes_on_until_midnight_however_long_the_day_is(day: int, hours: float) -> None:
    begins = local(BERLIN, 2026, 3, day, 2, 30)
    ends = begins + timedelta(hours=hours)
    assert NIGHT.may_go_on(begins, BERLIN)
    assert NIGHT.may_go_on(ends - timedelta(seconds=1), BERLIN)
    assert not NIGHT.may_go_on(ends, BERLIN)


@given(moments, st.sampled_from(ZONES))
def test_nobody_is_woken(now: datetime, zone: ZoneInfo) -> None:
    assert MORNING.may_go_on(now, zone) == (9 <= now.astimezone(zone).hour < 21)


@pytest.mark.parametrize(
    "times", [(time(8, 59), time(21)), (time(9), time(21, 1)), (time(9), None), (time(12), time(12))]
)
def test_a_task_in_the_night_says_so(times: tuple[time, time | None]) -> None:
    with pytest.raises(ValueError, match="would wake people"):
        Task("loud", *times)
    Task("quiet", *times, wakes_nobody=True)


@given(
    now=moments,
    zone=st.sampled_from(ZONES),
    days=st.sets(st.integers(1, 31), min_size=1),
    makes_up=st.booleans(),
)
def test_the_newest_day_is_one_of_the_tasks_own_and_has_begun(
    now: datetime, zone: ZoneInfo, days: set[int], *, makes_up: bool
) -> None:
    task = Task("some", has_run_on=lambda day: day.day in days, makes_up=makes_up)
    day, today = task.newest_day(now, zone), now.astimezone(zone).date()
    if day is None:
        assert not makes_up or days <= {29, 30, 31}
        return
    assert day.day in days
    assert datetime.combine(day, time(9), zone).astimezone(UTC) <= now
    assert makes_up or day == today
    between = [day + timedelta(days=step) for step in range(1, (today - day).days)]
    assert not [each for each in between if each.day in days]


def test_a_day_that_passed_is_made_up_for_as_long_as_the_task_wants() -> None:
    of_the_first = Task("monthly", has_run_on=lambda day: day.day == 1, makes_up=True)
    on_the_last = local(MOSCOW, 2026, 10, 31, 12)
    assert of_the_first.newest_day(on_the_last, MOSCOW) == date(2026, 10, 1)
    once = Task("once", has_run_on=lambda day: day == date(2026, 10, 1), makes_up=True)
    assert once.newest_day(local(MOSCOW, 2026, 10, 1 + LOOKED_BACK - 1, 12), MOSCOW) == date(2026, 10, 1)
    assert once.newest_day(local(MOSCOW, 2026, 11, 2, 12), MOSCOW) is None
