"""What operators accept or refuse is decided by the kind of its alert."""

import pytest

from domain.alert import AlertKind, Care
from domain.meter_change import ChangeStatus
from domain.reading import Status
from services.decisions.refusable import REFUSABLE, DecideAlert
from services.decisions.review import Doubt
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import Household
from tests.services.residents import MOSCOW, OLEG, OLGA, refused


@pytest.fixture
def decide(database: Database, clock: FakeClock) -> DecideAlert:
    return DecideAlert(database, clock, MOSCOW)


@pytest.fixture
async def review(flat: Household, anna: int) -> int:
    await flat.submit(anna, 15000, insist=True)
    return (await flat.alerts())[-1].id


@pytest.fixture
async def report(flat: Household, anna: int) -> int:
    await flat.report(anna, "55501")
    return (await flat.alerts())[-1].id


async def change_status(database: Database, anna: int) -> ChangeStatus:
    (change,) = await database.read(lambda unit: unit.meter_changes.list_for(anna))
    return change.status


async def test_a_reading_is_rejected_for_a_reason_of_its_kind(
    decide: DecideAlert, flat: Household, review: int
) -> None:
    await decide(review, OLEG, accept=False, reason=Doubt.OTHER_METER)
    (reading,) = await flat.readings()
    assert (reading.status, reading.reason) == (Status.REJECTED, "other-meter")


async def test_a_report_of_another_meter_is_accepted_by_the_same_use_case(
    database: Database, decide: DecideAlert, report: int, anna: int
) -> None:
    await decide(report, OLEG, accept=True)
    assert await change_status(database, anna) is ChangeStatus.ACCEPTED


async def test_a_reason_that_is_listed_for_another_kind_alone_refuses_nothing(
    database: Database, decide: DecideAlert, flat: Household, report: int, anna: int
) -> None:
    with refused("alert-unknown"):
        await decide(report, OLEG, accept=False, reason=Doubt.OTHER_METER)
    assert await change_status(database, anna) is ChangeStatus.REVIEW
    assert not (await flat.alert(report)).is_decided


async def test_a_reason_of_several_kinds_and_a_typed_one_fit_each(
    database: Database, decide: DecideAlert, flat: Household, report: int, anna: int
) -> None:
    assert Doubt.TYPO in REFUSABLE[AlertKind.METER_CHANGED].reasons
    await decide(report, OLEG, accept=False, reason=Doubt.TYPO)
    assert await change_status(database, anna) is ChangeStatus.REJECTED
    await flat.submit(anna, 15000, insist=True)
    await decide((await flat.alerts())[-1].id, OLEG, accept=False, reason="Похоже на чужой счётчик")
    assert (await flat.readings())[-1].reason == "Похоже на чужой счётчик"


async def test_a_question_and_an_alert_that_is_not_there_cannot_be_decided(
    decide: DecideAlert, flat: Household, anna: int
) -> None:
    await flat.ask(anna, "Когда будет свет?")
    for alert_id in ((await flat.alerts())[-1].id, 999):
        with refused("alert-unknown"):
            await decide(alert_id, OLEG, accept=True)


async def test_the_second_operator_hears_who_was_faster(decide: DecideAlert, review: int) -> None:
    await decide(review, OLEG, accept=True)
    with refused("alert-already-decided", by="Олег"):
        await decide(review, OLGA, accept=False)


def test_all_that_residents_report_can_be_refused() -> None:
    decided = {kind for kind in AlertKind if kind.care is Care.DECISION}
    assert set(REFUSABLE) == decided - {AlertKind.QUESTION, AlertKind.CAPTCHA_UNREADABLE}


def test_an_operator_chooses_each_reason_of_a_kind_once() -> None:
    for refusable in REFUSABLE.values():
        assert (refusable.photo is None) == (refusable.account is None)
        assert len(refusable.reasons) == len(set(refusable.reasons)) > 0
