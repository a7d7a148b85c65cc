"""Bot API methods about the bot itself, its chats and their members, and files."""

from __future__ import annotations

import re

from simulator import wire
from simulator.errors import ApiError, bad_request
from simulator.files import MAX_DOWNLOAD
from simulator.model import Chat, Group, Json, PrivateChat, User
from simulator.params import Params
from simulator.world import World

MAX_DESCRIPTION = 256  # characters
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def get_me(world: World, _: Params) -> Json:
    """Return who the bot is."""
    return wire.user_json(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, params: Params) -> Json:
    """Return what is known of a chat."""
    chat = world.chat_for_bot(params.text("chat_id"))
    return wire.chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": _NO_GIFTS,
    }


_NO_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)


def get_chat_member(world: World, params: Params) -> Json:
    """Return one member."""
    chat = world.writable_chat(params.text("chat_id"))
    user_id = params.integer("user_id")
    if user_id == world.bot.id:
        return _member(world, chat, world.bot)
    if isinstance(chat, Group):
        if chat.hides_members and not chat.bot_is_admin:
            raise bad_request("member list is inaccessible")
        for user in chat.members:
            if user.id == user_id:
                return world.member_of(chat, user)
        if user_id in world.chats:
            return wire.member_json(_user(world.chats[user_id]), "left")
    elif user_id == chat.id:
        return _member(world, chat, _user(chat))
    raise bad_request("PARTICIPANT_ID_INVALID")


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """Return the administrators of a group."""
    group = _group(world, params, "there are no administrators in the private chat")
    people = [user for user in group.members if user.id in group.admin_ids]
    if group.bot_is_admin:
        people.append(world.bot)
    return [world.member_of(group, user) for user in people]


def get_chat_member_count(world: World, params: Params) -> int:
    """Return how many members a chat has, the bot among them."""
    chat = world.writable_chat(params.text("chat_id"))
    return len(chat.members) + 1 if isinstance(chat, Group) else 2


def leave_chat(world: World, params: Params) -> bool:
    """Let the bot leave a group."""
    group = _group(world, params, "chat member status can't be changed in private chats")
    world.remove_bot(group, world.bot)
    return True


def send_chat_action(world: World, params: Params) -> bool:
    """Show that the bot is typing."""
    chat = world.writable_chat(params.text("chat_id"))
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.check_topic(chat, params.integer("message_thread_id") or None)
    world.events.add("typing", chat=chat)
    return True


def touch_message(world: World, params: Params) -> bool:
    """Accept what needs an existing message and shows nothing here: pins and reactions."""
    chat = world.writable_chat(params.text("chat_id"))
    if chat.find(params.integer("message_id")) is None:
        raise bad_request("message not found")
    return True


def get_file(world: World, params: Params) -> Json:
    """Return the path under which a file can be fetched."""
    file_id = params.text("file_id")
    if not file_id:
        raise bad_request("file_id is not specified")
    try:
        file = world.files.get(file_id)
    except ApiError as error:
        raise bad_request("invalid file_id") from error
    if file.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return wire.file_json(file) | {"file_path": file.path}


def set_my_commands(world: World, params: Params) -> bool:
    """Keep the list of commands."""
    commands = params.json("commands")
    if not isinstance(commands, list) or not all(isinstance(command, dict) for command in commands):
        raise bad_request("expected an Array of BotCommand")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 0 < len(str(command.get("description") or "")) <= MAX_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    _check_scope(world, params)
    world.profile[_commands_key(params)] = commands
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """Return the list of commands."""
    commands: list[Json] = world.profile.get(_commands_key(params), [])
    return commands


def delete_my_commands(world: World, params: Params) -> bool:
    """Forget the list of commands."""
    world.profile.pop(_commands_key(params), None)
    return True


def set_my_name(world: World, params: Params) -> bool:
    """Rename the bot."""
    world.profile["name"] = params.text("name")
    return True


def get_my_name(world: World, _: Params) -> Json:
    """Return the bot's name."""
    return {"name": world.profile.get("name", world.bot.first_name)}


def set_my_description(world: World, params: Params) -> bool:
    """Keep what an empty chat shows."""
    world.profile["description"] = params.text("description")
    return True


def get_my_description(world: World, _: Params) -> Json:
    """Return what an empty chat shows."""
    return {"description": world.profile.get("description", "")}


def set_my_short_description(world: World, params: Params) -> bool:
    """Keep what the bot's page shows."""
    world.profile["short_description"] = params.text("short_description")
    return True


def get_my_short_description(world: World, _: Params) -> Json:
    """Return what the bot's page shows."""
    return {"short_description": world.profile.get("short_description", "")}


def _check_scope(world: World, params: Params) -> None:
    """Refuse a scope that names a chat which the bot cannot write to."""
    scope = params.json("scope") or {}
    if isinstance(scope, dict) and str(scope.get("type")).startswith("chat"):
        world.writable_chat(str(scope.get("chat_id") or ""))


def _commands_key(params: Params) -> str:
    scope = params.json("scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("BotCommandScope must be an Object")
    words = [scope.get("type"), scope.get("chat_id"), scope.get("user_id"), params.text("language_code")]
    return ":".join(["commands", *(str(word) for word in words if word)])


def _group(world: World, params: Params, refusal: str) -> Group:
    chat = world.writable_chat(params.text("chat_id"))
    if not isinstance(chat, Group):
        raise bad_request(refusal)
    return chat


def _member(world: World, chat: Chat, user: User) -> Json:
    return world.member_of(chat, user) if isinstance(chat, Group) else wire.member_json(user, "member")


def _user(chat: Chat) -> User:
    if not isinstance(chat, PrivateChat):
        raise bad_request("PARTICIPANT_ID_INVALID")
    return chat.user
