"""The API of the chat page: what it shows, what it does, what it refuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import BotCommand, BufferedInputFile, ForceReply, KeyboardButton, ReplyKeyboardMarkup
from aiohttp import ClientResponse, ClientSession, FormData

from simulator import Simulator
from tests.simulator.test_mailbox import send as send_letter
from tests.simulator.town import GROUP_ID, TOKEN, RawClient, Town, picture


class Page:
    """A browser without a window."""

    def __init__(self, sim: Simulator, http: ClientSession) -> None:
        self.http = http
        self.url = f"{sim.url}/ui"

    async def state(self) -> Any:
        async with self.http.get(f"{self.url}/state") as response:
            return await response.json()

    async def post(self, action: str, **body: Any) -> Any:
        async with self.http.post(f"{self.url}/{action}", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def refusal(self, action: str, **body: Any) -> str:
        async with self.http.post(f"{self.url}/{action}", json=body) as response:
            assert response.status == 400
            return str((await response.json())["error"])

    @asynccontextmanager
    async def events(self, after: int) -> AsyncIterator[Events]:
        async with self.http.get(f"{self.url}/events", params={"after": after}) as response:
            assert response.content_type == "text/event-stream"
            yield Events(response)


class Events:
    """The stream of events, one at a time."""

    def __init__(self, response: ClientResponse) -> None:
        self.response = response
        self.last_id = 0

    async def next(self) -> Any:
        number = await self.response.content.readline()
        data = await self.response.content.readline()
        assert await self.response.content.readline() == b"\n"
        self.last_id = int(number.removeprefix(b"id: "))
        return json.loads(data.removeprefix(b"data: "))


@pytest.fixture
async def page(sim: Simulator, raw: RawClient) -> Page:
    return Page(sim, raw.http)


async def test_the_page_and_its_parts_are_served(sim: Simulator, raw: RawClient) -> None:
    for path, kind in (("/", "text/html"), ("/page.css", "text/css"), ("/page.js", "text/javascript")):
        async with raw.http.get(sim.url + path) as response:
            assert (response.status, response.content_type) == (200, kind)


async def test_the_state_holds_everything_the_page_begins_with(bot: Bot, page: Page, town: Town) -> None:
    await bot.set_my_commands([BotCommand(command="menu", description="Меню")])
    keyboard = ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text="Мой номер", request_contact=True)], [KeyboardButton(text="Меню")]],
        is_persistent=True,
        input_field_placeholder="Выберите",
    )
    await bot.send_message(town.anna.id, "<b>Здравствуйте</b>", parse_mode="HTML", reply_markup=keyboard)
    state = await page.state()
    assert state["bot"] == {
        "id": 42,
        "is_bot": True,
        "first_name": "Личный кабинет",
        "username": "lk_demo_bot",
    }
    assert state["people"][0] == {
        "id": town.anna.id,
        "first_name": "Анна",
        "username": "anna",
        "phone": "+79210000001",
    }
    assert state["chats"][-1] == {
        "id": GROUP_ID,
        "type": "group",
        "title": "Операторы",
        "member_ids": [town.oleg.id, town.olga.id],
    }
    assert state["chats"][0] == {
        "id": town.anna.id,
        "type": "private",
        "title": "Анна",
        "member_ids": [town.anna.id],
    }
    assert state["keyboards"][str(town.anna.id)] == {
        "rows": [[{"text": "Мой номер", "request_contact": True}], [{"text": "Меню"}]],
        "one_time": False,
        "persistent": True,
        "placeholder": "Выберите",
    }
    assert state["keyboards"][str(town.boris.id)] is None
    assert state["commands"] == [{"command": "menu", "description": "Меню"}]
    assert state["messages"][-1]["html"] == "<b>Здравствуйте</b>"
    assert state["letters"] == []


async def test_a_page_that_was_closed_is_no_error(
    bot: Bot, page: Page, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    after = (await page.state())["last_event"]
    async with page.events(after) as events:
        events.response.close()
    async with page.events(after) as witness:
        for number in range(3):
            await bot.send_message(town.anna.id, str(number))
            await witness.next()
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


PIECES = {
    "the stream of events": b"GET /ui/events?after=0 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a message": (
        b"POST /ui/send HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    ),
    "an upload": (
        b"POST /ui/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx'
    ),
    "a picture of the bot": (
        b"POST /bot%b/sendPhoto HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
    ),
}


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("is_waited", [True, False], ids=["under way", "at once"])
async def test_a_page_that_is_loaded_again_in_the_middle_of_something_is_no_error(
    page: Page, sim: Simulator, caplog: pytest.LogCaptureFixture, piece: str, *, is_waited: bool
) -> None:
    sent = PIECES[piece].replace(b"%b", TOKEN.encode())
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", int(sim.url.rpartition(":")[2]))
        writer.write(sent)
        if is_waited:
            await writer.drain()
            await page.state()
        writer.transport.abort()
    for _ in range(5):
        await page.state()
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_events_tell_what_happens_in_order(bot: Bot, page: Page, town: Town) -> None:
    after = (await page.state())["last_event"]
    async with page.events(after) as events:
        question = await page.post("send", person_id=town.anna.id, chat_id=town.anna.id, text="<вопрос>")
        assert await events.next() == {"type": "message", "message": question}
        assert question["html"] == "&lt;вопрос&gt;"
        await bot.send_chat_action(town.anna.id, "typing")
        assert await events.next() == {"type": "typing", "chat_id": town.anna.id}
        sent = await bot.send_message(town.anna.id, "раз")
        assert (await events.next())["message"]["from"]["is_bot"] is True
        await bot.edit_message_text("два", chat_id=town.anna.id, message_id=sent.message_id)
        edited = await events.next()
        assert (edited["type"], edited["message"]["text"]) == ("edited", "два")
        assert "edit_date" in edited["message"]
        await bot.delete_message(town.anna.id, sent.message_id)
        assert await events.next() == {
            "type": "deleted",
            "chat_id": town.anna.id,
            "message_id": sent.message_id,
        }
        keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]])
        await bot.send_message(town.anna.id, "меню", reply_markup=keyboard)
        assert (await events.next())["type"] == "message"
        assert await events.next() == {
            "type": "keyboard",
            "chat_id": town.anna.id,
            "keyboard": {"rows": [[{"text": "Меню"}]], "one_time": False, "persistent": False},
        }


async def test_who_comes_later_gets_what_was_missed(page: Page, town: Town) -> None:
    before = (await page.state())["last_event"]
    for text in "абв":
        await town.anna.send(text)
    async with page.events(before) as events:
        assert [(await events.next())["message"]["text"] for _ in range(3)] == ["а", "б", "в"]
        last = events.last_id
    assert last == (await page.state())["last_event"] == before + 3
    async with page.events(last - 1) as events:
        assert (await events.next())["message"]["text"] == "в"


async def test_two_pages_see_the_same(page: Page, town: Town) -> None:
    after = (await page.state())["last_event"]
    async with page.events(after) as first, page.events(after) as second:
        for text in ("раз", "два"):
            await town.anna.send(text)
            assert await first.next() == await second.next()


async def test_a_press_is_answered_on_the_page(bot: Bot, page: Page, raw: RawClient, town: Town) -> None:
    markup = {"inline_keyboard": [[{"text": "Назад", "callback_data": "back"}]]}
    sent = await raw.result("sendMessage", chat_id=town.anna.id, text="?", reply_markup=markup)
    after = (await page.state())["last_event"]
    pressed = await page.post(
        "press",
        person_id=town.anna.id,
        chat_id=town.anna.id,
        message_id=sent["message_id"],
        data="back",
    )
    async with page.events(after) as events:
        await bot.answer_callback_query(pressed["callback_query_id"], "Готово", show_alert=True)
        assert await events.next() == {
            "type": "callback_answer",
            "person_id": town.anna.id,
            "text": "Готово",
            "show_alert": True,
            "callback_query_id": pressed["callback_query_id"],
        }
    assert (await page.state())["messages"][-1]["buttons"] == [[{"text": "Назад", "data": "back"}]]


async def test_people_edit_delete_reply_and_share_on_the_page(bot: Bot, page: Page, town: Town) -> None:
    where = {"person_id": town.anna.id, "chat_id": town.anna.id}
    first = await page.post("send", text="раз", **where)
    await page.post("edit", message_id=first["message_id"], text="два", **where)
    reply = await page.post("send", text="три", reply_to=first["message_id"], **where)
    assert reply["reply_to"] == {"message_id": first["message_id"], "text": "два"}
    contact = await page.post("contact", **where)
    assert contact["contact"] == {"phone_number": "79210000001", "first_name": "Анна"}
    await page.post("delete", message_id=first["message_id"], **where)
    kinds = [update.event_type for update in await bot.get_updates()]
    assert kinds == ["message", "edited_message", "message", "message"]
    assert first["message_id"] not in [message["message_id"] for message in (await page.state())["messages"]]


async def test_the_page_knows_who_has_to_reply(bot: Bot, page: Page, town: Town) -> None:
    oleg = town.group.members[0]
    name = f'<a href="tg://user?id={oleg.id}">Олег</a>'
    for text, markup in (
        (f"{name}, и что?", ForceReply(selective=True)),
        ("И что?", ForceReply()),
        ("Вот что", None),
    ):
        await bot.send_message(town.group.id, text, parse_mode="HTML", reply_markup=markup)
    shown = [message.get("forces_reply") for message in (await page.state())["messages"]]
    assert shown[-3:] == [[oleg.id], [], None]


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [("photo", "x.png", picture()), ("document", "акт.pdf", b"%PDF"), ("voice", "x.ogg", b"OggS")],
    ids=["photo", "document", "voice"],
)
async def test_files_go_both_ways(
    bot: Bot, page: Page, town: Town, kind: str, name: str, content: bytes
) -> None:
    form = FormData({"person_id": str(town.anna.id), "chat_id": str(town.anna.id), "kind": kind})
    form.add_field("caption", "вот")
    form.add_field("file", content, filename=name)
    async with page.http.post(f"{page.url}/upload", data=form) as response:
        assert response.status == 200
        message = await response.json()
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.content_type == kind
    async with page.http.get(f"{page.url}/file/{message[kind]['file_id']}") as response:
        assert await response.read() == content
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert ("Content-Disposition" in response.headers) == (kind == "document")


async def test_pictures_of_the_bot_have_their_size(bot: Bot, page: Page, town: Town) -> None:
    await bot.send_photo(
        town.anna.id, BufferedInputFile(picture(), "x.png"), caption="<b>!</b>", parse_mode="HTML"
    )
    shown = (await page.state())["messages"][-1]
    assert (shown["photo"]["width"], shown["photo"]["height"]) == (200, 100)
    assert (shown["caption"], shown["html"]) == ("!", "<b>!</b>")
    assert "text" not in shown


async def test_blocking_on_the_page_blocks(bot: Bot, page: Page, town: Town) -> None:
    await page.post("block", person_id=town.anna.id, blocked=True)
    assert "blocked" in await page.refusal("send", person_id=town.anna.id, chat_id=town.anna.id, text="x")
    await page.post("block", person_id=town.anna.id, blocked=False)
    await bot.send_message(town.anna.id, "x")


async def test_letters_come_to_the_page(sim: Simulator, page: Page) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Код"
    message.set_content("123456")
    async with page.events((await page.state())["last_event"]) as events:
        await send_letter(sim, message)
        event = await events.next()
    assert event["type"] == "letter"
    assert (await page.state())["letters"] == [event["letter"]]
    assert (event["letter"]["to"], event["letter"]["subject"]) == ("b@example.org", "Код")


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("send", {"person_id": 1, "chat_id": 1001, "text": "x"}),
        ("send", {"person_id": 1001, "chat_id": 1002, "text": "x"}),
        ("send", {"person_id": 1001, "chat_id": GROUP_ID, "text": "x"}),
        ("send", {"person_id": 1001, "chat_id": 1001, "text": ""}),
        ("send", {"person_id": 1001, "chat_id": 1001, "text": "x", "reply_to": 999}),
        ("send", {}),
        ("press", {"person_id": 1001, "chat_id": 1001, "message_id": 1, "data": "x"}),
        ("press", {"person_id": 1001, "chat_id": 1001, "message_id": 999, "data": "x"}),
        ("edit", {"person_id": 1002, "chat_id": 1001, "message_id": 1, "text": "x"}),
        ("delete", {"person_id": 1002, "chat_id": GROUP_ID, "message_id": 1}),
        ("contact", {"person_id": 1003, "chat_id": 1003}),
        ("upload", {"person_id": 1001, "chat_id": 1001, "kind": "photo"}),
        ("block", {"person_id": 1}),
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_reason(
    page: Page, town: Town, action: str, body: dict[str, Any]
) -> None:
    before = len(town.anna.chat.messages)
    assert await page.refusal(action, **body)
    assert len(town.anna.chat.messages) == before


async def test_an_unknown_file_is_not_found(page: Page) -> None:
    async with page.http.get(f"{page.url}/file/x") as response:
        assert response.status == 404
