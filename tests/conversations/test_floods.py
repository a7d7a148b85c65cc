"""Whoever sends very much at once is told once what was not read; everybody else notices nothing."""

from __future__ import annotations

from bot.intake.bounds import MOST_OF_MEMBER, MOST_OF_RESIDENT
from tests.conversations.harness import Resident, Town, say

TOO_MUCH = say("message-too-much-at-once", count=0).partition("\n\n")[2]


def told(messages: list[str]) -> list[str]:
    return [text for text in messages if TOO_MUCH in text]


async def test_a_flood_of_messages_is_told_of_once_and_others_are_answered(
    town: Town, anna: Resident
) -> None:
    boris = town.guest("Борис")
    await anna.send("/start")
    for number in range(3 * MOST_OF_RESIDENT):
        await anna.person.send(f"{number}")
    await boris.send("/start")
    await town.settled()
    assert len(told([message.text for message in anna.chat.messages])) <= 1
    await anna.send("/menu")
    assert anna.sees == say("menu-text")
    assert told([message.text for message in boris.chat.messages]) == []
    assert town.query("SELECT count(*) FROM inbox") == [(0,)]


async def test_a_flood_in_the_group_holds_up_no_other_operator(town: Town) -> None:
    for _ in range(2 * MOST_OF_MEMBER):
        await town.oleg.person.send("/duty", to=town.group)
    await town.olga.send("/help")
    await town.settled()
    assert any("/alerts" in alert for alert in town.alerts)
    assert len(told(town.alerts)) <= 1
