"""Keeps what a simulator knows in a folder, so that another one goes on where it was.

Kept are people, groups, chats with their messages and files, letters, updates that wait, and the clock. Not
kept are limits, faults and webhooks, and who was shown what popped up.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from simulator.entities import Entity
from simulator.mailbox import Letter
from simulator.model import (
    ANONYMOUS,
    AS_CHANNEL,
    TELEGRAM,
    Button,
    Channel,
    Chat,
    Contact,
    ForcedReply,
    Group,
    Json,
    KeyboardButton,
    KeyboardRemoval,
    Location,
    Markup,
    Message,
    PrivateChat,
    ReplyKeyboard,
    StoredFile,
    Topic,
    User,
)
from simulator.server import Simulator
from simulator.updates import Update

VERSION = 1
_PLAIN_OF_MESSAGE = (
    "id",
    "date",
    "text",
    "caption",
    "media_group_id",
    "edit_date",
    "is_automatic_forward",
    "topic",
    "service",
)
_PLAIN_OF_PRIVATE = ("started", "blocked", "refuses_voices", "is_unknown")
_PLAIN_OF_GROUP = (
    "title",
    "bot_is_admin",
    "bot_is_member",
    "migrated_to",
    "is_public",
    "hides_members",
    "is_deleted",
    "bot_is_restricted",
    "is_forum",
    "general_is_closed",
    "loses_replies",
)
_SETS_OF_GROUP = ("admin_ids", "restricted_ids", "missing_rights")
_MARKUPS: Mapping[str, type[KeyboardRemoval | ForcedReply]] = {
    "removal": KeyboardRemoval,
    "forced_reply": ForcedReply,
}

Made = TypeVar("Made")


class KeepingError(Exception):
    """A folder holds something else than what a simulator has kept there."""


@dataclass(frozen=True)
class Kept:
    """What a folder holds; ``ahead`` is how far the clock was ahead, in seconds."""

    folder: Path
    state: Json
    ahead: float

    @classmethod
    def read(cls, folder: Path) -> Kept | None:
        """Read a folder; nothing if no simulator has kept anything there yet.

        :raises KeepingError: what is there cannot be understood.
        """
        try:
            state = json.loads(file_in(folder).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise KeepingError(str(error)) from None
        if not isinstance(state, dict) or state.get("version") != VERSION or "ahead" not in state:
            raise KeepingError("nothing of this version")
        return cls(folder, state, float(state["ahead"]))

    def restore(self, simulator: Simulator) -> None:
        """Bring a simulator in which nobody lives yet to where the other one was.

        :raises KeepingError: what was kept is not whole.
        """
        try:
            _Reader(self.folder, simulator).restore(self.state)
        except (KeyError, TypeError, AttributeError, FileNotFoundError) as error:
            raise KeepingError(f"{type(error).__name__}: {error}") from error


def file_in(folder: Path) -> Path:
    """Return the file of a folder in which everything but the contents of files stands."""
    return folder / "telegram.json"


def keep(simulator: Simulator, folder: Path, ahead: float) -> None:
    """Write down all that a simulator knows, in the place of what was kept there before."""
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    for file in simulator.world.files.all():
        path = files / file.file_id
        if not path.exists():
            path.write_bytes(file.content)
    written = file_in(folder).with_suffix(".new")
    written.write_text(json.dumps(_state(simulator, ahead), ensure_ascii=False), encoding="utf-8")
    written.replace(file_in(folder))


# Writing.


def _state(simulator: Simulator, ahead: float) -> Json:
    world = simulator.world
    return {
        "version": VERSION,
        "ahead": ahead,
        "last_event": world.events.last_number,
        "counters": world.counters,
        "queue": {
            "last_id": world.queue.last_id,
            "allowed": None if world.queue.allowed is None else sorted(world.queue.allowed),
            "pending": [asdict(update) for update in world.queue.unconfirmed],
        },
        "files": [_file_json(file) for file in world.files.all()],
        "people": [asdict(person.user) for person in simulator.people.values()],
        "chats": [_chat_json(chat) for chat in world.chats.values()],
        "letters": [asdict(letter) for letter in simulator.letters],
    }


def _file_json(file: StoredFile) -> Json:
    known = {each.name: getattr(file, each.name) for each in fields(file) if each.name != "content"}
    return known | {"thumbnail": file.thumbnail.file_id if file.thumbnail else None}


def _chat_json(chat: Chat) -> Json:
    shown = chat.keyboard_message
    result: Json = {
        "id": chat.id,
        "messages": [_message_json(message) for message in chat.messages],
        "keyboard_message": shown.id if shown else None,
        "last_heard_at": chat.last_heard_at if math.isfinite(chat.last_heard_at) else None,
    }
    if isinstance(chat, PrivateChat):
        return result | _named(chat, _PLAIN_OF_PRIVATE)
    if isinstance(chat, Group):
        result |= _named(chat, _PLAIN_OF_GROUP)
        result |= {name: sorted(getattr(chat, name)) for name in _SETS_OF_GROUP}
        result["members"] = [user.id for user in chat.members]
        result["topics"] = [asdict(topic) for topic in chat.topics.values()]
    return result


def _message_json(message: Message) -> Json:
    return _named(message, _PLAIN_OF_MESSAGE) | {
        "sender": message.sender.id,
        "entities": [asdict(entity) for entity in message.entities],
        "file": message.file.file_id if message.file else None,
        "contact": asdict(message.contact) if message.contact else None,
        "location": asdict(message.location) if message.location else None,
        "reply_to": _reply_json(message.reply_to),
        "buttons": [[_button_json(button) for button in row] for row in message.buttons],
        "markup": _markup_json(message.markup),
        "forwarded_from": message.forwarded_from.id if message.forwarded_from else None,
        "sender_chat": _sender_chat_json(message.sender_chat),
    }


def _reply_json(answered: Message | None) -> Json | None:
    """Return the number of what a message answers, or all of it if it is deleted by now."""
    if answered is None:
        return None
    return {"id": answered.id, "deleted": _message_json(answered) if answered.deleted else None}


def _sender_chat_json(chat: Chat | None) -> Json | None:
    if chat is None:
        return None
    return {"id": chat.id, "channel": chat.title if isinstance(chat, Channel) else None}


def _button_json(button: Button) -> Json:
    return {"text": button.text, "data": button.data, "url": button.url, "raw": dict(button.raw)}


def _markup_json(markup: Markup | None) -> Json | None:
    match markup:
        case None:
            return None
        case ReplyKeyboard():
            return {"kind": "keyboard"} | asdict(markup)
        case KeyboardRemoval():
            return {"kind": "removal"}
        case ForcedReply():
            return {"kind": "forced_reply"} | asdict(markup)


def _named(thing: object, names: Iterable[str]) -> Json:
    return {name: getattr(thing, name) for name in names}


# Reading.


class _Reader:
    """Puts into a simulator what was kept."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self._folder = folder
        self._simulator = simulator
        self._world = simulator.world
        self._users = {user.id: user for user in (simulator.bot, ANONYMOUS, AS_CHANNEL, TELEGRAM)}

    def restore(self, state: Json) -> None:
        """Restore everything, in the order in which one thing needs the other."""
        for kept in state["files"]:
            self._add_file(kept)
        for kept in state["people"]:
            self._users[kept["id"]] = self._simulator.let_join(User(**kept)).user
        for kept in state["chats"]:
            self._fill_chat(self._chat(kept), kept)
        self._simulator.letters.extend(Letter(**kept) for kept in state["letters"])
        queue = state["queue"]
        self._world.queue.go_on(
            queue["last_id"], queue["allowed"], [Update(**kept) for kept in queue["pending"]]
        )
        self._world.go_on(state["counters"])
        self._world.events.last_number = state["last_event"]

    def _add_file(self, kept: Json) -> None:
        content = (self._folder / "files" / kept["file_id"]).read_bytes()
        small = kept["thumbnail"]
        thumbnail = None if small is None else self._world.files.get(small)
        self._world.files.put(StoredFile(**kept | {"content": content, "thumbnail": thumbnail}))

    def _chat(self, kept: Json) -> Chat:
        known = self._world.chats.get(kept["id"])
        if isinstance(known, PrivateChat):
            _set(known, kept, _PLAIN_OF_PRIVATE)
            return known
        group = Group(kept["id"], **{name: kept[name] for name in _PLAIN_OF_GROUP})
        for name in _SETS_OF_GROUP:
            setattr(group, name, set(kept[name]))
        group.members = [self._users[user_id] for user_id in kept["members"]]
        group.topics = {topic["id"]: Topic(**topic) for topic in kept["topics"]}
        return self._world.add_group(group)

    def _fill_chat(self, chat: Chat, kept: Json) -> None:
        for each in kept["messages"]:
            chat.add(self._message(chat, each), keep=None)
        if kept["keyboard_message"] is not None:
            chat.keyboard_message = chat.find(kept["keyboard_message"])
        if kept["last_heard_at"] is not None:
            chat.last_heard_at = kept["last_heard_at"]

    def _message(self, chat: Chat, kept: Json) -> Message:
        message = Message(
            chat,
            self._users[kept["sender"]],
            entities=tuple(Entity(**entity) for entity in kept["entities"]),
            file=None if kept["file"] is None else self._world.files.get(kept["file"]),
            contact=_made(Contact, kept["contact"]),
            location=_made(Location, kept["location"]),
            reply_to=self._answered(chat, kept["reply_to"]),
            buttons=[[Button(**button) for button in row] for row in kept["buttons"]],
            markup=_markup(kept["markup"]),
            sender_chat=self._sender_chat(chat, kept["sender_chat"]),
        )
        if kept["forwarded_from"] is not None:
            message.forwarded_from = self._users[kept["forwarded_from"]]
        _set(message, kept, _PLAIN_OF_MESSAGE)
        return message

    def _answered(self, chat: Chat, kept: Json | None) -> Message | None:
        if kept is None:
            return None
        if kept["deleted"] is None:
            return chat.find(kept["id"])
        gone = self._message(chat, kept["deleted"])
        gone.deleted = True
        return gone

    def _sender_chat(self, chat: Chat, kept: Json | None) -> Chat | None:
        if kept is None:
            return None
        return chat if kept["channel"] is None else Channel(kept["id"], title=kept["channel"])


def _markup(kept: Json | None) -> Markup | None:
    if kept is None:
        return None
    values = {name: value for name, value in kept.items() if name != "kind"}
    if kept["kind"] == "keyboard":
        rows = [[KeyboardButton(**key) for key in row] for row in values.pop("rows")]
        return ReplyKeyboard(rows, **values)
    return _MARKUPS[kept["kind"]](**values)


def _made(kind: type[Made], kept: Json | None) -> Made | None:
    return None if kept is None else kind(**kept)


def _set(thing: Any, kept: Json, names: Iterable[str]) -> None:
    for name in names:
        setattr(thing, name, kept[name])
