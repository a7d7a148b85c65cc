"""What a client reads on bad days of an answer that is one: less, more, and texts that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp import web

from simulator import Fault, Simulator
from simulator.faults import FaultKind
from tests.simulator.town import GROUP_ID, RawClient, Town


async def bytes_of(raw: RawClient, method: str, **params: Any) -> bytes:
    async with raw.http.post(f"{raw.base}/{method}", json=params) as response:
        return await response.read()


async def one_update(raw: RawClient) -> dict[str, Any]:
    [update] = await raw.result("getUpdates")
    return dict(update)


async def test_a_message_lacks_what_is_promised_and_hardly_needed(
    sim: Simulator, raw: RawClient, town: Town
) -> None:
    sim.faults.add("sendMessage", Fault("fewer"))
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="/start раз")
    assert sent["chat"] == {"id": town.anna.id}
    assert sent["from"] == {"id": sim.bot.id}
    assert sent["entities"] == [{}]
    assert "date" not in sent
    assert sent["text"] == "/start раз"


async def test_a_member_lacks_rights_and_the_bot_what_it_may_do(
    sim: Simulator, raw: RawClient, town: Town
) -> None:
    town.group.restricted_ids.add(town.olga.id)
    sim.faults.add("*", Fault("fewer", words="can_react_to_messages can_join_groups"), times=2)
    member = await raw.result("getChatMember", chat_id=GROUP_ID, user_id=town.olga.id)
    assert "can_send_messages" in member
    assert "can_react_to_messages" not in member
    assert "can_join_groups" not in await raw.result("getMe")


async def test_any_field_can_be_missing_by_its_name_and_by_its_place(
    sim: Simulator, raw: RawClient, town: Town
) -> None:
    await raw.result(
        "sendMessage",
        chat_id=town.anna.id,
        text="раз",
        reply_markup={"inline_keyboard": [[{"text": "Да", "callback_data": "да"}]]},
    )
    await town.anna.press("Да")
    whole = await one_update(raw)
    sim.faults.add("getUpdates", Fault("fewer", words="callback_query.message chat_instance"))
    update = await one_update(raw)
    assert whole["callback_query"].keys() - update["callback_query"].keys() == {"message", "chat_instance"}
    sim.faults.add("getUpdates", Fault("fewer", words="message.chat message.from"))
    update = await one_update(raw)
    assert whole["callback_query"]["message"].keys() - update["callback_query"]["message"].keys() == {
        "chat",
        "from",
    }
    assert update["callback_query"]["from"] == whole["callback_query"]["from"]


async def test_answers_and_updates_hold_what_nobody_knows_yet(
    sim: Simulator, raw: RawClient, town: Town
) -> None:
    await town.anna.send("раз")
    sim.faults.add("getUpdates", Fault("more"))
    sim.faults.add("getMe", Fault("more"))
    message = (await one_update(raw))["message"]
    assert message["forward_origin"]["type"] == message["entities"][-1]["type"] == "of_tomorrow"
    assert message["text"] == "раз"
    assert "of_tomorrow" in message["chat"]
    assert "of_tomorrow" in await raw.result("getMe")


@pytest.mark.parametrize(("kind", "written"), [("halves", b"\\ud800"), ("bytes", b"\xff")])
async def test_the_texts_of_a_batch_hold_what_is_no_text(
    sim: Simulator, raw: RawClient, town: Town, kind: FaultKind, written: bytes
) -> None:
    await town.anna.send("раз")
    await town.anna.send("два")
    plain = await bytes_of(raw, "getUpdates")
    sim.faults.add("getUpdates", Fault(kind, words="text first_name"))
    body = await bytes_of(raw, "getUpdates")
    assert body.count(written) == 2 * 3, "the text, the sender's name, and the chat's"
    assert body.replace(written, b"") == plain


async def test_people_can_be_named_with_half_a_pair(sim: Simulator, raw: RawClient) -> None:
    dora = sim.add_person("Дора \ud83d")
    await dora.send("раз \ud800")
    body = await bytes_of(raw, "getUpdates")
    assert body.count(b"\\ud83d") == 2
    assert body.count(b"\\ud800") == 1


@pytest.mark.parametrize(("words", "depth"), [("", 300), ("2000", 2000)])
async def test_one_update_of_a_batch_is_nested_deeply(
    sim: Simulator, raw: RawClient, town: Town, words: str, depth: int
) -> None:
    await town.anna.send("раз")
    await town.anna.send("два")
    sim.faults.add("getUpdates", Fault("deep", words=words))
    body = await bytes_of(raw, "getUpdates")
    nest = b'"of_tomorrow": ' + b"[" * depth + b"]" * depth
    assert body.count(nest) == 1
    first, second = json.loads(body.replace(nest, b'"of_tomorrow": 1'))["result"]
    assert "of_tomorrow" not in first["message"]
    assert second["message"]["of_tomorrow"] == 1


@pytest.mark.parametrize(
    ("kind", "found"),
    [("more", b"of_tomorrow"), ("halves", b"\\ud800"), ("bytes", b"\xff"), ("deep", b"[[[[")],
)
async def test_a_webhook_gets_them_too(
    sim: Simulator, raw: RawClient, town: Town, kind: FaultKind, found: bytes
) -> None:
    taken: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        taken.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await raw.result("setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/")
    sim.faults.add("webhook", Fault(kind))
    await town.anna.send("раз")
    await town.anna.send("два")
    await sim.delivered()
    await runner.cleanup()
    assert [found in body for body in taken] == [True, False]


async def test_updates_of_any_kind_come_whether_they_were_asked_for_or_not(
    sim: Simulator, raw: RawClient
) -> None:
    await raw.result("getUpdates", allowed_updates=["message"])
    number = sim.bring_update("of_tomorrow", {"x": [1]})
    assert await one_update(raw) == {"update_id": number, "of_tomorrow": {"x": [1]}}
