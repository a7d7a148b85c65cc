"""The commands of operators in one table, so that handlers, ``/help`` and Telegram's menu agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from handlers.context import Context
from handlers.operators import bans, duty, exchange, find, forms, in_force, lists, notices, statistics
from handlers.rights import Right
from handlers.typed import CommandHandler
from ui.screen import Screen
from ui.talk import Talk
from ui.texts import Speech

TOPICS = ("alerts", "review", "questions", "notices", "supply", "exchange")
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
    """A command, its right and its handler; ``operator-command-…`` describes a command that is told."""

    name: str
    right: Right
    answer: CommandHandler
    is_told: bool = True


COMMANDS = (
    Offer("alerts", Right.OPERATOR_READS, lists.alerts_asked),
    Offer("duty", Right.OPERATOR_READS, duty.duty_asked),
    Offer("find", Right.OPERATOR, find.find_asked),
    Offer("ban", Right.OPERATOR, bans.ban_asked),
    Offer("unban", Right.OPERATOR, bans.lift_asked),
    Offer("bans", Right.OPERATOR, bans.bans_asked),
    Offer("stats", Right.OPERATOR_READS, statistics.statistics_asked),
    Offer("notice", Right.OPERATOR, notices.begin),
    Offer("notices", Right.OPERATOR, in_force.notices_asked),
    Offer("export", Right.OPERATOR, exchange.export_asked),
    Offer("exports", Right.OPERATOR_READS, exchange.exports_asked),
    Offer("cancel", Right.OPERATOR, forms.cancelled),
    Offer("help", Right.OPERATOR_READS, help_asked),
    Offer("start", Right.OPERATOR_READS, help_asked, is_told=False),
)
"""All commands, in the order in which they are offered."""
KNOWN = {command.name: command for command in COMMANDS}
UNKNOWN = Offer("", Right.OPERATOR_READS, unknown, is_told=False)
"""Stands for a command that there is not."""


def told_commands(say: Speech) -> dict[str, str]:
    """Give the commands for Telegram's menu in the operators' group, with their descriptions."""
    return {each.name: say.plain(f"operator-command-{each.name}") for each in COMMANDS if each.is_told}


def _help(say: Speech) -> Iterable[str]:
    yield say("operator-help")
    told = [each.name for each in COMMANDS if each.is_told]
    yield "\n".join(f"/{name} – {say(f'operator-command-{name}')}" for name in told)
    yield from (say(f"operator-help-{topic}") for topic in TOPICS)
