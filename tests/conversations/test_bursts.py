"""Many alerts of one kind at once: one message with a counter, and none of them lost."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from domain.alert import FOLDS, AlertKind, Care
from domain.details import Value
from storage.unit import StoredUnit
from tests.conversations.harness import OPERATORS, Town, as_seen, calls_of, say
from tests.conversations.test_desk import labels, raised
from tests.conversations.test_escalation import reminders

FEW = FOLDS[Care.ATTENTION].most
MANY = FOLDS[Care.DECISION].most


async def proofs_fail(town: Town, count: int, *, begin: int = 0) -> None:
    now = town.clock()
    for number in range(begin, begin + count):
        await town.app.database.write(partial(_fail, number=number, at=now))
    await town.settled()


def _fail(unit: StoredUnit, number: int, at: datetime) -> None:
    details: dict[str, Value] = {"login": "anna", "number": str(number), "failures": 5}
    unit.alerts.raise_alert(AlertKind.PROOF_FAILED, f"proof-{number}", details, at)


async def errors_happen(town: Town, count: int) -> None:
    now = town.clock()
    for _ in range(count):
        await town.app.database.write(
            lambda unit: unit.alerts.raise_alert(
                AlertKind.UNEXPECTED_ERROR, "error", {"error": "KeyError", "place": "a.py:1"}, now
            )
        )
    await town.settled()


async def questions_come(town: Town, count: int) -> None:
    for number in range(count):
        guest = await town.registered(f"Житель {number}", f"zhitel-{number}")
        await guest.plays("Задать вопрос", f"Вопрос {number}?")


def calls_to_group(town: Town) -> int:
    calls = [*calls_of(town.sim.calls, "sendMessage"), *calls_of(town.sim.calls, "editMessageText")]
    return len([call for call in calls if call.chat_id == OPERATORS])


async def test_two_hundred_failed_proofs_are_six_messages_and_all_are_stored(town: Town) -> None:
    await proofs_fail(town, 200)
    await town.pass_time(seconds=30)
    assert len(town.alerts) == FEW + 1
    burst = town.alert
    assert say("alert-burst-proof-failed", count=200 - FEW) in as_seen(burst.text)
    assert town.query("SELECT count(*) FROM alerts WHERE kind = 'proof-failed'") == [(200,)]
    await town.oleg.send("/alerts")
    assert say("alerts-title", count=200, page=1, pages=25) in town.alerts[-1]


async def test_the_counter_of_a_flood_changes_twice_a_minute_at_most(town: Town) -> None:
    await proofs_fail(town, FEW + 1)
    before = calls_to_group(town)
    for second in range(60):
        await proofs_fail(town, 5, begin=100 + 5 * second)
        await town.pass_time(seconds=1)
    assert calls_to_group(town) - before <= 2
    await town.pass_time(seconds=30)
    assert say("alert-burst-proof-failed", count=301) in as_seen(town.alert.text)


async def test_a_thousand_errors_of_one_sort_are_one_message(town: Town) -> None:
    town.expects_faults = True
    await errors_happen(town, 1)
    await errors_happen(town, 999)
    await town.pass_time(seconds=30)
    assert len(town.alerts) == 1
    assert "1 000" in as_seen(town.alert.text)
    assert calls_to_group(town) == 2


async def test_after_a_quiet_time_alerts_get_messages_again(town: Town) -> None:
    await proofs_fail(town, FEW + 3)
    before = len(town.alerts)
    await town.pass_time(minutes=10)
    await proofs_fail(town, 1, begin=500)
    assert len(town.alerts) == before + 1
    assert "500" in town.alerts[-1]


async def test_closing_the_burst_closes_what_is_folded_into_it(town: Town) -> None:
    await proofs_fail(town, FEW + 3)
    burst = town.alert
    assert labels(burst) == ["Открытые", "Закрыть", "Взять в работу"]
    await town.oleg.press("Закрыть", on=burst)
    assert say("alert-outcome-closed", by="Олег") in as_seen(burst.text)
    assert town.query("SELECT count(*) FROM alerts WHERE state = 'open'") == [(FEW,)]
    assert len(town.alerts) == FEW + 1
    assert town.query("SELECT decided_by FROM alerts WHERE folded_into IS NOT NULL GROUP BY 1") == [("Олег",)]


async def test_what_another_operator_has_is_not_closed_with_the_burst(town: Town) -> None:
    await proofs_fail(town, FEW + 3)
    burst = town.alert
    [(folded, *_)] = town.query("SELECT min(id) FROM alerts WHERE folded_into IS NOT NULL")
    await town.olga.person.press_data(f"a:take:{folded}", on=burst)
    await town.settled()
    await town.oleg.person.press_data(f"a:close:{folded + 1}", on=burst)
    [(burst_id,)] = town.query("SELECT id FROM alerts WHERE kind = 'burst'")
    await town.oleg.person.press_data(f"a:close:{burst_id}", on=burst)
    await town.settled()
    assert town.query("SELECT taken_by FROM alerts WHERE state = 'open' AND folded_into IS NOT NULL") == [
        ("Ольга",)
    ]


async def test_the_list_of_a_burst_shows_that_kind_alone(town: Town) -> None:
    await raised(town, AlertKind.UPDATE_SET_ASIDE, "update", update="7")
    await proofs_fail(town, FEW + 3)
    await town.oleg.press("Открытые")
    assert say("alerts-title", count=FEW + 3, page=1, pages=1) in town.alerts[-1]
    assert "отложенное" not in town.alerts[-1]
    await town.oleg.press(str(FEW + 1))
    assert f"Абонентский номер: {FEW}" in town.alerts[-1]
    assert labels(town.alert) == ["Снять ограничение", "Закрыть", "Взять в работу"]


async def test_of_a_flood_of_questions_each_comes_as_soon_as_one_is_decided(town: Town) -> None:
    await questions_come(town, MANY + 3)
    questions = [message for message in town.group.messages if "❓" in message.text]
    assert len(questions) == MANY
    burst = next(message for message in town.group.messages if "🌊" in message.text)
    assert labels(burst) == ["Открытые"]
    await town.oleg.reply(questions[0], "Да")
    assert any(f"Вопрос {MANY}?" in text for text in town.alerts)
    assert not any(f"Вопрос {MANY + 1}?" in text for text in town.alerts)
    await town.pass_time(seconds=30)
    assert say("alert-burst-folded", count=2) in as_seen(burst.text)
    await town.oleg.press("Закрыть", on=questions[1])
    await town.olga.reply(questions[2], "Да")
    assert say("alert-outcome-burst-over") in as_seen(burst.text)
    assert all(any(f"Вопрос {number}?" in text for text in town.alerts) for number in range(MANY + 3))


async def test_a_burst_of_questions_is_not_repeated_as_well_as_its_questions(town: Town) -> None:
    await questions_come(town, MANY + 3)
    await town.look_after_alerts(minutes=30)
    assert reminders(town) == [
        say("message-alerts-wait", count=MANY, waited="30 мин", duty=say("duty-nobody-called"))
    ]


async def test_a_burst_that_nobody_looks_after_is_repeated(town: Town) -> None:
    await proofs_fail(town, FEW + 3)
    await town.change("UPDATE alerts SET state = 'decided' WHERE kind <> 'burst' AND folded_into IS NULL")
    await town.look_after_alerts(minutes=30)
    name = say("alert-burst-proof-failed", count=3)
    assert reminders(town) == [
        say("message-alert-waits", name=name, waited="30 мин", duty=say("duty-nobody-called"))
    ]
