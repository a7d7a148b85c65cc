"""The chat page and its API under `/ui`: JSON in, JSON out, and a stream of events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from aiohttp import web

from simulator.errors import ApiError, Impossible
from simulator.faults import Faults
from simulator.levers import Levers
from simulator.mailbox import Mailbox
from simulator.model import Group, Json, Message
from simulator.page_json import event_json, message_json, state_json
from simulator.params import Params, read_params
from simulator.people import Person
from simulator.world import World

FOLDER = Path(__file__).parent
PAGE = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
}
STILL_HERE_S = 15.0
SHOWN_IN_PLACE = ("image/jpeg", "image/png", "image/gif", "image/webp", "audio/", "video/")

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Action: TypeAlias = Callable[[Params], Awaitable[Json]]


@web.middleware
async def while_connected(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request end quietly whose page was closed or loaded again in the middle of it."""
    try:
        return await handler(request)
    except ConnectionResetError:
        if request.transport is not None and not request.transport.is_closing():
            raise
        return web.Response()  # that nobody reads


class PageApi:
    """What the page can see and do; every action is a person's."""

    def __init__(
        self,
        world: World,
        people: Mapping[int, Person],
        mailbox: Mailbox,
        faults: Faults,
        levers: Levers,
    ) -> None:
        self._world = world
        self._people = people
        self._mailbox = mailbox
        self._faults = faults
        self._levers = levers

    def add_routes(self, app: web.Application) -> None:
        """Serve the page and its API from `app`."""
        for path, (name, kind) in PAGE.items():
            app.router.add_get(path, _page(name, kind))
        app.router.add_get("/ui/state", self._state)
        app.router.add_get("/ui/events", self._events)
        app.router.add_get("/ui/levers", self._show_levers)
        app.router.add_get("/ui/file/{file_id}", self._file)
        actions: dict[str, Action] = {
            "send": self._send,
            "edit": self._edit,
            "delete": self._delete,
            "press": self._press,
            "contact": self._contact,
            "upload": self._upload,
            "block": self._block,
            "forget": self._forget,
            "faults": self._set_faults,
            "lever": self._pull_lever,
        }
        for name, action in actions.items():
            app.router.add_post(f"/ui/{name}", _answering(action))

    async def _state(self, _: web.Request) -> web.Response:
        return _json(state_json(self._world, self._mailbox.letters, self._levers))

    async def _show_levers(self, _: web.Request) -> web.Response:
        return _json(self._levers.as_json())

    async def _events(self, request: web.Request) -> web.StreamResponse:
        log = self._world.events
        seen = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        number = int(seen) if seen.isdigit() else log.last_number
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        await self._tell_events(response, number)
        return response

    async def _tell_events(self, response: web.StreamResponse, number: int) -> None:
        log = self._world.events
        while not log.is_closed:
            try:
                async with asyncio.timeout(STILL_HERE_S):
                    events = await log.after(number)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            for event in events:
                number = event.number
                data = json.dumps(event_json(event))
                await response.write(f"id: {number}\ndata: {data}\n\n".encode())

    async def _file(self, request: web.Request) -> web.Response:
        try:
            file = self._world.files.get(request.match_info["file_id"])
        except ApiError as error:
            return _json({"error": error.description}, status=404)
        kind = file.mime_type or "application/octet-stream"
        headers = {"X-Content-Type-Options": "nosniff"}
        if not kind.startswith(SHOWN_IN_PLACE):
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=file.content, content_type=kind, headers=headers)

    async def _send(self, params: Params) -> Json:
        person, group = self._who_and_where(params)
        reply_to = self._reply_to(params)
        return message_json(await person.send(params.text("text"), to=group, reply_to=reply_to))

    async def _edit(self, params: Params) -> Json:
        message = self._message(params)
        await self._person(params).edit(message, params.text("text"))
        return message_json(message)

    async def _delete(self, params: Params) -> Json:
        await self._person(params).delete(self._message(params))
        return {}

    async def _press(self, params: Params) -> Json:
        query = await self._person(params).press_data(params.text("data"), on=self._message(params))
        return {"callback_query_id": query.id}

    async def _contact(self, params: Params) -> Json:
        person, group = self._who_and_where(params)
        return message_json(await person.share_contact(to=group))

    async def _upload(self, params: Params) -> Json:
        person, group = self._who_and_where(params)
        upload, reply_to = params.upload("file"), self._reply_to(params)
        if upload is None:
            raise Impossible("there is no file")
        caption = params.text("caption")
        match params.text("kind"):
            case "photo":
                sent = await person.send_photo(upload.content, caption=caption, to=group, reply_to=reply_to)
            case "voice":
                sent = await person.send_voice(upload.content, to=group, reply_to=reply_to)
            case _:
                sent = await person.send_document(
                    upload.name, upload.content, caption=caption, to=group, reply_to=reply_to
                )
        return message_json(sent)

    async def _block(self, params: Params) -> Json:
        person = self._person(params)
        await (person.block_bot() if params.flag("blocked") else person.unblock_bot())
        return {}

    async def _forget(self, params: Params) -> Json:
        await self._person(params).forget_bot()
        return {}

    async def _set_faults(self, params: Params) -> Json:
        self._faults.configure(params.values)
        return {}

    async def _pull_lever(self, params: Params) -> Json:
        return {"told": await self._levers.pull(params.text("name"))}

    def _person(self, params: Params) -> Person:
        person = self._people.get(params.integer("person_id"))
        if person is None:
            raise Impossible("there is no such person")
        return person

    def _who_and_where(self, params: Params) -> tuple[Person, Group | None]:
        """Return the person and the group, which is None in the person's own chat with the bot."""
        person = self._person(params)
        chat = self._world.chats.get(params.integer("chat_id", person.id))
        if isinstance(chat, Group):
            return person, chat
        if chat is not person.chat:
            raise Impossible(f"{person.user.first_name} is not in this chat")
        return person, None

    def _message(self, params: Params, name: str = "message_id") -> Message:
        chat = self._world.chats.get(params.integer("chat_id"))
        message = chat.find(params.integer(name)) if chat else None
        if message is None:
            raise Impossible("there is no such message")
        return message

    def _reply_to(self, params: Params) -> Message | None:
        return self._message(params, "reply_to") if params.text("reply_to") else None


def _page(name: str, kind: str) -> Callable[[web.Request], Awaitable[web.FileResponse]]:
    async def serve(_: web.Request) -> web.FileResponse:
        return web.FileResponse(FOLDER / name, headers={"Content-Type": kind, "Cache-Control": "no-cache"})

    return serve


def _answering(action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Turn an action into a handler that says 400 and why when it cannot be done."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return _json(await action(await read_params(request)))
        except ApiError as error:
            return _json({"error": error.description}, status=400)
        except (Impossible, ValueError) as error:
            return _json({"error": str(error)}, status=400)

    return handle


def _json(body: Any, *, status: int = 200) -> web.Response:
    return web.json_response(body, status=status)
