"""Bot API methods that change or delete what is already in a chat, and that answer pressed buttons."""

from __future__ import annotations

from dataclasses import replace

from simulator import wire
from simulator.errors import bad_request
from simulator.keyboards import parse_markup
from simulator.model import InlineKeyboard, Json, Message
from simulator.params import Params
from simulator.sending import MAX_TEXT, check_caption, formatted, media_content, message_text
from simulator.world import World

MAX_ANSWER = 200  # characters
MAX_DELETED = 100


def edit_message_text(world: World, params: Params) -> Json:
    """Replace the text; without `reply_markup` the inline keyboard goes."""
    text, entities = message_text(params)
    buttons = _buttons(params)
    message = _editable(world, params)
    if not message.text:
        raise bad_request("there is no text in the message to edit")
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return _edited(world, message, replace(message, text=text, entities=entities, buttons=buttons))


def edit_message_caption(world: World, params: Params) -> Json:
    """Replace the caption."""
    caption, entities = formatted(params, "caption")
    message = _editable(world, params)
    if message.file is None or message.file.kind in {"sticker", "video_note"}:
        raise bad_request("there is no caption in the message to edit")
    check_caption(caption, is_edit=True)
    changed = replace(message, caption=caption, entities=entities, buttons=_buttons(params))
    return _edited(world, message, changed)


def edit_message_media(world: World, params: Params) -> Json:
    """Replace file and caption."""
    message = _editable(world, params)
    file, caption, entities = media_content(world, params, params.json("media"), is_edit=True)
    changed = replace(
        message, text="", caption=caption, entities=entities, file=file, buttons=_buttons(params)
    )
    return _edited(world, message, changed)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Replace the inline keyboard."""
    message = _editable(world, params)
    return _edited(world, message, replace(message, buttons=_buttons(params)))


def delete_message(world: World, params: Params) -> bool:
    """Delete one message for everybody."""
    message = world.editable_chat(params.text("chat_id")).find(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    world.check_deletable(message)
    world.delete(message)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Delete several messages; those that are not there are passed over."""
    chat = world.editable_chat(params.text("chat_id"))
    message_ids = params.json("message_ids")
    if not isinstance(message_ids, list) or not message_ids:
        raise bad_request("message identifiers are not specified")
    if len(message_ids) > MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(message_id, int) for message_id in message_ids):
        raise bad_request("message identifier must be a Number")
    found = [message for message_id in message_ids if (message := chat.find(message_id))]
    for message in found:
        world.check_deletable(message)
    for message in found:
        world.delete(message)
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """Answer a pressed button."""
    text = params.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer(params.text("callback_query_id"), text, show_alert=params.flag("show_alert"))
    return True


def _editable(world: World, params: Params) -> Message:
    chat = world.writable_chat(params.text("chat_id"))
    message = chat.find(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot or message.forwarded_from or message.markup is not None:
        raise bad_request("message can't be edited")
    return message


def _buttons(params: Params) -> InlineKeyboard:
    buttons, other = parse_markup(params.values.get("reply_markup"))
    if other is not None:
        raise bad_request("inline keyboard expected")
    return buttons


def _edited(world: World, message: Message, changed: Message) -> Json:
    return wire.message_json(world.edit(message, changed))
