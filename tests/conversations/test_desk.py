"""The operators' desk: who has an alert in work, what its message shows, and until when."""

from __future__ import annotations

import pytest

from domain.alert import AlertKind
from simulator import Fault, Message
from tests.conversations.harness import OPERATORS, Town, say
from tests.conversations.test_operators import reading_for_review


async def raised(town: Town, kind: AlertKind, key: str = "key", **details: str | int) -> int:
    """Let something happen that operators must know of."""
    now = town.clock()
    alert_id = await town.app.database.write(lambda unit: unit.alerts.raise_alert(kind, key, details, now))
    await town.settled()
    return alert_id


async def error(town: Town, key: str = "error") -> int:
    town.expects_faults = True
    return await raised(town, AlertKind.UNEXPECTED_ERROR, key, error="KeyError", place="a.py:1")


def labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


async def test_a_taken_alert_shows_who_has_it_and_until_when(town: Town) -> None:
    await reading_for_review(town)
    alert = town.alert
    assert labels(alert) == ["Принять", "Отклонить", "Запросить фото", "Взять в работу"]
    await town.oleg.press("Взять в работу")
    assert town.oleg.hints == [say("alert-taken-hint", until="12:30")]
    assert say("alert-taken", by="Олег", since="12:00", until="12:30") in alert.text
    assert labels(alert) == ["Принять", "Отклонить", "Запросить фото", "Вернуть"]
    assert len(town.alerts) == 1


@pytest.mark.parametrize(
    ("hours", "seconds", "since", "until"),
    [(0, 1, "12:00", "12:31"), (0, 59, "12:00", "12:31"), (11.75, 30, "23:45", "23.11 00:16")],
)
async def test_hint_message_and_refusal_name_the_same_moment(
    town: Town, hours: float, seconds: float, since: str, until: str
) -> None:
    await reading_for_review(town)
    await town.pass_time(hours=hours, seconds=seconds)
    await town.oleg.press("Взять в работу")
    assert town.oleg.hints == [say("alert-taken-hint", until=until)]
    assert say("alert-taken", by="Олег", since=since, until=until) in town.alert.text
    await town.olga.press("Принять")
    assert town.olga.hints == [say("error-alert-taken", by="Олег", until=until)]


@pytest.mark.parametrize("label", ["Принять", "Отклонить", "Вернуть"])
async def test_what_one_operator_has_the_other_leaves_alone(town: Town, label: str) -> None:
    await reading_for_review(town)
    await town.oleg.press("Взять в работу")
    await town.olga.press(label)
    assert town.olga.hints == [say("error-alert-taken", by="Олег", until="12:30")]
    assert [status for _, status, _ in town.readings()] == ["review"]
    assert "Вернуть" in labels(town.alert)


async def test_whoever_has_an_alert_decides_it(town: Town) -> None:
    await reading_for_review(town)
    await town.oleg.press("Взять в работу")
    await town.oleg.press("Принять")
    assert [status for _, status, _ in town.readings()] == ["accepted"]
    assert say("alert-outcome-accepted", by="Олег") in town.alert.text
    assert "В работе" not in town.alert.text


async def test_after_half_an_hour_anybody_may_take_it_over(town: Town) -> None:
    await reading_for_review(town)
    await town.oleg.press("Взять в работу")
    await town.pass_time(minutes=30)
    await town.olga.press("Отклонить")
    await town.olga.press("Похоже на опечатку")
    assert [status for _, status, _ in town.readings()] == ["rejected"]
    assert say("alert-outcome-rejected", by="Ольга") in town.alert.text


async def test_what_is_given_back_another_one_may_take(town: Town) -> None:
    await reading_for_review(town)
    await town.oleg.press("Взять в работу")
    await town.oleg.press("Вернуть")
    assert labels(town.alert) == ["Принять", "Отклонить", "Запросить фото", "Взять в работу"]
    await town.olga.press("Взять в работу")
    assert say("alert-taken", by="Ольга", since="12:00", until="12:30") in town.alert.text


async def test_two_operators_who_take_at_the_same_moment_do_not_both_have_it(town: Town) -> None:
    await reading_for_review(town)
    await town.oleg.person.press("Взять в работу", in_=town.group)
    await town.olga.person.press("Взять в работу", in_=town.group)
    await town.settled()
    assert town.olga.hints == [say("error-alert-taken", by="Олег", until="12:30")]
    assert say("alert-taken", by="Олег", since="12:00", until="12:30") in town.alert.text


async def test_a_repeated_press_takes_once(town: Town) -> None:
    await reading_for_review(town)
    await town.oleg.press("Взять в работу")
    town.sim.redeliver(town.sim.last_update_id)
    await town.settled()
    assert town.query("SELECT count(*) FROM audit WHERE action = 'alert-taken'") == [(1,)]


async def test_what_asks_for_no_decision_is_closed(town: Town) -> None:
    await error(town)
    alert = town.alert
    assert labels(alert) == ["Закрыть", "Взять в работу"]
    await town.oleg.press("Закрыть")
    assert say("alert-outcome-closed", by="Олег") in alert.text
    assert alert.buttons == []


async def test_what_asks_for_a_decision_cannot_just_be_closed(town: Town) -> None:
    await reading_for_review(town)
    [(alert_id,)] = town.query("SELECT id FROM alerts WHERE kind = 'reading-review'")
    await town.oleg.person.press_data(f"a:close:{alert_id}", on=town.alert)
    await town.settled()
    assert town.oleg.hints == [say("error-alert-unknown")]
    assert town.query("SELECT state FROM alerts WHERE id = ?", alert_id) == [("open",)]


async def test_news_have_no_buttons(town: Town) -> None:
    alert_id = await raised(town, AlertKind.REGISTRY_IMPORTED, subscribers=1, meters=2, payments=3)
    assert town.alert.buttons == []
    await town.oleg.person.press_data(f"a:take:{alert_id}", on=town.alert)
    await town.settled()
    assert town.oleg.hints == [say("error-alert-unknown")]


async def test_a_message_that_was_deleted_is_sent_anew(town: Town) -> None:
    await error(town)
    alert = town.alert
    town.sim.world.delete(alert)
    await error(town)
    await town.pass_time(seconds=30)
    assert town.alert.id != alert.id
    assert say("alert-unexpected-error", error="KeyError", place="a.py:1") in town.alert.text
    await town.oleg.press("Закрыть")
    assert say("alert-outcome-closed", by="Олег") in town.alert.text


async def test_an_edit_outlives_a_telegram_that_does_not_answer(town: Town) -> None:
    await reading_for_review(town)
    alert = town.alert
    town.sim.faults.add("editMessageText", Fault("bad_gateway"), chat_id=OPERATORS)
    await town.oleg.press("Взять в работу")
    assert town.oleg.hints == [say("alert-taken-hint", until="12:30")]
    assert "Взять в работу" in labels(alert)
    await town.restart()
    await town.pass_time(minutes=1)
    assert "Вернуть" in labels(alert)


async def test_what_happens_again_is_counted_in_its_message(town: Town) -> None:
    await error(town)
    alert = town.alert
    for _ in range(4):
        await error(town)
    await town.pass_time(minutes=1)
    assert len(town.alerts) == 1
    assert say("alert-occurrences", count=5, last="22.11 12:00") in alert.text


async def test_every_deed_at_the_desk_is_written_down(town: Town) -> None:
    subject = f"alert:{await error(town)}"
    await town.oleg.press("Взять в работу")
    await town.oleg.press("Вернуть")
    await town.olga.press("Закрыть")
    assert town.query("SELECT operator_name, action, subject FROM audit ORDER BY id") == [
        ("Олег", "alert-taken", subject),
        ("Олег", "alert-released", subject),
        ("Ольга", "alert-closed", subject),
    ]


async def test_operators_are_told_in_their_own_words_what_went_to_billing(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await anna.plays("Передать показания", "17480", "[Подтвердить]", "[Подтвердить]")
    await town.change("UPDATE readings SET status = 'exported' WHERE status = 'accepted'")
    await town.oleg.press("Принять")
    assert town.oleg.hints == [say("operator-error-already-exported")]


async def test_since_when_letters_do_not_go_out_is_told_in_local_time(town: Town) -> None:
    await raised(town, AlertKind.LETTER_FAILED, since="2026-11-22T08:55:00+00:00")
    assert "с 22.11 11:55" in town.alert.text
