"""Telegram's room against a small server: what goes out, and how little of an answer is needed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.telegram.messenger import FORMS, Me, TelegramMessenger
from domain.sent_file import FileKind
from ui.messenger import (
    Fields,
    LockedOutError,
    MessengerError,
    OutOfReachError,
    RefusedError,
    Request,
    Sent,
    TooFastError,
    Upload,
    edit_media,
    edit_text,
    send_file,
    send_message,
)

TOKEN = "42:TEST-token_0123456789"
MARKUP = {"inline_keyboard": [[{"text": "Дальше", "callback_data": "s:x"}]]}


@dataclass
class Asked:
    """A request as it came."""

    method: str
    fields: Fields
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Name and content by the name of the part."""


@dataclass
class Server:
    """Answers each method with what it was told, or with a message of number 5."""

    answers: dict[str, list[Any]] = field(default_factory=dict)
    """A result, a whole response, or bytes that are no answer."""
    asked: list[Asked] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    async def serve(self, request: web.Request) -> web.Response:
        self.asked.append(await _read(request))
        answers = self.answers.get(request.match_info["method"])
        answer = answers.pop(0) if answers else {"message_id": 5, "of_tomorrow": {"x": [1]}}
        if isinstance(answer, web.Response):
            return answer
        if isinstance(answer, bytes):
            return web.Response(body=answer, content_type="text/html")
        return web.json_response({"ok": True, "result": answer})

    async def serve_file(self, request: web.Request) -> web.Response:
        content = self.files.get(request.match_info["path"])
        return web.Response(status=404) if content is None else web.Response(body=content)


async def _read(request: web.Request) -> Asked:
    method = request.match_info["method"]
    if request.content_type == "application/json":
        return Asked(method, json.loads(await request.read()))
    asked = Asked(method, {})
    async for part in await request.multipart():
        content = await part.read(decode=False)  # type: ignore[union-attr]
        if part.filename is None:  # type: ignore[union-attr]
            asked.fields[str(part.name)] = bytes(content).decode()  # type: ignore[union-attr]
        else:
            asked.files[str(part.name)] = (part.filename, bytes(content))  # type: ignore[union-attr]
    return asked


@dataclass
class Line:
    """A messenger and the server at the other end."""

    messenger: TelegramMessenger
    server: Server
    answered: list[int] = field(default_factory=list)

    @property
    def asked(self) -> Asked:
        """The only request."""
        [asked] = self.server.asked
        return asked


@asynccontextmanager
async def a_line(**answers: list[Any]) -> AsyncIterator[Line]:
    server = Server(answers)
    app = web.Application()
    app.router.add_post("/bot42:TEST-token_0123456789/{method}", server.serve)
    app.router.add_get("/file/bot42:TEST-token_0123456789/{path:.*}", server.serve_file)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    answered: list[int] = []
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    messenger = TelegramMessenger(TOKEN, url, lambda _chat_id: answered.append(1))
    try:
        yield Line(messenger, server, answered)
    finally:
        # aiogram would wait for the end of TLS, although the connection has no TLS.
        await (await messenger._session.create_session()).close()
        await messenger.close()
        await runner.cleanup()


def refusal(code: int, words: str, **parameters: Any) -> web.Response:
    told = {"ok": False, "error_code": code, "description": words, "parameters": parameters}
    return web.json_response(told, status=code)


# Requests -------------------------------------------------------------------------------------------------


async def test_words_go_out_as_json_and_the_number_of_the_message_comes_back() -> None:
    async with a_line() as line:
        assert await line.messenger(send_message(7, "Верно?", MARKUP, reply_to=4, quiet=True)) == Sent(5)
        assert line.asked.method == "sendMessage"
        assert line.asked.fields == {
            "chat_id": 7,
            "text": "Верно?",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": MARKUP,
            "reply_parameters": {"message_id": 4, "allow_sending_without_reply": True},
            "disable_notification": True,
        }
        assert line.answered == [1]


async def test_a_request_that_sends_nothing_is_done_when_telegram_says_so() -> None:
    async with a_line(editMessageText=[True, {"message_id": 5}, None, [], "x", {}]) as line:
        assert await line.messenger(edit_text(7, 5, "Верно?")) == Sent(0)
        assert await line.messenger(edit_text(7, 5, "Верно?")) == Sent(5)
        for _ in range(4):
            with pytest.raises(OutOfReachError):
                await line.messenger(edit_text(7, 5, "Верно?"))


@pytest.mark.parametrize("result", [True, None, [], "x", {}, {"message_id": "5"}])
@pytest.mark.parametrize("kind", ["JSON", "a form"])
async def test_a_message_was_sent_when_telegram_gives_its_number(result: object, kind: str) -> None:
    request = send_message(7, "x") if kind == "JSON" else an_upload()
    async with a_line(**{request.method: [result]}) as line:
        with pytest.raises(OutOfReachError):
            await line.messenger(request)
        assert await line.messenger(request) == Sent(5)


async def test_requests_go_out_at_once_where_a_connection_is_kept_and_in_their_order() -> None:
    async with a_line() as line:
        await line.messenger(send_message(7, "0"))
        one, two = line.messenger(send_message(7, "1")), line.messenger(send_message(7, "2"))
        assert await two == await one == Sent(5)
        assert {each.fields["text"] for each in line.server.asked} == {"0", "1", "2"}


@pytest.mark.parametrize("kind", [kind for kind in FileKind if f"send{kind.capitalize()}" in FORMS])
async def test_a_file_that_telegram_has_goes_by_its_id_as_json(kind: FileKind) -> None:
    async with a_line() as line:
        assert await line.messenger(send_file(kind, 7, "file-id", "Вот", MARKUP, reply_to=4)) == Sent(5)
        assert line.asked.method == f"send{str(kind).capitalize()}"
        assert line.asked.fields[str(kind)] == "file-id"
        assert line.asked.files == {}


@pytest.mark.parametrize("kind", ["photo", "document", "audio", "video", "voice"])
async def test_a_new_file_goes_as_a_form_with_all_that_comes_with_it(kind: str, tmp_path: Path) -> None:
    (tmp_path / "kept.bin").write_bytes(b"of the disk")
    for content, expected in ((b"of memory", b"of memory"), (tmp_path / "kept.bin", b"of the disk")):
        async with a_line() as line:
            upload = Upload("имя файла.bin", content)
            assert await line.messenger(send_file(kind, 7, upload, "<b>Вот</b>", MARKUP, 4)) == Sent(5)
            assert line.asked.method == f"send{kind.capitalize()}"
            [(_, (name, sent))] = line.asked.files.items()
            assert (name, sent) == ("имя файла.bin", expected)
            fields = line.asked.fields
            assert (fields["chat_id"], fields["caption"], fields["parse_mode"]) == ("7", "<b>Вот</b>", "HTML")
            assert json.loads(fields["reply_markup"]) == MARKUP
            assert json.loads(fields["reply_parameters"])["message_id"] == 4
            assert line.answered == [1]


async def test_a_file_in_place_of_another_goes_as_a_form_if_it_is_new_and_as_json_if_not() -> None:
    async with a_line() as line:
        await line.messenger(edit_media(7, 5, "photo", Upload("a.png", b"png"), "Вот", MARKUP))
        await line.messenger(edit_media(7, 5, "photo", "file-id", "Вот", MARKUP))
        new, known = line.server.asked
    [(part, (name, content))] = new.files.items()
    assert (name, content) == ("a.png", b"png")
    media = json.loads(new.fields["media"])
    assert (media["type"], media["media"], media["caption"]) == ("photo", f"attach://{part}", "Вот")
    assert json.loads(new.fields["reply_markup"]) == MARKUP
    assert known.fields["media"] == {
        "type": "photo",
        "media": "file-id",
        "caption": "Вот",
        "parse_mode": "HTML",
    }


def an_upload() -> Request:
    return send_file("photo", 7, Upload("a.png", b"png"), "")


@pytest.mark.parametrize("make", [lambda: send_message(7, "x"), an_upload], ids=["JSON", "a form"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"<html>Maintenance</html>", OutOfReachError),
        (b"", OutOfReachError),
        (b"[]", OutOfReachError),
        (refusal, OutOfReachError),
        (lambda: refusal(400, "Bad Request: message is too long"), RefusedError),
        (lambda: refusal(429, "Too Many Requests", retry_after=3), TooFastError),
        (lambda: refusal(401, "Unauthorized"), LockedOutError),
    ],
    ids=["a page", "nothing", "a list", "502", "400", "429", "401"],
)
async def test_what_went_wrong_is_told_alike_with_and_without_a_file(
    make: Callable[[], Request], answer: Any, error: type[MessengerError]
) -> None:
    if answer is refusal:
        answer = web.Response(status=502, text="<html>")
    elif callable(answer):
        answer = answer()
    request = make()
    async with a_line(**{request.method: [answer]}) as line:
        with pytest.raises(MessengerError) as caught:
            await line.messenger(request)
        assert type(caught.value) is error
        assert line.answered == [], "who does not answer is not there"
        assert await line.messenger(request) == Sent(5)


async def test_a_server_that_is_not_there_is_out_of_reach() -> None:
    async with a_line() as line:
        pass
    for request in (send_message(7, "x"), an_upload()):
        with pytest.raises(OutOfReachError):
            await line.messenger(request)
    await (await line.messenger._session.create_session()).close()


# Members --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "is_in"),
    [
        ({"status": "creator"}, True),
        ({"status": "administrator", "of_tomorrow": {"can_fly": True}}, True),
        ({"status": "member", "user": "of another type"}, True),
        ({"status": "restricted", "is_member": True}, True),
        ({"status": "restricted", "is_member": False}, False),
        ({"status": "restricted", "is_member": "yes"}, False),
        ({"status": "restricted"}, False),
        ({"status": "left", "is_member": True}, False),
        ({"status": "kicked"}, False),
        ({"status": "of_tomorrow"}, False),
    ],
)
async def test_who_is_in_a_group_is_told_by_the_status_alone(member: Fields, is_in: bool) -> None:  # noqa: FBT001
    async with a_line(getChatMember=[member]) as line:
        assert (await line.messenger.member(-1001, 7)).is_member is is_in
        assert line.asked.fields == {"chat_id": -1001, "user_id": 7}


@pytest.mark.parametrize("member", [None, True, [], "member", {}, {"status": None}, {"status": 5}])
async def test_an_answer_that_is_no_member_is_asked_for_again(member: object) -> None:
    async with a_line(getChatMember=[member]) as line:
        with pytest.raises(OutOfReachError):
            await line.messenger.member(-1001, 7)


async def test_the_number_that_a_group_has_now_is_told_by_telegram_alone() -> None:
    moved, other = (
        refusal(400, "upgraded", migrate_to_chat_id=-1002),
        refusal(403, "Forbidden: bot was kicked"),
    )
    async with a_line(sendChatAction=[moved, other, True]) as line:
        assert await line.messenger.successor_of(-1001) == -1002
        assert await line.messenger.successor_of(-1001) is None
        assert await line.messenger.successor_of(-1001) is None


# What Telegram is told at the start -----------------------------------------------------------------------


async def test_the_bot_learns_its_name() -> None:
    told = [{"id": 43, "username": "lk_bot", "of_tomorrow": 1}, {"id": "x", "username": "lk_bot"}]
    async with a_line(getMe=told) as line:
        assert line.messenger.bot_id == 42
        assert await line.messenger.introduce() == Me(43, "lk_bot")
        assert await line.messenger.introduce() == Me(42, "lk_bot")


@pytest.mark.parametrize(
    "me",
    [
        None,
        True,
        [],
        {},
        {"id": 43},
        {"id": 43, "username": ""},
        {"username": 5},
        {"username": "lk_bot\ufffd"},
        {"username": "lk bot"},
    ],
)
async def test_an_answer_that_does_not_tell_the_name_is_asked_for_again(me: object) -> None:
    """Every letter has a link with the name."""
    async with a_line(getMe=[me]) as line:
        with pytest.raises(OutOfReachError):
            await line.messenger.introduce()


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_that_is_refused_at_the_start_is_no_passing_trouble(code: int) -> None:
    async with a_line(getMe=[refusal(code, "Unauthorized")]) as line:
        with pytest.raises(MessengerError, match="Unauthorized") as caught:
            await line.messenger.introduce()
    assert not isinstance(caught.value, OutOfReachError)


@pytest.mark.parametrize("told", [None, False, [], {}, "done"])
async def test_orders_that_are_not_confirmed_are_given_again(told: object) -> None:
    async with a_line(setMyCommands=[told], setWebhook=[told], deleteWebhook=[told]) as line:
        with pytest.raises(OutOfReachError):
            await line.messenger.offer_commands({"start": "начало"})
        with pytest.raises(OutOfReachError):
            await line.messenger.begin_webhook("https://bot.example/x", "secret", 100)
        with pytest.raises(OutOfReachError):
            await line.messenger.end_webhook()


async def test_one_update_is_asked_for_alone_where_that_is_wished() -> None:
    async with a_line(getUpdates=[[]]) as line:
        assert await line.messenger.updates(7, 25, 1) == []
        assert line.asked.fields["limit"] == 1


async def test_only_a_message_that_was_sent_with_its_number_counts_as_sent() -> None:
    async with a_line(sendMessage=[{}, True, {"message_id": "5"}], sendPhoto=[{}]) as line:
        for request in (*(send_message(7, "x"),) * 3, send_file("photo", 7, Upload("a.png", b"png"), "")):
            with pytest.raises(OutOfReachError):
                await line.messenger(request)


async def test_commands_are_offered_to_speakers_of_a_language_or_in_a_chat() -> None:
    async with a_line(setMyCommands=[True, True]) as line:
        await line.messenger.offer_commands({"start": "начало"}, language="ru")
        await line.messenger.offer_commands({"alerts": "что открыто"}, chat_id=-1001)
        commands = [each.fields for each in line.server.asked]
    assert commands == [
        {"commands": [{"command": "start", "description": "начало"}], "language_code": "ru"},
        {
            "commands": [{"command": "alerts", "description": "что открыто"}],
            "scope": {"type": "chat", "chat_id": -1001},
        },
    ]


ALL_KINDS = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]


async def test_a_webhook_is_begun_and_ended() -> None:
    async with a_line(setWebhook=[True], deleteWebhook=[True]) as line:
        await line.messenger.begin_webhook("https://bot.example/x", "secret", 100)
        await line.messenger.end_webhook()
        begun, ended = line.server.asked
    assert begun.fields == {
        "url": "https://bot.example/x",
        "secret_token": "secret",
        "allowed_updates": ALL_KINDS,
        "max_connections": 100,
    }
    assert (ended.method, ended.fields) == ("deleteWebhook", {})


# Updates --------------------------------------------------------------------------------------------------


async def test_updates_come_as_telegram_sent_them() -> None:
    batch = [{"update_id": 1, "of_tomorrow": {"x": 1}}, None, "x"]
    async with a_line(getUpdates=[batch, []]) as line:
        assert await line.messenger.updates(None, 25) == batch
        assert await line.messenger.updates(2, 25) == []
        first, second = line.server.asked
    assert first.fields == {
        "timeout": 25,
        "allowed_updates": ALL_KINDS,
    }
    assert second.fields["offset"] == 2


@pytest.mark.parametrize("result", [None, True, {}, "x", 5])
async def test_updates_that_are_no_list_are_fetched_again(result: object) -> None:
    async with a_line(getUpdates=[result]) as line:
        with pytest.raises(OutOfReachError):
            await line.messenger.updates(None, 25)


# Files that were sent -------------------------------------------------------------------------------------


async def test_a_file_is_fetched_into_memory_or_to_the_disk(tmp_path: Path) -> None:
    async with a_line(getFile=[{"file_path": "documents/a.csv", "of_tomorrow": 1}]) as line:
        line.server.files["documents/a.csv"] = b"1;2"
        assert await line.messenger.download("file-id") == b"1;2"
        await line.messenger.download_to("documents/a.csv", tmp_path / "a.csv", 5)
        assert (tmp_path / "a.csv").read_bytes() == b"1;2"
        assert line.asked.fields == {"file_id": "file-id"}


async def test_a_file_of_a_server_of_ones_own_is_read_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1;2")
    async with a_line(getFile=[{"file_path": str(tmp_path / "a.csv")}]) as line:
        assert await line.messenger.download("file-id") == b"1;2"


@pytest.mark.parametrize("found", [{"file_id": "x"}, {"file_path": None}, {"file_path": 5}])
async def test_a_file_that_telegram_does_not_name_is_empty(found: object) -> None:
    async with a_line(getFile=[found, found]) as line:
        assert await line.messenger.file_path("file-id") is None
        assert await line.messenger.download("file-id") == b""


@pytest.mark.parametrize("told", [None, True, [], "path", {}])
async def test_an_answer_that_is_no_file_is_asked_for_again(told: object) -> None:
    async with a_line(getFile=[told]) as line:
        with pytest.raises(OutOfReachError):
            await line.messenger.file_path("file-id")


async def test_a_file_that_cannot_be_fetched_is_out_of_reach(tmp_path: Path) -> None:
    async with a_line(getFile=[{"file_path": "gone"}]) as line:
        with pytest.raises(OutOfReachError):
            await line.messenger.download("file-id")
        with pytest.raises(OutOfReachError):
            await line.messenger.download_to("gone", tmp_path / "x", 5)


async def test_no_answer_in_time_is_out_of_reach() -> None:
    async with a_line() as line:
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        waiting.set_exception(TimeoutError())
        with pytest.raises(OutOfReachError):
            await line.messenger.result(waiting)
