"""A second question where much is at stake, and decisions about readings that operators take back."""

from __future__ import annotations

import json

import pytest

from simulator import Message
from tests.conversations.harness import Resident, Town, as_seen, say

UNDO = "Отменить решение"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody whose reading waits for review, and who sent a usual one before."""
    resident = await town.holder("100200301")
    await resident.plays("[Передать показания]", "12650", "[Подтвердить]")
    await resident.plays("Передать показания", "17480", "[Подтвердить]", "[Подтвердить]")
    return resident


def alert_of(town: Town) -> Message:
    return [each for each in town.group.messages if "Показания на проверку" in each.text][-1]


def statuses(town: Town) -> list[str]:
    return [status for _, status, _ in town.readings()]


def receipts(town: Town) -> list[str]:
    return [receipt for receipt, _, _ in town.readings()]


async def export(town: Town) -> None:
    await town.oleg.send("/export")
    await town.oleg.press("Выгрузить")


def in_force(receipt: str, value: str = "12650") -> str:
    return say("message-earlier-in-force", receipt=receipt, values=f"Круглосуточно {value}")


# What an acceptance would bring.


async def test_the_alert_tells_cost_and_usual_consumption_or_that_they_are_unknown(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    assert say("alert-reading-usual-unknown") in alert_of(town).text
    assert "Стоимость: около 43 900 ₽" in as_seen(alert_of(town).text)
    await town.change("DELETE FROM tariffs")
    for value in ("12680", "12880", "13080"):
        await anna.plays("Передать показания", value, "[Подтвердить]")
        await town.pass_time(days=30)
    await anna.plays("Передать показания", "14580", "[Подтвердить]", "[Подтвердить]")
    text = as_seen(alert_of(town).text)
    assert say("alert-reading-cost-unknown") in text
    assert say("alert-reading-per-month", since="21.01.2027", days=30, month="1500") in text
    assert "Обычно за месяц: 20" in text


async def huge(town: Town) -> Resident:
    """Let somebody send what would cost hundreds of thousands of rubles."""
    anna = await town.holder("100200302")
    await anna.plays("[Передать показания]", "98420 3990", "[Подтвердить]", "[Подтвердить]")
    return anna


async def test_much_money_is_asked_about_a_second_time(town: Town) -> None:
    anna = await huge(town)
    heard = anna.heard
    await town.oleg.press("Принять")
    assert statuses(town) == ["review"]
    asked = as_seen(alert_of(town).text)
    assert "Это 90 289 кВт·ч, около" in asked
    assert "₽. Принять?" in asked
    assert alert_of(town).button_labels == [["Да, принять"], ["Назад"]]
    assert town.oleg.hints[-1] == say("alert-weigh-hint")
    await town.olga.press("Да, принять")
    assert "Уже в работе: Олег" in town.olga.hints[-1]
    assert (anna.heard, statuses(town)) == (heard, ["review"])
    await town.oleg.press("Да, принять")
    assert statuses(town) == ["accepted"]
    assert "принял" in anna.heard


async def test_whoever_is_not_sure_goes_back_and_rejects(town: Town) -> None:
    await huge(town)
    await town.oleg.press("Принять")
    await town.oleg.press("Назад")
    assert alert_of(town).button_labels[0] == ["Принять", "Отклонить"]
    await town.oleg.press("Отклонить")
    await town.oleg.press("Похоже на опечатку")
    assert statuses(town) == ["rejected"]


async def test_the_second_question_outlives_a_restart_and_a_double_press(town: Town) -> None:
    await huge(town)
    first = str(alert_of(town).buttons[0][0].data)
    await town.oleg.press("Принять")
    await town.restart()
    await town.oleg.person.press_data(first, on=alert_of(town))
    await town.settled()
    assert statuses(town) == ["review"], "the same button pressed twice accepts nothing"
    await town.oleg.press("Да, принять", on=alert_of(town))
    assert statuses(town) == ["accepted"]


async def test_an_alert_of_an_older_version_is_asked_about_by_its_kilowatt_hours(town: Town) -> None:
    await huge(town)
    [(details,)] = town.query("SELECT details FROM alerts WHERE kind = 'reading-review'")
    later = ("cost", "since", "days", "month", "source", "by_another", "below")
    old = {name: value for name, value in json.loads(details).items() if not name.startswith(later)}
    text = json.dumps(old, ensure_ascii=False).replace("'", "''")
    await town.change(f"UPDATE alerts SET details = '{text}' WHERE kind = 'reading-review'")  # noqa: S608
    await town.oleg.press("Принять")
    assert say("alert-weigh-unknown", kwh="90 289") in as_seen(alert_of(town).text)
    await town.oleg.press("Да, принять")
    await town.oleg.press(UNDO)
    assert statuses(town) == ["review"]


async def test_much_below_what_is_known_is_asked_about_as_well(town: Town) -> None:
    anna = await town.holder("100200301")
    less = "[На счётчике действительно столько]"
    await anna.plays("[Передать показания]", "15", less, "[Пропустить]", "[Подтвердить]")
    await town.oleg.press("Принять")
    assert say("alert-weigh-less", kwh="12 465") in as_seen(alert_of(town).text)
    await town.oleg.press("Да, принять")
    assert statuses(town) == ["accepted"]


# Decisions that are taken back.


async def test_an_acceptance_is_taken_back_and_what_it_replaced_counts_again(
    town: Town, anna: Resident
) -> None:
    first, second = receipts(town)
    await town.oleg.press("Принять")
    assert statuses(town) == ["replaced", "accepted"]
    assert alert_of(town).button_labels == [[UNDO]]
    await town.olga.press(UNDO)
    assert statuses(town) == ["accepted", "review"]
    assert town.query("SELECT replaced_by FROM readings") == [(None,), (None,)]
    assert anna.heard == (
        say("message-reading-reopened", number="100200301", receipt=second) + "\n\n" + in_force(first)
    )
    assert say("alert-undone-accepted", by="Ольга", at="22.11 12:00") in alert_of(town).text
    assert alert_of(town).button_labels == [["Принять", "Отклонить"], ["Запросить фото"], ["Взять в работу"]]
    [(operator, details)] = town.query(
        "SELECT operator_name, details FROM audit WHERE action = 'decision-undone'"
    )
    assert (operator, json.loads(details)) == (
        "Ольга",
        {"receipt": second, "was": "accepted", "by": "Олег"},
    )
    await town.oleg.press("Отклонить")
    await town.oleg.press("Похоже на опечатку")
    assert statuses(town) == ["accepted", "rejected"]


async def test_a_rejection_is_taken_back_and_decided_anew(town: Town, anna: Resident) -> None:
    await town.oleg.press("Отклонить")
    await town.oleg.press("Похоже на опечатку")
    await town.restart()
    await town.oleg.press(UNDO, on=alert_of(town))
    assert "отменил своё решение" in anna.heard
    assert town.query("SELECT reason, decided_by FROM readings WHERE status = 'review'") == [(None, None)]
    assert "Причина" not in alert_of(town).text
    await town.oleg.press("Принять")
    assert statuses(town) == ["replaced", "accepted"]


async def test_a_decision_is_taken_back_once(town: Town, anna: Resident) -> None:
    await town.oleg.press("Принять")
    undo = str(alert_of(town).buttons[0][0].data)
    await town.oleg.press(UNDO)
    heard = len(anna.chat.messages)
    await town.olga.person.press_data(undo, on=alert_of(town))
    await town.settled()
    assert town.olga.hints[-1] == say("error-decision-not-made")
    assert len(anna.chat.messages) == heard
    assert len(town.query("SELECT * FROM audit WHERE action = 'decision-undone'")) == 1


async def test_after_the_export_an_honest_answer_and_no_button(town: Town, anna: Resident) -> None:
    await town.oleg.press("Принять")
    await export(town)
    heard = anna.heard
    await town.oleg.press(UNDO, on=alert_of(town))
    assert town.oleg.hints[-1] == say("error-decision-exported")
    assert alert_of(town).button_labels == []
    assert (statuses(town), anna.heard) == (["replaced", "exported"], heard)


async def test_a_rejection_stands_once_the_reading_in_force_was_exported(town: Town, anna: Resident) -> None:
    await town.oleg.press("Отклонить")
    await town.oleg.press("Не тот прибор")
    await export(town)
    await town.oleg.press(UNDO, on=alert_of(town))
    assert town.oleg.hints[-1] == say("error-decision-exported")
    assert statuses(town) == ["exported", "rejected"]
    del anna


async def test_a_decision_stands_once_the_resident_sent_another_reading(town: Town, anna: Resident) -> None:
    await town.oleg.press("Отклонить")
    await town.oleg.press("Похоже на опечатку")
    await anna.plays("Передать показания", "12748", "[Подтвердить]")
    await town.oleg.press(UNDO, on=alert_of(town))
    assert town.oleg.hints[-1] == say("error-decision-built-on")
    assert statuses(town) == ["replaced", "rejected", "accepted"]


async def test_nobody_outside_the_group_takes_a_decision_back(town: Town, anna: Resident) -> None:
    await town.oleg.press("Принять")
    undo = str(alert_of(town).buttons[0][0].data)
    await anna.forge(undo)
    assert statuses(town) == ["replaced", "accepted"]


async def test_a_decision_that_is_not_about_a_reading_has_no_such_button(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    question = str(town.alert.buttons[0][0].data).replace("answer", "undo")
    await town.oleg.person.press_data(question, on=town.alert)
    await town.settled()
    assert town.oleg.hints == [say("error-alert-unknown")]
