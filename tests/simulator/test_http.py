"""The Bot API as it goes over the wire, without a client library."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import FormData

from simulator import Simulator
from tests.simulator.town import RawClient, Town


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json", "get"])
async def test_parameters_come_in_every_way_the_real_server_reads(
    raw: RawClient, town: Town, way: str
) -> None:
    url, values = f"{raw.base}/sendMessage", {"chat_id": str(town.anna.id), "text": "да & нет"}
    form = FormData(values, default_to_multipart=True)
    ways: dict[str, dict[str, Any]] = {
        "query": {"params": values},
        "form": {"data": values},
        "multipart": {"data": form},
        "json": {"json": {"chat_id": town.anna.id, "text": "да & нет", "parse_mode": None}},
        "get": {"params": values},
    }
    async with raw.http.request("GET" if way == "get" else "POST", url, **ways[way]) as response:
        assert (response.status, (await response.json())["result"]["text"]) == (200, "да & нет")
    assert town.anna.chat.last.text == "да & нет"


async def test_method_names_have_no_case(raw: RawClient, town: Town) -> None:
    await raw.result("SENDMESSAGE", chat_id=town.anna.id, text="x")
    await raw.result("getme")


async def test_an_unknown_method_is_not_found(raw: RawClient) -> None:
    answer = await raw("makeCoffee")
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


@pytest.mark.parametrize(
    ("token", "refusal"),
    [
        ("42:TEST-token_9876543210", "Unauthorized"),
        ("43:TEST-token_0123456789", "Unauthorized"),
        ("nonsense", "Unauthorized: invalid token specified"),
    ],
)
async def test_only_the_right_token_is_let_in(
    sim: Simulator, raw: RawClient, token: str, refusal: str
) -> None:
    async with raw.http.get(f"{sim.url}/bot{token}/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": refusal}


@pytest.mark.parametrize(
    ("body", "refusal"),
    [("{", "can't parse request JSON object"), ("[1]", "object expected in the request body")],
)
async def test_a_body_that_is_no_object_is_refused(raw: RawClient, body: str, refusal: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with raw.http.post(f"{raw.base}/getMe", data=body, headers=headers) as response:
        assert (response.status, (await response.json())["description"]) == (400, f"Bad Request: {refusal}")


async def test_a_form_that_is_not_unicode_is_refused(raw: RawClient) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with raw.http.post(f"{raw.base}/sendMessage", data=part, headers=headers) as response:
        description = (await response.json())["description"]
        assert (response.status, description) == (400, "Bad Request: strings must be encoded in UTF-8")


async def test_half_a_character_on_a_button_breaks_nothing(raw: RawClient, town: Town) -> None:
    markup = {"inline_keyboard": [[{"text": "\ud83d", "callback_data": "x"}]]}
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"reply_parameters": "{"}, "can't parse reply_parameters JSON object"),
        ({"reply_parameters": [1]}, "object expected as reply parameters"),
        ({"reply_parameters": {"message_id": "x"}}, 'field "message_id" must be a valid Number'),
        ({"entities": [{"type": "bold"}]}, "can't parse MessageEntity"),
        ({"entities": [1]}, "can't parse MessageEntity"),
    ],
)
async def test_nonsense_is_refused_and_breaks_nothing(
    raw: RawClient, town: Town, params: dict[str, Any], refusal: str
) -> None:
    answer = await raw.refusal("sendMessage", chat_id=town.anna.id, text="x", **params)
    assert answer == f"Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("deleteMessages", {"message_ids": ["x"]}),
        ("deleteMessages", {"message_ids": []}),
        ("sendMediaGroup", {"media": "x"}),
        ("sendMediaGroup", {"media": [1, 2]}),
        ("editMessageMedia", {"media": {"type": "poll"}}),
        ("setMyCommands", {"commands": [1]}),
        ("setMyCommands", {"commands": [{"command": "x", "description": ""}]}),
        ("getChatMember", {"user_id": "x"}),
        ("sendMessage", {"text": {"a": 1}, "parse_mode": "MarkdownV3"}),
    ],
)
async def test_nonsense_elsewhere_is_refused_too(
    raw: RawClient, town: Town, method: str, params: dict[str, Any]
) -> None:
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="x")
    answer = await raw(method, chat_id=town.anna.id, **({"message_id": sent["message_id"]} | params))
    assert answer["error_code"] == 400


async def test_given_entities_are_kept(raw: RawClient, town: Town) -> None:
    entities = [{"type": "bold", "offset": 2, "length": 3}]
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="😀раз", entities=entities)
    assert sent["entities"] == entities
    assert town.anna.chat.last.html == "😀<b>раз</b>"
