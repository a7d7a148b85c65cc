"""How people, chats and messages look in the JSON of the Bot API."""

from __future__ import annotations

from collections.abc import Collection

from simulator.entities import Entity
from simulator.keyboards import inline_keyboard_json
from simulator.model import CallbackQuery, Channel, Chat, Group, Json, Message, PrivateChat, StoredFile, User


def user_json(user: User) -> Json:
    """Return a User object."""
    result: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.username:
        result["username"] = user.username
    if user.language_code:
        result["language_code"] = user.language_code
    return result


def chat_json(chat: Chat) -> Json:
    """Return a Chat object."""
    if isinstance(chat, PrivateChat):
        result: Json = {"id": chat.id, "type": "private", "first_name": chat.user.first_name}
        if chat.user.username:
            result["username"] = chat.user.username
        return result
    if isinstance(chat, Channel):
        return {"id": chat.id, "type": "channel", "title": chat.title}
    if not isinstance(chat, Group):
        raise TypeError(f"a chat of no known type: {chat}")
    result = {"id": chat.id, "type": "supergroup" if chat.is_supergroup else "group", "title": chat.title}
    return result | {"is_forum": True} if chat.is_forum else result


def entity_json(entity: Entity) -> Json:
    """Return a MessageEntity object."""
    result: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    if entity.url:
        result["url"] = entity.url
    if entity.language:
        result["language"] = entity.language
    if entity.custom_emoji_id:
        result["custom_emoji_id"] = entity.custom_emoji_id
    if entity.user_id is not None:
        result["user"] = {"id": entity.user_id, "is_bot": False, "first_name": ""}
    return result


def message_json(message: Message, *, with_reply: bool = True) -> Json:
    """Return a Message object; the message it answers is included one level deep."""
    result: Json = {
        "message_id": message.id,
        "from": user_json(message.sender),
        "chat": chat_json(message.chat),
        "date": message.date,
    }
    if message.edit_date is not None:
        result["edit_date"] = message.edit_date
    if message.text:
        result["text"] = message.text
        if message.entities:
            result["entities"] = [entity_json(entity) for entity in message.entities]
    elif message.file or message.contact or message.location:
        result |= _media_json(message)
    if message.buttons:
        result["reply_markup"] = inline_keyboard_json(message.buttons)
    if with_reply and message.reply_to and not _loses_reply(message):
        result["reply_to_message"] = message_json(message.reply_to, with_reply=False)
    if message.thread is not None:
        result["message_thread_id"] = message.thread
    if message.topic is not None:
        result["is_topic_message"] = True
    if message.media_group_id:
        result["media_group_id"] = message.media_group_id
    return result | message.service | _origin_json(message)


def _loses_reply(message: Message) -> bool:
    return isinstance(message.chat, Group) and message.chat.loses_replies and not message.sender.is_bot


def _origin_json(message: Message) -> Json:
    """Return what tells of another author than the sender."""
    result: Json = {}
    if message.forwarded_from:
        result["forward_origin"] = {
            "type": "user",
            "sender_user": user_json(message.forwarded_from),
            "date": message.date,
        }
    if message.sender_chat is not None:
        result["sender_chat"] = chat_json(message.sender_chat)
    if message.is_automatic_forward:
        result["is_automatic_forward"] = True
    return result


def _media_json(message: Message) -> Json:
    result: Json = {}
    if message.contact:
        contact: Json = {
            "phone_number": message.contact.phone_number,
            "first_name": message.contact.first_name,
        }
        if message.contact.user_id is not None:
            contact["user_id"] = message.contact.user_id
        result["contact"] = contact
    if message.location:
        result["location"] = {
            "latitude": message.location.latitude,
            "longitude": message.location.longitude,
        }
    if message.file:
        result[message.file.kind] = _attachment_json(message.file)
    if message.caption:
        result["caption"] = message.caption
        if message.entities:
            result["caption_entities"] = [entity_json(entity) for entity in message.entities]
    return result


def file_json(file: StoredFile) -> Json:
    """Return what all objects that stand for a file share."""
    return {"file_id": file.file_id, "file_unique_id": f"u{file.file_id}", "file_size": file.size}


def _attachment_json(file: StoredFile) -> Json | list[Json]:
    if file.kind == "photo":
        sizes = [file.thumbnail, file] if file.thumbnail else [file]
        return [file_json(size) | {"width": size.width, "height": size.height} for size in sizes]
    result = file_json(file)
    if file.file_name:
        result["file_name"] = file.file_name
    if file.title:
        result["title"] = file.title
    if file.mime_type:
        result["mime_type"] = file.mime_type
    if file.kind in {"voice", "audio", "video", "video_note"}:
        result["duration"] = file.duration
    if file.kind in {"video", "sticker"}:
        result |= {"width": file.width, "height": file.height}
    if file.kind == "video_note":
        result["length"] = file.width
    if file.kind == "sticker":
        result |= {"type": "regular", "is_animated": False, "is_video": False, "emoji": file.emoji}
    return result


def callback_json(query: CallbackQuery) -> Json:
    """Return a CallbackQuery object."""
    return {
        "id": query.id,
        "from": user_json(query.user),
        "message": message_json(query.message),
        "chat_instance": str(query.message.chat.id),
        "data": query.data,
    }


def member_json(user: User, status: str, missing: Collection[str] | None = None) -> Json:
    """Return a ChatMember object; who is restricted lacks the `missing` rights, or all of them."""
    result: Json = {"user": user_json(user), "status": status}
    if status == "kicked":
        result["until_date"] = 0
    if status == "restricted":
        rights = {name: missing is not None and name not in missing for name in _MEMBER_RIGHTS}
        result |= rights | {"is_member": True, "until_date": 0}
    if status == "administrator":
        result |= dict.fromkeys(_ADMIN_RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
    return result


_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
_MEMBER_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
