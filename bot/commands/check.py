"""``python -m bot check``: what an administrator wants to know before residents find out.

The settings were read before this command begins, because a wrong one stops it with one line. ``--online``
asks Telegram, the mail server and the database, and the bot may be running: no update is taken, and nothing
is changed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.commands.backup import owner_in_the_way
from bot.exchange.files import DONE, FAILED, Say
from bot.process.logs import redact
from bot.process.starting import refused
from bot.remarks import remarks_on
from bot.settings import WRONG_SETTINGS, Settings
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.tunnel import ProxyOutOfReachError, Tunnel
from domain.email_address import EmailAddress
from domain.errors import DomainError
from integrations.smtp_mailer import Letter, MailError, SmtpMailer
from services.ports import Clock
from storage.places import Place
from storage.sqlite.place import SqlitePlace
from storage.store import PlaceRefusedError, Seen
from ui.messenger import (
    LockedOutError,
    MessengerError,
    MovedError,
    OutOfReachError,
    RefusedError,
    TooFastError,
    UnreachableError,
    in_topic,
    send_message,
)

ANSWER_SECONDS = 15.0
"""How long Telegram may take for an answer: a person waits for it."""
SPARE_BYTES = 256 * 1024 * 1024
"""Free space that a small database needs all the same, for its log and a backup."""
GROUPS = frozenset({"group", "supergroup"})
GONE = frozenset({"left", "kicked"})
ADMINISTRATORS = frozenset({"creator", "administrator"})


class Sign(StrEnum):
    """What stands before a line."""

    WELL = "✓"
    TROUBLE = "✗"
    NOTE = "•"
    """It works all the same."""


@dataclass(frozen=True)
class Wishes:
    """What to look at; a test letter and a test message need the network like the rest of ``online``."""

    online: bool = False
    letter_to: str | None = None
    alert: bool = False

    @property
    def needs_network(self) -> bool:
        """Whether anything is asked outside of this machine."""
        return self.online or self.alert or self.letter_to is not None


@dataclass(frozen=True)
class Finding:
    """One line; ``code`` names the text."""

    sign: Sign
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


def well(code: str, **values: str | int) -> Finding:
    """Say that something is as it should be."""
    return Finding(Sign.WELL, code, values)


def trouble(code: str, **values: str | int) -> Finding:
    """Say what is wrong; the text says what to do."""
    return Finding(Sign.TROUBLE, code, values)


def run_check(
    settings: Settings, wishes: Wishes, *, environment: Mapping[str, str], clock: Clock, say: Say
) -> int:
    """Print a line for each thing looked at, and return the exit code: 0 if all is well, 1 if not."""
    if wishes.letter_to is not None and not _is_address(wishes.letter_to):
        sys.stderr.write(say("check-letter-address") + "\n")
        return WRONG_SETTINGS
    _show(well("check-settings"), say)
    for remark in remarks_on(settings, environment):
        _show(Finding(Sign.NOTE, f"remark-{remark.code}", remark.values), say)
    if not wishes.needs_network:
        return DONE
    return asyncio.run(_online(OnlineCheck(settings, wishes, clock, say)))


async def _online(check: OnlineCheck) -> int:
    code = DONE
    async with aclosing(check.findings()) as findings:
        async for finding in findings:
            _show(finding, check.say)
            if finding.sign is Sign.TROUBLE:
                code = FAILED
    return code


def _show(finding: Finding, say: Say) -> None:
    sys.stdout.write(redact(f"{finding.sign} {say(finding.code, **finding.values)}") + "\n")
    sys.stdout.flush()


def _is_address(text: str) -> bool:
    try:
        EmailAddress.parse(text)
    except DomainError:
        return False
    return True


@dataclass(frozen=True)
class OnlineCheck:
    """Looks at everything that the bot needs outside of its settings."""

    settings: Settings
    wishes: Wishes
    clock: Clock
    say: Say

    async def findings(self) -> AsyncGenerator[Finding, None]:
        """Give what is found, each as soon as it is known."""
        for finding in self._database():
            yield finding
        messenger = self._messenger()
        try:
            async for finding in self._telegram(messenger):
                yield finding
        finally:
            await messenger.close()
        yield await self._mail()

    def _messenger(self) -> TelegramMessenger:
        settings = self.settings
        tunnel = None if settings.proxy is None else Tunnel.through(settings.proxy)
        token = settings.bot_token.get_secret_value()
        return TelegramMessenger(token, settings.telegram_api_url, lambda _: None, tunnel)

    # The database and its disk ----------------------------------------------------------------------------

    def _database(self) -> Iterator[Finding]:
        place = self.settings.database
        if not isinstance(place, SqlitePlace):
            yield from _on_server(place)
            return
        path = place.path.absolute()
        yield _file(SqlitePlace(path)) if path.exists() else _new_file(path)
        yield _disk(path)

    # Telegram -----------------------------------------------------------------------------------------------

    async def _telegram(self, messenger: TelegramMessenger) -> AsyncGenerator[Finding, None]:
        try:
            me = await messenger.ask("getMe", ANSWER_SECONDS)
        except MessengerError as error:
            yield self._without_telegram(error)
            return
        if self.settings.proxy is not None:
            yield well("check-proxy", proxy=self.settings.proxy.shown)
        yield well("check-telegram", bot=f"@{_text(me, 'username')}")
        for look in (self._group, self._topic, self._webhook):
            try:
                for finding in await look(messenger):
                    yield finding
            except MessengerError as error:
                yield self._without_telegram(error)
        if self.wishes.alert:
            yield await self._alert(messenger)

    def _without_telegram(self, error: MessengerError) -> Finding:
        match error:
            case ProxyOutOfReachError() if self.settings.proxy is not None:
                return trouble("check-proxy-down", proxy=self.settings.proxy.shown, reason=error.words)
            case OutOfReachError() if not isinstance(error, LockedOutError):
                return trouble(
                    "check-telegram-down", server=self.settings.telegram_api_url, reason=error.words
                )
            case TooFastError():
                return trouble("check-telegram-busy", seconds=int(error.retry_after))
            case _:
                return Finding(Sign.TROUBLE, "start-token-refused", {"reason": error.words})

    async def _group(self, messenger: TelegramMessenger) -> Sequence[Finding]:
        """Look whether the bot is in the operators' group, an administrator there, and may write.

        The bot follows a group that has another number now, so that is only mentioned.
        """
        number = self.settings.operator_chat_id
        try:
            return [await _standing(messenger, number)]
        except MovedError as error:
            note = Finding(Sign.NOTE, "check-group-moved", {"group": str(number), "new": str(error.chat_id)})
            return [note, await _standing(messenger, error.chat_id)]

    async def _topic(self, messenger: TelegramMessenger) -> Sequence[Finding]:
        """Look whether the topic for alerts is there and open; without one they go into «General»."""
        topic = self.settings.operator_topic_id
        if topic is None:
            return []
        fields = {"chat_id": self.settings.operator_chat_id, "message_thread_id": topic, "action": "typing"}
        try:
            await messenger.ask("sendChatAction", ANSWER_SECONDS, **fields)
        except MovedError as error:
            await messenger.ask("sendChatAction", ANSWER_SECONDS, **fields | {"chat_id": error.chat_id})
        except UnreachableError:  # that the bot is not in the group was told before
            return []
        except RefusedError as error:
            return [trouble("check-topic-lost", topic=str(topic), reason=error.words)]
        return [well("check-topic", topic=str(topic))]

    async def _webhook(self, messenger: TelegramMessenger) -> Sequence[Finding]:
        return [self._webhook_as(await messenger.ask("getWebhookInfo", ANSWER_SECONDS))]

    def _webhook_as(self, info: Any) -> Finding:
        """Say how Telegram delivers updates."""
        url, error = _text(info, "url"), _text(info, "last_error_message")
        waiting = info.get("pending_update_count", 0) if isinstance(info, Mapping) else 0
        wanted = self.settings.webhook_url
        if wanted is None:
            return well("check-polling") if not url else Finding(Sign.NOTE, "check-webhook-left", {})
        if not url.startswith(wanted + "/"):
            return Finding(Sign.NOTE, "check-webhook-not-set", {"url": wanted})
        if error:
            return trouble("check-webhook-error", url=wanted, waiting=str(waiting), reason=error)
        return well("check-webhook", url=wanted, waiting=str(waiting))

    async def _alert(self, messenger: TelegramMessenger) -> Finding:
        number, words = self.settings.operator_chat_id, self.say("check-alert-text")
        try:
            try:
                await messenger(in_topic(send_message(number, words), self.settings.operator_topic_id))
            except MovedError as error:
                request = send_message(error.chat_id, words)
                await messenger(in_topic(request, self.settings.operator_topic_id))
        except MessengerError as error:
            return trouble("check-alert-failed", reason=error.words)
        return well("check-alert")

    # Mail ---------------------------------------------------------------------------------------------------

    async def _mail(self) -> Finding:
        mailer = SmtpMailer(self.settings.smtp_url.get_secret_value(), self.settings.mail_from, self.clock)
        try:
            if self.wishes.letter_to is None:
                await mailer.ask()
                return well("check-mail")
            await mailer.send(self._letter(self.wishes.letter_to))
        except MailError as error:
            return trouble("check-mail-failed", reason=error.reason)
        return well("check-letter")

    def _letter(self, to: str) -> Letter:
        text = self.say("check-letter-text")
        return Letter(
            id=f"check-{int(self.clock().timestamp())}",
            to=to,
            subject=self.say("check-letter-subject"),
            text=f"{text}\n",
            html=f"<p>{text}</p>\n",
        )


def _file(place: SqlitePlace) -> Finding:
    owner = owner_in_the_way(place.path)
    return _seen(place) if owner is None else trouble("check-database-owner", path=place.shown, user=owner)


def _on_server(place: Place) -> Iterator[Finding]:
    try:
        seen = place.looked_at()
    except PlaceRefusedError as refusal:
        yield _refused(place, refusal)
        return
    yield _fitting(place, seen)
    if seen.forgets_by:
        values = {"path": place.shown, "settings": seen.forgets_by}
        yield Finding(Sign.NOTE, "check-database-forgetful", values)


def _seen(place: Place) -> Finding:
    try:
        return _fitting(place, place.looked_at())
    except PlaceRefusedError as refusal:
        return _refused(place, refusal)


def _refused(place: Place, refusal: PlaceRefusedError) -> Finding:
    error = refused(place, refusal)
    return Finding(Sign.TROUBLE, f"start-{error.code}", error.values)


def _fitting(place: Place, seen: Seen) -> Finding:
    if seen.missing:
        return well("check-database-old", path=place.shown, missing=seen.missing)
    return well("check-database", path=place.shown)


def _new_file(path: Path) -> Finding:
    """Look whether the first start can make the database."""
    place = next(folder for folder in path.parents if folder.exists())
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return well("check-database-new", path=str(path))
    return trouble("check-database-no-folder", path=str(path.parent))


def _disk(path: Path) -> Finding:
    place = next(folder for folder in path.parents if folder.exists())
    free = shutil.disk_usage(place).free
    needed = max(SPARE_BYTES, 2 * path.stat().st_size if path.exists() else 0)
    told = well if free >= needed else trouble
    return told(
        "check-disk" if free >= needed else "check-disk-small", free=free // 2**20, needed=needed // 2**20
    )


async def _standing(messenger: TelegramMessenger, number: int) -> Finding:
    """Say what the bot is in a group, and what it lacks there; ``MovedError`` if its number is another."""
    group = str(number)
    try:
        chat = await messenger.ask("getChat", ANSWER_SECONDS, chat_id=number)
        member = await messenger.ask(
            "getChatMember", ANSWER_SECONDS, chat_id=number, user_id=messenger.bot_id
        )
    except MovedError:
        raise
    except (RefusedError, UnreachableError) as error:
        return trouble("check-group-unknown", group=group, reason=error.words)
    title, status = _text(chat, "title"), _text(member, "status")
    if _text(chat, "type") not in GROUPS:
        return trouble("check-group-kind", group=group)
    if status in GONE:
        return trouble("check-group-unknown", group=group, reason=status)
    if status in ADMINISTRATORS:
        return well("check-group", group=group, title=title)
    return trouble(
        "check-group-not-admin" if _may_write(chat, member) else "check-group-silent",
        group=group,
        title=title,
    )


def _may_write(chat: Any, member: Any) -> bool:
    """Read what Telegram says of a member who is no administrator; what it leaves out is allowed."""
    if _text(member, "status") == "restricted":
        return bool(member.get("can_send_messages", True))
    permissions = chat.get("permissions") if isinstance(chat, Mapping) else None
    return not isinstance(permissions, Mapping) or permissions.get("can_send_messages") is not False


def _text(told: Any, name: str) -> str:
    value = told.get(name) if isinstance(told, Mapping) else None
    return value if isinstance(value, str) else ""
