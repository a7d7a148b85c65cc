"""Finds the handler of an update in the operators' group: commands, buttons, messages and edits have tables.

An update that is in no table belongs to the operators' own talk and gets no answer. Only members of the group
reach the handlers in the tables.
"""

from __future__ import annotations

import re
from functools import partial

from handlers.context import Context
from handlers.operators import (
    commands,
    desk,
    duty,
    exchange,
    find,
    forms,
    lists,
    notices,
    review,
    statistics,
    threads,
)
from handlers.operators.alerts import (
    ACCEPT,
    ANSWER,
    ANY_REASON,
    BACK,
    CLOSE,
    FINISH,
    LIFT,
    OTHER_REASON,
    PHOTO,
    REJECT,
    RELEASE,
    SHOW,
    TAKE,
    WHY,
    WITHDRAW,
)
from handlers.operators.deeds import Deed, FindDeed
from handlers.operators.members import Members
from handlers.presses import Presses, PressTable
from handlers.typed import command_in
from services.desk.statistics import Period
from ui.buttons import (
    AlertButton,
    AlertListButton,
    DutyButton,
    ExchangeButton,
    FindButton,
    FormButton,
    NoticeButton,
    StatisticsButton,
)
from ui.event import EventKind, Message
from ui.talk import Talk

ANY_WORD = re.compile(r"\w+")

TABLES = (notices.NOTICE, find.FIND)

BUTTONS: PressTable = {
    AlertButton: {
        ACCEPT: review.accept_pressed,
        **dict.fromkeys((REJECT, BACK), review.reject_pressed),
        OTHER_REASON: review.other_reason_pressed,
        **{f"{WHY}{reason}": review.reason_pressed for reason in ANY_REASON},
        PHOTO: review.photo_pressed,
        ANSWER: threads.answer_pressed,
        FINISH: threads.finish_pressed,
        WITHDRAW: threads.withdraw_pressed,
        TAKE: desk.take_pressed,
        RELEASE: desk.release_pressed,
        CLOSE: desk.close_pressed,
        LIFT: desk.lift_pressed,
        SHOW: lists.show_pressed,
    },
    AlertListButton: lists.list_pressed,
    DutyButton: dict.fromkeys((duty.BEGIN, duty.END), duty.duty_pressed),
    ExchangeButton: exchange.exchange_pressed,
    FindButton: dict.fromkeys(find.ACTIONS, find.found_pressed),
    FormButton: forms.pressed,
    NoticeButton: dict.fromkeys(notices.ACTIONS, notices.steered),
    StatisticsButton: dict.fromkeys(Period, statistics.period_pressed),
}
"""The handlers of presses."""
MESSAGES: tuple[FindDeed, ...] = (forms.answer_in, threads.answer_in, exchange.file_in)
"""Handlers of messages that are not commands, such as replies to alerts; the first that fits answers."""
EDITS: tuple[FindDeed, ...] = (threads.change_in,)
"""Handlers of messages that were edited after they had been sent."""


class OperatorsDesk:
    """Answers the updates of the operators' group."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._presses = Presses(BUTTONS)

    async def __call__(self, talk: Talk, context: Context) -> None:
        """Answer one update of the group."""
        deed = await self._deed(talk, context)
        if deed is not None and await self._members.admits(talk, context):
            await deed()

    async def _deed(self, talk: Talk, context: Context) -> Deed | None:
        """Find what to do about an update; ``None`` if operators talk to each other."""
        match talk.event.kind, talk.message:
            case EventKind.PRESS, _:
                return self._press(talk, context)
            case EventKind.MESSAGE, Message() as message if not message.is_automatic_forward:
                return _command(talk, context, message) or await _first(MESSAGES, talk, context, message)
            case EventKind.EDITED, Message() as message:
                return _edited_command(talk, context, message) or await _first(EDITS, talk, context, message)
            case _:
                return None

    def _press(self, talk: Talk, context: Context) -> Deed:
        found = self._presses.find(talk.event.data)
        if found is None:
            return partial(desk.unknown_press, talk)
        handler, button = found
        return partial(handler, talk, context, button)


def _command(talk: Talk, context: Context, message: Message) -> Deed | None:
    command = command_in(message, context.facts.bot_username)
    if command is None or not ANY_WORD.match(command.name):
        return None
    answer = commands.ANSWERS.get(command.name, commands.unknown)
    return partial(answer, talk, context, command.argument)


def _edited_command(talk: Talk, context: Context, message: Message) -> Deed | None:
    command = _command(talk, context, message)
    return None if command is None else partial(commands.edited, talk, context, "")


async def _first(
    finders: tuple[FindDeed, ...], talk: Talk, context: Context, message: Message
) -> Deed | None:
    for find_deed in finders:
        deed = await find_deed(talk, context, message)
        if deed is not None:
            return deed
    return None
