"""States, tables and buttons of the conversations."""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from collections.abc import Iterator
from typing import get_type_hints

import pytest

from domain.alert import AlertKind
from domain.subscriber_number import SubscriberNumber
from handlers.context import Context
from handlers.operators import routing as operators
from handlers.presses import PressHandler, PressTable
from handlers.residents import routing as residents
from handlers.residents.routing import OF_BILLS
from handlers.residents.subscribers import OPENERS
from handlers.rights import Entry
from handlers.routing import TABLES
from handlers.sections import Section
from ui.buttons import (
    MOST_DIGITS,
    OPERATOR_BUTTONS,
    AgainButton,
    AlertButton,
    AlertListButton,
    BatchButton,
    BillButton,
    ButtonData,
    ChartButton,
    ClaimButton,
    ConsentButton,
    DeviceButton,
    FindButton,
    FormButton,
    HoldButton,
    LanguageButton,
    LetInButton,
    MuteButton,
    NoticeButton,
    NumberButton,
    NumbersButton,
    OutageButton,
    ReadmissionButton,
    ReceiptButton,
    ReminderButton,
    ResumeButton,
    SectionButton,
    StatisticsButton,
    ThreadButton,
    UnaskedButton,
    WithdrawButton,
)
from ui.forms import BACK, CANCEL, FormTable, Step
from ui.states import States

MOST_BYTES = 64
"""Of callback data, in Telegram."""
LARGEST_UPDATE = "1" + "z" * 10
LARGEST_ID = 10**MOST_DIGITS - 1
"""Far beyond every number that a column will ever hold."""
LONGEST_NUMBER = "9" * 15

HELPS = {"forgotten", "no-mail", "operators", "resend"}
"""What a person may press who cannot answer with the secret that is asked for."""
STEPS = [(table, step) for table in TABLES for step in table.steps]


def test_every_state_has_a_step_in_one_table() -> None:
    groups = {
        group
        for name, module in sys.modules.items()
        if name.startswith("handlers")
        for _, group in inspect.getmembers(module, inspect.isclass)
        if issubclass(group, States) and group.__module__ == name
    }
    states = [state.name for group in groups for state in group.all()]
    assert Counter(states) == Counter(step.state.name for _, step in STEPS)


def test_the_names_of_tables_differ() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES)


@pytest.mark.parametrize(("table", "step"), STEPS, ids=lambda each: getattr(each, "name", ""))
def test_a_step_leads_only_to_steps_of_its_own_table(table: FormTable[Context], step: Step[Context]) -> None:
    assert set(step.goes_to) <= {each.state for each in table.steps}
    assert len(step.goes_to) == len(set(step.goes_to))


@pytest.mark.parametrize(("table", "step"), STEPS, ids=lambda each: getattr(each, "name", ""))
def test_a_step_takes_some_answer(table: FormTable[Context], step: Step[Context]) -> None:
    assert step.parse or step.choices, f"{table.name}: {step.state.name}"
    assert not {BACK, CANCEL} & set(step.choices)


def test_a_secret_is_asked_for_only_in_words() -> None:
    secret = [step for _, step in STEPS if step.secret]
    assert {step.state.short_name for step in secret} == {
        "password",
        "repeat",
        "old",
        "new",
        "code",
    }
    assert all({*step.choices} <= HELPS and step.contact is None for step in secret)


@pytest.mark.parametrize(
    "button",
    [
        FormButton(question=LARGEST_UPDATE, choice=10_000),
        *(NumberButton(action=action, number=LONGEST_NUMBER, page=10**9) for action in OPENERS),
        *(BillButton(action=action, number=LONGEST_NUMBER, month=10**6, place=99) for action in OF_BILLS),
        *(SectionButton(action=section) for section in Section),
        NumbersButton(page=10**9),
        AgainButton(reading=LARGEST_ID),
        LanguageButton(code="zh-Hant-HK"),
        AlertButton(action="x" * 16, alert=LARGEST_ID),
        *(AlertListButton(page=10**9, kind=kind, anew=True) for kind in AlertKind),
        NoticeButton(action="resume", notice=LARGEST_ID),
        FindButton(action="full-account", key=LONGEST_NUMBER),
        HoldButton(action="give-back", number=LONGEST_NUMBER, account=10**9, ended=10**11),
        LetInButton(action="keep-out", account=10**9, chat=10**13, begun=10**11),
        StatisticsButton(period="today"),
        MuteButton(),
        ThreadButton(action="resolve", alert=LARGEST_ID),
        ResumeButton(action="forget", form="registration"),
        UnaskedButton(action="operator", message=LARGEST_ID),
    ],
    ids=lambda button: button.pack(),
)
def test_the_longest_data_of_a_button_fits(button: ButtonData) -> None:
    assert len(button.pack().encode()) <= MOST_BYTES
    assert type(button).unpack(button.pack()) == button


def test_every_button_of_operators_is_known_as_theirs() -> None:
    """The others can be pressed by residents: their handlers check whose number it is."""
    theirs = {
        *(AgainButton, BatchButton, ChartButton, FormButton, NumberButton, ReceiptButton, ResumeButton),
        *(BillButton, ClaimButton, ConsentButton, DeviceButton, LanguageButton, MuteButton, NumbersButton),
        *(OutageButton, ReadmissionButton, ReminderButton, SectionButton, ThreadButton, UnaskedButton),
        WithdrawButton,
    }
    assert set(OPERATOR_BUTTONS) == set(ButtonData.__subclasses__()) - theirs


def test_the_longest_number_is_as_long_as_that() -> None:
    assert SubscriberNumber.parse(LONGEST_NUMBER).text == LONGEST_NUMBER


def handlers_of(table: PressTable) -> Iterator[tuple[type[ButtonData], PressHandler]]:
    for kind, entries in table.items():
        for entry in [entries] if isinstance(entries, Entry) else entries.values():
            yield kind, entry.answer


def test_a_press_is_answered_by_a_handler_of_its_kind_of_button() -> None:
    """The type checker cannot tell: a table holds handlers of many kinds."""
    pairs = [*handlers_of(operators.BUTTONS), *handlers_of(residents.BUTTONS)]
    assert {kind for kind, _ in pairs} == set(ButtonData.__subclasses__())
    for kind, handler in pairs:
        *_, asked = [hint for name, hint in get_type_hints(handler).items() if name != "return"]
        assert issubclass(kind, asked), handler
