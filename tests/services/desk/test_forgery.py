"""Buttons of the operators that were pressed by people who are not in their group."""

from datetime import timedelta

import pytest

from services.desk.forgery import ReportForgery
from storage.sqlite.database import Database
from tests.services.desk.stranger import STRANGER
from tests.services.fakes import FakeClock
from tests.services.household import Household
from tests.services.residents import CHAT, MOSCOW, People


@pytest.fixture
def report(database: Database, clock: FakeClock) -> ReportForgery:
    return ReportForgery(database, clock, MOSCOW)


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Household:
    return Household(database, clock)


async def test_a_stranger_is_named_by_telegrams_number_alone(report: ReportForgery, desk: Household) -> None:
    await report(STRANGER)
    (alert,) = await desk.alerts()
    assert alert.kind == "forged-press"
    assert alert.details == {"person": "777", "known": "no", "login": None}


async def test_somebody_who_is_signed_in_is_named_by_login_as_well(
    report: ReportForgery, desk: Household, people: People
) -> None:
    await people.confirmed()
    await report(CHAT)
    (alert,) = await desk.alerts()
    assert alert.details == {"person": str(CHAT), "known": "yes", "login": "Anna"}


async def test_presses_of_a_person_on_one_day_are_one_alert_that_counts(
    report: ReportForgery, desk: Household
) -> None:
    for _ in range(3):
        await report(STRANGER)
    (alert,) = await desk.alerts()
    assert alert.occurrences == 3


async def test_another_person_and_another_day_in_moscow_are_alerts_of_their_own(
    report: ReportForgery, desk: Household
) -> None:
    desk.clock.pass_time(timedelta(hours=11, minutes=59))
    await report(STRANGER)
    await report(STRANGER + 1)
    assert len(await desk.alerts()) == 2
    desk.clock.pass_time(timedelta(minutes=1))  # midnight in Moscow, the same day in UTC
    await report(STRANGER)
    assert [alert.occurrences for alert in await desk.alerts()] == [1, 1, 1]
