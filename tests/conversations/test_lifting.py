"""Operators lift the limit of failed proofs, as residents are told that they can."""

from __future__ import annotations

import pytest

from simulator import Message
from tests.conversations.harness import Resident, Town, as_seen, say
from tests.conversations.test_adding_numbers import NUMBER, begin, prove
from tests.conversations.test_desk import labels

CLOSED = say("error-proof-closed", until="23.11 12:00")


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody whose five proofs failed."""
    resident = await town.confirmed()
    await fail(resident)
    return resident


async def fail(resident: Resident) -> None:
    await begin(resident)
    for _ in range(5):
        await prove(resident, amount="1")
    assert resident.sees.startswith(say("error-proof-closed", until="23.11 12:00"))


def alert(town: Town) -> Message:
    return [message for message in town.group.messages if "Неудачные попытки" in message.text][-1]


async def test_an_operator_lifts_the_limit_and_the_resident_hears_of_it(town: Town, anna: Resident) -> None:
    assert labels(alert(town)) == ["Снять ограничение", "Закрыть", "Взять в работу"]
    await town.oleg.press("Снять ограничение", on=alert(town))
    assert town.oleg.hints[-1] == say("alert-lifted-hint")
    assert say("alert-outcome-lifted", by="Олег") in as_seen(alert(town).text)
    assert labels(alert(town)) == []
    assert anna.heard == say("message-proof-lifted", number=NUMBER)
    await begin(anna)
    await prove(anna)
    assert say("number-added") in anna.sees
    assert town.query("SELECT operator_name, action FROM audit") == [("Олег", "limit-lifted")]


async def test_a_second_press_is_told_who_was_faster(town: Town, anna: Resident) -> None:
    shown, heard = alert(town), len(anna.chat.messages)
    [(alert_id,)] = town.query("SELECT id FROM alerts WHERE kind = 'proof-failed'")
    await town.oleg.press("Снять ограничение", on=shown)
    await town.olga.person.press_data(f"a:lift:{alert_id}", on=shown)
    await town.settled()
    assert town.olga.hints[-1] == say("error-alert-already-decided", by="Олег")
    assert len(anna.chat.messages) == heard + 1


async def test_an_alert_that_another_operator_has_is_left_to_them(town: Town, anna: Resident) -> None:
    await town.olga.press("Взять в работу", on=alert(town))
    await town.oleg.press("Снять ограничение", on=alert(town))
    assert say("error-alert-taken", by="Ольга", until="12:30") in town.oleg.hints[-1]
    await begin(anna)
    assert anna.sees == CLOSED


async def test_a_number_that_others_closed_is_opened_for_the_resident_as_well(town: Town) -> None:
    boris, anna = await town.confirmed("Борис", "boris"), await town.confirmed()
    await begin(boris)
    for _ in range(4):
        await prove(boris, amount="1")
    await begin(anna)
    await prove(anna, amount="1")
    assert anna.sees == CLOSED
    await town.oleg.press("Снять ограничение", on=alert(town))
    assert anna.heard == say("message-proof-lifted", number=NUMBER)
    await begin(anna)
    await prove(anna)
    assert say("number-added") in anna.sees


async def test_a_limit_that_ran_out_says_so_and_nobody_is_told(town: Town, anna: Resident) -> None:
    heard = len(anna.chat.messages)
    await town.pass_time(hours=24)
    await town.oleg.press("Снять ограничение", on=alert(town))
    assert town.oleg.hints[-1] == say("error-limit-run-out")
    assert say("alert-outcome-run-out", by="Олег") in as_seen(alert(town).text)
    assert len(anna.chat.messages) == heard
    assert town.query("SELECT count(*) FROM audit") == [(0,)]


async def test_operators_are_alerted_again_when_proofs_fail_again_on_the_same_day(
    town: Town, anna: Resident
) -> None:
    await town.oleg.press("Снять ограничение", on=alert(town))
    await fail(anna)
    assert labels(alert(town)) == ["Снять ограничение", "Закрыть", "Взять в работу"]
    assert town.query("SELECT count(*) FROM alerts WHERE kind = 'proof-failed'") == [(2,)]


async def test_an_alert_of_an_earlier_version_names_only_the_login_and_can_be_lifted(
    town: Town, anna: Resident
) -> None:
    await town.change("UPDATE alerts SET account_id = NULL")
    await town.oleg.press("Снять ограничение", on=alert(town))
    assert anna.heard == say("message-proof-lifted", number=NUMBER)
