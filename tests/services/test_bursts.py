"""Bursts: of many alerts of one kind a few get a message, the others wait behind one, and none is lost."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from domain.alert import FOLDS, Alert, AlertKind, Care
from services.alerts import COUNTED_EVERY
from services.bursts import OVER
from services.messages import AlertDrawn, Content
from storage.outbox import Channel, OutgoingMessage
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from tests.services.residents import OLEG, OLGA

FEW = FOLDS[Care.ATTENTION].most
MANY = FOLDS[Care.DECISION].most
WINDOW = FOLDS[Care.ATTENTION].window or timedelta(0)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


class Desk:
    """The alerts of one database, as use cases and the sender deal with them."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.database, self.clock = database, clock

    async def rain(self, kind: AlertKind, count: int, begin: int = 0) -> list[int]:
        """Raise alerts, one after the other in a moment."""
        return [await self._raise(kind, f"{kind}-{number}") for number in range(begin, begin + count)]

    async def _raise(self, kind: AlertKind, key: str) -> int:
        now = self.clock()
        return await self.database.write(lambda unit: unit.alerts.raise_alert(kind, key, {}, now))

    async def get(self, alert_id: int) -> Alert:
        return await self.database.read(lambda unit: unit.alerts.get(alert_id))

    async def bursts(self) -> list[Alert]:
        rows = await self.database.read(
            lambda unit: unit.connection.execute(
                "SELECT id FROM alerts WHERE kind = 'burst' ORDER BY id"
            ).fetchall()
        )
        return [await self.get(row["id"]) for row in rows]

    async def burst(self) -> Alert:
        (burst,) = await self.bursts()
        return burst

    async def due(self) -> list[tuple[OutgoingMessage[Content], AlertDrawn]]:
        now = self.clock()
        messages = await self.database.read(lambda unit: unit.outbox.due(Channel.TELEGRAM, now, 1000))
        return [(message, message.content) for message in messages if isinstance(message.content, AlertDrawn)]

    async def drawn(self) -> list[int]:
        """Send the messages that are due, and say which alerts they draw."""
        due = await self.due()
        for message, drawn in due:
            alert = await self.get(drawn.alert)
            await self.database.write(partial(self._sent, message=message, alert=alert))
        return sorted(drawn.alert for _, drawn in due)

    def _sent(self, unit: StoredUnit, message: OutgoingMessage[Content], alert: Alert) -> None:
        unit.outbox.mark_sent(message.id, self.clock())
        unit.alerts.set_message(alert, 1000 + alert.id)

    async def decide(self, alert_id: int) -> bool:
        now = self.clock()
        return await self.database.write(lambda unit: unit.alerts.decide(alert_id, OLEG, "done", now))

    async def wait_for_resident(self, alert_id: int) -> None:
        now = self.clock()
        await self.database.write(lambda unit: unit.alerts.expect(alert_id, None, now))

    async def unattended(self, period: timedelta) -> list[int]:
        now = self.clock()
        due = await self.database.read(lambda unit: unit.alerts.list_unattended(now - period, now))
        return [alert.id for alert in due]


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    return Desk(database, clock)


@pytest.mark.parametrize(("kind", "most"), [(AlertKind.PROOF_FAILED, FEW), (AlertKind.READING_REVIEW, MANY)])
async def test_a_few_alerts_of_a_kind_have_a_message_each_and_the_others_share_one(
    desk: Desk, kind: AlertKind, most: int
) -> None:
    ids = await desk.rain(kind, most + 3)

    burst = await desk.burst()
    assert await desk.drawn() == sorted([*ids[:most], burst.id])
    assert (burst.burst_of, burst.occurrences, burst.folded) == (kind, 3, 3)


async def test_each_kind_is_counted_for_itself(desk: Desk) -> None:
    await desk.rain(AlertKind.PROOF_FAILED, FEW)
    await desk.rain(AlertKind.FORGED_PRESS, FEW)

    assert await desk.bursts() == []


async def test_what_is_only_told_is_never_folded(desk: Desk) -> None:
    ids = await desk.rain(AlertKind.REGISTRY_IMPORTED, MANY + 3)

    assert await desk.drawn() == ids


async def test_a_burst_goes_on_for_as_long_as_its_alerts_come_within_the_window(
    desk: Desk, clock: FakeClock
) -> None:
    await desk.rain(AlertKind.PROOF_FAILED, FEW + 1)
    for number in range(3):
        clock.pass_time(WINDOW - SECOND)
        await desk.rain(AlertKind.PROOF_FAILED, 1, begin=100 + number)
    assert (await desk.burst()).occurrences == 4

    clock.pass_time(WINDOW)
    await desk.drawn()
    [alone] = await desk.rain(AlertKind.PROOF_FAILED, 1, begin=200)
    assert await desk.drawn() == [alone]


async def test_decisions_are_counted_as_long_as_they_wait_and_not_by_time(
    desk: Desk, clock: FakeClock
) -> None:
    await desk.rain(AlertKind.QUESTION, MANY)
    clock.pass_time(DAY)
    await desk.rain(AlertKind.QUESTION, 1, begin=MANY)

    assert (await desk.burst()).occurrences == 1


async def test_with_each_decision_the_oldest_folded_alert_gets_its_message(desk: Desk) -> None:
    ids = await desk.rain(AlertKind.QUESTION, MANY + 3)
    await desk.drawn()

    await desk.decide(ids[5])
    assert await desk.drawn() == [ids[5], ids[MANY]]
    await desk.decide(ids[6])
    assert await desk.drawn() == [ids[6], ids[MANY + 1]]


async def test_an_alert_that_waits_for_the_resident_leaves_room_for_the_next(desk: Desk) -> None:
    ids = await desk.rain(AlertKind.QUESTION, MANY + 2)
    await desk.drawn()

    await desk.wait_for_resident(ids[0])

    assert await desk.drawn() == [ids[MANY]]


async def test_a_burst_is_over_when_no_alert_of_it_is_open(desk: Desk) -> None:
    ids = await desk.rain(AlertKind.PROOF_FAILED, FEW + 2)
    await desk.drawn()
    await desk.decide(ids[FEW])
    assert not (await desk.burst()).is_decided

    await desk.decide(ids[FEW + 1])

    burst = await desk.burst()
    assert (burst.outcome, burst.decided_by) == (OVER, None)
    assert await desk.drawn() == [burst.id], "the alerts in it never had a message"


async def test_a_decided_burst_closes_what_is_in_it_except_what_another_operator_has(
    desk: Desk, clock: FakeClock
) -> None:
    ids = await desk.rain(AlertKind.PROOF_FAILED, FEW + 2)
    now = clock()
    await desk.database.write(lambda unit: unit.alerts.take(ids[FEW], OLGA, now, now + HOUR))

    assert await desk.decide((await desk.burst()).id)

    states = [(await desk.get(alert_id)).decided_by for alert_id in ids]
    assert states == [*[None] * FEW, None, "Олег"]


async def test_a_folded_alert_that_is_taken_gets_no_message_of_its_own(desk: Desk, clock: FakeClock) -> None:
    ids = await desk.rain(AlertKind.PROOF_FAILED, FEW + 1)
    await desk.drawn()
    now = clock()

    assert await desk.database.write(lambda unit: unit.alerts.take(ids[FEW], OLGA, now, now + HOUR))

    assert await desk.drawn() == []


async def test_the_counter_of_a_burst_is_drawn_at_a_bounded_rate(desk: Desk, clock: FakeClock) -> None:
    await desk.rain(AlertKind.PROOF_FAILED, FEW + 1)
    await desk.drawn()
    await desk.rain(AlertKind.PROOF_FAILED, 1, begin=100)
    clock.pass_time(COUNTED_EVERY - SECOND)
    assert await desk.drawn() == []
    clock.pass_time(SECOND)
    assert await desk.drawn() == [(await desk.burst()).id]


async def test_operators_are_not_reminded_of_a_burst_whose_alerts_come_out_one_by_one(
    desk: Desk, clock: FakeClock
) -> None:
    questions = await desk.rain(AlertKind.QUESTION, MANY + 1)
    proofs = await desk.rain(AlertKind.PROOF_FAILED, FEW + 1)
    clock.pass_time(HOUR)

    [_, burst_of_proofs] = await desk.bursts()
    assert await desk.unattended(HOUR) == [*questions[:MANY], *proofs[:FEW], burst_of_proofs.id]


async def test_an_alert_that_came_out_of_a_burst_is_reminded_of_a_period_later(
    desk: Desk, clock: FakeClock
) -> None:
    ids = await desk.rain(AlertKind.QUESTION, MANY + 1)
    clock.pass_time(HOUR)
    await desk.decide(ids[0])
    assert ids[MANY] not in await desk.unattended(HOUR)
    clock.pass_time(HOUR)
    assert ids[MANY] in await desk.unattended(HOUR)


# Accounts ------------------------------------------------------------------------------------------------


async def of_account(desk: Desk, account_id: int, count: int) -> list[int]:
    """Raise questions of one account."""
    now = desk.clock()
    ids = []
    for number in range(count):
        key = f"question:{account_id}:{number}:{now}"
        raising = partial(_raise_of, key=key, at=now, account_id=account_id)
        ids.append(await desk.database.write(raising))
    return ids


def _raise_of(unit: StoredUnit, key: str, at: datetime, account_id: int) -> int:
    return unit.alerts.raise_alert(AlertKind.QUESTION, key, {}, at, account_id=account_id)


async def shown(desk: Desk, ids: list[int]) -> list[int]:
    """Say which of these alerts are not folded."""
    marks = ", ".join("?" * len(ids))
    rows = await desk.database.read(
        lambda unit: unit.connection.execute(
            f"SELECT id FROM alerts WHERE id IN ({marks}) AND folded_into IS NULL ORDER BY id",  # noqa: S608 only marks
            tuple(ids),
        ).fetchall()
    )
    return [row["id"] for row in rows]


async def change(desk: Desk, sql: str, *values: int) -> None:
    """Change what no use case changes."""

    def work(unit: StoredUnit) -> None:
        unit.connection.execute(sql, values)

    await desk.database.write(work)


SEVERAL = FOLDS[Care.DECISION].several


async def test_one_account_is_one_place_and_keeps_nobody_out(desk: Desk) -> None:
    flood = await of_account(desk, 1, 100)
    assert await shown(desk, flood) == flood[:SEVERAL]
    for account_id in range(2, MANY + 1):
        ids = await of_account(desk, account_id, 2)
        assert await shown(desk, ids) == ids[:1]
    late = await of_account(desk, MANY + 1, 1)
    assert await shown(desk, late) == []


async def test_accounts_take_turns(desk: Desk, clock: FakeClock) -> None:
    ids = {}
    for account_id in range(1, MANY + 1):
        ids[account_id] = await of_account(desk, account_id, 1)
    for account_id in (1, 1, 1, MANY + 1, MANY + 2):
        clock.pass_time(SECOND)
        ids.setdefault(account_id, []).extend(await of_account(desk, account_id, 1))
    first = ids[1]
    clock.pass_time(SECOND)
    await desk.decide(first[0])
    assert await shown(desk, first) == first[:2], "nobody has waited longer"
    clock.pass_time(SECOND)
    await desk.decide(first[1])
    assert await shown(desk, first) == first[:2], "others have their turn before it comes round"
    assert await shown(desk, ids[MANY + 1]) == ids[MANY + 1]
    await desk.decide(ids[2][0])
    assert await shown(desk, ids[MANY + 2]) == ids[MANY + 2]
    await desk.decide(ids[3][0])
    assert await shown(desk, first) == first[:3]


async def test_a_place_that_becomes_free_is_filled_though_many_of_one_account_are_shown(desk: Desk) -> None:
    """As in a database from before accounts counted: twenty of one are shown, and others wait behind them."""
    flood = await of_account(desk, 1, MANY)
    await change(desk, "UPDATE alerts SET folded_into = NULL")
    burst = await desk.burst()
    others = await of_account(desk, 2, 1) + await of_account(desk, 3, 1)
    await change(
        desk,
        "UPDATE alerts SET folded_into = ?, queued_at = created_at WHERE account_id > 1",
        burst.id,
    )
    await desk.decide(flood[0])
    assert await shown(desk, others) == others


async def test_an_urgent_alert_leaves_its_burst(desk: Desk) -> None:
    flood = await of_account(desk, 1, SEVERAL + 1)
    now = desk.clock()
    await desk.database.write(lambda unit: unit.alerts.hurry(flood[-1], now))
    assert await shown(desk, flood) == flood
    assert (await desk.burst()).outcome == OVER
