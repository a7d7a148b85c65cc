"""Looking up subscribers and accounts in the operators' group."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from domain.alert import Alert
from domain.ban import Ban, Subject, SubjectKind, chat_in
from domain.closing import ClosedAccount
from domain.dates import format_date
from domain.errors import DomainError
from domain.limits import shown_until
from domain.meter import Meter
from domain.money import format_amount
from domain.operator import Operator
from domain.reading import Reading, Source
from domain.reading_text import format_value
from domain.vacancy import Vacancy
from handlers.context import Context
from handlers.operators.attaching import attach_button
from handlers.operators.bans import SHOWN_REASON, ban_buttons, chat_line, moment_of, whose_is_replied_to
from handlers.operators.holds import end_button
from handlers.operators.letting_in import list_waiting, waiting_lines, waiting_rows
from handlers.operators.members import operator_of
from handlers.operators.wording import explain_to_operator, mention_of
from handlers.wording import ban_reason, scale_line
from services.desk.acquaintance import KnownSession, ViewSessions
from services.desk.chats import LiftLocksOfChat, ViewChat
from services.desk.lifting import LiftLocksOfAccount, LiftLocksOfNumber
from services.desk.locks import Lock
from services.desk.lookup import (
    Hit,
    Hits,
    HolderView,
    LookUp,
    SubscriberView,
    TurnPage,
    ViewAccount,
    ViewAccountInFull,
    ViewSubscriber,
    ViewSubscriberInFull,
)
from ui.buttons import FindButton, FindPageButton, number_of
from ui.forms import Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Rows, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech

NUMBER = "number"
ACCOUNT = "account"
FULL_NUMBER = "full-number"
FULL_ACCOUNT = "full-account"
LIFT_ACCOUNT = "lift-account"
LIFT_NUMBER = "lift-number"
LIFT_CHAT = "lift-chat"
LIFTS = frozenset({LIFT_ACCOUNT, LIFT_NUMBER, LIFT_CHAT})
ACTIONS = frozenset({NUMBER, ACCOUNT, FULL_NUMBER, FULL_ACCOUNT})
MOST_BUTTONS = 10
BUTTONS_IN_ROW = 2
LONGEST_HINT = 200
"""Characters of a hint, which Telegram shows only to the operator who pressed."""


class FindForm(States):
    """What a look-up is waiting for."""

    what = State()


async def find_asked(talk: Talk, context: Context, asked: str) -> None:
    """Look up the argument of the command, or whose alert it replies to; ask if there is neither."""
    operator = operator_of(talk.person)
    subject = None if asked else await whose_is_replied_to(talk, context)
    if not asked and subject is None:
        await context.book.begin(talk, context, FindForm.what)
        return
    try:
        screen = (
            await _look_up(talk.say, context, asked, operator)
            if subject is None
            else await _subject_screen(talk.say, context, subject, operator)
        )
    except DomainError as error:
        screen = Screen(explain_to_operator(talk.say, error))
    await talk.show(screen)


async def ask_what(form: Form[Context]) -> Question:
    """Ask what to look for."""
    say = form.say
    text = say("find-ask", name=mention_of(say, operator_of(form.talk.person)))
    return Question(text, placeholder=say.plain("find-placeholder"))


async def what_entered(form: Form[Context], text: str) -> Next:
    """Show what was found for the answer."""
    return Finish(await _look_up(form.say, form.context, text, operator_of(form.talk.person)))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was looked up."""
    return Screen(form.say("find-left"))


FIND = FormTable[Context](
    name="find", leave=leave, steps=(Step(FindForm.what, ask_what, parse=what_entered, ends=True),)
)


async def found_pressed(talk: Talk, context: Context, button: FindButton) -> None:
    """Open one of several hits, or show masked values to the operator who pressed."""
    operator, key = operator_of(talk.person), button.key
    try:
        match button.action:
            case "number":
                await talk.send(await _subscriber(talk.say, context, key, operator))
            case "account":
                await talk.send(await _account(talk.say, context, number_of(key), operator))
            case action:
                await _show_in_full(talk, context, action, key, operator)
    except (DomainError, ValueError) as error:
        known = error if isinstance(error, DomainError) else DomainError("lookup-gone")
        await talk.hint(explain_to_operator(talk.say, known), alert=True)


async def lift_pressed(talk: Talk, context: Context, button: FindButton) -> None:
    """Lift the limits of an account, a number or a chat, and show it again without them."""
    operator, key, cases = operator_of(talk.person), button.key, context.cases
    try:
        if button.action == LIFT_NUMBER:
            count = await cases[LiftLocksOfNumber](key, operator)
            screen = await _subscriber(talk.say, context, key, operator)
        elif button.action == LIFT_CHAT:
            count = await cases[LiftLocksOfChat](number_of(key), operator)
            screen = await _chat(talk.say, context, number_of(key), operator)
        else:
            count = await cases[LiftLocksOfAccount](number_of(key), operator)
            screen = await _account(talk.say, context, number_of(key), operator)
    except (DomainError, ValueError) as error:
        known = error if isinstance(error, DomainError) else DomainError("lookup-gone")
        await talk.hint(explain_to_operator(talk.say, known), alert=True)
        return
    await talk.hint(talk.say.plain("locks-lifted-hint", count=count))
    await talk.replace(screen)


async def _show_in_full(talk: Talk, context: Context, action: str, key: str, operator: Operator) -> None:
    """Show masked values to one operator in a hint, or in the group if they are too long for a hint."""
    say = talk.say
    if action == FULL_NUMBER:
        owed = await context.cases[ViewSubscriberInFull](key, operator)
        text = say.plain(
            "find-full-number",
            number=owed.number,
            due=format_amount(owed.balance + owed.penalty),
            balance=format_amount(owed.balance),
            penalty=format_amount(owed.penalty),
        )
    else:
        account = await context.cases[ViewAccountInFull](number_of(key), operator)
        lines = [say.plain("find-full-login", login=account.login), account.email]
        if account.pending_email is not None:
            lines.append(say.plain("find-full-pending", email=account.pending_email))
        lines.append(account.phone or say.plain("find-full-no-phone"))
        text = "\n".join(lines)
    if len(text) <= LONGEST_HINT:
        await talk.hint(text, alert=True)
    else:
        await talk.send(Screen(say("find-full", text=text)))


async def _look_up(say: Speech, context: Context, text: str, operator: Operator) -> Screen:
    chat = chat_in(text)
    if chat is not None and chat.for_sure:
        return await _chat(say, context, chat.id, operator)
    hits = await context.cases[LookUp](text, operator)
    match hits.hits:
        case ():
            return _nothing(say, hits)
        case (Hit(number=number),) if number:
            return await _subscriber(say, context, number, operator, hits.receipt)
        case (hit,):
            return await _account(say, context, hit.account_id, operator)
    return _list_screen(say, hits)


def _list_screen(say: Speech, hits: Hits) -> Screen:
    """List a page of hits, homes with their addresses, and a button for each."""
    lines = [say("find-several", asked=hits.asked, count=hits.total)]
    if hits.is_cut:
        lines = [say("find-too-many", asked=hits.asked, count=hits.total)]
    homes = [hit for hit in hits.hits if hit.address]
    for hit in homes:
        line = "find-home-closed" if hit.closed else "find-home"
        lines.append(say(line, number=hit.number, address=hit.address))
    if hits.pages > 1:
        lines.append(say("find-page", page=hits.page + 1, pages=hits.pages))
    buttons = [_hit_button(say, hit) for hit in hits.hits]
    in_row = BUTTONS_IN_ROW if len(homes) == len(hits.hits) else 1
    rows = tuple(tuple(buttons[start : start + in_row]) for start in range(0, len(buttons), in_row))
    turns = [
        Button(say.plain(f"find-{way}-button"), FindPageButton(entry=hits.entry, page=page))
        for way, page in (("back", hits.page - 1), ("forth", hits.page + 1))
        if 0 <= page < hits.pages
    ]
    return Screen("\n".join(lines), rows=(*rows, tuple(turns)) if turns else rows)


async def page_turned(talk: Talk, context: Context, button: FindPageButton) -> None:
    """Show another page of a list in its message."""
    try:
        hits = await context.cases[TurnPage](button.entry, button.page, operator_of(talk.person))
    except DomainError as error:
        await talk.hint(explain_to_operator(talk.say, error), alert=True)
        return
    await talk.hint(talk.say.plain("find-page", page=hits.page + 1, pages=hits.pages))
    await talk.replace(_list_screen(talk.say, hits))


def _nothing(say: Speech, hits: Hits) -> Screen:
    tried = ", ".join(say.plain(f"find-shape-{shape}") for shape in hits.shapes)
    return Screen(say("find-nothing", asked=hits.asked, tried=tried))


def _hit_button(say: Speech, hit: Hit) -> Button:
    if hit.number:
        return _number_button(say, hit.number)
    return Button(
        say.plain("find-account-button", login=hit.login), FindButton(action=ACCOUNT, key=str(hit.account_id))
    )


def _number_button(say: Speech, number: str) -> Button:
    return Button(say.plain("number-button", number=number), FindButton(action=NUMBER, key=number))


async def _subscriber(
    say: Speech, context: Context, number: str, operator: Operator, receipt: str | None = None
) -> Screen:
    view = await context.cases[ViewSubscriber](number, operator, receipt)
    return _subscriber_screen(say, view, context)


async def _account(say: Speech, context: Context, account_id: int, operator: Operator) -> Screen:
    view = await context.cases[ViewAccount](account_id, operator)
    sessions = await context.cases[ViewSessions](account_id)
    zone = context.facts.zone
    parts = [_holder(say, view.holder, zone)]
    if sessions:
        parts.append("\n".join([say("find-sessions"), *(_session(say, each, zone) for each in sessions)]))
    waiting = await list_waiting(context, account_id)
    parts += waiting_lines(say, context, waiting)
    parts.append(say("find-numbers" if view.numbers else "find-no-numbers"))
    if len(view.numbers) > MOST_BUTTONS:
        parts.append(say("find-numbers-more", count=len(view.numbers), shown=MOST_BUTTONS))
    parts += _locks(say, view.locks, context)
    parts += _alerts(say, view.alerts, zone)
    rows: Rows = tuple((_number_button(say, number),) for number in view.numbers[:MOST_BUTTONS])
    rows += waiting_rows(say, waiting)
    rows += ((attach_button(say, account_id),),)
    if view.locks:
        rows += ((_lift_button(say, LIFT_ACCOUNT, str(account_id), view.holder.login),),)
    subject = Subject(SubjectKind.ACCOUNT, account_id)
    bans = [view.holder.ban, *(session.ban for session in sessions)]
    decide = ban_buttons(say, subject, is_banned=bans[0] is not None, is_lifted=not any(bans))
    return Screen("\n\n".join(parts), rows=(*rows, (_full_button(say, view.holder),), decide))


async def _subject_screen(say: Speech, context: Context, subject: Subject, operator: Operator) -> Screen:
    is_chat = subject.kind is SubjectKind.CHAT
    return await (_chat if is_chat else _account)(say, context, subject.id, operator)


async def _chat(say: Speech, context: Context, chat_id: int, operator: Operator) -> Screen:
    """Show a chat: who is behind it, who is signed in there, and what limits have closed."""
    view, zone = await context.cases[ViewChat](chat_id, operator), context.facts.zone
    parts = [say("find-chat"), chat_line(say, view.chat), *_ban(say, view.ban, zone)]
    rows: Rows = ()
    if view.account_id is None:
        parts.append(say("find-chat-nobody"))
    else:
        hit = Hit(account_id=view.account_id, login=view.login or "")
        rows = ((_hit_button(say, hit),),)
    parts += _locks(say, view.locks, context) or [say("find-chat-open")]
    if view.locks:
        rows += ((_lift_button(say, LIFT_CHAT, str(chat_id), view.chat.name or str(chat_id)),),)
    subject, is_banned = Subject(SubjectKind.CHAT, chat_id), view.ban is not None
    decide = ban_buttons(say, subject, is_banned=is_banned, is_lifted=not is_banned)
    return Screen("\n\n".join(parts), rows=(*rows, decide))


def _session(say: Speech, session: KnownSession, zone: ZoneInfo) -> str:
    since = say("find-session-since", since=moment_of(session.since, zone))
    banned = "" if session.ban is None else say("find-session-banned")
    return chat_line(say, session.chat) + since + banned


def _subscriber_screen(say: Speech, view: SubscriberView, context: Context) -> Screen:
    zone = context.facts.zone
    head = [say("find-number", number=view.number), say("find-address", address=view.address)]
    if view.closed:
        head.append(say("find-closed"))
    head += _vacancy(say, view.vacancy, context.facts.zone)
    parts = ["\n".join(head)]
    if view.asked is not None:
        parts.append(say("find-asked", reading=_reading(say, view.asked, zone)))
    parts += [_meter(say, meter) for meter in view.meters] or [say("find-no-meters")]
    if view.readings:
        lines = [_reading(say, reading, zone) for reading in view.readings]
        parts.append("\n".join([say("find-readings"), *(say("notice-item", item=line) for line in lines)]))
    holders = view.holders[:MOST_BUTTONS]
    parts += [_holder(say, holder, zone) for holder in holders] or [say("find-no-holders")]
    parts += _locks(say, view.locks, context)
    parts += _alerts(say, view.alerts, zone)
    money = Button(say.plain("find-money-button"), FindButton(action=FULL_NUMBER, key=view.number))
    rows: Rows = tuple((_full_button(say, holder),) for holder in holders)
    rows += tuple((end_button(say, each.account_id, each.login, view.number),) for each in holders)
    if view.locks:
        rows += ((_lift_button(say, LIFT_NUMBER, view.number, view.number),),)
    return Screen("\n\n".join(parts), rows=(*rows, (money,)))


def _vacancy(say: Speech, vacancy: Vacancy | None, zone: ZoneInfo) -> Iterator[str]:
    """Say that the home is empty, since when, and whether values are sent for the residents."""
    if vacancy is None:
        return
    since = moment_of(vacancy.begun_at, zone)
    if vacancy.last_day is None:
        yield say("find-vacant-open", since=since)
    else:
        yield say("find-vacant", since=since, until=format_date(vacancy.last_day))
    if vacancy.doubted_at is not None:
        yield say("find-vacant-doubted")


def _locks(say: Speech, locks: tuple[Lock, ...], context: Context) -> list[str]:
    """Say what limits have closed, and until when."""
    if not locks:
        return []
    facts = context.facts
    now = facts.clock()
    lines = [
        say(
            "find-lock",
            what=say.plain(f"find-lock-{lock.kind}", count=len(lock.subjects)),
            until=shown_until(lock.until, now, facts.zone),
        )
        for lock in locks
    ]
    return ["\n".join([say("find-locks"), *lines])]


def _lift_button(say: Speech, action: str, key: str, what: str) -> Button:
    return Button(say.plain("find-lift-button", what=what), FindButton(action=action, key=key))


def _full_button(say: Speech, holder: HolderView) -> Button:
    return Button(
        say.plain("find-full-button", login=holder.login),
        FindButton(action=FULL_ACCOUNT, key=str(holder.account_id)),
    )


def _meter(say: Speech, meter: Meter) -> str:
    lines = [say("find-meter", model=meter.model, serial=meter.serial)]
    if meter.automatic:
        lines.append(say("find-automatic"))
    lines += [scale_line(say, scale) for scale in meter.scales]
    return "\n".join(lines)


def _reading(say: Speech, reading: Reading, zone: ZoneInfo) -> str:
    return say.plain(
        "find-reading" if reading.source is Source.DISPLAY else "find-reading-vacant",
        at=moment_of(reading.entered_at, zone),
        receipt=reading.receipt,
        values=" / ".join(format_value(value.value) for value in reading.values),
        status=say.plain(f"status-{reading.status}"),
    )


def _holder(say: Speech, holder: HolderView, zone: ZoneInfo) -> str:
    lines = [
        say("find-holder", login=holder.login),
        *_closing(say, holder.closing, zone),
        *_ban(say, holder.ban, zone),
        say("find-email" if holder.email_confirmed else "find-email-unconfirmed", email=holder.email_masked),
    ]
    if holder.email_pending:
        lines.append(say("find-email-pending"))
    lines.append(
        say("find-phone", phone=holder.phone_masked) if holder.phone_masked else say("find-no-phone")
    )
    if holder.notices_muted:
        lines.append(say("find-muted"))
    lines.append(say("find-chats", chats=holder.chats, reachable=holder.reachable))
    return "\n".join(lines)


def _closing(say: Speech, closing: ClosedAccount | None, zone: ZoneInfo) -> Iterator[str]:
    if closing is not None:
        yield say("find-closing", at=moment_of(closing.erase_at, zone))


def _ban(say: Speech, ban: Ban | None, zone: ZoneInfo) -> Iterator[str]:
    if ban is not None:
        reason = ban_reason(say, ban.reason)[:SHOWN_REASON]
        yield say("find-banned", by=ban.operator.name, since=moment_of(ban.since, zone), reason=reason)


def _alerts(say: Speech, alerts: tuple[Alert, ...], zone: ZoneInfo) -> list[str]:
    if not alerts:
        return []
    lines = [
        say(
            "find-alert",
            alert=str(alert.id),
            kind=say.plain(f"alert-short-{alert.kind}"),
            at=moment_of(alert.created_at, zone),
        )
        for alert in alerts[:MOST_BUTTONS]
    ]
    return ["\n".join([say("find-alerts", count=len(alerts)), *lines])]
