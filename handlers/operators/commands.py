"""The commands of operators in one table, so that handlers, ``/help`` and Telegram's menu agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from handlers.context import Context
from handlers.operators import bans, duty, exchange, find, forms, lists, notices, statistics
from handlers.typed import CommandHandler
from ui.screen import Screen
from ui.talk import Talk
from ui.texts import Speech

TOPICS = ("alerts", "review", "questions", "notices", "exchange")
"""What operators do without commands; the texts ``operator-help-…`` explain it."""


async def help_asked(talk: Talk, _context: Context, _argument: str) -> None:
    """Show what operators can do in their group."""
    await talk.show(Screen("\n\n".join(_help(talk.say))))


async def unknown(talk: Talk, _context: Context, _argument: str) -> None:
    """Say that there is no such command, and list the commands that there are."""
    await talk.show(Screen("\n\n".join([talk.say("operator-command-unknown"), *_help(talk.say)])))


async def edited(talk: Talk, _context: Context, _argument: str) -> None:
    """Say that an edited command does nothing."""
    await talk.show(Screen(talk.say("operator-command-edited")))


class Offer(NamedTuple):
    """A command and its handler; the text ``operator-command-…`` describes a command that is told."""

    name: str
    answer: CommandHandler
    is_told: bool = True
    only_reads: bool = False
    """Whether it changes nothing and shows nobody's data."""


COMMANDS = (
    Offer("alerts", lists.alerts_asked, only_reads=True),
    Offer("duty", duty.duty_asked, only_reads=True),
    Offer("find", find.find_asked),
    Offer("ban", bans.ban_asked),
    Offer("unban", bans.lift_asked),
    Offer("bans", bans.bans_asked),
    Offer("stats", statistics.statistics_asked, only_reads=True),
    Offer("notice", notices.begin),
    Offer("export", exchange.export_asked),
    Offer("exports", exchange.exports_asked, only_reads=True),
    Offer("cancel", forms.cancelled),
    Offer("help", help_asked, only_reads=True),
    Offer("start", help_asked, is_told=False, only_reads=True),
)
"""All commands, in the order in which they are offered."""
KNOWN = {command.name: command for command in COMMANDS}
UNKNOWN = Offer("", unknown, is_told=False, only_reads=True)
"""Stands for a command that there is not."""


def told_commands(say: Speech) -> dict[str, str]:
    """Give the commands for Telegram's menu in the operators' group, with their descriptions."""
    return {each.name: say.plain(f"operator-command-{each.name}") for each in COMMANDS if each.is_told}


def _help(say: Speech) -> Iterable[str]:
    yield say("operator-help")
    told = [each.name for each in COMMANDS if each.is_told]
    yield "\n".join(f"/{name} – {say(f'operator-command-{name}')}" for name in told)
    yield from (say(f"operator-help-{topic}") for topic in TOPICS)
