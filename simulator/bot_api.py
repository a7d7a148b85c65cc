"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from aiohttp import web

from simulator import chats, editing, sending
from simulator.bad_answers import INSTEAD, cut, instead, trickled
from simulator.errors import ApiError, too_many_requests
from simulator.faults import Fault, Faults
from simulator.garbling import garbled
from simulator.params import Params, read_params
from simulator.updates import MAX_BATCH
from simulator.webhooks import Webhooks
from simulator.world import World

Method: TypeAlias = Callable[[World, Params], Any]  # the result, or an awaitable of it
TOKEN = re.compile(r"(\d+):[A-Za-z0-9_-]{10,}")
MAX_POLL = 50  # seconds

METHODS: dict[str, Method] = {
    "getme": chats.get_me,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendvideo": sending.send_video,
    "sendvoice": sending.send_voice,
    "sendaudio": sending.send_audio,
    "sendmediagroup": sending.send_media_group,
    "forwardmessage": sending.forward_message,
    "copymessage": sending.copy_message,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagemedia": editing.edit_message_media,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "answercallbackquery": editing.answer_callback_query,
    "sendchataction": chats.send_chat_action,
    "pinchatmessage": chats.touch_message,
    "unpinchatmessage": chats.touch_message,
    "setmessagereaction": chats.touch_message,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatadministrators": chats.get_chat_administrators,
    "getchatmembercount": chats.get_chat_member_count,
    "leavechat": chats.leave_chat,
    "getfile": chats.get_file,
    "setmycommands": chats.set_my_commands,
    "getmycommands": chats.get_my_commands,
    "deletemycommands": chats.delete_my_commands,
    "setmyname": chats.set_my_name,
    "getmyname": chats.get_my_name,
    "setmydescription": chats.set_my_description,
    "getmydescription": chats.get_my_description,
    "setmyshortdescription": chats.set_my_short_description,
    "getmyshortdescription": chats.get_my_short_description,
}


class Call(NamedTuple):
    """A request of the bot, whatever became of it; getUpdates is not counted."""

    method: str
    chat_id: int | None
    params: dict[str, str]


class BotApi:
    """The HTTP side of a `World`."""

    def __init__(self, world: World, token: str, faults: Faults, *, keep_calls: int | None) -> None:
        if not TOKEN.fullmatch(token):
            raise ValueError("a bot token looks like 42:ABCdef_ghi-123")
        self.calls: list[Call] = []
        self.webhooks = Webhooks(world, faults, self.execute_reply)
        self._world = world
        self._token = token
        self._faults = faults
        self._keep_calls = keep_calls
        self._methods = METHODS | {
            "getupdates": self._get_updates,
            "setwebhook": self.webhooks.set_webhook,
            "deletewebhook": self.webhooks.delete_webhook,
            "getwebhookinfo": self.webhooks.get_webhook_info,
        }

    def add_routes(self, app: web.Application) -> None:
        """Serve the API from `app`."""
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
            name = request.match_info["method"]
            params = await read_params(request)
            if fault := self._faults.take(name, self._record(name, params)):
                return await self._suffer(fault, request, name, params)
            return _answer(await self._execute(name, params))
        except ApiError as error:
            return _refusal(error)

    async def _execute(self, name: str, params: Params) -> Any:
        method = self._methods.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        result = method(self._world, params)
        return await result if inspect.isawaitable(result) else result

    def execute_reply(self, name: str, params: Params) -> None:
        """Run the request that the bot gave as its answer to a webhook; raise `ApiError` where it refuses."""
        self._record(name, params)
        if method := METHODS.get(name.lower()):
            method(self._world, params)

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not TOKEN.fullmatch(token):
            raise ApiError(401, "Unauthorized: invalid token specified")
        if token != self._token:
            raise ApiError(401, "Unauthorized")

    def _record(self, name: str, params: Params) -> int | None:
        chat_id = params.integer("chat_id") or None
        if name.lower() == "getupdates":
            return None
        self.calls.append(Call(name, chat_id, params.values))
        if self._keep_calls is not None and len(self.calls) > 2 * self._keep_calls:
            del self.calls[: -self._keep_calls]
        return chat_id

    async def _suffer(
        self, fault: Fault, request: web.Request, name: str, params: Params
    ) -> web.StreamResponse:
        match fault.kind:
            case "flood":
                raise too_many_requests(int(fault.seconds))
            case "refused":
                raise ApiError(fault.status or 400, fault.words or "Bad Request: chat not found")
            case "delay":
                await asyncio.sleep(fault.seconds)
        if fault.kind in INSTEAD and not fault.executed:
            return await instead(fault, request, self._faults)
        result = await self._execute(name, params)
        if fault.kind in INSTEAD:
            return await instead(fault, request, self._faults)
        return await self._tell_badly(fault, request, result)

    async def _tell_badly(self, fault: Fault, request: web.Request, result: Any) -> web.StreamResponse:
        """Answer a request that was executed, as the fault has it."""
        if fault.kind == "cut_after":
            return cut(request)
        if fault.kind == "duplicate":
            result = [update for update in result for _ in range(2)]
        elif fault.kind == "redeliver":
            for update in result:
                self._world.queue.add_again(update["update_id"])
        body = garbled(fault, {"ok": True, "result": result})
        if fault.kind == "trickle":
            return await trickled(request, body, fault.seconds)
        return web.Response(body=body, content_type="application/json")

    async def _get_updates(self, world: World, params: Params) -> list[Any]:
        if self.webhooks.url:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        world.queue.allow(params.json("allowed_updates"))
        batch = await world.queue.poll(
            offset=params.integer("offset"),
            limit=min(max(params.integer("limit", MAX_BATCH), 1), MAX_BATCH),
            timeout_s=min(params.integer("timeout"), MAX_POLL),
        )
        return [update.as_json() for update in batch]

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
        except ApiError as error:
            return _refusal(error)
        file = self._world.files.at_path(request.match_info["path"])
        if file is None:
            return _refusal(ApiError(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")


def _answer(result: Any) -> web.Response:
    return _json({"ok": True, "result": result}, 200)


def _refusal(error: ApiError) -> web.Response:
    response = _json(error.as_json(), error.code)
    if "retry_after" in error.parameters:
        response.headers["Retry-After"] = str(error.parameters["retry_after"])
    return response


def _json(body: object, status: int) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")
