"""The operators' group: alerts, decisions, and nobody else."""

from __future__ import annotations

import pytest

from simulator import Fault
from tests.conversations.harness import OPERATORS, Resident, Town, say


async def reading_for_review(town: Town) -> Resident:
    anna = await town.holder("100200301")
    await anna.press("Передать показания")
    await anna.send("17480")
    await anna.press("Подтвердить")
    await anna.press("Подтвердить")
    return anna


async def decide(town: Town, button: str) -> None:
    """Decide about the newest alert; what is rejected looks like a typing mistake."""
    await town.oleg.press(button)
    if button == "Отклонить":
        await town.oleg.press("Похоже на опечатку")


@pytest.mark.parametrize(
    ("button", "status", "text_id", "outcome"),
    [
        ("Принять", "accepted", "message-reading-accepted", "alert-outcome-accepted"),
        ("Отклонить", "rejected", "message-reading-rejected-typo", "alert-outcome-rejected"),
    ],
)
async def test_a_decision_reaches_the_resident_and_shows_in_the_group(
    town: Town, button: str, status: str, text_id: str, outcome: str
) -> None:
    anna = await reading_for_review(town)
    [(receipt, _, _)] = town.readings()
    alert = town.alert
    await decide(town, button)
    assert [each for _, each, _ in town.readings()] == [status]
    assert anna.heard == say(text_id, number="100200301", receipt=receipt)
    assert say(outcome, by="Олег") in alert.text
    assert alert.button_labels == [["Отменить решение"]]
    assert len(town.alerts) == 1, "the alert was edited, not repeated"
    assert alert.text.endswith("22.11 12:00"), "in Moscow"


async def test_the_second_operator_hears_who_was_faster(town: Town) -> None:
    anna = await reading_for_review(town)
    data = str(town.alert.buttons[0][1].data)
    await town.oleg.press("Принять")
    heard = len(anna.chat.messages)
    await town.olga.person.press_data(data, on=town.alert)
    await town.settled()
    assert town.olga.hints == [say("error-alert-already-decided", by="Олег")]
    assert [status for _, status, _ in town.readings()] == ["accepted"]
    assert len(anna.chat.messages) == heard


async def test_names_of_operators_are_only_text(town: Town) -> None:
    await reading_for_review(town)
    data = str(town.alert.buttons[0][1].data)
    company = town.sim.add_person("Олег & <Ко>")
    town.group.members.append(company.user)
    await company.press("Принять", in_=town.group)
    await town.settled()
    assert say("alert-outcome-accepted", by="Олег & <Ко>") in town.alert.text
    await town.olga.person.press_data(data, on=town.alert)
    await town.settled()
    assert town.olga.hints == [say("error-alert-already-decided", by="Олег & <Ко>")]


async def test_two_operators_who_press_at_the_same_moment_decide_once(town: Town) -> None:
    anna = await reading_for_review(town)
    heard = len(anna.chat.messages)
    await town.oleg.person.press("Принять", in_=town.group)
    await town.olga.person.press("Отклонить", in_=town.group)
    await town.settled()
    assert len(anna.chat.messages) == heard + 1
    assert town.oleg.hints == [say("alert-accepted-hint")]
    assert town.olga.hints == [say("error-alert-already-decided", by="Олег")]


async def test_a_rejected_reading_can_be_sent_again(town: Town) -> None:
    anna = await reading_for_review(town)
    await decide(town, "Отклонить")
    await anna.send("Передать показания")
    assert "12480" in anna.sees
    await anna.send("12650")
    await anna.press("Подтвердить")
    assert [status for _, status, _ in town.readings()] == ["rejected", "accepted"]


async def test_a_reading_that_was_replaced_meanwhile_cannot_be_decided(town: Town) -> None:
    anna = await reading_for_review(town)
    alert = town.alert
    await anna.send("Передать показания")
    await anna.send("12650")
    await anna.press("Подтвердить")
    await town.oleg.press("Принять", on=alert)
    assert town.oleg.hints == [say("error-reading-replaced")]
    assert say("alert-outcome-replaced") in alert.text
    assert [status for _, status, _ in town.readings()] == ["replaced", "accepted"]


@pytest.mark.parametrize(
    ("button", "statuses"),
    [("Принять", ["replaced", "accepted"]), ("Отклонить", ["accepted", "rejected"])],
)
async def test_only_when_accepted_it_takes_the_place_of_the_earlier_one(
    town: Town, button: str, statuses: list[str]
) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await anna.plays("Передать показания", "17480", "[Подтвердить]", "[Подтвердить]")
    await decide(town, button)
    assert [status for _, status, _ in town.readings()] == statuses


async def test_the_decision_reaches_all_chats_of_the_account(town: Town) -> None:
    anna = await reading_for_review(town)
    second_phone = await town.signed_in_elsewhere(anna, "Анна дома")
    await town.oleg.press("Принять")
    assert second_phone.heard == anna.heard
    assert "принял Ваши показания" in anna.heard


async def test_a_decision_does_not_disturb_what_the_resident_is_doing(town: Town) -> None:
    anna = await reading_for_review(town)
    await anna.send("Задать вопрос")
    await town.oleg.press("Принять")
    await anna.send("Сколько ждать?")
    assert anna.sees == say("question-sent")


@pytest.mark.parametrize("action", ["accept", "reject"])
async def test_nobody_outside_the_group_decides_whatever_they_press(town: Town, action: str) -> None:
    anna = await reading_for_review(town)
    [(alert_id,)] = town.query("SELECT id FROM alerts WHERE kind = 'reading-review'")
    await anna.forge(f"a:{action}:{alert_id}")
    assert say("stale-hint") in anna.hints
    assert [status for _, status, _ in town.readings()] == ["review"]


async def test_another_group_hears_nothing(town: Town) -> None:
    anna = await reading_for_review(town)
    neighbours = town.sim.add_group(-2002, "Соседи", [anna.person], bot_is_admin=True)
    await anna.person.send("/start", to=neighbours)
    await anna.person.send("Передать показания", to=neighbours)
    await town.settled()
    assert [message for message in neighbours.messages if message.from_bot] == []
    assert town.faults_reported() == []


@pytest.mark.parametrize(
    "data", ["a:accept:999", "a:dance:1", "a:accept:x", "a:", "zzz", "f:1:0", "s:profile"]
)
async def test_forged_data_in_the_group_is_answered_and_does_nothing(town: Town, data: str) -> None:
    await reading_for_review(town)
    said = len(town.group.messages)
    await town.oleg.person.press_data(data, on=town.alert)
    await town.settled()
    assert len(town.oleg.hints) == 1
    assert len(town.group.messages) == said
    assert [status for _, status, _ in town.readings()] == ["review"]
    assert town.faults_reported() == []


async def test_what_operators_say_to_each_other_is_none_of_the_bots_business(town: Town) -> None:
    await town.oleg.send("Кто сегодня дежурит?")
    await town.oleg.send("Передать показания")
    assert town.alerts == []


# Questions.


async def test_replies_to_other_messages_are_the_operators_own_talk(town: Town) -> None:
    await reading_for_review(town)
    before = len(town.alerts)
    await town.oleg.reply(town.alert, "Что-то многовато")
    assert len(town.alerts) == before


@pytest.mark.parametrize("text", ["x" * 2000, "Вопрос 🙂 " * 50, "<&>" * 600])
async def test_a_long_question_is_taken_whole(town: Town, text: str) -> None:
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.send(text)
    assert anna.sees == say("question-sent")
    assert text.strip() in town.alert.text


async def test_a_question_that_is_too_long_is_asked_again(town: Town) -> None:
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.send("x" * 3000)
    assert say("error-question-too-long", most=2000, length=3000) in anna.sees
    assert town.alerts == []


@pytest.mark.parametrize("way_out", ["Назад", "Отмена"])
async def test_a_question_can_be_left_unasked(town: Town, way_out: str) -> None:
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.press(way_out)
    assert anna.sees == say("form-left")
    assert town.alerts == []


async def test_alerts_wait_until_the_group_can_be_reached(town: Town) -> None:
    anna = await town.registered()
    town.sim.faults.add("sendMessage", Fault("bad_gateway"), chat_id=OPERATORS)
    await anna.press("Задать вопрос")
    await anna.send("Когда будет счёт?")
    assert anna.sees == say("question-sent")
    assert town.alerts == []
    await town.pass_time(minutes=1)
    assert "Когда будет счёт?" in town.alerts[-1]
