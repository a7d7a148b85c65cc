"""Who can work at the operators' desk: the members of the group, in their own name, and nobody else."""

from __future__ import annotations

import json

import pytest

from simulator import Channel, Fault
from tests.conversations.harness import OPERATORS, Operator, Town, as_seen, calls_of, say
from tests.conversations.test_operators import reading_for_review
from ui.buttons import AlertListButton
from ui.messenger import send_message


def asked_about(town: Town, operator: Operator) -> int:
    """How often Telegram was asked whether an operator is in the group."""
    calls = calls_of(town.sim.calls, "getChatMember")
    return len([call for call in calls if int(call.params["user_id"]) == operator.person.id])


def forgeries(town: Town) -> list[tuple[int, str]]:
    return town.query("SELECT occurrences, details FROM alerts WHERE kind = 'forged-press' ORDER BY id")


@pytest.mark.parametrize("data", ["a:accept:{}", "a:take:{}", "a:close:{}", "a:", "a:dance:x"])
async def test_a_forged_button_changes_nothing_and_is_told_to_the_operators(town: Town, data: str) -> None:
    anna = await reading_for_review(town)
    [(alert_id,)] = town.query("SELECT id FROM alerts WHERE kind = 'reading-review'")
    await anna.forge(data.format(alert_id))
    assert say("stale-hint") in anna.hints
    assert town.query("SELECT state, taken_by FROM alerts WHERE id = ?", alert_id) == [("open", None)]
    assert [status for _, status, _ in town.readings()] == ["review"]
    told = as_seen(town.alert.text)
    assert told == say("alert-forged-press", person=str(anna.person.id), known="yes", login="anna")


async def test_whoever_forges_again_and_again_raises_one_alert(town: Town) -> None:
    anna, boris = await town.registered(), town.guest("Борис")
    await boris.send("/start")
    for _ in range(3):
        await anna.forge("a:accept:1")
    await boris.forge("a:accept:1")
    assert [count for count, _ in forgeries(town)] == [3, 1]
    assert "anna" in forgeries(town)[0][1]
    assert "Борис" not in forgeries(town)[1][1], "no name of who is not known here"


async def test_a_forged_button_in_another_group_is_told_and_not_answered_there(town: Town) -> None:
    anna = await reading_for_review(town)
    neighbours = town.sim.add_group(-2002, "Соседи", [anna.person], bot_is_admin=True)
    await town.app.messenger(send_message(neighbours.id, "Соседям"))
    await anna.person.press_data("a:accept:1", on=neighbours.last)
    await town.settled()
    assert len(forgeries(town)) == 1
    assert [status for _, status, _ in town.readings()] == ["review"]
    assert len(neighbours.messages) == 1


async def test_who_left_the_group_decides_nothing_any_more(town: Town) -> None:
    await reading_for_review(town)
    town.group.is_public = True
    await town.olga.press("Взять в работу")
    await town.olga.press("Вернуть")
    await town.olga.person.leave(town.group)
    await town.pass_time(minutes=1)
    alert = next(message for message in town.group.messages if message.buttons)
    await town.olga.press("Принять", on=alert)
    assert town.olga.hints[-1] == say("stale-hint")
    assert [status for _, status, _ in town.readings()] == ["review"]
    assert len(forgeries(town)) == 1


async def test_whether_somebody_is_a_member_is_asked_once_a_minute(town: Town) -> None:
    await reading_for_review(town)
    asked = asked_about(town, town.oleg)
    for _ in range(3):
        await town.oleg.send("/alerts")
    assert asked_about(town, town.oleg) == asked + 1
    await town.pass_time(minutes=1)
    await town.oleg.send("/alerts")
    assert asked_about(town, town.oleg) == asked + 2


async def test_what_changes_something_asks_each_time_who_is_a_member(town: Town) -> None:
    await reading_for_review(town)
    for _ in range(3):
        await town.oleg.press("Взять в работу")
        await town.oleg.press("Вернуть")
    assert asked_about(town, town.oleg) == 6


@pytest.mark.parametrize("how", ["leaves", "is thrown out", "leaves unheard of"])
async def test_who_left_the_group_decides_nothing_from_that_moment(town: Town, how: str) -> None:
    await reading_for_review(town)
    town.group.is_public = True
    await town.olga.press("Взять в работу")
    await town.olga.press("Вернуть")
    if how == "leaves":
        await town.olga.person.leave(town.group)
    elif how == "is thrown out":
        await town.oleg.person.remove(town.olga.person, town.group)
    else:
        town.group.members.remove(town.olga.person.user)
    await town.settled()
    alert = next(message for message in town.group.messages if message.buttons)
    await town.olga.press("Принять", on=alert)
    assert town.olga.hints[-1] == say("stale-hint")
    assert [status for _, status, _ in town.readings()] == ["review"]


async def test_who_left_the_group_reads_nothing_from_that_moment(town: Town) -> None:
    await reading_for_review(town)
    town.group.is_public = True
    await town.olga.send("/alerts")
    await town.olga.person.leave(town.group)
    await town.settled()
    await town.olga.person.press_data(AlertListButton(page=0, anew=True).pack(), on=town.group.last)
    await town.settled()
    assert town.olga.hints == [say("stale-hint")]
    assert len(forgeries(town)) == 1


async def test_who_comes_back_is_an_operator_again(town: Town) -> None:
    await reading_for_review(town)
    await town.olga.person.leave(town.group)
    await town.settled()
    await town.olga.person.join(town.group)
    await town.settled()
    await town.olga.press("Принять")
    assert [status for _, status, _ in town.readings()] == ["accepted"]


async def test_a_press_waits_while_nobody_can_say_who_is_a_member(town: Town) -> None:
    await reading_for_review(town)
    town.sim.faults.add("getChatMember", Fault("bad_gateway"), chat_id=OPERATORS)
    await town.oleg.press("Принять")
    assert [status for _, status, _ in town.readings()] == ["accepted"]


async def test_a_member_who_may_not_write_is_still_a_member(town: Town) -> None:
    await reading_for_review(town)
    town.group.restricted_ids.add(town.olga.person.id)
    await town.olga.press("Принять")
    assert [status for _, status, _ in town.readings()] == ["accepted"]


@pytest.mark.parametrize("text", ["/help", "/help@{bot}", "/start"])
async def test_help_in_the_group_lists_what_operators_can_do(town: Town, text: str) -> None:
    await town.oleg.send(text.format(bot=town.sim.bot.username))
    assert say("operator-help") in town.alerts[-1]
    assert say("operator-help-alerts") in town.alerts[-1]


@pytest.mark.parametrize("text", ["/help@another_bot", "/nonsense@another_bot", "help", "/ help"])
async def test_what_is_said_to_others_is_not_answered(town: Town, text: str) -> None:
    before = len(town.alerts)
    await town.oleg.send(text)
    assert len(town.alerts) == before


async def test_a_command_that_there_is_not_is_answered_with_those_that_there_are(town: Town) -> None:
    await town.oleg.send("/alert5")
    assert say("operator-command-unknown") in town.alerts[-1]
    assert "/help" in town.alerts[-1]


async def test_a_command_that_was_edited_does_nothing(town: Town) -> None:
    message = await town.oleg.person.send("/halp@another_bot", to=town.group)
    await town.oleg.person.edit(message, "/help")
    await town.settled()
    assert town.alerts[-1] == say("operator-command-edited")


async def test_who_writes_in_the_name_of_the_group_is_told_why_nothing_happens(town: Town) -> None:
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.send("Когда будет счёт?")
    heard = len(anna.chat.messages)
    await town.oleg.person.send_as_group("Завтра", town.group, reply_to=town.alert)
    await town.settled()
    assert town.alerts[-1] == say("operator-anonymous")
    await town.oleg.person.send_as_group("/help", town.group)
    await town.settled()
    assert town.alerts[-1] == say("operator-anonymous")
    assert len(anna.chat.messages) == heard
    before = len(town.alerts)
    await town.oleg.person.send_as_group("Коллеги, кто на обед?", town.group)
    await town.settled()
    assert len(town.alerts) == before


async def test_who_writes_in_the_name_of_a_channel_is_told_what_to_do_about_that(town: Town) -> None:
    channel = Channel(-1_000_000_000_555, title="Новости")
    await town.oleg.person.send_as_channel("/help", town.group, channel)
    await town.settled()
    assert town.alerts[-1] == say("operator-channel")
    before = len(town.alerts)
    await town.oleg.person.send_as_channel("Коллеги, кто на обед?", town.group, channel)
    await town.settled()
    assert len(town.alerts) == before


async def test_posts_of_a_linked_channel_are_no_commands(town: Town) -> None:
    before = len(town.alerts)
    town.sim.bring_post(town.group, "/help")
    await town.settled()
    assert len(town.alerts) == before


async def test_telegram_offers_the_commands_of_operators_in_their_group_alone(town: Town) -> None:
    offered = [
        call.params["commands"]
        for call in calls_of(town.sim.calls, "setMyCommands")
        if str(OPERATORS) in call.params.get("scope", "")
    ]
    [commands] = [json.loads(each) for each in offered]
    assert {"command": "help", "description": say("operator-command-help")} in commands


async def test_the_bot_starts_although_it_is_not_in_the_group_yet(town: Town) -> None:
    town.sim.remove_bot(town.group, town.oleg.person)
    await town.restart()
    anna = await town.registered()
    await anna.send("/menu")
    assert anna.sees


async def test_where_telegram_does_not_tell_who_is_a_member_nobody_decides_and_nobody_is_accused(
    town: Town,
) -> None:
    await reading_for_review(town)
    town.group.hides_members, town.group.bot_is_admin = True, False
    await town.oleg.press("Принять")
    assert town.oleg.hints == [say("operator-unknown")]
    await town.oleg.send("/alerts")
    assert town.alerts[-1] == say("operator-unknown")
    assert [status for _, status, _ in town.readings()] == ["review"]
    assert forgeries(town) == []
    town.group.bot_is_admin = True
    await town.oleg.press("Принять")
    assert [status for _, status, _ in town.readings()] == ["accepted"]
