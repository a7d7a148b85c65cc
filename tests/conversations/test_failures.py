"""Faults of ours: the resident gets an apology, the operators an alert, and nothing has changed."""

from __future__ import annotations

import logging

import pytest

from services.numbers.readings import SubmitReading
from services.people.profile import ViewProfile
from storage.unit import StoredUnit
from tests.conversations.harness import Resident, Town, say

APOLOGY = say("failure-apology", phone="(812) 303-96-96")


class BrokenError(RuntimeError):
    """A fault; its text is what must not get into logs or alerts."""


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody at the last question of a reading."""
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650")
    town.expects_faults = True
    return anna


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Readings cannot be stored until this is undone."""

    async def fail(*_arguments: object, **_named: object) -> None:
        raise BrokenError("12650 of anna")

    monkeypatch.setattr(SubmitReading, "__call__", fail)
    return monkeypatch


async def test_the_resident_gets_an_apology_and_stays_where_they_were(
    town: Town, anna: Resident, broken: pytest.MonkeyPatch
) -> None:
    before = await town.conversation_of(anna)
    await anna.press("Подтвердить")
    assert anna.sees == APOLOGY
    after = await town.conversation_of(anna)
    assert (after.state, after.draft) == (before.state, before.draft)
    assert town.readings() == []
    broken.undo()


async def test_when_it_is_mended_the_same_button_works(
    town: Town, anna: Resident, broken: pytest.MonkeyPatch
) -> None:
    question = anna.screen
    await anna.press("Подтвердить")
    broken.undo()
    await anna.press("Подтвердить", on=question)
    assert "приняты" in anna.sees
    assert len(town.readings()) == 1


@pytest.mark.usefixtures("broken")
async def test_the_operators_hear_of_it_once(town: Town, anna: Resident) -> None:
    question = anna.screen
    for _ in range(3):
        await anna.press("Подтвердить", on=question)
    [alert] = town.alerts
    assert "BrokenError" in alert
    assert "12650" not in alert
    assert "anna" not in alert
    assert town.query("SELECT occurrences FROM alerts WHERE kind = 'unexpected-error'") == [(3,)]


@pytest.mark.usefixtures("broken")
async def test_the_alert_says_that_the_resident_got_an_apology_if_they_got_one(
    town: Town, anna: Resident
) -> None:
    question = anna.screen
    await anna.press("Подтвердить")
    assert say("alert-error-apology") in town.alerts[-1]
    await town.pass_time(days=1)
    await anna.person.press("Подтвердить", on=question)
    await anna.person.block_bot()
    await town.settled()
    [(first,), (second,)] = town.query(
        "SELECT details FROM alerts WHERE kind = 'unexpected-error' ORDER BY id"
    )
    assert '"consequence":"apology"' in first
    assert '"consequence":null' in second
    assert say("alert-error-apology") not in town.alerts[-1]


@pytest.mark.usefixtures("broken")
async def test_the_log_says_where_and_not_what(
    town: Town, anna: Resident, caplog: pytest.LogCaptureFixture
) -> None:
    await anna.press("Подтвердить")
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert "BrokenError" in errors[0]
    assert "12650" not in errors[0]
    assert town.faults_reported() != []


@pytest.mark.usefixtures("broken")
async def test_the_next_message_is_handled_as_if_nothing_had_happened(anna: Resident) -> None:
    await anna.press("Подтвердить")
    await anna.send("/help")
    assert "12650" in anna.sees


async def test_a_fault_outside_of_conversations_is_apologised_for_as_well(
    town: Town, anna: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_arguments: object) -> None:
        raise BrokenError

    monkeypatch.setattr(ViewProfile, "__call__", fail)
    await anna.send("Профиль")
    assert anna.sees == APOLOGY
    monkeypatch.undo()
    await anna.send("Профиль")
    assert "anna" in anna.sees
    assert town.faults_reported() != []


async def test_the_operators_hear_of_a_write_that_nobody_waited_for(town: Town, anna: Resident) -> None:
    def fail(_: StoredUnit) -> None:
        raise BrokenError("12650 of anna")

    town.app.database.ride(fail)
    await anna.plays("12651")
    await town.app.settled()
    [alert] = town.alerts
    assert "BrokenError" in alert
    assert "anna" not in alert
    assert say("alert-error-apology") not in alert
