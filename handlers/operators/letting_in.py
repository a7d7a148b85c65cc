"""Letting a resident in who typed the right password and can get no code: ``/find`` shows who waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from domain.ban import Subject, SubjectKind
from domain.errors import DomainError
from domain.second_step import PendingSignIn
from handlers.context import Context
from handlers.operators.bans import called, chat_line, moment_of
from handlers.operators.members import operator_of
from handlers.operators.wording import explain_to_operator
from services.desk.acquaintance import KnowChats, KnownChat
from services.desk.lookup import ViewAccount
from services.people.second_step import LetIn, ListWaiting
from ui.buttons import LetInButton
from ui.screen import Button, Rows, Screen
from ui.talk import Talk
from ui.texts import Safe, Speech

ASK = "ask"
LET_IN = "let-in"
KEEP_OUT = "keep-out"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chat that waits for a code, and who is behind it."""

    pending: PendingSignIn
    chat: KnownChat

    def button(self, label: str, action: str) -> Button:
        """Give a button that counts for this sign-in alone."""
        pending = self.pending
        data = LetInButton(
            action=action, account=pending.account_id, chat=pending.chat_id, begun=pending.begun_second
        )
        return Button(label, data)


async def list_waiting(context: Context, account_id: int) -> list[Waiting]:
    """List the chats that wait to be signed in to an account, newest first."""
    pending = await context.cases[ListWaiting](account_id)
    chats = await context.cases[KnowChats](each.chat_id for each in pending)
    return [Waiting(each, chat) for each, chat in zip(pending, chats, strict=True)]


def waiting_lines(say: Speech, context: Context, waiting: list[Waiting]) -> list[str]:
    """Say who waits, and since when; nothing if nobody does."""
    if not waiting:
        return []
    return ["\n".join([say("let-in-waiting"), *(_line(say, context, each) for each in waiting)])]


def waiting_rows(say: Speech, waiting: list[Waiting]) -> Rows:
    """Give each chat that waits a button, which asks a question first."""
    return tuple(
        (each.button(say.plain("let-in-button", whom=_whom(say, each.chat)), ASK),) for each in waiting
    )


async def asked(talk: Talk, context: Context, button: LetInButton) -> None:
    """Ask whether the operator has made sure who it is."""

    async def ask() -> None:
        say, operator = talk.say, operator_of(talk.person)
        waiting = await _find(context, button)
        login = (await context.cases[ViewAccount](button.account, operator)).holder.login
        rows = (
            (waiting.button(say.plain("let-in-sure-button"), LET_IN),),
            (waiting.button(say.plain("let-in-keep-out-button"), KEEP_OUT),),
        )
        await talk.send(
            Screen(say("let-in-ask", login=login, chat=Safe(_line(say, context, waiting))), rows=rows)
        )

    await _or_explained(talk, ask)


async def confirmed(talk: Talk, context: Context, button: LetInButton) -> None:
    """Let the chat in; who presses after that is told that it is in already."""

    async def let_in() -> None:
        say, operator = talk.say, operator_of(talk.person)
        account = await context.cases[LetIn](button.account, button.chat, button.begun, operator)
        [chat] = await context.cases[KnowChats]([button.chat])
        await talk.hint(say.plain("let-in-hint"))
        whom = _whom(say, chat)
        await talk.replace(Screen(say("let-in-done", by=operator.name, login=account.login, whom=whom)))

    await _or_explained(talk, let_in)


async def kept_out(talk: Talk, context: Context, button: LetInButton) -> None:
    """Take the question away, and let nobody in; the chat may still be let in from the account."""

    async def keep_out() -> None:
        waiting = await _find(context, button)
        whom, by = _whom(talk.say, waiting.chat), operator_of(talk.person).name
        await talk.replace(Screen(talk.say("let-in-kept-out", by=by, whom=whom)))

    await _or_explained(talk, keep_out)


async def _or_explained(talk: Talk, deed: Callable[[], Awaitable[None]]) -> None:
    try:
        await deed()
    except DomainError as error:
        await talk.hint(explain_to_operator(talk.say, error), alert=True)


async def _find(context: Context, button: LetInButton) -> Waiting:
    for each in await list_waiting(context, button.account):
        if (each.pending.chat_id, each.pending.begun_second) == (button.chat, button.begun):
            return each
    raise DomainError("second-step-gone")


def _line(say: Speech, context: Context, waiting: Waiting) -> str:
    since = moment_of(waiting.pending.begun_at, context.facts.zone)
    return chat_line(say, waiting.chat) + say("find-session-since", since=since)


def _whom(say: Speech, chat: KnownChat) -> str:
    return called(say, Subject(SubjectKind.CHAT, chat.id), "", chat.name)


ANSWERS = {ASK: asked, LET_IN: confirmed, KEEP_OUT: kept_out}
"""What each button does."""
