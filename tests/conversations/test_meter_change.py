"""«Счётчик заменили»: what the resident says, and what operators make of it."""

from __future__ import annotations

import pytest

from simulator import Message
from tests.conversations.harness import Resident, Town, as_seen, say


async def begin(town: Town, number: str = "100200301", typed: str = "15") -> Resident:
    anna = await town.holder(number)
    await anna.plays("[Передать показания]", typed, "[Счётчик заменили]")
    return anna


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who reported another meter."""
    resident = await begin(town)
    await resident.plays("12500", "77 55 33", "[15]", "[Пропустить]", "[Подтвердить]")
    return resident


def alert_of(town: Town) -> Message:
    return next(message for message in town.group.messages if "замене счётчика" in message.text)


async def test_all_about_both_meters_comes_as_one_alert_with_the_paper(town: Town) -> None:
    anna = await begin(town)
    assert anna.sees == say("change-closing-ask", serial="09348817", scale="Круглосуточно (0–24)")
    assert anna.buttons == ["Не знаю", "Назад", "Отмена"]
    await anna.send("12 500")
    assert anna.sees == say("reading-serial-ask")
    await anna.send("77 55 33")
    assert anna.sees == say("change-opening-ask", serial="77 55 33", scale="Круглосуточно (0–24)")
    assert anna.buttons == ["15", "Новый — двухтарифный", "Новый — трёхтарифный", "Назад", "Отмена"]
    await anna.press("15")
    assert anna.sees == say("change-act-ask")
    await anna.send_album(2)
    for detail in ("100200301", "09348817", "12500", "77 55 33", "15", say("change-summary-act")):
        assert detail in anna.sees
    await anna.press("Подтвердить")
    assert anna.sees == say("reading-change-reported")
    assert town.readings() == []
    alert = alert_of(town)
    for detail in ("100200301", "Яблоневая, д. 1, кв. 1", "09348817", "77 55 33", "12480", "12500", "15"):
        assert detail in alert.text
    assert alert.button_labels == [["Принять", "Отклонить"], ["Запросить фото"], ["Взять в работу"]]
    papers = [message for message in town.group.messages if message.photo]
    assert [paper.reply_to for paper in papers] == [alert, alert]


async def test_scale_by_scale_or_all_at_once_and_some_unknown(town: Town) -> None:
    anna = await begin(town, "100200302", "1")
    await anna.press("Не знаю")
    assert say("change-closing-ask", serial="41120563", scale="Ночь (23–7)") == anna.sees
    await anna.plays("3950", "500900", "2,5 0,25", "[Пропустить]")
    assert say("change-summary-unknown", scale="День") in anna.sees
    assert "Ночь: 3950" in anna.sees
    assert "День: 2,5" in anna.sees
    assert say("change-summary-no-act") in anna.sees
    await anna.press("Подтвердить")
    assert town.query("SELECT scale, closing, opening FROM meter_change_values ORDER BY scale") == [
        (1, None, 2500),
        (2, 3950000, 250),
    ]


async def test_decimals_of_the_old_meter_are_dropped_only_if_that_is_right(town: Town) -> None:
    anna = await begin(town, "100200302", "1")
    await anna.plays("Т1 8500,5 Т2 3950")
    assert "Беру целые: День 8500, Ночь 3950. Верно?" in anna.sees
    await anna.plays("[Назад]", "8500,5", "[Исправить]", "8500,5", "8501,7", "верно")
    assert say("change-closing-ask", serial="41120563", scale="Ночь (23–7)") == anna.sees
    await anna.plays("3950", "500900", "2 0", "[Пропустить]")
    assert "День: 8501\nНочь: 3950" in anna.sees


async def test_a_meter_with_more_rates_may_hang_there_now(town: Town) -> None:
    anna = await begin(town)
    await anna.plays("12500", "775533", "[Новый — двухтарифный]")
    assert anna.sees == say("change-opening-ask", serial="775533", scale="Т1")
    assert anna.buttons == ["Новый — однотарифный", "Новый — трёхтарифный", "Назад", "Отмена"]
    await anna.send("3,5")
    assert anna.sees == say("change-opening-ask", serial="775533", scale="Т2")
    assert anna.buttons == ["Назад", "Отмена"]
    await anna.plays("0", "[Пропустить]")
    for row in ("Круглосуточно: 12500", "Т1: 3,5", "Т2: 0"):
        assert row in anna.sees
    await anna.press("Подтвердить")
    assert say("alert-change-new-2", opening1="3,5", opening2="0") in as_seen(alert_of(town).text)
    old = say("alert-change-row-old", name="Круглосуточно", last="12480", closing="12500")
    assert old in as_seen(alert_of(town).text)
    assert town.query("SELECT scale, closing, opening FROM meter_change_values ORDER BY scale") == [
        (1, 12500000, 3500),
        (2, None, 0),
    ]


async def test_a_meter_with_one_rate_may_take_the_place_of_two(town: Town) -> None:
    anna = await begin(town, "100200302", "1")
    await anna.plays("8500", "3950", "775533", "[Новый — однотарифный]")
    assert anna.sees == say("change-opening-ask", serial="775533", scale=say("change-scale-only"))
    await anna.plays("7", "[Пропустить]", "[Подтвердить]")
    assert say("alert-change-new-1", opening1="7") in as_seen(alert_of(town).text)
    assert town.query("SELECT scale, closing, opening FROM meter_change_values ORDER BY scale") == [
        (1, 8500000, 7000),
        (2, 3950000, None),
    ]


async def test_going_back_takes_another_number_of_rates_back(town: Town) -> None:
    anna = await begin(town)
    await anna.plays("12500", "775533", "[Новый — трёхтарифный]", "1 2 3", "[Назад]", "[Назад]", "15")
    assert anna.sees == say("change-act-ask")
    await anna.plays("[Назад]", "[Новый — двухтарифный]", "Т2 8 Т1 9", "[Пропустить]")
    assert "Т1: 9\nТ2: 8" in anna.sees


async def test_going_back_forgets_what_was_said_last(town: Town) -> None:
    anna = await begin(town, "100200302", "1")
    await anna.plays("[Не знаю]", "3950", "500900", "[Назад]", "[Назад]")
    assert say("change-closing-ask", serial="41120563", scale="Ночь (23–7)") == anna.sees
    await anna.plays("3960", "500900", "0", "0")
    await anna.send_photo()
    assert say("change-summary-act") in anna.sees
    await anna.press("Назад")
    await anna.press("Пропустить")
    assert say("change-summary-no-act") in anna.sees
    await anna.press("Подтвердить")
    assert town.query("SELECT closing FROM meter_change_values ORDER BY scale") == [(None,), (3960000,)]
    assert [message for message in town.group.messages if message.photo] == []


async def test_what_cannot_be_is_asked_again(town: Town) -> None:
    anna = await begin(town)
    await anna.send("сто")
    assert say("error-value-not-a-number") in anna.sees
    await anna.plays("[Не знаю]", "9348817")
    assert anna.sees == say("error-serial-same") + "\n\n" + say("reading-serial-ask")
    await anna.send("7" * 41)
    assert anna.sees == say("error-serial-wrong", most=40) + "\n\n" + say("reading-serial-ask")
    await anna.plays("775533", "0", "вот акт")
    assert anna.sees == say("change-act-no-words") + "\n\n" + say("change-act-ask")


async def test_an_accepted_change_is_told_and_the_old_meter_takes_no_readings(
    town: Town, anna: Resident
) -> None:
    await anna.send("Передать показания")
    assert anna.sees == say("error-meter-change-in-review")
    await town.oleg.press("Принять", on=alert_of(town))
    assert anna.heard == say(
        "message-meter-change-accepted", number="100200301", serial="09348817", new_serial="77 55 33"
    )
    assert say("alert-outcome-accepted", by="Олег") in alert_of(town).text
    await anna.send("Передать показания")
    assert anna.sees == say("error-meter-change-accepted")
    await town.change(
        "UPDATE meters SET serial = '775533' WHERE id = 'M301'",
        "UPDATE scales SET last_value = 15000 WHERE meter_id = 'M301'",
    )
    await anna.plays("Передать показания", "40", "[Подтвердить]")
    assert [values for _, _, values in town.readings()] == ["40000"]


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Похоже на опечатку", "typo"),
        ("Счётчик не меняли", "same-meter"),
        ("Нужно фото акта", "act-needed"),
    ],
)
async def test_a_refused_change_says_what_to_do(town: Town, anna: Resident, label: str, reason: str) -> None:
    await town.oleg.press("Отклонить", on=alert_of(town))
    await town.oleg.press(label, on=alert_of(town))
    assert anna.heard == say(f"message-meter-change-rejected-{reason}", number="100200301", serial="09348817")
    await anna.plays("Передать показания", "12600", "[Подтвердить]")
    assert [values for _, _, values in town.readings()] == ["12600000"]


async def test_a_typed_reason_is_quoted(town: Town, anna: Resident) -> None:
    await town.oleg.press("Отклонить", on=alert_of(town))
    await town.oleg.press("Другая причина", on=alert_of(town))
    await town.oleg.reply(town.alert, "Номер не читается")
    assert anna.heard == say(
        "message-meter-change-rejected-reason",
        number="100200301",
        serial="09348817",
        reason="Номер не читается",
    )


async def test_the_paper_can_be_asked_for_afterwards(town: Town, anna: Resident) -> None:
    await town.oleg.press("Запросить фото", on=alert_of(town))
    assert anna.heard == say("message-photo-asked-act", number="100200301", serial="09348817")
    await anna.send_photo()
    assert town.group.messages[-1].photo is not None
    assert town.group.messages[-1].reply_to is alert_of(town)
    assert say("alert-photos", count=1) in alert_of(town).text


async def test_two_operators_decide_once(town: Town, anna: Resident) -> None:
    heard = len(anna.chat.messages)
    await town.oleg.person.press("Принять", on=alert_of(town))
    await town.olga.person.press("Принять", on=alert_of(town))
    await town.settled()
    assert len(anna.chat.messages) == heard + 1
    assert town.query("SELECT decided_by FROM meter_changes") == [("Олег",)]


async def test_reporting_twice_tells_once(town: Town) -> None:
    anna = await begin(town)
    await anna.plays("[Не знаю]", "775533", "0", "[Пропустить]", "[Подтвердить]")
    await anna.again()
    assert town.query("SELECT count(*) FROM meter_changes") == [(1,)]
