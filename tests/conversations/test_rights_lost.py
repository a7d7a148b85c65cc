"""A conversation under way does nothing more once the right that it began with is gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from handlers.residents.email_confirmation import EmailCodeForm
from handlers.residents.holders import EndHoldsForm
from handlers.residents.meter_change import MeterChangeForm
from handlers.residents.readings import ReadingForm
from handlers.residents.recovery import RecoveryForm
from handlers.residents.subscribers import RemoveForm, RenameForm
from tests.conversations.harness import PASSWORD, Resident, Town
from tests.conversations.places import GUEST, WAYS, check_way_out, go_to
from tests.conversations.test_access import kept

OF_GUESTS = frozenset(state.name for state in RecoveryForm.all())
"""Conversations of guests, which begin with an account that another chat is signed in to."""
OF_RESIDENTS = [state for state, (who, _) in WAYS.items() if who != GUEST and state not in OF_GUESTS]
ABOUT_NUMBERS = [
    state.name
    for states in (ReadingForm, MeterChangeForm, RenameForm, RemoveForm, EndHoldsForm)
    for state in states.all()
]
TYPED = ["99900", "18400 7500", PASSWORD, "8 921 123-45-67", "Кому это?"]


def deeds_of(anna: Resident) -> list[Callable[[], Awaitable[object]]]:
    """What the question in force would take."""
    shown = [str(button.data) for row in anna.screen.buttons for button in row]
    return [
        *(partial(anna.forge, data, on=anna.screen) for data in shown),
        *(partial(anna.send, text) for text in TYPED),
        partial(anna.send_photo, "99900"),
    ]


@pytest.mark.parametrize("state", OF_RESIDENTS)
async def test_who_is_signed_out_meanwhile_changes_nothing_any_more(town: Town, state: str) -> None:
    """As when a change of the password on another device signs this chat out."""
    anna = await go_to(town, state)
    deeds = deeds_of(anna)
    await town.change("DELETE FROM sessions")
    before, snapshot = kept(town), town.snapshot()
    for deed in deeds:
        town.restore(snapshot)
        await deed()
        await check_way_out(town, anna)
        assert kept(town) == before


@pytest.mark.parametrize("state", ABOUT_NUMBERS)
async def test_who_holds_the_number_no_longer_sends_nothing_for_it(town: Town, state: str) -> None:
    anna = await go_to(town, state)
    deeds = deeds_of(anna)
    await town.change("DELETE FROM holdings")
    before, snapshot = without_reminders(town), town.snapshot()
    for deed in deeds:
        town.restore(snapshot)
        await deed()
        await check_way_out(town, anna)
        assert without_reminders(town) == before


def without_reminders(town: Town) -> list[str]:
    """Leave out what reminds of a reading that was typed: it goes with the conversation."""
    return [line for line in kept(town) if not line.startswith('INSERT INTO "typed_readings"')]


def test_every_state_of_a_resident_is_tried() -> None:
    assert EmailCodeForm.code.name in OF_RESIDENTS
    assert set(ABOUT_NUMBERS) < set(OF_RESIDENTS)
