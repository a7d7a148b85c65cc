"""Alerts: one per fact, announced once, decided by one operator."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from domain.alert import Alert, AlertKind, Hold
from domain.operator import Operator
from services.messages import AlertChart, Content, MessageKind, ThreadToOperators
from services.ports import Priority
from storage.outbox import Channel, OutgoingMessage
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.engines import opened
from tests.services.conftest import OPERATORS
from tests.services.fakes import FakeClock
from tests.services.household import Household, words

MINUTE = timedelta(minutes=1)
MARIA, PETER, OLGA = Operator(1, "Мария"), Operator(2, "Пётр"), Operator(3, "Ольга")


async def raise_alert(database: Database, clock: FakeClock, key: str = "question-1", text: str = "?") -> int:
    return await database.write(
        lambda unit: unit.alerts.raise_alert("question", key, {"text": text}, clock())
    )


async def get(database: Database, alert_id: int) -> Alert:
    return await database.read(lambda unit: unit.alerts.get(alert_id))


async def announcements(database: Database, clock: FakeClock) -> list[OutgoingMessage[Content]]:
    return await database.read(lambda unit: unit.outbox.due(Channel.TELEGRAM, clock(), 100))


async def said_by_the_resident(database: Database, clock: FakeClock) -> list[OutgoingMessage[Content]]:
    due = await announcements(database, clock)
    return [message for message in due if isinstance(message.content, ThreadToOperators)]


async def send(database: Database, clock: FakeClock, message_id: int = 77) -> None:
    """Send everything that is due, as the sender does."""
    for message in await announcements(database, clock):
        alert = await get(database, int(message.content.details["alert"] or 0))
        await mark(database, clock, message, alert, message_id)


async def mark(
    database: Database,
    clock: FakeClock,
    message: OutgoingMessage[Content],
    drawn: Alert,
    message_id: int = 77,
) -> None:
    def work(unit: StoredUnit) -> None:
        unit.outbox.mark_sent(message.id, clock())
        unit.alerts.set_message(drawn, message_id)

    await database.write(work)


async def decide(database: Database, clock: FakeClock, alert_id: int, by: Operator) -> bool:
    return await database.write(lambda unit: unit.alerts.decide(alert_id, by, "accepted", clock()))


async def take(database: Database, clock: FakeClock, alert_id: int, by: Operator) -> bool:
    now = clock()
    return await database.write(lambda unit: unit.alerts.take(alert_id, by, now, now + 30 * MINUTE))


async def test_an_alert_is_kept_and_announced_to_the_operators(database: Database, clock: FakeClock) -> None:
    alert_id = await raise_alert(database, clock, text="Когда поверка?")

    assert await get(database, alert_id) == Alert(
        id=alert_id,
        kind=AlertKind.QUESTION,
        details={"text": "Когда поверка?"},
        occurrences=1,
        created_at=clock(),
        last_at=clock(),
        message_id=None,
        decided_by=None,
        decided_at=None,
        outcome=None,
        hold=None,
        waiting_since=clock(),
        revision=1,
    )
    (message,) = await announcements(database, clock)
    assert (message.recipient, message.kind, message.content.details) == (
        str(OPERATORS),
        "alert",
        {"alert": alert_id},
    )
    assert (message.priority, message.language) == (Priority.ALERT, "ru")


async def test_the_same_fact_raises_one_alert_and_counts(database: Database, clock: FakeClock) -> None:
    first = await raise_alert(database, clock, text="first")
    raised_at = clock()
    clock.pass_time(MINUTE)

    assert await raise_alert(database, clock, text="again") == first
    assert await raise_alert(database, clock, key="question-2") != first

    alert = await get(database, first)
    assert (alert.occurrences, alert.details, alert.created_at) == (2, {"text": "first"}, raised_at)
    assert alert.last_at == raised_at + MINUTE
    assert len(await announcements(database, clock)) == 2


async def test_concurrent_occurrences_are_announced_once(database: Database, clock: FakeClock) -> None:
    ids = await asyncio.gather(*(raise_alert(database, clock) for _ in range(20)))

    assert len(set(ids)) == 1
    assert (await get(database, ids[0])).occurrences == 20
    assert len(await announcements(database, clock)) == 1


async def test_a_decided_fact_that_happens_again_stays_decided(database: Database, clock: FakeClock) -> None:
    alert_id = await raise_alert(database, clock)
    await decide(database, clock, alert_id, MARIA)

    assert await raise_alert(database, clock) == alert_id

    alert = await get(database, alert_id)
    assert alert.is_decided
    assert alert.occurrences == 2


async def test_without_an_operators_chat_alerts_are_kept_all_the_same(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with opened(tmp_path / "cabinet.db", clock=clock) as database:
        alert_id = await raise_alert(database, clock)

        assert (await get(database, alert_id)).occurrences == 1
        assert await announcements(database, clock) == []


async def test_an_unknown_alert_is_an_error(database: Database) -> None:
    with pytest.raises(LookupError):
        await get(database, 404)


async def test_an_alert_is_found_by_the_message_that_shows_it(database: Database, clock: FakeClock) -> None:
    alert_id = await raise_alert(database, clock)
    await raise_alert(database, clock, key="question-2")
    assert await database.read(lambda unit: unit.alerts.find_by_message(77)) is None

    drawn = await get(database, alert_id)
    await database.write(lambda unit: unit.alerts.set_message(drawn, 77))

    found = await database.read(lambda unit: unit.alerts.find_by_message(77))
    assert found is not None
    assert (found.id, found.message_id) == (alert_id, 77)


async def test_of_two_operators_only_the_first_decides(database: Database, clock: FakeClock) -> None:
    alert_id = await raise_alert(database, clock)
    clock.pass_time(MINUTE)

    decided = await asyncio.gather(
        *(decide(database, clock, alert_id, operator) for operator in (MARIA, PETER))
    )
    clock.pass_time(MINUTE)
    decided.append(await decide(database, clock, alert_id, OLGA))

    assert sorted(decided[:2]) == [False, True]
    assert not decided[2]
    alert = await get(database, alert_id)
    assert alert.decided_by == (MARIA, PETER)[decided.index(True)].name
    assert (alert.outcome, alert.decided_at) == ("accepted", clock() - MINUTE)


async def test_nobody_decides_an_unknown_alert(database: Database, clock: FakeClock) -> None:
    assert not await decide(database, clock, 404, MARIA)


async def test_open_alerts_are_listed_oldest_first(database: Database, clock: FakeClock) -> None:
    ids = []
    for key in ("c", "b", "a"):
        ids.append(await raise_alert(database, clock, key=key))
        clock.pass_time(MINUTE)
    await decide(database, clock, ids[1], MARIA)

    still_open = await database.read(lambda unit: unit.alerts.list_open())

    assert [alert.id for alert in still_open] == [ids[0], ids[2]]


async def test_changes_that_come_together_are_drawn_once(database: Database, clock: FakeClock) -> None:
    alert_id = await raise_alert(database, clock)
    await send(database, clock)
    await take(database, clock, alert_id, MARIA)
    await decide(database, clock, alert_id, MARIA)
    (message,) = await announcements(database, clock)
    assert message.priority == Priority.DESK
    await send(database, clock)
    assert await announcements(database, clock) == []


async def test_a_change_while_the_message_is_on_its_way_is_drawn_afterwards(
    database: Database, clock: FakeClock
) -> None:
    alert_id = await raise_alert(database, clock)
    (message,) = await announcements(database, clock)
    drawn = await get(database, alert_id)
    await take(database, clock, alert_id, MARIA)
    await mark(database, clock, message, drawn)
    (again,) = await announcements(database, clock)
    assert again.id != message.id


async def test_what_happens_again_and_again_is_counted_twice_a_minute(
    database: Database, clock: FakeClock
) -> None:
    await raise_alert(database, clock)
    await send(database, clock)
    drawings = 0
    for _ in range(120):
        await raise_alert(database, clock)
        drawings += len(await announcements(database, clock))
        await send(database, clock)
        clock.pass_time(timedelta(seconds=1))
    assert drawings == 3


async def test_what_an_operator_does_does_not_wait_for_the_counter(
    database: Database, clock: FakeClock
) -> None:
    alert_id = await raise_alert(database, clock)
    await send(database, clock)
    await raise_alert(database, clock)
    assert await announcements(database, clock) == []
    await take(database, clock, alert_id, MARIA)
    assert len(await announcements(database, clock)) == 1


async def test_an_alert_belongs_to_whoever_took_it_until_the_time_is_over(
    database: Database, clock: FakeClock
) -> None:
    alert_id = await raise_alert(database, clock)
    assert await take(database, clock, alert_id, MARIA)
    assert (await get(database, alert_id)).hold == Hold(MARIA, clock(), clock() + 30 * MINUTE)
    clock.pass_time(30 * MINUTE - timedelta(seconds=1))
    assert not await take(database, clock, alert_id, PETER)
    assert not await decide(database, clock, alert_id, PETER)
    clock.pass_time(timedelta(seconds=1))
    assert await take(database, clock, alert_id, PETER)
    assert not await decide(database, clock, alert_id, MARIA)
    assert await decide(database, clock, alert_id, PETER)


async def test_of_two_operators_only_the_first_takes(database: Database, clock: FakeClock) -> None:
    alert_id = await raise_alert(database, clock)
    taken = await asyncio.gather(*(take(database, clock, alert_id, each) for each in (MARIA, PETER)))
    assert sorted(taken) == [False, True]


async def test_what_was_given_back_can_be_taken_by_anybody(database: Database, clock: FakeClock) -> None:
    alert_id = await raise_alert(database, clock)
    await take(database, clock, alert_id, MARIA)
    await database.write(lambda unit: unit.alerts.release(alert_id, clock()))
    assert (await get(database, alert_id)).hold is None
    assert await take(database, clock, alert_id, PETER)


async def test_what_became_pointless_is_closed_whoever_has_it(database: Database, clock: FakeClock) -> None:
    alert_id = await raise_alert(database, clock)
    await take(database, clock, alert_id, MARIA)
    assert await database.write(lambda unit: unit.alerts.close(alert_id, "replaced", clock()))
    assert not await database.write(lambda unit: unit.alerts.close(alert_id, "replaced", clock()))
    alert = await get(database, alert_id)
    assert (alert.is_decided, alert.decided_by, alert.outcome) == (True, None, "replaced")


async def test_news_are_told_and_never_open(database: Database, clock: FakeClock) -> None:
    alert_id = await database.write(
        lambda unit: unit.alerts.raise_alert(AlertKind.REGISTRY_IMPORTED, "import-1", {}, clock())
    )
    assert len(await announcements(database, clock)) == 1
    assert await database.read(lambda unit: unit.alerts.list_open()) == []
    assert not await take(database, clock, alert_id, MARIA)
    assert not await decide(database, clock, alert_id, MARIA)


async def test_a_chart_follows_the_first_message_of_an_alert_with_a_history(
    database: Database, clock: FakeClock
) -> None:
    alert_id = await database.write(
        lambda unit: unit.alerts.raise_alert(AlertKind.READING_REVIEW, "reading", {"history": True}, clock())
    )
    await send(database, clock)
    (chart,) = await announcements(database, clock)
    assert chart.content == AlertChart(alert_id)

    await database.write(lambda unit: unit.outbox.mark_sent(chart.id, clock()))
    await take(database, clock, alert_id, MARIA)
    await send(database, clock)
    assert await announcements(database, clock) == []


async def test_what_the_resident_wrote_before_there_was_a_message_follows_it_but_for_the_question(
    flat: Household, anna: int, database: Database, clock: FakeClock
) -> None:
    await flat.ask(anna, "Когда поверка?")
    (alert,) = await flat.alerts()
    await flat.write_to_operators(anna, alert.id, words("И сколько стоит?", message_id=2), "more")
    (early,) = await said_by_the_resident(database, clock)
    await database.write(lambda unit: unit.outbox.mark_sent(early.id, clock()))

    drawn = await get(database, alert.id)
    await database.write(lambda unit: unit.alerts.set_message(drawn, 77))

    (again,) = await said_by_the_resident(database, clock)
    assert again.content == early.content


async def test_an_alert_whose_message_is_gone_is_sent_as_a_new_one(
    database: Database, clock: FakeClock
) -> None:
    alert_id = await raise_alert(database, clock)
    await send(database, clock)

    await database.write(lambda unit: unit.alerts.show_anew(alert_id))

    assert (await get(database, alert_id)).message_id is None
    (message,) = await announcements(database, clock)
    assert (message.kind, message.priority) == (MessageKind.ALERT, Priority.ALERT)


async def test_an_alert_that_an_operator_has_waits_from_the_end_of_that_time_at_the_earliest(
    database: Database, clock: FakeClock
) -> None:
    alert_id, now = await raise_alert(database, clock), clock()
    await take(database, clock, alert_id, MARIA)
    await database.write(lambda unit: unit.alerts.expect(alert_id, now + MINUTE, now))
    assert (await get(database, alert_id)).waiting_since == now + 30 * MINUTE
    await database.write(lambda unit: unit.alerts.expect(alert_id, now + 31 * MINUTE, now))
    assert (await get(database, alert_id)).waiting_since == now + 31 * MINUTE


# Words of danger -----------------------------------------------------------------------------------------


async def hurry(database: Database, clock: FakeClock, alert_id: int) -> None:
    await database.write(lambda unit: unit.alerts.hurry(alert_id, clock()))


async def test_an_urgent_alert_goes_out_before_decisions_of_operators_and_other_alerts(
    database: Database, clock: FakeClock
) -> None:
    first = await raise_alert(database, clock)
    danger = await database.write(
        lambda unit: unit.alerts.raise_alert("question", "danger", {}, clock(), is_urgent=True)
    )
    due = await announcements(database, clock)
    assert [message.content.details["alert"] for message in due] == [danger, first]
    assert due[0].priority is Priority.DANGER < Priority.DECISION


async def test_an_alert_that_becomes_urgent_gets_a_new_message(database: Database, clock: FakeClock) -> None:
    alert_id = await raise_alert(database, clock)
    await send(database, clock, 77)
    await hurry(database, clock, alert_id)
    assert (await get(database, alert_id)).message_id is None
    await send(database, clock, 78)
    alert = await get(database, alert_id)
    assert (alert.message_id, alert.is_urgent) == (78, True)
    assert await announcements(database, clock) == []


@pytest.mark.parametrize("was_shown", [True, False])
async def test_an_alert_that_becomes_urgent_while_its_message_is_on_the_way_is_sent_anew(
    database: Database, clock: FakeClock, *, was_shown: bool
) -> None:
    alert_id = await raise_alert(database, clock)
    if was_shown:
        await send(database, clock, 77)
        await database.write(lambda unit: unit.alerts.annotate(alert_id, {"answered_by": "Мария"}))
    [on_its_way] = await announcements(database, clock)
    drawn = await get(database, alert_id)
    await hurry(database, clock, alert_id)
    await mark(database, clock, on_its_way, drawn, 77)
    [again] = await announcements(database, clock)
    assert again.priority is Priority.DANGER
    assert (await get(database, alert_id)).message_id is None
    await send(database, clock, 78)
    assert (await get(database, alert_id)).message_id == 78
