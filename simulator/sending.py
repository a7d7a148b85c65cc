"""Bot API methods that put a message into a chat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator import wire
from simulator.entities import Entity, parse_html, recognise, trim
from simulator.errors import bad_request
from simulator.keyboards import parse_markup
from simulator.model import Chat, FileKind, Json, Message, StoredFile
from simulator.params import Params
from simulator.world import World

MAX_TEXT = 4096  # code points, after the entities were parsed
MAX_CAPTION = 1024  # likewise
MAX_ALBUM = 10


def send_message(world: World, params: Params) -> Json:
    """Send a text."""
    chat = world.writable_chat(params.text("chat_id"))
    text, entities = formatted(params, "text")
    if not text:
        raise bad_request("message text is empty" if not params.text("text") else "text must be non-empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    message = _with_extras(world, params, Message(chat, world.bot, text=text, entities=entities))
    return wire.message_json(world.send(message))


def send_photo(world: World, params: Params) -> Json:
    """Send a picture."""
    return _send_file(world, params, "photo")


def send_document(world: World, params: Params) -> Json:
    """Send a file."""
    return _send_file(world, params, "document")


def send_voice(world: World, params: Params) -> Json:
    """Send a voice message."""
    return _send_file(world, params, "voice")


def send_audio(world: World, params: Params) -> Json:
    """Send a piece of music."""
    return _send_file(world, params, "audio")


def send_media_group(world: World, params: Params) -> list[Json]:
    """Send an album."""
    chat = world.writable_chat(params.text("chat_id"))
    media = params.json("media")
    if not isinstance(media, list) or not 2 <= len(media) <= MAX_ALBUM:
        raise bad_request("group send failed: an album has 2-10 items")
    contents = [media_content(world, params, item) for item in media]
    group_id = f"album-{contents[0][0].file_id}"
    sent = []
    for file, caption, entities in contents:
        message = Message(chat, world.bot, file=file, caption=caption, entities=entities)
        message.reply_to = _reply_to(chat, params)
        message.media_group_id = group_id
        sent.append(wire.message_json(world.send(message)))
    return sent


def forward_message(world: World, params: Params) -> Json:
    """Send a message of another chat again, naming its author."""
    source = _source(world, params)
    copied = replace(
        source,
        chat=world.writable_chat(params.text("chat_id")),
        sender=world.bot,
        forwarded_from=source.forwarded_from or source.sender,
        buttons=[],
        **_FRESH,
    )
    return wire.message_json(world.send(copied))


def copy_message(world: World, params: Params) -> Json:
    """Send the content of a message of another chat as the bot's own."""
    source = _source(world, params)
    chat = world.writable_chat(params.text("chat_id"))
    copied = replace(source, chat=chat, sender=world.bot, buttons=[], **_FRESH)
    if "caption" in params.values:
        copied.caption, copied.entities = caption_of(params)
    return {"message_id": world.send(_with_extras(world, params, copied)).id}


_FRESH: dict[str, Any] = {"reply_to": None, "markup": None, "edit_date": None, "media_group_id": None}


def _source(world: World, params: Params) -> Message:
    message = world.chat_for_bot(params.text("from_chat_id")).find(params.integer("message_id"))
    if message is None:
        raise bad_request("message to forward not found")
    return message


def _send_file(world: World, params: Params, kind: FileKind) -> Json:
    chat = world.writable_chat(params.text("chat_id"))
    caption, entities = caption_of(params)
    file = file_of(world, params, kind, params.text(kind), kind)
    message = Message(chat, world.bot, file=file, caption=caption, entities=entities)
    return wire.message_json(world.send(_with_extras(world, params, message)))


def file_of(world: World, params: Params, kind: FileKind, reference: str, field: str) -> StoredFile:
    """Return the uploaded file, or the known one that `reference` names."""
    upload = params.attached(reference) or params.files.get(field)
    if upload is not None:
        return world.files.add(
            kind,
            upload.content,
            name=upload.name,
            mime_type=upload.content_type if kind == "document" else None,
            duration=params.integer("duration"),
        )
    if not reference:
        raise bad_request(f"there is no {kind} in the request")
    if reference.startswith("attach://"):
        raise bad_request("there is no file with the name given by attach://")
    if "://" in reference:
        raise bad_request("failed to get HTTP URL content")
    file = world.files.get(reference)
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def media_content(
    world: World, params: Params, media: object, *, is_edit: bool = False
) -> tuple[StoredFile, str, tuple[Entity, ...]]:
    """Return file, caption and entities of an InputMedia object."""
    if not isinstance(media, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = media.get("type")
    if kind not in {"photo", "document", "audio", "video"}:
        raise bad_request("type of the media is not supported")
    caption, entities = caption_of(
        Params({name: value for name, value in media.items() if isinstance(value, str)}), is_edit=is_edit
    )
    file = file_of(world, params, kind, str(media.get("media", "")), "media")
    return file, caption, entities


def caption_of(params: Params, *, is_edit: bool = False) -> tuple[str, tuple[Entity, ...]]:
    """Return the caption with its entities."""
    caption, entities = formatted(params, "caption")
    if len(caption) > MAX_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG" if is_edit else "message caption is too long")
    return caption, entities


def formatted(params: Params, name: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text of a parameter with its entities, as `parse_mode` says."""
    source, mode = params.text(name), params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode in {"", "none"}:
        text, entities = trim(
            source, _given_entities(params, "entities" if name == "text" else f"{name}_entities")
        )
    else:
        raise bad_request("unsupported parse_mode")
    return text, recognise(text, entities)


def _given_entities(params: Params, name: str) -> list[Entity]:
    return [
        Entity(
            type=str(entity.get("type")),
            offset=int(entity.get("offset", 0)),
            length=int(entity.get("length", 0)),
            url=entity.get("url"),
            language=entity.get("language"),
            custom_emoji_id=entity.get("custom_emoji_id"),
        )
        for entity in params.json(name) or []
    ]


def _with_extras(world: World, params: Params, message: Message) -> Message:
    """Add keyboard and quotation; `world` is not touched."""
    message.buttons, message.markup = parse_markup(params.values.get("reply_markup"))
    message.reply_to = _reply_to(message.chat, params)
    return message


def _reply_to(chat: Chat, params: Params) -> Message | None:
    reply = params.json("reply_parameters")
    if reply is not None and not isinstance(reply, dict):
        raise bad_request("can't parse reply_parameters: expected an Object")
    reply = reply or {"message_id": params.integer("reply_to_message_id")}
    message_id = int(reply.get("message_id") or 0)
    if not message_id:
        return None
    message = chat.find(message_id)
    if message is None and not (
        reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")
    ):
        raise bad_request("message to be replied not found")
    return message
