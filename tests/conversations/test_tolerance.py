"""Whatever Telegram brings, the bot goes on: one update's fault is one update's, and the person is told."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from itertools import count
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.intake.acceptance import NoUpdateError
from bot.telegram.answers import parsed
from handlers.operators import find, notices
from tests.conversations.harness import OPERATORS, PASSWORD, Resident, Town, say

BEYOND = 2**63


def from_anna(town: Town, **fields: Any) -> dict[str, Any]:
    """A message of Анна, as Telegram would bring it."""
    person = {"id": anna_id(town), "is_bot": False, "first_name": "Анна"}
    chat = {"id": anna_id(town), "type": "private", "first_name": "Анна"}
    return {"message_id": 900, "date": 1, "chat": chat, "from": person} | fields


def anna_id(town: Town) -> int:
    return min(id_ for id_ in town.sim.people if id_ not in {town.oleg.person.id, town.olga.person.id})


NUMBERS = count(500_000_000)


def numbered(kind: str, content: object) -> dict[str, Any]:
    """An update with a number of its own."""
    return {"update_id": next(NUMBERS), kind: content}


async def bring(town: Town, *updates: object) -> None:
    """Bring updates in one batch, as the room that talks to Telegram reads them."""
    await town.app.intake.accept(parsed(json.dumps(updates).encode()))
    await town.settled()


def said_to(resident: Resident) -> int:
    return sum(message.from_bot for message in resident.chat.messages)


def waiting(town: Town) -> int:
    found: int = town.query("SELECT count(*) FROM inbox WHERE set_aside_at IS NULL")[0][0]
    return found


def set_aside(town: Town) -> list[str]:
    rows = town.query("SELECT details FROM alerts WHERE kind = 'update-set-aside' ORDER BY id")
    return [str(json.loads(details)["update"]) for (details,) in rows]


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who is asked for a reading."""
    anna = await town.holder("100200301")
    await anna.press("Передать показания")
    return anna


async def is_answered_once(town: Town, anna: Resident, update: object) -> None:
    """See that Анна gets one answer, with somebody else next to her, and that the bot goes on."""
    boris = town.guest("Борис")
    await boris.send("/start")
    before, before_boris = said_to(anna), said_to(boris)
    text = {"message_id": 901, "date": 1, "text": "/help"}
    his = {"chat": {"id": boris.chat.id, "type": "private"}, "from": {"id": boris.person.id}}
    await bring(town, update, numbered("message", text | his))
    assert said_to(boris) == before_boris + 1
    assert said_to(anna) == before + 1, [message.text for message in anna.chat.messages[before:]]
    assert waiting(town) == 0
    await anna.send("/menu")
    assert say("menu-text") in [message.text for message in anna.answers]


STRANGE_MESSAGES: dict[str, dict[str, Any]] = {
    "nothing in it": {},
    "an unknown content": {"of_tomorrow": {"id": 1}, "forward_origin": {"type": "of_tomorrow"}},
    "a text of another type": {"text": 5},
    "a picture of another type": {"photo": "large"},
    "pictures without a number": {"photo": [{}, {}]},
    "a contact without a phone": {"contact": {}},
    "an answer to what is no message": {"text": "12650", "reply_to_message": 5},
    "an entity without its place": {"text": "12650", "entities": [{"type": "bold"}, None]},
    "a forward of an unknown kind": {"text": "12650", "forward_origin": {"type": "of_tomorrow"}},
    "NUL": {"text": "12650\0"},
    "half a pair": {"text": "\ud83d"},
    "halves in the wrong order": {"text": "\ude00\ud83d 12650"},
    "a million characters": {"text": "1" * 1_000_000},
    "a million other characters": {"text": "я" * 1_000_000},
    "a command of a million characters": {"text": "/start " + "x" * 1_000_000},
    "a number of another type": {"message_id": "900", "text": "12650"},
    "a number beyond all types": {"message_id": BEYOND, "text": "12650"},
    "a date of another type": {"date": "today", "text": "12650"},
    "an album beyond all": {"media_group_id": 5, "photo": [{"file_id": 5}]},
    "a voice of another type": {"voice": "hello"},
    "nested deeply": {"text": "12650", "x": [[[[[[[[[[{}]]]]]]]]]]},
}


@pytest.mark.parametrize("fields", STRANGE_MESSAGES.values(), ids=STRANGE_MESSAGES)
async def test_a_strange_message_gets_one_answer(town: Town, anna: Resident, fields: dict[str, Any]) -> None:
    await is_answered_once(town, anna, numbered("message", from_anna(town, **fields)))
    assert set_aside(town) == []


@pytest.mark.parametrize("state", ["nothing asked", "a question", "a phone", "a photo or words"])
@pytest.mark.parametrize("fields", STRANGE_MESSAGES.values(), ids=STRANGE_MESSAGES)
async def test_a_strange_message_gets_one_answer_wherever_somebody_is(
    town: Town, state: str, fields: dict[str, Any]
) -> None:
    anna = await town.confirmed()
    match state:
        case "a question":
            await anna.press("Задать вопрос")
        case "a phone":
            await anna.plays("[Профиль]", "[Изменить телефон]", PASSWORD)
        case "a photo or words":
            await anna.plays("[Задать вопрос]", "Когда поверка?")
    before = said_to(anna)
    await bring(town, numbered("message", from_anna(town, **fields)))
    assert said_to(anna) in {before + 1, before + 2}, "two, where the keyboard changes as well"
    assert waiting(town) == 0
    await anna.send("/menu")


@pytest.mark.parametrize("person", [None, {}, 5, {"id": "7"}, {"id": BEYOND}, {"id": 10**30}])
async def test_a_message_without_a_sender_is_answered_in_its_chat(
    town: Town, anna: Resident, person: object
) -> None:
    message = from_anna(town, text="12650") | {"from": person}
    await is_answered_once(town, anna, numbered("message", message))


@pytest.mark.parametrize(
    "fields",
    [
        {"id": None},
        {"id": 5},
        {"data": None},
        {"data": 5},
        {"data": "\0"},
        {"data": "x" * 100_000},
        {"message": 5},
    ],
    ids=repr,
)
async def test_a_strange_press_gets_one_answer(town: Town, anna: Resident, fields: dict[str, Any]) -> None:
    shown = from_anna(town, text="?") | {"from": {"id": 42, "is_bot": True}, "message_id": anna.screen.id}
    press = {"id": "made up", "from": {"id": anna.person.id}, "data": "n:card:100200301:0", "message": shown}
    before = said_to(anna) + sum(call.method.lower() == "editmessagetext" for call in town.sim.calls)
    await bring(town, numbered("callback_query", press | fields))
    after = said_to(anna) + sum(call.method.lower() == "editmessagetext" for call in town.sim.calls)
    assert after == before + 1
    assert waiting(town) == 0
    await anna.send("/menu")


@pytest.mark.parametrize("number", [10**17, 10**18, BEYOND, 10**30, -(10**30)])
@pytest.mark.parametrize(
    "data", ["n:history:100200301:{}", "n:payments:{}:0", "t:reply:{}", "t:resolve:{}", "f:{}:0", "f:0:{}"]
)
async def test_numbers_beyond_all_bounds_in_a_button_of_residents_are_no_fault(
    town: Town, anna: Resident, data: str, number: int
) -> None:
    await anna.forge(data.format(number))
    assert town.faults_reported() == []
    await anna.send("/menu")


BUTTONS_OF_THE_GROUP = (
    *(f"a:{action}:{{}}" for action in ("accept", "reject", "answer", "take", "release", "close", "show")),
    "al:{}::0",
    *(f"w:{action}:{{}}" for action in find.ACTIONS),
    *(f"x:{action}:{{}}" for action in ("load", "cancel", "again", "export")),
    *(f"o:{action}:{{}}" for action in notices.ACTIONS),
    "st:{}",
    "d:{}",
)


@pytest.mark.parametrize("number", [10**17, BEYOND, 10**30, -(10**30)])
async def test_numbers_beyond_all_bounds_in_buttons_of_the_group_are_no_fault(
    town: Town, number: int
) -> None:
    await town.oleg.send("/help")
    shown = town.alert
    for data in BUTTONS_OF_THE_GROUP:
        await town.oleg.person.press_data(data.format(number), on=shown)
        await town.settled()
        assert town.faults_reported() == [], data
    assert waiting(town) == 0


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 7, "message": {}},
        {"update_id": 7, "message": {"text": "12650"}},
        {"update_id": 7, "message": "hello"},
        {"update_id": 7},
        {"update_id": 7, "of_tomorrow": {"x": 1}},
    ],
    ids=repr,
)
async def test_what_belongs_to_nobody_is_set_aside_with_one_alert(
    town: Town, anna: Resident, update: dict[str, Any]
) -> None:
    before = said_to(anna)
    await bring(town, update, numbered("message", from_anna(town, text="12650")), update)
    await bring(town, update)
    assert said_to(anna) == before + 1
    assert set_aside(town) == ["7"]
    assert waiting(town) == 0


async def test_what_belongs_to_nobody_does_not_look_like_somebody_who_waits(town: Town) -> None:
    await bring(town, {"update_id": 7, "message": {}})
    town.clock.pass_time(timedelta(days=2))
    url = f"http://127.0.0.1:{town.app.http.port}/metrics"
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        numbers = await response.text()
    assert "\ncabinet_inbox_updates 0.0\n" in numbers
    assert "\ncabinet_inbox_oldest_seconds 0.0\n" in numbers


@pytest.mark.parametrize("kind", ["my_chat_member", "chat_join_request", "poll_answer", "of_tomorrow"])
async def test_what_we_did_not_ask_for_disturbs_nobody(town: Town, anna: Resident, kind: str) -> None:
    before = said_to(anna)
    await bring(
        town,
        numbered(kind, {"chat": {"id": OPERATORS}, "from": {"id": town.oleg.person.id}}),
        numbered(kind, {"chat": {"id": -5}, "from": {"id": anna.person.id}}),
        numbered("message", from_anna(town, text="12650")),
    )
    assert said_to(anna) == before + 1
    assert waiting(town) == 0


@pytest.mark.parametrize("fields", STRANGE_MESSAGES.values(), ids=STRANGE_MESSAGES)
async def test_a_strange_message_in_the_group_stops_nobody(town: Town, fields: dict[str, Any]) -> None:
    group = {"id": OPERATORS, "type": "supergroup"}
    strange = {"message_id": 900, "date": 1} | fields
    for person in ({"id": town.oleg.person.id, "first_name": "Олег"}, None):
        await bring(town, numbered("message", strange | {"chat": group, "from": person}))
        await bring(town, numbered("edited_message", strange | {"chat": group, "from": person}))
    await town.oleg.send("/duty")
    assert waiting(town) == 0
    assert town.alert.text == say("duty-nobody")


@pytest.mark.parametrize("asked", ["9" * 18, "9" * 19, "9" * 30, "9" * 4000, "x" * 100_000, "\0", "ф" * 5000])
async def test_anything_can_be_looked_up(town: Town, asked: str) -> None:
    group = {"id": OPERATORS, "type": "supergroup"}
    oleg = {"id": town.oleg.person.id, "first_name": "Олег"}
    message = {"message_id": 900, "date": 1, "chat": group, "from": oleg, "text": f"/find {asked}"}
    before = len(town.group.messages)
    await bring(town, numbered("message", message))
    assert len(town.group.messages) == before + 1
    assert town.faults_reported() == []


# By webhook ---------------------------------------------------------------------------------------------


async def post(town: Town, body: bytes, secret: str | None = None) -> int:
    """Deliver as Telegram does, unless another secret is given, and give the status."""
    webhook = town.app.http.webhook
    assert webhook is not None
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret if secret is None else secret}
    url = f"http://127.0.0.1:{town.app.http.port}{webhook.path}"
    content = io.BytesIO(body)
    async with aiohttp.ClientSession() as http, http.post(url, data=content, headers=headers) as response:
        await town.settled()
        return response.status


class TestByWebhook:
    @pytest.fixture
    def intake(self) -> str:
        return "webhook"

    @pytest.mark.parametrize("secret", ["", "secre", "secrets", "SECRET"])
    async def test_who_does_not_know_the_secret_is_refused(
        self, town: Town, anna: Resident, secret: str
    ) -> None:
        heard, update = said_to(anna), numbered("message", from_anna(town, text="/menu"))
        assert await post(town, json.dumps(update).encode(), secret) == 403
        assert said_to(anna) == heard
        assert await post(town, json.dumps(update).encode()) == 200
        assert said_to(anna) == heard + 1

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"<html>",
            b"{",
            b"null",
            b"5",
            b"[]",
            b"{}",
            b'{"message": {}}',
            b'{"update_id": "1"}',
            b'{"update_id": -1, "message": {"chat": {"id": 5}}}',
            b'{"update_id": 9223372036854775808, "message": {"chat": {"id": 5}}}',
            b'{"update_id": 1000000000000000000000000000000, "message": {"chat": {"id": 5}}}',
            b'{"update_id": 1, "message": {"chat": {"id": "anna"}}}',
            b'{"update_id": 1, "message": {"chat": {"id": 9223372036854775808}}}',
            b"[" * 5000,
            b"\xff\xfe",
            b'{"update_id": 1, "message": {"text": "',
            b'{"update_id": 9223372036854775808, "x": ' + b"[" * 2000 + b"]" * 2000 + b"}",
        ],
    )
    async def test_what_is_no_update_is_refused(self, town: Town, anna: Resident, body: bytes) -> None:
        assert await post(town, body) == 400
        assert waiting(town) == 0
        await anna.send("/menu")

    @pytest.mark.parametrize(
        "content",
        [
            b"{}",
            b'{"text": "1"}',
            b'"hello"',
            b'{"x":' + b"[" * 300 + b"]" * 300 + b"}",
            b'{"x":' + b"[" * 3000 + b"]" * 3000 + b"}",
            b'{"chat": {"id": tru}}',
        ],
    )
    async def test_an_update_that_nobody_can_be_answered_for_is_taken(
        self, town: Town, anna: Resident, content: bytes
    ) -> None:
        for _ in range(2):
            assert await post(town, b'{"update_id": 1, "message": ' + content + b"}") == 200
        assert set_aside(town) == ["1"]
        assert waiting(town) == 0
        await anna.send("/menu")

    @pytest.mark.parametrize("fields", STRANGE_MESSAGES.values(), ids=STRANGE_MESSAGES)
    async def test_a_strange_message_is_taken_and_answered_once(
        self, town: Town, anna: Resident, fields: dict[str, Any]
    ) -> None:
        before = said_to(anna)
        update = numbered("message", from_anna(town, **fields))
        for _ in range(2):
            assert await post(town, json.dumps(update).encode()) == 200
        assert said_to(anna) == before + 1
        assert waiting(town) == 0


# Anything -----------------------------------------------------------------------------------------------

ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["\ud83d", "\0", "/start", "12650", "n:card:100200301:0", "f:0:0"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "text", "chat", "from", "file_id", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of an update that may be changed."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, each in inner for place in [(*path, key), *places_in(each, (*path, key))]]


WHERE = {("chat",), ("chat", "id"), ("message", "chat"), ("message", "chat", "id")}
"""Where it happened, without which most updates belong to nobody; tests/bot/intake changes that."""


def mutated(update: dict[str, Any], changes: list[tuple[int, bool, Any]]) -> dict[str, Any]:
    """Replace or drop some fields."""
    update = deepcopy(update)
    for number, is_dropped, value in changes:
        places = [place for place in places_in(update) if len(place) > 1 and place[1:] not in WHERE]
        if not places:
            return update
        *way, last = places[number % len(places)]
        holder: Any = update
        for key in way:
            holder = holder[key]
        if is_dropped:
            del holder[last]
        else:
            holder[last] = value
    return update


CHANGES = st.lists(st.tuples(st.integers(0, 1000), st.booleans(), ANY_JSON), min_size=1, max_size=4)


def valid_updates(town: Town, anna: Resident) -> list[dict[str, Any]]:
    """One of each sort."""
    group = {"id": OPERATORS, "type": "supergroup"}
    oleg = {"id": town.oleg.person.id, "is_bot": False, "first_name": "Олег"}
    shown = from_anna(town, text="?", message_id=anna.screen.id)
    file = {
        "file_id": "f",
        "file_unique_id": "u",
        "file_size": 5,
        "mime_type": "image/png",
        "file_name": "a.csv",
    }
    command = {"type": "bot_command", "offset": 0, "length": 6}
    contact = {"phone_number": "+79210000001", "user_id": anna.person.id}
    in_group = {"message_id": 5, "date": 1, "chat": group, "from": oleg}
    press = {"id": "1", "from": shown["from"], "message": shown, "data": "n:card:100200301:0"}
    press_in_group = {"id": "2", "from": oleg, "message": in_group | {"text": "?"}, "data": "al:0::0"}
    contents = [
        ("message", from_anna(town, text="12650")),
        ("message", from_anna(town, text="/start", entities=[command])),
        ("message", from_anna(town, photo=[file, file], caption="12650", media_group_id="1")),
        ("message", from_anna(town, document=file)),
        ("message", from_anna(town, voice=file)),
        ("message", from_anna(town, contact=contact)),
        ("message", from_anna(town, text="ещё", reply_to_message=shown)),
        ("edited_message", from_anna(town, text="12651", edit_date=2)),
        ("callback_query", press),
        ("message", in_group | {"text": "/alerts"}),
        ("message", in_group | {"document": file, "reply_to_message": shown}),
        ("edited_message", in_group | {"text": "/find anna"}),
        ("callback_query", press_in_group),
    ]
    return [numbered(kind, content) for kind, content in contents]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(plan=st.lists(st.tuples(st.integers(0, 1000), CHANGES), min_size=1, max_size=5))
async def test_no_change_of_an_update_stops_the_bot(
    town: Town, anna: Resident, plan: list[tuple[int, list[tuple[int, bool, Any]]]]
) -> None:
    town.expects_faults = True  # an answer to a chat that does not exist is one
    kinds = valid_updates(town, anna)
    with suppress(NoUpdateError):  # no number is left, or none of its chat
        await bring(town, *(mutated(kinds[number % len(kinds)], changes) for number, changes in plan))
    assert waiting(town) == 0
    await anna.send("/menu")
    assert say("menu-text") in [message.text for message in anna.answers]
