"""States, tables and buttons of the conversations."""

from __future__ import annotations

import ast
import inspect
import sys
from collections import Counter

import pytest
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import StatesGroup

from domain.alert import AlertKind
from domain.subscriber_number import SubscriberNumber
from handlers.context import Context
from handlers.residents.subscribers import OPENERS
from handlers.routing import TABLES
from handlers.sections import Section
from tests.structure.project import nodes_of
from ui.buttons import (
    OPERATOR_BUTTONS,
    AlertButton,
    AlertListButton,
    FindButton,
    FormButton,
    LanguageButton,
    MuteButton,
    NoticeButton,
    NumberButton,
    SectionButton,
    StatisticsButton,
    ThreadButton,
)
from ui.forms import BACK, CANCEL, FormTable, Step

MOST_BYTES = 64
"""Of callback data, in Telegram."""
LARGEST_UPDATE = "1" + "z" * 10
LARGEST_ID = 2**63 - 1
LONGEST_NUMBER = "9" * 15

STEPS = [(table, step) for table in TABLES for step in table.steps]


def test_every_state_has_a_step_in_one_table() -> None:
    groups = {
        group
        for name, module in sys.modules.items()
        if name.startswith("handlers")
        for _, group in inspect.getmembers(module, inspect.isclass)
        if issubclass(group, StatesGroup) and group.__module__ == name
    }
    states = [state.state for group in groups for state in group.__states__]
    assert Counter(states) == Counter(step.state.state for _, step in STEPS)


def test_the_names_of_tables_differ() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES)


@pytest.mark.parametrize(("table", "step"), STEPS, ids=lambda each: getattr(each, "name", ""))
def test_a_step_leads_only_to_steps_of_its_own_table(table: FormTable[Context], step: Step[Context]) -> None:
    assert set(step.goes_to) <= {each.state for each in table.steps}
    assert len(step.goes_to) == len(set(step.goes_to))


@pytest.mark.parametrize(("table", "step"), STEPS, ids=lambda each: getattr(each, "name", ""))
def test_a_step_takes_some_answer(table: FormTable[Context], step: Step[Context]) -> None:
    assert step.parse or step.choices, f"{table.name}: {step.state.state}"
    assert not {BACK, CANCEL} & set(step.choices)


def test_a_secret_is_asked_for_only_in_words() -> None:
    secret = [step for _, step in STEPS if step.secret]
    assert {str(step.state.state).partition(":")[2] for step in secret} == {
        "password",
        "repeat",
        "old",
        "new",
    }
    assert all(not step.choices and step.contact is None for step in secret)


@pytest.mark.parametrize(
    "button",
    [
        FormButton(question=LARGEST_UPDATE, choice=10_000),
        *(NumberButton(action=action, number=LONGEST_NUMBER, page=10**9) for action in OPENERS),
        *(SectionButton(action=section) for section in Section),
        LanguageButton(code="zh-Hant-HK"),
        AlertButton(action="x" * 16, alert=LARGEST_ID),
        *(AlertListButton(page=10**9, kind=kind, anew=True) for kind in AlertKind),
        NoticeButton(action="resume", notice=LARGEST_ID),
        FindButton(action="full-account", key=LONGEST_NUMBER),
        StatisticsButton(period="today"),
        MuteButton(),
        ThreadButton(action="resolve", alert=LARGEST_ID),
    ],
    ids=lambda button: button.pack(),
)
def test_the_longest_data_of_a_button_fits(button: CallbackData) -> None:
    assert len(button.pack().encode()) <= MOST_BYTES
    assert type(button).unpack(button.pack()) == button


def test_every_button_of_operators_is_known_as_theirs() -> None:
    """The others can be pressed by residents: their handlers check whose number it is."""
    residents = {FormButton, NumberButton, SectionButton, LanguageButton, MuteButton, ThreadButton}
    assert set(OPERATOR_BUTTONS) == set(CallbackData.__subclasses__()) - residents


def test_the_longest_number_is_as_long_as_that() -> None:
    assert SubscriberNumber.parse(LONGEST_NUMBER).text == LONGEST_NUMBER


HANDED_OVER = {
    "talk",
    "context",
    "book",
    "sections",
    "section",
    "callback_data",
    "command",
    "event_from_user",
    "found",
    "bot",
}
"""What middlewares, filters and the dispatcher give to handlers by name."""


def test_handlers_ask_only_for_what_they_are_given() -> None:
    asked = {
        (path, argument.arg)
        for path, node in nodes_of("handlers")
        if isinstance(node, ast.AsyncFunctionDef) and _is_handler(node)
        for argument in node.args.args[1:]
    }
    assert {name for _, name in asked} <= HANDED_OVER, asked
    assert asked, "the search has lost the handlers"


def _is_handler(function: ast.AsyncFunctionDef) -> bool:
    """Taking an event of Telegram first."""
    first = function.args.args[0].annotation if function.args.args else None
    return isinstance(first, ast.Name) and first.id in {"Message", "CallbackQuery"}
