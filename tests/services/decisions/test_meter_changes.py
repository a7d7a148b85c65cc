from datetime import timedelta
from decimal import Decimal

from domain.meter_change import ChangedScale, ChangeStatus
from services.decisions.meter_changes import ChangeReport, checked_serial, new_meter, values_shown
from services.messages import Content, MessageKind
from storage.outbox import OutgoingMessage
from tests.domain.meters import ONE, TWO
from tests.services.household import FLAT, ONE_RATE, TWO_RATES, Household
from tests.services.residents import OLEG, People, refused


async def told(people: People, kind: MessageKind) -> list[OutgoingMessage[Content]]:
    return [message for message in await people.telegrams() if message.kind == kind]


async def test_another_meter_is_reported_to_the_operators_once(flat: Household, anna: int) -> None:
    for _ in range(2):
        await flat.report(anna, " 55501 ", closing="12100", opening="3")
    (alert,) = await flat.alerts()
    assert alert.kind == "meter-changed"
    assert alert.details == {
        "change": 1,
        "number": FLAT,
        "address": "ул. Яблоневая, д. 1, кв. 1",
        "serial": "serial of M1",
        "new_serial": "55501",
        "scales": 1,
        "new_scales": 1,
        "name1": "Сутки",
        "last1": "12000",
        "closing1": "12100",
        "opening1": "3",
    }


async def test_while_it_is_reviewed_and_afterwards_the_old_meter_takes_no_readings(
    flat: Household, anna: int
) -> None:
    await flat.report(anna, "55501")
    with refused("meter-change-in-review"):
        await flat.submit(anna, 12100)
    with refused("meter-change-in-review"):
        await flat.report(anna, "55502", key="another")
    (alert,) = await flat.alerts()
    await flat.decide_meter_change(alert.id, OLEG, accept=True)
    with refused("meter-change-accepted"):
        await flat.submit(anna, 12100)
    await flat.sql("UPDATE meters SET serial = '55501' WHERE id = ?", ONE_RATE)
    await flat.submit(anna, 12100)


async def test_a_rejected_report_leaves_everything_as_it_was(
    people: People, flat: Household, anna: int
) -> None:
    await flat.report(anna, "55501")
    (alert,) = await flat.alerts()
    await flat.decide_meter_change(alert.id, OLEG, accept=False, reason="same-meter")
    (message,) = await told(people, MessageKind.METER_CHANGE_REJECTED)
    assert message.content.details["reason"] == "same-meter"
    await flat.submit(anna, 12100)
    await flat.report(anna, "55501", key="another")


async def test_an_accepted_report_waits_for_the_export(people: People, flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    opening = {1: Decimal("0.5"), 2: Decimal(0)}
    report = ChangeReport("55501", {2: Decimal(700)}, opening, ())
    await flat.report_meter_change(anna, TWO_RATES, report, "key")
    (alert,) = await flat.alerts()
    assert await flat.database.read(lambda unit: unit.meter_changes.list_unexported()) == []
    await people.sign_in_chat(anna, 101)
    await flat.decide_meter_change(alert.id, OLEG, accept=True)
    (change,) = await flat.database.read(lambda unit: unit.meter_changes.list_unexported())
    assert change.scales == (
        ChangedScale(1, None, Decimal("0.5")),
        ChangedScale(2, Decimal(700), Decimal(0)),
    )
    assert (change.status, change.decided_by) == (ChangeStatus.ACCEPTED, "Олег")
    accepted = await told(people, MessageKind.METER_CHANGE_ACCEPTED)
    assert {message.recipient for message in accepted} == {"100", "101"}
    now = flat.clock()
    await flat.database.write(lambda unit: unit.exports.begin(now, with_changes=True))
    await flat.database.write(lambda unit: unit.meter_changes.export(1, now))
    assert await flat.database.read(lambda unit: unit.meter_changes.list_unexported()) == []
    with refused("meter-change-accepted"):
        await flat.view_old_meter(anna, TWO_RATES)


async def test_a_report_without_opening_values_is_refused(flat: Household, anna: int) -> None:
    for opening in ({}, {2: Decimal(1)}, {1: Decimal(1), 3: Decimal(1)}):
        report = ChangeReport("55501", {}, opening, ())
        with refused("scales-incomplete"):
            await flat.report_meter_change(anna, ONE_RATE, report, "key")


async def test_a_serial_number_is_one_line_and_another_one(flat: Household, anna: int) -> None:
    meter = await flat.view_old_meter(anna, ONE_RATE)
    assert checked_serial(" 55 501\n", meter) == "55 501"
    for serial in ("", " \n", "x" * 41):
        with refused("serial-wrong", most=40):
            checked_serial(serial, meter)
    with refused("serial-same"):
        checked_serial("SERIAL of M1", meter)


def test_values_are_read_of_the_missing_scales_and_named_ones() -> None:
    assert values_shown("100", TWO, [2]) == {2: Decimal(100)}
    assert values_shown("ночь 100", TWO, [1, 2]) == {2: Decimal(100)}
    assert values_shown("0,25\n7", new_meter(TWO), [1, 2]) == {1: Decimal("0.25"), 2: Decimal(7)}
    rates = new_meter(ONE, ["Т1", "Т2"])
    for text in ("т2 0,25 т1 7", "T1 7 T2 0,25"):  # Cyrillic, then Latin letters
        assert values_shown(text, rates, [1, 2]) == {1: Decimal(7), 2: Decimal("0.25")}


async def test_a_vanished_meter_cannot_be_reported(flat: Household, anna: int) -> None:
    await flat.sql("UPDATE meters SET closed_at = '2026-11-01' WHERE id = ?", ONE_RATE)
    with refused("meter-closed"):
        await flat.report(anna, "55501")
    flat.clock.pass_time(timedelta(days=1))
