"""What operators can do, in their own words, and the commands that Telegram offers them."""

from __future__ import annotations

from collections.abc import Iterable

from aiogram.types import BotCommand, Message

from ui.screen import Screen
from ui.talk import Talk
from ui.texts import Speech

COMMANDS = ("alerts", "duty", "find", "stats", "notice", "export", "exports", "cancel", "help")
"""What ``/help`` lists and Telegram offers, in this order: ``operator-command-…`` says what each does."""
TOPICS = ("alerts", "review", "questions", "notices", "exchange")
"""What operators do without commands: ``operator-help-…`` explains it."""


async def help_asked(_message: Message, talk: Talk) -> None:
    """Show what can be done here."""
    await talk.show(Screen("\n\n".join(_help(talk.say))))


async def unknown_command(_message: Message, talk: Talk) -> None:
    """Say that there is no such command, and which there are."""
    await talk.show(Screen("\n\n".join([talk.say("operator-command-unknown"), *_help(talk.say)])))


async def edited_command(_message: Message, talk: Talk) -> None:
    """Say that a command which was changed afterwards does nothing."""
    await talk.show(Screen(talk.say("operator-command-edited")))


def commands(say: Speech) -> list[BotCommand]:
    """Give the commands for Telegram's menu in the operators' group."""
    return [BotCommand(command=name, description=say.plain(f"operator-command-{name}")) for name in COMMANDS]


def _help(say: Speech) -> Iterable[str]:
    yield say("operator-help")
    yield "\n".join(f"/{name} – {say(f'operator-command-{name}')}" for name in COMMANDS)
    yield from (say(f"operator-help-{topic}") for topic in TOPICS)
