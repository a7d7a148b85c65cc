"""Alerts that nobody looks after are repeated, and whoever is on duty is called."""

from __future__ import annotations

import pytest

from domain.alert import AlertKind
from simulator import Fault
from tests.conversations.harness import OPERATORS, Town, as_seen, say
from tests.conversations.test_desk import error, labels, raised
from tests.conversations.test_operators import reading_for_review


def reminders(town: Town) -> list[str]:
    return [text for text in town.alerts if text.startswith("⏰")]


NAME = "🔎 показания, № 100200301"


def reminder(waited: str, duty: str | None = None) -> str:
    return say("message-alert-waits", name=NAME, waited=waited, duty=duty or say("duty-nobody-called"))


async def on_duty(town: Town) -> None:
    await town.oleg.send("/duty")
    await town.oleg.press("Я на дежурстве")


async def test_an_alert_that_nobody_takes_is_repeated_once_in_each_period(town: Town) -> None:
    await reading_for_review(town)
    alert = town.alert
    await town.look_after_alerts(minutes=29)
    assert reminders(town) == []
    await town.look_after_alerts(minutes=1)
    assert reminders(town) == [reminder("30 мин")]
    assert town.alert.reply_to is alert
    for _ in range(3):
        await town.look_after_alerts(minutes=9)
    assert len(reminders(town)) == 1
    await town.look_after_alerts(minutes=3)
    assert reminders(town)[1:] == [reminder("1 ч")]


async def test_who_is_on_duty_is_called_by_name(town: Town) -> None:
    await on_duty(town)
    await reading_for_review(town)
    await town.look_after_alerts(minutes=30)
    assert reminders(town) == [reminder("30 мин", say("duty-called", people="Олег"))]
    assert [entity.user_id for entity in town.alert.entities] == [town.oleg.person.id]


async def test_who_left_the_group_is_not_called(town: Town) -> None:
    await on_duty(town)
    await reading_for_review(town)
    await town.oleg.person.leave(town.group)
    await town.look_after_alerts(minutes=30)
    assert reminders(town) == [reminder("30 мин")]


async def test_what_somebody_has_is_not_repeated_until_the_lock_has_run_out_for_as_long(town: Town) -> None:
    await reading_for_review(town)
    alert = town.alert
    await town.pass_time(minutes=20)
    await town.oleg.press("Взять в работу")
    await town.look_after_alerts(minutes=29)
    assert "Вернуть" in labels(alert)
    await town.look_after_alerts(minutes=1)
    assert "Взять в работу" in labels(alert), "the lock has run out"
    assert reminders(town) == []
    await town.look_after_alerts(minutes=30)
    assert reminders(town) == [reminder("1 ч")]


async def test_what_was_given_back_waits_anew(town: Town) -> None:
    await reading_for_review(town)
    await town.pass_time(minutes=20)
    await town.oleg.press("Взять в работу")
    await town.oleg.press("Вернуть")
    await town.look_after_alerts(minutes=29)
    assert reminders(town) == []
    await town.look_after_alerts(minutes=1)
    assert len(reminders(town)) == 1


async def test_what_is_decided_is_not_repeated(town: Town) -> None:
    await reading_for_review(town)
    await town.oleg.press("Принять")
    await raised(town, AlertKind.REGISTRY_IMPORTED, subscribers=1, meters=1, payments=1)
    await town.look_after_alerts(hours=5)
    assert reminders(town) == []


async def test_a_reminder_that_was_overtaken_by_an_operator_is_not_sent(town: Town) -> None:
    await reading_for_review(town)
    alert = town.alert
    town.sim.faults.add("sendMessage", Fault("flood", seconds=60), chat_id=OPERATORS)
    await town.look_after_alerts(minutes=30)
    await town.oleg.press("Взять в работу", on=alert)
    await town.pass_time(minutes=2)
    assert reminders(town) == []


async def test_after_a_restart_nothing_is_repeated_twice_and_nothing_forgotten(town: Town) -> None:
    await reading_for_review(town)
    await town.look_after_alerts(minutes=30)
    await town.restart()
    await town.settled()
    assert len(reminders(town)) == 1
    await town.end()
    await town.begin()
    await town.look_after_alerts(hours=10)
    await town.look_after_alerts(minutes=1)
    assert len(reminders(town)) == 2, "ten hours away, one reminder"


async def test_many_at_once_come_in_one_message_that_opens_the_list(town: Town) -> None:
    for number in range(4):
        await error(town, f"error-{number}")
    await town.look_after_alerts(minutes=30)
    assert reminders(town) == [
        say("message-alerts-wait", count=4, waited="30 мин", duty=say("duty-nobody-called"))
    ]
    await town.oleg.press("Открытые")
    assert say("alerts-title", count=4, page=1, pages=1) in town.alerts[-1]


async def test_reminders_can_be_switched_off(town: Town) -> None:
    await town.restart(ALERT_ESCALATION="0")
    await reading_for_review(town)
    await town.oleg.press("Взять в работу")
    alert = town.alert
    await town.look_after_alerts(hours=5)
    assert reminders(town) == []
    assert "Взять в работу" in labels(alert), "locks run out all the same"


async def test_another_period_can_be_chosen(town: Town) -> None:
    await town.restart(ALERT_ESCALATION="5")
    await reading_for_review(town)
    await town.look_after_alerts(minutes=5)
    assert reminders(town) == [reminder("5 мин")]


async def test_an_alert_whose_message_was_deleted_comes_anew_with_its_reminder(town: Town) -> None:
    await reading_for_review(town)
    town.sim.world.delete(town.alert)
    await town.look_after_alerts(minutes=30)
    assert len(reminders(town)) == 1
    assert "Принять" in labels(town.alert)
    await town.oleg.press("Принять")
    assert [status for _, status, _ in town.readings()] == ["accepted"]


async def test_a_reply_to_the_reminder_of_a_question_is_an_answer(town: Town) -> None:
    anna = await town.registered()
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    await town.look_after_alerts(minutes=30)
    await town.oleg.reply(town.alert, "Завтра")
    assert "Завтра" in anna.heard


async def test_a_question_that_waits_for_the_resident_is_not_repeated(town: Town) -> None:
    anna = await town.registered()
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    question = town.alert
    await town.oleg.press("Взять в работу")
    await town.oleg.reply(question, "За какой месяц?")
    await town.look_after_alerts(minutes=90)
    assert reminders(town) == []
    await anna.plays("[Ответить]", "За ноябрь")
    await town.look_after_alerts(minutes=29)
    assert reminders(town) == []
    await town.look_after_alerts(minutes=1)
    assert len(reminders(town)) == 1


# Duty.


async def test_duty_is_begun_and_ended_by_buttons(town: Town) -> None:
    await town.oleg.send("/duty")
    roster = town.alert
    assert as_seen(roster.text) == say("duty-nobody")
    await town.oleg.press("Я на дежурстве", on=roster)
    await town.olga.press("Я на дежурстве", on=roster)
    assert town.olga.hints == [say("duty-begun-hint")]
    assert as_seen(roster.text).splitlines()[1:] == ["Олег с 22.11 12:00", "Ольга с 22.11 12:00"]
    await town.oleg.press("Сменился", on=roster)
    assert as_seen(roster.text).splitlines()[1:] == ["Ольга с 22.11 12:00"]
    assert town.query("SELECT operator_name, action FROM audit ORDER BY id") == [
        ("Олег", "duty-begun"),
        ("Ольга", "duty-begun"),
        ("Олег", "duty-ended"),
    ]


@pytest.mark.parametrize("label", ["Я на дежурстве", "Сменился"])
async def test_what_is_so_already_stays_so(town: Town, label: str) -> None:
    await on_duty(town)
    for _ in range(2):
        await town.oleg.press(label)
    assert len(town.query("SELECT 1 FROM audit")) == (1 if label == "Я на дежурстве" else 2)
