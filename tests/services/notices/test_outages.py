"""Reports that there is no light: one alert for a house, a bound, and one answer to all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.alert import LOCK, Alert, AlertKind
from domain.limits import OUTAGES_OF_ACCOUNT, shown_until
from services.messages import Content, OutageAnswered
from services.notices.outages import TOGETHER, AnswerOutage, Reported, ReportOutage, house_key
from storage.outbox import Channel, OutgoingMessage
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.notices.test_in_force import Supply
from tests.services.residents import MOSCOW, OLEG, OLGA, OTHER_CHAT, People, refused

HOUSE = "г. Светлогорье, ул. Яблоневая, д. 1"


class Reports(Supply):
    """The use cases about reports on one database."""

    def __init__(self, database: Database, clock: FakeClock, people: People) -> None:
        super().__init__(database, clock, people)
        self._report = ReportOutage(database, clock, MOSCOW)
        self.answer = AnswerOutage(database, clock, MOSCOW)

    async def report(self, account_id: int, number: str, key: str = "") -> Reported:
        return await self._report(account_id, number, key or f"{account_id}-{number}-{self.clock()}")

    async def alerts(self) -> list[Alert]:
        return await self.database.read(lambda unit: unit.alerts.list_open(AlertKind.OUTAGE_REPORTED))

    async def answers(self) -> list[tuple[str, Content]]:
        """What waits in the outbox for those who reported."""
        messages: list[OutgoingMessage[Content]] = await self.database.read(
            lambda unit: unit.outbox.due(Channel.TELEGRAM, self.clock(), 1000)
        )
        return [
            (each.recipient, each.content) for each in messages if isinstance(each.content, OutageAnswered)
        ]


@pytest.fixture
async def desk(database: Database, clock: FakeClock, people: People) -> Reports:
    desk = Reports(database, clock, people)
    await desk.build()
    return desk


async def test_reports_of_one_house_are_one_alert_with_a_count(desk: Reports) -> None:
    anna = await desk.resident("anna", "100200301", "100200303")
    boris = await desk.resident("boris", "100200302", chat=OTHER_CHAT)
    assert await desk.report(anna, "100200301") == Reported(HOUSE, is_new=True, answer="")
    await desk.report(boris, "100200302")
    await desk.report(anna, "100200303")
    first, other = await desk.alerts()
    assert (first.details["house"], first.occurrences) == (HOUSE, 2)
    assert (other.details["house"], other.occurrences) == ("г. Светлогорье, ул. Яблоневая, д. 12", 1)


async def test_a_second_report_of_one_number_counts_once(desk: Reports) -> None:
    anna = await desk.resident("anna", "100200301")
    assert (await desk.report(anna, "100200301", "key")).is_new
    assert (await desk.report(anna, "100200301", "key")).is_new, "the same press came twice"
    assert not (await desk.report(anna, "100200301")).is_new
    [alert] = await desk.alerts()
    assert alert.occurrences == 1


async def test_after_an_hour_a_house_has_another_alert(desk: Reports, clock: FakeClock) -> None:
    anna = await desk.resident("anna", "100200301")
    await desk.report(anna, "100200301")
    clock.pass_time(TOGETHER)
    assert (await desk.report(anna, "100200301")).is_new
    assert len(await desk.alerts()) == 2


async def test_an_alert_that_was_closed_without_an_answer_takes_no_more_reports(desk: Reports) -> None:
    anna = await desk.resident("anna", "100200301")
    boris = await desk.resident("boris", "100200302", chat=OTHER_CHAT)
    await desk.report(anna, "100200301")
    [alert] = await desk.alerts()
    now = desk.clock()
    await desk.database.write(lambda unit: unit.alerts.decide(alert.id, OLEG, "closed", now))
    await desk.report(boris, "100200302")
    [other] = await desk.alerts()
    assert (other.id != alert.id, other.occurrences) == (True, 1)


async def test_an_alert_names_the_notice_that_is_about_the_house(desk: Reports) -> None:
    anna = await desk.resident("anna", "100200301", "100200305")
    notice_id = await desk.told("Яблоневая 1")
    await desk.report(anna, "100200301")
    await desk.report(anna, "100200305")
    assert [alert.details["notice"] for alert in await desk.alerts()] == [str(notice_id), None]


async def test_nobody_reports_for_a_number_that_is_not_theirs(desk: Reports) -> None:
    anna = await desk.resident("anna", "100200301")
    with refused("not-yours"):
        await desk.report(anna, "100200302")
    await desk.household.sql("UPDATE subscribers SET closed_at = '2026-11-01'")
    with refused("outage-number-closed"):
        await desk.report(anna, "100200301")
    assert await desk.alerts() == []


async def test_reports_of_an_account_are_bounded(desk: Reports, clock: FakeClock) -> None:
    numbers = [f"77{place}" for place in range(OUTAGES_OF_ACCOUNT.most + 1)]
    for number in numbers:
        await desk.household.sql(
            "INSERT INTO subscribers (number, address, balance, penalty) VALUES (?, ?, 0, 0)",
            number,
            f"пер. Тихий, д. {number}",
        )
    anna = await desk.resident("anna", *numbers)
    for number in numbers[:-1]:
        await desk.report(anna, number)
    now = clock()
    with refused("outages-too-many", until=shown_until(now + TOGETHER, now, MOSCOW)):
        await desk.report(anna, numbers[-1])
    clock.pass_time(timedelta(hours=1))
    assert (await desk.report(anna, numbers[-1])).is_new


async def test_an_answer_goes_to_all_who_reported_once_each(desk: Reports) -> None:
    anna = await desk.resident("anna", "100200301", "100200302")
    boris = await desk.resident("boris", "100200302", chat=OTHER_CHAT)
    for account_id, number in ((anna, "100200301"), (anna, "100200302"), (boris, "100200302")):
        await desk.report(account_id, number)
    [alert] = await desk.alerts()
    assert await desk.answer(alert.id, " Бригада выехала ", OLEG) == 2
    told = OutageAnswered("Яблоневая, 1", "Бригада выехала")
    assert await desk.answers() == [("100", told), (str(OTHER_CHAT), told)]
    assert await desk.actions() == [("Олег", "outage-answered")]


async def test_who_reports_later_gets_the_last_answer_at_once(desk: Reports) -> None:
    anna = await desk.resident("anna", "100200301")
    boris = await desk.resident("boris", "100200302", chat=OTHER_CHAT)
    await desk.report(anna, "100200301")
    [alert] = await desk.alerts()
    await desk.answer(alert.id, "Смотрим", OLEG)
    await desk.answer(alert.id, "Дадут в 18", OLEG)
    assert (await desk.report(boris, "100200302")).answer == "Дадут в 18"
    assert (await desk.report(anna, "100200301")).answer == "Дадут в 18"
    await desk.database.write(lambda unit: unit.alerts.decide(alert.id, OLEG, "closed", desk.clock()))
    vera = await desk.resident("vera", "100200302", chat=300)
    assert (await desk.report(vera, "100200302")).answer == "Дадут в 18"
    assert await desk.alerts() == []


async def test_an_answered_alert_waits_for_nobody(desk: Reports) -> None:
    anna = await desk.resident("anna", "100200301")
    await desk.report(anna, "100200301")
    [alert] = await desk.alerts()
    await desk.answer(alert.id, "Смотрим", OLEG)
    later = desk.clock() + timedelta(days=1)
    assert await desk.database.read(lambda unit: unit.alerts.list_unattended(later, later)) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [("  ", "outage-answer-empty"), ("я" * 1001, "outage-answer-too-long")],
)
async def test_an_answer_has_words_and_not_too_many(desk: Reports, words: str, code: str) -> None:
    anna = await desk.resident("anna", "100200301")
    await desk.report(anna, "100200301")
    [alert] = await desk.alerts()
    with refused(code, **({"most": 1000} if words.strip() else {})):
        await desk.answer(alert.id, words, OLEG)


async def test_another_operator_cannot_answer_what_is_taken(desk: Reports) -> None:
    anna = await desk.resident("anna", "100200301")
    await desk.report(anna, "100200301")
    [alert] = await desk.alerts()
    now, until = desk.clock(), desk.clock() + LOCK
    await desk.database.write(lambda unit: unit.alerts.take(alert.id, OLEG, now, until))
    with refused("alert-taken", by="Олег", until=shown_until(until, now, MOSCOW)):
        await desk.answer(alert.id, "Смотрим", OLGA)


@pytest.mark.parametrize(
    "address", ["г. Светлогорье, ул. Яблоневая, д. 1, кв. 7", "Г. Светлогорье,  ул. Яблоневая, д. 1"]
)
def test_flats_of_one_house_have_one_key(address: str) -> None:
    assert house_key(address) == house_key(HOUSE)
