"""What the bot writes of its own accord: reminders as residents read them, and the switches of all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.dates import format_date
from domain.errors import DomainError
from domain.meter import Meter
from domain.missed import MissedMonths
from domain.money import format_amount
from domain.reminder import ReminderKind
from domain.subscriber import Holding
from handlers.bill_wording import bill_name
from handlers.context import Context
from handlers.presses import PressHandler
from handlers.residents.missed import missed_words
from handlers.sections import Section
from handlers.wording import label_of, meter_label, month_name, title_of
from services.numbers.due import NumberDue
from services.numbers.reminder_choices import ChooseReminder, ViewReminders
from services.numbers.reminders import NumberBill
from services.people.profile import MuteNotices, Profile, ViewProfile
from ui.buttons import BillButton, ReceiptButton, ReminderButton, SectionButton
from ui.screen import Button, Screen
from ui.talk import Talk
from ui.texts import Speech

MOST_METERS = 10
"""A number with more meters is asked for them one after the other anyway."""


# What residents read ------------------------------------------------------------------------------------


def readings_screen(say: Speech, due: NumberDue, missed: MissedMonths | None, today: date) -> Screen:
    """Remind of the readings of a number, with the button that begins the entry.

    ``missed`` are the months for which nobody sent one.
    """
    send = Button(say.plain("menu-reading-button"), ReceiptButton(action="next", number=due.holding.number))
    text = _readings_text(say, due)
    if missed is not None:
        text = f"{text}\n\n{missed_words(say, missed, today)}"
    return Screen(text, rows=((send,), _stop_row(say, ReminderKind.READINGS)))


def _readings_text(say: Speech, due: NumberDue) -> str:
    lines = [
        say("message-readings-wanted", month=month_name(say, due.month), number=_named(say, due.holding))
    ]
    if len(due.meters) > 1:
        meters = [say("reminder-meter", meter=meter_label(say, each.meter)) for each in due.due[:MOST_METERS]]
        lines.append("\n".join([say("reminder-meters"), *meters]))
    until = "reminder-until-today" if due.days_left == 0 else "reminder-until"
    lines.append(say(until, date=format_date(due.closes)))
    return "\n\n".join(lines)


def verification_screen(say: Speech, meter: Meter, phone: str) -> Screen:
    """Remind that the verification of a meter runs out, and say whom to call."""
    last_day = "" if meter.verify_by is None else format_date(meter.verify_by)
    words = say("message-verification-ends", meter=meter_label(say, meter), date=last_day, phone=phone)
    title = title_of(say, meter.subscriber_number, None)
    return Screen(f"{words}\n\n{title}", rows=(_stop_row(say, ReminderKind.VERIFICATION),))


def bill_screen(say: Speech, kind: ReminderKind, found: NumberBill) -> Screen:
    """Tell of a bill, and how much of it is still to pay."""
    holding, settled, at = found.holding, found.settled, found.at
    text_id = "message-bill-comes" if kind is ReminderKind.NEW_BILL else "message-bill-due-soon"
    bill = settled.bill
    lines = [say(text_id, bill=bill_name(say, bill, at.place), number=_named(say, holding))]
    if settled.left > 0:
        lines.append(say("reminder-to-pay", amount=format_amount(settled.left)))
        if bill.due_on is not None:
            lines.append(say("reminder-pay-until", date=format_date(bill.due_on)))
    view = Button(
        say.plain("reminder-bill-button"),
        BillButton(action="view", number=holding.number, month=at.month, place=at.place),
    )
    return Screen("\n".join(lines), rows=((view,), _stop_row(say, kind)))


def _named(say: Speech, holding: Holding) -> str:
    return label_of(say, holding)


def _stop_row(say: Speech, kind: ReminderKind) -> tuple[Button, ...]:
    return (Button(say.plain("reminder-stop-button"), ReminderButton(action="stop", kind=kind)),)


# «Уведомления» ------------------------------------------------------------------------------------------


async def show_notices(talk: Talk, context: Context) -> None:
    """Show what the bot writes of its own accord, with buttons that say what they change."""
    profile = await context.cases[ViewProfile](context.account_id)
    wanted = await context.cases[ViewReminders](context.account_id)
    await talk.show(_notices_screen(talk.say, profile, wanted))


async def mute_notices(talk: Talk, context: Context) -> None:
    """Stop notices about the supply, and offer to bring them back."""
    await context.cases[MuteNotices](context.account_id, muted=True)
    await show_notices(talk, context)


async def hear_notices(talk: Talk, context: Context) -> None:
    """Send notices about the supply again."""
    await context.cases[MuteNotices](context.account_id, muted=False)
    await show_notices(talk, context)


def _notices_screen(say: Speech, profile: Profile, wanted: Mapping[ReminderKind, bool]) -> Screen:
    if profile.notices_muted:
        text, change = (
            say("notices-are-off"),
            Button(say.plain("notices-hear-button"), _section(Section.HEAR)),
        )
    else:
        text, change = say("notices-are-on"), Button(say.plain("notices-mute-button"), _section(Section.MUTE))
        if not profile.phone_shown:
            text += "\n\n" + say("notices-need-phone")
        if not profile.email_confirmed:
            text += "\n\n" + say("notices-need-email")
    lines = [say("reminders-title"), *_reminder_lines(say, wanted)]
    switches = [(_switch(say, kind, is_wanted=is_wanted),) for kind, is_wanted in wanted.items()]
    back = Button(say.plain("notices-back-button"), _section(Section.PROFILE))
    return Screen("\n\n".join([text, "\n".join(lines)]), rows=((change,), *switches, (back,)))


def _reminder_lines(say: Speech, wanted: Mapping[ReminderKind, bool]) -> Sequence[str]:
    return [
        say("reminders-on" if is_wanted else "reminders-off", what=say.plain(f"reminders-of-{kind}"))
        for kind, is_wanted in wanted.items()
    ]


def _switch(say: Speech, kind: ReminderKind, *, is_wanted: bool) -> Button:
    action = "off" if is_wanted else "on"
    return Button(say.plain(f"reminders-{action}-{kind}-button"), ReminderButton(action=action, kind=kind))


def _section(section: Section) -> SectionButton:
    return SectionButton(action=section)


# Presses ------------------------------------------------------------------------------------------------


async def stop_pressed(talk: Talk, context: Context, button: ReminderButton) -> None:
    """Send no more reminders of this kind; the one with the button stays readable."""
    await context.cases[ChooseReminder](context.account_id, _kind(button), is_wanted=False)
    await talk.hint(talk.say.plain("reminder-stopped-hint"), alert=True)
    if talk.message is not None:
        await talk.retire(talk.message.message_id)


async def switch_pressed(talk: Talk, context: Context, button: ReminderButton) -> None:
    """Switch a kind of reminders on or off, and show how all of them stand."""
    context.book.drop(talk, context)
    await context.cases[ChooseReminder](context.account_id, _kind(button), is_wanted=button.action == "on")
    await show_notices(talk, context)


def _kind(button: ReminderButton) -> ReminderKind:
    if button.kind not in set(ReminderKind):
        raise DomainError("not-yours")  # made up: no version had such a kind
    return ReminderKind(button.kind)


ACTIONS: Mapping[str, PressHandler] = {"stop": stop_pressed, "on": switch_pressed, "off": switch_pressed}
"""What the buttons of reminders do, by their action."""
