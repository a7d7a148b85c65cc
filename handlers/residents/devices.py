"""«Мои устройства»: the chats that are signed in to the account, and signing them out from here."""

from __future__ import annotations

from collections.abc import Iterator

from domain.account import Session
from domain.dates import format_date
from domain.errors import DomainError
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.residents.bans import open_rows
from handlers.residents.profile import PasswordForm
from handlers.sections import Section
from services.people.devices import CheckDevice, Devices, EndDevice, EndOtherDevices, ListDevices
from ui.buttons import DeviceButton, SectionButton
from ui.errors import explain
from ui.screen import Button, Rows, Screen
from ui.talk import Talk
from ui.texts import Speech

DEVICES_PAYLOAD = "devices"
"""What /start carries when the link of a letter about a new device is opened."""
MOST_SHOWN = 8
"""Devices that are listed one by one; the rest can be signed out together."""
EVERYWHERE_ELSE = 0


async def show_devices(talk: Talk, context: Context) -> None:
    """List the devices, with a button to sign out each of the others."""
    devices = await context.cases[ListDevices](context.account_id, talk.chat_id)
    say = talk.say
    lines = [say("devices-title"), "", *_lines(say, devices, context), "", say("devices-what-it-is")]
    await talk.show(Screen("\n".join(lines), rows=tuple(_rows(say, devices, context))))


def _lines(say: Speech, devices: Devices, context: Context) -> Iterator[str]:
    yield _line(say, "devices-this", devices.this, context)
    for other in devices.others[:MOST_SHOWN]:
        yield _line(say, "devices-other", other, context)
    if len(devices.others) > MOST_SHOWN:
        yield say("devices-more", count=len(devices.others) - MOST_SHOWN)


def _line(say: Speech, text_id: str, device: Session, context: Context) -> str:
    seen = say("devices-unseen") if device.seen_on is None else format_date(device.seen_on)
    return say(text_id, name=_name(say, device), since=_since(device, context), seen=seen)


def _name(say: Speech, device: Session) -> str:
    return device.name or say.plain("devices-unnamed")


def _since(device: Session, context: Context) -> str:
    return format_date(device.signed_in_at.astimezone(context.facts.zone).date())


def _rows(say: Speech, devices: Devices, context: Context) -> Iterator[tuple[Button, ...]]:
    for other in devices.others[:MOST_SHOWN]:
        label = say.plain("devices-end-button", name=_name(say, other), since=_since(other, context))
        yield (Button(label, DeviceButton(action="ask", chat=other.chat_id)),)
    if len(devices.others) > 1:
        label = say.plain("devices-end-all-button")
        yield (Button(label, DeviceButton(action="ask", chat=EVERYWHERE_ELSE)),)
    yield (Button(say.plain("notices-back-button"), SectionButton(action=Section.PROFILE)),)


async def ask_to_end(talk: Talk, context: Context, button: DeviceButton) -> None:
    """Ask before a device is signed out."""
    devices, say = await context.cases[ListDevices](context.account_id, talk.chat_id), talk.say
    if button.chat == EVERYWHERE_ELSE:
        text = say("devices-end-all-ask", count=len(devices.others))
    else:
        other = next((each for each in devices.others if each.chat_id == button.chat), None)
        if other is None:
            await show_devices(talk, context)
            return
        text = say("devices-end-ask", name=_name(say, other), since=_since(other, context))
    rows: Rows = (
        (Button(say.plain("devices-end-now-button"), DeviceButton(action="end", chat=button.chat)),),
        (Button(say.plain("devices-keep-button"), SectionButton(action=Section.DEVICES)),),
    )
    await talk.show(Screen(text, rows=rows))


async def end_device(talk: Talk, context: Context, button: DeviceButton) -> None:
    """Sign a device out, or all others."""
    cases, say = context.cases, talk.say
    if button.chat == EVERYWHERE_ELSE:
        await cases[EndOtherDevices](context.account_id, talk.chat_id)
        text = say("devices-ended-all")
    else:
        await cases[EndDevice](context.account_id, talk.chat_id, button.chat)
        text = say("devices-ended")
    change = Button(say.plain("profile-password-button"), SectionButton(action=Section.PASSWORD))
    back = Button(say.plain("profile-devices-button"), SectionButton(action=Section.DEVICES))
    rows: Rows = ((change,), (back,))
    await talk.show(Screen(text, rows=open_rows(rows) if context.visitor.is_banned else rows))


async def not_me(talk: Talk, context: Context, button: DeviceButton) -> None:
    """Sign a stranger out, and begin to change the password, because the stranger knows it.

    A ban closes the change of the password, so a banned resident reads whom to call.
    """
    await context.cases[EndDevice](context.account_id, talk.chat_id, button.chat)
    if context.visitor.is_banned:
        call = talk.say("access-no-new-password", phone=context.facts.support_phone)
        text = talk.say("devices-stranger-out") + "\n\n" + call
        await talk.show(menu_screen(talk, context, text))
        return
    try:
        await context.cases[CheckDevice](context.account_id, talk.chat_id)
    except DomainError as error:
        text = talk.say("devices-stranger-out") + "\n\n" + explain(talk.say, error)
        await talk.show(menu_screen(talk, context, text))
        return
    await context.book.begin(talk, context, PasswordForm.old, stranger_is_out=True)


ACTIONS = {"ask": ask_to_end, "end": end_device, "not-me": not_me}
"""What the buttons of devices do."""
