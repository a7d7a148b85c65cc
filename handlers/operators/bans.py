"""``/ban`` closes the bot to an account or a chat, ``/unban`` opens it again, ``/bans`` lists who is banned.

The reason is chosen or typed, and residents read it. A chat of an operator is banned after a second question
alone, because a wrong login is typed in a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind
from domain.ban import BanReason, LiftReason, Subject, SubjectKind, checked_reason
from domain.errors import DomainError
from handlers.context import Context
from handlers.operators.members import operator_of
from handlers.operators.wording import mention_of
from handlers.wording import ban_reason
from services.desk.acquaintance import KnowChats, KnownChat
from services.desk.bans import (
    Bannable,
    BanPage,
    BanSubjects,
    FindBannable,
    LiftBans,
    ListBans,
    NamedBan,
    ViewBannable,
)
from services.threads.thread import FindTalk
from ui.buttons import BanButton, BanListButton
from ui.forms import Choice, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Rows, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Safe, Speech

BAN = "ban"
LIFT = "lift"
ACTIONS = frozenset({BAN, LIFT})
CHAT_IN_DETAILS = {
    **dict.fromkeys((AlertKind.CAPTCHA_UNREADABLE, AlertKind.READMISSION_ASKED), "chat"),
    AlertKind.FORGED_PRESS: "person",
}
"""Where the alerts about people without an account name their chat."""
MOST_MEANT = 8
"""Buttons for those whom a few words may mean."""
SHOWN_REASON = 100
"""Characters of a reason in a list, so that it fits one message."""


class BanForm(States):
    """What banning somebody, or lifting a ban, is waiting for."""

    whom = State()
    which = State()
    scope = State()
    reason = State()
    sure = State()


async def ban_asked(talk: Talk, context: Context, asked: str) -> None:
    """Ban the argument of the command, or whose alert it replies to; ask whom if there is neither."""
    await _begin(talk, context, BAN, asked or await _replied_to(talk, context))


async def lift_asked(talk: Talk, context: Context, asked: str) -> None:
    """Lift the ban of the argument of the command, or ask whose ban it is."""
    await _begin(talk, context, LIFT, asked or await _replied_to(talk, context))


async def pressed(talk: Talk, context: Context, button: BanButton) -> None:
    """Ban an account or a chat that is on the screen, or lift its ban, in a question below."""
    talk.keep_message()
    try:
        subject = Subject.parse(f"{button.kind}:{button.id}")
    except ValueError:
        await talk.hint(talk.say.plain("stale-hint"))
        return
    await _begin(talk, context, button.action, str(subject))


async def bans_asked(talk: Talk, context: Context, _argument: str) -> None:
    """List who is banned."""
    await talk.show(await _list_screen(talk.say, await context.cases[ListBans](0), context))


async def page_turned(talk: Talk, context: Context, button: BanListButton) -> None:
    """Show another page of the list in its message."""
    page = await context.cases[ListBans](button.page)
    await talk.hint(talk.say.plain("bans-count", count=page.total))
    await talk.replace(await _list_screen(talk.say, page, context))


async def _begin(talk: Talk, context: Context, deed: str, asked: str) -> None:
    await context.book.begin(talk, context, BanForm.whom, given=asked or None, deed=deed)


async def whose_is_replied_to(talk: Talk, context: Context) -> Subject | None:
    """Tell whom the alert, or the thread, is about that a command replies to; ``None`` without one."""
    replied = None if talk.message is None else talk.message.answered
    if replied is None:
        return None
    found = await context.cases[FindTalk](context.facts.group.home_of(talk.chat_id), replied)
    return None if found is None else _subject_of(found[0])


async def _replied_to(talk: Talk, context: Context) -> str:
    subject = await whose_is_replied_to(talk, context)
    return "" if subject is None else str(subject)


def _subject_of(alert: Alert) -> Subject | None:
    """Tell whose alert it is: that of an account, or of the chat of a person who has none."""
    if alert.account_id is not None:
        return Subject(SubjectKind.ACCOUNT, alert.account_id)
    chat = alert.details.get(CHAT_IN_DETAILS[alert.kind]) if alert.kind in CHAT_IN_DETAILS else None
    return None if chat is None else Subject(SubjectKind.CHAT, int(str(chat)))


# Whom ---------------------------------------------------------------------------------------------------


async def ask_whom(form: Form[Context]) -> Question:
    """Ask who is meant."""
    say = form.say
    text = say(f"{_deed(form)}-whom-ask", name=_operator(form))
    return Question(text, placeholder=say.plain("ban-whom-placeholder"))


async def whom_named(form: Form[Context], text: str) -> Next:
    """Find who is meant, and ask which of them if there are several."""
    subject = _subject_in(text)
    if subject is not None:
        return await _chosen(form, await form.context.cases[ViewBannable](subject))
    found = await form.context.cases[FindBannable](text)
    if len(found) == 1:
        return await _chosen(form, found[0])
    form.answers["meant"] = [
        [called(form.say, each.subject, each.login), str(each.subject)] for each in found[:MOST_MEANT]
    ]
    return BanForm.which


def _subject_in(text: str) -> Subject | None:
    """Read what a button or an alert named, as the audit trail writes it."""
    try:
        return Subject.parse(text)
    except ValueError:
        return None


async def ask_which(form: Form[Context]) -> Question:
    """Ask which of several is meant."""
    rows = tuple((Choice(name, "this", subject),) for name, subject in form.answers["meant"])
    return Question(form.say("ban-which-ask", name=_operator(form)), rows=rows)


async def which_chosen(form: Form[Context], value: str) -> Next:
    """Take the one that was chosen."""
    return await _chosen(form, await form.context.cases[ViewBannable](Subject.parse(value)))


async def _chosen(form: Form[Context], meant: Bannable) -> Next:
    """Keep who is meant, and go on to what is to be asked; refuse what changes nothing."""
    is_lift = _deed(form) == LIFT
    if is_lift and not meant.bans:
        raise DomainError("not-banned")
    if not is_lift and any(ban.subject == meant.subject for ban in meant.bans):
        raise DomainError("already-banned", by=meant.bans[0].operator.name)
    is_chat = meant.subject.kind is SubjectKind.CHAT
    form.answers.update(
        whom=await _named(form, meant),
        subjects=[str(meant.subject)],
        chats=[meant.subject.id] if is_chat else list(meant.chats),
    )
    return BanForm.reason if is_lift or is_chat or not meant.chats else BanForm.scope


# How much, and why --------------------------------------------------------------------------------------


async def ask_scope(form: Form[Context]) -> Question:
    """Ask whether the chats of the account are banned as well, because another account can be made there."""
    say = form.say
    chats = await _known_chats(form)
    text = say("ban-scope-ask", name=_operator(form), whom=form.answers["whom"])
    rows = (
        (Choice(say.plain("ban-scope-account-button"), "account"),),
        (Choice(say.plain("ban-scope-all-button", count=len(chats)), "all"),),
    )
    return Question("\n".join([text, *(chat_line(say, chat) for chat in chats)]), rows=rows)


async def account_alone(_form: Form[Context], _: str) -> Next:
    """Ban nothing but the account."""
    return BanForm.reason


async def chats_too(form: Form[Context], _: str) -> Next:
    """Ban the chats of the account as well."""
    form.answers["subjects"] += [str(Subject(SubjectKind.CHAT, chat)) for chat in form.answers["chats"]]
    return BanForm.reason


async def ask_reason(form: Form[Context]) -> Question:
    """Ask why."""
    say, deed = form.say, _deed(form)
    reasons: Iterable[str] = LiftReason if deed == LIFT else BanReason
    rows = tuple((Choice(say.plain(f"{deed}-reason-{each}"), "why", str(each)),) for each in reasons)
    return Question(say(f"{deed}-why-ask", name=_operator(form), whom=form.answers["whom"]), rows=rows)


async def reason_given(form: Form[Context], reason: str) -> Next:
    """Do it for a reason of the list or in words, unless an operator is concerned."""
    form.answers["reason"] = checked_reason(reason)
    if _deed(form) == LIFT:
        return await _lift(form)
    concerned = [chat.name for chat in await _known_chats(form) if chat.is_operator]
    if concerned:
        form.answers["operators"] = ", ".join(concerned)
        return BanForm.sure
    return await _ban(form)


async def ask_sure(form: Form[Context]) -> Question:
    """Ask once more, because an operator would be banned."""
    say, answers = form.say, form.answers
    text = say("ban-sure-ask", name=_operator(form), whom=answers["whom"], people=answers["operators"])
    return Question(text, rows=((Choice(say.plain("ban-sure-button"), "sure"),),))


async def surely(form: Form[Context], _: str) -> Next:
    """Ban an operator."""
    return await _ban(form)


async def _ban(form: Form[Context]) -> Next:
    operator, reason = operator_of(form.talk.person), form.answers["reason"]
    subjects = [Subject.parse(each) for each in form.answers["subjects"]]
    told = await form.context.cases[BanSubjects](subjects, reason, operator)
    return _done(form, told)


async def _lift(form: Form[Context]) -> Next:
    operator, reason = operator_of(form.talk.person), form.answers["reason"]
    told = await form.context.cases[LiftBans](Subject.parse(form.answers["subjects"][0]), reason, operator)
    return _done(form, told)


def _done(form: Form[Context], told: int) -> Next:
    deed = _deed(form)
    reason = ban_reason(form.say, form.answers["reason"])
    by = operator_of(form.talk.person).name
    text = form.say(f"{deed}-done", whom=form.answers["whom"], reason=reason, by=by, count=told)
    return Finish(Screen(text))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing changed."""
    return Screen(form.say("ban-left"))


F = BanForm
BANNING = FormTable[Context](
    name="ban",
    leave=leave,
    steps=(
        Step(F.whom, ask_whom, parse=whom_named, goes_to=(F.which, F.scope, F.reason)),
        Step(F.which, ask_which, choices={"this": which_chosen}, goes_to=(F.scope, F.reason)),
        Step(F.scope, ask_scope, choices={"account": account_alone, "all": chats_too}, goes_to=(F.reason,)),
        Step(
            F.reason,
            ask_reason,
            parse=reason_given,
            choices={"why": reason_given},
            goes_to=(F.sure,),
            ends=True,
            words=True,
        ),
        Step(F.sure, ask_sure, choices={"sure": surely}, ends=True),
    ),
)


# Words --------------------------------------------------------------------------------------------------


def chat_line(say: Speech, chat: KnownChat) -> str:
    """Name a chat in a line of a list."""
    line = say("ban-chat-line", chat=str(chat.id), name=chat.name or say.plain("ban-chat-nameless"))
    return line + say("ban-chat-operator") if chat.is_operator else line


def ban_buttons(say: Speech, subject: Subject, *, is_banned: bool, is_lifted: bool) -> tuple[Button, ...]:
    """Give the buttons that ban an account, unless it is, and lift its bans, unless all are lifted."""
    deeds = (*(() if is_banned else (BAN,)), *(() if is_lifted else (LIFT,)))
    return tuple(
        Button(say.plain(f"{deed}-button"), BanButton(action=deed, kind=subject.kind, id=subject.id))
        for deed in deeds
    )


def moment_of(moment: datetime, zone: ZoneInfo) -> str:
    """Write when somebody was banned."""
    return moment.astimezone(zone).strftime("%d.%m.%Y %H:%M")


async def _list_screen(say: Speech, page: BanPage, context: Context) -> Screen:
    if not page.total:
        return Screen(say("bans-none"))
    lines = [say("bans-title", count=page.total, page=page.page + 1, pages=page.pages)]
    subjects = [named.ban.subject for named in page.bans]
    chats = [subject.id for subject in subjects if subject.kind is SubjectKind.CHAT]
    names = {chat.id: chat.name for chat in await context.cases[KnowChats](chats)}
    zone = context.facts.zone
    lines += [_line(say, each, number, names, zone) for number, each in enumerate(page.bans, start=1)]
    rows: Rows = tuple((_lift_button(say, each),) for each in page.bans)
    turns = tuple(
        Button(say.plain(f"bans-{way}-button"), BanListButton(page=turned))
        for way, turned in (("back", page.page - 1), ("forth", page.page + 1))
        if 0 <= turned < page.pages
    )
    return Screen("\n\n".join(lines), rows=(*rows, turns) if turns else rows)


def _line(say: Speech, named: NamedBan, number: int, names: Mapping[int, str], zone: ZoneInfo) -> str:
    ban = named.ban
    is_chat = ban.subject.kind is SubjectKind.CHAT
    name = names.get(ban.subject.id, "") if is_chat else ""
    return say(
        "bans-line",
        number=number,
        whom=called(say, ban.subject, named.login, name),
        by=ban.operator.name,
        since=moment_of(ban.since, zone),
        reason=ban_reason(say, ban.reason)[:SHOWN_REASON],
    )


def _lift_button(say: Speech, named: NamedBan) -> Button:
    subject = named.ban.subject
    label = say.plain("bans-lift-button", whom=called(say, subject, named.login))
    return Button(label, BanButton(action=LIFT, kind=subject.kind, id=subject.id))


def called(say: Speech, subject: Subject, login: str, name: str = "") -> str:
    """Name an account by its login, and a chat by its number and the name of the person, if it is known."""
    if login:
        return login
    chat = str(subject.id)
    return say.plain("ban-chat-named", chat=chat, name=name) if name else say.plain("ban-chat", chat=chat)


async def _named(form: Form[Context], meant: Bannable) -> str:
    chats = [meant.subject.id] if meant.subject.kind is SubjectKind.CHAT else []
    known = await form.context.cases[KnowChats](chats)
    return called(form.say, meant.subject, meant.login, "".join(chat.name for chat in known))


def _deed(form: Form[Context]) -> str:
    return LIFT if form.answers["deed"] == LIFT else BAN


def _operator(form: Form[Context]) -> Safe:
    return mention_of(form.say, operator_of(form.talk.person))


async def _known_chats(form: Form[Context]) -> tuple[KnownChat, ...]:
    return await form.context.cases[KnowChats](form.answers["chats"])
