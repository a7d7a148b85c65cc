"""Requests to register without the digits of the captcha: limits, repeats, and what uses them up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.limits import WAIVERS_ASKED
from domain.waiver import GOOD_FOR, WaiverState
from services.desk.taking import TakeAlert
from services.people.registration import Register
from services.people.waivers import Applicant, AskWaiver, DecideWaiver, ViewWaiver
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.residents import CHAT, MOSCOW, OLEG, OLGA, People, draft, refused
from tests.services.traces import deeds, newest_alert, waiting

DAY = timedelta(days=1)


class Gate:
    """The use cases about waivers, on one database."""

    def __init__(self, people: People) -> None:
        database, clock = people.database, people.clock
        self.people, self.database = people, database
        self._ask = AskWaiver(database, clock, MOSCOW)
        self._view = ViewWaiver(database, clock)
        self._decide = DecideWaiver(database, clock, MOSCOW)

    async def ask(self, chat_id: int = CHAT, key: str | None = None) -> WaiverState:
        """Ask, in a new update unless its key is given."""
        return await self._ask(Applicant(chat_id, "Анна", "anna", "ru"), key or self.people.update())

    async def view(self, chat_id: int = CHAT) -> WaiverState | None:
        return await self._view(chat_id)

    async def decide(self, *, grant: bool, alert: int | None = None) -> int:
        """Decide about the newest alert, and return its id."""
        alert_id = alert or await newest_alert(self.database)
        await self._decide(alert_id, OLEG, grant=grant)
        return alert_id

    async def register(self, key: str = "registration", *, by_waiver: bool = True) -> int:
        """Register in the chat that asked."""
        register: Register = self.people.register
        return (await register(draft(), key, by_waiver=by_waiver)).account_id


@pytest.fixture
def gate(people: People) -> Gate:
    return Gate(people)


async def test_a_request_waits_until_an_operator_decides(gate: Gate) -> None:
    assert await gate.view() is None
    assert await gate.ask() is WaiverState.ASKED
    assert await gate.view() is WaiverState.ASKED
    await gate.decide(grant=True)
    assert await gate.view() is WaiverState.GRANTED


@pytest.mark.parametrize(
    ("grant", "kind", "action"),
    [(True, "waiver-granted", "captcha-waived"), (False, "waiver-refused", "captcha-not-waived")],
)
async def test_the_person_is_told_and_the_decision_is_noted(
    gate: Gate, database: Database, *, grant: bool, kind: str, action: str
) -> None:
    await gate.ask()
    alert_id = await gate.decide(grant=grant)
    [told] = await waiting(database, "waiver-granted", "waiver-refused")
    assert (told.recipient, told.kind) == (str(CHAT), kind)
    assert await deeds(database, f"alert:{alert_id}") == [("Олег", action, {"chat": str(CHAT)})]


async def test_a_repeated_update_asks_once(gate: Gate, database: Database) -> None:
    await gate.ask(key="7")
    alert_id = await newest_alert(database)
    assert await gate.ask(key="7") is WaiverState.ASKED
    assert await gate.ask(key="8") is WaiverState.ASKED
    assert await newest_alert(database) == alert_id


async def test_a_chat_is_refused_after_two_requests_a_day(gate: Gate, clock: FakeClock) -> None:
    for _ in range(2):
        await gate.ask()
        await gate.decide(grant=False)
    with refused("waivers-too-many", until="23.11 12:00"):
        await gate.ask()
    clock.pass_time(DAY)
    assert await gate.ask() is WaiverState.ASKED


async def test_all_chats_together_are_bounded_because_each_needs_an_operator(gate: Gate) -> None:
    for chat_id in range(5000, 5000 + WAIVERS_ASKED.most):
        await gate.ask(chat_id)
    with refused("waivers-too-many", until="23.11 12:00"):
        await gate.ask(CHAT)
    assert await gate.ask(5000) is WaiverState.ASKED, "who waits already goes on waiting"


async def test_what_was_granted_is_used_up_by_the_registration(gate: Gate) -> None:
    await gate.ask()
    await gate.decide(grant=True)
    account_id = await gate.register()
    assert await gate.view() is None
    assert await gate.register() == account_id, "a repeat returns what the first time did"
    with refused("waiver-gone"):
        await gate.register("another")


@pytest.mark.parametrize("decision", [None, False])
async def test_without_a_waiver_nobody_registers_without_digits(gate: Gate, decision: bool | None) -> None:  # noqa: FBT001
    await gate.ask()
    if decision is not None:
        await gate.decide(grant=decision)
    with refused("waiver-gone"):
        await gate.register()


async def test_another_chat_cannot_use_it(gate: Gate) -> None:
    await gate.ask(300)
    await gate.decide(grant=True)
    with refused("waiver-gone"):
        await gate.register()


async def test_it_counts_for_a_week(gate: Gate, clock: FakeClock) -> None:
    await gate.ask()
    await gate.decide(grant=True)
    clock.pass_time(GOOD_FOR)
    assert await gate.view() is None
    with refused("waiver-gone"):
        await gate.register()
    assert await gate.ask() is WaiverState.ASKED


async def test_a_registration_by_digits_closes_the_alert(gate: Gate, database: Database) -> None:
    await gate.ask()
    alert_id = await newest_alert(database)
    await gate.register(by_waiver=False)
    alert = await database.read(lambda unit: unit.alerts.get(alert_id))
    assert (alert.outcome, alert.decided_by) == ("registered", None)
    with refused("alert-already-closed"):
        await gate.decide(grant=True, alert=alert_id)


async def test_an_alert_that_another_operator_has_is_left_to_them(
    gate: Gate, database: Database, clock: FakeClock
) -> None:
    await gate.ask()
    await TakeAlert(database, clock, MOSCOW)(await newest_alert(database), OLGA)
    with refused("alert-taken", by="Ольга", until="12:30"):
        await gate.decide(grant=True)
    assert await gate.view() is WaiverState.ASKED


async def test_old_requests_are_forgotten(gate: Gate, database: Database, clock: FakeClock) -> None:
    await gate.ask()
    clock.pass_time(DAY)
    await gate.ask(300)
    before = clock() - DAY / 2
    await database.write(lambda unit: unit.waivers.forget(before))
    assert await gate.view() is None
    assert await gate.view(300) is WaiverState.ASKED
