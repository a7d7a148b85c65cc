"""What tests and the page hold in their hands: persons who write, press and share as a client lets them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulator.entities import parse_html, recognise
from simulator.errors import Impossible
from simulator.model import (
    Button,
    CallbackQuery,
    Channel,
    Chat,
    Contact,
    FileKind,
    Group,
    KeyboardButton,
    Location,
    Message,
    PrivateChat,
    StoredFile,
    Topic,
)
from simulator.world import World, own_contact

MAX_TEXT = 4096  # characters of a message
MAX_CAPTION = 1024  # characters of a caption
MAX_ALBUM = 10
_DEEP_LINK = re.compile(
    r"(?:https://t\.me/(\w+)\?start=|tg://resolve\?domain=(\w+)&start=)([\w-]{1,64})", re.ASCII
)


class Person:
    """Somebody with a Telegram client. Every verb is what a finger can do; the rest raises `Impossible`."""

    def __init__(self, world: World, chat: PrivateChat) -> None:
        self.chat = chat
        self.user = chat.user
        self._world = world

    def __repr__(self) -> str:
        return f"<Person {self.id} {self.user.first_name}>"

    @property
    def id(self) -> int:
        """Return the user id, which is the id of the private chat too."""
        return self.user.id

    @property
    def alerts_seen(self) -> list[str]:
        """Return the texts of the answers to pressed buttons that popped up, oldest first."""
        return self._world.alerts[self.id]

    async def send(
        self,
        text: str,
        *,
        to: Group | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """Send a text to the bot, or to a group, there perhaps into a topic."""
        return self._send_text(text, to or self.chat, reply_to, topic)

    async def send_formatted(
        self, html: str, *, to: Group | None = None, reply_to: Message | None = None
    ) -> Message:
        """Send a text with formatting, which is given as HTML here and comes to the bot as entities."""
        return self._send_text(html, to or self.chat, reply_to, formatted=True)

    async def reply(self, message: Message, text: str, *, to: Group | None = None) -> Message:
        """Answer a message with a text, in its chat."""
        if to is not None and to is not message.chat:
            raise Impossible(f"{message} is not in «{to.title}»")
        return self._send_text(text, message.chat, message)

    async def send_as_group(self, text: str, group: Group, *, reply_to: Message | None = None) -> Message:
        """Write in the name of a group, as its anonymous administrators do."""
        _check_text(text)
        return self._world.write_as_chat(self.user, group, text, reply_to)

    async def send_as_channel(
        self, text: str, group: Group, channel: Channel, *, reply_to: Message | None = None
    ) -> Message:
        """Write in the name of a channel of one's own."""
        _check_text(text)
        message = Message(group, self.user, text=text, entities=recognise(text), reply_to=reply_to)
        return self._world.write_as_channel(self.user, channel, message)

    async def leave(self, group: Group) -> None:
        """Leave a group; what it showed stays on the screen."""
        if self.user not in group.members:
            raise Impossible(f"{self.user.first_name} is not in «{group.title}»")
        self._world.let_go(group, self.user, by=self.user)

    async def remove(self, person: Person, group: Group) -> None:
        """Throw somebody out of a group."""
        if self.user.id not in group.admin_ids or person.user not in group.members:
            raise Impossible(f"{self.user.first_name} cannot throw {person.user.first_name} out")
        self._world.let_go(group, person.user, by=self.user)

    async def join(self, group: Group) -> None:
        """Come into a group, by its link."""
        if self.user in group.members:
            raise Impossible(f"{self.user.first_name} is in «{group.title}»")
        self._world.let_in(group, self.user, by=self.user)

    def _send_text(
        self,
        text: str,
        chat: Chat,
        reply_to: Message | None,
        topic: Topic | None = None,
        *,
        formatted: bool = False,
    ) -> Message:
        text, entities = parse_html(text) if formatted else (text, ())
        _check_text(text)
        return self._world.receive(
            Message(
                chat,
                self.user,
                text=text,
                entities=recognise(text, entities),
                reply_to=reply_to,
                topic=_topic_of(chat, reply_to, topic),
            )
        )

    async def edit(self, message: Message, text: str, *, formatted: bool = False) -> None:
        """Change the text or caption of a message of one's own; ``formatted``: it is given as HTML."""
        if message.sender is not self.user:
            raise Impossible(f"{message} is not {self.user.first_name}'s")
        text, entities = parse_html(text) if formatted else (text, ())
        _check_text(text)
        self._world.edit_received(message, text, entities)

    async def delete(self, message: Message) -> None:
        """Delete a message for both sides; the bot hears nothing of it, as with the real Telegram."""
        if message.deleted or (isinstance(message.chat, Group) and message.sender is not self.user):
            raise Impossible(f"{self.user.first_name} cannot delete {message}")
        self._world.delete(message)

    async def press(
        self, label: str, *, on: Message | None = None, in_: Group | None = None
    ) -> CallbackQuery | None:
        """Press the button with this label and return the query if it has callback data.

        It is looked for on the given message, or else on the newest message that has it, or else under the
        input field.
        """
        chat = on.chat if on else in_ or self.chat
        for message in [on] if on else reversed(chat.messages):
            if button := _find_button(message, label):
                return await self._press_button(message, button)
        if on is None and (key := _find_key(chat, label)):
            await self._press_key(chat, key)
            return None
        raise Impossible(f"there is no button «{label}»; shown are {_shown(chat, on)}")

    async def _press_button(self, message: Message, button: Button) -> CallbackQuery | None:
        if button.data is not None:
            return self._world.press(self.user, message, button.data)
        if button.url is None:
            raise Impossible(f"«{button.text}» is neither a callback nor a link: {dict(button.raw)}")
        await self.open_link(button.url)
        return None

    async def press_data(self, data: str, *, on: Message) -> CallbackQuery:
        """Send callback data of one's own making, as a tampered client can."""
        return self._world.press(self.user, on, data)

    async def share_contact(
        self, *, of: Person | None = None, to: Group | None = None, reply_to: Message | None = None
    ) -> Message:
        """Share one's own phone number, or that of somebody else."""
        return self._send_contact(own_contact((of or self).user), to or self.chat, reply_to)

    def _send_contact(self, contact: Contact, chat: Chat, reply_to: Message | None = None) -> Message:
        return self._world.receive(Message(chat, self.user, contact=contact, reply_to=reply_to))

    async def send_photo(
        self, content: bytes, *, caption: str = "", to: Group | None = None, reply_to: Message | None = None
    ) -> Message:
        """Send a picture."""
        return self._send_file(self._upload("photo", content), caption, to, reply_to)

    async def send_document(
        self,
        name: str,
        content: bytes,
        *,
        caption: str = "",
        to: Group | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a file with a name."""
        return self._send_file(self._upload("document", content, name=name), caption, to, reply_to)

    async def send_album(
        self,
        contents: Sequence[bytes],
        *,
        caption: str = "",
        to: Group | None = None,
        reply_to: Message | None = None,
    ) -> list[Message]:
        """Send several pictures together; the caption stands under the first of them."""
        if not 2 <= len(contents) <= MAX_ALBUM:
            raise Impossible(f"an album has 2-{MAX_ALBUM} items")
        files = [self._upload("photo", content) for content in contents]
        captions = [caption, *[""] * (len(files) - 1)]
        album = f"album-{files[0].file_id}"
        return [
            self._send_file(file, under, to, reply_to, album)
            for file, under in zip(files, captions, strict=True)
        ]

    async def send_voice(
        self,
        content: bytes = b"OggS",
        *,
        duration: int = 3,
        to: Group | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a voice message; `duration` in seconds."""
        file = self._upload("voice", content, duration=duration)
        return self._send_file(file, "", to, reply_to)

    async def send_video(self, content: bytes = b"video", *, to: Group | None = None) -> Message:
        """Send a video."""
        return self._send_file(self._upload("video", content, name="video.mp4"), "", to)

    async def send_video_note(
        self, content: bytes = b"video", *, to: Group | None = None, reply_to: Message | None = None
    ) -> Message:
        """Send a round video."""
        return self._send_file(self._upload("video_note", content), "", to, reply_to)

    async def send_sticker(self, emoji: str = "👍", *, to: Group | None = None) -> Message:
        """Send a sticker."""
        return self._send_file(self._world.files.add("sticker", b"RIFF", emoji=emoji), "", to)

    async def send_location(self, latitude: float = 59.93, longitude: float = 30.33) -> Message:
        """Send a point on the map, in degrees."""
        return self._world.receive(Message(self.chat, self.user, location=Location(latitude, longitude)))

    async def open_link(self, url: str) -> Message | None:
        """Open a link: one to this bot with a start parameter sends `/start parameter`, others do nothing."""
        match = _DEEP_LINK.fullmatch(url)
        if match is None:
            return None
        username = match[1] or match[2]
        if username.lower() != str(self._world.bot.username).lower():
            raise Impossible(f"{url} leads to another bot: this one is @{self._world.bot.username}")
        return await self.send(f"/start {match[3]}")

    async def block_bot(self) -> None:
        """Block the bot."""
        self._world.set_blocked(self.chat, blocked=True)

    async def unblock_bot(self) -> None:
        """Let the bot in again."""
        self._world.set_blocked(self.chat, blocked=False)

    async def forget_bot(self) -> None:
        """Let Telegram know of no chat between the two, until the person writes or presses a button again."""
        self.chat.is_unknown = True

    async def refuse_voices(self) -> None:
        """Let nobody send voice messages, as the privacy settings of Telegram Premium allow."""
        self.chat.refuses_voices = True

    async def delete_account(self) -> None:
        """Leave Telegram for good."""
        self.user.deactivated = True

    def _upload(
        self, kind: FileKind, content: bytes, *, name: str | None = None, duration: int = 0
    ) -> StoredFile:
        return self._world.files.add(kind, content, name=name, duration=duration)

    def _send_file(
        self,
        file: StoredFile,
        caption: str,
        to: Group | None,
        reply_to: Message | None = None,
        album: str | None = None,
    ) -> Message:
        if len(caption) > MAX_CAPTION:
            raise Impossible(f"a client does not send a caption of more than {MAX_CAPTION} characters")
        return self._world.receive(
            Message(
                to or self.chat,
                self.user,
                file=file,
                caption=caption,
                entities=recognise(caption),
                reply_to=reply_to,
                media_group_id=album,
                topic=None if reply_to is None else reply_to.topic,
            )
        )

    async def _press_key(self, chat: Chat, key: KeyboardButton) -> None:
        if key.request_contact:
            self._send_contact(own_contact(self.user), chat)
        else:
            reply_to = chat.keyboard_message if isinstance(chat, Group) else None
            self._send_text(key.text, chat, reply_to)


def _topic_of(chat: Chat, reply_to: Message | None, topic: Topic | None) -> int | None:
    """Return the topic of a message, which a client takes from what it replies to."""
    if topic is not None and (not isinstance(chat, Group) or chat.topics.get(topic.id) is not topic):
        raise Impossible(f"there is no topic «{topic.name}»")
    if topic is not None and topic.is_closed:
        raise Impossible(f"«{topic.name}» is closed")
    return topic.id if topic is not None else None if reply_to is None else reply_to.topic


def _check_text(text: str) -> None:
    if not text.strip():
        raise Impossible("a client does not send an empty message")
    if len(text) > MAX_TEXT:
        raise Impossible(f"a client does not send more than {MAX_TEXT} characters at once")


def _find_button(message: Message, label: str) -> Button | None:
    buttons = (button for row in message.buttons for button in row)
    return next((button for button in buttons if button.text == label), None)


def _find_key(chat: Chat, label: str) -> KeyboardButton | None:
    rows = chat.shown_keyboard.rows if chat.shown_keyboard else []
    return next((key for row in rows for key in row if key.text == label), None)


def _shown(chat: Chat, on: Message | None) -> str:
    if on is not None:
        return f"{on.button_labels} on {on.text or on.caption!r}"
    inline = [message.button_labels for message in chat.messages if message.buttons]
    return f"inline {inline}, keyboard {chat.keyboard}"
