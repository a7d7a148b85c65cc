"""Alerts that no operator looks after: half hours that run out, and reminders."""

from datetime import timedelta

import pytest

from services.desk.escalation import REMINDED_APART, LookAfterAlerts
from services.desk.taking import CloseAlert, ReleaseAlert, TakeAlert
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import Household, words
from tests.services.residents import MOSCOW, OLEG
from tests.services.traces import let_go, waiting

PERIOD = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
APART, TOGETHER = "alert-waits", "alerts-wait"


@pytest.fixture
def look_after(database: Database, clock: FakeClock) -> LookAfterAlerts:
    return LookAfterAlerts(database, clock, PERIOD)


@pytest.fixture
def take(database: Database, clock: FakeClock) -> TakeAlert:
    return TakeAlert(database, clock, MOSCOW)


async def reminded(database: Database) -> list[int]:
    """The alerts that were repeated one by one since the last look; the messages have gone out then."""
    alerts = [int(message.details["alert"] or 0) for message in await waiting(database, APART)]
    await let_go(database)
    return alerts


async def test_an_alert_is_repeated_once_it_has_waited_for_the_period(
    database: Database, look_after: LookAfterAlerts, clock: FakeClock, review: int
) -> None:
    clock.pass_time(PERIOD - timedelta(seconds=1))
    await look_after()
    assert await reminded(database) == []
    clock.pass_time(timedelta(seconds=1))
    await look_after()
    assert await reminded(database) == [review]


@pytest.mark.usefixtures("review")
async def test_an_alert_is_repeated_once_in_each_period_however_often_one_looks(
    database: Database, look_after: LookAfterAlerts, clock: FakeClock
) -> None:
    times = []
    for minute in range(1, 91):
        clock.pass_time(MINUTE)
        await look_after()
        times += [minute for _ in await reminded(database)]
    assert times == [30, 60, 90]


async def test_a_bot_that_was_away_for_hours_reminds_once(
    database: Database, look_after: LookAfterAlerts, clock: FakeClock, review: int
) -> None:
    clock.pass_time(timedelta(hours=7))
    await look_after()
    await look_after()
    assert await reminded(database) == [review]


async def test_a_reminder_that_has_not_gone_out_yet_is_not_left_a_second_time(
    database: Database, look_after: LookAfterAlerts, clock: FakeClock, review: int
) -> None:
    for _ in range(3):
        clock.pass_time(PERIOD)
        await look_after()
    assert await reminded(database) == [review]


async def test_a_few_alerts_are_repeated_one_by_one_the_longest_waiting_first(
    database: Database, look_after: LookAfterAlerts, flat: Household, anna: int
) -> None:
    for number in range(REMINDED_APART):
        await flat.ask(anna, f"Вопрос {number}?", key=f"question {number}")
        flat.clock.pass_time(MINUTE)
    flat.clock.pass_time(PERIOD)
    await look_after()
    assert await reminded(database) == [alert.id for alert in await flat.alerts()]


async def test_more_alerts_at_once_are_repeated_in_one_message(
    database: Database, look_after: LookAfterAlerts, flat: Household, anna: int
) -> None:
    for number in range(REMINDED_APART + 1):
        await flat.ask_as_another(anna, number)
        flat.clock.pass_time(MINUTE)
    flat.clock.pass_time(PERIOD)
    await look_after()
    longest = (await flat.alerts())[0].id
    (message,) = await waiting(database, APART, TOGETHER)
    assert (message.kind, message.details) == (TOGETHER, {"count": REMINDED_APART + 1, "alert": longest})


async def test_without_a_period_nothing_is_repeated_but_half_hours_run_out(
    database: Database, flat: Household, take: TakeAlert, review: int
) -> None:
    await take(review, OLEG)
    await let_go(database)
    flat.clock.pass_time(timedelta(days=2))
    await LookAfterAlerts(database, flat.clock, None)()
    assert await waiting(database, APART, TOGETHER) == []
    assert (await flat.alert(review)).hold is None


async def test_a_half_hour_that_ran_out_is_ended_and_the_message_drawn_again(
    database: Database, look_after: LookAfterAlerts, flat: Household, take: TakeAlert, review: int
) -> None:
    await take(review, OLEG)
    await let_go(database)
    flat.clock.pass_time(timedelta(minutes=29))
    await look_after()
    assert (await flat.alert(review)).hold is not None
    assert await waiting(database, "alert") == []
    flat.clock.pass_time(MINUTE)
    await look_after()
    assert (await flat.alert(review)).hold is None
    assert [message.details for message in await waiting(database, "alert")] == [{"alert": review}]


async def test_a_taken_alert_is_repeated_only_when_it_waited_again_after_its_half_hour(
    database: Database, look_after: LookAfterAlerts, clock: FakeClock, take: TakeAlert, review: int
) -> None:
    await take(review, OLEG)
    clock.pass_time(timedelta(minutes=59))
    await look_after()
    assert await reminded(database) == []
    clock.pass_time(MINUTE)
    await look_after()
    assert await reminded(database) == [review]


async def test_a_released_alert_waits_from_its_release_on(
    database: Database, look_after: LookAfterAlerts, clock: FakeClock, take: TakeAlert, review: int
) -> None:
    await take(review, OLEG)
    clock.pass_time(timedelta(minutes=10))
    await ReleaseAlert(database, clock, MOSCOW)(review, OLEG)
    clock.pass_time(timedelta(minutes=29))
    await look_after()
    assert await reminded(database) == []
    clock.pass_time(MINUTE)
    await look_after()
    assert await reminded(database) == [review]


async def test_an_answered_question_waits_for_the_resident_and_is_not_repeated(
    database: Database, look_after: LookAfterAlerts, flat: Household, anna: int, question: int
) -> None:
    await flat.answer_question(question, OLEG, words("В шесть."), "answer")
    flat.clock.pass_time(timedelta(hours=5))
    await look_after()
    assert await reminded(database) == []
    await flat.write_to_operators(anna, question, words("Точно?"), "more")
    flat.clock.pass_time(PERIOD)
    await look_after()
    assert await reminded(database) == [question]


async def test_what_is_over_is_not_repeated(
    database: Database, look_after: LookAfterAlerts, clock: FakeClock, forgery: int
) -> None:
    await CloseAlert(database, clock, MOSCOW)(forgery, OLEG)
    clock.pass_time(timedelta(hours=5))
    await look_after()
    assert await reminded(database) == []


async def test_a_reminder_from_the_future_does_not_count_after_the_clock_was_set_back(
    database: Database, look_after: LookAfterAlerts, clock: FakeClock, review: int
) -> None:
    clock.pass_time(timedelta(hours=10))
    await look_after()
    assert await reminded(database) == [review]
    clock.pass_time(-timedelta(hours=5))
    await look_after()
    assert await reminded(database) == [review]
