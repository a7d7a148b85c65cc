import asyncio
from datetime import timedelta

import pytest

from domain.errors import DomainError
from domain.reading import Status
from services.messages import Content, MessageKind
from storage.outbox import OutgoingMessage
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, Household
from tests.services.residents import CHAT, OLEG, OLGA, People, refused


@pytest.fixture
async def anna(anna: int, flat: Household) -> int:
    """Anna, who sent a reading that is far above the usual."""
    await flat.submit(anna, 15000, insist=True)
    return anna


async def alert_id(flat: Household) -> int:
    return (await flat.alerts())[-1].id


async def statuses(flat: Household) -> list[Status]:
    return [reading.status for reading in await flat.readings()]


async def told(people: People) -> list[OutgoingMessage[Content]]:
    kinds = {MessageKind.READING_ACCEPTED, MessageKind.READING_REJECTED}
    return [message for message in await people.telegrams() if message.kind in kinds]


@pytest.mark.usefixtures("anna")
async def test_an_accepted_reading_lives_on_and_the_resident_hears_of_it(
    people: People, flat: Household
) -> None:
    alert = await alert_id(flat)
    reading = await flat.decide_reading(alert, OLEG, accept=True)
    assert reading.status is Status.ACCEPTED
    assert await statuses(flat) == [Status.ACCEPTED]
    (message,) = await told(people)
    assert (message.recipient, message.kind) == (str(CHAT), MessageKind.READING_ACCEPTED)
    assert message.content.details == {"receipt": reading.receipt, "number": FLAT}
    decided = await flat.alert(alert)
    assert (decided.decided_by, decided.outcome) == ("Олег", "accepted")


async def test_a_rejected_reading_is_told_with_the_reason_to_every_chat(
    people: People, flat: Household, anna: int
) -> None:
    await people.sign_in_chat(anna, 101)
    reading = await flat.decide_reading(await alert_id(flat), OLEG, accept=False, reason="Похоже на опечатку")
    assert (reading.status, reading.reason) == (Status.REJECTED, "Похоже на опечатку")
    messages = await told(people)
    assert sorted(message.recipient for message in messages) == [str(CHAT), "101"]
    assert {message.kind for message in messages} == {MessageKind.READING_REJECTED}
    assert messages[0].content.details["reason"] == "Похоже на опечатку"


async def test_after_a_rejection_another_reading_can_be_sent(flat: Household, anna: int) -> None:
    await flat.decide_reading(await alert_id(flat), OLEG, accept=False)
    assert (await flat.submit(anna, 12100)).replaced is None
    assert await statuses(flat) == [Status.REJECTED, Status.ACCEPTED]


@pytest.mark.usefixtures("anna")
async def test_only_the_first_of_two_operators_decides(people: People, flat: Household) -> None:
    alert = await alert_id(flat)
    outcomes = await asyncio.gather(
        flat.decide_reading(alert, OLEG, accept=True),
        flat.decide_reading(alert, OLGA, accept=False),
        return_exceptions=True,
    )
    (error,) = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    winner = (await flat.alert(alert)).decided_by
    assert (error.code, error.values) == ("alert-already-decided", {"by": winner})
    assert len(await told(people)) == 1


async def test_an_accepted_one_takes_the_place_of_the_months_earlier_reading(
    flat: Household, anna: int, clock: FakeClock
) -> None:
    await flat.decide_reading(await alert_id(flat), OLEG, accept=False)
    clock.pass_time(timedelta(minutes=1))
    await flat.submit(anna, 12100)
    clock.pass_time(timedelta(minutes=1))
    doubted = await flat.submit(anna, 16000, insist=True)
    await flat.decide_reading(await alert_id(flat), OLEG, accept=True)
    assert await statuses(flat) == [Status.REJECTED, Status.REPLACED, Status.ACCEPTED]
    assert (await flat.readings())[1].replaced_by == doubted.receipt


async def test_a_reading_that_the_resident_replaced_needs_no_decision(
    people: People, flat: Household, anna: int
) -> None:
    alert = await alert_id(flat)
    await flat.submit(anna, 12100)
    with refused("reading-replaced"):
        await flat.decide_reading(alert, OLEG, accept=True)
    assert await statuses(flat) == [Status.REPLACED, Status.ACCEPTED]
    assert (await flat.alert(alert)).outcome == "replaced"
    assert await told(people) == []


async def test_what_came_too_late_for_an_export_can_only_be_rejected(
    flat: Household, anna: int, clock: FakeClock
) -> None:
    await flat.decide_reading(await alert_id(flat), OLEG, accept=False)
    await flat.submit(anna, 12100)
    clock.pass_time(timedelta(minutes=1))
    await flat.submit(anna, 16000, insist=True)
    await flat.sql("UPDATE readings SET status = 'exported' WHERE status = 'accepted'")
    alert = await alert_id(flat)
    with refused("already-exported"):
        await flat.decide_reading(alert, OLEG, accept=True)
    await flat.decide_reading(alert, OLEG, accept=False)
    assert await statuses(flat) == [Status.REJECTED, Status.EXPORTED, Status.REJECTED]


@pytest.mark.usefixtures("anna")
async def test_what_another_subscriber_sent_of_the_same_meter_neither_stops_nor_is_replaced(
    flat: Household,
) -> None:
    """The meter was given to this subscriber in mid-month, so the reading before it was another's."""
    await flat.sql("INSERT INTO subscribers (number, address, balance, penalty) VALUES ('9', 'A', 0, 0)")
    columns = "meter_id, account_id, month, entered_at"
    for status in ("accepted", "exported"):
        await flat.sql(
            f"INSERT INTO readings (receipt, number, status, idempotency_key, {columns})"  # noqa: S608 ours
            f" SELECT ?, '9', ?, ?, {columns} FROM readings WHERE status = 'review'",
            *(status, status, status),
        )
        await flat.sql(
            "INSERT INTO reading_values (reading_id, scale, value)"
            " SELECT id, 1, 1 FROM readings WHERE receipt = ?",
            status,
        )
    await flat.decide_reading(await alert_id(flat), OLEG, accept=True)
    assert sorted(await statuses(flat)) == [Status.ACCEPTED, Status.ACCEPTED, Status.EXPORTED]


async def test_an_alert_of_another_kind_decides_no_reading(flat: Household, anna: int) -> None:
    await flat.ask(anna, "Когда будет свет?")
    for unknown in (await alert_id(flat), 999):
        with refused("alert-unknown"):
            await flat.decide_reading(unknown, OLEG, accept=True)
    assert await statuses(flat) == [Status.REVIEW]
