"""A person who sends very much at once is told once what was not read; everybody else notices nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.intake.bounds import MOST_OF_MEMBER, MOST_OF_RESIDENT
from bot.telegram.client import Answer
from simulator import Message
from tests.conversations.harness import Resident, Town, say


def told(messages: list[Message], count: int) -> int:
    """How often somebody was told that so many updates were not read."""
    words = say("message-too-much-at-once", count=count)
    return sum(message.text == words for message in messages)


def said(messages: list[Message], text: str) -> int:
    return sum(message.from_bot and message.text == text for message in messages)


@asynccontextmanager
async def held_up(town: Town, chat_id: int) -> AsyncIterator[None]:
    """Let nothing go to a chat for as long as this lasts."""
    client, over = town.app.messenger._client, asyncio.Event()
    ask = client.post

    async def post(path: bytes, body: bytes, seconds: float) -> Answer:
        if b'"chat_id":%d,' % chat_id in body:
            await over.wait()
        return await ask(path, body, seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "post", post)
        yield
        over.set()
        await town.settled()


async def test_a_resident_who_sends_too_much_is_told_once_and_others_are_answered(
    town: Town, anna: Resident
) -> None:
    boris = town.guest("Борис")
    await anna.send("/start")
    async with held_up(town, anna.chat.id):
        for number in range(MOST_OF_RESIDENT + 20):
            await anna.person.send(f"слово {number}")
        await boris.person.send("/start")
        await town.sim.delivered()
        greeting = say("start-guest", phone=town.app.failures.support_phone)
        while said(boris.chat.messages, greeting) < 1:  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.01)
    answer = say("unasked-guest", phone=town.app.failures.support_phone)
    assert said(anna.chat.messages, answer) == MOST_OF_RESIDENT
    assert told(anna.chat.messages, 20) == 1
    await anna.send("/menu")
    assert anna.sees == say("menu-text")
    assert told(boris.chat.messages, 20) == 0
    assert town.query("SELECT count(*) FROM inbox") == [(0,)]


async def test_a_member_who_sends_too_much_does_not_take_the_places_of_another(town: Town) -> None:
    await town.oleg.send("/duty")
    before = said(town.group.messages, say("duty-nobody"))
    async with held_up(town, town.group.id):
        for _ in range(MOST_OF_MEMBER + 20):
            await town.oleg.person.send("/duty", to=town.group)
        await town.olga.person.send("/help", to=town.group)
        await town.sim.delivered()
    assert said(town.group.messages, say("duty-nobody")) == before + MOST_OF_MEMBER
    assert any("/alerts" in alert for alert in town.alerts)
    assert told(town.group.messages, 20) == 1
