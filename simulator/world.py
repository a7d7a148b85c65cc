"""The state of the fake Telegram and the rules of what may be done with it, by the bot and by people.

No HTTP here: requests of the bot are refused with `ApiError`, what no client offers people with `Impossible`.
"""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from simulator import wire
from simulator.entities import Entity, recognise
from simulator.errors import ApiError, Impossible, bad_request, forbidden
from simulator.events import EventLog
from simulator.files import FileStore
from simulator.limits import FloodLimits
from simulator.model import (
    ANONYMOUS,
    AS_CHANNEL,
    TELEGRAM,
    CallbackQuery,
    Channel,
    Chat,
    Contact,
    Group,
    Json,
    KeyboardRemoval,
    Message,
    PrivateChat,
    ReplyKeyboard,
    Topic,
    User,
)
from simulator.updates import UpdateQueue

CALLBACK_ANSWERABLE = 15.0  # seconds
DELETABLE = 48 * 3600  # seconds
REMEMBERED_CALLBACKS = 10_000


class World:
    """Everybody and everything in this Telegram, seen from one bot. `clock` returns unix seconds."""

    def __init__(
        self,
        bot: User,
        *,
        clock: Callable[[], float],
        keep_messages: int | None = None,
        privacy_mode: bool = True,
        limits: FloodLimits | None = None,
    ) -> None:
        self.bot = bot
        self.clock = clock
        self.privacy_mode = privacy_mode
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.queue = UpdateQueue(clock)
        self.events = EventLog()
        self.profile: Json = {}
        self.unwanted: dict[str, str] = {}
        """Words that no message of the bot may contain, with those of the refusal."""
        self.alerts: defaultdict[int, list[str]] = defaultdict(list)
        self._keep_messages = keep_messages
        self._limits = limits
        self._last_message_id = 0
        self._callbacks: OrderedDict[str, CallbackQuery] = OrderedDict()
        self._last_callback = 0

    @property
    def counters(self) -> dict[str, int]:
        """Return the numbers that were given last."""
        return {"messages": self._last_message_id, "presses": self._last_callback}

    def go_on(self, counters: Mapping[str, int]) -> None:
        """Number what comes behind these `counters`."""
        self._last_message_id, self._last_callback = counters["messages"], counters["presses"]

    # What people do.

    def add_person(self, user: User) -> PrivateChat:
        """Let somebody join; they have not pressed START yet."""
        chat = PrivateChat(user.id, user=user)
        self.chats[user.id] = chat
        return chat

    def add_group(self, group: Group) -> Group:
        """Let a group exist with the bot in it."""
        self.chats[group.id] = group
        return group

    def receive(self, message: Message) -> Message:
        """Take a message of a person: it appears in the chat and becomes an update."""
        chat = message.chat
        if message.sender_chat is None:
            self._check_presence(message.sender, chat)
        if message.reply_to is not None and message.reply_to.chat is not chat:
            raise Impossible(f"{message.reply_to} is in another chat")
        self._post(message)
        chat.last_heard_at = self.clock()
        self._fold_keyboard(message)
        if isinstance(chat, PrivateChat):
            chat.started, chat.is_unknown = True, False
        if self._bot_sees(message):
            self.queue.add("message", wire.message_json(message), lane=f"chat {chat.id}")
        return message

    def write_as_chat(self, author: User, group: Group, text: str, reply_to: Message | None) -> Message:
        """Let an administrator write in the name of the group."""
        self._check_presence(author, group)
        if author.id not in group.admin_ids:
            raise Impossible(f"{author.first_name} is no administrator of «{group.title}»")
        return self.receive(
            Message(
                group,
                ANONYMOUS,
                text=text,
                entities=recognise(text),
                reply_to=reply_to,
                sender_chat=group,
            )
        )

    def write_as_channel(self, author: User, channel: Channel, message: Message) -> Message:
        """Let a member write in the name of a channel of theirs."""
        self._check_presence(author, message.chat)
        message.sender, message.sender_chat = AS_CHANNEL, channel
        return self.receive(message)

    def bring_post(self, channel: Channel, group: Group, text: str) -> Message:
        """Let a post of the linked channel appear in a group, as Telegram brings it there."""
        return self.receive(
            Message(
                group,
                TELEGRAM,
                text=text,
                entities=recognise(text),
                sender_chat=channel,
                is_automatic_forward=True,
            )
        )

    def edit_received(self, message: Message, text: str, entities: tuple[Entity, ...] = ()) -> None:
        """Let a person change the text or caption of their message."""
        self._check_presence(message.sender, message.chat)
        if message.deleted or message.from_bot:
            raise Impossible(f"{message} cannot be edited")
        if message.file:
            message.caption = text
        elif message.text:
            message.text = text
        else:
            raise Impossible(f"there is no text in {message}")
        message.entities = recognise(text, entities)
        self._mark_edited(message)
        if self._bot_sees(message):
            self.queue.add("edited_message", wire.message_json(message), lane=f"chat {message.chat.id}")

    def press(self, user: User, message: Message, data: str) -> CallbackQuery:
        """Let a person press an inline button (or forge its data); in a public group strangers can too."""
        if not (isinstance(message.chat, Group) and message.chat.is_public):
            self._check_presence(user, message.chat)
        if message.deleted:
            raise Impossible(f"{message} is deleted: its buttons are gone")
        if not message.from_bot:
            raise Impossible(f"{message} is not the bot's")
        self._last_callback += 1
        query = CallbackQuery(f"{self.bot.id}{self._last_callback:08}", user, message, data, self.clock())
        self._callbacks[query.id] = query
        if len(self._callbacks) > REMEMBERED_CALLBACKS:
            self._callbacks.popitem(last=False)
        message.chat.last_heard_at = self.clock()
        if isinstance(message.chat, PrivateChat):
            message.chat.is_unknown = False
        self.queue.add("callback_query", wire.callback_json(query), lane=f"callbacks {user.id}")
        return query

    def set_blocked(self, chat: PrivateChat, *, blocked: bool) -> None:
        """Let a person block the bot or admit it again; the bot hears of it."""
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self._membership_changed(chat, chat.user, before, after)

    def remove_bot(self, group: Group, by: User) -> None:
        """Let a member throw the bot out of the group."""
        with self._bot_changes(group, by):
            group.bot_is_member = False

    def add_bot(self, group: Group, by: User) -> None:
        """Let a member bring the bot back into the group, as a simple member."""
        with self._bot_changes(group, by):
            group.bot_is_member, group.bot_is_admin = True, False
            group.bot_is_restricted = False
            group.missing_rights.clear()

    def set_bot_rights(self, group: Group, by: User, *, is_admin: bool, missing: Collection[str]) -> None:
        """Let an administrator make the bot an administrator or a simple member, or take rights from it."""
        with self._bot_changes(group, by):
            group.bot_is_admin, group.bot_is_restricted = is_admin, bool(missing) and not is_admin
            group.missing_rights = set(missing)

    def let_go(self, group: Group, user: User, *, by: User) -> None:
        """Let a person leave, or another throw them out; the bot hears of it as an administrator only."""
        before = self.member_of(group, user)
        group.members.remove(user)
        group.admin_ids.discard(user.id)
        self._member_changed(group, by, before, wire.member_json(user, "left" if user is by else "kicked"))

    def let_in(self, group: Group, user: User, *, by: User) -> None:
        """Let a person come into a group."""
        before = wire.member_json(user, "left")
        group.members.append(user)
        self._member_changed(group, by, before, self.member_of(group, user))

    def open_topic(self, group: Group, name: str) -> Topic:
        """Let a forum have a topic; its number is that of the message that tells of it."""
        if not (group.is_supergroup and group.is_forum):
            raise Impossible(f"«{group.title}» has no topics")
        told = self._tell(group, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
        topic = group.topics[told.id] = Topic(told.id, name)
        return topic

    def migrate(self, group: Group, new_id: int) -> Group:
        """Turn a group into a supergroup: the old id is refused from now on, with the new one named.

        A service message in each of them tells of the other one. The members are the same.
        """
        successor = self.add_group(
            Group(
                new_id,
                title=group.title,
                members=group.members,
                bot_is_admin=group.bot_is_admin,
                bot_is_member=group.bot_is_member,
                admin_ids=group.admin_ids,
            )
        )
        group.migrated_to = new_id
        self._tell(group, {"migrate_to_chat_id": new_id})
        self._tell(successor, {"migrate_from_chat_id": group.id})
        return successor

    def _tell(self, group: Group, service: Json) -> Message:
        """Post a service message, and let the bot hear it if it is in the group."""
        administrators = [user for user in group.members if user.id in group.admin_ids]
        author = administrators[0] if administrators else ANONYMOUS
        message = Message(group, author, service=service)
        self._post(message)
        if group.bot_is_member:
            self.queue.add("message", wire.message_json(message), lane=f"chat {group.id}")
        return message

    def member_of(self, group: Group, user: User) -> Json:
        """Return what somebody is in a group, as a ChatMember object."""
        if user is self.bot:
            return self._bot_in(group)
        if user not in group.members:
            return wire.member_json(user, "left")
        if user.id in group.restricted_ids:
            return wire.member_json(user, "restricted")
        return wire.member_json(user, "administrator" if user.id in group.admin_ids else "member")

    def _bot_in(self, group: Group) -> Json:
        if not group.bot_is_member:
            return wire.member_json(self.bot, "kicked")
        if group.bot_is_admin:
            return wire.member_json(self.bot, "administrator")
        if group.bot_is_restricted:
            return wire.member_json(self.bot, "restricted", group.missing_rights)
        return wire.member_json(self.bot, "member")

    @contextmanager
    def _bot_changes(self, group: Group, by: User) -> Iterator[None]:
        before = self._bot_in(group)
        yield
        self._add_change("my_chat_member", group, by, before, self._bot_in(group))

    def _member_changed(self, group: Group, by: User, before: Json, after: Json) -> None:
        if group.bot_is_member and group.bot_is_admin:
            self._add_change("chat_member", group, by, before, after)

    def _membership_changed(self, chat: Chat, by: User, before: str, after: str) -> None:
        old, new = wire.member_json(self.bot, before), wire.member_json(self.bot, after)
        self._add_change("my_chat_member", chat, by, old, new)

    def _add_change(self, kind: str, chat: Chat, by: User, before: Json, after: Json) -> None:
        self.queue.add(
            kind,
            {
                "chat": wire.chat_json(chat),
                "from": wire.user_json(by),
                "date": int(self.clock()),
                "old_chat_member": before,
                "new_chat_member": after,
            },
            lane=f"chat {chat.id}",
        )

    def _check_presence(self, user: User, chat: Chat) -> None:
        """Raise `Impossible` where a client shows no chat or no input field."""
        if user.deactivated:
            raise Impossible(f"{user.first_name} has deleted the account")
        if isinstance(chat, PrivateChat):
            if user is not chat.user:
                raise Impossible(f"{user.first_name} has no access to the chat of {chat.user.first_name}")
            if chat.blocked:
                raise Impossible(f"{user.first_name} has blocked the bot")
        elif isinstance(chat, Group) and user not in chat.members:
            raise Impossible(f"{user.first_name} is not in «{chat.title}»")

    def _bot_sees(self, message: Message) -> bool:
        """Return whether privacy mode lets the bot see it: commands, mentions and replies to the bot."""
        chat = message.chat
        if not isinstance(chat, Group):
            return True
        if not chat.bot_is_member:
            return False
        if not self.privacy_mode or chat.bot_is_admin:
            return True
        if message.reply_to and message.reply_to.from_bot:
            return True
        words = message.text or message.caption
        username = str(self.bot.username)
        if re.search(rf"(?<!\w)@{re.escape(username)}(?!\w)", words, re.IGNORECASE):
            return True
        command = re.match(r"/\w+(?:@(\w+))?", words)
        return command is not None and (command[1] or username).lower() == username.lower()

    # What the bot does.

    def chat_for_bot(self, chat_id: str) -> Chat:
        """Return the chat a request is about; raise the refusal of an unknown one."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(chat_id)) if re.fullmatch(r"-?\d+", chat_id) else None
        if chat is None or (isinstance(chat, PrivateChat) and chat.is_unknown):
            raise bad_request("chat not found")
        return chat

    def writable_chat(self, chat_id: str) -> Chat:
        """Return the chat if the bot may write to it now."""
        chat = self.editable_chat(chat_id)
        if isinstance(chat, PrivateChat):
            if chat.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
        return chat

    def editable_chat(self, chat_id: str) -> Chat:
        """Return the chat if the bot may delete in it now: a person who blocked it does not prevent that."""
        chat = self.chat_for_bot(chat_id)
        if isinstance(chat, PrivateChat) and chat.user.deactivated:
            raise forbidden("user is deactivated")
        if isinstance(chat, Group):
            self._check_group(chat)
        return chat

    def _check_group(self, group: Group) -> None:
        if group.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=group.migrated_to,
            )
        if not group.bot_is_member:
            kind = "supergroup" if group.is_supergroup else "group"
            raise forbidden(f"bot was kicked from the {kind} chat")
        if group.is_deleted:
            raise forbidden("the group chat was deleted")

    def check_right(self, chat: Chat, right: str, what: str) -> None:
        """Refuse what the bot has no right to send to a group; an administrator may send everything."""
        if isinstance(chat, Group) and right in chat.missing_rights and not chat.bot_is_admin:
            raise bad_request(f"not enough rights to send {what} to the chat")

    def check_topic(self, chat: Chat, topic: int | None) -> None:
        """Refuse a topic that is not there, or that is closed; 1 is no number of «General»."""
        if not isinstance(chat, Group) or not chat.is_forum:
            if topic is not None and (isinstance(chat, PrivateChat) or chat.find(topic) is None):
                raise bad_request("message thread not found")
            return
        known = None if topic is None else chat.topics.get(topic)
        if topic is not None and known is None:
            raise bad_request("message thread not found")
        if known.is_closed if known else chat.general_is_closed:
            raise bad_request("TOPIC_CLOSED")

    def send(self, message: Message) -> Message:
        """Post a message of the bot; what it brings for under the input field is shown."""
        return self.send_all([message])[0]

    def send_all(self, messages: list[Message]) -> list[Message]:
        """Post several messages of the bot, all or none of them."""
        for message in messages:
            self._check_wanted(message)
        if self._limits:
            self._limits.count(messages[0].chat, len(messages))
        return [self._send(message) for message in messages]

    def _check_wanted(self, message: Message) -> None:
        for words, refusal in self.unwanted.items():
            if words in message.text or words in message.caption:
                raise bad_request(refusal)

    def _send(self, message: Message) -> Message:
        self._post(message)
        if isinstance(message.markup, ReplyKeyboard):
            self._show_keyboard(message.chat, message)
        elif isinstance(message.markup, KeyboardRemoval):
            self._show_keyboard(message.chat, None)
        return message

    def edit(self, message: Message, changed: Message) -> Message:
        """Put the content and the buttons of `changed` into `message`, unless nothing would change."""
        if _content(message) == _content(changed):
            raise bad_request(
                "message is not modified: specified new message content and reply markup "
                "are exactly the same as a current content and reply markup of the message"
            )
        *words, _ = _content(message)
        *new_words, _ = _content(changed)
        message.text, message.caption = changed.text, changed.caption
        message.entities, message.file = changed.entities, changed.file
        message.buttons = changed.buttons
        if words != new_words:  # other buttons alone do not make a message an edited one
            self._mark_edited(message)
        else:
            self.events.add("edited", message=message)
        return message

    def delete(self, message: Message) -> None:
        """Take a message away for everybody, and with it the reply keyboard it brought."""
        message.chat.remove(message)
        if message.chat.keyboard_message is message:
            self._show_keyboard(message.chat, None)
        self.events.add("deleted", message=message)

    def check_deletable(self, message: Message) -> None:
        """Refuse to delete old messages, and in groups those of others unless the bot is an administrator."""
        chat = message.chat
        is_foreign = isinstance(chat, Group) and not message.from_bot and not chat.bot_is_admin
        if is_foreign and isinstance(chat, Group) and chat.is_supergroup:
            raise bad_request("message can't be deleted")
        if is_foreign or self.clock() - message.date > DELETABLE:
            raise bad_request("message can't be deleted for everyone")

    def answer(self, query_id: str, text: str, *, show_alert: bool) -> None:
        """Answer a pressed button; raise the documented refusal when it is too late."""
        query = self._callbacks.get(query_id)
        if query is None or self.clock() - query.pressed_at > CALLBACK_ANSWERABLE:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if not query.answered:
            query.answered = True
            if text:
                self.alerts[query.user.id].append(text)
            self.events.add(
                "callback_answer", user=query.user, text=text, show_alert=show_alert, query_id=query.id
            )

    def _fold_keyboard(self, message: Message) -> None:
        """Hide a one-time keyboard once a button of it was used."""
        shown = message.chat.shown_keyboard
        if shown is not None and shown.one_time:
            used = {key.text for row in shown.rows for key in row if not key.request_contact}
            if message.text in used or message.contact:
                self._show_keyboard(message.chat, None)

    def _show_keyboard(self, chat: Chat, message: Message | None) -> None:
        if chat.keyboard_message is not message:
            chat.keyboard_message = message
            self.events.add("keyboard", chat=chat)

    def _post(self, message: Message) -> None:
        self._last_message_id += 1
        message.id = self._last_message_id
        message.date = int(self.clock())
        message.chat.add(message, keep=self._keep_messages)
        self.events.add("message", message=message)

    def _mark_edited(self, message: Message) -> None:
        message.edit_date = int(self.clock())
        self.events.add("edited", message=message)


def _content(message: Message) -> tuple[object, ...]:
    buttons = [[dict(button.raw) for button in row] for row in message.buttons]
    return message.text, message.caption, message.entities, message.file, buttons


def own_contact(user: User) -> Contact:
    """Return what a person shares with the contact button."""
    if user.phone is None:
        raise Impossible(f"{user.first_name} has no phone number")
    return Contact(user.phone.lstrip("+"), user.first_name, user.id)
