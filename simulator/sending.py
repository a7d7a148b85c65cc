"""Bot API methods that put a message into a chat."""

from __future__ import annotations

from collections.abc import Callable

from simulator import wire
from simulator.entities import MAX_SOURCE, Entity, parse_html, recognise, tidy
from simulator.errors import bad_request
from simulator.keyboards import parse_markup
from simulator.model import Chat, FileKind, Group, Json, Message, PrivateChat, StoredFile
from simulator.params import Params
from simulator.world import World

MAX_TEXT = 4096  # code points, after the entities were parsed
MAX_CAPTION = 1024  # likewise
MAX_ALBUM = 10


def send_message(world: World, params: Params) -> Json:
    """Send a text."""
    text, entities = message_text(params)
    return _send(world, params, lambda chat: _text_message(world, chat, text, entities))


def _text_message(world: World, chat: Chat, text: str, entities: tuple[Entity, ...]) -> Message:
    world.check_right(chat, "can_send_messages", "text messages")
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return Message(chat, world.bot, text=text, entities=entities)


def message_text(params: Params) -> tuple[str, tuple[Entity, ...]]:
    """Return the text of a message with its entities; it may turn out empty."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    return formatted(params, "text")


def _send(world: World, params: Params, make: Callable[[Chat], Message]) -> Json:
    """Send what `make` makes; refusals come in the order of the real server: keyboard, chat, content."""
    buttons, markup = parse_markup(params.values.get("reply_markup"))
    chat = world.writable_chat(params.text("chat_id"))
    reply_to = _reply_to(chat, params)
    topic = _topic(world, chat, params, reply_to)
    message = make(chat)
    message.buttons, message.markup, message.reply_to = buttons, markup, reply_to
    message.topic = topic
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


def send_video(world: World, params: Params) -> Json:
    """Send a video."""
    return _send_file(world, params, "video")


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
    reply_to = _reply_to(chat, params)
    topic = _topic(world, chat, params, reply_to)
    for file, _, _ in contents:
        _check_file_right(world, chat, file.kind)
    messages = [
        Message(
            chat,
            world.bot,
            file=file,
            caption=caption,
            entities=entities,
            reply_to=reply_to,
            media_group_id=f"album-{contents[0][0].file_id}",
            topic=topic,
        )
        for file, caption, entities in contents
    ]
    return [wire.message_json(message) for message in world.send_all(messages)]


def forward_message(world: World, params: Params) -> Json:
    """Send a message of another chat again, naming its author."""
    chat = world.writable_chat(params.text("chat_id"))
    source = _source(world, params, "message to forward")
    forwarded = _copy(source, chat, world)
    forwarded.forwarded_from = source.forwarded_from or source.sender
    return wire.message_json(world.send(forwarded))


def copy_message(world: World, params: Params) -> Json:
    """Send the content of a message of another chat as the bot's own."""
    source = _source(world, params, "message to copy")
    caption = caption_of(params) if "caption" in params.values else None

    def make(chat: Chat) -> Message:
        copied = _copy(source, chat, world)
        if caption is not None and copied.file:
            copied.caption, copied.entities = caption
        return copied

    return {"message_id": _send(world, params, make)["message_id"]}


def _copy(source: Message, chat: Chat, world: World) -> Message:
    return Message(
        chat,
        world.bot,
        text=source.text,
        caption=source.caption,
        entities=source.entities,
        file=source.file,
        contact=source.contact,
        location=source.location,
    )


def _source(world: World, params: Params, what: str) -> Message:
    message = world.chat_for_bot(params.text("from_chat_id")).find(params.integer("message_id"))
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def _send_file(world: World, params: Params, kind: FileKind) -> Json:
    caption, entities = formatted(params, "caption")

    def make(chat: Chat) -> Message:
        _check_file_right(world, chat, kind)
        file = file_of(world, params, kind, params.text(kind), kind)
        check_caption(caption)
        if kind == "voice" and isinstance(chat, PrivateChat) and chat.refuses_voices:
            raise bad_request("VOICE_MESSAGES_FORBIDDEN")
        return Message(chat, world.bot, file=file, caption=caption, entities=entities)

    return _send(world, params, make)


_FILE_RIGHTS: dict[str, tuple[str, str]] = {
    "photo": ("can_send_photos", "photos"),
    "document": ("can_send_documents", "documents"),
    "audio": ("can_send_audios", "music"),
    "video": ("can_send_videos", "videos"),
    "voice": ("can_send_voice_notes", "voice notes"),
}


def _check_file_right(world: World, chat: Chat, kind: FileKind) -> None:
    right, what = _FILE_RIGHTS[kind]
    world.check_right(chat, right, what)


def _topic(world: World, chat: Chat, params: Params, reply_to: Message | None) -> int | None:
    """Return the topic that a message goes to: the one that is named, or that of what it replies to."""
    named = params.integer("message_thread_id") or None
    topic = named or (None if reply_to is None else reply_to.topic)
    world.check_topic(chat, topic)
    return topic if isinstance(chat, Group) and chat.is_forum else None


def file_of(world: World, params: Params, kind: FileKind, reference: str, field: str) -> StoredFile:
    """Return the uploaded file, or the known one that `reference` names."""
    upload = params.attached(reference) or params.files.get(field)
    if upload is not None:
        return world.files.add(
            kind,
            upload.content,
            name=upload.name,
            title=params.text("title") or None,
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
    check_caption(caption, is_edit=is_edit)
    return caption, entities


def check_caption(caption: str, *, is_edit: bool = False) -> None:
    """Refuse a caption that is too long."""
    if len(caption) > MAX_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG" if is_edit else "message caption is too long")


def formatted(params: Params, name: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text of a parameter with its entities, as `parse_mode` says."""
    source, mode = params.text(name), params.text("parse_mode").lower()
    try:
        size = len(source.encode())
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    if size > MAX_SOURCE:
        raise bad_request("text is too long")
    if mode == "html":
        text, entities = parse_html(source)
    elif not source or mode in {"", "none"}:
        text, entities = tidy(
            source, _given_entities(params, "entities" if name == "text" else f"{name}_entities")
        )
    else:
        raise bad_request("unsupported parse_mode")
    return text, recognise(text, entities)


def _given_entities(params: Params, name: str) -> list[Entity]:
    try:
        return [
            Entity(
                type=str(entity["type"]),
                offset=int(entity["offset"]),
                length=int(entity["length"]),
                url=entity.get("url"),
                language=entity.get("language"),
                custom_emoji_id=entity.get("custom_emoji_id"),
            )
            for entity in params.json(name) or []
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise bad_request("can't parse MessageEntity") from error


def _reply_to(chat: Chat, params: Params) -> Message | None:
    reply = params.json("reply_parameters")
    if reply is None:
        reply = {
            "message_id": params.integer("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
    if not isinstance(reply, dict):
        raise bad_request("object expected as reply parameters")
    message_id = reply.get("message_id")
    if not isinstance(message_id, int):
        raise bad_request('field "message_id" must be a valid Number')
    if message_id <= 0:
        return None
    message = chat.find(message_id)
    if message is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message
