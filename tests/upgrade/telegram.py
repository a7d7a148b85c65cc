"""What the local Telegram knew of chats, files and letters, written down and read again.

An old database is not alone: its messages hang in chats, with buttons that are pressed much later. Only the
local Telegram is asked here, so that every version of the bot whose tests have one can write its chats down.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import Any, TypeAlias

from simulator import Chat, Group, Letter, Message, Person, Simulator, StoredFile
from simulator.keyboards import inline_keyboard_json, parse_markup

Json: TypeAlias = dict[str, Any]


def written_down(sim: Simulator) -> Json:
    """Write everything down that a bot or a person could come back to."""
    world = sim.world
    return {
        "last_update": sim.last_update_id,
        "last_message": world._last_message_id,
        "people": [
            {"id": person.id, "name": person.user.first_name, "phone": person.user.phone}
            for person in sim.people.values()
        ],
        "files": [
            {"kind": file.kind, "name": file.file_name, "content": b64encode(file.content).decode()}
            for file in world.files._files.values()
            if not file.file_id.endswith("-small")  # a thumbnail is made of its picture
        ],
        "letters": [
            {"to": letter.to, "subject": letter.subject, "text": letter.text} for letter in sim.letters
        ],
        "chats": [_chat_json(chat) for chat in world.chats.values() if chat.messages],
    }


def _chat_json(chat: Chat) -> Json:
    shown = chat.shown_keyboard
    return {
        "id": chat.id,
        "members": [user.id for user in chat.members] if isinstance(chat, Group) else [],
        "keyboard": [
            [{"text": key.text, "request_contact": key.request_contact} for key in row]
            for row in (shown.rows if shown else [])
        ],
        "messages": [_message_json(message) for message in chat.messages],
    }


def _message_json(message: Message) -> Json:
    known = {
        "id": message.id,
        "from": message.sender.id,
        "date": message.date,
        "text": message.text,
        "caption": message.caption,
        "file": message.file.file_id if message.file else None,
        "answers": message.reply_to.id if message.reply_to else None,
        "markup": inline_keyboard_json(message.buttons) if message.buttons else None,
    }
    return {name: value for name, value in known.items() if value}


def read_again(sim: Simulator, known: Json) -> dict[str, Person]:
    """Let the local Telegram know all of it, and return its people by name; some may be there already."""
    for each in known["people"][len(sim.people) :]:
        sim.add_person(each["name"], phone=each["phone"])
    assert [person.id for person in sim.people.values()] == [each["id"] for each in known["people"]]
    files = {file.file_id: file for file in [_file(sim, each) for each in known["files"]]}
    for number, each in enumerate(known["letters"]):
        sim.letters.append(Letter(number, each["to"], "", each["subject"], each["text"], html="", at=0.0))
    for each in known["chats"]:
        _fill(sim, sim.world.chats[each["id"]], each, files)
    sim.world.queue.last_id = known["last_update"]
    sim.world._last_message_id = known["last_message"]
    return {person.user.first_name: person for person in sim.people.values()}


def _file(sim: Simulator, known: Json) -> StoredFile:
    return sim.world.files.add(known["kind"], b64decode(known["content"]), name=known["name"])


def _fill(sim: Simulator, chat: Chat, known: Json, files: dict[str, StoredFile]) -> None:
    for each in known["messages"]:
        chat.add(_message(sim, chat, each, files), keep=None)
    if isinstance(chat, Group):
        chat.members[:] = [sim.people[each].user for each in known["members"]]
    else:
        sim.people[chat.id].chat.started = True
    if known["keyboard"]:
        _, markup = parse_markup(json.dumps({"keyboard": known["keyboard"]}))
        chat.keyboard_message = Message(chat, sim.bot, markup=markup)


def _message(sim: Simulator, chat: Chat, known: Json, files: dict[str, StoredFile]) -> Message:
    is_bots = known["from"] == sim.bot.id
    buttons, _ = parse_markup(json.dumps(known.get("markup", {})))
    return Message(
        chat,
        sim.bot if is_bots else sim.people[known["from"]].user,
        id=known["id"],
        date=known["date"],
        text=known.get("text", ""),
        caption=known.get("caption", ""),
        file=files.get(known.get("file", "")),
        reply_to=chat.find(known.get("answers", 0)),
        buttons=buttons,
    )
