"""While an operator chooses why something is refused, nobody else decides about it."""

import asyncio

import pytest

from domain.alert import LOCK
from domain.errors import DomainError
from services.decisions.reasons import ChooseReason
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import Household
from tests.services.residents import MOSCOW, OLEG, OLGA, refused
from tests.services.traces import deeds, held


@pytest.fixture
def choose(database: Database, clock: FakeClock) -> ChooseReason:
    return ChooseReason(database, clock, MOSCOW)


@pytest.fixture
async def review(flat: Household, anna: int) -> int:
    await flat.submit(anna, 15000, insist=True)
    return (await flat.alerts())[-1].id


async def test_an_operator_who_begins_to_choose_has_the_alert(
    database: Database, choose: ChooseReason, flat: Household, review: int
) -> None:
    alert = await choose(review, OLEG, begins=True)
    assert alert.details["choosing"] == "Олег"
    hold = (await flat.alert(review)).hold
    assert hold is not None
    assert (hold.operator, hold.until) == (OLEG, flat.clock() + LOCK)
    assert await deeds(database, f"alert:{review}") == [("Олег", "alert-taken", {})]
    with refused("alert-taken", by="Олег", until="12:30"):
        await flat.decide_reading(review, OLGA, accept=True)


async def test_an_operator_who_has_the_alert_already_takes_it_no_second_time(
    database: Database, choose: ChooseReason, flat: Household, review: int
) -> None:
    await held(database, flat.clock, review, OLEG)
    before = (await flat.alert(review)).hold
    await choose(review, OLEG, begins=True)
    assert (await flat.alert(review)).hold == before
    assert await deeds(database, f"alert:{review}") == []


async def test_an_operator_who_goes_back_keeps_the_alert_without_the_reasons(
    choose: ChooseReason, flat: Household, review: int
) -> None:
    await choose(review, OLEG, begins=True)
    alert = await choose(review, OLEG, begins=False)
    assert alert.details["choosing"] is None
    assert (await flat.alert(review)).hold is not None


async def test_going_back_takes_nothing_that_was_not_taken(
    database: Database, choose: ChooseReason, flat: Household, review: int
) -> None:
    await choose(review, OLEG, begins=False)
    assert (await flat.alert(review)).hold is None
    assert await deeds(database, f"alert:{review}") == []


async def test_of_two_operators_who_begin_at_once_one_chooses(
    choose: ChooseReason, flat: Household, review: int
) -> None:
    outcomes = await asyncio.gather(
        choose(review, OLEG, begins=True), choose(review, OLGA, begins=True), return_exceptions=True
    )
    (error,) = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    chooses = (await flat.alert(review)).details["choosing"]
    assert (error.code, error.values) == ("alert-taken", {"by": chooses, "until": "12:30"})


async def test_a_report_of_another_meter_is_refused_for_a_reason_too(
    choose: ChooseReason, flat: Household, anna: int
) -> None:
    await flat.report(anna, "55501")
    alert_id = (await flat.alerts())[-1].id
    assert (await choose(alert_id, OLEG, begins=True)).details["choosing"] == "Олег"


async def test_there_is_no_reason_to_choose_for_a_question_or_for_what_is_not_there(
    choose: ChooseReason, flat: Household, anna: int
) -> None:
    await flat.ask(anna, "Когда будет свет?")
    for alert_id in ((await flat.alerts())[-1].id, 999):
        with refused("alert-unknown"):
            await choose(alert_id, OLEG, begins=True)


async def test_what_was_decided_needs_no_reason_any_more(
    choose: ChooseReason, flat: Household, review: int
) -> None:
    await flat.decide_reading(review, OLGA, accept=True)
    with refused("alert-already-decided", by="Ольга"):
        await choose(review, OLEG, begins=True)
