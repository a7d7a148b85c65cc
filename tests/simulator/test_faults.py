"""Bad days: what an unmodified aiogram meets, and what really happened behind it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramRetryAfter

from simulator import Fault, Simulator
from tests.simulator.town import GROUP_ID, RawClient, Town


def texts(town: Town) -> list[str]:
    return [message.text for message in town.anna.chat.messages if message.from_bot]


async def test_a_flood_wait_says_how_long_and_does_nothing(
    bot: Bot, sim: Simulator, raw: RawClient, town: Town
) -> None:
    sim.faults.add("sendMessage", Fault("flood", seconds=7), times=2)
    with pytest.raises(TelegramRetryAfter) as error:
        await bot.send_message(town.anna.id, "раз")
    assert error.value.retry_after == 7
    async with raw.http.get(f"{raw.base}/sendMessage", params={"chat_id": town.anna.id}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
    await bot.send_message(town.anna.id, "два")
    assert texts(town) == ["два"]


async def test_a_proxy_answers_with_html_and_nothing_is_done(bot: Bot, sim: Simulator, town: Town) -> None:
    sim.faults.add("sendMessage", Fault("bad_gateway"))
    with pytest.raises(ClientDecodeError):
        await bot.send_message(town.anna.id, "раз")
    assert texts(town) == []


async def test_a_connection_cut_before_leaves_nothing_done(bot: Bot, sim: Simulator, town: Town) -> None:
    sim.faults.add("sendMessage", Fault("cut_before"))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(town.anna.id, "раз")
    assert texts(town) == []


async def test_a_connection_cut_after_has_done_it_all(bot: Bot, sim: Simulator, town: Town) -> None:
    sim.faults.add("sendMessage", Fault("cut_after"))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(town.anna.id, "раз")
    assert texts(town) == ["раз"]
    await bot.send_message(town.anna.id, "два")
    assert texts(town) == ["раз", "два"]


async def test_a_lost_answer_to_getupdates_loses_no_update(bot: Bot, sim: Simulator, town: Town) -> None:
    await town.anna.send("раз")
    sim.faults.add("getUpdates", Fault("cut_after"))
    with pytest.raises(TelegramNetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1


async def test_a_late_answer_comes_all_the_same(bot: Bot, sim: Simulator, town: Town) -> None:
    sim.faults.add("sendMessage", Fault("delay", seconds=0.05))
    began = asyncio.get_running_loop().time()
    await bot.send_message(town.anna.id, "раз")
    assert asyncio.get_running_loop().time() - began >= 0.05
    assert texts(town) == ["раз"]


async def test_a_fault_can_be_kept_to_one_chat(bot: Bot, sim: Simulator, town: Town) -> None:
    sim.faults.add("*", Fault("flood"), chat_id=town.anna.id)
    await bot.get_me()
    await bot.send_message(GROUP_ID, "группе")
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(town.anna.id, "анне")


async def test_the_star_spares_getupdates(bot: Bot, sim: Simulator) -> None:
    sim.faults.add("*", Fault("bad_gateway"))
    assert await bot.get_updates() == []
    with pytest.raises(ClientDecodeError):
        await bot.get_me()


async def _outcome(bot: Bot, requests: int) -> str:
    outcome = ""
    for _ in range(requests):
        try:
            await bot.get_me()
            outcome += "."
        except TelegramRetryAfter:
            outcome += "F"
        except ClientDecodeError:
            outcome += "B"
    return outcome


async def test_random_faults_are_the_same_for_the_same_seed(bot: Bot, sim: Simulator) -> None:
    chances = {Fault("flood"): 0.2, Fault("bad_gateway"): 0.2}
    outcomes = []
    for seed in (5, 5, 6):
        sim.faults.clear()
        sim.faults.at_random(seed, chances)
        outcomes.append(await _outcome(bot, 60))
    assert outcomes[0] == outcomes[1] != outcomes[2]
    assert set(outcomes[0]) == {".", "F", "B"}
    sim.faults.clear()
    assert await _outcome(bot, 5) == "....."


async def test_another_process_can_order_faults(bot: Bot, sim: Simulator, raw: RawClient, town: Town) -> None:
    order = {"method": "sendMessage", "kind": "flood", "seconds": 3, "times": 1, "chat_id": town.anna.id}
    async with raw.http.post(f"{sim.url}/ui/faults", json=order) as response:
        assert response.status == 200
    with pytest.raises(TelegramRetryAfter, match="Retry in 3 seconds"):
        await bot.send_message(town.anna.id, "раз")
    await bot.send_message(town.anna.id, "два")
    always = {"kind": "bad_gateway", "chance": 1, "seed": 1}
    async with raw.http.post(f"{sim.url}/ui/faults", json=always) as response:
        assert response.status == 200
    with pytest.raises(ClientDecodeError):
        await bot.get_me()
    async with raw.http.post(f"{sim.url}/ui/faults", json={"clear": True}) as response:
        assert response.status == 200
    await bot.get_me()


async def test_a_fault_nobody_knows_is_refused(sim: Simulator, raw: RawClient) -> None:
    async with raw.http.post(f"{sim.url}/ui/faults", json={"kind": "earthquake"}) as response:
        assert response.status == 400
        assert "earthquake" in (await response.json())["error"]


async def test_another_process_can_order_everything_that_a_fault_may_say(
    sim: Simulator, raw: RawClient, town: Town
) -> None:
    async def order(**fields: Any) -> None:
        async with raw.http.post(f"{sim.url}/ui/faults", json=fields) as response:
            assert response.status == 200

    def anna(text: str) -> dict[str, Any]:
        return {"chat_id": town.anna.id, "text": text}

    words = "Bad Request: CHAT_WRITE_FORBIDDEN"
    await order(method="send*", kind="refused", status=400, words=words, times=0, chat_id=GROUP_ID)
    for _ in range(3):
        assert await raw.refusal("sendMessage", chat_id=GROUP_ID, text="раз") == words
    await order(method="send*", chat_id=GROUP_ID, clear=True)
    await raw.result("sendMessage", chat_id=GROUP_ID, text="раз")
    await order(method="sendMessage", kind="html", executed=True)
    async with raw.http.post(f"{raw.base}/sendMessage", json=anna("раз")) as response:
        assert "<html>" in await response.text()
    assert texts(town) == ["раз"]
    await order(kind="shape", words="[]", chance=1, chat_id=town.anna.id)
    await raw.result("sendMessage", chat_id=GROUP_ID, text="два")
    async with raw.http.post(f"{raw.base}/sendMessage", json=anna("два")) as response:
        assert await response.text() == "[]"
    await order(clear=True)
    await raw.result("sendMessage", **anna("три"))
    assert texts(town) == ["раз", "три"]
