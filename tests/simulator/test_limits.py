"""Flood limits, when they are switched on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from simulator import Person, Simulator
from tests.simulator.town import GROUP_ID, TOKEN, Clock, RawClient


@pytest.fixture
async def strict(clock: Clock) -> AsyncIterator[Simulator]:
    async with Simulator(TOKEN, clock=clock, enforce_limits=True) as simulator:
        yield simulator


@pytest.fixture
async def client(strict: Simulator) -> AsyncIterator[RawClient]:
    async with ClientSession() as http:
        yield RawClient(strict, http)


async def residents(sim: Simulator, count: int) -> list[Person]:
    people = [sim.add_person(f"Житель {number}") for number in range(count)]
    for person in people:
        await person.send("/start")
    return people


async def send(client: RawClient, chat_id: int) -> int:
    """Send a message; return the seconds to wait, 0 if it went out."""
    answer = await client("sendMessage", chat_id=chat_id, text="x")
    if answer["ok"]:
        return 0
    seconds = int(answer["parameters"]["retry_after"])
    assert answer["description"] == f"Too Many Requests: retry after {seconds}"
    return seconds


async def test_thirty_unasked_messages_a_second_go_out(
    strict: Simulator, client: RawClient, clock: Clock
) -> None:
    people = await residents(strict, 32)
    clock.forward(3600)
    assert [await send(client, person.id) for person in people] == [0] * 30 + [1, 1]
    clock.forward(1)
    assert await send(client, people[31].id) == 0


async def test_answers_are_not_counted_among_them(strict: Simulator, client: RawClient, clock: Clock) -> None:
    people = await residents(strict, 60)
    clock.forward(10)
    assert {await send(client, person.id) for person in people} == {0}


async def test_one_chat_takes_a_short_burst_and_then_one_a_second(
    strict: Simulator, client: RawClient, clock: Clock
) -> None:
    (anna,) = await residents(strict, 1)
    assert [await send(client, anna.id) for _ in range(6)] == [0] * 5 + [1]
    clock.forward(1)
    assert [await send(client, anna.id) for _ in range(2)] == [0, 1]
    clock.forward(100)
    assert [await send(client, anna.id) for _ in range(6)] == [0] * 5 + [1]


async def test_a_group_takes_twenty_a_minute(strict: Simulator, client: RawClient, clock: Clock) -> None:
    people = await residents(strict, 1)
    strict.add_group(GROUP_ID, "Операторы", people)
    for _ in range(20):
        assert await send(client, GROUP_ID) == 0
        clock.forward(1)
    assert await send(client, GROUP_ID) == 40
    clock.forward(40)
    assert await send(client, GROUP_ID) == 0


async def test_a_refused_album_leaves_nothing_behind(strict: Simulator, client: RawClient) -> None:
    (anna,) = await residents(strict, 1)
    document = await anna.send_document("x.txt", b"x")
    assert document.file is not None
    media = [{"type": "document", "media": document.file.file_id}] * 6
    answer = await client("sendMediaGroup", chat_id=anna.id, media=media)
    assert answer["error_code"] == 429
    assert not any(message.from_bot for message in anna.chat.messages)


async def test_without_the_switch_nothing_is_counted(sim: Simulator, raw: RawClient) -> None:
    (anna,) = await residents(sim, 1)
    assert {await send(raw, anna.id) for _ in range(40)} == {0}
