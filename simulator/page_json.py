"""How the world looks to the chat page; the shapes are described in README.md."""

from __future__ import annotations

from typing import Any

from simulator.events import Event
from simulator.levers import Levers
from simulator.mailbox import Letter
from simulator.model import (
    Chat,
    ForcedReply,
    Group,
    Json,
    Message,
    PrivateChat,
    ReplyKeyboard,
    StoredFile,
    User,
)
from simulator.world import World


def state_json(world: World, letters: list[Letter], levers: Levers) -> Json:
    """Return everything the page shows when it opens."""
    chats = list(world.chats.values())
    messages = sorted(
        (message for chat in chats for message in chat.messages), key=lambda message: message.id
    )
    return {
        "bot": _user(world.bot) | {"username": world.bot.username},
        "people": [_person(chat.user) for chat in chats if isinstance(chat, PrivateChat)],
        "chats": [_chat(chat) for chat in chats],
        "messages": [message_json(message) for message in messages],
        "keyboards": {str(chat.id): keyboard_json(chat.shown_keyboard) for chat in chats},
        "letters": [letter_json(letter) for letter in letters],
        "commands": next((world.profile[key] for key in _COMMANDS if key in world.profile), []),
        "levers": levers.as_json(),
        "last_event": world.events.last_number,
    }


_COMMANDS = (
    "commands:all_private_chats:ru",
    "commands:all_private_chats",
    "commands:default:ru",
    "commands:default",
)


def event_json(event: Event) -> Json:
    """Return an event as the page gets it."""
    details = event.details
    match event.type:
        case "message" | "edited":
            body: Json = {"message": message_json(details["message"])}
        case "deleted":
            message: Message = details["message"]
            body = {"chat_id": message.chat.id, "message_id": message.id}
        case "keyboard":
            chat: Chat = details["chat"]
            body = {"chat_id": chat.id, "keyboard": keyboard_json(chat.shown_keyboard)}
        case "callback_answer":
            body = {
                "person_id": details["user"].id,
                "text": details["text"],
                "show_alert": details["show_alert"],
                "callback_query_id": details["query_id"],
            }
        case "letter":
            body = {"letter": letter_json(details["letter"])}
        case "levers":
            body = {"levers": details["levers"].as_json()}
        case _:
            body = {"chat_id": details["chat"].id}
    return {"type": event.type} | body


def message_json(message: Message) -> Json:
    """Return a message; what it does not have is left out."""
    result: Json = {
        "chat_id": message.chat.id,
        "message_id": message.id,
        "from": _user(message.sender),
        "date": message.date,
        "edit_date": message.edit_date,
        "text": message.text or None,
        "caption": message.caption or None,
        "html": message.html,
        "buttons": [[_button(button) for button in row] for row in message.buttons] or None,
    }
    if message.reply_to:
        quoted = message.reply_to.text or message.reply_to.caption
        result["reply_to"] = {"message_id": message.reply_to.id, "text": quoted}
    if (forced := _forced_reply(message)) is not None:
        result["forces_reply"] = forced
    if message.contact:
        result["contact"] = {
            "phone_number": message.contact.phone_number,
            "first_name": message.contact.first_name,
        }
    if message.file:
        result |= _file(message.file)
    return {name: value for name, value in result.items() if value is not None}


def _forced_reply(message: Message) -> list[int] | None:
    """Return who has to reply to a message: those mentioned and whom it answers, or nobody by name: all."""
    if not isinstance(message.markup, ForcedReply):
        return None
    if not message.markup.selective:
        return []
    mentioned = {entity.user_id for entity in message.entities if entity.user_id is not None}
    answered = {message.reply_to.sender.id} if message.reply_to else set()
    return sorted(mentioned | answered)


def keyboard_json(keyboard: ReplyKeyboard | None) -> Json | None:
    """Return a reply keyboard."""
    if keyboard is None:
        return None
    result: Json = {
        "rows": [
            [{"text": key.text} | ({"request_contact": True} if key.request_contact else {}) for key in row]
            for row in keyboard.rows
        ],
        "one_time": keyboard.one_time,
        "persistent": keyboard.persistent,
    }
    if keyboard.placeholder:
        result["placeholder"] = keyboard.placeholder
    return result


def letter_json(letter: Letter) -> Json:
    """Return a letter."""
    return {
        "id": letter.id,
        "to": letter.to,
        "from": letter.from_,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "at": letter.at,
    }


def _user(user: User) -> Json:
    return {"id": user.id, "first_name": user.first_name, "is_bot": user.is_bot}


def _person(user: User) -> Json:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "username": user.username,
        "phone": user.phone,
    }


def _chat(chat: Chat) -> Json:
    if isinstance(chat, Group):
        members = [user.id for user in chat.members]
        return {"id": chat.id, "type": "group", "title": chat.title, "member_ids": members}
    title = chat.user.first_name if isinstance(chat, PrivateChat) else ""
    return {"id": chat.id, "type": "private", "title": title, "member_ids": [chat.id]}


def _button(button: Any) -> Json:
    named = {"text": button.text, "data": button.data, "url": button.url}
    return {name: value for name, value in named.items() if value is not None}


def _file(file: StoredFile) -> Json:
    match file.kind:
        case "photo":
            return {"photo": {"file_id": file.file_id, "width": file.width, "height": file.height}}
        case "voice":
            return {"voice": {"file_id": file.file_id, "duration": file.duration}}
        case "sticker":
            return {"sticker": {"emoji": file.emoji}}
        case _:
            name = file.file_name or file.path.rpartition("/")[2]
            document: Json = {"file_id": file.file_id, "file_name": name, "size": file.size}
            if file.kind == "audio":
                document |= {"duration": file.duration, "title": file.title or name}
            return {"document": document}
