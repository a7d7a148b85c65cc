"""What comes back on bad days instead of an answer, byte by byte, and whether the request was carried out."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientError, ClientTimeout

from simulator import Fault, Simulator
from simulator.bad_answers import SHAPES
from simulator.faults import ALWAYS
from tests.simulator.town import GROUP_ID, RawClient, Town, in_background


async def told(raw: RawClient, method: str, **params: Any) -> tuple[int, str, bytes]:
    """Give status, type and bytes of an answer."""
    async with raw.http.post(f"{raw.base}/{method}", json=params) as response:
        return response.status, response.content_type, await response.read()


def texts(town: Town) -> list[str]:
    return [message.text for message in town.anna.chat.messages if message.from_bot]


@pytest.mark.parametrize("executed", [False, True])
@pytest.mark.parametrize("status", [0, 302, 403, 503])
async def test_a_captive_portal_answers_with_its_page_and_any_status(
    sim: Simulator, raw: RawClient, town: Town, status: int, *, executed: bool
) -> None:
    sim.faults.add("sendMessage", Fault("html", status=status, executed=executed))
    answered, kind, body = await told(raw, "sendMessage", chat_id=town.anna.id, text="раз")
    assert (answered, kind) == (status or 200, "text/html")
    assert b"<html>" in body
    assert texts(town) == (["раз"] if executed else [])
    await raw.result("sendMessage", chat_id=town.anna.id, text="два")


async def test_a_page_instead_of_updates_confirms_none_of_them(
    sim: Simulator, raw: RawClient, town: Town
) -> None:
    await town.anna.send("раз")
    sim.faults.add("getUpdates", Fault("html"))
    assert (await told(raw, "getUpdates", offset=sim.last_update_id + 1))[1] == "text/html"
    assert len(await raw.result("getUpdates")) == 1


@pytest.mark.parametrize("executed", [False, True])
@pytest.mark.parametrize("shape", [*SHAPES, '{"ok":true,"result":{"status":"of_tomorrow"}}'])
async def test_an_answer_can_have_any_shape(
    sim: Simulator, raw: RawClient, town: Town, shape: str, *, executed: bool
) -> None:
    sim.faults.add("sendMessage", Fault("shape", words=shape, executed=executed))
    answered, _, body = await told(raw, "sendMessage", chat_id=town.anna.id, text="раз")
    assert (answered, body) == (200, SHAPES.get(shape, shape).encode())
    assert texts(town) == (["раз"] if executed else [])


async def test_a_chat_refuses_in_any_words_until_it_is_let_in_again(
    sim: Simulator, raw: RawClient, town: Town
) -> None:
    words = "Bad Request: not enough rights to send text messages to the chat"
    sim.faults.add("send*", Fault("refused", words=words), times=ALWAYS, chat_id=GROUP_ID)
    for _ in range(3):
        assert await raw.refusal("sendMessage", chat_id=GROUP_ID, text="раз") == words
    await raw.result("getChatMember", chat_id=GROUP_ID, user_id=town.oleg.id)
    await raw.result("sendMessage", chat_id=town.anna.id, text="раз")
    sim.faults.lift("send*", GROUP_ID)
    await raw.result("sendMessage", chat_id=GROUP_ID, text="два")


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500])
async def test_a_refusal_has_the_status_of_choice(sim: Simulator, raw: RawClient, status: int) -> None:
    sim.faults.add("*", Fault("refused", status=status, words="No"), times=2)
    for _ in range(2):
        answered, _, body = await told(raw, "getMe")
        assert (answered, json.loads(body)) == (
            status,
            {"ok": False, "error_code": status, "description": "No"},
        )
    await raw.result("getMe")


async def test_an_answer_that_trickles_is_whole_in_the_end(
    sim: Simulator, raw: RawClient, town: Town
) -> None:
    sim.faults.add("sendMessage", Fault("trickle", seconds=0.05))
    assert (await raw.result("sendMessage", chat_id=town.anna.id, text="раз"))["text"] == "раз"


@pytest.mark.parametrize("executed", [False, True])
async def test_silence_ends_when_the_client_hangs_up(
    sim: Simulator, raw: RawClient, town: Town, *, executed: bool
) -> None:
    sim.faults.add("sendMessage", Fault("hang", seconds=1000, executed=executed))
    params = {"chat_id": town.anna.id, "text": "раз"}
    with pytest.raises(TimeoutError):
        async with raw.http.post(f"{raw.base}/sendMessage", json=params, timeout=ClientTimeout(total=0.05)):
            pass
    await raw.result("getMe")
    assert texts(town) == (["раз"] if executed else [])


async def test_silence_ends_with_the_bad_day(sim: Simulator, raw: RawClient) -> None:
    sim.faults.add("getMe", Fault("hang", seconds=1000))
    waiting = in_background(told(raw, "getMe"))
    while not sim.calls:  # noqa: ASYNC110 (nobody tells)
        await asyncio.sleep(0)
    sim.faults.clear()
    with pytest.raises(ClientError):
        await waiting
    await raw.result("getMe")
