"""Finds the handler of an update in the operators' group: commands, buttons, messages and edits have tables.

An update that is in no table belongs to the operators' own talk and gets no answer. Only members of the group
reach the handlers in the tables.
"""

from __future__ import annotations

import re
from functools import partial

from handlers.context import Context
from handlers.operators import (
    attaching,
    bans,
    commands,
    desk,
    duty,
    exchange,
    find,
    forms,
    holds,
    in_force,
    letting_in,
    lists,
    notices,
    outages,
    review,
    statistics,
    threads,
    waivers,
)
from handlers.operators.alerts import (
    ACCEPT,
    ANSWER,
    ANSWER_ALL,
    ANY_REASON,
    BACK,
    CLOSE,
    FINISH,
    LET_THROUGH,
    LIFT,
    MAKE_NOTICE,
    OTHER_REASON,
    PHOTO,
    REJECT,
    RELEASE,
    RESTORE,
    SHOW,
    SURE,
    TAKE,
    TURN_AWAY,
    UNDO,
    WHY,
    WITHDRAW,
)
from handlers.operators.deeds import FindDeed, Found
from handlers.operators.members import Members
from handlers.presses import Presses, PressTable
from handlers.resuming import ANEW, FORGET, GO_ON
from handlers.rights import Entry, Right, needing
from handlers.typed import command_in
from services.desk.statistics import Period
from ui.buttons import (
    AlertButton,
    AlertListButton,
    BanButton,
    BanListButton,
    DutyButton,
    ExchangeButton,
    FindButton,
    FindPageButton,
    FormButton,
    HoldButton,
    LetInButton,
    NoticeButton,
    ResumeButton,
    StatisticsButton,
)
from ui.event import MEMBERSHIPS, EventKind, Message
from ui.talk import Talk

ANY_WORD = re.compile(r"\w+")

TABLES = (
    notices.NOTICE,
    in_force.FOLLOW,
    outages.ANSWER_OUTAGE,
    find.FIND,
    attaching.ATTACHING,
    bans.BANNING,
    holds.ENDING,
)

BUTTONS: PressTable = {
    AlertButton: needing(
        Right.OPERATOR,
        {
            ACCEPT: review.accept_pressed,
            SURE: review.sure_pressed,
            UNDO: review.undo_pressed,
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
            RESTORE: desk.restore_pressed,
            **dict.fromkeys((LET_THROUGH, TURN_AWAY), waivers.decided),
            ANSWER_ALL: outages.answer_pressed,
            MAKE_NOTICE: outages.notice_pressed,
            SHOW: lists.show_pressed,
        },
    ),
    AlertListButton: Entry(Right.OPERATOR_READS, lists.list_pressed),
    BanButton: needing(Right.OPERATOR, dict.fromkeys(bans.ACTIONS, bans.pressed)),
    BanListButton: Entry(Right.OPERATOR, bans.page_turned),
    DutyButton: needing(Right.OPERATOR, dict.fromkeys((duty.BEGIN, duty.END), duty.duty_pressed)),
    ExchangeButton: needing(Right.OPERATOR, dict.fromkeys(exchange.ACTIONS, exchange.exchange_pressed)),
    FindButton: needing(
        Right.OPERATOR,
        {
            **dict.fromkeys(find.ACTIONS, find.found_pressed),
            **dict.fromkeys(find.LIFTS, find.lift_pressed),
            attaching.ATTACH: attaching.attach_pressed,
        },
    ),
    FindPageButton: Entry(Right.OPERATOR, find.page_turned),
    FormButton: Entry(Right.OPERATOR, forms.pressed),
    HoldButton: needing(Right.OPERATOR, holds.ANSWERS),
    LetInButton: needing(Right.OPERATOR, letting_in.ANSWERS),
    NoticeButton: needing(
        Right.OPERATOR,
        {
            **dict.fromkeys(notices.ACTIONS, notices.steered),
            **dict.fromkeys(in_force.ACTIONS, in_force.pressed),
        },
    ),
    ResumeButton: needing(Right.OPERATOR, dict.fromkeys((GO_ON, ANEW, FORGET), forms.resume_pressed)),
    StatisticsButton: needing(Right.OPERATOR_READS, dict.fromkeys(Period, statistics.period_pressed)),
}
"""The handlers of presses."""
MESSAGES: Entry[tuple[FindDeed, ...]] = Entry(
    Right.OPERATOR, (forms.answer_in, threads.answer_in, exchange.file_in, forms.lost_answer_in)
)
"""Handlers of messages that are not commands, such as replies to alerts; the first that fits answers."""
EDITS: Entry[tuple[FindDeed, ...]] = Entry(Right.OPERATOR, (threads.change_in,))
"""Handlers of messages that were edited after they had been sent."""


class OperatorsDesk:
    """Answers the updates of the operators' group."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._presses = Presses(BUTTONS)

    async def __call__(self, talk: Talk, context: Context) -> None:
        """Answer one update of the group."""
        if talk.event.kind in MEMBERSHIPS:
            self._note_membership(talk)
        elif talk.message is not None and talk.message.moved_to is not None:
            await self._members.group.move(talk.chat_id, talk.message.moved_to)
        else:
            await self._answer(talk, context)

    async def _answer(self, talk: Talk, context: Context) -> None:
        found = await self._find(talk, context)
        if found is not None and await self._members.admits(talk, context, found.right):
            await found.answer()

    def _note_membership(self, talk: Talk) -> None:
        """Take note of who came, went, or has other rights; a group that moved tells nothing of the other."""
        changed = talk.event.membership
        if talk.chat_id != self._members.group.chat_id:
            return
        if talk.event.kind is EventKind.OWN_MEMBERSHIP:
            self._members.group.standing.heard(changed.status, may_write=changed.may_write)
        elif changed.user_id is not None:
            self._members.note(changed.user_id, is_member=changed.is_member)

    async def _find(self, talk: Talk, context: Context) -> Found | None:
        """Find what to do about an update; ``None`` if operators talk to each other."""
        match talk.event.kind, talk.message:
            case EventKind.PRESS, _:
                return self._press(talk, context)
            case EventKind.MESSAGE, Message() as message if not message.is_automatic_forward:
                command = _command(talk, context, message)
                return command or await _first(MESSAGES, talk, context, message)
            case EventKind.EDITED, Message() as message:
                edited = _edited_command(talk, context, message)
                return edited or await _first(EDITS, talk, context, message)
            case _:
                return None

    def _press(self, talk: Talk, context: Context) -> Found:
        found = self._presses.find(talk.event.data)
        if found is None:
            return Found(Right.OPERATOR, partial(desk.unknown_press, talk))
        return Found(found.right, partial(found.answer, talk, context, found.button))


def _command(talk: Talk, context: Context, message: Message) -> Found | None:
    command = command_in(message, context.facts.bot_username)
    if command is None or not ANY_WORD.match(command.name):
        return None
    known = commands.KNOWN.get(command.name, commands.UNKNOWN)
    return Found(known.right, partial(known.answer, talk, context, command.argument))


def _edited_command(talk: Talk, context: Context, message: Message) -> Found | None:
    command = _command(talk, context, message)
    return None if command is None else Found(Right.OPERATOR, partial(commands.edited, talk, context, ""))


async def _first(
    finders: Entry[tuple[FindDeed, ...]], talk: Talk, context: Context, message: Message
) -> Found | None:
    for find_deed in finders.answer:
        deed = await find_deed(talk, context, message)
        if deed is not None:
            return Found(finders.right, deed)
    return None
